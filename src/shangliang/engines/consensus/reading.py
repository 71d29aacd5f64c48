"""Votes from files: Polis exports (CSV), captured Polis answers (JSON), and plain tables of votes.

The sign of a vote: exports say 1 for agree, the Polis server itself says -1. Where the counts that come with
the statements tell which of the two a JSON file follows, they decide.
"""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np

from .analysis import Analysis, analyze
from .ballots import Ints
from .opinion_map import Mode

_PERSON = ("voter-id", "participant_id", "participant-id", "participant", "voter_id", "pid")
_STATEMENT = ("comment-id", "statement_id", "statement-id", "statement", "comment_id", "tid")
_VOTE = ("vote", "value")
_TEXT = ("comment-body", "txt", "text")
_MODERATED = ("moderated", "mod")
_META = ("is_meta", "is-meta", "meta")
_AUTHOR = ("author-id", "participant_id")
_WHEN = ("timestamp", "modified", "created")
_OUT, _IN = "-1", "1"
_TRUE = {"1", "true", "t", "yes"}

# What a field of a CSV or JSON file may hold.
Cell = str | int | float | None


class UnreadableVotesError(ValueError):
    """A file that cannot be read as votes; the message names file, row and field."""


@dataclass(frozen=True)
class VoteTable:
    """Votes read from a file, oldest first, ready for `analyze`.

    participants, statements, values  equal integer columns; 1 agree, 0 pass, -1 disagree
    texts          statement id -> text
    moderated_out, accepted, meta  statement ids: taken out, let in by a moderator, about the person
    groups         participant id -> group as stored in the file (a figure to report, not a truth)
    moments        when each vote was cast, in milliseconds since 1970; all 0 where the file does not say
    authors, written  statement id -> participant who wrote it, and when
    """

    participants: Ints
    statements: Ints
    values: Ints
    texts: Mapping[int, str] = field(default_factory=dict)
    moderated_out: frozenset[int] = frozenset()
    meta: frozenset[int] = frozenset()
    groups: Mapping[int, int] = field(default_factory=dict)
    moments: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    authors: Mapping[int, int] = field(default_factory=dict)
    written: Mapping[int, int] = field(default_factory=dict)
    accepted: frozenset[int] = frozenset()

    def arrived(self) -> dict[int, float]:
        """When each participant cast the first vote, in seconds; the place in the log where the file has no times."""
        known = bool(self.moments.any())
        moments = (self.moments / 1000).tolist() if known else range(len(self.participants))
        return dict(reversed([*zip(self.participants.tolist(), map(float, moments), strict=True)]))

    def analyze(
        self,
        *,
        mode: Mode = "default",
        groups: Mapping[int, int] | None = None,
        verified: Collection[int] | None = None,
        seed: int = 0,
    ) -> Analysis:
        """The analysis of these votes; see `analyze`. The stored groups are used only if given again here."""
        return analyze(
            self.participants,
            self.statements,
            self.values,
            moderated_out=self.moderated_out,
            meta=self.meta,
            texts=self.texts,
            mode=mode,
            groups=groups,
            verified=verified,
            seed=seed,
        )


def read_polis(path: str | Path) -> VoteTable:
    """The votes at a path: an export folder, a folder with votes.json, a votes.csv or a participants-votes.csv.

    In a folder votes.csv goes before participants-votes.csv (it has the order of votes), and comments.csv or
    comments.json gives texts and moderation. Raises UnreadableVotesError, or FileNotFoundError.
    """
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    if not path.exists():
        raise FileNotFoundError(path)
    if path.suffix == ".json":
        return _table(_from_json(path, {}))
    return _read_csv(path)


def read_groups(path: str | Path) -> dict[int, int]:
    """Participant id -> group number from a CSV with the columns `participant,group`; empty groups are left out."""
    path = Path(path)
    return {
        _integer(path, number, "participant", row.get("participant")): _integer(path, number, "group", row["group"])
        for number, row in _rows(path)
        if row.get("group") not in (None, "")
    }


def _read_folder(folder: Path) -> VoteTable:
    statements = _statements(folder)
    if (folder / "votes.json").exists():
        return _table(_from_json(folder / "votes.json", statements), statements)
    wide = folder / "participants-votes.csv"
    groups = _from_wide(wide)[1] if wide.exists() else {}
    if (folder / "votes.csv").exists():
        return _table(_from_long(folder / "votes.csv"), statements, groups)
    if wide.exists():
        return _table(_from_wide(wide)[0], statements, groups)
    raise UnreadableVotesError(f"{folder}: no votes.csv, participants-votes.csv or votes.json")


def _read_csv(path: Path) -> VoteTable:
    header = _header(path)
    if _first(header, _VOTE) is not None:
        return _table(_from_long(path))
    votes, groups = _from_wide(path)
    return _table(votes, {}, groups)


@dataclass(frozen=True)
class _Statement:
    text: str
    state: str
    meta: bool
    agreed: int | None
    author: int | None
    moment: int


# Participant, statement, vote, moment.
Votes = list[tuple[int, int, int, int]]


def _table(
    votes: Votes, statements: Mapping[int, _Statement] | None = None, groups: Mapping[int, int] | None = None
) -> VoteTable:
    columns = np.array(votes, dtype=np.int64).reshape(-1, 4)
    known = statements or {}
    return VoteTable(
        participants=columns[:, 0].copy(),
        statements=columns[:, 1].copy(),
        values=columns[:, 2].copy(),
        texts={id_: one.text for id_, one in known.items()},
        moderated_out=frozenset(id_ for id_, one in known.items() if one.state == _OUT),
        accepted=frozenset(id_ for id_, one in known.items() if one.state == _IN),
        meta=frozenset(id_ for id_, one in known.items() if one.meta),
        groups=groups or {},
        moments=columns[:, 3].copy(),
        authors={id_: one.author for id_, one in known.items() if one.author is not None},
        written={id_: one.moment for id_, one in known.items() if one.moment},
    )


def _from_long(path: Path) -> Votes:
    """One vote a row, in the order of the time column where there is one."""
    header = _header(path)
    person, statement, vote = (_needed(path, header, names) for names in (_PERSON, _STATEMENT, _VOTE))
    when = _first(header, _WHEN)
    rows = [
        (
            _integer(path, number, person, row[person]),
            _integer(path, number, statement, row[statement]),
            _mark(path, number, vote, row[vote]),
            _moment(row[when]) if when == "timestamp" else 0,
        )
        for number, row in _rows(path)
    ]
    return sorted(rows, key=lambda row: row[3])


def _from_wide(path: Path) -> tuple[Votes, dict[int, int]]:
    """One participant a row, one statement a column headed by its number; and the stored groups."""
    header = _header(path)
    columns = [name for name in header if name.strip().isdigit()]
    if "participant" not in header or not columns:
        raise UnreadableVotesError(f"{path}: row 1: no column 'participant' or no statement columns")
    votes: Votes = []
    groups: dict[int, int] = {}
    for number, row in _rows(path):
        person = _integer(path, number, "participant", row["participant"])
        if row.get("group-id"):
            groups[person] = _integer(path, number, "group-id", row["group-id"])
        votes += [(person, int(name), _mark(path, number, name, row[name]), 0) for name in columns if row[name]]
    return votes, groups


def _from_json(path: Path, statements: Mapping[int, _Statement]) -> Votes:
    rows = _records(path)
    if not rows:
        return []
    header = list(rows[0])
    person, statement, vote = (_needed(path, header, names) for names in (_PERSON, _STATEMENT, _VOTE))
    when = _first(header, _WHEN)
    if when is not None:
        rows = sorted(rows, key=lambda row: _moment(row[when]))
    votes = [
        (
            _integer(path, number, person, row.get(person)),
            _integer(path, number, statement, row.get(statement)),
            _mark(path, number, vote, row.get(vote)),
            _moment(row.get(when)) if when else 0,
        )
        for number, row in enumerate(rows, start=1)
    ]
    sign = _sign(votes, statements, server_names=statement == "tid")
    return [(person_, statement_, sign * mark, moment) for person_, statement_, mark, moment in votes]


def _sign(votes: Votes, statements: Mapping[int, _Statement], *, server_names: bool) -> int:
    """1 when agree is 1, -1 when agree is -1: by the agree counts, else by whether the server's names are used."""
    counted = {id_: one.agreed for id_, one in statements.items() if one.agreed is not None}
    if counted:
        misses = {mark: _misses(votes, counted, mark) for mark in (1, -1)}
        if misses[1] != misses[-1]:
            return min(misses, key=lambda mark: misses[mark])
    return -1 if server_names else 1


def _misses(votes: Votes, counted: Mapping[int, int], mark: int) -> int:
    found = dict.fromkeys(counted, 0)
    for _, statement, vote, _ in votes:
        if vote == mark and statement in found:
            found[statement] += 1
    return sum(abs(found[id_] - counted[id_]) for id_ in counted)


def _statements(folder: Path) -> dict[int, _Statement]:
    for name, read in (("comments.csv", _csv_records), ("comments.json", _records)):
        if (folder / name).exists():
            return dict(_statement_rows(folder / name, read))
    return {}


def _statement_rows(path: Path, read: Callable[[Path], list[dict[str, Cell]]]) -> Iterable[tuple[int, _Statement]]:
    for number, row in enumerate(read(path), start=1):
        names = list(row)
        key = _needed(path, names, _STATEMENT)
        counted = row.get("agree_count")
        yield (
            _integer(path, number, key, row[key]),
            _Statement(
                text=str(_value(row, _TEXT)),
                state=str(_value(row, _MODERATED)).strip(),
                meta=str(_value(row, _META)).strip().lower() in _TRUE,
                agreed=None if counted is None else int(str(counted)),
                author=_author(_value(row, _AUTHOR)),
                moment=_moment(row.get("timestamp")),
            ),
        )


def _moment(value: Cell) -> int:
    """Milliseconds since 1970; 0 where there are none, or a date in words."""
    try:
        return int(float(str(value or 0)))
    except ValueError:
        return 0


def _author(value: Cell) -> int | None:
    return int(str(value)) if str(value).lstrip("-").isdigit() else None


def _value(row: Mapping[str, Cell], names: tuple[str, ...]) -> Cell:
    key = _first(row, names)
    return "" if key is None or row[key] is None else row[key]


def _records(path: Path) -> list[dict[str, Cell]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise UnreadableVotesError(f"{path}: not JSON: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableVotesError(f"{path}: not a list of objects")
    return rows


def _csv_records(path: Path) -> list[dict[str, Cell]]:
    return [dict(row) for _, row in _rows(path)]


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableVotesError(f"{path}: not a CSV file in UTF-8: {error}") from error


def _header(path: Path) -> list[str]:
    with _opened(path) as file:
        return next(csv.reader(file), [])


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their numbers, the heading being row 1."""
    with _opened(path) as file:
        yield from enumerate(csv.DictReader(file, restval=""), start=2)


def _first(header: Iterable[str], names: tuple[str, ...]) -> str | None:
    present = set(header)
    return next((name for name in names if name in present), None)


def _needed(path: Path, header: Iterable[str], names: tuple[str, ...]) -> str:
    found = _first(header, names)
    if found is None:
        raise UnreadableVotesError(f"{path}: row 1: no column {' / '.join(names)}")
    return found


def _integer(path: Path, number: int, field_: str, value: Cell) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise UnreadableVotesError(f"{path}: row {number}, {field_}: {value!r} is not a whole number") from error


def _mark(path: Path, number: int, field_: str, value: Cell) -> int:
    try:
        mark = float(str(value))
    except ValueError:
        mark = 2.0
    if mark not in (-1.0, 0.0, 1.0):
        raise UnreadableVotesError(f"{path}: row {number}, {field_}: {value!r} is not 1, 0 or -1")
    return int(mark)
