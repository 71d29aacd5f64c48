"""Quick polls: prepared, opened and closed by the host; answered by everybody, one answer each, the last one counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Stale, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import Entry, advance, append, begin
from shangliang.sessions import queries
from shangliang.sessions.actions.gate import next_of
from shangliang.sessions.models import Poll, PollChoice, PollCount, PollLog, PollVote, Session
from shangliang.sessions.rules import polls as rules
from shangliang.sessions.workflow import POLL


@transaction.atomic
def prepare_poll(
    session: Session,
    *,
    question: str,
    choices: Sequence[str],
    actor: Actor,
    at: datetime,
    kind: str = rules.SINGLE,
    level: int = 0,
    seconds: int = 0,
) -> Poll:
    """Return a new poll that nobody sees yet.

    Raises Invalid for an empty or too long question and for too few, too many, too long or repeated choices.
    """
    words, lines = cleaned_words(kind, question, choices)
    number = next_of(session, "poll")
    row = Poll(
        code=f"{session.code}-p{number}",
        session=session,
        number=number,
        kind=kind,
        question=words,
        level=level,
        seconds=seconds,
    )
    begin(row, "prepare", actor=actor, at=at, public={"number": number, "session": session.number})
    PollChoice.objects.bulk_create([PollChoice(poll=row, number=n, text=text) for n, text in enumerate(lines, 1)])
    return row


@transaction.atomic
def edit_poll(
    poll: Poll, *, question: str, choices: Sequence[str], kind: str, level: int, seconds: int, actor: Actor = SYSTEM
) -> None:
    """Write a poll anew while it is not open; once open, nothing of it changes, its level least of all."""
    decision = POLL.decide(actor, "edit", poll.subject())
    if decision.step is None:
        raise decision.refusal or Stale()
    words, lines = cleaned_words(kind, question, choices)
    rows = Poll.objects.filter(pk=poll.pk, state="draft")
    if not rows.update(question=words, kind=kind, level=level, seconds=seconds):
        raise Stale
    PollChoice.objects.filter(poll=poll).delete()
    PollChoice.objects.bulk_create([PollChoice(poll=poll, number=n, text=text) for n, text in enumerate(lines, 1)])
    poll.refresh_from_db()


def cleaned_words(kind: str, question: str, choices: Sequence[str]) -> tuple[str, list[str]]:
    """Return the question and the choices as they are kept; a scale without choices gets the usual five."""
    words = redact(" ".join(tidy(question).split()))
    lines = [redact(" ".join(tidy(text).split())) for text in choices if text.strip()]
    if kind == rules.SCALE and not lines:
        lines = list(rules.SCALE_WORDS)
    if not 0 < len(words) <= rules.LONGEST_QUESTION:
        raise Invalid(
            Words(f"问题写 1 到 {rules.LONGEST_QUESTION} 个字。", "The question has 1 to 60 characters."),
            field="question",
        )
    if not rules.FEWEST_CHOICES <= len(lines) <= rules.MOST_CHOICES or len(set(lines)) != len(lines):
        raise Invalid(
            Words("写 2 到 10 个不同的选项，一行一个。", "2 to 10 different choices, one a line."), field="choices"
        )
    if any(len(text) > rules.LONGEST_CHOICE for text in lines):
        raise Invalid(Words("一个选项最多 30 个字。", "A choice has at most 30 characters."), field="choices")
    return words, lines


def open_poll(poll: Poll, *, actor: Actor, at: datetime) -> None:
    """Open a prepared poll to everybody whose level of verification is enough; the level is in the record."""
    others = Poll.objects.filter(session=poll.session, state="open").exclude(pk=poll.pk)
    advance(
        poll,
        "open",
        actor=actor,
        at=at,
        met={"runs": poll.session.state in queries.ASKING_STATES, "alone": not others.exists()},
        changes={"began_at": at, "closes_at": at + timedelta(seconds=poll.seconds) if poll.seconds else None},
        public={"level": poll.level, "kind": poll.kind, "question": poll.question},
    )


@transaction.atomic
def close_poll(poll: Poll, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Close a poll; its votes are committed to and its result stands in the public record, levels apart."""
    lock_log()
    counts = queries.poll_counts(poll)
    public = {
        "people": {str(level): counts.get((*rules.PEOPLE, level), 0) for level in rules.LEVELS},
        "result": [[choice, place, level, n] for (choice, place, level), n in sorted(counts.items()) if choice and n],
        **sealed(poll),
    }
    advance(poll, "close", actor=actor, at=at, public=public)


def close_polls_of(session: Session, *, at: datetime) -> None:
    """Close what is still open of a session that is over."""
    for poll in Poll.objects.select_related("session__region").filter(session=session, state="open"):
        close_poll(poll, at=at)


@transaction.atomic
def vote_in_poll(poll: Poll, value: Sequence[int], *, who: str, level: int, at: datetime) -> bool:
    """Write somebody's answer and return whether it changed anything; the last one counts.

    `who` is the person's or the browser's token in the session. Raises NotNow for a poll that is not open, Forbidden
    below its level, Invalid for what is no answer to it.
    """
    if not is_taking(poll, at):
        raise NotNow(Words("这个表决现在不收票。", "This poll takes no votes now."))
    if level < poll.level:
        raise Forbidden(Words("这个表决要先核验身份。", "This poll asks for a verified person."))
    answer = rules.cleaned(poll.kind, PollChoice.objects.filter(poll=poll).count(), value)
    if answer is None:
        raise Invalid(Words("选项不对，请再选一次。", "That is no answer to this poll."), field="value")
    token = queries.poll_token(poll, who)
    PollVote.objects.get_or_create(poll=poll, token=token, defaults={"level": level, "cast_at": at})
    vote = PollVote.objects.select_for_update().get(poll=poll, token=token)
    top = max(level, vote.level)
    if (vote.value, vote.level) == (answer, top):
        return False
    moved = rules.moves(poll.kind, vote.value, vote.level, answer, top)
    PollVote.objects.filter(pk=vote.pk).update(value=answer, level=top, cast_at=at)
    PollLog.objects.create(poll=poll, vote=vote, level=top, value=answer, cast_at=at)
    for (choice, place, at_level), change in sorted(moved.items()):
        row, _ = PollCount.objects.get_or_create(poll=poll, choice=choice, place=place, level=at_level)
        PollCount.objects.filter(pk=row.pk).update(count=F("count") + change)
    return True


def is_taking(poll: Poll, at: datetime) -> bool:
    """Return whether the poll takes answers at this moment."""
    return poll.state == "open" and (poll.closes_at is None or at < poll.closes_at)


@transaction.atomic
def seal_poll(poll: Poll, *, at: datetime) -> bool:
    """Commit to the votes that came in since the last time, in one entry of the record; return whether there were any.

    Never an entry for one vote: the record would grow with the crowd, and give away who voted when.
    """
    lock_log()
    facts = sealed(poll)
    if facts["votes"]:
        append(Entry("poll", poll.code, "seal_votes", SYSTEM, at, SYSTEM.seats[0], public=facts))
    return bool(facts["votes"])


def sealed(poll: Poll) -> dict[str, object]:
    """Return what commits to the newest lines of a poll's log: behind which place, up to which, how many, digest."""
    seals = queries.seals_of(poll)
    after, until = (seals[-1][1]["until"] if seals else 0), queries.log_place(poll)
    lines = queries.unsealed_lines(poll, after=after, until=until)
    return {"votes": len(lines), "after": after, "until": until, "digest": queries.digest_of(lines)}


def lock_log() -> None:
    """Wait until votes on their way are written, so that none with a lower place appears afterwards (PostgreSQL)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {PollLog._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # noqa: SLF001 - the model's own table
