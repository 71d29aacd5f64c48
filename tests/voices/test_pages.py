"""The pages of voices: three steps without JavaScript, following, the hotline's desk, the import wizard."""

import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.cast import MONDAY, Cast, cast
from tests.voices.making import TEXT, accepted, awaiting_verdict, say, with_phone
from tests.voices.sheets import GOOD, HEADER, as_bytes

from shangliang.people.models import Account, Message
from shangliang.people.signin import DEMO, DOOR
from shangliang.voices import actions
from shangliang.voices.models import Attachment, ImportRun, Voice, VoiceJoin
from shangliang.voices.queries.similar import SHELF
from shangliang.voices.rules.sheets import MEGABYTE

pytestmark = pytest.mark.django_db
SEND = {"demand_type": "complaint", "age_band": "adult", "has_consent": "on"}


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick accounts, nobody signs in
    cache.clear()
    SHELF.name = ""


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


# --- /speak ---------------------------------------------------------------------------------------------------------


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


# --- /v/CODE --------------------------------------------------------------------------------------------------------

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


# --- desk -----------------------------------------------------------------------------------------------------------


def test_the_queue_opens_for_the_hotline_and_for_nobody_else() -> None:
    who = cast()
    say(who)
    for name in ("zhou", "agent2", "sun"):
        assert signed_in(who, name).get("/desk/voices").status_code == 200, name
    for name in ("li", "wu", "head", "chen", "zheng", "zhao", "han", "leader", "sysadmin"):
        assert signed_in(who, name).get("/desk/voices").status_code == 403, name
    assert Client().get("/desk/voices").status_code == 302


def test_the_heading_counts_what_is_due_and_the_first_due_stands_first(settings) -> None:
    who = cast()
    first, second = say(who, "先到期的一件事情"), say(who, "后到期的一件事情")
    Voice.objects.filter(pk=first.pk).update(due_at=MONDAY, due_from=MONDAY - timedelta(days=1))
    Voice.objects.filter(pk=second.pk).update(due_at=MONDAY + timedelta(days=9000), due_from=MONDAY)
    page = signed_in(who, "zhou").get("/desk/voices").content.decode()
    assert "今天要办 1 件" in page
    assert "1 件已逾期" in page
    assert page.index("先到期的") < page.index("后到期的")


def test_search_finds_by_code_phone_end_whole_phone_and_keyword() -> None:
    who = cast()
    with_phone(who.people["li"], "13800001234")
    voice = say(who)
    other = say(who, "香港中路路灯坏了三盏。", by="qian")
    client = signed_in(who, "zhou")
    for words in (voice.code, voice.query_code, "1234", "138 0000 1234", "助餐点", "没处吃饭"):
        page = client.get("/desk/voices", {"q": words}).content.decode()
        assert voice.title in page, words
        assert other.title not in page, words


@pytest.mark.parametrize("view", ["todo", "undated", "unit", "person", "all"])
def test_pages_of_fifty_follow_each_other_without_a_gap(view: str) -> None:
    who = cast()
    state = {"unit": "dispatched", "person": "callback"}.get(view, "submitted")
    region = who.org("city")
    Voice.objects.bulk_create(
        Voice(code=f"220926-{n:04d}", title=f"第{n:04d}件", body_original="路灯坏了", state=state, region=region,
              version=1, channel="web", opened_at=MONDAY, moved_at=MONDAY, received_at=MONDAY,
              due_at=None if view == "undated" else MONDAY + timedelta(minutes=n // 7), due_from=MONDAY)
        for n in range(1, 121)
    )  # fmt: skip
    client = signed_in(who, "zhou")
    address, seen = f"/desk/voices?view={view}", []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"第(\d{4})件", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120


def test_an_agent_takes_down_a_call_and_accepts_it_at_once() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    form = {
        "channel": "hotline", "caller_name": "李女士", "phone": "13800001234", "happened_on": "2022-09-25",
        "place_text": "王哥庄", "text": TEXT, "demand_type": "complaint", "urgency": "normal", "age_band": "adult",
        "has_consent": "on", "accept_now": "on",
    }  # fmt: skip
    answer = client.post("/desk/voices/new", form)
    voice = Voice.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/desk/voices/{voice.code}")
    assert (voice.state, voice.channel, voice.phone_tail) == ("accepted", "hotline", "1234")
    assert client.get(answer.url).status_code == 200


def test_the_intake_names_the_missing_elements() -> None:
    who = cast()
    form = {"channel": "paper", "text": "路灯坏了", "demand_type": "help", "urgency": "normal", "age_band": "adult",
            "has_consent": "on", "accept_now": "on"}  # fmt: skip
    page = signed_in(who, "zhou").post("/desk/voices/new", form)
    assert page.status_code == 422
    for word in ("缺“谁”", "缺“什么时候”", "缺“在哪里”", "缺“经过”"):
        assert word in page.content.decode()
    assert not Voice.objects.exists()


def test_the_case_page_offers_the_acts_and_takes_them() -> None:
    who = cast()
    voice, other = say(who), accepted(who, "王哥庄助餐点周末关门。", by="qian")
    client = signed_in(who, "zhou")
    page = client.get(f"/desk/voices/{voice.code}").content.decode()
    assert "受理" in page
    assert other.title in page
    client.post(f"/desk/voices/{voice.code}/steps/accept", {"elements_checked": "on"})
    changed = {"demand_type": "help", "category": "住房物业", "urgency": "urgent", "place_text": "王哥庄"}
    client.post(f"/desk/voices/{voice.code}/steps/classify", changed)
    voice.refresh_from_db()
    assert (voice.state, voice.category, voice.urgency) == ("accepted", "住房物业", "urgent")
    client.post(f"/desk/voices/{voice.code}/steps/merge", {"into": other.code})
    voice.refresh_from_db()
    assert voice.merged_into == other


def test_a_refused_act_is_said_in_words_and_changes_nothing() -> None:
    who = cast()
    voice = say(who)
    client = signed_in(who, "zhou")
    page = client.post(f"/desk/voices/{voice.code}/steps/accept", {}, follow=True).content.decode()
    assert "还差这些" in page
    page = client.post(f"/desk/voices/{voice.code}/steps/answer_directly", {"text": "好"}, follow=True).content.decode()
    assert "现在是“已提交”" in page
    assert client.post(f"/desk/voices/{voice.code}/steps/nonsense").status_code == 404
    voice.refresh_from_db()
    assert voice.state == "submitted"


def test_every_state_of_a_case_has_a_page_for_everyone_who_may_read_it() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    from shangliang.voices.workflow import VoiceState

    readers = ("zhou", "sun", "chen", "zheng", "leader", "gov", "wu", "head")
    agent, speaker = signed_in(who, "zhou"), signed_in(who, "li")
    for state in VoiceState:
        Voice.objects.filter(pk=voice.pk).update(state=str(state), redo_count=2, satisfaction="dissatisfied")
        assert agent.get(f"/desk/voices/{voice.code}").status_code == 200, state
        assert speaker.get(f"/v/{voice.query_code}").status_code == 200, state
    for name in readers:
        assert signed_in(who, name).get(f"/desk/voices/{voice.code}").status_code == 200, name
    for name in ("li", "qian", "co", "han", "zhao", "sysadmin"):
        assert signed_in(who, name).get(f"/desk/voices/{voice.code}").status_code in (403, 404), name


def test_the_phone_is_shown_once_for_a_reason() -> None:
    who = cast()
    with_phone(who.people["li"], "13800001234")
    voice = say(who)
    client = signed_in(who, "zhou")
    assert "13800001234" not in client.get(f"/desk/voices/{voice.code}").content.decode()
    assert "写明理由" in client.post(f"/desk/voices/{voice.code}/phone", follow=True).content.decode()
    page = client.post(f"/desk/voices/{voice.code}/phone", {"reason": "回访"}, follow=True).content.decode()
    assert "13800001234" in page
    assert "13800001234" not in client.get(f"/desk/voices/{voice.code}").content.decode()


def test_the_export_of_the_desk_is_a_workbook() -> None:
    who = cast()
    say(who)
    answer = signed_in(who, "zhou").get("/desk/voices/export", {"view": "todo"})
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


# --- import wizard --------------------------------------------------------------------------------------------------


def upload(client: Client, content: bytes, name: str = "a.xlsx"):
    return client.post("/desk/voices/import", {"file": SimpleUploadedFile(name, content), "source": "12345"})


def test_a_file_is_looked_at_first_and_imported_on_the_second_word() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    answer = upload(client, as_bytes([HEADER, *GOOD]))
    assert not Voice.objects.exists()
    page = client.get(answer.url).content.decode()
    assert "留言详情" in page
    client.post(f"{answer.url}/take")
    assert Voice.objects.count() == 2
    run = ImportRun.objects.get()
    assert (run.status, run.result["created"], bool(run.file)) == ("done", 2, False)
    client.post(f"{answer.url}/take")
    assert Voice.objects.count() == 2


def test_columns_can_be_changed_on_the_page() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    answer = upload(client, as_bytes([("甲", "乙"), ("K1", "路灯坏了三盏")]))
    assert "找不到正文" in client.get(answer.url).content.decode()
    client.post(f"{answer.url}/again", {"column-external_id": "0", "column-body": "1", "source": "街道台账"})
    client.post(f"{answer.url}/take")
    voice = Voice.objects.get()
    assert (voice.source, voice.external_id, voice.body_original) == ("街道台账", "K1", "路灯坏了三盏")


def test_errors_are_listed_by_row_and_nothing_comes_in_unless_asked() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    answer = upload(client, as_bytes([HEADER, GOOD[0], (*GOOD[1][:3], "昨天", *GOOD[1][4:])]))
    page = client.get(answer.url).content.decode()
    assert "昨天" in page
    assert "留言时间" in page
    assert "一条也不会进" in page
    assert "一条也没有导入" in client.post(f"{answer.url}/take", follow=True).content.decode()
    assert not Voice.objects.exists()
    client.post(f"{answer.url}/take", {"keep_good": "1"})
    assert Voice.objects.count() == 1


def test_an_empty_file_and_a_60_mb_file_are_refused_on_the_page() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    page = client.get(upload(client, b"", "empty.csv").url).content.decode()
    assert "文件是空的" in page
    refused = upload(client, b"0" * (60 * MEGABYTE), "big.csv")
    assert refused.status_code == 422
    assert "60 MB" in refused.content.decode()
    assert not Voice.objects.exists()


def test_a_run_can_be_dropped_and_belongs_to_who_made_it() -> None:
    who = cast()
    client = signed_in(who, "zhou")
    answer = upload(client, as_bytes([HEADER, *GOOD]))
    assert signed_in(who, "agent2").get(answer.url).status_code == 404
    client.post(f"{answer.url}/drop")
    run = ImportRun.objects.get()
    assert (run.status, bool(run.file)) == ("refused", False)
    assert client.get(answer.url).status_code == 200


# --- budgets --------------------------------------------------------------------------------------------------------


FRAME = re.compile(r'FROM "(django_session|people_account|people_seat|notices_notice)"')
"""Reads of the frame of every page: session, account, seats, unread notices."""


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len([query for query in found if not FRAME.search(query["sql"])])


def test_lists_and_details_keep_their_budget_at_one_and_three_rows() -> None:
    who = cast()
    with_phone(who.people["li"], "13800001234")
    clients = {"zhou": signed_in(who, "zhou"), "li": signed_in(who, "li"), "": Client()}
    counted = []
    for more in (1, 2):
        for _ in range(more):
            voice = awaiting_verdict(who, may_publish=True)
            published(voice)
        counted.append({
            "queue": queries_of(clients["zhou"], "/desk/voices?view=all"),
            "todo": queries_of(clients["zhou"], "/desk/voices"),
            "search": queries_of(clients["zhou"], "/desk/voices?q=助餐点"),
            "import": queries_of(clients["zhou"], "/desk/voices/import"),
            "mine": queries_of(clients["li"], "/mine"),
            "speak": queries_of(clients[""], "/speak"),
            "case": queries_of(clients["zhou"], f"/desk/voices/{voice.code}"),
            "track": queries_of(clients["li"], f"/v/{voice.query_code}"),
            "receipt": queries_of(clients[""], f"/v/{voice.query_code}"),
        })  # fmt: skip
    assert counted[0] == counted[1]
    lists = ("queue", "todo", "search", "import", "mine", "speak")
    assert max(counted[0][name] for name in lists) <= 5, counted[0]
    assert max(counted[0].values()) <= 12, counted[0]
    assert Account.objects.exists()
