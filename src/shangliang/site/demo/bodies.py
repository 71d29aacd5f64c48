"""The organisations of the demonstration: the three joint operators, committees, units with their duties."""

from datetime import datetime

from shangliang.kernel.workflow import SYSTEM
from shangliang.people.actions import add_organization
from shangliang.people.models import Organization
from shangliang.site.demo.places import DISTRICTS

CITY_BODIES = (
    ("studio", "市政协委员联络活动工作室", "CPPCC Members' Liaison Studio", "cppcc", ""),
    ("hotline", "市12345政务服务便民热线", "12345 Government Hotline", "hotline", ""),
    ("daily", "青岛日报社", "Qingdao Daily", "media", ""),
    ("party", "市委办公厅", "General Office of the Municipal Party Committee", "government", ""),
    ("government", "市政府办公厅", "General Office of the Municipal Government", "government", ""),
    (
        "c-urban", "市政协人口资源环境委员会", "Committee for Population, Resources and Environment", "committee",
        "城市更新 公园 环境 水",
    ),
    ("c-econ", "市政协经济委员会", "Committee for Economic Affairs", "committee", "营商 企业 旅游 海洋"),
    ("c-social", "市政协社会法制委员会", "Committee for Social and Legal Affairs", "committee", "养老 社区 外卖 安全"),
    (
        "c-edu", "市政协教科卫体委员会", "Committee for Education, Science, Health and Sports", "committee",
        "教育 医疗 阅读 体育",
    ),
    (
        "park", "市园林和林业局", "Landscape and Forestry Bureau", "department",
        "公园 绿地 树木 山头 口袋公园 步道 栏杆 花坛",
    ),
    (
        "housing", "市住房和城乡建设局", "Housing and Urban-Rural Development Bureau", "department",
        "电梯 老旧小区 历史城区 房屋 漏水 物业 改造",
    ),
    ("urban", "市城市管理局", "City Management Bureau", "department", "停车 占道 垃圾 路灯 公厕 噪音 油烟 市容"),
    ("water", "市水利局", "Water Resources Bureau", "department", "供水 水压 水库 河道 停水"),
    ("civil", "市民政局", "Civil Affairs Bureau", "department", "养老 助餐 社区 老人 居家"),
    ("health", "市卫生健康委员会", "Health Commission", "department", "医院 门诊 分级诊疗 挂号 社区医院"),
    ("education", "市教育局", "Education Bureau", "department", "学校 放学 家长 托管 幼儿园"),
    ("culture", "市文化和旅游局", "Culture and Tourism Bureau", "department", "书店 阅读 图书馆 景区 旅游 劈柴院"),
    ("transport", "市交通运输局", "Transport Bureau", "department", "公交 班次 地铁 道路 站牌 外卖 骑手"),
    ("emergency", "市应急管理局", "Emergency Management Bureau", "department", "消防 安全 通道 隐患"),
    ("reform", "市发展和改革委员会", "Development and Reform Commission", "department", "价格 项目 规划 充电"),
    ("ocean", "市海洋发展局", "Marine Development Bureau", "department", "海水浴场 海岸 沙滩 渔港"),
    ("heating", "市供热管理中心", "Heating Management Centre", "department", "供暖 暖气 室温 供热"),
    ("sci", "市科学技术局", "Science and Technology Bureau", "department", "科技 成果转化 中试"),
    ("agri", "市农业农村局", "Agriculture and Rural Affairs Bureau", "department", "农村 农业 合作社 乡村"),
    ("commerce", "市商务局", "Commerce Bureau", "department", "商场 商圈 老字号 外贸"),
    ("market", "市市场监督管理局", "Market Regulation Bureau", "department", "食品 餐饮 快检 称台"),
    ("hr", "市人力资源和社会保障局", "Human Resources and Social Security Bureau", "department", "人才 就业 招工 职称"),
    ("finance", "市财政局", "Finance Bureau", "department", "补贴 资金 贷款"),
    ("ecology", "市生态环境局", "Ecology and Environment Bureau", "department", "污染 扬尘 再生水"),
    ("planning", "市自然资源和规划局", "Natural Resources and Planning Bureau", "department", "规划 违建 边角地"),
    ("police", "市公安局", "Public Security Bureau", "department", "交警 走失 养犬 信号灯"),
    ("justice", "市司法局", "Justice Bureau", "department", "调解 法律 公证"),
    ("approval", "市行政审批服务局", "Administrative Approval Service Bureau", "department", "执照 证件 窗口 许可"),
    ("industry", "市工业和信息化局", "Industry and Information Technology Bureau", "department", "工厂 用电 账款"),
    ("medicare", "市医疗保障局", "Healthcare Security Bureau", "department", "医保 报销 长护险"),
    ("sports", "市体育局", "Sports Bureau", "department", "健身 球场 体育"),
    ("bigdata", "市大数据发展管理局", "Big Data Bureau", "department", "数据 平台 系统"),
    ("fire", "市消防救援支队", "Fire and Rescue Brigade", "department", "灭火 充电棚 烟感"),
    ("postal", "市邮政管理局", "Postal Administration", "department", "快递 邮政"),
    ("sasac", "市国有资产监督管理委员会", "State-owned Assets Commission", "department", "国企 租金"),
    ("tax", "市税务局", "Tax Bureau", "department", "税 发票"),
    ("private", "市民营经济发展局", "Private Economy Bureau", "department", "个体户 小店 民企"),
    ("women", "市妇女联合会", "Women's Federation", "department", "家庭教育 妇女"),
    ("youth", "共青团青岛市委员会", "Communist Youth League Committee", "department", "青年 志愿者"),
    ("union", "市总工会", "Trade Union Federation", "department", "职工 骑手 歇脚"),
    ("oldtown", "市北区历史城区管理委员会", "Historic Town Commission", "department", "里院 大鲍岛 太平路"),
)  # fmt: skip
"""Code, name, English name, kind and duties (words by which a unit is suggested)."""


def build(at: datetime) -> dict[str, Organization]:
    """Write the tree from city to community and return it by code."""
    city = add_organization("qd", "青岛市", "region", "city", actor=SYSTEM, at=at, name_en="Qingdao")
    found = {"qd": city}
    for code, name, name_en, kind, duties in CITY_BODIES:
        found[code] = add_organization(
            code, name, kind, "city", actor=SYSTEM, at=at, parent=city, name_en=name_en, duties=duties
        )
    for code, name, name_en, streets in DISTRICTS:
        found |= district(code, name, name_en, streets, city, at)
    return found


def district(
    code: str, name: str, name_en: str, streets: tuple[str, ...], city: Organization, at: datetime
) -> dict[str, Organization]:
    """Write one district: its region, its CPPCC office, its government and its streets."""
    region = add_organization(code, name, "region", "district", actor=SYSTEM, at=at, parent=city, name_en=name_en)
    rows = [
        (f"{code}-zx", f"{name}政协", f"CPPCC of {name_en}", "cppcc", "district", ""),
        (f"{code}-gov", f"{name}政府", f"Government of {name_en}", "district_office", "district", name),
        *((f"{code}-{i}", street, "", "street", "town", street) for i, street in enumerate(streets, 1)),
    ]
    found = {code: region}
    for row_code, row_name, row_en, kind, level, duties in rows:
        found[row_code] = add_organization(
            row_code, row_name, kind, level, actor=SYSTEM, at=at, parent=region, name_en=row_en, duties=duties
        )
    return found
