"""What people type about opinions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.calendar import moment
from shangliang.ledger.models import choices_of
from shangliang.opinions import rules
from shangliang.opinions.actions import Count
from shangliang.opinions.rules import removal
from shangliang.people.models import Organization
from shangliang.topics.models import Topic


class AnswerForm(forms.Form):
    """Where somebody stands on one statement."""

    statement = forms.IntegerField(min_value=0)
    value = forms.TypedChoiceField(choices=[(1, _("同意")), (-1, _("不同意")), (0, _("略过"))], coerce=int)


class StatementForm(forms.Form):
    """A statement in somebody's own words."""

    text = forms.CharField(
        label=_("您的看法"),
        max_length=rules.LONGEST,
        help_text=_("一句话，一个意思，别人能说同意或不同意。不写人名和电话。"),
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "statement"}),
    )


class AboutForm(forms.Form):
    """What somebody may say of age, gender and district; nothing of it must be said."""

    age_band = forms.ChoiceField(label=_("年龄段"), required=False)
    gender = forms.ChoiceField(label=_("性别"), required=False)
    district = forms.ModelChoiceField(
        label=_("住在哪个区（市）"), queryset=Organization.objects.none(), required=False, empty_label=_("不说")
    )

    def __init__(
        self,
        *args: object,
        classes: Mapping[str, Mapping[str, str]],
        districts: Sequence[Organization],
        **kwargs: object,
    ) -> None:
        """Offer the classes and districts of the conversation's region."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        for name, dimension in (("age_band", "age"), ("gender", "gender")):
            self.fields[name].choices = [("", plain("不说")), *classes[dimension].items()]  # type: ignore[attr-defined]  # a ChoiceField
        below = Organization.objects.filter(pk__in=[row.pk for row in districts])
        self.fields["district"].queryset = below  # type: ignore[attr-defined]  # a ModelChoiceField
        if not districts:
            del self.fields["district"]


class ModerationForm(forms.Form):
    """Why statements are not used: one reason for all that are ticked, and words where they are needed."""

    kind = forms.ChoiceField(label=_("理由"), choices=[("", _("选一个")), *choices_of(removal.REASONS)], required=False)
    reason = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=200,
        help_text=_("理由和说明都公开，也告诉写的人。"),
        widget=forms.TextInput(),
    )
    number = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: object, numbers: Sequence[int], **kwargs: object) -> None:
        """Take the numbers of the conversation's statements."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["number"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]  # a ChoiceField


class LevelForm(forms.Form):
    """From which level of verification people count."""

    level = forms.TypedChoiceField(
        label=_("谁计入结果"),
        choices=[(0, _("人人计入（匿名也算）")), (1, _("手机核验的人计入")), (2, _("实名核验的人计入"))],
        coerce=int,
        help_text=_("开放以后不能改，写进公开记录。不计入的人也能表态，数字分栏公布。"),
    )


class GroupNameForm(forms.Form):
    """What a group is called, by what it says."""

    group = forms.IntegerField(min_value=0, widget=forms.HiddenInput())
    name = forms.CharField(label=_("群名"), max_length=12, help_text=_("照这一群说的话起，不评价人。最多 12 个字。"))


class PopulationForm(forms.Form):
    """The population table of a region, one class a line: dimension, class, number of people."""

    rows = forms.CharField(
        label=_("人口构成"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("一行一个类别：口径,类别,人数。"),
    )
    source = forms.CharField(label=_("来源"), max_length=120)
    as_of = forms.DateField(label=_("数据日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_rows(self) -> list[Count]:
        """Return the counts; a line that cannot be read is named."""
        found = []
        for place, line in enumerate(self.cleaned_data["rows"].splitlines(), 1):
            parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
            if parts == [""]:
                continue
            if len(parts) != 3 or not parts[2].isdecimal():
                raise forms.ValidationError(plain("第 %(n)s 行读不懂：口径,类别,人数") % {"n": place})
            found.append(Count(parts[0], parts[1], int(parts[2])))
        return found


class ImportForm(forms.Form):
    """A conversation in the Polis format: a ZIP of an export folder."""

    export = forms.FileField(label=_("Polis 导出包"), help_text=_("ZIP，里面有 votes.csv 和 comments.csv。"))


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
