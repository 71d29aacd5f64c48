"""Rows of proposals, public opinion briefs and formal recommendations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, state_constraint
from shangliang.people.models import Organization, Person
from shangliang.proposals.workflow import GROUNDS, PROPOSAL
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice


class Proposal(Case):
    """One proposal: situation, analysis, advice; who made it and who signed with him."""

    KINDS = [("proposal", _("提案")), ("brief", _("社情民意信息")), ("recommendation", _("建议案"))]
    workflow = PROPOSAL

    kind = models.CharField("类别", max_length=16, choices=KINDS, default="proposal")
    title = models.CharField("案由", max_length=120)
    situation = models.TextField("情况", blank=True, default="")
    analysis = models.TextField("分析", blank=True, default="")
    advice = models.TextField("建议", blank=True, default="")
    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="提案人")
    signers = models.CharField("联名（写姓名）", max_length=300, blank=True, default="")
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="议题"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    lead_unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主办单位"
    )
    ground = models.CharField(
        "不予立案的理由", max_length=16, choices=[(key, _(word)) for key, word in GROUNDS], blank=True, default=""
    )
    passed_on = models.CharField("转到", max_length=120, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入"
    )
    is_key = models.BooleanField("重点提案", default=False)
    submitted_at = models.DateTimeField("提交时刻", null=True, blank=True)

    class Meta:
        verbose_name = "提案"
        verbose_name_plural = "提案"
        constraints = [state_constraint(PROPOSAL, "proposals_proposal_state")]
        indexes = [models.Index(fields=["state", "-opened_at", "-id"], name="proposals_proposal_list")]

    def signer_ids(self) -> set[int]:
        """Return the ids of the members who signed with the proposer."""
        rows = ProposalSigner.objects.filter(proposal_id=self.pk, signed_at__isnull=False)
        return set(rows.values_list("person_id", flat=True))

    def citizen_ids(self) -> set[int]:
        """Return the ids of the citizens from whose voices the proposal grew."""
        rows = ProposalVoice.objects.filter(proposal_id=self.pk, voice__speaker__isnull=False)
        return set(rows.values_list("voice__speaker_id", flat=True))

    def subject(self) -> Subject:
        """Return who stands how to this proposal: its proposer owns it."""
        return Subject(
            self.state,
            owners=frozenset([self.proposer_id]),
            units=frozenset([self.lead_unit_id] if self.lead_unit_id else []),
            regions=self.region.line,
        )


class ProposalSigner(models.Model):
    """A member who was asked to sign a proposal with its proposer; he signs for himself, or it stays open."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+", verbose_name="提案")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="联名人")
    invited_at = models.DateTimeField("请联名时刻")
    signed_at = models.DateTimeField("联名时刻", null=True, blank=True)

    class Meta:
        verbose_name = "联名"
        verbose_name_plural = "联名"
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="proposals_signer_once")]

    def __str__(self) -> str:
        """Return which proposal."""
        return f"{self.proposal_id} {self.person_id}"


class ProposalVoice(models.Model):
    """A citizen's voice from which a member grew a proposal (百姓提案); the citizen stays linked to its end."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+", verbose_name="提案")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+", verbose_name="民声")
    adopted_at = models.DateTimeField("认领时刻")

    class Meta:
        verbose_name = "百姓提案的民声"
        verbose_name_plural = "百姓提案的民声"
        constraints = [models.UniqueConstraint(fields=["voice"], name="proposals_voice_once")]

    def __str__(self) -> str:
        """Return which proposal and voice."""
        return f"{self.proposal_id} {self.voice_id}"
