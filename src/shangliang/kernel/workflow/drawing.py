"""What the manual shows of a workflow table: Mermaid diagram, table of steps, permission matrix."""

from collections.abc import Iterable, Iterator

from shangliang.kernel.workflow.roles import Grant, Role
from shangliang.kernel.workflow.table import Workflow


def mermaid(table: Workflow) -> str:
    """Return the table as a Mermaid state diagram with Chinese names."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state}' for state in table.states]
    for step in table.steps:
        for source in step.frm or ("[*]",):
            target = step.to if step.to is not None else source
            lines.append(f"    {source} --> {target}: {step.label}")
    lines += [f"    {state} --> [*]" for state in table.terminal]
    return "\n".join(lines)


def steps_table(table: Workflow) -> str:
    """Return the table as Markdown rows: verb, from, to, by, needs, limit."""
    head = "| 办理 | 动词 | 从 | 到 | 谁 | 需要 | 时限条目 |\n|---|---|---|---|---|---|---|"
    rows = []
    for step in table.steps:
        frm = "、".join(state.label for state in step.frm) or "（新建）"
        to = step.to.label if step.to else "（不变）"
        needs = "；".join([*(need.zh for need in step.needs), *(["写明理由"] if step.reason else [])]) or "—"
        who = "、".join(role.label for role in step.by)
        rows.append(f"| {step.label} | `{step.verb}` | {frm} | {to} | {who} | {needs} | {step.due or '—'} |")
    return "\n".join([head, *rows])


def matrix(tables: Iterable[Workflow], grants: Iterable[Grant]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (action, state, role, relation, allowed) for every cell of the permission matrix."""
    for table in tables:
        for verb in table.by_verb:
            for state in ("", *map(str, table.states)):
                for role in Role:
                    steps = [s for s in table.by_verb[verb] if (state in s.frm if state else not s.frm)]
                    allowed = any(role in step.by for step in steps)
                    yield (
                        f"{table.kind}.{verb}",
                        state,
                        str(role),
                        str(role.relation),
                        "yes" if allowed else "no",
                    )
    for grant in grants:
        for role in Role:
            allowed = grant.public or role in grant.by
            yield grant.name, "", str(role), "any", "yes" if allowed else "no"
