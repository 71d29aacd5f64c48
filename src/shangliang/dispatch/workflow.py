"""The table of an order that hands something over (domain.md 5.5), and who may open which page of this area."""

from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

R = Role


class DispatchState(State):
    """Where an order stands, from the hand-over to the write-off."""

    ISSUED = "issued", "待签收", "to be signed for"
    SIGNED = "signed", "已签收", "signed for"
    RETURN_REQUESTED = "return_requested", "申请退单", "return requested"
    DISPUTED = "disputed", "待会商指定", "to be designated"
    HANDLING = "handling", "办理中", "being handled"
    EXTENSION_REQUESTED = "extension_requested", "申请延期", "extension requested"
    SUSPENDED = "suspended", "已挂起", "suspended"
    REPLIED = "replied", "已答复，待审核", "replied, to be checked"
    ANSWERED = "answered", "已送达，待评价", "delivered, to be judged"
    EVALUATED = "evaluated", "已评价", "judged"
    CLOSED = "closed", "已销号", "written off"
    TERMINATED = "terminated", "已终止", "terminated"


S = DispatchState

UNIT = Need("unit", "主办单位（举报件不能派给被举报的单位）", "a lead unit (never the one that a report accuses)")
BASIS = Need("basis", "退单的法律或职责依据", "the legal basis or the duty that speaks against it")
SUGGESTED = Need("suggested", "建议改派的单位", "the unit that should have it instead")
FIRST_RETURN = Need("first_return", "这一件还没有退过（只能退一次）", "no earlier return (only one is allowed)")
NOT_DESIGNATED = Need("not_designated", "不是指定办理的件（指定的不能再退）", "an order that was not designated")
RETURN_TIME = Need("return_time", "在退单期限内提出", "a request within the time for returns")
OTHER_UNIT = Need("other_unit", "另一个承办单位", "another unit")
CONTACT = Need("contact", "联系提出人的记录：方式、时间、谈了什么", "a note of the talk with the person: how and what")
OPINION = Need("opinion", "会办意见内容", "the words of the opinion")
FIRST_EXTENSION = Need("first_extension", "还没有延过期（只能延一次）", "no earlier extension (only one is allowed)")
BEFORE_DUE = Need("before_due", "在到期之前提出", "a request before the due moment")
UNTIL = Need("until", "挂起到哪一天（最长 180 天）", "until when (180 days at most)")
EVERY_POINT = Need("every_point", "每一点都有答复", "an answer to every point")
MEASURES = Need("measures", "每一点有措施和完成时间", "a measure and a date for every point")
CONTACTED = Need("contacted", "联系过提出人", "a talk with the person who spoke")
CONTACT_PERSON = Need("contact_person", "联系人和电话", "a contact person and phone")
CLASSED = Need("classed", "答复类别 A、B、C、D", "a class A to D")
NO_PERSONAL = Need("no_personal", "公开稿里没有个人信息", "a public text without personal data")
CO_OPINIONS = Need("co_opinions", "会办单位的意见都到了", "the opinions of all co-handling units")
PROOF = Need("proof", "A 类要有证据：文号、照片或读数", "for class A: a document number, photo or reading")
NOT_OWN = Need("not_own", "评价人不在承办单位任职", "a judge who does not work in the handling unit")
GRADES = Need("grades", "办理态度、办理结果、是否解决三项", "attitude, result and whether it is solved")
REASONS = Need("reasons", "不满意的原因", "the reasons for being dissatisfied")
ACCEPTED = Need("accepted", "答复经督办审核通过", "a reply that the supervisor has accepted")
NO_COMPLAINT = Need("no_complaint", "没有“不满意”的评价", "no judgement of “dissatisfied”")
EVIDENCE = Need(
    "evidence", "结果有据：A 类有证据，B、C 类台账全部完成", "proof: evidence for A, a done ledger for B, C"
)
SIGNATURE = Need("signature", "督办专员签字", "the supervisor's signature")
REQUEST = Need("request", "单位的书面申请", "the unit's written request")
LEVEL_BELOW = Need("level_below", "上一级督办已经发出", "the level below, already used")
OUTCOME = Need("outcome", "成效的一句话和日期", "one sentence of the outcome and its date")
VOICES = Need("voices", "选定的同类诉求或政策文件", "chosen similar voices or a policy document")
TURN = Need("turn", "到了回头看的日子，而且这一次还没有看", "a look-back whose day has come and that was not done yet")
COVERED = Need(
    "covered", "同样的办法已经用到这一件，并写明情况", "the same cure applied to this voice, and a note of it"
)

PARTIES = Need("parties", "记者、委员、承办单位三方都到场（写职务）", "reporter, member and unit, all on site, by post")
ADDRESSEE = Need("addressee", "发给哪个职务", "the post it is addressed to")
SIMILAR = Need("similar", "还没有派单的同类诉求", "similar voices that were not handed over yet")
PROOF_OF_APPEAL = Need("appeal_proof", "申诉的证据", "evidence for the appeal")
APPEAL_TIME = Need("appeal_time", "评价后 3 个工作日内提出，一份评价一次", "within three working days, once for a judgement")
PANEL = Need("panel", "评议组有一名委员、一名市民", "a panel with a member and a citizen")

UNIT_STAFF = (R.UNIT_CLERK, R.UNIT_HANDLER, R.UNIT_HEAD)
JUDGES = (R.CITIZEN, R.GUARDIAN, R.MEMBER, R.EXPERT)
WATCHERS = (R.SUPERVISOR, R.DISPATCHER, R.SYSTEM)
AT_WORK = (S.ISSUED, S.SIGNED, S.RETURN_REQUESTED, S.DISPUTED, S.HANDLING, S.EXTENSION_REQUESTED)
OPEN = (*AT_WORK, S.SUSPENDED, S.REPLIED, S.ANSWERED, S.EVALUATED)
WITH_UNIT = (S.ISSUED, S.SIGNED, S.HANDLING, S.EXTENSION_REQUESTED)
DELIVERED = (S.ANSWERED, S.EVALUATED)
REPLY_NEEDS = (CLASSED, EVERY_POINT, MEASURES, CONTACTED, CONTACT_PERSON, NO_PERSONAL, CO_OPINIONS, PROOF)
CONDITIONS = (ACCEPTED, NO_COMPLAINT, EVIDENCE, SIGNATURE)
"""The four conditions of a write-off (domain.md section 4)."""

HANDING_OVER = (
    Step("issue", (), S.ISSUED, (R.DISPATCHER,), "转办", "Hand over", needs=(UNIT,), due="sign", tone="primary"),
    Step("sign", (S.ISSUED,), S.SIGNED, (R.UNIT_CLERK,), "签收", "Sign for", due="first_contact", tone="primary"),
    Step(
        "request_return",
        (S.ISSUED, S.SIGNED),
        S.RETURN_REQUESTED,
        (R.UNIT_CLERK, R.UNIT_HEAD),
        "申请退单",
        "Request return",
        needs=(BASIS, SUGGESTED, FIRST_RETURN, NOT_DESIGNATED, RETURN_TIME),
        reason=True,
        due="decide_return",
        tone="quiet",
    ),
    Step(
        "refuse_return",
        (S.RETURN_REQUESTED,),
        S.SIGNED,
        (R.DISPATCHER,),
        "不同意退单，指定办理",
        "Refuse return, designate",
        reason=True,
        due="first_contact",
    ),
    Step(
        "grant_return",
        (S.RETURN_REQUESTED,),
        S.ISSUED,
        (R.DISPATCHER,),
        "同意退单，改派",
        "Grant return, hand to another",
        needs=(OTHER_UNIT,),
        due="sign",
    ),
    Step(
        "dispute",
        (S.RETURN_REQUESTED,),
        S.DISPUTED,
        (R.DISPATCHER,),
        "提请会商",
        "Call a conference",
        reason=True,
        due="designate",
        tone="quiet",
    ),
    Step(
        "designate",
        (S.DISPUTED,),
        S.ISSUED,
        (R.SUPERVISOR, R.GOVOFFICE),
        "会商指定",
        "Designate",
        needs=(UNIT,),
        reason=True,
        due="sign",
    ),
)

HANDLING = (
    Step("start", (S.SIGNED,), S.HANDLING, (R.UNIT_HANDLER,), "首次联系", "First contact", needs=(CONTACT,), due="due"),
    Step("contact", (S.HANDLING,), None, (R.UNIT_HANDLER,), "再联系", "Contact again", needs=(CONTACT,)),
    Step("submit_opinion", WITH_UNIT, None, (R.CO_UNIT,), "提交会办意见", "Give an opinion", needs=(OPINION,)),
    Step(
        "request_extension",
        (S.HANDLING,),
        S.EXTENSION_REQUESTED,
        (R.UNIT_HEAD,),
        "申请延期",
        "Request extension",
        needs=(FIRST_EXTENSION, BEFORE_DUE),
        reason=True,
        due="due",
        tone="quiet",
    ),
    Step(
        "grant_extension",
        (S.EXTENSION_REQUESTED,),
        S.HANDLING,
        (R.DISPATCHER,),
        "同意延期",
        "Grant extension",
        due="extend",
    ),
    Step(
        "refuse_extension",
        (S.EXTENSION_REQUESTED,),
        S.HANDLING,
        (R.DISPATCHER,),
        "不同意延期",
        "Refuse extension",
        reason=True,
        due="due",
    ),
    Step(
        "suspend",
        (S.SIGNED, S.HANDLING),
        S.SUSPENDED,
        (R.SUPERVISOR,),
        "挂起",
        "Suspend",
        needs=(UNTIL,),
        reason=True,
        tone="quiet",
    ),
    Step("resume", (S.SUSPENDED,), S.HANDLING, (R.SUPERVISOR, R.SYSTEM), "恢复办理", "Resume", due="due"),
    Step("draft", (S.HANDLING,), None, (R.UNIT_HANDLER, R.UNIT_HEAD), "存草稿", "Save draft", public=False),
    Step("propose", (S.HANDLING,), None, (R.UNIT_HANDLER,), "送签发", "Send for signature", public=False),
    Step(
        "submit_reply",
        (S.HANDLING,),
        S.REPLIED,
        (R.UNIT_HEAD,),
        "签发答复",
        "Sign and reply",
        needs=REPLY_NEEDS,
        due="check",
        tone="primary",
    ),
)

JUDGING = (
    Step(
        "reject_reply",
        (S.REPLIED,),
        S.HANDLING,
        (R.SUPERVISOR,),
        "退回重写",
        "Send the reply back",
        reason=True,
        due="due",
    ),
    Step(
        "accept_reply",
        (S.REPLIED,),
        S.ANSWERED,
        (R.SUPERVISOR,),
        "审核通过，送达",
        "Accept and deliver",
        due="evaluate",
        tone="primary",
    ),
    Step("evaluate", (S.ANSWERED,), S.EVALUATED, JUDGES, "评价", "Judge", (NOT_OWN, GRADES, REASONS), "write_off"),
    Step("evaluate", (S.EVALUATED,), None, JUDGES, "评价", "Judge", (NOT_OWN, GRADES, REASONS)),
    Step("expire", (S.ANSWERED,), S.EVALUATED, (R.SYSTEM,), "到期未评价", "Left unjudged", due="write_off"),
    Step(
        "redo",
        DELIVERED,
        S.HANDLING,
        (R.SUPERVISOR, R.DISPATCHER),
        "退回重办",
        "Handle again",
        reason=True,
        due="second",
    ),
    Step("report_progress", DELIVERED, None, UNIT_STAFF, "报进度", "Report progress"),
    Step("claim_done", DELIVERED, None, (R.UNIT_HEAD,), "转为 A 类", "Turn into class A", needs=(PROOF,)),
    Step(
        "write_off",
        (S.EVALUATED,),
        S.CLOSED,
        (R.SUPERVISOR,),
        "销号",
        "Write off",
        needs=CONDITIONS,
        tone="primary",
    ),
    Step("reopen", (S.CLOSED,), S.HANDLING, (R.SUPERVISOR,), "重新办理", "Reopen", reason=True, due="second"),
    Step(
        "lookback",
        (S.CLOSED,),
        None,
        (R.SUPERVISOR, R.REPORTER, R.MEMBER),
        "回头看",
        "Look back",
        needs=(TURN,),
    ),
    Step("generalize", (S.CLOSED,), None, (R.SUPERVISOR, R.GOVOFFICE), "举一反三", "Generalise", needs=(VOICES,)),
    Step("carry", (S.CLOSED,), None, (R.DISPATCHER,), "成批派单", "Hand over the batch", needs=(SIMILAR,)),
    Step(
        "cover",
        (S.HANDLING, S.REPLIED, *DELIVERED, S.CLOSED),
        None,
        (R.SUPERVISOR, R.GOVOFFICE, R.SYSTEM),
        "登记覆盖",
        "Record coverage",
        needs=(COVERED,),
    ),
    Step(
        "appeal",
        (S.EVALUATED,),
        None,
        (R.UNIT_HEAD,),
        "申诉评价",
        "Appeal a judgement",
        needs=(PROOF_OF_APPEAL, APPEAL_TIME),
        reason=True,
        tone="quiet",
    ),
    Step(
        "decide_appeal",
        (S.EVALUATED, S.HANDLING, S.CLOSED),
        None,
        (R.SUPERVISOR,),
        "评议申诉",
        "Decide the appeal",
        needs=(PANEL,),
        reason=True,
    ),
    Step(
        "publish_outcome",
        (S.EVALUATED, S.CLOSED),
        None,
        (R.SUPERVISOR, R.LIAISON, R.EDITOR),
        "登记成效",
        "Record an outcome",
        needs=(OUTCOME,),
    ),
)

WATCHING = (
    Step("remind", OPEN, None, WATCHERS, "催办", "Remind"),
    Step("warn", OPEN, None, WATCHERS, "预警", "Warn", needs=(ADDRESSEE,)),
    Step("notice", OPEN, None, (R.SUPERVISOR, R.SYSTEM), "发督办单", "Serve a supervision note", needs=(ADDRESSEE,)),
    Step("list", OPEN, None, (R.LEADER,), "挂牌督办", "List publicly", needs=(LEVEL_BELOW, ADDRESSEE), reason=True),
    Step(
        "interview",
        OPEN,
        None,
        (R.LEADER,),
        "约谈",
        "Summon to an interview",
        needs=(LEVEL_BELOW, ADDRESSEE),
        reason=True,
    ),
    Step("explain", AT_WORK, None, UNIT_STAFF, "说明情况", "Explain", reason=True, tone="quiet"),
    Step(
        "follow_up",
        (S.REPLIED, *DELIVERED, S.CLOSED),
        None,
        (R.REPORTER, R.MEMBER, R.SUPERVISOR),
        "三方追访",
        "Visit on site",
        needs=(PARTIES,),
    ),
    Step(
        "publish_visit",
        (S.REPLIED, *DELIVERED, S.HANDLING, S.CLOSED),
        None,
        (R.REPORTER, R.EDITOR, R.SUPERVISOR),
        "登记追访报道",
        "Record the published piece",
        needs=(Need("address", "报道地址", "the address of the piece"),),
        tone="quiet",
    ),
    Step("withhold", (*DELIVERED, S.CLOSED), None, (R.REVIEWER,), "不公开", "Withhold", reason=True, tone="quiet"),
    Step(
        "request_termination",
        (S.SIGNED, S.HANDLING),
        None,
        (R.UNIT_HEAD,),
        "申请终止",
        "Request termination",
        reason=True,
        tone="quiet",
    ),
    Step(
        "terminate",
        (S.SIGNED, S.HANDLING, S.SUSPENDED),
        S.TERMINATED,
        (R.SUPERVISOR,),
        "终止办理",
        "Terminate",
        needs=(REQUEST,),
        reason=True,
        tone="quiet",
    ),
)

DISPATCH = Workflow(
    kind="dispatch",
    name="转办",
    name_en="dispatch",
    states=DispatchState,
    steps=(*HANDING_OVER, *HANDLING, *JUDGING, *WATCHING),
    terminal=(S.CLOSED, S.TERMINATED),
)

PROGRESS = Grant("dispatch.progress", "办理公示", "progress of handling", (), public=True)
OUTCOMES = Grant("dispatch.outcomes", "成效", "outcomes", (), public=True)
IDEA_PAGE = Grant("dispatch.idea", "金点子", "golden idea", (), public=True)
JUDGE = Grant("dispatch.judge", "评价", "judging", (), public=True)
UNIT_DESK = Grant(
    "dispatch.unit_desk", "部门工作台", "unit desk", (R.UNIT_CLERK, R.UNIT_HANDLER, R.UNIT_HEAD, R.CO_UNIT)
)
CASE_PAGE = Grant(
    "dispatch.case",
    "办理件",
    "case",
    (
        *UNIT_STAFF,
        R.CO_UNIT,
        R.DISPATCHER,
        R.SUPERVISOR,
        R.LIAISON,
        R.COMMITTEE,
        R.LEADER,
        R.GOVOFFICE,
        R.MEMBER,
        R.EXPERT,
        R.REPORTER,
        R.EDITOR,
        R.REVIEWER,
        R.AGENT,
    ),
)
LIMITS_DESK = Grant("dispatch.limits", "时限与日历", "limits and calendar", (R.SUPERVISOR, R.SYSADMIN))
CATALOGUE_DESK = Grant("dispatch.catalogue", "派单目录", "dispatch catalogue", (R.DISPATCHER, R.SUPERVISOR))
SHEET = Grant("dispatch.sheet", "表格批量办理", "update by spreadsheet", UNIT_STAFF)
ONE_TAP = Grant("dispatch.one_tap", "一键评价", "one-tap judging", (), public=True)
DISPATCH_DESK = Grant("dispatch.dispatch_desk", "派单台", "dispatch desk", (R.DISPATCHER,))
SUPERVISION_DESK = Grant(
    "dispatch.supervision_desk", "督办台", "supervision desk", (R.SUPERVISOR, R.LEADER, R.GOVOFFICE)
)
GENERALIZE = Grant("dispatch.generalize_page", "举一反三", "generalise", (R.SUPERVISOR, R.GOVOFFICE))
