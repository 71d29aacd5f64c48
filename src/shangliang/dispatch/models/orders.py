"""Orders that hand a voice, an idea or a proposal to a unit; their co-units, returns and extensions."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from shangliang.dispatch.workflow import DISPATCH
from shangliang.ideas.models import REPLY_CLASSES, GoldenIdea, IdeaVoice
from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import DUE_COLUMNS, Case, RunningLimit, state_constraint
from shangliang.people.models import Organization, Person
from shangliang.proposals.models import Proposal
from shangliang.voices.models import Voice

SUBJECTS = ("voice", "idea", "proposal")
REPLY_COLUMNS = ("reply_due_at", "reply_due_from", "reply_due_rule", "reply_provisional")


class Dispatch(Case):
    """One order: what is handed over, to which unit, under which limits, and how far it came.

    Exactly one of `voice`, `idea`, `proposal` is set. `due_at` is the limit of the present state, `reply_due_at` that
    of the reply; it does not start anew when the order goes to another unit. `round` grows with every redo. Of orders
    that handle one thing separately (分办) all but the first name it in `part_of`.
    """

    workflow = DISPATCH
    is_extension_asked = False
    """Whether more time was ever asked for; true only on rows that `queries.find` read."""
    is_carried_on = has_visit = has_appeal = has_open_appeal = False
    """Whether similar voices were chosen, somebody went to see, an appeal waits; on rows that `queries.find` read."""
    known_subject: Subject | None = None
    """Who stands how to this order, when somebody who moves many orders has found that out for all of them."""
    known_co_units: frozenset[int] | None = None
    """Its co-units, when whoever draws a page has read them already."""

    voice = models.ForeignKey(
        Voice, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="民声"
    )
    idea = models.ForeignKey(
        GoldenIdea, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="金点子"
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提案"
    )
    title = models.CharField("事项", max_length=160)
    lead_unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    policy = models.CharField("时限规则", max_length=40)
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分办的首件"
    )
    share = models.CharField("分办的内容", max_length=200, blank=True, default="")
    share_points = models.JSONField("分办的要点", default=list, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    is_designated = models.BooleanField("指定办理", default=False)
    return_count = models.PositiveSmallIntegerField("退单次数", default=0)
    redo_count = models.PositiveSmallIntegerField("重办次数", default=0)
    issued_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="派单人"
    )
    unit_since = models.DateTimeField("转到本单位时刻")
    sign_by = models.DateTimeField("签收期限", null=True, blank=True)
    signed_at = models.DateTimeField("签收时刻", null=True, blank=True)
    contact_by = models.DateTimeField("首次联系期限", null=True, blank=True)
    contacted_at = models.DateTimeField("首次联系时刻", null=True, blank=True)
    reply_due_at = models.DateTimeField("答复到期", null=True, blank=True, db_index=True)
    reply_due_from = models.DateTimeField("答复起算", null=True, blank=True)
    reply_due_rule = models.CharField("答复时限条目", max_length=60, blank=True, default="")
    reply_provisional = models.BooleanField("答复到期暂定", default=False)
    first_due_at = models.DateTimeField("原答复到期", null=True, blank=True)
    extended_at = models.DateTimeField("延期时刻", null=True, blank=True)
    pauses = models.JSONField("挂起时段", default=list, blank=True)
    suspended_at = models.DateTimeField("挂起时刻", null=True, blank=True)
    suspended_until = models.DateField("挂起至", null=True, blank=True)
    public_note = models.CharField("挂起说明", max_length=200, blank=True, default="")
    replied_at = models.DateTimeField("答复时刻", null=True, blank=True)
    accepted_at = models.DateTimeField("审核通过时刻", null=True, blank=True)
    reply_class = models.CharField("答复类别", max_length=1, choices=REPLY_CLASSES, blank=True, default="")
    invited_count = models.PositiveIntegerField("请评人数", default=0)
    judged_count = models.PositiveIntegerField("已评人数", default=0)
    closed_at = models.DateTimeField("销号时刻", null=True, blank=True)
    signed_off_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号签字人"
    )
    chased_at = models.DateTimeField("催办通知书时刻", null=True, blank=True)
    explained_at = models.DateTimeField("说明情况时刻", null=True, blank=True)
    is_listed = models.BooleanField("挂牌督办", default=False)
    termination_asked = models.BooleanField("已申请终止", default=False)

    class Meta:
        verbose_name = "转办"
        verbose_name_plural = "转办"
        constraints = [
            state_constraint(DISPATCH, "dispatch_dispatch_state"),
            models.CheckConstraint(
                condition=Q(voice__isnull=False, idea__isnull=True, proposal__isnull=True)
                | Q(voice__isnull=True, idea__isnull=False, proposal__isnull=True)
                | Q(voice__isnull=True, idea__isnull=True, proposal__isnull=False),
                name="dispatch_dispatch_one_subject",
            ),
            models.CheckConstraint(condition=Q(return_count__lte=1), name="dispatch_dispatch_one_return"),
            models.CheckConstraint(
                condition=Q(reply_class__in=["", "A", "B", "C", "D"]), name="dispatch_dispatch_class"
            ),
        ]
        indexes = [
            models.Index(fields=["lead_unit", "state", "due_at"], name="dispatch_unit_queue"),
            models.Index(fields=["state", "reply_due_at"], name="dispatch_state_due"),
        ]

    def subject(self) -> Subject:
        """Return who stands how to this order: units by lead and co-handling, people concerned as owners."""
        if self.known_subject is not None:
            return self.known_subject
        co_units = self.known_co_units
        if co_units is None:
            co_units = frozenset(CoHandling.objects.filter(dispatch_id=self.pk).values_list("unit_id", flat=True))
        return Subject(
            self.state,
            owners=frozenset(self.owner_ids()),
            guardians=frozenset(self.guardian_ids()),
            units=frozenset([self.lead_unit_id]),
            co_units=co_units,
            regions=self.region.line,
            barred=frozenset([self.voice.unit_id] if self.voice and self.voice.unit_id else []),
        )

    def owner_ids(self) -> set[int]:
        """Return the ids of the people whose matter this is (those who only joined a voice are told, not asked)."""
        if self.voice is not None:
            found = {self.voice.speaker_id}
        elif self.idea is not None:
            voices = IdeaVoice.objects.filter(idea_id=self.idea_id)
            found = {self.idea.speaker_id, *voices.values_list("voice__speaker_id", flat=True)}
        else:
            found = self.proposal_people()
        return {pk for pk in found if pk}

    def proposal_people(self) -> set[int | None]:
        """Return the ids of proposer and signers, and of the citizens from whose voices the proposal grew."""
        if self.proposal is None:
            return set()
        return {self.proposal.proposer_id, *self.proposal.signer_ids(), *self.proposal.citizen_ids()}

    def guardian_ids(self) -> set[int]:
        """Return the ids of those who answer for a minor whose matter this is."""
        return {self.voice.guardian_id} if self.voice is not None and self.voice.guardian_id else set()

    def running_limits(self) -> list[RunningLimit]:
        """Return the limit of the present state and that of the reply; the reply's is counted without suspensions."""
        found = []
        if self.reply_due_at and self.reply_due_from and self.replied_at is None:
            found.append(self.reply_limit(REPLY_COLUMNS, self.reply_due_from))
        if self.due_at and self.due_from and self.due_rule:
            is_reply = self.due_rule == self.reply_due_rule
            found.append(
                self.reply_limit(DUE_COLUMNS, self.due_from)
                if is_reply
                else RunningLimit(DUE_COLUMNS, self.due_rule, self.due_from)
            )
        return found

    def reply_limit(self, columns: tuple[str, str, str, str], start: datetime) -> RunningLimit:
        """Return the limit of the reply; one that was added at the end of the first one begins where that ends."""
        first = (f"{self.policy}.due", self.opened_at)
        is_added = self.reply_due_rule.endswith(".extend") and start != self.opened_at and self.round == 1
        return RunningLimit(columns, self.reply_due_rule, start, tuple(self.pause_spans), first if is_added else None)

    @property
    def kind(self) -> str:
        """Return which kind of thing is handed over: voice, idea or proposal."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))

    @property
    def source(self) -> Voice | GoldenIdea | Proposal:
        """Return the thing that is handed over."""
        found = self.voice or self.idea or self.proposal
        if found is None:
            raise ValueError(f"{self.code} hands over nothing")
        return found

    @property
    def pause_spans(self) -> list[tuple[datetime, datetime]]:
        """Return the suspensions that are over."""
        return [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in self.pauses]


class CoHandling(models.Model):
    """A unit that handles an order beside the lead unit, and its opinion."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="会办单位")
    opinion = models.TextField("会办意见", blank=True, default="")
    agrees = models.BooleanField("同意", null=True, blank=True)
    due_at = models.DateTimeField("到期时刻", null=True, blank=True)
    answered_at = models.DateTimeField("提交时刻", null=True, blank=True)
    chased_count = models.PositiveSmallIntegerField("催办次数", default=0)

    class Meta:
        verbose_name = "会办"
        verbose_name_plural = "会办"
        constraints = [models.UniqueConstraint(fields=["dispatch", "unit"], name="dispatch_co_once")]
        indexes = [models.Index(fields=["unit", "answered_at"], name="dispatch_co_unit")]

    def __str__(self) -> str:
        """Return which order and unit."""
        return f"{self.dispatch_id} {self.unit_id}"

    def is_overdue(self, at: datetime) -> bool:
        """Return whether the opinion is late."""
        return self.answered_at is None and self.due_at is not None and at >= self.due_at


class ReturnRequest(models.Model):
    """A unit's request to give an order back, and the decision."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="提出单位")
    reason = models.TextField("理由")
    basis = models.CharField("依据", max_length=200)
    suggested_unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="建议改派单位"
    )
    asked_at = models.DateTimeField("提出时刻")
    decided_at = models.DateTimeField("决定时刻", null=True, blank=True)
    is_granted = models.BooleanField("同意", null=True, blank=True)
    decision_reason = models.TextField("决定的理由", blank=True, default="")

    class Meta:
        verbose_name = "退单申请"
        verbose_name_plural = "退单申请"

    def __str__(self) -> str:
        """Return which order."""
        return f"{self.dispatch_id}"


class Extension(models.Model):
    """A unit's request for more time, and the decision; one for an order."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    reason = models.TextField("理由")
    asked_at = models.DateTimeField("提出时刻")
    due_before = models.DateTimeField("原到期")
    due_after = models.DateTimeField("新到期", null=True, blank=True)
    decided_at = models.DateTimeField("决定时刻", null=True, blank=True)
    is_granted = models.BooleanField("同意", null=True, blank=True)
    decision_reason = models.TextField("决定的理由", blank=True, default="")

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = "延期"

    def __str__(self) -> str:
        """Return which order."""
        return f"{self.dispatch_id}"


class SheetRow(models.Model):
    """A line of a spreadsheet that was carried out, so that the same file brought in again does nothing twice."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    digest = models.CharField("指纹", max_length=64)
    done_at = models.DateTimeField("办理时刻")

    class Meta:
        verbose_name = "表格办理的行"
        verbose_name_plural = "表格办理的行"
        constraints = [models.UniqueConstraint(fields=["dispatch", "digest"], name="dispatch_sheet_once")]

    def __str__(self) -> str:
        """Return which order."""
        return f"{self.dispatch_id} {self.digest[:8]}"
