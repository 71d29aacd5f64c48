"""Loading the demonstration once: everything through the same verbs, in one transaction, with a fixed seed."""

import gc
import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from shangliang.dispatch.actions import run_timers
from shangliang.dispatch.models import Dispatch
from shangliang.ledger.actions import gathered, pass_over, run_reactions
from shangliang.people.models import Organization
from shangliang.portal.actions import rebuild
from shangliang.site import wiring
from shangliang.site.demo import (
    bodies,
    coverage,
    duties,
    guide,
    history,
    letters,
    opinions,
    orders,
    outcomes,
    people,
    proposals,
    sittings,
    topics,
    treasures,
    voices,
)
from shangliang.site.demo.guests import Guests
from shangliang.site.demo.people import Cast
from shangliang.site.demo.records import Line, lines_of, past
from shangliang.topics import actions as topic_actions
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

SEED = 20201009
"""The day on which the platform began."""
BEGINNING = datetime(2020, 5, 6, 1, tzinfo=UTC)
COMING, RUNNING = 21, 22
"""The numbers of the session in preparation and of the one that runs now."""
CARRIED_ON = "canteen"


def passwords() -> dict[str, str]:
    """Return the passwords of the accounts that may use the staff door, made once and kept in the data folder."""
    path = Path(settings.DATA) / "demo-accounts.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(json.dumps({name: secrets.token_urlsafe(9) for name, _ in guide.LINES}), encoding="utf-8")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def load_once(now: datetime) -> bool:
    """Load the demonstration unless the database already holds organisations; return whether it was loaded."""
    if Organization.objects.exists():
        return False
    gc.disable()  # thousands of rows at hand and hardly a cycle among them: looking for garbage is wasted time
    try:
        with transaction.atomic():
            load(now)
    finally:
        gc.enable()
    return True


def load(now: datetime) -> None:
    """Write the whole demonstration, ending at the moment `now`."""
    rng = Random(SEED)
    with gathered():
        cast = people.build(bodies.build(BEGINNING), BEGINNING, now, rng, passwords())
        people.seat_bench(cast, BEGINNING, rng)
        duties.lay(cast, now - timedelta(days=900))
        duties.connect(cast, now - timedelta(days=voices.DAYS))
        letters.deliver_all(cast, rng)
        series = sittings.all_series()
        channels = coverage.add_channels()
        carry_past(cast, series, channels, rng)
    # What happened years ago is told to nobody today; from here on the reactions follow.
    pass_over(wiring.reactions())
    with gathered():
        said = voices.speak_all(cast, now - timedelta(days=voices.DAYS, hours=2), rng)
        carried = {plan.matter: topics.carry(cast, plan, heard(plan.matter, said)) for plan in topics.PLANS}
        orders.hand_over_all(cast, said)
        duties.learn(cast, now - timedelta(hours=3))
        meet(cast, carried, series, said, channels, rng)
    settle(now)
    topic_actions.discover_issues(now)
    voices.let_be_read(cast, now - timedelta(hours=1))
    settle(now)
    proposals.table_all(cast, said)
    run_timers(now)
    settle(now)
    rebuild()  # what was passed over stands in no index yet


def carry_past(cast: Cast, series: dict, channels: dict, rng: Random) -> None:
    """Hold the twenty sessions one after the other, each with its ideas, replies, outcomes and coverage."""
    guests = Guests(cast, past(), rng)
    known: dict[int, Topic] = {}
    for one in past():
        found = letters.behind(f"s{one.number:02d}")
        before = known.get(history.FOLLOWS.get(one.number, 0))
        held = history.hold(cast, one, series[one.series], guests, found, before, rng)
        known[one.number] = held.topic
        captured = treasures.capture_all(cast, held, found, rng)
        handed = treasures.hand_all_over(cast, held, captured)
        topic_actions.publish_outcome(held.topic, actor=cast.actor("liaison"), at=held.at + timedelta(days=7))
        last = treasures.answer_all(cast, held, handed, rng)
        tell_outcomes(cast, handed)
        treasures.count_for_topic(held)
        history.close(cast, held, last + timedelta(days=10))
        coverage.publish(cast, held, [line.title for line in lines_of(one.number)], channels, rng)


def tell_outcomes(cast: Cast, handed: list[tuple[Line, Dispatch]]) -> None:
    """Record the outcomes of a session's ideas."""
    for line, order in handed:
        if line.key:
            outcomes.tell(cast, order, outcomes.STORIES[line.key])
        if line.key == CARRIED_ON:
            similar = letters.behind(CARRIED_ON)[:6]
            outcomes.carry_on(cast, order, similar, cast.now - timedelta(days=20))


def heard(matter: str, said: dict[str, list[Voice]]) -> list[Voice]:
    """Return the voices behind a topic of today: those that came by the platform and those of the hotline's file."""
    return [voice for voice in said[matter] if voice.state == "accepted"] + letters.behind(matter)


def meet(cast: Cast, carried: dict, series: dict, said: dict, channels: dict, rng: Random) -> None:
    """Prepare one session, open another that runs now, and begin to write of it."""
    now = cast.now
    coming = sittings.prepare(
        cast, carried["bookshop"], COMING, sittings.morning(now + timedelta(days=9)), now - timedelta(days=6),
        series["tingshang"],
    )  # fmt: skip
    opinions.vote_all(cast, conversation_of(coming), now - timedelta(days=4), rng)
    begin = now - timedelta(minutes=40)
    running = sittings.prepare(cast, carried["lift"], RUNNING, begin, now - timedelta(days=12), series["zhitongche"])
    opinions.vote_all(cast, conversation_of(running), now - timedelta(days=8), rng)
    sittings.open_floor(cast, running, begin)
    sittings.take_a_poll(cast, running, now - timedelta(minutes=4))
    orders.capture_new(cast, running, said["lift"])
    coverage.write_drafts(cast, running, channels)
    topic_actions.announce_call(
        "明年商量什么，请您出题",
        opens_on=(now - timedelta(days=5)).date(),
        closes_on=(now + timedelta(days=25)).date(),
        actor=cast.actor("liaison"),
        at=now - timedelta(days=5),
        words="身边的小事、盼着办的事，一句话就行。",
    )


def settle(at: datetime) -> None:
    """Let everything follow that follows from what has happened so far."""
    count = 1
    while count:
        with gathered():
            count = run_reactions(wiring.reactions(), at=at)


def conversation_of(session: sittings.Session) -> sittings.Conversation:
    """Return the conversation of a session of the demonstration; each has one."""
    if session.conversation is None:
        raise ValueError(session.code)
    return session.conversation
