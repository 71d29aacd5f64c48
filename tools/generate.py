"""Pages of the manual that are written from the code: workflows, permissions, settings.

Without a word: write them. ``--check`` writes nothing and fails when one of them is stale.
"""

import argparse
import csv
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "shangliang"
ENVIRONMENT = re.compile(r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"")
WORKFLOWS_HEAD = """由代码生成（`tools/generate.py`），不要手改。每类案件一张表：按钮、拒绝的话、权限、约束都从它来。
Generated from the code: one table per kind of case gives buttons, refusals, permissions and constraints."""
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}
sys.path.insert(0, str(ROOT / "src"))


def main() -> int:
    """Write or check every page and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is stale")
    asked = parser.parse_args()
    stale = [name for name, text in pages() if not keep(REFERENCE / name, text, write=not asked.check)]
    if not asked.check or not stale:
        return 0
    print("stale, run tools/generate.py: " + ", ".join(stale), file=sys.stderr)
    return 1


def keep(path: Path, text: str, *, write: bool) -> bool:
    """Return whether a page is fresh; when asked to, write it first."""
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return path.exists() and path.read_text(encoding="utf-8") == text


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every generated page."""
    start_django()
    makers: Mapping[str, Callable[[], str]] = {
        "workflows.md": workflows_page,
        "permissions.csv": permissions_page,
        "settings.md": settings_page,
    }
    for name, make in makers.items():
        yield name, make()


def start_django() -> None:
    """Load the slices, with a data folder of their own, so that nothing is written beside the product's data."""
    import django  # noqa: PLC0415 - after the environment is set

    if "SHANGLIANG_DATA" not in os.environ:
        os.environ["SHANGLIANG_DATA"] = tempfile.mkdtemp(prefix="shangliang-generate-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangliang.site.settings")
    django.setup()


def workflows_page() -> str:
    """Return the page of all workflow tables: drawing, steps, limits, what follows."""
    from shangliang.site import wiring  # noqa: PLC0415 - after Django has started

    parts = ["# 工作流 Workflows", WORKFLOWS_HEAD]
    for table in unique(wiring.workflows(), key=lambda table: table.kind):
        parts += workflow_part(table)
    parts += [deadlines_part(wiring.modules("rules")), reactions_part(wiring.reactions()), grants_part()]
    return "\n\n".join(parts) + "\n"


def unique(items: Iterable, key: Callable) -> list:
    """Return the items once each, in order."""
    return list({key(item): item for item in items}.values())


def workflow_part(table: object) -> list[str]:
    """Return heading, drawing and steps of one table."""
    from shangliang.kernel.workflow.drawing import mermaid, steps_table  # noqa: PLC0415 - after Django has started

    return [
        f"## {table.name} · {table.name_en} · `{table.kind}`",
        f"```mermaid\n{mermaid(table)}\n```",
        steps_table(table),
    ]


def deadlines_part(modules: Iterable) -> str:
    """Return the default limits that the slices declare."""
    rows = [
        f"| `{policy}` | `{clause}` | {number} {unit} | {basis} |"
        for module in modules
        for policy, clause, number, unit, basis in getattr(module, "DEADLINES", ())
    ]
    head = (
        "## 时限 Default limits\n\n每条都可以由管理员改；wd 工作日，wh 工作小时，d 天，h 小时，min 分钟，month 月。\n"
    )
    return "\n".join([head, "| 规则 | 条目 | 时限 | 依据 |", "|---|---|---|---|", *rows])


def reactions_part(reactions: Iterable) -> str:
    """Return what follows after which events."""
    rows = [
        f"| `{reaction.name}` | {'、'.join(f'`{kind}.{verb}`' for kind, verb in sorted(reaction.on))} |"
        for reaction in reactions
    ]
    return "\n".join(["## 连带动作 Reactions", "", "| 名称 | 跟在这些记录之后 |", "|---|---|", *rows])


def grants_part() -> str:
    """Return the pages and acts that belong to no state, with who may have them."""
    from shangliang.site import wiring  # noqa: PLC0415 - after Django has started

    rows = [
        f"| {grant.label} | `{grant.name}` | "
        f"{'所有人' if grant.public else '、'.join(role.label for role in grant.by)} |"
        for grant in unique(wiring.grants(), key=lambda grant: grant.name)
    ]
    return "\n".join(["## 页面与其他权限 Pages and other grants", "", "| 名称 | 代码 | 谁 |", "|---|---|---|", *rows])


def permissions_page() -> str:
    """Return the permission matrix: one line per action and state that anybody may take, one column per role.

    What is not in the file is denied; tests/people/test_permissions.py asks every cell of the full matrix.
    """
    from shangliang.kernel.workflow import Role  # noqa: PLC0415 - after Django has started
    from shangliang.kernel.workflow.drawing import matrix  # noqa: PLC0415
    from shangliang.site import wiring  # noqa: PLC0415

    tables = unique(wiring.workflows(), key=lambda table: table.kind)
    grants = unique(wiring.grants(), key=lambda grant: grant.name)
    lines: dict[tuple[str, str], set[str]] = {}
    for action, state, role, _relation, allowed in matrix(tables, grants):
        if allowed == "yes":
            lines.setdefault((action, state), set()).add(role)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(["action", "state", *(f"{role}/{role.relation}" for role in Role)])
    for (action, state), roles in lines.items():
        writer.writerow([action, state, *("yes" if str(role) in roles else "" for role in Role)])
    return sheet.getvalue()


def settings_page() -> str:
    """Return the page of environment variables; raises SystemExit when the source reads one that is not described."""
    from shangliang.site.environment import VARIABLES  # noqa: PLC0415 - after Django has started

    described = {variable.name for variable in VARIABLES}
    used = set().union(*(ENVIRONMENT.findall(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")))
    if used - NOT_OURS != described:
        wrong = ", ".join(sorted((used - NOT_OURS) ^ described))
        raise SystemExit(f"src/shangliang/site/environment.py and the source disagree about: {wrong}")
    rows = [f"| `{v.name}` | {v.default} | {v.zh}<br>{v.en} |" for v in VARIABLES]
    head = [
        "# 设置 Settings",
        "",
        "全部来自环境变量。由代码生成（`tools/generate.py`），不要手改。",
        "All from the environment. Generated from the code.",
        "",
        "| 变量 | 默认 | 作用 |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
