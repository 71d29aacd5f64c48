"""The Jinja2 environment of all pages and what every page knows."""

import hashlib
from collections.abc import Hashable
from datetime import date, datetime, timedelta
from functools import lru_cache, partialmethod
from inspect import getattr_static
from typing import Any, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from shangliang.kernel.calendar import local
from shangliang.kernel.text import clip
from shangliang.people.faces import live_address
from shangliang.site import wiring, words
from shangliang.site.page_engine import PageEnvironment


def environment(**options: Any) -> PageEnvironment:  # noqa: ANN401 - whatever Django hands to Jinja2
    """Return the environment: translation, addresses, static files, dates."""
    env = PageEnvironment(
        **{**options, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.told = in_language
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(gettext=told, _=told, filled=filled, url=url, static=static, panels=panels, lang_text=lang_text)
    env.globals.update(choice_word=choice_word)
    env.globals.update(tiles=settings.TILES, tiles_credit=settings.TILES_CREDIT)
    env.globals.update(
        role_word=words.role_word,
        kind_word=words.kind_word,
        act_word=words.act_word,
        state_word=words.state_word,
        rule_word=words.rule_word,
    )
    env.filters.update(
        day=day, month=month, until=until, moment=moment, clock=clock, short=clip, thousands=thousands, word=word
    )
    return env


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page knows of its request."""
    lang = translation.get_language() or "zh-hans"
    actor = getattr(request, "actor", None)
    return {
        "demo": settings.DEMO,
        "address": settings.ADDRESS,
        "live": live_address(request),
        "actor": actor,
        "at": getattr(request, "at", None),
        "lang": lang,
        "gap": "" if lang.startswith("zh") else " ",
        "elder": request.COOKIES.get("elder") == "1",
        "messages": get_messages(request),
        "nav": wiring.public_nav(),
        "desks": wiring.desks_of(actor) if actor else [],
        "csrf_field": lambda: Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(
            get_token(request)
        ),
    }


def told(text: str, /, **values: Any) -> Markup:  # noqa: ANN401 - whatever stands in the sentence
    """Return a sentence of a template in the language of the moment, its values escaped.

    Jinja2's own way to this asks Django anew for each of the hundreds of words of a page.
    """
    words, whole = in_language(translation.get_language() or "zh-hans", text)
    return filled(words, **values) if values else whole


def filled(words: str, /, **values: Any) -> Markup:  # noqa: ANN401 - whatever stands in the sentence
    """Return a sentence with its values put in, escaped."""
    return Markup(words % {name: escape(value) for name, value in values.items()})  # noqa: S704 - every value is escaped


@lru_cache(maxsize=8192)
def in_language(language: str, text: str) -> tuple[str, Markup]:
    """Return a sentence of a template in a language, to be filled in, and as it is without anything to fill in."""
    with translation.override(language):
        words = gettext(text)
    return words, Markup(words % {} if "%(" not in words else words)  # noqa: S704 - the templates' own words


def choice_word(row: Any, column: str) -> Any:  # noqa: ANN401 - whatever a template asks
    """Return the word of a row's choice in a column, as `row.get_…_display()` would."""
    words = choice_words(cast("Hashable", type(row)), column, translation.get_language() or "zh-hans")
    if words is None:
        return getattr(row, f"get_{column}_display")()
    value = getattr(row, column)
    return words.get(value, value)


@lru_cache(maxsize=1024)
def choice_words(kind: Any, column: str, language: str) -> dict[Any, str] | None:  # noqa: ANN401 - a class
    """Return the words of a column's choices in a language, or None where a row has its own way to say them."""
    own = getattr_static(kind, f"get_{column}_display", None)
    if not issubclass(kind, Model) or not isinstance(own, partialmethod):
        return None
    with translation.override(language):
        return {value: str(said) for value, said in own.keywords["field"].flatchoices}


def url(name: str, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - whatever the address takes
    """Return the address of a page."""
    if kwargs or not all(is_plain(one) for one in args):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    parts = address_parts(name, tuple(type(one) for one in args))
    if parts is None:
        return reverse(name, args=args or None)
    return parts[0] + "".join(f"{one}{part}" for one, part in zip(args, parts[1:], strict=True))


def is_plain(value: object) -> bool:
    """Return whether a value stands in an address as it is: a whole number, or letters, digits, - and _."""
    if type(value) is int:
        return value >= 0
    return type(value) is str and value.isascii() and value.replace("-", "a").replace("_", "a").isalnum()


@lru_cache(maxsize=1024)
def address_parts(name: str, types: tuple[type, ...]) -> tuple[str, ...] | None:
    """Return what stands around the values in a page's address, or None where plain values cannot tell."""
    marks = [f"8675309{place}" for place in range(len(types))]
    try:
        whole = reverse(name, args=[kind(mark) for kind, mark in zip(types, marks, strict=True)] or None)
    except NoReverseMatch:
        return None
    parts = []
    for mark in marks:
        before, found, whole = whole.partition(mark)
        if not found:
            return None
        parts.append(before)
    return (*parts, whole)


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """Return the address of a static file with the mark of its content, so that browsers may keep it for long."""
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    with open(str(found), "rb") as file:  # noqa: PTH123 - finders give a plain path
        mark = hashlib.sha256(file.read()).hexdigest()[:10]
    return f"{settings.STATIC_URL}{path}?v={mark}"


def panels(place: str, request: HttpRequest, case: Any) -> Markup:  # noqa: ANN401 - the case of the page
    """Return what upper slices show in a named place of a lower slice's page."""
    return Markup("").join(Markup(panel(request, case)) for panel in wiring.panels_at(place))  # noqa: S704 - panels return rendered templates


def lang_text(words: Any) -> str:  # noqa: ANN401 - anything that has `text(lang)`
    """Return the words in the language of the moment."""
    return str(words.text(translation.get_language() or "zh-hans"))


def word(value: str) -> str:
    """Return a word that is stored in Chinese, such as a category, in the language of the moment where it is known."""
    return gettext(value) if value else ""


def day(value: date | datetime | None) -> str:
    """Return a day as people write it: 9月29日 within this century's year given, or 29 Sep 2022."""
    if value is None:
        return "—"
    shown = local(value).date() if isinstance(value, datetime) else value
    if (translation.get_language() or "zh").startswith("zh"):
        return f"{shown.year}年{shown.month}月{shown.day}日"
    return f"{shown.day} {shown:%b %Y}"


def month(value: date, with_year: bool = False) -> str:
    """Return a month over a drawing: 12月, or with its year for the first and each January."""
    shows_year = with_year or value.month == 1
    if (translation.get_language() or "zh").startswith("zh"):
        return f"{value.year}年{value.month}月" if shows_year else f"{value.month}月"
    return f"{value:%b %Y}" if shows_year else f"{value:%b}"


def until(value: date | datetime | None) -> str:
    """Return the last day of a limit: one that ends at midnight ends with the day before."""
    return day(value - timedelta(microseconds=1) if isinstance(value, datetime) else value)


def moment(value: datetime | None) -> str:
    """Return a moment as day and clock in Shanghai."""
    return "—" if value is None else f"{day(value)} {local(value):%H:%M}"


def clock(value: datetime | None) -> str:
    """Return the Shanghai clock time."""
    return "—" if value is None else f"{local(value):%H:%M}"


def thousands(value: int | None) -> str:
    """Return a number in groups of three, parted by thin spaces."""
    return "—" if value is None else f"{value:,}".replace(",", "\u2009")
