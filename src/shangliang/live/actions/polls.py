"""Votes in quick polls: the rows of the sessions' own form path, a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from shangliang.live.actions.database import Database
from shangliang.live.actions.receipts import fresh
from shangliang.live.ballots import CHOICE, CLOSED, LEVEL, UNKNOWN, Ballot, Outcome, RefusedError, Taken
from shangliang.opinions.rules import token
from shangliang.sessions.models import Poll, PollChoice, PollCount, PollLog, PollVote, Session
from shangliang.sessions.rules import polls as rules

SESSION, POLL, CHOICES, VOTE, LOG, COUNT = (
    model._meta.db_table  # noqa: SLF001 - the models' own tables
    for model in (Session, Poll, PollChoice, PollVote, PollLog, PollCount)
)


@dataclass(frozen=True)
class Asked:
    """What a poll asks, as far as counting needs it."""

    pk: int
    code: str
    kind: str
    level: int
    is_taking: bool
    choices: int


@dataclass(frozen=True)
class Answer:
    """One answer that counts: under which token in which poll, at which level, as it is written down."""

    poll: Asked
    token: str
    level: int
    value: str


def write_polls(database: Database, place: str, ballots: Sequence[Ballot], at: datetime) -> list[Outcome]:
    """Write votes in the polls of one session and return what became of each, in order."""
    asked = polls_of(database, int(place), {ballot.number for ballot in ballots}, at)
    read = [answer_of(asked.get(ballot.number), ballot) for ballot in ballots]
    good = [position for position, one in enumerate(read) if isinstance(one, Answer)]
    is_new = fresh(database, [ballots[position] for position in good], at)
    answers = [one for one in read if isinstance(one, Answer)]
    moved = write(database, [one for one, new in zip(answers, is_new, strict=True) if new], at)
    people = people_of(database, {one.poll.pk for one in answers})
    changed = iter(moved)
    taken = iter(
        [
            Taken(next(changed) if new else False, not new, {"people": people[one.poll.pk]})
            for one, new in zip(answers, is_new, strict=True)
        ]
    )
    return [next(taken) if isinstance(one, Answer) else one for one in read]


def polls_of(database: Database, session: int, numbers: set[int], at: datetime) -> dict[int, Asked]:
    """Return the polls of a session that somebody votes in, by number; those not opened yet are not there."""
    rows = database.run(
        f"SELECT p.number, p.id, p.code, p.kind, p.level, p.state, p.closes_at, "
        f"(SELECT count(*) FROM {CHOICES} c WHERE c.poll_id = p.id) FROM {POLL} p JOIN {SESSION} s "
        f"ON s.id = p.session_id WHERE s.number = ? AND p.state <> 'draft' "
        f"AND p.number IN (SELECT a FROM {database.unpacked('int')} AS r)",
        [(number,) for number in sorted(numbers)],
        session,
    )
    return {
        number: Asked(pk, code, kind, level, state == "open" and not database.is_past(closes_at, at), choices)
        for number, pk, code, kind, level, state, closes_at, choices in rows
    }


def answer_of(asked: Asked | None, ballot: Ballot) -> Answer | RefusedError:
    """Return the answer that a ballot gives, or why it is not counted."""
    if asked is None:
        return UNKNOWN
    if not asked.is_taking:
        return CLOSED
    if ballot.ticket.level < asked.level:
        return LEVEL
    value = rules.cleaned(asked.kind, asked.choices, ballot.value if isinstance(ballot.value, tuple) else ())
    if value is None:
        return CHOICE
    who = token(settings.PEPPER.encode(), f"poll:{asked.code}", ballot.ticket.token)
    return Answer(asked, who, ballot.ticket.level, value)


def write(database: Database, answers: Sequence[Answer], at: datetime) -> list[bool]:
    """Write answers, move the counted cells, and return which of them changed anything."""
    if not answers:
        return []
    stand = votes_of(database, answers, at)
    log: list[tuple[int, int, int, str]] = []
    cells: dict[tuple[int, int, int, int], int] = {}
    moved = []
    for one in answers:
        key = (one.poll.pk, one.token)
        vote, value, level = stand[key]
        top = max(level, one.level)
        moved.append((value, level) != (one.value, top))
        if moved[-1]:
            stand[key] = (vote, one.value, top)
            log.append((one.poll.pk, vote, top, one.value))
            for cell, change in rules.moves(one.poll.kind, value, level, one.value, top).items():
                cells[one.poll.pk, *cell] = cells.get((one.poll.pk, *cell), 0) + change
    keep(database, log, cells, at)
    return moved


def votes_of(
    database: Database, answers: Sequence[Answer], at: datetime
) -> dict[tuple[int, str], tuple[int, str, int]]:
    """Return (poll, token) to (vote, value, level) as they stand, locked; made empty for whoever votes first."""
    keys = sorted({(one.poll.pk, one.token) for one in answers})
    first = {(one.poll.pk, one.token): one.level for one in reversed(answers)}
    database.run(
        f"INSERT INTO {VOTE} (value, cast_at, poll_id, token, level) "
        f"SELECT '', ?, a, b, c FROM {database.unpacked('int', 'text', 'int')} AS r WHERE true "
        "ON CONFLICT (poll_id, token) DO NOTHING",
        [(*key, first[key]) for key in keys],
        database.moment(at),
    )
    rows = database.run(
        f"SELECT v.poll_id, v.token, v.id, v.value, v.level FROM {VOTE} v WHERE (v.poll_id, v.token) IN "
        f"(SELECT a, b FROM {database.unpacked('int', 'text')} AS r) ORDER BY v.id{{lock}}",
        keys,
    )
    return {(poll, who): (vote, value, level) for poll, who, vote, value, level in rows}


def keep(
    database: Database,
    log: Sequence[tuple[int, int, int, str]],
    cells: dict[tuple[int, int, int, int], int],
    at: datetime,
) -> None:
    """Write the lines of the log, the votes as the last of them says, and the cells."""
    moment = database.moment(at)
    last = {vote: (level, value) for _poll, vote, level, value in log}
    database.run(
        f"UPDATE {VOTE} SET cast_at = ?, level = r.b, value = r.c FROM "
        f"{database.unpacked('int', 'int', 'text')} AS r WHERE {VOTE}.id = r.a",
        sorted((vote, *said) for vote, said in last.items()),
        moment,
    )
    database.run(
        f"INSERT INTO {LOG} (cast_at, poll_id, vote_id, level, value) "
        f"SELECT ?, a, b, c, d FROM {database.unpacked('int', 'int', 'int', 'text')} AS r",
        log,
        moment,
    )
    database.run(
        f"INSERT INTO {COUNT} AS k (poll_id, choice, place, level, count) "
        f"SELECT a, b, c, d, 0 FROM {database.unpacked('int', 'int', 'int', 'int')} AS r WHERE true "
        "ON CONFLICT (poll_id, choice, place, level) DO NOTHING",
        sorted(cells),
    )
    database.run(
        f"UPDATE {COUNT} SET count = count + r.e FROM {database.unpacked('int', 'int', 'int', 'int', 'int')} AS r "
        f"WHERE {COUNT}.poll_id = r.a AND {COUNT}.choice = r.b AND {COUNT}.place = r.c AND {COUNT}.level = r.d",
        sorted((*cell, change) for cell, change in cells.items() if change),
    )


def people_of(database: Database, polls: set[int]) -> dict[int, list[int]]:
    """Return how many people voted in polls, at each level."""
    rows = database.run(
        f"SELECT k.poll_id, k.level, k.count FROM {COUNT} k WHERE k.choice = 0 AND k.poll_id IN "
        f"(SELECT a FROM {database.unpacked('int')} AS r)",
        [(poll,) for poll in sorted(polls)],
    )
    found = {poll: [0] * len(rules.LEVELS) for poll in polls}
    for poll, level, count in rows:
        found[poll][level] = count
    return found
