"""Forms of handing over and handling."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.models.replies import CONTACT_MODES
from shangliang.people.models import Organization
from shangliang.people.queries import units


def day_field(label: Any, **more: Any) -> forms.DateField:  # noqa: ANN401 - lazy text and Django's options
    """Return a field for a day with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_field(label: Any, rows: int = 3, **more: Any) -> forms.CharField:  # noqa: ANN401 - lazy text and Django's options
    """Return a field for a few lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **more)


class IssueForm(forms.Form):
    """To whom something is handed over."""

    lead = forms.ModelChoiceField(label=_("主办单位"), queryset=Organization.objects.none())
    co_units = forms.ModelMultipleChoiceField(
        label=_("会办单位"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("按住 Ctrl 可以选几个；主办要等会办意见到齐才能答复。"),
    )

    def __init__(self, *args: Any, barred: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the units, without the one that a report accuses."""
        super().__init__(*args, **kwargs)
        rows = units().exclude(pk=barred) if barred else units()
        for name in ("lead", "co_units"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


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
