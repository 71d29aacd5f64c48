"""The map: committed to, computed again from the log, gated, counted apart, drawn so that it can be read."""

import csv
import io
import random
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from tests.cast import MONDAY
from tests.opinions.crowds import COMMON, FIRST, SECOND, opened, people, prepared, statements, two_camps

from shangliang.engines import consensus
from shangliang.ledger.actions import run_reactions
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.notices.models import Notice
from shangliang.opinions import actions, queries, rules
from shangliang.opinions.models import OpinionMap, VoteLog
from shangliang.opinions.queries import charts
from shangliang.opinions.reactions import REACTIONS, close_due, refresh_maps
from shangliang.opinions.rules import charting, picture

pytestmark = pytest.mark.django_db


def mapped(each: int = 20):
    conversation = opened(people())
    two_camps(conversation, each)
    return conversation, actions.compute_map(conversation, at=MONDAY)


def test_there_is_no_map_before_the_first_answer_and_none_anew_without_a_new_one():
    conversation = opened(people())
    assert actions.compute_map(conversation, at=MONDAY) is None
    actions.cast_vote(statements(conversation)[0], 1, who="x", level=0, at=MONDAY)
    first = actions.compute_map(conversation, at=MONDAY)
    assert actions.compute_map(conversation, at=MONDAY + timedelta(hours=1)).pk == first.pk
    assert events_of("conversation", conversation.code).filter(verb="count_votes").count() == 1


def test_two_camps_come_out_as_two_groups_with_what_both_hold_and_what_divides_them():
    _, row = mapped()
    view = row.view
    assert view["stability"]["publishable"], view["stability"]["reason"]
    assert [(group["name"], group["size"]) for group in view["groups"]] == [("甲", 20), ("乙", 20)]
    assert {found["text"] for found in view["agreed"]} <= set(COMMON)
    assert view["agreed"]
    assert not {found["text"] for found in view["apart"]} & set(COMMON)
    for found in view["apart"]:
        one, two = found["groups"]
        assert one["high"] < two["low"] or two["high"] < one["low"]
        assert all(group["low"] <= group["share"] <= group["high"] for group in found["groups"])


def test_too_few_people_give_no_groups_but_plain_majorities_with_intervals():
    conversation = opened(people())
    two_camps(conversation, 2, noise=0)
    view = actions.compute_map(conversation, at=MONDAY).view
    assert not view["stability"]["publishable"]
    assert view["stability"]["reason"]
    agreed, _ = view["majorities"]
    assert [(row["text"], row["count"], row["seen"]) for row in agreed] == []  # four people prove no majority
    two_camps(conversation, 8, noise=0)
    agreed, _ = actions.compute_map(conversation, at=MONDAY).view["majorities"]
    assert {row["text"] for row in agreed} == set(COMMON)
    assert all(50 < row["low"] <= row["share"] <= row["high"] for row in agreed)


def test_people_and_answers_are_counted_apart_by_verification():
    _, row = mapped()
    assert row.view["levels"] == {"0": 20, "1": 20, "2": 0}
    for counts in row.view["rows"]:
        together = [sum(column) for column in zip(*counts["by_level"].values(), strict=True)]
        assert together == [counts["agree"], counts["disagree"], counts["passed"]]
        assert counts["low"] <= counts["share"] <= counts["high"]


def test_where_only_the_verified_count_others_are_shown_apart_and_shape_nothing():
    found = people()
    conversation = prepared(found, *COMMON, *FIRST, *SECOND)
    actions.set_level(conversation, 1, actor=found.chen, at=MONDAY)
    actions.start(conversation, actor=found.chen, at=MONDAY)
    two_camps(conversation)  # every second is anonymous
    view = actions.compute_map(conversation, at=MONDAY).view
    assert (view["everybody"], view["people"], view["placed"]) == (40, 20, 20)
    for counts in view["rows"]:
        assert [counts["agree"], counts["disagree"], counts["passed"]] == counts["by_level"]["1"]
        assert sum(counts["by_level"]["0"]) == 20
    first = queries.standings(conversation)[0]
    assert (first.agree, first.seen) == (view["rows"][0]["agree"], 20)
    for n in range(60):  # a crowd that nobody vouches for says yes to one thing
        for statement in statements(conversation)[:7]:
            actions.cast_vote(statement, 1, who=f"bot:{n}", level=0, at=MONDAY)
    again = actions.compute_map(conversation, at=MONDAY + timedelta(hours=1)).view
    assert [row["agree"] for row in again["rows"]] == [row["agree"] for row in view["rows"]]
    assert [group["size"] for group in again["groups"]] == [group["size"] for group in view["groups"]]
    assert again["rows"][0]["by_level"]["0"][0] == view["rows"][0]["by_level"]["0"][0] + 60


def test_a_map_is_computed_again_to_the_bit_whatever_came_after_it():
    found = people()
    conversation = opened(found)
    two_camps(conversation)
    rows = [actions.compute_map(conversation, at=MONDAY)]
    actions.moderate(statements(conversation)[3], "remove", actor=found.chen, at=MONDAY, kind="repeat")
    actions.cast_vote(statements(conversation)[0], 0, who="late", level=0, at=MONDAY)
    rows.append(actions.compute_map(conversation, at=MONDAY + timedelta(hours=1)))
    actions.join(conversation, "late", level=1, at=MONDAY)
    actions.add_statement(conversation, "电费按刷卡次数算。", actor=found.chen, at=MONDAY, is_seed=True)
    actions.cast_vote(statements(conversation)[5], 1, who="late", level=1, at=MONDAY)
    checks = [charts.recheck(row) for row in OpinionMap.objects.order_by("pk")]
    assert [check.is_equal for check in checks] == [True, True]
    assert checks[0].kept != checks[1].kept
    assert [check.position for check in checks] == [row.log_position for row in rows]


@pytest.mark.parametrize("fault", ["vote", "member", "digest"])
def test_a_vote_a_membership_or_a_fingerprint_changed_afterwards_is_seen(fault):
    _, row = mapped()
    if fault == "vote":
        first = VoteLog.objects.order_by("pk").first()
        VoteLog.objects.filter(pk=first.pk).update(value=-first.value)
    elif fault == "member":
        OpinionMap.objects.update(membership=charting.packed(charting.unpacked(row.membership)[:-1]))
    else:
        OpinionMap.objects.update(digest="0" * 64)
    assert not charts.recheck(OpinionMap.objects.get(pk=row.pk)).is_equal


def test_a_map_of_an_earlier_engine_is_known_as_such():
    _, row = mapped(8)
    assert charts.is_repeatable(row)
    OpinionMap.objects.update(engine_version="0")
    assert not charts.is_repeatable(OpinionMap.objects.get(pk=row.pk))


def test_groups_keep_their_number_as_people_come_and_the_map_before_is_remembered():
    conversation, row = mapped()
    for n in range(12):
        for statement in statements(conversation):
            value = 1 if statement.text in COMMON or statement.text in SECOND else -1
            actions.cast_vote(statement, value, who=f"late:{n}", level=0, at=MONDAY)
    again = actions.compute_map(conversation, at=MONDAY + timedelta(hours=1))
    first, then = (charting.unpacked(OpinionMap.objects.get(pk=one.pk).membership) for one in (row, again))
    assert (first[1:] == then[1 : len(first)]).all()
    assert again.asked["before"] == row.pk


def test_every_point_of_the_canvas_lies_where_the_drawing_has_it():
    _, row = mapped()
    raw = bytes(OpinionMap.objects.get(pk=row.pk).points)
    count = int(np.frombuffer(raw[:4], "<u4")[0])
    x, y = (np.frombuffer(raw[4 + 2 * count * n : 4 + 2 * count * (n + 1)], "<u2") / 64 for n in (0, 1))
    assert count == 40
    assert np.frombuffer(raw[4 + 4 * count :], "u1").tolist() == [0] * 20 + [1] * 20
    drawn = sorted(tuple(mark) for group in row.view["groups"] for mark in group["marks"])
    for one, other in zip(sorted(zip(x, y, strict=True)), drawn, strict=True):
        assert one == pytest.approx(other, abs=0.2)


def test_what_a_small_group_holds_alone_stays_in_sight():
    conversation = opened(people())
    two_camps(conversation, 12)
    rng = random.Random(5)
    for n in range(30):  # the first camp grows to more than three times the second
        for statement in statements(conversation):
            value = 1 if statement.text in COMMON or statement.text in FIRST else -1
            value = -value if rng.random() < 0.15 else value
            actions.cast_vote(statement, value, who=f"late:{n}", level=0, at=MONDAY)
    row = actions.compute_map(conversation, at=MONDAY)
    small = min(row.view["groups"], key=lambda group: group["size"])
    assert small["size"] == 12
    held = {one["text"] for one in row.view["minority"] if one["group"] == small["id"] and one["side"] == "agree"}
    assert held
    assert held <= set(SECOND)


def test_the_public_record_holds_the_digest_of_exactly_these_votes_and_no_single_vote():
    conversation, row = mapped(8)
    facts = leaf_facts(events_of("conversation", conversation.code).get(verb="count_votes"))
    assert facts["digest"] == actions.digest(*queries.vote_columns(conversation))
    assert (facts["votes"], facts["people"], facts["log_position"]) == (16 * 11, 16, row.log_position)
    one, two, three = queries.vote_columns(conversation)
    three[0] = -three[0]
    assert facts["digest"] != actions.digest(one, two, three)


def test_anybody_computes_the_same_map_from_the_votes_that_can_be_downloaded(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    conversation, row = mapped()
    answer = Client().get(f"/opinions/{conversation.code}/votes.csv")
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    columns = [[int(line[n]) for line in table[1:]] for n in range(3)]
    assert actions.digest(*columns) == actions.digest(*queries.vote_columns(conversation))
    texts = dict(queries.statements_of(conversation).values_list("number", "text"))
    again = consensus.analyze(*columns, texts=texts)
    assert charting.fingerprint(again.to_dict(), again.memory.to_dict()) == OpinionMap.objects.get(pk=row.pk).digest


def test_statements_left_out_are_out_of_every_list():
    conversation, _ = mapped()
    found = people_who(conversation)
    row = statements(conversation)[0]
    actions.moderate(row, "remove", actor=found, at=MONDAY, reason="重复")
    actions.cast_vote(statements(conversation)[1], 0, who="late", level=0, at=MONDAY)
    view = actions.compute_map(conversation, at=MONDAY).view
    assert row.text not in {entry["text"] for entry in (*view["rows"], *view["agreed"], *view["apart"])}


def people_who(conversation):
    from shangliang.people.models import Person
    from shangliang.people.queries import actor_of

    return actor_of(Person.objects.get(name="联络室陈"), MONDAY.date())


def test_somebody_s_place_is_the_place_that_the_engine_gave():
    conversation, row = mapped()
    people_, statements_, values = queries.vote_columns(conversation)
    for found in consensus.analyze(people_, statements_, values).to_dict()["participants"]:
        answers = {s: v for p, s, v in zip(people_, statements_, values, strict=True) if p == found["id"]}
        assert rules.place_of(answers, row.view["basis"]) == pytest.approx((found["x"], found["y"]))
        spot = queries.spot_of(row, answers)
        assert spot.group == rules.group_name(found["group"])


def test_with_too_few_answers_nobody_has_a_place():
    _, row = mapped()
    assert queries.spot_of(row, dict.fromkeys(range(1, 7), 1)) is None
    assert queries.spot_of(row, dict.fromkeys(range(1, 8), 1)) is not None
    assert queries.spot_of(row, {}) is None


def test_only_the_newest_ten_maps_are_kept_whole_and_the_others_can_be_computed_again():
    conversation = opened(people())
    first = statements(conversation)[0]
    for n in range(13):
        actions.cast_vote(first, 1, who=f"person:{n}", level=0, at=MONDAY)
        actions.compute_map(conversation, at=MONDAY)
    assert (OpinionMap.objects.count(), OpinionMap.objects.exclude(view={}).count()) == (13, 10)
    assert charts.recheck(OpinionMap.objects.order_by("pk").first()).is_equal
    assert queries.newest_map(conversation).vote_count == 13


def test_the_clock_computes_maps_when_votes_grew_or_time_passed_and_closes_in_time():
    conversation = opened(people())
    rows = statements(conversation)
    actions.cast_vote(rows[0], 1, who="a", level=0, at=MONDAY)
    assert (refresh_maps(MONDAY), refresh_maps(MONDAY)) == (1, 0)
    actions.cast_vote(rows[0], -1, who="a", level=0, at=MONDAY)  # changed, not grown
    assert refresh_maps(MONDAY + timedelta(seconds=29)) == 0
    assert refresh_maps(MONDAY + timedelta(seconds=30)) == 1
    type(conversation).objects.update(closes_at=MONDAY + timedelta(hours=1))
    assert (close_due(MONDAY), close_due(MONDAY + timedelta(hours=1))) == (0, 1)
    conversation.refresh_from_db()
    assert conversation.state == "closed"


@pytest.mark.parametrize(
    ("votes", "mapped_votes", "due"), [(1, 0, True), (104, 100, False), (105, 100, True), (100, 100, False)]
)
def test_a_map_is_due_after_a_twentieth_of_new_answers(votes, mapped_votes, due):
    assert rules.is_map_due(votes=votes, mapped_votes=mapped_votes, made_at=MONDAY, at=MONDAY) is due


def test_an_author_hears_what_became_of_the_statement():
    found = people()
    row = actions.add_statement(opened(found), "电费按刷卡次数算。", actor=found.li, at=MONDAY)
    actions.moderate(row, "approve", actor=found.chen, at=MONDAY)
    for _ in range(2):
        run_reactions(REACTIONS, at=MONDAY)
    assert [notice.person_id for notice in Notice.objects.all()] == [found.people["li"].pk]


def test_an_author_hears_of_every_turn_and_is_led_to_the_reason():
    found = people()
    row = actions.add_statement(opened(found), "电费按刷卡次数算。", actor=found.li, at=MONDAY)
    actions.moderate(row, "remove", actor=found.chen, at=MONDAY, kind="off")
    run_reactions(REACTIONS, at=MONDAY)
    actions.appeal(row, actor=found.li, at=MONDAY, reason="电费也是钱")
    actions.moderate(row, "accept", actor=found.zheng, at=MONDAY, reason="说得对")
    run_reactions(REACTIONS, at=MONDAY)
    code = row.conversation.code
    urls = list(Notice.objects.order_by("pk").values_list("url", flat=True))
    assert urls == [f"/opinions/{code}/removed", f"/opinions/{code}"]


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(0, 0, 0, 100), (5, 5, 57, 100), (50, 100, 40, 60)])
def test_intervals_are_wilson_s(part, whole, low, high):
    assert rules.interval(part, whole) == (low, high)


def test_every_mark_lies_in_its_outline_s_box_and_every_name_inside_the_drawing():
    _, row = mapped()
    for group in row.view["groups"]:
        x, y = group["at"]
        assert 0 <= x <= picture.WIDTH
        assert 0 <= y <= picture.HEIGHT
        assert len(group["marks"]) == group["size"]
        assert all(0 <= a <= picture.WIDTH and 0 <= b <= picture.HEIGHT for a, b in group["marks"])


@pytest.mark.parametrize("spots", [[(0.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)], [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]])
def test_one_person_two_people_or_people_in_a_row_have_an_outline_too(spots):
    drawn = picture.drawing([{"x": x, "y": y, "group": 0} for x, y in spots])
    assert drawn["groups"][0]["path"].startswith("M")
    assert "nan" not in drawn["groups"][0]["path"]


def test_many_people_are_drawn_as_fewer_marks_and_the_drawing_says_how_many_each_stands_for():
    crowd = [{"x": n % 40, "y": n // 40, "group": 0} for n in range(2000)]
    drawn = picture.drawing(crowd)
    assert drawn["each"] == 5
    assert len(drawn["groups"][0]["marks"]) == 400


def test_names_of_groups_do_not_cover_one_another():
    rows = [{"x": x + dx, "y": dx, "group": g} for g, x in enumerate((0, 2, 4)) for dx in (0, 0.5, 1)]
    drawn = picture.drawing(rows)
    boxes = [picture.name_box(tuple(group["name"])) for group in drawn["groups"]]
    assert sum(picture.shared(a, b) for i, a in enumerate(boxes) for b in boxes[:i]) == 0
