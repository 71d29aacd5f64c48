"""Reads of quick polls: what is open, what the audience sees, how it was counted."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.calendar import local
from shangliang.ledger.models import Event
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.opinions.rules import token
from shangliang.sessions.models import Poll, PollChoice, PollCount, PollLog, PollVote, Session
from shangliang.sessions.rules import polls as rules
from shangliang.sessions.workflow import ASKING

LEVEL_WORDS = {0: _("匿名"), 1: _("手机核验"), 2: _("实名")}
ASKING_STATES = frozenset(str(state) for state in ASKING)


def polls_of(session: Session) -> QuerySet[Poll]:
    """Return the polls of a session in the order in which they were prepared."""
    return Poll.objects.filter(session=session).select_related("session__region").order_by("number")


def poll_of(session: Session, number: int) -> Poll | None:
    """Return the poll with this number, or None."""
    row = polls_of(session).filter(number=number).first()
    if row is not None:
        row.session = session
    return row


def shown_of(polls: Iterable[Poll]) -> Poll | None:
    """Return the poll of these that screens show: the open one, else the one closed last, else None."""
    begun = [row for row in polls if row.state != "draft"]
    return max(begun, key=lambda row: (row.state == "open", row.moved_at, row.pk), default=None)


def words_of(polls: Iterable[Poll]) -> dict[int, list[str]]:
    """Return the words of the choices of each poll, by its key, as they were written."""
    found: dict[int, list[str]] = {row.pk: [] for row in polls}
    rows = PollChoice.objects.filter(poll__in=found).order_by("number") if found else PollChoice.objects.none()
    for poll, text in rows.values_list("poll", "text"):
        found[poll].append(text)
    return found


def choices_of(poll: Poll) -> list[str]:
    """Return the words of the choices in their order; the usual five of a scale in the reader's language."""
    texts = list(PollChoice.objects.filter(poll=poll).order_by("number").values_list("text", flat=True))
    is_usual = poll.kind == rules.SCALE and texts == list(rules.SCALE_WORDS)
    return list(rules.SCALE_WORDS_EN) if is_usual and (get_language() or "zh").startswith("en") else texts


def poll_counts(poll: Poll) -> dict[tuple[int, int, int], int]:
    """Return the counted cells: (choice, place, level) to how many."""
    rows = PollCount.objects.filter(poll=poll).values_list("choice", "place", "level", "count")
    return {(choice, place, level): count for choice, place, level, count in rows}


def recount_poll(poll: Poll) -> dict[tuple[int, int, int], int]:
    """Return the cells counted anew from the log: of each vote the last line."""
    rows = PollLog.objects.filter(poll=poll).order_by("pk").values_list("vote", "value", "level")
    last = {vote: (value, level) for vote, value, level in rows.iterator(chunk_size=5000)}
    return rules.recounted(poll.kind, last.values())


def log_place(poll: Poll) -> int:
    """Return the place of the newest line of a poll's log, 0 before the first."""
    newest = PollLog.objects.filter(poll=poll).order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def seals_of(poll: Poll) -> list[tuple[Event, dict[str, Any]]]:
    """Return the entries of the record that commit to votes of a poll with what they say, oldest first."""
    rows = events_of("poll", poll.code).filter(verb__in=("seal_votes", "close")).order_by("seq")
    return [(event, leaf_facts(event)) for event in rows]


def unsealed_lines(poll: Poll, *, after: int, until: int) -> list[str]:
    """Return the lines of the log behind one place up to another as they are sealed: vote, level, answer."""
    rows = PollLog.objects.filter(poll=poll, pk__gt=after, pk__lte=until).order_by("pk")
    values = rows.values_list("vote", "level", "value")
    return [f"{vote};{level};{value}" for vote, level, value in values.iterator(chunk_size=5000)]


def digest_of(lines: Sequence[str]) -> str:
    """Return the SHA-256 of lines of the log."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def broken_seals(poll: Poll) -> list[int]:
    """Return the numbers of the entries whose digest no longer fits the log; none while nobody touched it."""
    found = []
    for event, facts in seals_of(poll):
        lines = unsealed_lines(poll, after=facts["after"], until=facts["until"])
        if (len(lines), digest_of(lines)) != (facts["votes"], facts["digest"]):
            found.append(event.seq)
    return found


def session_token(session: Session, who: str) -> str:
    """Return the key under which somebody (person or browser key) votes in this session only."""
    return token(settings.PEPPER.encode(), f"session:{session.code}", who)


def poll_token(poll: Poll, who: str) -> str:
    """Return the key under which the holder of a session's token votes in one poll; polls cannot be linked."""
    return token(settings.PEPPER.encode(), f"poll:{poll.code}", who)


def answer_of(poll: Poll, who: str) -> list[int]:
    """Return what somebody answered as numbers of choices, empty before."""
    value = PollVote.objects.filter(poll=poll, token=poll_token(poll, who)).values_list("value", flat=True).first()
    return [int(part) for part in value.split(",")] if value else []


@dataclass(frozen=True)
class Column:
    """The result at one level of verification: how many people, a line for each choice, the mean of a scale."""

    level: int
    people: int
    lines: Sequence[rules.Line]
    mean: float | None


def columns_of(poll: Poll, choices: int) -> list[Column]:
    """Return the result, a column for each level that may vote and at which somebody did (else the lowest)."""
    counts = poll_counts(poll)
    levels = [level for level in rules.LEVELS if level >= poll.level]
    there = [level for level in levels if counts.get((*rules.PEOPLE, level), 0)] or levels[:1]
    return [
        Column(
            level,
            counts.get((*rules.PEOPLE, level), 0),
            rules.result(poll.kind, choices, counts, level),
            rules.mean(choices, counts, level) if poll.kind == rules.SCALE else None,
        )
        for level in there
    ]


def poll_shown(session: Session, row: Poll | None = None) -> dict[str, Any]:
    """Return what screens show of a poll (the open one, or the one closed last), its result level by level.

    Nothing when there is none. Each row gives a choice's words and its mark at each level that is shown.
    """
    row = row or shown_of(polls_of(session))
    if row is None:
        return {}
    words = choices_of(row)
    columns = columns_of(row, len(words))
    return {
        "number": row.number,
        "question": row.question,
        "kind": row.kind,
        "state": row.state,
        "ends": local(row.closes_at).isoformat(timespec="seconds") if row.closes_at and row.state == "open" else "",
        "ends_stamp": row.closes_at.timestamp() if row.closes_at and row.state == "open" else 0,
        "people": "，".join(f"{LEVEL_WORDS[column.level]} {column.people}" for column in columns),
        "columns": [
            {
                "level": column.level,
                "word": str(LEVEL_WORDS[column.level]),
                "people": column.people,
                "mean": column.mean,
            }
            for column in columns
        ],
        "rows": [row_shown(number, text, columns) for number, text in enumerate(words)],
    }


def row_shown(place: int, text: str, columns: Sequence[Column]) -> dict[str, Any]:
    """Return one choice with its mark at each level: as text, and as widths for the drawing."""
    lines = [column.lines[place] for column in columns]
    named = [f"share{column.level}" for column in columns] if len(columns) > 1 else ["share"]
    widths = dict(zip(named, (line.score for line in lines), strict=True))
    return {
        "text": text,
        "marks": "　".join(f"{line.score}%" for line in lines),
        "cells": [
            {"level": c.level, "share": line.score, "count": line.count} for c, line in zip(columns, lines, strict=True)
        ],
        **widths,
    }
