"""What the steps of an order need, in the words in which a missing one is named."""

from shangliang.kernel.workflow import Need

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
APPEAL_TIME = Need(
    "appeal_time", "评价后 3 个工作日内提出，一份评价一次", "within three working days, once for a judgement"
)
PANEL = Need("panel", "评议组有一名委员、一名市民", "a panel with a member and a citizen")
ADDRESS = Need("address", "报道地址", "the address of the piece")
