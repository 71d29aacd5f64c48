"""Texts to issues: the stream, the merging of like issues, and what people decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scipy import sparse
from scipy.sparse import linalg

from shangliang.engines.hotspots.guard import PlaceProfile, conflict
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import as_matrix

_CELLS = 4_000_000
_CENTROID_WORDS = 60


@dataclass(slots=True)
class Group:
    """An issue in the making: its texts, the places they name and the decided groups among them."""

    texts: list[int] = field(default_factory=list)
    places: PlaceProfile = field(default_factory=PlaceProfile)
    decided: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Two groups alike by `similarity` whose places differ."""

    one: int
    other: int
    similarity: float
    here: tuple[str, ...]
    there: tuple[str, ...]


class Grouping:
    """The state of a run: `groups` by the number that the centroid index gives them (None when merged away)."""

    def __init__(self, texts: Sequence[Text], links: Links, parameters: Parameters, width: int) -> None:
        self._texts = texts
        self._links = links
        self._set = parameters
        self._width = width
        self.index = CentroidIndex(parameters)
        self.groups: list[Group | None] = []

    def run(self) -> list[HeldBack]:
        """Place every text, merge, obey the links; returns the merges that the guard held back."""
        for number in range(len(self._texts)):
            self._place(number)
            if (number + 1) % self._set.merge_every == 0:
                self.merge()
        self.merge()
        self._look_again()
        held = self.merge()
        self._join_decided()
        return held

    def alive(self) -> Iterator[tuple[int, Group]]:
        """The groups that were not merged away, with their numbers."""
        return ((number, group) for number, group in enumerate(self.groups) if group is not None)

    def _group(self, number: int) -> Group:
        group = self.groups[number]
        if group is None:
            raise LookupError(number)
        return group

    def _nearest(self, number: int, own: int = -1) -> int | None:
        """The issue that a text may join, other than `own`."""
        text = self._texts[number]

        def may_join(issue: int) -> bool:
            if issue == own:
                return False
            group = self._group(issue)
            return not self._links.forbids(text.groups, group.decided) and self._differ(text, group) is None

        return self.index.nearest(text.vector, may_join)

    def _place(self, number: int) -> None:
        issue = self._nearest(number)
        if issue is None:
            issue = self.index.found()
            self.groups.append(Group())
        self._put(number, issue)

    def _look_again(self) -> None:
        """Offer every text that stayed alone to the issues as they are now: it may have come before them."""
        for number, group in list(self.alive()):
            if len(group.texts) > 1 or self.groups[number] is None:
                continue
            issue = self._nearest(group.texts[0], number)
            if issue is not None:
                self._absorb(issue, number)

    def _put(self, number: int, issue: int) -> None:
        text, group = self._texts[number], self._group(issue)
        self.index.add(issue, text.vector)
        group.texts.append(number)
        group.places.add(text.places)
        group.decided |= text.groups

    def _differ(self, one: Text | Group, other: Group) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        return conflict(one.places, other.places, self._set) if self._set.guard_places else None

    def merge(self) -> list[HeldBack]:
        """Join groups whose centroids are alike, the likest first; returns what the place guard held back."""
        now = {number: number for number, _ in self.alive()}
        held: dict[tuple[int, int], HeldBack] = {}
        for similarity, left, right in self._alike():
            one, other = sorted((_follow(now, left), _follow(now, right)))
            if one == other or self._links.forbids(self._group(one).decided, self._group(other).decided):
                continue
            differ = self._differ(self._group(one), self._group(other))
            if differ is None:
                self._absorb(one, other)
                now[other] = one
            else:
                held.setdefault((one, other), HeldBack(one, other, similarity, *differ))
        moved = (_moved(pair, now) for pair in held.values())
        return [pair for pair in moved if pair.one != pair.other]

    def _alike(self) -> list[tuple[float, int, int]]:
        """Pairs of groups with centroids alike by `merge` or more, the likest first."""
        numbers = [number for number, _ in self.alive()]
        tops = (
            sorted(self.index.sums[number].items(), key=lambda pair: (-pair[1], pair[0]))[:_CENTROID_WORDS]
            for number in numbers
        )
        matrix = _unit_rows(as_matrix(tops, self._width))
        pairs: list[tuple[float, int, int]] = []
        block = max(50, _CELLS // max(len(numbers), 1))
        for start in range(0, len(numbers), block):
            near = sparse.coo_array(matrix[start : start + block] @ matrix.T)
            keep = (near.data >= self._set.merge) & (near.row + start < near.col)
            found = zip(near.data[keep], near.row[keep] + start, near.col[keep], strict=True)
            pairs.extend((round(float(value), 9), numbers[row], numbers[column]) for value, row, column in found)
        return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))

    def _absorb(self, kept: int, gone: int) -> None:
        into, group = self._group(kept), self._group(gone)
        into.texts.extend(group.texts)
        into.places.add(group.places)
        into.decided |= group.decided
        self.groups[gone] = None
        self.index.absorb(kept, gone)

    def _join_decided(self) -> None:
        """Bring together what people put together: whole groups where nothing forbids it, else these texts."""
        homes: dict[str, set[int]] = {}
        for number, group in self.alive():
            for decided in group.decided:
                homes.setdefault(decided, set()).add(number)
        for decided in sorted(homes):
            spread = [n for n, group in self.alive() if decided in group.decided] if len(homes[decided]) > 1 else []
            for other in spread[1:]:
                if self._links.forbids(self._group(spread[0]).decided, self._group(other).decided):
                    self._set_apart(decided, spread)
                    break
                self._absorb(spread[0], other)

    def _set_apart(self, decided: str, spread: list[int]) -> None:
        """Give the texts of a decided group an issue of their own."""
        home = self.index.found()
        self.groups.append(Group())
        for number in spread:
            group = self.groups[number]
            if group is None:
                continue
            moving = [text for text in group.texts if decided in self._texts[text].groups]
            staying = [text for text in group.texts if decided not in self._texts[text].groups]
            self.groups[number] = self._group_of(staying) if staying else None
            for text in moving:
                self._put(text, home)

    def _group_of(self, texts: list[int]) -> Group:
        group = Group()
        for number in texts:
            group.texts.append(number)
            group.places.add(self._texts[number].places)
            group.decided |= self._texts[number].groups
        return group


def _unit_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    norms = linalg.norm(matrix, axis=1)
    norms[norms == 0] = 1.0
    return sparse.csr_array(sparse.diags_array(1 / norms) @ matrix)


def _follow(now: dict[int, int], number: int) -> int:
    while now[number] != number:
        number = now[number]
    return number


def _moved(pair: HeldBack, now: dict[int, int]) -> HeldBack:
    return HeldBack(_follow(now, pair.one), _follow(now, pair.other), pair.similarity, pair.here, pair.there)
