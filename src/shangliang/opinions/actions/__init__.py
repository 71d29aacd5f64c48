"""Writes of opinions: `asking` conversations and statements, `moderating` what people propose, `voting` answers,
`telling` what is said beside the votes, `mapping` the computed maps.
"""

from shangliang.opinions.actions.asking import (
    add_statement,
    edit_conversation,
    open_conversation,
    reopen,
    seed_statements,
    set_level,
    start,
    stop,
)
from shangliang.opinions.actions.importing import import_polis
from shangliang.opinions.actions.mapping import compute_map, digest
from shangliang.opinions.actions.moderating import appeal, moderate, moderate_many
from shangliang.opinions.actions.telling import Count, keep_proof, name_group, set_population, tell_about
from shangliang.opinions.actions.voting import cast_vote, join, recount_votes

__all__ = [
    "Count",
    "add_statement",
    "appeal",
    "cast_vote",
    "compute_map",
    "digest",
    "edit_conversation",
    "import_polis",
    "join",
    "keep_proof",
    "moderate",
    "moderate_many",
    "name_group",
    "open_conversation",
    "recount_votes",
    "reopen",
    "seed_statements",
    "set_level",
    "set_population",
    "start",
    "stop",
    "tell_about",
]
