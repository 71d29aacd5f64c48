"""The rows over which list pages are measured: cases of each kind, opened by the ledger as an import opens them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from shangliang.dispatch.models import Dispatch
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.actions import Opening, begin_many
from shangliang.ledger.models import Case
from shangliang.people.models import Account, Organization, Person
from shangliang.sessions.models import Session
from shangliang.site.demo import bodies, people
from shangliang.site.demo.people import Cast
from shangliang.site.seeding import seed_rules
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

BATCH = 1000


def account(name: str) -> Callable[[], Account]:
    """Return a function that finds an account of the cast."""
    return lambda: Account.objects.get(username=name)


PAGES = (
    ("/hot", None),
    ("/topics", None),
    ("/sessions", None),
    ("/ideas", None),
    ("/progress", None),
    ("/desk/voices", account("agent")),
    ("/desk/topics", account("liaison")),
    ("/desk/ideas", account("liaison")),
    ("/desk/dispatch", account("dispatcher")),
    ("/desk/cases", account("park-clerk")),
    ("/desk/supervision", account("supervisor")),
)
"""The list pages and who asks for them."""


def fill(rows: int, at: datetime) -> None:
    """Write the city, the cast, and `rows` voices, topics, ideas and orders, and a tenth as many sessions."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seed_rules()
    cast = people.build(bodies.build(at), at, at, Random(1), {})  # noqa: S311 - the same everywhere
    clerk = Actor(
        cast.people["agent"].pk,
        "",
        tuple(Seat(role, cast.city.pk, cast.city.pk) for role in Role if role not in (Role.CITIZEN, Role.SYSTEM)),
    )
    sessions = [session(cast, n, at) for n in range(1, rows // 10 + 1)]
    write(sessions, "create", clerk, at)
    write([voice(cast, n, at) for n in range(rows)], "import", clerk, at)
    write([topic(cast, n, at) for n in range(rows)], "collect", clerk, at)
    ideas = [idea(cast, sessions[n % len(sessions)], n) for n in range(rows)]
    write(ideas, "capture", clerk, at)
    write([order(cast, row, n, at) for n, row in enumerate(ideas)], "issue", clerk, at)


def write(cases: Sequence[Case], verb: str, actor: Actor, at: datetime) -> None:
    """Open many cases, a batch at a time."""
    for start in range(0, len(cases), BATCH):
        begin_many([Opening(case, verb) for case in cases[start : start + BATCH]], actor=actor, at=at)


def voice(cast: Cast, n: int, at: datetime) -> Voice:
    """Return one voice."""
    when = at - timedelta(minutes=n)
    return Voice(
        code=f"b-{n}",
        channel="import",
        title=f"第 {n} 件：路灯不亮，晚上看不清",
        body_original="巷子里的路灯坏了半个月，孩子放学害怕。",
        received_at=when,
        region=cast.city,
        district=cast.orgs["sb"],
    )


def topic(cast: Cast, n: int, at: datetime) -> Topic:
    """Return one topic."""
    return Topic(code=f"{at.year}-b{n}", title=f"议题 {n}：背街小巷路灯谁来修", sources=["public"], region=cast.city)


def session(cast: Cast, n: int, at: datetime) -> Session:
    """Return one session."""
    return Session(code=str(n), number=n, title=f"第 {n} 期", region=cast.city, held_at=at - timedelta(days=n))


def idea(cast: Cast, held: Session, n: int) -> GoldenIdea:
    """Return one golden idea."""
    who: Person = cast.crowd[n % len(cast.crowd)]
    return GoldenIdea(
        code=f"b{n:05d}",
        session=held,
        region=cast.city,
        number=n + 1,
        title=f"点子 {n}：先列清单再谈",
        quote="先拿一份表出来，照着商量。",
        speaker=who,
        speaker_name=str(who),
    )


def order(cast: Cast, row: GoldenIdea, n: int, at: datetime) -> Dispatch:
    """Return one order; a tenth of them is the park bureau's."""
    units: list[Organization] = [cast.orgs[code] for code in people.UNITS]
    unit = cast.orgs["park"] if n % 10 == 0 else units[n % len(units)]
    return Dispatch(
        code=f"Z-{n}",
        title=row.title,
        lead_unit=unit,
        region=cast.city,
        policy="idea.normal",
        idea=row,
        unit_since=at,
        reply_due_at=at + timedelta(days=n % 90),
    )
