"""Visiting the pages of voices as somebody of the cast."""

import io
import re

from django.core.cache import cache
from django.test import Client
from PIL import Image
from tests.cast import Cast

from shangliang.people.models import Message
from shangliang.people.signin import DEMO, DOOR
from shangliang.voices.models import Voice
from shangliang.voices.queries.similar import SHELF

SEND = {"demand_type": "complaint", "age_band": "adult", "has_consent": "on"}


def signed_in(who: Cast, name: str) -> Client:
    """A client of somebody of the cast, every seat open (the demonstration's door)."""
    client = Client()
    client.force_login(who.account(name), backend="shangliang.people.signin.Door")
    session = client.session
    session[DOOR] = DEMO
    session.save()
    return client


def sent_code() -> str:
    return re.search(r"\d{6}", Message.objects.order_by("-pk").first().body)[0]


def published(voice: Voice, text: str = "王哥庄的助餐点周末不开门\n老人没处吃饭。") -> Voice:
    Voice.objects.filter(pk=voice.pk).update(publication="public", body_public=text)
    voice.refresh_from_db()
    return voice


def photo_bytes() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return out.getvalue()


def fresh_house(settings, tmp_path) -> None:
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick accounts, nobody signs in
    cache.clear()
    SHELF.name = ""
