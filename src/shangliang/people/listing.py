"""What every list of the open interface shares: pages that go on from a cursor, marks of content, 304."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from shangliang.kernel.refusals import Invalid, Words

Row = TypeVar("Row", bound=Model)
AT_ONCE, AT_MOST = 50, 200
FRESH_SECONDS = 30


def field_of(model: type[Model], column: str) -> "Field[Any, Any]":
    """Return the field of a column."""
    return cast("Field[Any, Any]", model._meta.get_field(column))  # noqa: SLF001 - Django's public-in-practice name


def cursor_of(row: Model, column: str) -> str:
    """Return the place of a row in a list ordered by a column and the id, as text that means nothing outside."""
    value = field_of(type(row), column).value_to_string(row)
    return base64.urlsafe_b64encode(json.dumps([value, row.pk]).encode()).decode().rstrip("=")


def beyond(model: type[Model], column: str, cursor: str) -> Q:
    """Return the condition that a row comes behind a cursor in a list with the newest first; Invalid for any other."""
    try:
        value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = field_of(model, column).to_python(value)
        key = int(key)
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
        raise Invalid(Words("cursor 不是本接口给的。", "This cursor was not given here."), field="cursor") from error
    if place is None or abs(key) >= 2**63:
        raise Invalid(Words("cursor 不是本接口给的。", "This cursor was not given here."), field="cursor")
    return Q(**{f"{column}__lt": place}) | Q(**{column: place, "pk__lt": key})


def listing(
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    by: str,
    show: Callable[[Row], Mapping[str, Any]],
    cursor: str = "",
    limit: int = AT_ONCE,
) -> HttpResponse:
    """Return one page of rows, the highest `by` first, as `{"items": […], "next": cursor or null}`.

    `limit` is at most 200. One query, however many rows lie before.
    """
    if cursor:
        rows = rows.filter(beyond(rows.model, by, cursor))
    count = min(max(limit, 1), AT_MOST)
    found = list(rows.order_by(f"-{by}", "-pk")[: count + 1])
    following = cursor_of(found[count - 1], by) if len(found) > count else None
    return answer(request, {"items": [show(row) for row in found[:count]], "next": following})


def answer(request: HttpRequest, told: Mapping[str, Any]) -> HttpResponse:
    """Return something as JSON with the mark of its content, or 304 to who has it already."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    mark = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    is_known = mark in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if is_known else HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    # The open interface gives everybody the same and reads no cookie: pages of others may read it too.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
