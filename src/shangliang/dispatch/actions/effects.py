"""Effects: outcomes with figures, and carrying one cure on to similar voices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from shangliang.dispatch.actions.orders import issue
from shangliang.dispatch.models import (
    Dispatch,
    Generalization,
    GeneralizedVoice,
    KeyProject,
    Outcome,
    OutcomeMetric,
)
from shangliang.dispatch.queries.orders import order_of_voice
from shangliang.ideas import actions as ideas
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.ledger.actions import Entry, advance, append, next_number
from shangliang.ledger.models import Event
from shangliang.people.models import Organization
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
    project: KeyProject | None = None


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
    if effect.project is not None:
        facts["project"] = effect.project.code
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
        project=effect.project,
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
def tell_outcome(
    order: Dispatch,
    effect: Effect,
    metrics: Sequence[Metric] = (),
    *,
    new_project: tuple[str, int, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Outcome:
    """Record what was achieved and return it; `new_project` (kind, year, name) is entered in the year's list first."""
    if new_project is not None:
        kind, year, name = new_project
        made = enter_project(kind=kind, year=year, name=name, source=order.code, actor=actor, at=at)
        effect = replace(effect, project=made)
    return publish_outcome(order, effect, metrics, actor=actor, at=at)


@transaction.atomic
def enter_project(*, kind: str, year: int, name: str, source: str, actor: Actor, at: datetime) -> KeyProject:
    """Return a project of the year's list, entered when it is new: 重点项目 (key) or 为民办实事 (livelihood)."""
    seat = actor.seat_as(Role.SUPERVISOR, Role.LIAISON, Role.GOVOFFICE)
    if seat is None:
        raise Forbidden(
            Words("项目清单由督办、联络室和政府办公厅录入。", "The list is kept by the offices that supervise.")
        )
    if kind not in dict(KeyProject.KINDS) or not name.strip() or not 2000 < year < 2100:
        raise Invalid(Words("要写项目类别、年度和名称。", "Please give kind, year and name."), field="name")
    known = KeyProject.objects.filter(kind=kind, year=year, name=tidy(name)).first()
    if known is not None:
        return known
    mark = {"key": "ZD", "livelihood": "SS"}[kind]
    row = KeyProject.objects.create(
        code=f"{mark}{year}-{next_number(f'project:{kind}:{year}'):02d}",
        kind=kind,
        year=year,
        name=tidy(name)[:120],
        source=tidy(source)[:200],
    )
    append(Entry("project", row.code, "enter_project", actor, at, seat, public={"name": row.name, "year": year}))
    return row


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
def carry(
    order: Dispatch,
    whole: Generalization,
    rows: Sequence[GeneralizedVoice],
    *,
    lead: Organization | None = None,
    actor: Actor,
    at: datetime,
) -> list[Dispatch]:
    """Hand the chosen similar voices over in one batch, as the dispatcher, and return the orders.

    They go to the unit that solved the first matter, or to `lead`. Voices that were handed over meanwhile are tied to
    the order that they have; all that cannot be handed over any more are left out. Covered is each when its own reply
    is delivered.
    """
    mine = [row for row in rows if row.generalization_id == whole.pk and row.order_id is None]
    ready = [row for row in mine if row.voice.state == "accepted"]
    running = [(row, order_of_voice(row.voice.code)) for row in mine if row.voice.state == "dispatched"]
    is_any = whole.dispatch_id == order.pk and bool(ready or running)
    unit = lead or order.lead_unit
    advance(
        order,
        "carry",
        actor=actor,
        at=at,
        met={"similar": is_any},
        public={"unit": str(unit), "count": len(ready)},
        private={"codes": sorted(row.voice.code for row in ready)},
    )
    orders = []
    for row in ready:
        made = issue(row.voice, lead=unit, actor=actor, at=at)
        GeneralizedVoice.objects.filter(pk=row.pk).update(order=made)
        orders.append(made)
    for row, known in running:
        GeneralizedVoice.objects.filter(pk=row.pk).update(order=known)
    return orders


def cover_delivered(order: Dispatch, *, at: datetime) -> int:
    """Note that similar voices are covered whose own order has a delivered reply, and return how many."""
    rows = GeneralizedVoice.objects.filter(order=order, covered_at=None)
    found = list(rows.select_related("generalization__dispatch__region", "voice"))
    for row in found:
        cover(row.generalization.dispatch, row, note=f"{order.code} 已答复送达", actor=SYSTEM, at=at)
    return len(found)


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
