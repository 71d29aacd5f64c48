"""One golden idea with a lead and two co-units through everything that can happen to it, by clicking."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.conftest import product
from tests.journeys.conftest import run
from tests.journeys.steps_doors import PHONE, City, act, put, send, step_in
from tests.journeys.steps_effect import look_back, write_off
from tests.journeys.steps_ideas import PointReply, deliver, draft_reply, give_opinion, order_of, sign_reply, talk

from shangliang.kernel.calendar import local_date

IDEA, URBAN, PARK = "30-01", "市城市管理局", "市园林和林业局"
EMPTY = (PointReply("栏杆的事我局高度重视，将认真研究。", "研究", "", ""), PointReply("会加强管理的。", "加强", "", ""))
GOOD = (
    ("松动的步道栏杆已全部加固，缺的螺栓补齐。", "加固步道栏杆", "验收照片 6 张"),
    ("步道栏杆巡查办法已印发，每月巡查一次。", "印发巡查办法", "青园函〔示例〕31号"),
)
WHOLE = {
    "答复类别": "A", "总的答复": "采纳，两点都办了。", "联系人": "园林科", "联系电话": "0532-12345",
    "责任人职务": "分管副局长", "与提出人当面沟通过": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def idea_world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("supervised")
    run(folder / "data", str(Path(__file__).with_name("one_idea.py")))
    with product(folder, DATABASE_URL="") as running:
        yield running


@pytest.fixture
def city(idea_world, browser):
    found = City(idea_world, browser)
    yield found
    found.close()


def test_an_idea_goes_through_every_step_of_supervision(city):
    def day(ahead: int = 0) -> str:
        return str(local_date(city.served.clock.now()) + timedelta(days=ahead))

    order = hand_over_and_return(city)
    extend(city, order)
    answer_badly_then_well(city, order, day)
    judge(city, order, "不满意", "未解决")
    second_round(city, order, day)
    judge(city, order, "满意", "已解决")
    visit(city, order, day())
    write_off(city.desk("supervisor"), order)
    look_back(city, city.desk("supervisor"), order, "又走了一遍，牢固。")
    carry_on(city, order)
    the_public_reads(city, order)
    assert city.faults == []


def hand_over_and_return(city: City) -> str:
    """The dispatcher hands the idea to a unit that gives it back; the other unit gets it and signs."""
    desk = city.desk("dispatcher")
    desk.goto(f"/desk/dispatch/idea/{IDEA}")
    send(desk, desk.get_by_role("button", name="转办", exact=True))
    order = order_of(desk, IDEA)
    urban = city.desk("urban-clerk")
    urban.goto(f"/desk/cases/{order}")
    act(urban, "申请退单", {"依据": "三定方案第 4 条", "建议改派单位": PARK}, reason="公园步道归园林局")
    desk.goto(f"/desk/cases/{order}")
    act(desk, "同意退单，改派", {"承办单位": PARK})
    clerk = city.desk("park-clerk")
    clerk.goto(f"/desk/cases/{order}")
    act(clerk, "签收")
    city.later(days=1)
    talk(clerk, order, "到步道当面看过，数了松动的栏杆。")
    for name in ("emergency-clerk", "transport-clerk"):
        give_opinion(city.desk(name), order, "同意，按职责配合。")
    return order


def extend(city: City, order: str) -> None:
    """The head of the unit asks for more time, and gets it."""
    head = city.desk("park-head")
    head.goto(f"/desk/cases/{order}")
    act(head, "申请延期", reason="栏杆构件要定制")
    desk = city.desk("dispatcher")
    desk.goto(f"/desk/cases/{order}")
    act(desk, "同意延期")
    expect(desk.locator(".case .no")).to_contain_text("办理中")


def points_on(day: str) -> list[PointReply]:
    return [PointReply(text, measure, day, proof) for text, measure, proof in GOOD]


def answer_badly_then_well(city: City, order: str, day) -> None:
    """A reply of phrases is signed, read by the check, sent back by the supervisor, and written anew."""
    clerk, head, supervisor = (city.desk(name) for name in ("park-clerk", "park-head", "supervisor"))
    weak = [PointReply(one.text, one.measure, day(), "照片") for one in EMPTY]
    draft_reply(clerk, order, weak, WHOLE)
    sign_reply(head, order)
    supervisor.goto(f"/desk/cases/{order}")
    reading = supervisor.locator("section").filter(has_text="答复读出来的疑点").last
    expect(reading).to_contain_text("只有套话")
    act(supervisor, "退回重写", reason="没有措施，答非所问")
    city.later(days=3)
    draft_reply(clerk, order, points_on(day()), WHOLE)
    sign_reply(head, order)
    deliver(supervisor, order)


def judge(city: City, order: str, grade: str, solved: str) -> None:
    """The member who spoke judges the answer on a phone."""
    member = city.window(PHONE)
    step_in(member, "member")
    member.goto(f"/orders/{order}/judge")
    said = {"办理态度": "满意", "办理结果": grade, "问题解决了吗": solved}
    more = {"不满意的原因": "说了没有做", "想说的话": "有三处还是松的"} if grade == "不满意" else {}
    put(member, {**said, **more})
    send(member, member.get_by_role("button", name="评好了"))


def second_round(city: City, order: str, day) -> None:
    """The supervisor cannot write it off now, sends it into a second round, and the unit answers again."""
    supervisor = city.desk("supervisor")
    supervisor.goto(f"/desk/cases/{order}")
    expect(supervisor.locator(".dk-blocked").filter(has_text="销号")).to_contain_text("不满意")
    act(supervisor, "退回重办", reason="三处还是松的")
    expect(supervisor.locator(".case .no")).to_contain_text("第 2 轮")
    city.later(days=5)
    draft_reply(city.desk("park-clerk"), order, points_on(day()), WHOLE)
    sign_reply(city.desk("park-head"), order)
    deliver(supervisor, order)


def visit(city: City, order: str, day: str) -> None:
    """Reporter, member and unit go and see, and say when they come again."""
    reporter = city.desk("reporter")
    reporter.goto(f"/desk/cases/{order}")
    act(reporter, "三方追访", {
        "日期": day, "地点": "太平山步道", "记者（写职务）": "青岛日报记者", "委员（写职务）": "市政协委员",
        "承办单位到场的人": "园林科科长", "所见": "已办成", "记录": "逐段摇过，牢固。",
    })  # fmt: skip
    expect(reporter.locator(".case")).to_contain_text("园林科科长")


def carry_on(city: City, order: str) -> None:
    """The supervisor confirms the twelve similar voices, the dispatcher hands them over in one batch."""
    supervisor = city.desk("supervisor")
    supervisor.goto(f"/desk/supervision/{order}/generalize")
    chips = supervisor.get_by_role("group", name="同类诉求").locator("label").filter(has_text="山头公园")
    expect(chips).to_have_count(12)
    expect(supervisor.locator("form.dk-form")).not_to_contain_text("挂号")
    for at in range(12):
        chips.nth(at).click()
    put(supervisor, {"标题": "全市步道栏杆一起查"})
    send(supervisor, supervisor.get_by_role("button", name="确认举一反三"))
    desk = city.desk("dispatcher")
    desk.goto(f"/desk/cases/{order}")
    act(desk, "成批派单", {"哪一次举一反三": "全市步道栏杆一起查"})
    clerk = city.desk("park-clerk")
    clerk.goto("/desk/cases")
    expect(clerk.locator(".queue")).to_contain_text("十二号山头公园")


def the_public_reads(city: City, order: str) -> None:
    """Everybody reads how it went, and each figure opens its cases."""
    page = city.window(PHONE)
    page.goto(f"/ideas/{IDEA}")
    for words in ("同意退单，改派", "同意延期", "退回重办", "销号", "回头看", "举一反三"):
        expect(page.locator("main")).to_contain_text(words)
    page.goto("/progress")
    page.get_by_role("link", name="回头看反弹率").click()
    expect(page.locator("h1")).to_contain_text("0/1")
    expect(page.locator("main")).to_contain_text(order)
