"""The list as a workbook: it imports back, and nothing in it runs."""

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY, Cast, cast
from tests.voices.making import accepted, awaiting_verdict, say
from tests.voices.sheets import GOOD, HEADER, xlsx

from shangliang.kernel.refusals import Forbidden
from shangliang.kernel.text import tidy
from shangliang.ledger.models import Event
from shangliang.voices import actions
from shangliang.voices.actions import import_file
from shangliang.voices.actions.exporting import workbook_of
from shangliang.voices.models import Voice
from shangliang.voices.rules.cells import CONTROL
from shangliang.voices.rules.sheets import read_table

pytestmark = pytest.mark.django_db


def exported(who: Cast, folder: Path) -> Path:
    path = folder / "out.xlsx"
    path.write_bytes(actions.export_voices(Voice.objects.order_by("pk"), actor=who.zhou, at=MONDAY))
    return path


def test_what_was_exported_imports_back_without_a_change(tmp_path: Path) -> None:
    who = cast()
    say(who, demand_type="help", district=who.org("laoshan"), happened_on=MONDAY.date(), place_text="王哥庄")
    awaiting_verdict(who)
    import_file(xlsx(tmp_path / "a.xlsx", [HEADER, *GOOD]), actor=who.zhou, at=MONDAY)
    result = import_file(exported(who, tmp_path), actor=who.zhou, at=MONDAY)
    assert (result.read, result.created, result.updated, result.unchanged) == (4, 0, 0, 4)
    assert result.errors == []


def test_a_category_changed_in_the_sheet_comes_back_and_nothing_else_may(tmp_path: Path) -> None:
    who = cast()
    voice = accepted(who)
    table = read_table(exported(who, tmp_path))
    row = list(table.rows[0][1])
    row[table.header.index("事项分类")] = "社会保障与养老"
    path = xlsx(tmp_path / "b.xlsx", [table.header, row])
    assert import_file(path, actor=who.zhou, at=MONDAY).updated == 1
    voice.refresh_from_db()
    assert voice.category == "社会保障与养老"
    row[table.header.index("正文")] = "我什么都没说"
    result = import_file(xlsx(tmp_path / "c.xlsx", [table.header, row]), actor=who.zhou, at=MONDAY)
    assert [(error.row, error.field) for error in result.errors] == [(2, "正文")]


def test_an_unknown_own_code_and_a_late_change_are_named(tmp_path: Path) -> None:
    who = cast()
    awaiting_verdict(who)
    table = read_table(exported(who, tmp_path))
    row = list(table.rows[0][1])
    late = list(row)
    late[table.header.index("事项分类")] = "教育"
    row[table.header.index("来源编号")] = "220926-9999"
    result = import_file(xlsx(tmp_path / "b.xlsx", [table.header, late, row]), actor=who.zhou, at=MONDAY)
    assert [(error.row, error.field) for error in result.errors] == [(2, "事项分类"), (3, "来源编号")]


def test_only_the_hotline_exports_and_that_it_did_is_recorded(tmp_path: Path) -> None:
    who = cast()
    say(who)
    for name in ("li", "chen", "wu", "sysadmin"):
        with pytest.raises(Forbidden):
            actions.export_voices(Voice.objects.all(), actor=getattr(who, name), at=MONDAY)
    exported(who, tmp_path)
    assert Event.objects.filter(kind="voice", verb="export").count() == 1


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@A1",
    "\t=1",
    "＝１",
    '=HYPERLINK("http://x")',
    "_x0041_",
    "=cmd|' /C calc'!A0",
    "http://x.cn",
]


def strings(seed: int) -> list[str]:
    """Two hundred strings of one seed: dangerous beginnings, foreign alphabets, controls, broken pairs of brackets."""
    dice = random.Random(seed)
    pieces = [
        *DANGEROUS,
        "路灯坏了",
        "\n",
        "\t",
        "\u2028",
        "\x1b",
        "\x7f",
        "😀",
        "ạ́",
        "_x000A_",
        "<f>1</f>",
        "]]>",
        "&amp;",
        '"',
    ]
    letters = "".join(chr(n) for n in (*range(32, 127), *range(0xA0, 0x250), *range(0x4E00, 0x4E80), 0xFF1D, 0xFF0B))
    return [
        "".join(
            dice.choice(pieces) if dice.random() < 0.4 else dice.choice(letters) for _ in range(dice.randint(1, 12))
        )
        for _ in range(200)
    ]


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_ten_thousand_strings_are_text_cells_and_come_back_as_they_were(tmp_path: Path, seed: int) -> None:
    """200 strings in each of 50 workbooks: no formula, no link, and the text that was stored is the text read."""
    texts = [*DANGEROUS, *strings(seed)]
    stored = [text for text in (tidy(CONTROL.sub("", text)) for text in texts) if text]
    voices = (
        Voice(pk=-n, code=str(n), title="t", body_original=text, received_at=MONDAY, state="accepted")
        for n, text in enumerate(stored, start=1)
    )
    content, count = workbook_of((voice, None) for voice in voices)
    if not count:
        return
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
    table = read_table(path)
    column = table.header.index("正文")
    assert [tidy(str(cells[column])) for _n, cells in table.rows] == stored


def test_the_plain_writer_would_have_made_a_formula(tmp_path: Path) -> None:
    """Negative control: without the options the same string becomes a formula."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"))
    book.add_worksheet().write(0, 0, "=1+1")
    book.close()
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"<f>" in archive.read("xl/worksheets/sheet1.xml")
