"""A spreadsheet of readings: one row for one piece at one moment, recognised by the names of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shangliang.kernel.refusals import Words
from shangliang.voices.rules.cells import FaultError, moment_of, shown, whole, words
from shangliang.voices.rules.columns import HOLLOW, RowError, plain_name
from shangliang.voices.rules.sheets import Cell, Table

HEADER: Final = ("编号", "标题", "渠道", "刊发日期", "链接", "读数时刻", "阅读量", "播放量", "互动量", "来源")
"""The columns of the list that a desk takes out; the same file can be brought in again."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("编号", "稿件编号", "code"),
    "link": ("链接", "网址", "地址", "link", "url"),
    "read_at": ("读数时刻", "读数时间", "时间", "统计时间", "日期", "readat"),
    "reads": ("阅读量", "阅读", "阅读数", "reads"),
    "plays": ("播放量", "播放", "播放数", "点击播放量", "plays"),
    "interactions": ("互动量", "互动", "互动数", "interactions"),
    "source": ("来源", "读数来源", "source"),
}
LABELS: Final = {key: names[0] for key, names in NAMES.items()}


@dataclass(frozen=True)
class Line:
    """A row that can be entered: which piece (its code or link), when, what, and where it was read."""

    row: int
    mark: str
    read_at: datetime
    reads: int
    plays: int
    interactions: int
    source: str


def recognise(header: tuple[str, ...]) -> dict[str, int]:
    """Return which column holds what, by the columns' names."""
    places = {plain_name(name): i for i, name in reversed(list(enumerate(header)))}
    found = {key: next((places[name] for name in names if name in places), None) for key, names in NAMES.items()}
    return {key: place for key, place in found.items() if place is not None}


def header_faults(columns: Mapping[str, int], header: tuple[str, ...]) -> list[RowError]:
    """Return what the header lacks: a code or link, a moment, and a figure."""
    faults = []
    names = "、".join(name for name in header if name)[:200]
    for wanted, zh, en in (
        (("code", "link"), "编号或链接", "code or link"),
        (("read_at",), "读数时刻", "moment"),
        (("reads", "plays"), "阅读量或播放量", "reads or plays"),
    ):
        if not any(key in columns for key in wanted):
            reason = Words(f"没有“{zh}”这一列。文件里的列是：{names}。", f"There is no column “{en}”. It has: {names}.")
            faults.append(RowError(1, zh, reason, names))
    return faults


def read_lines(table: Table, *, source: str, at: datetime) -> tuple[list[Line], list[RowError]]:
    """Return the rows of a table and every fault; `source` counts where a row names none. Empty moments are skipped."""
    columns = recognise(table.header)
    faults = header_faults(columns, table.header)
    lines: list[Line] = []
    seen: dict[tuple[str, datetime], int] = {}
    for number, cells in table.rows if not faults else ():
        values, wrong = read_row(table, columns, number, cells, at)
        faults += wrong
        if wrong or not values.get("read_at"):
            continue
        line = line_of(number, values, source)
        lacking = line_faults(line, seen.setdefault((line.mark, line.read_at), number))
        faults += lacking
        lines += [] if lacking else [line]
    return lines, faults


def read_row(
    table: Table, columns: Mapping[str, int], number: int, cells: tuple[Cell, ...], at: datetime
) -> tuple[dict[str, Any], list[RowError]]:
    """Return the values of one row by field, and what is wrong with its cells."""
    readers = {"read_at": moment_of, "reads": whole, "plays": whole, "interactions": whole, "source": words(120)}
    values: dict[str, Any] = {}
    faults = []
    for key, column in columns.items():
        if (number, column) in table.hollow:
            faults.append(RowError(number, table.header[column], HOLLOW))
            continue
        try:
            values[key] = readers.get(key, words(400))(cells[column], at)
        except FaultError as fault:
            faults.append(RowError(number, table.header[column], fault.words, shown(cells[column])))
    return values, faults


def line_of(number: int, values: Mapping[str, Any], source: str) -> Line:
    """Return one row's values as a line."""
    return Line(
        number,
        values.get("code") or values.get("link") or "",
        values["read_at"],
        values.get("reads") or 0,
        values.get("plays") or 0,
        values.get("interactions") or 0,
        values.get("source") or source.strip(),
    )


def line_faults(line: Line, first: int) -> list[RowError]:
    """Return what a line lacks; `first` is the first row that has its piece and moment."""
    faults = []
    if not line.mark:
        faults.append(RowError(line.row, LABELS["code"], Words("没有编号，也没有链接。", "Neither code nor link.")))
    if not line.source:
        faults.append(RowError(line.row, LABELS["source"], Words("没有写来源。", "The source is not named.")))
    if first != line.row:
        reason = Words(f"和第 {first} 行是同一篇、同一时刻。", f"The same piece and moment as row {first}.")
        faults.append(RowError(line.row, LABELS["read_at"], reason))
    return faults
