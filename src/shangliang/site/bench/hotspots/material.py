"""What is measured on: the real messages, and as many as wanted made from them.

A replica is a real message at another place: every place code and every name that looks like a place changes with the
replica, and three words of ten are replaced by words of other messages. So every replica brings issues of its own.
"""

import csv
import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from shangliang.engines.hotspots import Message

SHARED = Path(os.environ.get("SHANGLIANG_SHARED", "../shared")) / "data" / "hotline"
YEAR = timedelta(days=365)
START = datetime(2023, 1, 1)
CHANGED = 0.3
_CODE = re.compile(r"([A-Za-z])(\d{0,3})([市区县])")
_BODY = 400


def is_here() -> bool:
    """Tell whether the real data is here."""
    return SHARED.is_dir()


def labelled() -> tuple[list[str], list[str]]:
    """Return the 9,210 labelled texts and their categories."""
    with (SHARED / "fj2_full_tokenised.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["tokens"] for row in rows], [row["label"] for row in rows]


def reference() -> dict[str, str]:
    """Return the issue of each message that was grouped by hand."""
    with (SHARED / "fj3_reference_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["issue_id"] for row in csv.DictReader(file)}


def real_messages() -> list[Message]:
    """Return the 4,326 real messages."""
    from shangliang.site.commands.hotspots import messages_of

    return messages_of(SHARED / "fj3_messages.xlsx")


class Replicas:
    """Makes messages from real ones, the same ones at every call with the same seed."""

    def __init__(self, messages: Sequence[Message], seed: int = 5) -> None:
        import rjieba

        from shangliang.engines.hotspots.places import named_places
        from shangliang.engines.hotspots.words import normalise

        self._seed = seed
        self._texts = []
        for message in messages:
            title, body = normalise(message.title), normalise(message.body, _BODY)
            named = {place.name for place in named_places(title)}
            self._texts.append((message, rjieba.cut(title), rjieba.cut(body), named))
        words = {word for _, title, body, _ in self._texts for word in (*title, *body) if len(word) > 1}
        self._words = sorted(word for word in words if not _CODE.search(word) and word[0] > "\u3400")

    def rows(self, count: int, *, days: timedelta = YEAR) -> Iterator[Message]:
        """Yield so many messages in order of time, spread evenly over the days."""
        rng = Random(self._seed)  # noqa: S311 - the same everywhere
        step = days / count
        order: list[int] = []
        for number in range(count):
            if not order:
                order = rng.sample(range(len(self._texts)), len(self._texts))
            replica = number // len(self._texts)
            message, title, body, named = self._texts[order.pop()]
            yield Message(
                f"{replica}-{message.id}",
                f"{message.reporter}-{replica}",
                self._changed(title, named, replica, rng),
                self._changed(body, named, replica, rng),
                START + step * number,
                message.likes,
            )

    def _changed(self, words: Sequence[str], named: set[str], replica: int, rng: Random) -> str:
        """Return the words as a text at the place of a replica."""
        found = []
        random, choose, every = rng.random, rng.randrange, self._words
        for word in words:
            if len(word) > 1 and any(word in name for name in named):
                found.append(every[hash_of(word, replica) % len(every)][:2] + word[-1:])
            elif len(word) > 1 and random() < CHANGED:
                found.append(every[choose(len(every))])
            else:
                found.append(word)
        return _CODE.sub(lambda m: f"{chr(65 + (ord(m[1].upper()) + replica) % 26)}{m[2]}{m[3]}", "".join(found))


def hash_of(word: str, replica: int) -> int:
    """Return a number that depends on both alone."""
    import zlib

    return zlib.crc32(f"{replica}/{word}".encode())


def write(messages: Iterator[Message], path: Path) -> None:
    """Write messages as the CSV file that a hotline would hand over."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数"])
        for one in messages:
            writer.writerow([one.id, one.reporter, one.title, one.at.isoformat(sep=" "), one.body, one.likes])


def read(path: Path) -> Iterator[Message]:
    """Yield the messages of such a file one by one, never all in memory."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for number, reporter, title, at, body, likes in rows:
            yield Message(number, reporter, title, body, datetime.fromisoformat(at), int(likes))
