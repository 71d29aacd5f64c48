"""Forms of supervising: the ladder, the visit on site, appeals against judgements, the batch of similar voices."""

from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.actions import Judgement, Sight
from shangliang.dispatch.forms.handing import day_field, words_field
from shangliang.dispatch.models import (
    Appeal,
    Dispatch,
    Evaluation,
    FollowUpVisit,
    Generalization,
    GeneralizedVoice,
    Supervision,
)
from shangliang.people.models import Organization
from shangliang.people.queries import units
from shangliang.voices.models import SATISFACTIONS, SOLUTIONS


class SuperviseForm(forms.Form):
    """One step of the ladder: which kind of supervision, with which others, to which post, in which words."""

    kind = forms.ChoiceField(label=_("监督方式"), choices=Supervision.KINDS, initial="administrative")
    joint = forms.MultipleChoiceField(
        label=_("联合的监督方式"), choices=Supervision.KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    addressed_to = forms.CharField(
        label=_("发给哪个职务"),
        max_length=120,
        required=False,
        help_text=_("如：市园林和林业局分管副局长。催办可以不填。"),
    )
    words = words_field(_("内容"), required=False)


class VisitForm(forms.Form):
    """What reporter, member and unit saw on site."""

    visited_on = day_field(_("日期"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    reporter = forms.CharField(label=_("记者（写职务）"), max_length=60)
    member = forms.CharField(label=_("委员（写职务）"), max_length=60)
    unit = forms.CharField(label=_("承办单位到场的人（写职务）"), max_length=60)
    finding = forms.ChoiceField(label=_("所见"), choices=FollowUpVisit.FINDINGS, widget=forms.RadioSelect)
    notes = words_field(_("记录"))
    before = forms.FileField(label=_("办之前的照片"), required=False)
    after = forms.FileField(label=_("办之后的照片"), required=False)
    next_on = day_field(_("下次追访日期"), required=False)
    article_url = forms.URLField(label=_("报道地址"), required=False, assume_scheme="https")

    @property
    def sight(self) -> Sight:
        """Return what was typed as the action takes it."""
        return Sight(**self.cleaned_data)


class PublishVisitForm(forms.Form):
    """Where the piece about a visit stands."""

    row = forms.ModelChoiceField(label=_("哪一次追访"), queryset=FollowUpVisit.objects.none())
    article_url = forms.URLField(label=_("报道地址"), assume_scheme="https")

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the visits of the order."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["row"]
        field.queryset = FollowUpVisit.objects.filter(dispatch=order).order_by("-visited_on")
        field.label_from_instance = lambda row: f"{row.visited_on} {row.get_finding_display()}"


class AppealForm(forms.Form):
    """A unit's objection to one judgement."""

    evaluation = forms.ModelChoiceField(label=_("哪一份评价"), queryset=Evaluation.objects.none())
    evidence = forms.CharField(label=_("证据"), max_length=300, help_text=_("记录编号、照片、录音编号。"))

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer this round's judgements."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evaluation"]
        rows = Evaluation.objects.filter(dispatch=order, round=order.round).exclude(judged_at=None)
        field.queryset = rows.exclude(pk__in=Appeal.objects.values("evaluation")).order_by("pk")
        field.label_from_instance = lambda row: f"{row.get_kind_display()} {row.get_result_display()}"


class DecideAppealForm(forms.Form):
    """What the panel decides of an appeal."""

    row = forms.ModelChoiceField(label=_("哪一份申诉"), queryset=Appeal.objects.none())
    member = forms.CharField(label=_("评议组里的委员（写职务）"), max_length=80)
    citizen = forms.CharField(label=_("评议组里的市民（写称呼）"), max_length=80)
    is_revised = forms.TypedChoiceField(
        label=_("决定"),
        choices=[("no", _("评价不变")), ("yes", _("改评"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    attitude = forms.ChoiceField(label=_("办理态度"), choices=[("", "—"), *SATISFACTIONS], required=False)
    result = forms.ChoiceField(label=_("办理结果"), choices=[("", "—"), *SATISFACTIONS], required=False)
    solved = forms.ChoiceField(label=_("是否解决"), choices=[("", "—"), *SOLUTIONS], required=False)

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the appeals that were not decided."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["row"]
        field.queryset = Appeal.objects.filter(evaluation__dispatch=order, decided_at=None).select_related("evaluation")
        field.label_from_instance = lambda row: row.evidence

    @property
    def revised(self) -> Judgement | None:
        """Return the panel's judgement, or None when the person's stands."""
        data = self.cleaned_data
        return Judgement(data["attitude"], data["result"], data["solved"]) if data["is_revised"] else None


class CarryForm(forms.Form):
    """Which of the similar voices are handed over together, and to whom."""

    row = forms.ModelChoiceField(label=_("哪一次举一反三"), queryset=Generalization.objects.none())
    voices = forms.ModelMultipleChoiceField(
        label=_("同类诉求"), queryset=GeneralizedVoice.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ModelChoiceField(
        label=_("派给"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("不选就派给办成这一件的单位。"),
    )

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the voices that were confirmed and not handed over."""
        super().__init__(*args, **kwargs)
        whole: Any = self.fields["row"]
        voices: Any = self.fields["voices"]
        lead: Any = self.fields["lead"]
        whole.queryset = Generalization.objects.filter(dispatch=order)
        rows = GeneralizedVoice.objects.filter(generalization__dispatch=order, order=None, covered_at=None)
        voices.queryset = rows.select_related("voice", "voice__region")
        voices.label_from_instance = lambda one: (
            plain("%(code)s %(title)s（相似 %(n)s%%）")
            % {
                "code": one.voice.code,
                "title": one.voice.title,
                "n": round(one.similarity * 100),
            }
        )
        voices.initial = [row.pk for row in rows]
        lead.queryset = units()
