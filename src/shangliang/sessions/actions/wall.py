"""The question wall: asking, asking the same, merging, answering."""

from datetime import datetime

from django.db import transaction

from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.people.models import Person
from shangliang.sessions import rules
from shangliang.sessions.actions.floor import record
from shangliang.sessions.actions.gate import allowed, next_of
from shangliang.sessions.models import Question, QuestionLike, Session, Venue
from shangliang.sessions.workflow import ASKING

ENDS = ("answered", "taken", "not_handled")


@transaction.atomic
def ask(
    session: Session,
    text: str,
    *,
    at: datetime,
    asked_by: str,
    person: Person | None = None,
    is_public: bool = False,
    venue: Venue | None = None,
) -> Question:
    """Return a new question; the public sees it when the host has put it on the wall.

    Raises NotNow when the wall is closed, Invalid for an empty, too long or repeated question, or too many at once.
    """
    if session.state not in ASKING:
        raise NotNow(Words("这一期现在不收提问。", "This session takes no questions now."))
    clean = redact(tidy(text))
    shortest, longest = rules.QUESTION_LENGTH
    if not shortest <= len(clean) <= longest:
        raise Invalid(
            Words(f"提问写 {shortest} 到 {longest} 个字。", f"A question has {shortest} to {longest} characters."),
            field="text",
        )
    if person is not None:
        refuse_flood(session, person, clean)
    return Question.objects.create(
        session=session,
        number=next_of(session, "question"),
        text=clean,
        asked_at=at,
        asked_by=redact(tidy(asked_by))[:40],
        person=person,
        is_public=is_public,
        venue=venue,
    )


def refuse_flood(session: Session, person: Person, text: str) -> None:
    """Raise Invalid when a person asks the same again, or has too many questions waiting."""
    waiting = list(
        Question.objects.filter(session=session, person=person, status="open").values_list("text", flat=True)
    )
    if text in waiting:
        raise Invalid(Words("这一问您已经提过了。", "You have asked this already."), field="text")
    if len(waiting) >= rules.OPEN_QUESTIONS:
        raise Invalid(
            Words(
                f"您已有 {len(waiting)} 问在等答复，先听听再问。",
                f"{len(waiting)} of your questions are waiting; listen first.",
            ),
            field="text",
        )


def show_question(question: Question, *, shown: bool, actor: Actor = SYSTEM) -> None:
    """Put a question on the wall, or take it off."""
    allowed(question.session, "keep_wall", actor)
    Question.objects.filter(pk=question.pk).update(is_public=shown)


@transaction.atomic
def like_question(question: Question, person: Person) -> bool:
    """Note that a person asks the same and return whether it was new; one person counts once.

    Raises NotNow for a question that is not on the wall or when the wall is closed.
    """
    if question.session.state not in ASKING or not question.is_public or question.merged_into_id:
        raise NotNow(Words("这一问现在不能同问。", "This question cannot be joined now."))
    if question.person_id == person.pk:
        return False
    _, is_new = QuestionLike.objects.get_or_create(question=question, person=person)
    recount_likes(question)
    return is_new


def recount_likes(question: Question) -> None:
    """Write how many people ask the same: everybody known once, and each merged question of somebody unknown."""
    known = QuestionLike.objects.filter(question=question).count()
    merged = Question.objects.filter(merged_into=question)
    unknown = merged.filter(person=None).count()
    Question.objects.filter(pk=question.pk).update(like_count=known + unknown, merged_count=merged.count())


@transaction.atomic
def merge_question(question: Question, into: Question, *, actor: Actor = SYSTEM) -> None:
    """Join a question to another that asks the same; its people are counted there, nobody twice."""
    allowed(question.session, "keep_wall", actor)
    rows = Question.objects.select_for_update().in_bulk([question.pk, into.pk])
    question, into = rows[question.pk], rows[into.pk]  # as they stand now: somebody may have merged either of them
    is_joined = question.merged_into_id or into.merged_into_id
    if is_joined or question.pk == into.pk or question.session_id != into.session_id:
        raise Invalid(
            Words("只能并到同一期里另一条提问。", "Choose another question of the same session."), field="into"
        )
    Question.objects.filter(merged_into=question).update(merged_into=into)
    Question.objects.filter(pk=question.pk).update(merged_into=into, status=into.status)
    people = set(QuestionLike.objects.filter(question=question).values_list("person", flat=True))
    people |= {question.person_id} if question.person_id else set()
    for person in people - {into.person_id}:
        QuestionLike.objects.get_or_create(question=into, person_id=person)
    recount_likes(into)


def answer_question(
    question: Question, status: str, *, actor: Actor, at: datetime, answer: str = "", answered_by: str = ""
) -> None:
    """Give a question its end: answered on the floor (with the words), taken away, or set aside with a reason.

    A question that was taken away may be answered later. Who answered stays out of the public record.
    """
    words = redact(tidy(answer))
    if status not in ENDS:
        raise Invalid(
            Words("去向只有：已答、带回、不处理。", "It is answered, taken away or set aside."), field="status"
        )
    if not words:
        raise Invalid(Words("写下答复，或带回、不处理的理由。", "Write the answer, or the reason."), field="answer")
    seat = allowed(question.session, "keep_wall", actor)
    with transaction.atomic():
        Question.objects.filter(pk=question.pk).update(
            status=status, answer=words, answered_by=tidy(answered_by)[:80], answered_at=at
        )
        Question.objects.filter(merged_into=question).update(status=status, answered_at=at)
        facts: dict[str, object] = {"number": question.number, "status": status}
        record(question.session, "answer_question", seat, actor, at, facts, {"answered_by": answered_by})
