"""A voice as the people concerned follow it: what happened, who is next, by when, what is still to come."""

from dataclasses import dataclass
from datetime import datetime

from shangliang.engines.workdays import CountedDay, lamp
from shangliang.kernel.refusals import Words
from shangliang.ledger.models import Event
from shangliang.ledger.queries import counted, events_of, leaf_facts
from shangliang.voices.models import Voice
from shangliang.voices.telling import LATER, NEXT, TOLD, Next

ONCE = frozenset({"supplement"})


@dataclass(frozen=True)
class LineItem:
    """One point of the vertical line: when (None: still to come), what, a remark, `now` or `next` or nothing."""

    title: Words
    at: datetime | None = None
    note: Words | None = None
    state: str = ""


def line_of(voice: Voice) -> list[LineItem]:
    """Return what happened to a voice, oldest first, then what is due now and what comes after.

    A merged voice goes on with what happened to the one it was merged into.
    """
    items = [item_of(voice, event) for event in events_of("voice", voice.code) if event.verb in TOLD]
    followed = voice
    if voice.merged_into is not None:
        followed = voice.merged_into
        since = items[-1].at if items else None
        later = events_of("voice", followed.code).filter(at__gte=since) if since else ()
        items += [item_of(followed, event) for event in later if event.verb in TOLD]
    due = NEXT.get(followed.state)
    if due is not None:
        items.append(LineItem(Words(f"{due.who.zh}{due.act.zh}", f"{due.who.en} {due.act.en}"), state="now"))
        items += [LineItem(words, state="next") for words in LATER.get(followed.state, ())]
    return items


def item_of(voice: Voice, event: Event) -> LineItem:
    """Return one event as a point of the line."""
    facts = leaf_facts(event)
    note = None
    if event.verb in ("submit", "submit_minor", "import"):
        where = voice.get_channel_display()
        note = Words(str(where), str(where))
    elif event.verb == "dispatch":
        note = Words(facts.get("unit", ""), facts.get("unit", ""))
    elif event.verb == "merge":
        note = Words("同一件事并在一起办，进展一样告诉您。", "Handled together with it; you are told alike.")
    elif event.verb in ("confirm_refusal", "refer_emergency"):
        note = Words(voice.screen_note, voice.screen_note)
    elif event.verb in ("reply", "answer_directly"):
        note = Words(facts.get("unit", ""), facts.get("unit", ""))
    return LineItem(TOLD[event.verb], event.at, note)


def next_of(voice: Voice) -> Next | None:
    """Return who acts next, or None when nothing is left to do."""
    return NEXT.get((voice.merged_into or voice).state)


def lamp_of(voice: Voice, at: datetime) -> str:
    """Return green, yellow, red, or done when nothing is left to do, none when there is no date."""
    if not voice.is_open:
        return "done"
    if voice.due_at is None or voice.due_from is None:
        return "none"
    return lamp(at, voice.due_from, voice.due_at, voice.due_provisional)


@dataclass(frozen=True)
class Counting:
    """How a due moment was counted: the clause, where it starts and ends, and each day between."""

    rule: str
    start: datetime
    due: datetime
    days: tuple[CountedDay, ...]


def counting_of(voice: Voice) -> Counting | None:
    """Return how the due moment of a voice was counted, or None when it has none."""
    if voice.due_at is None or voice.due_from is None or not voice.due_rule:
        return None
    found = counted(voice.due_rule, voice.due_from)
    if found is None:
        return None
    return Counting(voice.due_rule, voice.due_from, voice.due_at, found.steps)
