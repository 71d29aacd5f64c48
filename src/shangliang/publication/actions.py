"""Writes of publication: queue a text, decide about it, take it down."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import advance, begin, next_number
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.people.models import Organization, Person
from shangliang.publication.models import ModerationCase
from shangliang.publication.rules import needs_met, spans
from shangliang.publication.workflow import ModerationState

VERDICTS = ("approve", "pass_on", "reject", "return_text", "hide")


@transaction.atomic
def queue_text(
    kind: str,
    code: str,
    text: str,
    at: datetime,
    *,
    part: str = "",
    author: Person | None = None,
    region: Organization | None = None,
    is_sensitive: bool = False,
) -> ModerationCase:
    """Queue a text of a case for review and return its moderation case; the machine's redaction stands beside it.

    `part` tells texts of one case apart (title, supplement 2). The same text of the same part that still waits is
    not queued twice. Sensitive texts (minors, named persons) need two reviewers.
    """
    original = text.strip()
    if not original:
        raise Invalid(Words("没有要公开的文字。", "There is no text to publish."), field="text")
    waiting = ModerationCase.objects.filter(
        subject_kind=kind, subject_code=code, part=part, text_original=original, state=ModerationState.QUEUED
    ).first()
    if waiting is not None:
        return waiting
    marked = [span for span in spans(original) if span.word]
    case = ModerationCase(
        code=f"S{next_number('moderation'):06d}",
        subject_kind=kind,
        subject_code=code,
        part=part,
        text_original=original,
        text_machine=redact(original),
        marks_count=min(len(marked), 32767),
        is_sensitive=is_sensitive,
        author=author,
        region=region,
    )
    begin(case, "queue", actor=SYSTEM, at=at, due=deadline("publication", "review", at))
    return case


def review(
    case: ModerationCase,
    verdict: str,
    *,
    actor: Actor,
    at: datetime,
    redacted: str | None = None,
    reason: str = "",
    reason_code: str = "",
) -> Event:
    """Decide about a text and return the event that other slices react to.

    `verdict` is approve, pass_on (to a second reviewer), reject, return_text or hide; `redacted` is the text that the
    public will see, by default the machine's redaction. Raises what the table says: nobody reviews his own text,
    nothing that a machine can see as personal data is published, sensitive texts take two people.
    """
    if verdict not in VERDICTS:
        raise KeyError(verdict)
    public_text = case.text_public or case.text_machine if redacted is None else tidy(redacted)
    met = needs_met(
        public_text=public_text,
        reviewer=actor.person,
        author=case.author_id,
        first_reviewer=case.first_reviewer_id,
        is_sensitive=case.is_sensitive,
        reason_code=reason_code,
    )
    due = deadline("publication", "review", at) if verdict == "pass_on" else None
    return advance(
        case,
        verdict,
        actor=actor,
        at=at,
        met=met,
        due=due,
        changes=columns(verdict, public_text, actor, at) | {"reason": tidy(reason), "reason_code": reason_code},
        reason=reason,
        public={"kind": case.subject_kind, "code": case.subject_code},
        private={"reason_code": reason_code},
    )


def columns(verdict: str, public_text: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the columns that a verdict writes beside the state."""
    shown = public_text if verdict in ("approve", "pass_on") else ""
    if verdict == "pass_on":
        return {"text_public": shown, "first_reviewer": actor.person}
    return {"text_public": shown, "reviewer": actor.person, "decided_at": at}
