"""Topics as cases, the voices behind them, the group that deliberates, and the calls for clues."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, choices_of, state_constraint
from shangliang.people.models import Organization, Person
from shangliang.topics.models.issues import HotIssue
from shangliang.topics.rules import CONVERSIONS, DOMAINS, ORIGINS, STAGES
from shangliang.topics.workflow import TOPIC
from shangliang.voices.models import Voice


class TopicCall(models.Model):
    """A public call for topics: what is asked, and the days between which clues count for it."""

    code = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("标题", max_length=120)
    words = models.TextField("征集说明", blank=True, default="")
    opens_on = models.DateField("开始日")
    closes_on = models.DateField("截止日")
    clue_count = models.PositiveIntegerField("已收线索", default=0)

    class Meta:
        verbose_name = "议题征集"
        verbose_name_plural = "议题征集"
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=models.F("opens_on")), name="topics_call_days")
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Topic(Case):
    """A matter that people may deliberate: from a clue to the review of its effect.

    `stage` is the one of the eight that its state and counters mean (`rules.stage_key`), `audience` who may see it
    (`rules.audience_of`): both are written with the state, so that lists find their rows by an index. Upper slices
    report their figures through `actions.note_visits`, `note_minutes` and `note_ideas`, so that a board stays cheap.
    """

    workflow = TOPIC

    title = models.CharField("议题", max_length=120)
    title_en = models.CharField("英文名称", max_length=200, blank=True, default="")
    stage = models.CharField("阶段", max_length=12, choices=choices_of(STAGES), default="collect")
    audience = models.CharField(
        "谁能看", max_length=4, choices=[("desk", _("工作台")), ("all", _("所有人"))], default="desk"
    )
    sources = models.JSONField("来源", default=list, blank=True)
    domain = models.CharField("领域", max_length=12, choices=choices_of(DOMAINS), blank=True, default="")
    origin = models.CharField(
        "线索出处", max_length=12, choices=[(key, _(word)) for key, word in ORIGINS], default="studio"
    )
    is_urgent = models.BooleanField("应急议题", default=False)
    problem = models.TextField("问题", blank=True, default="")
    goal = models.TextField("目标", blank=True, default="")
    result = models.TextField("结果", blank=True, default="")
    note = models.TextField("说明", blank=True, default="")
    host = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办专委会"
    )
    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头人"
    )
    proposer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    issue = models.ForeignKey(
        HotIssue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="热点"
    )
    call = models.ForeignKey(
        TopicCall, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="议题征集"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接续的议题"
    )
    plan_year = models.PositiveSmallIntegerField("计划年度", null=True, blank=True)
    plan_month = models.PositiveSmallIntegerField("计划月份", null=True, blank=True)
    is_reported = models.BooleanField("已报党委政府", default=False)
    decision = models.CharField(
        "决定",
        max_length=12,
        choices=[("approved", _("审定")), ("deferred", _("缓议")), ("rejected", _("不采用")), ("converted", _("转办"))],
        blank=True,
        default="",
    )
    decision_reason = models.TextField("决定的理由", blank=True, default="")
    decided_at = models.DateTimeField("决定时刻", null=True, blank=True)
    converted_to = models.CharField("转为", max_length=12, choices=choices_of(CONVERSIONS), blank=True, default="")
    vote_until = models.DateTimeField("投票截止", null=True, blank=True)
    group_count = models.PositiveSmallIntegerField("议事小组人数", default=0)
    report = models.TextField("调研报告", blank=True, default="")
    questions = models.TextField("问题清单", blank=True, default="")
    answers = models.TextField("部门情况说明", blank=True, default="")
    heat = models.FloatField("热度", default=0.0)
    voice_count = models.PositiveIntegerField("民声数", default=0)
    scorer_count = models.PositiveSmallIntegerField("有效评分人", default=0)
    score = models.FloatField("评分", default=0.0)
    for_count = models.PositiveIntegerField("赞成票", default=0)
    against_count = models.PositiveIntegerField("反对票", default=0)
    visits_planned = models.PositiveSmallIntegerField("计划调研次数", default=0)
    visits_done = models.PositiveSmallIntegerField("已做调研次数", default=0)
    minutes_signed = models.BooleanField("纪要已签发", default=False)
    idea_count = models.PositiveIntegerField("金点子数", default=0)
    idea_dispatched = models.PositiveIntegerField("已转办金点子数", default=0)
    idea_settled = models.PositiveIntegerField("已了结金点子数", default=0)

    class Meta:
        verbose_name = "议题"
        verbose_name_plural = "议题"
        constraints = [
            state_constraint(TOPIC, "topics_topic_state"),
            models.CheckConstraint(condition=Q(stage__in=[key for key, *_rest in STAGES]), name="topics_topic_stages"),
            models.CheckConstraint(
                condition=Q(idea_settled__lte=models.F("idea_count")) & Q(idea_dispatched__lte=models.F("idea_count")),
                name="topics_topic_ideas",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "due_at", "id"], name="topics_topic_board"),
            models.Index(fields=["audience", "-moved_at", "-id"], name="topics_topic_public"),
            models.Index(fields=["audience", "stage", "-moved_at", "-id"], name="topics_topic_stage"),
            models.Index(fields=["-moved_at", "-id"], name="topics_topic_recent"),
            models.Index(fields=["region", "stage", "state"], name="topics_topic_count"),
        ]

    def subject(self) -> Subject:
        """Return who stands how to this topic: its proposer owns it, its region bounds it."""
        owners = frozenset([self.proposer_id] if self.proposer_id else [])
        return Subject(self.state, owners=owners, regions=self.region.line)


class TopicVoice(models.Model):
    """A voice that feeds a topic; copied from the pool, never moved."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", verbose_name="议题")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+", verbose_name="民声")
    added_at = models.DateTimeField("加入时刻")

    class Meta:
        verbose_name = "议题民声"
        verbose_name_plural = "议题民声"
        constraints = [models.UniqueConstraint(fields=["topic", "voice"], name="topics_topic_voice_once")]

    def __str__(self) -> str:
        """Return which voice feeds which topic."""
        return f"{self.topic_id} {self.voice_id}"


class GroupMember(models.Model):
    """A person of the deliberation group of a topic."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", verbose_name="议题")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    joined_at = models.DateTimeField("加入时刻")

    class Meta:
        verbose_name = "协商议事小组成员"
        verbose_name_plural = "协商议事小组成员"
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="topics_group_once")]

    def __str__(self) -> str:
        """Return who is in which group."""
        return f"{self.topic_id} {self.person_id}"
