"""What the machine found: runs of discovery, hot issues and their voices; and what people decided about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Organization, Person
from shangliang.voices.models import Voice


class DiscoveryRun(models.Model):
    """One reading of all voices of a window: how far it is, what it found, with which parameters."""

    QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
    STATES = [(QUEUED, "排队"), (RUNNING, "在算"), (DONE, "算好"), (FAILED, "没有算成")]

    number = models.PositiveIntegerField("序号", unique=True)
    status = models.CharField("进度", max_length=8, choices=STATES, default=QUEUED)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    asked_at = models.DateTimeField("发起时刻")
    started_at = models.DateTimeField("开始时刻", null=True, blank=True)
    done_at = models.DateTimeField("完成时刻", null=True, blank=True)
    since = models.DateTimeField("读取自", null=True, blank=True)
    newest_at = models.DateTimeField("最新一条民声", null=True, blank=True)
    step = models.CharField("正在做", max_length=40, blank=True, default="")
    done_count = models.PositiveIntegerField("已做", default=0)
    total_count = models.PositiveIntegerField("共有", default=0)
    read_count = models.PositiveIntegerField("新读的民声", default=0)
    message_count = models.PositiveIntegerField("民声数", default=0)
    copy_count = models.PositiveIntegerField("重复数", default=0)
    reporter_count = models.PositiveIntegerField("人数", default=0)
    issue_count = models.PositiveIntegerField("热点数", default=0)
    kinds = models.JSONField("各类热点数", default=dict)
    seconds = models.FloatField("用时", default=0.0)
    parameters = models.JSONField("参数", default=dict)
    error = models.TextField("错误", blank=True, default="")

    class Meta:
        verbose_name = "热点发现任务"
        verbose_name_plural = "热点发现任务"
        ordering = ["-number"]

    def __str__(self) -> str:
        """Return the number and how far it is."""
        return f"{self.number} {self.get_status_display()}"


class StreamState(models.Model):
    """What the last run of discovery knew, so that the next one reads new voices only; one row.

    `last_voice` and `message_count` say what it has read, `begun_at` when it began from nothing.
    """

    kept = models.BinaryField("状态", default=bytes)
    since = models.DateTimeField("读取自")
    last_voice = models.BigIntegerField("读到的民声", default=0)
    message_count = models.PositiveIntegerField("民声数", default=0)
    begun_at = models.DateTimeField("从头读的时刻")
    kept_at = models.DateTimeField("保存时刻")

    class Meta:
        verbose_name = "热点流状态"
        verbose_name_plural = "热点流状态"

    def __str__(self) -> str:
        """Return how much it has read."""
        return f"{self.message_count}"


class HotIssue(models.Model):
    """One matter that several people speak of, as the last run found it; a suggestion, never a decision.

    `title_set`, the shelf `hidden` and its reason are what people decided: every run leaves them alone. An issue that
    the last run did not find stands on the shelf `past`, one that a person joined with another on `merged`, where
    `merged_into` says with which. `is_private` marks those of so few people that they could be recognised
    (`rules.is_private`). What people decided stands in rows of its own (`hands`).
    """

    SHELVES = [
        ("shown", _("列出")),
        ("hidden", _("不算热点")),
        ("past", _("没有再算出")),
        ("merged", _("已并入别的热点")),
    ]

    code = models.CharField("编号", max_length=20, unique=True)
    key = models.CharField("机器标识", max_length=40, unique=True)
    title = models.CharField("机器标题", max_length=200)
    title_set = models.CharField("改定的标题", max_length=200, blank=True, default="")
    kind = models.CharField("类别", max_length=12, db_index=True)
    category = models.CharField("事项分类", max_length=60, blank=True, default="")
    heat = models.FloatField("热度")
    heat_terms = models.JSONField("热度各项", default=dict)
    message_count = models.PositiveIntegerField("条数")
    copy_count = models.PositiveIntegerField("重复数", default=0)
    reporter_count = models.PositiveIntegerField("人数")
    likes = models.PositiveIntegerField("点赞", default=0)
    first_at = models.DateTimeField("首次")
    last_at = models.DateTimeField("最近")
    places = models.JSONField("地点", default=list)
    districts = models.JSONField("各区市人数", default=list)
    terms = models.JSONField("特征词", default=list)
    weekly = models.JSONField("每周条数", default=list)
    first_week = models.DateField("首周周一")
    shelf = models.CharField("在哪里列出", max_length=6, choices=SHELVES, default="shown")
    is_private = models.BooleanField("人少不公开", default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入的热点"
    )
    hidden_reason = models.CharField("隐藏原因", max_length=300, blank=True, default="")
    found_at = models.DateTimeField("首次发现时刻")
    computed_at = models.DateTimeField("算出时刻")

    class Meta:
        verbose_name = "热点"
        verbose_name_plural = "热点"
        ordering = ["-heat", "pk"]
        indexes = [
            models.Index(fields=["shelf", "-heat", "id"], name="topics_issue_rank"),
            models.Index(fields=["shelf", "kind", "-heat", "id"], name="topics_issue_kind"),
            models.Index(fields=["shelf", "category", "-heat", "id"], name="topics_issue_category"),
        ]

    def __str__(self) -> str:
        """Return the title that people chose, or the machine's."""
        return self.shown_title

    @property
    def is_hidden(self) -> bool:
        """Return whether people took it out of the lists."""
        return self.shelf == "hidden"

    @property
    def is_current(self) -> bool:
        """Return whether the last run found it."""
        return self.shelf != "past"

    @property
    def shown_title(self) -> str:
        """Return the title that people chose, or the machine's."""
        return self.title_set or self.title


class IssueVoice(models.Model):
    """A voice that belongs to a hot issue in the last run; `rank` 1.. are the samples, the most central first."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="+", verbose_name="热点")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")
    rank = models.PositiveSmallIntegerField("样本次序", default=0)

    class Meta:
        verbose_name = "热点民声"
        verbose_name_plural = "热点民声"
        constraints = [models.UniqueConstraint(fields=["issue", "voice"], name="topics_issue_voice_once")]
        indexes = [models.Index(fields=["issue", "rank"], name="topics_issue_voice_rank")]

    def __str__(self) -> str:
        """Return which voice belongs where."""
        return f"{self.issue_id} {self.voice_id}"


class IssueDistrict(models.Model):
    """How many people speak of a hot issue in one district; what a list filters by."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="+", verbose_name="热点")
    district = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", verbose_name="区（市）")
    people = models.PositiveIntegerField("人数")

    class Meta:
        verbose_name = "热点区市"
        verbose_name_plural = "热点区市"
        constraints = [models.UniqueConstraint(fields=["issue", "district"], name="topics_issue_district_once")]
        indexes = [models.Index(fields=["district", "issue"], name="topics_issue_district")]

    def __str__(self) -> str:
        """Return how many speak where."""
        return f"{self.issue_id} {self.district_id} {self.people}"
