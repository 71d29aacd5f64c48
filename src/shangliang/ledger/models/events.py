"""Events and the Merkle tree above them (RFC 6962)."""

from django.db import models


class Event(models.Model):
    """One entry of the record. `leaf` holds the very bytes that are hashed; nothing is serialised again later."""

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时刻", db_index=True)
    kind = models.CharField("案件类别", max_length=32)
    code = models.CharField("案件编号", max_length=40)
    verb = models.CharField("办理", max_length=40)
    frm = models.CharField("原状态", max_length=32, blank=True, default="")
    to = models.CharField("新状态", max_length=32, blank=True, default="")
    role = models.CharField("身份", max_length=32)
    body = models.CharField("机构", max_length=120, blank=True, default="")
    is_public = models.BooleanField("公开", default=True)
    leaf = models.TextField("原文")
    leaf_hash = models.CharField("指纹", max_length=64, unique=True)
    previous = models.CharField("前一条指纹", max_length=64, blank=True, default="")
    commit = models.CharField("封存承诺", max_length=64, unique=True)

    class Meta:
        verbose_name = "流转记录"
        verbose_name_plural = "流转记录"
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["kind", "code", "seq"], name="ledger_event_case"),
            models.Index(fields=["kind", "seq"], name="ledger_event_kind"),
        ]

    def __str__(self) -> str:
        """Return where the event stands and what it says."""
        return f"{self.seq} {self.kind} {self.code} {self.verb}"


class Sealed(models.Model):
    """The part of an event that the public record only commits to: who acted, why, and private facts.

    The commitment is HMAC-SHA256(salt, text); erasing the row leaves the record whole.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="+")
    salt = models.CharField("盐", max_length=64)
    text = models.TextField("内容")
    person = models.BigIntegerField("办理人", null=True, blank=True, db_index=True)
    reason = models.TextField("理由", blank=True, default="")

    class Meta:
        verbose_name = "封存内容"
        verbose_name_plural = "封存内容"

    def __str__(self) -> str:
        """Return which event this belongs to."""
        return f"封存 {self.event_id}"


class TreeNode(models.Model):
    """The hash of one complete subtree: `level` 0 are leaves, `index` counts from the left."""

    level = models.PositiveSmallIntegerField("层")
    index = models.PositiveBigIntegerField("位置")
    hash = models.CharField("指纹", max_length=64)

    class Meta:
        verbose_name = "指纹树节点"
        verbose_name_plural = "指纹树节点"
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_node_place")]

    def __str__(self) -> str:
        """Return the node's place."""
        return f"{self.level}/{self.index}"


class TreeHead(models.Model):
    """The one row that says how far the tree has grown; writers take turns by locking it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField("条数", default=0)
    root = models.CharField("根指纹", max_length=64, blank=True, default="")
    last = models.CharField("最后一条指纹", max_length=64, blank=True, default="")
    frontier = models.JSONField("右缘", default=list)

    class Meta:
        verbose_name = "指纹树顶"
        verbose_name_plural = "指纹树顶"

    def __str__(self) -> str:
        """Return size and root."""
        return f"{self.size} {self.root}"
