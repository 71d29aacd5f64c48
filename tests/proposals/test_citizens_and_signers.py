"""Citizens' ideas that members grow into proposals, and proposals that several members sign."""

import pytest
from tests.cast import MONDAY, cast, person
from tests.dispatch import orders
from tests.dispatch.orders import DAY, lacking
from tests.proposals.test_proposals import PARTS, draft

from shangliang.dispatch import actions as dispatch
from shangliang.dispatch.models import Evaluation
from shangliang.dispatch.reactions import REACTIONS as ORDER_REACTIONS
from shangliang.kernel.refusals import Forbidden, NotFound, NotNow
from shangliang.kernel.workflow import Role
from shangliang.ledger.actions import run_reactions
from shangliang.ledger.actions.deadlines import seed_policies
from shangliang.notices.models import Notice
from shangliang.people.models import Member
from shangliang.proposals import actions, queries
from shangliang.proposals.reactions import REACTIONS
from shangliang.proposals.rules import DEADLINES
from shangliang.voices.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    orders.limits()
    seed_policies(DEADLINES, since=MONDAY.date())
    found = cast()
    found.people["qiu"] = person("委员邱", (Role.MEMBER, found.org("committee")))
    Member.objects.create(person=found.people["qiu"], level="municipal", sector="科技界")
    return found


def idea(people, publication="public"):
    voice = orders.voice(people, demand_type="suggestion")
    Voice.objects.filter(pk=voice.pk).update(publication=publication, body_public="步道加装扶手")
    voice.refresh_from_db()
    return voice


def told(people, name):
    for _ in range(2):
        run_reactions((*REACTIONS, *ORDER_REACTIONS), at=MONDAY + 9 * DAY)
    rows = Notice.objects.filter(person_id=getattr(people, name).person)
    return list(rows.order_by("pk").values_list("zh", flat=True))


def test_a_citizens_idea_grows_into_a_proposal_and_the_citizen_stays_to_the_end(people):
    voice = idea(people)
    assert queries.voices_to_adopt("扶手") == [voice]
    row = actions.adopt_voice(voice, actor=people.zhao, at=MONDAY)
    assert (row.situation, queries.voices_to_adopt()) == ("步道加装扶手", [])
    actions.edit(row, title=row.title, **PARTS, actor=people.zhao, at=MONDAY)
    actions.submit(row, actor=people.zhao, at=MONDAY)
    actions.examine(row, actor=people.chen, at=MONDAY)
    actions.file(row, actor=people.chen, at=MONDAY)
    order = orders.answered(people, orders.handling(people, orders.issued(people, row)))
    asked = set(Evaluation.objects.filter(dispatch=order).values_list("person_id", flat=True))
    assert asked == {people.zhao.person, people.li.person}
    dispatch.evaluate(order, orders.GOOD, actor=people.li, at=MONDAY + 3 * DAY)
    words = told(people, "li")
    assert [any(part in text for text in words) for part in ("认领了您的点子", "已立案", "有答复了")] == [True] * 3
    assert len(words) == len(set(words))


def test_one_idea_is_taken_up_by_one_member_and_only_when_it_is_public(people):
    voice = idea(people)
    actions.adopt_voice(voice, actor=people.zhao, at=MONDAY)
    for who, what in ((people.qiu, voice), (people.zhao, idea(people, "private"))):
        with pytest.raises(NotNow):
            actions.adopt_voice(what, actor=who, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.adopt_voice(idea(people), actor=people.chen, at=MONDAY)


def test_a_member_signs_for_himself_when_he_was_asked(people):
    row = draft(people)
    with pytest.raises(NotFound):
        queries.find(people.qiu, row.code)
    with lacking("请您联名"):
        actions.cosign(row, actor=people.qiu, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.invite(row, [people.people["qiu"]], actor=people.qiu, at=MONDAY)
    actions.invite(row, [people.people["qiu"]], actor=people.zhao, at=MONDAY)
    assert told(people, "qiu") == [f"请您联名：“{row.title}”。"]
    assert queries.find(people.qiu, row.code).signers == ""
    actions.cosign(row, actor=people.qiu, at=MONDAY)
    assert row.signers == "委员邱"
    with lacking("请您联名"):
        actions.cosign(row, actor=people.qiu, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.submit(row, actor=people.qiu, at=MONDAY)


def test_all_who_signed_judge_the_answer(people):
    row = draft(people)
    actions.invite(row, [people.people["qiu"]], actor=people.zhao, at=MONDAY)
    actions.cosign(row, actor=people.qiu, at=MONDAY)
    actions.submit(row, actor=people.zhao, at=MONDAY)
    actions.examine(row, actor=people.chen, at=MONDAY)
    actions.file(row, actor=people.chen, at=MONDAY)
    order = orders.answered(people, orders.handling(people, orders.issued(people, row)))
    asked = set(Evaluation.objects.filter(dispatch=order).values_list("person_id", flat=True))
    assert asked == {people.zhao.person, people.qiu.person}
