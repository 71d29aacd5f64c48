"""The real spreadsheets, as an office would bring them in."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cast import cast

from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.models import Event
from shangliang.ledger.queries import verify
from shangliang.voices.actions import import_file
from shangliang.voices.models import ImportedRow, Voice, VoiceReply

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.realdata]


def test_the_4326_messages_come_in_within_ten_seconds_with_their_events(shared: Path) -> None:
    cast()
    started = time.process_time()
    result = import_file(shared / "data/hotline/fj3_messages.xlsx", actor=SYSTEM, at=NOW)
    assert result.as_json() | {"seconds": 0} == {
        "read": 4326, "created": 4326, "updated": 0, "unchanged": 0, "rejected": 0, "errors": [], "seconds": 0,
    }  # fmt: skip
    assert time.process_time() - started <= 10
    assert Voice.objects.count() == ImportedRow.objects.count() == 4326
    assert Event.objects.filter(kind="voice", verb="import").count() == 4326
    assert verify().ok
    again = import_file(shared / "data/hotline/fj3_messages.xlsx", actor=SYSTEM, at=NOW)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4326)
    assert Voice.objects.count() == 4326


def test_the_2816_answered_cases_come_in_closed_with_reply_and_date(shared: Path) -> None:
    cast()
    result = import_file(shared / "data/hotline/fj4_replies.xlsx", actor=SYSTEM, at=NOW)
    assert (result.read, result.created, result.rejected) == (2816, 2816, 0)
    assert Voice.objects.filter(state="closed_unrated").count() == VoiceReply.objects.count() == 2816
    first = VoiceReply.objects.get(voice__external_id="2549")
    assert first.replied_at == datetime(2019, 5, 10, 6, 56, 53, tzinfo=UTC)
    assert first.voice.received_at == datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC)
