"""What people type about sessions."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.calendar import SHANGHAI, local
from shangliang.ledger.models import Case
from shangliang.opinions.models import Conversation
from shangliang.people.models import Organization, Person
from shangliang.sessions import rules
from shangliang.sessions.models import Series, Session, Venue
from shangliang.sessions.models.planned import AGENDA_KINDS, FORMS, PARTICIPANT_KINDS, VENUE_KINDS
from shangliang.sessions.models.polled import POLL_KINDS, POLL_LEVELS
from shangliang.sessions.models.spoken import QUESTION_STATES
from shangliang.sessions.rules import polls
from shangliang.topics.models import Topic

NOBODY = Organization.objects.none()


def day_field(label: Any, *, required: bool = False) -> forms.DateField:  # noqa: ANN401 - lazy words
    """Return a field for a day, with the browser's own calendar."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def titled(case: Any) -> str:  # noqa: ANN401 - any case with a title
    """Return a case as a choice shows it: number and title."""
    return f"{case.code}　{case.title}"


class ChosenFrom(forms.Form):
    """A form whose choices come from rows: pass them by field name."""

    def __init__(self, *args: Any, rows: dict[str, QuerySet[Any]] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        """Offer the rows."""
        super().__init__(*args, **kwargs)
        for name, queryset in (rows or {}).items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset
                if issubclass(queryset.model, Case):
                    field.label_from_instance = titled  # type: ignore[method-assign, assignment]  # Django's way to name choices


class WhenForm(forms.Form):
    """Day and hour of a session as two native fields."""

    day = day_field(_("日期"))
    clock = forms.TimeField(
        label=_("几点开始"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def held_at(self) -> datetime | None:
        """Return the moment, when a day is given; nine in the morning unless another hour is."""
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("clock")
        return datetime.combine(day, clock or time(9, 0), tzinfo=SHANGHAI) if day else None

    @staticmethod
    def typed(held_at: datetime | None) -> dict[str, Any]:
        """Return what the two fields show of a moment."""
        return {"day": local(held_at).date(), "clock": local(held_at).time()} if held_at else {}


class SessionForm(WhenForm, ChosenFrom):
    """A new 期."""

    number = forms.IntegerField(label=_("期号"), min_value=1, max_value=9999)
    title = forms.CharField(label=_("议题名"), max_length=120, help_text=_("公开页面上的大标题，例如：如何激活里院。"))
    form = forms.ChoiceField(label=_("协商形式"), choices=FORMS)
    series = forms.ModelChoiceField(label=_("栏目"), queryset=Series.objects.none(), required=False)
    topic = forms.ModelChoiceField(
        label=_("议题"), queryset=Topic.objects.none(), required=False, help_text=_("调研已完成的议题。")
    )
    host = forms.ModelChoiceField(label=_("承办"), queryset=NOBODY, required=False)
    region = forms.ModelChoiceField(label=_("所属区域"), queryset=NOBODY, help_text=_("走进区市写到区市。"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    field_order = ("number", "title", "form", "series", "topic", "host", "region", "day", "clock", "place")

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        names = ("number", "title", "form", "series", "topic", "host", "region", "place")
        return {name: self.cleaned_data[name] for name in names} | {"held_at": self.held_at()}


class SeriesForm(forms.Form):
    """A new series."""

    code = forms.SlugField(label=_("代码"), max_length=20, help_text=_("小写字母和短横线，例如 express。"))
    name = forms.CharField(label=_("栏目"), max_length=40)
    name_en = forms.CharField(label=_("英文名"), max_length=80, required=False)
    partners = forms.CharField(label=_("联办单位"), max_length=200, required=False)


class PlanForm(WhenForm, ChosenFrom):
    """The plan: when, where, what for, how the results are used."""

    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    purpose = forms.CharField(label=_("目的"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    use_of_results = forms.CharField(
        label=_("成果运用"),
        required=False,
        help_text=_("金点子转给谁、专报送给谁、什么时候回头看。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    broadcast_on = day_field(_("计划播出"))
    stream_url = forms.URLField(label=_("直播地址"), required=False, assume_scheme="https")
    conversation = forms.ModelChoiceField(label=_("说说看法"), queryset=Conversation.objects.none(), required=False)
    field_order = ("day", "clock", "place", "purpose", "use_of_results", "conversation", "broadcast_on", "stream_url")

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        names = ("place", "purpose", "use_of_results", "broadcast_on", "stream_url", "conversation")
        return {name: self.cleaned_data[name] for name in names} | {"held_at": self.held_at()}

    @classmethod
    def of(cls, session: Session, rows: dict[str, QuerySet[Any]]) -> "PlanForm":
        """Return the form with what the plan says now."""
        names = ("place", "purpose", "use_of_results", "broadcast_on", "stream_url")
        said = {name: getattr(session, name) for name in names}
        return cls(initial=said | cls.typed(session.held_at) | {"conversation": session.conversation_id}, rows=rows)


class AgendaForm(forms.Form):
    """One item of the run of show."""

    kind = forms.ChoiceField(label=_("环节"), choices=AGENDA_KINDS)
    title = forms.CharField(label=_("内容"), max_length=120)
    speaker = forms.CharField(label=_("发言人"), max_length=60, required=False)
    minutes = forms.IntegerField(label=_("分钟"), min_value=1, max_value=240, initial=5)


class VenueForm(forms.Form):
    """A place of the session."""

    kind = forms.ChoiceField(label=_("会场类别"), choices=VENUE_KINDS)
    name = forms.CharField(label=_("名称"), max_length=80)
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    host_name = forms.CharField(label=_("分现场主持"), max_length=40, required=False)
    people_count = forms.IntegerField(label=_("人数"), min_value=0, max_value=5000, initial=0, required=False)
    link_url = forms.URLField(label=_("连线地址"), required=False, assume_scheme="https")
    has_minors = forms.BooleanField(
        label=_("有未成年人"), required=False, help_text=_("这个会场的人不公开姓名和照片。")
    )

    def clean_people_count(self) -> int:
        """Return the number, nobody when left empty."""
        return self.cleaned_data["people_count"] or 0


class LineTestForm(forms.Form):
    """How a test of a line went."""

    is_through = forms.BooleanField(label=_("通了"), required=False)
    note = forms.CharField(label=_("情况"), max_length=120, required=False)


class GuestForm(ChosenFrom):
    """Somebody to invite."""

    kind = forms.ChoiceField(label=_("参会类别"), choices=PARTICIPANT_KINDS)
    name = forms.CharField(label=_("称呼"), max_length=40, help_text=_("公职人员只写职务。"))
    title = forms.CharField(label=_("职务、界别或身份"), max_length=80, required=False)
    organization = forms.ModelChoiceField(label=_("机构"), queryset=NOBODY, required=False)
    person = forms.ModelChoiceField(
        label=_("登记的人"), queryset=Person.objects.none(), required=False, help_text=_("选了，商量会自动通知本人。")
    )
    venue = forms.ModelChoiceField(label=_("会场"), queryset=Venue.objects.none(), required=False)
    is_public = forms.BooleanField(label=_("可以公开"), required=False, initial=True)


class AskForm(forms.Form):
    """A question for the wall."""

    text = forms.CharField(
        label=_("您想问什么"),
        max_length=rules.QUESTION_LENGTH[1],
        help_text=_("一次问一件事。不写人名和电话。"),
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "question"}),
    )
    asked_by = forms.CharField(
        label=_("怎么称呼您"), max_length=40, required=False, help_text=_("公开显示，例如：住户、老商户、学生家长。")
    )


class FloorForm(forms.Form):
    """Asking for the microphone."""

    name = forms.CharField(label=_("怎么称呼您"), max_length=40)
    about = forms.CharField(label=_("想说的事"), max_length=120)


class DeskFloorForm(FloorForm):
    """Somebody whom the host puts into the queue."""

    kind = forms.ChoiceField(label=_("参会类别"), choices=PARTICIPANT_KINDS)
    seconds = forms.TypedChoiceField(
        label=_("限时"),
        choices=[(60, "1:00"), (90, "1:30"), (120, "2:00"), (180, "3:00"), (300, "5:00"), (480, "8:00")],
        coerce=int,
        initial=rules.FLOOR_SECONDS,
    )
    field_order = ("kind", "name", "about", "seconds")


class DeskQuestionForm(ChosenFrom):
    """A question that came in by hand: at a sub-venue, on paper, by phone."""

    text = forms.CharField(label=_("提问"), max_length=rules.QUESTION_LENGTH[1])
    asked_by = forms.CharField(label=_("提问人称呼"), max_length=40, initial=_("市民"))
    venue = forms.ModelChoiceField(label=_("来自会场"), queryset=Venue.objects.none(), required=False)


class AnswerForm(forms.Form):
    """What became of a question."""

    status = forms.ChoiceField(label=_("去向"), choices=QUESTION_STATES[1:])
    answer = forms.CharField(
        label=_("答复，或带回、不处理的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    answered_by = forms.CharField(label=_("答复人"), max_length=80, required=False, help_text=_("只写职务。"))


class NoteForm(ChosenFrom):
    """One line of the host: a promise, a view, a consensus, a differing view."""

    kind = forms.ChoiceField(
        choices=[
            ("promise", _("承诺")),
            ("view", _("观点")),
            ("consensus", _("共识")),
            ("dissent", _("不同意见")),
        ]
    )
    text = forms.CharField(label=_("内容"), max_length=300)
    speaker = forms.CharField(label=_("谁说的"), max_length=60, required=False)
    unit = forms.ModelChoiceField(
        label=_("承诺单位"), queryset=NOBODY, required=False, empty_label=_("哪个单位（承诺才填）")
    )
    due_on = day_field(_("到期"))

    def clean(self) -> dict[str, Any]:
        """Return the values; a promise names its unit."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("kind") == "promise" and not values.get("unit"):
            self.add_error("unit", _("承诺要写明是哪个单位。"))
        return values


class CourseForm(forms.Form):
    """What happened, in the words of the minutes."""

    course = forms.CharField(
        label=_("协商经过"), required=False, widget=forms.Textarea(attrs={"rows": 12, "data-draft": "minutes"})
    )


class KeptForm(forms.Form):
    """What shows that a promise was kept."""

    evidence = forms.CharField(label=_("兑现依据"), max_length=300, help_text=_("文号、照片、现场情况。"))


class StreamForm(forms.Form):
    """Where the film can be watched."""

    stream_url = forms.URLField(label=_("直播或回放地址"), required=False, assume_scheme="https")


class BroadcastForm(forms.Form):
    """The day on which the film went out."""

    on = day_field(_("播出日期"), required=True)


class PollForm(forms.Form):
    """A quick poll: what is asked, how it is answered, who may answer, for how long."""

    question = forms.CharField(label=_("问什么"), max_length=polls.LONGEST_QUESTION)
    kind = forms.ChoiceField(label=_("怎么答"), choices=POLL_KINDS)
    choices = forms.CharField(
        label=_("选项"),
        required=False,
        max_length=600,
        help_text=_("一行一个，2 到 10 个；打分可以不填，用通常的五档。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    level = forms.TypedChoiceField(
        label=_("谁能答"), choices=POLL_LEVELS, coerce=int, help_text=_("开始以后不能改；各层级的票分开列。")
    )
    seconds = forms.TypedChoiceField(
        label=_("多久"),
        coerce=int,
        choices=[(0, _("主持人截止")), (60, _("1 分钟")), (120, _("2 分钟")), (180, _("3 分钟")), (300, _("5 分钟"))],
    )

    def values(self) -> dict[str, Any]:
        """Return what the act takes."""
        return {**self.cleaned_data, "choices": self.cleaned_data["choices"].splitlines()}
