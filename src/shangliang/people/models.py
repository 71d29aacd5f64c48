"""Persons, organisations as a tree, seats, members, accounts, phone codes and consents."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.codes import query_code


class Organization(models.Model):
    """A node of the tree from city to community: a region, or a body that belongs to one."""

    REGION = "region"
    KINDS = [
        (REGION, _("行政区域")),
        ("cppcc", _("政协机关")),
        ("committee", _("专门委员会")),
        ("hotline", _("政务服务热线")),
        ("media", _("新闻媒体")),
        ("department", _("政府部门")),
        ("government", _("政府办公机构")),
        ("district_office", _("区市政府")),
        ("street", _("街道（镇）")),
        ("community", _("社区（村）")),
        ("enterprise", _("企业")),
        ("expert_body", _("专家机构")),
    ]
    LEVELS = [("city", _("市")), ("district", _("区（市）")), ("town", _("街道（镇）")), ("community", _("社区（村）"))]

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True, default="")
    kind = models.CharField("类别", max_length=16, choices=KINDS)
    level = models.CharField("层级", max_length=10, choices=LEVELS)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=200, db_index=True, help_text="从根到本机构的 id，如 /1/5/9/")
    region = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在区域"
    )
    duties = models.CharField("职责关键词", max_length=300, blank=True, default="")
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = "机构"
        ordering = ["path"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def line(self) -> frozenset[int]:
        """Return the ids of this node and of every node above it."""
        return frozenset(int(part) for part in self.path.split("/") if part)


class Person(models.Model):
    """A human being, known by a chosen name; contact data are sealed and only opened for a reason."""

    code = models.CharField("代号", max_length=12, unique=True, default=query_code, editable=False)
    name = models.CharField("姓名", max_length=40)
    shown_as = models.CharField("公开称呼", max_length=40, blank=True, default="")
    phone_key = models.CharField("电话指纹", max_length=64, null=True, blank=True, unique=True)
    phone_sealed = models.TextField("电话密文", blank=True, default="")
    email = models.EmailField("邮箱", blank=True, default="")
    language = models.CharField("语言", max_length=8, default="zh-hans")
    is_minor = models.BooleanField("未成年", default=False)
    title = models.CharField("职务或身份", max_length=80, blank=True, default="")
    real_name_at = models.DateTimeField("实名核验时刻", null=True, blank=True)
    joined_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        """Return the name that may be shown."""
        return self.shown_as or self.name


class Account(AbstractUser):
    """How a person signs in: staff by password and second factor, citizens by phone code."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="人员")
    factor_reset_at = models.DateTimeField("第二重验证重置时刻", null=True, blank=True)
    is_cast = models.BooleanField("演示角色", default=False)

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        """Return the sign-in name."""
        return self.username


class Visit(AbstractBaseSession):
    """A visit of somebody, signed in or not: what Django calls a session, with the account that it belongs to."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="账号")

    class Meta:
        verbose_name = "登录状态"
        verbose_name_plural = "登录状态"

    def __str__(self) -> str:
        """Return until when it lasts; the key is nobody's business."""
        return f"{self.expire_date:%F %T}"


class Seat(models.Model):
    """A role that a person holds in an organisation, from a day until a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="机构")
    role = models.CharField("角色", max_length=16)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "席位"
        verbose_name_plural = "席位"
        constraints = [
            models.UniqueConstraint(fields=["person", "organization", "role", "since"], name="people_seat_once")
        ]

    def __str__(self) -> str:
        """Return who sits where."""
        return f"{self.person_id} {self.role} {self.organization_id}"

    def holds_on(self, day: date) -> bool:
        """Return whether the seat is held on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Member(models.Model):
    """A CPPCC member: level, sector, committee, expertise."""

    LEVELS = [("national", _("全国")), ("provincial", _("省")), ("municipal", _("市")), ("district", _("区（市）"))]

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    level = models.CharField("委员层级", max_length=12, choices=LEVELS)
    sector = models.CharField("界别", max_length=40)
    committee = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专门委员会"
    )
    expertise = models.CharField("专长", max_length=200, blank=True, default="")
    term = models.CharField("届", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "政协委员"
        verbose_name_plural = "政协委员"

    def __str__(self) -> str:
        """Return level and sector."""
        return f"{self.get_level_display()} {self.sector}"


class PhoneCode(models.Model):
    """A one-time code sent to a phone; only its hash is kept."""

    phone_key = models.CharField("电话指纹", max_length=64, db_index=True)
    code_hash = models.CharField("验证码指纹", max_length=64)
    block_key = models.CharField("来源网段指纹", max_length=64, blank=True, default="", db_index=True)
    sent_at = models.DateTimeField("发送时刻")
    until = models.DateTimeField("有效至")
    tries = models.PositiveSmallIntegerField("试过次数", default=0)
    used_at = models.DateTimeField("使用时刻", null=True, blank=True)

    class Meta:
        verbose_name = "手机验证码"
        verbose_name_plural = "手机验证码"

    def __str__(self) -> str:
        """Return when it was sent."""
        return f"{self.sent_at:%F %T}"


class Message(models.Model):
    """A text message as the embedded sender keeps it: the demonstration's inbox shows these."""

    key = models.CharField("唯一键", max_length=200, unique=True)
    channel = models.CharField("渠道", max_length=12)
    to = models.CharField("收件人", max_length=80)
    subject = models.CharField("标题", max_length=200, blank=True, default="")
    body = models.TextField("内容")
    sent_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "发出的消息"
        verbose_name_plural = "发出的消息"

    def __str__(self) -> str:
        """Return to whom it went."""
        return f"{self.channel} {self.to}"


class Consent(models.Model):
    """What a person agreed to, in which words, when; withdrawn rather than deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    purpose = models.CharField("用途", max_length=40)
    wording = models.CharField("文本版本", max_length=64)
    given_at = models.DateTimeField("同意时刻")
    withdrawn_at = models.DateTimeField("撤回时刻", null=True, blank=True)

    class Meta:
        verbose_name = "同意书"
        verbose_name_plural = "同意书"

    def __str__(self) -> str:
        """Return the purpose."""
        return self.purpose


class SignInLock(models.Model):
    """Failures to sign in under one name since the last success; the name's fingerprint, not the name."""

    key = models.CharField("登录名指纹", max_length=64, unique=True)
    failures = models.PositiveIntegerField("失败次数", default=0)
    since = models.DateTimeField("首次失败时刻")
    until = models.DateTimeField("锁定至", null=True, blank=True)

    class Meta:
        verbose_name = "登录锁定"
        verbose_name_plural = "登录锁定"

    def __str__(self) -> str:
        """Return how many failures there were."""
        return f"{self.failures}"
