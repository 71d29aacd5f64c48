"""Effects: outcomes with figures, and carrying one cure on to similar voices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from shangliang.dispatch.models import Dispatch, Generalization, GeneralizedVoice, Outcome, OutcomeMetric
from shangliang.ideas import actions as ideas
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import advance, next_number
from shangliang.ledger.models import Event
from shangliang.voices.models import Voice


@dataclass(frozen=True)
class Metric:
    """One figure of an outcome."""

    name: str
    unit: str
    value: Decimal
    read_on: date
    evidence: str
    target: Decimal | None = None


@dataclass(frozen=True)
class Effect:
    """What an outcome says."""

    kind: str
    title: str
    achieved_on: date | None
    before: str = ""
    after: str = ""
    document_no: str = ""
    source_url: str = ""


@transaction.atomic
def publish_outcome(
    order: Dispatch, effect: Effect, metrics: Sequence[Metric] = (), *, actor: Actor, at: datetime
) -> Outcome:
    """Record what was achieved and return it. Every figure carries unit, date of reading and evidence."""
    if effect.kind not in dict(Outcome.KINDS):
        raise Invalid(Words("请选成效类别。", "Please choose a kind."), field="kind", value=effect.kind)
    for row, metric in enumerate(metrics, 1):
        if not (metric.name.strip() and metric.unit.strip() and metric.evidence.strip()):
            raise Invalid(
                Words(f"第 {row} 个指标要有名称、单位和证据。", f"Figure {row} needs name, unit and evidence."),
                field="metrics",
                row=row,
            )
    day = effect.achieved_on or local_date(at)
    is_said = bool(effect.title.strip()) and effect.achieved_on is not None and day <= local_date(at)
    year = local_date(at).year
    code = f"CX{year}-{next_number(f'outcome:{year}'):03d}"
    facts = {"outcome": code, "title": tidy(effect.title), "achieved_on": effect.achieved_on}
    advance(order, "publish_outcome", actor=actor, at=at, met={"outcome": is_said}, public=facts)
    outcome = Outcome.objects.create(
        code=code,
        dispatch=order,
        kind=effect.kind,
        title=tidy(effect.title),
        before=tidy(effect.before),
        after=tidy(effect.after),
        document_no=tidy(effect.document_no),
        source_url=effect.source_url,
        achieved_on=day,
        recorded_at=at,
    )
    OutcomeMetric.objects.bulk_create(
        OutcomeMetric(
            outcome=outcome,
            name=tidy(metric.name),
            unit=metric.unit.strip(),
            value=metric.value,
            target=metric.target,
            read_on=metric.read_on,
            evidence=tidy(metric.evidence),
        )
        for metric in metrics
    )
    return outcome


@transaction.atomic
def generalize(
    order: Dispatch,
    *,
    title: str,
    voices: Iterable[tuple[Voice, float]],
    policy_document: str = "",
    actor: Actor,
    at: datetime,
) -> Generalization:
    """Carry a solved matter on to similar voices that a person chose, or into a policy document, and return that.

    `voices` holds each voice with its likeness, for the record; the machine only proposed them.
    """
    chosen = {voice.pk: (voice, likeness) for voice, likeness in voices}
    facts = {"title": tidy(title), "voices": len(chosen), "policy": tidy(policy_document)}
    advance(
        order,
        "generalize",
        actor=actor,
        at=at,
        met={"voices": bool(chosen) or bool(policy_document.strip())},
        public=facts,
        private={"codes": sorted(voice.code for voice, _ in chosen.values())},
    )
    row = Generalization.objects.create(
        dispatch=order,
        title=tidy(title) or order.title[:120],
        policy_document=tidy(policy_document),
        made_at=at,
        made_by_id=actor.person,
        voice_count=len(chosen),
    )
    GeneralizedVoice.objects.bulk_create(
        GeneralizedVoice(generalization=row, voice=voice, similarity=likeness) for voice, likeness in chosen.values()
    )
    if order.idea is not None and order.idea.state == "closed":
        ideas.generalize(order.idea, facts=facts, actor=actor, at=at)
    return row


@transaction.atomic
def cover(order: Dispatch, row: GeneralizedVoice, *, note: str, actor: Actor, at: datetime) -> Event:
    """Note that the same cure reached one of the similar voices, and return the event with the coverage n/N."""
    whole = row.generalization
    is_new = whole.dispatch_id == order.pk and row.covered_at is None and bool(note.strip())
    facts = {"covered": whole.covered_count + 1, "of": whole.voice_count}
    event = advance(
        order, "cover", actor=actor, at=at, met={"covered": is_new}, public=facts, private={"voice": row.voice.code}
    )
    GeneralizedVoice.objects.filter(pk=row.pk).update(covered_at=at, note=tidy(note)[:200])
    rows = GeneralizedVoice.objects.filter(generalization=whole)
    Generalization.objects.filter(pk=whole.pk).update(covered_count=rows.exclude(covered_at=None).count())
    return event
