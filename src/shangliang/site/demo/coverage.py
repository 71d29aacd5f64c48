"""The coverage of the demonstration: for each session as many pieces, reads and plays as its figures say."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from shangliang.kernel.calendar import local_date
from shangliang.ledger.actions import next_number
from shangliang.media import actions
from shangliang.media.actions import Reach
from shangliang.media.models import Channel, MediaItem
from shangliang.sessions.models import Session
from shangliang.site.demo.history import Held
from shangliang.site.demo.people import Cast
from shangliang.site.demo.records import Past

CHANNELS = (
    ("daily", "青岛日报", "青岛日报社"),
    ("morning", "青岛早报", "青岛日报社"),
    ("evening", "青岛晚报", "青岛日报社"),
    ("guanhai", "观海新闻", "青岛日报社"),
    ("people", "人民号", "转发"),
    ("qdnews", "青岛新闻网", "青岛新闻网"),
)
ARTICLES = (
    ("article", "{title}：三位市民问，部门现场答"),
    ("article", "{title}，演播室里商量出了什么"),
    ("special", "专版：{title}"),
    ("article", "记者手记：{title}"),
    ("followup", "追访：{idea}，办得怎么样"),
    ("article", "金点子：{idea}"),
    ("article", "委员说：{idea}"),
    ("article", "市民来信：{idea}"),
)
CLIPS = 3
DRAFTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("daily", "{title}：今天一起商量", (("submit", "reporter"), ("pass_first", "editor"))),
    ("guanhai", "直播导语：{title}", (("submit", "reporter"),)),
    ("evening", "追访手记：分摊表贴到楼门口", ()),
)
SOURCE = "渠道后台读数（示例）"
SHARES = (0.45, 0.8, 1.0)
"""How much of the reach of a film was there at each of its three readings."""
READ_DAYS = (2, 9, 30)


def add_channels() -> dict[str, Channel]:
    """Write the channels and return them by code."""
    return {code: actions.add_channel(code=code, name=name, owner=owner) for code, name, owner in CHANNELS}


def publish(cast: Cast, held: Held, titles: Sequence[str], channels: dict[str, Channel], rng: Random) -> None:
    """Record the pieces and films of a session, and read their reach so that it adds up to the session's figures."""
    rows = list(pieces(held.past, titles))
    first = next_number("media", count=len(rows))
    items = [
        actions.new_item(
            title=title,
            kind=kind,
            channel=channels[code],
            region=cast.city,
            author=cast.people["reporter"].pk,
            session=held.session,
            link=f"https://example.com/{held.past.number}/{code}/{place}",
            published_on=local_date(held.at + timedelta(days=after)),
            number=first + place,
        )
        for place, (kind, code, title, after) in enumerate(rows)
    ]
    actions.record_items(items, actor=cast.actor("editor"), at=held.at + timedelta(days=20))
    actions.read_many(list(readings(held, items, rng)), actor=cast.actor("reporter"), at=held.at + timedelta(days=31))


def pieces(past: Past, titles: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
    """Yield kind, channel, title and day of every piece: a notice, the pieces to read, the film and its clips."""
    codes = [code for code, *_ in CHANNELS]
    yield "notice", "guanhai", f"预告：{past.title}", -3
    for i in range(past.articles - 1):
        kind, words = ARTICLES[i % len(ARTICLES)]
        after = 18 if kind == "followup" else 1 + i % 12
        yield (
            kind,
            codes[(i + past.number) % len(codes)],
            words.format(title=past.title, idea=titles[i % len(titles)]),
            after,
        )
    yield "live", "guanhai", f"直播回放：{past.title}", 0
    for i in range(CLIPS):
        yield "clip", ("guanhai", "people", "qdnews")[i], f"金句：{titles[i]}", 1 + i


def readings(held: Held, items: Sequence[MediaItem], rng: Random) -> Iterator[tuple[MediaItem, Reach]]:
    """Yield the readings: one for each piece to read, three for each film; the newest add up to the figures."""
    films = [item for item in items if item.kind in ("live", "clip")]
    texts = [item for item in items if item not in films]
    plays = split(held.past.plays, [60, 18, 13, 9], rng)
    reads = split(held.past.reads, [3 if i % 9 == 0 else 1 for i in range(len(texts))], rng)
    end = held.at + timedelta(days=READ_DAYS[-1])
    for item, count in zip(texts, reads, strict=True):
        yield item, Reach(end, SOURCE, reads=count, interactions=count // 60)
    for item, count in zip(films, plays, strict=True):
        for share, days in zip(SHARES, READ_DAYS, strict=True):
            at = held.at + timedelta(days=max(days, 5))
            yield item, Reach(at, SOURCE, plays=int(count * share), interactions=int(count * share) // 80)


def split(total: int, weights: Sequence[int], rng: Random) -> list[int]:
    """Return whole numbers that add up to the total, about as the weights say."""
    shares = [weight * rng.uniform(0.7, 1.3) for weight in weights]
    found = [int(total * share / sum(shares)) for share in shares]
    found[0] += total - sum(found)
    return found


def write_drafts(cast: Cast, session: Session, channels: dict[str, Channel]) -> None:
    """Write pieces about the session of today that stand at each of the three reviews; none is published yet."""
    at = cast.now - timedelta(hours=20)
    for code, title, steps in DRAFTS:
        item = actions.new_item(
            title=title.format(title=session.title),
            kind="article",
            channel=channels[code],
            region=cast.city,
            author=cast.people["reporter"].pk,
            session=session,
            words="现场实录整理中，先送审标题和导语。",
        )
        actions.write_item(item, actor=cast.actor("reporter"), at=at)
        for verb, who in steps:
            actions.take_step(item, verb, actor=cast.actor(who), at=at + timedelta(hours=1))
