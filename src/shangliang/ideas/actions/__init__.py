"""Writes of golden ideas: one function for each verb of the table; `claiming` makes cases of promises of the floor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from shangliang.ideas.actions.claiming import MARK
from shangliang.ideas.actions.claiming import claim as claim
from shangliang.ideas.models import GoldenIdea, IdeaCoUnit, IdeaPoint, IdeaStatement, IdeaVoice
from shangliang.ideas.rules import POINT_LENGTH, POINT_LIMIT, refined_needs
from shangliang.ideas.workflow import ADOPTION_VERBS, IDEAS_CAPTURE
from shangliang.kernel.calendar import local, local_date
from shangliang.kernel.codes import idea_code, official_number
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, Entry, advance, append, begin
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.opinions.models import Statement
from shangliang.opinions.queries import standing_of
from shangliang.people.models import Organization, Person
from shangliang.sessions.models import Session
from shangliang.voices.models import Voice, VoiceJoin


@dataclass(frozen=True)
class Content:
    """What an idea consists of once it is refined."""

    title: str
    problem: str
    basis: str
    points: Sequence[str]
    lead_unit: Organization | None
    co_units: Sequence[Organization] = field(default_factory=tuple)
    domain: str = ""


@transaction.atomic
def capture(
    session: Session,
    *,
    title: str,
    quote: str,
    speaker_name: str,
    actor: Actor,
    at: datetime,
    speaker: Person | None = None,
    speaker_kind: str = "member",
    time_code: str = "",
    voices: Iterable[Voice] = (),
    is_onsite: bool = False,
) -> GoldenIdea:
    """Keep what somebody said as a golden idea and return it, with the next number of its session.

    The quote stays as it was spoken. Raises Invalid without quote, title or speaker, Forbidden for others than the
    studio, the committee and reporters.
    """
    for text, zh, en in (
        (title, "标题", "a title"),
        (quote, "逐字原话", "the words as spoken"),
        (speaker_name, "说话人", "the speaker"),
    ):
        if not text.strip():
            raise Invalid(Words(f"要写明{zh}。", f"Please give {en}."))
    top = GoldenIdea.objects.filter(session=session).aggregate(top=Max("number"))["top"] or 0
    idea = GoldenIdea(
        code=idea_code(session.number, top + 1),
        session=session,
        topic=session.topic,
        region=session.region,
        issue_number=session.number,
        number=top + 1,
        title=tidy(title),
        quote=quote.strip(),
        speaker=speaker,
        speaker_name=tidy(speaker_name),
        speaker_kind=speaker_kind,
        time_code=time_code.strip(),
        domain=session.topic.domain if session.topic else "",
        is_onsite=is_onsite,
    )
    facts = {"session": session.code, "title": idea.title, "time_code": idea.time_code}
    begin(
        idea,
        "capture",
        actor=actor,
        at=at,
        public=facts,
        private={"quote": idea.quote, "speaker": idea.speaker_name},
        due=deadline("idea", "refine", at),
    )
    link_voices(idea, voices)
    return idea


@transaction.atomic
def capture_statement(statement: Statement, session: Session, *, title: str, actor: Actor, at: datetime) -> GoldenIdea:
    """Make a golden idea of a statement that people answered, and return it: its words are the quote, whoever wrote it
    is the speaker, and how people stood to it on the newest map goes along.

    Raises Invalid when it is no idea yet to be made: not live, or an idea already.
    """
    made = IdeaStatement.objects.filter(statement=statement).select_related("idea").first()
    if made is not None:
        raise Invalid(
            Words(f"这条看法已经写成金点子 {made.idea.code}。", f"It is golden idea {made.idea.code} already.")
        )
    if statement.state != "live":
        raise Invalid(Words("没有采用的看法不能写成金点子。", "A statement that is not used makes no idea."))
    code, number = statement.conversation.code, statement.number
    idea = capture(
        session,
        title=title,
        quote=statement.text,
        speaker_name=f"“{statement.conversation.title}”第 {number} 条看法"[:80],
        speaker=None if statement.is_seed else statement.author,
        speaker_kind="other" if statement.is_seed else "citizen",
        actor=actor,
        at=at,
    )
    stood = standing_of(statement)
    IdeaStatement.objects.create(idea=idea, statement=statement, stood=stood)
    seat = actor.seat_as(*IDEAS_CAPTURE.by)
    facts = {"conversation": code, "statement": number, **stood}
    append(Entry("idea", idea.code, "from_statement", actor, at, seat, public=facts, is_public=False))
    return idea


def link_voices(idea: GoldenIdea, voices: Iterable[Voice]) -> int:
    """Put voices behind an idea and return how many stand there now; known ones change nothing."""
    rows = [IdeaVoice(idea=idea, voice=voice) for voice in voices]
    IdeaVoice.objects.bulk_create(rows, ignore_conflicts=True)
    linked = IdeaVoice.objects.filter(idea=idea).values_list("voice_id", "voice__speaker_id")
    people = {person for _, person in linked if person}
    people |= set(VoiceJoin.objects.filter(voice__in=[pk for pk, _ in linked]).values_list("person_id", flat=True))
    idea.voice_count, idea.people_count = len(linked), len(people)
    GoldenIdea.objects.filter(pk=idea.pk).update(voice_count=idea.voice_count, people_count=idea.people_count)
    return idea.voice_count


@transaction.atomic
def refine(
    idea: GoldenIdea, content: Content, *, is_confirmed: bool, actor: Actor, at: datetime, voices: Iterable[Voice] = ()
) -> Event:
    """Write problem, basis, points and suggested units of an idea; the quote stays.

    Raises Missing when something of it is not there, Invalid when there are too many or too long points.
    """
    points = [tidy(point) for point in content.points if point.strip()]
    check_points(points)
    met = refined_needs(
        problem=content.problem,
        basis=content.basis,
        points=points,
        unit=content.lead_unit,
        is_confirmed=is_confirmed,
    )
    changes = {
        "title": tidy(content.title) or idea.title,
        "problem": tidy(content.problem),
        "basis": tidy(content.basis),
        "domain": content.domain or idea.domain,
        "lead_unit": content.lead_unit,
        "confirmed_at": at,
    }
    facts = {"title": changes["title"], "points": points, "unit": str(content.lead_unit or "")}
    event = advance(idea, "refine", actor=actor, at=at, met=met, changes=changes, public=facts)
    IdeaPoint.objects.filter(idea=idea).delete()
    IdeaPoint.objects.bulk_create(IdeaPoint(idea=idea, order=n, text=text) for n, text in enumerate(points, 1))
    IdeaCoUnit.objects.filter(idea=idea).delete()
    IdeaCoUnit.objects.bulk_create(
        IdeaCoUnit(idea=idea, unit=unit) for unit in content.co_units if unit != content.lead_unit
    )
    link_voices(idea, voices)
    return event


def check_points(points: Sequence[str]) -> None:
    """Raise Invalid when points are too many or one is too long."""
    if len(points) > POINT_LIMIT:
        raise Invalid(Words(f"最多写 {POINT_LIMIT} 点建议。", f"At most {POINT_LIMIT} points."), field="points")
    for row, point in enumerate(points, 1):
        if len(point) > POINT_LENGTH:
            words = Words(f"第 {row} 点超过 {POINT_LENGTH} 字。", f"Point {row} is longer than {POINT_LENGTH} signs.")
            raise Invalid(words, field="points", row=row)


def merge(idea: GoldenIdea, into: GoldenIdea | None, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Merge an idea into another of the same session; its words and voices stay, the voices join the other."""
    is_possible = into is not None and into.pk != idea.pk and into.state not in ("merged", "dropped")
    with transaction.atomic():
        event = advance(
            idea,
            "merge",
            actor=actor,
            at=at,
            met={"target": is_possible},
            reason=reason,
            changes={"merged_into": into},
            public={"into": into.code if into else ""},
        )
        if into is not None:
            link_voices(into, Voice.objects.filter(pk__in=IdeaVoice.objects.filter(idea=idea).values("voice")))
    return event


def drop(idea: GoldenIdea, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Leave an idea out of the list, with the reason; its words stay."""
    return advance(idea, "drop", actor=actor, at=at, reason=reason)


def number(idea: GoldenIdea, *, actor: Actor, at: datetime) -> Event:
    """Give an idea its official number, such as 倾商〔2022〕18-07."""
    held = idea.session.held_at or at
    official = official_number(MARK, local(held).year, idea.code)
    return advance(
        idea,
        "number",
        actor=actor,
        at=at,
        changes={"official_no": official},
        public={"official_no": official},
        due=deadline("idea", "approve", at),
    )


def approve(idea: GoldenIdea, *, actor: Actor, at: datetime) -> Event:
    """Approve an idea for the hand-over; from now on everybody may see it."""
    facts = {"title": idea.title, "unit": str(idea.lead_unit or "")}
    due = deadline("idea", "dispatch", at)
    return advance(idea, "approve", actor=actor, at=at, changes={"is_shown": True}, public=facts, due=due)


def send_back(idea: GoldenIdea, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Send a numbered idea back to be refined; it keeps its number."""
    return advance(idea, "send_back", actor=actor, at=at, reason=reason)


def mark_dispatched(
    idea: GoldenIdea, *, unit: Organization, order: str, actor: Actor, at: datetime, verb: str = "dispatch"
) -> Event:
    """Note that an order hands the idea to a unit (`verb` "dispatch"), or to another one (`verb` "reassign")."""
    return advance(
        idea,
        verb,
        actor=actor,
        at=at,
        met={"opened": bool(order)},
        changes={"lead_unit": unit},
        public={"unit": str(unit), "order": order},
        due=deadline("idea", "adoption", at) if verb == "dispatch" else KEEP,
    )


def decide_adoption(
    idea: GoldenIdea, adoption: str, *, reason: str = "", met_speaker: bool = False, actor: Actor, at: datetime
) -> Event:
    """Say for the unit whether it adopts the idea: adopted, partly_adopted, not_adopted or for_reference.

    All but “adopted” need a reason; “not_adopted” needs a talk with the speaker face to face as well.
    """
    if adoption not in ADOPTION_VERBS:
        raise Invalid(Words("请选采纳情况。", "Please choose whether it is adopted."), field="adoption", value=adoption)
    return advance(
        idea,
        ADOPTION_VERBS[adoption],
        actor=actor,
        at=at,
        met={"met_speaker": met_speaker},
        reason=reason,
        changes={"adoption": adoption, "adoption_reason": tidy(reason)},
        public={"adoption": adoption},
        due=KEEP,
    )


def commit(
    idea: GoldenIdea, *, measure: str, owner_post: str, due_on: date | None, actor: Actor, at: datetime
) -> Event:
    """Say what the unit will do, who answers for it (by post), and by when."""
    return advance(
        idea,
        "commit",
        actor=actor,
        at=at,
        met={"milestone": bool(measure.strip() and owner_post.strip() and due_on)},
        changes={"measure": tidy(measure)[:300], "owner_post": tidy(owner_post), "milestone_on": due_on},
        public={"measure": tidy(measure)[:300], "due_on": due_on},
    )


def to_ledger(idea: GoldenIdea, *, reply_class: str, next_on: date, actor: Actor, at: datetime) -> Event:
    """Keep an idea of class B or C on the ledger of commitments until it is done; the next milestone within a year."""
    return advance(
        idea,
        "to_ledger",
        actor=actor,
        at=at,
        met={"within_year": next_on <= local_date(at) + timedelta(days=366)},
        changes={"reply_class": reply_class, "milestone_on": next_on},
        public={"class": reply_class, "next_on": next_on},
    )


def claim_done(idea: GoldenIdea, *, evidence: str, actor: Actor, at: datetime) -> Event:
    """Report an idea as done, with evidence; it becomes class A."""
    return advance(
        idea,
        "claim_done",
        actor=actor,
        at=at,
        met={"evidence": bool(evidence.strip())},
        changes={"reply_class": "A", "milestone_on": None},
        public={"class": "A", "evidence": tidy(evidence)},
        due=deadline("idea", "evaluate", at),
    )


def note_class(idea: GoldenIdea, reply_class: str) -> None:
    """Keep the class of the reply beside an idea whose answer is no work to be done (not adopted, for reference)."""
    GoldenIdea.objects.filter(pk=idea.pk).update(reply_class=reply_class)
    idea.reply_class = reply_class


def mark_evaluated(idea: GoldenIdea, *, facts: Mapping[str, Any], actor: Actor, at: datetime) -> Event:
    """Note that the people concerned have judged the answer, or that their time to do so is over."""
    return advance(idea, "mark_evaluated", actor=actor, at=at, public=facts, due=deadline("idea", "write_off", at))


def write_off(idea: GoldenIdea, *, conditions: Mapping[str, bool], actor: Actor, at: datetime) -> Event:
    """Write an idea off, from the ledger as well when all that was promised is done; its class stays.

    `conditions` are the four of the order that carried it out.
    """
    met = {"conditions": bool(conditions) and all(conditions.values())}
    changes = {"milestone_on": None}
    return advance(idea, "write_off", actor=actor, at=at, met=met, changes=changes, public=dict(conditions))


def reopen(idea: GoldenIdea, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Send an answered idea back to its unit; the earlier answer stays in the record."""
    return advance(
        idea,
        "reopen",
        actor=actor,
        at=at,
        reason=reason,
        changes={"adoption": "", "reply_class": "", "milestone_on": None},
        due=deadline("idea", "second", at),
    )


def lookback(idea: GoldenIdea, *, facts: Mapping[str, Any], actor: Actor, at: datetime) -> Event:
    """Note that an idea that was written off was looked at again."""
    return advance(idea, "lookback", actor=actor, at=at, public=facts)


def generalize(idea: GoldenIdea, *, facts: Mapping[str, Any], actor: Actor, at: datetime) -> Event:
    """Note that an idea was carried on to similar places or into a policy."""
    return advance(idea, "generalize", actor=actor, at=at, public=facts)
