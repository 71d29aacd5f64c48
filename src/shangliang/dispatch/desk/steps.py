"""The acts of a case's page: which form each verb has, and which action it takes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from shangliang.dispatch import actions, queries
from shangliang.dispatch.forms import (
    AppealForm,
    CarryForm,
    ContactForm,
    CoverForm,
    DecideAppealForm,
    EvidenceForm,
    JudgeForm,
    LookBackForm,
    OpinionForm,
    OutcomeForm,
    ProgressForm,
    PublishVisitForm,
    ReturnForm,
    SignForm,
    SuperviseForm,
    SuspendForm,
    UnitForm,
    VisitForm,
)
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.orders import is_fit
from shangliang.dispatch.rules import LEVELS
from shangliang.people.faces import Act, Button, Request, buttons

KEYS = {"sign": "s", "start": "f", "request_return": "t", "submit_reply": "g", "accept_reply": "a", "write_off": "w"}
EDITOR = ("draft", "propose", "submit_reply")
"""Verbs of the reply editor."""
PAGES = {"generalize": "dispatch:generalize"}
"""Acts that have a page of their own."""
BY_FORM = dict.fromkeys(
    (
        "unit",
        "basis",
        "suggested",
        "other_unit",
        "contact",
        "opinion",
        "until",
        "grades",
        "reasons",
        "signature",
        "outcome",
        "voices",
        "turn",
        "covered",
        "addressee",
        "parties",
        "address",
        "similar",
        "appeal_proof",
        "appeal_time",
        "panel",
    ),
    True,
)
"""Needs that the form of the act gives."""


def suggested(order: Dispatch) -> int | None:
    """Return the unit that the returning one suggested."""
    request = queries.return_request(order)
    return request.suggested_unit_id if request else None


Make = Callable[..., forms.Form]
FORMS: Mapping[str, Make] = {
    "request_return": lambda order, data: ReturnForm(data, order=order, prefix="request_return"),
    "grant_return": lambda order, data: UnitForm(data, order=order, suggested=suggested(order), prefix="grant_return"),
    "designate": lambda order, data: UnitForm(data, order=order, suggested=suggested(order), prefix="designate"),
    "start": lambda _order, data: ContactForm(data, prefix="start"),
    "contact": lambda _order, data: ContactForm(data, prefix="contact"),
    "submit_opinion": lambda _order, data: OpinionForm(data, prefix="submit_opinion"),
    "suspend": lambda _order, data: SuspendForm(data, prefix="suspend"),
    "evaluate": lambda _order, data: JudgeForm(data, prefix="evaluate"),
    "report_progress": lambda order, data: ProgressForm(data, order=order, prefix="report_progress"),
    "claim_done": lambda _order, data: EvidenceForm(data, prefix="claim_done"),
    "write_off": lambda _order, data: SignForm(data, prefix="write_off"),
    "lookback": lambda order, data: LookBackForm(data, order=order, prefix="lookback"),
    "follow_up": lambda _order, data, files=None: VisitForm(data, files, prefix="follow_up"),
    "publish_visit": lambda order, data: PublishVisitForm(data, order=order, prefix="publish_visit"),
    "appeal": lambda order, data: AppealForm(data, order=order, prefix="appeal"),
    "decide_appeal": lambda order, data: DecideAppealForm(data, order=order, prefix="decide_appeal"),
    "carry": lambda order, data: CarryForm(data, order=order, prefix="carry"),
    "publish_outcome": lambda _order, data: OutcomeForm(data, prefix="publish_outcome"),
    "cover": lambda order, data: CoverForm(data, order=order, prefix="cover"),
    **{level: lambda _order, data, level=level: SuperviseForm(data, prefix=level) for level in LEVELS},
}

WITH_FILES = ("follow_up",)
"""Verbs whose form takes photos."""

Run = Callable[[Dispatch, Any, str, dict[str, Any]], object]
RUNS: Mapping[str, Run] = {
    "sign": lambda order, _form, _reason, by: actions.sign(order, **by),
    "request_return": lambda order, form, reason, by: actions.request_return(
        order, reason=reason, **form.cleaned_data, **by
    ),
    "refuse_return": lambda order, _form, reason, by: actions.refuse_return(order, reason=reason, **by),
    "grant_return": lambda order, form, reason, by: actions.grant_return(
        order, unit=form.cleaned_data["unit"], reason=reason, **by
    ),
    "dispute": lambda order, _form, reason, by: actions.dispute(order, reason=reason, **by),
    "designate": lambda order, form, reason, by: actions.designate(
        order, unit=form.cleaned_data["unit"], reason=reason, **by
    ),
    "start": lambda order, form, _reason, by: actions.start(order, **form.cleaned_data, **by),
    "contact": lambda order, form, _reason, by: actions.contact(order, **form.cleaned_data, **by),
    "submit_opinion": lambda order, form, _reason, by: actions.submit_opinion(order, **form.cleaned_data, **by),
    "request_extension": lambda order, _form, reason, by: actions.request_extension(order, reason=reason, **by),
    "grant_extension": lambda order, _form, reason, by: actions.grant_extension(order, reason=reason, **by),
    "refuse_extension": lambda order, _form, reason, by: actions.refuse_extension(order, reason=reason, **by),
    "suspend": lambda order, form, reason, by: actions.suspend(order, reason=reason, **form.cleaned_data, **by),
    "resume": lambda order, _form, _reason, by: actions.resume(order, **by),
    "reject_reply": lambda order, _form, reason, by: actions.reject_reply(order, reason=reason, **by),
    "accept_reply": lambda order, _form, _reason, by: actions.accept_reply(order, **by),
    "evaluate": lambda order, form, _reason, by: actions.evaluate(order, form.judgement, **by),
    "redo": lambda order, _form, reason, by: actions.redo(order, reason=reason, **by),
    "reopen": lambda order, _form, reason, by: actions.reopen(order, reason=reason, **by),
    "report_progress": lambda order, form, _reason, by: actions.report_progress(
        order,
        form.cleaned_data["milestone"],
        progress=form.cleaned_data["progress"],
        done_on=form.cleaned_data["done_on"],
        evidence=form.cleaned_data["evidence"],
        **by,
    ),
    "claim_done": lambda order, form, _reason, by: actions.claim_done(order, **form.cleaned_data, **by),
    "write_off": lambda order, form, _reason, by: actions.write_off(order, **form.cleaned_data, **by),
    "lookback": lambda order, form, _reason, by: actions.lookback(
        order,
        form.cleaned_data["row"],
        finding=form.cleaned_data["finding"],
        notes=form.cleaned_data["notes"],
        **by,
    ),
    "follow_up": lambda order, form, _reason, by: actions.follow_up(order, form.sight, **by),
    "publish_visit": lambda order, form, _reason, by: actions.publish_visit(
        order, form.cleaned_data["row"], article_url=form.cleaned_data["article_url"], **by
    ),
    "appeal": lambda order, form, reason, by: actions.appeal(order, reason=reason, **form.cleaned_data, **by),
    "decide_appeal": lambda order, form, reason, by: actions.decide_appeal(
        order,
        form.cleaned_data["row"],
        revised=form.revised,
        member=form.cleaned_data["member"],
        citizen=form.cleaned_data["citizen"],
        reason=reason,
        **by,
    ),
    "carry": lambda order, form, _reason, by: actions.carry(
        order, form.cleaned_data["row"], list(form.cleaned_data["voices"]), lead=form.cleaned_data["lead"], **by
    ),
    "publish_outcome": lambda order, form, _reason, by: actions.tell_outcome(
        order, form.effect, form.metrics, new_project=form.new_project, **by
    ),
    "cover": lambda order, form, _reason, by: actions.cover(
        order, form.cleaned_data["row"], note=form.cleaned_data["note"], **by
    ),
    "instruct": lambda order, _form, reason, by: actions.instruct(order, reason=reason, **by),
    "explain": lambda order, _form, reason, by: actions.explain(order, reason=reason, **by),
    "withhold": lambda order, _form, reason, by: actions.withhold(order, reason=reason, **by),
    "request_termination": lambda order, _form, reason, by: actions.request_termination(order, reason=reason, **by),
    "terminate": lambda order, _form, reason, by: actions.terminate(order, reason=reason, **by),
    **{
        level: lambda order, form, reason, by, level=level: actions.supervise(  # type: ignore[misc]
            order, level, **{**form.cleaned_data, "words": reason or form.cleaned_data["words"]}, **by
        )
        for level in LEVELS
    },
}


def form_for(verb: str, order: Dispatch, data: Any = None, files: Any = None) -> forms.Form | None:  # noqa: ANN401 - posted data
    """Return the form that a verb asks for, bound when data are given, or None."""
    make = FORMS.get(verb)
    if make is None:
        return None
    return make(order, data, files) if verb in WITH_FILES else make(order, data)


def offered(request: Request, order: Dispatch, met: Mapping[str, bool]) -> list[Button]:
    """Return what the actor may do with an order now, ready or saying what is missing."""

    def url(verb: str) -> str:
        return reverse("dispatch:step", args=[order.code, verb])

    return buttons(order, request.actor, url, met)


def acts_of(order: Dispatch, offers: Sequence[Button]) -> list[Act]:
    """Return the offers of an order, each with its form; the editor's verbs stand with the editor."""
    return [
        Act(
            button.verb,
            button.label,
            button.url,
            button.is_ready,
            button.missing,
            button.needs_reason,
            button.tone,
            form_for(button.verb, order) if button.is_ready and button.verb not in PAGES else None,
            KEYS.get(button.verb, ""),
            reverse(PAGES[button.verb], args=[order.code]) if button.verb in PAGES else "",
        )
        for button in offers
        if (button.verb in RUNS or button.verb in PAGES) and is_fit(button.verb, order)
    ]
