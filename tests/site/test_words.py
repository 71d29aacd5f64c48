"""What stored names are called: from the tables, in the language of the moment, and never a crash."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import shangliang
from shangliang.kernel.workflow import Role
from shangliang.site import wiring
from shangliang.site.words import act_word, kind_word, other_acts, role_word, state_word, tables

SOURCE = Path(shangliang.__file__).parent


@pytest.mark.parametrize(("lang", "said"), [("zh-hans", "督办专员"), ("en", "supervisor")])
def test_a_role_is_called_by_its_name_in_each_language(lang, said):
    with translation.override(lang):
        assert role_word(str(Role.SUPERVISOR)) == said


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_act_state_and_kind_of_every_table_has_a_word(lang):
    with translation.override(lang):
        for table in wiring.workflows():
            assert kind_word(table.kind) != table.kind or lang == "en"
            for verb in table.by_verb:
                assert act_word(table.kind, verb)
            for state in table.values:
                assert state_word(table.kind, state)


def written_acts():
    """Every (kind, verb) that the product's own lines write into the record; no kind where it is computed."""
    for path in SOURCE.rglob("*.py"):
        if "bench" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Entry" and len(node.args) > 2:
                kind, verb = node.args[0], node.args[2]
                if isinstance(verb, ast.Constant):
                    yield getattr(kind, "value", ""), verb.value


def has_word(kind, verb):
    kinds = {kind} if kind else {*tables(), *(one for one, _verb in other_acts())}
    return any(act_word(one, verb) != verb for one in kinds)


def test_every_act_that_is_written_into_the_record_has_a_word():
    acts = set(written_acts())
    assert len(acts) > 30
    with translation.override("zh-hans"):
        assert sorted(one for one in acts if not has_word(*one)) == []
        assert not has_word("voice", "nothing_of_the_kind")


def test_every_act_that_the_demonstration_records_has_a_word(demonstration):
    from shangliang.ledger.models import Event

    recorded = set(Event.objects.order_by().values_list("kind", "verb").distinct())
    assert len(recorded) > 60
    with translation.override("zh-hans"):
        assert sorted(one for one in recorded if act_word(*one) == one[1]) == []


def test_acts_outside_of_the_tables_have_words_too():
    with translation.override("zh-hans"):
        assert (act_word("people", "open_phone"), act_word("voice", "correct_due")) == ("查看电话", "更正期限")


def test_what_is_not_known_is_shown_as_it_is_stored():
    assert (role_word("x"), kind_word("x"), act_word("x", "y"), state_word("x", "y")) == ("x", "x", "y", "y")
