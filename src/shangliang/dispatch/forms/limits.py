"""Forms of limits and calendar."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.forms.clauses import CLAUSES, POLICIES, UNITS
from shangliang.dispatch.forms.handing import day_field, words_field
from shangliang.ledger.actions import NamedDay
from shangliang.ledger.queries import versions

LINE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~)\s*(\d{4}-\d{2}-\d{2}))?\s*(休|班)\s*(.*)$")
MOST_DAYS = 60


class PolicyForm(forms.Form):
    """A new version of one clause."""

    rule = forms.ChoiceField(label=_("条目"))
    number = forms.IntegerField(label=_("数量"), min_value=1, max_value=999)
    unit = forms.ChoiceField(label=_("单位"), choices=list(UNITS.items()))
    basis = forms.CharField(label=_("依据"), max_length=200)
    since = day_field(_("生效日"), help_text=_("这一天起开始的期限按新版；已经开始的不变。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer every clause."""
        super().__init__(*args, **kwargs)
        named = [
            (f"{policy}.{clause}", f"{POLICIES.get(policy, policy)}　{CLAUSES.get(clause, clause)}")
            for policy, clause in sorted(versions())
        ]
        self.fields["rule"].choices = named  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed as the action takes it."""
        policy, _dot, clause = self.cleaned_data["rule"].rpartition(".")
        return {**{k: v for k, v in self.cleaned_data.items() if k != "rule"}, "policy": policy, "clause": clause}


class CalendarForm(forms.Form):
    """The days of one notice of holidays, a line for each span."""

    notice = forms.CharField(label=_("放假通知文号"), max_length=80)
    lines = words_field(
        _("日期"), rows=6, help_text=_("一行一段，如：2027-02-06 至 2027-02-12 休 春节；2027-02-20 班 春节调休。")
    )

    def clean_lines(self) -> str:
        """Refuse lines that cannot be read, by their number."""
        text: str = self.cleaned_data["lines"]
        self.days: list[NamedDay] = []
        for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
            found = LINE.match(line.strip())
            if found is None:
                raise forms.ValidationError(plain("第 %(n)s 行读不懂。") % {"n": number})
            self.days += self.span(found, number)
        if not 0 < len(self.days) <= MOST_DAYS:
            raise forms.ValidationError(plain("一次最多 %(n)s 天。") % {"n": MOST_DAYS})
        return text

    def span(self, found: re.Match[str], number: int) -> list[NamedDay]:
        """Return the days of one line."""
        try:
            first = date.fromisoformat(found[1])
            last = date.fromisoformat(found[2] or found[1])
        except ValueError as error:
            raise forms.ValidationError(plain("第 %(n)s 行的日期不对。") % {"n": number}) from error
        count = (last - first).days + 1
        if not 0 < count <= MOST_DAYS:
            raise forms.ValidationError(plain("第 %(n)s 行的日期不对。") % {"n": number})
        name = found[4].strip() or found[3]
        return [NamedDay(date.fromordinal(first.toordinal() + n), found[3] == "班", name) for n in range(count)]
