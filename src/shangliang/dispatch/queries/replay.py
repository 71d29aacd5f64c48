"""The facts that the figures count, told again from the record of events alone, without looking at the rows of orders.

What a judgement said of whom is in the sealed part of its event; after an erasure it cannot be told again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from shangliang.dispatch.queries.facts import repeats
from shangliang.dispatch.rules.kpis import Facts
from shangliang.ledger.models import Event, Sealed

CHASES = ("remind", "warn", "notice", "list", "interview")
ADOPTS = ("adopt", "adopt_partly", "not_adopt", "keep_for_reference")


@dataclass
class Told:
    """One order as far as the record has told it."""

    facts: Facts
    subject: str
    rule: str = ""
    invited: int = 0
    strangers: set[int] = field(default_factory=set)
    judged: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    promises: list[date] = field(default_factory=list)
    suspended_at: datetime | None = None

    def become(self, **changes: Any) -> None:  # noqa: ANN401 - columns of the facts
        """Change the facts."""
        self.facts = replace(self.facts, **changes)


def facts_of_events(until: int | None = None) -> list[Facts]:
    """Return the facts of all orders as the record tells them, oldest first; `until` stops before an entry."""
    orders: dict[str, Told] = {}
    adoption: dict[str, str] = {}
    merged: dict[str, list[datetime]] = {}
    for event, public, sealed in told_events(until):
        if event.kind == "dispatch" and event.verb == "issue":
            orders[event.code] = begun(event, public)
        elif event.kind == "dispatch" and event.code in orders:
            tell(orders[event.code], event, public, sealed)
        elif event.kind == "idea":
            adoption[event.code] = str(public.get("adoption", "")) if event.verb in ADOPTS else ""
        elif event.kind == "voice":
            merged.setdefault(str(public.get("into", "")), []).append(event.at)
    return [finished(one, adoption, merged) for one in orders.values()]


def told_events(until: int | None) -> Iterator[tuple[Event, dict[str, Any], dict[str, Any]]]:
    """Return every event that the figures depend on, with its public and its sealed facts, oldest first."""
    ideas = Q(kind="idea", verb__in=(*ADOPTS, "reopen"))
    rows = Event.objects.filter(Q(kind="dispatch") | ideas | Q(kind="voice", verb="merge")).order_by("seq")
    if until is not None:
        rows = rows.filter(seq__lt=until)
    wanted = Event.objects.filter(kind="dispatch", verb__in=("evaluate", "decide_appeal")).values("seq")
    seals = dict(Sealed.objects.filter(event__in=wanted).values_list("event_id", "text"))
    for event in rows.iterator(chunk_size=2000):
        text = seals.get(event.seq)
        yield event, json.loads(event.leaf)["public"], json.loads(text) if text else {}


def moment_of(value: object) -> datetime | None:
    """Return a moment as it was written into an event."""
    return datetime.fromisoformat(str(value)) if value else None


def begun(event: Event, public: Mapping[str, Any]) -> Told:
    """Return an order as its hand-over tells it."""
    due = moment_of(public.get("due"))
    facts = Facts(
        code=event.code,
        kind=public["subject"],
        policy=public["policy"],
        unit=public["unit"],
        state=event.to,
        opened_at=event.at,
        due_at=due,
        first_due_at=due,
        is_provisional=bool(public.get("provisional", False)),
        sign_by=moment_of(public.get("sign_by")),
    )
    return Told(facts, public["subject_code"], str(public.get("rule", "")))


def tell(one: Told, event: Event, public: Mapping[str, Any], sealed: Mapping[str, Any]) -> None:
    """Let one more event change an order."""
    one.become(state=event.to)
    if event.verb in CHASES:
        one.become(chase_count=one.facts.chase_count + 1)
    elif event.verb in TELLERS:
        TELLERS[event.verb](one, event, public, sealed)


Said = Mapping[str, Any]
"""The facts of one event."""


def redue(one: Told, public: Said) -> None:
    """Take over the limit that an event gives."""
    if "due" in public:
        one.rule = str(public.get("rule", one.rule))
        one.become(due_at=moment_of(public["due"]), is_provisional=bool(public.get("provisional", False)))


def tell_sign(one: Told, event: Event, public: Said, _sealed: Said) -> None:
    """Tell that a unit signed, or has to keep the order."""
    one.become(signed_at=one.facts.signed_at or event.at, contact_by=moment_of(public.get("contact_by")))


def tell_hand_to(one: Told, _event: Event, public: Said, _sealed: Said) -> None:
    """Tell that an order went to a unit after a return or a conference."""
    is_other = public["from"] != public["unit"]
    one.become(
        unit=public["unit"],
        signed_at=None,
        contact_by=None,
        sign_by=moment_of(public.get("sign_by")),
        is_misassigned=one.facts.is_misassigned or is_other,
    )


def tell_start(one: Told, event: Event, _public: Said, _sealed: Said) -> None:
    """Tell of the first contact."""
    one.become(contacted_at=event.at)


def tell_contact(one: Told, event: Event, _public: Said, _sealed: Said) -> None:
    """Tell of one more contact."""
    one.become(contacted_at=one.facts.contacted_at or event.at)


def tell_return(one: Told, _event: Event, _public: Said, _sealed: Said) -> None:
    """Tell that a return was asked for."""
    one.become(is_return_asked=True)


def tell_extension(one: Told, _event: Event, public: Said, _sealed: Said) -> None:
    """Tell that more time was given."""
    redue(one, public)
    one.become(is_extended=True)


def tell_suspend(one: Told, event: Event, _public: Said, _sealed: Said) -> None:
    """Tell that the clock stands."""
    one.suspended_at = event.at


def tell_resume(one: Told, event: Event, public: Said, _sealed: Said) -> None:
    """Tell that the clock runs on."""
    redue(one, public)
    one.become(pauses=(*one.facts.pauses, (one.suspended_at or event.at, event.at)))


def tell_correction(one: Told, _event: Event, public: Said, _sealed: Said) -> None:
    """Tell that the calendar moved the limit of the reply."""
    for move in public["moves"]:
        if move["rule"] == one.rule:
            redue(one, {"due": move["after"], "rule": move["rule"], "provisional": move["provisional"]})


def tell_reply(one: Told, event: Event, public: Said, _sealed: Said) -> None:
    """Tell that a reply was signed."""
    one.become(replied_at=event.at, letter=public["class"])


def tell_rejection(one: Told, _event: Event, _public: Said, _sealed: Said) -> None:
    """Tell that a reply was sent back."""
    one.become(replied_at=None, letter="")


def tell_delivery(one: Told, event: Event, public: Said, _sealed: Said) -> None:
    """Tell that a reply was delivered: who is asked, and what is promised."""
    one.become(accepted_at=event.at, was_answered=True)
    one.invited = int(public["invited"])
    one.promises = [date.fromisoformat(day) for day in public["promises"]]


def tell_judgement(one: Told, _event: Event, public: Said, sealed: Said) -> None:
    """Tell what somebody said of the reply; a later word of the same person stands for the earlier one."""
    person = sealed.get("person")
    if person is None:
        return
    if public.get("asked") == "no" and person not in one.judged:
        one.strangers.add(person)
    one.judged[person] = (public["attitude"], public["result"], public["solved"])


def tell_appeal(one: Told, _event: Event, public: Said, sealed: Said) -> None:
    """Tell what a panel put in place of a judgement."""
    person = sealed.get("private", {}).get("person")
    if public.get("is_revised") and person in one.judged:
        one.judged[person] = (public["attitude"], public["result"], public["solved"])


def tell_again(one: Told, _event: Event, public: Said, _sealed: Said) -> None:
    """Tell that a new round began."""
    redue(one, public)
    one.become(replied_at=None, accepted_at=None, letter="", redo_count=one.facts.redo_count + 1)
    one.invited, one.strangers, one.judged, one.promises = 0, set(), {}, []


def tell_progress(one: Told, _event: Event, public: Said, _sealed: Said) -> None:
    """Tell that a promise was kept."""
    day = date.fromisoformat(str(public["due_on"]))
    if public.get("done_on") and day in one.promises:
        one.promises.remove(day)


def tell_done(one: Told, _event: Event, _public: Said, _sealed: Said) -> None:
    """Tell that everything promised is done."""
    one.become(letter="A")
    one.promises = []


def tell_look(one: Told, _event: Event, public: Said, _sealed: Said) -> None:
    """Tell what a look-back found."""
    one.become(looked=one.facts.looked + 1, rebounds=one.facts.rebounds + (public["finding"] == "rebound"))


TELLERS: Mapping[str, Callable[[Told, Event, Said, Said], None]] = {
    "sign": tell_sign,
    "refuse_return": tell_sign,
    "request_return": tell_return,
    "grant_return": tell_hand_to,
    "designate": tell_hand_to,
    "start": tell_start,
    "contact": tell_contact,
    "grant_extension": tell_extension,
    "suspend": tell_suspend,
    "resume": tell_resume,
    "correct_due": tell_correction,
    "submit_reply": tell_reply,
    "reject_reply": tell_rejection,
    "accept_reply": tell_delivery,
    "evaluate": tell_judgement,
    "decide_appeal": tell_appeal,
    "redo": tell_again,
    "reopen": tell_again,
    "report_progress": tell_progress,
    "claim_done": tell_done,
    "lookback": tell_look,
}
"""What each verb of the record changes in the facts; verbs that change none are not here."""


def finished(one: Told, adoption: Mapping[str, str], merged: Mapping[str, list[datetime]]) -> Facts:
    """Return the facts of an order once the record is told to its end."""
    is_idea, is_voice = one.facts.kind == "idea", one.facts.kind == "voice"
    return replace(
        one.facts,
        adoption=adoption.get(one.subject, "") if is_idea else "",
        invited=one.invited + len(one.strangers),
        judgements=tuple(sorted(one.judged.values())),
        promises=tuple(sorted(one.promises)),
        repeats=repeats(merged.get(one.subject, ()), one.facts.opened_at) if is_voice else 0,
    )
