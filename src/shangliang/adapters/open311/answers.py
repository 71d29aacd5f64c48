"""How answers of the Open311 server are written: JSON or XML with the same content, errors in its own form."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

from shangliang.kernel.refusals import Refusal

Row = Mapping[str, object]
FORMATS = ("json", "xml")
MARKUP = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
}


def written(name: str, rows: Sequence[Row], form: str, status: int = HTTPStatus.OK) -> HttpResponse:
    """Return rows as JSON, or as XML under the element `name` with one element for each row."""
    if form == "xml":
        root = Element(name)
        for row in rows:
            fill(SubElement(root, MARKUP.get(name, "item")), row)
        body = tostring(root, encoding="utf-8", xml_declaration=True)
        return open_to_all(HttpResponse(body, content_type="text/xml; charset=utf-8", status=status))
    body = json.dumps(list(rows), ensure_ascii=False, default=str).encode()
    return open_to_all(HttpResponse(body, content_type="application/json; charset=utf-8", status=status))


def fill(parent: Element, row: Row) -> None:
    """Put a row's values below an element; nothing stays an empty element."""
    for name, value in row.items():
        child = SubElement(parent, name)
        if isinstance(value, bool):
            child.text = "true" if value else "false"
        elif value is not None:
            child.text = "".join(one for one in str(value) if one in "\t\n\r" or one >= " ")


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let pages of others read the answer; it depends on no cookie."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-store"
    return response


def error(status: int, words: str, form: str) -> HttpResponse:
    """Return an error as Open311 wants it: a list of code and description."""
    return written("errors", [{"code": status, "description": words}], form, status)


def refused(refusal: Refusal, form: str) -> HttpResponse:
    """Return a refusal of the rules as an error, in both languages; what was typed wrong is 400 in this norm."""
    status = HTTPStatus.BAD_REQUEST if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY else refusal.status
    return error(status, f"{refusal.text('zh-hans')} {refusal.text('en')}", form)
