"""Taking in: a voice said online, by phone, at a desk or on paper; joining one; guardians; additions."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from shangliang.kernel.calendar import local_date
from shangliang.kernel.codes import query_code, voice_code
from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import KEEP, Entry, advance, append, begin, next_number
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.people import sealing
from shangliang.people.actions import record_consent, register_person
from shangliang.people.models import Organization, Person
from shangliang.people.queries import city
from shangliang.voices.actions.screening import accept
from shangliang.voices.models import Attachment, Supplement, Voice, VoiceJoin
from shangliang.voices.rules import LONGEST, NOTICE_VERSION, PUBLISH_VERSION, Elements, title_of
from shangliang.voices.rules.cells import CONTROL
from shangliang.voices.workflow import CONSENT, GUARDIAN_KNOWN, VoiceState

PURGED = "（监护人未同意，内容已清除）"
MOST_PHOTOS = 3


@dataclass(frozen=True)
class Saying:
    """What somebody says, before it is a case.

    `speaker` None with a citizen acting means the citizen; with an agent acting it means that nobody is known.
    `has_consent` says that the notice on handling personal data was read and agreed to, or read out by the agent.
    """

    text: str
    title: str = ""
    channel: str = "web"
    demand_type: str = "other"
    category: str = ""
    urgency: str = "normal"
    place_text: str = ""
    district: Organization | None = None
    happened_on: date | None = None
    speaker: Person | None = None
    guardian: Person | None = None
    age_band: str = "adult"
    caller_name: str = ""
    unit: Organization | None = None
    is_confidential: bool = False
    is_enterprise: bool = False
    need_reply: bool = True
    may_publish: bool = False
    has_consent: bool = True
    photos: Sequence[Attachment] = ()


def submit_voice(saying: Saying, *, actor: Actor, at: datetime) -> Voice:
    """Open a voice and return it, with its code, query code and the moment by which it is screened.

    A child's voice (under 14) waits for the guardian first. Raises Invalid for an empty or overlong text, Missing
    without consent, Forbidden for roles that may not speak for others.
    """
    text = checked_text(saying.text)
    is_child = saying.age_band == "child"
    if not saying.has_consent:
        raise Missing(Words("“提交”还差这些：", "“submit” still needs:"), [CONSENT.words])
    if is_child and saying.guardian is None:
        raise Missing(Words("“提交”还差这些：", "“submit” still needs:"), [GUARDIAN_KNOWN.words])
    with transaction.atomic():
        voice = new_voice(saying, text, actor, at)
        verb, clause = ("submit_minor", "consent") if is_child else ("submit", "accept")
        due = deadline("voice.screen", clause, at)
        facts = {"channel": voice.channel, "type": voice.demand_type}
        begin(voice, verb, actor=actor, at=at, public=facts, due=due)
        attach(voice, saying.photos)
        keep_consents(voice, at)
    return voice


def checked_text(typed: str) -> str:
    """Return what was typed, cleaned; raises Invalid when nothing or too much is there."""
    text = tidy(CONTROL.sub("", typed))
    if len(text) < 4:
        raise Invalid(
            Words("请把事情说一句：在哪里，怎么了。", "Please say in a sentence what happened where."), field="text"
        )
    if len(text) > LONGEST:
        raise Invalid(
            Words(
                f"写了 {len(text)} 个字，最多 {LONGEST} 个字。请留下要紧的，其余可以作为附件或分开说。",
                f"{len(text)} characters; {LONGEST} at most. Keep what matters most.",
            ),
            field="text",
        )
    return text


def new_voice(saying: Saying, text: str, actor: Actor, at: datetime) -> Voice:
    """Return the unsaved row of a saying."""
    speaker = saying.speaker
    is_own = saying.channel in ("web", "miniprogram", "app")
    if speaker is None and actor.person is not None and is_own and saying.age_band != "child":
        speaker = Person.objects.get(pk=actor.person)
    contact = speaker or saying.guardian
    return Voice(
        code=voice_code(local_date(at), next_number(f"voice:{local_date(at)}")),
        channel=saying.channel,
        demand_type=saying.demand_type,
        category=saying.category[:40],
        urgency=saying.urgency,
        title=(tidy(saying.title) or title_of(text))[:120],
        body_original=text,
        may_publish=saying.may_publish,
        place_text=tidy(saying.place_text)[:200],
        district=saying.district,
        happened_on=saying.happened_on,
        speaker=speaker,
        guardian=saying.guardian,
        age_band=saying.age_band,
        caller_name=tidy(saying.caller_name)[:40],
        phone_tail=phone_tail(contact),
        reporter_key=reporter_key("person", contact.pk) if contact else "",
        query_code=query_code(),
        received_at=at,
        is_confidential=saying.is_confidential,
        is_enterprise=saying.is_enterprise,
        need_reply=saying.need_reply,
        unit=saying.unit,
        region=saying.district or city(),
    )


def phone_tail(person: Person | None) -> str:
    """Return the last four digits of a person's phone, or nothing."""
    return sealing.unseal(person.phone_sealed, settings.PEPPER)[-4:] if person and person.phone_sealed else ""


def reporter_key(source: str, who: object) -> str:
    """Return a stable mark of one person in one source that does not name the person."""
    key = sealing.derived(settings.PEPPER, "reporter")
    return hmac.new(key, f"{source}:{who}".encode(), hashlib.sha256).hexdigest()[:32]


def attach(voice: Voice, photos: Sequence[Attachment]) -> None:
    """Give photos that wait without a voice to this one."""
    keys = [photo.pk for photo in photos][:MOST_PHOTOS]
    Attachment.objects.filter(pk__in=keys, voice=None).update(voice=voice)


def keep_consents(voice: Voice, at: datetime) -> None:
    """Record what the person agreed to: the handling, and (apart) the publication of a redacted text."""
    person = voice.speaker or voice.guardian
    if person is None:
        return
    record_consent(person, "voice.handle", NOTICE_VERSION, at)
    if voice.may_publish:
        record_consent(person, "voice.publish", PUBLISH_VERSION, at)


@transaction.atomic
def register_voice(saying: Saying, *, actor: Actor, at: datetime, accept_now: bool = False) -> Voice:
    """Open a voice that an agent takes down, accept it in the same breath when asked, and return it.

    Raises Missing when it shall be accepted and the five elements are not all there.
    """
    voice = submit_voice(saying, actor=actor, at=at)
    if accept_now:
        found = Elements.of(
            name=saying.caller_name or str(saying.speaker or ""),
            has_date=saying.happened_on is not None,
            place=saying.place_text,
            body=saying.text,
        )
        accept(voice, actor=actor, at=at, elements_checked=found.is_complete)
    return voice


@transaction.atomic
def take_down(saying: Saying, *, phone: str, actor: Actor, at: datetime, accept_now: bool = False) -> Voice:
    """Open the voice of a caller, known by phone number or not, and return it; a child's phone is the guardian's."""
    if phone:
        person = person_of_phone(phone, saying.caller_name or "市民", actor=actor, at=at)
        is_child = saying.age_band == "child"
        saying = replace(saying, guardian=person) if is_child else replace(saying, speaker=person)
    return register_voice(saying, actor=actor, at=at, accept_now=accept_now and saying.age_band != "child")


def person_of_phone(phone: str, name: str, *, actor: Actor, at: datetime) -> Person:
    """Return the person behind a phone number, registered now when it was not known."""
    key = sealing.phone_key(phone, settings.PEPPER)
    known = Person.objects.filter(phone_key=key).first()
    return known or register_person(name, phone=phone, actor=actor, at=at)


def guardian_consent(voice: Voice, *, actor: Actor, at: datetime) -> Event:
    """Let a child's voice in, as its guardian, and return the event; raises Forbidden for anybody else."""
    if actor.person is None or actor.person != voice.guardian_id:
        raise Forbidden(Words("只有这条诉求写明的监护人能同意。", "Only the guardian named here can agree."))
    return advance(voice, "guardian_consent", actor=actor, at=at, due=deadline("voice.screen", "accept", at))


def lapse_guardians(at: datetime) -> int:
    """Withdraw children's voices whose guardian did not agree in time, wipe what they said, return how many."""
    waiting = Voice.objects.select_related("region").filter(state=VoiceState.AWAITING_GUARDIAN, due_at__lte=at)
    count = 0
    for voice in waiting[:200]:
        with transaction.atomic():
            advance(voice, "guardian_lapse", actor=SYSTEM, at=at, changes=wiped())
            Attachment.objects.filter(voice=voice).delete()
            Supplement.objects.filter(voice=voice).delete()
        count += 1
    return count


def wiped() -> dict[str, object]:
    """Return the columns of a voice from which everything personal was taken."""
    return {
        "title": PURGED, "body_original": PURGED, "caller_name": "", "place_text": "", "phone_tail": "",
        "guardian": None, "speaker": None, "reporter_key": "",
    }  # fmt: skip


def join_voice(voice: Voice, person: Person, at: datetime, *, words: str = "") -> bool:
    """Note that a person met the same thing and return whether that is new; one person counts once.

    Raises NotNow for voices that are not public or that came to nothing.
    """
    if voice.publication != "public" or voice.state in (VoiceState.NOT_ACCEPTED, VoiceState.WITHDRAWN):
        raise NotNow(Words("这条诉求没有公开，不能加入。", "This voice is not public and cannot be joined."))
    if person.pk in (voice.speaker_id, voice.guardian_id):
        return False
    try:
        with transaction.atomic():
            VoiceJoin.objects.create(voice=voice, person=person, joined_at=at, words=tidy(words)[:2000])
            Voice.objects.filter(pk=voice.pk).update(also_count=F("also_count") + 1)
            append(
                Entry("voice", voice.code, "join", Actor(person.pk, str(person)), at, None, voice.state, voice.state)
            )
    except IntegrityError:
        return False
    voice.also_count += 1
    return True


@transaction.atomic
def supplement(voice: Voice, text: str, *, actor: Actor, at: datetime, photos: Sequence[Attachment] = ()) -> Event:
    """Add words or photos to an open voice and return the event."""
    words = tidy(text)[:LONGEST]
    if not words and not photos:
        raise Invalid(Words("写一句话或放一张照片。", "Write something or add a photo."), field="text")
    event = advance(voice, "supplement", actor=actor, at=at, due=KEEP)
    if words:
        Supplement.objects.create(voice=voice, text=words, added_at=at)
    attach(voice, photos)
    return event
