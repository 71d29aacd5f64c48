"""Long work of every kind in one list: imports, runs of discovery, trainings; at work first, then the newest."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shangliang.kernel.workflow import Actor, may
from shangliang.topics.models import DiscoveryRun
from shangliang.topics.queries import running_runs
from shangliang.topics.workflow import HOT_DESK_GRANT
from shangliang.voices.models import ImportRun
from shangliang.voices.queries import import_runs
from shangliang.voices.workflow import IMPORT


@dataclass(frozen=True)
class Task:
    """One piece of long work: what, whose, since when, how far, what came of it."""

    title: str
    who: str
    begun_at: datetime
    state: str
    is_at_work: bool
    is_failed: bool
    done: int
    total: int
    note: str
    href: str


def tasks_of(actor: Actor, limit: int = 30) -> list[Task]:
    """Return the long work that an actor may look at, what is at work first, then the newest."""
    found: list[Task] = []
    if may(actor, IMPORT):
        found += [of_import(run, actor) for run in import_runs(limit)]
    if may(actor, HOT_DESK_GRANT):
        found += [of_discovery(run) for run in running_runs(limit)]
    return sorted(found, key=lambda task: (not task.is_at_work, -task.begun_at.timestamp()))[:limit]


def of_import(run: ImportRun, actor: Actor) -> Task:
    """Return an import as a task; its page opens for who started it."""
    person = run.account.person if run.account else None
    is_own = person is not None and person.pk == actor.person
    created = run.result.get("created")
    return Task(
        title=_("导入 %(name)s") % {"name": run.file_name},
        who=str(person or ""),
        begun_at=run.made_at,
        state=run.get_status_display(),
        is_at_work=run.is_at_work,
        is_failed=False,
        done=run.done_count,
        total=run.total_count,
        note=_("新 %(n)s 条") % {"n": created} if created is not None else "",
        href=f"/desk/voices/import/{run.pk}" if is_own else "",
    )


def of_discovery(run: DiscoveryRun) -> Task:
    """Return a run of discovery as a task."""
    return Task(
        title=_("找热点 第 %(n)s 次") % {"n": run.number},
        who=str(run.asked_by or _("定时")),
        begun_at=run.asked_at,
        state=run.get_status_display(),
        is_at_work=run.status in (DiscoveryRun.QUEUED, DiscoveryRun.RUNNING),
        is_failed=run.status == DiscoveryRun.FAILED,
        done=run.done_count,
        total=run.total_count,
        note=run.step or run.error[:80] or _("%(n)s 个热点") % {"n": run.issue_count},
        href="/desk/hot",
    )
