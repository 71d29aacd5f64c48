"""Reads about judgements and the four conditions of a write-off."""

from collections.abc import Mapping

from django.db.models import Count

from shangliang.dispatch.models import CoHandling, Dispatch, Evaluation, Milestone, ReplyPoint
from shangliang.dispatch.rules import Rate, satisfaction_rate, solved_rate, write_off_checks


def handling_units(order: Dispatch) -> set[int]:
    """Return the ids of the lead unit and of the co-handling units."""
    return {order.lead_unit_id, *CoHandling.objects.filter(dispatch=order).values_list("unit_id", flat=True)}


def evaluations_of(order: Dispatch) -> list[Evaluation]:
    """Return this round's invitations and judgements, judged ones first."""
    rows = Evaluation.objects.filter(dispatch=order, round=order.round)
    return sorted(rows, key=lambda row: (row.judged_at is None, row.pk))


def conditions_of(order: Dispatch, *, is_signed: bool) -> dict[str, bool]:
    """Return which of the four conditions of the write-off are met; the signature is the act itself."""
    results = Evaluation.objects.filter(dispatch=order, round=order.round).exclude(result="")
    grades = {grade for pair in results.values_list("result", "attitude") for grade in pair}
    ledger = Milestone.objects.filter(dispatch=order, is_void=False)
    proof = ReplyPoint.objects.filter(reply__dispatch=order, reply__status="accepted").exclude(evidence="")
    return write_off_checks(
        is_accepted=order.accepted_at is not None,
        results=grades,
        reply_class=order.reply_class,
        evidence=proof.exists() or ledger.exclude(evidence="").exists(),
        open_milestones=ledger.filter(done_on=None).count(),
        signed=is_signed,
    )


def invitations_of(person: int | None) -> list[Evaluation]:
    """Return what a person is asked to judge and has not judged yet, newest first."""
    if person is None:
        return []
    rows = Evaluation.objects.filter(person_id=person, judged_at=None, dispatch__state__in=("answered", "evaluated"))
    return list(rows.select_related("dispatch__idea", "dispatch__voice", "dispatch__lead_unit").order_by("-pk")[:20])


def verdicts(rows: list[Evaluation]) -> tuple[Rate, Rate]:
    """Return satisfaction and resolution of some invitations, each with what was left out."""
    results: dict[str, int] = {}
    solved: dict[str, int] = {}
    for row in rows:
        if row.judged_at is not None:
            results[row.result] = results.get(row.result, 0) + 1
            solved[row.solved] = solved.get(row.solved, 0) + 1
    return satisfaction_rate(results, len(rows)), solved_rate(solved, len(rows))


def counted(field: str) -> Mapping[str, int]:
    """Return how often each answer was given to a question (`result`, `solved`), over public ideas."""
    rows = Evaluation.objects.filter(dispatch__idea__isnull=False).order_by().values(field).annotate(n=Count("pk"))
    return {row[field]: row["n"] for row in rows}
