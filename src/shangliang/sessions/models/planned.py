"""One 期 and what is planned for it: series, venues, agenda, who is invited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, state_constraint
from shangliang.opinions.models import Conversation
from shangliang.people.models import Member, Organization, Person
from shangliang.sessions.workflow import SESSION
from shangliang.topics.models import Topic

FORMS = [
    ("standing_committee", _("专题议政性常委会会议协商")),
    ("thematic", _("专题协商")),
    ("bimonthly", _("双月协商")),
    ("remote", _("远程协商")),
    ("proposal_handling", _("提案办理协商")),
    ("media_convergence", _("融媒协商")),
    ("micro", _("微协商")),
    ("sector", _("界别协商")),
    ("expert", _("专家协商会")),
]
VENUE_KINDS = [
    ("studio", _("演播室")),
    ("field", _("现场")),
    ("remote", _("远程连线")),
    ("zhuge", _("诸葛会分现场")),
    ("courtyard", _("里院小巷")),
    ("online", _("线上")),
]
LINKED_KINDS = frozenset({"remote", "zhuge"})
"""Venues that are connected to the main one and must be tested before the session opens."""

PARTICIPANT_KINDS = [
    ("member", _("政协委员")),
    ("party", _("民主党派人士")),
    ("expert", _("专家学者")),
    ("unit_head", _("部门负责人")),
    ("enterprise", _("企业代表")),
    ("citizen", _("市民嘉宾")),
    ("volunteer", _("志愿者")),
    ("leader", _("领导")),
    ("reporter", _("记者")),
    ("host", _("主持人")),
]
AGENDA_KINDS = [
    ("opening", _("开场短片")),
    ("report", _("情况通报")),
    ("question", _("市民提问")),
    ("answer", _("部门解答")),
    ("speech", _("委员专家发言")),
    ("exchange", _("互动商量")),
    ("summary", _("归纳共识")),
]


class Series(models.Model):
    """A named series of sessions, such as 倾听与商量 or 委员直通车."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("栏目", max_length=40)
    name_en = models.CharField("英文名", max_length=80, blank=True, default="")
    partners = models.CharField("联办单位", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Session(Case):
    """One 期: number, title, dates, form; the rest points at it.

    `held_at` is when it is planned to begin, `began_at` and `ended_at` when it did.
    """

    workflow = SESSION

    number = models.PositiveIntegerField("期号", unique=True)
    title = models.CharField("议题名", max_length=120)
    title_en = models.CharField("英文题名", max_length=200, blank=True, default="")
    form = models.CharField("协商形式", max_length=20, choices=FORMS, default="media_convergence")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="栏目")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="议题")
    host = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="承办")
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="说说看法"
    )
    held_at = models.DateTimeField("举行时刻", null=True, blank=True, db_index=True)
    began_at = models.DateTimeField("开场时刻", null=True, blank=True)
    ended_at = models.DateTimeField("散场时刻", null=True, blank=True)
    broadcast_on = models.DateField("播出日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True, default="")
    purpose = models.TextField("目的", blank=True, default="")
    use_of_results = models.TextField("成果运用", blank=True, default="")
    stream_url = models.URLField("直播或回放地址", blank=True, default="")
    course = models.TextField("协商经过", blank=True, default="")

    class Meta:
        verbose_name = "协商活动"
        verbose_name_plural = "协商活动"
        constraints = [
            state_constraint(SESSION, "sessions_session_state"),
            models.CheckConstraint(
                condition=Q(form__in=[value for value, _label in FORMS]), name="sessions_session_form"
            ),
        ]
        indexes = [
            models.Index(fields=["-number"], name="sessions_session_newest"),
            models.Index(fields=["state", "-number"], name="sessions_session_phase"),
            models.Index(fields=["form", "-number"], name="sessions_session_form"),
            models.Index(fields=["series", "-number"], name="sessions_session_series"),
        ]

    def subject(self) -> Subject:
        """Return the region that the session belongs to."""
        return Subject(self.state, regions=self.region.line)


class OfSession(models.Model):
    """A row that belongs to one session and is known there by its number."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    number = models.PositiveIntegerField("序号")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="%(app_label)s_%(class)s_number")]


class Venue(OfSession):
    """A place of the session: the main one, a field site, a remote link, a 诸葛会 sub-venue."""

    kind = models.CharField("会场类别", max_length=10, choices=VENUE_KINDS)
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True, default="")
    host_name = models.CharField("分现场主持", max_length=40, blank=True, default="")
    people_count = models.PositiveIntegerField("人数", default=0)
    has_minors = models.BooleanField("有未成年人", default=False)
    link_url = models.URLField("连线地址", blank=True, default="")
    tested_at = models.DateTimeField("试通时刻", null=True, blank=True)
    test_note = models.CharField("试通情况", max_length=120, blank=True, default="")
    is_on_air = models.BooleanField("已接入", default=False)

    class Meta(OfSession.Meta):
        verbose_name = "会场"
        verbose_name_plural = "会场"

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_linked(self) -> bool:
        """Return whether the place is connected to the main one by a line."""
        return self.kind in LINKED_KINDS


class AgendaItem(models.Model):
    """One item of the run of show; it runs from `started_at` until `ended_at`."""

    KINDS = AGENDA_KINDS

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    order = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("环节", max_length=10, choices=AGENDA_KINDS)
    title = models.CharField("内容", max_length=120)
    speaker = models.CharField("发言人", max_length=60, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("分钟", default=5)
    started_at = models.DateTimeField("开始时刻", null=True, blank=True)
    ended_at = models.DateTimeField("结束时刻", null=True, blank=True)

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="sessions_agenda_order"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
                name="sessions_agenda_one_runs",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def is_running(self) -> bool:
        """Return whether the item is the running one."""
        return self.started_at is not None and self.ended_at is None

    @property
    def is_done(self) -> bool:
        """Return whether the item is over."""
        return self.ended_at is not None


class Attendance(OfSession):
    """Somebody invited to a session: who, as what, whether confirmed and present."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("称呼", max_length=40)
    title = models.CharField("职务或身份", max_length=80, blank=True, default="")
    kind = models.CharField("参会类别", max_length=12, choices=PARTICIPANT_KINDS)
    level = models.CharField("委员层级", max_length=12, choices=Member.LEVELS, blank=True, default="")
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="会场"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )
    confirmed_at = models.DateTimeField("确认时刻", null=True, blank=True)
    checked_in_at = models.DateTimeField("签到时刻", null=True, blank=True)
    is_public = models.BooleanField("可公开", default=True)

    class Meta(OfSession.Meta):
        verbose_name = "参会"
        verbose_name_plural = "参会"

    def __str__(self) -> str:
        """Return the name."""
        return self.name
