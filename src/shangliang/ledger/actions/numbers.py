"""Numbers without gaps."""

from django.db import transaction
from django.db.models import F

from shangliang.ledger.models import Counter


def next_number(series: str, *, count: int = 1) -> int:
    """Return the first of `count` fresh numbers of a series, starting at 1.

    Given inside the caller's transaction: when that fails, the numbers were never given, so no gaps arise.
    """
    with transaction.atomic():
        row = Counter.objects.filter(name=series)
        if not row.update(value=F("value") + count):
            Counter.objects.get_or_create(name=series)
            row.update(value=F("value") + count)
        return row.values_list("value", flat=True)[0] - count + 1
