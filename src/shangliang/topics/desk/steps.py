"""The acts of a topic's desk page: which form each verb has, and which action it takes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse

from shangliang.kernel.calendar import local
from shangliang.kernel.workflow import Actor
from shangliang.people.faces import Act, buttons
from shangliang.people.models import Person
from shangliang.topics import actions, queries
from shangliang.topics.forms import (
    AddVoicesForm,
    ClassifyForm,
    ConvertForm,
    EffectForm,
    GroupForm,
    PlanForm,
    ReportForm,
    ScoreForm,
    VoteForm,
)
from shangliang.topics.models import Topic, TopicScore
from shangliang.topics.workflow import TOPIC

KEYS = {"shortlist": "s", "score": "p", "approve": "a", "plan": "l", "classify": "e"}
GIVEN_BY_FORM = {"plan": ("host", "reported")}


class Asked:
    """What forms must know: the topic, who asks and when, and the topic's group, read once for the whole page."""

    def __init__(self, topic: Topic, actor: Actor, at: datetime) -> None:
        """Keep topic, actor and moment."""
        self.topic, self.actor, self.at = topic, actor, at

    @cached_property
    def group(self) -> list[Person]:
        """Return the people of the deliberation group."""
        return list(queries.group_of(self.topic)) if self.topic.group_count else []


Make = Callable[[Asked, Any], forms.Form]
FORMS: Mapping[str, Make] = {
    "classify": lambda by, data: ClassifyForm(data, actor=by.actor, topic=by.topic, prefix="classify"),
    "add_voices": lambda by, data: AddVoicesForm(data, actor=by.actor, prefix="add_voices"),
    "score": lambda by, data: ScoreForm(data, initial=own_score(by.topic, by.actor), prefix="score"),
    "open_vote": lambda _by, data: VoteForm(data, prefix="open_vote"),
    "convert": lambda _by, data: ConvertForm(data, prefix="convert"),
    "plan": lambda by, data: PlanForm(
        data, initial={"year": local(by.at).year, "host": by.topic.host_id}, prefix="plan"
    ),
    "form_group": lambda by, data: GroupForm(data, chosen=by.group, region=by.topic.region_id, prefix="form_group"),
    "write_report": lambda by, data: ReportForm(
        data,
        initial={name: getattr(by.topic, name) for name in ("report", "questions", "answers")},
        prefix="report",
    ),
    "report_effect": lambda by, data: EffectForm(data, initial={"effect": by.topic.result}, prefix="effect"),
}


def form_for(verb: str, by: Asked, data: Any = None) -> forms.Form | None:  # noqa: ANN401 - posted data
    """Return the form that a verb asks for, bound when data are given, or None."""
    make = FORMS.get(verb)
    return make(by, data) if make else None


def own_score(topic: Topic, actor: Actor) -> dict[str, Any] | None:
    """Return what the actor scored before, as the form shows it."""
    row = TopicScore.objects.filter(topic=topic, scorer=actor.person).first() if topic.scorer_count else None
    if row is None:
        return None
    marks = {key: str(mark) for key, mark in row.marks.items()}
    return {**marks, "has_interest": "yes" if row.has_interest else "no", "interest": row.interest, "words": row.words}


def acts_of(by: Asked) -> list[Act]:
    """Return what the actor may do with a topic now, each with its form."""
    topic = by.topic

    def url(verb: str) -> str:
        return reverse("topics:step", args=[topic.code, verb])

    met = queries.met_of(topic)
    given = {code: True for codes in GIVEN_BY_FORM.values() for code in codes}
    acts = [
        Act(
            button.verb,
            button.label,
            button.url,
            button.is_ready,
            button.missing,
            button.needs_reason,
            button.tone,
            form_for(button.verb, by) if button.is_ready else None,
            KEYS.get(button.verb, ""),
        )
        for button in buttons(topic, by.actor, url, {**met, **given})
        if button.verb in RUNS
    ]
    return sorted(acts, key=urgency)


def urgency(act: Act) -> tuple[bool, bool, bool, bool]:
    """Return the order of acts: what moves the topic on, what only writes, what is blocked, the quiet ones."""
    moves = any(step.to is not None for step in TOPIC.by_verb[act.verb])
    return act.tone == "quiet", not act.is_ready, act.tone != "primary", not moves


Run = Callable[[Topic, Any, str, dict[str, Any]], object]
RUNS: Mapping[str, Run] = {
    "classify": lambda topic, form, _reason, by: actions.classify(topic, form.cleaned_data, **by),
    "add_voices": lambda topic, form, _reason, by: actions.add_voices(topic, form.voices, **by),
    "shortlist": lambda topic, _form, _reason, by: actions.shortlist(topic, **by),
    "decline": lambda topic, _form, reason, by: actions.decline(topic, reason=reason, **by),
    "score": lambda topic, form, _reason, by: actions.score(
        topic,
        form.marks,
        has_interest=form.cleaned_data["has_interest"] == "yes",
        interest=form.cleaned_data["interest"],
        words=form.cleaned_data["words"],
        **by,
    ),
    "settle_scores": lambda topic, _form, _reason, by: actions.settle_scores(topic, **by),
    "open_vote": lambda topic, form, _reason, by: actions.open_vote(topic, days=form.cleaned_data["days"], **by),
    "close_vote": lambda topic, _form, _reason, by: actions.close_vote(topic, **by),
    "approve": lambda topic, _form, reason, by: actions.decide(topic, "approved", reason=reason, **by),
    "defer": lambda topic, _form, reason, by: actions.decide(topic, "deferred", reason=reason, **by),
    "reject": lambda topic, _form, reason, by: actions.decide(topic, "rejected", reason=reason, **by),
    "convert": lambda topic, form, reason, by: actions.decide(
        topic, "converted", reason=reason, converted_to=form.cleaned_data["converted_to"], **by
    ),
    "reconsider": lambda topic, _form, reason, by: actions.reconsider(topic, reason=reason, **by),
    "plan": lambda topic, form, _reason, by: actions.plan(topic, **form.cleaned_data, **by),
    "form_group": lambda topic, form, _reason, by: actions.form_group(topic, form.persons, **by),
    "start_research": lambda topic, _form, _reason, by: actions.start_research(topic, **by),
    "write_report": lambda topic, form, _reason, by: actions.write_report(topic, form.cleaned_data, **by),
    "finish_research": lambda topic, _form, _reason, by: actions.finish_research(topic, **by),
    "publish_outcome": lambda topic, _form, _reason, by: actions.publish_outcome(topic, **by),
    "report_effect": lambda topic, form, _reason, by: actions.report_effect(topic, form.cleaned_data["effect"], **by),
    "close": lambda topic, _form, _reason, by: actions.close(topic, **by),
    "suspend": lambda topic, _form, reason, by: actions.suspend(topic, reason=reason, **by),
    "resume": lambda topic, _form, reason, by: actions.resume(topic, reason=reason, **by),
    "cancel": lambda topic, _form, reason, by: actions.cancel(topic, reason=reason, **by),
}
