"""Saying something: three steps on a phone, without an account, without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import cast
from tests.voices.making import TEXT, accepted
from tests.voices.visiting import SEND, fresh_house, photo_bytes, published, sent_code, signed_in

from shangliang.people.models import Message
from shangliang.voices.models import Attachment, Voice, VoiceJoin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    fresh_house(settings, tmp_path)


def test_a_visitor_says_something_in_three_steps_and_gets_a_receipt() -> None:
    who = cast()
    client = Client()
    assert client.get("/speak").status_code == 200
    first = client.post(
        "/speak",
        {"text": TEXT, "place_text": "王哥庄", "district": who.org("laoshan").pk,
         "photo": SimpleUploadedFile("a.jpg", photo_bytes())},
    )  # fmt: skip
    assert (first.status_code, first.url) == (302, "/speak/send")
    second = client.post("/speak/send", SEND | {"phone": "138 0000 1234", "may_publish": "on"})
    assert (second.status_code, second.url) == (302, "/speak/code")
    third = client.post("/speak/code", {"code": sent_code(), "name": "李女士"})
    assert (third.status_code, third.url) == (302, "/speak/done")
    voice = Voice.objects.get()
    assert (voice.state, voice.demand_type, voice.phone_tail) == ("submitted", "complaint", "1234")
    assert (voice.place_text, voice.district, voice.region) == ("王哥庄", who.org("laoshan"), who.org("laoshan"))
    assert (voice.may_publish, str(voice.speaker)) == (True, "李女士")
    assert Attachment.objects.get().voice == voice
    page = client.get("/speak/done").content.decode()
    assert voice.query_code[:4] in page
    assert voice.code in page
    assert "data-draft-done" in page
    assert voice.title in client.get("/mine").content.decode()


def test_a_second_click_sends_nothing_twice() -> None:
    cast()
    client = Client()
    client.post("/speak", {"text": TEXT})
    client.post("/speak/send", SEND | {"phone": "13800001234"})
    code = sent_code()
    client.post("/speak/code", {"code": code})
    again = client.post("/speak/code", {"code": code})
    assert Voice.objects.count() == 1
    assert client.get(again.url).status_code in (200, 302)


def test_who_is_signed_in_skips_the_code() -> None:
    who = cast()
    client = signed_in(who, "li")
    client.post("/speak", {"text": TEXT})
    assert "验证码" not in client.get("/speak/send").content.decode().replace("不用再收验证码", "")
    assert client.post("/speak/send", SEND).url == "/speak/done"
    assert Voice.objects.get().speaker == who.people["li"]
    assert not Message.objects.exists()


def test_staff_speak_as_citizens() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    client.post("/speak", {"text": TEXT})
    client.post("/speak/send", SEND)
    voice = Voice.objects.get()
    assert voice.speaker == who.people["zhou"]
    from shangliang.ledger.queries import events_of

    assert events_of("voice", voice.code)[0].role == "citizen"


def test_without_consent_or_with_a_wrong_code_the_page_says_what_is_missing() -> None:
    cast()
    client = Client()
    client.post("/speak", {"text": TEXT})
    refused = client.post("/speak/send", {"demand_type": "help", "age_band": "adult", "phone": "13800001234"})
    assert refused.status_code == 422
    assert "要先同意告知书" in refused.content.decode()
    assert client.post("/speak/send", SEND | {"phone": "12345"}).status_code == 422
    client.post("/speak/send", SEND | {"phone": "13800001234"})
    wrong = client.post("/speak/code", {"code": "000000" if sent_code() != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "验证码不对" in wrong.content.decode()
    assert not Voice.objects.exists()


@pytest.mark.parametrize(("text", "words"), [("", "请写一句话"), ("字" * 100_000, "100000")])
def test_an_empty_or_overlong_text_is_said_at_the_field(text: str, words: str) -> None:
    cast()
    page = Client().post("/speak", {"text": text})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_file_that_is_no_photo_is_said_at_the_field_and_nothing_is_lost() -> None:
    cast()
    page = Client().post("/speak", {"text": TEXT, "photo": SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>")})
    assert page.status_code == 422
    assert "这不是照片" in page.content.decode()
    assert TEXT in page.content.decode()


def test_steps_cannot_be_skipped() -> None:
    cast()
    client = Client()
    assert client.get("/speak/same").url == "/speak"
    assert client.get("/speak/send").url == "/speak"
    assert client.get("/speak/done").url == "/speak"


def test_similar_public_voices_come_first_and_joining_one_counts() -> None:
    who = cast()
    known = published(accepted(who, by="qian"))
    accepted(who, "崂山区王哥庄街道的助餐点周末不开门，老人吃不上饭。电话 13911112222")
    client = signed_in(who, "li")
    assert client.post("/speak", {"text": "王哥庄助餐点周末关门，老人没处吃饭。"}).url == "/speak/same"
    page = client.get("/speak/same").content.decode()
    assert "王哥庄的助餐点周末不开门" in page
    assert "13911112222" not in page
    assert "老人吃不上饭" not in page
    assert client.post("/speak/same", {"join": known.code}).url == "/speak/send"
    assert client.post("/speak/send", SEND).url == "/speak/done"
    known.refresh_from_db()
    assert known.also_count == 1
    assert VoiceJoin.objects.get().person == who.people["li"]
    assert Voice.objects.count() == 2
    assert "王哥庄的助餐点周末不开门" in client.get("/mine").content.decode()


def test_nobody_joins_what_is_not_public() -> None:
    who = cast()
    hidden = accepted(who, by="qian")
    client = signed_in(who, "li")
    client.post("/speak", {"text": TEXT})
    client.post("/speak/same", {"join": hidden.code})
    client.post("/speak/send", SEND)
    assert not VoiceJoin.objects.exists()
    assert Voice.objects.filter(speaker=who.people["li"]).exists()


def test_a_child_speaks_with_the_guardians_phone_and_the_guardian_agrees() -> None:
    cast()
    client = Client()
    client.post("/speak", {"text": "小学门口的斑马线看不清了。"})
    client.post("/speak/send", SEND | {"age_band": "child", "phone": "13800001234"})
    client.post("/speak/code", {"code": sent_code()})
    voice = Voice.objects.get()
    assert (voice.state, voice.speaker) == ("awaiting_guardian", None)
    page = client.get(f"/v/{voice.query_code}").content.decode()
    assert "我是监护人，我同意" in page
    client.post(f"/v/{voice.query_code}/steps/guardian_consent")
    voice.refresh_from_db()
    assert voice.state == "submitted"


def test_the_say_box_of_the_first_page_fills_the_form() -> None:
    cast()
    assert "路灯坏了三盏" in Client().get("/speak", {"text": "路灯坏了三盏"}).content.decode()
