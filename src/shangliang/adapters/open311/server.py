"""The server: `/open311/v2/…`. Anybody reads what is public; systems with a key file requests and tell progress."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from shangliang.adapters import queries
from shangliang.adapters.actions import file_request, take_update
from shangliang.adapters.models import Partner
from shangliang.adapters.open311 import reading
from shangliang.adapters.open311.answers import FORMATS, error, refused, written
from shangliang.adapters.workflow import OPEN311
from shangliang.dispatch.ports import Progress
from shangliang.kernel.refusals import Invalid, Refusal, Words
from shangliang.people.faces import Request, page
from shangliang.voices.actions import Saying

View = Callable[..., HttpResponse]
LONGEST_KEY = 120


def answering(view: View) -> View:
    """Answer refusals and unknown formats in the form of Open311."""

    @wraps(view)
    def answered(request: Request, *args: object, form: str, **kwargs: object) -> HttpResponse:
        if form not in FORMATS:
            return error(HTTPStatus.NOT_FOUND, "json or xml", "json")
        try:
            return view(request, *args, form=form, **kwargs)
        except Refusal as refusal:
            return refused(refusal, form)

    return answered


def asking(request: HttpRequest) -> Partner | None:
    """Return the system whose key came with the question, or None without a key. Raises Invalid for a wrong one."""
    key = request.POST.get("api_key") or request.GET.get("api_key") or ""
    partner = queries.partner_of_key(key)
    if key and partner is None:
        fault = Invalid(Words("api_key 不对。", "This api_key is wrong."), field="api_key")
        fault.status = HTTPStatus.FORBIDDEN
        raise fault
    return partner


@page(OPEN311)
@require_safe
@answering
def discovery(_request: Request, form: str) -> HttpResponse:
    """Tell where the interface is and which forms it speaks."""
    place = f"{settings.ADDRESS}/open311/v2"
    row = {"changeset": "2026-11-01", "contact": "12345", "key_service": settings.ADDRESS, "endpoint": place,
           "specification": "http://wiki.open311.org/GeoReport_v2", "formats": "application/json text/xml"}  # fmt: skip
    return written("discovery", [row], form)


@page(OPEN311)
@require_safe
@answering
def services(_request: Request, form: str) -> HttpResponse:
    """List the services."""
    return written("services", reading.services(), form)


@page(OPEN311)
@require_safe
@answering
def service(_request: Request, code: str, form: str) -> HttpResponse:
    """Tell of one service that it asks for nothing more than a request does."""
    if code not in reading.CODES:
        return error(HTTPStatus.NOT_FOUND, f"service_code {code}", form)
    return written("service_definition", [{"service_code": code, "attributes": ""}], form)


@csrf_exempt
@page(OPEN311)
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def requests(request: Request, form: str) -> HttpResponse:
    """List service requests, or take one in."""
    if request.method == "POST":
        return take_request(request, form)
    return written("service_requests", reading.requests(asking(request), request.GET.dict(), request.at), form)


@page(OPEN311)
@require_safe
@answering
def one_request(request: Request, code: str, form: str) -> HttpResponse:
    """Tell of one service request."""
    rows = reading.requests(asking(request), {"service_request_id": code}, request.at)
    return written("service_requests", rows, form) if rows else error(HTTPStatus.NOT_FOUND, "service_request_id", form)


def take_request(request: Request, form: str) -> HttpResponse:
    """Open a voice for the asking system, once for each idempotency key."""
    partner = asking(request)
    if partner is None or not partner.may_file:
        return error(HTTPStatus.FORBIDDEN, "api_key", form)
    given = request.POST.dict()
    category = reading.CODES.get(str(given.get("service_code", "")))
    if category is None:
        return error(HTTPStatus.NOT_FOUND, "service_code", form)
    saying = Saying(
        text=str(given.get("description", "")),
        channel="app",
        category=category,
        place_text=str(given.get("address_string", ""))[:200],
        caller_name=f"{given.get('last_name', '')}{given.get('first_name', '')}"[:40],
        need_reply=True,
    )
    key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
    answer = file_request(partner, saying, key=key, at=request.at)
    return written("service_requests", [{**answer, "service_notice": ""}], form, HTTPStatus.CREATED)


@csrf_exempt
@page(OPEN311)
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def updates(request: Request, form: str) -> HttpResponse:
    """List what happened to requests, or take in what a system says of an order that it was handed."""
    if request.method != "POST":
        return written(
            "service_request_updates", reading.updates(asking(request), request.GET.dict(), request.at), form
        )
    partner = asking(request)
    if partner is None or not partner.takes:
        return error(HTTPStatus.FORBIDDEN, "api_key", form)
    given = request.POST.dict()
    said = Progress(
        number=str(given.get("service_request_id", "")),
        update_id=str(given.get("update_id") or given.get("update_id_ext") or "")[:80].replace("|", "-"),
        status=str(given.get("status", "")),
        words=str(given.get("description", "")),
        at=reading.moment_of(str(given.get("updated_datetime", "")), "updated_datetime") or request.at,
    )
    if not (said.number and said.update_id and said.status):
        return error(HTTPStatus.BAD_REQUEST, "service_request_id, update_id, status", form)
    if not queries.knows(partner, said.number):
        return error(HTTPStatus.NOT_FOUND, "service_request_id", form)
    take_update(partner, said, at=request.at)
    return written("service_request_updates", [{"update_id": said.update_id}], form, HTTPStatus.CREATED)
