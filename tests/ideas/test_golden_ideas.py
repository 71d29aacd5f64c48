"""Golden ideas: captured word by word, refined, numbered, approved, answered; who may see them."""

from datetime import date

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import lacking
from tests.opinions.crowds import opened, statements, two_camps

from shangliang.ideas import actions, queries
from shangliang.ideas.models import GoldenIdea, IdeaPoint
from shangliang.ideas.reactions import REACTIONS
from shangliang.ideas.rules import class_counts, overall_adoption, read_points, state_counts, topic_figures
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.ledger.actions import run_reactions
from shangliang.ledger.queries import events_of
from shangliang.notices.models import Notice
from shangliang.opinions import actions as mapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def test_points_are_read_one_a_line_without_their_numbers():
    assert read_points("1. 先建两块\n\n二、给出停车去处\n（三）留晾晒架") == ["先建两块", "给出停车去处", "留晾晒架"]


@pytest.mark.parametrize(
    ("points", "whole"),
    [
        (["adopted", "adopted"], "adopted"),
        (["adopted", "not_adopted"], "partly_adopted"),
        (["partly_adopted"], "partly_adopted"),
        (["not_adopted", "for_reference"], "not_adopted"),
        (["for_reference"], "for_reference"),
    ],
)
def test_what_a_unit_says_of_the_points_decides_what_it_says_of_the_whole(points, whole):
    assert overall_adoption(points) == whole


def test_an_idea_without_decided_points_is_not_decided():
    with pytest.raises(ValueError, match="no point"):
        overall_adoption([])


def test_figures_leave_out_what_was_left_out():
    states = ["captured", "merged", "dropped", "dispatched", "ledger", "closed"]
    assert topic_figures(states) == {"total": 4, "dispatched": 3, "settled": 2}
    assert state_counts({"adopted": 2, "ledger": 1, "closed": 3, "approved": 1}) == {
        "total": 7,
        "answered": 6,
        "done": 3,
        "ledger": 1,
    }
    assert class_counts(["A", "A", "", "D"]) == {"A": 2, "B": 0, "C": 0, "D": 1}


def test_an_idea_is_captured_with_its_words_its_speaker_and_the_next_code(people):
    held = orders.session(people)
    first, second = orders.captured(people, held=held), orders.captured(people, held=held)
    assert (first.code, second.code, first.official_no) == ("18-01", "18-02", None)
    assert "能不能先做两块" not in events_of("idea", first.code).get().leaf  # the words stay sealed until approval
    for missing in ({"quote": " "}, {"title": ""}, {"speaker_name": ""}):
        given = {"title": "题", "quote": "话", "speaker_name": "赵委员", **missing}
        with pytest.raises(Invalid):
            actions.capture(held, **given, actor=people.chen, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.capture(held, title="题", quote="话", speaker_name="赵委员", actor=people.wu, at=MONDAY)


def test_an_idea_is_refined_only_with_everything_and_its_quote_stays(people):
    idea = orders.captured(people)
    quote = idea.quote
    for words, change, confirmed in (
        ("至少一点建议", {"points": ()}, True),
        ("建议主办单位", {"lead_unit": None}, True),
        ("核对过原话", {}, False),
    ):
        with lacking(words):
            actions.refine(
                idea, orders.content(people, **change), is_confirmed=confirmed, actor=people.zheng, at=MONDAY
            )
    many = orders.content(people, points=["一点"] * 13)
    with pytest.raises(Invalid, match="最多"):
        actions.refine(idea, many, is_confirmed=True, actor=people.zheng, at=MONDAY)
    actions.refine(idea, orders.content(people), is_confirmed=True, actor=people.zheng, at=MONDAY)
    actions.refine(idea, orders.content(people, points=("只留一点",)), is_confirmed=True, actor=people.zheng, at=MONDAY)
    idea.refresh_from_db()
    assert (idea.state, idea.quote) == ("refined", quote)
    assert list(IdeaPoint.objects.values_list("text", flat=True)) == ["只留一点"]


def test_the_number_comes_at_numbering_and_the_code_never_changes(people):
    idea = orders.approved(people)
    assert (idea.code, idea.official_no, idea.is_public) == ("18-01", "倾商〔2022〕18-01", True)
    assert [event.verb for event in events_of("idea", "18-01")] == ["capture", "refine", "number", "approve"]


def test_an_idea_that_the_leader_sends_back_keeps_its_number(people):
    idea = orders.captured(people)
    actions.refine(idea, orders.content(people), is_confirmed=True, actor=people.zheng, at=MONDAY)
    actions.number(idea, actor=people.chen, at=MONDAY)
    with lacking("写明理由"):
        actions.send_back(idea, reason="", actor=people.leader, at=MONDAY)
    actions.send_back(idea, reason="单位没有商量", actor=people.leader, at=MONDAY)
    assert (idea.state, idea.official_no) == ("refined", "倾商〔2022〕18-01")
    actions.number(idea, actor=people.chen, at=MONDAY)
    actions.approve(idea, actor=people.leader, at=MONDAY)
    assert idea.state == "approved"


def test_a_merged_idea_keeps_its_words_and_gives_its_voices(people):
    held = orders.session(people)
    voice = orders.voice(people)
    one, other = orders.captured(people, held=held, voices=[voice]), orders.captured(people, held=held)
    with lacking("并入哪一条"):
        actions.merge(one, one, reason="同一件事", actor=people.zheng, at=MONDAY)
    actions.merge(one, other, reason="同一件事", actor=people.zheng, at=MONDAY)
    other.refresh_from_db()
    assert (one.state, one.merged_into, other.voice_count, other.people_count) == ("merged", other, 1, 1)
    assert one.quote
    with pytest.raises(NotNow):
        actions.number(one, actor=people.chen, at=MONDAY)


def test_who_sees_an_idea_before_and_after_its_approval(people):
    idea = orders.captured(people)

    def seeing():
        return {name for name in people.people if queries.visible_to(getattr(people, name)).filter(pk=idea.pk).exists()}

    assert seeing() == {"zhou", "chen", "zheng", "zhao", "han", "sun", "leader", "gov"}
    actions.refine(idea, orders.content(people), is_confirmed=True, actor=people.zheng, at=MONDAY)
    assert "head" in seeing()
    actions.number(idea, actor=people.chen, at=MONDAY)
    actions.approve(idea, actor=people.leader, at=MONDAY)
    assert seeing() == set(people.people)


def test_a_unit_that_declines_needs_reasons_and_a_talk(people):
    order = orders.issued(people, orders.approved(people))
    idea = order.idea
    with lacking("当面沟通"):
        actions.decide_adoption(idea, "not_adopted", reason="产权分散", actor=people.head, at=MONDAY)
    with lacking("写明理由"):
        actions.decide_adoption(idea, "not_adopted", met_speaker=True, actor=people.head, at=MONDAY)
    with pytest.raises(Invalid):
        actions.decide_adoption(idea, "perhaps", actor=people.head, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.decide_adoption(idea, "adopted", actor=people.co_head, at=MONDAY)
    actions.decide_adoption(idea, "adopted", actor=people.head, at=MONDAY)
    with lacking("12 个月"):
        actions.commit(
            idea, measure="建两块", owner_post="副局长", due_on=date(2024, 1, 1), actor=people.head, at=MONDAY
        )
        actions.to_ledger(idea, reply_class="B", next_on=date(2024, 1, 1), actor=people.head, at=MONDAY)


def test_an_early_decision_of_the_unit_is_kept_by_the_reply(people):
    order = orders.handling(people, orders.issued(people, orders.approved(people)))
    actions.decide_adoption(order.idea, "partly_adopted", reason="先做一块", actor=people.head, at=MONDAY)
    orders.replied(people, order, letter="B")
    idea = GoldenIdea.objects.get()
    assert (idea.adoption, idea.state) == ("partly_adopted", "ledger")


def test_the_people_of_an_idea_are_told_and_its_topic_counts_it(people):
    voice = orders.voice(people)
    order = orders.issued(people, orders.approved(people, voices=[voice]))
    run_reactions(REACTIONS, at=MONDAY)
    run_reactions(REACTIONS, at=MONDAY)
    told = Notice.objects.filter(person_id=people.li.person).values_list("zh", flat=True)
    assert sum("已批准" in text for text in told) == 1
    assert sum("已转办" in text for text in told) == 1
    topic = order.idea.topic
    topic.refresh_from_db()
    assert (topic.idea_count, topic.idea_dispatched, topic.idea_settled) == (1, 1, 0)


def test_a_statement_becomes_an_idea_in_one_act_with_how_people_stood_to_it(people):
    held, conversation = orders.session(people), opened(people)
    two_camps(conversation)
    drawn = mapping.compute_map(conversation, at=MONDAY)
    top = drawn.view["agreed"][0]
    statement = next(row for row in statements(conversation) if row.number == top["number"])
    idea = actions.capture_statement(statement, held, title="费用上墙", actor=people.chen, at=MONDAY)
    assert (idea.code, idea.quote, idea.speaker_kind, idea.state) == ("18-01", statement.text, "other", "captured")
    link = queries.statement_of(idea)
    assert (link.stood["agree"], link.stood["seen"], link.stood["map"]) == (
        statement.agree_count, 40, drawn.digest)  # fmt: skip
    assert [group["seen"] for group in link.stood["groups"]] == [20, 20]
    with pytest.raises(Invalid):
        actions.capture_statement(statement, held, title="再来一次", actor=people.chen, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.capture_statement(statements(conversation)[5], held, title="题", actor=people.wu, at=MONDAY)
    assert [row.idea.code for row in queries.ideas_of_conversation(conversation)] == ["18-01"]


def test_who_wrote_the_statement_is_the_speaker_and_what_is_not_used_makes_no_idea(people):
    held, conversation = orders.session(people), opened(people)
    row = mapping.add_statement(conversation, "电费按刷卡次数算。", actor=people.li, at=MONDAY)
    with pytest.raises(Invalid):
        actions.capture_statement(row, held, title="电费", actor=people.chen, at=MONDAY)
    mapping.moderate(row, "approve", actor=people.chen, at=MONDAY)
    idea = actions.capture_statement(row, held, title="电费", actor=people.chen, at=MONDAY)
    assert (idea.speaker_id, idea.speaker_kind) == (people.people["li"].pk, "citizen")
    assert str(people.people["li"]) not in idea.speaker_name
