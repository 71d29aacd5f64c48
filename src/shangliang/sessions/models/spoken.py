"""What happens on the floor: who wants to speak, what is asked, what is held, what is promised."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Organization, Person
from shangliang.sessions.models.planned import PARTICIPANT_KINDS, OfSession, Venue

QUESTION_STATES = [
    ("open", _("待答")),
    ("answered", _("现场已答")),
    ("taken", _("带回办理")),
    ("not_handled", _("不处理")),
]
FLOOR_STATES = [("waiting", _("候场")), ("speaking", _("正在发言")), ("done", _("已发言")), ("declined", _("未安排"))]
VIEW_KINDS = [("view", _("观点")), ("consensus", _("共识")), ("dissent", _("不同意见"))]


class Question(OfSession):
    """A question on the wall of a session; it ends in a state.

    `like_count` is how many people ask the same beside the one who asked first: counted once each, with those whose
    questions were merged into this one.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提问人"
    )
    asked_by = models.CharField("提问人称呼", max_length=40)
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="来自会场"
    )
    text = models.CharField("提问", max_length=300)
    asked_at = models.DateTimeField("提问时刻")
    status = models.CharField("去向", max_length=12, choices=QUESTION_STATES, default="open")
    is_public = models.BooleanField("上墙", default=False)
    like_count = models.PositiveIntegerField("同问", default=0)
    merged_count = models.PositiveIntegerField("并入的提问", default=0)
    answer = models.TextField("答复", blank=True, default="")
    answered_by = models.CharField("答复人", max_length=80, blank=True, default="")
    answered_at = models.DateTimeField("答复时刻", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入"
    )

    class Meta(OfSession.Meta):
        verbose_name = "提问"
        verbose_name_plural = "提问"
        constraints = [
            *OfSession.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _label in QUESTION_STATES]), name="sessions_question_status"
            ),
        ]
        indexes = [models.Index(fields=["session", "-like_count", "id"], name="sessions_question_wall")]

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class QuestionLike(models.Model):
    """One person who asks the same."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+", verbose_name="提问")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")

    class Meta:
        verbose_name = "同问"
        verbose_name_plural = "同问"
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="sessions_like_once")]

    def __str__(self) -> str:
        """Return which question."""
        return str(self.question_id)


class FloorRequest(OfSession):
    """Somebody who wants the microphone: as what, about what, for how long; called by the host, ended by the host."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("称呼", max_length=40)
    kind = models.CharField("参会类别", max_length=12, choices=PARTICIPANT_KINDS, default="citizen")
    about = models.CharField("想说的事", max_length=120, blank=True, default="")
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="来自会场"
    )
    seconds = models.PositiveSmallIntegerField("限时秒数", default=180)
    status = models.CharField("去向", max_length=10, choices=FLOOR_STATES, default="waiting")
    asked_at = models.DateTimeField("申请时刻")
    started_at = models.DateTimeField("开始时刻", null=True, blank=True)
    ended_at = models.DateTimeField("结束时刻", null=True, blank=True)

    class Meta(OfSession.Meta):
        verbose_name = "发言申请"
        verbose_name_plural = "发言申请"
        constraints = [
            *OfSession.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _label in FLOOR_STATES]), name="sessions_floor_status"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(status="speaking"), name="sessions_floor_one_speaks"
            ),
        ]

    def __str__(self) -> str:
        """Return who wants to speak."""
        return self.name


class Viewpoint(OfSession):
    """A view of the table: what somebody holds, agreed by all or not."""

    KINDS = VIEW_KINDS

    kind = models.CharField("类别", max_length=10, choices=VIEW_KINDS)
    text = models.TextField("内容")
    speaker = models.CharField("谁说的", max_length=60, blank=True, default="")
    said_at = models.DateTimeField("时刻")

    class Meta(OfSession.Meta):
        verbose_name = "观点"
        verbose_name_plural = "观点"
        constraints = [
            *OfSession.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _label in VIEW_KINDS]), name="sessions_viewpoint_kind"
            ),
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text[:40]


class Commitment(OfSession):
    """A promise made on the floor: which unit, what, by when."""

    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="承诺单位")
    text = models.CharField("承诺", max_length=300)
    speaker = models.CharField("承诺人", max_length=60, blank=True, default="")
    due_on = models.DateField("完成日期", null=True, blank=True)
    made_at = models.DateTimeField("时刻")
    kept_at = models.DateTimeField("兑现时刻", null=True, blank=True)
    evidence = models.CharField("兑现依据", max_length=300, blank=True, default="")

    class Meta(OfSession.Meta):
        verbose_name = "现场承诺"
        verbose_name_plural = "现场承诺"
        indexes = [models.Index(fields=["unit", "kept_at", "due_on"], name="sessions_promise_unit")]

    def __str__(self) -> str:
        """Return the promise."""
        return self.text[:40]
