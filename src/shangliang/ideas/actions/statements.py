"""A statement of a conversation becomes a golden idea, in one act and with how people stood to it."""

from datetime import datetime

from django.db import transaction

from shangliang.ideas.actions.carrying import capture
from shangliang.ideas.models import GoldenIdea, IdeaStatement
from shangliang.ideas.workflow import IDEAS_CAPTURE
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.opinions.models import Statement
from shangliang.opinions.queries import standing_of
from shangliang.sessions.models import Session


@transaction.atomic
def capture_statement(statement: Statement, session: Session, *, title: str, actor: Actor, at: datetime) -> GoldenIdea:
    """Make a golden idea of a statement that people answered, and return it: its words are the quote, whoever wrote it
    is the speaker, and how people stood to it on the newest map goes along.

    Raises Invalid when it is no idea yet to be made: not live, or an idea already.
    """
    made = IdeaStatement.objects.filter(statement=statement).select_related("idea").first()
    if made is not None:
        raise Invalid(
            Words(f"这条看法已经写成金点子 {made.idea.code}。", f"It is golden idea {made.idea.code} already.")
        )
    if statement.state != "live":
        raise Invalid(Words("没有采用的看法不能写成金点子。", "A statement that is not used makes no idea."))
    code, number = statement.conversation.code, statement.number
    idea = capture(
        session,
        title=title,
        quote=statement.text,
        speaker_name=f"“{statement.conversation.title}”第 {number} 条看法"[:80],
        speaker=None if statement.is_seed else statement.author,
        speaker_kind="other" if statement.is_seed else "citizen",
        actor=actor,
        at=at,
    )
    stood = standing_of(statement)
    IdeaStatement.objects.create(idea=idea, statement=statement, stood=stood)
    seat = actor.seat_as(*IDEAS_CAPTURE.by)
    facts = {"conversation": code, "statement": number, **stood}
    append(Entry("idea", idea.code, "from_statement", actor, at, seat, public=facts, is_public=False))
    return idea
