"""Moments and days in China: a moment is an instant with a zone, a day is a date in China."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# One offset since 1992, but summer time from 1986 to 1991: days of those years begin and end by the clock of then.
CHINA = ZoneInfo("Asia/Shanghai")


def local_day(moment: datetime) -> date:
    """Give the date in China at a moment; a moment without time zone raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("moment without time zone")
    return moment.astimezone(CHINA).date()


def end_of_day(day: date) -> datetime:
    """Give 24:00 Asia/Shanghai of a day as a UTC instant, which no longer belongs to the day."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)
