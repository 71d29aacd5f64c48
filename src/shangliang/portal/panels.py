"""What pages of lower slices show of several slices at once: the lineage of an idea, the tour of the demonstration."""

from dataclasses import replace

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from markupsafe import Markup

from shangliang.documents.queries import visible_to as visible_papers
from shangliang.documents.rules import KINDS
from shangliang.documents.workflow import ISSUING
from shangliang.fieldwork.queries import public_visits_of
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import Actor, may
from shangliang.ledger.models import Case
from shangliang.ledger.queries import kept_with_record
from shangliang.portal.drawing import Lineage, Stop, lineage_tall, lineage_wide
from shangliang.portal.queries import lineage, tour
from shangliang.portal.queries.papers import KINDS_OF
from shangliang.portal.queries.topic import Scoring, TopicPage, behind, idea_lines, tables


def idea_lineage(_request: HttpRequest, idea: object) -> str:
    """Return the drawing from the voices behind the topic to the effect of this one idea; nothing without a topic.

    It is the same for everybody and drawn anew when the record has grown.
    """
    assert isinstance(idea, GoldenIdea)  # noqa: S101 - the place says what it gives
    if idea.topic_id is None:
        return ""
    return kept_with_record(f"portal.lineage.{idea.code}.{get_language()}", lambda: drawn_lineage(idea))


def drawn_lineage(idea: GoldenIdea) -> str:
    """Return the drawing of one idea with a topic; nothing before everybody may see the idea."""
    topic = idea.topic
    assert topic is not None  # noqa: S101 - who asks has looked
    mine = [line for line in idea_lines(topic) if line.idea.pk == idea.pk]
    if not mine:
        return ""
    page = TopicPage(
        topic=topic,
        behind=behind(topic),
        scoring=Scoring(0, 0, []),
        visits=list(public_visits_of(topic)),
        evidence=[],
        tables=[seat for seat in tables(topic) if seat.session.pk == idea.session_id],
        opinions=[],
        ideas=mine,
        stories=[],
        generalizations=[],
        lookbacks=[],
        coverage=[],
    )
    line = placed(lineage.lineage_of(page), reverse("portal:topic", args=[topic.code]))
    picture = Markup("").join(Markup(drawing) for drawing in (lineage_wide(line), lineage_tall(line)))  # noqa: S704 - the pen escapes all words
    context = {"picture": picture, "sentences": lineage.in_words(page, line), "topic": topic}
    return render_to_string("portal/idea_lineage.html", context)


def demo_tour(request: HttpRequest, _case: object) -> str:
    """Return the tour of the demonstration: eight stops, who the visitor is at each, and what to click."""
    return render_to_string("portal/tour.html", {"stops": tour.stops()}, request)


def placed(line: Lineage, page: str) -> Lineage:
    """Return the lineage with its places on the page of the topic, since this is another page."""

    def at(stop: Stop | None) -> Stop | None:
        return replace(stop, href=page + stop.href) if stop and stop.href.startswith("#") else stop

    rounds = tuple(replace(one, stop=at(one.stop) or one.stop) for one in line.rounds)
    return replace(
        line,
        voices=at(line.voices) or line.voices,
        issue=at(line.issue),
        topic=at(line.topic) or line.topic,
        visit=at(line.visit),
        rounds=rounds,
    )


def case_papers(request: HttpRequest, case: object) -> str:
    """Return the official papers of a case and, for those who may, the kinds that can be issued now."""
    assert isinstance(case, Case)  # noqa: S101 - the place says what it gives
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    kind = case.workflow.kind
    issued = visible_papers(actor).filter(case_kind=kind, case_code=case.code).order_by("pk")
    kinds = [KINDS[one] for one in KINDS_OF.get(kind, ())] if may(actor, ISSUING) else []
    context = {"papers": issued, "kinds": kinds, "code": case.code}
    return render_to_string("portal/case_papers.html", context, request) if issued or kinds else ""
