"""The hotline's desk, its search, its cases, the import wizard, and the budget of every page."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast
from tests.voices.making import TEXT, accepted, awaiting_verdict, say, with_phone
from tests.voices.sheets import GOOD, HEADER, as_bytes
from tests.voices.visiting import fresh_house, published, signed_in

from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Entry, append
from shangliang.people.models import Account
from shangliang.voices.models import ImportRun, Voice
from shangliang.voices.rules.sheets import MEGABYTE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    fresh_house(settings, tmp_path)


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


def test_the_record_on_the_case_page_is_told_in_words() -> None:
    who = cast()
    voice = accepted(who, "王哥庄助餐点周末关门。", by="qian")
    append(Entry("voice", voice.code, "queue_publication", SYSTEM, MONDAY))
    page = signed_in(who, "zhou").get(f"/desk/voices/{voice.code}").content.decode()
    record = page.split("流转记录", 1)[1]
    assert "送审公开" in record
    assert re.search(r"<div>[a-z_]+[<　]", record) is None


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
