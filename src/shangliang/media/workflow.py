"""States and steps of a media item (domain.md 5.8: three reviews), and who may open the pages of this area."""

from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

EDITOR, REPORTER, REVIEWER = Role.EDITOR, Role.REPORTER, Role.REVIEWER


class MediaState(State):
    """Where an item stands."""

    DRAFT = "draft", "拟稿", "draft"
    FIRST = "first", "一审", "first review"
    SECOND = "second", "二审", "second review"
    FINAL = "final", "终审通过", "passed final review"
    PUBLISHED = "published", "已刊发", "published"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


S = MediaState
WORDS = Need("words", "标题、渠道和链接或版面（由编辑补）", "title, channel and link or page, from the editor")
OTHER = Need("other", "由撰稿人和前几审以外的另一人审", "somebody other than the author and earlier reviewers")

MEDIA = Workflow(
    kind="media",
    name="稿件",
    name_en="Media item",
    states=MediaState,
    steps=(
        Step("write", (), S.DRAFT, (EDITOR, REPORTER), "登记稿件", "write"),
        Step("submit", (S.DRAFT,), S.FIRST, (EDITOR, REPORTER), "送审", "submit for review", (WORDS,)),
        Step("pass_first", (S.FIRST,), S.SECOND, (EDITOR, REVIEWER), "一审通过", "pass the first review", (OTHER,)),
        Step("pass_second", (S.SECOND,), S.FINAL, (EDITOR, REVIEWER), "二审通过", "pass the second review", (OTHER,)),
        Step("return", (S.FIRST, S.SECOND), S.DRAFT, (EDITOR, REVIEWER), "退回修改", "return", reason=True),
        Step("publish", (S.FINAL,), S.PUBLISHED, (EDITOR,), "刊发", "publish", tone="primary"),
        Step("record", (), S.PUBLISHED, (EDITOR, REPORTER), "补录已刊发", "record a published item"),
        Step("withdraw", (S.PUBLISHED,), S.WITHDRAWN, (EDITOR,), "撤回", "withdraw", reason=True, tone="danger"),
    ),
    terminal=(S.PUBLISHED, S.WITHDRAWN),
)

LIST = Grant("media.list", "传播", "Coverage", (), public=True)
DESK = Grant("media.desk", "媒体工作台", "Media desk", (EDITOR, REPORTER, REVIEWER))
