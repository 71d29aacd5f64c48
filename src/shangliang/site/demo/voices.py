"""The voices of the demonstration: written from the matters with a fixed seed, brought in by the usual verbs."""

from datetime import datetime, timedelta
from random import Random

from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.publication.actions import review
from shangliang.publication.models import ModerationCase
from shangliang.site.demo.matters import MATTERS, Matter
from shangliang.site.demo.people import Cast
from shangliang.site.demo.places import COMMUNITIES, DISTRICTS
from shangliang.voices import actions
from shangliang.voices.actions import Saying
from shangliang.voices.models import Voice

DAYS = 12
"""How far back lie the first voices that come by the platform itself."""
SHARE = 4
"""One of so many of a matter's weight comes by the platform itself; the others stand in the hotline's file."""
OFTEN = {"hill": 1}
"""Matters of which more comes by the platform: their unit's desk is the one that the tour shows."""
WAITING = 12
"""How many of the newest texts still wait for the reviewer."""
CHANNELS = ("hotline", "hotline", "hotline", "app", "app", "miniprogram", "web", "desk", "paper")


def speak_all(cast: Cast, start: datetime, rng: Random) -> dict[str, list[Voice]]:
    """Bring in every voice, oldest first, and return them by matter."""
    plan = sorted(
        (start + timedelta(minutes=rng.randrange(DAYS * 1440)), rng.random(), matter)
        for matter in MATTERS
        for _ in range(matter.weight // OFTEN.get(matter.key, SHARE))
    )
    found: dict[str, list[Voice]] = {matter.key: [] for matter in MATTERS}
    for at, _, matter in plan:
        found[matter.key].append(speak(cast, matter, at, rng))
    return found


def speak(cast: Cast, matter: Matter, at: datetime, rng: Random) -> Voice:
    """Bring in one voice the way its channel does: by the citizen, or written down by the hotline."""
    channel = rng.choice(CHANNELS)
    code, name, _, streets = rng.choice(DISTRICTS) if matter.spread else DISTRICTS[3 if matter.key == "pressure" else 1]
    place = {"d": name, "s": rng.choice(streets), "c": rng.choice(COMMUNITIES)}
    person = rng.choice(cast.crowd)
    saying = Saying(
        text=rng.choice(matter.bodies).format(**place),
        title=rng.choice(matter.titles).format(**place),
        channel=channel,
        demand_type=matter.kind,
        category=matter.category,
        place_text=f"{name}{place['s']}",
        happened_on=local_date(at),
        district=cast.orgs[code],
        speaker=person,
        may_publish=rng.random() < 0.8,
    )
    by_hotline = channel in ("hotline", "desk", "paper")
    if by_hotline:
        return actions.register_voice(saying, actor=cast.actor("agent"), at=at, accept_now=True)
    return take_in(cast, saying, person.pk, at, rng)


def take_in(cast: Cast, saying: Saying, person: int, at: datetime, rng: Random) -> Voice:
    """Let a citizen speak, and the hotline accept it within two hours unless it came just now."""
    voice = actions.submit_voice(saying, actor=Actor(person, str(saying.speaker), (Seat(Role.CITIZEN),)), at=at)
    later = at + timedelta(minutes=rng.randrange(5, 110))
    if later < cast.now:
        actions.accept(voice, actor=cast.actor("agent"), at=later, elements_checked=True)
    return voice


def let_be_read(cast: Cast, at: datetime) -> None:
    """Let the reviewer publish what waits, in order, up to the newest few."""
    waiting = list(ModerationCase.objects.filter(state="queued").select_related("region").order_by("pk"))
    for case in waiting[:-WAITING]:
        review(case, "approve", actor=cast.actor("reviewer"), at=at)
