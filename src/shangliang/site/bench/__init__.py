"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `papers` the letters of all golden ideas, `engines` the import and hot issues, `consensus` the opinion map.
`rows` writes what the lists are measured over, `server` serves it.
"""

from collections.abc import Sequence
from typing import Any

from shangliang.site.bench import consensus, engines, pages, papers, start

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "papers": papers.run,
    "import": engines.imports,
    "hotspots": engines.hotspots,
}


def run(name: str, *, rows: int, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of one measurement; `consensus` has parts and sizes of its own."""
    return consensus.run(parts) if name == "consensus" else NAMES[name](rows)
