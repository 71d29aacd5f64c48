"""Rows of topics: what the machine found (`issues`), what people decided (`cases`), and how they judged (`judging`)."""

from shangliang.topics.models.cases import GroupMember, Topic, TopicCall, TopicVoice
from shangliang.topics.models.issues import DiscoveryRun, HotIssue, IssueLink, IssueVoice
from shangliang.topics.models.judging import TopicBallot, TopicScore

__all__ = [
    "DiscoveryRun",
    "GroupMember",
    "HotIssue",
    "IssueLink",
    "IssueVoice",
    "Topic",
    "TopicBallot",
    "TopicCall",
    "TopicScore",
    "TopicVoice",
]
