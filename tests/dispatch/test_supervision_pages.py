"""The pages of spreadsheets, limits, catalogue, figures, separate handling and batches, by clicking."""

import io
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import DAY
from tests.dispatch.test_order_pages import Clock, clock, door, post  # noqa: F401 - fixtures

from shangliang.dispatch.models import CatalogueEntry, Dispatch, Milestone
from shangliang.dispatch.rules.kpis import KPIS
from shangliang.dispatch.rules.sheet import COLUMNS
from shangliang.ledger.actions import recount_open
from shangliang.ledger.models import CalendarChange, Event
from shangliang.ledger.queries import policy_limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


# --- Spreadsheets -----------------------------------------------------------------------------------------------


def sheet(people, who="wu"):
    """Return the lines of the workbook that somebody takes away, the header first."""
    answer = door(people, who).get("/desk/cases/sheet.xlsx")
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def rows_by_code(lines):
    return {row[0]: row for row in lines[1:]}


def brought(people, lines, then, who="wu"):
    """Bring lines back as a workbook and return the page."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for number, line in enumerate(lines):
        page.write_row(number, 0, line)
    book.close()
    out.seek(0)
    out.name = "cases.xlsx"
    return door(people, who).post("/desk/cases/sheet", {"file": out, "then": then}).content.decode()


def fill(row, act, words="", day="", proof=""):
    row[6:10] = [act, words, day, proof]


def test_the_sheet_that_is_taken_away_changes_nothing_when_it_comes_back_as_it_is(people, clock):  # noqa: F811
    orders.issued(people)
    orders.answered(people, letter="B")
    before = Event.objects.count()
    book = sheet(people)
    assert book[0] == list(COLUMNS)
    assert len(book) == 3
    page = brought(people, book, "do")
    assert "没填 2" in page
    assert Event.objects.count() == before


def test_a_rehearsal_writes_nothing_and_the_real_run_does_each_line_once(people, clock):  # noqa: F811
    first, second = orders.issued(people), orders.signed(people, orders.issued(people))
    late = orders.answered(people, letter="B")
    book = sheet(people)
    rows = rows_by_code(book)
    fill(rows[first.code], "签收")
    fill(rows[second.code], "首次联系", "电话里问清了位置")
    fill(rows[late.code], "报进度", "修完了", "2022-09-26", "验收照片")
    before = Event.objects.count()
    assert "会办好" in brought(people, book, "look")
    assert Event.objects.count() == before
    assert "办 3" in brought(people, book, "do")
    states = {row.code: row.state for row in Dispatch.objects.all()}
    assert (states[first.code], states[second.code]) == ("signed", "handling")
    assert Milestone.objects.get(dispatch=late, is_void=False, evidence="验收照片").done_on == date(2022, 9, 26)
    after = Event.objects.count()
    assert "办过 3" in brought(people, book, "do")
    assert Event.objects.count() == after


def test_faulty_lines_say_what_is_wrong_and_stop_no_other(people, clock):  # noqa: F811
    mine, moved = orders.issued(people), orders.issued(people)
    theirs = orders.issued(people)
    Dispatch.objects.filter(pk=theirs.pk).update(lead_unit=people.org("roads"))
    book = sheet(people)
    rows = rows_by_code(book)
    assert theirs.code not in rows
    fill(rows[mine.code], "签收")
    fill(rows[moved.code], "签收")
    book.append([theirs.code, "", "", "", "", "", "签收", "", "", "", "1"])
    book.append([mine.code, "", "", "", "", "", "销号", "", "", "", "1"])
    orders.signed(people, moved)
    page = brought(people, book, "do")
    for words in ("请重新导出", "不归您办", "不是能批量办的事", "办 1"):
        assert words in page
    mine.refresh_from_db()
    assert mine.state == "signed"


def test_a_file_of_another_kind_is_refused_in_words(people, clock):  # noqa: F811
    file = io.BytesIO("编号,姓名\n1,李\n".encode())
    file.name = "x.csv"
    answer = door(people, "wu").post("/desk/cases/sheet", {"file": file, "then": "look"})
    assert answer.status_code == 422
    assert "缺少这些列" in answer.content.decode()


# --- Limits and calendar --------------------------------------------------------------------------------------


def test_the_editor_writes_versions_and_notices_and_says_what_moved(people, clock):  # noqa: F811
    orders.handling(people)
    post(people, "sysadmin", "/desk/limits", which="policy", **{
        "policy-rule": "voice.normal.due", "policy-number": 3, "policy-unit": "wd", "policy-basis": "新规定",
        "policy-since": "2022-10-01",
    })  # fmt: skip
    assert policy_limit("voice.normal", "due", date(2022, 10, 1)).number == 3
    post(people, "sysadmin", "/desk/limits", which="calendar", **{
        "calendar-notice": "国办发明电〔2022〕99号",
        "calendar-lines": "2022-09-28 至 2022-09-29 休 调整\n2022-10-22 班 调整",
    })  # fmt: skip
    assert CalendarChange.objects.get().days == ["2022-09-28休", "2022-09-29休", "2022-10-22班"]
    assert "正在重算" in door(people, "sysadmin").get("/desk/limits").content.decode()
    moved = recount_open(MONDAY)
    page = door(people, "sysadmin").get("/desk/limits").content.decode()
    assert moved > 0
    assert f"改期 {moved} 件" in page
    assert "v1/2" in page


@pytest.mark.parametrize("line", ["明天休", "2022-13-01 休", "2022-10-02 至 2022-10-01 休"])
def test_a_line_that_cannot_be_read_is_named(people, clock, line):  # noqa: F811
    answer = door(people, "sysadmin").post(
        "/desk/limits", {"which": "calendar", "calendar-notice": "x", "calendar-lines": line}
    )
    assert answer.status_code == 422
    assert "第 1 行" in answer.content.decode()
    assert not CalendarChange.objects.exists()


# --- Catalogue, separate handling ----------------------------------------------------------------------------


def test_a_line_is_written_and_suggested_with_its_reason(people, clock):  # noqa: F811
    post(people, "zhou", "/desk/catalogue", category="城市管理", unit=people.org("roads").pk, basis="三定第 3 条")
    assert CatalogueEntry.objects.get().version == 1
    voice = orders.voice(people)
    type(voice).objects.filter(pk=voice.pk).update(category="城市管理")
    page = door(people, "zhou").get(f"/desk/dispatch/voice/{voice.code}").content.decode()
    assert "城市管理 v1" in page
    assert "三定第 3 条" in page


def test_an_idea_is_handed_to_two_units_with_their_points_from_the_page(people, clock):  # noqa: F811
    idea = orders.approved(people)
    post(people, "zhou", f"/desk/dispatch/idea/{idea.code}", lead=people.org("park").pk, lead_points="1",
         unit_1=people.org("roads").pk, points_1="2", words_1="停车")  # fmt: skip
    first, second = Dispatch.objects.order_by("pk")
    assert (first.share_points, second.share_points, second.share) == ([1], [2], "停车")
    page = door(people, "sun").get(f"/desk/cases/{first.code}").content.decode()
    assert "2 个单位各办一块" in page


def test_co_units_beside_separate_handling_are_refused_with_what_was_typed(people, clock):  # noqa: F811
    idea = orders.approved(people)
    answer = door(people, "zhou").post(
        f"/desk/dispatch/idea/{idea.code}",
        {"lead": people.org("park").pk, "co_units": [people.org("roads").pk], "unit_1": people.org("roads").pk},
    )
    assert answer.status_code == 422
    assert not Dispatch.objects.exists()


# --- Figures ----------------------------------------------------------------------------------------------------


def test_every_figure_on_the_public_page_opens_the_cases_behind_it(people, clock):  # noqa: F811
    order = orders.closed(people, orders.handling(people, orders.issued(people, orders.approved(people))))
    clock.at = MONDAY + 5 * DAY
    page = door(people, "").get("/progress").content.decode()
    for kpi in KPIS:
        assert f'href="/progress/figures/{kpi.code}"' in page
        assert kpi.words in page
        opened = door(people, "").get(f"/progress/figures/{kpi.code}")
        assert opened.status_code == 200
    assert order.code in door(people, "").get("/progress/figures/echo").content.decode()
    assert door(people, "").get("/progress/figures/nothing").status_code == 404
    assert door(people, "").get("/progress/figures/echo?kind=voice").content.decode().count(order.code) == 0


def test_a_private_voice_is_counted_and_never_told(people, clock):  # noqa: F811
    order = orders.answered(people)
    clock.at = MONDAY + 5 * DAY
    page = door(people, "").get("/progress/figures/echo").content.decode()
    assert order.code in page
    assert order.title not in page
