"""Similar voices in one batch and their coverage; appeals; one tap; visits with photos; projects; the quarter."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import DAY, lacking

from shangliang.dispatch import actions, queries
from shangliang.dispatch.models import (
    Appeal,
    Dispatch,
    Evaluation,
    FollowUpVisit,
    GeneralizedVoice,
    KeyProject,
    Outcome,
    Reminder,
)
from shangliang.dispatch.reactions import REACTIONS
from shangliang.dispatch.rules import QUARTER
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.ledger.actions import run_reactions
from shangliang.notices.models import Notice
from shangliang.people.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


# --- Generalisation ---------------------------------------------------------------------------------------------


def carried_on(people, count=3):
    done = orders.closed(people)
    voices = [orders.voice(people, who="qian") for _ in range(count)]
    whole = actions.generalize(
        done, title="全市步道", voices=[(voice, 0.8) for voice in voices], actor=people.sun, at=MONDAY + 5 * DAY
    )
    return done, whole, list(GeneralizedVoice.objects.filter(generalization=whole).order_by("pk"))


def test_a_batch_of_orders_covers_similar_voices_as_their_replies_are_delivered(people):
    done, whole, rows = carried_on(people)
    made = actions.carry(done, whole, rows[:2], actor=people.zhou, at=MONDAY + 6 * DAY)
    assert {order.lead_unit_id for order in made} == {done.lead_unit_id}
    run_reactions(REACTIONS, at=MONDAY + 6 * DAY)
    whole.refresh_from_db()
    assert (whole.covered_count, whole.voice_count) == (0, 3)
    orders.answered(people, orders.handling(people, made[0], MONDAY + 6 * DAY), at=MONDAY + 8 * DAY)
    run_reactions(REACTIONS, at=MONDAY + 8 * DAY)
    run_reactions(REACTIONS, at=MONDAY + 8 * DAY)
    whole.refresh_from_db()
    assert (whole.covered_count, whole.voice_count) == (1, 3)
    told = Notice.objects.filter(person_id=people.qian.person).values_list("zh", flat=True)
    assert sum("正把办法用到" in text for text in told) == 1
    assert sum("办法已经用到您反映的事上" in text for text in told) == 1


def test_a_voice_that_was_handed_over_meanwhile_is_tied_to_its_own_order(people):
    done, whole, rows = carried_on(people, 1)
    own = orders.issued(people, rows[0].voice)
    rows[0].voice.refresh_from_db()
    assert actions.carry(done, whole, rows, actor=people.zhou, at=MONDAY + 6 * DAY) == []
    rows[0].refresh_from_db()
    assert rows[0].order_id == own.pk


def test_a_batch_is_the_dispatchers_and_never_empty(people):
    done, whole, rows = carried_on(people, 1)
    with pytest.raises(Forbidden):
        actions.carry(done, whole, rows, actor=people.sun, at=MONDAY + 6 * DAY)
    actions.carry(done, whole, rows, actor=people.zhou, at=MONDAY + 6 * DAY)
    rows[0].refresh_from_db()
    with lacking("同类诉求"):
        actions.carry(done, whole, rows, actor=people.zhou, at=MONDAY + 6 * DAY)
    assert Dispatch.objects.filter(voice=rows[0].voice).count() == 1


# --- Appeals ----------------------------------------------------------------------------------------------------


def judged_bad(people):
    order = orders.evaluated(people, said=orders.BAD)
    return order, Evaluation.objects.get(dispatch=order)


def appeal(people, order, row, *, at=MONDAY + 4 * DAY, **more):
    given = {"reason": "当天已修好", "evidence": "施工照片 3 张", "actor": people.head, "at": at, **more}
    return actions.appeal(order, row, **given)


def test_a_panel_with_member_and_citizen_decides_and_the_first_word_is_kept(people):
    order, row = judged_bad(people)
    appeal(people, order, row)
    row.refresh_from_db()
    assert row.result == "dissatisfied", "it counts until it is decided"
    case = Appeal.objects.get()
    given = {"revised": orders.GOOD, "reason": "照片可证", "actor": people.sun, "at": MONDAY + 5 * DAY}
    with lacking("评议组"):
        actions.decide_appeal(order, case, member="市政协委员", citizen=" ", **given)
    actions.decide_appeal(order, case, member="市政协委员", citizen="街道居民", **given)
    row.refresh_from_db()
    case.refresh_from_db()
    assert (row.result, case.original["result"], case.is_revised) == ("satisfied", "dissatisfied", True)
    with pytest.raises(NotNow):
        actions.decide_appeal(order, case, member="委员", citizen="居民", **given)


def test_an_appeal_needs_evidence_comes_in_time_and_once(people):
    order, row = judged_bad(people)
    with lacking("证据"):
        appeal(people, order, row, evidence=" ")
    with lacking("3 个工作日"):
        appeal(people, order, row, at=MONDAY + 30 * DAY)
    with pytest.raises(Forbidden):
        appeal(people, order, row, actor=people.sun)
    appeal(people, order, row)
    with lacking("一份评价一次"):
        appeal(people, order, row)


# --- One tap ----------------------------------------------------------------------------------------------------


@pytest.fixture
def at_monday(monkeypatch):
    """Let the pages see the Thursday of the story, and signed links be made there."""
    moment = MONDAY + 3 * DAY
    monkeypatch.setattr("shangliang.site.middleware.now", lambda: moment)


def tapped(row, grade="satisfied"):
    return reverse("dispatch:tap", args=[actions.tap_token(row), grade])


@pytest.fixture
def row(people):
    return Evaluation.objects.get(dispatch=orders.answered(people))


def test_one_tap_without_an_account_counts_at_once_and_only_once(people, row, at_monday):
    browser = Client()
    assert browser.get(tapped(row), follow=True).status_code == 200
    row.refresh_from_db()
    first = row.judged_at
    assert (row.result, row.solved, row.dispatch.state) == ("satisfied", "solved", "evaluated")
    browser.get(tapped(row, "dissatisfied"))
    row.refresh_from_db()
    assert (row.result, row.judged_at) == ("satisfied", first)


def test_a_program_that_fetches_ahead_is_no_verdict(people, row, at_monday):
    browser = Client()
    for header in ({"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}):
        browser.get(tapped(row), headers=header)
    browser.head(tapped(row))
    row.refresh_from_db()
    assert row.judged_at is None


def test_a_forged_or_old_link_and_one_of_an_earlier_round_open_nothing(people, row, at_monday):
    token = actions.tap_token(row)
    for bad in (token[:-2] + "xx", "1:2:3"):
        assert Client().get(reverse("dispatch:tap", args=[bad, "satisfied"])).status_code == 404
    Dispatch.objects.filter(pk=row.dispatch_id).update(round=2)
    assert Client().get(reverse("dispatch:tap", args=[token, "satisfied"])).status_code == 404
    row.refresh_from_db()
    assert row.judged_at is None


def test_nobody_judges_his_own_unit_by_a_link_either(people, row, at_monday):
    Seat.objects.create(person=row.person, organization=people.org("park"), role="unit_clerk", since=date(2020, 1, 1))
    Client().get(tapped(row))
    row.refresh_from_db()
    assert row.judged_at is None


def test_the_link_is_told_to_the_person_alone_and_can_be_changed_there(people, row, at_monday):
    run_reactions(REACTIONS, at=MONDAY + 3 * DAY)
    notice = Notice.objects.get(person=row.person, zh__contains="有答复了")
    browser = Client()
    assert "点一下就算数" in browser.get(notice.url).content.decode()
    browser.get(tapped(row))
    said = {"attitude": "satisfied", "result": "dissatisfied", "solved": "unsolved", "reasons": "not_done"}
    assert browser.post(notice.url, {**said, "comment": "又松了"}).status_code in (302, 422)


# --- Visits, projects, the ledger -----------------------------------------------------------------------------


def photo(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    out.seek(0)
    return out


def sight(**more):
    given = {"visited_on": date(2022, 9, 27), "finding": "partly", "notes": "一半修好了"}
    parties = {"reporter": "记者", "member": "市政协委员", "unit": "园林处处长"}
    return actions.Sight(**{**given, **parties, **more})


def test_a_visit_keeps_both_photos_the_next_day_and_later_its_piece(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    order = orders.answered(people)
    row = actions.follow_up(
        order, sight(before=photo(), after=photo("green"), next_on=date(2022, 10, 10)), actor=people.han,
        at=MONDAY + 3 * DAY,
    )  # fmt: skip
    with row.after_photo.open("rb") as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("JPEG", (60, 40))
    assert queries.board(people.sun, MONDAY + 10 * DAY).visits == [row]
    actions.publish_visit(order, row, article_url="https://example.com/a", actor=people.han, at=MONDAY + 4 * DAY)
    assert FollowUpVisit.objects.get().article_url == "https://example.com/a"
    actions.follow_up(order, sight(visited_on=date(2022, 10, 10)), actor=people.han, at=MONDAY + 15 * DAY)
    assert queries.board(people.sun, MONDAY + 15 * DAY).visits == []


def test_a_visit_without_one_of_the_three_or_with_a_text_as_photo_is_refused(people):
    order = orders.answered(people)
    with lacking("三方"):
        actions.follow_up(order, sight(member=" "), actor=people.han, at=MONDAY + 3 * DAY)
    with pytest.raises(Invalid):
        actions.follow_up(order, sight(before=io.BytesIO(b"hello")), actor=people.han, at=MONDAY + 3 * DAY)
    assert not FollowUpVisit.objects.exists()


def test_an_outcome_belongs_to_a_project_of_the_years_list(people):
    order = orders.closed(people)
    effect = actions.Effect("fix", "步道修好了", date(2022, 9, 29))
    made = ("livelihood", 2022, "步道整治")
    for _ in range(2):
        actions.tell_outcome(order, effect, new_project=made, actor=people.sun, at=MONDAY + 5 * DAY)
    project = KeyProject.objects.get()
    assert (project.code, Outcome.objects.filter(project=project).count()) == ("SS2022-01", 2)


def test_every_step_but_the_first_is_addressed_to_a_post_and_may_be_joint(people):
    order = orders.handling(people)
    actions.supervise(order, "remind", actor=people.sun, at=MONDAY)
    with lacking("哪个职务"):
        actions.supervise(order, "warn", actor=people.sun, at=MONDAY)
    actions.supervise(
        order, "warn", kind="democratic", joint=("public_opinion", "democratic", "x"), addressed_to="分管副局长",
        actor=people.sun, at=MONDAY,
    )  # fmt: skip
    step = queries.supervisions_of(order)[-1]
    assert (step.kind, step.joint, step.addressed_to) == ("democratic", ["public_opinion"], "分管副局长")


def test_a_promise_without_a_report_for_a_quarter_is_asked_for_each_quarter(people):
    order = orders.answered(people, letter="B")
    accepted = MONDAY + 2 * DAY
    counts = []
    for days in (90, 91, 92, 182, 183):
        actions.run_timers(accepted + timedelta(days=days))
        counts.append(Reminder.objects.filter(dispatch=order, kind="quarter").count())
    assert timedelta(days=91) == QUARTER
    assert counts == [0, 1, 1, 2, 2]
