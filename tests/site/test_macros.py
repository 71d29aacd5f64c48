"""The macros say in words what they show in colour, and tie words to controls."""

from types import SimpleNamespace

import pytest
from django import forms
from jinja2 import Environment, FileSystemLoader

from shangliang.kernel.workflow import Step
from shangliang.people.faces import Button
from shangliang.site import pages
from shangliang.site.settings import SOURCE


@pytest.fixture(scope="module")
def env() -> Environment:
    return pages.environment(loader=FileSystemLoader(SOURCE / "site" / "templates"))


def call(env: Environment, file: str, name: str, *values: object, **options: object) -> str:
    return str(getattr(env.get_template(f"macros/{file}.html").module, name)(*values, **options))


class Saying(forms.Form):
    text = forms.CharField(label="说说怎么了", help_text="在哪里，怎么了", widget=forms.Textarea)
    kind = forms.ChoiceField(label="这是", choices=[("a", "求助"), ("b", "建议")], widget=forms.RadioSelect)
    place = forms.CharField(label="在哪里", required=False)


def test_a_field_ties_label_hint_and_error_to_its_control(env):
    html = call(env, "forms", "field", Saying({"text": ""})["text"])
    assert '<label class="form-label" for="id_text">说说怎么了</label>' in html
    assert '<p class="form-text" id="id_text_helptext">在哪里，怎么了</p>' in html
    assert 'id="id_text_error"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert html.count("aria-invalid") == 1


def test_a_sound_field_claims_no_error_and_an_optional_one_says_so(env):
    form = Saying({"text": "路灯坏了", "kind": "a"})
    assert "error" not in call(env, "forms", "field", form["text"])
    assert "选填" in call(env, "forms", "field", form["place"])
    assert "选填" not in call(env, "forms", "field", form["text"])


def test_choices_become_chips_in_a_named_group(env):
    html = call(env, "forms", "field", Saying({"kind": "b"})["kind"])
    assert "<legend>这是</legend>" in html
    assert html.count('type="radio"') == 2
    assert html.count("checked") == 1


def button(**changes: object) -> Button:
    given = {"verb": "send", "label": "送签发", "url": "/x", "is_ready": True, "missing": (), "needs_reason": False}
    return Button(**{**given, "tone": Step.__dataclass_fields__["tone"].default, **changes})


def test_a_blocked_act_says_what_is_missing_and_cannot_be_pressed(env):
    html = call(env, "forms", "offers", [button(is_ready=False, missing=("第 2 点缺时间", "会办意见未到"))], "")
    assert "还差 <b>2 项</b>：第 2 点缺时间；会办意见未到" in html
    assert "disabled" in html
    assert "<form" not in html


def test_a_ready_act_is_a_form_and_a_reason_is_asked_where_one_is_needed(env):
    plain = call(env, "forms", "offers", [button()], "")
    assert '<form method="post" action="/x"' in plain
    assert "reason" not in plain
    asking = call(env, "forms", "offers", [button(needs_reason=True)], "")
    assert 'name="reason"' in asking
    assert "required" in asking


def test_only_the_first_ready_act_is_filled(env):
    html = call(
        env, "forms", "offers", [button(is_ready=False, missing=("x",)), button(verb="a"), button(verb="b")], ""
    )
    assert html.count("btn-ink") == 1


def test_no_acts_is_said_in_words(env):
    assert "没有您要做的事" in call(env, "forms", "offers", [], "")


@pytest.mark.parametrize(
    ("kind", "shape"), [("green", "ok"), ("yellow", "soon"), ("red", "late"), ("black", "listed"), (None, "none")]
)
def test_a_lamp_is_colour_shape_and_word(env, kind, shape):
    assert call(env, "marks", "lamp", kind, "逾期 2 天") == f'<span class="sl-lamp sl-lamp-{shape}">逾期 2 天</span>'


def test_counts_name_what_was_left_out(env):
    assert "未评价 20" in call(env, "marks", "n_of", 184, 196, 20)
    assert "未评价" not in call(env, "marks", "n_of", 216, 216, 0)


def test_drawings_carry_their_numbers_in_words(env):
    assert 'aria-label="从 3 到 9，最高 12人"' in call(env, "charts", "spark", [3, 12, 9], "人")
    assert 'aria-label="人数 31，增速 26"' in call(env, "charts", "heat_bar", [("人数", 31), ("增速", 26)])
    assert call(env, "charts", "spark", []) == ""


@pytest.mark.parametrize(("share", "width"), [(0.5, "50.0"), (1.7, "100"), (-1, "0"), (None, "0")])
def test_a_bar_never_leaves_its_track(env, share, width):
    assert f'class="fi-river" width="{width}"' in call(env, "charts", "bar", share)


def test_what_people_wrote_is_escaped(env):
    rows = [SimpleNamespace(when="9:00", verb="说", text="<b>x</b>")]
    assert "&lt;b&gt;x&lt;/b&gt;" in call(env, "lines", "events", rows)


def test_the_stage_that_runs_now_is_marked_for_screen_readers(env):
    html = call(env, "lines", "stages", [("a", "民意征集", "done", "", ""), ("b", "选题确定", "now", "", "")])
    assert html.count('aria-current="step"') == 1
    assert html.count("已完成") == 1
