"""A voice from the first word to the verdict, as the cast."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.voices.making import TEXT, accepted, awaiting_verdict, dispatched, say, with_phone

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotFound, NotNow
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.people.models import Consent
from shangliang.voices import actions, queries
from shangliang.voices.models import Attachment, Supplement, Voice
from shangliang.voices.rules import LONGEST

pytestmark = pytest.mark.django_db
GOOD = {"satisfaction": "satisfied", "solved": "solved"}
BAD = {"satisfaction": "dissatisfied", "solved": "unsolved", "reason": "还是不开门"}


def test_a_submitted_voice_has_a_code_of_its_day_a_query_code_and_an_owner() -> None:
    who = cast()
    first, second = say(who), say(who, "香港中路路灯坏了三盏，晚上很黑。")
    assert (first.code, second.code) == ("220926-0001", "220926-0002")
    assert first.query_code
    assert len(first.query_code) == 8
    assert first.query_code != second.query_code
    assert first.speaker == who.people["li"]
    assert first.title == "崂山区王哥庄街道的助餐点周末不开门"
    assert (first.state, first.publication) == ("submitted", "private")


def test_what_was_said_stands_in_no_public_event() -> None:
    who = cast()
    voice = say(who, "我叫王小明，电话 13800001234，门口堆垃圾。")
    assert all(
        "13800001234" not in event.leaf and "王小明" not in event.leaf for event in events_of("voice", voice.code)
    )
    assert "13800001234" not in voice.title


def test_consent_is_recorded_for_handling_and_apart_for_publication() -> None:
    who = cast()
    say(who)
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["voice.handle"]
    say(who, may_publish=True)
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"voice.handle", "voice.publish"}


def test_without_consent_nothing_is_kept() -> None:
    who = cast()
    with pytest.raises(Missing):
        say(who, has_consent=False)
    assert not Voice.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n ", "啊"])
def test_an_empty_text_is_refused(text: str) -> None:
    who = cast()
    with pytest.raises(Invalid) as refused:
        say(who, text)
    assert refused.value.field == "text"


def test_a_text_of_100_000_characters_is_refused_with_its_length() -> None:
    who = cast()
    with pytest.raises(Invalid) as refused:
        say(who, "字" * 100_000)
    assert "100000" in refused.value.words.zh
    assert str(LONGEST) in refused.value.words.zh
    assert not Voice.objects.exists()


def test_a_childs_voice_waits_for_the_guardian_and_goes_on_when_he_agrees() -> None:
    who = cast()
    guardian = with_phone(who.people["li"], "13800001111")
    voice = actions.submit_voice(
        actions.Saying(text=TEXT, age_band="child", guardian=guardian), actor=who.li, at=MONDAY
    )
    assert (voice.state, voice.speaker, voice.phone_tail) == ("awaiting_guardian", None, "1111")
    with pytest.raises(Forbidden):
        actions.guardian_consent(voice, actor=who.qian, at=MONDAY)
    actions.guardian_consent(voice, actor=who.li, at=MONDAY)
    assert voice.state == "submitted"


def test_a_child_without_a_guardian_is_refused() -> None:
    who = cast()
    with pytest.raises(Missing):
        say(who, age_band="child")


def test_after_seven_days_without_the_guardian_nothing_of_the_childs_words_is_left() -> None:
    who = cast()
    voice = actions.submit_voice(
        actions.Saying(text="小学门口的斑马线看不清了，我差点摔倒。", age_band="child", guardian=who.people["li"]),
        actor=who.li, at=MONDAY,
    )  # fmt: skip
    Supplement.objects.create(voice=voice, text="我叫小红", added_at=MONDAY)
    Voice.objects.filter(pk=voice.pk).update(due_at=MONDAY + timedelta(days=7))
    assert actions.lapse_guardians(MONDAY + timedelta(days=6)) == 0
    assert actions.lapse_guardians(MONDAY + timedelta(days=8)) == 1
    voice.refresh_from_db()
    assert voice.state == "withdrawn"
    assert "斑马线" not in f"{voice.title}{voice.body_original}"
    assert not Supplement.objects.exists()
    assert not Attachment.objects.exists()


def test_accepting_needs_the_five_elements_checked() -> None:
    who = cast()
    voice = say(who)
    with pytest.raises(Missing):
        actions.accept(voice, actor=who.zhou, at=MONDAY, elements_checked=False)
    actions.accept(voice, actor=who.zhou, at=MONDAY, elements_checked=True)
    assert voice.state == "accepted"


def test_a_refusal_needs_a_second_person_and_tells_the_way() -> None:
    who = cast()
    voice = say(who)
    actions.refuse(voice, actor=who.zhou, at=MONDAY, reason="已进入诉讼", channel="人民法院")
    with pytest.raises(Missing):
        actions.confirm_refusal(voice, actor=who.zhou, at=MONDAY)
    assert voice.state == "refusal_review"
    actions.confirm_refusal(voice, actor=who.agent2, at=MONDAY)
    assert voice.state == "not_accepted"
    assert "人民法院" in voice.screen_note


def test_a_second_person_may_overturn_a_refusal() -> None:
    who = cast()
    voice = say(who)
    actions.refuse(voice, actor=who.zhou, at=MONDAY, reason="已进入诉讼", channel="人民法院")
    actions.overturn_refusal(voice, actor=who.agent2, at=MONDAY, reason="没有起诉过")
    assert (voice.state, voice.screen_note) == ("submitted", "")


def test_danger_is_referred_to_the_emergency_number_and_never_published() -> None:
    who = cast()
    voice = say(who, "楼下着火了，有人困在里面！", may_publish=True)
    actions.refer_emergency(voice, actor=who.zhou, at=MONDAY, channel="119")
    assert (voice.state, voice.publication) == ("emergency_referred", "private")
    with pytest.raises(NotNow):
        actions.queue_for_publication(voice, actor=who.zhou, at=MONDAY)


def test_merging_counts_the_person_and_keeps_both() -> None:
    who = cast()
    one, other = accepted(who), accepted(who, "王哥庄助餐点周六周日都关门。", by="qian")
    actions.merge(other, one, actor=who.zhou, at=MONDAY)
    one.refresh_from_db()
    assert (other.state, other.merged_into, one.also_count) == ("merged", one, 1)
    assert set(queries.owners_of([one])) == {who.people["li"], who.people["qian"]}


def test_a_voice_is_not_merged_into_itself_or_into_one_that_was_merged_away() -> None:
    who = cast()
    one, other, third = accepted(who), accepted(who), accepted(who)
    with pytest.raises(Missing):
        actions.merge(one, one, actor=who.zhou, at=MONDAY)
    actions.merge(one, other, actor=who.zhou, at=MONDAY)
    with pytest.raises(Missing):
        actions.merge(third, one, actor=who.zhou, at=MONDAY)


def test_a_report_never_goes_to_the_accused_unit_nor_is_it_seen_there() -> None:
    who = cast()
    report = accepted(who, "市园林局有人收红包，请查。", demand_type="report", unit=who.org("park"))
    with pytest.raises(Missing):
        actions.mark_dispatched(report, actor=who.zhou, at=MONDAY, unit=who.org("park"))
    actions.mark_dispatched(report, actor=who.zhou, at=MONDAY, unit=who.org("roads"))
    assert report not in queries.visible_to(who.wu)
    assert report in queries.visible_to(who.co)
    assert queries.contact_of(who.co, report) == ("（要求保密）", "")
    assert queries.contact_of(who.zhou, report)[0] == "市民小李"


def test_the_unit_and_the_reply_are_noted_in_the_record_but_not_the_words() -> None:
    who = cast()
    voice = dispatched(who)
    actions.mark_replied(voice, at=MONDAY, text="周末也开。", unit=who.org("park"))
    events = list(events_of("voice", voice.code))
    assert leaf_facts(events[2]) == {"unit": "市园林和林业局", "policy": "voice.normal"}
    assert all("周末也开" not in event.leaf for event in events)
    assert [reply.text for reply in queries.replies_of(voice)] == ["周末也开。"]


def test_a_good_verdict_closes_and_stays() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    actions.evaluate(voice, actor=who.li, at=MONDAY, **GOOD)
    assert (voice.state, voice.satisfaction, voice.solved) == ("closed", "satisfied", "solved")


def test_nobody_else_judges() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    for name in ("qian", "wu", "head", "zhou", "sun"):
        with pytest.raises(Forbidden):
            actions.evaluate(voice, actor=getattr(who, name), at=MONDAY, **GOOD)


def test_satisfied_but_unsolved_is_done_again() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    actions.evaluate(voice, actor=who.li, at=MONDAY, satisfaction="satisfied", solved="unsolved", reason="还没修")
    assert (voice.state, voice.redo_count) == ("redo", 1)


def test_a_bad_verdict_needs_a_reason() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    with pytest.raises(Missing):
        actions.evaluate(voice, actor=who.li, at=MONDAY, satisfaction="dissatisfied", solved="unsolved")
    assert voice.state == "callback"


def test_after_two_redos_the_supervisor_reviews() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    for expected in ("redo", "redo", "review"):
        actions.evaluate(voice, actor=who.li, at=MONDAY, **BAD)
        assert voice.state == expected
        if expected == "redo":
            actions.mark_dispatched(voice, actor=who.zhou, at=MONDAY, unit=who.org("park"))
            actions.mark_replied(voice, at=MONDAY, text="又看了一遍。")
            actions.call_back(voice, at=MONDAY)
    actions.close_review(voice, actor=who.sun, at=MONDAY, reason="已当面说明")
    assert (voice.state, voice.satisfaction) == ("closed", "dissatisfied")


def test_an_agent_writes_down_a_verdict_by_phone_but_not_on_his_own_offices_answer() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    with pytest.raises(Missing):
        actions.judge_by_phone(voice, actor=who.zhou, at=MONDAY, has_called=False, **GOOD)
    actions.judge_by_phone(voice, actor=who.zhou, at=MONDAY, has_called=True, **GOOD)
    assert voice.state == "closed"
    own = accepted(who)
    actions.answer_directly(own, "周一到周五开。", actor=who.zhou, at=MONDAY, basis="知识库 12")
    actions.call_back(own, at=MONDAY)
    with pytest.raises(Missing):
        actions.judge_by_phone(own, actor=who.zhou, at=MONDAY, has_called=True, **GOOD)


def test_an_unanswered_question_is_unrated_never_satisfied() -> None:
    who = cast()
    voice = awaiting_verdict(who)
    Voice.objects.filter(pk=voice.pk).update(due_at=MONDAY + timedelta(days=15))
    assert actions.expire_evaluations(MONDAY + timedelta(days=14)) == 0
    assert actions.expire_evaluations(MONDAY + timedelta(days=15)) == 1
    voice.refresh_from_db()
    assert (voice.state, voice.satisfaction) == ("closed_unrated", "")


def test_a_person_may_withdraw_but_not_a_report_under_investigation() -> None:
    who = cast()
    voice = dispatched(who)
    actions.withdraw(voice, actor=who.li, at=MONDAY)
    assert voice.state == "withdrawn"
    report = accepted(who, "有人收红包，请查。", demand_type="report")
    with pytest.raises(Missing):
        actions.withdraw(report, actor=who.li, at=MONDAY)


def test_pooling_copies_and_changes_no_state() -> None:
    who = cast()
    voice = dispatched(who)
    due = voice.due_at
    actions.to_topic_pool(voice, actor=who.chen, at=MONDAY)
    assert (voice.state, voice.pooled_at, voice.due_at) == ("dispatched", MONDAY, due)


def test_termination_needs_the_units_request_and_a_reason() -> None:
    who = cast()
    voice = dispatched(who)
    with pytest.raises(Missing):
        actions.approve_termination(voice, actor=who.sun, at=MONDAY, reason="", has_request=False)
    actions.approve_termination(voice, actor=who.sun, at=MONDAY, reason="诉讼中", has_request=True)
    assert voice.state == "terminated"


def test_joining_counts_each_person_once_and_only_public_voices() -> None:
    who = cast()
    voice = accepted(who)
    with pytest.raises(NotNow):
        actions.join_voice(voice, who.people["qian"], MONDAY)
    Voice.objects.filter(pk=voice.pk).update(publication="public", body_public="助餐点周末不开门")
    voice.refresh_from_db()
    assert actions.join_voice(voice, who.people["qian"], MONDAY) is True
    assert actions.join_voice(voice, who.people["qian"], MONDAY) is False
    assert actions.join_voice(voice, who.people["li"], MONDAY) is False
    voice.refresh_from_db()
    assert voice.also_count == 1


def test_staff_see_their_region_and_people_only_their_own() -> None:
    who = cast()
    city_wide, there = say(who), say(who, district=who.org("laoshan"))
    assert set(queries.visible_to(who.zhou)) == {city_wide, there}
    assert set(queries.visible_to(who.far)) == {there}
    assert set(queries.visible_to(who.li)) == {city_wide, there}
    for stranger in ("qian", "wu", "han", "reviewer", "zhao", "sysadmin"):
        assert not queries.visible_to(getattr(who, stranger)).exists(), stranger
    with pytest.raises(NotFound):
        queries.find(who.qian, city_wide.code)


def test_opening_a_phone_needs_a_reason_and_is_recorded() -> None:
    who = cast()
    with_phone(who.people["li"], "13800001111")
    voice = say(who)
    assert voice.phone_tail == "1111"
    with pytest.raises(Missing):
        actions.open_speaker_phone(voice, actor=who.zhou, at=MONDAY, reason="")
    assert actions.open_speaker_phone(voice, actor=who.zhou, at=MONDAY, reason="回访") == "13800001111"
    with pytest.raises(Forbidden):
        actions.open_speaker_phone(voice, actor=who.qian, at=MONDAY, reason="好奇")


def test_a_voice_taken_down_by_phone_finds_or_registers_the_caller() -> None:
    who = cast()
    known = with_phone(who.people["li"], "13800001111")
    saying = actions.Saying(
        text=TEXT, channel="hotline", caller_name="李女士", place_text="王哥庄", happened_on=MONDAY.date()
    )
    one = actions.take_down(saying, phone="13800001111", actor=who.zhou, at=MONDAY, accept_now=True)
    other = actions.take_down(saying, phone="13900002222", actor=who.zhou, at=MONDAY)
    unknown = actions.take_down(saying, phone="", actor=who.zhou, at=MONDAY)
    assert one.speaker == known
    assert one.state == "accepted"
    assert other.speaker is not None
    assert str(other.speaker) == "李女士"
    assert unknown.speaker is None
    assert unknown.state == "submitted"


def test_taking_down_and_accepting_at_once_needs_all_five_elements() -> None:
    who = cast()
    saying = actions.Saying(text=TEXT, channel="hotline", caller_name="李女士")
    with pytest.raises(Missing):
        actions.take_down(saying, phone="", actor=who.zhou, at=MONDAY, accept_now=True)
    assert not Voice.objects.exists()


def test_the_discovery_reads_accepted_voices_but_no_reports_and_no_secrets() -> None:
    who = cast()
    heard = accepted(who)
    say(who)
    accepted(who, demand_type="report")
    accepted(who, is_confidential=True)
    found = queries.messages_for_hotspots()
    assert [message.id for message in found] == [str(heard.pk)]
    assert found[0].reporter == heard.reporter_key != ""
    assert not queries.messages_for_hotspots(datetime(2022, 9, 27, tzinfo=UTC))


def test_the_system_alone_reports_a_units_reply() -> None:
    who = cast()
    voice = dispatched(who)
    with pytest.raises(Forbidden):
        actions.mark_replied(voice, at=MONDAY, text="好了", actor=who.head)
    actions.mark_replied(voice, at=MONDAY, text="好了", actor=SYSTEM)
    assert voice.state == "replied"
