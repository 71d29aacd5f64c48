"""Rows of one 期: the session itself and everything that points at it."""

from django.db import models

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, state_constraint
from shangliang.opinions.models import Conversation
from shangliang.people.models import Organization, Person
from shangliang.sessions.workflow import SESSION
from shangliang.topics.models import Topic

FORMS = [
    ("standing_committee", "专题议政性常委会会议协商"),
    ("thematic", "专题协商"),
    ("bimonthly", "双月协商"),
    ("remote", "远程协商"),
    ("proposal_handling", "提案办理协商"),
    ("media_convergence", "融媒协商"),
    ("micro", "微协商"),
    ("sector", "界别协商"),
    ("expert", "专家协商会"),
]
VENUE_KINDS = [
    ("studio", "演播室"),
    ("field", "现场"),
    ("remote", "远程连线"),
    ("zhuge", "诸葛会分现场"),
    ("courtyard", "里院小巷"),
    ("online", "线上"),
]
PARTICIPANT_KINDS = [
    ("host", "主持人"),
    ("leader", "领导"),
    ("citizen", "市民嘉宾"),
    ("member", "政协委员"),
    ("unit_head", "部门负责人"),
    ("expert", "专家学者"),
    ("reporter", "记者"),
    ("enterprise", "企业代表"),
    ("volunteer", "志愿者"),
]
QUESTION_STATES = [("open", "待答"), ("answered", "现场已答"), ("taken", "带回办理"), ("not_handled", "不处理")]


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
    """One 期: number, title, dates, form; the rest points at it."""

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
    broadcast_on = models.DateField("播出日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True, default="")
    purpose = models.TextField("目的", blank=True, default="")
    use_of_results = models.TextField("成果运用", blank=True, default="")
    stream_url = models.URLField("直播或回放地址", blank=True, default="")
    course = models.TextField("协商经过", blank=True, default="")

    class Meta:
        verbose_name = "协商活动"
        verbose_name_plural = "协商活动"
        constraints = [state_constraint(SESSION, "sessions_session_state")]
        indexes = [models.Index(fields=["-number"], name="sessions_session_newest")]

    def subject(self) -> Subject:
        """Return the region that the session belongs to."""
        return Subject(self.state, regions=self.region.line)


class Venue(models.Model):
    """A place of the session: the main one, a field site, a remote link, a 诸葛会 sub-venue."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    kind = models.CharField("会场类别", max_length=10, choices=VENUE_KINDS)
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True, default="")
    host_name = models.CharField("分现场主持", max_length=40, blank=True, default="")
    people_count = models.PositiveIntegerField("人数", default=0)
    has_minors = models.BooleanField("有未成年人", default=False)
    is_on_air = models.BooleanField("已接入", default=False)

    class Meta:
        verbose_name = "会场"
        verbose_name_plural = "会场"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class AgendaItem(models.Model):
    """One item of the run of show."""

    KINDS = [
        ("opening", "开场短片"),
        ("report", "情况通报"),
        ("question", "市民提问"),
        ("answer", "部门解答"),
        ("speech", "委员专家发言"),
        ("exchange", "互动商量"),
        ("summary", "归纳共识"),
    ]

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    order = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("环节", max_length=10, choices=KINDS)
    title = models.CharField("内容", max_length=120)
    speaker = models.CharField("发言人", max_length=60, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("分钟", default=5)
    is_running = models.BooleanField("正在进行", default=False)
    is_done = models.BooleanField("已完成", default=False)

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="sessions_agenda_order")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Attendance(models.Model):
    """Somebody invited to a session: who, as what, whether confirmed and present."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("称呼", max_length=40)
    title = models.CharField("职务或身份", max_length=80, blank=True, default="")
    kind = models.CharField("参会类别", max_length=12, choices=PARTICIPANT_KINDS)
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="会场"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )
    confirmed_at = models.DateTimeField("确认时刻", null=True, blank=True)
    checked_in_at = models.DateTimeField("签到时刻", null=True, blank=True)
    is_public = models.BooleanField("可公开", default=True)

    class Meta:
        verbose_name = "参会"
        verbose_name_plural = "参会"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Question(models.Model):
    """A question on the wall of a session; it ends in a state."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提问人"
    )
    asked_by = models.CharField("提问人称呼", max_length=40)
    text = models.CharField("提问", max_length=300)
    asked_at = models.DateTimeField("提问时刻")
    status = models.CharField("去向", max_length=12, choices=QUESTION_STATES, default="open")
    is_public = models.BooleanField("上墙", default=False)
    like_count = models.PositiveIntegerField("同问", default=0)
    answer = models.TextField("答复", blank=True, default="")
    answered_by = models.CharField("答复人", max_length=80, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入"
    )

    class Meta:
        verbose_name = "提问"
        verbose_name_plural = "提问"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[value for value, _ in QUESTION_STATES]), name="sessions_question_status"
            )
        ]

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


class Viewpoint(models.Model):
    """A view of the table: what somebody holds, agreed by all or not."""

    KINDS = [("view", "观点"), ("consensus", "共识"), ("dissent", "不同意见")]

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    text = models.TextField("内容")
    speaker = models.CharField("谁说的", max_length=60, blank=True, default="")
    said_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "观点"
        verbose_name_plural = "观点"

    def __str__(self) -> str:
        """Return the text."""
        return self.text[:40]


class Commitment(models.Model):
    """A promise made on the floor: which unit, what, by when."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name="协商活动")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="承诺单位")
    text = models.CharField("承诺", max_length=300)
    speaker = models.CharField("承诺人", max_length=60, blank=True, default="")
    due_on = models.DateField("完成日期", null=True, blank=True)
    made_at = models.DateTimeField("时刻")
    kept_at = models.DateTimeField("兑现时刻", null=True, blank=True)
    evidence = models.CharField("兑现依据", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "现场承诺"
        verbose_name_plural = "现场承诺"

    def __str__(self) -> str:
        """Return the promise."""
        return self.text[:40]
