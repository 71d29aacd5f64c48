"""What people type about opinions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.calendar import moment
from shangliang.opinions import rules
from shangliang.people.models import Organization
from shangliang.topics.models import Topic


class AnswerForm(forms.Form):
    """Where somebody stands on one statement."""

    statement = forms.IntegerField(min_value=1)
    value = forms.TypedChoiceField(choices=[(1, _("同意")), (-1, _("不同意")), (0, _("略过"))], coerce=int)


class StatementForm(forms.Form):
    """A statement in somebody's own words."""

    text = forms.CharField(
        label=_("您的看法"),
        max_length=rules.LONGEST,
        help_text=_("一句话，一个意思，别人能说同意或不同意。不写人名和电话。"),
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "statement"}),
    )


class SeedsForm(forms.Form):
    """Statements that the desk puts in, one a line."""

    texts = forms.CharField(
        label=_("放入看法"), help_text=_("一行一条，立刻可以表态。"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_texts(self) -> list[str]:
        """Return the lines that hold something."""
        return [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]


def closing(day: date | None) -> datetime | None:
    """Return the end of a day, when one is given."""
    return moment(day + timedelta(days=1), time(0, 0)) if day else None


class EditForm(forms.Form):
    """The words of a conversation that may change while it runs."""

    intro = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    closes_on = forms.DateField(
        label=_("截止日"),
        required=False,
        help_text=_("到这一天 24 时。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {"intro": self.cleaned_data["intro"], "closes_at": closing(self.cleaned_data["closes_on"])}


class ConversationForm(EditForm):
    """A new conversation."""

    title = forms.CharField(label=_("问题"), max_length=120, help_text=_("一句问话，例如：老楼加装电梯，钱怎么分？"))
    topic = forms.ModelChoiceField(label=_("议题"), queryset=Topic.objects.none(), required=False)
    region = forms.ModelChoiceField(label=_("所属区域"), queryset=Organization.objects.none())
    field_order = ("title", "intro", "topic", "region", "closes_on")

    def __init__(self, *args: object, topics: object = None, regions: object = None, **kwargs: object) -> None:
        """Offer the topics and regions that the actor may choose."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # a ModelChoiceField

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {**super().values(), **{name: self.cleaned_data[name] for name in ("title", "topic", "region")}}
