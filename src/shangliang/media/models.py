"""Rows of coverage: channels, items, and snapshots of their reach with source and time of reading."""

from django.db import models
from django.db.models import Q

from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, state_constraint
from shangliang.media.rules import KINDS
from shangliang.media.workflow import MEDIA
from shangliang.people.models import Organization, Person
from shangliang.sessions.models import Session


class Channel(models.Model):
    """Where something appears: a newspaper, an app, a platform."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("渠道", max_length=40)
    owner = models.CharField("主办", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "媒体渠道"
        verbose_name_plural = "媒体渠道"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class MediaItem(Case):
    """One piece in one channel; `mirror_of` marks a copy, whose reach counts with the original only.

    `reads`, `plays`, `read_at` and `read_source` repeat the newest reading, so that lists and sums read one row.
    """

    workflow = MEDIA

    title = models.CharField("标题", max_length=160)
    kind = models.CharField("类别", max_length=10, choices=[(key, zh) for key, zh, _ in KINDS])
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", verbose_name="渠道")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="协商活动"
    )
    idea = models.ForeignKey(
        GoldenIdea, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="金点子"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    link = models.URLField("链接", max_length=400, blank=True, default="")
    link_key = models.CharField("链接的同一性", max_length=400, blank=True, default="", editable=False)
    page = models.CharField("版面", max_length=60, blank=True, default="")
    words = models.TextField("正文或说明", blank=True, default="")
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撰稿人"
    )
    first_reviewer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="一审"
    )
    second_reviewer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="二审"
    )
    final_reviewer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="终审"
    )
    published_on = models.DateField("刊发日期", null=True, blank=True)
    mirror_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转载自"
    )
    reads = models.PositiveBigIntegerField("阅读量", default=0)
    plays = models.PositiveBigIntegerField("播放量", default=0)
    read_at = models.DateTimeField("读数时刻", null=True, blank=True)
    read_source = models.CharField("读数来源", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "稿件/视频"
        verbose_name_plural = "稿件/视频"
        constraints = [
            state_constraint(MEDIA, "media_item_state"),
            models.CheckConstraint(condition=Q(kind__in=[key for key, *_ in KINDS]), name="media_item_kind"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="media_item_published_day"
            ),
            models.UniqueConstraint(
                fields=["link_key"],
                condition=Q(mirror_of=None) & ~Q(link_key="") & ~Q(state="withdrawn"),
                name="media_item_link_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_on", "-id"], name="media_item_published"),
            models.Index(fields=["state", "-id"], name="media_item_desk"),
            models.Index(fields=["session", "state", "-published_on"], name="media_item_session"),
            models.Index(
                fields=["state", "channel", "kind", "session", "mirror_of", "reads", "plays"], name="media_item_sums"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def subject(self) -> Subject:
        """Return the region of the newspaper."""
        return Subject(self.state, regions=self.region.line)


class ReachSnapshot(models.Model):
    """What a channel showed at one moment; the newest of an item is what counts."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="+", verbose_name="稿件/视频")
    read_at = models.DateTimeField("读数时刻")
    reads = models.PositiveBigIntegerField("阅读量", default=0)
    plays = models.PositiveBigIntegerField("播放量", default=0)
    interactions = models.PositiveBigIntegerField("互动量", default=0)
    source = models.CharField("读数来源", max_length=120)

    class Meta:
        verbose_name = "传播量快照"
        verbose_name_plural = "传播量快照"
        ordering = ["read_at"]
        constraints = [
            models.UniqueConstraint(fields=["item", "read_at"], name="media_reach_moment"),
            models.CheckConstraint(condition=~Q(source=""), name="media_reach_source"),
        ]

    def __str__(self) -> str:
        """Return when it was read."""
        return f"{self.item_id} {self.read_at:%F %T}"
