"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `papers` the letters of all golden ideas, `engines` the import and the two engines, `opinion-map` the frames of
the map in a browser, `votes` and `stream` the live process before crowds of its own (`hall`, `voters`, `readers`),
with servers of others beside it (`outside`). `rows` writes what the lists are measured over, `server` serves it.
"""

from typing import Any

from shangliang.site.bench import engines, opinion_map, pages, papers, start, stream, votes

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "papers": papers.run,
    "import": engines.imports,
    "hotspots": engines.hotspots,
    "consensus": engines.consensus,
    "opinion-map": opinion_map.run,
}


PARTED = {"votes": votes.run, "stream": stream.run}
"""Measurements of which a part can be named."""


def run(name: str, *, rows: int, part: str = "") -> dict[str, Any]:
    """Return the figures of one measurement, or of one part of it."""
    return PARTED[name](rows, part) if name in PARTED else NAMES[name](rows)
