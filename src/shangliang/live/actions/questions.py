"""Asking the same question: the rows of the question wall's own form path, a batch at a time."""

from collections.abc import Sequence
from datetime import datetime

from shangliang.live.actions.database import Database, Row
from shangliang.live.actions.receipts import fresh
from shangliang.live.ballots import CLOSED, LEVEL, UNKNOWN, Ballot, Outcome, Taken
from shangliang.people.models import Person
from shangliang.sessions.models import Question, QuestionLike, Session
from shangliang.sessions.workflow import ASKING

SESSION, QUESTION, LIKE, PERSON = (
    model._meta.db_table  # noqa: SLF001 - the models' own tables
    for model in (Session, Question, QuestionLike, Person)
)
OPEN = frozenset(str(state) for state in ASKING)


def write_questions(database: Database, place: str, ballots: Sequence[Ballot], at: datetime) -> list[Outcome]:
    """Write who asks the same questions of one session and return what became of each, in order."""
    rows = database.run(
        f"SELECT q.number, q.id, q.person_id, q.is_public, q.merged_into_id, q.like_count, s.state "
        f"FROM {QUESTION} q JOIN {SESSION} s ON s.id = q.session_id WHERE s.number = ? AND q.number IN "
        f"(SELECT a FROM {database.unpacked('int')} AS r) ORDER BY q.id{lock_of(database)}",
        [(number,) for number in sorted({ballot.number for ballot in ballots})],
        int(place),
    )
    known = {row[0]: row[1:] for row in rows}
    persons = persons_of(database, {ballot.ticket.person for ballot in ballots if ballot.ticket.person})
    refused = [refusal_of(known.get(ballot.number), ballot, persons) for ballot in ballots]
    good = [ballot for ballot, refusal in zip(ballots, refused, strict=True) if refusal is None]
    is_new = fresh(database, good, at)
    likes = like(database, [b for b, new in zip(good, is_new, strict=True) if new], known)
    taken = []
    for ballot, new in zip(good, is_new, strict=True):
        key = (known[ballot.number][0], ballot.ticket.person)
        count = known[ballot.number][4] + likes.counts.get(key[0], 0)
        taken.append(Taken(new and key in likes.added, not new, {"likes": count}))
        likes.added.discard(key)
    answers = iter(taken)
    return [next(answers) if refusal is None else refusal for refusal in refused]


def lock_of(database: Database) -> str:
    """Return the words that lock the questions but not their session."""
    return " FOR UPDATE OF q" if database.lock else ""


def persons_of(database: Database, numbers: set[int]) -> set[int]:
    """Return those of the persons who are still there."""
    rows = database.run(
        f"SELECT p.id FROM {PERSON} p WHERE p.id IN (SELECT a FROM {database.unpacked('int')} AS r)",
        [(number,) for number in sorted(numbers)],
    )
    return {row[0] for row in rows}


def refusal_of(question: Row | None, ballot: Ballot, persons: set[int]) -> Outcome | None:
    """Return why asking the same is not counted, or None; who asks must be signed in."""
    if question is None or not question[2]:
        return UNKNOWN
    if ballot.ticket.person not in persons:
        return LEVEL
    return CLOSED if question[3] is not None or question[5] not in OPEN else None


class Likes:
    """What a batch added: (question, person), and by how many each question grew."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Count the rows that were new."""
        self.added: set[tuple[int, int]] = {(question, person) for question, person in rows}
        self.counts: dict[int, int] = {}
        for question, _person in self.added:
            self.counts[question] = self.counts.get(question, 0) + 1


def like(database: Database, ballots: Sequence[Ballot], known: dict[int, Row]) -> Likes:
    """Write who asks the same, once each; whoever asked the question does not count again."""
    pairs = {(known[ballot.number][0], ballot.ticket.person) for ballot in ballots}
    pairs -= {(row[0], row[1]) for row in known.values()}
    likes = Likes(
        database.run(
            f"INSERT INTO {LIKE} (question_id, person_id) "
            f"SELECT a, b FROM {database.unpacked('int', 'int')} AS r WHERE true "
            "ON CONFLICT (question_id, person_id) DO NOTHING RETURNING question_id, person_id",
            sorted(pairs),
        )
    )
    database.run(
        f"UPDATE {QUESTION} SET like_count = like_count + r.b FROM {database.unpacked('int', 'int')} AS r "
        f"WHERE {QUESTION}.id = r.a",
        sorted(likes.counts.items()),
    )
    return likes
