"""What is printed on a paper, in the order in which it stands there; both printers read this and nothing else."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

FILE, LETTER, MINUTES, PLAIN = "file", "letter", "minutes", "plain"
"""Red head, letter, minutes, and a sheet without a head (forms and lists)."""

INDENTED, FLUSH, LEVEL_1, LEVEL_2, ROSTER = "indented", "flush", "level1", "level2", "roster"


@dataclass(frozen=True)
class Block:
    """One paragraph: `kind` is its level, `label` the words before it that are set in 黑体."""

    kind: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class Slip:
    """An empty box to write in by hand, `lines` high."""

    label: str
    lines: int = 4


@dataclass(frozen=True)
class Link:
    """An address printed as a QR code with its words."""

    words: str
    address: str


@dataclass(frozen=True)
class Sheet:
    """One paper as it is printed; `corner` stands top right (the class of a reply), `imprint` is the foot (版记)."""

    form: str
    mark: str
    number: str
    title: str
    to: str = ""
    blocks: Sequence[Block] = ()
    table: Sequence[Sequence[str]] = ()
    annexes: Sequence[str] = ()
    sender: str = ""
    date: str = ""
    signer: str = ""
    contact: str = ""
    corner: str = ""
    cc: Sequence[str] = ()
    printed: str = ""
    slips: Sequence[Slip] = ()
    links: Sequence[Link] = ()
    is_sealed: bool = False
    notice: str = ""

    def plain(self) -> dict[str, Any]:
        """Return the sheet as plain data."""
        return asdict(self)
