"""Rows of golden ideas: the words as spoken, what was made of them, their points, units and voices."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.ideas.workflow import IDEA
from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, choices_of, state_constraint
from shangliang.opinions.models import Statement
from shangliang.people.models import Organization, Person
from shangliang.sessions.models import Commitment, Session
from shangliang.topics.models import Topic
from shangliang.topics.rules import DOMAINS
from shangliang.voices.models import Voice

SPEAKER_KINDS = [
    ("member", _("政协委员")),
    ("citizen", _("市民")),
    ("expert", _("专家学者")),
    ("enterprise", _("企业")),
    ("unit", _("部门")),
    ("other", _("其他")),
]
ADOPTIONS = [
    ("adopted", _("采纳")),
    ("partly_adopted", _("部分采纳")),
    ("not_adopted", _("暂不采纳")),
    ("for_reference", _("留作参考")),
]
REPLY_CLASSES = [
    ("A", _("已解决或基本解决")),
    ("B", _("正在解决，列入计划")),
    ("C", _("受条件限制，以后解决")),
    ("D", _("留作参考")),
]


class GoldenIdea(Case):
    """One golden idea, from the words on the floor to its effect.

    `code` (18-07) is given when it is captured and never changes, so that its events stay together; the official
    number 倾商〔2022〕18-07 is given later, by “编号”. `quote` is verbatim and never edited. `issue_number` repeats the
    session's number and `is_shown` the approval, so that lists need no join and no sorting.
    """

    workflow = IDEA

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+", verbose_name="协商活动")
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="议题"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    issue_number = models.PositiveIntegerField("期号", default=0)
    number = models.PositiveSmallIntegerField("序号")
    is_shown = models.BooleanField("已公开", default=False)
    official_no = models.CharField("文号", max_length=40, null=True, blank=True, unique=True)
    title = models.CharField("标题", max_length=120)
    quote = models.TextField("逐字原话")
    speaker = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="说话人"
    )
    speaker_name = models.CharField("公开称呼", max_length=80)
    speaker_kind = models.CharField("说话人身份", max_length=12, choices=SPEAKER_KINDS, default="member")
    time_code = models.CharField("时间码", max_length=12, blank=True, default="")
    problem = models.TextField("问题", blank=True, default="")
    basis = models.TextField("依据", blank=True, default="")
    domain = models.CharField("领域", max_length=12, choices=choices_of(DOMAINS), blank=True, default="")
    is_onsite = models.BooleanField("现场认领", default=False)
    promise = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现场承诺"
    )
    lead_unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主办单位"
    )
    adoption = models.CharField("采纳情况", max_length=16, choices=ADOPTIONS, blank=True, default="")
    adoption_reason = models.TextField("采纳说明", blank=True, default="")
    reply_class = models.CharField("答复类别", max_length=1, choices=REPLY_CLASSES, blank=True, default="")
    measure = models.CharField("措施", max_length=300, blank=True, default="")
    owner_post = models.CharField("责任人职务", max_length=80, blank=True, default="")
    milestone_on = models.DateField("下一节点", null=True, blank=True)
    confirmed_at = models.DateTimeField("说话人核对时刻", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入"
    )
    voice_count = models.PositiveIntegerField("民声数", default=0)
    people_count = models.PositiveIntegerField("人数", default=0)

    class Meta:
        verbose_name = "金点子"
        verbose_name_plural = "金点子"
        constraints = [
            state_constraint(IDEA, "ideas_goldenidea_state"),
            models.UniqueConstraint(fields=["session", "number"], name="ideas_goldenidea_number"),
            models.CheckConstraint(condition=~Q(quote=""), name="ideas_goldenidea_quote"),
            models.CheckConstraint(
                condition=Q(adoption__in=["", *(key for key, _ in ADOPTIONS)]), name="ideas_goldenidea_adoption"
            ),
            models.CheckConstraint(
                condition=Q(reply_class__in=["", *(key for key, _ in REPLY_CLASSES)]), name="ideas_goldenidea_class"
            ),
        ]
        indexes = [
            models.Index(fields=["-issue_number", "number"], name="ideas_goldenidea_list"),
            models.Index(fields=["is_shown", "-issue_number", "number"], name="ideas_goldenidea_shown"),
            models.Index(fields=["topic", "number"], name="ideas_goldenidea_topic"),
        ]

    def subject(self) -> Subject:
        """Return who stands how to this idea: its speaker and the people of its voices own it."""
        spoke = IdeaVoice.objects.filter(idea_id=self.pk).values_list("voice__speaker_id", flat=True)
        owners = {self.speaker_id, *spoke}
        return Subject(
            self.state,
            owners=frozenset(pk for pk in owners if pk),
            units=frozenset([self.lead_unit_id] if self.lead_unit_id else []),
            regions=self.region.line,
        )

    @property
    def is_public(self) -> bool:
        """Return whether everybody may see it: from its approval on."""
        return self.is_shown


class IdeaPoint(models.Model):
    """One of the points that an idea asks for; a reply answers each of them."""

    idea = models.ForeignKey(GoldenIdea, on_delete=models.CASCADE, related_name="+", verbose_name="金点子")
    order = models.PositiveSmallIntegerField("序")
    text = models.CharField("内容", max_length=400)

    class Meta:
        verbose_name = "建议要点"
        verbose_name_plural = "建议要点"
        ordering = ["idea", "order"]
        constraints = [models.UniqueConstraint(fields=["idea", "order"], name="ideas_point_order")]

    def __str__(self) -> str:
        """Return its place and its words."""
        return f"{self.order} {self.text}"


class IdeaCoUnit(models.Model):
    """A unit that is suggested to handle an idea beside the lead unit."""

    idea = models.ForeignKey(GoldenIdea, on_delete=models.CASCADE, related_name="+", verbose_name="金点子")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="单位")

    class Meta:
        verbose_name = "建议会办单位"
        verbose_name_plural = "建议会办单位"
        constraints = [models.UniqueConstraint(fields=["idea", "unit"], name="ideas_counit_once")]

    def __str__(self) -> str:
        """Return which idea and unit."""
        return f"{self.idea_id} {self.unit_id}"


class IdeaVoice(models.Model):
    """A voice that stands behind an idea: the beginning of its lineage."""

    idea = models.ForeignKey(GoldenIdea, on_delete=models.CASCADE, related_name="+", verbose_name="金点子")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+", verbose_name="民声")

    class Meta:
        verbose_name = "金点子的民声"
        verbose_name_plural = "金点子的民声"
        constraints = [models.UniqueConstraint(fields=["idea", "voice"], name="ideas_voice_once")]

    def __str__(self) -> str:
        """Return which idea and voice."""
        return f"{self.idea_id} {self.voice_id}"


class IdeaStatement(models.Model):
    """A statement of a conversation that became an idea, with how people stood to it when it did."""

    idea = models.OneToOneField(GoldenIdea, on_delete=models.CASCADE, related_name="+", verbose_name="金点子")
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="+", verbose_name="看法")
    stood = models.JSONField("当时的表态", default=dict)

    class Meta:
        verbose_name = "金点子的看法"
        verbose_name_plural = "金点子的看法"

    def __str__(self) -> str:
        """Return which idea and statement."""
        return f"{self.idea_id} {self.statement_id}"
