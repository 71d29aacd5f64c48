"""内容审核 moderation: the states of a text on its way to the public, and who decides."""

from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow


class ModerationState(State):
    """Where a text stands."""

    QUEUED = "queued", "待审", "queued"
    SECOND = "second", "待复审", "awaiting second review"
    APPROVED = "approved", "已公开", "public"
    RETURNED = "returned", "退回修改", "returned for editing"
    REJECTED = "rejected", "不公开", "not published"
    HIDDEN = "hidden", "已撤下", "taken down"


S = ModerationState
NOT_AUTHOR = Need("not_author", "不能审自己写的内容，请另一位审核员", "somebody other than the author to review it")
CLEAN = Need(
    "clean", "公开稿里还有电话、证件号等个人信息，先隐去", "personal data still in the public text to be hidden"
)
TEXT = Need("text", "公开稿不能是空的", "a public text")
SECOND_PERSON = Need("second_person", "复审要另一位审核员", "a second reviewer")
SECOND_READ = Need(
    "one_is_enough", "涉未成年人、点名或敏感内容须先初审再复审", "two reviews, because the text is sensitive"
)
CODE = Need("code", "选一个不公开的理由", "a reason code")

MODERATION = Workflow(
    kind="moderation",
    name="内容审核",
    name_en="Moderation",
    states=ModerationState,
    steps=(
        Step("queue", (), S.QUEUED, (Role.SYSTEM,), "送审", "queue", due="review", public=False),
        Step("approve", (S.QUEUED,), S.APPROVED, (Role.REVIEWER,), "公开", "publish",
             (NOT_AUTHOR, TEXT, CLEAN, SECOND_READ), tone="primary"),
        Step("approve", (S.SECOND,), S.APPROVED, (Role.REVIEWER,), "复审通过，公开", "publish after second review",
             (NOT_AUTHOR, TEXT, CLEAN, SECOND_PERSON), tone="primary"),
        Step("pass_on", (S.QUEUED,), S.SECOND, (Role.REVIEWER,), "初审通过，送复审", "pass on to a second reviewer",
             (NOT_AUTHOR, TEXT, CLEAN), due="review", public=False),
        Step("reject", (S.QUEUED, S.SECOND), S.REJECTED, (Role.REVIEWER,), "不公开", "do not publish",
             (NOT_AUTHOR, CODE), reason=True, public=False),
        Step("return_text", (S.QUEUED, S.SECOND), S.RETURNED, (Role.REVIEWER,), "退回修改", "return for editing",
             (NOT_AUTHOR,), reason=True, public=False, tone="quiet"),
        Step("hide", (S.APPROVED,), S.HIDDEN, (Role.REVIEWER,), "撤下", "take down", (CODE,), reason=True,
             tone="quiet"),
    ),
    terminal=(S.RETURNED, S.REJECTED, S.HIDDEN),
)  # fmt: skip

REVIEW = Grant("publication.review", "审核", "Review", (Role.REVIEWER,))
