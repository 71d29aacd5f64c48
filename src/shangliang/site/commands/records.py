"""Records: voices import, ledger verify, figures, papers."""

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
    paper = cli.command(commands, "paper", run_paper, "编发一份公文，写成文件")
    paper.add_argument("kind", help="文种代码，如 minutes、transfer_letter")
    paper.add_argument("code", help="案件编号")
    paper.add_argument("--out", type=Path, required=True)
    paper.add_argument("--pdf", action="store_true", help="写成 PDF，不写 DOCX")
    letters = cli.command(commands, "letters", run_letters, "编发金点子的转办函，打包成一个文件")
    letters.add_argument("--session", type=int, default=None, help="期号；不写就是全部")
    letters.add_argument("--out", type=Path, required=True, help="写出的 ZIP")
    figures = cli.command(commands, "figures", run_figures, "由行算出的全部数字")
    figures.add_argument("--from", dest="since", default=None, metavar="日期")
    figures.add_argument("--to", dest="until", default=None, metavar="日期")


def operator() -> Actor:
    """Return who imports from the command line: the hotline's system at the root region."""
    from shangliang.people.queries import city

    region = city()
    return Actor(name="命令行导入", seats=(Seat(Role.SYSTEM, region=region.pk, org_name=region.name),))


def clerk() -> Actor:
    """Return who issues papers from the command line: the studio, the dispatcher and the supervisor of the city."""
    from shangliang.people.queries import city

    region = city()
    roles = (Role.LIAISON, Role.DISPATCHER, Role.SUPERVISOR)
    return Actor(name="命令行编发", seats=tuple(Seat(role, region=region.pk, org_name=region.name) for role in roles))


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


def run_paper(options: argparse.Namespace) -> dict[str, Any]:
    """Issue the official paper of a kind about a case, write it, and return its number."""
    from shangliang.documents.printing import printed
    from shangliang.portal.actions import issue_case_paper

    paper = issue_case_paper(options.kind, options.code, actor=clerk(), at=now())
    content = printed(paper, "pdf" if options.pdf else "docx")
    options.out.write_bytes(content)
    return {"number": paper.full_number, "title": paper.title, "file": str(options.out), "bytes": len(content)}


def run_letters(options: argparse.Namespace) -> dict[str, Any]:
    """Issue the letters that hand over golden ideas, pack them, and return how many, how long, and what is left out."""
    import time

    from shangliang.dispatch.models import Dispatch
    from shangliang.portal.actions import pack_papers

    rows = Dispatch.objects.filter(idea__isnull=False).order_by("pk")
    rows = rows if options.session is None else rows.filter(idea__issue_number=options.session)
    codes, before = list(rows.values_list("code", flat=True)), time.perf_counter()
    content, left_out = pack_papers(
        "transfer_letter", codes, actor=clerk(), at=now(), shown=lambda n: print(f"{n}/{len(codes)}", file=sys.stderr)
    )
    options.out.write_bytes(content)
    seconds = round(time.perf_counter() - before, 2)
    return {"letters": len(codes) - len(left_out), "left_out": left_out, "seconds": seconds, "bytes": len(content)}
