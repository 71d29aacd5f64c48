"""Near-copies: texts of one issue that say the same in almost the same words."""

from collections.abc import Sequence

from scipy import sparse
from scipy.sparse import csgraph

from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import as_matrix, dot

_BLOCK = 2000
_FEW = 10


def copy_groups(texts: Sequence[Text], width: int, similarity: float) -> list[int]:
    """For each text of an issue the number of its group of near-copies (cosine >= `similarity`, chained).

    Issues beyond 2,000 distinct texts are compared in blocks of that size, in order of time.
    """
    if len(texts) <= _FEW:
        return _compared_one_by_one(texts, similarity)
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
