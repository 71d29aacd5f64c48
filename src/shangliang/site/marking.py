"""What is Chinese on an English page: rows hold Chinese only, and a voice that reads English aloud must be told so.

The words of a page come from the catalogue; what is left in Chinese are names, titles and quotes of rows. They are
marked once, where the page is whole, rather than in each of the hundreds of places that write one.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from shangliang.site.singular import singular

Answer = Callable[[HttpRequest], HttpResponse]

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
BETWEEN = f"{HAN}0-9A-Za-z·—…“”‘’〔〕（）《》「」、，。；：？！％"
RUN = re.compile(f"[{HAN}](?:[{BETWEEN}]*[{HAN}）》」〕。？！…])?")
TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
NAME = re.compile(r"</?([a-zA-Z0-9]+)")
IS_CHINESE = re.compile(r'\slang="zh')
LEFT_ALONE = frozenset(("script", "style", "title"))
TEXT_ONLY = frozenset(("option", "textarea"))
"""Elements that can hold no mark, but can be marked themselves."""
LANG = 'lang="zh-Hans"'


def other_language(get_response: Answer) -> Answer:
    """Mark what is Chinese on pages that are shown in another language, and let one thing be one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and not (translation.get_language() or "zh").startswith("zh"):
            response.content = marked(singular(response.content.decode())).encode()
        return response

    return answer


def marked(html: str) -> str:
    """Return a page with every run of Chinese in it inside an element that says so."""
    if not re.search(f"[{HAN}]", html):
        return html
    parts = TAG.split(html)
    page = Page()
    for place in range(0, len(parts), 2):
        if place:
            page.enter(parts[place - 1])
        if page.may_mark and parts[place].strip():
            mark_text(parts, place, page)
    return "".join(parts)


def mark_text(parts: list[str], place: int, page: "Page") -> None:
    """Mark the Chinese of one text among the parts of a page; a choice or a box of text is marked as a whole."""
    if page.name in TEXT_ONLY:
        if RUN.search(parts[place]):
            parts[place - 1] = f"{parts[place - 1][:-1]} {LANG}>"
        return
    element = "tspan" if page.is_drawing else "bdi"
    parts[place] = RUN.sub(lambda run: f"<{element} {LANG}>{run[0]}</{element}>", parts[place])


class Page:
    """Where in a page one is: in an element that is Chinese already or left alone, and whether in a drawing."""

    def __init__(self) -> None:
        """Begin outside of everything."""
        self.name = ""
        self.closed_by, self.depth = "", 0
        self.is_drawing = False

    @property
    def may_mark(self) -> bool:
        """Return whether text that stands here is to be marked."""
        return not self.depth

    def enter(self, tag: str) -> None:
        """Go past a tag."""
        found = NAME.match(tag)
        if found is None:
            return
        name, is_end = found[1].lower(), tag[1] == "/"
        self.name = "" if is_end else name
        if name == "svg":
            self.is_drawing = not is_end
        if self.depth:
            if name == self.closed_by:
                self.depth += -1 if is_end else 1
        elif not is_end and not tag.endswith("/>") and (name in LEFT_ALONE or IS_CHINESE.search(tag)):
            self.closed_by, self.depth = name, 1
