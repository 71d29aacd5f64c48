"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `papers` the letters of all golden ideas, `orders` the timers and boards over many cases, `killing` hand-overs
under kills, `engines` the import and the two engines. `rows` and `town` write what is measured over, `server` serves
it, `nursery` starts what is killed.
"""

from typing import Any

from shangliang.site.bench import engines, killing, orders, pages, papers, start

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "papers": papers.run,
    "import": engines.imports,
    "hotspots": engines.hotspots,
    "consensus": engines.consensus,
    "timers": orders.timers,
    "dispatch": orders.boards,
}
PARTS = {("dispatch", "boards"): orders.boards, ("dispatch", "kill"): killing.run}
"""Measurements that have several parts, by name and part."""


def run(name: str, *, rows: int, part: str = "") -> dict[str, Any]:
    """Return the figures of one measurement, or of one part of it."""
    return PARTS[name, part](rows) if part else NAMES[name](rows)
