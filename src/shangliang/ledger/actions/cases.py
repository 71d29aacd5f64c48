"""Opening and moving cases: the only code that sets a state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Model

from shangliang.kernel.refusals import Forbidden, Stale, Words
from shangliang.kernel.workflow import SYSTEM, Actor, Relation, Seat, Step
from shangliang.kernel.workflow.table import stands
from shangliang.ledger.actions.queue import Work, enqueue
from shangliang.ledger.actions.record import Entry, append, append_many, is_gathering
from shangliang.ledger.models import Case, Event
from shangliang.ledger.queries import Deadline


class _Keep:
    """Marks that the due moment stays as it is."""


KEEP: Final = _Keep()


@dataclass(frozen=True)
class Opening:
    """A case to be opened: the unsaved row, and what its first event says."""

    case: Case
    verb: str
    public: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    due: Deadline | None = None


def begin(
    case: Case,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    public: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    due: Deadline | None = None,
    jobs: Sequence[Work] = (),
) -> Event:
    """Save a new case in the state of the table's opening step and return the event.

    Raises Forbidden when none of the actor's seats may open such a case.
    """
    opening = Opening(case, verb, public or {}, private or {}, due)
    with transaction.atomic():
        event = begin_many([opening], actor=actor, at=at)[0]
        enqueue(jobs, at=at)
    return event


@transaction.atomic
def begin_many(openings: Sequence[Opening], *, actor: Actor, at: datetime) -> list[Event]:
    """Save many new cases at once (an import) and return their events, in order."""
    entries = []
    for opening in openings:
        case, step = opening.case, opening.case.workflow.opening(opening.verb)
        seat = opening_seat(step, actor, case)
        case.state, case.version = str(step.to), 1
        case.opened_at = case.moved_at = at
        write_due(case, opening.due)
        entries.append(
            Entry(
                case.workflow.kind,
                case.code,
                step.verb,
                actor,
                at,
                seat,
                "",
                case.state,
                opening.public,
                opening.private,
                is_public=step.public,
            )
        )
    if len(openings) == 1:
        openings[0].case.save(force_insert=True)
    elif openings:
        type(openings[0].case)._default_manager.bulk_create([o.case for o in openings], batch_size=500)  # noqa: SLF001 - Django's public-in-practice name
    return append_many(entries)


def opening_seat(step: Step, actor: Actor, case: Case) -> Seat:
    """Return the seat under which the actor may open the case; Forbidden when there is none.

    Own-case roles own what they open; the others must stand to the region or unit of the new case.
    """
    subject = case.subject()
    for seat in actor.seats:
        is_own = seat.role.relation in (Relation.OWN, Relation.WARD)
        if seat.role in step.by and (is_own or stands(seat, actor, subject)):
            return seat
    who = "、".join(role.label for role in step.by)
    who_en = ", ".join(role.label_en for role in step.by)
    raise Forbidden(
        Words(f"“{step.label}”由{who}办理，您现在的身份不能办。", f"“{step.label_en}” is done by: {who_en}.")
    )


def write_due(case: Case, due: Deadline | None) -> None:
    """Put a deadline into a row that is not saved yet."""
    case.due_at = due.at if due else None
    case.due_from = due.start if due else None
    case.due_rule = due.rule if due else ""
    case.due_provisional = due.provisional if due else False


def due_columns(due: Deadline | None) -> dict[str, Any]:
    """Return the columns that hold a deadline."""
    if due is None:
        return {"due_at": None, "due_from": None, "due_rule": "", "due_provisional": False}
    return {"due_at": due.at, "due_from": due.start, "due_rule": due.rule, "due_provisional": due.provisional}


@dataclass(frozen=True)
class Move:
    """One step that a case is to take, among many of its kind; the fields are those of `advance`."""

    case: Case
    verb: str
    met: Mapping[str, bool] | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    due: Deadline | _Keep | None = None
    reason: str = ""
    public: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


def advance(
    case: Case,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    met: Mapping[str, bool] | None = None,
    changes: Mapping[str, Any] | None = None,
    due: Deadline | _Keep | None = None,
    reason: str = "",
    public: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    jobs: Sequence[Work] = (),
) -> Event:
    """Take one step of the case's table and return the event; the case is refreshed.

    One compare-and-swap UPDATE writes state, version, deadline and `changes` together; event and jobs follow in the
    same transaction. `due` None clears the deadline, KEEP leaves it (a step that keeps the state keeps it too).
    Raises Forbidden, NotNow, Missing as the table says, Stale when somebody else was first.
    """
    frm, version = case.state, case.version
    move = Move(case, verb, met, changes or {}, due, reason, public or {}, private or {})
    entry, columns = step_of(move, actor, at)
    with transaction.atomic():
        rows = type(case)._default_manager.filter(pk=case.pk, state=frm, version=version)  # noqa: SLF001 - Django's public-in-practice name
        if rows.update(**columns) != 1:
            raise Stale
        event = append(entry)
        enqueue(jobs, at=at)
    if is_gathering() and not any(hasattr(value, "resolve_expression") for value in columns.values()):
        take_over(case, columns)  # of many steps in one transaction nobody else can have a part
    else:
        case.refresh_from_db()
    return event


@transaction.atomic
def advance_many(moves: Sequence[Move], *, actor: Actor, at: datetime, jobs: Sequence[Work] = ()) -> list[Event]:
    """Take one step each of many different cases of one kind and return their events; the rows given are refreshed.

    As `advance`, all or nothing, in a handful of statements: the rows are compared and swapped together, and their
    events appended together. Raises what the table refuses for the first that it refuses, Stale when one of the cases
    was moved meanwhile, ValueError for two steps of one case.
    """
    if not moves:
        return []
    model = type(moves[0].case)
    if len({move.case.pk for move in moves}) != len(moves):
        raise ValueError("one step for each case")
    steps = [step_of(move, actor, at) for move in moves]
    written = [(move.case, columns) for move, (_, columns) in zip(moves, steps, strict=True)]
    swap_many(model, written)
    for case, columns in written:
        take_over(case, columns)
    events = append_many([entry for entry, _ in steps])
    enqueue(jobs, at=at)
    return events


def swap_many(model: type[Case], written: Sequence[tuple[Case, Mapping[str, Any]]]) -> None:
    """Compare and swap many rows, one prepared UPDATE for each set of columns; Stale when one of them was moved."""
    groups: dict[tuple[str, ...], list[tuple[Case, Mapping[str, Any]]]] = {}
    for case, columns in written:
        groups.setdefault(tuple(sorted(columns)), []).append((case, columns))
    name_of = connection.ops.quote_name
    for names, rows in groups.items():
        fields = [column_of(model, name) for name in names]
        places = ", ".join(f"{name_of(field.column)} = %s" for field in fields)
        keys = " AND ".join(f"{name_of(column)} = %s" for column in ("id", "state", "version"))
        values = [
            (*(prepared(field, columns[name]) for field, name in zip(fields, names, strict=True)),
             case.pk, case.state, case.version)
            for case, columns in rows
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {name_of(model._meta.db_table)} SET {places} WHERE {keys}", values)  # noqa: S608, SLF001 - names come from the model, values are bound
            if cursor.rowcount != len(rows):
                raise Stale


def column_of(model: type[Case], name: str) -> Any:  # noqa: ANN401 - a field of any type
    """Return the field that a column's name means."""
    return model._meta.get_field(name)  # noqa: SLF001 - Django's public-in-practice name


def prepared(field: Any, value: Any) -> Any:  # noqa: ANN401 - a model field and whatever it holds
    """Return a value as the database takes it."""
    return field.get_db_prep_save(value.pk if isinstance(value, Model) else value, connection)


def take_over(case: Case, columns: Mapping[str, Any]) -> None:
    """Put what was written into the row at hand, with the related rows that it holds."""
    for name, value in columns.items():
        setattr(case, name if isinstance(value, Model) else column_of(type(case), name).attname, value)


def step_of(move: Move, actor: Actor, at: datetime) -> tuple[Entry, dict[str, Any]]:
    """Return the entry of a step and the columns that it writes; raises what the table refuses."""
    case, workflow = move.case, move.case.workflow
    decision = workflow.decide(actor, move.verb, case.subject(), met=move.met, reason=move.reason)
    if decision.step is None:
        raise decision.refusal or Stale()
    step, frm = decision.step, case.state
    columns: dict[str, Any] = {**move.changes, "version": case.version + 1, "moved_at": at}
    if step.to is not None:
        columns["state"] = str(step.to)
    if not (isinstance(move.due, _Keep) or (move.due is None and step.to is None)):
        columns |= due_columns(move.due)
    to = str(step.to or frm)
    facts = (move.public, move.private, move.reason)
    entry = Entry(workflow.kind, case.code, move.verb, actor, at, decision.seat, frm, to, *facts, is_public=step.public)
    return entry, columns


def correct(case: Case, columns: Mapping[str, Any], *, at: datetime, facts: Mapping[str, Any]) -> Event:
    """Move limits of a case because the calendar changed, and return the event that says from when to when.

    Raises Stale when the case was moved meanwhile; the state stays.
    """
    with transaction.atomic():
        rows = type(case)._default_manager.filter(pk=case.pk, version=case.version)  # noqa: SLF001 - Django's public-in-practice name
        if rows.update(version=case.version + 1, **columns) != 1:
            raise Stale
        kind, state = case.workflow.kind, case.state
        event = append(Entry(kind, case.code, "correct_due", SYSTEM, at, SYSTEM.seats[0], state, state, facts))
    case.refresh_from_db()
    return event
