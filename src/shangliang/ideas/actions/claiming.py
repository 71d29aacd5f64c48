"""Promises of the floor that become cases (现场认领)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from shangliang.ideas.models import GoldenIdea, IdeaPoint
from shangliang.kernel.calendar import local
from shangliang.kernel.codes import idea_code, official_number
from shangliang.kernel.refusals import NotNow, Words
from shangliang.kernel.text import clip
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import begin
from shangliang.ledger.queries import deadline
from shangliang.sessions.models import Commitment, Session

MARK = "倾商"
"""What official numbers of ideas begin with."""


@transaction.atomic
def claim(promise: Commitment, *, actor: Actor, at: datetime) -> GoldenIdea:
    """Make a case of a promise of the floor (现场认领) and return it: approved at once, its one point the promise.

    Raises NotNow when the promise was kept or is a case already.
    """
    session = promise.session
    if promise.kept_at is not None or GoldenIdea.objects.filter(promise=promise).exists():
        raise NotNow(Words("这项承诺已经立件，或已经兑现。", "The promise is a case already, or was kept."))
    top = GoldenIdea.objects.filter(session=session).aggregate(top=Max("number"))["top"] or 0
    code = idea_code(session.number, top + 1)
    idea = GoldenIdea(
        code=code,
        session=session,
        topic=session.topic,
        region=session.region,
        issue_number=session.number,
        number=top + 1,
        official_no=official_number(MARK, local(session.held_at or at).year, code),
        title=clip(promise.text, 60),
        quote=promise.text,
        speaker_name=promise.speaker or str(promise.unit),
        speaker_kind="unit",
        time_code=time_code_of(session, promise.made_at),
        problem=promise.text,
        lead_unit=promise.unit,
        is_onsite=True,
        is_shown=True,
        promise=promise,
        milestone_on=promise.due_on,
    )
    facts = {"session": session.code, "promise": promise.number, "unit": str(promise.unit), "due_on": promise.due_on}
    begin(idea, "claim", actor=actor, at=at, public=facts, due=deadline("idea", "dispatch", at))
    IdeaPoint.objects.create(idea=idea, order=1, text=promise.text)
    return idea


def time_code_of(session: Session, moment: datetime) -> str:
    """Return how far into the session a moment lies, as in the recording; nothing when it has no beginning."""
    begun = session.began_at
    if begun is None or moment < begun:
        return ""
    seconds = int((moment - begun).total_seconds())
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
