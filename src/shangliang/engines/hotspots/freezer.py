"""Issues that nobody spoke of for a while: the larger ones are findable by their words."""

from collections.abc import Callable

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

    def nearest(self, text: Text, may_meet: MayMeet) -> int | None:
        """The number of the frozen issue that a text may join and resembles most."""
        if not self.findable:
            return None

        def may_join(found: int, resemblance: float) -> bool:
            return may_meet(text.groups, text.places, self.findable[found][1], resemblance)

        found = self.index.nearest(text.packed, may_join)
        return None if found is None else self.findable[found][0]

    def thaw(self, number: int) -> tuple[int, ...]:
        """Let an issue go; returns the tickets of its texts where it was findable."""
        self.count -= 1
        found = self._found.pop(number, None)
        if found is None:
            return ()
        self.index.remove(found)
        return self.findable.pop(found)[1].tickets
