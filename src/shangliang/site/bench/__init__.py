"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `memory` what all processes take, `search` the search over many rows, `papers` the letters of all golden ideas,
`engines` the import and the two engines. `rows` writes what the lists are measured over, `server` serves it.
"""

from typing import Any

from shangliang.site.bench import engines, memory, pages, papers, search, start

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "memory": memory.run,
    "search": search.run,
    "papers": papers.run,
    "import": engines.imports,
    "hotspots": engines.hotspots,
    "consensus": engines.consensus,
}


ROWS = {"search": search.ROWS}
"""Over how many rows a measurement is taken unless told; 10,000 for the others."""


def run(name: str, *, rows: int | None = None) -> dict[str, Any]:
    """Return the figures of one measurement."""
    return NAMES[name](rows or ROWS.get(name, 10_000))
