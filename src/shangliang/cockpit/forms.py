"""What people choose of the figures: a period."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.cockpit.rules import Period

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From one day to another, both counted; either may be left open."""

    since = forms.DateField(label=_("从"), required=False, widget=DAY)
    until = forms.DateField(label=_("到"), required=False, widget=DAY)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        told = cast("dict[str, Any]", super().clean() or self.cleaned_data)
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            raise forms.ValidationError(_("结束的日子早于开始的日子。"))
        return told

    @property
    def period(self) -> Period:
        """Return the period asked for; everything when it was asked for wrongly."""
        if not self.is_valid():
            return Period()
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])
