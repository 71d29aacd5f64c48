"""Outside systems and what goes to and fro: keys and addresses, numbers, updates, deliveries, answered requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.models import Dispatch
from shangliang.people.models import Organization
from shangliang.voices.models import Voice


class Partner(models.Model):
    """One outside system: what it may send in, and how orders and events reach it.

    Its key is stored as a fingerprint, its secrets sealed. `takes` says which orders are handed to it.
    """

    TAKES = [("", _("不接收转办件")), ("ideas", _("全部金点子")), ("all", _("全部转办件")), ("own", _("本单位主办的"))]
    LINES = [("", _("没有")), ("open311", "Open311 GeoReport v2"), ("folder", _("交换文件夹"))]

    code = models.SlugField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )
    key_hash = models.CharField("接口密钥指纹", max_length=64, null=True, blank=True, unique=True)
    may_file = models.BooleanField("可以提交诉求", default=False)
    takes = models.CharField("接收转办件", max_length=8, choices=TAKES, blank=True, default="")
    line = models.CharField("线路", max_length=8, choices=LINES, blank=True, default="")
    address = models.URLField("对方地址", blank=True, default="")
    secret_sealed = models.TextField("对方密钥密文", blank=True, default="")
    hook_url = models.URLField("通知地址", blank=True, default="")
    hook_sealed = models.TextField("通知签名密钥密文", blank=True, default="")
    is_active = models.BooleanField("在用", default=True)
    made_at = models.DateTimeField("登记时刻")
    read_until = models.DateTimeField("已读到", null=True, blank=True)

    class Meta:
        verbose_name = "外部系统"
        verbose_name_plural = "外部系统"
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class OutsideNumber(models.Model):
    """The number that an order has in an outside system, and the last that was heard of it there."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name="外部系统")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    number = models.CharField("对方编号", max_length=80, blank=True, default="")
    sent_at = models.DateTimeField("送出时刻")
    status = models.CharField("对方状态", max_length=40, blank=True, default="")
    heard_at = models.DateTimeField("最近消息", null=True, blank=True)

    class Meta:
        verbose_name = "对方编号"
        verbose_name_plural = "对方编号"
        constraints = [
            models.UniqueConstraint(fields=["partner", "dispatch"], name="adapters_number_once"),
            models.UniqueConstraint(
                fields=["partner", "number"], condition=~models.Q(number=""), name="adapters_number_unique"
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class OutsideUpdate(models.Model):
    """One thing that an outside system said of an order; each counts once. A person decides what follows from it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name="外部系统")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    update_id = models.CharField("消息编号", max_length=80)
    status = models.CharField("对方状态", max_length=40)
    words = models.TextField("说明", blank=True, default="")
    said_at = models.DateTimeField("对方时刻")
    taken_at = models.DateTimeField("收到时刻")

    class Meta:
        verbose_name = "对方进展"
        verbose_name_plural = "对方进展"
        ordering = ["said_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["partner", "update_id"], name="adapters_update_once")]

    def __str__(self) -> str:
        """Return the state there."""
        return self.status


class PartnerVoice(models.Model):
    """A voice that came from an outside system, which may ask after it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name="外部系统")
    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="+", verbose_name="民声")

    class Meta:
        verbose_name = "外部系统送来的民声"
        verbose_name_plural = "外部系统送来的民声"

    def __str__(self) -> str:
        """Return which voice."""
        return f"{self.partner_id} {self.voice_id}"


class Delivery(models.Model):
    """One event told to an outside system: how often it was tried, what came back; it can be sent again by hand."""

    WAITING, DONE, FAILED = "waiting", "done", "failed"
    STATES = [(WAITING, _("等待送出")), (DONE, _("对方收到")), (FAILED, _("没有送到"))]

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+", verbose_name="外部系统")
    seq = models.PositiveBigIntegerField("记录序号")
    message_id = models.CharField("消息编号", max_length=40, unique=True)
    body = models.TextField("内容")
    status = models.CharField("进度", max_length=8, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    answer = models.CharField("对方回答", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("产生时刻")
    done_at = models.DateTimeField("送到时刻", null=True, blank=True)

    class Meta:
        verbose_name = "通知送达"
        verbose_name_plural = "通知送达"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["partner", "seq"], name="adapters_delivery_once")]

    def __str__(self) -> str:
        """Return the message's number."""
        return self.message_id


class AnsweredRequest(models.Model):
    """A request that changed something, by its idempotency key, with the answer it got; kept for 180 days and more."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+", verbose_name="外部系统")
    key = models.CharField("幂等键", max_length=120)
    content_hash = models.CharField("内容指纹", max_length=64)
    answer = models.JSONField("回答")
    made_at = models.DateTimeField("时刻", db_index=True)

    class Meta:
        verbose_name = "已答请求"
        verbose_name_plural = "已答请求"
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="adapters_request_once")]

    def __str__(self) -> str:
        """Return the key."""
        return self.key
