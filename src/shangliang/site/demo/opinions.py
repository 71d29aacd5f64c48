"""What stands beside the votes of the demonstration: who takes part, names of groups, statements that wait."""

from datetime import date, datetime, timedelta
from random import Random

from shangliang.kernel.calendar import local_date
from shangliang.opinions import actions, queries
from shangliang.opinions.models import Conversation, Participant, Statement
from shangliang.opinions.queries.crowd import districts_of
from shangliang.people.queries import actor_of
from shangliang.site.demo.people import Cast

SOURCE = "示例数据，不是统计数据"
AS_OF = date(2021, 6, 1)
AGES = (("u18", 176), ("18-29", 118), ("30-44", 232), ("45-59", 231), ("60-74", 172), ("75+", 71))
GENDERS = (("f", 498), ("m", 502))
LIKELY_AGES = {"18-29": 2, "30-44": 4, "45-59": 5, "60-74": 7, "75+": 1}
"""Who tells an age band: people of sixty and more answer more often, as in real conversations."""

CAMPS = {
    "lift": (("先装上再说", 8), ("补偿先谈好", 7), ("政府多出点", 5)),
    "bookshop": (("多开一会儿", 7), ("先有人值守", 5)),
}
"""What the camps of a conversation are called, and how many of so many people are of each."""

VIEWS: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {
    "lift": (
        ("三分之二的人同意，就该动工。", (0.95, 0.06, 0.9)),
        ("费用怎么分，要在楼道里张榜。", (0.93, 0.95, 0.92)),
        ("一楼可以一分钱不出。", (0.1, 0.95, 0.9)),
        ("以后的维修钱，一开始就写进协议。", (0.9, 0.92, 0.95)),
        ("政府补贴提高到一半。", (0.1, 0.15, 0.96)),
        ("低层住户的补偿不谈好，不动工。", (0.05, 0.95, 0.08)),
        ("街道应当请懂行的人来讲一讲再签字。", (0.85, 0.93, 0.9)),
        ("按楼层分摊，住得越高出得越多。", (0.93, 0.93, 0.08)),
        ("困难家庭的那一份由政府先垫上。", (0.1, 0.2, 0.96)),
        ("宁可多等一年，也要家家签字。", (0.05, 0.92, 0.08)),
        ("装电梯前，先把楼道的消防通道清出来。", (0.88, 0.9, 0.92)),
        ("先装一个门洞做样板，别的楼再跟。", (0.92, 0.1, 0.9)),
    ),
    "bookshop": (
        ("社区书屋改成刷卡自助，开到晚上十一点。", (0.95, 0.1)),
        ("还书柜放进地铁站，下了班也能还。", (0.9, 0.92)),
        ("晚上开放要有人值守，安全比时长要紧。", (0.15, 0.95)),
        ("书屋周末应当给孩子和老人分开座位。", (0.92, 0.95)),
        ("延时开放的电费由街道和书店各出一半。", (0.92, 0.1)),
        ("志愿者值晚班，应当给交通补贴。", (0.94, 0.96)),
        ("没有人值守，宁可不开。", (0.06, 0.9)),
        ("先开到十点试三个月，看人多不多。", (0.93, 0.08)),
    ),
}
"""The statements of a conversation, each with how likely somebody of each camp agrees."""

VOTERS = {"lift": 90, "bookshop": 56}
"""How many of the crowd answer: enough for groups that can be told apart."""
WAITING = {
    "lift": ("维护费谁用谁出，写进协议。", "用电梯的人分担维护费，写清楚。", "先问问住一楼的老人。"),
    "bookshop": ("书屋多放几把椅子。", "书屋里椅子太少，再放几把。"),
}
NOT_USED = {"lift": ("某某某家一直不签字。", "private"), "bookshop": ("停车费太贵了。", "off")}


def key_of(title: str) -> str:
    """Return which of the two conversations a title is about."""
    return "lift" if "电梯" in title else "bookshop"


def statements_of(key: str) -> list[str]:
    """Return the statements that a conversation begins with."""
    return [text for text, _likely in VIEWS[key]]


def vote_all(cast: Cast, conversation: Conversation, at: datetime, rng: Random) -> None:
    """Let the crowd answer in camps that have something in common, and compute the map."""
    key = key_of(conversation.title)
    camps = [camp for camp, (_name, share) in enumerate(CAMPS[key]) for _ in range(share)]
    rows = list(zip(Statement.objects.filter(conversation=conversation).order_by("number"), VIEWS[key], strict=True))
    for i, person in enumerate(cast.crowd[: VOTERS[key]]):
        camp = camps[i * 7 % len(camps)]
        for statement, (_text, likely) in rows:
            if rng.random() < 0.9:
                moment_of = at + timedelta(minutes=i)
                value = lean(likely[camp], rng=rng)
                actions.cast_vote(statement, value, who=f"p{person.pk}", level=1, at=moment_of)
    actions.compute_map(conversation, at=at + timedelta(hours=3))
    stand_beside(cast, conversation, at + timedelta(hours=3), rng)


def lean(likely: float, *, rng: Random) -> int:
    """Return an answer of somebody who agrees so likely; some people pass."""
    if rng.random() < 0.06:
        return 0
    return 1 if rng.random() < likely else -1


def stand_beside(cast: Cast, conversation: Conversation, at: datetime, rng: Random) -> None:
    """Write what a running conversation has besides its votes."""
    key = key_of(conversation.title)
    tell(conversation, rng)
    propose(cast, conversation, key, at)
    name(cast, conversation, key, at)
    liaison = cast.actor("liaison")
    counts = [actions.Count("age", *row) for row in AGES] + [actions.Count("gender", *row) for row in GENDERS]
    actions.set_population(conversation.region, counts, source=SOURCE, as_of=AS_OF, actor=liaison)


def tell(conversation: Conversation, rng: Random) -> None:
    """Let four in ten say who they are."""
    below = districts_of(conversation.region)
    ages, weights = list(LIKELY_AGES), list(LIKELY_AGES.values())
    for someone in Participant.objects.filter(conversation=conversation).order_by("number"):
        if rng.random() < 0.4:
            actions.tell_about(
                someone,
                age_band=rng.choices(ages, weights)[0],
                gender=rng.choice("fm"),
                district=rng.choice(below) if below else None,
            )


def propose(cast: Cast, conversation: Conversation, key: str, at: datetime) -> None:
    """Let people propose statements: some wait, like ones among them, and one was left out with its reason."""
    citizen, liaison = actor_of(cast.crowd[0], local_date(cast.now)), cast.actor("liaison")
    for text in WAITING[key]:
        actions.add_statement(conversation, text, actor=citizen, at=at)
    text, kind = NOT_USED[key]
    row = actions.add_statement(conversation, text, actor=citizen, at=at)
    actions.moderate(row, "remove", actor=liaison, at=at, kind=kind)


def name(cast: Cast, conversation: Conversation, key: str, at: datetime) -> None:
    """Name the groups, where they may be shown, each by the camp that it answers like most."""
    newest = queries.newest_map(conversation)
    if newest is None or not newest.view["stability"]["publishable"] or len(newest.view["groups"]) != len(CAMPS[key]):
        return
    asked = newest.view["asking"]["statements"]
    free = list(range(len(CAMPS[key])))
    for place, group in enumerate(newest.view["groups"]):
        shares = [
            (asked[str(number)]["groups"][place][0] / max(asked[str(number)]["groups"][place][2], 1), likely)
            for number, (_text, likely) in enumerate(VIEWS[key], start=1)
        ]
        camp = min(free, key=lambda one: sum((share - likely[one]) ** 2 for share, likely in shares))
        free.remove(camp)
        actions.name_group(conversation, group["id"], CAMPS[key][camp][0], actor=cast.actor("liaison"), at=at)
