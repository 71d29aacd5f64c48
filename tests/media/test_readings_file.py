"""A spreadsheet of readings: recognised by names, all or nothing, and the ledger comes back in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cast import MONDAY, cast
from tests.media.pieces import DAY, LATER, published, read

from shangliang.kernel.refusals import Invalid
from shangliang.media import actions, queries
from shangliang.media.actions import Brought
from shangliang.media.models import ReachSnapshot
from shangliang.media.rules.readings import HEADER
from shangliang.voices.rules.sheets import read_table


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def bring(people, tmp_path):
    def bring_in(content: str | bytes, name: str = "r.csv", source: str = "渠道后台") -> Brought:
        path = Path(tmp_path / name)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return actions.import_readings(read_table(path), source=source, actor=people.han, at=LATER)

    return bring_in


def test_rows_are_found_by_code_or_by_link(people, bring):
    one, two = published(people, 1), published(people, 2, kind="live")
    told = f"编号,读数时刻,阅读量,播放量\n{one.code},2022-10-01 18:00,1200,\nhttps://news.example.cn/a/2?utm_a=b,2022/10/1,,7190000\n"
    assert bring(told) == Brought(2, 2, 0)
    assert (queries.reach_total().reads, queries.reach_total().plays) == (1200, 7_190_000)
    assert queries.snapshots_of(two)[0].read_at == datetime(2022, 9, 30, 16, 0, tzinfo=UTC)


def test_bringing_the_same_file_twice_enters_nothing_new(people, bring):
    item = published(people)
    told = f"编号,读数时刻,阅读量\n{item.code},2022-10-01 18:00,1200\n"
    bring(told)
    assert bring(told) == Brought(1, 0, 1)
    assert ReachSnapshot.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("m999,2022-10-01,5,后台", "编号"),
        (",2022-10-01,5,后台", "编号"),
        ("{code},前天,5,后台", "读数时刻"),
        ("{code},2022-10-01,很多,后台", "阅读量"),
        ("{code},2022-10-01,-5,后台", "阅读量"),
        ("{code},2022-09-01,5,后台", "读数时刻"),
        ("{code},2022-10-02,5,", "来源"),
        ("{code},2022-10-05,5,后台\n{code},2022-10-05,6,后台", "读数时刻"),
    ],
)
def test_a_fault_names_row_and_column_and_nothing_is_entered(people, bring, row, field):
    item = published(people)
    good = f"编号,读数时刻,阅读量,来源\n{item.code},2022-10-03,10,后台\n"
    found = bring(good + row.format(code=item.code) + "\n", source="")
    assert [fault.field for fault in found.errors] == [field]
    assert found.errors[0].row == 3 + row.count("\n")
    assert ReachSnapshot.objects.count() == 0


def test_a_moment_that_is_known_with_other_figures_is_a_fault(people, bring):
    item = published(people)
    read(people, item, MONDAY + DAY, reads=10)
    found = bring(f"编号,读数时刻,阅读量\n{item.code},2022-09-27 09:00,11\n")
    assert [fault.field for fault in found.errors] == ["读数时刻"]


def test_a_table_without_the_needed_columns_says_what_it_has(people, bring):
    found = bring("标题,作者\n一,二\n")
    assert len(found.errors) == 3
    assert "标题、作者" in found.errors[0].reason.zh


def test_a_file_that_is_no_table_is_refused(bring):
    with pytest.raises(Invalid):
        bring(b"")
    with pytest.raises(Invalid):
        bring(b"PK\x03\x04 broken", "r.xlsx")


def test_gb18030_is_read(people, bring):
    item = published(people)
    assert bring(f"编号,读数时刻,阅读量\n{item.code},2022年10月1日 18:00,12\n".encode("gb18030")).entered == 1


def test_the_exported_ledger_comes_back_in_with_new_readings(people, bring, tmp_path):
    one, two = published(people, 1), published(people, 2, title="=1+1 不是公式")
    read(people, one, MONDAY + DAY, reads=10)
    book = actions.ledger_workbook(queries.ledger())
    path = tmp_path / "l.xlsx"
    path.write_bytes(book)
    table = read_table(path)
    assert table.header == HEADER
    assert {cells[1] for _, cells in table.rows} == {one.title, two.title}
    assert not table.hollow
    assert bring(book, "l.xlsx") == Brought(1, 0, 1)
