"""The table of proposals (提案), public opinion briefs and formal recommendations (domain.md 3.1, 3.2, 5.8)."""

from shangliang.kernel.text import marked as _
from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

R = Role


class ProposalState(State):
    """Where a proposal stands."""

    DRAFT = "draft", "草稿", "draft"
    SUBMITTED = "submitted", "已提交", "submitted"
    EXAMINED = "examined", "审查中", "being examined"
    FILED = "filed", "已立案", "filed"
    NOT_FILED = "not_filed", "不予立案", "not filed"
    MERGED = "merged", "已并案", "merged"
    CONVERTED = "converted", "转为其他方式", "passed on in another way"
    ASSIGNED = "assigned", "已交办", "assigned"
    REPLIED = "replied", "已答复", "replied"
    CLOSED = "closed", "已办结", "closed"


S = ProposalState

PARTS = Need("parts", "情况、分析、建议三部分都写明", "situation, analysis and advice, all three")
LENGTH = Need("length", "社情民意信息不超过 1500 字", "a brief of no more than 1,500 signs")
GROUND = Need("ground", "不予立案的理由（十项之一）", "one of the ten grounds for not filing")
TARGET = Need("target", "并入哪一件", "the proposal it is merged into")
WAY = Need("way", "转到哪里", "where it is passed on to")
ORDER = Need("order", "转办单", "the order that hands it over")
REPLY = Need("reply", "承办单位的答复", "the unit's reply")

OTHERS = Need("others", "别的委员", "other members")
INVITED = Need("invited", "提案人请您联名", "the proposer's invitation")

PROPOSAL = Workflow(
    kind="proposal",
    name="提案",
    name_en="proposal",
    states=ProposalState,
    steps=(
        Step("draft", (), S.DRAFT, (R.MEMBER, R.COMMITTEE, R.LIAISON), "起草", "Draft", public=False),
        Step("edit", (S.DRAFT,), None, (R.MEMBER, R.COMMITTEE, R.LIAISON), "修改", "Edit", public=False),
        Step(
            "invite", (S.DRAFT,), None, (R.MEMBER,), "请委员联名", "Ask members to sign", needs=(OTHERS,), public=False
        ),
        Step("cosign", (S.DRAFT,), None, (R.MEMBER,), "联名", "Sign with him", needs=(INVITED,), public=False),
        Step(
            "submit",
            (S.DRAFT,),
            S.SUBMITTED,
            (R.MEMBER, R.COMMITTEE, R.LIAISON),
            "提交",
            "Submit",
            needs=(PARTS, LENGTH),
            due="examine",
            tone="primary",
        ),
        Step("examine", (S.SUBMITTED,), S.EXAMINED, (R.LIAISON, R.COMMITTEE), "开始审查", "Examine", due="file"),
        Step("file", (S.EXAMINED,), S.FILED, (R.LIAISON,), "立案", "File", due="assign", tone="primary"),
        Step(
            "refuse",
            (S.EXAMINED,),
            S.NOT_FILED,
            (R.LIAISON,),
            "不予立案",
            "Do not file",
            needs=(GROUND,),
            reason=True,
            tone="quiet",
        ),
        Step("merge", (S.EXAMINED,), S.MERGED, (R.LIAISON,), "并案", "Merge", needs=(TARGET,), tone="quiet"),
        Step(
            "convert", (S.EXAMINED,), S.CONVERTED, (R.LIAISON,), "转为其他方式", "Pass on", needs=(WAY,), tone="quiet"
        ),
        Step("dispatch", (S.FILED,), S.ASSIGNED, (R.DISPATCHER,), "交办", "Assign", needs=(ORDER,)),
        Step("mark_key", (S.FILED, S.ASSIGNED), None, (R.LEADER,), "列为重点", "Mark as key", reason=True),
        Step("reply", (S.ASSIGNED,), S.REPLIED, (R.SYSTEM, R.SUPERVISOR), "答复", "Reply", needs=(REPLY,)),
        Step("reopen", (S.REPLIED, S.CLOSED), S.ASSIGNED, (R.SUPERVISOR, R.DISPATCHER), "重办", "Reopen", reason=True),
        Step("close", (S.REPLIED,), S.CLOSED, (R.SUPERVISOR, R.SYSTEM), "办结", "Close"),
    ),
    terminal=(S.NOT_FILED, S.MERGED, S.CONVERTED, S.CLOSED),
)

GROUNDS = (
    ("secret", _("涉及国家秘密")),
    ("forbidden", _("国家明令禁止")),
    ("party", _("党派内部事务")),
    ("other_party", _("其他组织内部事务")),
    ("court", _("已进入诉讼或仲裁")),
    ("academic", _("属于学术研讨")),
    ("private", _("为本人或亲属解决个人问题")),
    ("advertising", _("宣传推介产品")),
    ("accusation", _("指名举报")),
    ("empty", _("内容空泛、没有具体建议")),
)
"""The ten grounds on which a proposal is not filed."""

PROPOSALS_DRAFT = Grant("proposals.draft", "起草提案", "draft a proposal", (R.MEMBER, R.COMMITTEE, R.LIAISON))
PROPOSALS_ADOPT = Grant("proposals.adopt", "百姓提案", "grow a citizen's idea", (R.MEMBER,))
PROPOSALS_DESK = Grant(
    "proposals.desk",
    "提案与社情民意",
    "proposals and briefs",
    (R.MEMBER, R.COMMITTEE, R.LIAISON, R.LEADER, R.DISPATCHER, R.SUPERVISOR),
)
