"""Publication: the second, independent machine of a voice; the verdict is the reviewer's, in the publication area."""

from datetime import datetime

from django.db import transaction

from shangliang.kernel.refusals import Forbidden, Missing, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.people.actions import withdraw_consent
from shangliang.people.rules import require
from shangliang.publication.actions import queue_text
from shangliang.voices import workflow
from shangliang.voices.models import Voice
from shangliang.voices.workflow import HEARD

CONSENTED = Words("本人同意脱敏后公开", "the person's consent to a redacted publication")


@transaction.atomic
def queue_for_publication(voice: Voice, *, actor: Actor, at: datetime) -> None:
    """Hand a voice's words to the reviewers; nothing is public before one of them confirms a redacted text.

    Raises Missing without the person's consent, NotNow for reports, secret voices, voices that were not accepted, and
    those that are under review or public already.
    """
    seat = require(actor, workflow.PUBLISH)
    if not voice.may_publish:
        raise Missing(Words("“送审公开”还差这些：", "“Submit for publication” still needs:"), [CONSENTED])
    if voice.is_confidential or voice.demand_type == "report":
        raise NotNow(Words("举报和要求保密的诉求不公开。", "Reports and secret voices are not published."))
    if voice.state not in {str(state) for state in HEARD}:
        raise NotNow(Words("受理以后才能送审公开。", "Only an accepted voice can be published."))
    if not move(voice, ("private", "rejected"), "queued"):
        raise NotNow(Words("已经在审核或已经公开。", "It is under review or public already."))
    queue_text(
        "voice",
        voice.code,
        words_of(voice),
        at,
        author=voice.speaker,
        region=voice.region,
        is_sensitive=voice.age_band != "adult",
    )
    append(Entry("voice", voice.code, "queue_publication", actor, at, seat, voice.state, voice.state))


def words_of(voice: Voice) -> str:
    """Return what is published of a voice: title and body, or the body alone when the title is only its beginning."""
    is_beginning = voice.body_original.startswith(voice.title.rstrip("….。"))
    return voice.body_original if is_beginning else f"{voice.title}\n{voice.body_original}"


def settle_publication(code: str, verb: str, text: str) -> bool:
    """Take over a reviewer's verdict (approve, reject, return_text, hide) and return whether it changed anything.

    `text` is what the reviewer released; only after `approve` does anybody but staff and the speaker see it.
    """
    voice = Voice.objects.filter(code=code).first()
    if voice is None:
        return False
    if verb == "approve":
        return move(voice, ("queued",), "public", body_public=tidy(text))
    if verb == "hide":
        return move(voice, ("public",), "hidden")
    return move(voice, ("queued",), "rejected")


@transaction.atomic
def keep_private(voice: Voice, *, actor: Actor, at: datetime) -> None:
    """Take a voice out of the public at the person's own wish, together with the consent to publish it."""
    person = voice.speaker or voice.guardian
    if person is None or actor.person != person.pk:
        raise Forbidden(Words("只有本人能撤下自己的话。", "Only the person who spoke can take it down."))
    if not move(voice, ("public", "queued", "rejected"), "hidden", may_publish=False):
        Voice.objects.filter(pk=voice.pk).update(may_publish=False)
    withdraw_consent(person, "voice.publish", at)
    append(Entry("voice", voice.code, "keep_private", actor, at, None, voice.state, voice.state))


def move(voice: Voice, frm: tuple[str, ...], to: str, **changes: object) -> bool:
    """Move the publication machine in one compare-and-swap and return whether it moved."""
    rows = Voice.objects.filter(pk=voice.pk, publication__in=frm)
    if not rows.update(publication=to, **changes):
        return False
    voice.refresh_from_db()
    return True
