"""Many cases by spreadsheet: take it away, bring it back, look at what it would do, then let it be done."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from shangliang.dispatch.actions.sheets import Carried, carry_sheet, take_sheet
from shangliang.dispatch.forms.sheet import SheetForm
from shangliang.dispatch.rules.sheet import Row, missing_columns, read_row
from shangliang.dispatch.workflow import SHEET
from shangliang.kernel.refusals import Invalid, Refusal, Words
from shangliang.people.faces import Request, language_of, page
from shangliang.voices.rules.sheets import read_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(SHEET)
@require_GET
def take_away(request: Request) -> HttpResponse:
    """Give the unit's open cases as a workbook."""
    name = f"cases-{request.at:%Y%m%d}.xlsx"
    return HttpResponse(
        take_sheet(request.actor),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@never_cache
@page(SHEET)
@require_http_methods(["GET", "POST"])
def desk(request: Request) -> HttpResponse:
    """Take a filled-in file: show line by line what it would do, or do it when that is asked."""
    form = SheetForm(request.POST or None, request.FILES or None)
    found: list[Carried] = []
    is_rehearsal = request.POST.get("then") != "do"
    if form.is_valid():
        try:
            rows = rows_of(form.cleaned_data["file"])
            found = carry_sheet(rows, dry_run=is_rehearsal, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error("file", refusal.text(language_of(request)))
    counts = {look: sum(row.look == look for row in found) for look in ("done", "known", "blank", "fault")}
    context: dict[str, Any] = {
        "form": form,
        "rows": [row for row in found if row.look != "blank"],
        "counts": counts,
        "is_rehearsal": is_rehearsal,
        "here": "cases",
    }
    return render(request, "dispatch/sheet.html", context, status=422 if form.errors else 200)


def rows_of(upload: "File[bytes]") -> list[Row]:
    """Return the lines of an uploaded file; Invalid when it is no table or lacks columns."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        table = read_table(Path(kept.name), name=upload.name or "")
    lacking = missing_columns(table.header)
    if lacking:
        raise Invalid(
            Words(f"缺少这些列：{'、'.join(lacking)}。请用导出的表格填。", f"Columns missing: {', '.join(lacking)}.")
        )
    return [read_row(number, table.header, cells) for number, cells in table.rows]
