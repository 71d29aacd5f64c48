"""Votes over real HTTP: what is counted, what is refused, and that both ways write the same rows."""

import pytest
from tests.live.served import live
from tests.live.voting import hall, now, send, ticket, token_of, vote

from shangliang.kernel.refusals import Forbidden, Missing, Refusal
from shangliang.live.batch import GroupCommit
from shangliang.live.models import Receipt
from shangliang.opinions import actions as opinions
from shangliang.opinions import queries as opinion_queries
from shangliang.opinions.models import Conversation, Participant, Statement, Vote, VoteLog
from shangliang.sessions import actions, queries
from shangliang.sessions.models import PollCount, PollLog, PollVote, Question, QuestionLike, Session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db):
    return hall()


def tallies(conversation: Conversation) -> dict[int, tuple[int, int, int]]:
    rows = Statement.objects.filter(conversation=conversation).order_by("number")
    return {row.number: (row.agree_count, row.disagree_count, row.pass_count) for row in rows}


def opinion_rows(conversation: Conversation):
    """Every row that votes leave, without keys and moments."""
    counted = Conversation.objects.values_list("vote_count", "participant_count").get(pk=conversation.pk)
    people = Participant.objects.filter(conversation=conversation).order_by("number")
    votes = Vote.objects.filter(participant__conversation=conversation).order_by("participant__number", "statement")
    return (
        counted,
        tallies(conversation),
        list(people.values_list("number", "token", "level", "vote_count")),
        list(votes.values_list("participant__number", "statement__number", "value")),
        opinion_queries.vote_columns(conversation),
    )


ROUND = [("a", 1, 1), ("b", 1, -1), ("a", 2, 0), ("a", 1, -1), ("a", 1, -1), ("c", 4, 1), ("b", 1, 1)]


def test_a_vote_is_on_the_disk_when_it_is_answered(here):
    with live() as (_server, port):
        status, said = send(port, here.conversation, vote(here.conversation, "browser:a", 1, 1))
        assert Vote.objects.get().value == 1
    counts = {"agree": 1, "disagree": 0, "pass": 0, "votes": 1, "people": 1}
    assert (status, said["changed"], said["repeated"], said["counts"]) == (200, True, False, counts)


def test_the_live_way_and_the_form_leave_the_same_rows(here):
    other = opinions.open_conversation(
        title="同一件事再问一遍", actor=here.cast.chen, at=now(), region=here.cast.org("city")
    )
    for number in range(4):
        opinions.add_statement(other, f"第 {number + 1} 条看法，先修路", actor=here.cast.chen, at=now(), is_seed=True)
    opinions.start(other, actor=here.cast.chen, at=now())
    with live() as (_server, port):
        for who, number, value in ROUND:
            assert send(port, here.conversation, vote(here.conversation, who, number, value))[0] == 200
            statement = opinion_queries.statement_of(other, number)
            opinions.cast_vote(statement, value, who=who, level=0, at=now())
    one, two = opinion_rows(here.conversation), opinion_rows(other)
    assert [row[1:2] + row[2:] for row in one[2]] != [row[1:2] + row[2:] for row in two[2]]  # tokens cannot be linked
    assert (one[0], one[1], one[3], one[4]) == (two[0], two[1], two[3], two[4])
    assert [row[::2] for row in one[2]] == [row[::2] for row in two[2]]
    assert opinion_queries.recount(here.conversation) == {n: c for n, c in tallies(here.conversation).items() if any(c)}


def test_the_form_goes_on_where_the_live_way_began(here):
    statement = opinion_queries.statement_of(here.conversation, 1)
    with live() as (_server, port):
        send(port, here.conversation, vote(here.conversation, "a", 1, 1))
        opinions.cast_vote(statement, -1, who="a", level=0, at=now())
        send(port, here.conversation, vote(here.conversation, "a", 1, 0))
    assert tallies(here.conversation)[1] == (0, 0, 1)
    assert list(VoteLog.objects.order_by("pk").values_list("value", flat=True)) == [1, -1, 0]
    assert Participant.objects.count() == 1


def test_whoever_signs_in_takes_the_answers_along(here):
    with live() as (_server, port):
        send(port, here.conversation, vote(here.conversation, "browser:a", 1, 1))
        send(port, here.conversation, vote(here.conversation, "person:7", 2, 1, level=1, before="browser:a"))
    row = Participant.objects.get()
    assert (row.token, row.level, row.vote_count) == (token_of(here.conversation, "person:7"), 1, 2)


def test_a_level_proved_later_is_kept(here):
    with live() as (_server, port):
        for level in (0, 2, 1):
            send(port, here.conversation, vote(here.conversation, "person:7", 1, 1, level=level))
    assert Participant.objects.get().level == 2


def test_the_same_key_counts_once_even_after_a_change_of_mind(here):
    first = vote(here.conversation, "a", 1, 1, key="one")
    with live() as (_server, port):
        send(port, here.conversation, first)
        send(port, here.conversation, vote(here.conversation, "a", 1, -1, key="two"))
        status, said = send(port, here.conversation, first)
        assert (status, said["repeated"], said["changed"]) == (200, True, False)
        assert tallies(here.conversation)[1] == (0, 1, 0)
        # Negative control: without a key the late copy undoes the change of mind.
        send(port, here.conversation, {name: said for name, said in first.items() if name != "key"})
        assert tallies(here.conversation)[1] == (1, 0, 0)


def test_keys_are_forgotten_after_an_hour_and_not_before(here):
    from datetime import timedelta

    from shangliang.live.reactions import TIMERS

    with live() as (_server, port):
        send(port, here.conversation, vote(here.conversation, "a", 1, 1, key="one"))
    (forget,) = TIMERS
    assert (forget(now()), Receipt.objects.count()) == (0, 1)
    assert (forget(now() + timedelta(minutes=61)), Receipt.objects.count()) == (1, 0)


REFUSED = {
    "no json": (b"nonsense", 400),
    "no ticket": ({"on": "statement", "number": 1, "value": 1}, 400),
    "foreign ticket": ({"ticket": "y9.x", "on": "statement", "number": 1, "value": 1}, 401),
    "unknown statement": ({"number": 99}, 404),
    "zero": ({"number": 0}, 400),
    "true is no number": ({"number": True}, 400),
    "wrong value": ({"value": 2}, 422),
    "words for a value": ({"value": "1"}, 422),
    "wrong kind": ({"on": "poll"}, 400),
    "bad key": ({"key": "a b"}, 400),
    "long key": ({"key": "a" * 65}, 400),
    "deep": (b"[" * 4000, 400),
}


@pytest.mark.parametrize(("body", "status"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_counted_is_refused_and_nothing_is_written(here, body, status):
    whole = body if isinstance(body, bytes) or len(body) > 1 else vote(here.conversation, "a", 1, 1) | body
    with live() as (_server, port):
        found, said = send(port, here.conversation, whole)
    assert (found, said["counted"], set(said["words"])) == (status, False, {"zh", "en"})
    assert (Vote.objects.count(), VoteLog.objects.count(), Participant.objects.count()) == (0, 0, 0)


def test_a_ticket_is_good_for_its_own_place_and_time(here):
    with live() as (_server, port):
        old = vote(here.conversation, "a", 1, 1, seconds=-1)
        other = vote(here.conversation, "a", 1, 1) | {"ticket": ticket(here.session, "a")}
        assert [send(port, here.conversation, body)[0] for body in (old, other)] == [401, 401]


def test_a_body_that_is_too_long_is_refused(here):
    with live() as (_server, port):
        assert send(port, here.conversation, b"{" + b" " * 5000 + b"}")[0] == 413


def test_a_closed_conversation_and_a_removed_statement_take_no_votes(here):
    removed = opinion_queries.statement_of(here.conversation, 2)
    opinions.moderate(removed, "remove", actor=here.cast.chen, at=now(), reason="重复")
    with live() as (_server, port):
        assert send(port, here.conversation, vote(here.conversation, "a", 2, 1))[0] == 409
        Conversation.objects.filter(pk=here.conversation.pk).update(closes_at=now())
        assert send(port, here.conversation, vote(here.conversation, "a", 1, 1, key="k"))[0] == 409
        # A refused vote leaves no receipt: the same key counts once the conversation is open again.
        Conversation.objects.filter(pk=here.conversation.pk).update(closes_at=None)
        said = send(port, here.conversation, vote(here.conversation, "a", 1, 1, key="k"))[1]
    assert (said["changed"], said["repeated"]) == (True, False)


def test_at_overload_nothing_is_half_counted(here):
    with live() as (server, port):
        server.writer.most = 0
        status, said = send(port, here.conversation, vote(here.conversation, "a", 1, 1, key="k"))
        assert (status, said["reason"], said["retry"], Vote.objects.count()) == (503, "busy", "2", 0)
        server.writer.most = 10
        assert send(port, here.conversation, vote(here.conversation, "a", 1, 1, key="k"))[1]["changed"]


def test_a_vote_that_the_database_refuses_does_not_hold_up_the_others(here, monkeypatch):
    from shangliang.live import batch
    from shangliang.live.actions.database import WrongError
    from shangliang.live.ballots import Taken, read_ballot
    from shangliang.opinions.rules.tickets import key_of

    good = batch.write_batch

    def picky(database, ballots, at):
        if any(ballot.number == 3 for ballot in ballots):
            raise WrongError("number three")
        return good(database, ballots, at)

    monkeypatch.setattr(batch, "write_batch", picky)
    import json

    from django.conf import settings

    from shangliang.live.actions import connect

    bodies = [json.dumps(vote(here.conversation, f"b{n}", n, 1)).encode() for n in (1, 2, 3, 4)]
    secret = key_of(settings.PEPPER)
    ballots = [read_ballot(secret, here.conversation.code, body, "", now().timestamp()) for body in bodies]
    database = connect()
    outcomes = batch.written(database, ballots)
    database.close()
    assert [isinstance(outcome, Taken) for outcome in outcomes] == [True, True, False, True]
    assert Vote.objects.count() == 3


# Polls

ANSWERS = {
    "single": [("a", [2]), ("b", [1]), ("a", [1]), ("a", [1])],
    "multiple": [("a", [3, 1]), ("b", [2]), ("a", [2])],
    "rank": [("a", [3, 1, 2]), ("b", [1, 2, 3]), ("a", [2, 1, 3])],
    "scale": [("a", [3]), ("b", [1]), ("b", [2])],
}


def poll_rows(poll):
    votes = PollVote.objects.filter(poll=poll).order_by("pk").values_list("level", "value")
    log = PollLog.objects.filter(poll=poll).order_by("pk").values_list("level", "value")
    counts = {cell: n for cell, n in queries.poll_counts(poll).items() if n}
    return list(votes), list(log), counts


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_poll_by_the_live_way_leaves_the_rows_of_the_form(here, kind):
    one = here.poll(kind)
    with live() as (_server, port):
        for who, value in ANSWERS[kind]:
            body = vote(here.session, who, one.number, value, on="poll", level=int(who == "b"))
            assert send(port, here.session, body)[0] == 200
    two = here.poll(kind)
    for who, value in ANSWERS[kind]:
        token = queries.session_token(here.session, who)
        actions.vote_in_poll(two, value, who=token, level=int(who == "b"), at=now())
    assert poll_rows(one) == poll_rows(two)
    assert queries.recount_poll(one) == poll_rows(one)[2]
    people = {cell[2]: n for cell, n in poll_rows(one)[2].items() if cell[0] == 0}
    assert people == {0: 1, 1: 1}  # levels are never added up


def test_tokens_of_two_polls_cannot_be_linked(here):
    one = here.poll()
    with live() as (_server, port):
        send(port, here.session, vote(here.session, "a", one.number, [1], on="poll"))
        two = here.poll()
        send(port, here.session, vote(here.session, "a", two.number, [1], on="poll"))
    assert len(set(PollVote.objects.values_list("token", flat=True))) == 2


@pytest.mark.parametrize("value", [[], [4], [0], [1, 2], [1, 1], "1", [True], {"1": 1}, list(range(1, 12))])
def test_what_is_no_answer_to_a_poll_is_refused(here, value):
    poll = here.poll()
    with live() as (_server, port):
        assert send(port, here.session, vote(here.session, "a", poll.number, value, on="poll"))[0] == 422
    assert PollVote.objects.count() == PollCount.objects.count() == 0


def test_a_poll_takes_votes_while_it_is_open_and_from_its_level_on(here):
    poll = here.poll(level=1, seconds=60)
    with live() as (_server, port):
        assert send(port, here.session, vote(here.session, "a", poll.number, [1], on="poll"))[0] == 403
        assert send(port, here.session, vote(here.session, "a", poll.number, [1], on="poll", level=1))[0] == 200
        type(poll).objects.filter(pk=poll.pk).update(closes_at=now())
        assert send(port, here.session, vote(here.session, "b", poll.number, [1], on="poll", level=1))[0] == 409
        draft = actions.prepare_poll(
            here.session, question="再问一次", choices=["好", "不好"], actor=here.cast.chen, at=now()
        )
        assert send(port, here.session, vote(here.session, "b", draft.number, [1], on="poll"))[0] == 404


# Questions


def test_asking_the_same_counts_each_person_once_by_either_way(here):
    row = actions.ask(
        here.session, "路灯什么时候修好", at=now(), asked_by="市民", person=here.cast.people["li"], is_public=True
    )
    qian, li = here.cast.people["qian"], here.cast.people["li"]
    with live() as (_server, port):

        def like(someone):
            return send(port, here.session, vote(here.session, "x", row.number, 1, on="question", person=someone.pk))

        assert like(qian)[1] == {
            "counted": True,
            "changed": True,
            "repeated": False,
            "counts": {"likes": 1},
            "retry": None,
        }
        assert like(qian)[1]["changed"] is False
        assert like(li)[1]["counts"] == {"likes": 1}  # who asked does not count again
        assert actions.like_question(row, qian) is False
        assert send(port, here.session, vote(here.session, "x", row.number, 1, on="question"))[0] == 403
        unknown = vote(here.session, "x", row.number, 1, on="question", person=10**9)
        assert send(port, here.session, unknown)[0] == 403
    assert (Question.objects.get().like_count, QuestionLike.objects.count()) == (1, 1)


def test_a_question_that_is_not_on_the_wall_or_was_merged_takes_no_likes(here):
    person = here.cast.people["qian"]
    hidden, kept, merged = (
        actions.ask(here.session, f"第 {n} 个问题怎么办", at=now(), asked_by="市民", is_public=n > 0) for n in range(3)
    )
    actions.merge_question(merged, kept, actor=here.cast.chen)
    with live() as (_server, port):
        for row, status in ((hidden, 404), (merged, 409), (kept, 200)):
            body = vote(here.session, "x", row.number, 1, on="question", person=person.pk)
            assert send(port, here.session, body)[0] == status
        Session.objects.filter(pk=here.session.pk).update(state="ended")
        body = vote(here.session, "y", kept.number, 1, on="question", person=here.cast.people["wu"].pk)
        assert send(port, here.session, body)[0] == 409


def test_the_way_through_the_page_refuses_what_the_live_way_refuses(here):
    poll = here.poll(level=1)
    token = queries.session_token(here.session, "a")
    with pytest.raises(Forbidden):
        actions.vote_in_poll(poll, [1], who=token, level=0, at=now())
    with pytest.raises(Refusal):
        actions.vote_in_poll(poll, [9], who=token, level=1, at=now())
    other = actions.prepare_poll(here.session, question="再问", choices=["好", "不好"], actor=here.cast.chen, at=now())
    with pytest.raises(Missing):
        actions.open_poll(other, actor=here.cast.chen, at=now())


def test_what_waits_is_written_before_the_process_ends(here):
    import asyncio
    import json

    from django.conf import settings

    from shangliang.live.actions import connect
    from shangliang.live.ballots import Taken, read_ballot
    from shangliang.opinions.rules.tickets import key_of

    bodies = [json.dumps(vote(here.conversation, f"b{n}", 1, 1)).encode() for n in range(50)]
    secret, found = key_of(settings.PEPPER), []
    ballots = [read_ballot(secret, here.conversation.code, body, "", now().timestamp()) for body in bodies]

    async def run():
        writer = GroupCommit(connect)
        writer.start(lambda _places: None)
        assert all(writer.offer(ballot, found.append) for ballot in ballots)
        await writer.stop(10)
        await asyncio.sleep(0)
        assert not writer.offer(ballots[0], found.append)

    asyncio.run(run())
    assert (len(found), {type(one) for one in found}, Vote.objects.count()) == (50, {Taken}, 50)
