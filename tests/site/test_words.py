"""What stored names are called: from the tables, in the language of the moment, and never a crash."""

import pytest
from django.utils import translation

from shangliang.kernel.workflow import Role
from shangliang.site import wiring
from shangliang.site.words import act_word, kind_word, role_word, state_word


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


def test_acts_outside_of_the_tables_have_words_too():
    with translation.override("zh-hans"):
        assert (act_word("people", "open_phone"), act_word("voice", "correct_due")) == ("查看电话", "更正期限")


def test_what_is_not_known_is_shown_as_it_is_stored():
    assert (role_word("x"), kind_word("x"), act_word("x", "y"), state_word("x", "y")) == ("x", "x", "y", "y")
