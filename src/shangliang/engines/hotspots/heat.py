"""Heat: how much an issue presses, with every term shown.

H = [ln(1+n) + 1.5 ln(1+reporters) + 0.5 ln(1+likes) + 0.7 max(burst, 0) + severity + 0.8 recency] x damping

n counts messages without a person's own copies; burst = log2((peak week + 1) / (n / max(8, weeks) + 1));
severity is the share of messages with a word of the severity list; recency = 0.5^(days since last / 90);
damping = sqrt(reporters / n) with fewer than four reporters, else 1, so that one person cannot make heat.
Logarithms keep three posts with 800 likes from ruling.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from shangliang.engines.hotspots.parameters import Parameters


def weekly_counts(moments: Sequence[datetime]) -> tuple[date, tuple[int, ...]]:
    """The Monday of the first week and the number of moments in each week up to the last."""
    mondays = [moment.date() - timedelta(days=moment.weekday()) for moment in moments]
    first = min(mondays)
    counts = [0] * ((max(mondays) - first).days // 7 + 1)
    for monday in mondays:
        counts[(monday - first).days // 7] += 1
    return first, tuple(counts)


def burst_of(weekly: Sequence[int], weeks: int) -> float:
    """How far the peak week stands above the mean of at least `weeks` weeks, in doublings."""
    mean = sum(weekly) / max(weeks, len(weekly))
    return math.log2((max(weekly) + 1) / (mean + 1))


def heat_terms(
    *,
    messages: int,
    reporters: int,
    likes: int,
    weekly: Sequence[int],
    severe: int,
    days_since: float,
    parameters: Parameters,
) -> dict[str, float]:
    """The weighted terms of the heat and their `total`: total = damping x sum of the six summands.

    `messages` and `severe` count messages without a person's own copies, `weekly` likewise.
    """
    burst = max(burst_of(weekly, parameters.burst_weeks), 0.0)
    recency = 0.5 ** (max(days_since, 0.0) / parameters.recency_days)
    terms = {
        "count": math.log1p(messages),
        "reporters": parameters.weight_reporters * math.log1p(reporters),
        "likes": parameters.weight_likes * math.log1p(max(likes, 0)),
        "burst": parameters.weight_burst * burst,
        "severity": parameters.weight_severity * severe / messages,
        "recency": parameters.weight_recency * recency,
    }
    few = reporters < parameters.enough_reporters
    damping = math.sqrt(min(reporters / messages, 1.0)) if few else 1.0
    return {**terms, "damping": damping, "total": damping * math.fsum(terms.values())}


WEIGHTS = ("reporters", "likes", "burst", "severity", "recency")
"""The summands with a weight of their own in `Parameters` (`weight_…`); the count weighs 1."""


def reweighted(terms: Mapping[str, float], weights: Mapping[str, float], parameters: Parameters) -> float:
    """The heat that the terms made under `parameters` have under other weights of `WEIGHTS`.

    A weight that is not given stays; a summand that weighed nothing before weighs nothing now.
    """
    total = terms.get("count", 0.0)
    for name in WEIGHTS:
        before = getattr(parameters, f"weight_{name}")
        total += terms.get(name, 0.0) * (weights.get(name, before) / before if before else 0.0)
    return terms.get("damping", 1.0) * total
