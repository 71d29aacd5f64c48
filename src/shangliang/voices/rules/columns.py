"""Tables to rows that can be imported: columns recognised by name, cells cleaned, every fault named."""

import hashlib
import json
import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shangliang.kernel.calendar import SHANGHAI
from shangliang.kernel.refusals import Words
from shangliang.kernel.text import marked as _
from shangliang.voices.rules.cases import title_of
from shangliang.voices.rules.cells import READERS, FaultError, shown
from shangliang.voices.rules.sheets import Cell, Table

LABELS = {
    "external_id": _("来源编号"),
    "external_user": _("来源用户"),
    "title": _("标题"),
    "body": _("正文"),
    "received_at": _("收到时间"),
    "likes": _("点赞数"),
    "dislikes": _("反对数"),
    "reply_text": _("答复内容"),
    "replied_at": _("答复时间"),
    "reply_unit": _("答复单位"),
    "demand_type": _("诉求类型"),
    "category": _("事项分类"),
    "urgency": _("紧急程度"),
    "place_text": _("地点"),
    "district": _("区市"),
    "happened_on": _("发生日期"),
    "channel": _("渠道"),
    "source": _("来源系统"),
}
"""What a column can be, in the words of the mapping page; these words are also the header of an export."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "external_id": ("来源编号", "留言编号", "工单编号", "工单号", "诉求编号", "来电编号", "编号", "id", "messageid",
                    "externalid", "orderno", "tid"),
    "external_user": ("来源用户", "留言用户", "来电人", "诉求人", "网友", "用户", "姓名", "user", "nick", "reporter",
                      "raisename"),
    "title": ("标题", "留言主题", "主题", "诉求标题", "title", "subject", "appealsubject"),
    "body": ("正文", "留言详情", "留言内容", "诉求内容", "来电内容", "详细内容", "内容", "详情", "原话", "content",
             "body", "text", "description"),
    "received_at": ("收到时间", "留言时间", "来电时间", "诉求时间", "受理时间", "提交时间", "收到时刻", "时间", "日期",
                    "date", "time", "createdat", "raisetime", "receivedat"),
    "likes": ("点赞数", "点赞", "支持数", "likes"),
    "dislikes": ("反对数", "反对", "dislikes"),
    "reply_text": ("答复内容", "答复意见", "答复", "回复内容", "官方回复", "回复", "reply", "replytext"),
    "replied_at": ("答复时间", "回复时间", "办结时间", "repliedat", "replytime", "finishtime"),
    "reply_unit": ("答复单位", "承办单位", "回复单位", "办理单位", "unit", "handledepartment"),
    "demand_type": ("诉求类型", "留言类型", "类型", "type", "demandtype", "appealtype"),
    "category": ("事项分类", "一级分类", "一级标签", "分类", "类别", "领域", "category", "classification", "domain",
                 "label"),
    "urgency": ("紧急程度", "urgency", "urgencylevel"),
    "place_text": ("地点", "事发地址", "地址", "位置", "address", "place", "incidentaddress"),
    "district": ("区市", "区县", "所属区域", "行政区", "district"),
    "happened_on": ("发生日期", "事发日期", "事发时间", "发生时间", "happenedon"),
    "channel": ("渠道", "来源渠道", "channel", "raisechannel"),
    "source": ("来源系统", "source"),
}  # fmt: skip
"""Headers by which a column is recognised: lower case, without blanks and punctuation; earlier names win."""

HOLLOW = Words(
    "这一格是公式，文件里没有算好的结果，请粘贴成数值。", "A formula without a stored result: paste its value."
)


@dataclass(frozen=True)
class RowError:
    """One thing that is wrong with a file: the row as the spreadsheet counts it (0: the file), the column, why."""

    row: int
    field: str
    reason: Words
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the shape of the command's JSON."""
        return {"row": self.row, "field": self.field, "reason": self.reason.zh, "value": self.value}


@dataclass(frozen=True)
class CleanRow:
    """A row that can be imported: values by field, and the cells as they stood in the file."""

    row: int
    values: Mapping[str, Any]
    cells: Mapping[str, Any]
    digest: str


@dataclass
class Reading:
    """What reading a table gave: good rows, faults, and how many rows were read."""

    rows: list[CleanRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    read: int = 0


def plain_name(header: str) -> str:
    """Return a header as it is compared: NFKC, lower case, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", header).lower() if c.isalnum())


def recognise(header: tuple[str, ...]) -> dict[str, int]:
    """Return which column holds which field, by the columns' names; each column is used at most once."""
    places: dict[str, int] = {}
    for i, name in enumerate(header):
        places.setdefault(plain_name(name), i)
    found: dict[str, int] = {}
    for target, names in NAMES.items():
        column = next((places[name] for name in names if name in places and places[name] not in found.values()), None)
        if column is not None:
            found[target] = column
    return found


def mapping_faults(mapping: Mapping[str, int], header: tuple[str, ...]) -> list[RowError]:
    """Return what is wrong with a mapping: no text at all, a column that is not there, one column used twice."""
    faults = []
    if "body" not in mapping and "title" not in mapping:
        shown = "、".join(name for name in header if name)[:200]
        reason = Words(
            f"找不到正文或标题这一列。文件里的列是：{shown}。请在“列对应”里指定。",
            f"No column with the text was found. The columns are: {shown}. Say which one it is.",
        )
        faults.append(RowError(1, LABELS["body"], reason, shown))
    used = list(mapping.values())
    for target, column in mapping.items():
        if not 0 <= column < len(header):
            reason = Words("指定的列不在文件里。", "The column is not in the file.")
            faults.append(RowError(1, LABELS.get(target, target), reason, str(column)))
        elif used.count(column) > 1:
            reason = Words("同一列不能当两样用。", "One column cannot be two things.")
            faults.append(RowError(1, LABELS.get(target, target), reason, header[column]))
    return faults


def read_rows(table: Table, mapping: Mapping[str, int], *, source: str, at: datetime) -> Reading:
    """Return the rows of a table, cleaned, with every fault found; a row that repeats an earlier one is a fault."""
    reading = Reading(read=len(table.rows))
    seen: dict[tuple[str, str], int] = {}
    for number, cells in table.rows:
        row, faults = clean_row(table, mapping, number, cells, source=source, at=at)
        if row is not None:
            key = (row.values["source"], row.values["external_id"])
            if key in seen:
                reason = Words(f"与第 {seen[key]} 行重复。", f"It repeats row {seen[key]}.")
                faults.append(RowError(number, header_of(table, mapping, "external_id"), reason, key[1][:80]))
            seen.setdefault(key, number)
        if faults:
            reading.errors += faults
        elif row is not None:
            reading.rows.append(row)
    return reading


def header_of(table: Table, mapping: Mapping[str, int], target: str) -> str:
    """Return the file's own name of a field's column, or the field's label."""
    return table.header[mapping[target]] if target in mapping else LABELS[target]


def clean_row(
    table: Table, mapping: Mapping[str, int], number: int, cells: tuple[Cell, ...], *, source: str, at: datetime
) -> tuple[CleanRow | None, list[RowError]]:
    """Return one row cleaned, or its faults."""
    values: dict[str, Any] = {}
    faults: list[RowError] = []
    for target, column in mapping.items():
        cell = cells[column]
        if (number, column) in table.hollow:
            faults.append(RowError(number, table.header[column], HOLLOW, "="))
            continue
        try:
            values[target] = READERS[target](cell, at)
        except FaultError as fault:
            faults.append(RowError(number, table.header[column], fault.words, shown(cell)))
    if not faults:
        faults += complete(values, number, source=source, at=at)
    if faults:
        return None, faults
    kept = {name or f"#{i + 1}": original(cell) for i, (name, cell) in enumerate(zip(table.header, cells, strict=True))}
    return CleanRow(number, values, kept, digest_of(kept)), []


def complete(values: dict[str, Any], number: int, *, source: str, at: datetime) -> Iterator[RowError]:
    """Fill what a row leaves open, and yield what it may not leave open."""
    body = values.get("body") or values.get("title") or ""
    if not body:
        yield RowError(number, LABELS["body"], Words("没有正文，也没有标题。", "There is neither text nor title."))
        return
    values["body"] = body
    values["title"] = (values.get("title") or title_of(body))[:120]
    values["received_at"] = values.get("received_at") or at
    values["source"] = values.get("source") or source
    if values.get("reply_text") and not values.get("replied_at"):
        values["replied_at"] = values["received_at"]
    if values.get("reply_text") and values["replied_at"] < values["received_at"]:
        reason = Words("答复时间早于收到时间。", "The reply is earlier than the message.")
        yield RowError(number, LABELS["replied_at"], reason, f"{values['replied_at'].astimezone(SHANGHAI):%F %T}")
    if not values.get("external_id"):
        told = "|".join([values["title"], body, str(values["received_at"]), values.get("external_user") or ""])
        values["external_id"] = f"sha256:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def digest_of(cells: Mapping[str, Any]) -> str:
    """Return the fingerprint of a row as it stood in the file."""
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def original(cell: Cell) -> str | float | int | bool | None:
    """Return a cell as JSON can keep it."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, str):
        return cell.replace("\x00", "\ufffd")
    return cell if cell is None or isinstance(cell, str | float | int | bool) else str(cell)
