"""Conversations and their statements: prepared, opened, closed; proposed, read by a person, taken or left."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from shangliang.kernel.refusals import Invalid, NotNow, Stale, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import advance, begin, next_number
from shangliang.opinions import ports, queries, rules
from shangliang.opinions.actions.mapping import compute_map
from shangliang.opinions.models import Conversation, Statement
from shangliang.opinions.workflow import CONVERSATION
from shangliang.people.models import Organization
from shangliang.topics.models import Topic


def open_conversation(
    *,
    title: str,
    actor: Actor,
    at: datetime,
    region: Organization,
    topic: Topic | None = None,
    intro: str = "",
    closes_at: datetime | None = None,
) -> Conversation:
    """Return a new conversation in preparation."""
    with transaction.atomic():
        row = Conversation(
            code=f"y{next_number('conversation')}",
            title=tidy(title),
            intro=tidy(intro),
            topic=topic,
            region=region,
            closes_at=closes_at,
        )
        begin(row, "create", actor=actor, at=at, public={"title": row.title})
    return row


def edit_conversation(
    conversation: Conversation, *, intro: str, closes_at: datetime | None, actor: Actor = SYSTEM
) -> None:
    """Write the introduction and the closing moment; the question itself is fixed once it exists."""
    decision = CONVERSATION.decide(actor, "edit", conversation.subject())
    if decision.step is None:
        raise decision.refusal or Stale()
    Conversation.objects.filter(pk=conversation.pk).update(intro=tidy(intro), closes_at=closes_at)
    conversation.refresh_from_db()


def start(conversation: Conversation, *, actor: Actor, at: datetime) -> None:
    """Open a prepared conversation to everybody; needs enough approved statements. From now on its level stays."""
    seeds = queries.statements_of(conversation, "live").count()
    met = {"seeds": seeds >= rules.SEEDS_NEEDED}
    advance(conversation, "open", actor=actor, at=at, met=met, public={"level": conversation.level})


def set_level(conversation: Conversation, level: int, *, actor: Actor, at: datetime) -> None:
    """Fix, before the opening, from which level of verification on people count; the record says so."""
    if level not in rules.LEVELS:
        raise Invalid(Words("选匿名、手机或实名。", "Choose anonymous, phone or real name."), field="level")
    met = {"service": level < rules.REAL_NAME or ports.has_service()}
    advance(conversation, "set_level", actor=actor, at=at, met=met, changes={"level": level}, public={"level": level})


@transaction.atomic
def stop(conversation: Conversation, *, actor: Actor, at: datetime) -> None:
    """Close a conversation; its last map is computed and kept."""
    advance(conversation, "close", actor=actor, at=at)
    compute_map(conversation, at=at)


def reopen(conversation: Conversation, *, actor: Actor, at: datetime, reason: str) -> None:
    """Open a closed conversation again."""
    advance(conversation, "reopen", actor=actor, at=at, reason=reason)


def add_statement(
    conversation: Conversation, text: str, *, actor: Actor, at: datetime, is_seed: bool = False
) -> Statement:
    """Return a new statement: live when the desk puts it in, waiting for review when a person proposes it.

    Raises Invalid for texts that are too short, too long or already there, NotNow when nothing may be added.
    """
    clean = redact(" ".join(tidy(text).split()))
    if not rules.SHORTEST <= len(clean) <= rules.LONGEST:
        raise Invalid(
            Words(
                f"一句话说清一个看法，{rules.SHORTEST} 到 {rules.LONGEST} 个字。",
                f"One view in one sentence, {rules.SHORTEST} to {rules.LONGEST} characters.",
            ),
            field="text",
        )
    if not is_seed and conversation.state != "open":
        raise NotNow(Words("这个问题现在不收新看法。", "This question takes no new statements now."))
    with transaction.atomic():
        number = next_number(f"statement:{conversation.code}")
        refuse_repeats(conversation, clean, actor, is_seed=is_seed)
        row = Statement(
            code=f"{conversation.code}-{number}",
            conversation=conversation,
            number=number,
            text=clean,
            author_id=actor.person,
            is_seed=is_seed,
        )
        begin(row, "seed" if is_seed else "propose", actor=actor, at=at, public={"number": number})
        recount_statements(conversation)
    return row


@transaction.atomic
def seed_statements(conversation: Conversation, texts: Sequence[str], *, actor: Actor, at: datetime) -> list[Statement]:
    """Return the statements that the desk puts in, one for each text, all or none; Invalid names the row at fault."""
    made = []
    for row, text in enumerate(texts, 1):
        try:
            made.append(add_statement(conversation, text, actor=actor, at=at, is_seed=True))
        except Invalid as fault:
            words = Words(f"第 {row} 行：{fault.words.zh}", f"Line {row}: {fault.words.en}")
            raise Invalid(words, field="texts", row=row, value=text) from fault
    if not made:
        raise Invalid(Words("一行写一条看法。", "Write one statement a line."), field="texts")
    return made


def refuse_repeats(conversation: Conversation, text: str, actor: Actor, *, is_seed: bool) -> None:
    """Raise Invalid for a statement that is there already, and for the sixth that one person has waiting."""
    rows = Statement.objects.filter(conversation=conversation)
    if rows.filter(text=text).exists():
        raise Invalid(
            Words("已经有同样的看法，直接表态就行。", "This statement is there already; just answer it."), field="text"
        )
    if not is_seed and rows.filter(author=actor.person, state="queued").count() >= rules.WAITING_STATEMENTS:
        raise Invalid(
            Words("您有几条看法还在审核，等审完再写。", "Some of your statements wait for review; write more later."),
            field="text",
        )


def recount_statements(conversation: Conversation) -> None:
    """Write how many statements are open for answers and how many wait for review."""
    counts = Statement.objects.filter(conversation=conversation).aggregate(
        live_count=Count("pk", filter=Q(state="live")),
        queued_count=Count("pk", filter=Q(state__in=("queued", "appealed"))),
    )
    Conversation.objects.filter(pk=conversation.pk).update(**counts)
