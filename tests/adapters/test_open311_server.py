"""Our Open311 server: what is filed, by whom, once; what is told, in both forms; and our own client against it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.adapters.connected import MINUTE, idea_order, joined, react
from tests.cast import MONDAY
from tests.dispatch import orders

from shangliang.adapters import actions
from shangliang.adapters.lines import desk_of
from shangliang.adapters.models import AnsweredRequest, OutsideNumber, OutsideUpdate, PartnerVoice
from shangliang.adapters.reactions import REACTIONS
from shangliang.kernel.refusals import NotNow
from shangliang.ledger.models import Event, Job
from shangliang.people.models import Organization
from shangliang.voices.actions import Saying
from shangliang.voices.models import Voice

# --- Open311, in ---


def filing(client, key, text="太平山步道栏杆松动，两处缺螺栓", code="02", **headers):
    given = {"api_key": key, "service_code": code, "description": text, "address_string": "太平山步道"}
    return client.post("/open311/v2/requests.json", given, headers=headers)


@pytest.fixture
def filer(people, client):
    _row, key = joined(people, may_file=True)
    return client, key


def test_a_system_files_a_request_and_follows_it_with_its_own_key_only(people, filer):
    client, key = filer
    told = filing(client, key)
    (answer,) = told.json()
    voice = Voice.objects.get()
    assert (told.status_code, answer["service_request_id"], voice.category) == (201, voice.code, "城市管理")
    assert PartnerVoice.objects.get().voice == voice
    own = client.get(f"/open311/v2/requests/{voice.code}.json", {"api_key": key}).json()
    assert (own[0]["status"], own[0]["extended_status"]) == ("open", "open")
    assert client.get(f"/open311/v2/requests/{voice.code}.json").status_code == 404, "not released, so nobody else's"


def test_the_same_idempotency_key_files_once_and_another_content_is_refused(people, filer):
    client, key = filer
    first = filing(client, key, **{"Idempotency-Key": "k1"}).json()
    again = filing(client, key, **{"Idempotency-Key": "k1"}).json()
    assert (first[0]["service_request_id"], Voice.objects.count()) == (again[0]["service_request_id"], 1)
    refused = filing(client, key, text="完全另一件事，路灯不亮", **{"Idempotency-Key": "k1"})
    assert refused.status_code == 409
    filing(client, key)
    assert Voice.objects.count() == 2, "without a key the same is filed again"


def test_keys_are_kept_for_180_days(people, filer):
    client, key = filer
    filing(client, key, **{"Idempotency-Key": "k1"})
    made = AnsweredRequest.objects.get().made_at
    assert actions.forget_requests(made + timedelta(days=179)) == 0
    assert actions.forget_requests(made + timedelta(days=181)) == 1


@pytest.mark.parametrize(
    ("key", "code", "text", "status"),
    [
        ("", "02", "栏杆松动了", 403),
        ("wrong", "02", "栏杆松动了", 403),
        (None, "99", "栏杆松动了", 404),
        (None, "02", "短", 400),
    ],
)
def test_what_cannot_be_filed_is_refused_in_the_form_of_the_norm(filer, key, code, text, status):
    client, right = filer
    refused = filing(client, right if key is None else key, text=text, code=code)
    (fault,) = refused.json()
    assert (refused.status_code, fault["code"], bool(fault["description"])) == (status, status, True)


def test_a_key_that_may_not_file_files_nothing(people, client):
    _row, key = joined(people)
    assert filing(client, key).status_code == 403


def released(people, count=1):
    for number in range(count):
        voice = orders.voice(people, MONDAY + number * MINUTE, text=f"步道栏杆松动，第 {number} 处")
        Voice.objects.filter(pk=voice.pk).update(
            publication="public", body_public=f"栏杆松动 {number}", category="城市管理"
        )
    return voice


def test_anybody_reads_released_voices_with_the_unit_and_the_expected_day(people, client):
    voice = released(people)
    order = orders.issued(people, voice)
    asked = {"start_date": "2022-09-01T00:00:00Z", "end_date": "2022-10-01T00:00:00Z"}
    (row,) = client.get("/open311/v2/requests.json", asked).json()
    assert (row["service_request_id"], row["description"]) == (voice.code, "栏杆松动 0")
    assert (row["agency_responsible"], row["expected_datetime"]) == ("市园林和林业局", order.reply_due_at.isoformat())
    assert (row["service_code"], row["extended_status"]) == ("02", "in_progress")
    assert client.get("/open311/v2/requests.json", {**asked, "status": "closed"}).json() == []


def test_the_list_costs_the_same_at_one_and_three_voices(people, client, django_assert_num_queries):
    asked = {"start_date": "2022-09-01T00:00:00Z", "end_date": "2022-10-01T00:00:00Z"}
    released(people)
    client.get("/open311/v2/requests.json", asked)
    with django_assert_num_queries(2):
        client.get("/open311/v2/requests.json", asked)
    released(people, 3)
    with django_assert_num_queries(2):
        assert len(client.get("/open311/v2/requests.json", asked).json()) == 4


def test_xml_says_the_same_as_json(people, client):
    from defusedxml.ElementTree import fromstring

    released(people)
    asked = {"start_date": "2022-09-01T00:00:00Z", "end_date": "2022-10-01T00:00:00Z"}
    root = fromstring(client.get("/open311/v2/requests.xml", asked).content)
    (row,) = client.get("/open311/v2/requests.json", asked).json()
    assert root.tag == "service_requests"
    assert {child.tag: child.text or "" for child in root[0]} == {
        k: str(v) if v is not None else "" for k, v in row.items()
    }
    assert len(fromstring(client.get("/open311/v2/services.xml").content)) == 17
    assert client.get("/open311/v2/services.yaml").status_code == 404


@pytest.mark.parametrize("span", [{"start_date": "2022-01-01T00:00:00Z"}, {"start_date": "yesterday"}])
def test_a_span_of_more_than_90_days_and_no_time_at_all_are_refused(people, client, span):
    assert client.get("/open311/v2/requests.json", {"end_date": "2022-10-01T00:00:00Z", **span}).status_code == 400


def test_public_steps_are_told_as_updates(people, client):
    voice = released(people)
    asked = {"start_date": "2022-09-01T00:00:00Z", "end_date": "2022-10-01T00:00:00Z"}
    rows = client.get("/open311/v2/servicerequestupdates.json", asked).json()
    assert [row["service_request_id"] for row in rows] == [voice.code] * len(rows)
    assert "investigating" in [row["status"] for row in rows]


def test_a_system_tells_progress_of_an_order_that_it_holds_and_of_no_other(people, client):
    row, key = joined(people)
    order = idea_order(people)
    given = {"api_key": key, "service_request_id": order.code, "update_id": "a1", "status": "in_progress",
             "description": "在修", "updated_datetime": "2022-09-26T02:00:00Z"}  # fmt: skip
    assert client.post("/open311/v2/servicerequestupdates.json", given).status_code == 404
    actions.note_sent(row, order, "N1", at=MONDAY)
    for _ in range(2):
        assert client.post("/open311/v2/servicerequestupdates.json", given).status_code == 201
    assert OutsideUpdate.objects.get().words == "在修"
    assert client.post("/open311/v2/servicerequestupdates.json", {**given, "api_key": ""}).status_code == 403
    assert client.post("/open311/v2/servicerequestupdates.json", {**given, "status": ""}).status_code == 400


def test_our_client_and_our_server_understand_each_other(people, live_server):
    """One installation hands an order to another: here both are this one."""
    _there, key = joined(people, code="sender", may_file=True, takes="", line="")
    Organization.objects.filter(code="park").update(code="02")
    row, _ = joined(people, line="open311", address=f"{live_server.url}/open311/v2", secret=key)
    order = idea_order(people)
    react()
    number = OutsideNumber.objects.get().number
    voice = Voice.objects.get(code=number)
    assert order.title in voice.body_original
    assert isinstance(desk_of(row).updates(datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC)), list)


def test_one_content_with_a_known_key_is_refused_inside_as_well(people):
    row, _ = joined(people, may_file=True)
    saying = Saying(text="栏杆松动了，两处", channel="app")
    actions.file_request(row, saying, key="k", at=MONDAY)
    with pytest.raises(NotNow):
        actions.file_request(row, Saying(text="路灯不亮，三盏", channel="app"), key="k", at=MONDAY)


def test_a_round_of_the_worker_costs_nothing_where_nobody_is_connected(people, django_assert_num_queries):
    order = idea_order(people)
    event = Event.objects.filter(kind="dispatch", code=order.code).first()
    with django_assert_num_queries(1):
        REACTIONS[1].act(event, MONDAY)


def test_an_order_that_is_handed_to_nobody_is_tried_by_no_job(people):
    idea_order(people)
    react()
    assert not Job.objects.filter(topic__startswith="adapters").exists()
