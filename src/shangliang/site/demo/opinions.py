"""What stands beside the votes of the demonstration: who takes part, names of groups, statements that wait."""

from datetime import date, datetime
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

NAMES = {"lift": ("早点装上再细算", "先把补偿谈好"), "bookshop": ("多开一会儿", "先有人值守")}
WAITING = {
    "lift": ("维护费谁用谁出，写进协议。", "用电梯的人分担维护费，写清楚。", "先问问住一楼的老人。"),
    "bookshop": ("书屋多放几把椅子。", "书屋里椅子太少，再放几把。"),
}
NOT_USED = {"lift": ("某某某家一直不签字。", "private"), "bookshop": ("停车费太贵了。", "off")}


def stand_beside(cast: Cast, conversation: Conversation, at: datetime, rng: Random) -> None:
    """Write what a running conversation has besides its votes."""
    key = "lift" if "电梯" in conversation.title else "bookshop"
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
    """Name the groups by the side that each takes on the first statement, where they may be shown."""
    newest = queries.newest_map(conversation)
    if newest is None or not newest.view["stability"]["publishable"] or len(newest.view["groups"]) != len(NAMES[key]):
        return
    first = Statement.objects.filter(conversation=conversation).order_by("number")[0]
    counts = newest.view["asking"]["statements"][str(first.number)]["groups"]
    by_share = sorted(
        zip(newest.view["groups"], counts, strict=True), key=lambda pair: -pair[1][0] / max(pair[1][2], 1)
    )
    for (group, _), words in zip(by_share, NAMES[key], strict=True):
        actions.name_group(conversation, group["id"], words, actor=cast.actor("liaison"), at=at)
