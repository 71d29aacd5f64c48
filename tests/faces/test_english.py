"""English pages: the product says everything in English, and what rows hold in Chinese is marked as Chinese.

To tell the two apart, the rows of a copy of the demonstration are moved out of the way: each of their signs becomes one
of a plane that no word of the product uses. What is left of the usual signs was written by the product itself.
"""

import json
import re
import shutil
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import override_settings
from tests.conftest import ROOT, django_reading
from tests.faces.conftest import secret
from tests.faces.site_map import LINK, SAID, Walker

from shangliang.kernel.calendar import now
from shangliang.site.marking import marked

PRODUCT = re.compile("[\u3400-\u9fff]+")
ROWS = re.compile("[\U00020000-\U0003ffff]+")
SPOKEN = {"aria-label", "title", "placeholder", "alt", "content", "data-label", "data-words", "data-kept", "data-lacks",
          "data-whole", "data-need", "data-on", "data-off"}  # fmt: skip
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TYPED = "电梯"
"""What the visitor of the walk typed into a search."""
MANUAL = "/help/"
"""The manual is text of its own: its English pages name Chinese words where they explain them, in marked elements."""


class Reader(HTMLParser):
    """Collects what stands on a page in a script, apart from what is marked as Chinese."""

    def __init__(self, script: re.Pattern[str]) -> None:
        super().__init__()
        self.script, self.found = script, []
        self.open: list[tuple[str, bool]] = []

    @property
    def is_chinese(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        lang = told.get("lang")
        is_chinese = lang.startswith("zh") if lang else self.is_chinese
        for name in SPOKEN & set(told):
            if not is_chinese and self.script.search((told[name] or "").replace(TYPED, "")):
                self.found.append(f"{tag}[{name}] {told[name]}")
        if tag not in VOID:
            self.open.append((tag, is_chinese))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        data = data.replace(TYPED, "")
        if self.script.search(data) and not self.is_chinese and self.open[-1][0] not in {"script", "style"}:
            self.found.append(f"{self.open[-1][0]} {data.strip()}")


def left_in_chinese(html: str, script: re.Pattern[str] = PRODUCT) -> list[str]:
    reader = Reader(script)
    reader.feed(html)
    return reader.found


def moved(text: str) -> str:
    return PRODUCT.sub(lambda run: "".join(chr(ord(sign) - 0x3400 + 0x20000) for sign in run[0]), text)


def mover(words: set[str]):
    """Return what moves the signs of a stored value, but for words that the product knows in English as well."""

    def move(value):
        if isinstance(value, str):
            return value if value in words else moved(value)
        if isinstance(value, list):
            return [move(one) for one in value]
        if isinstance(value, dict):
            return {move(key): move(one) for key, one in value.items()}
        return value

    def move_column(value):
        if not isinstance(value, str) or value in words:
            return value
        if value[:1] in "[{" and value:
            try:
                return json.dumps(move(json.loads(value)), ensure_ascii=False)
            except ValueError:
                return moved(value)
        return moved(value)

    return move_column


def move_rows_away(data: Path) -> None:
    """Move every sign of every row out of the way."""
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        words = {message.id for message in read_po(file) if isinstance(message.id, str)}
    connection = sqlite3.connect(data / "shangliang.sqlite3", isolation_level=None)
    connection.create_function("moved", 1, mover(words), deterministic=True)
    connection.execute("PRAGMA ignore_check_constraints = 1")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'")
    connection.execute("BEGIN")
    for (table,) in tables.fetchall():
        if table.startswith(("sqlite_", "django_")):
            continue
        columns = [
            row[1]
            for row in connection.execute(f'PRAGMA table_info("{table}")')
            if re.match("varchar|text", row[2].lower())
        ]
        if columns:
            told = ", ".join(f'"{name}" = moved("{name}")' for name in columns)
            connection.execute(f'UPDATE "{table}" SET {told}')  # noqa: S608 - names of our own tables
    connection.execute("COMMIT")
    connection.close()


@pytest.fixture(scope="module")
def english(loaded_demonstration: Path, tmp_path_factory, django_db_blocker):
    """Every page in English over rows whose signs were moved, with and without the marks: {stop: (bare, marked)}."""
    data = tmp_path_factory.mktemp("english") / "data"
    shutil.copytree(loaded_demonstration, data)
    move_rows_away(data)
    bare = [name for name in settings.MIDDLEWARE if not name.endswith("other_language")]
    pepper = secret(data, "pepper")
    with django_db_blocker.unblock(), override_settings(PEPPER=pepper, DEMO=True), django_reading(data):
        walker = Walker(now(), data, lang="en", said=moved(SAID))
        with override_settings(MIDDLEWARE=bare):
            stops = walker.walk()
        yield {str(stop): walker.pages[stop.address, stop.who] for stop in stops}


def test_nothing_but_rows_is_left_in_chinese_on_an_english_page(english):
    assert {
        stop: found for stop, html in english.items() if MANUAL not in stop and (found := left_in_chinese(html))
    } == {}


def test_what_rows_hold_is_marked_as_chinese_on_every_english_page(english):
    unmarked = {}
    for stop, html in english.items():
        found = [
            words
            for words in left_in_chinese(marked(html), ROWS)
            if "[" not in words and not words.startswith("title ")
        ]
        if found:
            unmarked[stop] = found
    assert unmarked == {}
    assert sum(bool(ROWS.search(html)) for html in english.values()) > 100


def test_every_english_page_says_that_it_is_english(english):
    assert [stop for stop, html in english.items() if '<html lang="en"' not in html] == []


def test_a_word_that_nobody_translated_would_be_noticed():
    page = '<html lang="en"><p>One <b>件</b></p><a lang="zh-CN">中文</a><i title="共">x</i><p>\U00020001</p></html>'
    assert left_in_chinese(page) == ["b 件", "i[title] 共"]


def test_marking_leaves_alone_what_cannot_be_marked_or_is_marked_already():
    page = (
        '<title>议题</title><p lang="zh-CN">议<b>题</b></p><svg><text>热</text></svg><script>"议题"</script>'
        "<select><option value='1'>市南区</option></select>"
        "<p title='议题'>Session 20 阅读，让城市更有活力 of 市南区</p>"
    )
    assert marked(page) == (
        '<title>议题</title><p lang="zh-CN">议<b>题</b></p><svg><text><tspan lang="zh-Hans">热</tspan></text></svg>'
        '<script>"议题"</script><select><option value=\'1\' lang="zh-Hans">市南区</option></select>'
        "<p title='议题'>Session 20 <bdi lang=\"zh-Hans\">阅读，让城市更有活力</bdi> of "
        '<bdi lang="zh-Hans">市南区</bdi></p>'
    )


def test_links_survive_the_marks():
    page = '<a class="x" href="/ideas/01-01?q=议题">议题 01</a>'
    assert LINK.findall(marked(page)) == LINK.findall(page)
