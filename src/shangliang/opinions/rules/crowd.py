"""Who takes part: what people may say about themselves, compared with the population, small cells hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shangliang.opinions.rules.shares import interval, share

AGES: Final = (
    ("u18", "未满 18 岁", "under 18"),
    ("18-29", "18 至 29 岁", "18 to 29"),
    ("30-44", "30 至 44 岁", "30 to 44"),
    ("45-59", "45 至 59 岁", "45 to 59"),
    ("60-74", "60 至 74 岁", "60 to 74"),
    ("75+", "75 岁以上", "75 and over"),
)
GENDERS: Final = (("f", "女", "women"), ("m", "男", "men"))
DIMENSIONS: Final = (("age", "年龄段", "age"), ("gender", "性别", "gender"), ("district", "区（市）", "district"))
SMALL_CELL: Final = 5
"""A cell of fewer people is hidden: who is the only one of seventy-five and over could be recognised."""


@dataclass(frozen=True)
class Cell:
    """One class of people: how many take part, with share and interval; the population's share; None is hidden."""

    key: str
    number: int | None
    share: int | None
    low: int | None
    high: int | None
    population: int | None


@dataclass(frozen=True)
class Comparison:
    """One dimension: its cells, how many told, how many take part."""

    dimension: str
    cells: tuple[Cell, ...]
    told: int
    people: int


def hidden_keys(counts: Mapping[str, int], floor: int = SMALL_CELL) -> frozenset[str]:
    """Return the cells that stay hidden: those of fewer than five, and another where one alone could be reckoned.

    The number of all who told is shown, so a single hidden cell would be the difference: the smallest of the others
    is hidden with it.
    """
    small = {key for key, number in counts.items() if 0 < number < floor}
    others = sorted((number, key) for key, number in counts.items() if number >= floor)
    if len(small) == 1 and others:
        small.add(others[0][1])
    return frozenset(small)


def compare(
    dimension: str, keys: Sequence[str], counts: Mapping[str, int], people: int, population: Mapping[str, int]
) -> Comparison:
    """Return how those who told are spread over the classes, beside the population."""
    mine = {key: counts.get(key, 0) for key in keys}
    told, everybody = sum(mine.values()), sum(population.get(key, 0) for key in keys)
    hidden = hidden_keys(mine)
    cells = []
    for key in keys:
        whole = share(population[key], everybody) if everybody and key in population else None
        if key in hidden:
            cells.append(Cell(key, None, None, None, None, whole))
        else:
            low, high = interval(mine[key], told)
            cells.append(Cell(key, mine[key], share(mine[key], told), low, high, whole))
    return Comparison(dimension, tuple(cells), told, people)
