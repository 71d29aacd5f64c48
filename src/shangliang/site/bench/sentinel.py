"""Bursts planted into invented series, and how many of them the sentinel finds.

Twenty categories in ten districts over two years: levels from 0.4 to 12 a day, quiet weekends, holidays that hold three
fifths of the messages back until the days after them, a heating season for every fifth category, a slow rise for every
seventh, and more sway than a Poisson count has. Half of the series get one burst of one to seven days.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shangliang.engines import hotspots, workdays

START = date(2022, 11, 1)
JUDGED_FROM, JUDGED_TO = date(2024, 9, 16), date(2024, 11, 30)
HARD_DAYS = (date(2024, 9, 18), date(2024, 10, 8), date(2024, 10, 9), date(2024, 11, 16), date(2024, 11, 20))
"""First days after holidays, and the rise of the heating season."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Planted:
    """Series by category and district, the day on which each is judged, and which hold a burst that ends that day."""

    series: dict[Key, dict[date, int]]
    judged_on: dict[Key, date]
    bursts: frozenset[Key]


def is_workday(day: date) -> bool:
    """Tell whether a day is a working day by the shipped calendar."""
    return workdays.shipped().is_workday(day)


def planted(seed: int = 11) -> Planted:
    """Return 200 series, every second with a burst."""
    import numpy as np

    rng = np.random.default_rng(seed)
    days = [START + timedelta(days=n) for n in range((JUDGED_TO - START).days + 1)]
    shape = usual_shape(days)
    keys = [(f"类别{c:02d}", f"区市{d}") for c in range(20) for d in range(10)]
    series, judged_on = {}, {}
    for number, key in enumerate(keys):
        level = float(np.exp(rng.uniform(np.log(0.4), np.log(12))))
        mean = level * shape * season_of(number // 10, days)
        counts = rng.poisson(mean * rng.gamma(20, 1 / 20, len(days)))
        on = days[-int(rng.integers(1, 71))]
        if number % 2 == 0 and rng.random() < 0.5:
            on = HARD_DAYS[int(rng.integers(len(HARD_DAYS)))]
        if number % 2:
            add_burst(counts, days.index(on), level, rng)
        series[key], judged_on[key] = {d: int(c) for d, c in zip(days, counts, strict=True) if c}, on
    return Planted(series, judged_on, frozenset(keys[1::2]))


def usual_shape(days: list[date]) -> Any:  # noqa: ANN401 - numpy is loaded late
    """Return the factor of each day: weekends at 0.55, holidays at 0.4 with the rest on the next two working days."""
    import numpy as np

    shape = np.ones(len(days))
    held = 0.0
    for place, day in enumerate(days):
        if not is_workday(day):
            long = any(all(not is_workday(day + timedelta(days=a + b)) for b in range(3)) for a in (-2, -1, 0))
            shape[place] = 0.4 if long else 0.55
            held += 0.6 * (day.weekday() < 5) if long else 0.0
        elif held:
            back = held if held < 0.3 else held * 0.6
            shape[place] += back
            held -= back
    return shape


def season_of(category: int, days: list[date]) -> Any:  # noqa: ANN401
    """Return the factor of the season: heating from 15 November on, a slow rise, or nothing."""
    import numpy as np

    if category % 5 == 0:
        heating = [max(0.0, 1 - abs((day - date(day.year, 11, 18)).days) / 20) for day in days]
        return 1 + 2.0 * np.array(heating)
    return np.linspace(1, 2, len(days)) if category % 7 == 0 else np.ones(len(days))


def add_burst(counts: Any, last: int, level: float, rng: Any) -> None:  # noqa: ANN401
    """Add a burst that ends on a day: 14 messages or seven standard deviations, up to twice as many."""
    import numpy as np

    length = int(rng.integers(1, 8))
    extra = int(max(14, 7 * np.sqrt(level * length)) * rng.uniform(1, 2))
    for place in rng.integers(last - length + 1, last + 1, extra):
        counts[place] += 1


def measure(seed: int = 11) -> dict[str, Any]:
    """Return recall and precision on 100 planted and 100 quiet series, each judged on one day, and the cost."""
    import time

    made = planted(seed)
    before = time.process_time()
    alerts = {
        day: {(a.category, a.district) for a in hotspots.watch(made.series, on=day, is_workday=is_workday)}
        for day in sorted(set(made.judged_on.values()))
    }
    seconds = time.process_time() - before
    said = {key for key, day in made.judged_on.items() if key in alerts[day]}
    found = len(said & made.bursts)
    return {
        "planted": len(made.bursts),
        "quiet": len(made.series) - len(made.bursts),
        "found": found,
        "false": len(said - made.bursts),
        "recall": round(found / len(made.bursts), 3),
        "precision": round(found / max(len(said), 1), 3),
        "cpu_milliseconds_a_day": round(1000 * seconds / len(alerts), 1),
    }


def over_seeds(seeds: int = 6) -> dict[str, Any]:
    """Return the mean of several plantings, so that a lucky one says nothing."""
    scores = [measure(seed) for seed in range(11, 11 + seeds)]
    mean = {name: round(sum(one[name] for one in scores) / seeds, 3) for name in ("recall", "precision")}
    return {**mean, "plantings": seeds, "lowest_recall": min(one["recall"] for one in scores),
            "cpu_milliseconds_a_day": scores[0]["cpu_milliseconds_a_day"]}  # fmt: skip
