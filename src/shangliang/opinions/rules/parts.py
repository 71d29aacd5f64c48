"""A report as plain parts, and the same parts as rows of a table file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["head", "text", "list", "table"]


@dataclass(frozen=True)
class Part:
    """One part of a report: a heading, a paragraph, a list of lines or a table with its head."""

    kind: Kind
    text: str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=tuple)
    anchor: str = ""


def cells(parts: Iterable[Part]) -> list[list[str]]:
    """Return the parts as rows of one table file: heads and texts in the first column, tables as they are."""
    found: list[list[str]] = []
    for part in parts:
        if part.text:
            found.append([part.text])
        if part.head:
            found.append(list(part.head))
        found += [list(row) for row in part.rows]
        found.append([])
    return found
