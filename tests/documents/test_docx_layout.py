"""The DOCX files, measured by the numbers of GB/T 9704-2012."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from tests.documents.papers import FORMS, paper

from shangliang.documents.layout import sheet as s
from shangliang.documents.layout.docx import as_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(sheet):
    return docx.Document(io.BytesIO(as_docx(sheet)))


def mm(length) -> float:
    return round(length / Mm(1), 1)


@pytest.mark.parametrize("form", FORMS)
def test_the_type_area_is_156_by_225_mm_on_a4(form):
    section = opened(paper(form)).sections[0]
    edges = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [mm(edge) for edge in (section.page_width, section.page_height)] == [210.0, 297.0]
    assert [mm(edge) for edge in edges] == [37.0, 28.0, 26.0, 35.0]


@pytest.mark.parametrize("form", FORMS)
def test_the_grid_holds_22_lines_of_28_characters(form):
    document = opened(paper(form))
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    pitch, space = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
    assert (grid.get(qn("w:type")), pitch, space) == ("linesAndChars", 578, -848)
    lines, characters = 225 / 25.4 * 72 / (pitch / 20), 156 / 25.4 * 72 / (16 + space / 4096)
    assert (int(lines), int(characters)) == (22, 28)
    assert int(156 / 25.4 * 72 / 16) == 27, "without the closer setting only 27 characters would fit"


def test_the_body_is_size_3_fangsong_at_the_exact_pitch_two_characters_in():
    document = opened(paper(s.LETTER, blocks=[s.Block(s.INDENTED, "现将金点子转你单位办理。")]))
    body = next(row for row in document.paragraphs if row.text.startswith("现将"))
    run, shape = body.runs[0], body.paragraph_format
    assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert (run.font.size.pt, shape.line_spacing.pt, shape.line_spacing_rule) == (16, 28.9, 4)
    assert body._p.pPr.ind.get(qn("w:firstLineChars")) == "200"


@pytest.mark.parametrize(("kind", "family"), [(s.LEVEL_1, "黑体"), (s.LEVEL_2, "楷体_GB2312")])
def test_levels_are_told_apart_by_their_type_and_stay_with_what_follows(kind, family):
    document = opened(paper(s.FILE, blocks=[s.Block(kind, "办理要求"), s.Block(s.INDENTED, "请答复。")]))
    heading = next(row for row in document.paragraphs if row.text == "办理要求")
    assert heading.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == family
    assert heading.paragraph_format.keep_with_next


def test_the_title_is_size_2_centred_in_even_lines():
    title = "关于举办《如何激活劈柴院》第十八期“走进重点项目”协商活动并征集意见的公告"
    rows = [row for row in opened(paper(s.FILE, title=title)).paragraphs if row.runs and row.runs[0].font.size.pt == 22]
    assert "".join(row.text for row in rows) == title
    assert all(row.alignment == 1 and len(row.text) <= 20 for row in rows)


def test_a_red_head_stands_35_mm_below_the_type_area_over_a_red_rule_4_mm_below_its_number():
    document = opened(paper(s.FILE, mark="市政协文件"))
    mark = document.paragraphs[0]
    number = next(row for row in document.paragraphs if row.text == "倾商转〔2022〕15号")
    border = number._p.pPr.find(f"{W}pBdr/{W}bottom")
    assert (mm(mark.paragraph_format.space_before), str(mark.runs[0].font.color.rgb)) == (35.0, "FF0000")
    assert (border.get(f"{W}color"), border.get(f"{W}space")) == ("FF0000", "11")  # 4 mm are 11.3 pt


def test_a_paper_that_goes_upward_names_its_signer_beside_the_number():
    document = opened(paper(s.FILE, signer="秦"))
    assert "倾商转〔2022〕15号\t签发人：秦" in [row.text for row in document.paragraphs]


def test_a_letter_has_two_double_rules_170_mm_wide_and_no_page_number_on_its_first_page():
    section = opened(paper(s.LETTER)).sections[0]
    assert section.different_first_page_header_footer
    assert (mm(section.header_distance), mm(section.footer_distance)) == (30.0, 20.0)
    for part, style in (
        (section.first_page_header, "thickThinSmallGap"),
        (section.first_page_footer, "thinThickSmallGap"),
    ):
        ruled = next(row for row in part.paragraphs if row._p.pPr.find(f"{W}pBdr") is not None)
        shape = ruled.paragraph_format
        assert ruled._p.pPr.find(f"{W}pBdr/{W}bottom").get(f"{W}val") == style
        assert round(156 - mm(shape.left_indent) - mm(shape.right_indent)) == 170
    assert "PAGE" not in "".join(row._p.xml for row in section.first_page_footer.paragraphs)


@pytest.mark.parametrize("form", FORMS)
def test_page_numbers_stand_right_on_odd_and_left_on_even_pages_one_character_in(form):
    document = opened(paper(form))
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert document.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, odd.paragraph_format.right_indent.pt) == (2, 14)
    assert (even.alignment, even.paragraph_format.left_indent.pt) == (0, 14)
    dash = mm(section.footer_distance + odd.paragraph_format.space_after) + 16 / 2 / 72 * 25.4
    assert 35 - dash == pytest.approx(7, abs=0.2)
    for foot in (odd, even):
        assert "— " in foot.text
        assert "PAGE" in foot._p.xml
        assert foot.runs[0].font.size.pt == 14


def test_the_imprint_ends_with_the_type_area_between_rules_and_a_letter_names_no_printer():
    file, letter = (opened(paper(form)) for form in (s.FILE, s.LETTER))
    table = file.tables[-1]
    place = table._tbl.tblPr.find(f"{W}tblpPr")
    assert [cell.text for row in table.rows for cell in row.cells] == [
        "抄送：市委办公厅，市政府办公厅。",
        "市政协委员联络活动工作室\t2022年9月30日印发",
    ]
    top = int(place.get(f"{W}tblpY")) / 20 + 2 * 24
    assert (place.get(f"{W}vertAnchor"), top / 72 * 25.4) == ("page", pytest.approx(297 - 35, abs=0.1))
    borders = [cell._tc.tcPr.find(f"{W}tcBorders") for row in table.rows for cell in row.cells]
    thick = [border.find(f"{W}top").get(f"{W}sz") for border in borders]
    assert thick == ["8", "6"]  # 0.35 mm is 1 pt, 0.25 mm 0.7 pt, in eighths
    assert "印发" not in "".join(cell.text for cell in letter.tables[-1].rows[0].cells)


def test_the_seal_has_its_place_over_name_and_day_and_a_form_has_none():
    assert "用印处" in opened(paper(s.LETTER)).element.xml
    assert "用印处" not in opened(paper(s.PLAIN)).element.xml


def test_what_people_typed_stays_text():
    sheet = paper(s.FILE, title="<w:b/>&{{ x }}", blocks=[s.Block(s.INDENTED, '=HYPERLINK("http://x")<注入&>')])
    document = opened(sheet)
    texts = [row.text for row in document.paragraphs]
    assert "<w:b/>&{{ x }}" in texts
    assert '=HYPERLINK("http://x")<注入&>' in texts
    with zipfile.ZipFile(io.BytesIO(as_docx(sheet))) as archive:
        assert not [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)]


def test_the_same_sheet_gives_the_same_document():
    def words(content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read("word/document.xml"), archive.read("docProps/core.xml")

    assert words(as_docx(paper(s.FILE))) == words(as_docx(paper(s.FILE)))
