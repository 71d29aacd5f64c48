"""Pages over several slices that everybody may open, and the answers to what went wrong."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe
from markupsafe import Markup

from shangliang.dispatch.models import OutcomeMetric
from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Invalid, NotFound, Words
from shangliang.ledger.queries import head
from shangliang.people.faces import Request, language_of, page
from shangliang.portal import rules, workflow
from shangliang.portal.drawing import Reading, lineage_tall, lineage_wide, readings, river_tall, river_wide
from shangliang.portal.queries import home as home_queries
from shangliang.portal.queries import lineage, manual, record, search
from shangliang.portal.queries.home import Story
from shangliang.portal.queries.shelves import OPEN_SHELVES
from shangliang.portal.queries.topic import topic_page
from shangliang.sessions.models.planned import PARTICIPANT_KINDS
from shangliang.topics.rules import DOMAINS, SOURCES
from shangliang.voices.models import CHANNELS

# The drawings escape every word themselves, so their text may stand in a page as it is.


def drawn(*pictures: str) -> Markup:
    """Return drawings as what a template shows unchanged."""
    return Markup("").join(Markup(picture) for picture in pictures)  # noqa: S704 - the pen escapes all words


GUEST_FIGURES = {"member": "members", "expert": "experts", "unit_head": "unit_heads", "citizen": "citizens"}
"""Under which figure the phase report lists each kind of guest."""


@page(workflow.HOME)
@require_safe
def home(request: Request) -> HttpResponse:
    """Show the home page: say something, what is open, the river, what is hot, replies, what became of it."""
    figures = home_queries.figures(request.at)
    river = home_queries.river_of(figures)
    context = {
        "figures": figures,
        "channels": [(dict(CHANNELS)[key], n) for key, n in figures.channels],
        "guests": [
            (str(name), figures.guests[key], GUEST_FIGURES.get(key))
            for key, name in PARTICIPANT_KINDS
            if figures.guests.get(key)
        ],
        "river": drawn(river_wide(river), river_tall(river)),
        "river_key": _("一根细线 = %(n)s 条来信，一个圈 = 一期协商，一个点 = 一个单位（实心：件件都答复了）")
        % {"n": river.voices_per_line},
        "open": home_queries.open_now(request.at),
        "kinds": kinds_open(),
        "hot": home_queries.hottest(),
        "echoes": home_queries.latest_replies(),
        "replied": home_queries.replies_since(request.at),
        "stories": [told(story) for story in home_queries.stories()],
        "here": "home",
    }
    return render(request, "portal/home.html", context)


def kinds_open() -> dict[str, str]:
    """Return what each kind of thing that is open is called."""
    return {
        "conversation": _("说说看法"),
        "vote": _("议题投票"),
        "call": _("出个题"),
        "session": _("来现场"),
        "live": _("正在协商"),
    }


def told(story: Story) -> dict[str, object]:
    """Return a story with the drawing of its readings, where there are any."""
    series = story.series
    order = story.outcome.dispatch
    is_line = len(series) > 1
    return {
        "outcome": story.outcome,
        "metrics": [] if is_line else story.metrics,
        "picture": series_drawn(series) if is_line else "",
        "caption": f"{series[0].name}，{series[0].unit}" if is_line else "",
        "idea": rules.place("idea", order.idea.code) if order.idea else "",
    }


def series_drawn(series: list[OutcomeMetric]) -> Markup:
    """Return the readings of one figure as a line."""
    points = [Reading(lineage.day_word(one.read_on), float(one.value), f"{one.value.normalize():f}") for one in series]
    target = series[-1].target
    said = _("目标 %(value)s") % {"value": f"{target.normalize():f}"} if target is not None else ""
    label = "，".join(f"{one.day} {one.said}{series[0].unit}" for one in points)
    goal = float(target) if target is not None else None
    return drawn(readings(points, label=f"{series[0].name}：{label}", target=goal, target_said=said))


@page(workflow.TOPIC_PAGE)
@require_safe
def topic(request: Request, code: str) -> HttpResponse:
    """Show one topic from the voices behind it to what became of it."""
    found = topic_page(request.actor, code)
    line = lineage.lineage_of(found)
    is_chinese = language_of(request).startswith("zh")
    context = {
        "page": found,
        "topic": found.topic,
        "title": lineage.shown_title(found),
        "stages": lineage.stages_of(found),
        "lineage": drawn(lineage_wide(line), lineage_tall(line)),
        "sentences": lineage.in_words(found, line),
        "stories": [told(story) for story in found.stories],
        "events": lineage.told_events(found),
        "sources": {key: zh if is_chinese else en for key, zh, en in SOURCES},
        "domains": {key: zh if is_chinese else en for key, zh, en in DOMAINS},
        "people": lineage.people_word(found),
        "span": lineage.span_word((found.behind.first, found.behind.last)),
        "here": "topics",
    }
    return render(request, "portal/topic.html", context)


def size_asked(request: HttpRequest) -> int | None:
    """Return the size of the record for which a proof is asked; raises Invalid when it is no number."""
    text = request.GET.get("size", "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Invalid(Words("条数要写成数字。", "The size must be a number."), field="size", value=text[:20])
    return int(text)


def checked(request: HttpRequest) -> record.Checked | None:
    """Return what stands behind the pasted text; raises Invalid for a size that the record never had with it."""
    try:
        return record.checked(request.GET.get("f", "")[:200], size_asked(request))
    except ValueError as error:
        words = Words("那时的账本里还没有这一条。", "The record of that size does not hold this entry.")
        raise Invalid(words, field="size") from error


@page(workflow.VERIFY)
@require_safe
def verify(request: Request) -> HttpResponse:
    """Show the entry behind a receipt, a code or a fingerprint with its proof; the browser checks it again."""
    typed, refusal = request.GET.get("f", "")[:200], ""
    found = None
    try:
        found = checked(request) if typed.strip() else None
    except Invalid as fault:
        refusal = fault.text(language_of(request))
    context = {"typed": typed, "found": found, "refusal": refusal, "head": head(), "here": "verify"}
    return render(request, "portal/verify.html", context, status=422 if refusal else 200)


@page(workflow.VERIFY)
@require_safe
def verify_json(request: Request) -> JsonResponse:
    """Return a proof for programs: leaf, leaf_hash, index, size, path, root (RFC 6962; hashes as hexadecimal)."""
    try:
        found = checked(request)
    except Invalid as fault:
        return JsonResponse({"error": fault.words.zh, "code": fault.code}, status=422)
    if found is None:
        return JsonResponse({"error": NotFound().words.zh, "code": "not_found"}, status=404)
    return JsonResponse(found.proof)


@page(workflow.RECORD)
@require_safe
def ledger(request: Request) -> HttpResponse:
    """Show the head of the public record and its newest entries."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None
    rows = record.newest_entries(before)
    more = rows[record.PAGE - 1].seq if len(rows) > record.PAGE else None
    shown = [(f"{local(event.at):%Y-%m-%d %H:%M}", event) for event in rows[: record.PAGE]]
    context = {"rows": shown, "more": more, "head": head(), "here": "verify"}
    return render(request, "portal/ledger.html", context)


@page(workflow.SEARCH)
@require_safe
def find(request: Request) -> HttpResponse:
    """Search what everybody may see, and the manual."""
    typed = request.GET.get("q", "")
    words = rules.search_words(typed)
    asked = request.GET.get("in", "")
    kind = asked if asked in {shelf.kind for shelf in OPEN_SHELVES} else ""
    context = {
        "typed": typed[: rules.LONGEST_QUERY],
        "words": words,
        "kind": kind,
        "found": search.search(words, kind),
        "manual": manual.search_manual(words, language_of(request))[:5] if words else [],
        "here": "search",
    }
    return render(request, "portal/search.html", context)


@page(workflow.HELP)
@require_safe
def help_index(request: Request) -> HttpResponse:
    """Show the manual's contents, or where words stand in it."""
    typed = request.GET.get("q", "")
    words = rules.search_words(typed)
    lang = language_of(request)
    context = {
        "sections": manual.chapters(lang),
        "names": section_names(),
        "typed": typed[: rules.LONGEST_QUERY],
        "hits": manual.search_manual(words, lang) if words else None,
        "here": "help",
    }
    return render(request, "portal/help.html", context)


def section_names() -> dict[str, tuple[str, str]]:
    """Return the sections of the manual: name, and what each is for."""
    return {
        "tutorial": (_("入门"), _("跟着做一遍")),
        "how-to": (_("操作"), _("一件事怎么办")),
        "explanation": (_("道理"), _("为什么这样办")),
        "reference": (_("查阅"), _("条目与清单")),
    }


@page(workflow.HELP)
@require_safe
def help_page(request: Request, section: str, slug: str) -> HttpResponse:
    """Show one page of the manual."""
    lang = language_of(request)
    found = manual.chapter(section, slug, lang)
    if found is None:
        raise NotFound(Words("帮助里没有这一页。", "The manual has no such page."))
    body = Markup(manual.html_of(found))  # noqa: S704 - written HTML is shown as text by the reader
    context = {
        "chapter": found,
        "body": body,
        "sections": manual.chapters(lang),
        "names": section_names(),
        "is_chinese_only": not lang.startswith("zh") and not found.has_english and section != "reference",
        "here": "help",
    }
    return render(request, "portal/help_page.html", context)


@page(workflow.MACHINES)
@require_safe
def robots(request: Request) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Tell crawlers what is not for them: desks, people's own pages, and the doors."""
    closed = ("/desk", "/mine", "/v/", "/accounts", "/signin", "/api/", "/demo", "/inbox")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@page(workflow.MACHINES)
@require_safe
def favicon(request: Request) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Lead old browsers to the mark."""
    return HttpResponsePermanentRedirect(static("img/mark.svg"))


@page(workflow.MACHINES)
@require_GET
def healthz(request: Request) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """Answer 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        answered = cursor.fetchone() == (1,)
    return JsonResponse({"ok": answered}, status=200 if answered else 503)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a request that cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer somebody who may not."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer an address that leads nowhere."""
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the product itself failed."""
    return render(request, "errors/500.html", status=500)
