"""Who sat at the table of each session: every member, head of a unit and expert of the figures, each at least once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from shangliang.people.models import Person
from shangliang.sessions import actions, queries
from shangliang.sessions.models import Session, Venue
from shangliang.site.demo.people import Cast, fresh_name
from shangliang.site.demo.records import Past, lines

Card = TypeVar("Card")
UNIT_HEADS, EXPERTS = 71, 76
RESIDENTS, PUPILS = 23, 17
"""The 诸葛会 of session 10 and the remote link of session 13."""
EXPERT_TITLES = ("高校教授", "研究院研究员", "注册规划师", "主任医师", "执业律师", "高级工程师", "社会学学者", "中学特级教师",
                 "企业首席专家", "媒体评论员")  # fmt: skip
OTHERS = {
    5: (("party", "民建会员代表", "民建青岛市委会"), ("enterprise", "企业负责人", "研发制造企业"),
        ("leader", "区长", "崂山区政府"), ("volunteer", "志愿者代表", "科普志愿服务队")),
    3: (("volunteer", "第一响应人", "应急志愿者"),),
    13: (("citizen", "学生家长", "初中生家长"),),
    1: (("enterprise", "小店店主", "个体工商业户"),),
    9: (("enterprise", "园区企业代表", "巨峰科技产业园"),),
    17: (("enterprise", "返乡创业者", "家庭农场"), ("citizen", "村民代表", "合作社社员")),
    18: (("citizen", "老住户", "劈柴院居民"), ("enterprise", "老字号掌柜", "劈柴院商户")),
}  # fmt: skip
ACADEMICIAN = ("院士", "全国工程院院士（材料领域）")


class Guests:
    """The people of the figures, dealt out to the sessions so that nobody is left over."""

    def __init__(self, cast: Cast, pasts: Sequence[Past], rng: Random) -> None:
        """Deal the cards."""
        self.pasts = pasts
        known = [cast.people[name] for name in ("member", "member2", "member3", "member4", "member5")]
        self.members = dealt([*known, *cast.bench], len(pasts))
        self.heads = dealt(posts_of_heads(cast), len(pasts))
        taken = {str(person) for person in (*cast.bench, *cast.people.values())}
        named = [(fresh_name(taken, rng), rng.choice(EXPERT_TITLES)) for _ in range(EXPERTS - 1)]
        self.experts = dealt([ACADEMICIAN, *named], len(pasts), first=4)
        self.rng = rng

    def seat(self, cast: Cast, past: Past, session: Session, at: datetime) -> list[Person]:
        """Invite everybody of one session and return the members."""
        told, place = at - timedelta(days=13), past.number - 1
        main = queries.venues_of(session)[0]
        actions.invite(session, kind="host", name="主持人", title="青岛日报社", venue=main, confirmed_at=told)
        actions.invite(session, kind="reporter", name="青岛日报记者", title="现场记录", venue=main, confirmed_at=told)
        for person in self.members[place]:
            actions.invite(
                session, kind="member", name=str(person), title="政协委员", person=person, venue=main, confirmed_at=told
            )
        for name, code in self.heads[place]:
            unit = cast.org(code)
            actions.invite(
                session, kind="unit_head", name=name, title="部门负责人", organization=unit, venue=main,
                confirmed_at=told,
            )  # fmt: skip
        for name, title in self.experts[place]:
            actions.invite(session, kind="expert", name=name, title=title, venue=main, confirmed_at=told)
        self.seat_citizens(cast, past, session, main, told)
        return self.members[place]

    def seat_citizens(self, cast: Cast, past: Past, session: Session, main: Venue, told: datetime) -> None:
        """Invite citizens to the studio, residents to the sub-venue, pupils to the remote link, and who else came."""
        for person in cast.crowd[past.number * 4 : past.number * 4 + 3]:
            actions.invite(
                session, kind="citizen", name=str(person), title="市民", person=person, venue=main, confirmed_at=told
            )
        for kind, name, title in OTHERS.get(past.number, ()):
            actions.invite(session, kind=kind, name=name, title=title, venue=main, confirmed_at=told)
        for venue in queries.venues_of(session)[1:]:
            for number in range(1, venue.people_count + 1):
                name = f"连线学生 {number} 号" if venue.has_minors else f"居民代表 {number} 号"
                actions.invite(
                    session, kind="citizen", name=name, title=venue.name, venue=venue, is_public=False,
                    confirmed_at=told,
                )  # fmt: skip


def posts_of_heads(cast: Cast) -> list[tuple[str, str]]:
    """Return the posts of the heads who came: every lead unit's first, then deputies until there are enough."""
    units = list(dict.fromkeys(line.unit for line in lines()))
    posts = [(f"{cast.org(code).name}主要负责人", code) for code in units]
    posts += [(f"{cast.org(code).name}分管负责人", code) for code in units]
    return posts[:UNIT_HEADS]


def dealt(cards: Sequence[Card], hands: int, *, first: int = 0) -> list[list[Card]]:
    """Return the cards dealt into so many hands, one after the other, beginning with the hand `first`."""
    found: list[list[Card]] = [[] for _ in range(hands)]
    for i, card in enumerate(cards):
        found[(first + i) % hands].append(card)
    return found


def venues(past: Past, session: Session) -> None:
    """Write the places of a session: the main one, and the sub-venue or remote link where there was one."""
    kind = "field" if past.kind in ("field", "key_project", "district") else "studio"
    actions.add_venue(session, kind=kind, name=past.place.split("；")[0], people_count=30)
    if past.kind == "zhuge":
        actions.add_venue(
            session, kind="zhuge", name="九家庄社区诸葛会", address="九家庄社区", host_name="社区书记",
            people_count=RESIDENTS,
        )  # fmt: skip
    if past.kind == "remote":
        actions.add_venue(session, kind="remote", name="初中生远程连线", people_count=PUPILS, has_minors=True)
