"""通知的权限 grants: who may open which page of notices."""

from shangliang.kernel.workflow import Grant, Role

MINE = Grant("notices.mine", "我的通知", "My notices", (Role.CITIZEN,))
