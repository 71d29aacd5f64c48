"""The lineage from top to bottom, for a phone: the same counted things in an order of its own."""

import math
from collections.abc import Callable

from shangliang.portal.drawing.lineage import Branch, Lineage, Round, Stop, badge, finish, judgements
from shangliang.portal.drawing.pen import diamond, disc, fit, group, link, number, picture, stroke, words
from shangliang.portal.drawing.river import spread

PAPER = "paper-2"
WIDTH = 320
SPINE, TEXT = 44, 96
STEP = 76
ROOM, UNIT_ROOM = 17, 10

Mark = Callable[[float], str]


def lineage_tall(line: Lineage) -> str:
    """Return the drawing, 320 wide."""
    y, drawn = 166.0, [voices(line)]
    for stop, mark in spine(line):
        drawn.append(link(stop.href, mark(y) + said(y, stop)))
        y += STEP
    last = y - STEP
    for one in line.drawn:
        drawn.append(branch(one, y))
        last, y = y, y + 66
    if line.more or not line.branches:
        drawn.append(words(TEXT, y + 4, line.more or line.pending))
        y += 40
    held = stroke(f"M{SPINE} 150V{number(last)}")
    rest = "" if line.branches else stroke(f"M{SPINE} {number(last)}V{number(y - 40)}", "grey", 2, dash="2 6")
    return picture(WIDTH, y, held + rest + "".join(drawn), label=line.label, class_="lin-m", is_image=False)


def voices(line: Lineage) -> str:
    """Return the thin lines that fall into the spine, under their count."""
    count = math.ceil(sum(one.voices for one in line.channels) / line.voices_per_line)
    paths = [
        f"M{number(x)} 62C{number(x)} 110 {number(goal)} 96 {number(goal)} 150"
        for x, goal in zip(spread(count, 2, 314), spread(count, SPINE - 4, SPINE + 4), strict=True)
    ]
    head = words(0, 20, line.voices.notes[0] if line.voices.notes else line.voices.title, serif=17)
    lines = group("".join(stroke(d, "river", 0.95) for d in paths), opacity="0.6")
    return link(line.voices.href, head + lines) + words(0, 44, line.key)


def spine(line: Lineage) -> list[tuple[Stop, Mark]]:
    """Return the stops in order, each with how its mark is drawn at a height."""
    found: list[tuple[Stop, Mark]] = []
    if line.issue:
        found.append((line.issue, lambda y: disc(SPINE, y, 7)))
    found.append((line.topic, lambda y: disc(SPINE, y, 7)))
    if line.visit:
        found.append((line.visit, lambda y: ticks(line.visits, y)))
    found += [(one.stop, ring(one)) for one in line.rounds]
    return found


def said(y: float, stop: Stop) -> str:
    """Return the words beside a stop."""
    notes = ["　".join(stop.notes)]
    if fit(notes[0], ROOM) != notes[0]:
        notes = ["".join(stop.notes[:-1]), stop.notes[-1]]
    below = "".join(words(TEXT, y + 21 + 18 * row, fit(note, ROOM)) for row, note in enumerate(notes))
    return words(TEXT, y - 1, stop.title, serif=16) + below


def ticks(visits: int, y: float) -> str:
    """Return a short line across the spine for each visit."""
    shown = min(visits, 6)
    return "".join(stroke(f"M{SPINE - 9} {number(y - 18 + 9 * place)}h18") for place in range(shown))


def ring(one: Round) -> Mark:
    """Return how a session is drawn at a height."""

    def mark(y: float) -> str:
        guests = min(max(one.guests, 5), 14)
        seats = [
            disc(SPINE + 31 * math.cos(angle), y + 31 * math.sin(angle), 3.3, PAPER, "ink", 1.3)
            for angle in (2 * math.pi * place / guests for place in range(guests))
        ]
        core = disc(SPINE, y, 22, "white", width=1.5, dash="" if one.is_held else "3 3")
        return core + "".join(seats) + words(SPINE, y + 6, str(one.number), anchor="middle", serif=17)

    return mark


def branch(one: Branch, y: float) -> str:
    """Return one idea on the spine: its code and title, its unit and where it stands."""
    body = diamond(SPINE, y, 9) + words(TEXT - 24, y - 6, f"{one.code}　{one.title}", serif=15)
    if not one.unit:
        return link(one.href, body + words(TEXT - 24, y + 16, one.state))
    body += badge(TEXT - 12, y + 12, one.reply_class, paper=PAPER)
    body += words(TEXT + 10, y + 17, fit(one.unit, UNIT_ROOM))
    body += judgements(262, y + 12, one.judged, one.invited, paper=PAPER) + finish(308, y + 12, one.end, paper=PAPER)
    return link(one.href, body)
