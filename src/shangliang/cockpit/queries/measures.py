"""What each figure counts: the rows behind it, as queries. Pages show these very rows, so both always agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from shangliang.cockpit.rules import Period
from shangliang.dispatch.models import Dispatch, Evaluation, Generalization, GeneralizedVoice, Milestone, Outcome
from shangliang.fieldwork.models import FieldVisit
from shangliang.fieldwork.rules import DONE_STATES
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.workflow import PUBLIC_STATES
from shangliang.media.models import MediaItem
from shangliang.media.rules import VIDEO_KINDS
from shangliang.sessions.queries import counting as session_figures
from shangliang.topics.models import Topic
from shangliang.voices.models import VoiceReply
from shangliang.voices.queries import counting as voice_figures
from shangliang.voices.workflow import HEARD

Rows = QuerySet[Any]
DECIDED = Q(decision="approved")
DIFFERENT = "COUNT(DISTINCT %(expressions)s)"


@dataclass(frozen=True)
class Tally:
    """Rows with what is counted of them: the rows themselves, different values of a column, or a column's sum."""

    rows: Rows
    by: str = "pk"
    template: str = "COUNT(%(expressions)s)"

    def expression(self) -> Combinable:
        """Return the count as one value inside a larger query."""
        found = Func(F(self.by), template=self.template, output_field=IntegerField())
        return Coalesce(Subquery(self.rows.order_by().annotate(tally=found).values("tally")), 0)

    def each(self) -> Rows:
        """Return the rows to be listed: where different values are counted, the newest row of each."""
        if self.template != DIFFERENT:
            return self.rows
        newest = self.rows.exclude(**{self.by: None}).order_by().values(self.by).annotate(newest=Max("pk"))
        return self.rows.filter(pk__in=newest.values("newest"))


def count(rows: Rows) -> Tally:
    """Return how many rows there are."""
    return Tally(rows)


def different(rows: Rows, by: str) -> Tally:
    """Return how many different values a column has; empty ones are none."""
    return Tally(rows, by, DIFFERENT)


def total(rows: Rows, by: str) -> Tally:
    """Return the sum of a column."""
    return Tally(rows, by, "COALESCE(SUM(%(expressions)s), 0)")


# --- Rows -------------------------------------------------------------------------------------------------------


def voices(p: Period) -> Rows:
    """Return the voices received, withdrawn ones left out."""
    return voice_figures.counted(**p.moments("received_at"))


def speaking(p: Period) -> Rows:
    """Return the voices received with a key of who spoke: the person, or the fingerprint of an unknown one."""
    return voice_figures.with_speaker(voices(p))


def joining(p: Period) -> Rows:
    """Return who joined a voice and spoke none of the period's own."""
    return voice_figures.joined_beside(voices(p), **p.moments("joined_at"))


def accepted(p: Period) -> Rows:
    """Return the voices received that were accepted."""
    return voices(p).filter(state__in=[str(state) for state in HEARD])


def answered(p: Period) -> Rows:
    """Return the voices received and accepted that have an official answer."""
    return accepted(p).filter(Exists(VoiceReply.objects.filter(voice=OuterRef("pk"))))


def topics(p: Period) -> Rows:
    """Return the topics that were approved."""
    return Topic.objects.filter(DECIDED, **p.moments("decided_at"))


def visits(p: Period) -> Rows:
    """Return the visits that were done."""
    return FieldVisit.objects.filter(state__in=DONE_STATES, **p.days("held_on"))


def held(p: Period) -> Rows:
    """Return the sessions that were held."""
    return session_figures.counted(**p.moments("held_at"))


def present(p: Period, kind: str) -> Rows:
    """Return who was present at the sessions, of one kind, with a key of the person (or the name and post)."""
    return session_figures.present(kind=kind, **p.moments("session__held_at"))


def ideas(p: Period) -> Rows:
    """Return the approved ideas of the sessions that were held."""
    return GoldenIdea.objects.filter(state__in=PUBLIC_STATES, **p.moments("session__held_at"))


def orders(p: Period) -> Rows:
    """Return the orders that handed over ideas, terminated ones left out."""
    return Dispatch.objects.filter(idea__isnull=False, **p.moments("opened_at")).exclude(state="terminated")


def delivered(p: Period) -> Rows:
    """Return the orders whose reply was delivered."""
    return orders(p).filter(accepted_at__isnull=False)


def promises(p: Period) -> Rows:
    """Return the promises that fall due."""
    return Milestone.objects.filter(is_void=False, dispatch__idea__isnull=False, **p.days("due_on"))


def outcomes(p: Period) -> Rows:
    """Return the outcomes of public matters."""
    public = Q(dispatch__idea__isnull=False) | Q(dispatch__voice__publication="public")
    return Outcome.objects.filter(public, **p.days("achieved_on"))


def generalizations(p: Period) -> Rows:
    """Return what was carried on."""
    return Generalization.objects.filter(**p.moments("made_at"))


def similar(p: Period) -> Rows:
    """Return the similar voices that people chose."""
    return GeneralizedVoice.objects.filter(**p.moments("generalization__made_at"))


def invited(p: Period) -> Rows:
    """Return the invitations to judge the handling of ideas."""
    return Evaluation.objects.filter(dispatch__idea__isnull=False, **p.moments("invited_at"))


def judged(p: Period) -> Rows:
    """Return the invitations that were answered."""
    return invited(p).filter(judged_at__isnull=False)


def coverage(p: Period, *, videos: bool) -> Rows:
    """Return the published pieces or videos that are no copies."""
    rows = MediaItem.objects.filter(state="published", mirror_of=None, **p.days("published_on"))
    return rows.filter(kind__in=VIDEO_KINDS) if videos else rows.exclude(kind__in=VIDEO_KINDS)


def everything(p: Period) -> Rows:
    """Return all that was published and is no copy."""
    return MediaItem.objects.filter(state="published", mirror_of=None, **p.days("published_on"))


# --- Measures ---------------------------------------------------------------------------------------------------

Make = Callable[[Period], Tally]


@dataclass(frozen=True)
class Measure:
    """What a figure counts: n, and where it is a part of something, N and what stands outside of both.

    `rows` names the kind of row that its page lists; `also` is added to n.
    """

    n: Make
    rows: str
    whole: Make | None = None
    left_out: Make | None = None
    also: Make | None = None


SOLVED = ("solved", "partly", "unsolved")
MEASURES: Mapping[str, Measure] = {
    "voices": Measure(lambda p: count(voices(p)), "voice"),
    "people_heard": Measure(
        lambda p: different(speaking(p), "who"), "voice", also=lambda p: different(joining(p), "person")
    ),
    "voices_answered": Measure(lambda p: count(answered(p)), "voice", lambda p: count(accepted(p))),
    "topics": Measure(lambda p: count(topics(p)), "topic"),
    "field_visits": Measure(lambda p: count(visits(p)), "visit"),
    "sessions": Measure(lambda p: count(held(p)), "session"),
    "members": Measure(lambda p: different(present(p, "member"), "who"), "guest"),
    "unit_heads": Measure(lambda p: different(present(p, "unit_head"), "who"), "guest"),
    "experts": Measure(lambda p: different(present(p, "expert"), "who"), "guest"),
    "citizens": Measure(lambda p: different(present(p, "citizen"), "who"), "guest"),
    "golden_ideas": Measure(lambda p: count(ideas(p)), "idea"),
    "dispatched": Measure(lambda p: different(orders(p), "idea"), "order"),
    "lead_units": Measure(lambda p: different(orders(p), "lead_unit"), "order"),
    "replied": Measure(lambda p: different(delivered(p), "idea"), "order", lambda p: different(orders(p), "idea")),
    "reply_rate": Measure(lambda p: different(delivered(p), "idea"), "order", lambda p: different(orders(p), "idea")),
    "on_time_rate": Measure(
        lambda p: different(delivered(p).filter(replied_at__lte=F("reply_due_at")), "idea"),
        "order",
        lambda p: different(delivered(p), "idea"),
    ),
    "class_a": Measure(
        lambda p: different(delivered(p).filter(reply_class="A"), "idea"),
        "order",
        lambda p: different(delivered(p), "idea"),
    ),
    "promises_kept": Measure(
        lambda p: count(promises(p).filter(done_on__isnull=False)), "promise", lambda p: count(promises(p))
    ),
    "written_off": Measure(
        lambda p: different(orders(p).filter(state="closed"), "idea"),
        "order",
        lambda p: different(orders(p), "idea"),
    ),
    "outcomes": Measure(lambda p: count(outcomes(p)), "outcome"),
    "generalized": Measure(lambda p: count(generalizations(p)), "generalization"),
    "generalized_voices": Measure(
        lambda p: count(similar(p).filter(covered_at__isnull=False)), "similar", lambda p: count(similar(p))
    ),
    "evaluations": Measure(lambda p: count(judged(p)), "evaluation", lambda p: count(invited(p))),
    "satisfied": Measure(
        lambda p: count(judged(p).filter(result__in=("satisfied", "basically_satisfied"))),
        "evaluation",
        lambda p: count(judged(p)),
        lambda p: count(invited(p).filter(judged_at=None)),
    ),
    "solved": Measure(
        lambda p: count(judged(p).filter(solved="solved")),
        "evaluation",
        lambda p: count(judged(p).filter(solved__in=SOLVED)),
        lambda p: count(invited(p).exclude(solved__in=SOLVED)),
    ),
    "articles": Measure(lambda p: count(coverage(p, videos=False)), "piece"),
    "videos": Measure(lambda p: count(coverage(p, videos=True)), "piece"),
    "reads": Measure(lambda p: total(everything(p), "reads"), "piece"),
    "plays": Measure(lambda p: total(everything(p), "plays"), "piece"),
    "effect_per_million": Measure(
        lambda p: different(delivered(p).filter(reply_class="A"), "idea"),
        "order",
        lambda p: total(everything(p), "plays"),
    ),
}
"""By code, the query behind each figure of `rules.DEFINITIONS`."""
