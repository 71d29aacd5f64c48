"""Builders of spreadsheets, good and bad."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")
GOOD = (
    (188006, "A000102948", "香港中路路灯坏了", "2022/9/20 11:25:05", "\n\t\t\t晚上很黑，\u3000老人摔了一跤。", 0, 3),
    (188007, "A00074795", "助餐点周末不开门", "2022-09-21 08:00:00", "王哥庄的助餐点周末关门，老人没处吃饭。", 1, 0),
)


def xlsx(
    path: Path, rows: Sequence[Sequence[object]], *, formulas: Sequence[tuple[int, int, str, object]] = ()
) -> Path:
    """Write a workbook; `formulas` are (row, column, formula, stored value), counted from 0."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell)
    for r, c, formula, value in formulas:
        sheet.write_formula(r, c, formula, None, value)
    book.close()
    return path


def csv_file(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    """Write CSV with every cell quoted."""
    lines = (",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def packed(path: Path, sheet: bytes, *, shared: bytes = b"", level: int = 9) -> Path:
    """Write a workbook by hand around the XML of its one sheet."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl/workbook.xml": f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        f'"{relations}"><sheets><sheet name="S" sheetId="1" r:id="s"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="s" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f"</Relationships>".encode(),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet_xml(rows: str) -> bytes:
    """Return a sheet around its rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def as_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook's bytes, as a browser would send them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for r, row in enumerate(rows):
        sheet.write_row(r, 0, row)
    book.close()
    return out.getvalue()
