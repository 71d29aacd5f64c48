"""Pure rules of the portal: addresses, what a typed text may mean, snippets, duties of a role. No Django, no clock."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from shangliang.engines import merkle
from shangliang.kernel.workflow import Relation, Role, Step, Workflow

DESK_PLACES: Final[Mapping[str, str]] = {
    "voice": "/desk/voices/{code}",
    "topic": "/desk/topics/{code}",
    "visit": "/desk/visits/{code}",
    "session": "/desk/sessions/{code}",
    "conversation": "/desk/opinions/{code}",
    "idea": "/desk/ideas/{code}",
    "proposal": "/desk/proposals/{code}",
    "dispatch": "/desk/cases/{code}",
    "media": "/desk/media/{code}",
    "moderation": "/desk/review/{code}",
}
"""Where staff handle a case of a kind."""


def desk_place(kind: str, code: str) -> str:
    """Return the address at which staff handle a case; a statement is handled with its conversation."""
    if kind == "statement":
        return DESK_PLACES["conversation"].format(code=code.rpartition("-")[0])
    return DESK_PLACES[kind].format(code=code)


PUBLIC_PLACES: Final[Mapping[str, str]] = {
    "topic": "/topics/{code}",
    "session": "/sessions/{code}",
    "idea": "/ideas/{code}",
    "conversation": "/opinions/{code}",
    "issue": "/hot/{code}",
    "voice": "/verify?f={code}",
}
"""Where everybody reads a thing of a kind."""


def place(kind: str, code: str) -> str:
    """Return the public address of a thing, or of its entries in the record when it has no page of its own."""
    return PUBLIC_PLACES.get(kind, "/verify?f={code}").format(code=code)


HEX = re.compile(r"[0-9a-f]{8,64}")
LONGEST_QUERY: Final = 60
MOST_WORDS: Final = 5


def fingerprint(typed: str) -> str:
    """Return what was typed as a fingerprint (8 to 64 hexadecimal digits, lower case, no blanks), or nothing."""
    text = "".join(typed.lower().split()).removeprefix("sha256:")
    return text if HEX.fullmatch(text) else ""


def search_words(typed: str) -> list[str]:
    """Return up to five words of a search, cut to sixty characters, without repetitions."""
    found = list(dict.fromkeys(typed[:LONGEST_QUERY].split()))
    return found[:MOST_WORDS]


@dataclass(frozen=True)
class Piece:
    """A piece of a snippet: its text, and whether it is what was looked for."""

    text: str
    is_hit: bool = False


def first_line(text: str, most: int = 40) -> str:
    """Return the first line of a text, cut where it is long."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= most else f"{line[:most]}…"


def snippet(text: str, words: Sequence[str], *, around: int = 40) -> list[Piece]:
    """Return the neighbourhood of the first hit in a text, cut into pieces at every hit; the beginning without one."""
    flat = " ".join(text.split())
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE) if words else None
    first = pattern.search(flat) if pattern else None
    start = max(first.start() - around, 0) if first else 0
    end = min((first.end() if first else 0) + 2 * around, len(flat))
    cut = ("…" if start else "") + flat[start:end] + ("…" if end < len(flat) else "")
    return pieces(cut, pattern)


def pieces(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    """Return a text cut at every hit of a pattern."""
    found, last = [], 0
    for hit in pattern.finditer(text) if pattern else ():
        found += [Piece(text[last : hit.start()]), Piece(hit.group(), is_hit=True)]
        last = hit.end()
    return [piece for piece in (*found, Piece(text[last:])) if piece.text]


@dataclass(frozen=True)
class Climb:
    """One step from a leaf to the root: the neighbour, the side on which it stands, and the hash of both."""

    neighbour: str
    side: str
    result: str


def climb(leaf: str, index: int, size: int, path: Sequence[str]) -> list[Climb]:
    """Return each step of an inclusion proof (RFC 9162, 2.1.3.2): hashes as hexadecimal digits, lowest first.

    Index and size are the record's own, never the proof's.
    """
    here, last, found = index, size - 1, bytes.fromhex(leaf)
    steps = []
    for text in path:
        neighbour = bytes.fromhex(text)
        if here & 1 or here == last:
            side, found = "left", merkle.node_hash(neighbour, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            side, found = "right", merkle.node_hash(found, neighbour)
        here, last = here >> 1, last >> 1
        steps.append(Climb(text, side, found.hex()))
    return steps


OPTIONAL: Final = frozenset(
    {
        ("voice", "answer_directly"),
        ("voice", "merge"),
        ("voice", "import_closed"),
        ("voice", "evaluate_by_phone"),
        ("voice", "redo_by_phone"),
        ("voice", "review_by_phone"),
        ("voice", "call_back"),
        ("topic", "open_vote"),
        ("session", "archive"),
        ("conversation", "close"),
        ("dispatch", "resume"),
        ("proposal", "merge"),
        ("proposal", "convert"),
    }
)
"""Steps that somebody may take but that nobody waits for."""


ASKED: Final = frozenset({("dispatch", "submit_opinion")})
"""Steps that leave a case where it is but that somebody was asked for."""


def is_duty(kind: str, step: Step) -> bool:
    """Return whether a case that stands before a step waits for whoever may take it.

    A duty moves the case on, is marked as the main act, or was asked for; refusals with a reason, quiet and dangerous
    acts are none.
    """
    if (kind, step.verb) in OPTIONAL or not step.frm:
        return False
    moves = step.to is not None and step.tone == "ink" and not step.reason
    return moves or step.tone == "primary" or (kind, step.verb) in ASKED


def duties(table: Workflow, roles: Iterable[Role]) -> dict[str, tuple[Step, ...]]:
    """Return for each state the steps with which the roles should move a case on, one for each relation to it.

    A unit that leads one case helps in another, so each relation has its own step. A step that moves the case goes
    before one that does not, the main act before the others, then the table's order.
    """
    held = frozenset(roles)
    steps = [step for step in table.steps if is_duty(table.kind, step) and held.intersection(step.by)]
    found: dict[str, dict[Relation, Step]] = {}
    for step in sorted(steps, key=lambda one: (one.to is None, one.tone != "primary")):
        for state in step.frm:
            for role in held.intersection(step.by):
                found.setdefault(str(state), {}).setdefault(role.relation, step)
    return {state: tuple(dict.fromkeys(by_relation.values())) for state, by_relation in found.items()}


def short_day(day: date, lang: str = "zh-hans") -> str:
    """Return a day without its year: 9月29日, or 29 Sep."""
    return f"{day.month}月{day.day}日" if lang.startswith("zh") else f"{day.day} {day:%b}"


def span(first: date | None, last: date | None, lang: str = "zh-hans") -> str:
    """Return two days as one stretch; one when they are the same, nothing without days."""
    if first is None or last is None:
        return ""
    ends = [short_day(first, lang)] + ([short_day(last, lang)] if last != first else [])
    return "—".join(ends) if lang.startswith("zh") else " – ".join(ends)


def short_channel(name: str) -> str:
    """Return what people call a channel: the words in its quotation marks where it has any."""
    quoted = re.search("“(.+)”", name)
    return quoted[1] if quoted else name


def lines(text: str, width: int, most: int = 2) -> list[str]:
    """Return a text cut into at most `most` lines of `width` full-width signs; narrow signs take half the room."""
    found, line, room = list[str](), "", 0.0
    for sign in text:
        need = 0.55 if ord(sign) < 0x2E80 else 1.0
        if room + need > width:
            if len(found) == most - 1:
                return [*found, line.rstrip() + "…"]
            found, line, room = [*found, line], "", 0.0
        line, room = line + sign, room + need
    return [*found, line] if line else found


@dataclass(frozen=True)
class Meeting:
    """One entry of a calendar: `end` may be unknown; moments carry their time zone."""

    uid: str
    title: str
    start: datetime
    end: datetime | None
    stamp: datetime
    place: str = ""
    url: str = ""
    note: str = ""


def utc(at: datetime) -> str:
    """Return a moment as iCalendar writes it in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def ics_words(said: str) -> str:
    """Return words as iCalendar escapes them (RFC 5545, 3.3.11)."""
    escaped = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each but the first behind a blank (RFC 5545, 3.1)."""
    pieces, piece, room = [], "", 75
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", 74
        piece, room = piece + sign, room - size
    return "\r\n ".join([*pieces, piece])


def ics_text(name: str, meetings: Iterable[Meeting]) -> str:
    """Return a calendar as iCalendar text (RFC 5545), times in UTC, lines folded and ended by CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shangliang//Sessions//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{ics_words(name)}", "X-WR-TIMEZONE:Asia/Shanghai"]
    for one in meetings:
        lines += ["BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{utc(one.stamp)}", f"DTSTART:{utc(one.start)}"]
        lines += [f"DTEND:{utc(one.end)}"] if one.end else []
        told = (("SUMMARY", one.title), ("LOCATION", one.place), ("DESCRIPTION", one.note))
        lines += [f"{key}:{ics_words(said)}" for key, said in told if said]
        lines += [f"URL:{one.url}"] if one.url else []
        lines.append("END:VEVENT")
    return "\r\n".join(folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"
