"""人员与机构的权限 grants: who may open which page of people, and who may do which act on persons and bodies."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Role

STAFF = tuple(role for role in Role if role not in (Role.CITIZEN, Role.GUARDIAN, Role.SYSTEM))
"""Every role that works here."""

ADMINISTRATORS = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
"""The three administrators; nobody holds two of these roles (GB/T 22239 level 3)."""

SIGN_IN = Grant("people.sign_in", "登录", "Sign in", (), public=True)
SIGN_OUT = Grant("people.sign_out", "退出", "Sign out", (), public=True)
DEMO = Grant("people.demo", "演示：换个身份看看", "Demonstration: step in as someone", (), public=True)
INBOX = Grant("people.inbox", "演示收件箱", "Demonstration inbox", (), public=True)
OPEN_DATA = Grant("people.open_data", "开放接口", "Open interface", (), public=True)
SECOND_FACTOR = Grant("people.second_factor", "设置第二重验证", "Set up a second factor", (), public=True)

DESK = Grant("people.desk", "人员与机构", "People and organisations", (Role.SYSADMIN, Role.SECADMIN))
AUDIT = Grant("people.audit", "审计", "Audit", (Role.AUDITOR,))

REGISTER = Grant(
    "people.register",
    "登记人员",
    "Register a person",
    (Role.SYSADMIN, Role.AGENT, Role.LIAISON, Role.COMMITTEE, Role.SYSTEM),
)
ORGANIZE = Grant("people.organize", "登记机构", "Register an organisation", (Role.SYSADMIN, Role.SYSTEM))
OPEN_ACCOUNT = Grant("people.open_account", "开设账号", "Open an account", (Role.SYSADMIN, Role.SYSTEM))
SEAT = Grant("people.seat", "安排席位", "Give and end seats", (Role.SECADMIN, Role.SYSTEM))
RESET_FACTOR = Grant("people.reset_factor", "重置第二重验证", "Reset a second factor", (Role.SECADMIN,))
ENROL = Grant("people.enrol", "登记委员", "Register a CPPCC member", (Role.LIAISON, Role.SYSADMIN, Role.SYSTEM))
REAL_NAME = Grant("people.real_name", "登记实名核验", "Note that a real name was checked", (Role.SYSADMIN, Role.SYSTEM))
OPEN_PHONE = Grant(
    "people.open_phone",
    "查看电话",
    "Open a phone number",
    (
        Role.AGENT,
        Role.DISPATCHER,
        Role.SUPERVISOR,
        Role.LIAISON,
        Role.UNIT_CLERK,
        Role.UNIT_HANDLER,
        Role.UNIT_HEAD,
    ),
)

ACTS = {
    ("people", ""): Words("人员与机构", "people and organisations"),
    ("people", "register"): Words("登记人员", "register a person"),
    ("people", "add_organization"): Words("登记机构", "register an organisation"),
    ("people", "give_seat"): Words("安排席位", "give a seat"),
    ("people", "end_seat"): Words("结束席位", "end a seat"),
    ("people", "add_member"): Words("登记委员", "register a CPPCC member"),
    ("people", "open_account"): Words("开设账号", "open an account"),
    ("people", "confirm_real_name"): Words("登记实名核验", "note that a real name was checked"),
    ("people", "open_phone"): Words("查看电话", "open a phone number"),
    ("people", "reset_factor"): Words("重置第二重验证", "reset a second factor"),
    ("ledger", ""): Words("流转记录", "record"),
    ("ledger", "erase"): Words("依法删除", "erase by law"),
    ("", "correct_due"): Words("更正期限", "correct a due date"),
}
"""What the record calls the acts that stand in no workflow table."""
