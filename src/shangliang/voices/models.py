"""Rows of this area: a voice, who joined it, its replies and photos, and the imports that voices came from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, RunningLimit, state_constraint
from shangliang.people.models import Organization, Person
from shangliang.voices.workflow import VOICE

CHANNELS = [
    ("web", _("网页")),
    ("hotline", _("热线电话")),
    ("app", _("观海新闻“直通12345”")),
    ("miniprogram", _("商量通小程序")),
    ("desk", _("窗口")),
    ("paper", _("来信")),
    ("sms", _("短信")),
    ("floor", _("协商现场")),
    ("import", _("导入")),
]
DEMAND_TYPES = [
    ("consultation", _("咨询")),
    ("help", _("求助")),
    ("complaint", _("投诉")),
    ("report", _("举报")),
    ("suggestion", _("建议")),
    ("praise", _("表扬")),
    ("other", _("其他")),
]
URGENCIES = [("normal", _("一般")), ("urgent", _("紧急")), ("critical", _("特急"))]
PUBLICATIONS = [
    ("private", _("不公开")),
    ("queued", _("待审核")),
    ("public", _("已公开")),
    ("rejected", _("审核未通过")),
    ("hidden", _("已撤下")),
]
AGES = [("adult", _("满 18 周岁")), ("teen", _("14 至 17 周岁")), ("child", _("不满 14 周岁"))]
SATISFACTIONS = [("satisfied", _("满意")), ("basically_satisfied", _("基本满意")), ("dissatisfied", _("不满意"))]
SOLUTIONS = [("solved", _("已解决")), ("partly", _("部分解决")), ("unsolved", _("未解决")), ("explained", _("已解释"))]


class Voice(Case):
    """What one person said: the words as typed, the words as the public may read them, and how it was handled.

    `body_original` never leaves the people who handle the case; only `body_public`, set by a reviewer's verdict, does.
    """

    workflow = VOICE

    channel = models.CharField("渠道", max_length=12, choices=CHANNELS)
    demand_type = models.CharField("诉求类型", max_length=14, choices=DEMAND_TYPES, default="other")
    category = models.CharField("事项分类", max_length=40, blank=True, default="")
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES, default="normal")
    title = models.CharField("标题", max_length=120)
    body_original = models.TextField("原话")
    body_public = models.TextField("公开文本", blank=True, default="")
    publication = models.CharField("公开状态", max_length=8, choices=PUBLICATIONS, default="private")
    may_publish = models.BooleanField("同意脱敏后公开", default=False)
    place_text = models.CharField("地点", max_length=200, blank=True, default="")
    district = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区（市）"
    )
    happened_on = models.DateField("发生日期", null=True, blank=True)
    speaker = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="诉求人"
    )
    guardian = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="监护人"
    )
    age_band = models.CharField(
        "年龄段",
        max_length=8,
        choices=AGES,
        default="adult",
    )
    caller_name = models.CharField("来电人称呼", max_length=40, blank=True, default="")
    phone_tail = models.CharField("电话尾号", max_length=4, blank=True, default="", db_index=True)
    reporter_key = models.CharField("诉求人指纹", max_length=64, blank=True, default="", db_index=True)
    query_code = models.CharField("查询码", max_length=12, null=True, blank=True, unique=True)
    source = models.CharField("来源系统", max_length=40, blank=True, default="")
    external_id = models.CharField("来源编号", max_length=80, blank=True, default="")
    external_user = models.CharField("来源用户", max_length=80, blank=True, default="")
    likes = models.PositiveIntegerField("点赞数", default=0)
    dislikes = models.PositiveIntegerField("反对数", default=0)
    received_at = models.DateTimeField("收到时刻", db_index=True)
    is_confidential = models.BooleanField("要求保密", default=False)
    is_enterprise = models.BooleanField("企业诉求", default=False)
    need_reply = models.BooleanField("需要答复", default=True)
    also_count = models.PositiveIntegerField("我也遇到", default=0)
    redo_count = models.PositiveSmallIntegerField("重办次数", default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入"
    )
    unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被举报单位"
    )
    handler = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办单位"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    screen_note = models.CharField("应去渠道或转介说明", max_length=300, blank=True, default="")
    screened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审查人"
    )
    attitude = models.CharField("办理态度评价", max_length=20, choices=SATISFACTIONS, blank=True, default="")
    satisfaction = models.CharField("办理结果评价", max_length=20, choices=SATISFACTIONS, blank=True, default="")
    solved = models.CharField("是否解决", max_length=10, choices=SOLUTIONS, blank=True, default="")
    judged_at = models.DateTimeField("评价时刻", null=True, blank=True)
    pooled_at = models.DateTimeField("放进议题池时刻", null=True, blank=True)

    class Meta:
        verbose_name = "民声"
        verbose_name_plural = "民声"
        constraints = [
            state_constraint(VOICE, "voices_voice_state"),
            models.CheckConstraint(
                condition=Q(publication__in=[value for value, _ in PUBLICATIONS]), name="voices_voice_publication"
            ),
            models.CheckConstraint(
                condition=~Q(publication="public") | ~Q(body_public=""), name="voices_voice_public_text"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="voices_voice_external"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="voices_voice_queue"),
            models.Index(fields=["publication", "received_at"], name="voices_voice_public"),
            models.Index(fields=["speaker", "received_at"], name="voices_voice_speaker"),
        ]

    def subject(self) -> Subject:
        """Return who stands how to this voice; the unit that a report accuses may never act on it."""
        return Subject(
            self.state,
            owners=frozenset([self.speaker_id] if self.speaker_id else []),
            guardians=frozenset([self.guardian_id] if self.guardian_id else []),
            units=frozenset([self.handler_id] if self.handler_id else []),
            regions=self.region.line,
            barred=frozenset([self.unit_id] if self.unit_id else []),
        )

    def running_limits(self) -> list[RunningLimit]:
        """Return the limit that the calendar may move; with a unit it is the order's, which knows its suspensions."""
        return [] if self.state == "dispatched" else super().running_limits()

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has something to do."""
        return self.state not in VOICE.terminal


class VoiceJoin(models.Model):
    """A person who met the same thing and joined a voice instead of opening another."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    joined_at = models.DateTimeField("加入时刻")
    words = models.TextField("补充的话", blank=True, default="")

    class Meta:
        verbose_name = "我也遇到"
        verbose_name_plural = "我也遇到"
        constraints = [models.UniqueConstraint(fields=["voice", "person"], name="voices_join_once")]

    def __str__(self) -> str:
        """Return which voice was joined."""
        return f"{self.voice_id} {self.joined_at:%F}"


class VoiceReply(models.Model):
    """An official answer to a voice: given directly, by the unit it was dispatched to, or imported with the voice."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")
    text = models.TextField("答复内容")
    replied_at = models.DateTimeField("答复时刻")
    unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复单位"
    )
    unit_name = models.CharField("答复单位名称", max_length=80, blank=True, default="")
    basis = models.CharField("依据", max_length=200, blank=True, default="")
    round = models.PositiveSmallIntegerField("轮次", default=1)

    class Meta:
        verbose_name = "民声答复"
        verbose_name_plural = "民声答复"
        ordering = ["replied_at", "pk"]
        indexes = [models.Index(fields=["voice", "replied_at"], name="voices_reply_voice")]

    def __str__(self) -> str:
        """Return which voice it answers."""
        return f"{self.voice_id} {self.replied_at:%F}"


class Supplement(models.Model):
    """Words that the person added later."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")
    text = models.TextField("补充的话")
    added_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "补充材料"
        verbose_name_plural = "补充材料"
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        """Return which voice it belongs to."""
        return f"{self.voice_id} {self.added_at:%F}"


class Attachment(models.Model):
    """A photo that came with a voice, drawn anew by the product so that nothing hidden came with it."""

    voice = models.ForeignKey(
        Voice, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="民声"
    )
    file = models.FileField("文件", upload_to="voices")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    sha256 = models.CharField("指纹", max_length=64)
    added_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"

    def __str__(self) -> str:
        """Return the size."""
        return f"{self.width}×{self.height}"


class ImportRun(models.Model):
    """One file that was brought in, or is being looked at before it is: who, from where, how it went.

    Small files are read and written at once; `reading` and `running` are those that the worker has.
    """

    STATES = [
        ("reading", _("在试读")),
        ("checked", _("待确认")),
        ("running", _("在导入")),
        ("done", _("已导入")),
        ("refused", _("未导入")),
    ]

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    file = models.FileField("文件", upload_to="imports", blank=True)
    file_name = models.CharField("文件名", max_length=200)
    source = models.CharField("来源系统", max_length=40)
    mapping = models.JSONField("列对应", default=dict)
    result = models.JSONField("结果", default=dict)
    status = models.CharField("状态", max_length=8, choices=STATES, default="checked")
    keep_good = models.BooleanField("只导入没有错的行", default=False)
    done_count = models.PositiveIntegerField("已写", default=0)
    total_count = models.PositiveIntegerField("要写", default=0)
    made_at = models.DateTimeField("时刻")
    ended_at = models.DateTimeField("导完时刻", null=True, blank=True)

    class Meta:
        verbose_name = "导入记录"
        verbose_name_plural = "导入记录"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Return whether the worker has it."""
        return self.status in ("reading", "running")


class ImportedRow(models.Model):
    """The original row of a voice that was imported, cell by cell as it stood in the file."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")
    row = models.PositiveIntegerField("行号")
    cells = models.JSONField("原始单元格")
    digest = models.CharField("指纹", max_length=64)
    file_name = models.CharField("文件名", max_length=200)
    imported_at = models.DateTimeField("导入时刻")

    class Meta:
        verbose_name = "导入的原始行"
        verbose_name_plural = "导入的原始行"

    def __str__(self) -> str:
        """Return file and row."""
        return f"{self.file_name} {self.row}"


class CategoryModel(models.Model):
    """One training of the classifier: from how many confirmed voices, how well it told categories, whether it is used.

    The score stands here before anybody switches the training on; `kept` holds the classifier as its engine keeps it.
    """

    STATES = [("queued", _("排队")), ("running", _("在训练")), ("done", _("训练好")), ("failed", _("没有训练成"))]

    number = models.PositiveIntegerField("序号", unique=True)
    status = models.CharField("进度", max_length=8, choices=STATES, default="queued")
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    asked_at = models.DateTimeField("发起时刻")
    done_at = models.DateTimeField("完成时刻", null=True, blank=True)
    example_count = models.PositiveIntegerField("样本数", default=0)
    score = models.JSONField("五折得分", default=dict)
    kept = models.BinaryField("分类器", default=bytes)
    error = models.CharField("原因", max_length=300, blank=True, default="")
    is_on = models.BooleanField("在用", default=False)
    switched_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="启用人"
    )
    switched_at = models.DateTimeField("启用时刻", null=True, blank=True)

    class Meta:
        verbose_name = "分类器"
        verbose_name_plural = "分类器"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["is_on"], condition=Q(is_on=True), name="voices_one_model_on"),
        ]

    def __str__(self) -> str:
        """Return the number and how far it is."""
        return f"{self.number} {self.get_status_display()}"


class CategoryGuess(models.Model):
    """What the machine takes a voice without a category for; a person's word stands in the voice itself.

    `was_right` says, once a person has spoken, whether the guess agreed.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")
    model = models.ForeignKey(CategoryModel, on_delete=models.CASCADE, related_name="+", verbose_name="分类器")
    category = models.CharField("猜的分类", max_length=40)
    confidence = models.FloatField("把握")
    runner_up = models.CharField("其次", max_length=40, blank=True, default="")
    for_person = models.BooleanField("要人定", default=True)
    guessed_at = models.DateTimeField("时刻")
    was_right = models.BooleanField("猜对", null=True, blank=True)

    class Meta:
        verbose_name = "分类猜测"
        verbose_name_plural = "分类猜测"
        indexes = [models.Index(fields=["was_right", "for_person", "id"], name="voices_guess_queue")]

    def __str__(self) -> str:
        """Return what is guessed of which voice."""
        return f"{self.voice_id} {self.category}"
