"""阶段答卷与驾驶舱的权限 grants: who may open the pages of figures."""

from shangliang.kernel.workflow import Grant, Role

REPORT = Grant("cockpit.report", "阶段答卷", "Phase report", (), public=True)
COCKPIT = Grant(
    "cockpit.cockpit",
    "驾驶舱",
    "Cockpit",
    (Role.LEADER, Role.GOVOFFICE, Role.LIAISON, Role.COMMITTEE, Role.SUPERVISOR, Role.DISPATCHER, Role.EDITOR),
)
