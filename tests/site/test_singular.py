"""One of a thing on an English page is said in the singular."""

import pytest

from shangliang.site.singular import singular


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("1 working days overdue", "1 working day overdue"),
        ('<b>1 questions</b> <i aria-label="1 people">', '<b>1 question</b> <i aria-label="1 person">'),
        ("1 replies, 1 golden ideas · 1 cases", "1 reply, 1 golden idea · 1 case"),
        ("(1 points in the original)", "(1 point in the original)"),
        ("1 classes", "1 class"),
    ],
)
def test_one_is_one(said, right):
    assert singular(said) == right


@pytest.mark.parametrize(
    "said",
    [
        "21 days",
        "0.1 points",
        "1,1 cases",
        "11 cases",
        "1 day",
        "A1 units",
        "1 others",
        "1 is enough",
        "1 dayshift",
        "12:1 days",
    ],
)
def test_more_than_one_and_other_words_stay(said):
    assert singular(said) == said


def test_an_english_page_says_it_and_a_chinese_one_is_left_alone():
    from django.http import HttpResponse
    from django.test import RequestFactory
    from django.utils import translation

    from shangliang.site.marking import other_language

    answer = other_language(lambda _request: HttpResponse("<p>1 days left</p>"))
    for lang, said in (("en", b"<p>1 day left</p>"), ("zh-hans", b"<p>1 days left</p>")):
        with translation.override(lang):
            assert answer(RequestFactory().get("/")).content == said
