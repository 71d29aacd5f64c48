"""What follows entries of sessions: guests hear of every change of plan, those who asked hear the answer;
polls close in time, and their votes are committed to a batch at a time.
"""

from datetime import datetime, timedelta

from shangliang.kernel.refusals import Words
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event
from shangliang.ledger.queries import leaf_facts
from shangliang.notices.actions import tell
from shangliang.sessions.actions import close_poll, seal_poll
from shangliang.sessions.models import Attendance, Poll, Question, QuestionLike, Session
from shangliang.sessions.queries import seals_of

SEALED_EVERY = timedelta(seconds=60)

TOLD = {
    "announce": ("已发预告，请您到时参加", "is announced; please come"),
    "send_materials": ("材料已经送出，请提前看一看", "has its materials out; please read them"),
    "postpone": ("延期，新的时间另行通知", "is postponed; you will be told the new date"),
    "resume_plan": ("重新安排，请留意新的时间", "is planned anew; mind the new date"),
    "cancel": ("取消", "is cancelled"),
    "sign_minutes": ("协商纪要已经签发，可以查看", "has its minutes signed; you can read them"),
}
"""What guests are told at each step."""

ANSWERED = {
    "answered": ("有答复了", "has been answered"),
    "taken": ("已带回办理，有结果再告诉您", "was taken away to be handled; you will hear of it"),
    "not_handled": ("这次不处理，理由写在问题墙上", "is not handled this time; the wall says why"),
}


def tell_guests(event: Event, at: datetime) -> None:
    """Tell everybody invited which step their session took."""
    session = Session.objects.get(code=event.code)
    guests = list(
        Attendance.objects.filter(session=session, person__isnull=False).values_list("person", flat=True).distinct()
    )
    zh, en = TOLD[event.verb]
    words = Words(
        f"您受邀参加的第 {session.number} 期“{session.title}”{zh}。",
        f"Session {session.number}, “{session.title_en or session.title}”, to which you are invited, {en}.",
    )
    url = f"/sessions/{session.number}" if event.verb not in ("postpone", "cancel", "resume_plan") else "/mine"
    tell(guests, words, url=url, key=f"session:{session.code}:{event.seq}", at=at)


def tell_askers(event: Event, at: datetime) -> None:
    """Tell those who asked a question, or asked the same, what became of it."""
    facts = leaf_facts(event)
    question = Question.objects.filter(session__code=event.code, number=facts["number"]).first()
    if question is None:
        return
    people = set(QuestionLike.objects.filter(question=question).values_list("person", flat=True))
    people |= {question.person_id} if question.person_id else set()
    zh, en = ANSWERED[facts["status"]]
    words = Words(f"您在第 {event.code} 期问的“{question.text}”{zh}。", f"Your question in session {event.code} {en}.")
    url = f"/sessions/{event.code}/questions"
    tell(sorted(people), words, url=url, key=f"question:{event.code}:{question.number}:{event.seq}", at=at)


def close_due_polls(at: datetime) -> int:
    """Close the polls whose time is over, and return how many."""
    due = list(Poll.objects.select_related("session__region").filter(state="open", closes_at__lte=at))
    for poll in due:
        close_poll(poll, at=at)
    return len(due)


def seal_polls(at: datetime) -> int:
    """Commit to the new votes of open polls, at most once a minute each, and return for how many."""
    done = 0
    for poll in Poll.objects.filter(state="open"):
        seals = seals_of(poll)
        if not seals or at - seals[-1][0].at >= SEALED_EVERY:
            done += seal_poll(poll, at=at)
    return done


REACTIONS = (
    Reaction("sessions.tell_guests", frozenset(("session", verb) for verb in TOLD), tell_guests),
    Reaction("sessions.tell_askers", frozenset({("session", "answer_question")}), tell_askers),
)
TIMERS = (close_due_polls, seal_polls)
