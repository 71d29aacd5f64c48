"""Statements that say nearly the same, small cells that stay hidden, and what to ask a newcomer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.opinions.crowds import COMMON, FIRST, SECOND

from shangliang.engines import consensus
from shangliang.opinions.rules import asking, crowd, likeness, removal

THERE = [
    (1, "费用要在楼道里张榜。"), (2, "楼道里要张榜公布费用"), (3, "维修钱写进协议。"), (4, "一楼一分不出。"),
    (5, "一楼不用电梯，可以一分钱不出。"), (6, "挡光该有补偿。"), (7, "采光受影响应该给补偿"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("费用应该张榜公布", [2, 1]),
        ("一楼住户一分钱都不该出", [5]),
        ("挡光就应该补偿", [6, 7]),
        ("养狗要拴绳", []),
        ("先问问住在边上的人。", []),
    ],
)
def test_near_copies_are_found_in_other_words_and_strangers_are_not(text, near):
    assert [number for number, _ in likeness.near_copies(text, THERE)] == near


def test_one_common_word_in_two_short_texts_does_not_make_them_alike():
    there = [(1, "建在学校边上。"), (2, "建在老小区。"), (3, "不要占停车位。")]
    assert likeness.near_copies("先问问住在边上的人。", there) == []


def test_like_statements_stand_in_one_group_and_every_statement_in_exactly_one():
    groups = likeness.groups(THERE)
    assert [1, 2] in groups
    assert sorted(number for group in groups for number in group) == [number for number, _ in THERE]
    assert groups == sorted(groups, key=lambda group: (-len(group), group[0]))


def test_near_copies_are_one_family_and_others_have_none():
    rows = [
        (1, "楼道里要张榜公布费用"),
        (2, "楼道里要张榜公布费用。"),
        (3, "费用楼道里要张榜公布"),
        (4, "挡光该有补偿。"),
    ]
    assert likeness.families(rows) == {1: 1, 2: 1, 3: 1}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1))
def test_no_cell_below_five_is_shown_and_none_can_be_reckoned_from_the_others(counts):
    hidden = crowd.hidden_keys(counts)
    assert all(not 0 < number < crowd.SMALL_CELL for key, number in counts.items() if key not in hidden)
    shown_large = [key for key, number in counts.items() if number >= crowd.SMALL_CELL]
    if len(hidden) == 1:
        assert shown_large == []  # nobody else is large enough to hide with


def test_hiding_only_the_small_cell_would_give_it_away():
    counts = {"u18": 2, "18-29": 30, "30-44": 40}
    told = sum(counts.values())
    naive = {key for key, number in counts.items() if number < crowd.SMALL_CELL}
    assert told - sum(number for key, number in counts.items() if key not in naive) == 2
    assert crowd.hidden_keys(counts) == {"u18", "18-29"}


def test_shares_of_those_who_told_stand_beside_the_population_with_intervals():
    found = crowd.compare("gender", ["f", "m"], {"f": 60, "m": 40}, 150, {"f": 490, "m": 510})
    one, two = found.cells
    assert (found.told, found.people) == (100, 150)
    assert (one.number, one.share, one.low, one.high, one.population) == (60, 60, 50, 69, 49)
    assert (two.number, two.population) == (40, 51)


def test_words_of_what_names_people_or_abuses_stay_unsaid_and_the_reason_does_not():
    assert [code for code, _, _ in removal.REASONS if not removal.is_shown(code)] == ["private", "abuse"]


def votes_of_two_camps() -> tuple[list[int], list[int], list[int], dict[int, str]]:
    texts = dict(enumerate((*COMMON, *FIRST, *SECOND), 1))
    rows = [
        (person, number, 1 if text in COMMON or text in (FIRST, SECOND)[person % 2] else -1)
        for person in range(1, 41)
        for number, text in texts.items()
    ]
    people, statements, values = (list(column) for column in zip(*rows, strict=True))
    return people, statements, values, texts


def test_a_newcomer_is_asked_first_what_tells_the_groups_apart_and_never_a_near_copy():
    *columns, texts = votes_of_two_camps()
    found = consensus.analyze(*columns, texts=texts).to_dict()
    view = {
        "asking": asking.kept(found, {4: 4, 5: 4}),
        "stability": found["stability"],
        "groups": found["groups"],
    }
    numbers = sorted(texts)
    first = asking.asking_of(view, numbers, {})
    told = dict(zip(numbers, first.telling, strict=True))
    assert min(told[n] for n in numbers if texts[n] not in COMMON) > max(told[n] for n in numbers if texts[n] in COMMON)
    assert first.families == {4: 4, 5: 4}
    after = asking.asking_of(view, numbers, {4: 1, 8: -1})
    agreeing = next(g for g in found["statements"][3]["groups"].values() if g["agree"])
    assert max(after.seen_in_group) == agreeing["seen"] == 20


def test_nobody_is_asked_by_groups_that_may_not_be_shown():
    *columns, texts = votes_of_two_camps()
    found = consensus.analyze(*columns, texts=texts).to_dict()
    view = {"asking": asking.kept(found, {}), "stability": {"publishable": False}, "groups": []}
    assert asking.asking_of(view, sorted(texts), {}).telling is None
    assert asking.asking_of({}, sorted(texts), {}) == asking.Asking()
