"""Orders go out over Open311 and folders, numbers and progress come back; events go out signed; keys work once."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.adapters.connected import MINUTE, idea_order, joined, react
from tests.adapters.outside import Hotline, Receiver, serving
from tests.cast import MONDAY
from tests.dispatch import orders
from tests.sessions import sittings

from shangliang.adapters import actions, queries
from shangliang.adapters.actions import Connection, connect
from shangliang.adapters.lines import desk_of
from shangliang.adapters.models import Delivery, OutsideNumber, OutsideUpdate, Partner
from shangliang.adapters.reactions import ask_when_due
from shangliang.adapters.rules import is_authentic, is_safe_address, returned_rows, signature
from shangliang.dispatch.ports import Progress
from shangliang.kernel.refusals import Forbidden, Invalid
from shangliang.ledger.models import Event, Job
from shangliang.voices.models import Voice

# --- Open311, out ---


def test_an_idea_becomes_a_request_there_and_its_number_and_progress_come_back(people):
    with serving(Hotline) as hotline:
        joined(people, line="open311", address=f"{hotline.url}/open311/v2", secret="hot")
        order = idea_order(people, co_units=[people.org("roads")])
        react()
        number = OutsideNumber.objects.get()
        sent = hotline.taken[0]
        assert (number.number, number.dispatch.code) == ("12345-1", order.code)
        assert sent["attribute[order_code]"] == order.code
        assert sent["attribute[co_units]"] == "市城市管理局"
        told = {"update_id": "u1", "service_request_id": "12345-1", "status": "in_progress",
                "description": "已派员，电话 13812345678", "updated_datetime": "2022-09-26T01:03:00Z"}  # fmt: skip
        hotline.updates.append(told)
        ask_when_due(MONDAY + 5 * MINUTE)
        react(MONDAY + 5 * MINUTE)
    said = OutsideUpdate.objects.get()
    order.refresh_from_db()
    assert (said.status, said.words) == ("in_progress", "已派员，电话 〔电话〕")
    assert order.state == "issued", "what the other side says moves nothing by itself"
    assert Event.objects.filter(kind="dispatch", code=order.code, verb="outside_update").count() == 1


def test_no_name_of_a_person_leaves_with_an_order(people):
    order = idea_order(people)
    facts = json.dumps(queries.facts_of(order).__dict__, default=str, ensure_ascii=False)
    assert "赵委员" not in facts
    assert order.title in facts


def test_a_confidential_voice_is_handed_to_no_system_but_its_units(people):
    joined(people, takes="all")
    joined(people, code="park", takes="own", organization=people.org("park"))
    voice = orders.voice(people)
    Voice.objects.filter(pk=voice.pk).update(is_confidential=True)
    voice.refresh_from_db()
    assert [row.code for row in queries.takers(orders.issued(people, voice))] == ["park"]
    assert [row.code for row in queries.takers(orders.issued(people, orders.voice(people)))] == ["hotline", "park"]


def test_an_outage_is_tried_again_and_files_one_request(people):
    with serving(Hotline, failures=2) as hotline:
        joined(people, line="open311", address=hotline.url, secret="hot")
        idea_order(people)
        react()
        assert OutsideNumber.objects.count() == 0
        for minutes in (1, 3):
            react(MONDAY + minutes * MINUTE)
        react(MONDAY + timedelta(hours=1))
        assert (len(hotline.numbers), OutsideNumber.objects.get().number) == (1, "12345-1")


def test_a_hand_over_repeated_after_a_crash_is_one_request_there(people):
    with serving(Hotline) as hotline:
        row, _ = joined(people, line="open311", address=hotline.url, secret="hot")
        order = idea_order(people)
        react()
        again = desk_of(row).hand_over(queries.facts_of(order), key=Job.objects.get(topic="adapters.send").key)
        other = desk_of(row).hand_over(queries.facts_of(order), key="another")
    assert (again, other) == ("12345-1", "12345-2"), "without the same key it would be filed twice"


def test_a_wrong_key_there_fails_the_job_with_the_words_of_the_other_side(people):
    with serving(Hotline) as hotline:
        joined(people, line="open311", address=hotline.url, secret="wrong")
        idea_order(people)
        react()
    assert "HTTP 403" in Job.objects.get(topic="adapters.send").error


def test_the_same_update_counts_once_and_one_of_nobodys_order_not_at_all(people):
    row, _ = joined(people)
    order = idea_order(people)
    actions.note_sent(row, order, "N1", at=MONDAY)
    said = Progress("N1", "u1", "fixed", "好了", MONDAY)
    assert [actions.take_update(row, said, at=MONDAY) for _ in range(2)] == [True, False]
    assert actions.take_update(row, Progress("N2", "u2", "fixed", "", MONDAY), at=MONDAY) is False
    assert OutsideUpdate.objects.count() == 1


# --- Folder, both ways ---


def test_a_folder_takes_orders_as_files_and_gives_numbers_and_progress_back(people, tmp_path):
    row, _ = joined(people)
    order = idea_order(people)
    react()
    folder = tmp_path / "exchange" / row.code
    (out,) = (folder / "out").glob("*.csv")
    assert order.code in out.read_text("utf-8-sig")
    (folder / "in").mkdir()
    list_ = folder / "in" / "back.csv"
    list_.write_text(f"转办编号,热线编号,办理状态,办理说明\n{order.code},QD-77,办理中,已派员\n", "utf-8")
    at = datetime.now(UTC) + MINUTE
    for _ in range(2):
        for said in desk_of(row).updates(MONDAY, at):
            actions.take_update(row, said, at=at)
    number = OutsideNumber.objects.get()
    assert (number.number, number.status, OutsideUpdate.objects.count()) == ("QD-77", "办理中", 1)
    desk_of(row).updates(at, at)
    assert not list_.exists()
    assert len(list((folder / "read").iterdir())) == 1


def test_a_list_that_cannot_be_read_stays_and_is_named(people, tmp_path):
    row, _ = joined(people)
    place = tmp_path / "exchange" / row.code / "in"
    place.mkdir(parents=True)
    (place / "bad.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(OSError, match="转办编号"):
        desk_of(row).updates(MONDAY, datetime.now(UTC) + MINUTE)
    assert (place / "bad.csv").exists()


def test_a_list_is_checked_first_and_the_same_list_twice_changes_nothing(people):
    row, _ = joined(people)
    order = idea_order(people)
    rows, lacking = returned_rows(
        ["转办编号", "热线编号", "办理状态"], [(2, [order.code, "QD-1", "办理中"]), (3, ["ZB-none", "QD-2", ""])]
    )
    assert lacking == ""
    looked = actions.take_list(row, rows, actor=people.zhou, at=MONDAY, dry_run=True)
    assert (looked.taken, len(looked.errors), OutsideNumber.objects.count()) == (1, 1, 0)
    first = actions.take_list(row, rows, actor=people.zhou, at=MONDAY)
    again = actions.take_list(row, rows, actor=people.zhou, at=MONDAY)
    assert [(told.taken, told.known) for told in (first, again)] == [(1, 0), (0, 1)]
    assert first.errors == [{"row": 3, "field": "转办编号", "reason": "没有这个转办件", "value": "ZB-none"}]
    with pytest.raises(Forbidden):
        actions.take_list(row, rows, actor=people.wu, at=MONDAY)


# --- Webhooks ---


def test_a_units_system_is_told_of_each_step_with_a_signature_that_holds(people):
    with serving(Receiver) as receiver:
        joined(people, code="park", takes="", line="", organization=people.org("park"),
               hook_url=receiver.url, hook_secret="s3cret")  # fmt: skip
        order = idea_order(people)
        orders.signed(people, order)
        react()
        assert [json.loads(body)["data"]["verb"] for _headers, body in receiver.taken] == ["issue", "sign"]
        headers, body = receiver.taken[0]
    small = {name.lower(): value for name, value in headers.items()}
    assert is_authentic("s3cret", small, body, MONDAY)
    assert not is_authentic("s3cret", small, body.replace("issue", "close"), MONDAY)
    assert not is_authentic("other", small, body, MONDAY)
    assert not is_authentic("s3cret", small, body, MONDAY + timedelta(minutes=6)), "an old message is no news"
    assert set(Delivery.objects.values_list("status", "attempts")) == {("done", 1)}


def test_a_receiver_that_fails_is_tried_again_and_a_delivery_can_be_sent_again(people):
    with serving(Receiver, status=500) as receiver:
        joined(people, code="park", takes="", line="", organization=people.org("park"), hook_url=receiver.url)
        idea_order(people)
        react()
        delivery = Delivery.objects.get()
        assert (delivery.status, delivery.answer) == ("failed", "HTTP 500")
        receiver.status = 204
        react(MONDAY + timedelta(hours=1))
        delivery.refresh_from_db()
        assert (delivery.status, delivery.attempts) == ("done", 2)
        actions.replay(delivery, actor=people.sysadmin, at=MONDAY + timedelta(hours=2))
        react(MONDAY + timedelta(hours=2))
        ids = {headers.get("webhook-id") or headers.get("Webhook-Id") for headers, _ in receiver.taken}
    assert (len(receiver.taken), len(ids)) == (3, 1), "the number stays, so that a receiver knows it has it"


def test_another_units_system_hears_nothing(people):
    joined(people, code="gov", takes="", line="", organization=people.org("government"), hook_url="http://127.0.0.1:9/")
    idea_order(people)
    react()
    assert Delivery.objects.count() == 0


def test_the_signature_is_that_of_the_published_scheme():
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    secret = "whsec-bytes"
    assert signature(secret, "msg_1", at, "{}").startswith("v1,")
    assert signature(secret, "msg_1", at, "{}") != signature(secret, "msg_2", at, "{}")


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [("https://a.gov.cn/x", True), ("http://127.0.0.1:80/", True), ("http://a.gov.cn/", False), ("ftp://a/", False)],
)
def test_secrets_travel_over_https_only(address, is_safe):
    assert is_safe_address(address) is is_safe


# --- Connecting ---


def test_a_key_is_shown_once_kept_as_a_fingerprint_and_renewed(people):
    row, key = joined(people)
    assert key not in str(Partner.objects.values().get())
    assert queries.partner_of_key(key) == row
    newer = actions.renew_key(row, actor=people.sysadmin, at=MONDAY)
    assert queries.partner_of_key(key) is None
    assert queries.partner_of_key(newer) == row
    actions.change(row, Connection(code=row.code, name="停"), is_active=False, actor=people.sysadmin, at=MONDAY)
    assert queries.partner_of_key(newer) is None


@pytest.mark.parametrize(
    "wrong", [{"hook_url": "http://a.gov.cn/"}, {"line": "open311", "address": ""}, {"address": "http://a.gov.cn/"}]
)
def test_an_unsafe_or_empty_address_is_refused(people, wrong):
    with pytest.raises(Invalid):
        joined(people, **wrong)
    assert Partner.objects.count() == 0


@pytest.mark.parametrize("name", ["zhou", "wu", "secadmin", "auditor", "leader"])
def test_nobody_but_the_system_administrator_connects(people, name):
    with pytest.raises(Forbidden):
        connect(Connection(code="x", name="x"), actor=getattr(people, name), at=MONDAY)


def test_the_administrators_page_connects_shows_the_key_once_and_reads_a_list(people):
    client = sittings.browser(people, "sysadmin")
    given = {"code": "hot", "name": "热线工单", "takes": "ideas", "line": "folder"}
    page = client.post("/desk/partners", given).content.decode()
    row = Partner.objects.get()
    key = page.split("<code>")[1].split("</code>")[0]
    assert queries.partner_of_key(key) == row
    assert key not in client.get("/desk/partners/hot").content.decode()
    order = idea_order(people)
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("back.csv", f"转办编号,热线编号\n{order.code},QD-9\n".encode())
    client.post("/desk/partners/hot/returns", {"file": file})
    assert OutsideNumber.objects.get().number == "QD-9"
    seen = sittings.browser(people, "sun").get(f"/desk/cases/{order.code}").content.decode()
    assert "QD-9" in seen
