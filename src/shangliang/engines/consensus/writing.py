"""Votes into files: the export format of Polis, four CSV files in a folder, as `reading` takes them back.

Agree is 1. A question about the person, which Polis does not export, gets a column `is-meta` where there is any.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from .ballots import Ballots, collect
from .reading import Cell, VoteTable
from .tallies import count, tally

_MEMBER = "group-id"


def write_polis(folder: str | Path, table: VoteTable, *, about: Mapping[str, str] | None = None) -> list[Path]:
    """Write votes.csv, comments.csv, participants-votes.csv and summary.csv; the paths written.

    `about` goes to the summary: topic, url, conversation-description. The folder is made when absent.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ballots = collect(table.participants, table.statements, table.values, listed=table.texts)
    files: dict[str, Iterable[list[Cell]]] = {
        "votes.csv": _votes(table),
        "comments.csv": _statements(table, ballots),
        "participants-votes.csv": _participants(table, ballots),
        "summary.csv": _summary(table, ballots, about or {}),
    }
    for name, rows in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return [folder / name for name in files]


def _when(moment: int) -> list[Cell]:
    """A moment as number and in words, both empty when unknown."""
    if not moment:
        return ["", ""]
    return [moment, datetime.fromtimestamp(moment / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")]


def _votes(table: VoteTable) -> Iterable[list[Cell]]:
    yield ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    moments = table.moments.tolist() or [0] * len(table.values)
    columns = (column.tolist() for column in (table.statements, table.participants, table.values))
    for moment, statement, person, mark in zip(moments, *columns, strict=True):
        yield [*_when(moment), statement, person, mark]


def _statements(table: VoteTable, ballots: Ballots) -> Iterable[list[Cell]]:
    extra = ["is-meta"] if table.meta else []
    head = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    yield [*head, *extra]
    everyone = tally(count(ballots, np.zeros(len(ballots.participants), dtype=np.int64), 1)[0])
    for column, id_ in enumerate(ballots.statements.tolist()):
        counts = int(everyone.agree[column]), int(everyone.disagree[column])
        state = -1 if id_ in table.moderated_out else int(id_ in table.accepted)
        row: list[Cell] = [*_when(table.written.get(id_, 0)), id_, table.authors.get(id_, ""), *counts, state]
        yield [*row, table.texts.get(id_, ""), *([int(id_ in table.meta)] if extra else [])]


def _participants(table: VoteTable, ballots: Ballots) -> Iterable[list[Cell]]:
    ids = ballots.statements.tolist()
    yield ["participant", _MEMBER, "n-comments", "n-votes", "n-agree", "n-disagree", *map(str, ids)]
    wrote, votes = Counter(table.authors.values()), ballots.votes
    for row, person in enumerate(ballots.participants.tolist()):
        marks = votes.data[votes.indptr[row] : votes.indptr[row + 1]].tolist()
        cells: list[Cell] = [""] * len(ids)
        for column, mark in zip(votes.indices[votes.indptr[row] : votes.indptr[row + 1]].tolist(), marks, strict=True):
            cells[column] = mark
        counts = [wrote[person], len(marks), marks.count(1), marks.count(-1)]
        yield [person, table.groups.get(person, ""), *counts, *cells]


def _summary(table: VoteTable, ballots: Ballots, about: Mapping[str, str]) -> Iterable[list[Cell]]:
    yield ["topic", about.get("topic", "")]
    yield ["url", about.get("url", "")]
    yield ["voters", len(ballots.participants)]
    yield ["voters-in-conv", len(table.groups)]
    yield ["commenters", len(set(table.authors.values()))]
    yield ["comments", len(ballots.statements)]
    yield ["groups", len(set(table.groups.values()))]
    yield ["conversation-description", about.get("conversation-description", "")]
