"""The guard: like words about different places are different matters until a person says otherwise."""

from collections.abc import Iterable

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.places import (
    DISTRICT,
    LEVELS,
    Gazetteer,
    Place,
    is_same_place,
    kind_of,
    masked_places,
    named_places,
)
from shangliang.engines.hotspots.words import normalise

_OPENING = 100


class PlaceProfile:
    """How often the texts of an issue name which place, by level.

    A profile belongs to one run: what it found under its parameters it remembers until it changes.
    """

    __slots__ = ("_main", "covered", "names", "texts")

    def __init__(self) -> None:
        self.names: dict[str, dict[str, int]] = {}
        self.covered: dict[str, int] = {}
        self.texts = 0
        self._main: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, places: Iterable[Place]) -> "PlaceProfile":
        """The profile of one text."""
        profile = cls()
        profile.texts = 1
        for place in places:
            profile.names.setdefault(place.kind, {})[place.name] = 1
            profile.covered[place.kind] = 1
        return profile

    def add(self, other: "PlaceProfile") -> None:
        """Take in the texts of another profile."""
        self._main.clear()
        self.texts += other.texts
        for level, names in other.names.items():
            mine = self.names.setdefault(level, {})
            for name, count in names.items():
                mine[name] = mine.get(name, 0) + count
            self.covered[level] = self.covered.get(level, 0) + other.covered[level]

    def main(self, level: str, parameters: Parameters) -> tuple[str, ...]:
        """The names that speak for the issue at a level, the commonest first; none when few texts name one."""
        names = self.names.get(level)
        if not names:
            return ()
        known = self._main.get(level)
        if known is None:
            known = self._main[level] = self._choose(level, parameters)
        return known

    def _choose(self, level: str, parameters: Parameters) -> tuple[str, ...]:
        if self.covered[level] < parameters.place_cover * self.texts:
            return ()
        return self.frequent(level, parameters)

    def frequent(self, level: str, parameters: Parameters) -> tuple[str, ...]:
        """The names of a level with their share of the mentions, the commonest first, however few texts name any."""
        names = self.names.get(level)
        if not names:
            return ()
        ordered = sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(name for name, count in ordered if count >= parameters.place_share * ordered[0][1])

    def commonest(self, limit: int) -> tuple[str, ...]:
        """At most `limit` names, the commonest first, finer levels before coarser ones."""
        ranked = [
            (-count, LEVELS.index(level), name) for level, names in self.names.items() for name, count in names.items()
        ]
        return tuple(name for _, _, name in sorted(ranked)[:limit])


def conflict(
    one: PlaceProfile, other: PlaceProfile, parameters: Parameters
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The places that keep two issues apart, or None.

    The finest level at which both name a place decides; differing districts always keep apart.
    """
    for level in LEVELS:
        here, there = one.main(level, parameters), other.main(level, parameters)
        if here and there and not any(is_same_place(a, b) for a in here for b in there):
            return here, there
        if here and there and level != DISTRICT:
            break
    here, there = one.main(DISTRICT, parameters), other.main(DISTRICT, parameters)
    return (here, there) if here and there and not set(here) & set(there) else None


def places_of(title: str, body: str, given: Iterable[str], gazetteer: Gazetteer | None) -> list[Place]:
    """The places of one message: those given, those of the gazetteer, masked codes, else what looks like one.

    Looks are read off the title; codes off the title, and off the opening of the body when the title names
    no district.
    """
    found = {name: Place(name, kind_of(name)) for name in map(normalise, given) if name}
    if gazetteer is not None:
        for place in gazetteer.find(f"{title}\n{body}"):
            found[place.name] = place
    if not found:
        found.update((place.name, place) for place in named_places(title))
    codes = masked_places(title)
    if not any(place.kind == DISTRICT for place in codes):
        codes += masked_places(body[:_OPENING])
    for place in codes:
        found.setdefault(place.name, place)
    return list(found.values())
