"""The table of a topic: from a clue to the review of its effect (domain.md 5.2), and the pages around it."""

from typing import Final

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow


class TopicState(State):
    """Where a topic stands."""

    CLUE = "clue", "线索", "clue"
    CANDIDATE = "candidate", "候选", "candidate"
    SCORED = "scored", "已评分", "scored"
    VOTING = "voting", "公众投票中", "public vote"
    APPROVED = "approved", "已审定", "approved"
    DEFERRED = "deferred", "缓议", "deferred"
    REJECTED = "rejected", "不采用", "rejected"
    CONVERTED = "converted", "已转办", "converted"
    SCHEDULED = "scheduled", "已列入计划", "scheduled"
    RESEARCHING = "researching", "调研中", "researching"
    READY = "ready", "待协商", "ready"
    IN_SESSION = "in_session", "协商中", "in session"
    CONCLUDED = "concluded", "已协商", "concluded"
    TRACKING = "tracking", "跟踪督办", "tracking"
    CLOSED = "closed", "已办结", "closed"
    SUSPENDED = "suspended", "已暂停", "suspended"
    CANCELLED = "cancelled", "已取消", "cancelled"


S = TopicState
OFFICE: Final = (Role.LIAISON, Role.COMMITTEE)
SCORERS: Final = (Role.LIAISON, Role.COMMITTEE, Role.MEMBER, Role.EXPERT)
BEFORE_SESSION: Final = (
    S.CLUE, S.CANDIDATE, S.SCORED, S.VOTING, S.APPROVED, S.DEFERRED, S.SCHEDULED, S.RESEARCHING, S.READY, S.SUSPENDED,
)  # fmt: skip

HAS_GROUND = Need(
    "ground",
    "背后要有民声，或委员写的说明（联络室或提出人补）",
    "voices behind it, or a member's note (from the studio or the proposer)",
)
HAS_SOURCES = Need(
    "sources",
    "标明来源：党政所需、发展所要、群众所盼、政协所能（联络室）",
    "its sources among the four (from the studio)",
)
HAS_SCORERS = Need(
    "scorers",
    "至少三位没有利益关系的人评分（联络室、专委会、委员或专家）",
    "scores by at least three people without an interest (studio, committee, members or experts)",
)
HAS_HOST = Need("host", "定下承办的专门委员会（联络室）", "the hosting committee (from the studio)")
IS_REPORTED = Need(
    "reported",
    "已报党委、政府（联络室）",
    "that the party committee and the government were told (from the studio)",
)
HAS_GROUP = Need("group", "组成协商议事小组（承办专委会）", "a deliberation group (from the hosting committee)")
HAS_VISITS = Need(
    "visits",
    "实地调研做满次数（承办专委会；次数写在规则里）",
    "as many field visits as the rule asks (from the hosting committee)",
)
HAS_REPORT = Need("report", "调研报告（承办专委会）", "the research report (from the hosting committee)")
HAS_QUESTIONS = Need("questions", "问题清单（承办专委会）", "the list of questions (from the hosting committee)")
HAS_ANSWERS = Need("answers", "部门情况说明（承办专委会向部门收）", "the units' briefings (collected by the committee)")
HAS_MINUTES = Need("minutes", "协商纪要已签发（领导）", "the signed minutes (from the leader)")
HAS_IDEAS = Need("ideas", "金点子清单已发出（联络室）", "the list of golden ideas (from the studio)")
HAS_EFFECT = Need("effect", "成效说明（联络室）", "the report of the effect (from the studio)")
IDEAS_SETTLED = Need(
    "settled",
    "全部金点子已销号或进入承诺台账（督办专员）",
    "every golden idea written off or in the ledger of commitments (from the supervisor)",
)

TOPIC = Workflow(
    kind="topic",
    name="议题",
    name_en="topic",
    states=TopicState,
    steps=(
        Step(
            "collect",
            (),
            S.CLUE,
            (
                Role.CITIZEN,
                Role.MEMBER,
                Role.COMMITTEE,
                Role.AGENT,
                Role.DISPATCHER,
                Role.LIAISON,
                Role.EXPERT,
                Role.SYSTEM,
            ),
            "收为线索",
            "collect as a clue",
        ),
        Step("add_voices", (S.CLUE, S.CANDIDATE, S.SCORED, S.APPROVED, S.SCHEDULED, S.RESEARCHING), None,
             (Role.AGENT, Role.DISPATCHER, *OFFICE, Role.SYSTEM), "补充民声", "add voices"),
        Step("classify", (S.CLUE, S.CANDIDATE, S.SCORED), None, OFFICE, "写明来源与问题", "state sources and problem"),
        Step("shortlist", (S.CLUE,), S.CANDIDATE, OFFICE, "列为候选", "shortlist",
             needs=(HAS_GROUND, HAS_SOURCES), due="score", tone="primary"),
        Step("decline", (S.CLUE,), S.REJECTED, OFFICE, "不列为候选", "decline", reason=True, tone="quiet"),
        Step("score", (S.CANDIDATE,), None, SCORERS, "评分", "score", tone="primary"),
        Step("settle_scores", (S.CANDIDATE,), S.SCORED, OFFICE, "汇总评分", "settle the scores",
             needs=(HAS_SCORERS,), due="decide"),
        Step("open_vote", (S.SCORED,), S.VOTING, (Role.LIAISON,), "开放公众投票", "open the public vote", due="vote"),
        Step("close_vote", (S.VOTING,), S.SCORED, (Role.LIAISON, Role.SYSTEM), "结束公众投票", "close the public vote",
             due="decide"),
        Step("approve", (S.SCORED,), S.APPROVED, (Role.LEADER,), "审定为议题", "approve", reason=True, tone="primary"),
        Step("defer", (S.SCORED,), S.DEFERRED, (Role.LEADER,), "缓议", "defer", reason=True),
        Step("reject", (S.SCORED,), S.REJECTED, (Role.LEADER,), "不采用", "reject", reason=True),
        Step("convert", (S.SCORED,), S.CONVERTED, (Role.LEADER,), "转为提案、社情民意信息或工单",
             "convert into a proposal, a brief or a work order", reason=True),
        Step("reconsider", (S.DEFERRED,), S.CANDIDATE, (Role.LIAISON,), "重新列为候选", "reconsider", reason=True,
             due="score"),
        Step("plan", (S.APPROVED,), S.SCHEDULED, (Role.LIAISON,), "列入计划", "put into the plan",
             needs=(HAS_HOST, IS_REPORTED), tone="primary"),
        Step("form_group", (S.SCHEDULED, S.RESEARCHING, S.READY), None, OFFICE, "组成协商议事小组",
             "form the deliberation group"),
        Step("start_research", (S.SCHEDULED,), S.RESEARCHING, OFFICE, "开始调研", "start research",
             needs=(HAS_GROUP,), due="research", tone="primary"),
        Step("write_report", (S.RESEARCHING,), None, OFFICE, "写调研报告", "write the research report"),
        Step("finish_research", (S.RESEARCHING,), S.READY, OFFICE, "完成调研", "finish research",
             needs=(HAS_VISITS, HAS_REPORT, HAS_QUESTIONS, HAS_ANSWERS), tone="primary"),
        Step("mark_in_session", (S.READY,), S.IN_SESSION, (Role.SYSTEM,), "开始协商", "session opens"),
        Step("mark_concluded", (S.IN_SESSION,), S.CONCLUDED, (Role.SYSTEM,), "协商结束", "session ends", due="publish"),
        Step("publish_outcome", (S.CONCLUDED,), S.TRACKING, (Role.LIAISON, Role.SYSTEM), "发布协商成果",
             "publish the outcome", needs=(HAS_MINUTES, HAS_IDEAS), due="review", tone="primary"),
        Step("report_effect", (S.TRACKING,), None, (Role.LIAISON,), "写成效说明", "report the effect"),
        Step("close", (S.TRACKING,), S.CLOSED, (Role.LEADER,), "同意办结", "close",
             needs=(HAS_EFFECT, IDEAS_SETTLED), tone="primary"),
        Step("suspend", (S.SCHEDULED, S.RESEARCHING, S.READY), S.SUSPENDED, (Role.LEADER,), "暂停", "suspend",
             reason=True, tone="quiet"),
        Step("resume", (S.SUSPENDED,), S.SCHEDULED, (Role.LEADER,), "恢复", "resume", reason=True),
        Step("cancel", BEFORE_SESSION, S.CANCELLED, (Role.LEADER,), "取消", "cancel", reason=True, tone="quiet"),
    ),
    terminal=(S.REJECTED, S.CONVERTED, S.CLOSED, S.CANCELLED),
)  # fmt: skip

HOT_GRANT = Grant("topics.hot", "热点", "Hot issues", (), public=True)
LIST_GRANT = Grant("topics.list", "议题", "Topics", (), public=True)
CALL_GRANT = Grant("topics.call", "议题征集", "Call for topics", (), public=True)
CLUE_GRANT = Grant("topics.clue", "提一个议题线索", "Propose a topic", (Role.CITIZEN,))
VOTE_GRANT = Grant("topics.vote", "议题投票页", "Vote on topics", (), public=True)
BALLOT_GRANT = Grant("topics.ballot", "给议题投票", "Cast a ballot", (Role.CITIZEN,))
BOARD_GRANT = Grant(
    "topics.board", "议题看板", "Topic board", (*SCORERS, Role.LEADER, Role.AGENT, Role.DISPATCHER, Role.GOVOFFICE)
)
CLUE_DESK_GRANT = Grant("topics.clue_desk", "新建线索", "New clue", (*SCORERS, Role.AGENT, Role.DISPATCHER))
CALL_DESK_GRANT = Grant("topics.call_desk", "发布议题征集", "Announce a call", (Role.LIAISON,))
HOT_DESK_GRANT = Grant(
    "topics.hot_desk", "热点台", "Hot issues desk", (Role.AGENT, Role.DISPATCHER, *OFFICE, Role.LEADER, Role.GOVOFFICE)
)
HOT_EDIT_GRANT = Grant("topics.hot_edit", "改热点", "Edit hot issues", (Role.AGENT, Role.DISPATCHER, Role.LIAISON))

ACTS = {
    ("alert", ""): Words("哨点预警", "sentinel alert"),
    ("alert", "answer"): Words("判断", "answer"),
    ("call", ""): Words("议题征集", "call for topics"),
    ("call", "announce"): Words("发布征集", "announce the call"),
    ("issue", ""): Words("热点", "hot issue"),
    ("issue", "rename"): Words("改名", "rename"),
    ("issue", "hide"): Words("认定不算热点", "judge to be no hot issue"),
    ("issue", "show"): Words("恢复显示", "show again"),
    ("issue", "merge"): Words("认定是同一件事", "judge to be one matter"),
    ("issue", "part"): Words("认定是两件事", "judge to be two matters"),
    ("issue", "split"): Words("拆成两件", "split in two"),
    ("issue", "move"): Words("移走民声", "move voices"),
    ("issue", "take_back"): Words("撤回", "take back"),
    ("issue", "put_off"): Words("先不作为议题", "not a topic yet"),
}
"""What the record calls the acts that stand in no workflow table."""
