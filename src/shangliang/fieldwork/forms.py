"""What people type about field visits."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shangliang.fieldwork import rules
from shangliang.fieldwork.actions import Partaker
from shangliang.people.models import Organization, Person
from shangliang.people.queries import districts
from shangliang.topics.queries import members_to_ask

LONG = forms.Textarea(attrs={"rows": 4})
PART_OF_WORD = {word: key for key, word in rules.PARTS}


def kinds() -> list[tuple[str, str]]:
    """Return the four kinds in the language of the moment."""
    zh = (get_language() or "zh").startswith("zh")
    return [(key, name if zh else name_en) for key, name, name_en in rules.KINDS]


class VisitForm(forms.Form):
    """A visit: what kind, where, when, who."""

    kind = forms.ChoiceField(label=_("调研形式"), choices=kinds, widget=forms.RadioSelect)
    title = forms.CharField(label=_("标题"), max_length=120)
    held_on = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    district = forms.ModelChoiceField(label=_("区（市）"), queryset=Organization.objects.none(), required=False)
    leader = forms.CharField(label=_("带队"), max_length=80, required=False, help_text=_("公职人员只写职务。"))
    purpose = forms.CharField(label=_("要弄清的问题"), widget=LONG, required=False, max_length=4000)
    persons = forms.MultipleChoiceField(
        label=_("委员、专家、专委会"), widget=forms.CheckboxSelectMultiple, required=False
    )
    others = forms.CharField(
        label=_("其他参加人"),
        widget=LONG,
        required=False,
        help_text=_(
            "一行一位：身份：称呼或职务。身份有：带队、委员、专家学者、部门、群众代表、企业代表、专委会、记者。"
        ),
    )

    def __init__(self, *args: Any, region: int | None, chosen: list[Person] | None = None, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Offer the districts, and the people who may take part."""
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[Organization]", self.fields["district"]).queryset = districts()
        self.offered = {person.pk: person for person in [*(chosen or []), *members_to_ask(region)]}
        field = cast("forms.MultipleChoiceField", self.fields["persons"])
        field.choices = [(str(pk), str(person)) for pk, person in self.offered.items()]

    def clean_others(self) -> list[Partaker]:
        """Return who else takes part, one for each line."""
        found = []
        for line in self.cleaned_data["others"].splitlines():
            part, _colon, name = line.replace(":", "：").partition("：")
            if not line.strip():
                continue
            if part.strip() not in PART_OF_WORD or not name.strip():
                raise forms.ValidationError(
                    _("“%(line)s”没有看懂，要写成：部门：市园林和林业局副局长"), params={"line": line.strip()}
                )
            found.append(Partaker(name.strip(), PART_OF_WORD[part.strip()]))
        return found

    @property
    def people(self) -> list[Partaker]:
        """Return everybody who takes part."""
        chosen = [self.offered[int(pk)] for pk in self.cleaned_data["persons"]]
        return [*(Partaker(str(person), "member", person) for person in chosen), *self.cleaned_data["others"]]

    @property
    def values(self) -> dict[str, Any]:
        """Return everything but the people and the kind."""
        names = ("title", "held_on", "place", "district", "leader", "purpose")
        return {name: self.cleaned_data[name] for name in names}


class NotesForm(forms.Form):
    """The notes of a visit."""

    notes = forms.CharField(
        label=_("调研记录"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("去了哪里，见了谁，看到什么，听到什么。"),
    )


class ReportForm(forms.Form):
    """The report of a visit."""

    report = forms.CharField(
        label=_("调研报告"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("交了以后所有人都能看，不要写个人信息。"),
    )


class CiteForm(forms.Form):
    """Evidence."""

    title = forms.CharField(label=_("材料名称"), max_length=160)
    quote = forms.CharField(label=_("引用的原文"), widget=LONG, max_length=2000)
    source = forms.CharField(label=_("出处"), max_length=160, help_text=_("文件编号、页码、日期。"))
    source_url = forms.URLField(label=_("网址"), required=False, max_length=500, assume_scheme="https")


class PhotoForm(forms.Form):
    """A photo."""

    file = forms.FileField(label=_("照片"), help_text=_("JPG、PNG 或 WebP，不超过 10 MB。会去掉拍摄位置等信息。"))
    caption = forms.CharField(label=_("说明"), max_length=120)
    credit = forms.CharField(label=_("摄影"), max_length=60, required=False)
    may_show = forms.BooleanField(label=_("可以公开：照片里的人同意，没有未成年人的脸"), required=False)
