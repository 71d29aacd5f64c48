"""Texts to issues: the stream, the merging of like issues, and what people decided."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple, Self

from shangliang.engines.hotspots.guard import PlaceProfile, conflict
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.records import Message
from shangliang.engines.hotspots.rounds import TOGETHER, Round
from shangliang.engines.hotspots.shelf import Shelf
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import Packed

_NO_PLACES = PlaceProfile()
_PUT_AWAY: list[Text] = []
"""The texts at hand of every group whose texts are on the shelf; nothing is ever added to it."""
_COMPARED = 64
"""Issues compared with others at once; those that change are the long ones."""
Elsewhere = Callable[[Sequence[Text]], Callable[[int], int | None]]
"""Given texts, what tells by the place of a text the number of the issue to put it into, or None."""


@dataclass(slots=True)
class Group:
    """An issue in the making: its texts, the places they name and the decided groups among them.

    Texts that were put away stand behind `tickets`; everything else speaks of all. `first` is the moment and the id of
    the earliest message.
    """

    texts: list[Text] = field(default_factory=list)
    places: PlaceProfile = _NO_PLACES
    decided: frozenset[str] = frozenset()
    first: tuple[datetime, str] | None = None
    last: datetime | None = None
    message_count: int = 0
    tickets: tuple[int, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Self:
        """A group of these texts."""
        made = cls()
        for text in texts:
            made.add(text)
        return made

    def add(self, text: Text) -> None:
        """Take in a text with its messages."""
        self.places = self.places.with_more(text.places) if self.message_count else text.places
        self._hold([text])
        if text.groups:
            self.decided |= text.groups
        for message in text.messages:
            self.note(message)

    def _hold(self, texts: Sequence[Text]) -> None:
        if self.texts:
            self.texts.extend(texts)
        elif texts:
            self.texts = list(texts)

    def note(self, message: Message) -> None:
        """Count a message of one of the texts."""
        self.message_count += 1
        if self.first is None or (message.at, message.id) < self.first:
            self.first = (message.at, message.id)
        if self.last is None or message.at > self.last:
            self.last = message.at

    def absorb(self, other: "Group") -> None:
        """Take in everything of another group."""
        self.places = self.places.with_more(other.places)
        self._hold(other.texts)
        self.tickets = tuple(sorted((*self.tickets, *other.tickets)))
        self.decided |= other.decided
        self.message_count += other.message_count
        if other.first is not None and other.last is not None:
            self.first = min(self.first, other.first) if self.first else other.first
            self.last = max(self.last, other.last) if self.last else other.last

    def is_before(self, moment: datetime) -> bool:
        """Whether nobody spoke since a moment and nobody decided about it."""
        return self.last is not None and self.last < moment and not self.decided

    @property
    def founder(self) -> str:
        """The id of the earliest message."""
        if self.first is None:
            raise LookupError("no message")
        return self.first[1]


class HeldBack(NamedTuple):
    """Two groups alike by `similarity` whose places differ; the likest sort first, equal ones by their numbers."""

    unlikeness: float
    one: int
    other: int
    here: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def similarity(self) -> float:
        """How alike they are."""
        return -self.unlikeness

    def between(self, one: int, other: int) -> "HeldBack":
        """The same between the groups that `one` and `other` became, the smaller number first."""
        if one < other:
            return self._replace(one=one, other=other)
        return HeldBack(self.unlikeness, other, one, self.there, self.here)


class Grouping:
    """Issues in the making by the number that the centroid index gives them; fed text by text, merged now and then.

    Only what changed since the last merge is compared again, through the same lists of words that texts are placed by:
    the cost of a text does not grow with the number of issues. A text that was compared when it came and stayed alone
    has not changed: whatever comes later and resembles it looks for it.
    """

    def __init__(self, links: Links, parameters: Parameters, shelf: Shelf | None = None) -> None:
        self.links = links
        self.parameters = parameters
        self.shelf = shelf
        self.index = CentroidIndex(parameters)
        self.groups: dict[int, Group] = {}
        self.changed: dict[int, None] = {}
        self.at_hand: set[int] = set()
        """The groups that have texts which are not on the shelf, and perhaps others."""
        self.held: dict[tuple[int, int], HeldBack] = {}

    def run(self, texts: Sequence[Text]) -> None:
        """Place every text, merge, obey the links."""
        for start in range(0, len(texts), self.parameters.merge_every):
            self.place(texts[start : start + self.parameters.merge_every])
            self.settle()
        self.settle()
        for family in self.families():
            for other in family[1:]:
                self._absorb(family[0], other)

    def place(self, texts: Sequence[Text], elsewhere: Elsewhere | None = None) -> None:
        """Put each text into the issue that it resembles, or into one of its own.

        `elsewhere` is asked for the issue of a text that may join none of those here.
        """
        for start in range(0, len(texts), TOGETHER):
            self._place_together(texts[start : start + TOGETHER], elsewhere)

    def _place_together(self, texts: Sequence[Text], elsewhere: Elsewhere | None) -> None:
        guarded = self.parameters.guard_places
        districts = [text.places.district(self.parameters) for text in texts] if guarded else None
        round_ = Round(self.index, [text.packed for text in texts], self.parameters.join, districts)
        find = elsewhere(texts) if elsewhere else None
        for place, text in enumerate(texts):
            issue = round_.nearest(place, partial(self._may_join, text))
            if issue is None and find is not None:
                issue = find(place)
            if issue is None:
                self.found_alone(text)
            else:
                self.put(text, issue)
            round_.joined(place, text.issue)

    def found_alone(self, text: Text) -> int:
        """The number of a new issue of a text that was compared with all others and may join none.

        One that several sent already may still be told apart from a like one elsewhere by a person, and is looked at.
        """
        home = self.found([text])
        if len(text.messages) < self.parameters.suggest_from:
            del self.changed[home]
        return home

    def put(self, text: Text, issue: int) -> None:
        """Put a text into an issue, whatever it resembles."""
        text.issue = issue
        self.index.add(issue, text.packed)
        self.groups[issue].add(text)
        self.changed[issue] = None
        self.at_hand.add(issue)
        self.tell_district(issue)

    def tell_district(self, issue: int) -> None:
        """Let the index know what district an issue speaks of now."""
        self.index.set_district(issue, self.groups[issue].places.district(self.parameters))

    def _may_join(self, text: Text, issue: int, resemblance: float) -> bool:
        return self.may_meet(text.groups, text.places, self.groups[issue], resemblance)

    def may_meet(self, decided: frozenset[str], places: PlaceProfile, group: Group, resemblance: float) -> bool:
        """Whether a text that resembles a group so much may join it: no decision and no place keeps it out.

        Where neither names a place finer than a district, words have to say more.
        """
        if resemblance < self.parameters.join_placeless and not (
            places.is_placed(self.parameters) or group.places.is_placed(self.parameters)
        ):
            return False
        return not self.links.forbids(decided, group.decided) and self._differ(places, group.places) is None

    def _differ(self, one: PlaceProfile, other: PlaceProfile) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        return conflict(one, other, self.parameters) if self.parameters.guard_places else None

    def settle(self) -> None:
        """Join like issues, the likest first."""
        now: dict[int, int] = {}
        for similarity, left, right in self._alike():
            one, other = sorted((_follow(now, left), _follow(now, right)))
            if one == other or self.links.forbids(self.groups[one].decided, self.groups[other].decided):
                continue
            differ = self._differ(self.groups[one].places, self.groups[other].places)
            if differ is None:
                self._absorb(one, other)
                now[other] = one
            elif min(self.groups[one].message_count, self.groups[other].message_count) >= self.parameters.suggest_from:
                self.held[one, other] = HeldBack(-similarity, one, other, *differ)
        self._follow_held(now)

    def _alike(self) -> list[tuple[float, int, int]]:
        """Pairs of a changed group and another with centroids alike by `merge` or more, the likest first."""
        changed, self.changed = sorted(number for number in self.changed if number in self.groups), {}
        pairs: dict[tuple[int, int], float] = {}
        for start in range(0, len(changed), _COMPARED):
            here = changed[start : start + _COMPARED]
            near = self.index.neighbours(here)
            near = near.of(near.cosines >= self.parameters.merge)
            for place, other, average, cosine in zip(*(column.tolist() for column in near), strict=True):
                number = here[place]
                if average >= self.index.sizes[number] * self._least(number, other):
                    pairs[min(number, other), max(number, other)] = round(cosine, 6)
        return sorted(((similarity, *pair) for pair, similarity in pairs.items()), key=lambda p: (-p[0], p[1], p[2]))

    def _least(self, one: int, other: int) -> float:
        """The average resemblance that two issues need to become one."""
        placed = any(self.groups[number].places.is_placed(self.parameters) for number in (one, other))
        return self.parameters.merge_average if placed else self.parameters.merge_placeless

    def _absorb(self, kept: int, gone: int) -> None:
        """Move all texts of one issue into another."""
        into, group = self.groups[kept], self.groups.pop(gone)
        for text in group.texts:
            text.issue = kept
        if self.shelf is not None:
            self.shelf.hand_over(group.tickets, kept)
        into.absorb(group)
        if into.texts:
            self.at_hand.add(kept)
        self.index.absorb(kept, gone)
        self.changed[kept] = None
        self.tell_district(kept)

    def _follow_held(self, now: dict[int, int]) -> None:
        """Keep what was held back under the numbers that the groups have now, the likest few of each."""
        held: dict[tuple[int, int], HeldBack] = {}
        room: dict[int, int] = {}
        taken, groups, most = room.get, self.groups, self.parameters.suggestions
        # Kept in this order from the last time, so that only what is new moves.
        for pair in sorted(self.held.values()):
            one, other = pair.one, pair.other
            if one in now or other in now:
                pair = pair.between(_follow(now, one), _follow(now, other))  # noqa: PLW2901
                one, other = pair.one, pair.other
            if one == other or one not in groups or other not in groups or (one, other) in held:
                continue
            of_one, of_other = taken(one, 0), taken(other, 0)
            if of_one < most and of_other < most:
                room[one], room[other] = of_one + 1, of_other + 1
                held[one, other] = pair
        self.held = held

    def families(self) -> list[list[int]]:
        """The issues that people put together, as lists of two and more numbers, the smallest first.

        Where something forbids that whole issues come together, only the decided texts do, in an issue of their own.
        """
        homes: dict[str, list[int]] = {}
        for number in sorted(self.groups):
            for decided in self.groups[number].decided:
                homes.setdefault(decided, []).append(number)
        head = {number: number for spread in homes.values() for number in spread}
        banned = {number: self.groups[number].decided for number in head}
        for decided in sorted(homes):
            spread = sorted({_follow(head, number) for number in homes[decided] if number in self.groups})
            for other in spread[1:]:
                if self.links.forbids(banned[spread[0]], banned[other]):
                    home = self._set_apart(decided, homes[decided])
                    head[home], banned[home] = home, self.groups[home].decided
                    break
                head[other] = spread[0]
                banned[spread[0]] |= banned[other]
        found: dict[int, list[int]] = {}
        for number in sorted(head):
            if number in self.groups:
                found.setdefault(_follow(head, number), []).append(number)
        return [numbers for numbers in found.values() if len(numbers) > 1]

    def part(self) -> None:
        """Take apart what must not be together: of each issue the decided groups that most others are against leave."""
        for number in sorted(number for number, group in self.groups.items() if group.decided):
            while (leaving := self._quarrel(self.groups[number])) is not None:
                self._set_apart(leaving, [number])

    def _quarrel(self, group: Group) -> str | None:
        """The decided group that has to leave an issue, if two of those in it must be apart.

        That with most of the others against it, which a person moved; of equal ones that of most texts.
        """
        against = {
            name: sum(self.links.forbids(frozenset((name,)), frozenset((other,))) for other in group.decided)
            for name in sorted(group.decided)
        }
        texts = {name: sum(name in text.groups for text in group.texts) for name in against}
        leaving = max(against, key=lambda name: (against[name], texts[name], name), default="")
        return leaving if against.get(leaving) else None

    def held_among(self, heads: Mapping[int, int]) -> list[HeldBack]:
        """What the place guard held back, between the issues as people put them together."""
        found = []
        for pair in self.held.values():
            one, other = heads.get(pair.one, pair.one), heads.get(pair.other, pair.other)
            if one != other:
                found.append(pair._replace(one=one, other=other))
        return found

    def _set_apart(self, decided: str, spread: list[int]) -> int:
        """Give the texts of a decided group an issue of their own; returns its number."""
        moving = [text for number in spread if number in self.groups for text in self.groups[number].texts
                  if decided in text.groups]  # fmt: skip
        for number in spread:
            if number in self.groups:
                self.take_out(number, moving)
        return self.found(moving)

    def found(self, texts: Iterable[Text]) -> int:
        """The number of a new issue of these texts."""
        home = self.index.found()
        self.groups[home] = Group()
        for text in texts:
            self.put(text, home)
        return home

    def put_away(self, number: int) -> list[Text]:
        """Put the texts of an issue on the shelf; returns them."""
        group = self.groups[number]
        texts, group.texts = group.texts, _PUT_AWAY
        group.places.pack()
        if texts and self.shelf is not None:
            group.tickets = (*group.tickets, self.shelf.put(number, texts))
        return texts

    def bring_back(self, number: int, tickets: Collection[int]) -> None:
        """Bring these texts of an issue back from the shelf."""
        group = self.groups[number]
        if tickets and self.shelf is not None:
            group.texts = [*self.shelf.take(tickets), *group.texts]
            self.at_hand.add(number)
            taken = frozenset(tickets)
            group.tickets = tuple(ticket for ticket in group.tickets if ticket not in taken)

    def take_out(self, number: int, moving: Iterable[Text]) -> None:
        """Rebuild an issue without some of its texts; it goes when none stays."""
        marks = {id(text) for text in moving}
        if not any(id(text) in marks for text in self.groups[number].texts):
            return
        self.bring_back(number, self.groups[number].tickets)
        staying = [text for text in self.groups[number].texts if id(text) not in marks]
        self.index.clear(number)
        self.groups[number] = Group()
        for text in staying:
            self.put(text, number)
        if not staying:
            self.drop(number)

    def drop(self, number: int) -> tuple[Group, Packed, int]:
        """Find an issue no more; returns it with the heaviest words of its centroid and the number of its texts."""
        core, size = self.index.core(number, self.parameters.centroid_terms), self.index.sizes[number]
        self.index.remove(number)
        self.changed.pop(number, None)
        return self.groups.pop(number), core, size


def _follow(now: dict[int, int], number: int) -> int:
    while number in now and now[number] != number:
        number = now[number]
    return number
