"""The PDF files, measured by what poppler reads in them: where each character stands, and which fonts are inside."""

import re
import shutil
import subprocess
from itertools import pairwise

import pytest
from tests.documents.papers import FORMS, paper

from shangliang.documents.layout import fonts
from shangliang.documents.layout import sheet as s
from shangliang.documents.layout.measures import title_lines
from shangliang.documents.layout.pdf import as_pdf
from shangliang.kernel.refusals import Invalid

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None or fonts.find_fonts() is None,
    reason="poppler-utils or a Chinese font is not installed",
)
MM = 72 / 25.4
CHARACTER = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def run(program, *words, content):
    done = subprocess.run([program, *words], input=content, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def pages(content):
    """Give for each page its words with their places in points: (x, y, to x, text)."""
    told = run("pdftotext", "-bbox", "-", "-", content=content)
    return [
        [(float(x), float(y), float(to), text) for x, y, to, _, text in CHARACTER.findall(page)]
        for page in told.split("<page ")[1:]
    ]


def lines(page):
    """Give the lines of a page that hold nothing but the sample characters: (y, x of the first, x of the end, text)."""
    rows: dict[int, list] = {}
    for x, y, to, text in page:
        if set(text) <= set("商量"):
            rows.setdefault(round(y), []).append((x, to, text))
    return [
        (y, min(row)[0], max(to for _x, to, _t in row), "".join(t for *_xy, t in sorted(row)))
        for y, row in sorted(rows.items())
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_full_page_holds_22_lines_and_each_28_characters(form):
    second = lines(pages(as_pdf(paper(form)))[1])
    whole = [row for row in second if len(row[3]) == 28]
    assert len(whole) >= 10
    gaps = [below[0] - above[0] for above, below in pairwise(whole)]
    assert all(28 <= gap <= 30 for gap in gaps)
    assert sum(gaps) / len(gaps) == pytest.approx(28.9, abs=0.1)
    assert {round(row[1] / MM) for row in whole} == {28}
    assert all(row[2] / MM <= 210 - 26 + 0.1 for row in whole)


def test_a_page_of_text_alone_has_exactly_22_lines():
    sheet = paper(s.PLAIN, blocks=[s.Block(s.FLUSH, "商量" * 14 * 60)], cc=[], printed="", links=[], is_sealed=False)
    assert len(lines(pages(as_pdf(sheet))[1])) == 22


@pytest.mark.parametrize("form", FORMS)
def test_page_numbers_stand_right_then_left_and_7_mm_below_the_type_area(form):
    for place, page in enumerate(pages(as_pdf(paper(form))), start=1):
        foot = [word for word in page if word[1] > (297 - 35) * MM]
        if form == s.LETTER and place == 1:
            assert foot == []
            continue
        told = "".join(text for *_xy, text in sorted(foot))
        assert told.replace(" ", "") == f"—{place}—"
        edge = max(to for _x, _y, to, _t in foot) / MM if place % 2 else min(x for x, *_rest in foot) / MM
        expected = 210 - 26 - 14 / MM if place % 2 else 28 + 14 / MM
        assert edge == pytest.approx(expected, abs=1.1)
        dash = next(word for word in foot if word[3] == "—")
        assert (dash[1] / MM + 14 / MM / 2) - (297 - 35) == pytest.approx(7, abs=1.2)


def test_the_fonts_are_inside_and_none_came_by_itself():
    told = run("pdffonts", "-", content=as_pdf(paper(s.FILE)))
    rows = [line.split() for line in told.splitlines()[2:]]
    assert rows
    assert all("yes" in row for row in rows)
    families = {row[0].split("+")[-1].split("-")[0].lower() for row in rows}
    chosen = {name.replace(" ", "").lower() for name in fonts.find_fonts().families.values()}
    assert all(any(family[:8] in name or name[:8] in family for name in chosen) for family in families)


def test_a_paper_set_in_another_type_says_so():
    chosen = fonts.choose(["Noto Serif CJK SC"])
    assert chosen.replaced == ("仿宋", "楷体", "黑体")
    assert "仿宋" in chosen.note
    assert fonts.choose(["FandolFang R", "FandolKai", "FandolHei", "FandolSong", "Noto Serif CJK SC"]).note == ""


def test_without_a_chinese_font_there_is_a_refusal_and_no_file(monkeypatch):
    assert fonts.choose(["DejaVu Sans"]) is None
    monkeypatch.setattr("shangliang.documents.layout.pdf.find_fonts", lambda _folder: None)
    with pytest.raises(Invalid, match="DOCX"):
        as_pdf(paper(s.FILE))


def test_the_head_of_a_file_begins_72_mm_and_of_a_letter_30_mm_from_the_edge():
    def top(form):
        page = pages(as_pdf(paper(form, mark="市政协")))[0]
        return next(word for word in page if "市政协" in word[3] and word[1] < 120 * MM)[1] / MM

    assert top(s.FILE) == pytest.approx(72, abs=2.5)
    assert top(s.LETTER) == pytest.approx(30, abs=2.5)


@pytest.mark.parametrize(
    ("title", "count"),
    [("短", 1), ("一" * 20, 1), ("一" * 21, 2), ("关于第261114-0001号民声的预警通知", 1), ("“" + "一" * 25 + "”", 2)],
)
def test_titles_break_into_even_lines_and_numbers_stay_whole(title, count):
    rows = title_lines(title)
    assert ("".join(rows), len(rows)) == (title, count)
    assert max(len(row) for row in rows) - min(len(row) for row in rows) <= 3
    assert not any(row.startswith(("，", "。", "”", "》")) for row in rows)
