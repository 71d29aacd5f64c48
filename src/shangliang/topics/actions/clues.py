"""Clues: collected from people and from the machine, classified, shortlisted or declined."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.actions import begin, next_number
from shangliang.ledger.models import Event
from shangliang.people.models import Organization
from shangliang.people.queries import city
from shangliang.topics import rules
from shangliang.topics.actions.moving import move
from shangliang.topics.models import HotIssue, Topic, TopicCall, TopicVoice
from shangliang.topics.queries import open_call, topic_of_issue, voices_of_issues
from shangliang.voices.models import Voice

TITLE_LENGTH = 120


@transaction.atomic
def collect_clue(
    title: str,
    *,
    actor: Actor,
    at: datetime,
    origin: str = "",
    sources: Sequence[str] = (),
    domain: str = "",
    note: str = "",
    problem: str = "",
    voices: Iterable[Voice] = (),
    issue: HotIssue | None = None,
    call: TopicCall | None = None,
    region: Organization | None = None,
    is_urgent: bool = False,
    title_en: str = "",
    follows: Topic | None = None,
) -> Topic:
    """Return a new clue with its voices; its number is its year and its place in that year.

    Raises Invalid for an empty title or an unknown source, Forbidden for roles that collect no clues.
    """
    words = clip(tidy(title), TITLE_LENGTH)
    if not words:
        raise Invalid(Words("议题线索要有一句话的标题。", "A clue needs a title."), field="title")
    check_sources(sources)
    year = local(at).year
    topic = Topic(
        code=rules.topic_code(year, next_number(f"topic:{year}")),
        title=words,
        title_en=title_en,
        sources=list(sources),
        domain=domain,
        origin=origin or origin_of(actor, issue),
        note=tidy(note),
        problem=tidy(problem),
        issue=issue,
        heat=issue.heat if issue else 0.0,
        call=call,
        region=region or city(),
        proposer_id=actor.person,
        is_urgent=is_urgent,
        follows=follows,
    )
    begin(topic, "collect", actor=actor, at=at, public={"origin": topic.origin, "issue": issue.code if issue else ""})
    link(topic, voices, at)
    if call:
        TopicCall.objects.filter(pk=call.pk).update(clue_count=F("clue_count") + 1)
    return topic


def origin_of(actor: Actor, issue: HotIssue | None) -> str:
    """Return where a clue comes from, by the role of who brings it."""
    if issue is not None and not actor.is_signed_in:
        return "machine"
    for origin, roles in (
        ("hotline", (Role.AGENT, Role.DISPATCHER)),
        ("studio", (Role.LIAISON, Role.LEADER)),
        ("committee", (Role.COMMITTEE,)),
        ("member", (Role.MEMBER, Role.EXPERT)),
    ):
        if actor.holds(*roles):
            return origin
    return "citizen" if actor.is_signed_in else "machine"


def check_sources(sources: Iterable[str]) -> None:
    """Raise Invalid when a tag is none of the four sources."""
    unknown = rules.unknown_sources(sources)
    if unknown:
        raise Invalid(
            Words("来源只有四种：党政所需、发展所要、群众所盼、政协所能。", "There are four sources only."),
            field="sources",
            value=unknown[0],
        )


def answer_call(title: str, *, actor: Actor, at: datetime, note: str = "") -> Topic:
    """Return the clue that a person gives to the call that is open now; NotNow when none is open."""
    call = open_call(at)
    if call is None:
        raise NotNow(Words("现在没有开放的议题征集。", "No call for topics is open now."))
    if Topic.objects.filter(call=call, proposer=actor.person).count() >= rules.CLUES_PER_PERSON:
        raise NotNow(
            Words(
                f"一次征集每人最多提 {rules.CLUES_PER_PERSON} 个线索。",
                f"Each person may give {rules.CLUES_PER_PERSON} clues to one call.",
            )
        )
    return collect_clue(title, actor=actor, at=at, origin="call", note=note, call=call, sources=("public",))


def suggest_topic(
    issue: HotIssue,
    *,
    actor: Actor,
    at: datetime,
    title: str = "",
    sources: Sequence[str] = ("public",),
    domain: str = "",
    note: str = "",
    more: Sequence[int] = (),
) -> Topic:
    """Return a new clue made of a hot issue with all its voices; NotNow when the issue already has one.

    `more` are primary keys of further issues whose voices feed the same topic.
    """
    known = topic_of_issue(issue)
    if known is not None:
        raise NotNow(
            Words(f"这个热点已经是 {known.code}。", f"This hot issue is {known.code} already."),
        )
    return collect_clue(
        title or issue.shown_title,
        actor=actor,
        at=at,
        sources=sources,
        domain=domain,
        note=note,
        issue=issue,
        voices=voices_of_issues([issue.pk, *more]),
    )


def link(topic: Topic, voices: Iterable[Voice], at: datetime) -> int:
    """Put voices behind a topic and return how many were new; the topic's count follows."""
    before = TopicVoice.objects.filter(topic=topic).count()
    rows = [TopicVoice(topic=topic, voice=voice, added_at=at) for voice in voices]
    TopicVoice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    count = TopicVoice.objects.filter(topic=topic).count()
    Topic.objects.filter(pk=topic.pk).update(voice_count=count)
    topic.voice_count = count
    return count - before


@transaction.atomic
def add_voices(topic: Topic, voices: Sequence[Voice], *, actor: Actor, at: datetime) -> int:
    """Put more voices behind a topic and return how many were new."""
    added = link(topic, voices, at)
    move(topic, "add_voices", actor=actor, at=at, public={"added": added})
    return added


def classify(topic: Topic, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Event:
    """Write what a topic is about (title, sources, domain, problem, goal, note, urgency, follows); return the event."""
    allowed = {"title", "title_en", "sources", "domain", "problem", "goal", "note", "is_urgent", "follows"}
    changes = {name: value for name, value in values.items() if name in allowed}
    check_sources(changes.get("sources", ()))
    return move(topic, "classify", actor=actor, at=at, changes=changes, public={"sources": changes.get("sources", [])})


def shortlist(topic: Topic, *, actor: Actor, at: datetime) -> Event:
    """Make a clue a candidate and return the event; needs ground and sources."""
    return move(topic, "shortlist", actor=actor, at=at, public={"sources": topic.sources, "voices": topic.voice_count})


def decline(topic: Topic, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Put a clue aside with the reason that its proposer is told, and return the event."""
    return move(
        topic, "decline", actor=actor, at=at, reason=reason, changes={"decision": "rejected", "decision_reason": reason}
    )
