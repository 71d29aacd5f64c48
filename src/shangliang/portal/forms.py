"""What people type on pages over several slices: which paper of which case, letters of which session."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shangliang.documents.rules import KINDS


class PaperForm(forms.Form):
    """Which paper about which case."""

    kind = forms.ChoiceField(label=_("文种"))
    code = forms.CharField(
        label=_("案件编号"),
        max_length=40,
        help_text=_("协商活动写期号，如 18；邀请函写期号和嘉宾序号，如 18-3；转办件、提案写它们的编号。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Offer the kinds in the language of the moment."""
        super().__init__(*args, **kwargs)
        name = "name" if (get_language() or "zh").startswith("zh") else "name_en"
        self.fields["kind"].choices = [(kind.code, getattr(kind, name)) for kind in KINDS.values()]  # type: ignore[attr-defined]


class LettersForm(forms.Form):
    """The letters of which session."""

    session = forms.IntegerField(label=_("期号，留空是全部"), required=False, min_value=1, max_value=999_999)


PHRASES = [
    ("请阅研。", _("请阅研")),
    ("抓紧办理。", _("抓紧办理")),
    ("请专题研究。", _("请专题研究")),
    ("已阅。", _("已阅")),
]
"""Usual words of an instruction, as they are written."""


class InstructionForm(forms.Form):
    """A leader's instruction on an order: which, what, and by when a report is wanted."""

    order = forms.CharField(label=_("针对哪一件"), max_length=40)
    phrase = forms.ChoiceField(label=_("常用语"), choices=PHRASES, required=False, widget=forms.RadioSelect)
    words = forms.CharField(label=_("批示"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    by = forms.DateField(label=_("哪天前回报"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    @property
    def said(self) -> str:
        """Return the whole instruction: the usual words, then one's own."""
        return (self.cleaned_data["phrase"] + self.cleaned_data["words"]).strip()
