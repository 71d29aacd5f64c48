"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `papers` the letters of all golden ideas, `engines` the import and the two engines. `rows` writes what the lists
are measured over, `server` serves it.
"""

from typing import Any

from shangliang.site.bench import engines, pages, papers, start

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "papers": papers.run,
    "import": engines.imports,
    "hotspots": engines.hotspots,
    "consensus": engines.consensus,
}


def run(name: str, *, rows: int) -> dict[str, Any]:
    """Return the figures of one measurement."""
    return NAMES[name](rows)
