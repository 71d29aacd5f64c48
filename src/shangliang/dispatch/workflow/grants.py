"""Who may open which page of this area."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Role

R = Role

PROGRESS = Grant("dispatch.progress", "办理公示", "progress of handling", (), public=True)
OUTCOMES = Grant("dispatch.outcomes", "成效", "outcomes", (), public=True)
IDEA_PAGE = Grant("dispatch.idea", "金点子", "golden idea", (), public=True)
JUDGE = Grant("dispatch.judge", "评价", "judging", (), public=True)
UNIT_DESK = Grant(
    "dispatch.unit_desk", "部门工作台", "unit desk", (R.UNIT_CLERK, R.UNIT_HANDLER, R.UNIT_HEAD, R.CO_UNIT)
)
CASE_PAGE = Grant(
    "dispatch.case",
    "办理件",
    "case",
    (
        R.UNIT_CLERK,
        R.UNIT_HANDLER,
        R.UNIT_HEAD,
        R.CO_UNIT,
        R.DISPATCHER,
        R.SUPERVISOR,
        R.LIAISON,
        R.COMMITTEE,
        R.LEADER,
        R.GOVOFFICE,
        R.MEMBER,
        R.EXPERT,
        R.REPORTER,
        R.EDITOR,
        R.REVIEWER,
        R.AGENT,
    ),
)
LIMITS_DESK = Grant("dispatch.limits", "时限与日历", "limits and calendar", (R.SUPERVISOR, R.SYSADMIN))
CATALOGUE_DESK = Grant("dispatch.catalogue", "派单目录", "dispatch catalogue", (R.DISPATCHER, R.SUPERVISOR))
SHEET = Grant("dispatch.sheet", "表格批量办理", "update by spreadsheet", (R.UNIT_CLERK, R.UNIT_HANDLER, R.UNIT_HEAD))
ONE_TAP = Grant("dispatch.one_tap", "一键评价", "one-tap judging", (), public=True)
DISPATCH_DESK = Grant("dispatch.dispatch_desk", "派单台", "dispatch desk", (R.DISPATCHER,))
SUPERVISION_DESK = Grant(
    "dispatch.supervision_desk", "督办台", "supervision desk", (R.SUPERVISOR, R.LEADER, R.GOVOFFICE)
)
GENERALIZE = Grant("dispatch.generalize_page", "举一反三", "generalise", (R.SUPERVISOR, R.GOVOFFICE))

ACTS = {
    ("catalogue", ""): Words("派单目录", "dispatch catalogue"),
    ("catalogue", "set_entry"): Words("写入目录", "set an entry"),
    ("catalogue", "decide_change"): Words("决定目录改动", "decide a change"),
    ("project", ""): Words("重点项目", "key project"),
    ("project", "enter_project"): Words("登记项目", "enter a project"),
    ("deadline", ""): Words("时限", "limit"),
    ("deadline", "change_policy"): Words("改时限", "change a limit"),
    ("calendar", ""): Words("工作日历", "working calendar"),
    ("calendar", "change_calendar"): Words("改工作日历", "change the calendar"),
}
"""What the record calls the acts of the desks that stand in no workflow table."""
