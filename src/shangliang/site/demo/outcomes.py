"""What came of the ideas, as far as it is told: the outcomes that reports name, with their figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shangliang.dispatch import actions
from shangliang.dispatch.actions import Effect, Metric
from shangliang.dispatch.models import Dispatch, GeneralizedVoice, LookBack
from shangliang.kernel.calendar import local_date
from shangliang.site.demo.people import Cast
from shangliang.voices.models import Voice

READ = "单位报送读数（示例）"


@dataclass(frozen=True)
class Story:
    """One outcome: its kind and words, its figures (name, unit, value, target), whether it was visited on site.

    A figure with several values was read day after day.
    """

    kind: str
    title: str
    before: str
    after: str
    document: str = ""
    figures: tuple[tuple[str, str, str, str], ...] = ()
    curve: tuple[str, str, tuple[str, ...]] = ("", "", ())
    visit: str = ""
    policy: str = ""


STORIES = {
    "fushanhou": Story(
        "fix", "早上七点，六楼有水了", "浮山后六小区高层早晚水压不足，热水器打不着火。",
        "协商现场当场认领，十一天后换泵，六楼早上七点水压够用。",
        curve=("六楼早七点水压", "兆帕", ("0.08", "0.09", "0.08", "0.10", "0.09", "0.22", "0.23", "0.23", "0.23")),
        visit="浮山后六小区",
    ),
    "wanggezhuang": Story(
        "fix", "王哥庄街道有了居家养老服务中心", "街道没有一处居家养老服务中心，老人要走两站路。",
        "协商现场答应，当年建成开门，周末也供餐。", figures=(("居家养老服务中心", "处", "1", "1"),), visit="王哥庄街道",
    ),
    "shuoguo": Story(
        "policy", "“硕果计划”配齐 16 项细则", "科技成果转化的政策有方向，没有一条条能对照的细则。",
        "“硕果计划”出台，配套细则逐项公布。", document="“硕果计划”", figures=(("配套细则", "项", "16", "16"),),
    ),
    "laiju": Story(
        "policy", "《“莱聚英才”二十条措施》出台", "回乡和来村里的人，住房、职称、贷款各找各的门。",
        "引凤来栖、固巢留凤，二十条措施写明找谁、几天办。", document="《“莱聚英才”二十条措施》",
        figures=(("措施", "条", "20", "20"),),
    ),
    "partners": Story(
        "mechanism", "乡村振兴红色合伙人 430 余名", "村里有项目，缺会经营的人。",
        "招募乡村振兴红色合伙人，和村集体签约。", figures=(("红色合伙人", "名", "430", ""),),
    ),
    "fence": Story(
        "fix", "围栏拆了，走过去就是海", "太平路沿海一道围栏，人和海隔着一条车流。",
        "太平路步行街开放，围栏打开，中山路与栈桥整体联动。", figures=(("打开的围栏", "处", "1", "1"),), visit="太平路",
        policy="沿海步行空间开放的做法，推广到其他路段（示例）",
    ),
    "taiping": Story(
        "project", "中山路与栈桥整体联动", "中山路到栈桥要绕过一段车行道。", "中山路与栈桥连成一条走得通的街。",
        figures=(("修缮建筑面积", "平方米", "100000", "100000"),),
    ),
    "liyuan": Story(
        "project", "里院修旧如旧，完成十万余平方米", "里院漏雨、电线裸露，老住户搬走了大半。",
        "约十万平方米修旧如旧，十万余平方米已完成，院里又有了灯。", figures=(("完成修缮面积", "平方米", "100000", "100000"),),
    ),
    "roads": Story(
        "project", "老城二十条道路修好了", "老城区道路坑洼，雨天积水。", "二十条道路整治完成。",
        figures=(("整治完成的道路", "条", "20", "20"),),
    ),
    "pichai": Story(
        "decision", "劈柴院改造列入市里计划，明年年底前完成", "劈柴院闲置多年，老住户去留未定。",
        "列入城市更新和城市建设计划，一户一议，进度月月报，明年年底前完成。", figures=(("签约的院落", "处", "6", "6"),),
    ),
    "lamps": Story(
        "fix", "台阶和转弯处的灯亮了", "山头公园夜里没有灯，老人摔过两回。", "台阶和转弯处装了低位灯。",
        figures=(("低位灯", "盏", "126", "120"),), policy="山头公园照明导则（示例）",
    ),
    "pocket": Story(
        "project", "两处边角地成了口袋公园", "六处边角地围着、荒着。", "先做两处让居民看样子，再做其余四处。",
        figures=(("建成的口袋公园", "处", "2", "6"),),
    ),
    "canteen": Story(
        "mechanism", "助餐点周末也开门", "助餐点只开工作日，老人周末自己凑合。", "轮班供餐，周末不断。",
        figures=(("周末开门的助餐点", "处", "48", "60"),),
    ),
    "night": Story(
        "mechanism", "社区书屋亮到十一点", "书屋九点熄灯，下夜班的人看不成。", "十二个社区书屋改为刷卡自助，延到二十三点。",
        figures=(("延时的社区书屋", "个", "12", "12"),),
    ),
}  # fmt: skip
"""By the key of the idea."""


def tell(cast: Cast, order: Dispatch, story: Story) -> None:
    """Record an outcome with its figures, the visit on site, the look back, and what was carried on."""
    order.refresh_from_db()
    at = (order.closed_at or order.moved_at) + timedelta(days=6)
    day = local_date(at)
    figures = [
        Metric(name=name, unit=unit, value=Decimal(value), target=Decimal(target) if target else None, read_on=day,
               evidence=READ)
        for name, unit, value, target in story.figures
    ]  # fmt: skip
    name, unit, values = story.curve
    first = day - timedelta(days=len(values))
    figures += [
        Metric(name=name, unit=unit, value=Decimal(value), read_on=first + timedelta(days=i), evidence=READ)
        for i, value in enumerate(values)
    ]
    if story.visit:
        visit(cast, order, story, at - timedelta(days=2))
    effect = Effect(
        kind=story.kind, title=story.title, achieved_on=day, before=story.before, after=story.after,
        document_no=story.document,
    )  # fmt: skip
    actions.publish_outcome(order, effect, figures, actor=cast.actor("supervisor"), at=at)
    look_back(cast, order)
    if story.policy:
        actions.generalize(
            order, title=story.policy, voices=(), policy_document=story.policy, actor=cast.actor("govoffice"),
            at=at + timedelta(days=40),
        )  # fmt: skip


def visit(cast: Cast, order: Dispatch, story: Story, at: datetime) -> None:
    """Keep what reporter, member and unit saw on site."""
    seen = actions.Sight(
        visited_on=local_date(at), finding="solved", notes=f"记者、委员、部门三方到{story.visit}，{story.after}",
        place=story.visit, reporter="青岛日报记者", member="市政协委员", unit=f"{order.lead_unit}联络员",
    )  # fmt: skip
    actions.follow_up(order, seen, actor=cast.actor("reporter"), at=at)


def look_back(cast: Cast, order: Dispatch) -> None:
    """Look at the place again on both days."""
    for row in LookBack.objects.filter(dispatch=order).order_by("due_on"):
        at = (order.closed_at or order.moved_at) + timedelta(days=row.after_days, hours=4)
        actions.lookback(
            order, row, finding="held", notes="再去看了一次，还在用。", actor=cast.actor("supervisor"), at=at
        )


def carry_on(cast: Cast, order: Dispatch, voices: list[Voice], at: datetime) -> None:
    """Carry the cure of one solved matter on to similar voices, and cover the first of them."""
    order.refresh_from_db()
    row = actions.generalize(
        order, title="同样的办法用到别的街道", voices=[(voice, 0.82) for voice in voices], actor=cast.actor("supervisor"),
        at=at,
    )  # fmt: skip
    chosen = list(GeneralizedVoice.objects.filter(generalization=row).select_related("generalization", "voice"))
    for one in chosen[: len(chosen) * 2 // 3]:
        actions.cover(
            order, one, note="街道报送：周末已经供餐。", actor=cast.actor("supervisor"), at=at + timedelta(days=3)
        )
