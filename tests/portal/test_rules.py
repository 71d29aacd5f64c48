"""Rules of the portal: what a typed text means, snippets, the climb of a proof, duties."""

from datetime import date
from hashlib import sha256

import pytest

from shangliang.dispatch.workflow import DISPATCH
from shangliang.engines import merkle
from shangliang.ideas.workflow import IDEA
from shangliang.kernel.workflow import Role
from shangliang.opinions.workflow import CONVERSATION
from shangliang.portal import rules
from shangliang.proposals.workflow import PROPOSAL
from shangliang.sessions.workflow import SESSION
from shangliang.topics.workflow import TOPIC
from shangliang.voices.workflow import VOICE

TABLES = {table.kind: table for table in (DISPATCH, IDEA, CONVERSATION, PROPOSAL, SESSION, TOPIC, VOICE)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("AB12 cd34", "ab12cd34"), ("sha256:" + "a" * 64, "a" * 64), ("ab12cd3", ""), ("18-07", ""), ("g" * 10, "")],
)
def test_only_hexadecimal_digits_from_eight_on_are_a_fingerprint(typed, meant):
    assert rules.fingerprint(typed) == meant


def test_a_search_has_five_words_at_most_and_none_twice():
    assert rules.search_words("停车 停车  收费 a b c d") == ["停车", "收费", "a", "b", "c"]
    assert rules.search_words("停" * 500) == ["停" * 60]


def test_a_snippet_shows_the_neighbourhood_of_the_first_hit_and_marks_every_hit():
    pieces = rules.snippet("一" * 60 + "停车" + "二" * 100 + "停车", ["停车"], around=10)
    assert [piece.text for piece in pieces if piece.is_hit] == ["停车"]
    assert pieces[0].text == "…" + "一" * 10
    assert pieces[-1].text == "二" * 20 + "…"


def test_a_snippet_takes_what_was_typed_literally():
    assert [p.text for p in rules.snippet("共 50% 的人 (甲)", ["50%", "(甲"]) if p.is_hit] == ["50%", "(甲"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 64, 100])
def test_the_climb_ends_at_the_root_for_every_entry(size):
    leaves = [merkle.leaf_hash(str(place).encode()) for place in range(size)]
    nodes = merkle.nodes_of(leaves)
    root = merkle.root(leaves).hex()
    for index, leaf in enumerate(leaves):
        path = [step.hex() for step in merkle.inclusion_proof(index, size, lambda level, at: nodes[level, at])]
        steps = rules.climb(leaf.hex(), index, size, path)
        assert (steps[-1].result if steps else leaf.hex()) == root
        assert len(steps) == len(path)


def test_a_wrong_neighbour_does_not_lead_to_the_root():
    leaves = [merkle.leaf_hash(str(place).encode()) for place in range(6)]
    nodes = merkle.nodes_of(leaves)
    path = [step.hex() for step in merkle.inclusion_proof(4, 6, lambda level, at: nodes[level, at])]
    path[0] = sha256(b"other").hexdigest()
    assert rules.climb(leaves[4].hex(), 4, 6, path)[-1].result != merkle.root(leaves).hex()


def test_every_optional_step_stands_in_a_table():
    assert all(verb in TABLES[kind].by_verb for kind, verb in rules.OPTIONAL)


@pytest.mark.parametrize(
    ("kind", "role", "state", "verb"),
    [
        ("voice", Role.AGENT, "submitted", "accept"),
        ("voice", Role.DISPATCHER, "accepted", "dispatch"),
        ("topic", Role.LEADER, "scored", "approve"),
        ("topic", Role.LIAISON, "candidate", "settle_scores"),
        ("topic", Role.MEMBER, "candidate", "score"),
        ("session", Role.LEADER, "minutes_draft", "sign_minutes"),
        ("idea", Role.LEADER, "numbered", "approve"),
        ("dispatch", Role.UNIT_CLERK, "issued", "sign"),
        ("dispatch", Role.SUPERVISOR, "replied", "accept_reply"),
    ],
)
def test_a_role_owes_the_step_that_moves_a_case_on(kind, role, state, verb):
    assert [step.verb for step in rules.duties(TABLES[kind], {role})[state]] == [verb]


@pytest.mark.parametrize(
    ("kind", "role", "state"),
    [
        ("dispatch", Role.SUPERVISOR, "answered"),
        ("dispatch", Role.DISPATCHER, "handling"),
        ("voice", Role.AGENT, "callback"),
        ("session", Role.LEADER, "announced"),
        ("topic", Role.AGENT, "clue"),
    ],
)
def test_what_a_role_may_but_need_not_do_is_no_duty(kind, role, state):
    assert state not in rules.duties(TABLES[kind], {role})


def test_who_leads_one_order_and_helps_in_another_owes_a_step_in_each():
    steps = rules.duties(DISPATCH, {Role.UNIT_CLERK, Role.CO_UNIT})["issued"]
    assert [step.verb for step in steps] == ["sign", "submit_opinion"]


def test_days_are_said_without_their_year():
    assert rules.short_day(date(2022, 9, 29)) == "9月29日"
    assert rules.short_day(date(2022, 9, 29), "en") == "29 Sep"
    assert rules.span(date(2022, 9, 1), date(2022, 9, 3)) == "9月1日—9月3日"
    assert rules.span(date(2022, 9, 1), date(2022, 9, 1)) == "9月1日"
    assert rules.span(None, None) == ""


def test_titles_are_cut_into_lines():
    assert rules.lines("老旧小区加装电梯，钱怎么分", 9) == ["老旧小区加装电梯，", "钱怎么分"]
    assert rules.lines("一二三四五六七八", 3) == ["一二三", "四五六…"]
    assert rules.short_channel("观海新闻“直通12345”") == "直通12345"
    assert rules.short_channel("来信") == "来信"


def test_a_statement_is_handled_with_its_conversation():
    assert rules.desk_place("statement", "y1-3") == "/desk/opinions/y1"
    assert rules.desk_place("voice", "220926-0001") == "/desk/voices/220926-0001"
