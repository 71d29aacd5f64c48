"""May the groups be shown? Only if they are large enough and come out again from fewer votes."""

from dataclasses import dataclass

import numpy as np

from .ballots import Ballots, Ints, Mask
from .opinion_map import Mode, draw_map

RUNS = 20
VOTES_KEPT = 0.8
MOST_PEOPLE = 20_000
NEEDED_ARI = 0.7
SMALLEST_PEOPLE = 5
SMALLEST_SHARE = 0.02


@dataclass(frozen=True)
class Stability:
    """The verdict on the groups.

    ari          mean agreement (adjusted Rand index) with the groups of 80 % of the votes; None if not measured
    publishable  whether the groups may be shown
    reason       why, in Chinese; `reason_en` in English
    """

    ari: float | None
    publishable: bool
    reason: str
    reason_en: str


def rand_index(one: Ints, other: Ints) -> float:
    """Adjusted Rand index of two labelings (n,): 1 the same groups, about 0 chance. Hubert & Arabie 1985."""
    if not len(one):
        return 1.0
    first, second = (np.unique(labels, return_inverse=True)[1] for labels in (one, other))
    width = int(second.max()) + 1
    table = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width).reshape(-1, width)
    both, rows, columns = (_pairs(part) for part in (table, table.sum(axis=1), table.sum(axis=0)))
    expected = rows * columns / max(_pairs(np.array([len(one)])), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def bootstrap(ballots: Ballots, out: Mask, labels: Ints, mode: Mode, seed: int, runs: int = RUNS) -> float:
    """Mean agreement of `labels` with the groups found again in random 80 % of the votes.

    Above 20,000 people a random 20,000 stand for all, so that the cost stays bounded.
    """
    rng = np.random.default_rng((seed, RUNS))
    if len(labels) > MOST_PEOPLE:
        rows = np.sort(rng.choice(len(labels), MOST_PEOPLE, replace=False))
        ballots, labels = ballots.of_people(rows), labels[rows]
    scores = []
    for _ in range(runs):
        kept = rng.random(ballots.votes.nnz) < VOTES_KEPT
        again = draw_map(ballots.thinned(kept), out, mode, seed).labels
        shared = (labels >= 0) & (again >= 0)
        scores.append(rand_index(labels[shared], again[shared]))
    return float(np.mean(scores))


def fewest_to_show(people: int) -> int:
    """How many people a group must have to be shown, among so many in groups: 5, and 2 % of them."""
    return max(SMALLEST_PEOPLE, int(np.ceil(SMALLEST_SHARE * people)))


def judge(sizes: Ints, ari: float | None, *, given: bool = False) -> Stability:
    """The verdict on groups of these sizes (k,); `given` groups come from the caller and have no ARI."""
    if len(sizes) < 2:
        return Stability(ari, False, "表态的人还太少，看不出意见群体", "Too few people have voted to tell groups apart")
    needed = fewest_to_show(int(sizes.sum()))
    smallest = int(sizes.min())
    if smallest < needed:
        return Stability(
            ari,
            False,
            f"还没有稳定的意见群体：最小的一组只有 {smallest} 人，至少要有 {needed} 人",
            f"No stable groups yet: the smallest has {smallest} people, at least {needed} are needed",
        )
    if given:
        return Stability(None, True, "分组由外部给定", "The groups were given from outside")
    return _judge_agreement(ari)


def _judge_agreement(ari: float | None) -> Stability:
    if ari is None:
        return Stability(None, False, "分组是否稳定尚未检验", "Whether the groups are stable was not checked")
    if ari < NEEDED_ARI:
        return Stability(
            ari,
            False,
            f"还没有稳定的意见群体：只用八成表态重算，分组一致度为 {ari:.2f}，应不低于 {NEEDED_ARI:.2f}",
            f"No stable groups yet: with 80 % of the votes the agreement is {ari:.2f}, {NEEDED_ARI:.2f} is needed",
        )
    return Stability(
        ari,
        True,
        f"分组稳定：只用八成表态重算，分组一致度为 {ari:.2f}",
        f"Stable groups: with 80 % of the votes the agreement is {ari:.2f}",
    )


def _pairs(counts: Ints) -> float:
    return float((counts.astype(np.float64) * (counts - 1.0) / 2.0).sum())
