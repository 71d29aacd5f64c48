"""Computing the opinion map, keeping it with what its page shows, and committing to the votes it was made of."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.engines import consensus
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Entry, append
from shangliang.opinions import queries, rules
from shangliang.opinions.models import Conversation, OpinionMap
from shangliang.opinions.rules import picture


def compute_map(conversation: Conversation, *, at: datetime, mode: consensus.Mode = "default") -> OpinionMap | None:
    """Compute, keep and return the opinion map as the vote log stands, or None before the first vote.

    One entry of the public record carries the digest of the batch, never single votes. The newest ten are kept:
    any other can be computed again from the log up to its position.
    """
    position = queries.log_position(conversation)
    newest = queries.newest_map(conversation)
    if position == 0 or (newest and newest.log_position == position):
        return newest
    people, statements, values = queries.vote_columns(conversation, until=position)
    removed = list(queries.statements_of(conversation, "removed", "queued").values_list("number", flat=True))
    texts = dict(queries.statements_of(conversation).values_list("number", "text"))
    found = consensus.analyze(people, statements, values, moderated_out=removed, texts=texts, mode=mode).to_dict()
    levels = queries.levels_of(conversation)
    with transaction.atomic():
        row = OpinionMap.objects.create(
            conversation=conversation,
            made_at=at,
            log_position=position,
            engine_version=consensus.VERSION,
            vote_count=len(values),
            result=found,
            view=view_of(found, levels, list(zip(people, statements, values, strict=True))),
        )
        kept = OpinionMap.objects.filter(conversation=conversation).order_by("-pk").values_list("pk", flat=True)
        OpinionMap.objects.filter(conversation=conversation, pk__lt=min(list(kept[: rules.KEPT_MAPS]))).delete()
        commit(conversation, row, at, len(set(people)), digest(people, statements, values))
    return row


def commit(conversation: Conversation, row: OpinionMap, at: datetime, people: int, fingerprint: str) -> None:
    """Write into the public record which votes a map was made of."""
    facts = {
        "votes": row.vote_count,
        "people": people,
        "log_position": row.log_position,
        "engine": row.engine_version,
        "digest": fingerprint,
    }
    append(Entry("conversation", conversation.code, "count_votes", SYSTEM, at, SYSTEM.seats[0], public=facts))


def view_of(found: dict[str, Any], levels: dict[int, int], votes: list[tuple[int, int, int]]) -> dict[str, Any]:
    """Return what pages show of a map: its drawing, groups with their words, common ground, counts by level."""
    drawn = picture.drawing(found["participants"])
    agreed, apart = rules.common_ground(found)
    rows = rules.counts_by_level(found, levels, votes)
    middles = rules.middles_of(found["participants"])
    return {
        "people": len(found["participants"]),
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
        "basis": rules.basis_of(found),
        "priority": {str(row["id"]): row["priority"] for row in found["statements"]},
        "engine": found["engine"],
    }


def digest(people: list[int], statements: list[int], values: list[int]) -> str:
    """Return the SHA-256 of the vote log's three columns, so that a recount can be compared."""
    lines = "\n".join(f"{p},{s},{v}" for p, s, v in zip(people, statements, values, strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()
