"""Writes of the portal: `papers` drafts letters from the rows of any case, `searching` keeps the search index."""

from shangliang.portal.actions.papers import issue_case_paper, pack_papers, print_batch
from shangliang.portal.actions.searching import clear, follow_record, look_through, rebuild, refresh, write

__all__ = [
    "clear",
    "follow_record",
    "issue_case_paper",
    "look_through",
    "pack_papers",
    "print_batch",
    "rebuild",
    "refresh",
    "write",
]
