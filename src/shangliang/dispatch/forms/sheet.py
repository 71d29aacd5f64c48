"""The form that takes a filled-in spreadsheet."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SheetForm(forms.Form):
    """A file that was taken away from here and filled in."""

    file = forms.FileField(label=_("填好的表格"), help_text=_("用这里导出的 XLSX，填“办理”到“证据”几列。"))
