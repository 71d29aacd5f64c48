"""Parts of a DOCX that the library has no words for: grid, rules, frames, fields, floating tables, the seal's place."""

from collections.abc import Iterable

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from shangliang.documents.layout import measures as m

FANG, KAI, HEI, SONG, HEAD = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
RED = RGBColor(0xFF, 0, 0)
EIGHTHS = 8
GRID_UNITS = 4096
"""docGrid counts the space between characters in 4096ths of a point."""

SEAL_SHAPE = """<w:r {ns}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" Requires="wps"><w:drawing>
<wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0"
 distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{size}" cy="{size}"/><wp:wrapNone/><wp:docPr id="900" name="用印处" descr="用印处"/>
<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm><a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>
<a:noFill/><a:ln w="9525"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill><a:prstDash val="dash"/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:color w:val="FF0000"/>
<w:sz w:val="24"/></w:rPr><w:t>用印处</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr anchor="ctr"/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""


def element(name: str, **attributes: object) -> BaseOxmlElement:
    """Return an element of WordprocessingML with attributes of the same space."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def font(run: Run, family: str, size: float, *, red: bool = False, bold: bool = False) -> Run:
    """Set the family of Chinese and Latin characters, the size in points and the colour of a run; return it."""
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    properties = run._element.get_or_add_rPr()  # noqa: SLF001 - the library has no other door
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), family)
    if red:
        run.font.color.rgb = RED
    if size != m.BODY:
        # Only the body stands on the grid of 28 characters.
        properties.insert_element_before(element("snapToGrid", val=0), "w:color", "w:sz")
    return run


def pitch(paragraph: Paragraph, exact: float = m.LINE_PITCH) -> Paragraph:
    """Set the exact distance of lines in points, nothing before and after; return the paragraph."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)
    shape.space_before = shape.space_after = Pt(0)
    return paragraph


def indent(paragraph: Paragraph, **characters: float) -> Paragraph:
    """Indent by characters of the body: `firstLine`, `left`, `right`, `hanging`; return the paragraph.

    Both units are written: hundredths of a character, by which Word sets, and twips, by which others do.
    """
    each = (m.BODY + m.CHARACTER_SPACE) * m.TWIPS_PER_POINT
    found = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    for name, count in characters.items():
        found.set(qn(f"w:{name}Chars"), str(round(count * 100)))
        found.set(qn(f"w:{name}"), str(round(count * each)))
    return paragraph


def rule(paragraph: Paragraph, side: str, style: str, points: float, space: float, colour: str = "FF0000") -> None:
    """Draw a rule above or below a paragraph, `space` points away from its words."""
    borders = element("pBdr")
    borders.append(element(side, val=style, sz=round(points * EIGHTHS), space=round(space), color=colour))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_number(paragraph: Paragraph, *, odd: bool) -> None:
    """Print the page number with a dash on either side: odd pages right, even pages left, one character in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
    pitch(paragraph, m.BODY)
    shape = paragraph.paragraph_format
    shape.right_indent, shape.left_indent = (Pt(m.NOTE), None) if odd else (None, Pt(m.NOTE))
    shape.space_after = Mm(m.BOTTOM - m.PAGE_NUMBER_DROP - m.LETTER_FOOT) - Pt(m.BODY / 2)
    for words in ("— ", "PAGE", " —"):
        run = font(paragraph.add_run("" if words == "PAGE" else words), SONG, m.NOTE)
        if words == "PAGE":
            field(run, "PAGE")


def field(run: Run, code: str) -> None:
    """Put a field into a run; Word computes it, and shows 1 until it does."""
    for kind, words in (("begin", ""), ("instrText", code), ("separate", ""), ("text", "1"), ("end", "")):
        if kind in ("instrText", "text"):
            part = element("instrText" if kind == "instrText" else "t")
            part.text = words
        else:
            part = element("fldChar", fldCharType=kind)
        run._element.append(part)  # noqa: SLF001


def set_page(document: Document) -> Section:
    """Lay the page out: size, margins, the grid of 22 lines and 28 characters, odd and even feet; return its section.

    Feet end where a letter's second rule stands; page numbers are lifted from there to their own height.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH), Mm(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin, section.right_margin = Mm(m.LEFT), Mm(m.RIGHT)
    section.footer_distance = Mm(m.LETTER_FOOT)
    section.header_distance = Mm(m.LETTER_TOP)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001
    if grid is not None:
        section._sectPr.remove(grid)  # noqa: SLF001
    section._sectPr.append(  # noqa: SLF001
        element(
            "docGrid",
            type="linesAndChars",
            linePitch=round(m.LINE_PITCH * m.TWIPS_PER_POINT),
            charSpace=round(m.CHARACTER_SPACE * GRID_UNITS),
        )
    )
    document.settings.odd_and_even_pages_header_footer = True
    return section


def seal_place(paragraph: Paragraph, centre_mm: float) -> None:
    """Mark where the seal goes: a dashed red circle behind name and date, its middle `centre_mm` into the line."""
    emu = 36_000
    shape = SEAL_SHAPE.format(
        ns=nsdecls("w"),
        x=round((centre_mm - m.SEAL / 2) * emu),
        y=round(-m.SEAL * 0.72 * emu),
        size=round(m.SEAL * emu),
    )
    paragraph._p.append(parse_xml(shape))  # noqa: SLF001


def whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))  # noqa: SLF001


def widths(table: Table, millimetres: Iterable[float]) -> None:
    """Set the widths of the columns, in the grid and in every cell."""
    table.autofit = False
    for column, wide_mm in zip(table.columns, millimetres, strict=True):
        column.width = Mm(wide_mm)
        for cell in column.cells:
            cell.width = Mm(wide_mm)


def lines_around(cell: _Cell, **sides: float) -> None:
    """Draw the sides of a cell in so many millimetres: top, bottom, left, right; 0 leaves a side open."""
    borders = element("tcBorders")
    for side in ("top", "left", "bottom", "right"):
        thick = sides.get(side, 0)
        borders.append(
            element(side, val="single", sz=round(m.points(thick) * EIGHTHS), space=0, color="000000")
            if thick
            else element(side, val="nil")
        )
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001


def float_at_foot(table: Table, height: float) -> None:
    """Let a table of so many points in height end with the type area of the page that it is on."""
    top = m.twips(m.PAGE_HEIGHT - m.BOTTOM) - round(height * m.TWIPS_PER_POINT)
    anchor(table, vertAnchor="page", horzAnchor="margin", tblpX=1, tblpY=top)


def float_left(table: Table) -> None:
    """Let a table stand at the left beside the paragraphs that follow it."""
    anchor(table, rightFromText=120, vertAnchor="text", horzAnchor="margin", tblpXSpec="left", tblpY=200)


def anchor(table: Table, **place: object) -> None:
    """Take a table out of the text and put it where `place` says."""
    placed = element("tblpPr", **place)
    table._tbl.tblPr.insert_element_before(placed, "w:tblOverlap", "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout")  # noqa: SLF001
