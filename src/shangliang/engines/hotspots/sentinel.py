"""哨点 sentinel: which category rises in which district beyond what weekday, season and holidays explain.

Expected count of a day = level x weekday x season (+ what a holiday held back). The level is the mean of the eight
weeks before, without the heights of earlier bursts; weekday factors come from the same series and lean on those of the
whole city where it is thin; the season factor compares the same two weeks one and two years before with the eight
weeks before them, and leans on the category in the whole city. A working Saturday counts as a working day, three and
more days off in a row as a holiday. Messages that a holiday held back are expected on the three working days after it.

z = 2 (sqrt(count + 3/8) - sqrt(expected + 3/8)) / spread (Anscombe 1948), where the spread is 1 for a Poisson count and
grows with the robust spread (MAD) of the eight weeks before, leaning on the median spread of all series.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.classifier import Floats
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters

Span = Literal["day", "week"]
Key = tuple[str, str]

_FRIDAY, _SUNDAY, _HOLIDAY, _KINDS = 4, 6, 7, 8
_YEAR = 364
_YEARS = 2
_HOLIDAY_DAYS = 3
_CATCHING_UP = 3
_LOOK_BACK = 20
_AROUND = 7
_SPREAD_LEAN = 24
_WEEK = 7
_SEASON_BOUNDS = (0.7, 6.0)
_MAD = 1.4826
_LENGTHS: dict[Span, int] = {"day": 1, "week": _WEEK}


class Because(NamedTuple):
    """What the expected count was made of.

    `level` is the usual count of a day (or week), `weekday` and `season` the factors on it, `held_back` what a holiday
    before is expected to have added, `spread` how much more than a Poisson count the series usually sways.
    """

    level: float
    weekday: float
    season: float
    held_back: float
    spread: float


@dataclass(frozen=True, slots=True)
class Alert:
    """A count of a day or of the seven days up to `on` that stands out.

    `series` holds the counts of the eight weeks before and the one that stands out: 57 days or 9 weeks of seven days,
    the last ending `on`; `expected_series` what was expected for each.
    """

    category: str
    district: str
    on: date
    span: Span
    count: int
    expected: float
    z: float
    series: tuple[int, ...]
    expected_series: tuple[float, ...]
    because: Because


def watch(
    series: Mapping[Key, Mapping[date, int]],
    *,
    on: date,
    is_workday: Callable[[date], bool],
    parameters: Parameters = DEFAULTS,
) -> list[Alert]:
    """The alerts of a day, the strongest first: for each category and district at most one of a day and one of a week.

    `series` holds counts by (category, district) and day; a day without an entry counts nought. An alert needs a count
    of `alert_count` and a z of `alert_z`. With less than four weeks of history in all series together nothing is said.
    """
    first = min((min(counts) for counts in series.values() if counts), default=on)
    start = max(first, on - timedelta(days=_YEARS * _YEAR + 2 * _WEEK * parameters.alert_weeks))
    days = (on - start).days + 1
    if days <= parameters.alert_least_weeks * _WEEK + _WEEK:
        return []
    calendar = _Calendar(start, days, is_workday)
    counts = {key: _counts(one, start, days) for key, one in series.items()}
    found: list[Alert] = []
    for span in _LENGTHS:
        found += _alerts(counts, on, span, calendar, parameters)
    return sorted(found, key=lambda alert: (-alert.z, alert.span, alert.category, alert.district))


def _counts(counts: Mapping[date, int], start: date, days: int) -> Floats:
    found = np.zeros(days)
    for day, count in counts.items():
        place = (day - start).days
        if 0 <= place < days:
            found[place] += count
    return found


class _Calendar:
    """The kind of each day: Monday to Friday at work, Saturday and Sunday off, holiday; and what it were without."""

    def __init__(self, start: date, days: int, is_workday: Callable[[date], bool]) -> None:
        margin = 10
        listed = [start + timedelta(days=n - margin) for n in range(days + 2 * margin)]
        off = [not is_workday(day) for day in listed]
        plain = [_SUNDAY if o and d.weekday() < 5 else d.weekday() if o else min(d.weekday(), _FRIDAY)
                 for d, o in zip(listed, off, strict=True)]  # fmt: skip
        kinds = [_HOLIDAY if long else kind for kind, long in zip(plain, _in_long_run(off), strict=True)]
        self.kinds: NDArray[np.int64] = np.array(kinds[margin : margin + days])
        usual = [day.weekday() for day in listed]
        self.usual: NDArray[np.int64] = np.array(usual[margin : margin + days])


def _in_long_run(off: Sequence[bool]) -> list[bool]:
    """For each day whether it stands in a run of three and more days off."""
    found = [False] * len(off)
    begin = 0
    for place in range(len(off) + 1):
        if place < len(off) and off[place]:
            continue
        if place - begin >= _HOLIDAY_DAYS:
            found[begin:place] = [True] * (place - begin)
        begin = place + 1
    return found


def _alerts(
    counts: Mapping[Key, Floats], on: date, span: Span, calendar: _Calendar, parameters: Parameters
) -> list[Alert]:
    city = _Pattern(_summed(counts.values()), span, calendar, parameters)
    by_category: dict[str, list[Floats]] = {}
    for (category, _), one in counts.items():
        by_category.setdefault(category, []).append(one)
    seasons = {
        name: _Pattern(_summed(listed), span, calendar, parameters, city).season for name, listed in by_category.items()
    }
    patterns = {
        key: _Pattern(one, span, calendar, parameters, city, seasons[key[0]])
        for key, one in counts.items()
        if one.any()
    }
    usual_spread = float(np.median([pattern.spread for pattern in patterns.values()]))
    found = [pattern.alert(key, on, usual_spread) for key, pattern in patterns.items() if pattern.is_enough()]
    return [alert for alert in found if alert.z >= parameters.alert_z]


def _summed(listed: Iterable[Floats]) -> Floats:
    total: Floats = np.sum(list(listed), axis=0)
    return total


class _Pattern:
    """What is usual in one series before the span that is judged, and what that lets expect of the span."""

    def __init__(
        self,
        counts: Floats,
        span: Span,
        calendar: _Calendar,
        parameters: Parameters,
        city: "_Pattern | None" = None,
        season: float = 1.0,
    ) -> None:
        self.counts, self.span, self.calendar = counts, span, calendar
        self._set = parameters
        self._length = _LENGTHS[span]
        self._base = parameters.alert_weeks * _WEEK
        self._end = len(counts) - self._length
        self._calm = _without_bursts(counts[: self._end])
        self.factors: Floats = self._weekdays(np.ones(_KINDS) if city is None else city.factors)
        recent = slice(max(self._end - self._base, 0), self._end)
        shape = self.factors[calendar.kinds]
        self.level = float(self._calm[recent].sum() / max(shape[recent].sum(), 1e-9))
        self.season = self._season(shape, season)
        self.usual = self.level * shape
        self.usual[self._end :] *= self.season
        whole = min(self._base // self._length, self._end // self._length)
        place = len(counts) - (whole + 1) * self._length
        self.seen = counts[place:].reshape(-1, self._length).sum(axis=1)
        self.expected = self.usual[place:].reshape(-1, self._length).sum(axis=1)
        self.spread = self._spread()

    def _weekdays(self, lean: Floats) -> Floats:
        """The factor of each kind of day, leaning on those given by `alert_lean` messages."""
        year = slice(max(self._end - _YEAR, 0), self._end)
        calm, kinds = self._calm[year], self.calendar.kinds[year]
        local = _moving_mean(calm, self._base)
        seen = np.bincount(kinds, calm, minlength=_KINDS)
        due = np.bincount(kinds, local, minlength=_KINDS)
        strength = self._set.alert_lean
        factors: Floats = (seen + strength * lean) / (due + strength)
        if due[_HOLIDAY] == 0:
            factors[_HOLIDAY] = factors[_SUNDAY]
        return np.maximum(factors, 0.05)

    def _season(self, shape: Floats, lean: float) -> float:
        """How the same days of earlier years stood to the eight weeks before them."""
        seen = due = 0.0
        for year in range(1, _YEARS + 1):
            middle = self._end - year * _YEAR + self._length // 2
            days = slice(middle - _AROUND, middle + _AROUND + 1)
            before = slice(days.start - self._base, days.start)
            if before.start < 0:
                break
            level = self._calm[before].sum() / max(shape[before].sum(), 1e-9)
            seen += self._calm[days].sum()
            due += level * shape[days].sum()
        strength = self._set.alert_lean
        return float(np.clip((seen + strength * lean) / (due + strength), *_SEASON_BOUNDS))

    def _held_back(self) -> float:
        """Messages that holidays before or in the span kept back and that were not made up for before it."""
        debt, working = 0.0, 0
        for place in range(max(len(self.counts) - _LOOK_BACK, 0), len(self.counts)):
            count = self.counts[place]
            if self.calendar.kinds[place] == _HOLIDAY:
                working = 0
                came = count if place < self._end else self.usual[place]
                debt += max(self.level * self.factors[self.calendar.usual[place]] - came, 0.0)
                continue
            working += 1
            if place >= self._end:
                break
            debt = 0.0 if working > _CATCHING_UP else max(debt - max(count - self.usual[place], 0.0), 0.0)
        is_over = 0 < working <= _CATCHING_UP
        return float(debt) if is_over else 0.0

    def _spread(self) -> float:
        """How the sums of the span swayed in the eight weeks before, 1 for a Poisson count."""
        seen, expected = self.seen[:-1], self.expected[:-1]
        sway = 2 * (np.sqrt(seen + 0.375) - np.sqrt(expected + 0.375))
        return max(1.0, _MAD * float(np.median(np.abs(sway - np.median(sway)))))

    def is_enough(self) -> bool:
        """Whether the span has the messages that an alert needs."""
        return bool(self.seen[-1] >= self._set.alert_count)

    def alert(self, key: Key, on: date, usual_spread: float) -> Alert:
        """The span judged, whether it stands out or not; the spread leans on what is usual in the city."""
        expected = self.expected.copy()
        held_back = self._held_back()
        expected[-1] += held_back
        known = len(expected) - 1
        squares = known * self.spread**2 + _SPREAD_LEAN * usual_spread**2
        spread = math.sqrt(squares / (known + _SPREAD_LEAN) * (1 + self._length / self._base))
        z = 2 * (math.sqrt(self.seen[-1] + 0.375) - math.sqrt(expected[-1] + 0.375)) / spread
        weekday = float(self.factors[self.calendar.kinds[self._end :]].mean())
        because = Because(self.level * self._length, weekday, self.season, held_back, spread)
        seen = tuple(self.seen.astype(int).tolist())
        return Alert(*key, on, self.span, seen[-1], float(expected[-1]), z, seen, tuple(expected.tolist()), because)


def _without_bursts(counts: Floats) -> Floats:
    """The counts, none higher than three standard deviations above the mean of the eight weeks around it."""
    calm = counts
    for _ in range(2):
        mean = _moving_mean(calm, 57)
        calm = np.minimum(counts, mean * 1.5 + 3 * np.sqrt(mean + 0.5))
    return calm


def _moving_mean(counts: Floats, days: int) -> Floats:
    """The mean of the days around each day."""
    half = days // 2
    total = np.concatenate(([0.0], np.cumsum(counts)))
    places = np.arange(len(counts))
    low, high = np.maximum(places - half, 0), np.minimum(places + half + 1, len(counts))
    mean: Floats = (total[high] - total[low]) / (high - low)
    return mean
