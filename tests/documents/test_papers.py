"""Official papers: numbered without gaps, issued once, never shown to a unit that they are not for."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast

from shangliang.documents.actions import issue_number, issue_paper
from shangliang.documents.models import Paper
from shangliang.documents.queries import paper, papers_of, register, visible_to
from shangliang.kernel.refusals import Forbidden, Invalid
from shangliang.ledger.models import Event
from shangliang.people.actions import give_totp

FACTS = {
    "to": "市园林和林业局",
    "body": ["现将第十八期协商活动形成的金点子转你单位办理。"],
    "points": ["劈柴院增设无障碍坡道。"],
    "rows": [["办理期限", "2022-12-29"]],
    "signer": "秦",
    "cc": ["市委办公厅", "市政府办公厅"],
}


@pytest.fixture
def people(db):
    return cast()


def issued(people, *, facts=None, key="", title="关于转办第18-07号金点子的函"):
    return issue_paper(
        "transfer_letter",
        "18-07",
        title,
        FACTS if facts is None else facts,
        people.chen,
        MONDAY,
        case_kind="idea",
        region=people.org("city"),
        to_unit=people.org("park"),
        from_unit=people.org("studio"),
        key=key,
    )


def test_papers_of_a_kind_are_numbered_from_one_each_year(people):
    numbers = [issued(people).full_number for _ in range(3)]
    assert numbers == ["倾商转〔2022〕1号", "倾商转〔2022〕2号", "倾商转〔2022〕3号"]
    assert issue_number("transfer_letter", 2023) == 1
    assert issue_number("reply_letter", 2022) == 1


def test_a_paper_that_was_not_issued_leaves_no_gap(people):
    issued(people)
    with pytest.raises(RuntimeError):
        issue_then_fail(people)
    assert (issued(people).number, Paper.objects.count()) == (2, 2)


def issue_then_fail(people):
    with transaction.atomic():
        issued(people)
        raise RuntimeError


def test_a_key_issues_a_paper_once(people):
    first, again = issued(people, key="idea:18-07:1"), issued(people, key="idea:18-07:1")
    assert (first.pk == again.pk, Paper.objects.count(), Event.objects.filter(kind="paper").count()) == (True, 1, 1)


@pytest.mark.parametrize("name", ["li", "zhao", "han", "reviewer", "sysadmin", "auditor", "wu"])
def test_other_roles_issue_nothing(people, name):
    with pytest.raises(Forbidden):
        issue_paper("transfer_letter", "18-07", "题", FACTS, getattr(people, name), MONDAY)


@pytest.mark.parametrize(
    ("kind", "title", "facts", "field"),
    [
        ("love_letter", "题", FACTS, "kind"),
        ("transfer_letter", "  ", FACTS, "title"),
        ("transfer_letter", "题", {"to": "某局"}, "body"),
        ("transfer_letter", "题", {"body": ["x"], "colour": "red"}, "colour"),
    ],
)
def test_a_paper_that_says_nothing_or_too_much_is_refused(people, kind, title, facts, field):
    with pytest.raises(Invalid) as refused:
        issue_paper(kind, "18-07", title, facts, people.chen, MONDAY)
    assert (refused.value.field, Paper.objects.count()) == (field, 0)


def test_a_unit_reads_what_is_for_it_and_no_other_unit_does(people):
    made = issued(people)
    assert paper(people.wu, made.code) == made
    assert (paper(people.co, made.code), paper(people.li, made.code)) == (None, None)
    assert [row.pk for row in register(people.chen).rows] == [made.pk]
    assert not visible_to(people.far).exists()


def test_the_papers_of_a_case_are_found_by_its_code(people):
    made = issued(people)
    assert list(papers_of("idea", "18-07")) == [made]
    assert not papers_of("voice", "18-07").exists()


@pytest.fixture
def liaison(client, people):
    give_totp(people.account("chen"))
    client.force_login(people.account("chen"))
    client.get("/desk/papers")
    return client


def test_the_paper_is_printed_with_everything_on_it(liaison, people):
    made = issued(people, facts={**FACTS, "body": ["<b>注入</b>&"]})
    page = liaison.get(f"/desk/papers/{made.code}").content.decode()
    for words in (
        "倾商转〔2022〕1号",
        "市园林和林业局：",
        "劈柴院增设无障碍坡道。",
        "签发人：秦",
        "抄送：市委办公厅、市政府办公厅",
    ):
        assert words in page
    assert ("<b>注入</b>" in page, "&lt;b&gt;注入" in page) == (False, True)


def test_the_register_costs_the_same_at_one_and_three_papers(liaison, people):
    counts = []
    for _ in range(3):
        issued(people)
        with CaptureQueriesContext(connection) as counted:
            assert liaison.get("/desk/papers").status_code == 200
        counts.append(len(counted))
    assert (len(set(counts)), counts[0] <= 5) == (1, True)


def test_an_unknown_paper_is_not_found_and_another_units_neither(client, people):
    made = issued(people)
    give_totp(people.account("co"))
    client.force_login(people.account("co"))
    for code in (made.code, "transfer-letter-2022-99", "nonsense", "transfer-letter-2022-" + "9" * 30):
        assert client.get(f"/desk/papers/{code}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_are_all_different_and_without_gap():
    given: list[int] = []

    def take() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    given.append(issue_number("minutes", 2022))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(given) == list(range(1, 31))
