"""The named cast: invented people, each in the seats that their work needs."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from shangliang.kernel.workflow import Actor, Role
from shangliang.people.models import Account, Member, Organization, Person, Seat
from shangliang.people.queries import actor_of

MONDAY = datetime(2022, 9, 26, 1, 0, tzinfo=UTC)  # 9:00 in Qingdao
SINCE = date(2020, 1, 1)


def organization(
    code: str, name: str, kind: str, parent: Organization | None = None, level: str = "city"
) -> Organization:
    """Return a new organisation below its parent; its region is the nearest region at or above it."""
    row = Organization.objects.create(code=code, name=name, kind=kind, level=level, parent=parent, path="")
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.region = row if kind == Organization.REGION else (parent.region if parent else None)
    row.save()
    return row


def person(name: str, *seats: tuple[Role, Organization]) -> Person:
    """Return a new person who holds the seats."""
    row = Person.objects.create(name=name, shown_as=name, joined_at=MONDAY)
    for role, org in seats:
        Seat.objects.create(person=row, organization=org, role=str(role), since=SINCE)
    return row


def account(someone: Person, username: str) -> Account:
    """Return an account with which the person can be signed in by a test client (`force_login`)."""
    return Account.objects.create_user(username=username, password="a-long-test-password", person=someone)


@dataclass
class Cast:
    """Organisations, persons and actors by short name."""

    orgs: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """Return a person of the cast as an actor, with the seats held in 2022."""
        if name.startswith("_") or name not in self.people:
            raise AttributeError(name)
        return actor_of(self.people[name], date(2022, 9, 26))

    def org(self, name: str) -> Organization:
        """Return an organisation of the cast."""
        return self.orgs[name]

    def account(self, name: str) -> Account:
        """Return the account of somebody of the cast, made when first asked for."""
        found = Account.objects.filter(person=self.people[name]).first()
        return found or account(self.people[name], name)


def cast() -> Cast:
    """Return the whole cast, written to the database."""
    orgs = organizations()
    return Cast(orgs, persons(orgs))


def organizations() -> dict[str, Organization]:
    """Return the organisations in which the cast sits."""
    city = organization("qd", "青岛市", "region")
    shinan = organization("qd-sn", "市南区", "region", city, "district")
    laoshan = organization("qd-ls", "崂山区", "region", city, "district")
    return {
        "city": city,
        "shinan": shinan,
        "laoshan": laoshan,
        "studio": organization("studio", "市政协委员联络活动工作室", "cppcc", city),
        "committee": organization("committee", "市政协人口资源环境委员会", "committee", city),
        "hotline": organization("hotline", "市12345政务服务便民热线", "hotline", city),
        "daily": organization("daily", "青岛日报社", "media", city),
        "government": organization("government", "市政府办公厅", "government", city),
        "park": organization("park", "市园林和林业局", "department", city),
        "roads": organization("roads", "市城市管理局", "department", city),
        "laoshan_studio": organization("ls-studio", "崂山区政协联络室", "cppcc", laoshan, "district"),
    }


def persons(orgs: dict[str, Organization]) -> dict[str, Person]:
    """Return the persons of the cast."""
    found = {
        "li": person("市民小李"),
        "qian": person("外人钱"),
        "zhou": person("热线老周", (Role.AGENT, orgs["hotline"]), (Role.DISPATCHER, orgs["hotline"])),
        "agent2": person("热线小高", (Role.AGENT, orgs["hotline"])),
        "chen": person("联络室陈", (Role.LIAISON, orgs["studio"])),
        "zheng": person("专委会郑", (Role.COMMITTEE, orgs["committee"])),
        "zhao": person("委员赵", (Role.MEMBER, orgs["committee"])),
        "expert": person("专家林", (Role.EXPERT, orgs["studio"])),
        "wu": person("部门吴", (Role.UNIT_CLERK, orgs["park"]), (Role.UNIT_HANDLER, orgs["park"])),
        "head": person("签发人冯", (Role.UNIT_HEAD, orgs["park"])),
        "co": person("会办许", (Role.CO_UNIT, orgs["roads"]), (Role.UNIT_CLERK, orgs["roads"])),
        "co_head": person("会办签发人何", (Role.UNIT_HEAD, orgs["roads"])),
        "han": person("记者韩", (Role.REPORTER, orgs["daily"]), (Role.EDITOR, orgs["daily"])),
        "reviewer": person("审核曹", (Role.REVIEWER, orgs["daily"])),
        "sun": person("督办孙", (Role.SUPERVISOR, orgs["hotline"])),
        "leader": person("领导秦", (Role.LEADER, orgs["studio"])),
        "gov": person("政府办孔", (Role.GOVOFFICE, orgs["government"])),
        "sysadmin": person("系统管理员", (Role.SYSADMIN, orgs["city"])),
        "secadmin": person("安全管理员", (Role.SECADMIN, orgs["city"])),
        "auditor": person("审计员", (Role.AUDITOR, orgs["city"])),
        "far": person("区联络室卢", (Role.LIAISON, orgs["laoshan_studio"])),
    }
    Member.objects.create(person=found["zhao"], level="municipal", sector="环境资源界", committee=orgs["committee"])
    return found
