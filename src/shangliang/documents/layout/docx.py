"""A paper as DOCX: red head, letter, minutes or plain sheet, by the numbers of `measures`."""

import io
from datetime import UTC, datetime

import docx
import segno
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from shangliang.documents.layout import measures as m
from shangliang.documents.layout import sheet as s
from shangliang.documents.layout.parts import (
    FANG,
    HEAD,
    HEI,
    KAI,
    LATIN,
    float_at_foot,
    float_left,
    font,
    indent,
    lines_around,
    page_number,
    pitch,
    rule,
    seal_place,
    set_page,
    whole,
    widths,
)

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
WIDTH = m.PAGE_WIDTH - m.LEFT - m.RIGHT
IMPRINT_PITCH = 24.0
MADE = datetime(2020, 10, 9, tzinfo=UTC)
"""The moment written into the file's own properties: the same paper gives the same file."""


def as_docx(sheet: s.Sheet) -> bytes:
    """Return the paper as a DOCX file."""
    document = docx.Document()
    write_properties(document, sheet)
    base_style(document)
    section = set_page(document)
    write_feet(section, sheet)
    HEADS[sheet.form](document, section, sheet)
    write_title(document, sheet)
    write_body(document, sheet)
    write_table(document, sheet)
    write_slips(document, sheet)
    write_links(document, sheet)
    write_close(document, sheet)
    write_imprint(document, sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_properties(document: Document, sheet: s.Sheet) -> None:
    """Name the file's title and maker, with a fixed moment."""
    about = document.core_properties
    about.title, about.author, about.subject = sheet.title, sheet.sender or sheet.mark, sheet.number
    about.created = about.modified = MADE
    about.last_modified_by, about.comments, about.language = about.author, "", "zh-CN"


def base_style(document: Document) -> None:
    """Set everything in 3号仿宋 at the exact pitch."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(m.BODY)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    normal.paragraph_format.space_after = Pt(0)
    for language in document.styles.element.iterfind(f".//{qn('w:lang')}"):
        language.set(qn("w:eastAsia"), "zh-CN")


def line(document: Document, words: str = "", family: str = FANG, size: float = m.BODY) -> Paragraph:
    """Add one paragraph at the pitch of the body and return it."""
    paragraph = pitch(document.add_paragraph())
    if words:
        font(paragraph.add_run(words), family, size)
    return paragraph


def write_feet(section: Section, sheet: s.Sheet) -> None:
    """Write page numbers right on odd and left on even pages; a letter's first page has its second rule instead."""
    page_number(section.footer.paragraphs[0], odd=True)
    page_number(section.even_page_footer.paragraphs[0], odd=False)
    if sheet.notice:
        for header in (section.header, section.even_page_header, section.first_page_header):
            notice = header.paragraphs[0]
            notice.alignment = RIGHT
            font(pitch(notice, 12).add_run(sheet.notice), FANG, 9)
    if sheet.form == s.LETTER:
        section.different_first_page_header_footer = True
        foot = pitch(section.first_page_footer.paragraphs[0], 2)
        rule(beyond(foot), "bottom", "thinThickSmallGap", 3, 0)


def beyond(paragraph: Paragraph) -> Paragraph:
    """Let a paragraph be as wide as a letter's rules, in the middle of the page; return it."""
    side = (m.PAGE_WIDTH - m.LETTER_RULE) / 2
    shape = paragraph.paragraph_format
    shape.left_indent, shape.right_indent = Mm(side - m.LEFT), Mm(side - m.RIGHT)
    return paragraph


def file_head(document: Document, _section: Section, sheet: s.Sheet) -> None:
    """Write the red head: the mark 35 mm below the top of the type area, the number, the rule 4 mm below it."""
    write_mark(document, sheet)
    line(document)
    line(document)
    number = line(document)
    if sheet.signer:
        side_by_side(number, sheet)
    else:
        number.alignment = CENTRE
        font(number.add_run(sheet.number), FANG, m.BODY)
    rule(number, "bottom", "single", m.RULE_WEIGHT, m.points(m.RULE_GAP))


def write_mark(document: Document, sheet: s.Sheet) -> None:
    """Write who issues, large and red, 35 mm below the top of the type area; the corner stands in its first line."""
    above = m.points(m.MARK_DROP)
    if sheet.corner:
        first = line(document, sheet.corner, HEI)
        first.alignment = RIGHT
        above -= m.LINE_PITCH
    size = m.mark_size(sheet.mark, WIDTH)
    mark = pitch(document.add_paragraph(), size * 1.25)
    mark.alignment, mark.paragraph_format.space_before = CENTRE, Pt(above)
    font(mark.add_run(sheet.mark), HEAD, size, red=True)


def side_by_side(paragraph: Paragraph, sheet: s.Sheet) -> None:
    """Write the number left and the signer right, each one character in, as on a paper that goes upward."""
    indent(paragraph, left=1, right=1)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(m.points(WIDTH) - m.BODY), RIGHT)
    font(paragraph.add_run(f"{sheet.number}\t签发人："), FANG, m.BODY)
    font(paragraph.add_run(sheet.signer), KAI, m.BODY)


def letter_head(document: Document, section: Section, sheet: s.Sheet) -> None:
    """Write a letter's head: the name 30 mm from the edge of the page, a double rule 4 mm below, the number right."""
    header = section.first_page_header
    size = min(m.mark_size(sheet.mark, m.LETTER_RULE), 32)
    name = beyond(pitch(header.paragraphs[0] if not sheet.notice else header.add_paragraph(), size * 1.2))
    name.alignment = CENTRE
    font(name.add_run(sheet.mark), HEAD, size, red=True)
    rule(name, "bottom", "thickThinSmallGap", 3, m.points(m.RULE_GAP))
    number = line(document, sheet.number)
    number.alignment = RIGHT
    number.paragraph_format.space_before = Pt(m.BODY * 7 / 8)
    if sheet.corner:
        corner = line(document, sheet.corner, HEI)
        corner.alignment = RIGHT


def minutes_head(document: Document, _section: Section, sheet: s.Sheet) -> None:
    """Write the head of minutes: the red mark 35 mm down, the issue, who keeps them and the day, a red rule."""
    write_mark(document, sheet)
    line(document)
    number = line(document, sheet.number)
    number.alignment = CENTRE
    kept = line(document)
    indent(kept, left=1, right=1)
    kept.paragraph_format.tab_stops.add_tab_stop(Pt(m.points(WIDTH) - m.BODY), RIGHT)
    font(kept.add_run(f"{sheet.sender}\t{sheet.date}"), FANG, m.BODY)
    rule(kept, "bottom", "single", m.RULE_WEIGHT, m.points(m.RULE_GAP))


def plain_head(document: Document, _section: Section, sheet: s.Sheet) -> None:
    """Write the head of a form: its number on the right, nothing else."""
    number = line(document, f"{sheet.corner}　{sheet.number}".strip("　"))
    number.alignment = RIGHT


HEADS = {s.FILE: file_head, s.LETTER: letter_head, s.MINUTES: minutes_head, s.PLAIN: plain_head}


def write_title(document: Document, sheet: s.Sheet) -> None:
    """Write the title two lines below the rule, 2号, in even lines."""
    for _ in range(1 if sheet.form in (s.PLAIN, s.LETTER) else 2):
        line(document)
    for words in m.title_lines(sheet.title):
        title = pitch(document.add_paragraph(), m.TITLE_PITCH)
        title.alignment = CENTRE
        font(title.add_run(words), HEAD, m.TITLE)
    line(document)


def write_body(document: Document, sheet: s.Sheet) -> None:
    """Write addressee and paragraphs by their level."""
    if sheet.to:
        line(document, f"{sheet.to}：")
    for block in sheet.blocks:
        write_block(document, block)
    if sheet.annexes:
        write_annexes(document, sheet)
    # The name and the seal never stand on a page without words of the text.
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def write_block(document: Document, block: s.Block) -> None:
    """Write one paragraph: levels one and two in 黑体 and 楷体, rosters hanging behind their label."""
    family = {s.LEVEL_1: HEI, s.LEVEL_2: KAI}.get(block.kind, FANG)
    paragraph = pitch(document.add_paragraph())
    paragraph.paragraph_format.keep_with_next = family != FANG
    if block.kind == s.ROSTER:
        indent(paragraph, left=2 + len(block.label) + 1, hanging=len(block.label) + 1)
    elif block.kind != s.FLUSH:
        indent(paragraph, firstLine=2)
    if block.label:
        font(paragraph.add_run(f"{block.label}："), HEI, m.BODY)
    font(paragraph.add_run(block.text), family, m.BODY)


def write_annexes(document: Document, sheet: s.Sheet) -> None:
    """Name the annexes one line below the text, two characters in, without a mark behind the name."""
    line(document)
    many = len(sheet.annexes) > 1
    for place, name in enumerate(sheet.annexes, start=1):
        paragraph = pitch(document.add_paragraph())
        indent(paragraph, left=5 if place == 1 else 6.5, hanging=3 if place == 1 else 1.5)
        number = f"{place}. " if many else ""
        font(paragraph.add_run(f"{'附件：' if place == 1 else ''}{number}{name}"), FANG, m.BODY)


def write_table(document: Document, sheet: s.Sheet) -> None:
    """Write a table under its head, with lines and the words in 4号."""
    if not sheet.table:
        return
    table = document.add_table(rows=0, cols=len(sheet.table[0]))
    for place, row in enumerate(sheet.table):
        made = table.add_row()
        whole(made)
        for cell, words in zip(made.cells, row, strict=True):
            paragraph = pitch(cell.paragraphs[0], 20)
            font(paragraph.add_run(words), HEI if place == 0 else FANG, 12)
            lines_around(cell, top=m.IMPRINT_THIN, bottom=m.IMPRINT_THIN, left=m.IMPRINT_THIN, right=m.IMPRINT_THIN)
    widths(table, m.table_widths(sheet.table))
    head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    head.append(document.element.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def write_slips(document: Document, sheet: s.Sheet) -> None:
    """Draw the boxes to write in by hand, each under its words."""
    for slip in sheet.slips:
        line(document)
        table = document.add_table(rows=1, cols=1)
        whole(table.rows[0])
        cell = table.rows[0].cells[0]
        lines_around(cell, top=m.IMPRINT_THICK, bottom=m.IMPRINT_THICK, left=m.IMPRINT_THICK, right=m.IMPRINT_THICK)
        font(pitch(cell.paragraphs[0]).add_run(slip.label), HEI, m.BODY)
        for _ in range(slip.lines):
            pitch(cell.add_paragraph())
        widths(table, [WIDTH])


def write_close(document: Document, sheet: s.Sheet) -> None:
    """Write who signs and the day, four characters from the right, with the seal's place; then whom to ask."""
    if is_signed(sheet):
        line(document).paragraph_format.keep_with_next = True
        right = max(4.0, (m.em(sheet.sender) - m.em(sheet.date)) / 2 + 1)
        name = line(document, sheet.sender)
        name.alignment, name.paragraph_format.keep_with_next = RIGHT, True
        indent(name, right=right + (m.em(sheet.date) - m.em(sheet.sender)) / 2)
        date = line(document, sheet.date)
        date.alignment = RIGHT
        indent(date, right=right)
        if sheet.is_sealed:
            each = (m.BODY + m.CHARACTER_SPACE) / m.POINTS_PER_MM
            seal_place(date, WIDTH - (right + m.em(sheet.date) / 2) * each)
    if sheet.contact:
        indent(line(document, f"（联系人：{sheet.contact}）"), firstLine=2)


def write_links(document: Document, sheet: s.Sheet) -> None:
    """Print the QR codes, each over its words: left of the signature where there is one, else below the text."""
    if not sheet.links:
        return
    if not is_signed(sheet):
        line(document)
    table = document.add_table(rows=2, cols=len(sheet.links))
    for row in table.rows:
        whole(row)
    for place, link in enumerate(sheet.links):
        picture, words = table.cell(0, place).paragraphs[0], table.cell(1, place).paragraphs[0]
        picture.paragraph_format.keep_with_next = True
        picture.add_run().add_picture(io.BytesIO(qr_png(link.address)), width=Mm(m.QR))
        font(pitch(words, 14).add_run(link.words), FANG, 9)
    widths(table, [25.0] * len(sheet.links))
    if is_signed(sheet):
        float_left(table)


def is_signed(sheet: s.Sheet) -> bool:
    """Return whether the paper ends with who signs and the day."""
    return bool(sheet.sender) and sheet.form in (s.FILE, s.LETTER)


def qr_png(address: str) -> bytes:
    """Return a QR code of an address as PNG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=1)
    return out.getvalue()


def write_imprint(document: Document, sheet: s.Sheet) -> None:
    """Write the foot (版记) of the last page: who gets a copy, who printed it when; a letter names no printer."""
    rows = [f"抄送：{'，'.join(sheet.cc)}。"] if sheet.cc else []
    if sheet.printed and sheet.form != s.LETTER:
        rows.append(f"{sheet.sender}\t{sheet.printed}印发")
    if not rows:
        return
    table = document.add_table(rows=len(rows), cols=1)
    for place, words in enumerate(rows):
        cell, is_last = table.rows[place].cells[0], place == len(rows) - 1
        top = m.IMPRINT_THICK if place == 0 else m.IMPRINT_THIN
        lines_around(cell, top=top, bottom=m.IMPRINT_THICK if is_last else 0)
        paragraph = pitch(cell.paragraphs[0], IMPRINT_PITCH)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(m.NOTE)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(m.points(WIDTH) - 2 * m.NOTE), RIGHT)
        font(paragraph.add_run(words), FANG, m.NOTE)
    widths(table, [WIDTH])
    room = m.points(WIDTH) - 2 * m.NOTE
    float_at_foot(table, sum(-(-m.em(words) * m.NOTE // room) for words in rows) * IMPRINT_PITCH)
    pitch(document.add_paragraph(), 1)
