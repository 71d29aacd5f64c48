"""Where a message is about: a table of names if there is one, else the look of Chinese place names."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ahocorasick_rs
import rjieba

from shangliang.engines.hotspots.words import CODE, normalise, word_list

CITY, DISTRICT, STREET, COMMUNITY, SITE, ROAD, LINE = (
    "city", "district", "street", "community", "site", "road", "line",
)  # fmt: skip
LEVELS = (SITE, COMMUNITY, LINE, ROAD, STREET, DISTRICT, CITY)
"""Kinds of place, the finest first."""

_SUFFIXES = {
    SITE: (
        "小区 花园 新城 国际城 家园 公寓 新村 广场 大厦 中学 小学 大学 学院 学校 幼儿园 医院 公园 市场 夜市 "
        "车站 山庄 名园 庭院 公馆 雅苑 佳苑 嘉园 苑"
    ),
    COMMUNITY: "社区 村",
    STREET: "街道 镇 乡",
    ROAD: "大道 路 街",
    DISTRICT: "区 县",
    CITY: "市",
}
_LEVEL_OF = {suffix: level for level, listed in _SUFFIXES.items() for suffix in listed.split()}
_SUFFIX = re.compile("(" + "|".join(sorted(_LEVEL_OF, key=lambda s: (-len(s), s))) + ")$")
GENERAL_PLACE = re.compile("|".join(s for s in sorted(_LEVEL_OF, key=lambda s: (-len(s), s)) if len(s) > 1))
"""The usual endings of place names of two and more characters."""
_PART_OF_SITE = re.compile(r"(校|别墅|工|园|厂|矿|片|景|库|老|[一二三四五六七八九十\dA-Za-z])区$")
_LINE = re.compile(r"(?<![\dA-Za-z])(\d{1,4}路|[\d一二三四五六七八九十]{1,3}号线)")
_AFTER_CODE = re.compile(r"^[市区县]")
_NAME_TAGS = frozenset("njbmsagzei")
_LONGEST_NAME = 9


@dataclass(frozen=True, slots=True)
class Place:
    """A name with its level (one of `LEVELS`) and, where known, its district."""

    name: str
    kind: str = SITE
    district: str = ""


Recogniser = Callable[[str], Sequence[Place]]
"""Names the places of a title; asked where the gazetteer finds nothing."""


def kind_of(name: str) -> str:
    """The level that the ending of a name speaks of; `site` when it tells nothing."""
    if CODE.fullmatch(name):
        return CITY if len(name) == 2 else DISTRICT
    if _LINE.fullmatch(name):
        return LINE
    if _PART_OF_SITE.search(name):
        return SITE
    suffix = _SUFFIX.search(name)
    return _LEVEL_OF[suffix[0]] if suffix else SITE


class Gazetteer:
    """The deployer's own table of places, searched for in one pass (Aho-Corasick, longest name first)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.name: place for place in places if place.name.strip()}
        self._names = list(self._places)
        self._search = ahocorasick_rs.AhoCorasick(self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def __len__(self) -> int:
        return len(self._names)

    def __reduce__(self) -> tuple[type["Gazetteer"], tuple[list[Place]]]:
        """How it travels to another process: as its table."""
        return Gazetteer, (list(self._places.values()),)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str]]) -> "Gazetteer":
        """A gazetteer of rows (name, kind, district).

        The kind is a level of `LEVELS` or a Chinese word for one (小区, 社区, 街道, 路, 区); an empty one is
        read off the name.
        """
        return cls(
            Place(normalise(name), kind if kind in LEVELS else kind_of(kind or name), normalise(district))
            for name, kind, district in rows
        )

    @classmethod
    def read(cls, path: Path) -> "Gazetteer":
        """The gazetteer of a CSV file (UTF-8) with the columns name, kind, district."""
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            return cls.from_rows((row["name"], row.get("kind") or "", row.get("district") or "") for row in rows)

    def find(self, text: str) -> list[Place]:
        """The places named in a text, in order, each once; with a place comes its district."""
        found: dict[str, Place] = {}
        for number, _, _ in self._search.find_matches_as_indexes(text):
            place = self._places[self._names[number]]
            found.setdefault(place.name, place)
            if place.district:
                found.setdefault(place.district, Place(place.district, DISTRICT))
        return list(found.values())


def masked_places(text: str) -> list[Place]:
    """The masked codes of a text: A市 is a city, A3区 a district of it."""
    return [_code(code.upper()) for code in dict.fromkeys(CODE.findall(text))]


@lru_cache(maxsize=4096)
def _code(code: str) -> Place:
    """The place of a code, one object for all messages that name it."""
    return Place(code, kind_of(code))


def named_places(text: str) -> list[Place]:
    """Names that look like places (…小区, …街道, …花园, 805路) in a normalised text, in order, each once.

    A name is a run of nouns before one of the usual endings. It is a light guess: estates without an
    ending (保利香槟国际) are missed, which a gazetteer cures.
    """
    found: dict[str, Place] = {}
    for part in CODE.split(text)[::2]:
        for name in _names_in(_AFTER_CODE.sub("", part)):
            found.setdefault(name, Place(name, kind_of(name)))
    for name in _LINE.findall(text):
        found.setdefault(name, Place(name, LINE))
    return list(found.values())


def _names_in(text: str) -> Iterator[str]:
    run: list[str] = []
    for word, tag in rjieba.tag(text):
        if tag[0] not in _NAME_TAGS and tag != "vn" and not (run and word == "之"):
            run = []
            continue
        run.append(word)
        if _SUFFIX.search(word):
            name = _join_back(run)
            if name:
                yield name
                run = []


def _is_general(word: str) -> bool:
    return word in word_list("general_places.txt")


def _join_back(run: list[str]) -> str:
    """The name at the end of a run of nouns, or nothing when only general words stand before the ending."""
    name = ""
    telling = False
    for word in reversed(run):
        if len(name) + len(word) > _LONGEST_NAME or (telling and _is_general(word)):
            break
        name = word + name
        core = _SUFFIX.sub("", word)
        telling = telling or (len(core) > 0 and not _is_general(core))
    return name if telling and len(name) > 2 and not name[0].isdigit() else ""


@lru_cache(maxsize=1 << 16)
def core_of(name: str) -> str:
    """The part of a name that tells it from others: without its ending, if two characters remain."""
    core = _SUFFIX.sub("", name)
    return core if len(core) > 1 else name


def is_same_place(one: str, other: str) -> bool:
    """Whether two names of one level may mean one place: equal, or the core of one within the other."""
    return core_of(one) in other or core_of(other) in one
