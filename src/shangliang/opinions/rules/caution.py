"""What stands beside a map in its report: what goes on to the departments, how sure it is, what to be careful of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shangliang.engines import consensus
from shangliang.kernel.calendar import local_date

PLACES: Final = 7
"""Statements that go on to the departments beside the list of common ground."""

KEPT: Final = ("agreed", "rejected", "minority", "groups", "selected", "cohorts", "diligence")


def report_of(analysis: consensus.Analysis, joined: Mapping[int, datetime]) -> dict[str, Any]:
    """Return the engine's report as plain data: of bursts how many people and when, never who.

    A cohort is everybody who came on one day (Shanghai time).
    """
    days = {number: f"{local_date(at):%Y-%m-%d}" for number, at in joined.items()}
    moments = {number: at.timestamp() for number, at in joined.items()}
    cohorts = days if len(set(days.values())) > 1 else {}
    found = consensus.report(analysis, places=PLACES, cohorts=cohorts, arrived=moments).to_dict()
    bursts = [{**burst, "people": len(burst["people"])} for burst in found["bursts"]]
    texts = {str(number): text for number, text in analysis.texts.items()}
    return {**{name: found[name] for name in KEPT}, "bursts": bursts, "texts": texts}
