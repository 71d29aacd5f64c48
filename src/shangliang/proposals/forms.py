"""What is typed about proposals and briefs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Person
from shangliang.people.queries import members
from shangliang.proposals.models import Proposal
from shangliang.proposals.workflow import GROUNDS


def part(label: Any, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy text
    """Return a field for one of the three parts."""
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, widget=area, required=False, max_length=8000, help_text=help_text)


class EditForm(forms.Form):
    """The words of a draft."""

    title = forms.CharField(label=_("案由"), max_length=120)
    situation = part(_("情况"))
    analysis = part(_("分析"))
    advice = part(_("建议"), _("一事一案；社情民意信息三部分合计不超过 1500 字。"))


class DraftForm(EditForm):
    """A new draft."""

    kind = forms.ChoiceField(label=_("类别"), choices=Proposal.KINDS)
    signers = forms.CharField(label=_("联名（写姓名）"), max_length=300, required=False)
    field_order = ["kind", "title", "situation", "analysis", "advice", "signers"]


class InviteForm(forms.Form):
    """The members who are asked to sign."""

    members = forms.ModelMultipleChoiceField(
        label=_("请哪些委员联名"), queryset=Person.objects.none(), help_text=_("他们各自签，签了才算。")
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the other members."""
        super().__init__(*args, **kwargs)
        rows = Person.objects.filter(pk__in=members().values("person")).exclude(pk=proposal.proposer_id)
        self.fields["members"].queryset = rows.order_by("name")  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """One of the ten grounds."""

    ground = forms.ChoiceField(label=_("不予立案的理由"), choices=[(key, _(word)) for key, word in GROUNDS])


class MergeForm(forms.Form):
    """The proposal of the same content."""

    into = forms.ModelChoiceField(label=_("并入"), queryset=Proposal.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the others that are not closed."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        others = Proposal.objects.filter(kind=proposal.kind, region=proposal.region_id).exclude(pk=proposal.pk)
        field.queryset = others.exclude(state__in=("draft", "not_filed", "merged", "converted")).order_by("-pk")
        field.label_from_instance = lambda other: f"{other.code} {other.title}"


class ConvertForm(forms.Form):
    """Where it is passed on to."""

    passed_on = forms.CharField(label=_("转到哪里"), max_length=120)
