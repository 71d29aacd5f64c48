"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `papers` the letters of all golden ideas, `engines` the import and the opinion map, `wizard` a large file through
the import page with the discovery after it, `hotspots` the engine of hot issues part by part, `sentinel` planted
bursts. `rows` writes what the lists are measured over, `server` serves it.
"""

from collections.abc import Sequence
from typing import Any

from shangliang.site.bench import engines, hotspots, pages, papers, start, wizard

ROWS = 10_000

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "papers": papers.run,
    "import": engines.imports,
    "wizard": wizard.run,
    "consensus": engines.consensus,
}


def run(name: str, *, rows: int | None = None, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of one measurement; `parts` names those of `hotspots` that are wanted."""
    if name == "hotspots":
        return hotspots.run(rows or hotspots.FULL, parts)
    return NAMES[name](rows or ROWS)
