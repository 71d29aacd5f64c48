"""The table of a field visit: planned, people told, done, report filed (domain.md 5.8); and the pages around it."""

from typing import Final

from shangliang.kernel.workflow import Grant, Need, Role, State, Step, Workflow


class VisitState(State):
    """Where a visit stands."""

    PLANNED = "planned", "已计划", "planned"
    NOTICED = "noticed", "已通知", "people told"
    DONE = "done", "已调研", "done"
    REPORT_FILED = "report_filed", "报告已交", "report filed"
    CANCELLED = "cancelled", "已取消", "cancelled"


S = VisitState
OFFICE: Final = (Role.LIAISON, Role.COMMITTEE)

HAS_DAY = Need("day", "定下日期和地点（承办专委会）", "the day and the place (from the hosting committee)")
HAS_PEOPLE = Need("people", "写上参加的人（承办专委会）", "who takes part (from the hosting committee)")
DAY_CAME = Need("day_came", "调研的日子到了才能办", "the day of the visit must have come")
HAS_NOTES = Need("notes", "调研记录（参加的人写）", "the notes of the visit (from those who took part)")
HAS_REPORT = Need("report", "调研报告（承办专委会）", "the report (from the hosting committee)")

VISIT = Workflow(
    kind="visit",
    name="实地调研",
    name_en="field visit",
    states=VisitState,
    steps=(
        Step("plan", (), S.PLANNED, OFFICE, "安排调研", "plan a visit"),
        Step("arrange", (S.PLANNED, S.NOTICED), None, OFFICE, "改日期、地点和人员", "change day, place and people"),
        Step("notice", (S.PLANNED,), S.NOTICED, OFFICE, "通知参加的人", "tell the people who take part",
             needs=(HAS_DAY, HAS_PEOPLE), tone="primary"),
        Step("write_notes", (S.NOTICED, S.DONE), None, (*OFFICE, Role.MEMBER, Role.EXPERT, Role.REPORTER),
             "写调研记录", "write the notes"),
        Step("add_photo", (S.NOTICED, S.DONE), None, (*OFFICE, Role.MEMBER, Role.EXPERT, Role.REPORTER),
             "加照片", "add a photo"),
        Step("cite", (S.NOTICED, S.DONE, S.REPORT_FILED), None, (*OFFICE, Role.MEMBER, Role.EXPERT), "引用材料",
             "cite evidence"),
        Step("file_done", (S.NOTICED,), S.DONE, OFFICE, "调研完成", "mark as done",
             needs=(DAY_CAME, HAS_PEOPLE, HAS_NOTES), due="report", tone="primary"),
        Step("write_report", (S.DONE,), None, OFFICE, "写调研报告", "write the report"),
        Step("file_report", (S.DONE,), S.REPORT_FILED, OFFICE, "交调研报告", "file the report",
             needs=(HAS_REPORT,), tone="primary"),
        Step("cancel", (S.PLANNED, S.NOTICED), S.CANCELLED, (*OFFICE, Role.SYSTEM), "取消调研", "cancel",
             reason=True, tone="quiet"),
    ),
    terminal=(S.REPORT_FILED, S.CANCELLED),
)  # fmt: skip

DESK_GRANT = Grant(
    "fieldwork.desk",
    "实地调研",
    "Field visits",
    (*OFFICE, Role.MEMBER, Role.EXPERT, Role.LEADER, Role.REPORTER, Role.GOVOFFICE),
)
PLAN_GRANT = Grant("fieldwork.plan", "安排调研", "Plan a visit", OFFICE)
PUBLIC_GRANT = Grant("fieldwork.public", "调研报告", "Visit report", (), public=True)
