"""What people decide about hot issues shows at once, holds in every later run, and can be taken back."""

from datetime import timedelta

import pytest
from tests.cast import organization
from tests.topics.builders import DAY, World, voices, world
from tests.topics.test_discovery import BUS, NOISE, noise_issue

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.ledger.models import Event
from shangliang.topics import actions, queries, rules
from shangliang.topics.models import DiscoveryRun, HotIssue, IssueDecision, IssueSuggestion, IssueVoice, Topic
from shangliang.voices.models import Voice


@pytest.fixture
def found(db) -> World:
    here = world()
    voices(here, *NOISE, *BUS)
    actions.discover_issues(here.at)
    return here


def listed() -> dict[str, set[int]]:
    """Return the voices of every listed issue by its code."""
    return {
        row.code: set(IssueVoice.objects.filter(issue=row).values_list("voice", flat=True))
        for row in queries.hot_issues()
    }


def both() -> tuple[HotIssue, HotIssue]:
    noise = noise_issue()
    return noise, queries.hot_issues().exclude(pk=noise.pk).get()


def later(found: World) -> dict[str, object]:
    """Let a minute pass, so that decisions have an order, and return who acts when."""
    found.at += timedelta(minutes=1)
    return found.by("zhou")


def run_again(found: World) -> None:
    """Let two more runs read everything, one of them with a new voice."""
    actions.discover_issues(found.at)
    voices(found, ("gov", "搅拌站噪音灰尘", "浮山湾小区搅拌站噪音灰尘还是很大。"), at=found.at - DAY)
    actions.discover_issues(found.at)


def test_merged_issues_are_one_at_once_and_in_every_later_run(found):
    noise, bus = both()
    everybody = set().union(*listed().values())
    actions.merge_issues(noise, bus, **later(found))
    assert listed() == {noise.code: everybody}
    one = HotIssue.objects.get(code=noise.code)
    assert (one.message_count, one.reporter_count) == (7, 7)
    assert sum(row.score for row in queries.heat_rows(one)) == pytest.approx(one.heat, abs=0.01)
    assert HotIssue.objects.get(code=bus.code).merged_into == noise
    run_again(found)
    (members,) = listed().values()
    assert everybody < members
    assert len(members) == 8


def test_a_merge_that_is_taken_back_leaves_everything_as_before(found):
    before = listed()
    figures = list(queries.hot_issues().values_list("code", "key", "message_count", "reporter_count", "heat"))
    noise, bus = both()
    for issue, other in ((noise, bus), (bus, noise)):
        row = actions.merge_issues(issue, other, **later(found))
        actions.take_back(row, **later(found))
        for one in (noise, bus):
            one.refresh_from_db()
        assert listed() == before
        assert list(queries.hot_issues().values_list("code", "key", "message_count", "reporter_count", "heat")) == [
            (code, key, count, people, pytest.approx(heat, abs=0.001)) for code, key, count, people, heat in figures
        ]
    actions.discover_issues(found.at)
    assert listed() == before


def test_a_split_holds_although_the_machine_would_join_the_parts_again(found):
    noise = noise_issue()
    first, second, *rest = sorted(listed()[noise.code])
    row = actions.split_issue(noise, [first, second], title="另一处搅拌站", **later(found))
    fresh = row.other
    assert listed()[noise.code] == set(rest)
    assert listed()[fresh.code] == {first, second}
    assert HotIssue.objects.get(pk=fresh.pk).shown_title == "另一处搅拌站"
    run_again(found)
    homes = {one: code for code, members in listed().items() for one in members}
    assert homes[first] == homes[second] == fresh.code
    assert not {homes.get(one) for one in rest} & {fresh.code}
    assert HotIssue.objects.get(pk=fresh.pk).shown_title == "另一处搅拌站"


def test_without_the_decision_the_same_run_joins_them(found):
    noise, before = noise_issue(), listed()
    row = actions.split_issue(noise, sorted(before[noise.code])[:2], **later(found))
    actions.take_back(row, **later(found))
    assert listed() == before
    actions.discover_issues(found.at)
    assert listed() == before
    assert HotIssue.objects.get(pk=row.other_id).merged_into == noise


def test_merge_then_split_returns_the_start_in_every_later_run(found):
    noise, bus = both()
    start = sorted(map(sorted, listed().values()))
    moved = listed()[bus.code]
    actions.merge_issues(noise, bus, **later(found))
    noise.refresh_from_db()
    actions.split_issue(noise, sorted(moved), **later(found))
    assert sorted(map(sorted, listed().values())) == start
    actions.discover_issues(found.at)
    assert sorted(map(sorted, listed().values())) == start


def test_a_moved_voice_stays_where_it_was_put(found):
    noise, bus = both()
    before, one = listed(), min(listed()[noise.code])
    row = actions.move_voices(noise, [one], bus, **later(found))
    assert one in listed()[bus.code]
    assert HotIssue.objects.get(pk=bus.pk).message_count == 4
    run_again(found)
    assert one in listed()[bus.code]
    actions.take_back(row, **later(found))
    assert one in listed()[noise.code]
    Voice.objects.filter(title="搅拌站噪音灰尘").update(is_confidential=True)
    actions.discover_issues(found.at)
    assert listed() == before


def test_parts_of_a_suggested_pair_stay_apart_and_are_not_asked_about_again(found):
    noise, bus = both()
    pair = sorted((noise, bus), key=lambda row: row.pk)
    one = IssueSuggestion.objects.create(kind="merge", issue=pair[0], other=pair[1], similarity=0.4, made_at=found.at)
    actions.answer_suggestion(one, is_yes=False, **later(found))
    one.refresh_from_db()
    assert (one.answer, one.decision.kind) == ("no", "part")
    assert queries.open_suggestions(5) == []
    with pytest.raises(NotNow):
        actions.answer_suggestion(one, is_yes=True, **later(found))
    actions.discover_issues(found.at)
    assert IssueSuggestion.objects.get().answer == "no"
    actions.take_back(one.decision, **later(found))
    assert queries.open_suggestions(5) == [one]


def test_a_suggestion_that_a_run_does_not_repeat_goes_away_unanswered(found):
    noise, bus = both()
    IssueSuggestion.objects.create(kind="merge", issue=noise, other=bus, similarity=0.4, made_at=found.at)
    actions.discover_issues(found.at)
    assert not IssueSuggestion.objects.exists()


def test_two_places_become_a_suggestion_that_a_person_accepts(db):
    here = world()
    text = "{}旁边的搅拌站夜里施工，噪音大，灰尘也大，睡不着。"
    for estate in ("浮山湾小区", "金水湾小区"):
        rows = [(who, f"{estate}夜里搅拌站噪音太大", text.format(estate)) for who in ("li", "qian", "zhao")]
        voices(here, *rows)
    actions.discover_issues(here.at)
    (one,) = queries.open_suggestions(5)
    assert {tuple(one.facts["here"]), tuple(one.facts["there"])} == {("浮山湾小区",), ("金水湾小区",)}
    actions.answer_suggestion(one, is_yes=True, **later(here))
    assert queries.hot_issues().get().message_count == 6
    actions.discover_issues(here.at)
    assert queries.hot_issues().get().message_count == 6


def test_renamed_and_hidden_issues_are_given_back(found):
    noise = noise_issue()
    first = actions.rename_issue(noise, "搅拌站夜间施工", **later(found))
    second = actions.hide_issue(noise, reason="已经专门处理", **later(found))
    assert noise.code not in listed()
    with pytest.raises(NotNow, match="先撤回后来的"):
        actions.take_back(first, **later(found))
    actions.take_back(second, **later(found))
    assert noise.code in listed()
    actions.take_back(first, **later(found))
    noise.refresh_from_db()
    assert noise.title_set == ""
    with pytest.raises(NotNow):
        actions.take_back(first, **later(found))


def test_every_decision_and_its_taking_back_is_an_event(found):
    noise, bus = both()
    rows = [
        actions.rename_issue(noise, "搅拌站", **later(found)),
        actions.move_voices(noise, [min(listed()[noise.code])], bus, **later(found)),
        actions.merge_issues(noise, bus, **later(found)),
    ]
    for row in reversed(rows):
        actions.take_back(row, **later(found))
    verbs = list(Event.objects.filter(kind="issue").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["rename", "move", "merge", "take_back", "take_back", "take_back"]
    assert IssueDecision.objects.filter(undone_at=None).count() == 0


def test_only_the_hotline_and_the_studio_decide(found):
    noise, bus = both()
    one = min(listed()[noise.code])
    row = actions.rename_issue(noise, "搅拌站", **later(found))
    for name in ("li", "wu", "leader", "zhao", "han", "gov"):
        by = found.by(name)
        for act in (
            lambda by=by: actions.merge_issues(noise, bus, **by),
            lambda by=by: actions.part_issues(noise, bus, **by),
            lambda by=by: actions.split_issue(noise, [one], **by),
            lambda by=by: actions.move_voices(noise, [one], bus, **by),
            lambda by=by: actions.take_back(row, **by),
        ):
            with pytest.raises(Forbidden):
                act()
    assert IssueDecision.objects.count() == 1


def test_nonsense_is_refused_in_words(found):
    noise, bus = both()
    everything = sorted(listed()[noise.code])
    for voices_chosen in ([], [10_000_000], everything):
        with pytest.raises(Invalid):
            actions.split_issue(noise, voices_chosen, **later(found))
    with pytest.raises(Invalid):
        actions.merge_issues(noise, noise, **later(found))
    actions.merge_issues(noise, bus, **later(found))
    bus.refresh_from_db()
    with pytest.raises(NotNow):
        actions.merge_issues(noise, bus, **later(found))


def test_the_newest_of_contradicting_verdicts_win():
    must, cannot = rules.consistent_links([("cannot", 1, 3), ("must", 2, 3), ("must", 1, 2), ("must", 4, 5)])
    assert (must, cannot) == ([(2, 3), (4, 5)], [(1, 3)])
    must, cannot = rules.consistent_links([("must", 1, 2), ("must", 2, 3), ("cannot", 1, 3)])
    assert (must, cannot) == ([(1, 2), (2, 3)], [])


def many_districts(here: World) -> None:
    """Let three people in each of three districts ask for the same thing over five weeks."""
    city = here.cast.org("city")
    places = [
        here.cast.org("shinan"),
        here.cast.org("laoshan"),
        organization("qd-lc", "李沧区", "region", city, "district"),
    ]
    for place in places:
        for week in range(5):
            said = f"{place.name}小区电动自行车充电桩不够，晚上排队充不上。"
            rows = [(f"{place.code}{week}{n}", f"{place.name}电动自行车充电桩不够", said) for n in range(2)]
            voices(here, *rows, at=here.at - (week * 7 + 2) * DAY, district=place, category="城市管理")


def test_a_matter_of_three_districts_is_suggested_as_a_topic_with_all_its_voices(db):
    here = world()
    many_districts(here)
    voices(here, *NOISE, category="城市管理")
    actions.discover_issues(here.at)
    (one,) = queries.open_suggestions(5, kind="topic")
    assert "充电桩" in one.facts["title"]
    assert (len(one.facts["districts"]), one.facts["weeks"], one.facts["because"]) == (3, 5, ["wide"])
    topic = actions.answer_suggestion(one, is_yes=True, **later(here))
    assert (topic.state, topic.voice_count, topic.origin) == ("clue", 30, "hotline")
    assert "3 个区（市）" in topic.note
    actions.discover_issues(here.at)
    assert queries.open_suggestions(5, kind="topic") == []


def test_a_topic_that_was_put_off_is_not_suggested_again(db):
    here = world()
    many_districts(here)
    actions.discover_issues(here.at)
    (one,) = queries.open_suggestions(5, kind="topic")
    assert actions.answer_suggestion(one, is_yes=False, **later(here)) is None
    actions.discover_issues(here.at)
    assert queries.open_suggestions(5, kind="topic") == []
    assert not Topic.objects.exists()


def test_a_dispute_of_one_place_is_suggested_only_when_it_came_back_after_a_reply(db):
    here = world()
    rows = voices(here, *NOISE)
    actions.discover_issues(here.at)
    assert queries.open_suggestions(5, kind="topic") == []
    Voice.objects.filter(pk=rows[0].pk).update(redo_count=1)
    actions.discover_issues(here.at)
    (one,) = queries.open_suggestions(5, kind="topic")
    assert one.facts["because"] == ["reopened"]


def test_what_the_public_filters_offer_is_kept_until_somebody_decides_or_a_run_works(found):
    noise, bus = both()
    HotIssue.objects.filter(pk=noise.pk).update(category="噪声", is_private=False)
    HotIssue.objects.filter(pk=bus.pk).update(category="公交", is_private=False)
    assert set(queries.everywhere()[1]) == {"噪声", "公交"}
    HotIssue.objects.filter(pk=bus.pk).update(category="出行")
    assert set(queries.everywhere()[1]) == {"噪声", "公交"}, "no entry, no run: nothing is counted anew"
    actions.hide_issue(noise, **later(found), reason="先看看")
    assert queries.everywhere()[1] == ["出行"]
    DiscoveryRun.objects.create(number=900, asked_at=found.at, status=DiscoveryRun.RUNNING)
    HotIssue.objects.filter(pk=bus.pk).update(category="道路")
    assert queries.everywhere()[1] == ["道路"]
