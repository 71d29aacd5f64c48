"""Reads about replies: the version that is written, its points, and what it still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from shangliang.dispatch.models import CoHandling, Dispatch, Reply, ReplyPoint
from shangliang.dispatch.rules import Point, needs_measure, reply_checks
from shangliang.dispatch.rules.reading import Answered, Mark, passage_of, read_reply
from shangliang.ideas.queries import points_of as points_of_idea
from shangliang.kernel.text import holds_personal_data


def current_reply(order: Dispatch) -> Reply | None:
    """Return the newest version of an order's reply, or None before the first draft."""
    return Reply.objects.filter(dispatch=order).select_related("signed_by").order_by("-version").first()


def delivered_reply(order: Dispatch) -> Reply | None:
    """Return the newest version that was accepted and delivered, or None."""
    return Reply.objects.filter(dispatch=order, status="accepted").order_by("-version").first()


def replies_of(order: Dispatch) -> list[Reply]:
    """Return all versions, oldest first."""
    return list(Reply.objects.filter(dispatch=order).order_by("version"))


def points_of(reply: Reply | None) -> list[ReplyPoint]:
    """Return the points of a version in order."""
    return list(ReplyPoint.objects.filter(reply=reply).order_by("order")) if reply else []


def questions_of(order: Dispatch) -> list[str]:
    """Return what must be answered, point by point: the points of an idea that are the unit's, else the matter."""
    if order.idea is not None:
        points = points_of_idea(order.idea)
        mine = [point for point in points if not order.share_points or point.order in order.share_points]
        return [point.text for point in mine] or [order.title]
    return [f"{order.title}：{order.share}" if order.share else order.title]


def seen_points(order: Dispatch, reply: Reply, points: Sequence[ReplyPoint]) -> list[Point]:
    """Return the points as the checks see them."""
    is_question = order.voice is not None and order.voice.demand_type == "consultation"
    return [
        Point(
            point.order,
            point.text,
            point.measure,
            point.due_on,
            needs_measure(adoption=point.adoption, reply_class=reply.reply_class, is_question=is_question),
            point.evidence,
        )
        for point in points
    ]


def checks_of(
    order: Dispatch, reply: Reply, points: Sequence[ReplyPoint], co_units: Sequence[CoHandling] | None = None
) -> dict[str, bool]:
    """Return which needs of “签发答复” are met."""
    rows = list(CoHandling.objects.filter(dispatch=order)) if co_units is None else co_units
    given = sum(row.answered_at is not None for row in rows)
    seen = seen_points(order, reply, points)
    is_decided = order.idea is None or all(point.adoption for point in points)
    words = "\n".join([reply.summary, *(f"{point.text}\n{point.measure}" for point in points)])
    found = reply_checks(
        seen,
        reply_class=reply.reply_class,
        is_contacted=order.contacted_at is not None,
        contact=reply.contact_name,
        phone=reply.contact_phone,
        holds_personal=holds_personal_data(words),
        opinions=(given, len(rows)),
    )
    return {**found, "every_point": found["every_point"] and is_decided}


EARLIER = 300
"""How many of a unit's newest earlier replies a reply is compared with."""


@dataclass(frozen=True)
class PointRead:
    """One point as the offline check read it: the passage that answers it, and what to look at."""

    number: int
    passage: str
    marks: list[Mark]


def reading_of(order: Dispatch, reply: Reply | None, points: Sequence[ReplyPoint]) -> list[PointRead]:
    """Return how a signed reply reads, point by point, compared with the unit's earlier ones; for a person to judge."""
    if reply is None or not points:
        return []
    rows = Reply.objects.filter(unit=reply.unit_id, status__in=("submitted", "accepted", "superseded"))
    earlier = rows.exclude(dispatch=order).order_by("-pk").values_list("dispatch__code", "public_text")[:EARLIER]
    needs = {point.number: point.needs_measure for point in seen_points(order, reply, points)}
    seen = [
        Answered(point.order, point.question, point.text, point.measure, point.due_on, needs[point.order])
        for point in points
    ]
    marks = read_reply(seen, earlier)
    return [
        PointRead(
            one.number, passage_of(one.question, one.text)[0], [mark for mark in marks if mark.number == one.number]
        )
        for one in seen
    ]
