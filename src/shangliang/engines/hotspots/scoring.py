"""How good a grouping is, against groups made by hand."""

from collections import Counter
from collections.abc import Mapping


def evaluate(assignment: Mapping[str, str], reference: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """B-cubed and pair precision, recall and F of a grouping: `{"bcubed": {p, r, f}, "pair": {p, r, f}}`.

    Both mappings go from message id to group. The reference groups must be complete, so the *whole* found
    group is the denominator of precision: a message in it that the reference does not name is wrong there.
    For pairs likewise: found are all pairs in one group with at least one message of the reference. A
    message of the reference that was not grouped stands alone.

    Raises ValueError when the reference is empty.
    """
    if not reference:
        raise ValueError("没有可对照的人工分组")
    found = {one: assignment.get(one, f"\0{one}") for one in reference}
    sizes = Counter(assignment.values())
    sizes.update({group: 1 for group in found.values() if group not in sizes})
    right = Counter(reference.values())
    both = Counter((found[one], reference[one]) for one in reference)
    labelled = Counter(found.values())
    total = len(reference)
    bcubed = _scores(
        sum(both[found[one], reference[one]] / sizes[found[one]] for one in reference) / total,
        sum(both[found[one], reference[one]] / right[reference[one]] for one in reference) / total,
    )
    agreed = sum(map(_pairs, both.values()))
    claimed = sum(_pairs(sizes[group]) - _pairs(sizes[group] - known) for group, known in labelled.items())
    wanted = sum(map(_pairs, right.values()))
    pair = _scores(agreed / claimed if claimed else 1.0, agreed / wanted if wanted else 1.0)
    return {"bcubed": bcubed, "pair": pair}


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _scores(precision: float, recall: float) -> dict[str, float]:
    both = precision + recall
    return {"p": precision, "r": recall, "f": 2 * precision * recall / both if both else 0.0}
