"""Why a statement is not used, and which words stay hidden then."""

from typing import Final

REASONS: Final = (
    ("repeat", "和已有的看法一样", "the same as a statement that is there"),
    ("two", "一句话里有两个意思", "two thoughts in one sentence"),
    ("off", "和这个问题无关", "about another question"),
    ("fact", "是提问或事实，不是看法", "a question or a fact, not an opinion"),
    ("private", "写了能认出人的信息", "somebody could be recognised by it"),
    ("abuse", "辱骂或者违法", "abusive or unlawful"),
    ("other", "其他", "other"),
)
CODES: Final = frozenset(code for code, _, _ in REASONS)
UNSAID: Final = frozenset(("private", "abuse"))
"""Reasons for which the words themselves are not shown; the reason is."""


def is_shown(kind: str) -> bool:
    """Return whether the words of a statement that is not used may be read."""
    return kind not in UNSAID
