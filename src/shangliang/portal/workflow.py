"""门户的权限 grants: pages that everybody may open, and the pages of today's work."""

from shangliang.kernel.workflow import Grant, Role

STAFF = tuple(role for role in Role if role not in (Role.CITIZEN, Role.GUARDIAN, Role.SYSTEM))

HOME = Grant("portal.home", "首页", "Home", (), public=True)
TOPIC_PAGE = Grant("portal.topic", "议题", "Topic", (), public=True)
VERIFY = Grant("portal.verify", "核验凭证", "Verify a receipt", (), public=True)
RECORD = Grant("portal.record", "公开账本", "Public record", (), public=True)
SEARCH = Grant("portal.search", "搜索", "Search", (), public=True)
HELP = Grant("portal.help", "帮助", "Help", (), public=True)
SHARE = Grant("portal.share", "分享、订阅与海报", "Share, subscribe, posters", (), public=True)
MACHINES = Grant("portal.machines", "给机器看的页", "Pages for machines", (), public=True)

DESK = Grant("portal.desk", "今天", "Today", STAFF)
DESK_SEARCH = Grant("portal.desk_search", "搜索案件", "Search cases", STAFF)
TASKS = Grant(
    "portal.tasks", "任务", "Tasks",
    (Role.AGENT, Role.DISPATCHER, Role.LIAISON, Role.COMMITTEE, Role.LEADER, Role.GOVOFFICE, Role.SYSADMIN),
)  # fmt: skip
LEADER_DESK = Grant("portal.leader_desk", "一页纸", "One page", (Role.LEADER,))
MEMBER_DESK = Grant("portal.member_desk", "委员履职", "Member's desk", (Role.MEMBER, Role.EXPERT))
