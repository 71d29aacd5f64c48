"""外部系统的权限 grants: who may see and connect outside systems, and what the record calls what comes from them."""

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Grant, Role

DESK = Grant("adapters.desk", "外部系统", "Outside systems", (Role.SYSADMIN,))
CONNECT = Grant("adapters.connect", "接入外部系统", "Connect an outside system", (Role.SYSADMIN, Role.SYSTEM))
RETURNS = Grant(
    "adapters.returns", "读回执表", "Read a list that came back", (Role.SYSADMIN, Role.DISPATCHER, Role.SYSTEM)
)
OPEN311 = Grant("adapters.open311", "Open311 接口", "Open311 interface", (), public=True)

ACTS = {
    ("partner", ""): Words("外部系统", "outside system"),
    ("partner", "connect"): Words("接入", "connect"),
    ("partner", "change"): Words("更改", "change"),
    ("partner", "renew_key"): Words("换密钥", "renew the key"),
    ("dispatch", "outside_number"): Words("对方系统收件，得到编号", "taken by the other system, with a number"),
    ("dispatch", "outside_update"): Words("对方系统报进展", "progress told by the other system"),
}
"""What the record calls the acts that stand in no workflow table."""
