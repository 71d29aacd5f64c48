"""States and steps of a conversation and its statements, and who may open the pages of this area."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

LIAISON, COMMITTEE, REVIEWER, CITIZEN, MEMBER = (
    Role.LIAISON,
    Role.COMMITTEE,
    Role.REVIEWER,
    Role.CITIZEN,
    Role.MEMBER,
)


class ConversationState(State):
    """Where a conversation stands; what people may do follows from it."""

    DRAFTING = "drafting", "准备中", "being prepared"
    OPEN = "open", "正在征求看法", "open"
    CLOSED = "closed", "已截止", "closed"


SEEDS = Need(
    "seeds", "至少 3 条已审核的看法（由联络活动工作室准备）", "at least 3 approved statements, from the liaison studio"
)

SERVICE = Need(
    "service",
    "实名核验服务（由系统管理员接上）",
    "a real-name service, connected by the system administrator",
)

CONVERSATION = Workflow(
    kind="conversation",
    name="说说看法",
    name_en="Conversation",
    states=ConversationState,
    steps=(
        Step("create", (), ConversationState.DRAFTING, (LIAISON, COMMITTEE), "新建", "create"),
        Step(
            "open",
            (ConversationState.DRAFTING,),
            ConversationState.OPEN,
            (LIAISON, COMMITTEE),
            "开放",
            "open",
            (SEEDS,),
        ),
        Step(
            "set_level",
            (ConversationState.DRAFTING,),
            None,
            (LIAISON, COMMITTEE),
            "定核验层级",
            "set who counts",
            (SERVICE,),
        ),
        Step(
            "close",
            (ConversationState.OPEN,),
            ConversationState.CLOSED,
            (LIAISON, COMMITTEE, Role.SYSTEM),
            "截止",
            "close",
        ),
        Step(
            "reopen", (ConversationState.CLOSED,), ConversationState.OPEN, (LIAISON,), "重新开放", "reopen", reason=True
        ),
        Step(
            "edit",
            (ConversationState.DRAFTING, ConversationState.OPEN),
            None,
            (LIAISON, COMMITTEE, Role.SYSTEM),
            "改说明和截止",
            "change the words and the closing time",
        ),
    ),
    terminal=(ConversationState.CLOSED,),
)


class StatementState(State):
    """Where a statement stands: nothing is shown before a person has read it."""

    QUEUED = "queued", "待审核", "awaiting review"
    LIVE = "live", "在征求", "live"
    REMOVED = "removed", "不采用", "not used"
    APPEALED = "appealed", "申诉中", "under appeal"
    UPHELD = "upheld", "维持不采用", "still not used"


OTHER_READER = Need("other_reader", "由没有作出不采用决定的人来看", "a reader other than the one who left it out")

NOT_USED = ("removed", "appealed", "upheld")
"""States of statements that are out of the conversation; everybody may see them, each with its reason."""

STATEMENT = Workflow(
    kind="statement",
    name="看法",
    name_en="Statement",
    states=StatementState,
    steps=(
        Step("propose", (), StatementState.QUEUED, (CITIZEN, MEMBER), "提出看法", "propose"),
        Step("seed", (), StatementState.LIVE, (LIAISON, COMMITTEE), "放入看法", "seed"),
        Step(
            "approve", (StatementState.QUEUED,), StatementState.LIVE, (LIAISON, COMMITTEE, REVIEWER),
            "采用", "approve",
        ),
        Step(
            "remove", (StatementState.QUEUED, StatementState.LIVE), StatementState.REMOVED,
            (LIAISON, COMMITTEE, REVIEWER), "不采用", "remove", reason=True,
        ),
        Step(
            "appeal", (StatementState.REMOVED,), StatementState.APPEALED, (CITIZEN,), "申诉", "appeal", reason=True,
        ),
        Step(
            "uphold", (StatementState.APPEALED,), StatementState.UPHELD, (LIAISON, COMMITTEE),
            "维持不采用", "uphold", (OTHER_READER,), reason=True,
        ),
        Step(
            "accept", (StatementState.APPEALED,), StatementState.LIVE, (LIAISON, COMMITTEE),
            "采纳申诉", "accept the appeal", (OTHER_READER,), reason=True,
        ),
        Step(
            "restore", (StatementState.REMOVED, StatementState.UPHELD), StatementState.LIVE, (LIAISON,),
            "恢复", "restore", reason=True,
        ),
    ),
    terminal=(StatementState.LIVE, StatementState.REMOVED, StatementState.UPHELD),
)  # fmt: skip

STAYING = frozenset({"edit", "set_level"})
"""Steps that leave the state as it is; they stand as a form, not as a button."""

LIST = Grant("opinions.list", "说说看法", "Opinions", (), public=True)
TAKE_PART = Grant("opinions.take_part", "表态", "Take part", (), public=True)
PROPOSE = Grant("opinions.propose", "写一条看法", "Write a statement", (CITIZEN, MEMBER))
APPEAL = Grant("opinions.appeal", "申诉", "Appeal", (CITIZEN,))
PROVE_NAME = Grant("opinions.prove_name", "实名核验", "Prove a real name", (CITIZEN,))
DESK = Grant("opinions.desk", "看法征集", "Opinions desk", (LIAISON, COMMITTEE, REVIEWER))
CREATE = Grant("opinions.create", "新建看法征集", "New conversation", (LIAISON, COMMITTEE))
NAME_GROUPS = Grant("opinions.name_groups", "给群起名", "Name the groups", (LIAISON, COMMITTEE))
POPULATION = Grant("opinions.population", "人口构成", "Population table", (LIAISON, COMMITTEE))
IMPORT = Grant("opinions.import", "导入表态", "Import votes", (LIAISON,))

ACTS = {
    ("conversation", "count_votes"): Words("清点表态", "count the votes"),
    ("conversation", "name_group"): Words("给群起名", "name a group"),
    ("conversation", "import_votes"): Words("导入表态", "import votes"),
}
"""What the record calls what is done by the clock."""
