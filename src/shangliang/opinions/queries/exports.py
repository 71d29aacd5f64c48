"""Reads for files that leave the product: the votes behind a map, without anything that names a person."""

from collections.abc import Iterator

from shangliang.opinions.models import OpinionMap, VoteLog
from shangliang.opinions.rules.charting import ABSENT, unpacked


def vote_rows(row: OpinionMap) -> Iterator[tuple[int, int, int, int]]:
    """Yield (participant, statement, vote, 1 when the participant counted) of the votes of a map, in their order."""
    counted = {number for number, group in enumerate(unpacked(row.membership).tolist()) if group > ABSENT}
    log = VoteLog.objects.filter(conversation=row.conversation, pk__lte=row.log_position).order_by("pk")
    columns = log.values_list("participant__number", "statement__number", "value")
    for person, statement, value in columns.iterator(chunk_size=5000):
        yield person, statement, value, int(person in counted)
