"""Categories: trained from confirmed ones, shown with a score, switched on by a person, guessed, confirmed."""

import pytest
from tests.cast import MONDAY, Cast, cast
from tests.voices.visiting import fresh_house, signed_in

from shangliang.kernel.calendar import now
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import begin_many, work_once
from shangliang.ledger.actions.cases import Opening
from shangliang.ledger.models import Event
from shangliang.voices import actions, queries
from shangliang.voices.models import CategoryGuess, CategoryModel, Voice
from shangliang.voices.reactions import HANDLERS

pytestmark = pytest.mark.django_db
SAID = {
    "水电气暖": "小区的暖气不热，供热管道漏水，家里只有十四度，热力公司说第{}天来修。",
    "交通出行": "公交车第{}路早高峰等车时间太长，站台拥挤，请增加公交班次。",
    "教育": "学校第{}年级课后服务老师不够，孩子放学没有人管，学校没有答复。",
}


@pytest.fixture
def who(settings, tmp_path) -> Cast:
    fresh_house(settings, tmp_path)
    return cast()


def say_all(who: Cast, each: int, *, named: bool = True) -> list[Voice]:
    first = Voice.objects.count() + 1
    rows = [
        Voice(
            code=f"220920-{first + place:04d}", channel="import", title=words.format(place)[:20],
            body_original=words.format(place), category=name if named else "", received_at=MONDAY,
            reporter_key=f"p{first + place}", region=who.org("city"),
        )
        for place, (name, words) in enumerate(pair for _ in range(each) for pair in SAID.items())
    ]  # fmt: skip
    begin_many([Opening(row, "import") for row in rows], actor=SYSTEM, at=MONDAY)
    return rows


def trained(who: Cast) -> CategoryModel:
    row = actions.request_training(actor=who.zhou, at=MONDAY)
    return actions.train(row, MONDAY)


def test_a_training_shows_its_score_before_anybody_switches_it_on(who):
    say_all(who, 12)
    desk = signed_in(who, "zhou")
    desk.post("/desk/voices/categories/models/train")
    assert "data-poll" in desk.get("/desk/voices/categories/models").content.decode()
    work_once(HANDLERS, worker="w", at=now())
    row = CategoryModel.objects.get()
    assert (row.status, row.is_on, row.example_count) == ("done", False, 36)
    assert row.score["macro_f1"] > 0.9
    assert set(row.score["per_class"]) == set(SAID)
    page = desk.get("/desk/voices/categories/models").content.decode()
    assert f"{row.score['macro_f1']:.4f}" in page
    assert actions.guess_waiting(MONDAY) == 0
    desk.post(f"/desk/voices/categories/models/{row.number}/on")
    assert CategoryModel.objects.get().is_on
    assert "在用" in desk.get("/desk/voices/categories/models").content.decode()


def test_what_has_no_category_is_guessed_and_confirmed_and_the_machine_is_marked(who):
    say_all(who, 12)
    actions.switch_on(trained(who), actor=who.zhou, at=MONDAY)
    fresh = say_all(who, 1, named=False)
    assert actions.guess_waiting(MONDAY) == 3
    assert actions.guess_waiting(MONDAY) == 0
    guess = CategoryGuess.objects.get(voice=fresh[0])
    assert guess.category == "水电气暖"
    assert Voice.objects.get(pk=fresh[0].pk).category == ""
    desk = signed_in(who, "zhou")
    page = desk.get("/desk/voices/categories").content.decode()
    assert 'data-choice="1" data-yes' in page
    desk.post(f"/desk/voices/{fresh[0].code}/category", {"category": "水电气暖"})
    desk.post(f"/desk/voices/{fresh[1].code}/category", {"other": "城市管理"})
    assert [Voice.objects.get(pk=row.pk).category for row in fresh] == ["水电气暖", "城市管理", ""]
    assert queries.guesses_right(queries.model_in_use()) == (1, 2)
    assert Event.objects.filter(verb="confirm_category").count() == 2
    refused = desk.post(f"/desk/voices/{fresh[2].code}/category", {"category": "没有这一类"}, follow=True)
    assert "没有这个分类" in refused.content.decode()


def test_a_closed_voice_can_be_put_into_a_category_and_its_state_stays(who):
    (voice, *_rest) = say_all(who, 1, named=False)
    Voice.objects.filter(pk=voice.pk).update(state="closed")
    voice.refresh_from_db()
    actions.confirm_category(voice, "教育", actor=who.agent2, at=MONDAY)
    voice.refresh_from_db()
    assert (voice.category, voice.state) == ("教育", "closed")


def test_the_persons_word_wins_and_a_sure_guess_feeds_discovery_meanwhile(who):
    (voice, *_rest) = say_all(who, 1, named=False)
    model = CategoryModel.objects.create(number=1, asked_at=MONDAY, status="done", is_on=True)
    guess = CategoryGuess.objects.create(
        voice=voice, model=model, category="教育", confidence=0.9, for_person=True, guessed_at=MONDAY
    )
    told = {message.id: message.category for message in queries.messages_for_hotspots()}
    assert told[str(voice.pk)] == ""
    CategoryGuess.objects.filter(pk=guess.pk).update(for_person=False)
    assert [message.category for message in queries.messages_of([voice.pk])] == ["教育"]
    actions.confirm_category(voice, "水电气暖", actor=who.zhou, at=MONDAY)
    assert [message.category for message in queries.messages_of([voice.pk])] == ["水电气暖"]
    assert ("水电气暖", None) in {row[:2] for row in queries.daily_counts(MONDAY.date())}


def test_who_may_train_and_confirm(who):
    say_all(who, 12)
    for name in ("agent2", "li", "wu", "leader", "chen"):
        with pytest.raises(Forbidden):
            actions.request_training(actor=getattr(who, name), at=MONDAY)
    row = trained(who)
    with pytest.raises(Forbidden):
        actions.switch_on(row, actor=who.agent2, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.confirm_category(Voice.objects.first(), "教育", actor=who.wu, at=MONDAY)
    with pytest.raises(Invalid):
        actions.confirm_category(Voice.objects.first(), "", actor=who.zhou, at=MONDAY)
    actions.switch_on(row, actor=who.zhou, at=MONDAY)
    with pytest.raises(NotNow):
        actions.switch_on(row, actor=who.zhou, at=MONDAY)
    for name, status in (("zhou", 200), ("agent2", 200), ("chen", 403), ("leader", 403), ("li", 403)):
        assert signed_in(who, name).get("/desk/voices/categories").status_code == status, name


def test_too_few_examples_end_in_words(who):
    say_all(who, 2)
    row = trained(who)
    assert (row.status, row.is_on) == ("failed", False)
    assert "至少要两个分类" in row.error
    with pytest.raises(NotNow):
        actions.switch_on(row, actor=who.zhou, at=MONDAY)
