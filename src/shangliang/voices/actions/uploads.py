"""Uploads of the import page: the file waits while its columns are looked at, and is gone once it is in.

Small files are read and written while the page waits; larger ones by the worker, which writes part by part and says how
far it is. Whoever started one may leave the page and find it again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F

from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import enqueue
from shangliang.ledger.actions.queue import Work
from shangliang.people.models import Account
from shangliang.people.queries import actor_of
from shangliang.voices.actions.importing import ImportResult, import_file
from shangliang.voices.models import ImportRun
from shangliang.voices.rules.sheets import BATCH, MEGABYTE, UPLOAD

MOST_ERRORS_KEPT = 200
AT_ONCE_BYTES = MEGABYTE
AT_ONCE_ROWS = 1000
"""Larger files are read, and more rows written, by the worker."""

JOB = "voices.import"
IMPORTED = "voices.imported"
"""The job that upper slices take up when voices have come in."""


def check_upload(
    upload: "File[bytes]", *, account: Account | None, actor: Actor, at: datetime, source: str
) -> ImportRun:
    """Keep an uploaded file, read it without writing anything, and return the run that holds what was found.

    A large file is read by the worker; its run says so. Raises Invalid for a file past the limit of size before a byte
    of it is kept.
    """
    if (upload.size or 0) > UPLOAD.size:
        size, most = (upload.size or 0) // MEGABYTE, UPLOAD.size // MEGABYTE
        raise Invalid(
            Words(
                f"文件有 {size} MB，超过上限 {most} MB。请分成几份再导入。",
                f"The file has {size} MB; the limit is {most} MB. Split it.",
            ),
            field="file",
        )
    run = ImportRun(
        account=account, file_name=(upload.name or "")[-200:], source=source.strip()[:40] or "12345", made_at=at
    )
    run.file.save("upload", upload, save=False)
    run.save()
    return look_again(run, actor=actor, at=at, mapping=None)


def is_large(run: ImportRun) -> bool:
    """Return whether a file is left to the worker."""
    return run.file.size > AT_ONCE_BYTES


def look_again(
    run: ImportRun, *, actor: Actor, at: datetime, mapping: Mapping[str, int] | None, source: str = ""
) -> ImportRun:
    """Read a waiting file once more, with another mapping or source, and return the run."""
    if run.status != "checked":
        raise finished(run)
    run.source = source.strip()[:40] or run.source
    if is_large(run):
        run.mapping = dict(mapping or {})
        hand_over(run, "reading", at)
        return run
    note(run, look(run, actor, at, mapping))
    return run


def look(run: ImportRun, actor: Actor, at: datetime, mapping: Mapping[str, int] | None) -> ImportResult:
    """Return what is found in a waiting file; nothing is written."""
    return import_file(
        run.file.path,
        actor=actor,
        at=at,
        dry_run=True,
        mapping=mapping,
        source=run.source,
        limits=BATCH if is_large(run) else UPLOAD,
        name=run.file_name,
    )


@transaction.atomic
def hand_over(run: ImportRun, status: str, at: datetime) -> None:
    """Leave the next step of a run to the worker."""
    number = run.result.get("handed", 0) + 1
    run.status, run.result = status, {**run.result, "handed": number}
    run.save()
    enqueue([Work(f"{JOB}:{run.pk}:{number}", JOB, {"run": run.pk})], at=at)


def import_upload(run: ImportRun, *, actor: Actor, at: datetime, keep_good: bool = False) -> ImportResult | None:
    """Bring a waiting file in as it was mapped, delete the file when that is done, and return what happened.

    None when it was left to the worker.
    """
    if run.status != "checked":
        raise finished(run)
    run.keep_good = keep_good
    found = run.result
    wrong = bool(found.get("error_count")) and not keep_good
    if not wrong and int(found.get("created", 0)) + int(found.get("updated", 0)) > AT_ONCE_ROWS:
        run.total_count, run.done_count = int(found["created"]) + int(found["updated"]), 0
        hand_over(run, "running", at)
        return None
    result = bring_in(run, actor, at)
    close(run, result, at)
    return result


def bring_in(
    run: ImportRun, actor: Actor, at: datetime, on_part: Callable[[int, int], None] | None = None
) -> ImportResult:
    """Write the rows of a waiting file and return what happened."""
    return import_file(
        run.file.path,
        actor=actor,
        at=at,
        keep_good=run.keep_good,
        mapping=run.mapping or None,
        source=run.source,
        limits=BATCH if is_large(run) else UPLOAD,
        name=run.file_name,
        on_part=on_part,
    )


def close(run: ImportRun, result: ImportResult, at: datetime) -> None:
    """Note how an import ended; when rows were written the file goes and upper slices hear of it."""
    run.status = "done" if result.is_written else "checked"
    if result.is_written:
        run.file.delete(save=False)
        run.ended_at = at
    with transaction.atomic():
        note(run, result)
        if result.is_written and result.created:
            enqueue([Work(f"{IMPORTED}:{run.pk}", IMPORTED, {"run": run.pk})], at=at)


def work_on_import(run: ImportRun, *, at: datetime, beat: Callable[[], object]) -> ImportRun:
    """Do what was left to the worker, read or write, and return the run; `beat` is called after every part.

    Cut off in the middle it may be called again: rows that are in already change nothing.
    """
    if not run.is_at_work:
        return run
    account = run.account
    if account is None or account.person is None:
        raise NotNow(Words("不知道是谁导入的。", "Nobody is known to have started this import."))
    actor = actor_of(account.person, local_date(at))
    if run.status == "reading":
        found = look(run, actor, at, run.mapping or None)
        run.status = "checked"
        note(run, found)
        return run
    before = run.done_count

    def on_part(done: int, _total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(done_count=F("done_count") + done)
        beat()

    result = bring_in(run, actor, at, on_part)
    run.refresh_from_db(fields=["done_count"])
    result.created += before
    result.unchanged -= min(before, result.unchanged)
    close(run, result, at)
    return run


def give_up(run: ImportRun) -> None:
    """Forget a waiting file without bringing it in."""
    if run.status != "checked":
        raise finished(run)
    run.status = "refused"
    run.file.delete(save=False)
    run.save()


def finished(run: ImportRun) -> NotNow:
    """Return the refusal for a run that is over, or that the worker has."""
    if run.is_at_work:
        return NotNow(
            Words("后台正在办这一份，等它办完。", "The worker is busy with this file; wait until it is done.")
        )
    return NotNow(Words("这次导入已经结束，请重新上传文件。", "This import is over; upload the file again."))


def note(run: ImportRun, result: ImportResult) -> None:
    """Write into a run what was found."""
    found: dict[str, Any] = result.as_json(most=MOST_ERRORS_KEPT)
    run.result = {
        **found,
        "header": list(result.header),
        "kind": result.kind,
        "error_count": len(result.errors),
        "handed": run.result.get("handed", 0),
    }
    run.mapping = result.mapping
    run.save()
