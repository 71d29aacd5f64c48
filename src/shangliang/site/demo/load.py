"""Loading the demonstration once: everything through the same verbs, in one transaction, with a fixed seed."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from shangliang.ledger.actions import run_reactions
from shangliang.people.models import Organization
from shangliang.site import wiring
from shangliang.site.demo import bodies, coverage, guide, orders, people, sittings, topics, voices
from shangliang.topics.actions import announce_call, discover_issues
from shangliang.voices.models import Voice

SEED = 20201009
"""The day on which the platform began."""


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
    with transaction.atomic():
        load(now)
    return True


def load(now: datetime) -> None:
    """Write the whole demonstration, ending at the moment `now`."""
    rng = Random(SEED)
    start = now - timedelta(days=voices.DAYS + 2)
    cast = people.build(bodies.build(start), start, now, rng, passwords())
    said = voices.speak_all(cast, start + timedelta(days=1), rng)
    carried = {plan.matter: topics.carry(cast, plan, open_now(said[plan.matter])) for plan in topics.PLANS}
    series = sittings.all_series()
    held_at = sittings.morning(now - timedelta(days=62))
    first = sittings.prepare(cast, carried["lift"], 1, held_at, held_at - timedelta(days=16), series["tingshang"])
    sittings.vote_all(cast, conversation_of(first), held_at - timedelta(days=10), rng)
    sittings.hold(cast, first, held_at)
    found = orders.capture_all(cast, first, said["lift"], held_at + timedelta(days=1))
    for idea, seed in zip(found, orders.SEEDS, strict=True):
        orders.carry(cast, idea, seed, held_at + timedelta(days=7))
    settle(held_at + timedelta(days=8))
    sittings.publish_outcome(cast, carried["lift"], held_at + timedelta(days=9))
    coming = sittings.morning(now + timedelta(days=9))
    second = sittings.prepare(cast, carried["bookshop"], 2, coming, now - timedelta(days=6), series["tingshang"])
    sittings.vote_all(cast, conversation_of(second), now - timedelta(days=4), rng)
    recent = list(
        Voice.objects.filter(state="accepted", received_at__gte=now - timedelta(days=20)).order_by("received_at")
    )
    orders.hand_over_voices(cast, [v for v in recent if v.category == "城乡建设"][:7], "park", now - timedelta(days=8))
    orders.hand_over_voices(
        cast, [v for v in recent if v.category == "水电气暖"][:6], "heating", now - timedelta(days=6)
    )
    coverage.publish_all(cast, [first, second], found, rng)
    announce_call(
        "明年商量什么，请您出题",
        opens_on=(now - timedelta(days=5)).date(),
        closes_on=(now + timedelta(days=25)).date(),
        actor=cast.actor("liaison"),
        at=now - timedelta(days=5),
        words="身边的小事、盼着办的事，一句话就行。",
    )
    discover_issues(now)
    settle(now)
    voices.let_be_read(cast, now - timedelta(hours=1))
    settle(now)


def settle(at: datetime) -> None:
    """Let everything follow that follows from what has happened so far."""
    while run_reactions(wiring.reactions(), at=at):
        pass


def open_now(voices_of_matter: Iterable[Voice]) -> list[Voice]:
    """Return the voices that have been accepted."""
    return [voice for voice in voices_of_matter if voice.state == "accepted"]


def conversation_of(session: sittings.Session) -> sittings.Conversation:
    """Return the conversation of a session of the demonstration; each has one."""
    if session.conversation is None:
        raise ValueError(session.code)
    return session.conversation
