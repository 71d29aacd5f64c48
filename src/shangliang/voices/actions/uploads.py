"""Uploads of the import page: the file waits while its columns are looked at, and is gone once it is in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files import File

from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.workflow import Actor
from shangliang.people.models import Account
from shangliang.voices.actions.importing import ImportResult, import_file
from shangliang.voices.models import ImportRun
from shangliang.voices.rules.sheets import MEGABYTE, UPLOAD

MOST_ERRORS_KEPT = 200


def check_upload(
    upload: "File[bytes]", *, account: Account | None, actor: Actor, at: datetime, source: str
) -> ImportRun:
    """Keep an uploaded file, read it without writing anything, and return the run that holds what was found.

    Raises Invalid for a file past the limit of size before a byte of it is kept.
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


def look_again(
    run: ImportRun, *, actor: Actor, at: datetime, mapping: Mapping[str, int] | None, source: str = ""
) -> ImportRun:
    """Read a waiting file once more, with another mapping or source, and return the run."""
    if run.status != "checked":
        raise finished()
    run.source = source.strip()[:40] or run.source
    result = import_file(
        run.file.path,
        actor=actor,
        at=at,
        dry_run=True,
        mapping=mapping,
        source=run.source,
        limits=UPLOAD,
        name=run.file_name,
    )
    note(run, result)
    return run


def import_upload(run: ImportRun, *, actor: Actor, at: datetime, keep_good: bool = False) -> ImportResult:
    """Bring a waiting file in as it was mapped, delete the file when that is done, and return what happened."""
    if run.status != "checked":
        raise finished()
    result = import_file(
        run.file.path,
        actor=actor,
        at=at,
        keep_good=keep_good,
        mapping=run.mapping or None,
        source=run.source,
        limits=UPLOAD,
        name=run.file_name,
    )
    if result.is_written:
        run.status = "done"
        run.file.delete(save=False)
    note(run, result)
    return result


def give_up(run: ImportRun) -> None:
    """Forget a waiting file without bringing it in."""
    if run.status != "checked":
        raise finished()
    run.status = "refused"
    run.file.delete(save=False)
    run.save()


def finished() -> NotNow:
    """Return the refusal for a run that is over."""
    return NotNow(Words("这次导入已经结束，请重新上传文件。", "This import is over; upload the file again."))


def note(run: ImportRun, result: ImportResult) -> None:
    """Write into a run what was found."""
    found: dict[str, Any] = result.as_json(most=MOST_ERRORS_KEPT)
    run.result = found | {"header": list(result.header), "kind": result.kind, "error_count": len(result.errors)}
    run.mapping = result.mapping
    run.save()
