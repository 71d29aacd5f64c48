"""The demonstration: whole, marked, the same everywhere, and absent outside its mode."""

import pytest
from django.test import Client, override_settings

from shangliang.dispatch.models import Dispatch
from shangliang.ideas.models import GoldenIdea
from shangliang.ledger.queries import verify
from shangliang.people.models import Organization, Person
from shangliang.sessions.models import Session
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

pytestmark = pytest.mark.usefixtures("demonstration")


def test_there_is_a_topic_at_each_stage():
    states = set(Topic.objects.values_list("state", flat=True))
    assert states >= {
        "clue",
        "candidate",
        "scored",
        "voting",
        "approved",
        "scheduled",
        "researching",
        "ready",
        "tracking",
    }


def test_one_session_was_held_and_one_is_coming(demonstration):
    held = {session.state for session in Session.objects.filter(held_at__lt=demonstration)}
    coming = {session.state for session in Session.objects.filter(held_at__gt=demonstration)}
    assert (held, coming) == ({"broadcast"}, {"announced"})


def test_ideas_stand_at_every_kind_of_end():
    states = set(GoldenIdea.objects.values_list("state", flat=True))
    assert {"closed", "approved", "dispatched"} <= states
    assert Dispatch.objects.filter(state="issued").exists()


def test_the_tree_reaches_from_the_city_to_the_street():
    levels = set(Organization.objects.values_list("level", flat=True))
    assert levels >= {"city", "district", "town"}
    assert Organization.objects.filter(kind="region", level="district").count() == 10


def test_officials_appear_by_post_only():
    posts = Person.objects.filter(title__contains="联络员")
    assert posts
    assert all(person.name == person.title for person in posts)


def test_voices_hold_no_real_phone_in_what_was_said():
    from shangliang.kernel.text import holds_personal_data

    assert Voice.objects.count() > 300
    assert not any(holds_personal_data(text) for text in Voice.objects.values_list("body_original", flat=True))


def test_the_record_verifies():
    assert verify().ok


def test_every_public_page_says_that_the_data_are_examples():
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(DEMO=True):
        for path in ("/", "/hot", "/topics", "/sessions", "/ideas", "/progress", "/outcomes", "/media", "/speak"):
            assert "示例数据" in client.get(path).content.decode(), path
