"""The hand-over list: what the hotline's system takes in, as CSV and as XLSX."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import cast
from tests.dispatch.orders import approved, issued, limits, voice

from shangliang.adapters.files import HEADER, as_csv, as_xlsx, handover_rows
from shangliang.dispatch.models import Dispatch
from shangliang.voices.rules.sheets import read_table


@pytest.fixture
def people(db):
    limits()
    return cast()


def cells(row) -> dict[str, str]:
    return dict(zip(HEADER, row, strict=True))


def test_every_order_is_a_row_with_its_units_and_limits(people):
    issued(people, approved(people), co_units=[people.org("roads")])
    issued(people, voice(people))
    second, first = map(cells, handover_rows(Dispatch.objects.all()))
    assert (first["类别"], first["原编号"], first["文号"]) == ("金点子", "18-01", "倾商〔2022〕18-01")
    assert (first["主办单位"], first["会办单位"], first["状态"]) == ("市园林和林业局", "市城市管理局", "待签收")
    assert (second["类别"], second["转办时刻"], second["会办单位"]) == ("民声", "2022-09-26 09:00", "")
    assert second["答复期限"] > second["转办时刻"]


def test_the_list_names_no_person(people):
    issued(people, approved(people))
    issued(people, voice(people))
    told = as_csv(handover_rows(Dispatch.objects.all())).decode("utf-8-sig")
    assert [name for name in ("市民小李", "委员赵", "热线老周") if name in told] == []


def test_both_files_hold_the_same_rows(people, tmp_path):
    issued(people, approved(people))
    rows = handover_rows(Dispatch.objects.all())
    path = tmp_path / "list.xlsx"
    path.write_bytes(as_xlsx(rows))
    table = read_table(path)
    told = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"))))
    assert (table.header, tuple(told[0])) == (HEADER, HEADER)
    assert [tuple(row) for row in told[1:]] == [tuple(line) for _, line in table.rows] == rows


@pytest.mark.parametrize("title", ["=1+1", "+86", "-2", "@SUM(A1)", "=HYPERLINK(1)"])
def test_no_cell_runs_where_it_is_opened(title, tmp_path):
    row = tuple(title if name == "事项" else "x" for name in HEADER)
    told = list(csv.reader(io.StringIO(as_csv([row]).decode("utf-8-sig"))))
    assert told[1][HEADER.index("事项")] == f"'{title}"
    path = tmp_path / "list.xlsx"
    path.write_bytes(as_xlsx([row]))
    table = read_table(path)
    assert (table.rows[0][1][HEADER.index("事项")], table.hollow) == (title, frozenset())


def test_the_list_costs_two_statements_however_long(people):
    for number in range(3):
        issued(people, voice(people, text=f"劲松路第 {number} 盏路灯不亮"), co_units=[people.org("roads")])
    with CaptureQueriesContext(connection) as counted:
        assert len(handover_rows(Dispatch.objects.all())) == 3
    assert len(counted) == 2
