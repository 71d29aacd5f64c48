"""The manual inside the product: every page in two languages, links that lead somewhere, no HTML from files."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve
from tests.portal import whole

from shangliang.portal.queries import manual

WRITTEN = ("tutorial", "how-to", "explanation")
PAGES = [(section, page.slug) for section, pages in manual.chapters().items() if section in WRITTEN for page in pages]
LINK = re.compile(r'href="([^"]+)"')


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def test_the_manual_holds_what_a_newcomer_needs():
    wanted = {
        "first-voice", "import-spreadsheet", "run-a-session", "dispatch-and-reply", "verify-a-receipt", "workflow",
        "heat", "deadlines", "ledger",
    }  # fmt: skip
    assert wanted <= {slug for _section, slug in PAGES}


@pytest.mark.parametrize(("section", "slug"), PAGES)
def test_every_page_is_written_in_both_languages(section, slug):
    chinese, english = manual.chapter(section, slug), manual.chapter(section, slug, "en")
    assert chinese.has_english
    assert english.title != chinese.title
    assert not re.search(r"[\u4e00-\u9fff]", english.title)


@pytest.mark.django_db
@pytest.mark.parametrize(("section", "slug"), [*PAGES, ("reference", "accessibility"), ("reference", "data")])
def test_every_link_of_a_page_leads_somewhere(client, section, slug):
    for lang in ("zh-hans", "en"):
        body = manual.html_of(manual.chapter(section, slug, lang))
        for href in LINK.findall(body):
            if href.startswith("/help/"):
                assert client.get(href.split("#")[0]).status_code == 200, href
            elif href.startswith("/"):
                resolve(href)


def test_a_planted_dead_link_is_seen():
    with pytest.raises(Resolver404):
        resolve("/no/such/page")


@pytest.mark.parametrize(("lang", "name"), [("zh-hans", "opinion-map-zh.svg"), ("en", "opinion-map-en.svg")])
def test_a_picture_of_a_page_is_a_file_of_the_product(lang, name):
    body = manual.html_of(manual.chapter("explanation", "opinion-map", lang))
    (source,) = re.findall(r'<img src="([^"]+)"', body)
    assert source.startswith("/static/")
    assert name.split(".")[0] in source
    assert finders.find(f"img/{name}")


@pytest.mark.django_db
def test_the_pages_open(client):
    for address in ("/help", "/help?q=期限", "/help/accessibility", "/help/data", "/help/tutorial/first-voice"):
        whole.text_of(client, address)
    client.cookies["lang"] = "en"
    assert "One voice through the eight stages" in whole.text_of(client, "/help/tutorial/first-voice")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["explanation/none", "decisions/0001", "explanation/heat.en", "other/heat"])
def test_what_is_no_page_of_the_manual_is_not_found(client, path):
    assert client.get(f"/help/{path}").status_code == 404


@pytest.mark.parametrize("slug", ["../secret", "..", "", "A", "a/b", "heat.md"])
def test_a_name_that_leaves_the_folder_is_no_chapter(slug):
    assert manual.chapter("explanation", slug) is None


def test_html_in_a_file_is_shown_as_text_and_links_between_files_stay_inside(tmp_path, settings):
    folder = tmp_path / "docs" / "how-to"
    folder.mkdir(parents=True)
    text = (
        "# 题\n\n<script>x</script> [去](../explanation/heat.md#a) [外](https://example.org/x.md) [坏](javascript:x)\n"
    )
    (folder / "page.md").write_text(text, "utf-8")
    settings.ROOT = tmp_path
    body = manual.html_of(manual.chapter("how-to", "page"))
    assert "<script>" not in body
    assert "&lt;script&gt;" in body
    assert 'href="/help/explanation/heat#a"' in body
    assert 'href="https://example.org/x.md"' in body
    assert 'href="javascript' not in body
    assert "<h1>" not in body


def test_wide_tables_scroll_and_diagrams_are_folded(tmp_path, settings):
    folder = tmp_path / "docs" / "how-to"
    folder.mkdir(parents=True)
    text = "# 题\n\n| 甲 | 乙 |\n|---|---|\n| 一<br>二 | <b>三 |\n\n```mermaid\na --> b\n```\n"
    (folder / "page.md").write_text(text, "utf-8")
    settings.ROOT = tmp_path
    body = manual.html_of(manual.chapter("how-to", "page"))
    assert '<div class="sl-table-x" role="region" tabindex="0"' in body
    assert "一<br>二" in body
    assert "&lt;b&gt;三" in body
    assert body.index("<details>") < body.index("language-mermaid") < body.index("</details>")


def test_a_changed_file_is_read_again(tmp_path, settings):
    folder = tmp_path / "docs" / "how-to"
    folder.mkdir(parents=True)
    page = folder / "page.md"
    settings.ROOT = tmp_path
    page.write_text("# 旧\n", "utf-8")
    assert manual.chapter("how-to", "page").title == "旧"
    page.write_text("# 新的\n", "utf-8")
    import os

    os.utime(page, ns=(1, 1))
    assert manual.chapter("how-to", "page").title == "新的"


def test_words_are_found_in_the_language_of_the_reader():
    assert [hit.chapter.slug for hit in manual.search_manual(["销号"])]
    assert manual.search_manual(["销号"], "en") == [] or all(
        hit.chapter.section == "reference" for hit in manual.search_manual(["销号"], "en")
    )
    assert manual.search_manual(["没有这样的词"]) == []
