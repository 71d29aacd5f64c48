"""Each figure that a page shows is the one that `shangliang figures` prints, and opens exactly the rows it counts."""

import json
import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from tests.site.test_site_map import client_of

from shangliang.cockpit.queries import Figure, figures
from shangliang.cockpit.queries.measures import MEASURES
from shangliang.dispatch.models import Dispatch
from shangliang.media.rules import short_number
from shangliang.site.cli import main

pytestmark = pytest.mark.usefixtures("demonstration")
PAGES = {"/": "", "/progress": "", "/media": "", "/report": "", "/cockpit": "leader"}
FEWEST = {"/": 12, "/progress": 7, "/media": 4, "/report": 27, "/cockpit": 17}
FIGURE = re.compile(r'<a [^>]*href="([^"]+)" data-figure="([a-z_]+)">(.*?)</a>', re.DOTALL)
NUMBER = re.compile(r"[\d./%]+[万亿]?")
ROW = re.compile(r"<tr><td class=\"nowrap\".*?</tr>", re.DOTALL)
NEXT = re.compile(r'<a href="(\?[^"]*after=[^"]*)" rel="next">')
READ = re.compile(r"阅读 ([\d,]+)，播放 ([\d,]+)")


@dataclass(frozen=True)
class Shown:
    """A figure on a page: what it says, and where its link leads."""

    page: str
    code: str
    words: str
    href: str


@pytest.fixture(autouse=True)
def shown_as_demonstration(settings):
    settings.DEMO = True


def visitor(name: str) -> Client:
    return client_of(name) if name else Client(SERVER_NAME="127.0.0.1")


def figures_on(page: str) -> list[Shown]:
    html = visitor(PAGES[page]).get(page).content.decode()
    plain = [(href, code, re.sub(r"<[^>]+>|[\s,\u2009]", "", words)) for href, code, words in FIGURE.findall(html)]
    return [Shown(page, code, words, href) for href, code, words in plain]


def sayings(figure: Figure) -> set[str]:
    """Return the ways in which a page may write a figure, without spaces and commas."""
    whole = f"{figure.numerator}"
    said = {whole, "".join(short_number(figure.numerator, "zh-hans"))}
    if figure.denominator is not None:
        said |= {f"{whole}/{figure.denominator}"}
    if figure.definition_of.is_rate and figure.value is not None:
        said |= {f"{figure.value * 100:.1f}".removesuffix(".0") + "%", f"{figure.value:.2f}"}
    return said


def rows_behind(href: str) -> list[str]:
    """Return every row that a figure's link lists, page after page."""
    client, address, found = visitor(""), href, []
    while True:
        html = client.get(address).content.decode()
        found += ROW.findall(html)
        more = NEXT.search(html)
        if more is None:
            return found
        address = href.split("?", maxsplit=1)[0] + more[1].replace("&amp;", "&")


def counted_in(code: str, rows: list[str]) -> int:
    """Return what the rows behind a figure come to: how many they are, or the sum of what each says."""
    if code in ("reads", "plays"):
        pairs = [READ.search(row) for row in rows]
        return sum(int(pair[1 if code == "reads" else 2].replace(",", "")) for pair in pairs)
    return len(rows)


def test_each_figure_on_a_page_is_the_one_that_the_command_prints(capsys):
    assert main(["figures", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    found = {figure.code: figure for figure in figures()}
    assert {code: printed[code] for code in found} == {code: figure.value for code, figure in found.items()}
    for page, fewest in FEWEST.items():
        shown = figures_on(page)
        assert len({one.code for one in shown}) >= fewest, page
        assert [one for one in shown if NUMBER.match(one.words)[0] not in sayings(found[one.code])] == []


def test_each_figure_opens_exactly_the_rows_that_it_counts():
    found = {figure.code: figure for figure in figures()}
    links = {(one.code, one.href) for page in PAGES for one in figures_on(page)}
    assert {code for code, _href in links} == set(MEASURES)
    behind = {href: rows_behind(href) for _code, href in links}
    told = {(code, href): counted_in(code, behind[href]) for code, href in links}
    assert told == {(code, href): found[code].numerator for code, href in links}


def test_a_row_that_is_missing_behind_a_figure_would_be_noticed():
    before = next(one for one in figures_on("/report") if one.code == "replied")
    with transaction.atomic():
        order = Dispatch.objects.filter(idea__isnull=False, state="closed").order_by("pk")[0]
        Dispatch.objects.filter(pk=order.pk).update(accepted_at=None)
        rows = rows_behind(before.href)
        transaction.set_rollback(True)
    assert f"{len(rows)}" != before.words.split("/")[0]
