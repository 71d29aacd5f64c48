"""What a reviewer types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.ledger.models import choices_of
from shangliang.publication.rules import REASONS


class ReviewForm(forms.Form):
    """The public text, and why a text is not published."""

    redacted = forms.CharField(
        label=_("公开稿"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("公众看到的就是这一稿。原文留存，不公开。"),
    )
    reason_code = forms.ChoiceField(label=_("理由"), required=False, choices=[("", _("请选")), *choices_of(REASONS)])
    reason = forms.CharField(label=_("说明"), required=False, max_length=500)
