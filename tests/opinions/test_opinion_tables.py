"""The tables of conversations and statements: every verb from every state by every role."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY
from tests.opinions.crowds import opened, people, prepared, statements

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow
from shangliang.kernel.workflow import Actor, Role, Seat, Subject
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.opinions import actions, queries
from shangliang.opinions.models import Conversation, Statement
from shangliang.opinions.workflow import CONVERSATION, STATEMENT

CITY, OTHER = 1, 2
MET = {"seeds": True, "service": True, "other_reader": True}


@pytest.mark.parametrize("table", [CONVERSATION, STATEMENT], ids=lambda table: table.kind)
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_verb_from_every_state_is_allowed_exactly_as_the_table_says(table, role):
    actor = Actor(7, "x", (Seat(role, 9, CITY),))
    for step, state in itertools.product([step for step in table.steps if step.frm], table.states):
        mine = Subject(state, owners=frozenset({7}), regions=frozenset({CITY}))
        decision = table.decide(actor, step.verb, mine, met=MET, reason="重复")
        assert (decision.step is not None) == (role in step.by and state in step.frm), (step.verb, state)
        far = Actor(7, "x", (Seat(role, 9, OTHER),))
        refused = table.decide(far, step.verb, Subject(state, regions=frozenset({CITY})), met=MET, reason="重复")
        assert refused.step is None or role is Role.SYSTEM


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "may"), [("li", True), ("zhao", True), ("chen", True), ("wu", True)])
def test_everybody_signed_in_may_propose_because_everybody_is_a_citizen(name, may):
    found = people()
    row = actions.add_statement(opened(found), "电费按刷卡次数算。", actor=getattr(found, name), at=MONDAY)
    assert (row.state, row.author_id) == ("queued", found.people[name].pk)
    assert may


@pytest.mark.django_db
def test_strangers_and_other_regions_may_not_put_statements_in():
    from shangliang.kernel.workflow import ANYONE

    found = people()
    conversation = opened(found)
    with pytest.raises(Forbidden):
        actions.add_statement(conversation, "电费按刷卡次数算。", actor=ANYONE, at=MONDAY)
    for name in ("far", "li", "reviewer"):
        with pytest.raises(Forbidden):
            actions.seed_statements(conversation, ["电费按刷卡次数算。"], actor=getattr(found, name), at=MONDAY)


@pytest.mark.django_db
def test_a_conversation_opens_with_three_statements_and_not_with_two():
    found = people()
    row = prepared(found, "第一条看法。", "第二条看法。")
    with pytest.raises(Missing):
        actions.start(row, actor=found.chen, at=MONDAY)
    actions.seed_statements(row, ["第三条看法。"], actor=found.chen, at=MONDAY)
    actions.start(row, actor=found.chen, at=MONDAY)
    assert (row.state, row.live_count) == ("open", 3)


@pytest.mark.django_db
def test_seeds_go_in_all_or_none_and_the_faulty_line_is_named():
    found = people()
    row = prepared(found)
    with pytest.raises(Invalid) as refused:
        actions.seed_statements(row, ["第一条看法。", "短"], actor=found.chen, at=MONDAY)
    assert (refused.value.row, refused.value.words.zh[:4]) == (2, "第 2 ")
    assert Statement.objects.count() == 0
    actions.seed_statements(row, ["第一条看法。"], actor=found.chen, at=MONDAY)
    assert Statement.objects.get().number == 1  # numbers of the refused lines were never given


@pytest.mark.django_db
def test_a_proposal_is_seen_by_nobody_until_a_person_has_taken_it():
    found = people()
    conversation = opened(found)
    row = actions.add_statement(conversation, "电费按刷卡次数算。", actor=found.li, at=MONDAY)
    conversation.refresh_from_db()
    assert (conversation.queued_count, conversation.live_count) == (1, 11)
    with pytest.raises(NotNow):
        actions.cast_vote(row, 1, who="x", level=0, at=MONDAY)
    actions.moderate(row, "approve", actor=found.reviewer, at=MONDAY)
    actions.cast_vote(row, 1, who="x", level=0, at=MONDAY)
    conversation.refresh_from_db()
    assert (conversation.queued_count, conversation.live_count) == (0, 12)


@pytest.mark.django_db
def test_a_statement_is_left_out_with_a_public_reason_and_may_come_back():
    found = people()
    row = actions.add_statement(opened(found), "电费按刷卡次数算。", actor=found.li, at=MONDAY)
    for kind in ("", "other", "whatever"):
        with pytest.raises(Invalid):
            actions.moderate(row, "remove", actor=found.chen, at=MONDAY, kind=kind)
    actions.moderate(row, "remove", actor=found.chen, at=MONDAY, kind="repeat", reason="与第 3 条重复")
    assert leaf_facts(events_of("statement", row.code).last()) == {"kind": "repeat", "reason": "与第 3 条重复"}
    assert (row.removed_kind, row.removed_for) == ("repeat", "与第 3 条重复")
    actions.moderate(row, "restore", actor=found.chen, at=MONDAY, reason="再看不重复")
    assert (row.state, row.removed_kind, row.removed_for) == ("live", "", "")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "短", "很" * 141, "费用要在楼道里张榜。"])
def test_statements_that_are_too_short_too_long_or_there_already_are_refused(text):
    found = people()
    conversation = opened(found)
    with pytest.raises(Invalid):
        actions.add_statement(conversation, text, actor=found.li, at=MONDAY)
    assert len(statements(conversation)) == 11


@pytest.mark.django_db
def test_telephone_numbers_are_taken_out_of_statements():
    found = people()
    row = actions.add_statement(opened(found), "有事打 13812345678 问我。", actor=found.li, at=MONDAY)
    assert row.text == "有事打 〔电话〕 问我。"


@pytest.mark.django_db
def test_one_person_has_at_most_five_statements_waiting():
    found = people()
    conversation = opened(found)
    for n in range(5):
        actions.add_statement(conversation, f"我的第 {n} 条看法。", actor=found.li, at=MONDAY)
    with pytest.raises(Invalid):
        actions.add_statement(conversation, "我的第六条看法。", actor=found.li, at=MONDAY)
    actions.add_statement(conversation, "别人的看法。", actor=found.qian, at=MONDAY)


@pytest.mark.django_db
def test_a_closed_conversation_takes_no_statements_and_no_changes():
    found = people()
    conversation = opened(found)
    actions.stop(conversation, actor=found.chen, at=MONDAY)
    with pytest.raises(NotNow):
        actions.add_statement(conversation, "电费按刷卡次数算。", actor=found.li, at=MONDAY)
    with pytest.raises(NotNow):
        actions.edit_conversation(conversation, intro="新说明", closes_at=None, actor=found.chen)
    actions.reopen(conversation, actor=found.chen, at=MONDAY, reason="还有人没答")
    actions.edit_conversation(conversation, intro="新说明", closes_at=None, actor=found.chen)
    assert (conversation.state, conversation.intro) == ("open", "新说明")


@pytest.mark.django_db
def test_the_database_takes_no_state_that_the_tables_do_not_know():
    found = people()
    conversation = opened(found)
    for model in (Conversation, Statement):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(state="asleep")
    assert queries.statements_of(conversation, "live").count() == 11


@pytest.mark.django_db
def test_what_is_being_prepared_is_seen_by_its_own_desk_only():
    found = people()
    draft, open_ = prepared(found), opened(found)
    seen = {name: {row.code for row in queries.visible_to(getattr(found, name))} for name in ("li", "chen", "far")}
    assert seen == {"li": {open_.code}, "chen": {draft.code, open_.code}, "far": {open_.code}}


@pytest.mark.django_db
def test_who_wrote_a_statement_appeals_once_and_somebody_else_than_before_decides():
    found = people()
    row = actions.add_statement(opened(found), "电费按刷卡次数算。", actor=found.li, at=MONDAY)
    actions.moderate(row, "remove", actor=found.chen, at=MONDAY, kind="off")
    with pytest.raises(Forbidden):
        actions.appeal(row, actor=found.zhao, at=MONDAY, reason="不是我写的，也想申诉")
    with pytest.raises(Missing):
        actions.appeal(row, actor=found.li, at=MONDAY, reason="")
    actions.appeal(row, actor=found.li, at=MONDAY, reason="电费就是钱怎么分")
    for verb in ("accept", "uphold"):
        with pytest.raises(Missing):
            actions.moderate(row, verb, actor=found.chen, at=MONDAY, reason="还是我看")
    actions.moderate(row, "uphold", actor=found.zheng, at=MONDAY, reason="电费另有协商")
    assert row.state == "upheld"
    with pytest.raises(NotNow):
        actions.appeal(row, actor=found.li, at=MONDAY, reason="再申诉一次")


@pytest.mark.django_db
def test_who_counts_is_fixed_before_the_opening_and_the_record_says_it(settings):
    settings.REAL_NAME_SERVICE = ""
    found = people()
    row = prepared(found, "第一条看法。", "第二条看法。", "第三条看法。")
    with pytest.raises(Missing):
        actions.set_level(row, 2, actor=found.chen, at=MONDAY)
    settings.REAL_NAME_SERVICE = "shangliang.opinions.realname.Demonstration"
    actions.set_level(row, 2, actor=found.chen, at=MONDAY)
    actions.start(row, actor=found.chen, at=MONDAY)
    with pytest.raises(NotNow):
        actions.set_level(row, 0, actor=found.chen, at=MONDAY)
    assert row.level == 2
    said = [leaf_facts(event).get("level") for event in events_of("conversation", row.code)]
    assert said == [None, 2, 2]


@pytest.mark.django_db
def test_many_statements_are_left_out_with_one_reason_all_or_none():
    found = people()
    conversation = opened(found)
    rows = [actions.add_statement(conversation, f"车位要留出来{n}。", actor=found.li, at=MONDAY) for n in range(3)]
    live = statements(conversation)[0]
    with pytest.raises(NotNow):
        actions.moderate_many(conversation, [*rows, live], "approve", actor=found.chen, at=MONDAY)
    assert set(Statement.objects.filter(author=found.people["li"]).values_list("state", flat=True)) == {"queued"}
    assert actions.moderate_many(conversation, rows, "remove", actor=found.chen, at=MONDAY, kind="off") == 3
    conversation.refresh_from_db()
    assert (conversation.queued_count, conversation.live_count) == (0, 11)
