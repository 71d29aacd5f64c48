"""Public calls for topics."""

from datetime import date, datetime

from django.db import transaction

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Forbidden, Invalid, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.actions import Entry, append, next_number
from shangliang.topics.models import TopicCall


@transaction.atomic
def announce_call(
    title: str, *, opens_on: date, closes_on: date, actor: Actor, at: datetime, words: str = ""
) -> TopicCall:
    """Announce a public call for topics between two days, both included, and return it."""
    seat = actor.seat_as(Role.LIAISON)
    if seat is None:
        raise Forbidden(Words("议题征集由联络室发布。", "The liaison studio announces calls for topics."))
    if not tidy(title):
        raise Invalid(Words("写一句征集的标题。", "A call needs a title."), field="title")
    if closes_on < opens_on:
        raise Invalid(Words("截止日不能早于开始日。", "The last day cannot be before the first."), field="closes_on")
    year = local(at).year
    call = TopicCall.objects.create(
        code=f"{year}-{next_number(f'call:{year}')}",
        title=clip(tidy(title), 120),
        words=tidy(words),
        opens_on=opens_on,
        closes_on=closes_on,
    )
    append(Entry("call", call.code, "announce", actor, at, seat, public={"title": call.title, "closes_on": closes_on}))
    return call
