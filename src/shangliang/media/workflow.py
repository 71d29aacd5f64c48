"""States and steps of a media item (domain.md 5.8: three reviews), and who may open the pages of this area."""

from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow

EDITOR, REPORTER, REVIEWER, SYSTEM = Role.EDITOR, Role.REPORTER, Role.REVIEWER, Role.SYSTEM
WRITERS, REVIEWERS = (EDITOR, REPORTER), (EDITOR, REVIEWER)


class MediaState(State):
    """Where an item stands."""

    DRAFT = "draft", "拟稿", "draft"
    FIRST = "first", "一审中", "in first review"
    SECOND = "second", "二审中", "in second review"
    FINAL = "final", "终审中", "in final review"
    SCHEDULED = "scheduled", "待刊发", "to be published"
    PUBLISHED = "published", "已刊发", "published"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


S = MediaState
IN_REVIEW = (S.FIRST, S.SECOND, S.FINAL)
WORDS = Need("words", "标题和正文（由撰稿人写）", "title and text, from the author")
OTHER = Need("other", "由撰稿人和前几审以外的另一人审", "somebody other than the author and earlier reviewers")
PLACE = Need("place", "链接或版面，和不晚于今天的刊发日期（由编辑补）", "link or page and the day, from the editor")
READING = Need("reading", "读数、时刻和来源", "the figures, their moment and source")
ORIGINAL = Need("original", "原稿的编号（不是它自己，也不是另一篇转载）", "the code of the original, itself no copy")

MEDIA = Workflow(
    kind="media",
    name="稿件",
    name_en="Media item",
    states=MediaState,
    steps=(
        Step("write", (), S.DRAFT, WRITERS, "拟稿", "write", public=False),
        Step("revise", (S.DRAFT,), None, WRITERS, "改稿", "revise", public=False, tone="quiet"),
        Step("submit", (S.DRAFT,), S.FIRST, WRITERS, "送审", "submit for review", (WORDS,), public=False),
        Step("pass_first", (S.FIRST,), S.SECOND, REVIEWERS, "一审通过", "pass first review", (OTHER,), public=False),
        Step("pass_second", (S.SECOND,), S.FINAL, REVIEWERS, "二审通过", "pass second review", (OTHER,), public=False),
        Step("pass_final", (S.FINAL,), S.SCHEDULED, REVIEWERS, "终审通过", "pass final review", (OTHER,), public=False),
        Step(
            "return", (*IN_REVIEW, S.SCHEDULED), S.DRAFT, REVIEWERS,
            "退回修改", "return", reason=True, public=False, tone="quiet",
        ),
        Step("publish", (S.SCHEDULED,), S.PUBLISHED, (EDITOR,), "刊发", "publish", (PLACE,), tone="primary"),
        Step("record", (), S.PUBLISHED, WRITERS, "补录已刊发", "record a published item"),
        Step("read_reach", (S.PUBLISHED,), None, (*WRITERS, SYSTEM), "登记读数", "enter a reading", (READING,)),
        Step("mark_copy", (S.PUBLISHED,), None, (EDITOR,), "标为转载", "mark as a copy", (ORIGINAL,), tone="quiet"),
        Step("withdraw", (S.PUBLISHED,), S.WITHDRAWN, (EDITOR,), "撤回", "withdraw", reason=True, tone="danger"),
    ),
    terminal=(S.PUBLISHED, S.WITHDRAWN),
)  # fmt: skip

LIST = Grant("media.list", "传播", "Coverage", (), public=True)
DESK = Grant("media.desk", "媒体工作台", "Media desk", (EDITOR, REPORTER, REVIEWER))
WRITE = Grant("media.new_piece", "新稿件", "New piece", WRITERS)
