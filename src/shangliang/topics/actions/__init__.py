"""Writes of topics: `discovery` and `writing` for what the machine finds; `issues`, `reshaping`, `taking_back` for what
people decide of it; then `clues`, `judging`, `planning`, `telling`.
"""

from shangliang.topics.actions.calls import announce_call
from shangliang.topics.actions.clues import (
    add_voices,
    answer_call,
    classify,
    collect_clue,
    decline,
    shortlist,
    suggest_topic,
)
from shangliang.topics.actions.discovery import (
    discover_issues,
    discover_when_due,
    request_discovery,
)
from shangliang.topics.actions.issues import hide_issue, rename_issue
from shangliang.topics.actions.judging import (
    close_due_votes,
    close_vote,
    decide,
    open_vote,
    reconsider,
    score,
    settle_scores,
    vote,
)
from shangliang.topics.actions.planning import (
    cancel,
    close,
    finish_research,
    form_group,
    mark_concluded,
    mark_in_session,
    note_ideas,
    note_minutes,
    note_visits,
    plan,
    publish_outcome,
    report_effect,
    resume,
    start_research,
    suspend,
    write_report,
)
from shangliang.topics.actions.reshaping import merge_issues, move_voices, part_issues, split_issue
from shangliang.topics.actions.suggesting import answer_suggestion
from shangliang.topics.actions.taking_back import show_issue, take_back
from shangliang.topics.actions.telling import tell_people_behind
from shangliang.topics.actions.watching import answer_alert, watch_over

__all__ = [
    "add_voices",
    "announce_call",
    "answer_alert",
    "answer_call",
    "answer_suggestion",
    "cancel",
    "classify",
    "close",
    "close_due_votes",
    "close_vote",
    "collect_clue",
    "decide",
    "decline",
    "discover_issues",
    "discover_when_due",
    "finish_research",
    "form_group",
    "hide_issue",
    "mark_concluded",
    "mark_in_session",
    "merge_issues",
    "move_voices",
    "note_ideas",
    "note_minutes",
    "note_visits",
    "open_vote",
    "part_issues",
    "plan",
    "publish_outcome",
    "reconsider",
    "rename_issue",
    "report_effect",
    "request_discovery",
    "resume",
    "score",
    "settle_scores",
    "shortlist",
    "show_issue",
    "split_issue",
    "start_research",
    "suggest_topic",
    "suspend",
    "take_back",
    "tell_people_behind",
    "vote",
    "watch_over",
    "write_report",
]
