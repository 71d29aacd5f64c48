"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`MEASURES` names them all. `rows` and `town` write what is measured over, `server` serves it, `nursery` starts what is
killed; `hall`, `voters` and `readers` are the crowds of the live process, `outside` the servers of others beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One measurement: its module here, over how many rows it is taken unless told, the parts that can be named.

    Its function is called with the rows and the names of the parts that are wanted; without any it takes its usual.
    """

    module: str
    function: str = "run"
    rows: int = 10_000
    parts: tuple[str, ...] = ()


MEASURES: Mapping[str, Measure] = {
    "pages": Measure("pages"),
    "start": Measure("start"),
    "memory": Measure("memory"),
    "search": Measure("search", rows=100_000),
    "papers": Measure("papers"),
    "import": Measure("importing"),
    "wizard": Measure("wizard"),
    "hotspots": Measure("hotspots", rows=1_000_000, parts=("*",)),
    "consensus": Measure("consensus", rows=0, parts=("*",)),
    "opinion-map": Measure("opinion_map"),
    "timers": Measure("orders", "timers"),
    "dispatch": Measure("orders", parts=("boards", "kill")),
    "votes": Measure("votes", parts=("sqlite", "postgres", "kill", "two")),
    "stream": Measure("stream", parts=("hub", "nchan")),
}
"""Every measurement by its name; parts `*` are named by the measurement itself."""


def run(name: str, *, rows: int | None = None, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of one measurement, or of some of its parts; ValueError for a part that it has not."""
    measure = MEASURES[name]
    unknown = [part for part in parts if part not in measure.parts and measure.parts != ("*",)]
    if unknown:
        raise ValueError(f"{name}: {', '.join(measure.parts) or 'no parts'}")
    take = getattr(import_module(f"{__name__}.{measure.module}"), measure.function)
    figures: dict[str, Any] = take(rows or measure.rows, parts)
    return figures
