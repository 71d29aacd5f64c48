"""How people judged a topic: scores by those who know, ballots by everybody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Person
from shangliang.topics.models.cases import Topic
from shangliang.topics.rules import CRITERIA, HIGHEST, LOWEST


def in_range() -> Q:
    """Return the condition that every criterion lies in its range."""
    bounds = Q()
    for key, *_words in CRITERIA:
        bounds &= Q(**{f"{key}__gte": LOWEST, f"{key}__lte": HIGHEST})
    return bounds


class TopicScore(models.Model):
    """One person's marks on the five criteria; with an interest declared they are kept but do not count."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", verbose_name="议题")
    scorer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评分人")
    role = models.CharField("身份", max_length=16)
    heat = models.PositiveSmallIntegerField("热度")
    growth = models.PositiveSmallIntegerField("增长")
    feasibility = models.PositiveSmallIntegerField("小切口")
    effect = models.PositiveSmallIntegerField("预期成效")
    readiness = models.PositiveSmallIntegerField("部门准备")
    has_interest = models.BooleanField("有利益关系")
    interest = models.CharField("利益关系说明", max_length=200, blank=True, default="")
    words = models.TextField("意见", blank=True, default="")
    scored_at = models.DateTimeField("评分时刻")

    class Meta:
        verbose_name = "议题评分"
        verbose_name_plural = "议题评分"
        ordering = ["scored_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "scorer"], name="topics_score_once"),
            models.CheckConstraint(condition=in_range(), name="topics_score_range"),
        ]

    def __str__(self) -> str:
        """Return who scored what."""
        return f"{self.topic_id} {self.scorer_id}"

    @property
    def marks(self) -> dict[str, int]:
        """Return the five marks by criterion."""
        return {key: getattr(self, key) for key, *_ in CRITERIA}


class TopicBallot(models.Model):
    """One person's vote on a topic; one each, never changed, advice to the people who decide.

    `level` is how the person was known when voting; the levels are counted and shown apart.
    """

    LEVELS = [(1, _("手机")), (2, _("实名"))]
    CHOICES = [("for", _("应该商量")), ("against", _("不急着商量"))]

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", verbose_name="议题")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    choice = models.CharField("选择", max_length=8, choices=CHOICES)
    level = models.PositiveSmallIntegerField("核验层级", choices=LEVELS, default=1)
    cast_at = models.DateTimeField("投票时刻")

    class Meta:
        verbose_name = "议题选票"
        verbose_name_plural = "议题选票"
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="topics_ballot_once"),
            models.CheckConstraint(condition=Q(choice__in=["for", "against"]), name="topics_ballot_choice"),
            models.CheckConstraint(condition=Q(level__in=[1, 2]), name="topics_ballot_level"),
        ]

    def __str__(self) -> str:
        """Return which topic was voted on."""
        return f"{self.topic_id} {self.choice}"
