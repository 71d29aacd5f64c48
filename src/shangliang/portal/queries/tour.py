"""The tour of the demonstration: eight stops, one for each stage, each with somebody to be and something to click."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shangliang.opinions.models import Conversation
from shangliang.people.models import Account
from shangliang.sessions.models import Session
from shangliang.topics.rules import STAGES

Words = str | Promise


@dataclass(frozen=True)
class Plan:
    """One stop as it is planned: whom to be, where to go, what to click there, what to see afterwards."""

    username: str
    path: str
    do: Words
    see: Words


PLANS = (
    Plan(
        "citizen",
        "/speak",
        _("写一件身边的事，点“下一步”；有人说过同样的事，就点“我也遇到”。"),
        _("拿到查询编号，在“我的声音”里能一直查。"),
    ),
    Plan(
        "liaison",
        "/desk/topics",
        _("在第 2 列点一张卡片，看来源和评分还差什么。"),
        _("按钮灰着的，写明了差几项、差谁。"),
    ),
    Plan(
        "agent",
        "/desk/hot",
        _("点第一个热点，看热度每一项怎么来的，再看原话。"),
        _("每人只算一次，原话都去掉了个人信息。"),
    ),
    Plan(
        "committee",
        "/desk/visits",
        _("打开一次调研，看谁去了、看到了什么。"),
        _("报告交了，议题才能往下走。"),
    ),
    Plan(
        "liaison",
        "/desk/sessions/{session}",
        _("看议程、嘉宾和问题墙；开场以后从这里进主持台。"),
        _("大屏、主持台和手机看到的是同一场。"),
    ),
    Plan(
        "member",
        "/opinions/{conversation}",
        _("点“同意”“不同意”或跳过，答满七条。"),
        _("意见地图上出现您的位置，各群都同意的排在下面。再到“提案”，能把市民的金点子认领成提案。"),
    ),
    Plan(
        "park-clerk",
        "/desk/cases",
        _("在左边选中要签收的，一起签收；再打开一件，逐点写答复。"),
        _("右边算给您看到期日怎么来的，签发前还差几项。"),
    ),
    Plan(
        "supervisor",
        "/desk/supervision",
        _("审核一份答复：通过，或写明理由退回。"),
        _("通过以后请提出人评价，四项齐了才能销号；“办理公示”里当天看得到。"),
    ),
)
"""The stops, one for each of the eight stages, in their order."""


@dataclass(frozen=True)
class Stop:
    """One stop as the page shows it: number, stage, the person to be, where, what to do and what to see."""

    number: int
    stage: str
    stage_en: str
    username: str
    person: int | None
    name: str
    path: str
    do: Words
    see: Words


def newest(states: tuple[str, ...]) -> Session | None:
    """Return the newest session in one of the states."""
    return Session.objects.filter(state__in=states).order_by("-number").first()


def session_code() -> str:
    """Return the session to look at: one that runs, else one that is announced, else the newest."""
    running = newest(("live", "adjourned")) or newest(("checked_in", "materials_sent", "announced"))
    found = running or Session.objects.order_by("-number").first()
    return found.code if found else ""


def conversation_code() -> str:
    """Return the conversation that is open and most people take part in."""
    found = Conversation.objects.filter(state="open").order_by("-participant_count", "pk").first()
    return found.code if found else ""


PLACES: dict[str, Callable[[], str]] = {"{session}": session_code, "{conversation}": conversation_code}


def path_of(plan: Plan) -> str:
    """Return where a stop leads; the list of its kind when there is no case yet."""
    for mark, code in PLACES.items():
        if mark in plan.path:
            return plan.path.replace(mark, code()).rstrip("/")
    return plan.path


def stops() -> list[Stop]:
    """Return the stops whose person the demonstration has."""
    names = {plan.username for plan in PLANS}
    cast = {row.username: row for row in Account.objects.filter(username__in=names).select_related("person")}
    found = []
    for number, (plan, stage) in enumerate(zip(PLANS, STAGES, strict=True), 1):
        account = cast.get(plan.username)
        if account is not None and account.person is not None:
            found.append(
                Stop(number, stage[1], stage[2], plan.username, account.person.pk, account.person.name, path_of(plan),
                     plan.do, plan.see)
            )  # fmt: skip
    return found
