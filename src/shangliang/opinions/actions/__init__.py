"""Writes of opinions: `asking` conversations and statements, `voting` answers, `mapping` the computed maps."""

from shangliang.opinions.actions.asking import (
    add_statement,
    edit_conversation,
    moderate,
    open_conversation,
    reopen,
    seed_statements,
    start,
    stop,
)
from shangliang.opinions.actions.mapping import compute_map, digest
from shangliang.opinions.actions.voting import cast_vote, join

__all__ = [
    "add_statement",
    "cast_vote",
    "compute_map",
    "digest",
    "edit_conversation",
    "join",
    "moderate",
    "open_conversation",
    "reopen",
    "seed_statements",
    "start",
    "stop",
]
