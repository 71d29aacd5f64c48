"""What happens around every request: the reader's choices, who acts and when, refusals as answers, headers."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from shangliang.kernel.calendar import local_date, now
from shangliang.kernel.refusals import Refusal
from shangliang.people.faces import live_address
from shangliang.people.signin import actor_of_request
from shangliang.people.visits import account_of_request
from shangliang.site.page_cache import OPEN

Answer = Callable[[HttpRequest], HttpResponse]


def tiles_origin(template: str) -> str:
    """Return the one outside origin that pages may load pictures from: that of the map's tiles, or nothing."""
    parts = urlsplit(template)
    host = parts.netloc.replace("{s}", "*")
    return f" {parts.scheme}://{host}" if parts.scheme in ("http", "https") and host else ""


POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; media-src 'self' blob:; "
    f"img-src 'self' data: blob:{tiles_origin(settings.TILES)}; "
    "connect-src 'self'{live}; "
    "font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def page_headers(get_response: Answer) -> Answer:
    """Put the content security policy on every answer, and keep private pages out of shared caches."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        grant = getattr(getattr(request.resolver_match, "func", None), "grant", None)
        if grant is not None and grant.public:
            request.META[OPEN] = "1"
        response.headers.setdefault("Content-Security-Policy", POLICY.replace("{live}", live_of(request)))
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return answer


def live_of(request: HttpRequest) -> str:
    """Return the live process as one more place that scripts may speak to, where it has an address of its own."""
    address = live_address(request) if settings.LIVE else ""
    return f" {address}" if address else ""


def choices(get_response: Answer) -> Answer:
    """Follow the reader's choices of language and of 长者版: cookies, which `?lang=` and `?elder=` change."""
    known = {"lang": {code for code, _ in settings.LANGUAGES}, "elder": {"1", "0"}}

    def answer(request: HttpRequest) -> HttpResponse:
        asked = {name: request.GET[name] for name in known if request.GET.get(name, "") in known[name]}
        request.COOKIES.update(asked)
        lang = request.COOKIES.get("lang", "")
        with translation.override(lang if lang in known["lang"] else settings.LANGUAGE_CODE):
            response = get_response(request)
        for name, value in asked.items():
            response.set_cookie(name, value, max_age=31536000, samesite="Lax")
        return response

    return answer


def signed_in(get_response: Answer) -> Answer:
    """Set `request.user` as Django's own middleware does, from what came with the visit."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: account_of_request(request))  # type: ignore[assignment]  # as Django does
        return get_response(request)

    return answer


def who_acts(get_response: Answer) -> Answer:
    """Set `request.at`, the one moment of this request, `request.actor`, and whether staff seats were held back."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.at = now()  # type: ignore[attr-defined]  # people.faces.Request names it
        actor, held_back = actor_of_request(request, local_date(request.at))  # type: ignore[attr-defined]
        request.actor, request.needs_second_factor = actor, held_back  # type: ignore[attr-defined]
        return get_response(request)

    return answer


class refusals:  # noqa: N801 - named like the other middleware
    """Turn a refusal that a view did not answer into a page that says why and what to do."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; programs get a problem where people would get a page."""
        response = self.get_response(request)
        is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
        if is_refused and request.path.startswith("/api/") and "problem+json" not in response.headers["Content-Type"]:
            return plain_problem(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; leave everything else to Django."""
        if not isinstance(exception, Refusal):
            return None
        lang = translation.get_language() or "zh-hans"
        if request.path.startswith("/api/"):
            return problem(exception, lang)
        context = {
            "refusal": exception,
            "reason": exception.words.text(lang),
            "missing": [w.text(lang) for w in exception.next_steps],
        }
        return render(request, "errors/refused.html", context, status=exception.status)


def plain_problem(response: HttpResponse) -> JsonResponse:
    """Return a refusal that has no words of its own, such as of an unknown address, as application/problem+json."""
    status = HTTPStatus(response.status_code)
    told = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": status.description}
    found = JsonResponse(told, status=status.value, content_type="application/problem+json")
    if "Allow" in response.headers:
        found.headers["Allow"] = response.headers["Allow"]
    return found


def problem(refusal: Refusal, lang: str) -> JsonResponse:
    """Return a refusal as application/problem+json (RFC 9457)."""
    return JsonResponse(
        {
            "type": f"about:blank#{refusal.code}",
            "title": HTTPStatus(refusal.status).phrase,
            "status": refusal.status,
            "detail": refusal.words.text(lang),
            "missing": [words.text(lang) for words in refusal.next_steps],
        },
        status=refusal.status,
        content_type="application/problem+json",
    )
