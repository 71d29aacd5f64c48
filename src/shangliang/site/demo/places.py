"""The city as the demonstration knows it: districts with streets, and communities that are invented."""

DISTRICTS = (
    ("sn", "市南区", "Shinan", ("中山路街道", "八大关街道", "香港中路街道", "江苏路街道", "云南路街道")),
    ("sb", "市北区", "Shibei", ("延安路街道", "辽宁路街道", "登州路街道", "浮山新区街道", "水清沟街道")),
    ("lc", "李沧区", "Licang", ("李村街道", "虎山路街道", "浮山路街道", "九水街道", "沧口街道")),
    ("ls", "崂山区", "Laoshan", ("中韩街道", "沙子口街道", "王哥庄街道", "北宅街道", "金家岭街道")),
    ("hd", "西海岸新区", "West Coast New Area", ("长江路街道", "薛家岛街道", "辛安街道", "灵珠山街道", "珠海街道")),
    ("cy", "城阳区", "Chengyang", ("城阳街道", "流亭街道", "惜福镇街道", "夏庄街道", "河套街道")),
    ("jm", "即墨区", "Jimo", ("环秀街道", "潮海街道", "通济街道", "蓝村街道", "鳌山卫街道")),
    ("jz", "胶州市", "Jiaozhou", ("阜安街道", "中云街道", "三里河街道", "胶东街道", "李哥庄镇")),
    ("pd", "平度市", "Pingdu", ("东阁街道", "李园街道", "凤台街道", "同和街道", "南村镇")),
    ("lx", "莱西市", "Laixi", ("水集街道", "望城街道", "沽河街道", "姜山镇", "南墅镇")),
)
"""Code, name, English name and streets of each of the ten districts."""

COMMUNITIES = (
    "海棠苑",
    "松涛里",
    "银杏花园",
    "临海小区",
    "和顺园",
    "望山居",
    "春晖里",
    "水岸新村",
    "书香苑",
    "安居小区",
)
"""Invented estates: no real address carries a demonstration complaint."""
