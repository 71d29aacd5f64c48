"""Rows for the measurement of the opinion map: one open conversation, a crowd in three camps, its map."""

import io
import zipfile
from collections.abc import Iterator
from random import Random

from shangliang.kernel.calendar import now
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.opinions import actions
from shangliang.people.queries import city
from shangliang.site.demo import bodies
from shangliang.site.seeding import seed_rules

LEANINGS = ((0.9, 0.9, 0.2, 0.1), (0.9, 0.2, 0.9, 0.1), (0.9, 0.1, 0.1, 0.9))
"""Chance to agree of each camp with four kinds of statements."""
EACH = 4
ANSWERED = 0.9
SEED = 20220918


def fill(people: int) -> None:
    """Write one open conversation with so many people and compute its map."""
    at = now()
    seed_rules()
    bodies.build(at)
    region = city()
    studio = Actor(None, "bench", (Seat(Role.LIAISON, region.pk, region.pk),))
    row = actions.open_conversation(title="一张万人的意见地图", actor=studio, at=at, region=region)
    actions.import_polis(row, export_of(people), actor=studio, at=at)
    actions.start(row, actor=studio, at=at)
    actions.compute_map(row, at=at)


def export_of(people: int) -> io.BytesIO:
    """Return a made-up crowd in the Polis format."""
    kinds = [kind for kind in range(len(LEANINGS[0])) for _ in range(EACH)]
    comments = [f"{number},1,第 {kind + 1} 类的第 {number} 条看法。" for number, kind in enumerate(kinds, 1)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("comments.csv", "\n".join(("comment-id,moderated,comment-body", *comments)))
        box.writestr("votes.csv", "\n".join(("comment-id,voter-id,vote", *votes(people, kinds))))
    out.seek(0)
    return out


def votes(people: int, kinds: list[int]) -> Iterator[str]:
    """Yield the votes of the crowd, one a line; the same every time."""
    rng = Random(SEED)  # noqa: S311 - a measurement, no secret
    for person in range(1, people + 1):
        leaning = LEANINGS[person % len(LEANINGS)]
        for number, kind in enumerate(kinds, 1):
            if rng.random() < ANSWERED:
                yield f"{number},{person},{1 if rng.random() < leaning[kind] else -1}"
