"""Rows of this area: conversations, statements, participants, the append-only vote log, saved opinion maps."""

from django.db import models

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, state_constraint
from shangliang.opinions.workflow import CONVERSATION, STATEMENT
from shangliang.people.models import Organization, Person
from shangliang.topics.models import Topic


class Conversation(Case):
    """One question on which people say where they stand."""

    workflow = CONVERSATION

    title = models.CharField("问题", max_length=120)
    intro = models.TextField("说明", blank=True, default="")
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="议题"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    closes_at = models.DateTimeField("截止时刻", null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        "计入的核验层级", default=0, help_text="0 人人计入，1 手机核验起，2 实名起；开放以后不能改"
    )
    vote_count = models.PositiveIntegerField("表态数", default=0)
    participant_count = models.PositiveIntegerField("参与人数", default=0)
    live_count = models.PositiveIntegerField("在征求的看法", default=0)
    queued_count = models.PositiveIntegerField("待审核的看法", default=0)

    class Meta:
        verbose_name = "说说看法"
        verbose_name_plural = "说说看法"
        constraints = [
            state_constraint(CONVERSATION, "opinions_conversation_state"),
            models.CheckConstraint(condition=models.Q(level__in=[0, 1, 2]), name="opinions_conversation_level"),
        ]
        indexes = [models.Index(fields=["-opened_at", "-id"], name="opinions_conversation_newest")]

    def subject(self) -> Subject:
        """Return the region that the conversation belongs to."""
        return Subject(self.state, regions=self.region.line)


class Statement(Case):
    """One short sentence to agree or disagree with."""

    workflow = STATEMENT

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", verbose_name="说说看法")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("看法", max_length=400)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    is_seed = models.BooleanField("预设", default=False)
    removed_kind = models.CharField("不采用的理由", max_length=12, blank=True, default="")
    removed_for = models.CharField("理由说明", max_length=200, blank=True, default="")
    removed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作出决定的人"
    )
    agree_count = models.PositiveIntegerField("同意", default=0)
    disagree_count = models.PositiveIntegerField("不同意", default=0)
    pass_count = models.PositiveIntegerField("略过", default=0)

    class Meta:
        verbose_name = "看法"
        verbose_name_plural = "看法"
        constraints = [
            state_constraint(STATEMENT, "opinions_statement_state"),
            models.UniqueConstraint(fields=["conversation", "number"], name="opinions_statement_number"),
        ]

    def subject(self) -> Subject:
        """Return the author and the region of the conversation."""
        return Subject(
            self.state,
            owners=frozenset([self.author_id] if self.author_id else []),
            regions=self.conversation.region.line,
        )


class Participant(models.Model):
    """Somebody who takes part: `token` is an HMAC that cannot be linked across conversations."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", verbose_name="说说看法")
    number = models.PositiveIntegerField("序号")
    token = models.CharField("参与凭据", max_length=64)
    level = models.PositiveSmallIntegerField("核验层级", default=0, help_text="0 匿名，1 手机，2 实名")
    joined_at = models.DateTimeField("参与时刻")
    vote_count = models.PositiveIntegerField("表态数", default=0)
    # Defaults of the database: the live process writes participants without asking this model.
    age_band = models.CharField("年龄段", max_length=8, blank=True, default="", db_default="", help_text="自愿填写")
    gender = models.CharField("性别", max_length=8, blank=True, default="", db_default="", help_text="自愿填写")
    district = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区（市）"
    )

    class Meta:
        verbose_name = "参与者"
        verbose_name_plural = "参与者"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "token"], name="opinions_participant_once"),
            models.UniqueConstraint(fields=["conversation", "number"], name="opinions_participant_number"),
        ]

    def __str__(self) -> str:
        """Return the number under which the participant counts."""
        return str(self.number)


class Vote(models.Model):
    """Where one participant stands on one statement now; changing it adds to the log."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+", verbose_name="参与者")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+", verbose_name="看法")
    value = models.SmallIntegerField("态度", help_text="1 同意，-1 不同意，0 略过")
    cast_at = models.DateTimeField("表态时刻")

    class Meta:
        verbose_name = "表态"
        verbose_name_plural = "表态"
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="opinions_vote_once"),
            models.CheckConstraint(condition=models.Q(value__in=[-1, 0, 1]), name="opinions_vote_value"),
        ]

    def __str__(self) -> str:
        """Return the value."""
        return str(self.value)


class VoteLog(models.Model):
    """Every vote and every change, in order: the truth from which tallies are recounted."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", verbose_name="说说看法")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+", verbose_name="参与者")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+", verbose_name="看法")
    value = models.SmallIntegerField("态度")
    cast_at = models.DateTimeField("表态时刻")

    class Meta:
        verbose_name = "表态记录"
        verbose_name_plural = "表态记录"

    def __str__(self) -> str:
        """Return its place in the log."""
        return str(self.pk)


class OpinionMap(models.Model):
    """A computed opinion map with everything from which it can be computed again, to the bit.

    `asked` is what the engine was told beside the votes (level, seed, statements taken out, the map before), `memory`
    what this map hands to the next, `membership` who counted then and in which group, `digest` the fingerprint of what
    came out. Older maps keep these and lose the rest.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", verbose_name="说说看法")
    made_at = models.DateTimeField("计算时刻")
    log_position = models.PositiveBigIntegerField("表态记录位置")
    engine_version = models.CharField("算法版本", max_length=20)
    vote_count = models.PositiveIntegerField("表态数", default=0)
    asked = models.JSONField("计算条件", default=dict)
    membership = models.BinaryField("归属", default=bytes, help_text="每人计入与否、在哪一群")
    memory = models.JSONField("留给下一次的", default=dict)
    digest = models.CharField("结果指纹", max_length=64, default="")
    points = models.BinaryField("位置", default=bytes, help_text="全部参与者在图上的位置，按群排，不带序号")
    result = models.JSONField("结果")
    view = models.JSONField("页面", default=dict, help_text="画面和清单；结果里有每一个人，页面不用读它")

    class Meta:
        verbose_name = "意见地图"
        verbose_name_plural = "意见地图"
        indexes = [models.Index(fields=["conversation", "-made_at"], name="opinions_map_newest")]

    def __str__(self) -> str:
        """Return when it was made."""
        return f"{self.conversation_id} {self.made_at:%F %T}"


class GroupName(models.Model):
    """What a person called a group of a conversation after reading what it says."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", verbose_name="说说看法")
    group = models.PositiveSmallIntegerField("群")
    name = models.CharField("群名", max_length=12)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="起名的人")
    named_at = models.DateTimeField("起名时刻")
    log_position = models.PositiveBigIntegerField("当时的表态记录位置", default=0)

    class Meta:
        verbose_name = "群名"
        verbose_name_plural = "群名"
        constraints = [models.UniqueConstraint(fields=["conversation", "group"], name="opinions_group_name_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PopulationCell(models.Model):
    """How many people of a region are of one age band, gender or district; the desk edits the table."""

    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="区域")
    dimension = models.CharField("口径", max_length=8)
    key = models.CharField("类别", max_length=40)
    number = models.PositiveBigIntegerField("人数")
    source = models.CharField("来源", max_length=120)
    as_of = models.DateField("数据日期")

    class Meta:
        verbose_name = "人口构成"
        verbose_name_plural = "人口构成"
        constraints = [
            models.UniqueConstraint(fields=["region", "dimension", "key"], name="opinions_population_once"),
            models.CheckConstraint(
                condition=models.Q(dimension__in=["age", "gender", "district"]), name="opinions_population_dimension"
            ),
        ]

    def __str__(self) -> str:
        """Return what is counted."""
        return f"{self.dimension} {self.key}"


class RealNameProof(models.Model):
    """That a real-name service vouched for a person: a fingerprint of its result token, never a document number."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    subject_key = models.CharField("核验结果指纹", max_length=64, unique=True)
    service = models.CharField("核验服务", max_length=40)
    proved_at = models.DateTimeField("核验时刻")

    class Meta:
        verbose_name = "实名核验"
        verbose_name_plural = "实名核验"

    def __str__(self) -> str:
        """Return which service vouched."""
        return self.service
