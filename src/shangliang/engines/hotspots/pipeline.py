"""The whole run: messages in, issues with heat out."""

from collections.abc import Iterable
from datetime import datetime
from time import perf_counter

from shangliang.engines.hotspots.grouping import Grouping
from shangliang.engines.hotspots.links import Links, Pair
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters
from shangliang.engines.hotspots.places import Gazetteer
from shangliang.engines.hotspots.records import Issue, Message, RunResult
from shangliang.engines.hotspots.texts import in_order, read_texts
from shangliang.engines.hotspots.writing import IssueWriter


def run(
    messages: Iterable[Message],
    *,
    gazetteer: Gazetteer | None = None,
    now: datetime | None = None,
    must_link: Iterable[Pair] = (),
    cannot_link: Iterable[Pair] = (),
    parameters: Parameters = DEFAULTS,
) -> RunResult:
    """The issues that the messages speak of, ordered by heat, and the issue of every message.

    The result does not depend on the order of the messages. `now` is the moment for which recency counts,
    by default that of the latest message. Pairs of message ids in `must_link` and `cannot_link` are what
    people decided: they win over every guard and threshold; ids that are not in the run are ignored.

    Raises ValueError for an id that comes twice, for naive beside aware moments, and for two messages that
    must and must not be together.
    """
    started = perf_counter()
    ordered = in_order(messages)
    links = Links(must_link, cannot_link)
    texts, vocabulary = read_texts(ordered, links, gazetteer, parameters)
    grouping = Grouping(links, parameters)
    grouping.run(texts)
    issues: list[Issue] = []
    if ordered:
        moment = ordered[-1].at if now is None else now
        issues = IssueWriter(grouping.groups, vocabulary, parameters, moment).write(grouping.held.values())
    assignment = {one: issue.key for issue in issues for one in issue.member_ids}
    return RunResult(issues, assignment, perf_counter() - started, parameters)
