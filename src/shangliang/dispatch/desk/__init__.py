"""Staff pages: a unit's day, one case, handing over, supervision."""

from shangliang.dispatch.workflow import DISPATCH_DESK, SUPERVISION_DESK, UNIT_DESK

DESKS = (
    (UNIT_DESK, "dispatch:desk", "cases"),
    (DISPATCH_DESK, "dispatch:dispatch_desk", "dispatch"),
    (SUPERVISION_DESK, "dispatch:supervision", "supervision"),
)
