"""Pure rules of voices: limits in time, the five elements, and how a spreadsheet becomes rows.

`cases` holds what concerns one voice, `decoding` bytes to text, `sheets` files to tables within limits, `columns`
tables to rows that can be imported.
"""

from shangliang.voices.rules.cases import (
    CATEGORIES,
    DEADLINES,
    LONGEST,
    NOTICE_VERSION,
    PUBLISH_VERSION,
    REDO_LIMIT,
    REFUSAL_REASONS,
    Elements,
    dispatch_clause,
    handling_policy,
    is_good,
    title_of,
)

__all__ = [
    "CATEGORIES",
    "DEADLINES",
    "LONGEST",
    "NOTICE_VERSION",
    "PUBLISH_VERSION",
    "REDO_LIMIT",
    "REFUSAL_REASONS",
    "Elements",
    "dispatch_clause",
    "handling_policy",
    "is_good",
    "title_of",
]
