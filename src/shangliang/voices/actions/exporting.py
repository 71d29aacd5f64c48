"""Export: a list of voices as a workbook that imports back."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation

from shangliang.kernel.calendar import local
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.people.rules import require
from shangliang.voices import workflow
from shangliang.voices.actions.importing import CHUNK, OWN_SOURCE
from shangliang.voices.models import Voice, VoiceReply
from shangliang.voices.rules.columns import LABELS

MOST_ROWS = 20_000
FIELDS = (
    "source", "external_id", "external_user", "title", "body", "received_at", "demand_type", "category", "urgency",
    "place_text", "district", "happened_on", "channel", "likes", "dislikes", "reply_text", "replied_at", "reply_unit",
)  # fmt: skip
EXTRA = ("本站编号", "状态")


def export_voices(voices: QuerySet[Voice], *, actor: Actor, at: datetime) -> bytes:
    """Return voices as an XLSX of at most 20,000 rows; that it was taken, by whom, is recorded.

    Every text is written as text, never as a formula or a link, so that nothing in it runs where it is opened.
    """
    seat = require(actor, workflow.DESK)
    with translation.override("zh-hans"):
        content, count = workbook_of(with_replies(voices[:MOST_ROWS]))
    append(Entry("voice", "", "export", actor, at, seat, private={"rows": count}, is_public=False))
    return content


def workbook_of(rows: Iterable[tuple[Voice, VoiceReply | None]]) -> tuple[bytes, int]:
    """Return the workbook of voices with their last replies, and how many rows it has."""
    out = io.BytesIO()
    import xlsxwriter  # noqa: PLC0415 - seldom needed, and large

    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet("诉求")
    header = [*(LABELS[name] for name in FIELDS), *EXTRA]
    for column, word in enumerate(header):
        sheet.write_string(0, column, word)
    count = 0
    for count, (voice, reply) in enumerate(rows, start=1):
        for column, value in enumerate(cells_of(voice, reply)):
            if isinstance(value, int):
                sheet.write_number(count, column, value)
            else:
                sheet.write_string(count, column, value)
    book.close()
    return out.getvalue(), count


def with_replies(voices: QuerySet[Voice]) -> Iterator[tuple[Voice, VoiceReply | None]]:
    """Yield voices with their last reply, five hundred at a time."""
    rows = list(voices.select_related("district"))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        replies = {reply.voice_id: reply for reply in VoiceReply.objects.filter(voice__in=part).order_by("replied_at")}
        yield from ((voice, replies.get(voice.pk)) for voice in part)


def cells_of(voice: Voice, reply: VoiceReply | None) -> list[str | int]:
    """Return the cells of one voice; imported voices keep their own source and id, others carry the product's."""
    is_imported = bool(voice.external_id)
    return [
        voice.source if is_imported else OWN_SOURCE,
        voice.external_id if is_imported else voice.code,
        voice.external_user,
        voice.title,
        voice.body_original,
        wall(voice.received_at),
        str(voice.get_demand_type_display()) if voice.demand_type != "other" else "",
        voice.category,
        str(voice.get_urgency_display()),
        voice.place_text,
        voice.district.name if voice.district else "",
        voice.happened_on.isoformat() if voice.happened_on else "",
        str(voice.get_channel_display()),
        voice.likes,
        voice.dislikes,
        reply.text if reply else "",
        wall(reply.replied_at) if reply else "",
        reply.unit_name if reply else "",
        voice.code,
        voice.state_label,
    ]


def wall(moment: datetime) -> str:
    """Return a moment as Shanghai wall-clock time to the second."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S}"
