"""A conversation in the Polis format, taken in: statements as seeds, people as anonymous, votes in their order."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from django.db import transaction

from shangliang.engines import consensus
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, Move, Opening, advance_many, append, begin_many, next_number
from shangliang.opinions.actions.asking import recount_statements
from shangliang.opinions.actions.mapping import digest
from shangliang.opinions.actions.voting import recount_votes
from shangliang.opinions.models import Conversation, Participant, Statement, Vote, VoteLog
from shangliang.opinions.workflow import IMPORT
from shangliang.people.rules import require

TAKEN: Final = frozenset(("votes.csv", "comments.csv", "participants-votes.csv"))
MOST_BYTES: Final = 64 * 1024 * 1024
BATCH: Final = 2000


def import_polis(conversation: Conversation, export: IO[bytes], *, actor: Actor, at: datetime) -> int:
    """Take the ZIP of a Polis export into a conversation without statements, and return how many votes came.

    Statements taken out there are not used here. Raises Invalid for a file that cannot be read, NotNow when the
    conversation has begun.
    """
    seat = require(actor, IMPORT)
    if conversation.state != "drafting" or Statement.objects.filter(conversation=conversation).exists():
        raise NotNow(Words("只能导入到还没有看法的新征集里。", "Only into a new conversation without statements."))
    table = unpacked(export)
    columns = (table.participants.tolist(), table.statements.tolist(), table.values.tolist())
    with transaction.atomic():
        statements = statements_from(conversation, table, actor, at)
        votes_from(conversation, columns, statements, at)
        facts = {"votes": len(columns[0]), "people": len(set(columns[0])), "digest": digest(*columns)}
        append(Entry("conversation", conversation.code, "import_votes", actor, at, seat, public=facts))
    return len(columns[0])


def unpacked(export: IO[bytes]) -> consensus.VoteTable:
    """Return the votes of a ZIP; only files with known names are read, and none larger than 64 MB."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(export) as box:
                for one in box.infolist():
                    name = PurePosixPath(one.filename).name
                    if name in TAKEN and one.file_size <= MOST_BYTES:
                        (Path(folder) / name).write_bytes(box.read(one))
            return consensus.read_polis(folder)
        except (zipfile.BadZipFile, consensus.UnreadableVotesError, ValueError) as fault:
            words = str(fault).replace(folder, "")
            raise Invalid(
                Words(f"读不懂这个导出包：{words}", f"This export cannot be read: {words}"), field="export"
            ) from fault


def statements_from(
    conversation: Conversation, table: consensus.VoteTable, actor: Actor, at: datetime
) -> Mapping[int, Statement]:
    """Write the statements of an export and return them by number; those taken out there are not used here."""
    numbers = sorted({*table.texts, *table.statements.tolist()})
    rows = {
        number: Statement(
            code=f"{conversation.code}-{number}",
            conversation=conversation,
            number=number,
            text=words_of(table.texts.get(number, "") or f"#{number}"),
            author_id=actor.person,
            is_seed=True,
        )
        for number in numbers
    }
    begin_many([Opening(row, "seed", {"number": row.number}) for row in rows.values()], actor=actor, at=at)
    written = {row.number: row for row in Statement.objects.filter(conversation=conversation)}
    out = [written[number] for number in sorted(table.moderated_out) if number in written]
    for row in out:
        row.conversation = conversation
    reason = "导入时已被剔除"
    changes = {"removed_kind": "other", "removed_for": reason, "removed_by_id": actor.person}
    advance_many([Move(row, "remove", None, changes, reason=reason) for row in out], actor=actor, at=at)
    next_number(f"statement:{conversation.code}", count=max(numbers, default=0))
    recount_statements(conversation)
    return written


def words_of(text: str) -> str:
    """Return the words of an exported statement: on one line, without the apostrophe that keeps spreadsheets quiet."""
    plain = text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text
    return redact(" ".join(tidy(plain).split()))[:400]


def votes_from(conversation: Conversation, columns: Any, statements: Mapping[int, Statement], at: datetime) -> None:  # noqa: ANN401 - three columns
    """Write people, log and newest votes of an import, and the counters that follow from them."""
    people = sorted(set(columns[0]))
    crowd = [
        Participant(conversation=conversation, number=n, token=f"imported:{conversation.code}:{n}", joined_at=at)
        for n in people
    ]
    Participant.objects.bulk_create(crowd, batch_size=BATCH)
    keys = dict(Participant.objects.filter(conversation=conversation).values_list("number", "pk"))
    rows = [
        {"participant_id": keys[person], "statement_id": statements[number].pk, "value": value, "cast_at": at}
        for person, number, value in zip(*columns, strict=True)
    ]
    VoteLog.objects.bulk_create([VoteLog(conversation=conversation, **row) for row in rows], batch_size=BATCH)
    last = {(row["participant_id"], row["statement_id"]): row for row in rows}
    Vote.objects.bulk_create([Vote(**row) for row in last.values()], batch_size=BATCH)
    next_number(f"participant:{conversation.code}", count=max(people, default=0))
    recount_votes(conversation)
