"""Screening: accept, refuse with a second person, refer to the emergency number, correct the classification."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shangliang.kernel.refusals import Invalid, Missing, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, advance
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.people.actions import open_phone
from shangliang.people.models import Organization
from shangliang.voices.models import DEMAND_TYPES, URGENCIES, Voice
from shangliang.voices.rules import dispatch_clause


def accept(voice: Voice, *, actor: Actor, at: datetime, elements_checked: bool) -> Event:
    """Accept a voice after its five elements were checked, and return the event."""
    due = deadline("voice.dispatch", dispatch_clause(voice.urgency), at)
    return advance(
        voice,
        "accept",
        actor=actor,
        at=at,
        met={"elements": elements_checked},
        changes={"screened_by": actor.person},
        due=due,
        public={"type": voice.demand_type, "urgency": voice.urgency},
    )


def refuse(voice: Voice, *, actor: Actor, at: datetime, reason: str, channel: str) -> Event:
    """Propose not to accept a voice, with the reason and the proper channel; a second person confirms."""
    way = tidy(channel)
    return advance(
        voice,
        "refuse",
        actor=actor,
        at=at,
        met={"channel": bool(way)},
        changes={"screened_by": actor.person, "screen_note": f"{tidy(reason)}。可以找：{way}"[:300]},
        due=deadline("voice.screen", "confirm", at),
        reason=reason,
    )


def confirm_refusal(voice: Voice, *, actor: Actor, at: datetime) -> Event:
    """Confirm as a second person that a voice is not accepted, and return the event."""
    return advance(voice, "confirm_refusal", actor=actor, at=at, met={"second_person": is_second(voice, actor)})


def overturn_refusal(voice: Voice, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Send a proposed refusal back to screening, as a second person, and return the event."""
    return advance(
        voice,
        "overturn_refusal",
        actor=actor,
        at=at,
        met={"second_person": is_second(voice, actor)},
        changes={"screen_note": ""},
        due=deadline("voice.screen", "accept", at),
        reason=reason,
    )


def is_second(voice: Voice, actor: Actor) -> bool:
    """Return whether the actor is a person other than the one who screened."""
    return actor.person is not None and actor.person != voice.screened_by_id


def refer_emergency(voice: Voice, *, actor: Actor, at: datetime, channel: str) -> Event:
    """Send the person to 110, 119, 120 or 122 and return the event; such a voice is never published."""
    way = tidy(channel)
    changes = {"screen_note": f"情况紧急，请马上打 {way}"[:300], "publication": "private"}
    return advance(
        voice, "refer_emergency", actor=actor, at=at, met={"channel": bool(way)}, changes=changes, public={"to": way}
    )


def classify(
    voice: Voice,
    *,
    actor: Actor,
    at: datetime,
    demand_type: str | None = None,
    category: str | None = None,
    urgency: str | None = None,
    place_text: str | None = None,
    district: Organization | None = None,
    unit: Organization | None = None,
) -> Event:
    """Correct what kind of voice this is and return the event; what is None stays as it is.

    The limit of an accepted voice follows its urgency. Raises Invalid for words outside of the lists.
    """
    given = {"demand_type": demand_type, "category": category, "urgency": urgency, "place_text": place_text,
             "district": district, "unit": unit}  # fmt: skip
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    check_words(changes)
    if district is not None:
        changes["region"] = district
    due = None
    if urgency is not None and voice.state == "accepted" and voice.due_from is not None:
        due = deadline("voice.dispatch", dispatch_clause(urgency), voice.due_from)
    facts = {"fields": sorted(changes)}
    return advance(voice, "classify", actor=actor, at=at, changes=changes, due=due or KEEP, public=facts)


def check_words(changes: Mapping[str, object]) -> None:
    """Raise Invalid when a list does not have the word chosen."""
    for name, choices in (("demand_type", DEMAND_TYPES), ("urgency", URGENCIES)):
        if name in changes and changes[name] not in dict(choices):
            raise Invalid(
                Words(f"没有这一项：{changes[name]}", f"There is no such choice: {changes[name]}"), field=name
            )


def open_speaker_phone(voice: Voice, *, actor: Actor, at: datetime, reason: str) -> str:
    """Return the phone number of who spoke; who opened it and why is recorded. Raises Missing when none is known."""
    person = voice.speaker or voice.guardian
    if person is None or not person.phone_sealed:
        raise Missing(Words("这条诉求没有留下电话。", "No phone number was left."))
    return open_phone(person, actor, f"{voice.code}：{reason}" if reason.strip() else "", at)
