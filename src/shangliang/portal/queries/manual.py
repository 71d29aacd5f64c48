"""The manual: Markdown files of the product's `docs` folder, shown inside the product and searched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from posixpath import normpath

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shangliang.portal import rules

SECTIONS = ("tutorial", "how-to", "explanation", "reference")
DIAGRAM = re.compile(r'<pre><code class="language-mermaid">.*?</code></pre>', re.DOTALL)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
STATIC = "/site/static/"
READER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Chapter:
    """One page of the manual: where it stands, its title, its first sentence, its text as written."""

    section: str
    slug: str
    title: str
    lead: str
    text: str
    has_english: bool


@dataclass(frozen=True)
class ChapterHit:
    """A chapter in which the words stand, with the words around the first of them."""

    chapter: Chapter
    pieces: list[rules.Piece]


def folder() -> Path:
    """Return where the manual's files are."""
    return Path(settings.ROOT) / "docs"


def chapter(section: str, slug: str, lang: str = "zh-hans") -> Chapter | None:
    """Return one page in the language, or in Chinese where there is no other; None when there is no such page."""
    if section not in SECTIONS or not SLUG.fullmatch(slug):
        return None
    chinese, english = (folder() / section / f"{slug}{tail}" for tail in (".md", ".en.md"))
    path = english if not lang.startswith("zh") and english.exists() else chinese
    return read(section, slug, path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=256)
def read(section: str, slug: str, path: Path, _changed: int) -> Chapter:
    """Return a file as a chapter, read again when it changed."""
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    title = lines[0].lstrip("# ").strip() if lines else slug
    lead = next((line for line in lines[1:] if not line.startswith(("#", "|", "-", "```", "!"))), "")
    return Chapter(section, slug, title, plain(lead), text, path.with_name(f"{slug}.en.md").exists())


def plain(text: str) -> str:
    """Return Markdown without its marks."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", "").replace("`", "")


def chapters(lang: str = "zh-hans") -> dict[str, list[Chapter]]:
    """Return every page by section, in the order of names; sections without pages are left out."""
    found: dict[str, list[Chapter]] = {}
    for section in SECTIONS:
        slugs = sorted(path.stem for path in (folder() / section).glob("*.md") if not path.stem.endswith(".en"))
        pages = [page for slug in slugs if (page := chapter(section, slug, lang))]
        if pages:
            found[section] = pages
    return found


def search_manual(words: Sequence[str], lang: str = "zh-hans") -> list[ChapterHit]:
    """Return the chapters that hold every word, those with a word in the title first."""
    hits = []
    for pages in chapters(lang).values():
        for page in pages:
            text = page.text.lower()
            if words and all(word.lower() in text for word in words):
                hits.append(ChapterHit(page, rules.snippet(plain(page.text), words)))
    return sorted(hits, key=lambda hit: not any(word.lower() in hit.chapter.title.lower() for word in words))


def html_of(page: Chapter) -> str:
    """Return a chapter as HTML without its title: written HTML is shown as text, links lead inside the product."""
    tokens = READER.parse(page.text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for token in tokens:
        for inner in token.children or ():
            follow(inner, page.section)
    return framed(str(READER.renderer.render(tokens, READER.options, {})))


def framed(html: str) -> str:
    """Return rendered HTML with wide tables in frames that scroll, diagrams' text folded away, and breaks as breaks."""
    frame = f'<div class="sl-table-x" role="region" tabindex="0" aria-label="{escape(_("表格"))}"><table>'
    html = html.replace("<table>", frame).replace("</table>", "</table></div>").replace("&lt;br&gt;", "<br>")
    return DIAGRAM.sub(
        lambda found: f"<details><summary>{escape(_('状态图（Mermaid 文字）'))}</summary>{found[0]}</details>", html
    )


def follow(token: Token, section: str) -> None:
    """Turn a link between files of the manual into the address of the page, and a picture into that of its file."""
    source = str(token.attrGet("src") or "")
    if token.type == "image" and STATIC in source:
        token.attrSet("src", static(source.partition(STATIC)[2]))
    href = str(token.attrGet("href") or "")
    path, _, part = href.partition("#")
    if token.type == "link_open" and path.endswith(".md") and "://" not in href:
        goal = normpath(f"{section}/{path}").removesuffix(".md").removesuffix(".en")
        token.attrSet("href", f"/help/{goal}" + (f"#{part}" if part else ""))
