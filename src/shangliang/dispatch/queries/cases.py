"""What one case's page shows: events of the order and its source, how the due day was counted, its steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from shangliang.dispatch.models import CoHandling, Dispatch
from shangliang.dispatch.workflow import DISPATCH
from shangliang.engines.workdays import CountedDay, Due
from shangliang.ideas.workflow import IDEA
from shangliang.kernel.calendar import local, local_date
from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Workflow
from shangliang.ledger.models import Event
from shangliang.ledger.queries import counted, leaf_facts
from shangliang.proposals.workflow import PROPOSAL
from shangliang.voices.workflow import ACTS as VOICE_ACTS
from shangliang.voices.workflow import VOICE

TABLES: dict[str, Workflow] = {table.kind: table for table in (DISPATCH, IDEA, PROPOSAL, VOICE)}
STEPS = ("issue", "sign", "start", "opinion", "reply", "evaluate", "write_off")


@dataclass(frozen=True)
class Told:
    """One line of a record: when, the act's name, who in which role and body, and the facts it carries."""

    at: datetime
    kind: str
    verb: str
    label: str
    label_en: str
    role: str
    body: str
    facts: dict[str, object]
    hash: str

    @property
    def when(self) -> str:
        """Return day and clock in Shanghai in the short form of a record."""
        return f"{local(self.at):%m-%d %H:%M}"

    def words(self, lang: str) -> str:
        """Return the act's name in a language."""
        return self.label if lang.startswith("zh") else self.label_en


def told(event: Event) -> Told:
    """Return an event as people read it; acts that no table knows keep their verb."""
    steps = TABLES[event.kind].by_verb.get(event.verb, ()) if event.kind in TABLES else ()
    other = VOICE_ACTS.get((event.kind, event.verb)) or Words(event.verb, event.verb.replace("_", " "))
    label = steps[0].label if steps else "改到期日" if event.verb == "correct_due" else other.zh
    label_en = steps[0].label_en if steps else other.en
    facts = leaf_facts(event)
    return Told(event.at, event.kind, event.verb, label, label_en, event.role, event.body, facts, event.leaf_hash)


def record_of(cases: Iterable[tuple[str, str]], *, public_only: bool = False) -> list[Told]:
    """Return the events of several cases (kind, code) as one line of time, oldest first, in one query."""
    wanted = Q(pk__in=[])
    for kind, code in cases:
        wanted |= Q(kind=kind, code=code)
    rows = Event.objects.filter(wanted)
    if public_only:
        rows = rows.filter(is_public=True)
    return [told(event) for event in rows.order_by("seq")]


def record_of_order(order: Dispatch) -> list[Told]:
    """Return the events of an order and of what it hands over, newest first."""
    source = order.source
    return record_of([("dispatch", order.code), (source.workflow.kind, source.code)])[::-1]


@dataclass(frozen=True)
class Counting:
    """How the limit of the reply was counted: its rule, first and last day, and each day between."""

    rule: str
    start: date
    last: date
    due: Due

    @property
    def days(self) -> Sequence[CountedDay]:
        """Return the days one by one; empty for limits that run by the clock."""
        return self.due.steps

    @property
    def is_by_clock(self) -> bool:
        """Return whether the limit runs in hours or minutes."""
        return not self.due.steps


def counting_of(order: Dispatch) -> Counting | None:
    """Return how the limit of the reply was counted, or None when there is none."""
    if order.reply_due_at is None or order.reply_due_from is None:
        return None
    due = counted(order.reply_due_rule, order.reply_due_from, pauses=order.pause_spans)
    if due is None:
        return None
    return Counting(
        order.reply_due_rule,
        local_date(order.reply_due_from),
        local_date(order.reply_due_at - timedelta(microseconds=1)),
        due,
    )


@dataclass(frozen=True)
class Mark:
    """One step of the line above a case. `look`: done, part, now, or empty for what is to come."""

    name: str
    look: str
    at: datetime | None = None
    due: datetime | None = None
    is_late: bool = False
    given: int = 0
    asked: int = 0


def marks_of(order: Dispatch, co_units: Sequence[CoHandling], at: datetime) -> list[Mark]:
    """Return the seven steps of an order and how far it is: from the hand-over to the write-off."""
    given = sum(row.answered_at is not None for row in co_units)
    late_opinion = any(row.is_overdue(at) for row in co_units)
    is_answered = order.state in ("answered", "evaluated", "closed")
    moments = {
        "issue": order.opened_at,
        "sign": order.signed_at,
        "start": order.contacted_at,
        "reply": order.replied_at,
        "evaluate": order.accepted_at if order.state in ("evaluated", "closed") else None,
        "write_off": order.closed_at,
    }
    now = now_step(order)
    found = []
    for name in STEPS:
        if name == "opinion":
            if co_units:
                look = "done" if given == len(co_units) else "part" if given or late_opinion else ""
                found.append(Mark(name, look, is_late=late_opinion, given=given, asked=len(co_units)))
            continue
        done = moments[name] is not None and name != now
        due = order.reply_due_at if name == "reply" else order.due_at if name == now else None
        is_late = name == now and order.is_overdue(at) and not is_answered
        found.append(Mark(name, "now" if name == now else "done" if done else "", moments[name], due, is_late))
    return found


def now_step(order: Dispatch) -> str:
    """Return the step that an order is at."""
    at_step = {
        "issued": "sign",
        "return_requested": "sign",
        "disputed": "sign",
        "signed": "start",
        "answered": "evaluate",
        "evaluated": "write_off",
        "closed": "",
        "terminated": "",
    }
    return at_step.get(order.state, "reply")
