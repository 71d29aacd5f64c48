"""Writes of proposals: one function for each verb of the table."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.ledger.actions import Entry, advance, append, begin, next_number
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.people.models import Organization, Person
from shangliang.proposals.models import Proposal, ProposalSigner, ProposalVoice
from shangliang.proposals.rules import proposal_code, submit_checks
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

DRAFTERS = (Role.MEMBER, Role.COMMITTEE, Role.LIAISON)


@transaction.atomic
def draft(
    *,
    kind: str,
    title: str,
    proposer: Person,
    region: Organization,
    actor: Actor,
    at: datetime,
    situation: str = "",
    analysis: str = "",
    advice: str = "",
    signers: str = "",
    topic: Topic | None = None,
) -> Proposal:
    """Open a draft and return it. Raises Invalid without a title."""
    if not title.strip():
        raise Invalid(Words("要写案由。", "Please give it a title."), field="title")
    year = local(at).year
    proposal = Proposal(
        code=proposal_code(kind, year, next_number(f"proposal:{kind}:{year}")),
        kind=kind,
        title=tidy(title),
        situation=tidy(situation),
        analysis=tidy(analysis),
        advice=tidy(advice),
        proposer=proposer,
        signers=tidy(signers),
        topic=topic,
        region=region,
    )
    begin(proposal, "draft", actor=actor, at=at)
    return proposal


def draft_own(words: Mapping[str, str], *, actor: Actor, at: datetime) -> Proposal:
    """Open a draft of the actor's own, in the region of his seat, and return it."""
    seat = actor.seat_as(*DRAFTERS)
    person = Person.objects.filter(pk=actor.person or 0).first()
    region = Organization.objects.filter(pk=seat.region or 0).first() if seat else None
    if person is None or region is None:
        raise Forbidden(Words("提案由委员、专委会和联络室起草。", "Members and their offices draft proposals."))
    return draft(
        kind=words["kind"],
        title=words["title"],
        situation=words.get("situation", ""),
        analysis=words.get("analysis", ""),
        advice=words.get("advice", ""),
        signers=words.get("signers", ""),
        proposer=person,
        region=region,
        actor=actor,
        at=at,
    )


@transaction.atomic
def adopt_voice(voice: Voice, *, actor: Actor, at: datetime) -> Proposal:
    """Take up a citizen's public idea as a member and return the draft that grows from it (百姓提案).

    The citizen stays linked: he is told of every step, and judges the answer with the proposer. Each voice is taken up
    by one member. Raises Forbidden for others than members, NotNow when it is not public or was taken up already.
    """
    if not actor.holds(Role.MEMBER):
        raise Forbidden(Words("百姓提案由政协委员认领。", "Citizens' ideas are taken up by members."))
    if voice.publication != "public" or ProposalVoice.objects.filter(voice=voice).exists():
        raise NotNow(Words("这一条没有公开，或已有委员认领。", "It is not public, or a member has taken it up."))
    words = {"kind": "proposal", "title": voice.title, "situation": voice.body_public}
    proposal = draft_own(words, actor=actor, at=at)
    ProposalVoice.objects.create(proposal=proposal, voice=voice, adopted_at=at)
    seat = actor.seat_as(Role.MEMBER)
    facts = {"proposal": proposal.code}
    append(Entry("voice", voice.code, "adopt", actor, at, seat, voice.state, voice.state, public=facts))
    return proposal


@transaction.atomic
def invite(proposal: Proposal, members: Iterable[Person], *, actor: Actor, at: datetime) -> Event:
    """Ask other members to sign a draft with its proposer; only he may."""
    mine_only(proposal, actor)
    others = [person for person in members if person.pk != proposal.proposer_id]
    event = advance(proposal, "invite", actor=actor, at=at, met={"others": bool(others)})
    ProposalSigner.objects.bulk_create(
        (ProposalSigner(proposal=proposal, person=person, invited_at=at) for person in others), ignore_conflicts=True
    )
    return event


@transaction.atomic
def cosign(proposal: Proposal, *, actor: Actor, at: datetime) -> Event:
    """Sign a draft with its proposer, who asked for it."""
    rows = ProposalSigner.objects.filter(proposal=proposal, person_id=actor.person or 0, signed_at=None)
    event = advance(proposal, "cosign", actor=actor, at=at, met={"invited": rows.exists()})
    rows.update(signed_at=at)
    names = Person.objects.filter(pk__in=proposal.signer_ids()).order_by("pk").values_list("shown_as", flat=True)
    Proposal.objects.filter(pk=proposal.pk).update(signers="、".join(names)[:300])
    proposal.refresh_from_db()
    return event


def mine_only(proposal: Proposal, actor: Actor) -> None:
    """Raise Forbidden unless the actor is the proposer or his office."""
    if proposal.proposer_id != actor.person and not actor.holds(Role.LIAISON, Role.COMMITTEE):
        raise Forbidden(Words("草稿只能由提案人修改。", "A draft is changed by its proposer only."))


def edit(
    proposal: Proposal, *, title: str, situation: str, analysis: str, advice: str, actor: Actor, at: datetime
) -> Event:
    """Change the words of a draft; only its proposer and the office may."""
    mine_only(proposal, actor)
    changes = {
        "title": tidy(title) or proposal.title,
        "situation": tidy(situation),
        "analysis": tidy(analysis),
        "advice": tidy(advice),
    }
    return advance(proposal, "edit", actor=actor, at=at, changes=changes)


def submit(proposal: Proposal, *, actor: Actor, at: datetime) -> Event:
    """Hand a draft in; it needs all three parts, a brief no more than 1,500 signs."""
    mine_only(proposal, actor)
    met = submit_checks(
        kind=proposal.kind, situation=proposal.situation, analysis=proposal.analysis, advice=proposal.advice
    )
    facts = {"kind": proposal.kind, "title": proposal.title}
    return advance(
        proposal,
        "submit",
        actor=actor,
        at=at,
        met=met,
        changes={"submitted_at": at},
        public=facts,
        due=deadline("proposal.intake", "examine", at),
    )


def examine(proposal: Proposal, *, actor: Actor, at: datetime) -> Event:
    """Begin to examine a proposal."""
    return advance(proposal, "examine", actor=actor, at=at, due=deadline("proposal.intake", "file", at))


def file(proposal: Proposal, *, actor: Actor, at: datetime) -> Event:
    """File a proposal: it will be assigned to a unit."""
    return advance(proposal, "file", actor=actor, at=at, due=deadline("proposal.intake", "assign", at))


def refuse(proposal: Proposal, *, ground: str, reason: str, actor: Actor, at: datetime) -> Event:
    """Do not file a proposal, on one of the ten grounds, in words that the proposer can read."""
    known = dict(proposal._meta.get_field("ground").choices or ())  # noqa: SLF001 - Django's name for the model's description
    return advance(
        proposal,
        "refuse",
        actor=actor,
        at=at,
        met={"ground": ground in known},
        reason=reason,
        changes={"ground": ground},
        public={"ground": ground},
    )


def merge(proposal: Proposal, into: Proposal | None, *, actor: Actor, at: datetime) -> Event:
    """Merge a proposal into another of the same content; its proposer stays among those who are answered."""
    is_possible = into is not None and into.pk != proposal.pk
    return advance(
        proposal,
        "merge",
        actor=actor,
        at=at,
        met={"target": is_possible},
        changes={"merged_into": into},
        public={"into": into.code if into else ""},
    )


def convert(proposal: Proposal, *, passed_on: str, actor: Actor, at: datetime) -> Event:
    """Pass a proposal on in another way, and say where."""
    return advance(
        proposal,
        "convert",
        actor=actor,
        at=at,
        met={"way": bool(passed_on.strip())},
        changes={"passed_on": tidy(passed_on)},
        public={"to": tidy(passed_on)},
    )


def mark_key(proposal: Proposal, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Make a proposal a key one, led by a chair or vice-chair."""
    return advance(proposal, "mark_key", actor=actor, at=at, reason=reason, changes={"is_key": True})


def mark_dispatched(proposal: Proposal, *, unit: Organization, order: str, actor: Actor, at: datetime) -> Event:
    """Note that an order hands the proposal to a unit."""
    return advance(
        proposal,
        "dispatch",
        actor=actor,
        at=at,
        met={"order": bool(order)},
        changes={"lead_unit": unit},
        public={"unit": str(unit), "order": order},
    )


def mark_replied(proposal: Proposal, *, unit: str, reply_class: str, at: datetime) -> Event:
    """Note that the unit's reply was delivered."""
    facts = {"unit": unit, "class": reply_class}
    return advance(proposal, "reply", actor=SYSTEM, at=at, met={"reply": True}, public=facts)


def reopen(proposal: Proposal, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Send an answered proposal back to its unit."""
    return advance(proposal, "reopen", actor=actor, at=at, reason=reason)


def close(proposal: Proposal, *, actor: Actor, at: datetime) -> Event:
    """Close an answered proposal."""
    return advance(proposal, "close", actor=actor, at=at)
