"""时间 calendar: Shanghai local time, and the one place where a clock is read.

Rules and actions never read it: faces and commands call `now()` once and pass the moment on as `at=`.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment in UTC.

    When SHANGLIANG_CLOCK names a file that holds a number of seconds, the moment is moved by it: the way in which
    a rehearsal lets days pass.
    """
    moment = datetime.now(UTC)
    path = os.environ.get("SHANGLIANG_CLOCK", "")
    if path and Path(path).exists():
        moment += timedelta(seconds=float(Path(path).read_text(encoding="ascii").strip() or 0))
    return moment


def local(at: datetime) -> datetime:
    """Return a moment as Shanghai wall-clock time."""
    return at.astimezone(SHANGHAI)


def local_date(at: datetime) -> date:
    """Return the Shanghai calendar day of a moment."""
    return local(at).date()


def moment(day: date, clock: time = time(0, 0)) -> datetime:
    """Return the UTC instant of a Shanghai day and wall-clock time."""
    return datetime.combine(day, clock, tzinfo=SHANGHAI).astimezone(UTC)
