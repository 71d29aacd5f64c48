"""Shares with their intervals."""

from __future__ import annotations

import numpy as np

from shangliang.engines import consensus


def share(part: int, whole: int) -> int:
    """Return a share in whole per cent; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def interval(part: int, whole: int) -> tuple[int, int]:
    """Return the 95 % interval of a share in whole per cent (Wilson); everything is possible of nothing."""
    if whole == 0:
        return 0, 100
    counts = np.array([part, whole - part], dtype=np.int64)
    low, left = consensus.lower_bound(counts, np.full(2, whole, dtype=np.int64))
    return round(100 * float(low)), round(100 * (1.0 - float(left)))
