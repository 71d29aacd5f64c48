"""A small world for the tests of figures: two sessions, two ideas, four voices, three pieces."""

from datetime import timedelta

from tests.cast import MONDAY, Cast
from tests.dispatch.orders import DAY, approved, closed, issued, limits, voice
from tests.media.pieces import channel, published, read

from shangliang.dispatch.models import Dispatch, Evaluation
from shangliang.sessions.actions import create_session
from shangliang.sessions.models import Attendance, Session
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice, VoiceJoin, VoiceReply

LATE = MONDAY + 30 * DAY


def seat(session: Session, kind: str, number: int, *, person=None, name="某人", present=True, public=True) -> None:
    Attendance.objects.create(
        session=session, number=number, kind=kind, person=person, name=name, title="职务", is_public=public,
        checked_in_at=MONDAY if present else None,
    )  # fmt: skip


def held(cast: Cast, session: Session) -> Session:
    """Return a session as it stands after it was held: with its table."""
    Session.objects.filter(pk=session.pk).update(state="ended")
    zhao, expert = cast.people["zhao"], cast.people["expert"]
    rows = [("member", zhao, "赵"), ("expert", expert, "林"), ("unit_head", None, "王"), ("unit_head", None, "李")]
    for number, (kind, person, name) in enumerate(rows, start=1):
        seat(session, kind, number, person=person, name=name)
    seat(session, "citizen", 8, name="没来的", present=False)
    seat(session, "citizen", 9, name="市民甲", public=False)
    return session


def voices(cast: Cast) -> list[Voice]:
    """Return four voices of two people: one withdrawn, one answered, one joined by somebody else."""
    rows = [voice(cast, MONDAY, text=f"太平山步道第 {n} 处栏杆松动了") for n in range(2)]
    rows += [
        voice(cast, MONDAY + DAY, who="qian", text="劲松路路灯不亮一周了"),
        voice(cast, MONDAY, text="说错了这一条"),
    ]
    Voice.objects.filter(pk=rows[3].pk).update(state="withdrawn")
    VoiceReply.objects.create(voice=rows[0], text="已经加固。", replied_at=MONDAY + DAY)
    VoiceJoin.objects.create(voice=rows[2], person=cast.people["zhao"], joined_at=MONDAY + DAY)
    return rows


def orders(cast: Cast, first: Session) -> tuple[Dispatch, Dispatch]:
    """Return an order written off with class A, and one just handed over."""
    done = closed(cast, issued(cast, approved(cast, held=first)))
    waiting = issued(cast, approved(cast, held=first), at=MONDAY + 2 * DAY)
    return done, waiting


def world(cast: Cast) -> None:
    """Write everything."""
    limits()
    sessions = [
        create_session(
            number=number, title=f"议题{number}", actor=cast.chen, at=MONDAY, region=cast.org("city"),
            held_at=MONDAY + (number - 18) * 7 * DAY,
        )
        for number in (18, 19)
    ]  # fmt: skip
    for session in sessions:
        held(cast, session)
    voices(cast)
    done, _waiting = orders(cast, sessions[0])
    Evaluation.objects.create(dispatch=done, person=cast.people["qian"], kind="citizen", invited_at=MONDAY + 2 * DAY)
    Topic.objects.create(
        code="2022-01", state="approved", title="议题", decision="approved", decided_at=MONDAY, region=cast.org("city"),
        opened_at=MONDAY, moved_at=MONDAY,
    )  # fmt: skip
    pieces = [published(cast, 1), published(cast, 2, kind="live", session=sessions[0]), published(cast, 3, kind="clip")]
    for item, figures in zip(pieces, ({"reads": 1000}, {"plays": 2_000_000}, {"plays": 500_000}), strict=True):
        read(cast, item, MONDAY + timedelta(days=2), **figures)
    from shangliang.media.actions import mark_copy

    pieces[2].refresh_from_db()
    mark_copy(pieces[2], pieces[1], actor=cast.han, at=LATE)
    channel("people", "人民号")
