"""What the machine suggests about hot issues and what people decided: rows that never overwrite each other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Person
from shangliang.topics.models.cases import Topic
from shangliang.topics.models.issues import HotIssue
from shangliang.voices.models import Voice


class IssueDecision(models.Model):
    """What one person did to a hot issue; it holds in every later run until it is taken back.

    `facts` keep what taking it back needs: the title before, the voices that went elsewhere.
    """

    KINDS = [
        ("rename", _("改名")),
        ("hide", _("不算热点")),
        ("merge", _("合并")),
        ("part", _("不同的事")),
        ("split", _("拆分")),
        ("move", _("移走民声")),
    ]

    kind = models.CharField("动作", max_length=8, choices=KINDS)
    issue = models.ForeignKey(HotIssue, on_delete=models.PROTECT, related_name="+", verbose_name="热点")
    other = models.ForeignKey(
        HotIssue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="另一个热点"
    )
    facts = models.JSONField("撤回要用的事实", default=dict)
    reason = models.CharField("原因", max_length=300, blank=True, default="")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时刻")
    undone_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    undone_at = models.DateTimeField("撤回时刻", null=True, blank=True)

    class Meta:
        verbose_name = "热点决定"
        verbose_name_plural = "热点决定"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["rename", "hide", "merge", "part", "split", "move"]), name="topics_decision_kind"
            )
        ]
        indexes = [models.Index(fields=["issue", "-decided_at"], name="topics_decision_issue")]

    def __str__(self) -> str:
        """Return what was done to which issue."""
        return f"{self.kind} {self.issue_id}"

    @property
    def is_undone(self) -> bool:
        """Return whether it was taken back."""
        return self.undone_at is not None


class IssueLink(models.Model):
    """What a decision says of two voices: one matter (must) or two (cannot); every run keeps to it."""

    KINDS = [("must", _("同一件事")), ("cannot", _("不同的事"))]

    kind = models.CharField("判断", max_length=6, choices=KINDS)
    decision = models.ForeignKey(IssueDecision, on_delete=models.CASCADE, related_name="+", verbose_name="热点决定")
    one = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声甲")
    other = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声乙")

    class Meta:
        verbose_name = "热点合并判断"
        verbose_name_plural = "热点合并判断"
        constraints = [
            models.UniqueConstraint(fields=["decision", "one", "other"], name="topics_link_once"),
            models.CheckConstraint(condition=Q(kind__in=["must", "cannot"]), name="topics_link_kind"),
        ]

    def __str__(self) -> str:
        """Return the judgement."""
        return f"{self.one_id} {self.kind} {self.other_id}"


class IssueSuggestion(models.Model):
    """What the machine suggests and a person has to answer: two issues are one matter, or several are a topic.

    A suggestion that was answered is never made again; one that a run does not repeat goes away unanswered.
    """

    KINDS = [("merge", _("合并")), ("topic", _("建议为议题"))]
    ANSWERS = [("", _("等人定")), ("yes", _("接受")), ("no", _("拒绝"))]

    kind = models.CharField("建议", max_length=6, choices=KINDS)
    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="+", verbose_name="热点")
    other = models.ForeignKey(
        HotIssue, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="另一个热点"
    )
    similarity = models.FloatField("相似", default=0.0)
    facts = models.JSONField("依据", default=dict)
    answer = models.CharField("人的答复", max_length=3, choices=ANSWERS, blank=True, default="")
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时刻", null=True, blank=True)
    decision = models.ForeignKey(
        IssueDecision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="热点决定"
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="议题"
    )
    made_at = models.DateTimeField("建议时刻")

    class Meta:
        verbose_name = "机器建议"
        verbose_name_plural = "机器建议"
        ordering = ["-similarity", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "issue", "other"], condition=Q(other__isnull=False), name="topics_suggestion_pair"
            ),
            models.UniqueConstraint(
                fields=["kind", "issue"], condition=Q(other__isnull=True), name="topics_suggestion_one"
            ),
        ]
        indexes = [models.Index(fields=["answer", "kind", "-similarity"], name="topics_suggestion_open")]

    def __str__(self) -> str:
        """Return what is suggested of which issue."""
        return f"{self.kind} {self.issue_id}"
