"""Forms of handing over and handling."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.actions import Share
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.models.replies import CONTACT_MODES
from shangliang.people.models import Organization
from shangliang.people.queries import districts, units


def day_field(label: Any, **more: Any) -> forms.DateField:  # noqa: ANN401 - lazy text and Django's options
    """Return a field for a day with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_field(label: Any, rows: int = 3, **more: Any) -> forms.CharField:  # noqa: ANN401 - lazy text and Django's options
    """Return a field for a few lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **more)


SHARES = 3
"""How many units beside the lead one can name for separate handling on the page."""


class IssueForm(forms.Form):
    """To whom something is handed over: a lead with co-units, or several units that each handle a share (分办)."""

    lead = forms.ModelChoiceField(label=_("主办单位"), queryset=Organization.objects.none())
    co_units = forms.ModelMultipleChoiceField(
        label=_("会办单位"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("按住 Ctrl 可以选几个；主办要等会办意见到齐才能答复。"),
    )
    lead_points = forms.CharField(
        label=_("分办：第一个单位办哪几点"),
        max_length=60,
        required=False,
        help_text=_("要分办才填：写要点序号，如 1、3；第一个单位就是上面的主办单位。"),
    )

    def __init__(self, *args: Any, barred: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the units, without the one that a report accuses."""
        super().__init__(*args, **kwargs)
        rows = units().exclude(pk=barred) if barred else units()
        for number in range(1, SHARES + 1):
            label = plain("分办：第 %(n)s 个单位") % {"n": number + 1}
            self.fields |= {
                f"unit_{number}": forms.ModelChoiceField(label=label, queryset=rows, required=False),
                f"points_{number}": forms.CharField(label=_("办哪几点"), max_length=60, required=False),
                f"words_{number}": forms.CharField(label=_("办什么"), max_length=200, required=False),
            }
        for name in ("lead", "co_units"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse co-units beside separate handling: each unit answers for itself there."""
        data = super().clean() or {}
        if self.is_separate and data.get("co_units"):
            self.add_error("co_units", plain("分办的件没有会办单位，请二选一。"))
        return data

    @property
    def is_separate(self) -> bool:
        """Return whether several units are named to handle shares."""
        return any(self.cleaned_data.get(f"unit_{number}") for number in range(1, SHARES + 1))

    @property
    def shares(self) -> list[Share]:
        """Return the shares of separate handling, the lead's first."""
        data = self.cleaned_data
        found = [Share(data["lead"], numbers(data["lead_points"]))]
        for number in range(1, SHARES + 1):
            if data[f"unit_{number}"]:
                points = numbers(data[f"points_{number}"])
                found.append(Share(data[f"unit_{number}"], points, data[f"words_{number}"]))
        return found


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that stand in a text, such as “1、3”."""
    return tuple(int(part) for part in re.findall(r"\d+", text))


class EntryForm(forms.Form):
    """A line of the dispatch catalogue."""

    category = forms.CharField(label=_("事项分类"), max_length=40, help_text=_("和民声的分类、金点子的领域写成一样。"))
    district = forms.ModelChoiceField(
        label=_("区（市）"), queryset=Organization.objects.none(), required=False, help_text=_("不选就是全市。")
    )
    unit = forms.ModelChoiceField(label=_("承办单位"), queryset=Organization.objects.none())
    basis = forms.CharField(label=_("职责依据"), max_length=200)
    since = day_field(_("生效日"), required=False, help_text=_("不填就是今天。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer districts and units."""
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    """The unit that gets an order instead."""

    unit = forms.ModelChoiceField(label=_("承办单位"), queryset=Organization.objects.none())

    def __init__(self, *args: Any, order: Dispatch, suggested: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the units; begin with the one that was suggested."""
        super().__init__(*args, **kwargs)
        barred = order.voice.unit_id if order.voice else None
        self.fields["unit"].queryset = units().exclude(pk=barred) if barred else units()  # type: ignore[attr-defined]
        self.initial["unit"] = suggested


class ReturnForm(forms.Form):
    """Why a unit gives an order back."""

    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("哪部法规或“三定”方案第几条。"))
    suggested = forms.ModelChoiceField(label=_("建议改派单位"), queryset=Organization.objects.none())

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the other units."""
        super().__init__(*args, **kwargs)
        self.fields["suggested"].queryset = units().exclude(pk=order.lead_unit_id)  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """A talk with the person who spoke."""

    mode = forms.ChoiceField(label=_("方式"), choices=CONTACT_MODES, initial="phone")
    words = words_field(_("谈了什么"), help_text=_("只有办理的人看得到。"))


class OpinionForm(forms.Form):
    """The opinion of a co-handling unit."""

    agrees = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("yes", _("同意")), ("no", _("有不同意见"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = words_field(_("会办意见"))


class SuspendForm(forms.Form):
    """Until when an order rests, and what the public reads about it."""

    until = day_field(_("挂起到"), help_text=_("最长 180 天；到时自动恢复。"))
    public_note = forms.CharField(label=_("公开说明"), max_length=200, help_text=_("如：等汛期结束后施工。"))
