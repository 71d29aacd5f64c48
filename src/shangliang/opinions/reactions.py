"""What opinions do by themselves: maps are computed anew, conversations close in time, authors hear of their words."""

from datetime import datetime

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event
from shangliang.notices.actions import tell
from shangliang.opinions import queries, rules
from shangliang.opinions.actions import compute_map, stop
from shangliang.opinions.models import Conversation, Statement

TOLD = {
    "approve": ("已经采用，大家可以表态了", "was taken; everybody can answer it now"),
    "remove": ("没有采用，理由公开，可以申诉一次", "was not taken; the reason is public and you may appeal once"),
    "restore": ("恢复了，大家可以表态", "is back; everybody can answer it"),
    "accept": ("申诉采纳了，大家可以表态", "is back after your appeal; everybody can answer it"),
    "uphold": ("申诉看过了，维持不采用，理由在流转记录里", "stays out after your appeal; the record says why"),
}


def close_due(at: datetime) -> int:
    """Close conversations whose time is over, and return how many."""
    due = Conversation.objects.filter(state="open", closes_at__lte=at)
    for conversation in due:
        stop(conversation, actor=SYSTEM, at=at)
    return len(due)


def refresh_maps(at: datetime) -> int:
    """Compute the maps of open conversations anew where votes have come in, and return how many."""
    done = 0
    for conversation in Conversation.objects.filter(state="open", vote_count__gt=0):
        newest = queries.newest_map(conversation)
        if newest is not None and newest.log_position == queries.log_position(conversation):
            continue
        made_at, mapped = (newest.made_at, newest.vote_count) if newest else (None, 0)
        if rules.is_map_due(votes=conversation.vote_count, mapped_votes=mapped, made_at=made_at, at=at):
            compute_map(conversation, at=at)
            done += 1
    return done


def tell_author(event: Event, at: datetime) -> None:
    """Tell whoever wrote a statement what became of it."""
    statement = Statement.objects.select_related("conversation").get(code=event.code)
    if statement.author_id is None or statement.is_seed:
        return
    zh, en = TOLD[event.verb]
    words = Words(f"您写的看法“{statement.text}”{zh}。", f"Your statement “{statement.text}” {en}.")
    tail = "" if statement.state == "live" else "/removed"
    url = f"/opinions/{statement.conversation.code}{tail}"
    tell([statement.author_id], words, url=url, key=f"statement:{statement.code}:{event.seq}", at=at)


REACTIONS = (Reaction("opinions.tell_author", frozenset(("statement", verb) for verb in TOLD), tell_author),)
TIMERS = (close_due, refresh_maps)
