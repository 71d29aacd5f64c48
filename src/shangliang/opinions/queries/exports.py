"""Reads for files that leave the product: the votes behind a map, without anything that names a person."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from shangliang.opinions.models import OpinionMap, Participant, Statement, VoteLog
from shangliang.opinions.queries import statements_of
from shangliang.opinions.rules import removal
from shangliang.opinions.rules.charting import ABSENT, unpacked
from shangliang.opinions.workflow import NOT_USED

RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings by which a spreadsheet takes a text for something to compute."""


def quoted(cell: Any) -> Any:  # noqa: ANN401 - any value of a cell
    """Return a cell that no spreadsheet computes: a text that would be begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell


def vote_rows(row: OpinionMap) -> Iterator[tuple[int, int, int, int]]:
    """Yield (participant, statement, vote, 1 when the participant counted) of the votes of a map, in their order."""
    counted = {number for number, group in enumerate(unpacked(row.membership).tolist()) if group > ABSENT}
    log = VoteLog.objects.filter(conversation=row.conversation, pk__lte=row.log_position).order_by("pk")
    columns = log.values_list("participant__number", "statement__number", "value")
    for person, statement, value in columns.iterator(chunk_size=5000):
        yield person, statement, value, int(person in counted)


def conditions_of(row: OpinionMap) -> dict[str, Any]:
    """Return everything beside the votes from which a map is computed again: what was asked, the memory before."""
    before = OpinionMap.objects.filter(pk=row.asked["before"]).values_list("memory", flat=True).first() or {}
    listed = statements_of(row.conversation).filter(number__lte=row.asked["last"])
    out = set(row.asked["out"])
    texts = {number: "" if number in out else text for number, text in listed.values_list("number", "text")}
    asked = {name: part for name, part in row.asked.items() if name != "before"}
    return {
        "conversation": row.conversation.code, "asked": asked, "memory": before, "texts": texts,
        "log_position": row.log_position, "engine": row.engine_version, "digest": row.digest,
    }  # fmt: skip


def polis_zip(row: OpinionMap) -> bytes:
    """Return the conversation of a map in the Polis format: votes, statements, one line a participant, a summary.

    Statements that wait are left out, those not used are marked -1; words that may not be read stay empty.
    """
    conversation = row.conversation
    files = {
        "summary.csv": summary_rows(row),
        "comments.csv": comment_rows(row),
        "votes.csv": log_rows(row),
        "participants-votes.csv": participant_rows(row),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, rows in files.items():
            box.writestr(zipfile.ZipInfo(f"{conversation.code}/{name}", (1980, 1, 1, 0, 0, 0)), text_of(rows))
    return out.getvalue()


def text_of(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([quoted(cell) for cell in row] for row in rows)
    return out.getvalue()


def stamps(at: datetime) -> tuple[int, str]:
    """Return a moment as Polis writes it: milliseconds, and words."""
    return int(at.timestamp() * 1000), f"{at:%a %b %d %H:%M:%S UTC %Y}"


def summary_rows(row: OpinionMap) -> Iterator[Sequence[Any]]:
    """Yield the lines of the summary."""
    view, conversation = row.view, row.conversation
    shown = view["stability"]["publishable"]
    yield "topic", conversation.title
    yield "url", f"/opinions/{conversation.code}"
    yield "voters", view["everybody"]
    yield "voters-in-conv", view["placed"]
    yield "commenters", Statement.objects.filter(conversation=conversation).values("author").distinct().count()
    yield "comments", Statement.objects.filter(conversation=conversation).exclude(state="queued").count()
    yield "groups", len(view["groups"]) if shown else 0
    yield "conversation-description", conversation.intro


def comment_rows(row: OpinionMap) -> Iterator[Sequence[Any]]:
    """Yield the statements that were read, whether they are used, and how everybody stood to them at the map."""
    last = {(person, number): value for person, number, value, _ in vote_rows(row)}
    sides = Counter((number, value) for (_, number), value in last.items())
    yield (
        "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body",
    )  # fmt: skip
    for one in statements_of(row.conversation, "live", *NOT_USED):
        is_out = one.state in NOT_USED
        words = one.text if not is_out or removal.is_shown(one.removed_kind) else ""
        counts = sides[one.number, 1], sides[one.number, -1]
        yield (*stamps(one.opened_at), one.number, "", *counts, -1 if is_out else 1, words)


def log_rows(row: OpinionMap) -> Iterator[Sequence[Any]]:
    """Yield every vote of the log up to the map, in order, changed ones too."""
    yield "timestamp", "datetime", "comment-id", "voter-id", "vote"
    log = VoteLog.objects.filter(conversation=row.conversation, pk__lte=row.log_position).order_by("pk")
    columns = log.values_list("cast_at", "statement__number", "participant__number", "value")
    for at, statement, person, value in columns.iterator(chunk_size=5000):
        yield (*stamps(at), statement, person, value)


def participant_rows(row: OpinionMap) -> Iterator[Sequence[Any]]:
    """Yield one line for each participant: group while groups may be shown, counts, and the newest votes."""
    last: dict[int, dict[int, int]] = {}
    for person, statement, value, _counted in vote_rows(row):
        last.setdefault(person, {})[statement] = value
    numbers = sorted({number for votes in last.values() for number in votes})
    yield ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *numbers)
    groups = unpacked(row.membership).tolist() if row.view["stability"]["publishable"] else []
    people = Participant.objects.filter(conversation=row.conversation, number__in=last)
    for person in people.order_by("number").values_list("number", flat=True):
        votes = last[person]
        group = groups[person] if person < len(groups) and groups[person] >= 0 else ""
        sides = (list(votes.values()).count(value) for value in (1, -1))
        yield (person, group, 0, len(votes), *sides, *(votes.get(number, "") for number in numbers))
