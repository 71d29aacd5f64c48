"""What people decided: these messages belong together, those do not."""

from collections.abc import Collection, Iterable

Pair = tuple[str, str]
_NONE: frozenset[str] = frozenset()


class Links:
    """Pairs that must or must not share an issue, as groups of messages.

    Messages that must be together form a group; what is forbidden to one of a group is forbidden to all.
    Raises ValueError when two messages must and must not be together.
    """

    def __init__(self, must: Iterable[Pair], cannot: Iterable[Pair]) -> None:
        self._parent: dict[str, str] = {}
        for one, other in must:
            self._parent[self._root(one)] = self._root(other)
        self.apart: dict[str, set[str]] = {}
        self.kept_alone: set[str] = set()
        for one, other in cannot:
            self._forbid(one, other)

    def _root(self, message: str) -> str:
        parent = self._parent.setdefault(message, message)
        while parent != self._parent[parent]:
            parent = self._parent[parent]
        self._parent[message] = parent
        return parent

    def _forbid(self, one: str, other: str) -> None:
        left, right = self._root(one), self._root(other)
        if left == right:
            raise ValueError(f"留言 {one} 与 {other} 既要求合并又要求分开")
        self.apart.setdefault(left, set()).add(right)
        self.apart.setdefault(right, set()).add(left)
        self.kept_alone.update((one, other))

    def group(self, message: str) -> str | None:
        """The group of a message that somebody decided about, else None."""
        return self._root(message) if message in self._parent else None

    @property
    def ids(self) -> Collection[str]:
        """The messages that somebody decided about."""
        return self._parent.keys()

    def groups(self, messages: Iterable[str]) -> frozenset[str]:
        """The groups of these messages that somebody decided about."""
        return frozenset(self._root(one) for one in messages if one in self._parent) if self._parent else _NONE

    def forbids(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Whether any group of the one set must not meet any of the other."""
        return any(not self.apart.get(group, set()).isdisjoint(other) for group in one)
