"""Who has which duty, and what wrong hand-overs taught: the dispatch catalogue with its changes, and outside systems."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from shangliang.adapters import actions as adapters
from shangliang.adapters.actions import Connection
from shangliang.dispatch import actions
from shangliang.dispatch.models import CatalogueChange, Dispatch
from shangliang.dispatch.queries.catalogue import waiting_changes
from shangliang.site.demo.people import Cast

BASIS = "部门职责清单（示例）"
FIRST, REVISED = date(2020, 10, 9), date(2024, 3, 1)
LINES = (
    ("住房物业", "", "housing"), ("水电气暖", "", "heating"), ("水电气暖", "ls", "water"),
    ("社会保障与养老", "", "civil"), ("交通出行", "", "transport"), ("城市管理", "", "urban"),
    ("城乡建设", "", "housing"), ("文化旅游体育", "", "culture"), ("生态环境", "", "ecology"),
    ("政务服务与作风", "", "approval"), ("教育", "", "education"), ("医疗卫生", "", "health"),
    ("劳动就业", "", "hr"), ("市场监管与消费", "", "market"), ("公共安全与应急", "", "emergency"),
    ("农业农村", "", "agri"), ("科技与营商", "", "sci"),
)  # fmt: skip
"""Category, district (or the whole city) and unit, as first written."""
REVISIONS = (("城乡建设", "", "park", "公园绿地归口调整（示例）"),)
WRONG_FIRST = {
    "noise": ("ecology", "油烟和占道经营由城管执法，不属我局职责", "城市管理执法职责清单第 12 项（示例）"),
    "school": ("transport", "校门口接送由学校组织，应由教育部门牵头", "校园周边秩序分工表（示例）"),
    "ebike": ("urban", "地铁站口接驳停放由交通部门牵头", "轨道交通接驳分工表（示例）"),
}
"""To which unit the third voice of a matter goes first, why that one gives it back, and on which basis."""
LEARNED = "noise"
"""The matter whose change was taken into the catalogue; the others wait for a person."""
PARTNERS = (
    (Connection("hotline-311", "12345 热线工单系统（示例）", may_file=True), "hotline", True),
    (Connection("water-folder", "水利局内部办理系统（示例）", takes="own", line="folder"), "water", True),
    (
        Connection(
            "park-hook", "园林局业务系统（示例，等对方联调）", hook_url="https://park.example/hooks/shangliang"
        ),
        "park",
        False,
    ),
)  # fmt: skip
"""Outside systems: one files by Open311, one takes its unit's orders by folder, one is switched off until it answers.

None of them is on another machine: nothing of the demonstration leaves it.
"""


def lay(cast: Cast, at: datetime) -> None:
    """Write the catalogue as it was at the beginning, and what was changed since."""
    keeper = cast.actor("dispatcher")
    rows = [*((*line, BASIS, FIRST) for line in LINES), *((*line, REVISED) for line in REVISIONS)]
    for category, district, unit, basis, since in rows:
        where = cast.org(district) if district else None
        actions.set_entry(category, where, cast.org(unit), basis=basis, since=since, actor=keeper, at=at)


def connect(cast: Cast, at: datetime) -> None:
    """Connect the outside systems."""
    keeper = cast.actor("sysadmin")
    for wanted, organization, is_active in PARTNERS:
        full = replace(wanted, organization=cast.org(organization), hook_secret=wanted.hook_url and token_urlsafe(24))
        row, _key = adapters.connect(full, actor=keeper, at=at)
        if not is_active:
            adapters.change(row, full, is_active=False, actor=keeper, at=at)


def first_unit(key: str, unit: str, i: int) -> str:
    """Return to which unit a voice is handed first: the third of some matters goes wrong."""
    return WRONG_FIRST[key][0] if i == 2 and key in WRONG_FIRST else unit


def put_right(cast: Cast, key: str, order: Dispatch, unit: str, at: datetime) -> None:
    """Let the wrong unit give an order back and hand it to the right one, which the catalogue takes as a proposal."""
    wrong, reason, basis = WRONG_FIRST[key]
    right = cast.org(unit)
    actions.request_return(
        order, reason=reason, basis=basis, suggested=right, actor=cast.actor(f"{wrong}-head"),
        at=at + timedelta(minutes=50),
    )  # fmt: skip
    actions.grant_return(
        order, unit=right, reason=reason, actor=cast.actor("dispatcher"), at=at + timedelta(minutes=90)
    )


def learn(cast: Cast, at: datetime) -> CatalogueChange | None:
    """Take one of the proposed changes into the catalogue; the others wait."""
    wrong = cast.org(WRONG_FIRST[LEARNED][0])
    row = next((row for row in waiting_changes() if row.unit_before_id == wrong.pk), None)
    if row is not None:
        basis = WRONG_FIRST[LEARNED][2]
        actions.decide_change(row, is_accepted=True, basis=basis, actor=cast.actor("supervisor"), at=at)
    return row
