"""Writes of fieldwork: plan and arrange a visit, tell people, notes, photos, evidence, report."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from shangliang.fieldwork import rules
from shangliang.fieldwork.models import Evidence, FieldVisit, VisitPerson, VisitPhoto
from shangliang.fieldwork.queries import counts_of, met_of
from shangliang.fieldwork.workflow import VISIT
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, advance, begin, next_number
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.notices.actions import tell
from shangliang.people.models import Organization, Person
from shangliang.topics.actions import note_visits
from shangliang.topics.models import Topic
from shangliang.topics.workflow import TopicState

TOPIC_STATES = (TopicState.APPROVED, TopicState.SCHEDULED, TopicState.RESEARCHING, TopicState.READY)
"""States of a topic in which visits may be planned for it."""


@dataclass(frozen=True)
class Partaker:
    """Somebody who takes part: a person of the platform or only a post or name, and in which part."""

    name: str
    part: str
    person: Person | None = None


@transaction.atomic
def plan_visit(
    topic: Topic,
    kind: str,
    *,
    title: str,
    actor: Actor,
    at: datetime,
    place: str = "",
    district: Organization | None = None,
    held_on: date | None = None,
    leader: str = "",
    purpose: str = "",
    people: Iterable[Partaker] = (),
) -> FieldVisit:
    """Return a new visit for a topic, with who takes part.

    Raises NotNow before the topic is approved or after its session, Invalid for an unknown kind or part.
    """
    if topic.state not in TOPIC_STATES:
        raise NotNow(
            Words("议题审定以后、协商以前，才安排调研。", "Visits are planned after approval and before the session.")
        )
    if kind not in {key for key, *_ in rules.KINDS}:
        raise Invalid(Words("选一种调研形式。", "Choose the kind of visit."), field="kind")
    if not tidy(title):
        raise Invalid(Words("写一句调研的标题。", "A visit needs a title."), field="title")
    partakers = list(people)
    check_parts(partakers)
    visit = FieldVisit(
        code=rules.visit_code(topic.code, next_number(f"visit:{topic.code}")),
        topic=topic,
        kind=kind,
        title=clip(tidy(title), 120),
        place=tidy(place),
        district=district,
        region=topic.region,
        held_on=held_on,
        leader=tidy(leader),
        purpose=tidy(purpose),
        people_count=len(partakers),
    )
    begin(visit, "plan", actor=actor, at=at, public={"topic": topic.code, "kind": kind})
    write_people(visit, partakers)
    count_visits(topic)
    return visit


def check_parts(people: Iterable[Partaker]) -> None:
    """Raise Invalid when somebody has no name or an unknown part."""
    known = {key for key, _word in rules.PARTS}
    for one in people:
        if not tidy(one.name) or one.part not in known:
            raise Invalid(
                Words("每位参加人写称呼或职务，并选身份。", "Name everybody who takes part, with the part."),
                field="people",
                value=one.name,
            )


def write_people(visit: FieldVisit, people: Sequence[Partaker]) -> None:
    """Replace who takes part in a visit."""
    VisitPerson.objects.filter(visit=visit).delete()
    rows = [VisitPerson(visit=visit, person=one.person, name=clip(tidy(one.name), 80), part=one.part) for one in people]
    VisitPerson.objects.bulk_create(rows, ignore_conflicts=True)


def count_visits(topic: Topic) -> None:
    """Report to the topic how many visits it has."""
    planned, done = counts_of(topic)
    note_visits(topic, planned=planned, done=done)


def move(
    visit: FieldVisit,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    public: Mapping[str, Any] | None = None,
) -> Event:
    """Take one step of a visit's table and return the event; needs are judged with `changes` already made."""
    step = VISIT.step_from(verb, visit.state)
    due = deadline("visit", step.due, at) if step and step.due else None
    return advance(
        visit,
        verb,
        actor=actor,
        at=at,
        met=met_of(visit, at, changes),
        changes=changes,
        due=KEEP if step and step.to is None else due,
        reason=reason,
        public=public,
    )


@transaction.atomic
def arrange_visit(
    visit: FieldVisit, values: Mapping[str, Any], people: Sequence[Partaker], *, actor: Actor, at: datetime
) -> Event:
    """Change day, place, leader, purpose and people of a visit that is to come, and return the event."""
    check_parts(people)
    allowed = ("title", "place", "district", "held_on", "leader", "purpose")
    changes = {name: values[name] for name in allowed if name in values}
    event = move(visit, "arrange", actor=actor, at=at, changes={**changes, "people_count": len(people)})
    write_people(visit, people)
    return event


@transaction.atomic
def notice_visit(visit: FieldVisit, *, actor: Actor, at: datetime) -> Event:
    """Tell everybody who takes part when and where, and return the event; needs day, place and people."""
    event = move(visit, "notice", actor=actor, at=at, public={"people": visit.people_count})
    persons = Person.objects.filter(pk__in=VisitPerson.objects.filter(visit=visit).values("person"))
    words = Words(
        f"请参加实地调研“{visit.title}”：{visit.held_on}，{visit.place}。",
        f"Please take part in the field visit “{visit.title}” on {visit.held_on} at {visit.place}.",
    )
    tell(list(persons), words, url=f"/desk/visits/{visit.code}", key=f"visit:{visit.code}:{event.seq}", at=at)
    return event


def write_notes(visit: FieldVisit, notes: str, *, actor: Actor, at: datetime) -> Event:
    """Write the notes of a visit and return the event."""
    return move(visit, "write_notes", actor=actor, at=at, changes={"notes": tidy(notes)})


@transaction.atomic
def file_done(visit: FieldVisit, *, actor: Actor, at: datetime) -> Event:
    """Say that a visit was made and return the event; needs the day, people and notes."""
    public = {"topic": visit.topic.code, "held_on": visit.held_on, "people": visit.people_count}
    event = move(visit, "file_done", actor=actor, at=at, public=public)
    count_visits(visit.topic)
    return event


def write_report(visit: FieldVisit, report: str, *, actor: Actor, at: datetime) -> Event:
    """Write the report of a visit and return the event."""
    return move(visit, "write_report", actor=actor, at=at, changes={"report": tidy(report)})


@transaction.atomic
def file_report(visit: FieldVisit, report: str | None = None, *, actor: Actor, at: datetime) -> Event:
    """File the report of a visit, given here or written before, and return the event; everybody may read it then."""
    changes = {} if report is None else {"report": tidy(report)}
    event = move(visit, "file_report", actor=actor, at=at, changes=changes, public={"topic": visit.topic.code})
    count_visits(visit.topic)
    return event


@transaction.atomic
def cancel_visit(visit: FieldVisit, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Cancel a visit that is to come and return the event."""
    event = move(visit, "cancel", actor=actor, at=at, reason=reason)
    count_visits(visit.topic)
    return event


@transaction.atomic
def add_photo(
    visit: FieldVisit,
    file: BinaryIO,
    *,
    caption: str,
    actor: Actor,
    at: datetime,
    credit: str = "",
    may_show: bool = False,
) -> VisitPhoto:
    """Return a new photo of a visit, drawn anew as JPEG without camera data or position.

    Raises Invalid when the file is too big, is no picture, or was added before.
    """
    if not tidy(caption):
        raise Invalid(Words("写一句照片说明：拍的是什么。", "Say what the photo shows."), field="caption")
    image, data = redrawn(file)
    digest = hashlib.sha256(data).hexdigest()
    if VisitPhoto.objects.filter(visit=visit, sha256=digest).exists():
        raise Invalid(Words("这张照片已经加过了。", "This photo is there already."), field="file")
    move(visit, "add_photo", actor=actor, at=at, public={"sha256": digest})
    photo = VisitPhoto(
        visit=visit,
        width=image.width,
        height=image.height,
        sha256=digest,
        caption=clip(tidy(caption), 120),
        credit=clip(tidy(credit), 60),
        may_show=may_show,
        added_at=at,
    )
    photo.file.save(f"{visit.code}-{digest[:12]}.jpg", ContentFile(data), save=False)
    photo.save()
    return photo


def redrawn(file: BinaryIO) -> tuple[Image.Image, bytes]:
    """Return a picture turned upright, no larger than the limit, and its bytes as a fresh JPEG of pixels only."""
    raw = file.read(rules.PHOTO_LIMIT + 1)
    if len(raw) > rules.PHOTO_LIMIT:
        raise Invalid(Words("照片不能超过 10 MB。", "A photo may have 10 MB at most."), field="file")
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > rules.PHOTO_PIXELS:
                raise Invalid(Words("照片的像素太多。", "The photo has too many pixels."), field="file")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(
            Words("这不是能打开的照片，请用 JPG、PNG 或 WebP。", "This is no photo that opens: use JPG, PNG or WebP."),
            field="file",
        ) from error
    upright.thumbnail((rules.PHOTO_SIDE, rules.PHOTO_SIDE))
    fresh = Image.frombytes("RGB", upright.size, upright.tobytes())
    drawn = io.BytesIO()
    fresh.save(drawn, "JPEG", quality=85, optimize=True)
    return fresh, drawn.getvalue()


@transaction.atomic
def cite_evidence(
    visit: FieldVisit, *, title: str, quote: str, source: str, actor: Actor, at: datetime, source_url: str = ""
) -> Evidence:
    """Return new evidence cited in a visit: what it is, the very words, where to look it up."""
    if not (tidy(title) and tidy(quote) and tidy(source)):
        raise Invalid(
            Words("依据要有名称、引用的原文和出处。", "Evidence needs a title, the words cited and the source."),
            field="title",
        )
    move(visit, "cite", actor=actor, at=at, public={"topic": visit.topic.code})
    return Evidence.objects.create(
        topic=visit.topic,
        visit=visit,
        title=clip(tidy(title), 160),
        quote=tidy(quote),
        source=clip(tidy(source), 160),
        source_url=source_url,
        added_by_id=actor.person,
        added_at=at,
    )
