"""Large files: the worker reads and writes them part by part, the page shows how far, a cut-off run goes on."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import MONDAY, Cast, cast
from tests.voices.visiting import fresh_house, signed_in

from shangliang.kernel.calendar import now
from shangliang.kernel.refusals import NotNow
from shangliang.ledger.actions import work_once
from shangliang.ledger.models import Job
from shangliang.topics.models import DiscoveryRun
from shangliang.topics.reactions import HANDLERS as TOPICS
from shangliang.voices import actions
from shangliang.voices.models import ImportRun, Voice
from shangliang.voices.reactions import HANDLERS

pytestmark = pytest.mark.django_db
ROWS = 1300


def sheet(count: int = ROWS, *, broken: bool = False) -> bytes:
    """Return a CSV of more than a megabyte."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"])
    for number in range(count):
        day = "昨天" if broken and number == 700 else f"2022/9/{number % 25 + 1} 8:00:00"
        writer.writerow(
            [f"A{number}", f"U{number % 90}", f"第 {number} 号路灯坏了", day, "路灯坏了，晚上看不见。" * 30]
        )
    return out.getvalue().encode()


@pytest.fixture
def who(settings, tmp_path) -> Cast:
    fresh_house(settings, tmp_path)
    return cast()


def uploaded(who: Cast, content: bytes) -> tuple[object, ImportRun]:
    client = signed_in(who, "zhou")
    client.post("/desk/voices/import", {"file": SimpleUploadedFile("大表.csv", content), "source": "12345"})
    return client, ImportRun.objects.get()


def work(times: int = 1) -> None:
    for _ in range(times):
        work_once(HANDLERS, worker="w", at=now())


def test_a_large_file_is_read_and_written_by_the_worker_and_found_again_under_tasks(who):
    client, run = uploaded(who, sheet())
    assert run.status == "reading"
    page = client.get(f"/desk/voices/import/{run.pk}").content.decode()
    assert "正在试读" in page
    assert "data-poll" in page
    work()
    run.refresh_from_db()
    assert (run.status, run.result["read"], run.result["created"]) == ("checked", ROWS, ROWS)
    assert not Voice.objects.exists()
    client.post(f"/desk/voices/import/{run.pk}/take")
    tasks = client.get("/desk/tasks").content.decode()
    assert "大表.csv" in tasks
    assert f'<progress value="0" max="{ROWS}"' in tasks
    assert "等它办完" in client.post(f"/desk/voices/import/{run.pk}/take", follow=True).content.decode()
    work()
    run.refresh_from_db()
    assert (run.status, run.result["created"], run.done_count, bool(run.file)) == ("done", ROWS, ROWS, False)
    assert Voice.objects.count() == ROWS
    assert "data-poll" not in client.get(f"/desk/voices/import/{run.pk}").content.decode()


def test_when_voices_have_come_in_a_discovery_is_asked_for(who):
    _client, run = uploaded(who, sheet(30))
    actions.import_upload(run, actor=who.zhou, at=MONDAY)
    assert run.status == "done"
    work_once(TOPICS, worker="w", at=MONDAY)
    assert DiscoveryRun.objects.get().asked_by is None


def test_a_run_that_was_cut_off_goes_on_and_counts_everything_once(who):
    client, run = uploaded(who, sheet())
    work()
    client.post(f"/desk/voices/import/{run.pk}/take")
    run.refresh_from_db()
    parts = []

    def die_after_two() -> None:
        parts.append(Voice.objects.count())
        if len(parts) == 2:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        actions.work_on_import(run, at=MONDAY, beat=die_after_two)
    run.refresh_from_db()
    assert (parts, run.done_count, run.status) == ([500, 1000], 1000, "running")
    work()
    run.refresh_from_db()
    assert (run.status, run.result["created"]) == ("done", ROWS)
    assert Voice.objects.count() == ROWS


def test_without_parts_a_file_with_one_fault_writes_nothing_and_with_parts_neither(who):
    client, run = uploaded(who, sheet(broken=True))
    work()
    run.refresh_from_db()
    assert run.result["error_count"] == 1
    client.post(f"/desk/voices/import/{run.pk}/take")
    assert not Voice.objects.exists()
    client.post(f"/desk/voices/import/{run.pk}/take", {"keep_good": "1"})
    work()
    assert Voice.objects.count() == ROWS - 1


def test_the_worker_leaves_a_run_alone_that_is_over(who):
    _client, run = uploaded(who, sheet(20))
    actions.give_up(run)
    assert actions.work_on_import(run, at=MONDAY, beat=lambda: None).status == "refused"
    with pytest.raises(NotNow):
        actions.import_upload(run, actor=who.zhou, at=MONDAY)
    assert Job.objects.count() == 0
