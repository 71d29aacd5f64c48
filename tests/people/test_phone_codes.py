"""Phone codes: who may have one, how often, how many guesses; and the demonstration's inbox."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import MONDAY

from shangliang.kernel.refusals import Invalid, NotNow, Refusal, Words
from shangliang.people.actions import send_phone_code, verify_phone_code
from shangliang.people.models import Message, Person, PhoneCode
from shangliang.people.rules import CODES_A_DAY, CODES_A_DAY_PER_BLOCK, GUESSES, PAUSE, address_block, clean_phone

PHONE = "13800000001"
SPELLINGS = [
    "13800000001",
    " 138 0000 0001 ",
    "138-0000-0001",
    "+8613800000001",
    "+86 138 0000 0001",
    "008613800000001",
    "8613800000001",
    "１３８０００００００１",
    "（138）0000 0001",
    "138‐0000‐0001",
]


def sent_code() -> str:
    return re.search(r"\d{6}", Message.objects.latest("pk").body)[0]


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_of_a_number_is_the_same_number(typed):
    assert clean_phone(typed) == PHONE


@pytest.mark.parametrize("typed", ["", "12345", "23800000001", "138000000011", "1380000000a", "0532-85911234", "１２"])
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        clean_phone(typed)
    assert refused.value.field == "phone"


def test_the_right_code_signs_in_a_new_person_and_the_same_one_again(db):
    send_phone_code(PHONE, MONDAY)
    first = verify_phone_code("+86 138 0000 0001", sent_code(), MONDAY, name="李女士")
    send_phone_code(PHONE, MONDAY + PAUSE)
    again = verify_phone_code(PHONE, sent_code(), MONDAY + PAUSE)
    assert (first.pk, first.name) == (again.pk, "李女士")
    assert Person.objects.count() == 1


def test_neither_phone_nor_code_stands_in_the_database_in_clear(db):
    send_phone_code(PHONE, MONDAY)
    code = sent_code()
    person = verify_phone_code(PHONE, code, MONDAY)
    row = PhoneCode.objects.get()
    assert PHONE not in person.phone_key + person.phone_sealed
    assert code not in row.code_hash + row.phone_key


def test_a_wrong_code_is_refused_and_counted(db):
    send_phone_code(PHONE, MONDAY)
    with pytest.raises(Invalid, match="验证码不对"):
        verify_phone_code(PHONE, wrong(sent_code()), MONDAY)
    assert PhoneCode.objects.get().tries == 1


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_after_ten_guesses_even_the_right_code_is_refused(db):
    send_phone_code(PHONE, MONDAY)
    code = sent_code()
    for _ in range(GUESSES):
        with pytest.raises(Invalid):
            verify_phone_code(PHONE, wrong(code), MONDAY)
    with pytest.raises(NotNow, match="试的次数太多"):
        verify_phone_code(PHONE, code, MONDAY)


def test_at_the_tenth_guess_the_right_code_still_counts(db):
    send_phone_code(PHONE, MONDAY)
    code = sent_code()
    for _ in range(GUESSES - 1):
        with pytest.raises(Invalid):
            verify_phone_code(PHONE, wrong(code), MONDAY)
    assert verify_phone_code(PHONE, code, MONDAY).pk


def test_a_code_works_once_and_for_five_minutes(db):
    send_phone_code(PHONE, MONDAY)
    code = sent_code()
    with pytest.raises(Invalid, match="失效"):
        verify_phone_code(PHONE, code, MONDAY + timedelta(minutes=5))
    verify_phone_code(PHONE, code, MONDAY + timedelta(minutes=5) - timedelta(microseconds=1))
    with pytest.raises(Invalid, match="失效"):
        verify_phone_code(PHONE, code, MONDAY)


def test_the_code_of_one_phone_does_not_open_another(db):
    send_phone_code(PHONE, MONDAY)
    code = sent_code()
    send_phone_code("13800000002", MONDAY)
    with pytest.raises(Invalid, match=r"不对") as refused:
        verify_phone_code("13800000002", code if code != sent_code() else wrong(code), MONDAY)
    assert refused.value.field == "code"


def test_a_minute_must_pass_between_two_codes_however_the_number_is_spelled(db):
    send_phone_code(PHONE, MONDAY)
    for typed in SPELLINGS:
        with pytest.raises(NotNow, match="秒后再要"):
            send_phone_code(typed, MONDAY + PAUSE - timedelta(microseconds=1))
    assert send_phone_code(PHONE, MONDAY + PAUSE).pk


def test_a_phone_gets_five_codes_a_day_and_the_next_day_again(db):
    for turn in range(CODES_A_DAY):
        send_phone_code(PHONE, MONDAY + turn * PAUSE)
    with pytest.raises(NotNow, match="明天再试"):
        send_phone_code(PHONE, MONDAY + timedelta(hours=8))
    assert send_phone_code(PHONE, MONDAY + timedelta(days=1)).pk


def test_one_network_block_gets_twenty_codes_a_day_and_others_are_not_touched(db):
    for turn in range(CODES_A_DAY_PER_BLOCK):
        send_phone_code(f"138000010{turn:02d}", MONDAY, address=f"1.2.3.{turn}")
    with pytest.raises(NotNow, match="网络"):
        send_phone_code("13800002000", MONDAY, address="1.2.3.250")
    assert send_phone_code("13800002000", MONDAY, address="1.2.4.7").pk


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("1.2.3.4", "1.2.3.0/24"),
        ("::ffff:1.2.3.4", "1.2.3.0/24"),
        ("2001:4860:4860::8888", "2001:4860:4860::/48"),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("::1", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_an_address_counts_for_its_block_and_local_ones_for_none(address, block):
    assert address_block(address) == block


def test_a_month_of_wrong_codes_locks_the_phone(db):
    at = MONDAY
    for _ in range(10):
        send_phone_code(PHONE, at)
        code = sent_code()
        for _ in range(GUESSES):
            with pytest.raises(Invalid):
                verify_phone_code(PHONE, wrong(code), at)
        at += timedelta(days=1)
    send_phone_code(PHONE, at)
    with pytest.raises(NotNow, match="12345"):
        verify_phone_code(PHONE, sent_code(), at)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_requests_at_once_one_code_is_sent():
    """Two that look before either writes would both send: the naive check is shown to fail below."""
    outcomes = in_parallel(lambda: send_phone_code(PHONE, MONDAY))
    assert (outcomes.count(True), PhoneCode.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_taking_turns_more_than_one_would_be_sent():
    barrier = threading.Barrier(4)

    def look_then_write() -> None:
        seen = PhoneCode.objects.filter(phone_key="k").exists()
        barrier.wait(10)
        if seen:
            raise Refusal(Words("", ""))
        PhoneCode.objects.create(phone_key="k", code_hash="h", sent_at=MONDAY, until=MONDAY)

    in_parallel(look_then_write, workers=4)
    assert PhoneCode.objects.filter(phone_key="k").count() == 4


@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_once_are_ten_guesses():
    send_phone_code(PHONE, MONDAY)
    bad = wrong(sent_code())
    in_parallel(lambda: verify_phone_code(PHONE, bad, MONDAY), workers=8, each=7)
    assert PhoneCode.objects.get().tries == GUESSES


def in_parallel(act, *, workers: int = 10, each: int = 2) -> list[bool]:
    outcomes: list[bool] = []

    def run() -> None:
        try:
            for _ in range(each if workers != 4 else 1):
                try:
                    act()
                except Refusal:
                    outcomes.append(False)
                else:
                    outcomes.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_the_inbox_shows_codes_in_the_demonstration_only(client, db, settings):
    send_phone_code(PHONE, MONDAY)
    code = sent_code()
    shown = client.get("/inbox").content.decode()
    assert (code in shown, "138****0001" in shown, PHONE in shown) == (True, True, False)
    settings.DEMO = False
    assert client.get("/inbox").status_code == 404


def test_outside_of_the_demonstration_no_message_is_kept(db, settings):
    settings.DEMO = False
    send_phone_code(PHONE, MONDAY)
    assert Message.objects.count() == 0
