"""Thousands of voices that came to the hotline before and beside the platform: written as a file, and imported."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from shangliang.kernel.calendar import local
from shangliang.site.demo.history import morning_of
from shangliang.site.demo.matters import MATTERS, Matter
from shangliang.site.demo.people import Cast
from shangliang.site.demo.places import COMMUNITIES, DISTRICTS
from shangliang.site.demo.records import Past, lines_of, past
from shangliang.voices.actions import import_file
from shangliang.voices.models import Voice

BEFORE_EACH = 90
"""Voices behind the topic of each past session."""
RECENT = 3080
"""Voices of the last months that the hotline handled itself."""
DAYS = 110
USERS = 2600
CHANNELS = ("热线电话", "热线电话", "热线电话", "观海新闻“直通12345”", "小程序", "网页", "窗口", "来信")
KINDS = ("suggestion", "complaint", "help", "suggestion")
OPENINGS = (
    "",
    "请反映一下：",
    "我是这里的老住户。",
    "打这个电话想说，",
    "孩子帮我写的。",
    "昨天又碰上了。",
    "说了好几回了，",
    "我们几家商量过，",
)
ENDINGS = (
    "",
    "希望有人管。",
    "盼回复。",
    "谢谢。",
    "老人孩子都不方便。",
    "什么时候能有个说法？",
    "请来现场看看。",
    "邻居们都这么说。",
)
WORDS = {"suggestion": "建议", "complaint": "投诉", "help": "求助", "consultation": "咨询", "praise": "表扬"}
DOMAINS = {"economy": "经济发展", "politics": "政务服务与作风", "society": "城市管理", "culture": "文化旅游体育",
           "ecology": "生态环境", "livelihood": "社会保障与养老"}  # fmt: skip


def deliver_all(cast: Cast, rng: Random) -> None:
    """Write the file and bring it in; a fault of the file stops the loading."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "letters.jsonl"
        rows = [*old_letters(rng), *recent_letters(cast.now, rng)]
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        result = import_file(path, actor=cast.actor("dispatcher"), at=cast.now - timedelta(days=1), profile="hotline")
    if not result.ok:
        raise ValueError(str(result.as_json(most=3)))


def old_letters(rng: Random) -> Iterator[dict[str, object]]:
    """Return the voices behind each past session, with the hotline's answer of that time."""
    for one in past():
        begin = morning_of(one) - timedelta(days=150)
        for i in range(BEFORE_EACH):
            at = begin + timedelta(minutes=rng.randrange(55 * 1440))
            yield letter(f"s{one.number:02d}-{i:03d}", old_words(one, rng), at, at + timedelta(days=9), rng)


def old_words(one: Past, rng: Random) -> dict[str, str]:
    """Return what somebody said about the matter of a past session."""
    wish = rng.choice(lines_of(one.number)).title
    _, name, _, streets = rng.choice(DISTRICTS)
    street, estate = rng.choice(streets), rng.choice(COMMUNITIES)
    return {
        "title": f"{street}居民盼着：{wish}",
        "body": f"{rng.choice(OPENINGS)}{name}{street}{estate}一带，{wish}。{one.problem}{rng.choice(ENDINGS)}",
        "category": DOMAINS[one.domain],
        "kind": rng.choice(KINDS),
        "district": name,
        "street": street,
    }


def recent_letters(now: datetime, rng: Random) -> Iterator[dict[str, object]]:
    """Return the voices of the last months; some matters are heard more and more."""
    weights = [matter.weight for matter in MATTERS]
    for i in range(RECENT):
        matter = rng.choices(MATTERS, weights)[0]
        # The square lets what rises lean to the present; the others are spread evenly.
        share = rng.random() ** (2 if matter.key in ("heating", "ebike") else 1)
        at = now - timedelta(days=1, minutes=int(share * DAYS * 1440) + 30)
        yield letter(f"{matter.key}-{i:05d}", recent_words(matter, rng), at, now - timedelta(days=1), rng)


def recent_words(matter: Matter, rng: Random) -> dict[str, str]:
    """Return what somebody says of a matter of today."""
    _, name, _, streets = rng.choice(DISTRICTS) if matter.spread else DISTRICTS[3 if matter.key == "pressure" else 1]
    place = {"d": name, "s": rng.choice(streets), "c": rng.choice(COMMUNITIES)}
    return {
        "title": rng.choice(matter.titles).format(**place),
        "body": f"{rng.choice(OPENINGS)}{rng.choice(matter.bodies).format(**place)}{rng.choice(ENDINGS)}",
        "category": matter.category,
        "kind": matter.kind,
        "district": name,
        "street": place["s"],
    }


def letter(key: str, said: dict[str, str], at: datetime, until: datetime, rng: Random) -> dict[str, object]:
    """Return one row of the file; what the hotline had answered `until` then carries its answer."""
    replied = at + timedelta(hours=rng.randrange(20, 70))
    is_answered = replied < until
    return {
        "来源编号": key,
        "来源用户": f"u{rng.randrange(USERS)}",
        "标题": said["title"],
        "正文": said["body"],
        "收到时间": f"{local(at):%Y-%m-%d %H:%M:%S}",
        "点赞数": int(rng.paretovariate(1.2)) - 1,
        "诉求类型": WORDS[said["kind"]],
        "事项分类": said["category"],
        "地点": f"{said['district']}{said['street']}",
        "区市": said["district"],
        "渠道": rng.choice(CHANNELS),
        "答复内容": "您反映的情况已转属地街道和主管部门处理，办理情况已电话告知。" if is_answered else "",
        "答复时间": f"{local(replied):%Y-%m-%d %H:%M:%S}" if is_answered else "",
        "答复单位": "市12345热线" if is_answered else "",
    }


def behind(key: str) -> list[Voice]:
    """Return the imported voices of a matter or a past session, the newest last."""
    return list(Voice.objects.filter(external_id__startswith=f"{key}-").order_by("received_at"))
