"""Measurements from the command line: `shangliang bench NAME`."""

import argparse
from typing import Any

from shangliang.site import cli
from shangliang.site.bench import MEASURES


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this type to itself
    """Add the command."""
    bench = cli.command(commands, "bench", run_bench, "量一量，打印数字")
    bench.add_argument("name", choices=list(MEASURES))
    bench.add_argument("--rows", type=int, default=None, help="多少行；不写就用各项自己的默认数")
    parted = "；".join(f"{name}: {' '.join(one.parts)}" for name, one in MEASURES.items() if one.parts)
    bench.add_argument("--part", action="append", default=[], help=f"只量这一部分，可以写几次（{parted}）")


def run_bench(options: argparse.Namespace) -> dict[str, Any]:
    """Measure one thing and return its figures."""
    from shangliang.site import bench

    return bench.run(options.name, rows=options.rows, parts=options.part)
