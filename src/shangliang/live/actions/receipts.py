"""Which votes of a batch are new: those without a key, and those whose key was never seen."""

from collections.abc import Sequence
from datetime import datetime

from shangliang.live.actions.database import Database
from shangliang.live.ballots import Ballot
from shangliang.live.models import Receipt

TABLE = Receipt._meta.db_table  # noqa: SLF001 - the model's own table


def fresh(database: Database, ballots: Sequence[Ballot], at: datetime) -> list[bool]:
    """Keep the keys of votes that are about to be counted, and return for each vote whether it is new."""
    keys = sorted({ballot.receipt for ballot in ballots if ballot.receipt})
    added = database.run(
        f"INSERT INTO {TABLE} (key, cast_at) SELECT a, ? FROM {database.unpacked('text')} AS r WHERE true "
        "ON CONFLICT (key) DO NOTHING RETURNING key",
        [(key,) for key in keys],
        database.moment(at),
    )
    unseen = {row[0] for row in added}
    found = []
    for ballot in ballots:
        found.append(not ballot.receipt or ballot.receipt in unseen)
        unseen.discard(ballot.receipt)
    return found
