"""States and steps of one 期 (domain.md 5.3), and who may open the pages of this area."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

LIAISON, COMMITTEE, LEADER, EDITOR, REVIEWER, REPORTER, SUPERVISOR, SYSTEM = (
    Role.LIAISON,
    Role.COMMITTEE,
    Role.LEADER,
    Role.EDITOR,
    Role.REVIEWER,
    Role.REPORTER,
    Role.SUPERVISOR,
    Role.SYSTEM,
)


class SessionState(State):
    """Where a session stands."""

    DRAFTING = "drafting", "拟方案", "being planned"
    PLAN_APPROVED = "plan_approved", "方案已定", "plan approved"
    ANNOUNCED = "announced", "已预告", "announced"
    MATERIALS_SENT = "materials_sent", "材料已送", "materials sent"
    CHECKED_IN = "checked_in", "已签到", "checked in"
    LIVE = "live", "正在协商", "live"
    ADJOURNED = "adjourned", "暂歇", "adjourned"
    ENDED = "ended", "已结束", "ended"
    MINUTES_DRAFT = "minutes_draft", "纪要拟稿", "minutes drafted"
    MINUTES_SIGNED = "minutes_signed", "纪要已签", "minutes signed"
    REPORTED = "reported", "已报送", "reported"
    BROADCAST = "broadcast", "已播出", "broadcast"
    ARCHIVED = "archived", "已归档", "archived"
    POSTPONED = "postponed", "延期", "postponed"
    CANCELLED = "cancelled", "取消", "cancelled"


S = SessionState
BEFORE_LIVE = (S.DRAFTING, S.PLAN_APPROVED, S.ANNOUNCED, S.MATERIALS_SENT, S.CHECKED_IN)
HELD = (S.ENDED, S.MINUTES_DRAFT, S.MINUTES_SIGNED, S.REPORTED, S.BROADCAST, S.ARCHIVED)
PUBLIC = (S.ANNOUNCED, S.MATERIALS_SENT, S.CHECKED_IN, S.LIVE, S.ADJOURNED, *HELD)
"""States in which the public may know of the session."""
SIGNED = (S.MINUTES_SIGNED, S.REPORTED, S.BROADCAST, S.ARCHIVED)
"""States in which the public may read the minutes."""
RUNNING = (S.LIVE, S.ADJOURNED)
ASKING = (S.ANNOUNCED, S.MATERIALS_SENT, S.CHECKED_IN, *RUNNING)
"""States in which the question wall takes questions."""

PLAN = Need(
    "plan",
    "协商方案：时间、地点、参加人员、议程、成果运用（由联络活动工作室写）",
    "the plan: time, place, people, agenda, use of results",
)
GUESTS = Need(
    "guests",
    "写明这种协商形式要到的人（一般是市民、委员、部门负责人各一位）",
    "the people that this form needs are named (mostly one citizen, one member, one unit head)",
)
AGENDA = Need("agenda", "至少一项议程", "at least one agenda item")
QUORUM = Need(
    "quorum",
    "这种协商形式要到的人都已签到（一般是市民、委员、部门负责人各一位）",
    "the people that this form needs are present (mostly one citizen, one member, one unit head)",
)
LINES = Need(
    "lines",
    "诸葛会分现场和远程连线都试通过（由联络活动工作室）",
    "every sub-venue and remote link tested, by the studio",
)
QUESTIONS = Need(
    "questions", "每个提问都有去向：已答、带回、不处理", "every question answered, taken away or set aside"
)
CONSENSUS = Need(
    "consensus", "写出共识和不同意见（由专委会承办人写）", "consensus and differing views, by the committee officer"
)

SESSION = Workflow(
    kind="session",
    name="协商活动",
    name_en="Session",
    states=SessionState,
    steps=(
        Step("create", (), S.DRAFTING, (LIAISON,), "新建一期", "create"),
        Step("approve_plan", (S.DRAFTING,), S.PLAN_APPROVED, (LEADER,), "批准方案", "approve the plan", (PLAN, AGENDA)),
        Step(
            "announce", (S.PLAN_APPROVED,), S.ANNOUNCED, (LIAISON, EDITOR),
            "发预告", "announce", (GUESTS,), tone="primary",
        ),
        Step("send_materials", (S.ANNOUNCED,), S.MATERIALS_SENT, (COMMITTEE, LIAISON), "送材料", "send the materials"),
        Step(
            "check_in", (S.ANNOUNCED, S.MATERIALS_SENT), S.CHECKED_IN, (LIAISON,),
            "签到完毕", "close the check-in", (QUORUM,),
        ),
        Step("open", (S.CHECKED_IN,), S.LIVE, (LIAISON,), "开场", "open the session", (LINES,), tone="primary"),
        Step("pause", (S.LIVE,), S.ADJOURNED, (LIAISON,), "暂歇", "pause"),
        Step("resume", (S.ADJOURNED,), S.LIVE, (LIAISON,), "继续", "resume"),
        Step("end", (S.LIVE,), S.ENDED, (LIAISON,), "散场", "end the session", (QUESTIONS,), due="minutes_draft"),
        Step(
            "draft_minutes", (S.ENDED,), S.MINUTES_DRAFT, (COMMITTEE, LIAISON),
            "写成纪要", "draft the minutes", (CONSENSUS,), due="minutes_sign",
        ),
        Step(
            "return_minutes", (S.MINUTES_DRAFT,), S.ENDED, (LEADER,),
            "退回修改", "return the minutes", due="minutes_draft", reason=True,
        ),
        Step(
            "sign_minutes", (S.MINUTES_DRAFT,), S.MINUTES_SIGNED, (LEADER,),
            "签发纪要", "sign the minutes", due="report",
        ),
        Step(
            "report", (S.MINUTES_SIGNED,), S.REPORTED, (LIAISON,),
            "报送市委市政府", "report to the city's leaders", due="broadcast",
        ),
        Step("broadcast", (S.REPORTED,), S.BROADCAST, (EDITOR, REVIEWER), "播出", "broadcast"),
        Step("archive", (S.REPORTED, S.BROADCAST), S.ARCHIVED, (LIAISON,), "归档", "archive"),
        Step("postpone", BEFORE_LIVE, S.POSTPONED, (LEADER,), "延期", "postpone", reason=True),
        Step("resume_plan", (S.POSTPONED,), S.PLAN_APPROVED, (LIAISON,), "重新安排", "plan anew", (PLAN,)),
        Step(
            "cancel", (*BEFORE_LIVE, S.POSTPONED), S.CANCELLED, (LEADER,),
            "取消", "cancel", reason=True, tone="danger",
        ),
        Step("plan", (*BEFORE_LIVE, S.POSTPONED), None, (LIAISON, COMMITTEE, SYSTEM), "写方案", "write the plan"),
        Step("receive", ASKING, None, (LIAISON, COMMITTEE, SYSTEM), "签到", "check guests in"),
        Step("keep_wall", (*ASKING, *HELD), None, (LIAISON, COMMITTEE, SYSTEM), "理问题墙", "keep the question wall"),
        Step("host", (S.CHECKED_IN, *RUNNING), None, (LIAISON, COMMITTEE, SYSTEM), "主持现场", "run the floor"),
        Step(
            "note", (*RUNNING, S.ENDED), None, (LIAISON, COMMITTEE, SYSTEM),
            "记观点和承诺", "note views and promises",
        ),
        Step(
            "set_stream", (S.PLAN_APPROVED, *ASKING, *HELD), None, (LIAISON, EDITOR, SYSTEM),
            "放直播或回放地址", "set the address of the film",
        ),
        Step(
            "keep_promise", HELD, None, (LIAISON, COMMITTEE, SUPERVISOR, SYSTEM),
            "记兑现", "note a kept promise",
        ),
    ),
    terminal=(S.ARCHIVED, S.CANCELLED),
)  # fmt: skip


class PollState(State):
    """Where a quick poll stands."""

    DRAFT = "draft", "未开始", "not yet open"
    OPEN = "open", "正在表决", "open"
    CLOSED = "closed", "已截止", "closed"


RUNS = Need("runs", "这一期已发预告，还没有散场", "the session is announced and not over")
ALONE = Need("alone", "没有别的表决正在进行（先截止那一个）", "no other poll is open: close that one first")

POLL = Workflow(
    kind="poll",
    name="现场表决",
    name_en="Quick poll",
    states=PollState,
    steps=(
        Step("prepare", (), PollState.DRAFT, (LIAISON, COMMITTEE), "准备表决", "prepare"),
        Step(
            "open", (PollState.DRAFT,), PollState.OPEN, (LIAISON, COMMITTEE),
            "开始表决", "open", (RUNS, ALONE), tone="primary",
        ),
        Step("close", (PollState.OPEN,), PollState.CLOSED, (LIAISON, COMMITTEE, SYSTEM), "截止表决", "close"),
        Step(
            "edit", (PollState.DRAFT,), None, (LIAISON, COMMITTEE, SYSTEM),
            "改问题、选项和层级", "change question, choices and level",
        ),
    ),
    terminal=(PollState.CLOSED,),
)  # fmt: skip

STAYING = frozenset({"plan", "receive", "keep_wall", "host", "note", "set_stream", "keep_promise"})
"""Steps that leave the state as it is: each allows a kind of writing rather than standing as one button."""

POLL_VOTE = Grant("sessions.poll", "现场表决", "Quick poll", (), public=True)
LIST = Grant("sessions.list", "协商活动", "Sessions", (), public=True)
ASK = Grant("sessions.ask", "现场提问", "Ask", (Role.CITIZEN,))
DESK = Grant(
    "sessions.desk",
    "协商活动工作台",
    "Sessions desk",
    (LIAISON, COMMITTEE, LEADER, EDITOR, REVIEWER, REPORTER, SUPERVISOR),
)
CREATE = Grant("sessions.create", "新建一期", "New session", (LIAISON,))
HOST = Grant("sessions.host", "主持台", "Host console", (LIAISON, COMMITTEE, REPORTER))
MINUTES = Grant(
    "sessions.minutes", "协商纪要", "Minutes", (LIAISON, COMMITTEE, LEADER, REPORTER, EDITOR, REVIEWER, SUPERVISOR)
)

ACTS = {
    ("session", "answer_question"): Words("答复提问", "answer a question"),
    ("session", "note_view"): Words("记观点", "note a view"),
    ("session", "note_consensus"): Words("记共识", "note a consensus"),
    ("session", "note_dissent"): Words("记不同意见", "note a differing view"),
    ("session", "drop_viewpoint"): Words("撤下一条观点", "take a noted view back"),
    ("session", "promise"): Words("记承诺", "note a promise"),
    ("poll", "seal_votes"): Words("清点票数", "count the votes"),
}
"""What the record calls the acts on the floor that stand in no workflow table."""
