"""Bad input: a clear message that names row and field, and nothing half-imported."""

import json
import random
import struct
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.voices.bringing import bring, empty_town, faults, nothing_is_there
from tests.voices.sheets import GOOD, HEADER, csv_file, packed, sheet_xml, xlsx

from shangliang.kernel.refusals import Invalid
from shangliang.voices.actions import ImportResult
from shangliang.voices.models import Voice
from shangliang.voices.rules.columns import LABELS
from shangliang.voices.rules.sheets import COMMAND, MEGABYTE, UPLOAD, read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> None:
    empty_town()


BAD_CELLS = [
    ("留言时间", "2022/13/45", "不是认得出的日期"),
    ("留言时间", "昨天下午", "不是认得出的日期"),
    ("留言时间", "2023-01-01", "晚于现在"),
    ("留言时间", "1900-01-01", "早于"),
    ("留言时间", "0000-00-00", "不是认得出的日期"),
    ("留言时间", "12:30", "不是认得出的日期"),
    ("留言时间", 5.5, "不是认得出的日期"),
    ("点赞数", "很多", "整数"),
    ("点赞数", -3, "整数"),
    ("点赞数", 2.5, "整数"),
    ("反对数", "1e99", "整数"),
    ("留言详情", "字" * 20_001, "最多 20000 个"),
    ("留言用户", "名" * 81, "最多 80 个"),
]


@pytest.mark.parametrize(("column", "value", "reason"), BAD_CELLS)
def test_a_bad_cell_is_named_by_row_column_reason_and_value(
    town: None, tmp_path: Path, column: str, value: object, reason: str
) -> None:
    row = list(GOOD[1])
    row[HEADER.index(column)] = value
    result = bring(xlsx(tmp_path / "a.xlsx", [HEADER, GOOD[0], row]))
    assert [(error.row, error.field) for error in result.errors] == [(3, column)]
    assert reason in result.errors[0].reason.zh
    assert result.errors[0].value
    assert (result.read, result.rejected, result.created) == (2, 1, 0)
    assert nothing_is_there()


def test_text_of_100_000_characters_is_named_with_its_length(town: None, tmp_path: Path) -> None:
    result = bring(csv_file(tmp_path / "a.csv", [HEADER, (*GOOD[0][:4], "字" * 100_000, 0, 0)]))
    assert faults(result) == [(2, "留言详情", "有 100000 个字，最多 20000 个。")]
    assert len(result.errors[0].value) <= 60
    assert nothing_is_there()


def test_good_rows_are_kept_only_when_asked_for(town: None, tmp_path: Path) -> None:
    bad = (*GOOD[1][:3], "昨天", *GOOD[1][4:])
    path = xlsx(tmp_path / "a.xlsx", [HEADER, GOOD[0], bad])
    assert bring(path).created == 0
    assert nothing_is_there()
    result = bring(path, keep_good=True)
    assert (result.created, result.rejected) == (1, 1)
    assert Voice.objects.count() == 1


def test_duplicate_rows_name_both_places(town: None, tmp_path: Path) -> None:
    result = bring(xlsx(tmp_path / "a.xlsx", [HEADER, GOOD[0], GOOD[1], GOOD[0]]))
    assert faults(result) == [(4, "留言编号", "与第 2 行重复。")]
    assert nothing_is_there()


def test_wrong_columns_say_what_was_found_and_what_is_missing(town: None, tmp_path: Path) -> None:
    result = bring(xlsx(tmp_path / "a.xlsx", [("姓名", "金额"), ("张三", 5)]))
    assert [(error.row, error.field) for error in result.errors] == [(1, "正文")]
    assert "姓名、金额" in result.errors[0].reason.zh
    assert result.rejected == 1
    assert nothing_is_there()


def test_a_column_cannot_be_two_things(town: None, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("甲", "乙"), ("路灯坏了", "x")])
    assert len(bring(path, mapping={"body": 0, "title": 0}).errors) == 2
    assert bring(path, mapping={"body": 7}).errors[0].reason.zh == "指定的列不在文件里。"
    assert bring(path, mapping={"body": "丙"}).errors[0].reason.zh == "指定的列不在文件里。"


def test_a_row_without_text_and_a_reply_before_the_message_are_named(town: None, tmp_path: Path) -> None:
    head = ("编号", "正文", "日期", "答复", "答复时间")
    rows = [head, (1, "", "2022-9-1", "", ""), (2, "路灯坏了", "2022-9-5", "好了", "2022-9-1")]
    assert [(row, name) for row, name, _ in faults(bring(xlsx(tmp_path / "a.xlsx", rows)))] == [
        (2, "正文"),
        (3, "答复时间"),
    ]
    assert nothing_is_there()


def test_formula_cells_are_taken_as_the_text_they_show(town: None, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("编号", "正文"), (1, None)], formulas=[(1, 1, '="路灯"&"坏了"', "路灯坏了三盏")])
    assert bring(path).created == 1
    assert Voice.objects.get().body_original == "路灯坏了三盏"


def test_a_formula_without_a_stored_result_is_named(town: None, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("编号", "正文"), (1, None)], formulas=[(1, 1, "=A1&A2", "")])
    result = bring(path)
    assert [(error.row, error.field) for error in result.errors] == [(2, "正文")]
    assert "公式" in result.errors[0].reason.zh
    assert nothing_is_there()


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x","y")', "+86 路灯", "-路灯坏了", "@SUM(A1)", "＝１＋１"]
)
def test_text_that_looks_like_a_formula_stays_text(town: None, tmp_path: Path, text: str) -> None:
    bring(xlsx(tmp_path / "a.xlsx", [("编号", "正文"), (1, f"{text} 路灯")]))
    assert Voice.objects.get().body_original == f"{text} 路灯"


def whole_file(result: ImportResult) -> str:
    assert [(error.row, error.field) for error in result.errors] == [(0, "file")]
    assert nothing_is_there()
    return result.errors[0].reason.zh


def test_an_empty_file_a_bare_header_and_an_empty_sheet_say_so(town: None, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert "空的" in whole_file(bring(tmp_path / "empty.csv"))
    assert "只有表头" in whole_file(bring(xlsx(tmp_path / "a.xlsx", [HEADER])))
    assert "没有数据" in whole_file(bring(xlsx(tmp_path / "b.xlsx", [])))


def test_a_60_mb_file_is_refused_before_it_is_read(town: None, tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(60 * MEGABYTE)
    started = time.perf_counter()
    assert "60 MB" in whole_file(bring(path, limits=UPLOAD))
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (b"PK\x03\x04 and then nothing", "打不开"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "编码"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 4000, ""),
        ('编号,正文\n1,"没有收尾的引号\n2,路灯\n'.encode(), "引号"),
        (b'{"id": 1, "content": "a"}\n{broken\n', "JSON"),
        (b"\xef\xbb\xbf\xff\xfe", "编码"),
    ],
)
def test_broken_and_foreign_files_are_refused_in_words(town: None, tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    result = bring(path)
    assert result.errors
    assert word in result.errors[0].reason.zh
    assert nothing_is_there()


def row_of(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def head_rows() -> str:
    return row_of(1, text_cell("A1", "编号") + text_cell("B1", "正文"))


def bombs(folder: Path) -> dict[str, Path]:
    """Workbooks that are small to send and large to read."""
    many = "".join(row_of(r, "".join(f'<c r="{c}{r}"><v>1</v></c>' for c in "AB")) for r in range(2, 110_000))
    wide = row_of(2, "".join(f'<c r="A{i}"><v>1</v></c>' for i in range(250_000)))
    names = {
        "many rows": packed(folder / "1.xlsx", sheet_xml(head_rows() + many)),
        "many cells in a row": packed(folder / "2.xlsx", sheet_xml(head_rows() + wide)),
        "a far row": packed(folder / "3.xlsx", sheet_xml(head_rows() + row_of(1_048_576, text_cell("A1048576", "x")))),
        "a far column": packed(folder / "4.xlsx", sheet_xml(head_rows() + row_of(2, text_cell("XFD2", "x")))),
        "60 MB of spaces": packed(folder / "5.xlsx", sheet_xml(" " * (60 * MEGABYTE))),
        "a tight pack": packed(folder / "6.xlsx", sheet_xml(" " * (20 * MEGABYTE))),
        "entities": packed(
            folder / "7.xlsx",
            b'<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + sheet_xml("&b;"),
        ),
        "an outside entity": packed(
            folder / "8.xlsx", b'<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sheet_xml("&a;")
        ),
        "tight shared strings": packed(
            folder / "9.xlsx", sheet_xml(head_rows()), shared=b"<sst>" + b"<si><t>a</t></si>" * 4_000_000 + b"</sst>"
        ),
        "a lie about the size": lying(packed(folder / "10.xlsx", sheet_xml(" " * (30 * MEGABYTE)))),
    }
    names["no sheet"] = folder / "11.xlsx"
    with zipfile.ZipFile(names["no sheet"], "w") as archive:
        archive.writestr("hello.txt", "hello")
    names["many entries"] = folder / "12.xlsx"
    with zipfile.ZipFile(names["many entries"], "w") as archive:
        for i in range(3000):
            archive.writestr(f"{i}", b"")
    return names


def lying(path: Path) -> Path:
    """Make the archive claim that every entry is tiny."""
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", raw, at + 24, min(struct.unpack_from("<I", raw, at + 24)[0], 1000))
        at = raw.find(b"PK\x01\x02", at + 4)
    path.write_bytes(raw)
    return path


def test_twelve_bombs_are_refused_each_within_two_seconds_of_work(town: None, tmp_path: Path) -> None:
    found = bombs(tmp_path)
    assert len(found) == 12
    for name, path in found.items():
        started = time.process_time()
        result = bring(path, limits=UPLOAD)
        assert result.errors, name
        assert time.process_time() - started <= 2, name
    assert nothing_is_there()


def test_without_the_limits_a_bomb_would_be_read(tmp_path: Path) -> None:
    """Negative control: the same workbook passes when the limits are wide, so it is the limits that refuse it."""
    path = packed(
        tmp_path / "1.xlsx",
        sheet_xml(head_rows() + "".join(row_of(r, text_cell(f"B{r}", "x")) for r in range(2, 21_000))),
    )
    assert len(read_table(path, limits=COMMAND).rows) == 20_998
    with pytest.raises(Invalid):
        read_table(path, limits=UPLOAD)


def test_three_hundred_mutilated_workbooks_end_in_words_never_in_an_exception(town: None, tmp_path: Path) -> None:
    whole = xlsx(tmp_path / "whole.xlsx", [HEADER, *GOOD]).read_bytes()
    dice = random.Random(20220926)
    for _ in range(300):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 12)):
            act, at = dice.randrange(3), dice.randrange(len(raw))
            if act == 0:
                raw[at] = dice.randrange(256)
            elif act == 1:
                del raw[at : at + dice.randint(1, 60)]
            else:
                raw[at:at] = dice.randbytes(dice.randint(1, 30))
        path = tmp_path / "m.xlsx"
        path.write_bytes(raw)
        result = bring(path, dry_run=True)
        assert result.errors or result.created
    assert nothing_is_there()


CELLS = st.one_of(
    st.text(max_size=40),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)).map(str),
    st.sampled_from(["", "=1+1", "2022/9/20 11:25:05", "\x00", "NaN", "١٢", "𠮷", "٣", "²", "\ud800"]),
)


@given(st.lists(st.lists(CELLS, min_size=len(LABELS), max_size=len(LABELS)), min_size=1, max_size=4))
@example([["\ud800"] * len(LABELS)])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_cells_a_row_is_imported_or_named(
    town: None, tmp_path: Path, rows: list[list[object]]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(dict(zip(LABELS, row, strict=True))) for row in rows), "utf-8")
    Voice.objects.all().delete()
    result = bring(path, keep_good=True)
    named = {error.row for error in result.errors}
    assert result.created + result.updated + result.unchanged + len(named) == len(rows)
    assert Voice.objects.count() == result.created
