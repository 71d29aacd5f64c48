"""What people type about topics and hot issues."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.workflow import Actor
from shangliang.people.models import Organization, Person
from shangliang.people.queries import organizations
from shangliang.topics import rules
from shangliang.topics.models import AlertAnswer, HotIssue, Topic, TopicBallot
from shangliang.topics.queries import members_to_ask, visible_to
from shangliang.voices.models import Voice
from shangliang.voices.queries import visible_to as voices_visible_to

LONG = forms.Textarea(attrs={"rows": 4})


def named(rows: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any of the tables (key, zh, en, …)
    """Return (key, name in the language of the moment) of a table of rules."""
    zh = (get_language() or "zh").startswith("zh")
    return [(row[0], row[1] if zh else row[2]) for row in rows]


class SourcesField(forms.MultipleChoiceField):
    """The four sources as chips."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - options of a field
        """Offer the four sources."""
        super().__init__(label=_("来源"), choices=lambda: named(rules.SOURCES), **options)


class ClueForm(forms.Form):
    """A clue as staff or members write it down."""

    title = forms.CharField(label=_("想商量的事"), max_length=120)
    sources = SourcesField(help_text=_("至少选一个，列为候选以前必填。"), required=False)
    domain = forms.ChoiceField(label=_("领域"), choices=lambda: [("", "—"), *named(rules.DOMAINS)], required=False)
    note = forms.CharField(label=_("说明"), widget=LONG, required=False, max_length=4000)
    is_urgent = forms.BooleanField(label=_("应急议题，不等年度计划"), required=False)


class CallClueForm(forms.Form):
    """A clue as a citizen gives it."""

    title = forms.CharField(label=_("您想请大家商量什么"), max_length=120, help_text=_("一句话，说清是哪里的什么事。"))
    note = forms.CharField(
        label=_("为什么要商量它"),
        widget=LONG,
        required=False,
        max_length=2000,
        help_text=_("不要写姓名、电话和门牌号。"),
    )


class CallForm(forms.Form):
    """A public call for topics."""

    title = forms.CharField(label=_("征集的标题"), max_length=120)
    words = forms.CharField(label=_("征集说明"), widget=LONG, required=False, max_length=4000)
    opens_on = forms.DateField(label=_("开始日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    closes_on = forms.DateField(label=_("截止日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SuggestForm(forms.Form):
    """A hot issue as a clue."""

    title = forms.CharField(label=_("议题怎么说"), max_length=120)
    sources = SourcesField(required=True)
    domain = forms.ChoiceField(label=_("领域"), choices=lambda: [("", "—"), *named(rules.DOMAINS)], required=False)
    note = forms.CharField(label=_("为什么适合协商"), widget=LONG, required=False, max_length=4000)


class WeightsForm(forms.Form):
    """Weights of the heat to be tried; what is left empty is as in force."""

    reporters = forms.FloatField(label=_("不同的人"), min_value=0, max_value=10)
    likes = forms.FloatField(label=_("点赞"), min_value=0, max_value=10)
    burst = forms.FloatField(label=_("突增"), min_value=0, max_value=10)
    severity = forms.FloatField(label=_("紧要词占比"), min_value=0, max_value=10)
    recency = forms.FloatField(label=_("新近"), min_value=0, max_value=10)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - what a form takes
        """Take steps of a tenth, and nothing for what stays as it is."""
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.required = False
            field.widget.attrs["step"] = "0.1"


class RenameForm(forms.Form):
    """Another title for a hot issue."""

    title = forms.CharField(label=_("改成"), max_length=200, required=False, help_text=_("留空就恢复机器起的标题。"))


def spans_to_choose() -> list[tuple[str, str]]:
    """Return how far back a list of hot issues may look, in days."""
    return [
        ("", gettext("任何时候")),
        ("30", gettext("近 30 天")),
        ("90", gettext("近 90 天")),
        ("365", gettext("近一年")),
    ]


class SplitForm(forms.Form):
    """The title of the issue that is split off."""

    title = forms.CharField(
        label=_("新热点叫什么"), max_length=200, required=False, help_text=_("留空就用机器起的标题。")
    )


class MoveForm(forms.Form):
    """Where the ticked voices go."""

    to = forms.ChoiceField(label=_("移到哪个热点"))

    def __init__(self, *args: Any, others: list[HotIssue], **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Offer other listed issues, the likest first."""
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["to"]).choices = [
            (row.code, f"{row.code} {row.shown_title}") for row in others
        ]


class AlertForm(forms.Form):
    """What a person makes of an alert."""

    answer = forms.ChoiceField(label=_("您的判断"), choices=AlertAnswer.ANSWERS, widget=forms.RadioSelect)
    words = forms.CharField(label=_("为什么，或派给了谁"), max_length=300)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("原因"), widget=LONG, max_length=300)


class ClassifyForm(forms.Form):
    """What a topic is about."""

    title = forms.CharField(label=_("议题"), max_length=120)
    title_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    sources = SourcesField(required=True)
    domain = forms.ChoiceField(label=_("领域"), choices=lambda: named(rules.DOMAINS))
    problem = forms.CharField(label=_("问题"), widget=LONG, required=False, max_length=4000)
    goal = forms.CharField(label=_("目标"), widget=LONG, required=False, max_length=4000)
    note = forms.CharField(label=_("说明"), widget=LONG, required=False, max_length=4000)
    is_urgent = forms.BooleanField(label=_("应急议题"), required=False)
    follows = forms.CharField(label=_("接续的议题编号"), max_length=20, required=False)

    def __init__(self, *args: Any, actor: Actor, topic: Topic, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Start from what the topic says now."""
        self.actor, self.topic = actor, topic
        names = ("title", "title_en", "sources", "domain", "problem", "goal", "note", "is_urgent")
        initial = {name: getattr(topic, name) for name in names}
        initial["follows"] = topic.follows.code if topic.follows else ""
        options.setdefault("initial", initial)
        super().__init__(*args, **options)

    def clean_follows(self) -> Topic | None:
        """Return the topic that this one follows."""
        code = self.cleaned_data["follows"].strip()
        if not code:
            return None
        found = visible_to(self.actor).filter(code=code).exclude(pk=self.topic.pk).first()
        if found is None:
            raise forms.ValidationError(_("没有这个编号的议题。"))
        return found


class ScoreForm(forms.Form):
    """One person's marks; the interest must be declared."""

    has_interest = forms.ChoiceField(
        label=_("您和这件事有利益关系吗"),
        choices=[("no", _("没有")), ("yes", _("有，我的分数不计入"))],
        widget=forms.RadioSelect,
    )
    interest = forms.CharField(label=_("是什么利益关系"), max_length=200, required=False)
    words = forms.CharField(label=_("意见"), widget=LONG, required=False, max_length=2000)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Put a field for each criterion before the declaration."""
        super().__init__(*args, **options)
        zh = (get_language() or "zh").startswith("zh")
        marks = [(str(mark), str(mark)) for mark in range(rules.LOWEST, rules.HIGHEST + 1)]
        for key, name, name_en, hint in rules.CRITERIA:
            self.fields[key] = forms.ChoiceField(
                label=name if zh else name_en, choices=marks, widget=forms.RadioSelect, help_text=hint if zh else ""
            )
        self.order_fields([key for key, *_rest in rules.CRITERIA])

    @property
    def marks(self) -> dict[str, int]:
        """Return the five marks."""
        return {key: int(self.cleaned_data[key]) for key, *_rest in rules.CRITERIA}


class VoteForm(forms.Form):
    """How long the public vote is open."""

    days = forms.IntegerField(
        label=_("开放几天"), min_value=rules.VOTE_DAYS[0], max_value=rules.VOTE_DAYS[1], initial=rules.VOTE_DAYS[1]
    )


class BallotForm(forms.Form):
    """One ballot."""

    choice = forms.ChoiceField(label=_("这件事"), choices=TopicBallot.CHOICES, widget=forms.RadioSelect)


class ConvertForm(forms.Form):
    """What a matter becomes that is no topic."""

    converted_to = forms.ChoiceField(
        label=_("转为"), choices=lambda: named(rules.CONVERSIONS), widget=forms.RadioSelect
    )


class AddVoicesForm(forms.Form):
    """More voices by their numbers."""

    codes = forms.CharField(label=_("民声编号"), widget=LONG, help_text=_("一行一个，例如 220920-0417。"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Keep who looks the numbers up."""
        self.actor = actor
        self.voices: list[Voice] = []
        super().__init__(*args, **options)

    def clean_codes(self) -> list[str]:
        """Return the numbers, when every one is a voice that the actor may read."""
        codes = list(dict.fromkeys(self.cleaned_data["codes"].replace("，", " ").replace(",", " ").split()))[:500]
        self.voices = list(voices_visible_to(self.actor).filter(code__in=codes))
        unknown = set(codes) - {voice.code for voice in self.voices}
        if unknown:
            raise forms.ValidationError(_("没有这些编号：%(codes)s"), params={"codes": "、".join(sorted(unknown)[:10])})
        return codes


class PlanForm(forms.Form):
    """The place of an approved topic in the yearly plan."""

    host = forms.ModelChoiceField(label=_("承办专门委员会"), queryset=Organization.objects.none(), required=False)
    year = forms.IntegerField(label=_("计划年度"), min_value=2000, max_value=2100)
    month = forms.IntegerField(label=_("计划月份"), min_value=1, max_value=12, required=False)
    is_reported = forms.BooleanField(label=_("已报党委、政府"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Offer the special committees."""
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[Organization]", self.fields["host"]).queryset = organizations("committee")


class GroupForm(forms.Form):
    """Who sits in the deliberation group."""

    people = forms.MultipleChoiceField(
        label=_("协商议事小组成员"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("按界别和专长挑选委员，可以加专家。"),
    )

    def __init__(self, *args: Any, chosen: list[Person], region: int | None, **options: Any) -> None:  # noqa: ANN401 - form arguments
        """Offer members, experts and committee officers."""
        options.setdefault("initial", {"people": [str(person.pk) for person in chosen]})
        super().__init__(*args, **options)
        offered = {person.pk: person for person in [*chosen, *members_to_ask(region)]}
        field = cast("forms.MultipleChoiceField", self.fields["people"])
        field.choices = [(str(pk), str(person)) for pk, person in offered.items()]
        self.offered = offered

    @property
    def persons(self) -> list[Person]:
        """Return the persons chosen."""
        return [self.offered[int(pk)] for pk in self.cleaned_data["people"]]


class ReportForm(forms.Form):
    """Research report, list of questions, units' briefings."""

    report = forms.CharField(label=_("调研报告"), widget=forms.Textarea(attrs={"rows": 8}), required=False)
    questions = forms.CharField(
        label=_("问题清单"), widget=LONG, required=False, help_text=_("一行一个问题，协商时逐个问。")
    )
    answers = forms.CharField(label=_("部门情况说明"), widget=LONG, required=False)


class EffectForm(forms.Form):
    """What came of a topic."""

    effect = forms.CharField(label=_("成效说明"), widget=forms.Textarea(attrs={"rows": 6}))
