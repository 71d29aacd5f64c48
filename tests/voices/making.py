"""Plain builders of voices for the tests of this area and of those above it."""

from datetime import datetime

from tests.cast import MONDAY, Cast

from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.people.models import Person
from shangliang.voices import actions
from shangliang.voices.models import Voice

TEXT = "崂山区王哥庄街道的助餐点周末不开门。老人没处吃饭，已经一个多月了，盼着周末也开。"


def say(who: Cast, text: str = TEXT, *, by: str = "li", at: datetime = MONDAY, **more: object) -> Voice:
    """A voice said online by somebody of the cast."""
    return actions.submit_voice(actions.Saying(text=text, **more), actor=getattr(who, by), at=at)


def accepted(who: Cast, text: str = TEXT, **more: object) -> Voice:
    """A voice that the hotline accepted."""
    voice = say(who, text, **more)
    actions.accept(voice, actor=who.zhou, at=more.get("at", MONDAY), elements_checked=True)
    return voice


def dispatched(who: Cast, text: str = TEXT, *, unit: str = "park", **more: object) -> Voice:
    """A voice that went to a unit."""
    voice = accepted(who, text, **more)
    actions.mark_dispatched(voice, actor=who.zhou, at=more.get("at", MONDAY), unit=who.org(unit))
    return voice


def awaiting_verdict(who: Cast, text: str = TEXT, *, at: datetime = MONDAY, **more: object) -> Voice:
    """A voice whose unit answered and whose speaker is asked."""
    voice = dispatched(who, text, at=at, **more)
    actions.mark_replied(voice, at=at, text="周末也开，下午延到 16:30。", unit=voice.handler)
    actions.call_back(voice, actor=SYSTEM, at=at)
    return voice


def with_phone(person: Person, phone: str) -> Person:
    """Give a person of the cast a phone."""
    from shangliang.people.actions.persons import write_phone

    write_phone(person, phone)
    person.save()
    return person


def citizen(person: Person) -> Actor:
    """A person as a citizen and nothing else."""
    from shangliang.people.queries import actor_of

    return actor_of(person, MONDAY.date())
