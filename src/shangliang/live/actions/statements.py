"""Votes on statements: the rows of the opinions' own form path, a batch at a time.

Rows are locked in one order everywhere (receipts, participants by their number, the counter of new participants, the
conversation, its statements), so that processes that vote at once wait for each other and cannot count twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shangliang.live.actions.database import Database, Row
from shangliang.live.actions.joining import participants
from shangliang.live.actions.receipts import fresh
from shangliang.live.ballots import CLOSED, UNKNOWN, Ballot, Outcome, Taken
from shangliang.opinions.models import Conversation, Participant, Statement, Vote, VoteLog

CONVERSATION, PARTICIPANT, STATEMENT, VOTE, LOG = (
    model._meta.db_table  # noqa: SLF001 - the models' own tables
    for model in (Conversation, Participant, Statement, Vote, VoteLog)
)
SIDES = {1: 0, -1: 1, 0: 2}


@dataclass
class Changes:
    """What a batch changes: votes as they are now, lines of the log, counters."""

    votes: dict[tuple[int, int], int] = field(default_factory=dict)
    log: list[tuple[int, int, int]] = field(default_factory=list)
    statements: dict[int, list[int]] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)

    def cast(self, someone: int, statement: int, value: int) -> bool:
        """Put one vote in the place of the one before and return whether that changes anything."""
        before = self.votes.get((someone, statement))
        if before == value:
            return False
        self.votes[someone, statement] = value
        self.log.append((someone, statement, value))
        sides = self.statements.setdefault(statement, [0, 0, 0])
        sides[SIDES[value]] += 1
        if before is None:
            self.people[someone] = self.people.get(someone, 0) + 1
        else:
            sides[SIDES[before]] -= 1
        return True


def write_statements(database: Database, place: str, ballots: Sequence[Ballot], at: datetime) -> list[Outcome]:
    """Write votes on the statements of one conversation and return what became of each, in order."""
    found = database.rows(f"SELECT id, state, closes_at FROM {CONVERSATION} WHERE code = ?", place)
    if not found:
        return [UNKNOWN] * len(ballots)
    conversation, state, closes_at = found[0]
    known = statements_of(database, conversation, {ballot.number for ballot in ballots})
    is_open = state == "open" and not database.is_past(closes_at, at)
    outcomes: list[Outcome | None] = [refusal_of(known.get(ballot.number), is_open=is_open) for ballot in ballots]
    good = [position for position, outcome in enumerate(outcomes) if outcome is None]
    taken = count(database, (conversation, place), [ballots[position] for position in good], known, at)
    for position, outcome in zip(good, taken, strict=True):
        outcomes[position] = outcome
    return [outcome for outcome in outcomes if outcome is not None]


def statements_of(database: Database, conversation: int, numbers: set[int]) -> dict[int, Row]:
    """Return number to (id, state, agree, disagree, pass) of statements."""
    rows = database.run(
        f"SELECT s.number, s.id, s.state, s.agree_count, s.disagree_count, s.pass_count FROM {STATEMENT} s "
        f"WHERE s.conversation_id = ? AND s.number IN (SELECT a FROM {database.unpacked('int')} AS r)",
        [(number,) for number in sorted(numbers)],
        conversation,
    )
    return {row[0]: row[1:] for row in rows}


def refusal_of(statement: Row | None, *, is_open: bool) -> Outcome | None:
    """Return why a vote on a statement is not counted, or None."""
    if statement is None:
        return UNKNOWN
    return None if is_open and statement[1] == "live" else CLOSED


def count(
    database: Database, conversation: tuple[int, str], ballots: Sequence[Ballot], known: dict[int, Row], at: datetime
) -> list[Taken]:
    """Write votes that count and return what each is answered: the counts after the whole batch."""
    if not ballots:
        return []
    is_new = fresh(database, ballots, at)
    people, joined = participants(
        database, conversation, [b for b, new in zip(ballots, is_new, strict=True) if new], at
    )
    pairs = {(people[b.ticket.token], known[b.number][0]) for b, new in zip(ballots, is_new, strict=True) if new}
    changes = Changes(votes_of(database, pairs))
    moved = [
        new and changes.cast(people[ballot.ticket.token], known[ballot.number][0], int(ballot.value))  # type: ignore[arg-type]  # checked when it was read
        for ballot, new in zip(ballots, is_new, strict=True)
    ]
    totals = write(database, conversation[0], changes, joined, at)
    counts = {number: row[2:5] for number, row in known.items()} | totals.statements
    shared = {
        number: dict(zip(("agree", "disagree", "pass"), sides, strict=True), votes=totals.votes, people=totals.people)
        for number, sides in counts.items()
    }
    return [
        Taken(changed, not new, shared[ballot.number])
        for ballot, changed, new in zip(ballots, moved, is_new, strict=True)
    ]


def votes_of(database: Database, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the votes that stand already, by (participant, statement)."""
    rows = database.run(
        f"SELECT v.participant_id, v.statement_id, v.value FROM {database.unpacked('int', 'int')} AS r "
        f"JOIN {VOTE} v ON v.participant_id = r.a AND v.statement_id = r.b",
        sorted(pairs),
    )
    return {(someone, statement): value for someone, statement, value in rows}


@dataclass(frozen=True)
class Totals:
    """The counters after a batch: of the conversation, and of each statement that changed."""

    votes: int
    people: int
    statements: dict[int, tuple[int, int, int]]


def write(database: Database, conversation: int, changes: Changes, joined: int, at: datetime) -> Totals:
    """Write what a batch changes and return the counters as the database gives them back."""
    moment = database.moment(at)
    totals = database.rows(
        f"UPDATE {CONVERSATION} SET vote_count = vote_count + ?, participant_count = participant_count + ? "
        "WHERE id = ? RETURNING vote_count, participant_count",
        sum(changes.people.values()),
        joined,
        conversation,
    )[0]
    changed = {(someone, statement) for someone, statement, _ in changes.log}
    database.run(
        f"INSERT INTO {VOTE} (participant_id, statement_id, value, cast_at) "
        f"SELECT a, b, c, ? FROM {database.unpacked('int', 'int', 'int')} AS r WHERE true "
        "ON CONFLICT (participant_id, statement_id) DO UPDATE SET value = excluded.value, cast_at = excluded.cast_at",
        [(*pair, changes.votes[pair]) for pair in sorted(changed)],
        moment,
    )
    database.run(
        f"INSERT INTO {LOG} (conversation_id, participant_id, statement_id, value, cast_at) "
        f"SELECT ?, a, b, c, ? FROM {database.unpacked('int', 'int', 'int')} AS r",
        changes.log,
        conversation,
        moment,
    )
    database.run(
        f"UPDATE {PARTICIPANT} SET vote_count = vote_count + r.b FROM {database.unpacked('int', 'int')} AS r "
        f"WHERE {PARTICIPANT}.id = r.a",
        sorted(changes.people.items()),
    )
    rows = database.run(
        f"UPDATE {STATEMENT} SET agree_count = agree_count + r.b, disagree_count = disagree_count + r.c, "
        f"pass_count = pass_count + r.d FROM {database.unpacked('int', 'int', 'int', 'int')} AS r "
        f"WHERE {STATEMENT}.id = r.a RETURNING number, agree_count, disagree_count, pass_count",
        sorted((statement, *sides) for statement, sides in changes.statements.items()),
    )
    return Totals(totals[0], totals[1], {row[0]: (row[1], row[2], row[3]) for row in rows})
