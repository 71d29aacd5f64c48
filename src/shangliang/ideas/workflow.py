"""The table of golden ideas (domain.md 5.4), and who may open which desk page."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

R = Role


class IdeaState(State):
    """Where a golden idea stands, from the words on the floor to the effect."""

    CAPTURED = "captured", "已记下", "captured"
    REFINED = "refined", "已整理", "refined"
    MERGED = "merged", "已并入", "merged"
    DROPPED = "dropped", "不列入", "dropped"
    NUMBERED = "numbered", "已编号", "numbered"
    APPROVED = "approved", "已批准", "approved"
    DISPATCHED = "dispatched", "已转办", "dispatched"
    ADOPTED = "adopted", "采纳", "adopted"
    PARTLY_ADOPTED = "partly_adopted", "部分采纳", "partly adopted"
    NOT_ADOPTED = "not_adopted", "暂不采纳", "not adopted"
    REFERENCE = "for_reference", "留作参考", "kept for reference"
    IMPLEMENTING = "implementing", "正在落实", "being carried out"
    LEDGER = "ledger", "在承诺台账", "on the ledger of commitments"
    ACHIEVED = "achieved", "已落实", "achieved"
    EVALUATED = "evaluated", "已评价", "evaluated"
    CLOSED = "closed", "已销号", "written off"


S = IdeaState

QUOTE = Need("quote", "逐字原话", "the words as they were spoken")
SPEAKER = Need("speaker", "说话人", "who said it")
CONTENT = Need("content", "问题、依据和至少一点建议", "problem, basis and at least one point")
UNIT = Need("unit", "建议主办单位", "a suggested lead unit")
CONFIRMED = Need("confirmed", "说话人核对过原话", "the speaker has checked the words")
TARGET = Need("target", "并入哪一条", "the idea it is merged into")
OPENED = Need("opened", "转办单", "the order that hands it over")
MET_SPEAKER = Need("met_speaker", "与提出人当面沟通过", "a talk with the speaker face to face")
MILESTONE = Need("milestone", "措施、责任人和完成日期", "measure, owner and date")
NEXT_YEAR = Need("within_year", "下一节点不超过 12 个月", "a next milestone within 12 months")
EVIDENCE = Need("evidence", "证据：文号、照片或读数", "evidence: document number, photo or reading")
CONDITIONS = Need("conditions", "销号四项条件", "the four conditions of the write-off")

TALKERS = (R.LIAISON, R.COMMITTEE, R.REPORTER)
JUDGES = (R.CITIZEN, R.GUARDIAN, R.MEMBER, R.EXPERT, R.SYSTEM)
ANSWERED = (S.ADOPTED, S.PARTLY_ADOPTED, S.NOT_ADOPTED, S.REFERENCE, S.IMPLEMENTING, S.LEDGER, S.ACHIEVED)

IDEA = Workflow(
    kind="idea",
    name="金点子",
    name_en="golden idea",
    states=IdeaState,
    steps=(
        Step("claim", (), S.APPROVED, (R.LIAISON, R.DISPATCHER), "现场认领", "Claim a promise of the floor"),
        Step("capture", (), S.CAPTURED, TALKERS, "记下", "Capture", due="refine", public=False),
        Step(
            "refine",
            (S.CAPTURED,),
            S.REFINED,
            (R.COMMITTEE,),
            "整理",
            "Refine",
            needs=(CONTENT, UNIT, CONFIRMED),
            public=False,
        ),
        Step(
            "refine",
            (S.REFINED,),
            None,
            (R.COMMITTEE,),
            "整理",
            "Refine",
            needs=(CONTENT, UNIT, CONFIRMED),
            public=False,
        ),
        Step(
            "merge",
            (S.CAPTURED, S.REFINED),
            S.MERGED,
            (R.COMMITTEE,),
            "并入另一条",
            "Merge",
            needs=(TARGET,),
            reason=True,
            tone="quiet",
            public=False,
        ),
        Step(
            "drop",
            (S.CAPTURED, S.REFINED),
            S.DROPPED,
            (R.COMMITTEE,),
            "不列入",
            "Drop",
            reason=True,
            tone="quiet",
            public=False,
        ),
        Step("number", (S.REFINED,), S.NUMBERED, (R.LIAISON,), "编号", "Number", due="approve", tone="primary"),
        Step("approve", (S.NUMBERED,), S.APPROVED, (R.LEADER,), "批准", "Approve", due="dispatch", tone="primary"),
        Step(
            "send_back",
            (S.NUMBERED,),
            S.REFINED,
            (R.LEADER,),
            "退回整理",
            "Send back",
            reason=True,
            tone="quiet",
            public=False,
        ),
        Step(
            "dispatch",
            (S.APPROVED,),
            S.DISPATCHED,
            (R.DISPATCHER,),
            "转办",
            "Hand over",
            needs=(OPENED,),
            due="adoption",
        ),
        Step(
            "reassign",
            (S.DISPATCHED,),
            None,
            (R.DISPATCHER, R.SUPERVISOR, R.GOVOFFICE),
            "改派",
            "Hand to another unit",
            needs=(OPENED,),
        ),
        Step("adopt", (S.DISPATCHED,), S.ADOPTED, (R.UNIT_HEAD, R.SYSTEM), "采纳", "Adopt"),
        Step(
            "adopt_partly",
            (S.DISPATCHED,),
            S.PARTLY_ADOPTED,
            (R.UNIT_HEAD, R.SYSTEM),
            "部分采纳",
            "Adopt in part",
            reason=True,
        ),
        Step(
            "not_adopt",
            (S.DISPATCHED,),
            S.NOT_ADOPTED,
            (R.UNIT_HEAD, R.SYSTEM),
            "暂不采纳",
            "Do not adopt",
            needs=(MET_SPEAKER,),
            reason=True,
        ),
        Step(
            "keep_for_reference",
            (S.DISPATCHED,),
            S.REFERENCE,
            (R.UNIT_HEAD, R.SYSTEM),
            "留作参考",
            "Keep for reference",
            reason=True,
        ),
        Step(
            "commit",
            (S.ADOPTED, S.PARTLY_ADOPTED),
            S.IMPLEMENTING,
            (R.UNIT_HEAD, R.SYSTEM),
            "定下措施",
            "Commit",
            needs=(MILESTONE,),
        ),
        Step(
            "to_ledger",
            (S.IMPLEMENTING,),
            S.LEDGER,
            (R.UNIT_HEAD, R.SYSTEM),
            "列入承诺台账",
            "Put on the ledger",
            needs=(NEXT_YEAR,),
        ),
        Step(
            "claim_done",
            (S.IMPLEMENTING, S.LEDGER),
            S.ACHIEVED,
            (R.UNIT_HEAD, R.SYSTEM),
            "报办成",
            "Report as done",
            needs=(EVIDENCE,),
            due="evaluate",
        ),
        Step(
            "mark_evaluated",
            (S.ACHIEVED, S.NOT_ADOPTED, S.REFERENCE),
            S.EVALUATED,
            JUDGES,
            "评价",
            "Evaluate",
            due="write_off",
        ),
        Step(
            "write_off",
            (S.EVALUATED, S.LEDGER),
            S.CLOSED,
            (R.SUPERVISOR,),
            "销号",
            "Write off",
            needs=(CONDITIONS,),
            tone="primary",
        ),
        Step(
            "reopen",
            (*ANSWERED, S.EVALUATED, S.CLOSED),
            S.DISPATCHED,
            (R.SUPERVISOR, R.SYSTEM),
            "退回重办",
            "Reopen",
            reason=True,
            due="second",
            tone="quiet",
        ),
        Step("lookback", (S.CLOSED,), None, (R.SUPERVISOR, R.REPORTER, R.MEMBER), "回头看", "Look back"),
        Step(
            "generalize",
            (S.CLOSED,),
            None,
            (R.SUPERVISOR, R.GOVOFFICE),
            "举一反三",
            "Generalise",
        ),
    ),
    terminal=(S.MERGED, S.DROPPED, S.CLOSED),
)

ADOPTION_VERBS = {
    "adopted": "adopt",
    "partly_adopted": "adopt_partly",
    "not_adopted": "not_adopt",
    "for_reference": "keep_for_reference",
}
"""How each answer of a unit is called in the table."""

PUBLIC_STATES = tuple(str(s) for s in S if s not in (S.CAPTURED, S.REFINED, S.MERGED, S.DROPPED, S.NUMBERED))
"""States in which everybody may see an idea: from its approval on."""

IDEAS_PUBLIC = Grant("ideas.public", "金点子", "golden ideas", (), public=True)
IDEAS_DESK = Grant(
    "ideas.desk",
    "金点子",
    "golden ideas",
    (R.LIAISON, R.COMMITTEE, R.LEADER, R.REPORTER, R.DISPATCHER, R.SUPERVISOR, R.GOVOFFICE, R.UNIT_HEAD),
)

IDEAS_CAPTURE = Grant("ideas.capture", "记下金点子", "capture a golden idea", TALKERS)

ACTS = {("idea", "from_statement"): Words("由看法写成", "made of a statement")}
"""What the record calls what is no step."""
