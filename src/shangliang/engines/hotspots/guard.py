"""The guard: like words about different places are different matters until a person says otherwise."""

from collections.abc import Iterable, Iterator
from itertools import chain
from sys import intern
from typing import Any, Self

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.places import (
    CITY,
    DISTRICT,
    LEVELS,
    Gazetteer,
    Place,
    Recogniser,
    is_same_place,
    kind_of,
    masked_places,
    named_places,
)
from shangliang.engines.hotspots.words import normalise

_OPENING = 100
_FINE = tuple(level for level in LEVELS if level not in (DISTRICT, CITY))
_AT = {level: place for place, level in enumerate(LEVELS)}
_AT_DISTRICT = _AT[DISTRICT]

Names = tuple[tuple[str, ...], ...]
"""For each of `LEVELS` the names that speak for an issue."""

_NOWHERE: Names = ((),) * len(LEVELS)
_COARSE: dict[Names, Names] = {_NOWHERE: _NOWHERE}
"""What speaks for issues that name no place finer than a district, one object for all that name the same."""


class PlaceProfile:
    """How often the texts of an issue name which place, by level.

    A profile belongs to one run: what it found under its parameters it remembers until it changes. It begins with
    the `places` of one text, which is all that most issues ever have.
    """

    __slots__ = ("_covered", "_names", "_packed", "_speaking", "places", "texts")

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.places = tuple(places)
        self.texts = 1
        self._names: dict[str, dict[str, int]] | None = None
        self._covered: dict[str, int] | None = None
        self._packed: tuple[tuple[Any, ...], tuple[Any, ...]] | None = None
        self._speaking: Names | None = None if self.places else _NOWHERE

    @classmethod
    def counted(cls, texts: int, names: dict[str, dict[str, int]], covered: dict[str, int]) -> Self:
        """The profile of several texts: for each level how many name which place, and how many name any."""
        made = cls()
        made.texts, made._names, made._covered, made._speaking = texts, names, covered, None
        return made

    @classmethod
    def speaking_of(cls, names: Iterable[Iterable[str]]) -> Self:
        """The profile of an issue of which only the names that speak for it at each level are kept."""
        made = cls()
        kept = tuple(tuple(map(intern, at_level)) for at_level in names)
        made._speaking = kept if any(kept) else _NOWHERE
        return made

    def written(self) -> list[Any]:
        """It as plain lists: the places of one text, or what is counted of several."""
        if self._is_of_one_text:
            return [[[place.name, place.kind, place.district] for place in self.places]]
        return [self.texts, self.names, self.covered]

    @classmethod
    def of_written(cls, told: list[Any]) -> Self:
        """The profile that `written` wrote."""
        return cls(Place(*place) for place in told[0]) if len(told) == 1 else cls.counted(*told)

    @property
    def _is_of_one_text(self) -> bool:
        return self._names is None and self._packed is None

    def pack(self) -> None:
        """Take little room until more is counted: tuples of a handful of places instead of dictionaries."""
        if self._names is not None and self._covered is not None:
            names = ((level, name, count) for level, listed in self._names.items() for name, count in listed.items())
            self._packed = tuple(chain.from_iterable(names)), tuple(chain.from_iterable(self._covered.items()))
            self._names = self._covered = None

    @property
    def names(self) -> dict[str, dict[str, int]]:
        """For each level how many texts name which place."""
        if self._names is not None:
            return self._names
        found: dict[str, dict[str, int]] = {}
        if self._packed is not None:
            for level, name, count in _by(3, self._packed[0]):
                found.setdefault(level, {})[name] = count
            return found
        for place in self.places:
            found.setdefault(place.kind, {})[place.name] = 1
        return found

    @property
    def covered(self) -> dict[str, int]:
        """For each level how many texts name a place of it."""
        if self._packed is not None:
            return dict(_by(2, self._packed[1]))
        return self._covered if self._covered is not None else {place.kind: 1 for place in self.places}

    def with_more(self, other: "PlaceProfile") -> "PlaceProfile":
        """The profile of these texts and those of another; this one changes too unless it was of one text."""
        whole = PlaceProfile.counted(self.texts, self.names, self.covered) if self._is_of_one_text else self
        whole.take(other)
        return whole

    def take(self, other: "PlaceProfile") -> None:
        """Take in the texts of another; for a profile of several texts."""
        self._speaking = None
        mine, covered = self._names, self._covered = self.names, self.covered
        self._packed = None
        self.texts += other.texts
        for level, names in other.names.items():
            at_level = mine.setdefault(level, {})
            for name, count in names.items():
                at_level[name] = at_level.get(name, 0) + count
        for level, count in other.covered.items():
            covered[level] = covered.get(level, 0) + count

    def speaking(self, parameters: Parameters) -> Names:
        """The names that speak for the issue at each level, the commonest first; none where few texts name one."""
        known = self._speaking
        if known is None:
            known = self._speaking = self._chosen(parameters)
        return known

    def main(self, level: str, parameters: Parameters) -> tuple[str, ...]:
        """The same for one level."""
        return self.speaking(parameters)[_AT[level]]

    def _chosen(self, parameters: Parameters) -> Names:
        if self._is_of_one_text:
            found: list[tuple[str, ...]] = list(_NOWHERE)
            for kind in {place.kind for place in self.places}:
                found[_AT[kind]] = tuple(sorted({place.name for place in self.places if place.kind == kind}))
            chosen = tuple(found)
        else:
            least = parameters.place_cover * self.texts
            names, covered = self.names, self.covered
            chosen = tuple(
                _frequent(names.get(level), parameters) if covered.get(level, 0) >= least else () for level in LEVELS
            )
        # Most issues name no more than a district: what they say is the same for many.
        is_coarse = not any(chosen[: len(_FINE)]) and max(map(len, chosen)) <= 1
        return _COARSE.setdefault(chosen, chosen) if is_coarse else chosen

    def frequent(self, level: str, parameters: Parameters) -> tuple[str, ...]:
        """The names of a level with their share of the mentions, the commonest first, however few texts name any."""
        return _frequent(self.names.get(level), parameters)

    def district(self, parameters: Parameters) -> str:
        """The one district that speaks for it; empty where none or several do. Nothing is remembered."""
        if self._speaking is not None:
            names = self._speaking[_AT_DISTRICT]
        elif self._is_of_one_text:
            names = tuple({place.name for place in self.places if place.kind == DISTRICT})
        elif self.covered.get(DISTRICT, 0) >= parameters.place_cover * self.texts:
            names = self.frequent(DISTRICT, parameters)
        else:
            names = ()
        return names[0] if len(names) == 1 else ""

    def is_placed(self, parameters: Parameters) -> bool:
        """Whether a place finer than a district speaks for it."""
        return any(self.speaking(parameters)[: len(_FINE)])

    def commonest(self, limit: int) -> tuple[str, ...]:
        """At most `limit` names, the commonest first, finer levels before coarser ones."""
        ranked = [
            (-count, LEVELS.index(level), name) for level, names in self.names.items() for name, count in names.items()
        ]
        return tuple(name for _, _, name in sorted(ranked)[:limit])


def _by(count: int, flat: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """A flat tuple in groups of so many."""
    return zip(*[iter(flat)] * count, strict=True)


def _frequent(names: dict[str, int] | None, parameters: Parameters) -> tuple[str, ...]:
    if not names:
        return ()
    least = parameters.place_share * max(names.values())
    frequent = [(-count, name) for name, count in names.items() if count >= least]
    return tuple(name for _, name in sorted(frequent))


def conflict(
    one: PlaceProfile, other: PlaceProfile, parameters: Parameters
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The places that keep two issues apart, or None.

    The finest level at which both name a place decides; differing districts always keep apart.
    """
    mine, others = one.speaking(parameters), other.speaking(parameters)
    if mine is _NOWHERE or others is _NOWHERE:
        return None
    for level, (here, there) in enumerate(zip(mine, others, strict=True)):
        if here and there:
            if not any(is_same_place(a, b) for a in here for b in there):
                return here, there
            if level != _AT_DISTRICT:
                break
    here, there = mine[_AT_DISTRICT], others[_AT_DISTRICT]
    return (here, there) if here and there and not set(here) & set(there) else None


def places_of(
    title: str,
    body: str,
    given: Iterable[str],
    gazetteer: Gazetteer | None,
    recogniser: Recogniser | None = None,
) -> list[Place]:
    """The places of one message: those given, those of the gazetteer and masked codes; where neither of the first two
    tells any, what the recogniser knows, else what looks like a place.

    Looks are read off the title; codes off the title, and off the opening of the body when the title names
    no district.
    """
    found = {name: Place(name, kind_of(name)) for name in map(normalise, given) if name}
    if gazetteer is not None:
        for place in gazetteer.find(f"{title}\n{body}"):
            found[place.name] = place
    if not found:
        listed = named_places(title) if recogniser is None else recogniser(title)
        found.update((place.name, place) for place in listed)
    codes = masked_places(title)
    if not any(place.kind == DISTRICT for place in codes):
        codes += masked_places(body[:_OPENING])
    for place in codes:
        found.setdefault(place.name, place)
    return list(found.values())
