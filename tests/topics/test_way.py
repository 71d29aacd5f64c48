"""A topic's whole way: from clue to close, with what each step needs and who is told."""

import pytest
from tests.topics.builders import World, approved, candidate, clue, ready, researching, tracking, voices, world

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow
from shangliang.kernel.workflow import ANYONE
from shangliang.ledger.actions import run_reactions
from shangliang.ledger.queries import events_of
from shangliang.notices.models import Notice
from shangliang.topics import actions, queries
from shangliang.topics.models import Topic, TopicCall
from shangliang.topics.reactions import REACTIONS
from shangliang.voices.models import VoiceJoin


@pytest.fixture
def found(db) -> World:
    return world()


def test_codes_run_through_the_year_without_gaps(found):
    codes = [clue(found, voices=voices(found)).code for _ in range(2)]
    assert codes == ["2022-01", "2022-02"]


def test_a_clue_without_ground_or_sources_is_no_candidate(found):
    topic = actions.collect_clue("没有根据的事", **found.by("chen"))
    with pytest.raises(Missing) as refused:
        actions.shortlist(topic, **found.by("chen"))
    assert len(refused.value.next_steps) == 2
    actions.classify(topic, {"sources": ["party"], "note": "委员调研时多次听到。"}, **found.by("chen"))
    actions.shortlist(topic, **found.by("chen"))
    assert topic.state == "candidate"


def test_sources_are_the_four_and_no_others(found):
    with pytest.raises(Invalid):
        actions.collect_clue("来源不对", sources=("rumour",), **found.by("chen"))
    assert not Topic.objects.exists()


def test_strangers_collect_no_clues(found):
    with pytest.raises(Forbidden):
        actions.collect_clue("没有名字的事", actor=ANYONE, at=found.at)
    assert not Topic.objects.exists()


def test_research_ends_only_with_three_visits_and_three_papers(found):
    topic = researching(found)
    texts = {"report": "报告", "questions": "问题", "answers": "说明"}
    actions.note_visits(topic, planned=3, done=2)
    actions.write_report(topic, texts, **found.by("zheng"))
    with pytest.raises(Missing) as refused:
        actions.finish_research(topic, **found.by("zheng"))
    assert len(refused.value.next_steps) == 1
    actions.note_visits(topic, planned=3, done=3)
    actions.finish_research(topic, **found.by("zheng"))
    assert (topic.state, topic.stage) == ("ready", "deliberate")


def test_a_topic_closes_only_when_every_idea_is_settled_and_its_effect_is_told(found):
    topic = tracking(found)
    with pytest.raises(Missing) as refused:
        actions.close(topic, **found.by("leader"))
    assert len(refused.value.next_steps) == 2
    actions.report_effect(topic, "栈道全线有灯，夜间投诉归零。", **found.by("chen"))
    actions.note_ideas(topic, total=2, dispatched=2, settled=2)
    actions.close(topic, **found.by("leader"))
    assert (topic.state, topic.stage) == ("closed", "supervise")


def test_the_stage_follows_the_figures_that_upper_slices_report(found):
    topic = tracking(found)
    stages = []
    for dispatched in (0, 1, 2):
        actions.note_ideas(topic, total=2, dispatched=dispatched, settled=0)
        stages.append(Topic.objects.get(pk=topic.pk).stage)
    assert stages == ["dispatch", "dispatch", "supervise"]


def test_only_the_system_starts_and_ends_the_session(found):
    topic = ready(found)
    with pytest.raises(Forbidden):
        actions.mark_in_session(topic, actor=found.cast.chen, at=found.at)


def test_a_suspended_topic_comes_back_into_the_plan(found):
    topic = researching(found)
    actions.suspend(topic, reason="汛期", **found.by("leader"))
    actions.resume(topic, reason="汛期过了", **found.by("leader"))
    assert topic.state == "scheduled"


def test_everybody_behind_a_topic_is_told_once_at_each_step(found):
    topic = clue(found)
    fed = queries.voices_of(topic)[0]
    VoiceJoin.objects.create(voice=fed, person=found.cast.people["qian"], joined_at=found.at)
    actions.shortlist(topic, **found.by("chen"))
    for _ in range(2):
        run_reactions(REACTIONS, at=found.at)
    told = {notice.person.name: notice.zh for notice in Notice.objects.select_related("person")}
    assert set(told) == {"市民小李", "外人钱", "联络室陈"}
    assert told["市民小李"] == "您反映的事所在的议题“海边栈道怎样照明又不扰民”：列为候选议题。"
    assert Notice.objects.count() == 3


def test_scores_are_not_news_for_the_people_behind(found):
    topic = candidate(found)
    run_reactions(REACTIONS, at=found.at)
    before = Notice.objects.count()
    actions.classify(topic, {"problem": "没有灯"}, **found.by("chen"))
    run_reactions(REACTIONS, at=found.at)
    assert Notice.objects.count() == before


def test_the_public_record_of_a_clue_holds_neither_title_nor_person(found):
    topic = clue(found)
    leaf = events_of("topic", topic.code).get().leaf
    assert "栈道" not in leaf
    assert "陈" not in leaf


def test_who_sees_which_topics(found):
    hidden = clue(found)
    public = approved(found)
    seen = {
        name: set(queries.visible_to(getattr(found.cast, name)).values_list("code", flat=True))
        for name in ("chen", "leader", "zhao", "zhou", "li", "wu", "far", "auditor")
    }
    both, one = {hidden.code, public.code}, {public.code}
    assert seen == {
        "chen": both, "leader": both, "zhao": both, "zhou": both, "li": one, "wu": one, "far": one, "auditor": one,
    }  # fmt: skip


def test_a_proposer_sees_the_own_clue(found):
    actions.announce_call("明年商量什么", opens_on=found.at.date(), closes_on=found.at.date(), **found.by("chen"))
    topic = actions.answer_call("学校门口的路", **found.by("li"))
    assert list(queries.visible_to(found.cast.li)) == [topic]
    assert not queries.visible_to(found.cast.qian).exists()
    assert TopicCall.objects.get().clue_count == 1


def test_a_clue_of_a_citizen_needs_an_open_call_and_nobody_floods_one(found):
    with pytest.raises(NotNow):
        actions.answer_call("学校门口的路", **found.by("li"))
    today = found.at.date()
    actions.announce_call("明年商量什么", opens_on=today, closes_on=today, **found.by("chen"))
    for place in range(10):
        actions.answer_call(f"第 {place} 件", **found.by("li"))
    with pytest.raises(NotNow):
        actions.answer_call("第 11 件", **found.by("li"))
    actions.answer_call("别人的事", **found.by("qian"))


def test_voices_are_added_once(found):
    topic = clue(found)
    more = voices(found, ("qian", "栈道灯坏了", "修一修。"), at=found.at)
    assert actions.add_voices(topic, more, **found.by("zhou")) == 1
    assert actions.add_voices(topic, more, **found.by("zhou")) == 0
    assert Topic.objects.get(pk=topic.pk).voice_count == 2
