"""Near-copies: texts of one issue that say the same in almost the same words."""

from collections.abc import Sequence
from typing import NamedTuple

from scipy import sparse

from shangliang.engines.hotspots.records import Message
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import as_matrix, dot

Person = tuple[str, int]
"""A reporter; one who is not known is told by the group of near-copies that he wrote."""


class Sent(NamedTuple):
    """A message of an issue with its author, its group of near-copies and its text."""

    person: Person
    group: int
    message: Message
    text: Text


_BLOCK = 2000
_FEW = 10


def sent_messages(texts: Sequence[Text], width: int, similarity: float) -> list[Sent]:
    """All messages of an issue; near-copies without a known author count as those of one person."""
    groups = copy_groups(texts, width, similarity)
    return [
        Sent((message.reporter, -1) if message.reporter else ("", group), group, message, text)
        for text, group in zip(texts, groups, strict=True)
        for message in text.messages
    ]


def without_own_copies(sent: Sequence[Sent]) -> list[Sent]:
    """Of each person only the first of every group of near-copies."""
    kept: dict[tuple[Person, int], Sent] = {}
    for one in sent:
        kept.setdefault((one.person, one.group), one)
    return list(kept.values())


def copy_groups(texts: Sequence[Text], width: int, similarity: float) -> list[int]:
    """For each text of an issue the number of its group of near-copies (cosine >= `similarity`, chained).

    Issues beyond 2,000 distinct texts are compared in blocks of that size, in order of time.
    """
    if len(texts) == 1:
        return [0]
    if len(texts) <= _FEW:
        return _compared_one_by_one(texts, similarity)
    from scipy.sparse import csgraph  # noqa: PLC0415 - 12 MB that a stream needs only once it writes issues down

    groups: list[int] = []
    for start in range(0, len(texts), _BLOCK):
        matrix = as_matrix((text.vector for text in texts[start : start + _BLOCK]), width)
        near = sparse.csr_array(matrix @ matrix.T) >= similarity
        _, labels = csgraph.connected_components(near, directed=False)
        base = max(groups, default=-1) + 1
        groups.extend(base + int(label) for label in labels)
    return groups


def _compared_one_by_one(texts: Sequence[Text], similarity: float) -> list[int]:
    """The same without matrices, cheaper for a handful of texts."""
    groups: list[int] = []
    for number, text in enumerate(texts):
        weights = dict(text.vector)
        near = {groups[i] for i in range(number) if dot(texts[i].vector, weights) >= similarity}
        own = min(near, default=number)
        groups = [own if group in near else group for group in groups]
        groups.append(own)
    return groups
