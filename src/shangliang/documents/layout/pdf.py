"""A paper as PDF by typst, with the same measures as the DOCX and the fonts of this machine embedded."""

import io
import json
from functools import cache
from pathlib import Path

import segno
import typst

from shangliang.documents.layout import measures as m
from shangliang.documents.layout.fonts import Fonts, find_fonts
from shangliang.documents.layout.sheet import Sheet
from shangliang.kernel.refusals import Invalid, Words

TEMPLATE = Path(__file__).with_name("paper.typ")
MEASURES = {name.lower(): value for name, value in vars(m).items() if isinstance(value, int | float)}


def as_pdf(sheet: Sheet, *, fonts_folder: str = "") -> bytes:
    """Return the paper as PDF; Invalid when the machine has no Chinese font to set it in."""
    fonts = find_fonts(fonts_folder)
    if fonts is None:
        raise Invalid(
            Words(
                "本机没有中文字体，排不出 PDF；可以下载 DOCX，或者请管理员装上字体。",
                "This machine has no Chinese font for a PDF; take the DOCX, or ask the administrator for a font.",
            ),
            field="pdf",
        )
    printed = compiler(fonts_folder).compile(sys_inputs={"paper": json.dumps(facts(sheet, fonts))}, format="pdf")
    if not isinstance(printed, bytes):
        raise TypeError("typst gave pages instead of a file")
    return printed


@cache
def compiler(folder: str) -> typst.Compiler:
    """Return the compiler of this process; the first paper warms it, the next take milliseconds."""
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=typst.Fonts(font_paths=[folder] if folder else []))


def facts(sheet: Sheet, fonts: Fonts) -> dict[str, object]:
    """Return what the template reads: the sheet, its title in lines, QR codes as SVG, measures and fonts."""
    return {
        **sheet.plain(),
        "title_lines": m.title_lines(sheet.title),
        "mark_points": m.mark_size(sheet.mark, m.PAGE_WIDTH - m.LEFT - m.RIGHT) if sheet.mark else 0,
        "roster_em": [m.em(block.label) + 1 for block in sheet.blocks],
        "columns": m.table_widths(sheet.table) if sheet.table else [],
        "codes": [qr_svg(link.address) for link in sheet.links],
        "measures": MEASURES,
        "fonts": dict(fonts.families),
        "font_note": fonts.note,
    }


def qr_svg(address: str) -> str:
    """Return a QR code of an address as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1)
    return out.getvalue().decode()
