"""Builders for the tests of coverage: a newsroom of five, channels, sessions, pieces in a wanted state."""

from datetime import date, datetime, timedelta

from tests.cast import MONDAY, SINCE, Cast, person

from shangliang.kernel.workflow import Actor, Role
from shangliang.media import actions
from shangliang.media.models import Channel, MediaItem
from shangliang.people.models import Seat
from shangliang.people.queries import actor_of
from shangliang.sessions.actions import create_session
from shangliang.sessions.models import Session

DAY = timedelta(days=1)
LATER = MONDAY + 30 * DAY
PUBLISHED_ON = date(2022, 9, 26)


def newsroom(cast: Cast) -> dict[str, Actor]:
    """Return reporter, editor and three more who may review, all of one newspaper."""
    daily = cast.org("daily")
    Seat.objects.filter(person=cast.people["han"], role=str(Role.EDITOR)).update(until=SINCE)
    seats = {"editor": Role.EDITOR, "second": Role.REVIEWER, "chief": Role.EDITOR}
    found = {name: actor_of(person(f"新闻{name}", (role, daily)), PUBLISHED_ON) for name, role in seats.items()}
    return {"reporter": cast.han, "first": cast.reviewer, **found}


def channel(code: str = "daily", name: str = "青岛日报") -> Channel:
    return actions.add_channel(code=code, name=name, owner="青岛日报社")


def session(cast: Cast, number: int = 18) -> Session:
    return create_session(
        number=number, title=f"第{number}期议题", actor=cast.chen, at=MONDAY, region=cast.org("city"), held_at=MONDAY
    )


def draft(cast: Cast, author: Actor, **more) -> MediaItem:
    given = {"title": "边角地怎样建口袋公园", "kind": "article", "words": "社区有六块边角地，居民盼着先做两块。"}
    where = {"channel": more.pop("channel", None) or channel(), "region": cast.org("city"), "author": author.person}
    item = actions.new_item(**{**given, **where, **more})
    return actions.write_item(item, actor=author, at=MONDAY)


def reviewed(cast: Cast, people: dict[str, Actor], until: str = "scheduled") -> MediaItem:
    """Return a piece that went as far as `until`, each review by another person."""
    item = draft(cast, people["reporter"])
    steps = [
        ("submit", "reporter", "first"),
        ("pass_first", "first", "second"),
        ("pass_second", "second", "final"),
        ("pass_final", "chief", "scheduled"),
    ]
    for verb, who, state in steps:
        if item.state != until:
            actions.take_step(item, verb, actor=people[who], at=MONDAY)
            assert item.state == state
    return item


def published(cast: Cast, number: int = 1, **more) -> MediaItem:
    """Return a piece that was recorded after it appeared."""
    given = {"title": f"稿件{number}", "kind": "article", "link": f"https://news.example.cn/a/{number}"}
    where = {"channel": more.pop("channel", None) or channel(), "region": cast.org("city")}
    item = actions.new_item(**{**given, **where, "author": None, "published_on": PUBLISHED_ON, **more})
    actions.record_items([item], actor=cast.han, at=LATER)
    return item


def read(cast: Cast, item: MediaItem, at: datetime, **figures) -> None:
    item.refresh_from_db()
    source = figures.pop("source", "渠道后台")
    actions.read_reach(item, read_at=at, source=source, actor=cast.han, at=LATER, **figures)
