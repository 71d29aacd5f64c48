"""Separate handling (分办): several units, each with limits, reply and judgement of its own; one answer at the end."""

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import DAY
from tests.dispatch.test_order_pages import clock, door  # noqa: F401 - a fixture

from shangliang.dispatch import actions, queries
from shangliang.dispatch.actions import Share
from shangliang.dispatch.queries.story import parts_told
from shangliang.kernel.refusals import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def shared_out(people, *shares):
    given = shares or (Share(people.org("park"), (1,)), Share(people.org("roads"), (2,), "停车的去处"))
    return actions.issue_separately(orders.approved(people), given, actor=people.zhou, at=MONDAY)


def answer(people, order, unit_clerk, unit_head, letter="A"):
    actions.sign(order, actor=unit_clerk, at=MONDAY)
    order.refresh_from_db()
    if order.state == "signed":
        actions.start(order, mode="phone", words="问清了", actor=unit_clerk, at=MONDAY)
    draft = orders.draft(order, letter)
    one = draft.points[0]
    actions.save_draft(order, actions.ReplyDraft(**{**vars(draft), "points": (one,)}), actor=unit_head, at=MONDAY + DAY)
    actions.submit_reply(order, actor=unit_head, at=MONDAY + DAY)
    order.refresh_from_db()


def handler_of(people):
    """Return somebody who handles orders of 城管局, which the cast lacks."""
    from tests.cast import SINCE

    from shangliang.kernel.workflow import Role
    from shangliang.people.models import Seat

    Seat.objects.create(
        person=people.people["co"], organization=people.org("roads"), role=str(Role.UNIT_HANDLER), since=SINCE
    )


def test_each_unit_has_its_own_points_and_the_idea_is_answered_with_the_last(people):
    handler_of(people)
    first, second = shared_out(people)
    assert [queries.parts_of(second)[0].pk, second.part_of_id] == [first.pk, first.pk]
    from shangliang.dispatch.queries.replies import questions_of

    assert (questions_of(first), questions_of(second)) == ([orders.POINTS[0]], [orders.POINTS[1]])
    answer(people, first, people.wu, people.head)
    idea = first.idea
    idea.refresh_from_db()
    assert idea.state == "dispatched"
    answer(people, second, people.co, people.co_head, "B")
    idea.refresh_from_db()
    assert (idea.state, idea.reply_class, idea.adoption) == ("ledger", "B", "adopted")


def test_the_idea_is_written_off_with_its_last_share(people):
    handler_of(people)
    first, second = shared_out(people)
    for order, clerk, head in ((first, people.wu, people.head), (second, people.co, people.co_head)):
        answer(people, order, clerk, head)
    for order in (first, second):
        order.refresh_from_db()
        actions.accept_reply(order, actor=people.sun, at=MONDAY + 2 * DAY)
        actions.evaluate(order, orders.GOOD, actor=people.zhao, at=MONDAY + 3 * DAY)
    idea = first.idea
    actions.write_off(first, is_signed=True, actor=people.sun, at=MONDAY + 4 * DAY)
    idea.refresh_from_db()
    assert idea.state == "evaluated"
    second.refresh_from_db()
    actions.write_off(second, is_signed=True, actor=people.sun, at=MONDAY + 4 * DAY)
    idea.refresh_from_db()
    assert idea.state == "closed"


@pytest.mark.parametrize(
    "points", [((1,), ()), ((1,), (1,)), ((1, 2), (3,))], ids=["one whole", "point 2 nobody's", "no such point"]
)
def test_no_point_is_left_without_a_unit(people, points):
    with pytest.raises(Invalid):
        shared_out(people, Share(people.org("park"), points[0]), Share(people.org("roads"), points[1]))


def test_separate_handling_takes_two_different_units(people):
    with pytest.raises(Invalid):
        shared_out(people, Share(people.org("park")))
    with pytest.raises(Invalid):
        shared_out(people, Share(people.org("park")), Share(people.org("park")))


def test_a_voice_is_answered_by_all_units_together(people):
    handler_of(people)
    voice = orders.voice(people)
    shares = (Share(people.org("park"), words="绿化"), Share(people.org("roads"), words="路面"))
    first, second = actions.issue_separately(voice, shares, actor=people.zhou, at=MONDAY)
    for order, clerk, head in ((first, people.wu, people.head), (second, people.co, people.co_head)):
        answer(people, order, clerk, head)
        actions.accept_reply(order, actor=people.sun, at=MONDAY + 2 * DAY)
        voice.refresh_from_db()
        assert voice.state == ("dispatched" if order is first else "replied")
    from shangliang.voices.models import VoiceReply

    text = VoiceReply.objects.get(voice=voice).text
    assert "市园林和林业局：" in text
    assert "市城市管理局：" in text


@pytest.mark.usefixtures("clock")
def test_the_public_page_shows_every_unit_with_its_share_and_its_answer(people):
    handler_of(people)
    first, second = shared_out(people)
    answer(people, first, people.wu, people.head)
    first.refresh_from_db()
    actions.accept_reply(first, actor=people.sun, at=MONDAY + 2 * DAY)
    page = door(people, "").get(f"/ideas/{first.idea.code}").content.decode()
    part = page[page.index('id="parts"') :].split("</section>")[0]
    assert "2 个单位分别办理，1 个已答复" in part
    assert [name in part for name in (str(first.lead_unit), str(second.lead_unit), *orders.POINTS)] == [True] * 4
    answer(people, second, people.co, people.co_head, "B")
    second.refresh_from_db()
    actions.accept_reply(second, actor=people.sun, at=MONDAY + 2 * DAY)
    page = door(people, "").get(f"/ideas/{first.idea.code}").content.decode()
    assert "2 个单位分别办理，2 个已答复" in page


@pytest.mark.usefixtures("clock")
def test_an_idea_that_one_unit_handles_has_no_parts_and_asks_nothing_more(people, django_assert_num_queries):
    order = orders.issued(people, orders.approved(people))
    with django_assert_num_queries(0):
        assert parts_told(order, orders.POINTS) == []
    assert 'id="parts"' not in door(people, "").get(f"/ideas/{order.idea.code}").content.decode()
