"""Bringing a file in as the system, and what the tests ask about the outcome."""

from datetime import UTC, datetime
from pathlib import Path

from tests.cast import cast

from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.models import Event
from shangliang.voices.actions import ImportResult, import_file
from shangliang.voices.models import ImportedRow, Voice

NOW = datetime(2022, 9, 26, 1, 0, tzinfo=UTC)


def bring(path: Path, **more: object) -> ImportResult:
    return import_file(path, actor=SYSTEM, at=NOW, **more)


def faults(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(error.row, error.field, error.reason.zh) for error in result.errors]


def nothing_is_there() -> bool:
    return not (Voice.objects.exists() or ImportedRow.objects.exists() or Event.objects.exists())


def empty_town() -> None:
    """The cast, and a record that does not yet say anything."""
    cast()
    Event.objects.all().delete()
