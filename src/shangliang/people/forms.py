"""What people type when they sign in, and what administrators type about persons, bodies and seats."""

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.calendar import now
from shangliang.kernel.workflow import Role
from shangliang.people.actions import clear_failures, note_failure
from shangliang.people.models import Member, Organization
from shangliang.people.queries import sign_in_locked
from shangliang.people.rules import CODE_DIGITS, role_of
from shangliang.people.workflow import STAFF

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "placeholder": ""}


class PhoneForm(forms.Form):
    """The phone number to which a code is sent."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=24,
        help_text=_("只用来确认是您本人，公开的页面上看不到。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class CodeForm(forms.Form):
    """The code that came by text message."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=CODE_DIGITS + 6,
        help_text=_("短信里的 6 位数字，5 分钟内有效。"),
        widget=forms.TextInput(attrs=ONE_TIME),
    )
    name = forms.CharField(
        label=_("怎么称呼您"), max_length=40, required=False, help_text=_("第一次来可以填，例如：李女士。")
    )


class PasswordForm(LoginForm):
    """Sign-in name and password of staff."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Give the fields our words."""
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("登录名")
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields.pop("remember", None)


class CountedCode:
    """Counts wrong one-time codes of an account: five lock it for a quarter of an hour, in all processes alike."""

    user: AbstractBaseUser

    def clean_code(self) -> str:
        """Return the right code; raises ValidationError for a wrong one and while the account is locked."""
        name = f"totp {self.user.pk}"
        if sign_in_locked(name, now()):
            raise forms.ValidationError(_("连续失败 5 次，已锁定 15 分钟。"))
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # the form that this is mixed into has it
        except forms.ValidationError:
            note_failure(name, now())
            raise
        clear_failures(name)
        return code


def named(form: forms.Form) -> None:
    """Give the one field of a code form our words."""
    form.fields["code"].label = _("动态口令")
    form.fields["code"].help_text = _("验证器上的 6 位数字；手机不在身边可用一个备用码。")
    form.fields["code"].widget.attrs.update(ONE_TIME)


class TotpForm(CountedCode, AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Give the field our words."""
        super().__init__(*args, **kwargs)
        named(self)


class TotpAgainForm(CountedCode, ReauthenticateForm):
    """The second factor again, before something delicate."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Give the field our words."""
        super().__init__(*args, **kwargs)
        named(self)


class TotpSetupForm(CountedCode, ActivateTOTPForm):
    """The first code of a new authenticator."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Give the field our words."""
        super().__init__(*args, **kwargs)
        named(self)
        self.fields["code"].help_text = _("扫码后，验证器上会出现 6 位数字。")


class OrganizationForm(forms.Form):
    """A new node of the tree."""

    code = forms.SlugField(
        label=_("代码"), max_length=40, help_text=_("小写字母和短横线，不能改，例如 shinan-yuanlin。")
    )
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=Organization.KINDS)
    level = forms.ChoiceField(label=_("层级"), choices=Organization.LEVELS)
    parent = forms.ModelChoiceField(
        label=_("上级"), queryset=Organization.objects.filter(is_active=True), required=False
    )
    duties = forms.CharField(label=_("职责关键词"), max_length=300, required=False)


class PersonForm(forms.Form):
    """A new person at work here, with the sign-in name when one is wanted."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    title = forms.CharField(label=_("职务或身份"), max_length=80, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)
    phone = forms.CharField(label=_("手机号码"), max_length=24, required=False)
    username = forms.CharField(label=_("登录名"), max_length=60, required=False)
    password = forms.CharField(
        label=_("初始密码"),
        required=False,
        help_text=_("至少 10 个字符；本人首次登录后设置第二重验证。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SeatForm(forms.Form):
    """A role for a person in an organisation."""

    organization = forms.ModelChoiceField(label=_("机构"), queryset=Organization.objects.filter(is_active=True))
    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, role.label) for role in STAFF])
    since = forms.DateField(
        label=_("起"),
        required=False,
        help_text=_("不填即今天。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_role(self) -> Role:
        """Return the role itself."""
        return role_of(self.cleaned_data["role"])


class MemberForm(forms.Form):
    """A person's membership of the CPPCC."""

    level = forms.ChoiceField(label=_("委员层级"), choices=Member.LEVELS)
    sector = forms.CharField(label=_("界别"), max_length=40)
    committee = forms.ModelChoiceField(
        label=_("专门委员会"), queryset=Organization.objects.filter(kind="committee", is_active=True), required=False
    )
    expertise = forms.CharField(label=_("专长"), max_length=200, required=False)
    term = forms.CharField(label=_("届"), max_length=20, required=False)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("原因"), max_length=500)


class AuditForm(forms.Form):
    """What the auditor looks for."""

    who = forms.CharField(label=_("谁"), max_length=40, required=False)
    kind = forms.CharField(label=_("案件类别"), max_length=32, required=False)
    code = forms.CharField(label=_("编号"), max_length=40, required=False)
    verb = forms.CharField(label=_("办理"), max_length=40, required=False)
    day = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)
