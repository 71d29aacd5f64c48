"""Hot issues from the command line, without a database: run, evaluate, classify-eval, backfill."""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.kernel.refusals import Invalid, Words
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
    classify = cli.command(hotspots, "classify-eval", run_classify, "量分类的准确度：交叉验证", django=False)
    classify.add_argument("file", type=Path, help="CSV，最后一列是类别")
    classify.add_argument("--folds", type=int, default=5)
    back = cli.command(hotspots, "backfill", run_backfill, "把许多年的民声一次归成热点，可用 Dask 集群", django=False)
    back.add_argument("files", type=Path, nargs="+")
    back.add_argument("--engine", choices=["local", "dask"], default="local")
    back.add_argument("--out", type=Path, required=True, help="写出 message_id,issue_id")
    back.add_argument("--folder", type=Path, default=None, help="各份所在的空文件夹，集群里的机器都要读得到")
    back.add_argument("--workers", type=int, default=4, help="dask：没有 --scheduler 时在本机起几个进程")
    back.add_argument("--scheduler", default="", help="dask：集群调度器的地址")
    back.add_argument("--gazetteer", type=Path, default=None, help="CSV：name,kind,district")
    back.add_argument("--classifier", type=Path, default=None, help="分类器（npz）")


def run_hotspots(options: argparse.Namespace) -> dict[str, Any]:
    """Find the issues of a file, write who belongs where, and return the issues by heat."""
    from shangliang.engines import hotspots

    found = hotspots.run(messages_of(options.file))
    write_assignment(found.assignment, options.out)
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


def run_backfill(options: argparse.Namespace) -> dict[str, Any]:
    """Find the issues of many files part by part, write who belongs where, and return the counts and the hottest."""
    from shangliang.engines import hotspots

    before = time.perf_counter()
    gazetteer = hotspots.Gazetteer.read(options.gazetteer) if options.gazetteer else None
    classifier = hotspots.Classifier.from_bytes(options.classifier.read_bytes()) if options.classifier else None
    messages = (message for path in options.files for message in messages_of(path))
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        each = each_on(options, stack)
        try:
            found = hotspots.backfill(messages, folder, each=each, gazetteer=gazetteer, classifier=classifier)
        except ValueError as error:
            raise Invalid(Words(str(error), "The files hold a message twice or moments of two kinds.")) from error
    write_assignment(found.assignment, options.out)
    return {
        "messages": len(found.assignment),
        "parts": found.parts,
        "local_issues": found.local_issues,
        "issues": len(found.issues),
        "hottest": [issue_facts(issue) for issue in found.issues[:20]],
        "seconds": round(time.perf_counter() - before, 1),
    }


def each_on(options: argparse.Namespace, stack: ExitStack) -> Any:  # noqa: ANN401 - hotspots.backfilling.Each, imported late
    """Return what computes the parts: this process, a cluster of this machine, or the cluster of a scheduler."""
    from shangliang.engines.hotspots import backfilling

    if options.engine == "local":
        return backfilling.each_here
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        words = Words("没有装 dask：pip install 'shangliang[scale]'", "Dask is not installed: the extra is `scale`.")
        raise Invalid(words) from error
    where = options.scheduler or stack.enter_context(
        LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=None)
    )
    return backfilling.each_on(stack.enter_context(Client(where)))


def write_assignment(assignment: Mapping[str, str], path: Path) -> None:
    """Write which message belongs to which issue."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["message_id", "issue_id"])
        writer.writerows(sorted(assignment.items()))


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


def run_classify(options: argparse.Namespace) -> dict[str, Any]:
    """Return the score of categories told on folds that were not seen in training."""
    from shangliang.engines import hotspots

    texts, categories = examples_of(options.file)
    try:
        score = hotspots.cross_validate(texts, categories, folds=options.folds)
    except ValueError as error:
        raise Invalid(Words(str(error), "Every category needs more examples for so many folds.")) from error
    return {"messages": len(texts), "folds": options.folds, **score._asdict()}


def examples_of(path: Path) -> tuple[list[str], list[str]]:
    """Return texts and categories of a table whose last column is the category.

    Title and body are taken where the header names them, else all columns but the last.
    """
    from shangliang.voices.rules import columns, sheets

    table = sheets.read_table(path, limits=sheets.COMMAND)
    *others, last = range(len(table.header))
    named = columns.recognise(table.header)
    telling = [named[field] for field in ("title", "body") if named.get(field, last) != last] or others
    texts = ["\n".join(str(cells[place] or "") for place in telling) for _, cells in table.rows]
    return texts, [str(cells[last] or "") for _, cells in table.rows]
