"""What is typed about golden ideas."""

from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from shangliang.ideas.actions import Content
from shangliang.ideas.models import SPEAKER_KINDS, GoldenIdea, IdeaStatement
from shangliang.ideas.queries import co_units_of, points_of, sessions_for
from shangliang.ideas.rules import POINT_LIMIT, read_points
from shangliang.ledger.models import choices_of
from shangliang.opinions.models import Conversation, Statement
from shangliang.people.models import Organization, Person
from shangliang.people.queries import members, units
from shangliang.sessions.models import Session
from shangliang.topics.rules import DOMAINS
from shangliang.voices.models import Voice

MOST_VOICES = 300
RECENT_SESSIONS = 30


class VoiceCodes(forms.Field):
    """Serial numbers of voices, parted by blanks, commas or lines; cleaned to the voices."""

    def to_python(self, value: Any) -> list[Voice]:  # noqa: ANN401 - Django's signature
        """Return the voices; an unknown number is an error that names it."""
        codes = str(value or "").replace("，", " ").replace(",", " ").replace("、", " ").split()
        if len(codes) > MOST_VOICES:
            raise forms.ValidationError(plain("一次最多 %(n)s 条。") % {"n": MOST_VOICES})
        found = {voice.code: voice for voice in Voice.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(plain("没有这些民声：%(codes)s") % {"codes": "、".join(unknown[:5])})
        return [found[code] for code in dict.fromkeys(codes)]

    def validate(self, value: list[Voice]) -> None:
        """Check nothing more: none is allowed."""

    def run_validators(self, value: list[Voice]) -> None:
        """Check nothing more: the voices were looked up."""


class CaptureForm(forms.Form):
    """What was said on the floor, word by word."""

    session = forms.ModelChoiceField(label=_("哪一期"), queryset=Session.objects.none())
    quote = forms.CharField(
        label=_("逐字原话"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("照原话写，以后不能改。"),
    )
    title = forms.CharField(label=_("一句话标题"), max_length=120)
    speaker_name = forms.CharField(label=_("说话人（公开称呼）"), max_length=80, help_text=_("如：赵委员，市政协委员"))
    speaker_kind = forms.ChoiceField(label=_("身份"), choices=SPEAKER_KINDS)
    speaker = forms.ModelChoiceField(
        label=_("名册里的人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("选了才会通知本人、请本人评价。"),
    )
    time_code = forms.RegexField(
        label=_("时间码"), regex=r"^\d{1,2}:\d{2}:\d{2}$", required=False, help_text=_("如 00:47:12")
    )
    is_onsite = forms.BooleanField(label=_("现场认领的事项（一个月内答复）"), required=False)
    voices = VoiceCodes(
        label=_("背后的民声"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("填编号，空格隔开")
    )

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the newest sessions and the people of the roll."""
        super().__init__(*args, **kwargs)
        recent = Session.objects.order_by("-number").values("pk")[:RECENT_SESSIONS]
        self.fields["session"].queryset = Session.objects.filter(pk__in=list(recent.values_list("pk", flat=True)))  # type: ignore[attr-defined]
        self.fields["session"].label_from_instance = lambda held: f"{held.number}　{held.title}"  # type: ignore[attr-defined]
        people = members().values("person")
        self.fields["speaker"].queryset = Person.objects.filter(pk__in=people).order_by("name")  # type: ignore[attr-defined]
        if session is not None:
            self.initial["session"] = session.pk


class RefineForm(forms.Form):
    """Problem, basis, advice, units."""

    title = forms.CharField(label=_("标题"), max_length=120)
    problem = forms.CharField(label=_("问题"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    basis = forms.CharField(label=_("依据"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    points = forms.CharField(
        label=_("建议，一行一点"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("部门要逐点答复。")
    )
    lead_unit = forms.ModelChoiceField(label=_("建议主办单位"), queryset=Organization.objects.none())
    co_units = forms.ModelMultipleChoiceField(
        label=_("建议会办单位"), queryset=Organization.objects.none(), required=False
    )
    domain = forms.ChoiceField(label=_("领域"), choices=[("", "—"), *choices_of(DOMAINS)], required=False)
    voices = VoiceCodes(
        label=_("再加民声"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("填编号，空格隔开")
    )
    is_confirmed = forms.BooleanField(label=_("说话人核对过原话和建议"))

    def __init__(self, *args: Any, idea: GoldenIdea, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Begin with what is there."""
        super().__init__(*args, **kwargs)
        for name in ("lead_unit", "co_units"):
            self.fields[name].queryset = units()  # type: ignore[attr-defined]
        self.initial = {
            **self.initial,
            "title": idea.title,
            "problem": idea.problem,
            "basis": idea.basis,
            "points": "\n".join(point.text for point in points_of(idea)),
            "lead_unit": idea.lead_unit_id,
            "co_units": [unit.pk for unit in co_units_of(idea)],
            "domain": idea.domain,
        }

    def clean_points(self) -> list[str]:
        """Return the points."""
        points = read_points(self.cleaned_data["points"])
        if not points or len(points) > POINT_LIMIT:
            raise forms.ValidationError(plain("写 1 至 %(n)s 点。") % {"n": POINT_LIMIT})
        return points

    @property
    def content(self) -> Content:
        """Return what was typed as the action takes it."""
        data = self.cleaned_data
        return Content(
            title=data["title"],
            problem=data["problem"],
            basis=data["basis"],
            points=data["points"],
            lead_unit=data["lead_unit"],
            co_units=list(data["co_units"]),
            domain=data["domain"],
        )


class MergeForm(forms.Form):
    """Which idea of the same session it is merged into."""

    into = forms.ModelChoiceField(label=_("并入"), queryset=GoldenIdea.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, idea: GoldenIdea, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the other ideas of the session."""
        super().__init__(*args, **kwargs)
        others = GoldenIdea.objects.filter(session=idea.session_id).exclude(pk=idea.pk)
        field = self.fields["into"]
        field.queryset = others.exclude(state__in=("merged", "dropped")).order_by("number")  # type: ignore[attr-defined]
        field.label_from_instance = lambda other: f"{other.code} {other.title}"  # type: ignore[attr-defined]


class MetForm(forms.Form):
    """Whether the unit met the speaker before it declines."""

    met_speaker = forms.BooleanField(label=_("与提出人当面沟通过"), required=False)


class StatementIdeaForm(forms.Form):
    """A statement of a conversation that becomes a golden idea: which, in which session, under what title."""

    statement = forms.ModelChoiceField(
        label=_("哪条看法"), queryset=Statement.objects.none(), to_field_name="number", empty_label=None
    )
    session = forms.ModelChoiceField(
        label=_("哪一期"), queryset=Session.objects.none(), to_field_name="number", empty_label=None
    )
    title = forms.CharField(label=_("一句话标题"), max_length=120, required=False, help_text=_("空着就用看法的原话。"))

    def __init__(self, *args: object, conversation: Conversation, **kwargs: object) -> None:
        """Offer the conversation's live statements that are no ideas yet, most agreed first, and its sessions."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        made = IdeaStatement.objects.filter(statement__conversation=conversation).values("statement")
        rows = Statement.objects.filter(conversation=conversation, state="live").exclude(pk__in=made)
        keys = [row.pk for row in sessions_for(conversation)]
        statement, session = self.fields["statement"], self.fields["session"]
        statement.queryset = rows.order_by("-agree_count", "number")  # type: ignore[attr-defined]  # a ModelChoiceField
        statement.label_from_instance = lambda row: f"{row.number}　{row.text}"  # type: ignore[attr-defined]  # as above
        sessions = Session.objects.filter(pk__in=keys).order_by("-number")
        session.queryset = sessions  # type: ignore[attr-defined]  # as above
        session.label_from_instance = lambda row: f"{row.number}　{row.title}"  # type: ignore[attr-defined]  # as above

    def title_or_words(self) -> str:
        """Return the title that was typed, or the statement's own words."""
        words = str(self.cleaned_data["statement"].text).rstrip("。.")
        return str(self.cleaned_data["title"]).strip() or words[:120]
