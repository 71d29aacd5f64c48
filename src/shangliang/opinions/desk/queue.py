"""The queue of what people propose: like statements together, one reason for all that are ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.refusals import Invalid, NotFound
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.opinions import actions, queries
from shangliang.opinions.desk import conversation_or_404, moderation
from shangliang.opinions.forms import ModerationForm
from shangliang.opinions.models import Conversation, Statement
from shangliang.opinions.rules import likeness, removal
from shangliang.opinions.workflow import DESK
from shangliang.people.faces import Request, form_words, page, take

VERBS = frozenset(("approve", "remove", "restore", "accept", "uphold"))


@dataclass(frozen=True)
class Pile:
    """Statements that say nearly the same, and those like them that everybody can answer already."""

    rows: Sequence[Statement]
    like: Sequence[Statement]


@require_safe
@page(DESK)
def queue(request: Request, code: str) -> HttpResponse:
    """Show what waits: appeals first, then statements in groups of like ones."""
    conversation = conversation_or_404(request, code)
    rows = list(queries.statements_of(conversation))
    waiting = [row for row in rows if row.state == "queued"]
    appeals = [(row, why(row)) for row in rows if row.state == "appealed"]
    context: dict[str, Any] = {
        "conversation": conversation,
        "piles": piles(waiting, [row for row in rows if row.state == "live"]),
        "waiting": len(waiting),
        "appeals": appeals,
        "acts": moderation(rows, conversation, request.actor),
        "form": ModerationForm(numbers=[]),
        "reasons": {kind: (zh, en) for kind, zh, en in removal.REASONS},
        "here": "opinions",
    }
    return render(request, "opinions/queue.html", context)


def why(row: Statement) -> str:
    """Return the words of an appeal."""
    event = events_of("statement", row.code).filter(verb="appeal").order_by("-seq").first()
    return reasons_of([event]).get(event.seq, "") if event else ""


def piles(waiting: Sequence[Statement], live: Sequence[Statement]) -> list[Pile]:
    """Return the statements that wait in groups of like ones, each with what is like it and live."""
    by_number: Mapping[int, Statement] = {row.number: row for row in (*waiting, *live)}
    there = [(row.number, row.text) for row in live]
    found = []
    for group in likeness.groups([(row.number, row.text) for row in waiting]):
        near = dict.fromkeys(
            number for one in group for number, _likeness in likeness.near_copies(by_number[one].text, there)
        )
        found.append(Pile([by_number[one] for one in group], [by_number[number] for number in near]))
    return found


@require_POST
@page(DESK)
def moderate(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step with every statement that is ticked, all or none."""
    conversation = conversation_or_404(request, code)
    if verb not in VERBS:
        raise NotFound
    rows = {row.number: row for row in queries.statements_of(conversation)}
    form = ModerationForm(request.POST, numbers=list(rows))

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        chosen = [with_conversation(rows[number], conversation) for number in form.cleaned_data["number"]]
        by: dict[str, Any] = {"actor": request.actor, "at": request.at}
        kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
        actions.moderate_many(conversation, chosen, verb, kind=kind, reason=reason, **by)

    back = reverse("opinions:queue" if request.POST.get("from") == "queue" else "opinions:case", args=[code])
    return take(request, act, done=_("办好了。"), back=back)


def with_conversation(row: Statement, conversation: Conversation) -> Statement:
    """Return a statement that knows its conversation, so that it is not read again."""
    row.conversation = conversation
    return row
