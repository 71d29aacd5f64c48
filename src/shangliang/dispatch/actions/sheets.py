"""A unit's cases as a spreadsheet: taken away, filled in, brought back; looked at, then carried out line by line."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from shangliang.dispatch.actions.handling import contact, explain, start
from shangliang.dispatch.actions.judging import report_progress
from shangliang.dispatch.actions.orders import sign
from shangliang.dispatch.models import Dispatch, Milestone, SheetRow
from shangliang.dispatch.queries.orders import visible_to
from shangliang.dispatch.rules.sheet import ACTS, COLUMNS, MOST_ROWS, Row
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Refusal, Words
from shangliang.kernel.workflow import Actor, Relation

NOTHING = Words("", "")
WORKED_ON = ("issued", "signed", "handling", "answered", "evaluated")


@dataclass(frozen=True)
class Carried:
    """What became of one line: done, known (was done before), blank, or fault with the reason."""

    number: int
    code: str
    look: str
    words: Words = NOTHING


def own_orders(actor: Actor) -> list[Dispatch]:
    """Return the orders that the actor's units lead and may still work on, the earliest due first."""
    orgs = {seat.org for seat in actor.seats if seat.role.relation is Relation.UNIT and seat.org}
    rows = visible_to(actor).filter(lead_unit__in=orgs, state__in=WORKED_ON)
    return list(
        rows.select_related("region", "voice", "idea", "proposal", "lead_unit").order_by("due_at", "pk")[:MOST_ROWS]
    )


def take_sheet(actor: Actor) -> bytes:
    """Return the unit's open cases and promises as a workbook that can be filled in and brought back."""
    orders = own_orders(actor)
    ledger: dict[int, list[Milestone]] = {}
    for row in Milestone.objects.filter(dispatch__in=orders, is_void=False, done_on=None).order_by("due_on"):
        ledger.setdefault(row.dispatch_id, []).append(row)
    out = io.BytesIO()
    import xlsxwriter  # noqa: PLC0415 - seldom needed, and large

    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("办理")
    sheet.write_row(0, 0, COLUMNS)
    sheet.data_validation(1, 6, MOST_ROWS, 6, {"validate": "list", "source": list(ACTS)})
    lines = [line for order in orders for line in lines_of(order, ledger.get(order.pk, []))]
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line):
            sheet.write_string(number, column, cell)
    book.close()
    return out.getvalue()


def lines_of(order: Dispatch, promises: Sequence[Milestone]) -> list[tuple[str, ...]]:
    """Return the lines of one order: itself while it is handled, then each open promise of its ledger."""
    kind = {"voice": "民声", "idea": "金点子", "proposal": "提案"}[order.kind]
    due = f"{local_date(order.due_at - timedelta(microseconds=1)):%Y-%m-%d}" if order.due_at else ""
    begin, end = (order.code, kind, order.title, order.state_label), ("", "", "", "", str(order.version))
    found: list[tuple[str, ...]] = [(*begin, due, "", *end)] if order.state in ("issued", "signed", "handling") else []
    return found + [(*begin, f"{row.due_on:%Y-%m-%d}", row.text, *end) for row in promises]


def carry_sheet(rows: Sequence[Row], *, dry_run: bool, actor: Actor, at: datetime) -> list[Carried]:
    """Carry lines out one by one and return what became of each; with `dry_run` nothing stays written.

    A line that is refused stops no other. A line that was carried out before is passed over, so that the same file can
    be brought in again.
    """
    if len(rows) > MOST_ROWS:
        raise Invalid(Words(f"一次最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} lines."), field="file")
    orders = {order.code: order for order in own_orders(actor)}
    found: list[Carried] = []
    moved: set[str] = set()
    with transaction.atomic():
        found.extend(carried(row, orders.get(row.code), moved, actor=actor, at=at) for row in rows)
        transaction.set_rollback(dry_run)
    return found


def carried(row: Row, order: Dispatch | None, moved: set[str], *, actor: Actor, at: datetime) -> Carried:
    """Carry one line out and return what became of it; `moved` holds the orders that this file has moved already."""
    if row.is_blank:
        return Carried(row.number, row.code, "blank")
    if row.fault or order is None:
        words = Words("没有这一件，或不归您办。", "No such case of your unit.")
        return Carried(row.number, row.code, "fault", Words(row.fault, row.fault) if row.fault else words)
    if SheetRow.objects.filter(dispatch=order, digest=row.digest).exists():
        return Carried(row.number, row.code, "known", Words("已经办过，跳过。", "Done before, passed over."))
    if row.version != order.version and order.code not in moved:
        stale = Words("导出以后这一件动过，请重新导出。", "It was moved since the export: please take it again.")
        return Carried(row.number, row.code, "fault", stale)
    try:
        with transaction.atomic():
            act_of(row, order, actor=actor, at=at)
            SheetRow.objects.create(dispatch=order, digest=row.digest, done_at=at)
    except Refusal as refusal:
        return Carried(row.number, row.code, "fault", Words(refusal.text("zh-hans"), refusal.text("en")))
    moved.add(order.code)
    return Carried(row.number, row.code, "done")


def act_of(row: Row, order: Dispatch, *, actor: Actor, at: datetime) -> None:
    """Take the step that a line asks for."""
    if row.act == "sign":
        sign(order, actor=actor, at=at)
    elif row.act == "start":
        start(order, mode="phone", words=row.words, actor=actor, at=at)
    elif row.act == "contact":
        contact(order, mode="phone", words=row.words, actor=actor, at=at)
    elif row.act == "explain":
        explain(order, reason=row.words, actor=actor, at=at)
    else:
        ledger = Milestone.objects.filter(dispatch=order, is_void=False, done_on=None, text=row.promise)
        promise = ledger.order_by("due_on").first()
        if promise is None:
            raise Invalid(Words("台账里没有这一项。", "This is not on the ledger."), field="milestone")
        report_progress(order, promise, progress=row.words, done_on=row.day, evidence=row.evidence, actor=actor, at=at)
