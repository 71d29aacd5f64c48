"""One topic on the desk: what may be done, what is missing, and everything behind it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import may
from shangliang.ledger.models import Event
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.people.faces import Request, language_of, page
from shangliang.topics import queries, rules
from shangliang.topics.desk.cards import (
    DUE_COLUMNS,
    NEXT_COLUMNS,
    columns_of,
    due_of,
    in_chinese,
    next_act,
    number_of,
    source_words,
)
from shangliang.topics.desk.steps import RUNS, Asked, acts_of, form_for
from shangliang.topics.models import Topic, TopicBallot
from shangliang.topics.workflow import BOARD_GRANT, TOPIC
from shangliang.voices.workflow import READ

VOICES_SHOWN = 12


def found(request: Request, code: str) -> Topic:
    """Return the topic, or raise NotFound."""
    topic = queries.topic_for(request.actor, code)
    if topic is None:
        raise NotFound
    return topic


@page(BOARD_GRANT)
@require_GET
def topic(request: Request, code: str) -> HttpResponse:
    """Show one topic."""
    return show(request, found(request, code))


@page(BOARD_GRANT)
@require_POST
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step; what was typed stays on the page when it is refused."""
    case = found(request, code)
    if verb not in RUNS:
        raise NotFound
    form = form_for(verb, Asked(case, request.actor, request.at), request.POST)
    by = {"actor": request.actor, "at": request.at}
    if form is None or form.is_valid():
        try:
            RUNS[verb](case, form, request.POST.get("reason", ""), by)
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.text(language_of(request)))
                return HttpResponseRedirect(reverse("topics:desk_topic", args=[code]))
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("办好了：%(act)s") % {"act": label_of(verb)})
            return HttpResponseRedirect(reverse("topics:desk_topic", args=[code]))
    return show(request, found(request, code), verb, form)


def label_of(verb: str) -> str:
    """Return the name of a verb in the language of the moment."""
    first = TOPIC.by_verb[verb][0]
    return first.label if in_chinese() else first.label_en


def show(request: Request, case: Topic, verb: str = "", form: forms.Form | None = None) -> HttpResponse:
    """Render the page; with a form that was refused, open above everything."""
    events = list(events_of("topic", case.code))
    asked = Asked(case, request.actor, request.at)
    criteria = [(key, name if in_chinese() else en) for key, name, en, _hint in rules.CRITERIA]
    context = {
        "topic": case,
        "number": number_of(case),
        "sources": source_words(case),
        "is_public": case.audience == "all",
        "next_act": next_act(columns_of(case, NEXT_COLUMNS)),
        "due": due_of(columns_of(case, DUE_COLUMNS), request.at),
        "stages": queries.stage_rows(case, queries.stage_words(events)),
        "acts": acts_of(asked),
        "refused": form,
        "refused_verb": verb,
        "refused_label": label_of(verb) if verb else "",
        "voices": list(queries.voices_of(case).select_related("district")[:VOICES_SHOWN]) if case.voice_count else [],
        "may_read_voices": may(request.actor, READ),
        "scores": list(queries.scores_of(case)) if case.state != "clue" else [],
        "criteria": criteria,
        "score_head": [(_("评分人"), ""), *((name, "num") for _key, name in criteria), (_("利益关系"), "")],
        "ballot_levels": queries.ballots_by_level(case) if case.vote_until else [],
        "level_words": dict(TopicBallot.LEVELS),
        "group": asked.group,
        "log": log_of(events),
        "rules": rules,
        "here": "topics",
    }
    return render(request, "topics/desk_topic.html", context, status=422 if form is not None else 200)


def log_of(events: list[Event]) -> list[dict[str, str]]:
    """Return the record as the page shows it: when, who did what and why, fingerprint; the newest first."""
    reasons = reasons_of(events)
    rows = []
    for event in reversed(events):
        known = event.verb in TOPIC.by_verb
        text = f"{label_of(event.verb) if known else _('时限改正')}　{event.body}"
        why = reasons.get(event.pk, "")
        rows.append(
            {
                "when": f"{local(event.at):%m-%d %H:%M}",
                "text": f"{text}：{why}" if why else text,
                "hash": event.leaf_hash,
            }
        )
    return rows
