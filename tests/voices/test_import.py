"""Files that come in: cells cleaned, dates read, rows kept, the same row never twice."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.voices.bringing import NOW, bring, empty_town, nothing_is_there
from tests.voices.sheets import GOOD, HEADER, csv_file, xlsx

from shangliang.kernel.refusals import Forbidden
from shangliang.voices import actions
from shangliang.voices.actions import import_file
from shangliang.voices.models import ImportedRow, Voice, VoiceReply
from shangliang.voices.rules.columns import LABELS, NAMES, recognise
from shangliang.voices.rules.decoding import decode

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> None:
    empty_town()


def test_cells_are_cleaned_and_both_spellings_of_dates_are_read(town: None, tmp_path: Path) -> None:
    result = bring(xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD]))
    assert (result.created, result.errors) == (2, [])
    lamp, meals = Voice.objects.order_by("pk")
    assert lamp.body_original == "晚上很黑， 老人摔了一跤。"
    assert lamp.received_at == datetime(2022, 9, 20, 3, 25, 5, tzinfo=UTC)
    assert meals.received_at == datetime(2022, 9, 21, 0, 0, tzinfo=UTC)
    assert (lamp.external_id, lamp.likes, lamp.source, lamp.state) == ("188006", 3, "12345", "accepted")


def test_the_original_row_is_kept_cell_by_cell(town: None, tmp_path: Path) -> None:
    bring(xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD]))
    row = ImportedRow.objects.order_by("pk")[0]
    assert (row.row, row.file_name) == (2, "a.xlsx")
    assert row.cells["留言详情"] == GOOD[0][4]
    assert row.cells["留言时间"] == "2022/9/20 11:25:05"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2022/9/20 11:25:05", (2022, 9, 20, 3, 25, 5)),
        ("2022-09-20 11:25", (2022, 9, 20, 3, 25, 0)),
        ("2022年9月20日 11时25分", (2022, 9, 20, 3, 25, 0)),
        ("2022.9.20", (2022, 9, 19, 16, 0, 0)),
        ("２０２２／９／２０", (2022, 9, 19, 16, 0, 0)),
        ("2022-09-20T11:25:05+08:00", (2022, 9, 20, 3, 25, 5)),
        ("2022-09-20T03:25:05Z", (2022, 9, 20, 3, 25, 5)),
        ("2022-09-20T03:25:05.123Z", (2022, 9, 20, 3, 25, 5)),
        (44824.475, (2022, 9, 20, 3, 24, 0)),
    ],
)
def test_dates_are_read_as_offices_write_them(town: None, tmp_path: Path, written: object, expected: tuple) -> None:
    result = bring(xlsx(tmp_path / "a.xlsx", [("正文", "日期"), ("路灯坏了三盏", written)]))
    assert not result.errors
    assert Voice.objects.get().received_at == datetime(*expected, tzinfo=UTC)


def test_date_cells_of_a_workbook_are_dates(town: None, tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["正文", "日期"])
    sheet.write(1, 0, "路灯坏了三盏")
    sheet.write_datetime(1, 1, datetime(2022, 9, 20, 11, 25, 5), book.add_format({"num_format": "yyyy/m/d h:mm"}))
    book.close()
    assert not bring(tmp_path / "a.xlsx").errors
    assert Voice.objects.get().received_at == datetime(2022, 9, 20, 3, 25, 5, tzinfo=UTC)


def test_the_same_file_again_changes_nothing_and_a_changed_row_updates(town: None, tmp_path: Path) -> None:
    bring(xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD]))
    again = bring(tmp_path / "a.xlsx")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    more = bring(xlsx(tmp_path / "b.xlsx", [HEADER, GOOD[0], (*GOOD[1][:6], 25)]))
    assert (more.created, more.updated, more.unchanged) == (0, 1, 1)
    assert Voice.objects.get(external_id="188007").likes == 25
    assert Voice.objects.count() == 2


def test_what_a_person_decided_survives_the_same_row_again(town: None, tmp_path: Path) -> None:
    rows = [("编号", "正文", "分类"), (1, "路灯坏了三盏", "其他")]
    bring(xlsx(tmp_path / "a.xlsx", rows))
    actions.classify(Voice.objects.select_related("region").get(), actor=agent(), at=NOW, category="城市管理")
    assert bring(tmp_path / "a.xlsx").unchanged == 1
    assert Voice.objects.get().category == "城市管理"


def agent():
    from tests.voices.making import citizen

    from shangliang.people.models import Person

    return citizen(Person.objects.get(name="热线老周"))


def test_two_sources_may_use_the_same_number(town: None, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD])
    bring(path, source="甲")
    assert bring(path, source="乙").created == 2


def test_a_row_with_a_reply_is_a_closed_case_and_a_later_reply_closes_an_open_one(town: None, tmp_path: Path) -> None:
    head = ("编号", "正文", "日期", "答复内容", "答复时间")
    first = (1, "路灯坏了三盏", "2022-9-1", "已修好。", "2022-9-3")
    bring(xlsx(tmp_path / "a.xlsx", [head, first, (2, "水管漏了两天", "2022-9-1", "", "")]))
    assert dict(Voice.objects.values_list("external_id", "state")) == {"1": "closed_unrated", "2": "accepted"}
    answered = (2, "水管漏了两天", "2022-9-1", "已换管。", "2022-9-4")
    result = bring(xlsx(tmp_path / "b.xlsx", [head, first, answered]))
    assert (result.updated, result.unchanged) == (1, 1)
    assert Voice.objects.filter(state="closed_unrated").count() == VoiceReply.objects.count() == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_that_offices_use(town: None, tmp_path: Path, encoding: str) -> None:
    result = bring(csv_file(tmp_path / "a.csv", [HEADER, *GOOD], encoding))
    assert (result.created, result.errors) == (2, [])
    assert Voice.objects.get(external_id="188007").title == "助餐点周末不开门"


def test_the_points_that_gb18030_of_2022_moved_are_read_as_it_says() -> None:
    moved = {
        "A6D9": 0xFE10,
        "A6DA": 0xFE12,
        "A6DB": 0xFE11,
        "A6ED": 0xFE18,
        "A6F3": 0xFE19,
        "FE59": 0x9FB4,
        "FEA0": 0x9FBB,
    }
    for code, point in moved.items():
        raw = "路灯坏了".encode("gb18030") + bytes.fromhex(code)
        assert decode(raw) == ("路灯坏了" + chr(point), "GB18030")
        assert raw.decode("gb18030")[-1] != chr(point), "the plain codec still follows the older table"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=40))
@example("一虺丁一")
@settings(max_examples=400, deadline=None)
def test_chinese_of_four_characters_and_more_is_told_apart_from_utf8(text: str) -> None:
    assert decode(text.encode("gb18030")) == (text, "GB18030")
    assert decode(text.encode())[0] == text


def test_semicolons_and_tabs_part_cells_too(town: None, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号;正文\n1;路灯坏了三盏\n", "utf-8")
    (tmp_path / "b.csv").write_text("编号\t正文\n2\t路灯坏了四盏\n", "utf-8")
    assert [bring(tmp_path / name).created for name in ("a.csv", "b.csv")] == [1, 1]


def test_json_lines_come_in(town: None, tmp_path: Path) -> None:
    rows = [{"id": 1, "content": "路灯坏了三盏", "date": "2022-09-20", "likes": 2}, {"id": 2, "title": "水管漏了"}]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert bring(tmp_path / "a.jsonl").created == 2


def test_a_cell_with_line_breaks_and_commas_stays_one_cell(town: None, tmp_path: Path) -> None:
    bring(csv_file(tmp_path / "a.csv", [("编号", "正文"), (1, '他说："别急，\n再等等"')]))
    assert Voice.objects.get().body_original == '他说："别急，\n再等等"'


def test_columns_are_recognised_by_any_of_their_names() -> None:
    for target, names in NAMES.items():
        assert target in LABELS
        for name in names:
            assert recognise(("没有用的列", f" {name.upper()} ")).get(target) == 1, (target, name)


def test_a_mapping_given_by_hand_replaces_the_recognition(town: None, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("甲", "乙", "丙"), ("路灯坏了三盏", "2022-9-1", "K1")])
    assert bring(path).errors
    assert bring(path, mapping={"body": "甲", "received_at": 1, "external_id": "丙"}).created == 1
    assert Voice.objects.get().external_id == "K1"


def test_without_an_id_column_the_same_words_are_still_imported_once(town: None, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("正文", "日期"), ("路灯坏了三盏", "2022-9-1")])
    assert bring(path).created == 1
    assert bring(path).unchanged == 1


def test_a_dry_run_counts_and_writes_nothing(town: None, tmp_path: Path) -> None:
    result = bring(xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD]), dry_run=True)
    assert (result.created, result.is_written) == (2, False)
    assert nothing_is_there()


def test_those_who_may_not_import_are_refused(town: None, tmp_path: Path) -> None:
    from tests.voices.making import citizen

    from shangliang.people.models import Person

    path = xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD])
    for name in ("市民小李", "联络室陈", "部门吴", "系统管理员"):
        with pytest.raises(Forbidden):
            import_file(path, actor=citizen(Person.objects.get(name=name)), at=NOW)
    assert nothing_is_there()
