"""The reply editor: one part for each point, then the whole."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.actions import PointDraft, ReplyDraft
from shangliang.dispatch.models import Reply, ReplyPoint
from shangliang.ideas.models import ADOPTIONS, REPLY_CLASSES

PARTS = ("text", "adoption", "measure", "due_on", "evidence")
THEN = ("save", "propose", "sign")


class ReplyForm(forms.Form):
    """A draft. Nothing in it is required: what a signature still needs is checked when it is signed."""

    reply_class = forms.ChoiceField(
        label=_("答复类别"), choices=REPLY_CLASSES, widget=forms.RadioSelect, required=False
    )
    summary = forms.CharField(
        label=_("总的答复"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )
    contact_name = forms.CharField(label=_("联系人（写科室或职务）"), required=False, max_length=40)
    contact_phone = forms.CharField(label=_("联系电话"), required=False, max_length=40)
    owner_post = forms.CharField(label=_("责任人职务"), required=False, max_length=80)
    met_speaker = forms.BooleanField(label=_("与提出人当面沟通过"), required=False)

    def __init__(self, *args: Any, questions: Sequence[str], is_idea: bool = True, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Make the fields of each point."""
        super().__init__(*args, **kwargs)
        self.questions, self.is_idea = list(questions), is_idea
        for name in ("contact_name", "contact_phone"):
            self.fields[name].needed_at = _("签发前要填")  # type: ignore[attr-defined]
        for number in range(1, len(self.questions) + 1):
            self.fields |= self.point_fields(number)

    def point_fields(self, number: int) -> dict[str, forms.Field]:
        """Return the fields of one point."""
        area = forms.Textarea(attrs={"rows": 3})
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return {
            f"text_{number}": forms.CharField(label=_("答复"), widget=area, required=False, max_length=4000),
            f"adoption_{number}": forms.ChoiceField(
                label=_("采纳情况"), choices=[("", "—"), *ADOPTIONS], required=False
            ),
            f"measure_{number}": forms.CharField(label=_("措施"), required=False, max_length=200),
            f"due_on_{number}": forms.DateField(label=_("时间"), widget=day, required=False),
            f"evidence_{number}": forms.CharField(label=_("证据"), required=False, max_length=300),
        }

    @staticmethod
    def begun(reply: Reply | None, points: Sequence[ReplyPoint]) -> dict[str, Any]:
        """Return what is already written, as initial values."""
        if reply is None:
            return {}
        whole = ("reply_class", "summary", "contact_name", "contact_phone", "owner_post", "met_speaker")
        values: dict[str, Any] = {name: getattr(reply, name) for name in whole}
        for point in points:
            values |= {f"{part}_{point.order}": getattr(point, part) for part in PARTS}
        return values

    def parts(self) -> list[dict[str, Any]]:
        """Return each point with its bound fields, for the page."""
        return [
            {"number": number, "question": question, **{part: self[f"{part}_{number}"] for part in PARTS}}
            for number, question in enumerate(self.questions, 1)
        ]

    @property
    def draft(self) -> ReplyDraft:
        """Return what was typed as the action takes it."""
        data = self.cleaned_data
        points = [
            PointDraft(**{part: data[f"{part}_{number}"] for part in PARTS})
            for number in range(1, len(self.questions) + 1)
        ]
        whole = ("reply_class", "summary", "contact_name", "contact_phone", "owner_post", "met_speaker")
        return ReplyDraft(**{name: data[name] for name in whole}, points=points)
