"""The spreadsheet by which a unit works on many cases: its columns, the same in both directions, and reading a line."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

COLUMNS = (
    "工单号", "类别", "事项", "现在", "期限", "台账事项", "办理", "内容", "日期", "证据", "导出时版本",
)  # fmt: skip
"""The header, the same in both directions; 办理 to 证据 are for the unit to fill."""
ACTS: Mapping[str, str] = {
    "签收": "sign",
    "首次联系": "start",
    "再联系": "contact",
    "说明": "explain",
    "报进度": "progress",
}
"""What may stand under 办理; 报进度 with a day under 日期 reports the promise as kept."""
MOST_ROWS = 2000


@dataclass(frozen=True)
class Row:
    """One line as it was read: where it stands, what it asks for; `fault` says why it cannot be read."""

    number: int
    code: str
    promise: str = ""
    act: str = ""
    words: str = ""
    day: date | None = None
    evidence: str = ""
    version: int | None = None
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether the line asks for nothing."""
        return not self.act and not self.fault

    @property
    def digest(self) -> str:
        """Return the fingerprint of what the line asks for, by which the same line is known again."""
        said = (self.code, self.promise, self.act, self.words, str(self.day or ""), self.evidence)
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def text_of(cell: object) -> str:
    """Return a cell as text; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def day_of(cell: object) -> tuple[date | None, str]:
    """Return a cell as a day, or what is wrong with it."""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    text = text_of(cell).replace("/", "-").replace(".", "-")
    if not text:
        return None, ""
    try:
        return date(*(int(part) for part in text.split("-"))), ""
    except (TypeError, ValueError):
        return None, f"日期“{text}”读不懂，请写成 2022-11-20"


def read_row(number: int, header: Sequence[str], cells: Sequence[object]) -> Row:
    """Return one line as it asks to be carried out."""
    by_name = dict(zip(header, cells, strict=False))
    word, (day, fault) = text_of(by_name.get("办理")), day_of(by_name.get("日期"))
    version = text_of(by_name.get("导出时版本"))
    if word and word not in ACTS:
        fault = f"“{word}”不是能批量办的事，可以写：{'、'.join(ACTS)}"
    return Row(
        number,
        text_of(by_name.get("工单号")),
        text_of(by_name.get("台账事项")),
        ACTS.get(word, ""),
        text_of(by_name.get("内容")),
        day,
        text_of(by_name.get("证据")),
        int(version) if version.isdecimal() else None,
        fault,
    )


def missing_columns(header: Sequence[str]) -> list[str]:
    """Return which columns a file lacks that are needed to carry it out."""
    return [name for name in ("工单号", "办理", "内容", "导出时版本") if name not in header]
