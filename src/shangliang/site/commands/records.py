"""Records: voices import, ledger verify, figures."""

import argparse
import sys
from pathlib import Path
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.site import cli


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this type to itself
    """Add the commands of this group."""
    voices = commands.add_parser("voices", help="民声").add_subparsers(required=True)
    imported = cli.command(voices, "import", run_import, "导入 XLSX、CSV 或 JSON Lines")
    imported.add_argument("file", type=Path)
    imported.add_argument("--profile", default=None, help="列名对照方案")
    imported.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    imported.add_argument("--keep-good", action="store_true", help="有错行时仍导入其余各行")
    ledger = commands.add_parser("ledger", help="流转记录").add_subparsers(required=True)
    cli.command(ledger, "verify", run_verify, "重算全部记录的指纹树")
    searched = commands.add_parser("search", help="检索").add_subparsers(required=True)
    cli.command(searched, "rebuild", run_search_rebuild, "由各行重建检索索引")
    figures = cli.command(commands, "figures", run_figures, "由行算出的全部数字")
    figures.add_argument("--from", dest="since", default=None, metavar="日期")
    figures.add_argument("--to", dest="until", default=None, metavar="日期")


def operator() -> Actor:
    """Return who imports from the command line: the hotline's system at the root region."""
    from shangliang.people.queries import city

    region = city()
    return Actor(name="命令行导入", seats=(Seat(Role.SYSTEM, region=region.pk, org_name=region.name),))


def run_import(options: argparse.Namespace) -> dict[str, Any]:
    """Import a spreadsheet and return the counts and the faults of its rows."""
    from shangliang.voices.actions import import_file

    result = import_file(
        options.file,
        actor=operator(),
        at=now(),
        profile=options.profile,
        dry_run=options.dry_run,
        keep_good=options.keep_good,
    )
    print(f"读 {result.read} 行，用 {result.seconds:.1f} 秒", file=sys.stderr)
    return {**result.as_json(), "ok": not result.errors or options.keep_good}


def run_search_rebuild(_options: argparse.Namespace) -> dict[str, Any]:
    """Make the search index anew from the rows and return how many parts it has."""
    from shangliang.portal.actions import rebuild

    return {"parts": rebuild()}


def run_verify(_options: argparse.Namespace) -> dict[str, Any]:
    """Recompute the record's tree and return size, root and whether all agrees."""
    from shangliang.ledger.queries import verify

    verdict = verify()
    return {"size": verdict.size, "root": verdict.root, "ok": verdict.ok, "faults": list(verdict.faults)}


def run_figures(options: argparse.Namespace) -> dict[str, Any]:
    """Return every figure of the phase report, computed from rows."""
    from datetime import date

    from shangliang.cockpit.queries import figures

    since, until = (date.fromisoformat(text) if text else None for text in (options.since, options.until))
    return {figure.code: figure.value for figure in figures(since, until)}
