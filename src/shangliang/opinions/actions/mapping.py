"""Computing the opinion map, keeping it with what its page shows, and committing to the votes it was made of."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.engines import consensus
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Entry, append
from shangliang.opinions import queries, rules
from shangliang.opinions.models import Conversation, OpinionMap
from shangliang.opinions.queries import charts
from shangliang.opinions.rules import asking, caution, charting, likeness, picture


def compute_map(conversation: Conversation, *, at: datetime, mode: consensus.Mode = "default") -> OpinionMap | None:
    """Compute, keep and return the opinion map as the vote log stands, or None before the first vote.

    Only people verified as the conversation asks shape it and are counted. One entry of the public record carries the
    digests of votes and map, never single votes. The newest ten are kept whole; of others remains what it takes to
    compute them again.
    """
    position = queries.log_position(conversation)
    newest = queries.newest_map(conversation)
    asked, counted = charts.asked_now(conversation, mode), charts.counted_now(conversation)
    if position == 0 or (newest and newest.log_position == position and is_as_before(newest, asked, counted)):
        return newest
    columns = queries.vote_columns(conversation, until=position)
    drawn = charts.chart_until(conversation, position, asked, counted)
    votes = list(zip(*columns, strict=True))
    view = view_of(drawn, queries.levels_of(conversation), votes, asked.level)
    report = caution.report_of(drawn.analysis, queries.joined_of(conversation))
    with transaction.atomic():
        row = OpinionMap.objects.create(
            conversation=conversation,
            made_at=at,
            log_position=position,
            engine_version=consensus.VERSION,
            vote_count=len(votes),
            asked=asked.stored(),
            membership=charting.packed(drawn.membership),
            digest=drawn.digest,
            points=charting.points_of(drawn.crowd, view["scale"]),
            memory=drawn.memory,
            result={"report": report, **{name: drawn.found[name] for name in drawn.found if name != "participants"}},
            view={**view, "minority": report["minority"]},
        )
        kept = OpinionMap.objects.filter(conversation=conversation).order_by("-pk").values_list("pk", flat=True)
        older = OpinionMap.objects.filter(conversation=conversation, pk__lt=min(list(kept[: rules.KEPT_MAPS])))
        older.exclude(points=b"").update(result={}, view={}, points=b"")
        commit(conversation, row, at, len(set(columns[0])), digest(*columns))
    return row


def is_as_before(newest: OpinionMap, asked: charting.Asked, counted: list[int]) -> bool:
    """Return whether a map without new votes would be the same: nobody proved more, no statement came or went."""
    then = charting.Asked.read(newest.asked)
    membership = charting.unpacked(newest.membership)
    same_people = int((membership > charting.ABSENT).sum()) == len(counted)
    return same_people and then == replace(asked, before=then.before)


def commit(conversation: Conversation, row: OpinionMap, at: datetime, people: int, fingerprint: str) -> None:
    """Write into the public record which votes a map was made of, and its own fingerprint."""
    facts = {
        "votes": row.vote_count,
        "people": people,
        "counted": row.view["people"],
        "log_position": row.log_position,
        "engine": row.engine_version,
        "digest": fingerprint,
        "map": row.digest,
    }
    append(Entry("conversation", conversation.code, "count_votes", SYSTEM, at, SYSTEM.seats[0], public=facts))


def view_of(
    chart: charting.Chart, levels: dict[int, int], votes: list[tuple[int, int, int]], level: int
) -> dict[str, Any]:
    """Return what pages show of a map: its drawing, groups with their words, common ground, counts by level."""
    found, crowd = chart.found, chart.crowd
    drawn = picture.drawing(crowd)
    agreed, apart = rules.common_ground(found)
    rows = rules.counts_by_level(found, levels, votes)
    middles = rules.middles_of(crowd)
    return {
        "people": len(crowd),
        "everybody": len(levels),
        "level": level,
        "placed": sum(group["size"] for group in found["groups"]),
        "levels": rules.people_by_level(levels),
        "stability": found["stability"],
        "each": drawn["each"],
        "scale": drawn["scale"],
        "groups": rules.named_groups(found, drawn["groups"], middles),
        "agreed": agreed,
        "apart": apart,
        "majorities": rules.majorities(rows),
        "rows": rows,
        "asking": asking.kept(found, likeness.families([(row["number"], row["text"]) for row in rows])),
        "basis": rules.basis_of(found),
        "engine": found["engine"],
    }


def digest(people: list[int], statements: list[int], values: list[int]) -> str:
    """Return the SHA-256 of the vote log's three columns, so that a recount can be compared."""
    lines = "\n".join(f"{p},{s},{v}" for p, s, v in zip(people, statements, values, strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()
