"""Staff pages: a unit's day, one case, handing over, supervision."""

from shangliang.dispatch.workflow import CATALOGUE_DESK, DISPATCH_DESK, LIMITS_DESK, SUPERVISION_DESK, UNIT_DESK

DESKS = (
    (UNIT_DESK, "dispatch:desk", "cases"),
    (DISPATCH_DESK, "dispatch:dispatch_desk", "dispatch"),
    (SUPERVISION_DESK, "dispatch:supervision", "supervision"),
    (CATALOGUE_DESK, "dispatch:catalogue", "catalogue"),
    (LIMITS_DESK, "dispatch:limits", "limits"),
)
