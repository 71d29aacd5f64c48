"""The rows over which lists are measured: many of each kind, beside the demonstration, written by the verbs themselves.

The columns that lists look for (approved, open to everybody) are set as the verbs would set them; the cases stay in
the state in which they were opened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shangliang.dispatch.models import Dispatch
from shangliang.engines.hotspots import EVENT, Issue
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.actions import Opening, advance, begin_many
from shangliang.ledger.models import Case
from shangliang.media.actions import add_channel, new_item, record_items
from shangliang.people.models import Account, Organization
from shangliang.people.queries import actor_of_account, city, units
from shangliang.sessions.models import Session
from shangliang.topics.actions import request_discovery
from shangliang.topics.actions.writing import write_issues
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

BATCH = 1000
FIRST_SESSION = 1001
"""The number of the first session; those below are the demonstration's."""
SESSION_WAY = (
    ("approve_plan", ("plan", "agenda")),
    ("announce", ("guests",)),
)
"""How a session comes before the public."""


def fill(rows: int, at: datetime) -> None:
    """Write `rows` voices, topics, hot issues, ideas, orders and articles, and a tenth as many sessions."""
    region = city()
    everywhere = tuple(Seat(role, region.pk, region.pk) for role in Role if role not in (Role.CITIZEN, Role.SYSTEM))
    clerk = Actor(Account.objects.get(username="agent").person_id, "", everywhere)
    held = sessions(rows // 10, region, clerk, at)
    write([voice(region, n, at) for n in range(rows)], "import", clerk, at)
    write([topic(region, n, at) for n in range(rows)], "collect", clerk, at)
    ideas = [idea(held[n % len(held)], n // len(held) + 1, n) for n in range(rows)]
    write(ideas, "capture", clerk, at)
    mine = own_unit("park-clerk", at)
    every = list(units())
    # A tenth is one unit's, whose desk is measured.
    write(
        [order(row, n, at, mine if n % 10 == 0 else every[n % len(every)]) for n, row in enumerate(ideas)],
        "issue",
        clerk,
        at,
    )
    articles(held, rows, region, clerk, at)
    issues = [issue(n, at) for n in range(rows)]
    write_issues(issues, request_discovery(actor=clerk, at=at), at)


def write(cases: Sequence[Case], verb: str, actor: Actor, at: datetime) -> None:
    """Open many cases, a batch at a time."""
    for start in range(0, len(cases), BATCH):
        begin_many([Opening(case, verb) for case in cases[start : start + BATCH]], actor=actor, at=at)


def sessions(count: int, region: Organization, clerk: Actor, at: datetime) -> list[Session]:
    """Write sessions that are announced and return them."""
    found = [
        Session(
            code=str(FIRST_SESSION + n),
            number=FIRST_SESSION + n,
            title=f"第 {n} 场：背街小巷路灯谁来修",
            region=region,
            held_at=at - timedelta(days=n),
        )
        for n in range(count)
    ]
    write(found, "create", clerk, at)
    for row in found:
        for verb, needs in SESSION_WAY:
            advance(row, verb, actor=clerk, at=at, met=dict.fromkeys(needs, True))
    return found


def own_unit(username: str, at: datetime) -> Organization:
    """Return the organisation in which somebody of the cast first sits."""
    account = Account.objects.select_related("person").get(username=username)
    seat = actor_of_account(account, at.date()).seats[0]
    return Organization.objects.get(pk=seat.org or 0)


def voice(region: Organization, n: int, at: datetime) -> Voice:
    """Return one voice."""
    return Voice(
        code=f"b-{n}",
        channel="import",
        title=f"第 {n} 件：路灯不亮，晚上看不清",
        body_original="巷子里的路灯坏了半个月，孩子放学害怕。",
        received_at=at - timedelta(minutes=n),
        region=region,
        district=region,
    )


def topic(region: Organization, n: int, at: datetime) -> Topic:
    """Return one topic that everybody may see."""
    return Topic(
        code=f"{at.year}-b{n}", title=f"议题 {n}：背街小巷路灯谁来修", sources=["public"], region=region, audience="all"
    )


def idea(held: Session, number: int, n: int) -> GoldenIdea:
    """Return one golden idea that everybody may see."""
    return GoldenIdea(
        code=f"{held.number}-{number:02d}",
        session=held,
        issue_number=held.number,
        region=held.region,
        number=number,
        title=f"点子 {n}：先列清单再谈",
        quote="先拿一份表出来，照着商量。",
        speaker_name="界别委员",
        is_shown=True,
        reply_class="ABCD"[n % 4],
    )


def order(row: GoldenIdea, n: int, at: datetime, unit: Organization) -> Dispatch:
    """Return one order of a unit."""
    return Dispatch(
        code=f"Z-b{n}",
        title=row.title,
        lead_unit=unit,
        region=row.region,
        policy="idea.normal",
        idea=row,
        unit_since=at,
        reply_due_at=at + timedelta(days=n % 90),
    )


def articles(held: Sequence[Session], rows: int, region: Organization, clerk: Actor, at: datetime) -> None:
    """Write published pieces."""
    channel = add_channel(code="bench", name="测量用的频道")
    for start in range(0, rows, BATCH):
        record_items(
            [
                new_item(
                    title=f"第 {n} 篇：路灯亮了",
                    kind="article",
                    channel=channel,
                    region=region,
                    author=None,
                    session=held[n % len(held)],
                    link=f"https://example.com/bench/{n}",
                    published_on=local_date(at) - timedelta(days=n % 300 + 1),
                )
                for n in range(start, min(rows, start + BATCH))
            ],
            actor=clerk,
            at=at,
        )


def issue(n: int, at: datetime) -> Issue:
    """Return one hot issue."""
    heat = 20.0 - n / 1000
    return Issue(
        key=f"bench-{n}",
        title=f"热点 {n}：背街小巷路灯不亮",
        heat=heat,
        heat_terms={"count": heat / 2, "reporters": heat / 2, "total": heat, "damping": 1.0},
        message_count=30,
        reporter_count=20,
        copy_count=1,
        likes=9,
        first_at=at - timedelta(days=60),
        last_at=at - timedelta(days=1),
        places=("市北区",),
        category="城乡建设",
        kind=EVENT,
        sample_ids=(),
        member_ids=(),
        terms=("路灯", "小巷"),
        weekly=(3, 4, 5, 6, 4, 3, 2, 3),
        first_week=local_date(at - timedelta(days=60)) - timedelta(days=local_date(at - timedelta(days=60)).weekday()),
    )
