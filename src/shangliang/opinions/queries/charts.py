"""Reads of what a map was computed from, and the same computed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shangliang.engines import consensus
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.opinions.models import Conversation, OpinionMap, Statement
from shangliang.opinions.queries import levels_of, newest_map, statements_of, vote_columns
from shangliang.opinions.rules import charting
from shangliang.opinions.rules.charting import ABSENT, Asked, Chart
from shangliang.opinions.workflow import NOT_USED


def asked_now(conversation: Conversation, mode: consensus.Mode = "default") -> Asked:
    """Return what the engine is to be asked as the conversation stands."""
    newest = newest_map(conversation)
    out = statements_of(conversation, "queued", *NOT_USED).values_list("number", flat=True)
    last = statements_of(conversation).order_by("-number").values_list("number", flat=True).first()
    return Asked(mode=mode, level=conversation.level, out=tuple(out), last=last or 0, before=newest.pk if newest else 0)


def counted_now(conversation: Conversation) -> list[int]:
    """Return the numbers of the participants who count: those verified as the conversation asks."""
    return sorted(number for number, level in levels_of(conversation).items() if level >= conversation.level)


def chart_until(conversation: Conversation, position: int, asked: Asked, counted: list[int]) -> Chart:
    """Return the map of the votes up to a position in the log, of those who counted."""
    rows = Statement.objects.filter(conversation=conversation, number__lte=asked.last)
    texts = dict(rows.order_by("number").values_list("number", "text"))
    return charting.chart(vote_columns(conversation, until=position), counted, texts, asked, memory_before(asked))


def memory_before(asked: Asked) -> dict[str, Any]:
    """Return what the map before left for this one; nothing for the first."""
    rows = OpinionMap.objects.filter(pk=asked.before).values_list("memory", flat=True)
    return dict(rows.first() or {})


@dataclass(frozen=True)
class Recheck:
    """A map computed again: the fingerprints kept then, those found now, and the one in the public record.

    `same_people`: whether everybody counts and belongs where the map kept it; `engine`: the version that made the map,
    which only the same version can be expected to repeat.
    """

    position: int
    kept: str
    found: str
    recorded: str
    same_people: bool
    engine: str

    @property
    def is_equal(self) -> bool:
        """Return whether all three agree, to the bit."""
        return bool(self.kept) and self.kept == self.found == self.recorded and self.same_people


def is_repeatable(row: OpinionMap) -> bool:
    """Return whether the engine of today is the one that made a map."""
    return row.engine_version == consensus.VERSION


def recheck(row: OpinionMap) -> Recheck:
    """Return a map computed again from the vote log up to its position and from what was asked then."""
    membership = charting.unpacked(row.membership)
    counted = [number for number, group in enumerate(membership.tolist()) if group > ABSENT]
    again = chart_until(row.conversation, row.log_position, Asked.read(row.asked), counted)
    same_people = charting.packed(again.membership) == bytes(row.membership)
    return Recheck(row.log_position, row.digest, again.digest, recorded(row), same_people, row.engine_version)


def recorded(row: OpinionMap) -> str:
    """Return the fingerprint of a map as the public record has it, or nothing."""
    for event in events_of("conversation", row.conversation.code).filter(verb="count_votes", at=row.made_at):
        facts = leaf_facts(event)
        if facts.get("log_position") == row.log_position and facts.get("map"):
            return str(facts["map"])
    return ""
