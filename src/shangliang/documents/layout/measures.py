"""The numbers of GB/T 9704-2012 that both printers share; lengths in millimetres, type in points.

The pitch is computed, not copied: 225 mm hold 22 lines of 28.9 pt, and 156 mm hold 28 characters of 16 pt only when
each is set 0.207 pt closer (28 x 16 pt would be 158 mm).
"""

import re
from collections.abc import Sequence

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 26.0, 35.0
"""天头, 订口 and what they leave: the type area (版心) is 156 by 225 mm."""

LINES, CHARACTERS = 22, 28
LINE_PITCH = 28.9
CHARACTER_SPACE = -0.207
BODY, TITLE, NOTE = 16.0, 22.0, 14.0
"""3号, 2号 and 4号 type."""

TITLE_PITCH = 34.0
TITLE_CHARACTERS = 20
MARK_DROP = 35.0
"""From the top of the type area to the top of the mark of who issues (发文机关标志)."""

MARK_LARGEST = 44.0
RULE_GAP = 4.0
RULE_WEIGHT = 1.5
PAGE_NUMBER_DROP = 7.0
"""From the foot of the type area to the dash beside the page number."""

LETTER_TOP = 30.0
LETTER_FOOT = 20.0
LETTER_RULE = 170.0
IMPRINT_THICK, IMPRINT_THIN = 0.35, 0.25
SEAL = 42.0
QR = 18.0
POINTS_PER_MM = 72 / 25.4
TWIPS_PER_POINT = 20


def points(mm: float) -> float:
    """Return a length in points."""
    return mm * POINTS_PER_MM


def twips(mm: float) -> int:
    """Return a length in twentieths of a point, as DOCX wants it."""
    return round(points(mm) * TWIPS_PER_POINT)


def mark_size(words: str, width: float) -> float:
    """Return the size in points at which the mark fills at most `width` mm, and never more than a large head."""
    return min(MARK_LARGEST, points(width) / max(len(words), 1) * 0.92)


def em(text: str, latin: float = 0.5) -> float:
    """Return how many full characters wide a text is; Latin letters and digits take half, or as said."""
    return sum(latin if ord(character) < 0x2000 else 1.0 for character in text)


WORD = re.compile(r"[0-9A-Za-z.\-]+|《[^》]{1,18}》|“[^”]{1,18}”|.")
CLOSING = frozenset("，。、；：？！”’）》〉】")


def title_lines(title: str, most: int = TITLE_CHARACTERS) -> list[str]:
    """Return a title cut into lines of at most `most` characters, even in length.

    Numbers, Latin words and short quotations stay whole, and no line begins with a closing mark.
    """
    count = -(-round(em(title) + 0.49) // most)
    lines: list[str] = []
    line = ""
    left = em(title)
    for word in WORD.findall(title):
        aim = left / max(count - len(lines), 1)
        if line and em(line) + em(word) / 2 > aim and word not in CLOSING and len(lines) < count - 1:
            lines.append(line)
            left, line = left - em(line), ""
        line += word
    return [*lines, line] if line else lines


def table_widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return column widths in mm: as wide as their longest words ask, within limits, filling the type area."""
    asked = [min(max(4, *(em(cell, 0.62) for cell in column)), 18) + 1.5 for column in zip(*rows, strict=True)]
    return [(PAGE_WIDTH - LEFT - RIGHT) * part / sum(asked) for part in asked]
