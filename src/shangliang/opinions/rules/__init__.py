"""Rules of opinions: how long a statement may be, how many seeds it takes, who counts how, what may be said."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from shangliang.opinions.rules.shares import interval, share

SHORTEST: Final = 4
LONGEST: Final = 140
SEEDS_NEEDED: Final = 3
"""A conversation opens with at least this many statements, so that the first visitor has something to answer."""

WAITING_STATEMENTS: Final = 5
"""Statements that one person may have waiting for review in one conversation."""

ENOUGH_ANSWERS: Final = 7
"""Answers after which somebody has a place on the map (or all statements, when there are fewer)."""

GROUP_FLOOR: Final = 7
"""People who must have answered a statement before a share of theirs is called common, dividing or a majority."""

AGREED: Final = 0.6
APART: Final = 0.3
MAJORITY: Final = 0.5
PER_LIST: Final = 5

REAL_NAME: Final = 2
LEVELS: Final = {0: ("匿名", "anonymous"), 1: ("手机核验", "phone"), 2: ("实名", "real name")}
GROUP_NAMES: Final = "甲乙丙丁戊己庚辛"

KEPT_MAPS: Final = 10
GROWN: Final = 0.05
PATIENCE: Final = timedelta(seconds=30)
"""A map is computed anew when the votes grew by a twentieth, or after half a minute with any new vote."""

DEADLINES = ()


def token(key: bytes, conversation: str, who: str) -> str:
    """Return who takes part in one conversation as 64 hex digits that cannot be linked to another conversation."""
    return hmac.new(key, f"{conversation}|{who}".encode(), hashlib.sha256).hexdigest()


def draw(key: str, answered: int) -> int:
    """Return the seed of the next question: the same for the same person until an answer is given."""
    return int.from_bytes(hashlib.sha256(f"{key}|{answered}".encode()).digest()[:4], "big")


def enough(statements: int) -> int:
    """Return how many answers give somebody a place on the map of so many statements."""
    return min(ENOUGH_ANSWERS, statements)


def is_map_due(*, votes: int, mapped_votes: int, made_at: datetime | None, at: datetime) -> bool:
    """Return whether the map of an open conversation in which somebody answered is to be computed anew."""
    if made_at is None or at - made_at >= PATIENCE:
        return True
    return votes - mapped_votes >= max(GROWN * mapped_votes, 1)


def group_name(number: int, lang: str = "zh-hans") -> str:
    """Return the letter of a group by its number, which it keeps: 甲, 乙, 丙 …, or A, B, C …"""
    letters = GROUP_NAMES if lang.startswith("zh") else "ABCDEFGH"
    return letters[number % len(letters)]


def judged(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a statement of a map with each group's share, people and interval; None while a group hardly saw it."""
    if row["moderated"] or len(row["groups"]) < 2:
        return None
    groups = []
    for number, counts in row["groups"].items():
        if counts["seen"] < GROUP_FLOOR:
            return None
        low, high = interval(counts["agree"], counts["seen"])
        groups.append(
            {
                "id": int(number),
                "name": group_name(int(number)),
                "share": share(counts["agree"], counts["seen"]),
                "low": low,
                "high": high,
                "agree": counts["agree"],
                "seen": counts["seen"],
            }
        )
    shares = [group["share"] for group in groups]
    return {
        "number": row["id"],
        "text": row["text"],
        "groups": groups,
        "floor": min(group["low"] for group in groups),
        "spread": max(shares) - min(shares),
        "is_apart": max(group["low"] for group in groups) > min(group["high"] for group in groups),
        "consensus": row["consensus"],
    }


def common_ground(found: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what every group agrees on and what divides them, five of each, from a map's result.

    Agreed: in every group even the lower end of the 95 % interval reaches 60 %. Dividing: the shares of two groups
    differ by 30 points or more and their intervals do not touch.
    """
    rows = [row for row in map(judged, found["statements"]) if row is not None]
    agreed = [row for row in rows if row["floor"] >= 100 * AGREED]
    apart = [row for row in rows if row["spread"] >= 100 * APART and row["is_apart"]]
    return (
        sorted(agreed, key=lambda row: (-row["consensus"], row["number"]))[:PER_LIST],
        sorted(apart, key=lambda row: (-row["spread"], row["number"]))[:PER_LIST],
    )


def majorities(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the statements most people agree with and those most disagree with, whatever the groups.

    A row has number, text, agree, disagree, seen. More than half, by the lower end of the 95 % interval, and of seven
    people or more.
    """
    found: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for row in (row for row in rows if row["seen"] >= GROUP_FLOOR):
        for place, side in enumerate(("agree", "disagree")):
            low, high = interval(row[side], row["seen"])
            if low > 100 * MAJORITY:
                found[place].append(
                    {**row, "share": share(row[side], row["seen"]), "count": row[side], "low": low, "high": high}
                )
    agreed, disagreed = (sorted(side, key=lambda row: (-row["low"], row["number"]))[:PER_LIST] for side in found)
    return agreed, disagreed


def nearest_group(place: tuple[float, float], middles: Mapping[int, tuple[float, float]]) -> int | None:
    """Return the number of the group whose middle is nearest to a place, or None without groups."""
    if not middles:
        return None
    return min(middles, key=lambda group: (middles[group][0] - place[0]) ** 2 + (middles[group][1] - place[1]) ** 2)


def middles_of(participants: Sequence[Mapping[str, Any]]) -> dict[int, tuple[float, float]]:
    """Return the middle of every group of a map."""
    sums: dict[int, list[float]] = {}
    for row in participants:
        if row["group"] is not None:
            total = sums.setdefault(row["group"], [0.0, 0.0, 0.0])
            total[0] += row["x"]
            total[1] += row["y"]
            total[2] += 1
    return {group: (x / n, y / n) for group, (x, y, n) in sums.items()}


def basis_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `place_of` needs of a map's result: for each statement that shapes it, its mean and its axes."""
    means, (first, second) = found["pca"]["means"], found["pca"]["components"]
    rows = {}
    for place, row in enumerate(found["statements"]):
        if row["agree"] + row["disagree"] + row["pass"] > 0 and not row["moderated"]:
            rows[str(row["id"])] = [means[place], first[place], second[place]]
    return rows


def place_of(answers: Mapping[int, int], basis: Mapping[str, Sequence[float]]) -> tuple[float, float] | None:
    """Return where somebody with these answers (statement number to value) lies on a map, or None with too few.

    The projection of everybody on it: (vote - mean) on the axes, stretched by sqrt(statements / answers).
    """
    known = [(value, basis[str(number)]) for number, value in answers.items() if str(number) in basis]
    if not known or len(known) < enough(len(basis)):
        return None
    stretch = (len(basis) / len(known)) ** 0.5
    x = sum((value - mean) * first for value, (mean, first, _) in known) * stretch
    y = sum((value - mean) * second for value, (mean, _, second) in known) * stretch
    return x, y


def people_by_level(levels: Mapping[int, int]) -> dict[str, int]:
    """Return how many people take part at each level of verification; `levels` gives each participant's."""
    counts = {str(level): 0 for level in LEVELS}
    for level in levels.values():
        counts[str(level)] += 1
    return counts


def counts_by_level(
    found: Mapping[str, Any], levels: Mapping[int, int], votes: Iterable[tuple[int, int, int]]
) -> list[dict[str, Any]]:
    """Return each statement of a map with its counts: those that count, with interval, and apart for each level.

    `votes` are (participant, statement, value) in order: of several on the same statement the last counts.
    """
    last = {(person, statement): value for person, statement, value in votes}
    apart: dict[int, dict[str, list[int]]] = {}
    for (person, statement), value in last.items():
        counts = apart.setdefault(statement, no_counts())
        counts[str(levels.get(person, 0))][(1, -1, 0).index(value)] += 1
    rows = []
    for row in found["statements"]:
        if not row["moderated"]:
            seen = row["agree"] + row["disagree"] + row["pass"]
            low, high = interval(row["agree"], seen)
            counts = apart.get(row["id"], no_counts())
            rows.append(
                {
                    "number": row["id"], "text": row["text"], "agree": row["agree"], "disagree": row["disagree"],
                    "passed": row["pass"], "seen": seen, "share": share(row["agree"], seen), "low": low, "high": high,
                    "by_level": counts,
                }
            )  # fmt: skip
    return rows


def no_counts() -> dict[str, list[int]]:
    """Return agree, disagree and pass of nobody, for each level of verification."""
    return {str(level): [0, 0, 0] for level in LEVELS}


def named_groups(
    found: Mapping[str, Any], drawn: Sequence[Mapping[str, Any]], middles: Mapping[int, tuple[float, float]]
) -> list[dict[str, Any]]:
    """Return the groups of a map with name, size, the statement that marks each, outline and marks."""
    texts = {row["id"]: row["text"] for row in found["statements"]}
    shapes = {shape["id"]: shape for shape in drawn}
    return [
        {
            "id": group["id"],
            "name": group_name(group["id"]),
            "size": group["size"],
            "said": [
                {
                    "text": texts[mark["statement"]],
                    "side": mark["direction"],
                    "n": mark["successes"],
                    "of": mark["trials"],
                }
                for mark in marks_of(group)
            ],
            "middle": list(middles[group["id"]]),
            "path": shapes[group["id"]]["path"],
            "at": shapes[group["id"]]["name"],
            "marks": shapes[group["id"]]["marks"],
        }
        for group in found["groups"]
        if group["size"]
    ]


def said(mark: Mapping[str, Any], texts: Mapping[int, str]) -> dict[str, Any]:
    """Return a statement that marks a group: its text, the side taken, by how many of how many."""
    return {
        "text": texts[mark["statement"]],
        "side": mark["direction"],
        "n": mark["successes"],
        "of": mark["trials"],
    }


def marks_of(group: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what marks a group, the most telling first: by how much more than others it stands on that side."""
    return sorted(group["representative"], key=lambda mark: (-mark["repness"], mark["statement"]))
