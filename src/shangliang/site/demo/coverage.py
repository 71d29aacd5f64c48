"""The coverage of the demonstration: pieces in six channels, with readings of their reach."""

from datetime import timedelta
from random import Random

from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.media import actions
from shangliang.media.models import MediaItem
from shangliang.sessions.models import Session
from shangliang.site.demo.people import Cast

CHANNELS = (
    ("daily", "青岛日报", "青岛日报社"),
    ("morning", "青岛早报", "青岛日报社"),
    ("evening", "青岛晚报", "青岛日报社"),
    ("guanhai", "观海新闻", "青岛日报社"),
    ("people", "人民号", "转发"),
    ("qdnews", "青岛新闻网", "青岛新闻网"),
)
PIECES = (
    ("notice", "guanhai", "预告：{title}", 0, 5200),
    ("live", "guanhai", "直播回放：{title}", 486_000, 0),
    ("article", "daily", "{title}，演播室里商量出五条办法", 0, 21_400),
    ("special", "morning", "专版：{title}", 0, 9_600),
    ("clip", "guanhai", "金句：先拿一份表出来，照着商量", 212_000, 0),
    ("article", "qdnews", "{title}：三位市民问，部门现场答", 0, 12_800),
    ("followup", "evening", "追访：分摊表贴到了楼门口", 0, 7_300),
)


def publish_all(cast: Cast, sessions: list[Session], ideas: list[GoldenIdea], rng: Random) -> None:
    """Record the pieces about the sessions and read their reach three times."""
    channels = {code: actions.add_channel(code=code, name=name, owner=owner) for code, name, owner in CHANNELS}
    for session in sessions:
        held = session.held_at or cast.now
        pieces = PIECES if held < cast.now else PIECES[:1]
        day = min(held, cast.now - timedelta(days=3))
        items = [
            actions.new_item(
                title=title.format(title=session.title),
                kind=kind,
                channel=channels[channel],
                region=cast.city,
                author=cast.people["reporter"].pk,
                session=session,
                idea=ideas[0] if kind in ("clip", "followup") else None,
                link=f"https://example.com/{session.code}/{channel}/{kind}",
                published_on=local_date(day + timedelta(days=i)),
            )
            for i, (kind, channel, title, _, _) in enumerate(pieces)
        ]
        actions.record_items(items, actor=cast.actor("editor"), at=day + timedelta(days=len(pieces)))
        for item, (_, _, _, plays, reads) in zip(items, pieces, strict=True):
            grow(cast, item, plays, reads, rng)


def grow(cast: Cast, item: MediaItem, plays: int, reads: int, rng: Random) -> None:
    """Read the reach of a piece three times, each higher than the last."""
    for share, days in ((0.45, 3), (0.8, 2), (1.0, 1)):
        actions.read_reach(
            item,
            read_at=cast.now - timedelta(days=days),
            reads=int(reads * share),
            plays=int(plays * share),
            interactions=int((reads + plays) * share * rng.uniform(0.01, 0.03)),
            source="渠道后台读数（示例）",
            actor=cast.actor("reporter"),
            at=cast.now - timedelta(days=days),
        )
