"""The acts of an idea's desk page: which form each verb has, and which action it takes."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.urls import reverse

from shangliang.ideas import actions
from shangliang.ideas.forms import MergeForm, MetForm, RefineForm
from shangliang.ideas.models import GoldenIdea
from shangliang.people.faces import Act, Request, buttons

KEYS = {"refine": "e", "number": "n", "approve": "a"}
BY_FORM = dict.fromkeys(("content", "unit", "confirmed", "target", "met_speaker"), True)
"""Needs that the form of the act gives."""


Make = Callable[[GoldenIdea, Any], forms.Form]
FORMS: Mapping[str, Make] = {
    "refine": lambda idea, data: RefineForm(data, idea=idea, prefix="refine"),
    "merge": lambda idea, data: MergeForm(data, idea=idea, prefix="merge"),
    "not_adopt": lambda _idea, data: MetForm(data, prefix="not_adopt"),
}

Run = Callable[[GoldenIdea, Any, str, dict[str, Any]], object]
RUNS: Mapping[str, Run] = {
    "refine": lambda idea, form, _reason, by: actions.refine(
        idea,
        form.content,
        is_confirmed=form.cleaned_data["is_confirmed"],
        voices=form.cleaned_data["voices"],
        **by,
    ),
    "merge": lambda idea, form, reason, by: actions.merge(idea, form.cleaned_data["into"], reason=reason, **by),
    "drop": lambda idea, _form, reason, by: actions.drop(idea, reason=reason, **by),
    "number": lambda idea, _form, _reason, by: actions.number(idea, **by),
    "approve": lambda idea, _form, _reason, by: actions.approve(idea, **by),
    "send_back": lambda idea, _form, reason, by: actions.send_back(idea, reason=reason, **by),
    "adopt": lambda idea, _form, reason, by: actions.decide_adoption(idea, "adopted", reason=reason, **by),
    "adopt_partly": lambda idea, _form, reason, by: actions.decide_adoption(
        idea, "partly_adopted", reason=reason, **by
    ),
    "not_adopt": lambda idea, form, reason, by: actions.decide_adoption(
        idea, "not_adopted", reason=reason, met_speaker=form.cleaned_data["met_speaker"], **by
    ),
    "keep_for_reference": lambda idea, _form, reason, by: actions.decide_adoption(
        idea, "for_reference", reason=reason, **by
    ),
}
"""The verbs of this page; the others follow from the order that carries the idea out."""


def form_for(verb: str, idea: GoldenIdea, data: Any = None) -> forms.Form | None:  # noqa: ANN401 - posted data
    """Return the form that a verb asks for, bound when data are given, or None."""
    make = FORMS.get(verb)
    return make(idea, data) if make else None


def acts_of(request: Request, idea: GoldenIdea) -> list[Act]:
    """Return what the actor may do with an idea on this page, each with its form."""

    def url(verb: str) -> str:
        return reverse("ideas:step", args=[idea.code, verb])

    return [
        Act(
            button.verb,
            button.label,
            button.url,
            button.is_ready,
            button.missing,
            button.needs_reason,
            button.tone,
            form_for(button.verb, idea) if button.is_ready else None,
            KEYS.get(button.verb, ""),
        )
        for button in buttons(idea, request.actor, url, BY_FORM)
        if button.verb in RUNS
    ]
