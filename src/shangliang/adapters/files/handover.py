"""The hand-over list of orders, as a table that every spreadsheet opens and no cell of which runs."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from shangliang.dispatch.models import CoHandling, Dispatch
from shangliang.kernel.calendar import local

HEADER = (
    "转办编号", "类别", "原编号", "文号", "事项", "主办单位", "主办单位代码", "会办单位", "轮次", "转办时刻",
    "本步期限", "答复期限", "状态",
)  # fmt: skip
MOST_ROWS = 20_000
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings by which a spreadsheet takes a text for something to compute."""

Row = tuple[str, ...]


def handover_rows(orders: QuerySet[Dispatch]) -> list[Row]:
    """Return the newest orders as rows under `HEADER`, at most 20,000, in two statements; no name of any person."""
    found = list(orders.select_related("voice", "idea", "proposal", "lead_unit").order_by("-pk")[:MOST_ROWS])
    helpers: dict[int, list[str]] = {}
    rows = CoHandling.objects.filter(dispatch__in=[order.pk for order in found]).order_by("pk")
    for order, unit in rows.values_list("dispatch_id", "unit__name"):
        helpers.setdefault(order, []).append(unit)
    return [row_of(order, helpers.get(order.pk, [])) for order in found]


def row_of(order: Dispatch, helpers: Sequence[str]) -> Row:
    """Return the cells of one order."""
    source = order.source
    return (
        order.code,
        source.workflow.name,
        source.code,
        (order.idea.official_no or "") if order.idea else "",
        order.title,
        order.lead_unit.name,
        order.lead_unit.code,
        "、".join(helpers),
        str(order.round),
        wall(order.opened_at),
        wall(order.due_at),
        wall(order.reply_due_at),
        order.workflow.state(order.state).label,
    )


def wall(at: datetime | None) -> str:
    """Return a moment as Shanghai wall-clock time, or nothing."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return the rows as CSV in UTF-8 with its mark; a text that would be computed begins with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(RUNS) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """Return the rows as XLSX; every cell is text and nothing but text."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # noqa: PLC0415 - seldom needed, and large

    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("转办清单")
        for place, cells in enumerate([HEADER, *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(place, column, cell)
    return out.getvalue()
