"""The search index: finds exactly what holds the words, follows the record, lets go of what was taken back."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dispatch import orders
from tests.media import pieces
from tests.portal import whole

from shangliang.ledger.actions import run_reactions
from shangliang.portal import grams
from shangliang.portal.actions import clear, rebuild, refresh, write
from shangliang.portal.models import SearchPart
from shangliang.portal.queries import index
from shangliang.portal.queries.cases import search_cases
from shangliang.portal.queries.search import search
from shangliang.portal.reactions import REACTIONS
from shangliang.publication.actions import review
from shangliang.publication.models import ModerationCase
from shangliang.site import wiring
from shangliang.topics.models import Topic
from shangliang.voices.actions import keep_private

TEXTS = [
    "香港中路停车难，停车收费高",
    "停车",
    "车停在人行道",
    "ABC-18号楼 Abc",
    "100%的路灯_坏了",
    "哈" * 400 + "吗",
    "长" * 240 + "跨过两段的句子" + "短" * 300,
    "emoji 🚌 站牌",
]
WORDS = ["停车", "车停", "车", "停车难", "abc", "ABC-18", "%", "_", "哈哈", "哈吗", "跨过两段的句子", "🚌", "没有的"]


def held(texts: list[str]) -> None:
    """Write texts into the index as rows 1, 2, 3 … of the public."""
    write(
        [
            SearchPart(kind="voice", row=number, is_open=True, is_staff=False, is_piece=len(parts) > 1, text=part)
            for number, text in enumerate(texts, start=1)
            for parts in [grams.parts(text)]
            for part in parts
        ]
    )


def by_index(*words: str) -> set[int]:
    looked = index.found(words, index.OPEN, [index.Asked("voice", 1000)])
    return {row for row, _part in looked.get("voice", ())}


def by_like(texts: list[str], *words: str) -> set[int]:
    """Return what the database itself finds, reading every text."""
    found = set()
    for number, text in enumerate(texts, start=1):
        with connection.cursor() as cursor:
            signs = [word.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words]
            tests = " AND ".join("CAST(%s AS text) LIKE %s ESCAPE '\\'" for _word in words)
            cursor.execute(f"SELECT {tests}", [one for sign in signs for one in (text.lower(), f"%{sign}%")])
            found |= {number} if cursor.fetchone()[0] else set()
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_wherever_like_finds_it(word):
    held(TEXTS)
    assert by_index(word) == by_like(TEXTS, word)
    assert index.counted([word], index.OPEN, "voice") == len(by_like(TEXTS, word))


@pytest.mark.django_db
def test_words_in_different_parts_of_a_text_are_found_together():
    texts = ["桥" + "长" * 400 + "灯", "桥", "灯"]
    held(texts)
    assert by_index("桥", "灯") == {1} == by_like(texts, "桥", "灯")


SIGNS = st.sampled_from(list("停车路灯aB1% _\n'\"\\"))
TYPED = st.sampled_from(list("停车路灯aB1%_'\"\\"))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(st.text(SIGNS, max_size=12), min_size=1, max_size=6),
    words=st.lists(
        st.text(st.sampled_from(list("停车路灯aB1%_'\"\\")), min_size=1, max_size=4), min_size=1, max_size=2
    ),
)
def test_any_words_are_found_where_like_finds_them(texts, words):
    clear()
    held(texts)
    assert by_index(*words) == by_like(texts, *words)


def test_words_of_two_signs_are_not_found_by_triples():
    """The tokenizer that SQLite brings for texts without blanks knows nothing shorter than three signs."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own tokenizer")
    import sqlite3

    with sqlite3.connect(":memory:") as other:
        other.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='trigram')")
        other.execute("INSERT INTO t VALUES ('香港中路停车难')")
        assert other.execute("SELECT count(*) FROM t WHERE text MATCH '停车'").fetchone() == (0,)
        assert other.execute("SELECT count(*) FROM t WHERE text MATCH '停车难'").fetchone() == (1,)


def codes(words: str, kind: str = "") -> set[str]:
    return {hit.code for group in search(words.split(), kind) for hit in group.hits}


def follow(found) -> None:
    run_reactions(REACTIONS, at=found.at)


def test_what_the_record_tells_of_is_found_before_the_index_has_followed(found):
    topic = whole.topic(found)
    assert SearchPart.objects.count() == 0
    assert topic.code in codes("栈道")
    follow(found)
    assert SearchPart.objects.filter(kind="topic").exists()
    assert index.pending() == {}
    assert topic.code in codes("栈道")


def test_a_released_voice_is_found_and_a_taken_back_one_leaves_the_index(found):
    voice = orders.voice(found.cast, text="浮山后的路灯坏了三盏", may_publish=True)
    run_reactions(wiring.reactions(), at=found.at)
    case = ModerationCase.objects.get(subject_code=voice.code)
    review(case, "approve", actor=found.cast.reviewer, at=found.at, redacted="浮山后的路灯坏了三盏")
    run_reactions(wiring.reactions(), at=found.at)
    assert codes("路灯") == {voice.code}
    voice.refresh_from_db()
    keep_private(voice, actor=found.cast.li, at=found.at)
    assert codes("路灯") == set()
    run_reactions(wiring.reactions(), at=found.at)
    assert SearchPart.objects.filter(kind="voice", row=voice.pk, is_open=True).count() == 0
    assert index.counted(["路灯"], index.OPEN, "voice") == 0


def test_the_index_does_not_overtake_who_writes_the_rows(found):
    """A verdict is taken over by another reaction: what it writes must be there when the index reads the row."""
    whole.topic(found)
    search_only = [one for one in wiring.reactions() if one.name in ("portal.search", "voices.publish")]
    run_reactions([one for one in search_only if one.name == "voices.publish"], at=found.at, limit=3)
    run_reactions([one for one in search_only if one.name == "portal.search"], at=found.at)
    from shangliang.ledger.models import Cursor

    reached = dict(Cursor.objects.values_list("name", "seq"))
    assert reached["portal.search"] <= reached["voices.publish"] == 3


def test_what_changed_without_an_entry_is_not_shown_by_its_old_words(found):
    topic = whole.topic(found)
    follow(found)
    Topic.objects.filter(pk=topic.pk).update(title="换了题目", problem="", result="")
    assert topic.code not in codes("栈道", "topic")
    assert refresh() > 0
    assert topic.code in codes("换了题目")
    assert refresh() == 0


def test_rebuilding_gives_the_same_index(found):
    whole.topic(found)
    follow(found)
    known = set(SearchPart.objects.values_list("kind", "row", "is_open", "is_staff", "text"))
    SearchPart.objects.filter(kind="topic").update(text="坏了的索引")
    rebuild()
    assert {*SearchPart.objects.values_list("kind", "row", "is_open", "is_staff", "text")} >= known


def test_original_words_are_for_staff_only(found):
    voice = orders.voice(found.cast, text="老人摔过两次的坡道")
    follow(found)
    assert codes("坡道") == set()
    assert {hit.code for hit in search_cases(found.cast.zhou, ["坡道"])} == {voice.code}
    assert search_cases(found.cast.sysadmin, ["坡道"]) == []


def test_a_published_article_is_found_and_leads_to_where_it_stands(found):
    item = pieces.published(found.cast, title="栈道亮灯", link="https://example.com/lit")
    follow(found)
    group = search(["栈道亮灯"])[0]
    assert (group.kind, group.hits[0].code, group.hits[0].href) == ("media", item.code, "https://example.com/lit")
