"""Measurements that anyone can run: `shangliang bench NAME`, each in a data folder of its own.

`pages` times lists and composed pages and the cache of whole pages, `start` the way from the command to the first
page, `papers` the letters of all golden ideas, `engines` the import and hot issues, `consensus` the opinion map,
`opinion-map` its frames in a browser, `votes` and `stream` the live process before crowds of its own (`hall`,
`voters`, `readers`), with servers of others beside it (`outside`). `rows` writes what the lists are measured over,
`server` serves it.
"""

from collections.abc import Sequence
from typing import Any

from shangliang.site.bench import consensus, engines, opinion_map, pages, papers, start, stream, votes

NAMES = {
    "pages": pages.run,
    "start": start.run,
    "papers": papers.run,
    "import": engines.imports,
    "hotspots": engines.hotspots,
    "opinion-map": opinion_map.run,
}


PARTED = {"votes": votes.run, "stream": stream.run}
"""Measurements of which one part can be named."""


def run(name: str, *, rows: int, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of one measurement; `consensus` has parts and sizes of its own."""
    if name == "consensus":
        return consensus.run(parts)
    return PARTED[name](rows, parts[0] if parts else "") if name in PARTED else NAMES[name](rows)
