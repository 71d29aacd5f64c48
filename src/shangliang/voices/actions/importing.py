"""Import: a file becomes voices, all or nothing, each original row kept, the same row never twice.

Rows are found again by (source, external id). Rows that this product exported itself carry its own name as source and
the voice's code as id; of these only the classification is taken back.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from shangliang.kernel.calendar import local_date
from shangliang.kernel.codes import voice_code
from shangliang.kernel.refusals import Forbidden, Invalid, Words
from shangliang.kernel.workflow import Actor, may
from shangliang.ledger.actions import KEEP, Opening, advance, begin_many, next_number
from shangliang.people.models import Organization
from shangliang.people.queries import city, districts
from shangliang.voices.actions.intake import reporter_key
from shangliang.voices.actions.screening import classify
from shangliang.voices.models import ImportedRow, Voice, VoiceReply
from shangliang.voices.rules.columns import (
    CleanRow,
    Reading,
    RowError,
    mapping_faults,
    read_rows,
    recognise,
)
from shangliang.voices.rules.sheets import COMMAND, Limits, Table, read_table
from shangliang.voices.workflow import IMPORT, VoiceState

OWN_SOURCE = "商量"
DEFAULT_SOURCE = "12345"
PROFILES: Mapping[str, Mapping[str, Any]] = {
    "hotline": {"source": "12345", "channel": "hotline"},
    "app": {"source": "观海新闻“直通12345”", "channel": "app"},
    "message-board": {"source": "留言板", "channel": "web"},
}
"""Presets of an import: under which name its ids are kept, and the channel of rows that name none."""

COLUMNS = ("title", "body_original", "received_at", "likes", "dislikes", "demand_type", "category", "urgency",
           "place_text", "happened_on")  # fmt: skip
CLASSIFIED = ("demand_type", "category", "urgency", "place_text")
CHUNK = 500


@dataclass
class ImportResult:
    """What an import did (or, for a dry run, would do); `errors` name row, column, reason and value."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[RowError] = field(default_factory=list)
    seconds: float = 0.0
    is_written: bool = False
    header: tuple[str, ...] = ()
    mapping: dict[str, int] = field(default_factory=dict)
    kind: str = ""

    @property
    def ok(self) -> bool:
        """Return whether nothing was wrong with the file."""
        return not self.errors

    def as_json(self, *, most: int | None = None) -> dict[str, Any]:
        """Return the shape of interfaces.md."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "errors": [error.as_json() for error in self.errors[:most]],
            "seconds": round(self.seconds, 3),
        }


@dataclass
class Plan:
    """What is to be done with the good rows."""

    new: list[CleanRow] = field(default_factory=list)
    changed: list[tuple[Voice, CleanRow, dict[str, Any], bool]] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


def import_file(
    path: Path | str,
    *,
    actor: Actor,
    at: datetime,
    profile: str | None = None,
    dry_run: bool = False,
    keep_good: bool = False,
    mapping: Mapping[str, str | int] | None = None,
    source: str | None = None,
    limits: Limits = COMMAND,
    name: str = "",
    on_part: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Bring a file of voices in and return what happened; nothing is written when a row is wrong, unless `keep_good`.

    With `on_part` the rows are written part by part, each in a transaction of its own, and it hears how many are done
    of how many; the file was found to be without fault before the first is written, and a run that was cut off goes on
    where it stopped, because known rows change nothing. Without it everything is written at once or not at all.

    `mapping` gives a column (by header or position) for each field and replaces the recognition by name. Whatever is
    wrong with the file comes back in `errors`; only a role that may not import raises (Forbidden).
    """
    if not may(actor, IMPORT):
        raise Forbidden(Words("导入由热线受理员、派单员办理。", "Imports are done by hotline agents and dispatchers."))
    started = time.perf_counter()
    preset = PROFILES.get(profile or "", {})
    result = ImportResult()
    try:
        table = read_table(Path(path), name=name, limits=limits)
    except Invalid as refusal:
        result.errors = [RowError(refusal.row or 0, refusal.field or "file", refusal.words, refusal.value)]
    else:
        result.header, result.kind = table.header, table.kind
        result.mapping = chosen(mapping, table) if mapping is not None else recognise(table.header)
        read_and_write(
            table,
            result,
            actor=actor,
            at=at,
            source=source or str(preset.get("source", DEFAULT_SOURCE)),
            channel=str(preset.get("channel", "import")),
            is_dry=dry_run,
            keep_good=keep_good,
            name=name or Path(path).name,
            on_part=on_part,
        )
    result.seconds = time.perf_counter() - started
    return result


def chosen(mapping: Mapping[str, str | int], table: Table) -> dict[str, int]:
    """Return a mapping with positions for headers; a header that is not there becomes -1, which is a fault later."""
    places = {header: i for i, header in reversed(list(enumerate(table.header)))}
    return {target: column if isinstance(column, int) else places.get(column, -1) for target, column in mapping.items()}


def read_and_write(
    table: Table,
    result: ImportResult,
    *,
    actor: Actor,
    at: datetime,
    source: str,
    channel: str,
    is_dry: bool,
    keep_good: bool,
    name: str,
    on_part: Callable[[int, int], None] | None,
) -> None:
    """Read the rows, decide about each, and write unless something forbids it."""
    faults = mapping_faults(result.mapping, table.header)
    reading = read_rows(table, result.mapping, source=source, at=at) if not faults else Reading(read=len(table.rows))
    plan = decide(reading.rows)
    result.read = reading.read
    result.errors = sorted([*faults, *reading.errors, *plan.errors], key=lambda error: error.row)
    result.rejected = reading.read if faults else len({error.row for error in result.errors})
    if faults or (result.errors and not keep_good and not is_dry):
        return
    result.created, result.updated, result.unchanged = len(plan.new), len(plan.changed), plan.unchanged
    if not is_dry:
        by = {"actor": actor, "at": at, "name": name}
        if on_part is None:
            with transaction.atomic():
                write(plan, channel, by)
        else:
            for part in parts_of(plan):
                with transaction.atomic():
                    write(part, channel, by)
                on_part(len(part.new) + len(part.changed), len(plan.new) + len(plan.changed))
        result.is_written = True


def write(plan: Plan, channel: str, by: Mapping[str, Any]) -> None:
    """Write the new rows of a plan and what its changed rows change."""
    create(plan.new, channel=channel, **by)
    for voice, row, changes, is_answered in plan.changed:
        update(voice, row, changes, is_answered=is_answered, **by)


def parts_of(plan: Plan) -> Iterator[Plan]:
    """Yield a plan in parts of some hundred rows, in the order of the file."""
    for start in range(0, len(plan.new), CHUNK):
        yield Plan(new=plan.new[start : start + CHUNK])
    for start in range(0, len(plan.changed), CHUNK):
        yield Plan(changed=plan.changed[start : start + CHUNK])


def decide(rows: Sequence[CleanRow]) -> Plan:
    """Return which rows are new, which change something, which say what is known already."""
    plan = Plan()
    for chunk in chunks(rows):
        known = known_voices(chunk)
        for row in chunk:
            voice, digest = known.get((row.values["source"], row.values["external_id"]), (None, ""))
            if row.values["source"] == OWN_SOURCE:
                decide_own(plan, row, voice)
            elif voice is None:
                plan.new.append(row)
            else:
                decide_known(plan, row, voice, is_same=digest == row.digest)
    return plan


def decide_own(plan: Plan, row: CleanRow, voice: Voice | None) -> None:
    """Decide about a row that this product exported: only the classification of an early voice may come back."""
    if voice is None:
        words = Words("没有这个编号的诉求。", "There is no voice with this code.")
        plan.errors.append(RowError(row.row, "来源编号", words, row.values["external_id"]))
        return
    body = row.values["body"]
    if body not in (voice.body_original, voice.title):
        words = Words("原话不能用导入修改。", "What was said cannot be changed by import.")
        plan.errors.append(RowError(row.row, "正文", words, body[:40]))
        return
    changes = {name: row.values[name] for name in CLASSIFIED if differs(voice, row, name)}
    if changes and voice.state not in (VoiceState.SUBMITTED, VoiceState.ACCEPTED):
        words = Words(f"现在是“{voice.state_label}”，不能再改分类。", "It is past the state in which this may change.")
        plan.errors.append(RowError(row.row, "事项分类", words, voice.code))
    elif changes:
        plan.changed.append((voice, row, changes, False))
    else:
        plan.unchanged += 1


def decide_known(plan: Plan, row: CleanRow, voice: Voice, *, is_same: bool) -> None:
    """Decide about a row whose id is known: the same row again changes nothing, whatever people did meanwhile."""
    if is_same:
        plan.unchanged += 1
        return
    changes = {name: value_of(row, name) for name in COLUMNS if differs(voice, row, name)}
    reply = row.values.get("reply_text") or ""
    is_answered = bool(reply) and not VoiceReply.objects.filter(voice=voice, text=reply).exists()
    if changes or is_answered:
        plan.changed.append((voice, row, changes, is_answered))
    else:
        plan.unchanged += 1


def differs(voice: Voice, row: CleanRow, name: str) -> bool:
    """Return whether a row says something else about a column; a column that the file does not have says nothing."""
    given = "body" if name == "body_original" else name
    return given in row.values and row.values[given] not in (None, "") and value_of(row, name) != getattr(voice, name)


def value_of(row: CleanRow, name: str) -> Any:  # noqa: ANN401 - a column's value
    """Return the value of a column of Voice in a row."""
    return row.values["body" if name == "body_original" else name]


def chunks(rows: Sequence[CleanRow]) -> Iterator[Sequence[CleanRow]]:
    """Yield rows in parts that fit into one query."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def known_voices(rows: Sequence[CleanRow]) -> dict[tuple[str, str], tuple[Voice, str]]:
    """Return the voices that rows speak of, by source and id, with the fingerprint of the row last imported."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.values["source"], []).append(row.values["external_id"])
    found: dict[tuple[str, str], tuple[Voice, str]] = {}
    for source, keys in ids.items():
        if source == OWN_SOURCE:
            voices = Voice.objects.select_related("region").filter(code__in=keys)
            found |= {(source, voice.code): (voice, "") for voice in voices}
            continue
        voices = Voice.objects.select_related("region").filter(source=source, external_id__in=keys)
        digests = dict(ImportedRow.objects.filter(voice__in=voices).values_list("voice_id", "digest"))
        found |= {(source, voice.external_id): (voice, digests.get(voice.pk, "")) for voice in voices}
    return found


def create(rows: Sequence[CleanRow], *, actor: Actor, at: datetime, channel: str, name: str) -> list[Voice]:
    """Save new voices with their events, replies and original rows, and return them."""
    if not rows:
        return []
    day = local_date(at)
    first = next_number(f"voice:{day}", count=len(rows))
    root, named = city(), {district.name: district for district in districts()}
    openings = []
    for number, row in enumerate(rows, start=first):
        voice = imported_voice(row, voice_code(day, number), channel, root, named)
        verb = "import_closed" if row.values.get("reply_text") else "import"
        openings.append(Opening(voice, verb, {"source": voice.source, "channel": voice.channel}))
    begin_many(openings, actor=actor, at=at)
    voices = [opening.case for opening in openings if isinstance(opening.case, Voice)]
    ImportedRow.objects.bulk_create(
        (imported_row(voice, row, name, at) for voice, row in zip(voices, rows, strict=True)), batch_size=CHUNK
    )
    replies = (reply_of(voice, row) for voice, row in zip(voices, rows, strict=True) if row.values.get("reply_text"))
    VoiceReply.objects.bulk_create(replies, batch_size=CHUNK)
    return voices


def imported_voice(
    row: CleanRow, code: str, channel: str, root: Organization, named: Mapping[str, Organization]
) -> Voice:
    """Return the unsaved voice of a row."""
    values = row.values
    district = named.get(values.get("district") or "")
    user = values.get("external_user") or ""
    given = values.get("channel") or channel
    return Voice(
        code=code,
        channel=channel if given == "import" else given,
        title=values["title"],
        body_original=values["body"],
        received_at=values["received_at"],
        likes=values.get("likes") or 0,
        dislikes=values.get("dislikes") or 0,
        demand_type=values.get("demand_type") or "other",
        category=values.get("category") or "",
        urgency=values.get("urgency") or "normal",
        place_text=values.get("place_text") or "",
        happened_on=values.get("happened_on"),
        district=district,
        region=district or root,
        source=values["source"],
        external_id=values["external_id"],
        external_user=user,
        reporter_key=reporter_key(values["source"], user) if user else "",
    )


def imported_row(voice: Voice, row: CleanRow, name: str, at: datetime) -> ImportedRow:
    """Return the unsaved original row of a voice."""
    return ImportedRow(
        voice=voice, row=row.row, cells=row.cells, digest=row.digest, file_name=name[:200], imported_at=at
    )


def reply_of(voice: Voice, row: CleanRow) -> VoiceReply:
    """Return the unsaved official reply of a row."""
    return VoiceReply(
        voice=voice,
        text=row.values["reply_text"],
        replied_at=row.values["replied_at"],
        unit_name=row.values.get("reply_unit") or "",
    )


def update(
    voice: Voice, row: CleanRow, changes: Mapping[str, Any], *, is_answered: bool, actor: Actor, at: datetime, name: str
) -> None:
    """Write what a row changes in a known voice; a reply closes a voice that nobody is handling here."""
    if voice.source != row.values["source"]:
        classify(voice, actor=actor, at=at, **changes)
        return
    facts = {"fields": sorted(changes)}
    advance(voice, "update_import", actor=actor, at=at, changes=changes, due=KEEP, public=facts)
    if is_answered:
        reply_of(voice, row).save()
        if voice.state in (VoiceState.SUBMITTED, VoiceState.ACCEPTED, VoiceState.ANSWERED):
            advance(voice, "import_closed", actor=actor, at=at, public={"source": voice.source})
    fresh = imported_row(voice, row, name, at)
    ImportedRow.objects.update_or_create(
        voice=voice,
        defaults={"row": fresh.row, "cells": fresh.cells, "digest": fresh.digest, "file_name": fresh.file_name,
                  "imported_at": at},
    )  # fmt: skip
