"""A crowd of bots pushes one weak statement: its rank in the tally of everybody, and in that of verified people."""

from typing import Any

import numpy as np

from shangliang.engines import consensus
from shangliang.engines.consensus import Analysis, VoteTable
from shangliang.site.bench.consensus import measure
from shangliang.site.bench.consensus.measure import goal, not_measured

NAME, SHARES, POPULAR, SEEN_ENOUGH = "vtaiwan.uberx", (0.02, 0.05, 0.10, 0.20), 8, 100
GOAL = ("20 % bots: ranks that the pushed statement moves in the verified tally", "<= 2")


def run() -> dict[str, Any]:
    """Return the rank of the pushed statement at every share of bots."""
    table = measure.conversations().get(NAME)
    if table is None:
        return not_measured(GOAL, why="no real conversations here")
    plain = measure.analysed(table)
    popular, target = chosen(plain)
    rows = [attacked(table, plain, popular, target, share) for share in (0.0, *SHARES)]
    moved = max(abs(row["rank_verified"] - rows[0]["rank_verified"]) for row in rows)
    return {"goals": [goal(GOAL[0], moved, GOAL[1], met=moved <= 2)], "pushed": target, "shares": rows}


def chosen(plain: Analysis) -> tuple[list[int], int]:
    """Return the eight most agreed statements, and one three quarters down the list of those that many have seen."""
    order = ranking(plain)
    return order[:POPULAR], order[len(order) * 3 // 4]


def ranking(found: Analysis) -> list[int]:
    """Return the ids of statements that a hundred people have seen, the most agreed first."""
    seen = np.flatnonzero((found.everyone.seen >= SEEN_ENOUGH) & ~found.excluded)
    order = sorted(seen.tolist(), key=lambda column: (-found.consensus[column], column))
    return [int(found.ballots.statements[column]) for column in order]


def attacked(table: VoteTable, plain: Analysis, popular: list[int], target: int, share: float) -> dict[str, Any]:
    """Return ranks and stability when bots of this share of the real people agree with nine statements each."""
    people = plain.ballots.participants
    bots = np.arange(round(share * len(people))) + int(people.max()) + 1
    pushed = np.array([*popular, target])
    votes = (
        np.concatenate((table.participants, np.repeat(bots, len(pushed)))),
        np.concatenate((table.statements, np.tile(pushed, len(bots)))),
        np.concatenate((table.values, np.ones(len(bots) * len(pushed), dtype=np.int64))),
    )
    given: dict[str, Any] = {"moderated_out": table.moderated_out, "meta": table.meta, "runs": 0}
    naive = consensus.analyze(*votes, **given)
    verified = consensus.analyze(*votes, verified=people.tolist(), **given)
    flagged = {person for burst in consensus.bursts(naive.ballots) for person in burst.people}
    real = np.isin(naive.ballots.participants, people)
    return {
        "bots": len(bots),
        "rank_everybody": ranking(naive).index(target) + 1,
        "rank_verified": ranking(verified).index(target) + 1,
        "groups_like_before": round(consensus.rand_index(naive.labels[real], plain.labels), 3),
        "bots_flagged": len(flagged & set(bots.tolist())),
        "people_flagged": len(flagged - set(bots.tolist())),
    }
