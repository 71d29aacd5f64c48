"""Quick polls: the question with its choices, everybody's answer, every answer ever given, the counted cells."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, state_constraint
from shangliang.sessions.models.planned import Session
from shangliang.sessions.workflow import POLL

POLL_KINDS = [("single", _("单选")), ("multiple", _("多选")), ("rank", _("排序")), ("scale", _("打分"))]
POLL_LEVELS = [(0, _("匿名也可以")), (1, _("手机核验")), (2, _("实名"))]


class Poll(Case):
    """One question put to the room and to everybody who watches; `level` is fixed before it opens."""

    workflow = POLL

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+", verbose_name="协商活动")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("怎么答", max_length=10, choices=POLL_KINDS, default="single")
    question = models.CharField("问题", max_length=60)
    level = models.PositiveSmallIntegerField("核验层级", choices=POLL_LEVELS, default=0)
    seconds = models.PositiveIntegerField("限时秒数", default=0, help_text="0：主持人截止")
    began_at = models.DateTimeField("开始时刻", null=True, blank=True)
    closes_at = models.DateTimeField("截止时刻", null=True, blank=True)

    class Meta:
        verbose_name = "现场表决"
        verbose_name_plural = "现场表决"
        constraints = [
            state_constraint(POLL, "sessions_poll_state"),
            models.UniqueConstraint(fields=["session", "number"], name="sessions_poll_number"),
            models.UniqueConstraint(fields=["session"], condition=Q(state="open"), name="sessions_poll_one_open"),
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _label in POLL_KINDS]), name="sessions_poll_kind"
            ),
            models.CheckConstraint(condition=Q(level__in=[0, 1, 2]), name="sessions_poll_level"),
        ]

    def subject(self) -> Subject:
        """Return the region of the session."""
        return Subject(self.state, regions=self.session.region.line)


class PollChoice(models.Model):
    """One answer that may be chosen."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+", verbose_name="现场表决")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("选项", max_length=30)

    class Meta:
        verbose_name = "表决选项"
        verbose_name_plural = "表决选项"
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="sessions_choice_number")]

    def __str__(self) -> str:
        """Return the words."""
        return self.text


class PollVote(models.Model):
    """Somebody's answer as it counts now: `token` is an HMAC that cannot be linked to another poll."""

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="+", verbose_name="现场表决")
    token = models.CharField("参与凭据", max_length=64)
    level = models.PositiveSmallIntegerField("核验层级", default=0)
    value = models.CharField("选了什么", max_length=40, blank=True, default="", help_text="选项序号，用逗号分开")
    cast_at = models.DateTimeField("表决时刻")

    class Meta:
        verbose_name = "表决票"
        verbose_name_plural = "表决票"
        constraints = [models.UniqueConstraint(fields=["poll", "token"], name="sessions_poll_vote_once")]

    def __str__(self) -> str:
        """Return the answer."""
        return self.value


class PollLog(models.Model):
    """Every answer and every change, in order: the truth from which results are recounted."""

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="+", verbose_name="现场表决")
    vote = models.ForeignKey(PollVote, on_delete=models.PROTECT, related_name="+", verbose_name="表决票")
    level = models.PositiveSmallIntegerField("核验层级")
    value = models.CharField("选了什么", max_length=40)
    cast_at = models.DateTimeField("表决时刻")

    class Meta:
        verbose_name = "表决记录"
        verbose_name_plural = "表决记录"

    def __str__(self) -> str:
        """Return its place in the log."""
        return str(self.pk)


class PollCount(models.Model):
    """A counted cell: how many at one level gave a choice a place; choice 0 counts the people."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+", verbose_name="现场表决")
    choice = models.PositiveSmallIntegerField("选项序号")
    place = models.PositiveSmallIntegerField("名次")
    level = models.PositiveSmallIntegerField("核验层级")
    count = models.IntegerField("票数", default=0)

    class Meta:
        verbose_name = "表决计数"
        verbose_name_plural = "表决计数"
        constraints = [
            models.UniqueConstraint(fields=["poll", "choice", "place", "level"], name="sessions_poll_cell"),
            models.CheckConstraint(condition=Q(count__gte=0), name="sessions_poll_count_not_below_zero"),
        ]

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)
