"""Publication: the second, independent machine of a voice; the verdict is the reviewer's, in the publication area."""

from datetime import datetime

from django.db import transaction

from shangliang.kernel.refusals import Missing, NotNow, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.people.rules import require
from shangliang.publication.actions import queue_text
from shangliang.voices import workflow
from shangliang.voices.models import Voice
from shangliang.voices.workflow import HEARD

CONSENTED = Words("本人同意脱敏后公开", "the person's consent to a redacted publication")


@transaction.atomic
def queue_for_publication(voice: Voice, *, actor: Actor, at: datetime) -> None:
    """Hand a machine-redacted text to the reviewers; nothing is public before one of them confirms it.

    Raises Missing without the person's consent, NotNow for voices that were not accepted or are queued already.
    """
    seat = require(actor, workflow.PUBLISH)
    if not voice.may_publish:
        raise Missing(Words("“送审公开”还差这些：", "“Submit for publication” still needs:"), [CONSENTED])
    if voice.state not in {str(state) for state in HEARD}:
        raise NotNow(Words("受理以后才能送审公开。", "Only an accepted voice can be published."))
    if not move(voice, ("private", "rejected"), "queued"):
        raise NotNow(Words("已经在审核或已经公开。", "It is under review or public already."))
    queue_text("voice", voice.code, redact(f"{voice.title}\n{voice.body_original}"), at)
    append(Entry("voice", voice.code, "queue_publication", actor, at, seat, voice.state, voice.state))


def settle_publication(code: str, verdict: str, text: str, *, at: datetime) -> bool:  # noqa: ARG001 - the moment stands in the reviewer's event
    """Take over a reviewer's verdict and return whether it changed anything.

    `verdict` is public (with the approved text), rejected, or hidden.
    """
    voice = Voice.objects.filter(code=code).first()
    if voice is None:
        return False
    if verdict == "public":
        return move(voice, ("queued", "hidden", "rejected"), "public", body_public=tidy(text))
    if verdict == "hidden":
        return move(voice, ("public", "queued"), "hidden")
    return move(voice, ("queued",), "rejected")


def move(voice: Voice, frm: tuple[str, ...], to: str, **changes: str) -> bool:
    """Move the publication machine in one compare-and-swap and return whether it moved."""
    rows = Voice.objects.filter(pk=voice.pk, publication__in=frm)
    if not rows.update(publication=to, **changes):
        return False
    voice.refresh_from_db()
    return True
