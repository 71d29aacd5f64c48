"""What follows entries of topics: the people behind are told; discovery and votes run by the clock."""

from datetime import datetime

from shangliang.kernel.refusals import NotNow, Words
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event, Job
from shangliang.topics.actions import (
    close_due_votes,
    discover_issues,
    discover_when_due,
    request_discovery,
    tell_people_behind,
)
from shangliang.topics.models import DiscoveryRun, Topic
from shangliang.topics.rules import DISCOVER_PATIENCE

TOLD = {
    "shortlist": ("列为候选议题", "is now a candidate topic"),
    "decline": ("没有列为候选", "was not shortlisted"),
    "open_vote": ("开放公众投票，您可以去投一票", "is open for the public vote"),
    "approve": ("审定为协商议题", "was approved as a topic"),
    "defer": ("暂缓，以后再议", "was deferred"),
    "reject": ("这次没有采用", "was not adopted this time"),
    "convert": ("改走别的渠道办理", "was passed on another way"),
    "plan": ("列入协商计划，定了承办的专门委员会", "is in the plan and has a hosting committee"),
    "start_research": ("开始一线倾听和实地调研", "is being researched in the field"),
    "finish_research": ("调研完成，等待协商", "is ready for its session"),
    "mark_in_session": ("正在协商", "is in session now"),
    "mark_concluded": ("协商结束，正在整理共识", "was deliberated; the consensus is being written"),
    "publish_outcome": ("协商成果已经发布，开始督办", "has its outcome published and is being followed up"),
    "close": ("已经办结，成效说明可以查看", "is closed; its effect can be read"),
    "suspend": ("暂停", "is suspended"),
    "resume": ("恢复办理", "was taken up again"),
    "cancel": ("已取消", "was cancelled"),
}
"""What the people behind a topic are told at each step."""


def tell_of_step(event: Event, at: datetime) -> None:
    """Tell everybody behind a topic which step it took."""
    topic = Topic.objects.get(code=event.code)
    zh, en = TOLD[event.verb]
    words = Words(
        f"您反映的事所在的议题“{topic.title}”：{zh}。",
        f"The topic your voice feeds, “{topic.title_en or topic.title}”, {en}.",
    )
    url = f"/topics/{topic.code}" if topic.audience == "all" else "/mine"
    tell_people_behind(topic, words, url=url, key=f"topic:{topic.code}:{event.seq}", at=at)


def discover_job(job: Job, at: datetime) -> str:
    """Do a queued discovery and return how many issues it found."""
    run = DiscoveryRun.objects.get(number=job.payload["run"])
    if run.status == DiscoveryRun.DONE:
        return f"{run.issue_count}"
    if run.status == DiscoveryRun.RUNNING and run.started_at and run.started_at > at - DISCOVER_PATIENCE:
        raise NotNow(Words("另一个进程正在算。", "Another process is at it."))
    return f"{discover_issues(at, run=run).issue_count}"


REACTIONS = (Reaction("topics.tell_people_behind", frozenset(("topic", verb) for verb in TOLD), tell_of_step),)


def discover_after_import(_job: Job, at: datetime) -> str:
    """Ask for a discovery because a file of voices has come in, and return its number."""
    return str(request_discovery(actor=SYSTEM, at=at).number)


HANDLERS = {"topics.discover": discover_job, "voices.imported": discover_after_import}
TIMERS = (close_due_votes, discover_when_due)
