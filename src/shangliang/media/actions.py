"""Writes of coverage: items through three reviews, and readings of their reach."""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local, local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Move, Opening, advance, advance_many, begin, begin_many, next_number
from shangliang.media import queries, rules
from shangliang.media.models import Channel, MediaItem, ReachSnapshot
from shangliang.media.rules.readings import HEADER, LABELS, read_lines
from shangliang.people.models import Organization
from shangliang.sessions.models import Session
from shangliang.voices.rules.columns import RowError
from shangliang.voices.rules.sheets import Table

UNKNOWN = Words("没有这个编号或链接的已刊发稿件。", "There is no published piece with this code or link.")
KNOWN_MOMENT = Words("这个时刻已有一次读数。", "There is a reading of this moment already.")
REVIEWER_COLUMNS = {
    "pass_first": "first_reviewer_id",
    "pass_second": "second_reviewer_id",
    "pass_final": "final_reviewer_id",
}


def add_channel(*, code: str, name: str, owner: str = "") -> Channel:
    """Return a channel, made when it is new."""
    row, _ = Channel.objects.get_or_create(code=code, defaults={"name": name, "owner": owner})
    return row


@dataclass(frozen=True)
class Piece:
    """What people write down of a piece."""

    title: str
    kind: str
    channel: Channel
    session: Session | None = None
    idea: GoldenIdea | None = None
    link: str = ""
    page: str = ""
    words: str = ""
    published_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values as the row keeps them."""
        return {
            "title": tidy(self.title),
            "kind": self.kind,
            "channel": self.channel,
            "session": self.session or (self.idea.session if self.idea else None),
            "idea": self.idea,
            "link": self.link.strip(),
            "link_key": rules.link_key(self.link),
            "page": tidy(self.page),
            "words": self.words.strip(),
            "published_on": self.published_on,
        }


def new_item(
    *,
    title: str,
    kind: str,
    channel: Channel,
    region: Organization,
    author: int | None,
    session: Session | None = None,
    idea: GoldenIdea | None = None,
    link: str = "",
    page: str = "",
    words: str = "",
    published_on: date | None = None,
    number: int | None = None,
) -> MediaItem:
    """Return an item that is not saved yet; `number` is one of a block that was taken from the counter `media`."""
    piece = Piece(title, kind, channel, session, idea, link, page, words, published_on)
    code = f"m{number or next_number('media')}"
    return MediaItem(code=code, region=region, author_id=author, **piece.columns())


@transaction.atomic
def write_item(item: MediaItem, *, actor: Actor, at: datetime) -> MediaItem:
    """Open a piece as a draft."""
    refuse_known_links([item])
    begin(item, "write", actor=actor, at=at)
    return item


@transaction.atomic
def record_items(items: Iterable[MediaItem], *, actor: Actor, at: datetime) -> int:
    """Record pieces that were published elsewhere and return how many.

    Raises Invalid for a piece without a place or day, one of tomorrow, or one whose link is known already.
    """
    rows, today = list(items), local_date(at)
    for row in rows:
        if not rules.has_place(row.link, row.page, row.published_on, today):
            raise Invalid(
                Words(
                    f"《{row.title}》要有链接或版面，和不晚于今天的刊发日期。",
                    f"“{row.title}” needs a link or page, and a day not after today.",
                ),
                field="published_on",
            )
    refuse_known_links(rows)
    openings = [Opening(row, "record", published_facts(row)) for row in rows]
    return len(begin_many(openings, actor=actor, at=at))


def published_facts(row: MediaItem) -> dict[str, object]:
    """Return what the public record says of a published piece."""
    return {"title": row.title, "channel": row.channel.name, "on": row.published_on, "link": row.link}


def refuse_known_links(rows: Sequence[MediaItem]) -> None:
    """Raise Invalid when a link is there already, so that its reach is counted once; a copy is marked as one."""
    keys = [row.link_key for row in rows if row.link_key and row.mirror_of_id is None]
    known = queries.items_by_link(keys)
    seen: set[str] = set()
    for row in rows:
        other = known.get(row.link_key)
        if row.link_key in seen or (other is not None and other.pk != row.pk):
            code = other.code if other else row.link_key
            raise Invalid(
                Words(f"这条链接已经登记过（{code}），不再登记第二次。", f"This link is registered already ({code})."),
                field="link",
                value=row.link,
            )
        seen.add(row.link_key)
        seen.discard("")


@transaction.atomic
def revise(item: MediaItem, piece: Piece, *, actor: Actor, at: datetime) -> None:
    """Change the words of a draft."""
    columns = piece.columns()
    refuse_known_links([MediaItem(pk=item.pk, link=columns["link"], link_key=columns["link_key"])])
    advance(item, "revise", actor=actor, at=at, changes=columns)


def take_step(item: MediaItem, verb: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take one step of the three reviews, or withdraw; each review writes down who did it, a return forgets them."""
    changes: dict[str, object] = {}
    if verb in REVIEWER_COLUMNS:
        changes[REVIEWER_COLUMNS[verb]] = actor.person
    elif verb == "return":
        changes = dict.fromkeys(REVIEWER_COLUMNS.values())
    met = queries.met_needs(item, actor, at)
    advance(item, verb, actor=actor, at=at, met=met, changes=changes, reason=reason)


@transaction.atomic
def publish(
    item: MediaItem, *, actor: Actor, at: datetime, link: str = "", page: str = "", published_on: date | None = None
) -> None:
    """Publish a piece that passed its three reviews: where it stands, and on which day (today unless given)."""
    row = Piece(
        item.title,
        item.kind,
        item.channel,
        link=link or item.link,
        page=page or item.page,
        published_on=published_on or item.published_on or local_date(at),
    ).columns()
    changes = {name: row[name] for name in ("link", "link_key", "page", "published_on")}
    place = rules.has_place(row["link"], row["page"], row["published_on"], local_date(at))
    refuse_known_links([MediaItem(pk=item.pk, link=row["link"], link_key=row["link_key"])])
    facts = {"title": item.title, "channel": item.channel.name, "on": row["published_on"], "link": row["link"]}
    advance(item, "publish", actor=actor, at=at, met={"place": place}, changes=changes, public=facts)


@transaction.atomic
def mark_copy(item: MediaItem, original: MediaItem, *, actor: Actor, at: datetime) -> None:
    """Mark a piece as a copy of another: its reach is shown, and counts no more in any sum."""
    is_original = original.pk != item.pk and original.mirror_of_id is None and original.state == "published"
    is_free = is_original and not queries.has_copies(item)
    facts = {"original": original.code}
    changes = {"mirror_of": original}
    advance(item, "mark_copy", actor=actor, at=at, met={"original": is_free}, changes=changes, public=facts)


@dataclass(frozen=True)
class Reach:
    """One reading: figures, their moment, and where they were read."""

    read_at: datetime
    source: str
    reads: int = 0
    plays: int = 0
    interactions: int = 0

    @property
    def facts(self) -> dict[str, object]:
        """Return what the public record says of it."""
        return {"read_at": self.read_at, "source": self.source, "reads": self.reads, "plays": self.plays}


@transaction.atomic
def read_reach(
    item: MediaItem,
    *,
    read_at: datetime,
    source: str,
    actor: Actor,
    at: datetime,
    reads: int = 0,
    plays: int = 0,
    interactions: int = 0,
) -> ReachSnapshot:
    """Return a new reading of an item's reach; the newest reading is what every sum counts.

    Raises Invalid without a source, for numbers below zero, a moment to come, or a second reading of the same moment.
    """
    reading = replace(Reach(read_at, tidy(source)), reads=reads, plays=plays, interactions=interactions)
    refuse_faulty(item, reading, at)
    advance(item, "read_reach", actor=actor, at=at, **step_of(item, reading))
    row = snapshot_of(item, reading)
    row.save()
    return row


def step_of(item: MediaItem, reading: Reach) -> dict[str, Any]:
    """Return what the step of a reading says; the item repeats its newest one."""
    newest = {"reads": reading.reads, "plays": reading.plays, "read_at": reading.read_at, "read_source": reading.source}
    changes = newest if item.read_at is None or item.read_at < reading.read_at else {}
    return {"met": {"reading": True}, "changes": changes, "public": reading.facts}


def snapshot_of(item: MediaItem, reading: Reach) -> ReachSnapshot:
    """Return the unsaved row of a reading."""
    return ReachSnapshot(
        item=item,
        read_at=reading.read_at,
        reads=reading.reads,
        plays=reading.plays,
        interactions=reading.interactions,
        source=reading.source,
    )


def refuse_faulty(item: MediaItem, reading: Reach, at: datetime) -> None:
    """Raise Invalid when a reading cannot be: no source, below zero, of tomorrow, before publication, or known."""
    refuse_impossible(item, reading, at)
    if queries.snapshots_of(item).filter(read_at=reading.read_at).exists():
        raise Invalid(KNOWN_MOMENT, field="read_at")


def refuse_impossible(item: MediaItem, reading: Reach, at: datetime) -> None:
    """Raise Invalid when a reading cannot be, whatever else was read of the item."""
    if not reading.source:
        raise Invalid(Words("写明读数从哪里来。", "Say where the figure was read."), field="source")
    if min(reading.reads, reading.plays, reading.interactions) < 0:
        raise Invalid(Words("读数不能是负数。", "A reading is not below zero."), field="reads")
    if reading.read_at > at:
        raise Invalid(Words("读数的时刻还没有到。", "That moment is still to come."), field="read_at")
    if item.published_on and local_date(reading.read_at) < item.published_on:
        raise Invalid(Words("读数早于刊发日期。", "The reading is older than the publication."), field="read_at")


@transaction.atomic
def read_many(readings: Sequence[tuple[MediaItem, Reach]], *, actor: Actor, at: datetime) -> int:
    """Enter many readings, all or none, oldest first, and return how many; in a handful of statements a round."""
    rows = {item.pk: item for item, _ in readings}
    taken = set(queries.known_readings(rows.values()))
    rounds: list[list[tuple[MediaItem, Reach]]] = []
    turn: Counter[int] = Counter()
    for item, one in sorted(readings, key=lambda pair: pair[1].read_at):
        reading = replace(one, source=tidy(one.source))
        refuse_impossible(item, reading, at)
        if (item.pk, reading.read_at) in taken:
            raise Invalid(KNOWN_MOMENT, field="read_at")
        taken.add((item.pk, reading.read_at))
        if turn[item.pk] == len(rounds):
            rounds.append([])
        rounds[turn[item.pk]].append((rows[item.pk], reading))
        turn[item.pk] += 1
    for pairs in rounds:
        advance_many([Move(item, "read_reach", **step_of(item, one)) for item, one in pairs], actor=actor, at=at)
        ReachSnapshot.objects.bulk_create([snapshot_of(item, one) for item, one in pairs], batch_size=500)
    return len(readings)


@dataclass(frozen=True)
class Brought:
    """What bringing in a file of readings gave: rows read, entered, known before, and every fault."""

    read: int
    entered: int = 0
    unchanged: int = 0
    errors: tuple[RowError, ...] = ()


@transaction.atomic
def import_readings(table: Table, *, source: str, actor: Actor, at: datetime) -> Brought:
    """Enter a spreadsheet of readings, all or nothing, and return what was done; readings known before stay."""
    lines, faults = read_lines(table, source=source, at=at)
    items = queries.by_code_or_link({line.mark for line in lines})
    known = queries.known_readings(items.values())
    fresh: list[tuple[MediaItem, Reach]] = []
    for line in lines:
        item = items.get(line.mark)
        if item is None:
            faults.append(RowError(line.row, LABELS["code"], UNKNOWN, line.mark))
        elif known.get((item.pk, line.read_at)) != (line.reads, line.plays):
            reading = Reach(line.read_at, line.source, line.reads, line.plays, line.interactions)
            fresh.append((item, reading))
            faults += faults_of(item, reading, line.row, at)
    if faults:
        return Brought(len(lines), errors=tuple(sorted(faults, key=lambda fault: fault.row)))
    read_many(fresh, actor=actor, at=at)
    return Brought(len(lines), len(fresh), len(lines) - len(fresh))


def faults_of(item: MediaItem, reading: Reach, row: int, at: datetime) -> list[RowError]:
    """Return why a reading of a file cannot be entered, as a fault of its row."""
    try:
        refuse_faulty(item, reading, at)
    except Invalid as invalid:
        return [RowError(row, LABELS.get(invalid.field, invalid.field), invalid.words)]
    return []


def ledger_workbook(items: Iterable[MediaItem]) -> bytes:
    """Return the press ledger as an XLSX that can be brought in again with new readings."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # noqa: PLC0415 - seldom needed, and large

    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("刊发台账")
        for place, cells in enumerate([HEADER, *map(ledger_row, items)]):
            for column, cell in enumerate(cells):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(place, column, cell)
    return out.getvalue()


def ledger_row(item: MediaItem) -> tuple[str | int, ...]:
    """Return the cells of one piece, in the order of the header."""
    return (
        item.code,
        item.title,
        item.channel.name,
        item.published_on.isoformat() if item.published_on else "",
        item.link,
        f"{local(item.read_at):%Y-%m-%d %H:%M:%S}" if item.read_at else "",
        item.reads,
        item.plays,
        "",
        item.read_source,
    )
