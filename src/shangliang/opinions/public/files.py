"""What can be downloaded: votes and statements, the points of the map, the report as table and as paper."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from shangliang.kernel.refusals import NotFound
from shangliang.opinions import queries
from shangliang.opinions.models import OpinionMap
from shangliang.opinions.public.visitors import conversation_or_404
from shangliang.opinions.queries import exports
from shangliang.opinions.workflow import LIST
from shangliang.people.faces import Request, page


@require_safe
@page(LIST)
def votes_file(request: Request, code: str) -> HttpResponse:
    """Give the votes of the newest map as CSV, without anything that names a person, to compute it again.

    `counted` says whether the participant was verified as the conversation asks.
    """
    rows = exports.vote_rows(newest_or_404(request, code))
    return as_csv(f"{code}-votes.csv", ("participant", "statement", "vote", "counted"), rows)


@require_safe
@page(LIST)
def statements_file(request: Request, code: str) -> HttpResponse:
    """Give the statements with their counts as CSV."""
    conversation = conversation_or_404(request, code)
    rows = ((row.number, row.agree, row.disagree, row.passed, row.text) for row in queries.standings(conversation))
    return as_csv(f"{code}-statements.csv", ("statement", "agree", "disagree", "pass", "text"), rows)


@require_safe
@page(LIST)
def points_file(request: Request, code: str) -> HttpResponse:
    """Give the places of everybody on the newest map for the canvas, while its groups may be shown."""
    points = queries.points_of(conversation_or_404(request, code))
    if not points:
        raise NotFound
    return HttpResponse(points, content_type="application/octet-stream")


def newest_or_404(request: Request, code: str) -> OpinionMap:
    """Return the newest map of a conversation; raises NotFound before the first."""
    conversation = conversation_or_404(request, code)
    newest = queries.newest_map(conversation)
    if newest is None:
        raise NotFound
    newest.conversation = conversation
    return newest


@require_safe
@page(LIST)
def conditions_file(request: Request, code: str) -> HttpResponse:
    """Give what the newest map was computed from beside the votes, to compute it again to the bit."""
    return JsonResponse(exports.conditions_of(newest_or_404(request, code)), json_dumps_params={"ensure_ascii": False})


@require_safe
@page(LIST)
def polis_file(request: Request, code: str) -> HttpResponse:
    """Give the conversation in the Polis format, as a ZIP that other programs read and that comes back in here."""
    answer = HttpResponse(exports.polis_zip(newest_or_404(request, code)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{code}-polis.zip"'
    return answer


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return rows as a CSV file, sent as they are written; no cell of it is computed by a spreadsheet."""

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield line(head)
        for row in rows:
            yield line(row)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer  # type: ignore[return-value]  # a response that streams


def line(row: Sequence[Any]) -> str:
    """Return one line of CSV."""
    out = StringIO()
    csv.writer(out).writerow([exports.quoted(cell) for cell in row])
    return out.getvalue()
