"""What follows: people are told, verdicts are asked for, reviewers' decisions are taken over."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, Cast, cast
from tests.voices.making import accepted, dispatched, say, with_phone

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.ledger.actions import run_reactions
from shangliang.notices.models import Notice
from shangliang.people.models import Consent
from shangliang.publication.actions import review
from shangliang.publication.models import ModerationCase
from shangliang.voices import actions, queries
from shangliang.voices.models import Voice
from shangliang.voices.queries.similar import SHELF
from shangliang.voices.reactions import REACTIONS, TIMERS, UNTOLD
from shangliang.voices.telling import LATER, NEXT, TOLD
from shangliang.voices.workflow import OPEN, VOICE

pytestmark = pytest.mark.django_db


def follow(times: int = 3) -> None:
    for _ in range(times):
        run_reactions(REACTIONS, at=MONDAY)


def test_every_told_verb_is_in_the_table_and_every_open_state_names_who_is_next() -> None:
    assert set(TOLD) - {"correct_due"} <= set(VOICE.by_verb)
    assert set(UNTOLD) <= set(TOLD)
    assert set(NEXT) == set(LATER) == set(OPEN)


def test_the_speaker_is_told_at_each_change_and_only_once() -> None:
    who = cast()
    voice = dispatched(who)
    follow()
    told = list(Notice.objects.order_by("pk").values_list("person", "zh", "url"))
    li = who.people["li"].pk
    assert [(person, zh.rsplit("：", 1)[1]) for person, zh, _ in told] == [(li, "受理"), (li, "转给承办单位")]
    assert {url for _, _, url in told} == {f"/v/{voice.query_code}"}
    follow()
    assert Notice.objects.count() == 2


def test_who_joined_or_was_merged_in_is_told_without_the_other_ones_words() -> None:
    who = cast()
    one, other = accepted(who, "我叫王小明，王哥庄助餐点周末不开门。"), accepted(who, by="qian")
    actions.merge(other, one, actor=who.zhou, at=MONDAY)
    follow()
    Notice.objects.all().delete()
    actions.mark_dispatched(one, actor=who.zhou, at=MONDAY, unit=who.org("park"))
    follow()
    told = {notice.person_id: notice for notice in Notice.objects.all()}
    assert set(told) == {who.people["li"].pk, who.people["qian"].pk}
    assert "王小明" not in told[who.people["qian"].pk].zh
    assert told[who.people["qian"].pk].url == "/mine"


def test_the_window_opens_by_itself_for_who_can_answer_online() -> None:
    who = cast()
    with_phone(who.people["li"], "13800001234")
    online, by_paper = dispatched(who), dispatched(who, by="qian")
    for voice in (online, by_paper):
        actions.mark_replied(voice, at=MONDAY, text="好了")
    follow()
    online.refresh_from_db()
    by_paper.refresh_from_db()
    assert (online.state, by_paper.state) == ("callback", "replied")


def reviewed(who: Cast, verdict: str, **more: str) -> None:
    case = ModerationCase.objects.get()
    review(case, verdict, actor=who.reviewer, at=MONDAY, **more)
    follow()


def consenting(who: Cast) -> Voice:
    voice = accepted(who, "我叫王小明，电话 13800001234，助餐点周末不开门。", may_publish=True)
    follow()
    voice.refresh_from_db()
    return voice


def test_nothing_is_public_before_a_reviewer_releases_a_redacted_text() -> None:
    who = cast()
    voice = consenting(who)
    assert voice.publication == "queued"
    assert not queries.public_voices().exists()
    reviewed(who, "approve", redacted="助餐点周末不开门\n老人没处吃饭。")
    assert [(row.pk, row.body_public) for row in queries.public_voices()] == [
        (voice.pk, "助餐点周末不开门\n老人没处吃饭。")
    ]


def test_without_consent_nothing_is_queued() -> None:
    who = cast()
    voice = accepted(who)
    follow()
    assert not ModerationCase.objects.exists()
    with pytest.raises(Missing):
        actions.queue_for_publication(voice, actor=who.zhou, at=MONDAY)


@pytest.mark.parametrize("more", [{"demand_type": "report"}, {"is_confidential": True}])
def test_reports_and_secret_voices_are_never_queued(more: dict) -> None:
    who = cast()
    voice = accepted(who, may_publish=True, **more)
    follow()
    assert not ModerationCase.objects.exists()
    with pytest.raises(NotNow):
        actions.queue_for_publication(voice, actor=who.zhou, at=MONDAY)


def test_a_rejected_text_stays_private_and_a_hidden_one_leaves_the_public() -> None:
    who = cast()
    voice = consenting(who)
    reviewed(who, "reject", reason="含个人信息", reason_code="personal")
    voice.refresh_from_db()
    assert (voice.publication, voice.body_public) == ("rejected", "")
    other = accepted(who, "路灯坏了三盏，晚上很黑。", may_publish=True)
    follow()
    case = ModerationCase.objects.get(subject_code=other.code)
    review(case, "approve", actor=who.reviewer, at=MONDAY, redacted="路灯坏了三盏")
    follow()
    assert queries.public_voices().get() == other
    review(case, "hide", actor=who.reviewer, at=MONDAY, reason="本人要求", reason_code="asked_private")
    follow()
    assert not queries.public_voices().exists()


def test_the_person_may_take_the_words_back_at_any_time() -> None:
    who = cast()
    voice = consenting(who)
    reviewed(who, "approve", redacted="助餐点周末不开门")
    voice.refresh_from_db()
    with pytest.raises(Forbidden):
        actions.keep_private(voice, actor=who.qian, at=MONDAY)
    actions.keep_private(voice, actor=who.li, at=MONDAY)
    assert not queries.public_voices().exists()
    assert Consent.objects.get(purpose="voice.publish").withdrawn_at == MONDAY


def test_the_timers_touch_nothing_that_is_not_due() -> None:
    who = cast()
    dispatched(who)
    assert [timer(MONDAY + timedelta(days=400)) for timer in TIMERS] == [0] * len(TIMERS)


def test_similar_voices_are_found_by_their_words_and_only_where_one_may_look() -> None:
    who = cast()
    SHELF.name = ""
    one = say(who, "王哥庄助餐点周末不开门，老人没处吃饭。", district=who.org("laoshan"))
    say(who, "香港中路路灯坏了三盏，晚上很黑。")
    found = queries.similar("助餐点周末关门，老人吃不上饭", visible=queries.visible_to(who.zhou))
    assert [voice for voice, _ in found] == [one]
    assert 0.2 <= found[0][1] <= 1
    assert [v for v, _ in queries.similar("助餐点周末关门", visible=queries.visible_to(who.far))] == [one]
    assert queries.similar("助餐点周末关门", visible=queries.visible_to(who.qian)) == []
    assert queries.similar_public("助餐点周末关门") == []
    newer = say(who, "王哥庄助餐点双休日关门，老人没处吃饭。")
    again = queries.similar("助餐点周末关门，老人没处吃饭", visible=queries.visible_to(who.zhou), without=one.pk)
    assert [voice for voice, _ in again] == [newer]
