"""The engines from the command line, without a database: hotspots run and evaluate, opinions analyze; and bench."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.site import cli


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this type to itself
    """Add the commands of this group."""
    hotspots = commands.add_parser("hotspots", help="热点算法").add_subparsers(required=True)
    run = cli.command(hotspots, "run", run_hotspots, "从文件里找热点，不用数据库", django=False)
    run.add_argument("file", type=Path)
    run.add_argument("--out", type=Path, required=True, help="写出 message_id,issue_id")
    evaluate = cli.command(hotspots, "evaluate", run_evaluate, "与人工分组比较", django=False)
    evaluate.add_argument("file", type=Path, help="run 写出的 CSV")
    evaluate.add_argument("--reference", type=Path, required=True, help="CSV：issue_id,id")
    opinions = commands.add_parser("opinions", help="意见算法").add_subparsers(required=True)
    analyze = cli.command(opinions, "analyze", run_analyze, "由表态算意见地图", django=False)
    analyze.add_argument("path", type=Path)
    analyze.add_argument("--mode", choices=["default", "polis"], default="default")
    analyze.add_argument("--groups", type=Path, default=None, help="CSV：participant,group")
    analyze.add_argument("--out", type=Path, default=None)
    bench = cli.command(commands, "bench", run_bench, "量一量，打印数字")
    names = ["pages", "start", "import", "papers", "hotspots", "consensus", "timers", "dispatch"]
    bench.add_argument("name", choices=names)
    bench.add_argument("--part", choices=["boards", "kill"], default="", help="dispatch：boards 看板，kill 断电")
    bench.add_argument("--rows", type=int, default=10_000)


def run_hotspots(options: argparse.Namespace) -> dict[str, Any]:
    """Find the issues of a file, write who belongs where, and return the issues by heat."""
    from shangliang.engines import hotspots

    found = hotspots.run(messages_of(options.file))
    with options.out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["message_id", "issue_id"])
        writer.writerows(sorted(found.assignment.items()))
    return {
        "messages": len(found.assignment),
        "issues": [issue_facts(issue) for issue in found.issues],
        "seconds": round(found.seconds, 3),
    }


def messages_of(path: Path) -> list[Any]:
    """Return the messages of a spreadsheet as the engine wants them; faulty rows are left out and counted aloud."""
    from shangliang.engines.hotspots import Message
    from shangliang.voices.rules import columns, sheets

    table = sheets.read_table(path, limits=sheets.COMMAND)
    reading = columns.read_rows(table, columns.recognise(table.header), source=path.stem, at=now())
    if reading.errors:
        print(f"{len(reading.errors)} 行有错，未参加分组", file=sys.stderr)
    return [
        Message(
            id=str(row.values["external_id"]),
            reporter=str(row.values.get("external_user") or row.row),
            title=row.values.get("title", ""),
            body=row.values.get("body", ""),
            at=row.values["received_at"],
            likes=row.values.get("likes", 0),
            category=row.values.get("category", ""),
        )
        for row in reading.rows
    ]


def issue_facts(issue: Any) -> dict[str, Any]:  # noqa: ANN401 - hotspots.Issue, imported late
    """Return one issue in the stable form of the command line."""
    return {
        "issue_id": issue.key,
        "title": issue.title,
        "heat": issue.heat,
        "heat_terms": dict(issue.heat_terms),
        "messages": issue.message_count,
        "reporters": issue.reporter_count,
        "likes": issue.likes,
        "first_at": issue.first_at.isoformat(),
        "last_at": issue.last_at.isoformat(),
        "places": list(issue.places),
        "category": issue.category,
        "kind": issue.kind,
        "sample_ids": list(issue.sample_ids),
    }


def run_evaluate(options: argparse.Namespace) -> dict[str, Any]:
    """Return B-cubed and pair scores of a grouping against a reference."""
    from shangliang.engines import hotspots

    with options.file.open(encoding="utf-8-sig") as file:
        assignment = {row["message_id"]: row["issue_id"] for row in csv.DictReader(file)}
    with options.reference.open(encoding="utf-8-sig") as file:
        reference = {row["id"]: row["issue_id"] for row in csv.DictReader(file)}
    return dict(hotspots.evaluate(assignment, reference))


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

    return bench.run(options.name, rows=options.rows, part=options.part)
