"""Files to tables, within limits that are checked before anything is parsed (trust.md I2).

A workbook is looked at in two passes: the list of the archive says how large it claims to be, then a stream over the
first sheet counts what is really there and finds formulas; only then the reader may build rows.
"""

import csv
import io
import json
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import python_calamine
from defusedxml import sax
from defusedxml.ElementTree import iterparse

from shangliang.kernel.refusals import Invalid, Words
from shangliang.voices.rules.decoding import decode

Cell = str | float | int | bool | date | datetime | time | timedelta | None
MEGABYTE = 1024 * 1024
OFFICE_NAMESPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Limits:
    """How large a file may be: bytes as it lies there and inflated, cells, rows, columns."""

    size: int = 50 * MEGABYTE
    inflated: int = 50 * MEGABYTE
    ratio: int = 100
    cells: int = 200_000
    rows: int = 20_000
    columns: int = 200


UPLOAD = Limits()
"""What an upload through the web may be."""
BATCH = Limits(inflated=150 * MEGABYTE, cells=1_500_000, rows=100_000)
"""What an upload may be that the worker reads, away from the pages."""
COMMAND = Limits(size=500 * MEGABYTE, inflated=1000 * MEGABYTE, cells=20_000_000, rows=1_000_000)
"""What somebody at the machine's own keyboard may import."""


@dataclass(frozen=True)
class Table:
    """A table as read: header cells, rows with their number in the file (1 is the first line), formulas without value.

    `hollow` holds (row, column) of cells whose formula has no stored result.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    kind: str
    hollow: frozenset[tuple[int, int]] = field(default=frozenset())


def read_table(path: Path, *, name: str = "", limits: Limits = UPLOAD) -> Table:
    """Return the first sheet of a workbook, a CSV or a JSON Lines file as a table.

    Raises Invalid with the reason when the file is empty, too large, of another kind, or broken.
    """
    size = path.stat().st_size
    if size == 0:
        raise refuse("文件是空的，没有任何内容。", "The file is empty.")
    if size > limits.size:
        raise refuse(
            f"文件有 {size / MEGABYTE:.0f} MB，超过上限 {limits.size // MEGABYTE} MB。请分成几份再导入。",
            f"The file has {size / MEGABYTE:.0f} MB; the limit is {limits.size // MEGABYTE} MB. Split it.",
        )
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        return workbook(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(
            "这是旧格式的 XLS（或加了密码的文件）。请另存为不带密码的 XLSX。",
            "This is an old XLS or a file with a password. Save it as XLSX without one.",
        )
    text, encoding = decode(path.read_bytes())
    return text_table(text, encoding, (name or path.name).lower(), limits)


def text_table(text: str, encoding: str, name: str, limits: Limits) -> Table:
    """Return a text file as a table: JSON Lines when it says so or looks so, else CSV."""
    if text.count("\x00") * 100 > len(text):
        raise refuse("这不是表格文件：里面有二进制内容。", "This is no table: it holds binary content.")
    if name.endswith((".jsonl", ".ndjson", ".json")) or text.lstrip().startswith("{"):
        return json_lines(text, limits)
    return comma_separated(text, encoding, limits)


def comma_separated(text: str, encoding: str, limits: Limits) -> Table:
    """Return CSV as a table; commas, tabs or semicolons part the cells, whichever the first line has most of."""
    first = text.split("\n", 1)[0]
    separator = max(",\t;", key=first.count)
    csv.field_size_limit(max(limits.size, 1 << 20))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbered: list[tuple[int, tuple[Cell, ...]]] = []
    count = 0
    try:
        for number, cells in enumerate(reader, start=1):
            count += len(cells)
            check_counts(count, len(numbered), len(cells), limits)
            if any(cell.strip() for cell in cells):
                numbered.append((number, tuple(cells)))
    except csv.Error as error:
        raise Invalid(
            Words(
                f"第 {reader.line_num} 行读不出来：引号没有成对，或这一行坏了。",
                f"Line {reader.line_num} cannot be read: quotes do not match or the line is broken.",
            ),
            field="file",
            row=reader.line_num,
        ) from error
    return table_of(numbered, f"CSV {encoding}")


def json_lines(text: str, limits: Limits) -> Table:
    """Return JSON Lines as a table whose columns are the keys in order of first appearance."""
    records: list[tuple[int, dict[str, Any]]] = []
    header: dict[str, None] = {}
    count = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        record = json_record(line, number)
        count += len(record)
        check_counts(count, len(records), len(record), limits)
        header |= dict.fromkeys(record)
        records.append((number, record))
    if not records:
        raise refuse("文件里没有数据行。", "The file has no rows.")
    columns = tuple(header)
    rows = tuple((number, tuple(plain(record.get(key)) for key in columns)) for number, record in records)
    return Table(columns, rows, "JSON Lines")


def json_record(line: str, number: int) -> dict[str, Any]:
    """Return one line as an object; raises Invalid naming the line."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise Invalid(
            Words(f"第 {number} 行不是一个 JSON 对象。", f"Line {number} is no JSON object."), field="file", row=number
        )
    return record


def plain(value: object) -> Cell:
    """Return a JSON value as a cell; nested values become their JSON text."""
    if value is None or isinstance(value, str | float | int | bool):
        return value
    return json.dumps(value, ensure_ascii=False)


def workbook(path: Path, limits: Limits) -> Table:
    """Return the first sheet of an XLSX workbook, after its size has been looked at."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            check_archive(archive, raw, limits)
            hollow = scan_sheet(archive, limits)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=False)
        book.close()
    except Invalid:
        raise
    except Exception as error:  # readers of broken files raise whatever their authors thought of
        raise refuse(
            "工作簿打不开：文件坏了，或不是 XLSX。请用表格软件重新另存为 XLSX。",
            "The workbook cannot be opened: it is broken or no XLSX. Save it as XLSX again.",
        ) from error
    numbered = [
        (i, tuple(line)) for i, line in enumerate(lines, start=1) if any(cell not in ("", None) for cell in line)
    ]
    return table_of(numbered, "XLSX", hollow)


def check_archive(archive: zipfile.ZipFile, raw: IO[bytes], limits: Limits) -> None:
    """Raise Invalid when the archive is larger than allowed, packed suspiciously tight, or lies about its size."""
    entries = archive.infolist()
    packed = sum(entry.compress_size for entry in entries) or 1
    claimed = sum(entry.file_size for entry in entries)
    if claimed > limits.inflated or len(entries) > 2000:
        raise too_large(claimed, limits)
    if claimed > MEGABYTE and claimed / packed > limits.ratio:
        raise refuse(
            f"工作簿的压缩比是 {claimed / packed:.0f}，超过上限 {limits.ratio}，像是特制的文件，没有打开。",
            f"The workbook is packed {claimed / packed:.0f} times; the limit is {limits.ratio}. It was not opened.",
        )
    for entry in entries:
        if entry.compress_type == zipfile.ZIP_DEFLATED and really_inflated(raw, entry) != entry.file_size:
            raise too_large(limits.inflated, limits)
        if entry.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            raise refuse("工作簿用了少见的压缩方式，没有打开。", "The workbook uses an unusual compression.")


def really_inflated(raw: IO[bytes], entry: zipfile.ZipInfo) -> int:
    """Return how many bytes an entry holds unpacked, counting no further than one past what it claims."""
    raw.seek(entry.header_offset)
    local = raw.read(30)
    name, extra = struct.unpack("<HH", local[26:30])
    raw.seek(entry.header_offset + 30 + name + extra)
    inflater, count, left = zlib.decompressobj(-15), 0, entry.compress_size
    pending = b""
    while count <= entry.file_size and not inflater.eof and (left > 0 or pending):
        if not pending:
            pending = raw.read(min(65536, left))
            left -= len(pending) or left
        count += len(inflater.decompress(pending, 65536))
        pending = inflater.unconsumed_tail
    return count


def too_large(size: int, limits: Limits) -> Invalid:
    """Return the refusal of a workbook that is too large unpacked."""
    return refuse(
        f"工作簿解开后有 {size / MEGABYTE:.0f} MB 以上，上限是 {limits.inflated // MEGABYTE} MB。请分成几份。",
        f"Unpacked, the workbook has {size / MEGABYTE:.0f} MB or more; the limit is "
        f"{limits.inflated // MEGABYTE} MB. Split it.",
    )


def scan_sheet(archive: zipfile.ZipFile, limits: Limits) -> frozenset[tuple[int, int]]:
    """Return the places of formulas without a value in the first sheet, counting its cells on the way.

    Raises Invalid when there are too many cells, rows or columns.
    """
    counter = SheetCounter(limits)
    with archive.open(first_sheet(archive)) as raw:
        sax.parse(raw, counter, forbid_dtd=True)
    return frozenset(counter.hollow)


class SheetCounter(ContentHandler):
    """Counts rows and cells of a sheet as it streams by, and notes formulas that have no stored result."""

    def __init__(self, limits: Limits) -> None:
        """Start before the first row."""
        super().__init__()
        self.limits = limits
        self.hollow: set[tuple[int, int]] = set()
        self.cells = self.row = self.column = 0
        self.has_formula = self.has_value = self.in_value = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX names it
        """Count a row or cell; remember what a cell holds."""
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.cells, self.column = self.cells + 1, column_of(attrs.get("r", ""), self.column)
            self.has_formula = self.has_value = False
            check_counts(self.cells, self.row, self.column, self.limits)
        elif tag == "row":
            self.row, self.column = int(attrs.get("r") or self.row + 1), 0
            check_counts(self.cells, self.row, 0, self.limits)
        elif tag == "f":
            self.has_formula = True
        elif tag == "v":
            self.in_value = True

    def characters(self, content: str) -> None:
        """Note that a value is there."""
        if self.in_value and content:
            self.has_value = True

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX names it
        """Close a value or a cell."""
        tag = name.rpartition(":")[2]
        if tag == "v":
            self.in_value = False
        elif tag == "c" and self.has_formula and not self.has_value:
            self.hollow.add((self.row, self.column - 1))


def first_sheet(archive: zipfile.ZipFile) -> str:
    """Return the archive path of the first sheet, following the workbook's own list."""
    names = set(archive.namelist())
    try:
        with archive.open("xl/workbook.xml") as raw:
            book = next(
                node for _, node in iterparse(raw, events=("end",), forbid_dtd=True) if node.tag.endswith("}sheet")
            )
        wanted = book.get(f"{OFFICE_NAMESPACE}id")
        with archive.open("xl/_rels/workbook.xml.rels") as raw:
            relations = [node for _, node in iterparse(raw, events=("end",), forbid_dtd=True)]
        target = next(str(node.get("Target")) for node in relations if node.get("Id") == wanted)
    except (KeyError, StopIteration) as error:
        raise refuse("这个压缩包里没有工作表，不是 XLSX。", "There is no sheet in this archive.") from error
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    if path not in names:
        raise refuse("工作簿里找不到第一张工作表。", "The workbook's first sheet is not there.")
    return path


def column_of(reference: str, last: int) -> int:
    """Return the 1-based column of a cell such as AB12; without a reference, the one after the last."""
    letters = reference.rstrip("0123456789")
    if not letters:
        return last + 1
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + (ord(letter) - 64)
    return number


def check_counts(cells: int, rows: int, columns: int, limits: Limits) -> None:
    """Raise Invalid as soon as a table grows past a limit."""
    if cells > limits.cells:
        raise refuse(
            f"单元格超过 {limits.cells} 个，没有读完。请分成几份再导入。",
            f"There are more than {limits.cells} cells. Split the file.",
        )
    if rows > limits.rows + 1:
        raise refuse(
            f"数据超过 {limits.rows} 行，没有读完。请分成几份再导入。",
            f"There are more than {limits.rows} rows. Split the file.",
        )
    if columns > limits.columns:
        raise refuse(f"列数超过 {limits.columns}，像是选错了工作表。", f"There are more than {limits.columns} columns.")


def table_of(
    numbered: Sequence[tuple[int, tuple[Cell, ...]]], kind: str, hollow: frozenset[tuple[int, int]] = frozenset()
) -> Table:
    """Return header and rows of numbered lines, rows as wide as the header; Invalid when no data row is there."""
    if not numbered:
        raise refuse("文件里没有数据。", "The file has no data.")
    header = tuple(str(cell if cell is not None else "").strip() for cell in numbered[0][1])
    if len(numbered) == 1:
        raise refuse("文件只有表头，没有数据行。", "The file has a header and no rows.")
    rows = tuple((number, tuple(fitted(cells, len(header)))) for number, cells in numbered[1:])
    return Table(header, rows, kind, hollow)


def fitted(cells: Sequence[Cell], width: int) -> Iterator[Cell]:
    """Yield the cells of a row, filled up with nothing to the width of the header."""
    for _, cell in zip_longest(range(width), cells[:width]):
        yield cell


def refuse(zh: str, en: str) -> Invalid:
    """Return a refusal of the whole file."""
    return Invalid(Words(zh, en), field="file")
