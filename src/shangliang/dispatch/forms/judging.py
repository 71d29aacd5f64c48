"""Forms of judging, watching and recording effects."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.actions import Effect, Judgement, Metric
from shangliang.dispatch.forms.handing import day_field, words_field
from shangliang.dispatch.models import (
    Dispatch,
    GeneralizedVoice,
    KeyProject,
    LookBack,
    Milestone,
    Outcome,
)
from shangliang.dispatch.models.judging import REASONS
from shangliang.voices.models import SATISFACTIONS, SOLUTIONS, Voice

METRICS = 3


class JudgeForm(forms.Form):
    """What a person says of an answer: two grades, whether it is solved, and why not content."""

    attitude = forms.ChoiceField(label=_("办理态度"), choices=SATISFACTIONS, widget=forms.RadioSelect)
    result = forms.ChoiceField(label=_("办理结果"), choices=SATISFACTIONS, widget=forms.RadioSelect)
    solved = forms.ChoiceField(label=_("问题解决了吗"), choices=SOLUTIONS, widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(
        label=_("不满意的原因"),
        choices=REASONS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("选了“不满意”才要填。"),
    )
    comment = words_field(_("想说的话"), required=False, help_text=_("只给办理和督办的人看，不公开。"))

    def clean(self) -> dict[str, Any]:
        """Ask for reasons and words from those who are not content."""
        data = super().clean() or {}
        is_bad = "dissatisfied" in (data.get("attitude"), data.get("result"))
        if is_bad and not data.get("reasons"):
            self.add_error("reasons", plain("请选不满意的原因。"))
        if is_bad and not (data.get("comment") or "").strip():
            self.add_error("comment", plain("请说一句哪里不满意。"))
        return data

    @property
    def judgement(self) -> Judgement:
        """Return what was chosen as the action takes it."""
        return Judgement(**{**self.cleaned_data, "reasons": tuple(self.cleaned_data["reasons"])})


class SignForm(forms.Form):
    """The supervisor's signature beneath a write-off."""

    is_signed = forms.BooleanField(label=_("四项条件我已核对，签字销号"))


class EvidenceForm(forms.Form):
    """The proof that something is done."""

    evidence = forms.CharField(label=_("证据"), max_length=300, help_text=_("文号、照片编号或读数。"))


class ProgressForm(forms.Form):
    """How far a promise of the ledger is."""

    milestone = forms.ModelChoiceField(label=_("台账事项"), queryset=Milestone.objects.none())
    progress = forms.CharField(label=_("进展和下一步"), max_length=200)
    done_on = day_field(_("完成日期"), required=False, help_text=_("办完才填，并写证据。"))
    evidence = forms.CharField(label=_("证据"), max_length=300, required=False)

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the promises that are still to be kept."""
        super().__init__(*args, **kwargs)
        rows = Milestone.objects.filter(dispatch=order, is_void=False, done_on=None)
        self.fields["milestone"].queryset = rows.order_by("due_on")  # type: ignore[attr-defined]


class LookBackForm(forms.Form):
    """What was seen when a matter was looked at again."""

    row = forms.ModelChoiceField(label=_("哪一次"), queryset=LookBack.objects.none())
    finding = forms.ChoiceField(label=_("所见"), choices=LookBack.FINDINGS, widget=forms.RadioSelect)
    notes = words_field(_("记录"))

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the looks that are still to be done."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["row"]
        field.queryset = LookBack.objects.filter(dispatch=order, done_at=None).order_by("due_on")
        field.label_from_instance = lambda row: (
            plain("销号后 %(n)s 天（%(day)s）")
            % {
                "n": row.after_days,
                "day": row.due_on,
            }
        )


class OutcomeForm(forms.Form):
    """What was achieved, with up to three figures."""

    kind = forms.ChoiceField(label=_("成效类别"), choices=Outcome.KINDS)
    title = forms.CharField(label=_("一句话"), max_length=120)
    achieved_on = day_field(_("日期"))
    before = words_field(_("办之前"), rows=2, required=False)
    after = words_field(_("办之后"), rows=2, required=False)
    document_no = forms.CharField(label=_("文件名或文号"), max_length=120, required=False)
    source_url = forms.URLField(label=_("来源地址"), required=False, assume_scheme="https")
    project = forms.ModelChoiceField(
        label=_("属于哪个项目"),
        queryset=KeyProject.objects.all(),
        required=False,
        help_text=_("重点项目、为民办实事。"),
    )
    project_kind = forms.ChoiceField(
        label=_("清单里没有的，新录一个"), choices=[("", "—"), *KeyProject.KINDS], required=False
    )
    project_year = forms.IntegerField(label=_("项目年度"), min_value=2001, max_value=2099, required=False)
    project_name = forms.CharField(label=_("项目名称"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Make the fields of the figures."""
        super().__init__(*args, **kwargs)
        for number in range(1, METRICS + 1):
            self.fields |= {
                f"name_{number}": forms.CharField(
                    label=plain("指标 %(n)s") % {"n": number}, max_length=80, required=False
                ),
                f"value_{number}": forms.DecimalField(label=_("数值"), max_digits=14, decimal_places=2, required=False),
                f"unit_{number}": forms.CharField(label=_("单位"), max_length=20, required=False),
                f"target_{number}": forms.DecimalField(
                    label=_("目标"), max_digits=14, decimal_places=2, required=False
                ),
                f"read_on_{number}": day_field(_("读数日期"), required=False),
                f"evidence_{number}": forms.CharField(label=_("证据"), max_length=300, required=False),
            }

    def clean(self) -> dict[str, Any]:
        """Ask for value, unit, date and evidence of every figure that has a name."""
        data = super().clean() or {}
        for number in range(1, METRICS + 1):
            if not data.get(f"name_{number}"):
                continue
            for part in ("value", "unit", "read_on", "evidence"):
                if data.get(f"{part}_{number}") in (None, ""):
                    self.add_error(f"{part}_{number}", plain("指标要有数值、单位、读数日期和证据。"))
        return data

    @property
    def effect(self) -> Effect:
        """Return the sentence as the action takes it."""
        names = ("kind", "title", "achieved_on", "before", "after", "document_no", "source_url", "project")
        return Effect(**{name: self.cleaned_data[name] for name in names})

    @property
    def new_project(self) -> tuple[str, int, str] | None:
        """Return kind, year and name of a project that is to be entered, or None."""
        data = self.cleaned_data
        if not (data["project_name"] and data["project_kind"]):
            return None
        return data["project_kind"], data["project_year"] or data["achieved_on"].year, data["project_name"]

    @property
    def metrics(self) -> list[Metric]:
        """Return the figures as the action takes them."""
        data = self.cleaned_data
        parts = ("name", "unit", "value", "read_on", "evidence", "target")
        return [
            Metric(**{part: data[f"{part}_{number}"] for part in parts})
            for number in range(1, METRICS + 1)
            if data[f"name_{number}"]
        ]


class GeneralizeForm(forms.Form):
    """The similar voices that a person chooses among those the machine proposed, or a policy document."""

    title = forms.CharField(label=_("标题"), max_length=120)
    policy_document = forms.CharField(label=_("政策文件"), max_length=200, required=False)
    voices = forms.MultipleChoiceField(
        label=_("同类诉求"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("机器只是提出，选定的人负责。"),
    )

    def __init__(self, *args: Any, proposed: Sequence[tuple[Voice, float]], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the proposed voices with their likeness."""
        super().__init__(*args, **kwargs)
        self.proposed = {voice.code: (voice, likeness) for voice, likeness in proposed}
        self.fields["voices"].choices = [  # type: ignore[attr-defined]
            (code, f"{voice.title}（{voice.district or ''} {likeness:.0%}）")
            for code, (voice, likeness) in self.proposed.items()
        ]

    @property
    def places(self) -> list[tuple[str, int]]:
        """Return how many of the proposed voices come from each district, most first."""
        counts = Counter(str(voice.district or voice.region) for voice, _likeness in self.proposed.values())
        return counts.most_common()

    @property
    def chosen(self) -> list[tuple[Voice, float]]:
        """Return the chosen voices with their likeness."""
        return [self.proposed[code] for code in self.cleaned_data["voices"]]


class CoverForm(forms.Form):
    """One similar voice that the same cure has reached."""

    row = forms.ModelChoiceField(label=_("哪一件"), queryset=GeneralizedVoice.objects.none())
    note = forms.CharField(label=_("怎样覆盖的"), max_length=200)

    def __init__(self, *args: Any, order: Dispatch, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the voices that are not covered yet."""
        super().__init__(*args, **kwargs)
        rows = GeneralizedVoice.objects.filter(generalization__dispatch=order, covered_at=None)
        field = self.fields["row"]
        field.queryset = rows.select_related("voice", "generalization")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.voice.code} {row.voice.title}"  # type: ignore[attr-defined]
