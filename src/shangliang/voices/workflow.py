"""States and steps of a voice (domain.md 5.1), and who may open the pages of this area."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

CITIZEN, GUARDIAN, MEMBER, SYSTEM = Role.CITIZEN, Role.GUARDIAN, Role.MEMBER, Role.SYSTEM
AGENT, DISPATCHER, SUPERVISOR, LIAISON = Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.LIAISON


class VoiceState(State):
    """Where a voice stands."""

    AWAITING_GUARDIAN = "awaiting_guardian", "待监护人同意", "awaiting guardian"
    SUBMITTED = "submitted", "已提交", "submitted"
    REFUSAL_REVIEW = "refusal_review", "不受理待复核", "refusal under review"
    NOT_ACCEPTED = "not_accepted", "不受理", "not accepted"
    EMERGENCY_REFERRED = "emergency_referred", "已转紧急电话", "referred to emergency services"
    ACCEPTED = "accepted", "已受理", "accepted"
    ANSWERED = "answered", "已直接答复", "answered directly"
    MERGED = "merged", "已并到一起", "merged"
    DISPATCHED = "dispatched", "已转办", "dispatched"
    REPLIED = "replied", "已答复", "replied"
    CALLBACK = "callback", "待评价", "awaiting evaluation"
    REDO = "redo", "退回重办", "sent back for redo"
    REVIEW = "review", "督办复核", "under supervisor review"
    CLOSED = "closed", "办结", "closed"
    CLOSED_UNRATED = "closed_unrated", "办结（未评价）", "closed, unrated"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    TERMINATED = "terminated", "终止办理", "terminated"


S = VoiceState
OPEN = (
    S.AWAITING_GUARDIAN, S.SUBMITTED, S.REFUSAL_REVIEW, S.ACCEPTED, S.ANSWERED, S.DISPATCHED, S.REPLIED, S.CALLBACK,
    S.REDO, S.REVIEW,
)  # fmt: skip
"""States in which somebody still has something to do."""

CLOSED = (
    S.NOT_ACCEPTED, S.EMERGENCY_REFERRED, S.MERGED, S.CLOSED, S.CLOSED_UNRATED, S.WITHDRAWN, S.TERMINATED,
)  # fmt: skip
HEARD = (
    S.ACCEPTED, S.ANSWERED, S.DISPATCHED, S.REPLIED, S.CALLBACK, S.REDO, S.REVIEW, S.CLOSED, S.CLOSED_UNRATED, S.MERGED,
)  # fmt: skip
"""States whose voices feed the discovery of hot issues and may be copied into the topic pool."""

CONSENT = Need("consent", "本人同意按告知书处理这条诉求", "the person's consent to the handling notice")
GUARDIAN_KNOWN = Need("guardian", "不满 14 周岁，要由监护人用手机号确认", "a guardian's phone, for a child under 14")
ELEMENTS = Need("elements", "核对五要素：谁、什么时候、在哪里、起因、经过", "the five elements checked")
CHANNEL = Need("channel", "写明应当去的渠道", "the proper channel named")
SECOND_PERSON = Need("second_person", "由提出不受理以外的另一人复核", "a second person, not the one who proposed it")
ANSWER = Need("answer", "写出答复内容", "the text of the answer")
TARGET = Need("target", "选一条同一件事、还在办的诉求", "another open voice about the same fact")
UNIT = Need("unit", "选一个承办单位；举报不能派给被举报的单位", "a unit; never the one that a report accuses")
REPLY = Need("reply", "承办单位的答复", "the unit's reply")
JUDGED = Need(
    "judged", "满意或基本满意，并且问题已解决或已解释清楚", "a grade of satisfied, and the problem solved or explained"
)
REDO_REASON = Need("redo_reason", "说明哪里不满意", "what is not satisfactory")
REDO_LEFT = Need(
    "redo_left", "重办最多两次；再不满意由督办复核", "a redo left (two at most; then the supervisor reviews)"
)
REDO_USED = Need("redo_used", "已经重办过两次", "two redos used")
CALLED = Need("called", "电话回访过本人，照本人的话记", "a call to the person, whose words are written down")
OTHERS_REPLY = Need("others_reply", "答复不是本单位自己给的", "a reply that is not one's own office's")
NOT_REPORT = Need("not_report", "举报正在核查，不能撤回", "not a report under investigation")
UNIT_REQUEST = Need("unit_request", "承办单位的书面申请", "the unit's written request")

VOICE = Workflow(
    kind="voice",
    name="民声",
    name_en="Voice",
    states=VoiceState,
    steps=(
        Step("submit", (), S.SUBMITTED, (CITIZEN, AGENT, MEMBER), "提交", "submit", (CONSENT,), "accept"),
        Step(
            "submit_minor", (), S.AWAITING_GUARDIAN, (CITIZEN, AGENT), "提交（未成年人）", "submit for a child",
            (GUARDIAN_KNOWN,), "consent",
        ),
        Step("import", (), S.ACCEPTED, (AGENT, DISPATCHER, SYSTEM), "导入", "import"),
        Step("import_closed", (), S.CLOSED_UNRATED, (AGENT, DISPATCHER, SYSTEM), "导入已办结", "import a closed case"),
        Step("guardian_consent", (S.AWAITING_GUARDIAN,), S.SUBMITTED, (GUARDIAN,), "监护人同意", "guardian agrees",
             due="accept", tone="primary"),
        Step("guardian_lapse", (S.AWAITING_GUARDIAN,), S.WITHDRAWN, (SYSTEM,), "逾期未同意，清除", "lapse and purge",
             public=False),
        Step("accept", (S.SUBMITTED,), S.ACCEPTED, (AGENT,), "受理", "accept", (ELEMENTS,), "normal", tone="primary"),
        Step("refuse", (S.SUBMITTED,), S.REFUSAL_REVIEW, (AGENT,), "拟不受理", "propose refusal", (CHANNEL,), "confirm",
             reason=True, public=False, tone="quiet"),
        Step("confirm_refusal", (S.REFUSAL_REVIEW,), S.NOT_ACCEPTED, (AGENT, DISPATCHER, SUPERVISOR), "确认不受理",
             "confirm refusal", (SECOND_PERSON,)),
        Step("overturn_refusal", (S.REFUSAL_REVIEW,), S.SUBMITTED, (AGENT, DISPATCHER, SUPERVISOR), "改为受理审查",
             "overturn refusal", (SECOND_PERSON,), "accept", reason=True, public=False),
        Step("refer_emergency", (S.SUBMITTED, S.ACCEPTED), S.EMERGENCY_REFERRED, (AGENT, SYSTEM),
             "转 110、119、120、122", "refer to emergency services", (CHANNEL,), tone="quiet"),
        Step("classify", (S.SUBMITTED, S.ACCEPTED), None, (AGENT, DISPATCHER), "改分类", "classify", public=False),
        Step("confirm_category", (*OPEN, *CLOSED), None, (AGENT, DISPATCHER), "确认分类", "confirm the category",
             public=False),
        Step("answer_directly", (S.ACCEPTED,), S.ANSWERED, (AGENT,), "直接答复", "answer directly", (ANSWER,), "call"),
        Step("merge", (S.ACCEPTED,), S.MERGED, (AGENT, DISPATCHER), "并到一起", "merge", (TARGET,)),
        Step("dispatch", (S.ACCEPTED,), S.DISPATCHED, (DISPATCHER,), "转办", "dispatch", (UNIT,)),
        Step("dispatch", (S.REDO,), S.DISPATCHED, (DISPATCHER, SUPERVISOR, SYSTEM), "转办", "dispatch", (UNIT,)),
        Step("rehandle", (S.DISPATCHED,), None, (DISPATCHER, SUPERVISOR, Role.GOVOFFICE, SYSTEM), "改派或改期",
             "another unit or another date", (UNIT,)),
        Step("to_topic_pool", (*HEARD,), None, (DISPATCHER, LIAISON, SYSTEM), "放进议题池", "copy to the topic pool"),
        Step("reply", (S.DISPATCHED,), S.REPLIED, (SYSTEM,), "答复", "reply", (REPLY,), "call"),
        Step("call_back", (S.REPLIED, S.ANSWERED), S.CALLBACK, (AGENT, SYSTEM), "请本人评价", "ask for evaluation",
             due="window"),
        Step("evaluate", (S.CALLBACK,), S.CLOSED, (CITIZEN, GUARDIAN), "评价", "evaluate", (JUDGED,)),
        Step("ask_redo", (S.CALLBACK,), S.REDO, (CITIZEN, GUARDIAN), "不满意，请再办", "dissatisfied, ask for a redo",
             (REDO_REASON, REDO_LEFT), "redo"),
        Step("ask_review", (S.CALLBACK,), S.REVIEW, (CITIZEN, GUARDIAN), "不满意，请督办复核",
             "dissatisfied, ask for a review", (REDO_REASON, REDO_USED), "review"),
        Step("evaluate_by_phone", (S.CALLBACK,), S.CLOSED, (AGENT,), "代记评价", "write down an evaluation by phone",
             (CALLED, OTHERS_REPLY, JUDGED)),
        Step("redo_by_phone", (S.CALLBACK,), S.REDO, (AGENT,), "代记：不满意，再办", "write down: dissatisfied, redo",
             (CALLED, OTHERS_REPLY, REDO_REASON, REDO_LEFT), "redo"),
        Step("review_by_phone", (S.CALLBACK,), S.REVIEW, (AGENT,), "代记：不满意，复核",
             "write down: dissatisfied, review", (CALLED, OTHERS_REPLY, REDO_REASON, REDO_USED), "review"),
        Step("order_redo", (S.REVIEW,), S.REDO, (SUPERVISOR,), "责成重办", "order a redo", due="redo", reason=True),
        Step("close_review", (S.REVIEW,), S.CLOSED, (SUPERVISOR,), "复核后办结", "close after review", reason=True),
        Step("expire", (S.CALLBACK,), S.CLOSED_UNRATED, (SYSTEM,), "到期未评价", "close unrated"),
        Step("supplement", OPEN, None, (CITIZEN, GUARDIAN, AGENT), "补充", "add words or a photo", tone="quiet"),
        Step("withdraw", OPEN, S.WITHDRAWN, (CITIZEN, GUARDIAN), "撤回", "withdraw", (NOT_REPORT,), tone="quiet"),
        Step("approve_termination", (S.DISPATCHED,), S.TERMINATED, (SUPERVISOR,), "批准终止", "approve termination",
             (UNIT_REQUEST,), reason=True, tone="quiet"),
        Step("import_closed", (S.SUBMITTED, S.ACCEPTED, S.ANSWERED), S.CLOSED_UNRATED, (AGENT, DISPATCHER, SYSTEM),
             "导入已办结", "import a closed case"),
        Step("update_import", (*OPEN, *CLOSED), None, (AGENT, DISPATCHER, SYSTEM), "再次导入更新", "update from import",
             public=False),
    ),
    terminal=CLOSED,
)  # fmt: skip

SPEAK = Grant("voices.speak", "我要说", "Speak", (), public=True)
TRACK = Grant("voices.track", "查进展", "Track a voice", (), public=True)
MINE = Grant("voices.mine", "我的声音", "My voices", (CITIZEN,))
DESK = Grant("voices.desk", "热线", "Hotline", (AGENT, DISPATCHER, SUPERVISOR))
INTAKE = Grant("voices.intake", "登记", "Register a voice", (AGENT, DISPATCHER))
IMPORT = Grant("voices.import", "导入", "Import voices", (AGENT, DISPATCHER, SYSTEM))
CATEGORIES_DESK = Grant("voices.categories", "确认分类", "Confirm categories", (AGENT, DISPATCHER))
TRAIN = Grant("voices.train", "训练分类器", "Train the classifier", (DISPATCHER,))
PUBLISH = Grant("voices.publish", "送审公开", "Submit for publication", (AGENT, DISPATCHER, LIAISON, SYSTEM))
READ = Grant("voices.read", "看一件诉求", "Read a voice", (AGENT, DISPATCHER, SUPERVISOR, LIAISON, Role.COMMITTEE,
             Role.LEADER, Role.GOVOFFICE, Role.UNIT_CLERK, Role.UNIT_HANDLER, Role.UNIT_HEAD))  # fmt: skip

ACTS = {
    ("voice", "join"): Words("又一人也遇到", "another person joins"),
    ("voice", "queue_publication"): Words("送审公开", "hand to the reviewer"),
    ("voice", "keep_private"): Words("本人撤下公开", "withdraw from publication"),
    ("voice", "export"): Words("导出", "export"),
    ("classifier", ""): Words("分类器", "classifier"),
    ("classifier", "train"): Words("用确认过的分类再训练", "train from confirmed categories"),
    ("classifier", "switch_on"): Words("启用", "switch on"),
    ("voice", "adopt"): Words("委员认领，写成提案", "taken up by a member as a proposal"),
}
"""What the record calls the acts on a voice that stand in no workflow table."""
