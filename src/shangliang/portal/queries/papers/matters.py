"""Papers that go upward or look back: special report, effect report, proposal, brief, formal recommendation."""

from collections import Counter

from django.db.models import QuerySet

from shangliang.dispatch.models import Dispatch, Outcome
from shangliang.dispatch.queries import metrics_of
from shangliang.documents.actions import Draft
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.queries import ideas_of_session
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.workflow import Actor
from shangliang.portal.queries.papers.sessions import COPIES, KEEPER, issue, lack, session_of, when
from shangliang.portal.queries.papers.sessions import draft as of_session
from shangliang.proposals import queries as proposals
from shangliang.proposals.models import Proposal
from shangliang.sessions import queries as sessions
from shangliang.sessions.models import Session

BRIEF_LIMIT = 1500
LEFT_OUT = ("merged", "dropped")


def shown_ideas(session: Session) -> QuerySet[GoldenIdea]:
    """Return the golden ideas of a session that stand."""
    return ideas_of_session(session).exclude(state__in=LEFT_OUT)


def special_report(actor: Actor, code: str) -> Draft:
    """Return the special report of a session to the leaders: summary, figures, suggestions, a box for instructions."""
    session = session_of(actor, code)
    ideas = list(shown_ideas(session))
    agreed = [row.text for row in sessions.viewpoints_of(session, "consensus")]
    if not (ideas and agreed):
        raise lack(session, "共识和金点子", "common ground and golden ideas")
    topic = session.topic
    heard = f"议题汇集民声 {topic.voice_count} 条，实地调研 {topic.visits_done} 次。" if topic else ""
    guests = sessions.guests_of(session).count()
    return of_session(
        "special_report",
        session,
        f"关于“{session.title}”的协商情况专报",
        to="市委、市政府领导同志",
        body=[
            f"{when(session.began_at or session.held_at)}，{issue(session)}举行，{guests} 位嘉宾参加。",
            f"{heard}协商形成金点子 {len(ideas)} 条。现将主要共识和建议报告如下。",
        ],
        sections=[
            ("主要共识", agreed),
            ("金点子", [f"{idea.code}　{idea.title}（建议主办：{unit_name(idea)}）" for idea in ideas]),
        ],
        slips=[("领导批示：", 6)],
        signer="工作室负责人",
        cc=COPIES,
    )


def unit_name(idea: GoldenIdea) -> str:
    """Return the lead unit of an idea, or that none is chosen."""
    return idea.lead_unit.name if idea.lead_unit else "待定"


def effect_report(actor: Actor, code: str) -> Draft:
    """Return what came of a session: ideas by class, outcomes with document numbers and figures with their day."""
    session = session_of(actor, code)
    ideas = list(shown_ideas(session))
    orders = Dispatch.objects.filter(idea__in=[idea.pk for idea in ideas])
    found = list(Outcome.objects.filter(dispatch__in=orders).order_by("achieved_on", "pk"))
    if not found:
        raise lack(session, "成效", "outcome")
    classes = Counter(idea.reply_class for idea in ideas if idea.reply_class)
    figures = metrics_of(found)
    lines = []
    for row in found:
        numbers = "；".join(f"{one.name} {one.value.normalize():f}{one.unit}" for one in figures.get(row.pk, []))
        parts = [row.title, row.document_no, f"{row.achieved_on:%Y年%-m月%-d日}", numbers]
        lines.append("，".join(part for part in parts if part) + "。")
    split = "、".join(f"{letter} 类 {classes[letter]} 条" for letter in "ABCD" if classes[letter])
    return of_session(
        "effect_report",
        session,
        f"{issue(session)}成效报告",
        rows=[
            ("议题", session.title),
            ("金点子", f"{len(ideas)} 条"),
            ("已转办", f"{orders.count()} 件"),
            ("已答复", f"{sum(classes.values())} 条（{split}）"),
        ],
        sections=[
            ("取得的成效", lines),
            ("办前与办后", [f"{row.title}：{row.before} → {row.after}" for row in found if row.before and row.after]),
        ],
        cc=COPIES,
    )


def of_proposal(actor: Actor, code: str, kind: str, paper: str, title: str) -> tuple[Proposal, Draft]:
    """Return a proposal of a kind and its draft with situation, analysis and advice."""
    row = proposals.find(actor, code)
    if row.kind != kind:
        label = dict(Proposal.KINDS)[kind]
        raise Invalid(Words(f"{row.code} 不是{label}。", f"{row.code} is of another kind."))
    parts = (("情况", row.situation), ("分析", row.analysis), ("建议", row.advice))
    sections = [(heading, words.splitlines()) for heading, words in parts if words.strip()]
    return row, Draft(
        paper,
        "proposal",
        row.code,
        title.format(title=row.title),
        {"sender": KEEPER, "sections": sections, "cc": COPIES},
        region=row.region,
        to_unit=None,
    )


def proposal(actor: Actor, code: str) -> Draft:
    """Return a proposal as a paper: who made it and with whom, situation, analysis, advice, suggested unit."""
    row, made = of_proposal(actor, code, "proposal", "proposal", "关于{title}的提案")
    rows = [
        ("提案人", str(row.proposer)),
        ("联名", row.signers),
        ("建议承办单位", row.lead_unit.name if row.lead_unit else ""),
    ]
    return made.with_facts(
        rows=[(label, value) for label, value in rows if value], corner="重点提案" if row.is_key else ""
    )


def public_opinion_brief(actor: Actor, code: str) -> Draft:
    """Return a public opinion brief of at most 1,500 characters; raises Invalid for a longer one."""
    row, made = of_proposal(actor, code, "brief", "public_opinion_brief", "{title}")
    length = len(row.situation + row.analysis + row.advice)
    if length > BRIEF_LIMIT:
        raise Invalid(
            Words(
                f"社情民意信息不超过 {BRIEF_LIMIT} 字，这一篇 {length} 字。",
                f"A brief holds {BRIEF_LIMIT} characters at most; this one has {length}.",
            )
        )
    return made.with_facts(rows=[("反映人", str(row.proposer))], slips=[("领导批示：", 4)])


def formal_recommendation(actor: Actor, code: str) -> Draft:
    """Return a formal recommendation to party committee and government."""
    _row, made = of_proposal(actor, code, "recommendation", "formal_recommendation", "关于{title}的建议案")
    return made.with_facts(to="市委、市政府", sender="市政协", slips=[("领导批示：", 5)])
