"""Opinion maps from the command line: analyze, report and export without a database, recheck with it."""

import argparse
import csv
import json
from pathlib import Path
from typing import Any

from shangliang.kernel.refusals import Invalid, Words
from shangliang.site import cli


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this type to itself
    """Add the commands of this group."""
    opinions = commands.add_parser("opinions", help="意见算法").add_subparsers(required=True)
    analyze = cli.command(opinions, "analyze", run_analyze, "由表态算意见地图", django=False)
    analyze.add_argument("path", type=Path)
    analyze.add_argument("--mode", choices=["default", "polis"], default="default")
    analyze.add_argument("--groups", type=Path, default=None, help="CSV：participant,group")
    analyze.add_argument("--verified", type=Path, default=None, help="CSV：participant，只有这些人的表态计数")
    analyze.add_argument("--out", type=Path, default=None)
    report = cli.command(opinions, "report", run_report, "由表态算共识报告", django=False)
    report.add_argument("path", type=Path)
    report.add_argument("--verified", type=Path, default=None, help="CSV：participant，只有这些人的表态计数")
    report.add_argument("--places", type=int, choices=range(5, 11), default=7, help="选几条送部门，5 到 10")
    report.add_argument("--cohorts", type=Path, default=None, help="CSV：participant,cohort；不给就按到来先后分五批")
    report.add_argument("--out", type=Path, default=None)
    export = cli.command(opinions, "export", run_export, "把表态写成 Polis 的导出格式", django=False)
    export.add_argument("path", type=Path)
    export.add_argument("--out", type=Path, required=True, help="写到这个文件夹")
    recheck = cli.command(opinions, "recheck", run_recheck, "按存下的条件重算意见地图，和公开记录比")
    recheck.add_argument("code", help="征集的编号，如 y7")


def run_analyze(options: argparse.Namespace) -> dict[str, Any] | None:
    """Compute an opinion map; write it to a file or return it."""
    from shangliang.engines import consensus

    groups = consensus.read_groups(options.groups) if options.groups else None
    table, known = votes_at(options.path), participants_in(options.verified)
    found = table.analyze(mode=options.mode, groups=groups, verified=known).to_dict()
    if options.out is None:
        return found
    options.out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return {"participants": len(found["participants"]), "statements": len(found["statements"]), "out": options.out}


def votes_at(path: Path) -> Any:  # noqa: ANN401 - consensus.VoteTable, imported late
    """Return the votes of a file or folder; refuse, with row and field, what holds none."""
    from shangliang.engines import consensus

    try:
        return consensus.read_polis(path)
    except consensus.UnreadableVotesError as error:
        raise Invalid(Words(f"读不出表态：{error}", f"No votes could be read: {error}"), field="path") from error


def participants_in(path: Path | None) -> list[int] | None:
    """Return the numbers in the column `participant` of a CSV, or None without a file."""
    if path is None:
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [int(row["participant"]) for row in csv.DictReader(file)]


def run_report(options: argparse.Namespace) -> dict[str, Any] | None:
    """Work out the report of a conversation; write it to a file or return it."""
    from shangliang.engines import consensus

    table = votes_at(options.path)
    arrived = table.arrived()
    analysis = table.analyze(verified=participants_in(options.verified))
    found = consensus.report(
        analysis, places=options.places, cohorts=cohorts_of(options.cohorts, arrived), arrived=arrived
    ).to_dict()
    if options.out is None:
        return found
    options.out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return {"people": found["people"], "agreed": len(found["agreed"]), "out": options.out}


def cohorts_of(path: Path | None, arrived: dict[int, float]) -> dict[int, str]:
    """Return the cohort of every participant: from a CSV, or by fifths of the order in which they came."""
    if path is None:
        order = sorted(arrived, key=lambda person: (arrived[person], person))
        return {person: f"{place * 5 // len(order) + 1}/5" for place, person in enumerate(order)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {int(row["participant"]): row["cohort"] for row in csv.DictReader(file)}


def run_export(options: argparse.Namespace) -> dict[str, Any]:
    """Write votes that were read from anywhere as a folder in the export format of Polis."""
    from shangliang.engines import consensus

    written = consensus.write_polis(options.out, votes_at(options.path))
    return {"files": [path.name for path in written], "out": options.out}


def run_recheck(options: argparse.Namespace) -> dict[str, Any]:
    """Compute the newest map of a conversation again from its log and say whether it is the same to the bit."""
    from shangliang.opinions.models import Conversation
    from shangliang.opinions.queries import newest_map
    from shangliang.opinions.queries.charts import recheck

    conversation = Conversation.objects.filter(code=options.code).first()
    newest = newest_map(conversation) if conversation else None
    if newest is None:
        raise SystemExit(f"没有 {options.code} 的意见地图")
    found = recheck(newest)
    return {**vars(found), "equal": found.is_equal}
