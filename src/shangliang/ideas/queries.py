"""Reads of golden ideas."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from shangliang.ideas.models import GoldenIdea, IdeaCoUnit, IdeaPoint, IdeaStatement, IdeaVoice
from shangliang.ideas.rules import state_counts
from shangliang.ideas.workflow import IDEAS_DESK, IdeaState
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import Actor, Relation, may
from shangliang.ledger.queries import head, sole
from shangliang.opinions.models import Conversation
from shangliang.people.models import Organization
from shangliang.people.queries import seen_in
from shangliang.sessions.models import Session
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice, VoiceJoin

PAGE = 50
RECENT = 10
KEPT_SECONDS = 600
LISTED = (
    "code", "title", "state", "number", "issue_number", "speaker_name", "reply_class", "milestone_on", "voice_count",
    "due_at", "due_provisional", "lead_unit__name",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[GoldenIdea]:
    """Return the ideas that the actor may know of.

    Everybody sees approved ones; staff see all of their region, units those they lead, people those they spoke.
    """
    rows = GoldenIdea.objects.select_related("session", "lead_unit", "region")
    seen = Q(is_shown=True)
    if actor.person is not None:
        seen |= Q(speaker_id=actor.person)
    if may(actor, IDEAS_DESK):
        seats = [seat for seat in actor.seats if seat.role in IDEAS_DESK.by]
        regions = {seat.region for seat in seats if seat.role.relation is Relation.REGION and seat.region}
        orgs = {seat.org for seat in seats if seat.role.relation is Relation.UNIT}
        return seen_in(rows, regions, beside=seen | Q(lead_unit_id__in=orgs))
    return rows.filter(seen)


def public_ideas() -> QuerySet[GoldenIdea]:
    """Return what everybody may see, newest first."""
    return (
        GoldenIdea.objects.filter(is_shown=True)
        .select_related("session", "lead_unit")
        .order_by("-issue_number", "number")
    )


def find(actor: Actor, code: str) -> GoldenIdea:
    """Return the idea under a code; raises NotFound when there is none or the actor may not know of it."""
    idea = sole(visible_to(actor).filter(code=code))
    if idea is None:
        raise NotFound
    return idea


def desk_rows(actor: Actor, states: Sequence[str], *, session: str = "", after: str = "") -> list[GoldenIdea]:
    """Return one page of a desk's list (and one row more): newest session first, in the order of numbers.

    `after` is the code of the last row of the page before.
    """
    # Excluding the other states keeps the database from sorting by way of the index on states.
    others = [str(state) for state in IdeaState if state not in states]
    rows = visible_to(actor).exclude(state__in=others).select_related(None).select_related("lead_unit").only(*LISTED)
    if session.isdigit():
        rows = rows.filter(issue_number=int(session))
    return list(following(rows, after).order_by("-issue_number", "number")[: PAGE + 1])


def public_rows(
    *, session: str = "", domain: str = "", letter: str = "", unit: str = "", after: str = ""
) -> list[GoldenIdea]:
    """Return one page (and one row more) of what everybody may see, filtered by session, domain, class or unit."""
    rows = public_ideas().only(*LISTED, "session__title", "session__number")
    if session.isdigit():
        rows = rows.filter(issue_number=int(session))
    if domain:
        rows = rows.filter(domain=domain)
    if letter:
        rows = rows.filter(reply_class=letter)
    if unit:
        rows = rows.filter(lead_unit__code=unit)
    return list(following(rows, after)[: PAGE + 1])


def following(rows: QuerySet[GoldenIdea], after: str) -> QuerySet[GoldenIdea]:
    """Return the rows behind the one with a code such as 18-07, in the order of the lists."""
    issue, _, number = after.partition("-")
    if not (issue.isdigit() and number.isdigit()):
        return rows
    return rows.filter(Q(issue_number__lt=int(issue)) | Q(issue_number=int(issue), number__gt=int(number)))


def ideas_of_session(session: Session) -> QuerySet[GoldenIdea]:
    """Return the ideas of a session in their order, left-out ones too."""
    return GoldenIdea.objects.filter(session=session).select_related("lead_unit").order_by("number")


def ideas_of_topic(topic: Topic) -> QuerySet[GoldenIdea]:
    """Return the ideas of a topic in their order, left-out ones too."""
    return GoldenIdea.objects.filter(topic=topic).select_related("lead_unit", "session").order_by("code")


def points_of(idea: GoldenIdea) -> list[IdeaPoint]:
    """Return the points of an idea in order."""
    return list(IdeaPoint.objects.filter(idea=idea).order_by("order"))


def co_units_of(idea: GoldenIdea) -> list[Organization]:
    """Return the units suggested beside the lead unit."""
    return [row.unit for row in IdeaCoUnit.objects.filter(idea=idea).select_related("unit").order_by("pk")]


def voices_of(idea: GoldenIdea) -> QuerySet[Voice]:
    """Return the voices behind an idea, oldest first."""
    return Voice.objects.filter(pk__in=IdeaVoice.objects.filter(idea=idea).values("voice")).order_by("received_at")


def ideas_of_voice(voice: Voice) -> QuerySet[GoldenIdea]:
    """Return the public ideas that a voice stands behind."""
    linked = IdeaVoice.objects.filter(voice=voice).values("idea")
    return GoldenIdea.objects.filter(pk__in=linked, is_shown=True).select_related("lead_unit")


def figures() -> dict[str, int]:
    """Return how many public ideas there are, how many were answered, done and stand on the ledger.

    Counted anew whenever the record has grown.
    """
    size = head().size

    def count() -> dict[str, int]:
        rows = GoldenIdea.objects.filter(is_shown=True).order_by().values("state").annotate(n=Count("pk"))
        return state_counts({row["state"]: row["n"] for row in rows})

    return cache.get_or_set(f"ideas.figures:{size}", count, KEPT_SECONDS) or count()


def awaiting_dispatch() -> QuerySet[GoldenIdea]:
    """Return approved ideas that wait to be handed over, the earliest due first."""
    rows = GoldenIdea.objects.filter(state="approved").select_related("lead_unit", "session", "region")
    return rows.order_by("due_at", "pk")


def people_of(idea: GoldenIdea) -> set[int]:
    """Return the ids of the people concerned: the speaker, who said its voices, and who joined them."""
    voices = IdeaVoice.objects.filter(idea=idea)
    said = voices.values_list("voice__speaker_id", flat=True)
    joined = VoiceJoin.objects.filter(voice__in=voices.values("voice")).values_list("person_id", flat=True)
    return {pk for pk in (*said, *joined, idea.speaker_id) if pk}


def by_code(codes: Sequence[str]) -> dict[str, GoldenIdea]:
    """Return ideas by their codes."""
    return {idea.code: idea for idea in GoldenIdea.objects.filter(code__in=codes)}


def statement_of(idea: GoldenIdea) -> IdeaStatement | None:
    """Return the statement of a conversation that an idea came from, or None."""
    return IdeaStatement.objects.filter(idea=idea).select_related("statement__conversation").first()


def ideas_of_conversation(conversation: Conversation) -> list[IdeaStatement]:
    """Return the ideas that came from a conversation, in the order of the statements."""
    rows = IdeaStatement.objects.filter(statement__conversation=conversation)
    return list(rows.select_related("idea", "statement").order_by("statement__number"))


def sessions_for(conversation: Conversation) -> list[Session]:
    """Return the sessions in which a statement may become an idea: the conversation's, its topic's, or the newest."""
    own = Q(conversation=conversation)
    if conversation.topic_id:
        own |= Q(topic_id=conversation.topic_id)
    rows = Session.objects.filter(region__path__startswith=conversation.region.path)
    mine = list(rows.filter(own).order_by("-number"))
    return mine or list(rows.order_by("-number")[:RECENT])
