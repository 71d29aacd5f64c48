"""Issues that nobody spoke of for a while: the larger ones are findable by their words."""

from collections.abc import Callable, Sequence

from shangliang.engines.hotspots.grouping import Group
from shangliang.engines.hotspots.guard import PlaceProfile
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import Packed

MayMeet = Callable[[frozenset[str], PlaceProfile, Group, float], bool]


class Freezer:
    """Frozen issues by the number that they had; their texts stand on the shelf.

    Issues of `reopen_messages` messages and more are found by the words of their centroid.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._set = parameters
        self.count = 0
        self.index = CentroidIndex(parameters)
        self.findable: dict[int, tuple[int, Group]] = {}
        """By number in `index`: the number that the issue had, and a group of the places that speak for it."""
        self._found: dict[int, int] = {}

    def __len__(self) -> int:
        return self.count

    def __contains__(self, number: int) -> bool:
        """Whether a frozen issue of this number can be found."""
        return number in self._found

    def freeze(self, number: int, group: Group, core: Packed, texts: int) -> None:
        """Take in an issue of so many texts, all of them on the shelf; `core` are its heaviest words."""
        self.count += 1
        if group.message_count >= self._set.reopen_messages:
            found = self.index.found()
            self.index.fill(found, core, texts)
            places = PlaceProfile.speaking_of(group.places.speaking(self._set))
            self.hold(found, number, Group(places=places, tickets=group.tickets))

    def hold(self, found: int, number: int, group: Group) -> None:
        """Know a findable issue by its number in `index`."""
        self.findable[found] = number, group
        self._found[number] = found
        self.index.set_district(found, group.places.district(self._set))

    def nearest(self, texts: Sequence[Text], may_meet: MayMeet) -> list[list[int]]:
        """For each text the numbers of the frozen issues that it may join, the one that it resembles most first."""
        found: list[list[int]] = [[] for _ in texts]
        if self.findable:
            districts = [text.places.district(self._set) for text in texts] if self._set.guard_places else None
            near = self.index.compare([text.packed for text in texts], districts=districts)
            near = near.of(near.averages >= self._set.join)
            columns = near.rows.tolist(), near.issues.tolist(), near.averages.tolist()
            for place, one, average in zip(*columns, strict=True):
                number, group = self.findable[one]
                if may_meet(texts[place].groups, texts[place].places, group, average):
                    found[place].append(number)
        return found

    def thaw(self, number: int) -> tuple[int, ...]:
        """Let an issue go; returns the tickets of its texts where it was findable."""
        self.count -= 1
        found = self._found.pop(number, None)
        if found is None:
            return ()
        self.index.remove(found)
        return self.findable.pop(found)[1].tickets
