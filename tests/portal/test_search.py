"""Search: what everybody may see, by code or words, five kinds in five statements."""

import pytest
from tests.portal import whole
from tests.topics import builders

from shangliang.portal.actions import refresh
from shangliang.portal.queries.search import search
from shangliang.voices.models import Voice


def codes(words: str, kind: str = "") -> set[str]:
    refresh()
    return {hit.code for group in search(words.split(), kind) for hit in group.hits}


def test_things_are_found_by_code_and_by_words(found):
    topic = whole.topic(found)
    idea = whole.idea(found)
    assert topic.code in codes("栈道 照明")
    assert topic.code in codes(topic.code)
    assert idea.code in codes(idea.code)
    assert idea.code in codes("口袋公园")
    assert found.held.code in codes("栈道的灯")


def test_every_word_must_be_there(found):
    topic = whole.topic(found)
    assert topic.code not in codes("栈道 电梯")


def test_what_is_not_public_is_not_found_until_it_is(found):
    clue = builders.clue(found)
    voice = Voice.objects.get()
    assert codes("栈道") == set()
    assert clue.code not in codes(clue.code)
    whole.publish(voice, "栈道没有灯")
    assert codes("栈道") == {voice.code}


def test_original_words_are_never_searched(found):
    whole.topic(found)
    voice = Voice.objects.get()
    whole.publish(voice, "别的话")
    assert voice.code not in codes("老人摔过")


@pytest.mark.parametrize("typed", ["%", "_", "100%", "'", '"', "\\", "<script>"])
def test_signs_of_the_database_mean_themselves(found, typed):
    whole.topic(found)
    assert codes(typed) == set()
    page = whole.text_of(whole.browser(found), f"/search?q={typed}")
    assert "<script>" not in page.replace('<script src="', "")


def test_more_of_a_kind_is_one_click_away(found):
    rows = builders.voices(found, *((f"p{n}", "栈道", f"栈道第 {n} 处没有灯") for n in range(7)))
    for row in rows:
        whole.publish(row, row.body_original)
    refresh()
    few, many = search(["栈道"]), search(["栈道"], "voice")
    assert (len(few[0].hits), few[0].is_more) == (5, True)
    assert (len(many[0].hits), many[0].is_more) == (7, False)
    assert "in=voice" in whole.text_of(whole.browser(found), "/search?q=栈道")


def test_the_manual_is_searched_as_well(found):
    assert "/help/explanation/heat" in whole.text_of(whole.browser(found), "/search?q=热度是怎么算的")


def test_a_search_takes_as_many_statements_with_one_row_as_with_three(found):
    whole.topic(found)
    whole.publish(Voice.objects.get(), "栈道没有灯")
    refresh()
    client = whole.browser(found)
    one = whole.cost(client, "/search?q=栈道")
    assert one <= 2 + 4
    for row in builders.voices(found, *((f"p{n}", "栈道", "栈道没有灯") for n in range(3))):
        whole.publish(row, row.body_original)
    refresh()
    assert whole.cost(client, "/search?q=栈道") == one
    assert whole.cost(client, "/search") == 0
