"""Discovery: what the machine finds in a few voices, and what people decided about it survives every run."""

from datetime import timedelta
from random import Random

import pytest
from tests.cast import organization
from tests.topics.builders import DAY, World, voices, world

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.ledger.actions import work_once
from shangliang.ledger.models import Job
from shangliang.topics import actions, queries
from shangliang.topics.drawing import heat_parts
from shangliang.topics.models import DiscoveryRun, HotIssue, IssueVoice, StreamState, TopicVoice
from shangliang.topics.reactions import HANDLERS, TIMERS
from shangliang.voices.models import Voice

NOISE = [
    ("li", "浮山湾小区夜里搅拌站噪音太大", "浮山湾小区旁边的搅拌站夜里施工，噪音大，灰尘也大，睡不着。"),
    ("qian", "搅拌站噪音扰民，浮山湾小区", "浮山湾小区边上搅拌站半夜噪音扰民，灰尘很大。"),
    ("zhao", "浮山湾小区搅拌站灰尘噪音", "搅拌站就在浮山湾小区旁边，噪音和灰尘天天有。"),
    ("wu", "浮山湾小区旁搅拌站夜间噪音扰民", "浮山湾小区居民被搅拌站的噪音和灰尘困扰。"),
]
BUS = [
    ("han", "公交 301 路等车时间太长", "301 路公交车早高峰半小时一班，等车时间太长，请增加班次。"),
    ("sun", "301 路公交车班次太少", "301 路公交早高峰班次太少，等车时间长，请增加班次。"),
    ("leader", "请增加 301 路公交班次", "301 路公交等车时间太长，早高峰班次少。"),
]
PARK = [("co", "公园厕所没有纸", "中山公园的厕所里没有纸。")]


@pytest.fixture
def found(db) -> World:
    return world()


def noise_issue() -> HotIssue:
    return queries.hot_issues().get(title__contains="搅拌站")


def test_like_voices_become_one_issue_and_a_lone_voice_none(found):
    voices(found, *NOISE, *BUS, *PARK)
    run = actions.discover_issues(found.at)
    assert (run.status, run.message_count, run.issue_count) == ("done", 8, 2)
    sizes = {row.message_count: row.reporter_count for row in queries.hot_issues()}
    assert sizes == {4: 4, 3: 3}
    assert "搅拌站" in queries.hot_issues()[0].title
    assert IssueVoice.objects.filter(issue=queries.hot_issues()[0]).count() == 4


def test_the_terms_add_up_to_the_heat(found):
    voices(found, *NOISE, *BUS)
    actions.discover_issues(found.at)
    for issue in queries.hot_issues():
        assert sum(row.score for row in queries.heat_rows(issue)) == pytest.approx(issue.heat, abs=0.01)
        assert sum(heat_parts(issue.heat_terms)) == pytest.approx(issue.heat, abs=0.01)


def test_one_person_who_writes_often_is_damped_and_never_public(found):
    texts = [("li", title, body) for _who, title, body in NOISE]
    voices(found, *texts)
    actions.discover_issues(found.at)
    issue = queries.hot_issues().get()
    assert issue.reporter_count == 1
    assert not queries.public_issues().exists()
    assert sum(row.score for row in queries.heat_rows(issue)) == pytest.approx(issue.heat, abs=0.01)


def test_reports_and_secrets_never_reach_the_machine(found):
    voices(found, *NOISE[:2])
    voices(found, *NOISE[2:3], is_confidential=True)
    voices(found, *NOISE[3:], demand_type="report")
    assert actions.discover_issues(found.at).message_count == 2


def test_phone_numbers_do_not_stand_in_a_title(found):
    voices(found, *[(who, f"{title} 13812345678", body) for who, title, body in NOISE])
    actions.discover_issues(found.at)
    assert "13812345678" not in noise_issue().title


def test_a_new_run_keeps_code_name_and_hiding(found):
    voices(found, *NOISE, *BUS)
    actions.discover_issues(found.at)
    noise, bus = noise_issue(), queries.hot_issues().exclude(title__contains="搅拌站").get()
    actions.rename_issue(noise, "搅拌站夜间施工", **found.by("zhou"))
    actions.hide_issue(bus, reason="已经有公交专题", **found.by("chen"))
    voices(found, ("gov", "搅拌站噪音灰尘", "浮山湾小区搅拌站噪音灰尘还是很大。"), at=found.at - DAY)
    actions.discover_issues(found.at)
    again = HotIssue.objects.get(code=noise.code)
    assert (again.shown_title, again.message_count) == ("搅拌站夜间施工", 5)
    assert HotIssue.objects.get(code=bus.code).is_hidden
    assert list(queries.hot_issues()) == [again]


def test_when_the_earliest_voice_leaves_the_key_changes_but_the_row_stays(found):
    rows = voices(found, *NOISE)
    actions.discover_issues(found.at)
    before = noise_issue()
    actions.rename_issue(before, "搅拌站夜间施工", **found.by("zhou"))
    Voice.objects.filter(pk=rows[0].pk).update(is_confidential=True)
    actions.discover_issues(found.at)
    after = noise_issue()
    assert (after.code, after.shown_title) == (before.code, "搅拌站夜间施工")
    assert after.key != before.key  # by the key alone the name would have been lost


def test_an_issue_that_is_found_no_more_leaves_the_lists_but_keeps_its_row(found):
    rows = voices(found, *NOISE)
    actions.discover_issues(found.at)
    code = noise_issue().code
    Voice.objects.filter(pk__in=[row.pk for row in rows]).update(is_confidential=True)
    actions.discover_issues(found.at)
    assert not queries.hot_issues().exists()
    assert not HotIssue.objects.get(code=code).is_current


def test_quiet_weeks_up_to_the_newest_voice_count_as_zero(found):
    voices(found, *NOISE, at=found.at - 40 * DAY)
    voices(found, *BUS, at=found.at - DAY)
    actions.discover_issues(found.at)
    assert noise_issue().weekly == [4, 0, 0, 0, 0, 0]


def test_only_hotline_and_studio_edit_hot_issues(found):
    voices(found, *NOISE)
    actions.discover_issues(found.at)
    issue = noise_issue()
    for name in ("li", "wu", "leader", "zhao", "han"):
        with pytest.raises(Forbidden):
            actions.rename_issue(issue, "别的", **found.by(name))
        with pytest.raises(Forbidden):
            actions.request_discovery(**found.by(name))
    with pytest.raises(Invalid):
        actions.hide_issue(issue, reason=" ", **found.by("zhou"))


def test_a_suggested_clue_takes_issue_and_voices_along_once(found):
    voices(found, *NOISE)
    actions.discover_issues(found.at)
    issue = noise_issue()
    topic = actions.suggest_topic(issue, sources=("public", "party"), **found.by("zhou"))
    assert (topic.state, topic.issue, topic.voice_count, topic.origin) == ("clue", issue, 4, "hotline")
    assert (topic.sources, topic.heat) == (["public", "party"], issue.heat)
    assert TopicVoice.objects.filter(topic=topic).count() == 4
    with pytest.raises(NotNow):
        actions.suggest_topic(issue, **found.by("chen"))


def test_a_declined_clue_frees_its_issue(found):
    voices(found, *NOISE)
    actions.discover_issues(found.at)
    topic = actions.suggest_topic(noise_issue(), **found.by("zhou"))
    actions.decline(topic, reason="一处小事，已派单", **found.by("chen"))
    assert actions.suggest_topic(noise_issue(), **found.by("zhou")).code != topic.code


def test_a_queued_discovery_is_done_by_the_worker_and_asked_for_once(found):
    voices(found, *NOISE)
    first = actions.request_discovery(**found.by("zhou"))
    assert actions.request_discovery(**found.by("chen")) == first
    assert queries.current_run(found.at) == first
    assert work_once(HANDLERS, worker="w", at=found.at) == 1
    first.refresh_from_db()
    assert (first.status, first.done_count, first.total_count) == ("done", 1, 1)
    assert Job.objects.get().receipt == "1"
    assert queries.current_run(found.at) is None


def test_a_second_worker_leaves_a_running_discovery_alone(found):
    run = actions.request_discovery(**found.by("zhou"))
    DiscoveryRun.objects.filter(pk=run.pk).update(status="running", started_at=found.at)
    work_once(HANDLERS, worker="w", at=found.at + timedelta(minutes=1))
    assert Job.objects.get().status == "queued"
    work_once(HANDLERS, worker="w", at=found.at + timedelta(hours=1))
    run.refresh_from_db()
    assert run.status == "done"


def test_a_failure_is_kept_in_the_run_and_the_next_run_goes_on(found):
    voices(found, *NOISE)
    strange = organization("moon", "月球", "region", found.cast.org("city"), "planet")
    with pytest.raises(KeyError):
        actions.discover_issues(found.at)
    assert DiscoveryRun.objects.get().error == "KeyError: 'planet'"
    strange.is_active = False
    strange.save()
    assert actions.discover_issues(found.at).status == "done"


def test_the_clock_asks_hourly_and_only_when_voices_came(found):
    (_close_votes, due) = TIMERS
    assert due(found.at) == 0
    voices(found, *NOISE)
    assert due(found.at) == 1
    assert due(found.at + timedelta(minutes=10)) == 0
    work_once(HANDLERS, worker="w", at=found.at)
    assert due(found.at + timedelta(hours=2)) == 0
    found.at += timedelta(hours=3)
    voices(found, *BUS)
    assert due(found.at + timedelta(hours=1)) == 1


def groups() -> list[set[int]]:
    """Return the voices of every listed issue, in a fixed order."""
    found = [set(IssueVoice.objects.filter(issue=row).values_list("voice", flat=True)) for row in queries.hot_issues()]
    return sorted(found, key=min)


def test_the_next_run_reads_new_voices_only_and_finds_what_a_fresh_one_finds(found):
    voices(found, *NOISE[:3], *BUS)
    assert actions.discover_issues(found.at).read_count == 6
    voices(found, *NOISE[3:], at=found.at - DAY)
    second = actions.discover_issues(found.at)
    assert (second.read_count, second.message_count) == (1, 7)
    by_parts = groups()
    StreamState.objects.all().delete()
    assert actions.discover_issues(found.at).read_count == 7
    assert groups() == by_parts


def test_everything_is_read_anew_after_a_day_and_when_a_voice_has_left(found):
    rows = voices(found, *NOISE, *BUS)
    actions.discover_issues(found.at)
    Voice.objects.filter(pk=rows[0].pk).update(is_confidential=True)
    assert actions.discover_issues(found.at).read_count == 6
    assert all(rows[0].pk not in one for one in groups())
    assert actions.discover_issues(found.at + timedelta(hours=1)).read_count == 0
    assert actions.discover_issues(found.at + timedelta(hours=25)).read_count == 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_arrival_changes_no_hand_decision(found, seed):
    texts = [*NOISE, *BUS]
    Random(seed).shuffle(texts)
    first = voices(found, *texts[:5])
    actions.discover_issues(found.at)
    noise = noise_issue()
    one = IssueVoice.objects.filter(issue=noise).order_by("voice").first().voice_id
    members = set(IssueVoice.objects.filter(issue=noise).values_list("voice", flat=True))
    actions.split_issue(noise, [one], title="另一件事", **found.by("zhou"))
    late = texts[5:]
    Random(seed + 9).shuffle(late)
    for text in late:
        voices(found, text, at=first[0].received_at)
        actions.discover_issues(found.at)
    homes = {pk: place for place, group in enumerate(groups()) for pk in group}
    assert {homes.get(pk) for pk in members - {one}}.isdisjoint({homes.get(one, -1)})


def test_a_flood_of_one_persons_copies_stays_out_of_the_first_twenty(found):
    voices(found, *NOISE, *BUS)
    flood = [("li", f"楼下商铺招牌太亮{n % 7}", "楼下商铺招牌太亮，晚上睡不着，请来管一管。") for n in range(500)]
    voices(found, *flood, at=found.at - 3 * DAY)
    actions.discover_issues(found.at)
    assert not any("招牌" in row.title for row in queries.public_issues()[:20])
    assert any("招牌" in row.title for row in queries.hot_issues())
