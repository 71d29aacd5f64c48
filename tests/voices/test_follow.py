"""Following a voice: the code shows the line, the person sees the words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import MONDAY, Cast, cast
from tests.voices.making import accepted, awaiting_verdict, say, with_phone
from tests.voices.visiting import fresh_house, photo_bytes, signed_in

from shangliang.voices import actions
from shangliang.voices.models import Attachment, Voice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    fresh_house(settings, tmp_path)


SECRETS = ("王小明", "13800001234", "助餐点", "延到 16:30", "王哥庄")


def secret_voice(who: Cast) -> Voice:
    with_phone(who.people["li"], "13800001234")
    return awaiting_verdict(who, "我叫王小明，电话 13800001234，王哥庄助餐点周末不开门。", place_text="王哥庄 3 号")


def test_the_code_alone_shows_the_line_and_nothing_personal() -> None:
    who = cast()
    voice = secret_voice(who)
    page = Client().get(f"/v/{voice.query_code}").content.decode()
    assert voice.code in page
    assert "市园林和林业局" in page
    assert not [word for word in SECRETS if word in page]


def test_the_phones_end_opens_the_words_for_this_session_only() -> None:
    who = cast()
    voice = secret_voice(who)
    client = Client()
    client.post(f"/v/{voice.query_code}/unlock", {"tail": "9999"})
    assert "助餐点" not in client.get(f"/v/{voice.query_code}").content.decode()
    client.post(f"/v/{voice.query_code}/unlock", {"tail": "1234"})
    page = client.get(f"/v/{voice.query_code}").content.decode()
    assert "助餐点" in page
    assert "延到 16:30" in page
    assert "评好了" not in page
    assert "助餐点" not in Client().get(f"/v/{voice.query_code}").content.decode()


def test_ten_wrong_ends_close_the_door_even_to_the_right_one() -> None:
    who = cast()
    voice = secret_voice(who)
    client = Client()
    for tail in range(10):
        client.post(f"/v/{voice.query_code}/unlock", {"tail": f"{tail:04d}"})
    client.post(f"/v/{voice.query_code}/unlock", {"tail": "1234"})
    assert "助餐点" not in client.get(f"/v/{voice.query_code}").content.decode()


def test_a_voice_without_a_phone_cannot_be_opened_by_an_empty_end() -> None:
    who = cast()
    voice = say(who)
    client = Client()
    for tail in ("", "0000"):
        client.post(f"/v/{voice.query_code}/unlock", {"tail": tail})
    assert "老人没处吃饭" not in client.get(f"/v/{voice.query_code}").content.decode()


def test_the_person_judges_a_direct_answer_on_the_page() -> None:
    who = cast()
    voice = accepted(who)
    actions.answer_directly(voice, "周一到周五开。", actor=who.zhou, at=MONDAY)
    actions.call_back(voice, at=MONDAY)
    client = signed_in(who, "li")
    assert "评好了" in client.get(f"/v/{voice.query_code}").content.decode()
    verdict = {"satisfaction": "satisfied", "attitude": "satisfied", "solved": "explained"}
    client.post(f"/v/{voice.query_code}/steps/evaluate", verdict)
    voice.refresh_from_db()
    assert voice.state == "closed"


def test_another_citizen_cannot_act_on_my_voice() -> None:
    who = cast()
    voice = say(who)
    stranger = signed_in(who, "qian")
    assert "老人没处吃饭" not in stranger.get(f"/v/{voice.query_code}").content.decode()
    assert stranger.post(f"/v/{voice.query_code}/steps/withdraw").status_code == 404
    visitor = Client().post(f"/v/{voice.query_code}/steps/withdraw")
    assert visitor.url.startswith("/accounts/phone") or "next=" in visitor.url
    voice.refresh_from_db()
    assert voice.state == "submitted"


def test_words_and_a_photo_can_be_added_and_only_the_right_people_see_the_photo() -> None:
    who = cast()
    voice = say(who)
    client = signed_in(who, "li")
    client.post(
        f"/v/{voice.query_code}/steps/supplement",
        {"text": "今天又关门了", "photo": SimpleUploadedFile("a.jpg", photo_bytes())},
    )
    assert "今天又关门了" in client.get(f"/v/{voice.query_code}").content.decode()
    address = f"/voices/{voice.code}/photos/{Attachment.objects.get().pk}"
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert signed_in(who, "zhou").get(address).status_code == 200
    for stranger in (Client(), signed_in(who, "qian"), signed_in(who, "wu")):
        assert stranger.get(address).status_code == 404


def test_query_codes_are_found_as_people_type_them() -> None:
    who = cast()
    voice = say(who)
    typed = f"sl {voice.query_code[:3].lower()}-{voice.query_code[3:]} "
    assert Client().get("/v", {"code": typed}).url == f"/v/{voice.query_code}"
    assert Client().get("/v", {"code": "ZZZZZZZZ"}).status_code == 404
    assert Client().get("/v/ZZZZZZZZ").status_code == 404


def test_a_merged_voice_follows_the_one_it_joined() -> None:
    who = cast()
    one, other = accepted(who, by="qian"), accepted(who)
    actions.merge(other, one, actor=who.zhou, at=MONDAY)
    actions.mark_dispatched(one, actor=who.zhou, at=MONDAY + timedelta(hours=1), unit=who.org("park"))
    page = signed_in(who, "li").get(f"/v/{other.query_code}").content.decode()
    assert "并到一起" in page
    assert "市园林和林业局" in page
