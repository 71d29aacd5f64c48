"""A topic with everything that belongs to it: voices, a visit, a session, ideas, an order from hand-over to effect."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY
from tests.dispatch import orders
from tests.topics import builders
from tests.topics.builders import World as TopicWorld

from shangliang.dispatch.models import Dispatch, Outcome, OutcomeMetric
from shangliang.ideas.models import GoldenIdea
from shangliang.people.actions import give_totp
from shangliang.sessions.actions import create_session
from shangliang.sessions.models import Session
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

SAID = "海边栈道晚上没有灯，老人摔过两次。"


@dataclass
class World(TopicWorld):
    """The cast on its Monday, with what was built of the topic."""

    topic: Topic | None = None
    held: Session | None = None


def world() -> World:
    """Return a new cast with the table of deadlines filled."""
    orders.limits()
    return World(builders.world().cast)


def topic(found: World) -> Topic:
    """Return a topic whose outcome is published and whose session everybody may see."""
    found.topic = builders.tracking(found)
    found.held = create_session(
        number=18,
        title="栈道的灯",
        region=found.cast.org("city"),
        topic=found.topic,
        held_at=MONDAY,
        **found.by("chen"),
    )
    Session.objects.filter(pk=found.held.pk).update(state="broadcast")
    return found.topic


def idea(found: World, **more) -> GoldenIdea:
    """Return an approved idea of the session."""
    return orders.approved(found.cast, held=found.held, **more)


def closed(found: World) -> Dispatch:
    """Return an order of an idea that was judged and written off, with an outcome."""
    made = idea(found, voices=Voice.objects.all()[:1])
    order = orders.closed(found.cast, orders.handling(found.cast, orders.issued(found.cast, made)))
    outcome = Outcome.objects.create(
        code=f"CX2022-{Outcome.objects.count() + 1:03d}",
        dispatch=order,
        kind="fix",
        title="栈道亮了",
        before="天黑就没人走",
        after="老人晚饭后也来走",
        achieved_on=date(2022, 10, 1),
        recorded_at=MONDAY,
    )
    OutcomeMetric.objects.create(
        outcome=outcome, name="装灯", unit="盏", value=Decimal(42), read_on=date(2022, 10, 1), evidence="验收单"
    )
    return order


def publish(voice: Voice, text: str = SAID) -> None:
    """Let a voice be read by everybody."""
    Voice.objects.filter(pk=voice.pk).update(publication="public", body_public=text)


def browser(found: World, name: str = "") -> Client:
    """Return a client in which somebody of the cast is signed in through the staff door."""
    client = Client(SERVER_NAME="127.0.0.1")
    if name:
        account = found.cast.account(name)
        if getattr(found.cast, name).is_staff and not Authenticator.objects.filter(user=account).exists():
            give_totp(account)
        client.force_login(account)
    return client


def cost(client: Client, address: str, *, status: int = 200) -> int:
    """Return how many statements a page sends when nothing is kept but the session."""
    from django.core.cache import cache

    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[:2000])
    return len(seen)


def text_of(client: Client, address: str, status: int = 200) -> str:
    """Return a page's text."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()
