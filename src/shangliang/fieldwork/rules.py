"""Rules of field visits: kinds, who takes part, limits. No Django, no clock."""

from typing import Final

from shangliang.kernel.text import marked as _

DEADLINES: Final = (("visit", "report", 10, "wd", "调研后 10 个工作日内交报告，建议值"),)

KINDS: Final = (
    ("leader_visit", "市政协领导带队", "led by the CPPCC leaders"),
    ("member_survey", "委员调研", "survey by members"),
    ("followup_walk", "走访落实", "walk to see what was done"),
    ("symposium", "专题调研会", "symposium"),
)
"""The four kinds of field visit (checklist.md row 40)."""

PARTS: Final = (
    ("leader", _("带队")),
    ("member", _("委员")),
    ("expert", _("专家学者")),
    ("unit", _("部门")),
    ("citizen", _("群众代表")),
    ("enterprise", _("企业代表")),
    ("committee", _("专委会")),
    ("reporter", _("记者")),
)

PUBLIC_STATES: Final = ("report_filed",)
DONE_STATES: Final = ("done", "report_filed")
OPEN_STATES: Final = ("planned", "noticed", "done")

PHOTO_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of one photo."""

PHOTO_SIDE: Final = 1600
"""The longer side of a stored photo, in pixels."""

PHOTO_PIXELS: Final = 60_000_000
"""Pixels above which a picture is refused before it is opened in full."""


def visit_code(topic_code: str, number: int) -> str:
    """Return a visit's code, such as 2026-03-02: its topic and its place among the topic's visits."""
    return f"{topic_code}-{number:02d}"
