"""Opinion maps from the command line, without a database; and bench."""

import argparse
import json
from pathlib import Path
from typing import Any

from shangliang.site import cli


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this type to itself
    """Add the commands of this group."""
    opinions = commands.add_parser("opinions", help="意见算法").add_subparsers(required=True)
    analyze = cli.command(opinions, "analyze", run_analyze, "由表态算意见地图", django=False)
    analyze.add_argument("path", type=Path)
    analyze.add_argument("--mode", choices=["default", "polis"], default="default")
    analyze.add_argument("--groups", type=Path, default=None, help="CSV：participant,group")
    analyze.add_argument("--out", type=Path, default=None)
    bench = cli.command(commands, "bench", run_bench, "量一量，打印数字")
    bench.add_argument("name", choices=["pages", "start", "import", "wizard", "papers", "hotspots", "consensus"])
    bench.add_argument("--rows", type=int, default=None, help="多少行；不写就用各项的默认数")
    bench.add_argument("--part", action="append", default=[], help="只量 hotspots 的这一部分，可写几次")


def run_analyze(options: argparse.Namespace) -> dict[str, Any] | None:
    """Compute an opinion map; write it to a file or return it."""
    from shangliang.engines import consensus

    groups = consensus.read_groups(options.groups) if options.groups else None
    found = consensus.read_polis(options.path).analyze(mode=options.mode, groups=groups).to_dict()
    if options.out is None:
        return found
    options.out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return {"participants": len(found["participants"]), "statements": len(found["statements"]), "out": options.out}


def run_bench(options: argparse.Namespace) -> dict[str, Any]:
    """Measure one thing and return its figures."""
    from shangliang.site import bench

    return bench.run(options.name, rows=options.rows, parts=options.part)
