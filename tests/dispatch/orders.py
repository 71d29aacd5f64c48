"""Builders for the tests of ideas and orders: a voice, a session, an idea and an order in a wanted state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from tests.cast import MONDAY, Cast

from shangliang.dispatch import actions
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.rules import DEADLINES
from shangliang.ideas import actions as ideas
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.rules import DEADLINES as IDEA_DEADLINES
from shangliang.kernel.refusals import Missing
from shangliang.ledger.actions.deadlines import seed_policies
from shangliang.sessions.actions import create_session
from shangliang.sessions.models import Session
from shangliang.topics.actions import collect_clue
from shangliang.voices.actions import Saying, accept, submit_voice
from shangliang.voices.models import Voice
from shangliang.voices.rules import DEADLINES as VOICE_DEADLINES

DAY = timedelta(days=1)
ANSWER = "两处栏杆已经加固，缺的螺栓补齐。"
POINTS = ("先做两块让居民看到样子", "给出停车的去处")


@contextmanager
def lacking(words: str) -> Iterator[None]:
    """Expect an act to be refused because something is missing, named with these words."""
    with pytest.raises(Missing) as refused:
        yield
    assert words in refused.value.text()


def limits() -> None:
    """Fill the table of deadlines."""
    seed_policies([*DEADLINES, *IDEA_DEADLINES, *VOICE_DEADLINES], since=date(2020, 1, 1))


def voice(
    cast: Cast, at: datetime = MONDAY, *, who: str = "li", text: str = "太平山步道栏杆松动，两处缺螺栓", **more
) -> Voice:
    """Return an accepted voice of a person of the cast."""
    row = submit_voice(Saying(text=text, **more), actor=getattr(cast, who), at=at)
    accept(row, actor=cast.zhou, at=at, elements_checked=True)
    return row


def session(cast: Cast, number: int = 18, *, at: datetime = MONDAY) -> Session:
    """Return a session with a topic."""
    topic = collect_clue("社区边角地怎样建口袋公园", actor=cast.chen, at=at)
    return create_session(
        number=number,
        title="边角地怎样建口袋公园",
        actor=cast.chen,
        at=at,
        region=cast.org("city"),
        topic=topic,
        held_at=MONDAY,
    )


def captured(cast: Cast, *, voices=(), at: datetime = MONDAY, held: Session | None = None, **more) -> GoldenIdea:
    """Return an idea as captured on the floor, spoken by 委员赵."""
    return ideas.capture(
        held or session(cast, at=at),
        title="边角地先建两块口袋公园",
        quote="社区有六块边角地，能不能先做两块让居民看到样子？",
        speaker=cast.people["zhao"],
        speaker_name="赵委员，市政协委员",
        time_code="00:47:12",
        voices=voices,
        actor=cast.chen,
        at=at,
        **more,
    )


def content(cast: Cast, **more) -> ideas.Content:
    """Return what the committee makes of the idea."""
    given = {
        "title": "边角地先建两块口袋公园",
        "problem": "社区边角地长期闲置",
        "basis": "调研走访六块地，权属清楚",
        "points": POINTS,
        "lead_unit": cast.org("park"),
        "co_units": (cast.org("roads"),),
    }
    return ideas.Content(**{**given, **more})


def approved(cast: Cast, *, at: datetime = MONDAY, **more) -> GoldenIdea:
    """Return an idea that waits to be handed over."""
    idea = captured(cast, at=at, **more)
    ideas.refine(idea, content(cast), is_confirmed=True, actor=cast.zheng, at=at)
    ideas.number(idea, actor=cast.chen, at=at)
    ideas.approve(idea, actor=cast.leader, at=at)
    return idea


def issued(cast: Cast, source=None, *, at: datetime = MONDAY, co_units=(), **more) -> Dispatch:
    """Return an order just handed to 市园林和林业局."""
    source = source or voice(cast, at)
    return actions.issue(source, lead=cast.org("park"), co_units=co_units, actor=cast.zhou, at=at, **more)


def signed(cast: Cast, order: Dispatch, at: datetime = MONDAY) -> Dispatch:
    """Sign for the order."""
    actions.sign(order, actor=cast.wu, at=at)
    return order


def handling(cast: Cast, order: Dispatch | None = None, at: datetime = MONDAY) -> Dispatch:
    """Return an order that is being handled, its person called."""
    order = signed(cast, order or issued(cast, at=at), at)
    actions.start(order, mode="phone", words="电话里问清了位置", actor=cast.wu, at=at)
    return order


def draft(order: Dispatch, letter: str = "A", *, adoption: str = "adopted", **more) -> actions.ReplyDraft:
    """Return a complete draft with as many points as the matter has."""
    count = 2 if order.idea_id else 1
    point = actions.PointDraft(
        text=ANSWER, adoption=adoption, measure="加固栏杆", due_on=date(2022, 11, 20), evidence="验收照片 4 张"
    )
    given = {
        "reply_class": letter,
        "summary": "照办。",
        "contact_name": "园林局园林处",
        "contact_phone": "见办事指南",
        "owner_post": "分管副局长",
        "met_speaker": True,
        "points": (point,) * count,
    }
    return actions.ReplyDraft(**{**given, **more})


def replied(
    cast: Cast, order: Dispatch | None = None, *, at: datetime = MONDAY + DAY, letter: str = "A", **more
) -> Dispatch:
    """Return an order whose reply the head of the unit has signed."""
    order = order if order is not None and order.state == "handling" else handling(cast, order)
    actions.save_draft(order, draft(order, letter, **more), actor=cast.wu, at=at)
    actions.submit_reply(order, actor=cast.head, at=at)
    return order


def answered(cast: Cast, order: Dispatch | None = None, *, at: datetime = MONDAY + 2 * DAY, **more) -> Dispatch:
    """Return an order whose reply was delivered."""
    order = replied(cast, order, **more)
    actions.accept_reply(order, actor=cast.sun, at=at)
    return order


GOOD = actions.Judgement("satisfied", "satisfied", "solved")
BAD = actions.Judgement("satisfied", "dissatisfied", "unsolved", ("not_done",), "栏杆还是松的")


def evaluated(
    cast: Cast, order: Dispatch | None = None, *, at: datetime = MONDAY + 3 * DAY, said=GOOD, **more
) -> Dispatch:
    """Return an order that its person has judged."""
    order = answered(cast, order, **more)
    who = cast.zhao if order.idea_id else cast.li
    actions.evaluate(order, said, actor=who, at=at)
    return order


def closed(cast: Cast, order: Dispatch | None = None, *, at: datetime = MONDAY + 4 * DAY, **more) -> Dispatch:
    """Return an order that was written off."""
    order = evaluated(cast, order, **more)
    actions.write_off(order, is_signed=True, actor=cast.sun, at=at)
    return order
