"""Who takes part in a conversation: found, taken along from before the sign-in, or new; as the page's own `join`."""

from collections.abc import Sequence
from datetime import datetime

from shangliang.ledger.models import Counter
from shangliang.live.actions.database import Database
from shangliang.live.ballots import Ballot
from shangliang.opinions.models import Participant
from shangliang.opinions.rules.tickets import Ticket

PARTICIPANT, COUNTER = Participant._meta.db_table, Counter._meta.db_table  # noqa: SLF001 - the models' own tables

People = dict[str, tuple[int, int]]
"""Token to (participant, level)."""


def participants(
    database: Database, conversation: tuple[int, str], ballots: Sequence[Ballot], at: datetime
) -> tuple[dict[str, int], int]:
    """Return token to participant for everybody who votes, locked, and how many of them are new here.

    Whoever answered before signing in takes those answers along; a higher level of verification proved later is kept.
    """
    tickets: dict[str, Ticket] = {}
    for ballot in ballots:
        known = tickets.get(ballot.ticket.token)
        if known is None or ballot.ticket.level > known.level:
            tickets[ballot.ticket.token] = ballot.ticket
    people = locked(database, conversation[0], list(tickets))
    people |= taken_along(database, conversation[0], [t for token, t in tickets.items() if token not in people])
    missing = [ticket for token, ticket in tickets.items() if token not in people]
    added = new_people(database, conversation, missing, at) if missing else {}
    raise_levels(database, [(people[t.token][0], t.level) for t in tickets.values() if t.token in people
                            and t.level > people[t.token][1]])  # fmt: skip
    joined = len(added)
    if missing:
        people |= added
        late = [ticket.token for ticket in missing if ticket.token not in people]
        people |= locked(database, conversation[0], late)
    return {token: row[0] for token, row in people.items()}, joined


def locked(database: Database, conversation: int, tokens: Sequence[str]) -> People:
    """Return those who take part already, locked in the order of their rows."""
    rows = database.run(
        f"SELECT p.token, p.id, p.level FROM {PARTICIPANT} p WHERE p.conversation_id = ? AND p.token IN "
        f"(SELECT a FROM {database.unpacked('text')} AS r) ORDER BY p.id{{lock}}",
        [(token,) for token in tokens],
        conversation,
    )
    return {token: (someone, level) for token, someone, level in rows}


def taken_along(database: Database, conversation: int, tickets: Sequence[Ticket]) -> People:
    """Give anonymous participations to those who signed in since, one to each, and return them."""
    before = {ticket.before: ticket for ticket in tickets if ticket.before}
    rows = database.run(
        f"UPDATE {PARTICIPANT} SET token = r.b, level = r.c FROM "
        f"{database.unpacked('text', 'text', 'int', 'int')} AS r WHERE {PARTICIPANT}.conversation_id = r.d "
        f"AND {PARTICIPANT}.token = r.a AND {PARTICIPANT}.level = 0 RETURNING token, id, level",
        [(old, ticket.token, ticket.level, conversation) for old, ticket in sorted(before.items())],
    )
    return {token: (someone, level) for token, someone, level in rows}


def new_people(database: Database, conversation: tuple[int, str], tickets: Sequence[Ticket], at: datetime) -> People:
    """Make participants under the next numbers without gaps; who joined meanwhile elsewhere is left out.

    The counter's row is locked from here on: a second first vote of the same person waits, and finds the participant.
    """
    series = f"participant:{conversation[1]}"
    database.rows(f"INSERT INTO {COUNTER} (name, value) VALUES (?, 0) ON CONFLICT (name) DO NOTHING", series)
    database.rows(f"UPDATE {COUNTER} SET value = value WHERE name = ?", series)
    there = locked(database, conversation[0], [ticket.token for ticket in tickets])
    made = [ticket for ticket in tickets if ticket.token not in there]
    last = database.rows(
        f"UPDATE {COUNTER} SET value = value + ? WHERE name = ? RETURNING value",
        len(made),
        series,
    )[0][0]
    first = last - len(made) + 1
    rows = database.run(
        f"INSERT INTO {PARTICIPANT} (conversation_id, joined_at, vote_count, number, token, level) "
        f"SELECT ?, ?, 0, a, b, c FROM {database.unpacked('int', 'text', 'int')} AS r WHERE true "
        "RETURNING token, id, level",
        [(first + place, ticket.token, ticket.level) for place, ticket in enumerate(made)],
        conversation[0],
        database.moment(at),
    )
    return {token: (someone, level) for token, someone, level in rows}


def raise_levels(database: Database, rows: Sequence[tuple[int, int]]) -> None:
    """Keep the levels that were proved since."""
    database.run(
        f"UPDATE {PARTICIPANT} SET level = r.b FROM {database.unpacked('int', 'int')} AS r "
        f"WHERE {PARTICIPANT}.id = r.a",
        sorted(rows),
    )
