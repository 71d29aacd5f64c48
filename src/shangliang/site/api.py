"""The open interface `/api/v1/`: read-only lists of what is public, described by `/api/v1/openapi.json`.

Lists go on from a cursor, every answer has a mark of its content (ETag), errors are application/problem+json.
"""

from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.people.faces import Request, page
from shangliang.people.listing import answer
from shangliang.people.workflow import OPEN_DATA
from shangliang.site.middleware import problem
from shangliang.site.wiring import routers

BASE = "api/v1/"
api = NinjaAPI(
    title="商量 Shangliang",
    version="1",
    description="公开的民声、议题、协商活动、金点子、成效。 What is public: voices, topics, sessions, ideas, outcomes.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
for name, router in routers():
    api.add_router("", cast("Router", router), tags=[name])


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal as a problem in the language asked for."""
    return problem(refusal, translation.get_language() or "zh-hans")


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer wrong words in an address as a problem that names each of them."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    told: dict[str, Any] = {
        "type": "about:blank#invalid",
        "title": status.phrase,
        "status": status.value,
        "detail": "地址里的参数不对。",
        "errors": [{"field": str(fault["loc"][-1]), "reason": fault["msg"]} for fault in error.errors],
    }
    return JsonResponse(told, status=status.value, content_type="application/problem+json")


@require_safe
@page(OPEN_DATA)
def openapi(request: Request) -> HttpResponse:
    """Give the description of the interface."""
    return answer(request, api.get_openapi_schema(path_prefix=f"/{BASE}"))


@page(OPEN_DATA)
def nowhere(_request: Request, rest: str) -> HttpResponse:  # noqa: ARG001 - the address leads nowhere, whatever it is
    """Answer an address of the interface that there is not."""
    raise NotFound


patterns, app_name, namespace = api.urls
patterns = [pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
for pattern in patterns:
    vars(pattern.callback)["grant"] = OPEN_DATA  # read by the test of the site map
urlpatterns = [
    path(f"{BASE}openapi.json", openapi, name="openapi"),
    path(BASE, (patterns, app_name, namespace)),
    path("api/<path:rest>", nowhere, name="nowhere"),
]
