"""公文的权限 grants: who may issue an official paper, and who may read the registers."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Role

ISSUE = Grant(
    "documents.issue",
    "编发公文",
    "Issue an official paper",
    (
        Role.LIAISON,
        Role.COMMITTEE,
        Role.DISPATCHER,
        Role.SUPERVISOR,
        Role.UNIT_HEAD,
        Role.LEADER,
        Role.GOVOFFICE,
        Role.SYSTEM,
    ),
)
DESK = Grant(
    "documents.desk",
    "公文",
    "Official papers",
    (
        Role.LIAISON,
        Role.COMMITTEE,
        Role.DISPATCHER,
        Role.SUPERVISOR,
        Role.LEADER,
        Role.GOVOFFICE,
        Role.UNIT_CLERK,
        Role.UNIT_HANDLER,
        Role.UNIT_HEAD,
        Role.CO_UNIT,
        Role.AUDITOR,
    ),
)
ISSUING = Grant(
    "documents.issuing",
    "编发和批量打印公文",
    "Issuing and printing papers",
    tuple(role for role in ISSUE.by if role is not Role.SYSTEM),
)

ACTS = {
    ("paper", ""): Words("公文", "official paper"),
    ("paper", "issue"): Words("编发", "issue"),
}
"""What the record calls the acts that stand in no workflow table."""
