"""Rows of topics: what the machine found (`issues`, `alerts`), what people decided (`hands`), `cases` and `judging`."""

from shangliang.topics.models.alerts import AlertAnswer, SentinelAlert
from shangliang.topics.models.cases import GroupMember, Topic, TopicCall, TopicVoice
from shangliang.topics.models.hands import IssueDecision, IssueLink, IssueSuggestion
from shangliang.topics.models.issues import DiscoveryRun, HotIssue, IssueDistrict, IssueVoice, StreamState
from shangliang.topics.models.judging import TopicBallot, TopicScore

__all__ = [
    "AlertAnswer",
    "DiscoveryRun",
    "GroupMember",
    "HotIssue",
    "IssueDecision",
    "IssueDistrict",
    "IssueLink",
    "IssueSuggestion",
    "IssueVoice",
    "SentinelAlert",
    "StreamState",
    "Topic",
    "TopicBallot",
    "TopicCall",
    "TopicScore",
    "TopicVoice",
]
