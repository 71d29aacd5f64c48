"""The parts of a report as a Word file: headings, paragraphs, lists, tables."""

import io
from collections.abc import Iterable
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from shangliang.opinions.rules.parts import Part

HEADING_FONT: Final = "黑体"
BODY_FONT: Final = "仿宋"


def docx(title: str, under: str, parts: Iterable[Part]) -> bytes:
    """Return the parts as a Word file that opens without anything else: A4, numbered heads, real tables."""
    paper = Document()
    font_of(paper.styles["Normal"], BODY_FONT, 12)
    head = paper.add_heading(level=0)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    written(head.add_run(title), HEADING_FONT, 20)
    line = paper.add_paragraph(under)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in parts:
        add_part(paper, part)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def add_part(paper: Any, part: Part) -> None:  # noqa: ANN401 - python-docx keeps the class of a document to itself
    """Write one part at the end of a document."""
    if part.kind == "head":
        written(paper.add_heading(level=1).add_run(part.text), HEADING_FONT, 14)
    elif part.kind == "text":
        paper.add_paragraph(part.text)
    elif part.kind == "list":
        for line, *_ in part.rows:
            paper.add_paragraph(line, style="List Bullet")
    else:
        add_table(paper, part)


def add_table(paper: Any, part: Part) -> None:  # noqa: ANN401 - as above
    """Write a table with its head, which is repeated on every page."""
    if part.text:
        paper.add_paragraph(part.text)
    table = paper.add_table(rows=1, cols=len(part.head), style="Table Grid")
    mark = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public name for a head that repeats
    mark.append(mark.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for cell, word in zip(table.rows[0].cells, part.head, strict=True):
        written(cell.paragraphs[0].add_run(word), HEADING_FONT, 10)
    for row in part.rows:
        for cell, word in zip(table.add_row().cells, row, strict=True):
            written(cell.paragraphs[0].add_run(word), BODY_FONT, 10)


def written(run: Any, font: str, points: int) -> None:  # noqa: ANN401 - as above
    """Give a run its font, for Chinese signs too."""
    font_of(run, font, points)


def font_of(what: Any, font: str, points: int) -> None:  # noqa: ANN401 - a run or a style
    """Give a run or a style its font and size."""
    what.font.name, what.font.size = font, Pt(points)
    what.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
