"""Quick polls through their acts and pages: prepared, opened, answered, counted level by level, closed, sealed."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.sessions.sittings import HELD, browser, drafted, room

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow, Refusal
from shangliang.kernel.workflow import Actor, Role, Seat, Subject
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.opinions.rules.tickets import key_of, open_ticket
from shangliang.sessions import actions, queries, reactions
from shangliang.sessions.models import Poll, PollCount, PollLog, PollVote
from shangliang.sessions.rules import polls as rules
from shangliang.sessions.workflow import POLL, PollState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def doors(settings):
    """The cast steps in by the demonstration's door."""
    settings.DEMO = True


CHOICES = ("先修路", "先种树", "先装灯")


def prepared(here, kind: str = "single", level: int = 0, seconds: int = 0, choices=CHOICES) -> Poll:
    return actions.prepare_poll(
        here.session, question="先做哪一件？", choices=choices, kind=kind, level=level, seconds=seconds,
        actor=here.chen, at=HELD,
    )  # fmt: skip


def opened(here, kind: str = "single", **more) -> Poll:
    row = prepared(here, kind, **more)
    actions.open_poll(row, actor=here.chen, at=HELD)
    return row


def voted(poll: Poll, who: str, *picks: int, level: int = 0, at=HELD) -> bool:
    return actions.vote_in_poll(poll, picks, who=who, level=level, at=at)


def test_every_verb_from_every_state_is_allowed_exactly_as_the_table_says():
    met = {need.code: True for step in POLL.steps for need in step.needs}
    for role, step, state in itertools.product(Role, [step for step in POLL.steps if step.frm], PollState):
        actor = Actor(7, "somebody", (Seat(role, 9, 1),))
        decision = POLL.decide(actor, step.verb, Subject(state, regions=frozenset({1})), met=met)
        assert (decision.step is not None) == (role in step.by and state in step.frm), (role, step.verb, state)


def test_one_poll_is_open_at_a_time_and_the_database_says_so_too():
    here = room()
    first, second = opened(here), prepared(here)
    with pytest.raises(Missing):
        actions.open_poll(second, actor=here.chen, at=HELD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=second.pk).update(state="open")
    actions.close_poll(first, actor=here.chen, at=HELD)
    actions.open_poll(second, actor=here.chen, at=HELD)
    assert queries.poll_shown(here.session)["number"] == second.number


def test_a_session_that_nobody_knows_of_opens_no_poll():
    here = room(drafted)
    row = prepared(here)
    with pytest.raises(Missing):
        actions.open_poll(row, actor=here.chen, at=HELD)


@pytest.mark.parametrize(
    "choices", [(), ("一",), ("一", "一"), tuple("一二三四五六七八九十甲"), ("一", "二" * 31)], ids=str
)
def test_choices_must_be_few_short_and_different(choices):
    here = room()
    with pytest.raises(Invalid):
        prepared(here, choices=choices)
    assert Poll.objects.count() == 0


def test_what_is_asked_and_of_whom_is_fixed_once_the_poll_is_open():
    here = room()
    row = prepared(here)
    told = {"question": "换个问法？", "choices": ("好", "不好"), "kind": "single", "level": 1, "seconds": 60}
    actions.edit_poll(row, **told, actor=here.chen)
    assert (row.question, row.level, queries.choices_of(row)) == ("换个问法？", 1, ["好", "不好"])
    actions.open_poll(row, actor=here.chen, at=HELD)
    with pytest.raises(NotNow):
        actions.edit_poll(row, **{**told, "level": 0}, actor=here.chen)
    assert leaf_facts(events_of("poll", row.code).get(verb="open"))["level"] == 1


def test_a_person_counts_once_the_last_answer_counts_and_every_answer_is_kept():
    here = room()
    row = opened(here)
    assert [voted(row, "a", 1), voted(row, "a", 1), voted(row, "a", 3), voted(row, "b", 3)] == [True, False, True, True]
    assert {cell: n for cell, n in queries.poll_counts(row).items() if n} == {(0, 0, 0): 2, (3, 1, 0): 2}
    assert list(PollLog.objects.order_by("pk").values_list("value", flat=True)) == ["1", "3", "3"]
    assert PollVote.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        PollVote.objects.create(poll=row, token=queries.poll_token(row, "a"), value="2", cast_at=HELD)


def test_levels_stand_in_columns_of_their_own_and_who_proves_more_moves_over():
    here = room()
    row = opened(here)
    voted(row, "a", 1)
    voted(row, "b", 1, level=1)
    voted(row, "c", 2)
    voted(row, "c", 2, level=2)
    shown = queries.poll_shown(here.session)
    assert [(c["level"], c["people"]) for c in shown["columns"]] == [(0, 1), (1, 1), (2, 1)]
    assert [cell["count"] for cell in shown["rows"][1]["cells"]] == [0, 0, 1]
    assert queries.recount_poll(row) == {cell: n for cell, n in queries.poll_counts(row).items() if n}


def test_below_its_level_nobody_votes():
    here = room()
    row = opened(here, level=1)
    with pytest.raises(Forbidden):
        voted(row, "a", 1)
    assert voted(row, "a", 1, level=1)
    assert [column.level for column in queries.columns_of(row, 3)] == [1]


def test_a_rank_gives_points_and_a_scale_a_mean():
    here = room()
    rank = opened(here, "rank")
    voted(rank, "a", 2, 1, 3)
    voted(rank, "b", 2, 3, 1)
    assert [(line.count, line.score) for line in queries.columns_of(rank, 3)[0].lines] == [(0, 25), (2, 100), (0, 25)]
    actions.close_poll(rank, actor=here.chen, at=HELD)
    scale = opened(here, "scale", choices=())
    voted(scale, "a", 5)
    voted(scale, "b", 2)
    assert (queries.columns_of(scale, 5)[0].mean, len(queries.choices_of(scale))) == (3.5, 5)


@pytest.mark.parametrize(
    ("kind", "picks"),
    [("single", ()), ("single", (1, 2)), ("single", (4,)), ("multiple", (1, 1)), ("rank", (1, 2)), ("scale", (0,))],
)
def test_what_is_no_answer_is_refused(kind, picks):
    here = room()
    row = opened(here, kind)
    with pytest.raises(Invalid):
        voted(row, "a", *picks)
    assert PollVote.objects.count() == 0


def test_a_poll_closes_in_time_and_with_its_session():
    here = room()
    row = opened(here, seconds=60)
    late = HELD + timedelta(seconds=60)
    with pytest.raises(NotNow):
        voted(row, "a", 1, at=late)
    assert (reactions.close_due_polls(late - timedelta(seconds=1)), reactions.close_due_polls(late)) == (0, 1)
    other = opened(here)
    actions.end_session(here.session, actor=here.chen, at=late)
    other.refresh_from_db()
    assert other.state == "closed"


def test_the_record_commits_to_batches_of_votes_and_shows_who_tampers_with_the_log():
    here = room()
    row = opened(here)
    voted(row, "a", 1)
    voted(row, "b", 2)
    minute = timedelta(minutes=1)
    assert [reactions.seal_polls(HELD), reactions.seal_polls(HELD + minute)] == [1, 0]
    voted(row, "c", 2)
    assert [reactions.seal_polls(HELD + minute / 2), reactions.seal_polls(HELD + minute)] == [0, 1]
    voted(row, "c", 1)
    actions.close_poll(row, actor=here.chen, at=HELD + 2 * minute)
    seals = [facts for _event, facts in queries.seals_of(row)]
    assert [facts["votes"] for facts in seals] == [2, 1, 1]
    assert (seals[-1]["people"], seals[-1]["result"]) == ({"0": 3, "1": 0, "2": 0}, [[1, 1, 0, 2], [2, 1, 0, 1]])
    assert queries.broken_seals(row) == []
    first = PollLog.objects.filter(poll=row).order_by("pk").first()
    PollLog.objects.filter(pk=first.pk).update(value="3")
    assert len(queries.broken_seals(row)) == 1


def test_counts_cannot_fall_below_zero():
    here = room()
    row = opened(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollCount.objects.create(poll=row, choice=1, place=1, level=0, count=-1)


# Pages


def test_the_audience_votes_by_the_plain_form_changes_its_mind_and_sees_the_result_afterwards():
    here = room()
    row = opened(here)
    address = f"/sessions/18/polls/{row.number}"
    phone = browser(here.cast)
    before = phone.get(address).content.decode()
    assert ("投完就能看结果" in before, "data-poll-box hidden" in before) == (True, True)
    for pick in ("2", "3"):
        assert phone.post(address, {"pick": pick}).status_code == 302
    after = phone.get(address).content.decode()
    assert ("data-poll-box hidden" in after, 'value="3" checked' in after) == (False, True)
    assert list(PollVote.objects.values_list("value", "level")) == [("3", 0)]
    browser(here.cast, "li").post(address, {"pick": "1"})
    assert sorted(PollVote.objects.values_list("value", "level")) == [("1", 1), ("3", 0)]


def test_a_draft_is_not_there_and_a_verified_poll_asks_for_a_sign_in():
    here = room()
    row = prepared(here, level=1)
    phone = browser(here.cast)
    assert phone.get(f"/sessions/18/polls/{row.number}").status_code == 404
    actions.open_poll(row, actor=here.chen, at=HELD)
    page = phone.get(f"/sessions/18/polls/{row.number}").content.decode()
    assert ("用手机号登录" in page, "data-poll=" in page) == (True, False)


def test_the_ticket_of_a_session_says_who_votes_and_is_never_kept(settings):
    here = room()
    phone, li = browser(here.cast), browser(here.cast, "li")
    answers = [phone.get("/sessions/18/ticket"), phone.get("/sessions/18/ticket"), li.get("/sessions/18/ticket")]
    key = key_of(settings.PEPPER)
    tickets = [open_ticket(key, answer.json()["ticket"], place="18", now=0) for answer in answers]
    assert tickets[0].token == tickets[1].token != tickets[2].token
    assert [(one.level, one.person) for one in tickets] == [(0, 0), (0, 0), (1, here.cast.people["li"].pk)]
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_the_host_prepares_opens_and_closes_on_the_console():
    here = room()
    desk = browser(here.cast, "chen")
    told = {"question": "先做哪一件？", "kind": "single", "choices": "路\n树\n", "level": "0", "seconds": "60"}
    desk.post("/desk/sessions/18/polls", told)
    row = Poll.objects.get()
    desk.post(f"/desk/sessions/18/polls/{row.number}/edit", told | {"question": "先做哪一样？"})
    assert "先做哪一样？" in desk.get("/desk/sessions/18/host").content.decode()
    desk.post(f"/desk/sessions/18/polls/{row.number}/open")
    row.refresh_from_db()
    assert (row.state, row.closes_at - row.began_at) == ("open", timedelta(seconds=60))
    for page in ("/desk/sessions/18/host", "/sessions/18", "/sessions/18/hall"):
        assert "先做哪一样？" in desk.get(page).content.decode(), page
    desk.post(f"/desk/sessions/18/polls/{row.number}/close")
    row.refresh_from_db()
    assert row.state == "closed"
    assert desk.post("/desk/sessions/18/polls", told | {"choices": "路"}).status_code == 302
    assert Poll.objects.count() == 1


@pytest.mark.parametrize("who", ["", "li", "wu", "far"])
def test_nobody_else_prepares_a_poll(who):
    here = room()
    told = {"question": "先做哪一件？", "kind": "single", "choices": "路\n树\n", "level": "0", "seconds": "0"}
    browser(here.cast, who).post("/desk/sessions/18/polls", told)
    assert Poll.objects.count() == 0


def test_moving_an_answer_changes_its_cells_only():
    assert rules.moves("multiple", "1,3", 0, "1,2", 0) == {(3, 1, 0): -1, (2, 1, 0): 1}
    assert rules.moves("single", "", 0, "2", 1) == {(0, 0, 1): 1, (2, 1, 1): 1}
    assert rules.moves("single", "2", 0, "2", 1) == {
        (0, 0, 0): -1, (2, 1, 0): -1, (0, 0, 1): 1, (2, 1, 1): 1,
    }  # fmt: skip


def test_a_refused_vote_says_why_in_both_languages():
    here = room()
    row = prepared(here)
    with pytest.raises(Refusal) as refused:
        voted(row, "a", 1)
    assert all(refused.value.words.text(lang) for lang in ("zh-hans", "en"))
