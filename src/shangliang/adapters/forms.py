"""What an administrator types of an outside system."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shangliang.adapters.actions import Connection
from shangliang.adapters.models import Partner
from shangliang.people.queries import organizations


class PartnerForm(forms.Form):
    """One outside system; secrets are typed, never shown."""

    code = forms.SlugField(label=_("代号"), max_length=40, help_text=_("拉丁字母、数字和横线，定了不改。"))
    name = forms.CharField(label=_("名称"), max_length=80)
    organization = forms.ModelChoiceField(organizations().none(), label=_("是哪个机构的"), required=False)
    may_file = forms.BooleanField(label=_("可以提交诉求（Open311）"), required=False)
    takes = forms.ChoiceField(label=_("转办件交给它"), choices=Partner.TAKES, required=False)
    line = forms.ChoiceField(label=_("线路"), choices=Partner.LINES, required=False)
    address = forms.URLField(
        label=_("对方地址"), required=False, assume_scheme="https", help_text=_("Open311 的地址，到 v2 为止。")
    )
    secret = forms.CharField(
        label=_("对方给的 api_key"), required=False, widget=forms.PasswordInput, help_text=_("留空就不改。")
    )
    hook_url = forms.URLField(
        label=_("事件通知地址"), required=False, assume_scheme="https", help_text=_("每一步都用签名的消息告诉它。")
    )
    hook_secret = forms.CharField(
        label=_("通知的签名密钥"), required=False, widget=forms.PasswordInput, help_text=_("留空就自动生成或不改。")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the organisations there are."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.fields["organization"].queryset = organizations()  # type: ignore[attr-defined]

    def connection(self, code: str = "") -> Connection:
        """Return what was typed; `code` for a system that has one already."""
        given = dict(self.cleaned_data)
        return Connection(**{**given, "code": code or given["code"]})


class ChangeForm(PartnerForm):
    """The same for a system that is there: its code stays, and it can be switched off."""

    is_active = forms.BooleanField(label=_("在用"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Leave the code out."""
        super().__init__(*args, **kwargs)
        del self.fields["code"]

    def connection(self, code: str = "") -> Connection:
        """Return what was typed for the system with this code."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "is_active"}
        return Connection(code=code, **given)


class ListForm(forms.Form):
    """A list that came back from an outside system."""

    file = forms.FileField(label=_("回执表（CSV 或 XLSX）"))
    dry_run = forms.BooleanField(label=_("只检查，不写入"), required=False)
