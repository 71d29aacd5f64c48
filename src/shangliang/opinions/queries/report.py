"""Reads of the report of a conversation: the newest map with everything that stands beside it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from shangliang.opinions.models import Conversation, OpinionMap
from shangliang.opinions.queries import names_of, removed_of, statements_of
from shangliang.opinions.queries.crowd import comparisons
from shangliang.opinions.rules.crowd import Comparison


@dataclass(frozen=True)
class Report:
    """What the report of a conversation says; `found` is the engine's result without single people."""

    conversation: Conversation
    newest: OpinionMap
    found: dict[str, Any]
    names: dict[int, str]
    removed: dict[str, int]
    waiting: int
    people: list[Comparison]

    @property
    def view(self) -> dict[str, Any]:
        """Return what pages show of the map."""
        return dict(self.newest.view)

    @property
    def told(self) -> dict[str, Any]:
        """Return the engine's report."""
        return dict(self.found["report"])

    @property
    def is_shown(self) -> bool:
        """Return whether the groups may be shown."""
        return bool(self.newest.view["stability"]["publishable"])


def report_of(conversation: Conversation) -> Report | None:
    """Return the report as the newest map has it, or None before the first."""
    newest = OpinionMap.objects.filter(conversation=conversation).order_by("-made_at", "-pk").defer("points").first()
    if newest is None:
        return None
    newest.conversation = conversation
    return Report(
        conversation=conversation,
        newest=newest,
        found=newest.result,
        names=names_of(conversation),
        removed=dict(Counter(removed_of(conversation).values_list("removed_kind", flat=True))),
        waiting=statements_of(conversation, "queued", "appealed").count(),
        people=comparisons(conversation),
    )
