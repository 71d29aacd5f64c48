"""The lineage from left to right, for a screen: voices, the line of stops, then one row for each golden idea."""

import math

from shangliang.portal.drawing.lineage import Branch, Lineage, Round, badge, finish, judgements
from shangliang.portal.drawing.pen import diamond, disc, fit, group, link, number, picture, stroke, words
from shangliang.portal.drawing.river import spread

PAPER = "paper-2"
WIDTH = 1200
ROW = 36
HIGH = 264
NAME = 7.5
JOIN, TOPIC, VISITS, TABLE, FAN = 290, 392, 452, 636, 752


def lineage_wide(line: Lineage) -> str:
    """Return the drawing, 1200 wide and as high as its branches need."""
    height = max(400, 84 + ROW * len(line.drawn))
    middle = 196.0 if height == 400 else height / 2
    body = [
        voices(line, middle),
        trunk(line, middle),
        stops(line, middle),
        *(round_table(one, TABLE + place * 40, middle) for place, one in enumerate(line.rounds[:2])),
        branches(line, middle),
    ]
    return picture(WIDTH, height, "".join(body), label=line.label, class_="lin", is_image=False)


def voices(line: Lineage, middle: float) -> str:
    """Return the thin lines, channel by channel, that meet in one point."""
    counts = [math.ceil(one.voices / line.voices_per_line) for one in line.channels]
    total, gap = sum(counts), 13.0
    if not total:
        return words(0, middle + 5, line.pending)
    step = min(4.3, (HIGH - gap * (len(counts) - 1)) / total)
    y = middle - (step * total + gap * (len(counts) - 1)) / 2
    goals, drawn, said = iter(spread(total, middle - 4, middle + 4)), [], []
    for one, count in zip(line.channels, counts, strict=True):
        top = y
        for _place in range(count):
            drawn.append(f"M118 {number(y)}C205 {number(y)} 215 {number(goal := next(goals))} 286 {number(goal)}")
            y += step
        said.append(words(108, (top + y) / 2 + 3, f"{fit(one.name, NAME)}　{one.voices}", anchor="end"))
        y += gap
    head = words(0, 24, line.voices.title, serif=15) + words(0, 45, line.voices.notes[0] if line.voices.notes else "")
    foot = words(0, 2 * middle - 6 if middle > 196 else 382, line.key)
    lines = group("".join(stroke(d, "river", 0.95) for d in drawn), opacity="0.6")
    return link(line.voices.href, head + lines + "".join(said)) + foot


def trunk(line: Lineage, middle: float) -> str:
    """Return the line that joins the stops: solid as far as things went, dotted beyond."""
    reached = TABLE if any(one.is_held for one in line.rounds) else VISITS + 88 if line.visits else TOPIC
    solid = stroke(f"M292 {number(middle)}H{reached}")
    if line.branches:
        return solid
    return (
        solid
        + stroke(f"M{reached} {number(middle)}H1186", "grey", 2, dash="2 6")
        + words(1186, middle - 14, line.pending, anchor="end")
    )


def stops(line: Lineage, middle: float) -> str:
    """Return hot issue, topic and visits, each with its words above or below the line."""
    drawn = [disc(JOIN, middle, 7)]
    if line.issue:
        drawn = [link(line.issue.href, disc(JOIN, middle, 7) + below(JOIN, middle, line.issue.title, line.issue.notes))]
    drawn.append(
        link(line.topic.href, disc(TOPIC, middle, 7) + above(TOPIC, middle, line.topic.title, line.topic.notes))
    )
    if line.visit:
        ticks = "".join(
            stroke(f"M{number(x)} {number(middle - 9)}v18") for x in spread(min(line.visits, 6), VISITS, VISITS + 88)
        )
        drawn.append(link(line.visit.href, ticks + below(VISITS + 44, middle, line.visit.title, line.visit.notes, 258)))
    return "".join(drawn)


def below(x: float, middle: float, title: str, notes: tuple[str, ...], start: float = 302) -> str:
    """Return words under a stop, joined to it by a thin line."""
    top = middle + start - 196
    return (
        stroke(f"M{number(x)} {number(top - 17)}V{number(middle + 12)}", "line-2", 1)
        + words(x, top, title, anchor="middle", serif=15)
        + "".join(words(x, top + 21 + 19 * row, note, anchor="middle") for row, note in enumerate(notes))
    )


def above(x: float, middle: float, title: str, notes: tuple[str, ...]) -> str:
    """Return words over a stop, joined to it by a thin line."""
    top = middle - 102 + (3 - len(notes)) * 19
    return (
        stroke(f"M{number(x)} {number(middle - 33)}V{number(middle - 14)}", "line-2", 1)
        + words(x, top, title, anchor="middle", serif=15)
        + "".join(words(x, top + 21 + 19 * row, note, anchor="middle") for row, note in enumerate(notes))
    )


def round_table(one: Round, x: float, middle: float) -> str:
    """Return a session as a ring of seats around its number."""
    guests = min(max(one.guests, 5), 14)
    seats = [
        disc(x + 36 * math.cos(angle), middle + 36 * math.sin(angle), 3.6, PAPER, "ink", 1.3)
        for angle in (2 * math.pi * place / guests for place in range(guests))
    ]
    core = disc(x, middle, 26, "white", width=1.5, dash="" if one.is_held else "3 3")
    return link(
        one.stop.href,
        core
        + "".join(seats)
        + words(x, middle + 6, str(one.number), anchor="middle", serif=18)
        + above(x, middle - 14, one.stop.title, one.stop.notes),
    )


def branches(line: Lineage, middle: float) -> str:
    """Return a row for each idea: its code, its unit, the class of the reply, judgements, the end."""
    rows = line.drawn
    if not rows:
        return ""
    half = ROW * (len(rows) - 1) / 2
    places = (778, 848, 1052, 1122, 1186)
    top = middle - half - 40
    heads = "".join(
        words(x, top, said, anchor=anchor, serif=15)
        for x, said, anchor in zip(places, line.heads, ("", "", "middle", "middle", "end"), strict=True)
    )
    drawn = [branch(one, middle + (place * ROW - half), middle) for place, one in enumerate(rows)]
    return heads + "".join(drawn) + words(848, middle + half + 32, line.more)


def branch(one: Branch, y: float, middle: float) -> str:
    """Return one row, led out of the table."""
    out = stroke(f"M672 {number(middle)}C712 {number(middle)} 708 {number(y)} {FAN} {number(y)}", "ink", 1.2)
    body = diamond(760, y, 8) + words(778, y + 5, one.code, serif=15)
    if not one.unit:
        return link(one.href, out + body + words(848, y + 5, one.state))
    name = f"{one.unit} +{one.co_units}" if one.co_units else one.unit
    dashed = "" if one.reply_class else "2 5"
    body += words(848, y - 5, name, bold=True) + stroke(f"M848 {number(y + 4)}H1038", "ink", 1.2, dash=dashed)
    body += badge(1052, y, one.reply_class, paper=PAPER)
    body += judgements(1110, y, one.judged, one.invited, paper=PAPER) + finish(1178, y, one.end, paper=PAPER)
    return link(one.href, out + body)
