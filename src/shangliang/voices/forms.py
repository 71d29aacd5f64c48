"""What people type about voices, parsed and cleaned."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Organization
from shangliang.people.queries import districts, units
from shangliang.voices.models import AGES, CHANNELS, DEMAND_TYPES, SATISFACTIONS, SOLUTIONS, URGENCIES, Voice
from shangliang.voices.rules import CATEGORIES, LONGEST, REFUSAL_REASONS, Elements

STAFF_CHANNELS = [pair for pair in CHANNELS if pair[0] in ("hotline", "desk", "paper", "sms", "floor")]
CATEGORY_CHOICES = [("", _("还没有分")), *((name, _(name)) for name in CATEGORIES)]
EMERGENCIES = [(number, number) for number in ("110", "119", "120", "122")]


def long_text(rows: int = 5, **attrs: str) -> forms.Textarea:
    """Return a text area of some rows."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


class DayField(forms.DateField):
    """A day by the browser's own picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SayForm(forms.Form):
    """First step of /speak: what happened, where."""

    text = forms.CharField(
        label=_("说一件身边的事"),
        max_length=LONGEST,
        min_length=4,
        widget=long_text(6, **{"data-draft": "speak"}),
        help_text=_("在哪里，怎么了，您希望怎么办。说不清也没关系，我们会打电话问。"),
        error_messages={"min_length": _("请把事情说一句：在哪里，怎么了。"), "required": _("请写一句话。")},
    )
    place_text = forms.CharField(
        label=_("在哪里"), max_length=200, required=False, help_text=_("街道、小区、路口都行。")
    )
    district = forms.ModelChoiceField(
        label=_("区（市）"), queryset=Organization.objects.none(), required=False, empty_label=_("说不清")
    )
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        help_text=_("最多 12 MB。照片里的位置信息会去掉。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the city's districts."""
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts()  # type: ignore[attr-defined]  # a ModelChoiceField


class SendForm(forms.Form):
    """Third step of /speak: what the person agrees to."""

    demand_type = forms.ChoiceField(
        label=_("这是"),
        choices=[("help", _("求助")), ("complaint", _("投诉")), ("consultation", _("咨询")), ("suggestion", _("建议")),
                 ("report", _("举报")), ("praise", _("表扬"))],
        initial="help",
        widget=forms.RadioSelect,
    )  # fmt: skip
    age_band = forms.ChoiceField(label=_("说话的人"), choices=AGES, initial="adult", widget=forms.RadioSelect)
    has_consent = forms.BooleanField(
        label=_("我看过《个人信息告知书》，同意按它办理这件事"),
        error_messages={"required": _("要先同意告知书，才能办理。")},
    )
    may_publish = forms.BooleanField(label=_("去掉个人信息以后，可以公开这段话"), required=False)
    is_confidential = forms.BooleanField(label=_("对承办单位保密我是谁"), required=False)


class PhoneStepForm(SendForm):
    """Third step for a visitor: the phone, whose owner is asked for a code."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=24,
        help_text=_("只用来确认是您本人和告诉您进展。不满 14 周岁的，请监护人填自己的手机号。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class CodeStepForm(forms.Form):
    """Third step, second half: the code from the text message."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        help_text=_("短信里的 6 位数字，5 分钟内有效。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    name = forms.CharField(label=_("怎么称呼您"), max_length=40, required=False, help_text=_("例如：李女士。"))


class TailForm(forms.Form):
    """The end of the phone number, by which a receipt shows what was said."""

    tail = forms.RegexField(
        label=_("手机号后四位"),
        regex=r"^\d{4}$",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
        error_messages={"invalid": _("请填四位数字。")},
    )


class QueryForm(forms.Form):
    """The query code of a receipt."""

    code = forms.CharField(label=_("查询码"), max_length=24, help_text=_("回执上的 8 位字母和数字，例如 7K2-94QAB。"))


class VerdictForm(forms.Form):
    """A person's verdict on what was done."""

    satisfaction = forms.ChoiceField(label=_("办理结果"), choices=SATISFACTIONS, widget=forms.RadioSelect)
    attitude = forms.ChoiceField(label=_("办理态度"), choices=SATISFACTIONS, widget=forms.RadioSelect)
    solved = forms.ChoiceField(label=_("问题解决了吗"), choices=SOLUTIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("哪里不满意"), required=False, max_length=1000, widget=long_text(3),
        help_text=_("不满意，或还没解决的，请写一句，会再办一次。"),
    )  # fmt: skip


class PhoneVerdictForm(VerdictForm):
    """A verdict that an agent writes down during a call."""

    has_called = forms.BooleanField(label=_("已电话联系本人，照本人的话记"), required=False)


class SupplementForm(forms.Form):
    """A word or a photo more."""

    text = forms.CharField(label=_("补一句话"), required=False, max_length=2000, widget=long_text(3))
    photo = forms.FileField(label=_("照片"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))


class WordsForm(forms.Form):
    """A word more, written down by an agent."""

    text = forms.CharField(label=_("来电人补充的话"), max_length=2000, widget=long_text(3))


class IntakeForm(forms.Form):
    """What an agent takes down by phone, at a desk or from paper: the five elements and the classification."""

    channel = forms.ChoiceField(label=_("渠道"), choices=STAFF_CHANNELS, widget=forms.RadioSelect, initial="hotline")
    caller_name = forms.CharField(label=_("谁：来电人怎么称呼"), max_length=40, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=24, required=False, help_text=_("没有留电话的可以空着。"))
    happened_on = DayField(label=_("什么时候：发生日期"), required=False)
    place_text = forms.CharField(label=_("在哪里：地点"), max_length=200, required=False)
    district = forms.ModelChoiceField(
        label=_("区（市）"), queryset=Organization.objects.none(), required=False, empty_label=_("全市")
    )
    text = forms.CharField(
        label=_("起因和经过"),
        max_length=LONGEST,
        min_length=4,
        widget=long_text(7),
        help_text=_("照原话记：为什么，后来怎样。"),
    )
    title = forms.CharField(label=_("标题"), max_length=120, required=False, help_text=_("空着就取第一句。"))
    demand_type = forms.ChoiceField(label=_("诉求类型"), choices=DEMAND_TYPES, initial="help")
    category = forms.ChoiceField(label=_("事项分类"), choices=CATEGORY_CHOICES, required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=URGENCIES, initial="normal")
    unit = forms.ModelChoiceField(
        label=_("被举报的单位"), queryset=Organization.objects.none(), required=False, empty_label=_("没有")
    )
    age_band = forms.ChoiceField(label=_("年龄段"), choices=AGES, initial="adult")
    is_confidential = forms.BooleanField(label=_("要求保密"), required=False)
    is_enterprise = forms.BooleanField(label=_("企业诉求"), required=False)
    has_consent = forms.BooleanField(
        label=_("已向来电人读过告知书，本人同意"), error_messages={"required": _("要先读告知书，取得同意。")}
    )
    may_publish = forms.BooleanField(label=_("本人同意脱敏后公开"), required=False)
    accept_now = forms.BooleanField(label=_("五要素齐，当场受理"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer districts and units."""
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts()  # type: ignore[attr-defined]  # ModelChoiceFields
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say which of the five elements are missing when the voice shall be accepted at once."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("accept_now") and "text" in cleaned:
            for field, words in missing_elements(cleaned):
                self.add_error(field, words)
        return cleaned


def missing_elements(cleaned: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return field and sentence for each of the five elements that an intake does not have."""
    found = Elements.of(
        name=cleaned.get("caller_name") or "",
        has_date=cleaned.get("happened_on") is not None,
        place=cleaned.get("place_text") or "",
        body=cleaned["text"],
    )
    wanted = (
        (found.who, "caller_name", _("五要素缺“谁”：请填来电人的称呼。")),
        (found.when, "happened_on", _("五要素缺“什么时候”：请填发生日期。")),
        (found.where, "place_text", _("五要素缺“在哪里”：请填地点。")),
        (found.cause, "text", _("五要素缺“起因”：请写为什么。")),
        (found.course, "text", _("五要素缺“经过”：请再写一句后来怎样。")),
    )
    return [(field, words) for is_there, field, words in wanted if not is_there]


class ClassifyForm(forms.Form):
    """A correction of what kind of voice this is."""

    demand_type = forms.ChoiceField(label=_("诉求类型"), choices=DEMAND_TYPES)
    category = forms.ChoiceField(label=_("事项分类"), choices=CATEGORY_CHOICES, required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=URGENCIES)
    place_text = forms.CharField(label=_("地点"), max_length=200, required=False)

    @classmethod
    def of(cls, voice: Voice) -> "ClassifyForm":
        """Return the form as the voice stands; a category of another list stays as a choice."""
        form = cls(
            initial={name: getattr(voice, name) for name in ("demand_type", "category", "urgency", "place_text")}
        )
        form.keep(voice.category)
        return form

    def keep(self, category: str) -> None:
        """Offer one more category, the one that an import brought."""
        if category and category not in CATEGORIES:
            self.fields["category"].choices = [*CATEGORY_CHOICES, (category, category)]  # type: ignore[attr-defined]


class ElementsForm(forms.Form):
    """That the five elements were checked."""

    elements_checked = forms.BooleanField(label=_("已核对五要素：谁、什么时候、在哪里、起因、经过"), required=False)


class RefuseForm(forms.Form):
    """Why a voice is not accepted, and where the person can go."""

    reason = forms.ChoiceField(label=_("理由"), choices=[(code, _(words)) for code, words, _way in REFUSAL_REASONS])
    channel = forms.CharField(label=_("应去的渠道"), max_length=120, help_text=_("写清楚到哪里、怎么去。"))

    @property
    def reason_words(self) -> str:
        """Return the sentence of the chosen reason."""
        return next(words for code, words, _way in REFUSAL_REASONS if code == self.cleaned_data["reason"])


class EmergencyForm(forms.Form):
    """Which emergency number."""

    channel = forms.ChoiceField(label=_("请本人马上打"), choices=EMERGENCIES, widget=forms.RadioSelect)


class AnswerForm(forms.Form):
    """A direct answer and what it rests on."""

    text = forms.CharField(label=_("答复内容"), max_length=LONGEST, widget=long_text(6))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("知识库条目、文件名和文号。"))


class MergeForm(forms.Form):
    """Into which voice."""

    into = forms.CharField(label=_("并入哪一条"), max_length=40, help_text=_("编号，例如 220920-0417。"))


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("理由"), max_length=1000, widget=long_text(3))


class TerminateForm(ReasonForm):
    """An end of the handling."""

    has_request = forms.BooleanField(label=_("已收到承办单位的书面申请"), required=False)


class UploadForm(forms.Form):
    """A file of voices, and under which name its ids are kept."""

    file = forms.FileField(
        label=_("文件"),
        allow_empty_file=True,
        help_text=_("XLSX、CSV（UTF-8 或 GB18030）、JSON Lines；50 MB、2 万行以内。"),
    )
    source = forms.CharField(
        label=_("来源系统"),
        max_length=40,
        initial="12345",
        help_text=_("同一来源里，同一编号只收一次；再导入就是更新。"),
    )


def parse_after(text: str) -> tuple[datetime, int] | None:
    """Return the place after which a list goes on, from its address: moment and id; None when it is none."""
    moment, _comma, key = text.rpartition(",")
    try:
        return datetime.fromisoformat(moment), int(key)
    except ValueError:
        return None


def parse_day(text: str) -> date | None:
    """Return a day written as 2022-09-20, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
