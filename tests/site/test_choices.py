"""The words of choices: pages take them from a table of each language and say what Django itself would say."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field, Model
from django.template import engines
from django.utils import translation

from shangliang.dispatch.models import Outcome
from shangliang.site.pages import choice_word

LANGUAGES = ("zh-hans", "en")


def columns() -> Iterator[tuple[type[Model], Field]]:
    """Return every column with choices of the product's own tables."""
    for kind in apps.get_models():
        if kind.__module__.startswith("shangliang."):
            yield from ((kind, field) for field in kind._meta.concrete_fields if field.flatchoices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_every_table_reads_as_django_says_it(language):
    seen = 0
    with translation.override(language):
        for kind, field in columns():
            for value in (*dict(field.flatchoices), "nobody-knows", ""):
                row = kind(**{field.attname: value})
                assert choice_word(row, field.name) == getattr(row, f"get_{field.name}_display")()
                seen += 1
    assert seen > 100


def test_what_says_its_words_in_its_own_way_is_asked():
    class Own(Outcome):
        class Meta:
            app_label = "dispatch"
            proxy = True

        def get_kind_display(self) -> str:
            return "另说"

    class Plain:
        def get_kind_display(self) -> str:
            return "不是表里的行"

    del apps.all_models["dispatch"]["own"]
    assert choice_word(Own(kind="fix"), "kind") == "另说"
    assert choice_word(Plain(), "kind") == "不是表里的行"


def test_a_template_says_the_word_in_the_language_of_the_moment_without_asking_the_row(monkeypatch):
    template, row = "{{ row.get_kind_display() }}", Outcome(kind="fix")
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append((str(row.get_kind_display()), template, language))
    monkeypatch.setattr("django.db.models.base.make_hashable", lambda _: pytest.fail("the row was asked"))
    for word, source, language in said:
        with translation.override(language):
            assert engines["jinja2"].from_string(source).render({"row": row}) == word
    assert said[0][0] != said[1][0]
    with pytest.raises(pytest.fail.Exception):
        row.get_kind_display()
