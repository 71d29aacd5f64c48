"""The cast of the demonstration: officials by post only, citizens and members under invented names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.people.actions import add_member, give_seat, join_cast, register_person
from shangliang.people.models import Organization, Person
from shangliang.people.queries import actor_of
from shangliang.site.demo.bodies import CITY_BODIES

SINCE = date(2020, 1, 1)
UNITS = ("park", "housing", "urban", "water", "civil", "health", "education", "culture", "transport", "emergency",
         "reform", "ocean", "heating")  # fmt: skip
"""Units whose people /demo offers."""
OTHER_UNITS = tuple(row[0] for row in CITY_BODIES if row[3] == "department" and row[0] not in UNITS)

STAFF = (
    ("agent", "热线受理员", "hotline", (Role.AGENT,)),
    ("checker", "热线复核员", "hotline", (Role.AGENT,)),
    ("dispatcher", "热线派单员", "hotline", (Role.DISPATCHER, Role.AGENT)),
    ("supervisor", "督办专员", "hotline", (Role.SUPERVISOR,)),
    ("liaison", "联络活动工作室干事", "studio", (Role.LIAISON,)),
    ("committee", "专委会承办人", "c-urban", (Role.COMMITTEE,)),
    ("leader", "市政协领导", "studio", (Role.LEADER,)),
    ("govoffice", "市政府办公厅督查员", "government", (Role.GOVOFFICE,)),
    ("reporter", "青岛日报记者", "daily", (Role.REPORTER,)),
    ("editor", "青岛日报编辑", "daily", (Role.EDITOR,)),
    ("reviewer", "内容审核员", "daily", (Role.REVIEWER,)),
    ("sysadmin", "系统管理员", "qd", (Role.SYSADMIN,)),
    ("secadmin", "安全管理员", "qd", (Role.SECADMIN,)),
    ("auditor", "审计员", "qd", (Role.AUDITOR,)),
)
"""Sign-in name, post, organisation, roles."""

MEMBERS = (
    ("member", "宋知远", "municipal", "文化艺术界", "c-urban", "历史建筑 城市更新"),
    ("member2", "林见青", "municipal", "环境资源界", "c-urban", "园林 生态 公园"),
    ("member3", "周守一", "provincial", "医药卫生界", "c-edu", "基层医疗 分级诊疗"),
    ("member4", "何若水", "district", "社会福利和社会保障界", "c-social", "养老 社区治理"),
    ("member5", "高远帆", "national", "经济界", "c-econ", "营商环境 海洋经济"),
)
"""Sign-in name, invented name, level, sector, committee, expertise."""

CITIZENS = (
    "顾守诚",
    "柳青禾",
    "唐小满",
    "邵安然",
    "孟春生",
    "叶知秋",
    "樊晓晨",
    "于乐水",
    "尹长风",
    "白露",
    "陆一鸣",
    "程雨桐",
)
LEVELS = (("national", 11), ("provincial", 33), ("municipal", 212), ("district", 105))
"""How many members of each level there are beside the cast: 12, 34, 214 and 106 with it."""
SECTORS = ("中共界", "民革界", "民盟界", "民建界", "民进界", "农工党界", "致公党界", "九三学社界", "无党派界", "共青团界",
           "工会界", "妇联界", "青联界", "工商联界", "科技界", "经济界", "农业界", "教育界", "医药卫生界", "文化艺术界",
           "新闻出版界", "环境资源界", "社会福利和社会保障界", "特邀界")  # fmt: skip
GIVEN = "知行明远若清景和安然书涵怀瑾思齐云帆海宁望舒星河千里致远修竹听澜向晚新月晓风青山长歌"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


@dataclass
class Cast:
    """The organisations and the people of the demonstration, by short name."""

    orgs: dict[str, Organization]
    people: dict[str, Person]
    crowd: list[Person]
    now: datetime
    bench: list[Person] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return somebody as an actor, with the seats held today."""
        if name not in self.actors:
            self.actors[name] = actor_of(self.people[name], local_date(self.now))
        return self.actors[name]

    def org(self, code: str) -> Organization:
        """Return an organisation."""
        return self.orgs[code]

    @property
    def city(self) -> Organization:
        """Return the root region."""
        return self.orgs["qd"]


def build(orgs: dict[str, Organization], at: datetime, now: datetime, rng: Random, passwords: dict[str, str]) -> Cast:
    """Write the cast and a crowd of citizens; `passwords` gives those who can also use the staff door."""
    cast = Cast(orgs, {}, [], now)
    for name, post, org, roles in STAFF:
        cast.people[name] = staff(name, post, orgs[org], roles, at, passwords.get(name, ""))
    for unit in (*UNITS, *OTHER_UNITS):
        unit_people(cast, unit, at, passwords)
    for name, chosen, level, sector, committee, expertise in MEMBERS:
        person = staff(name, chosen, orgs[committee], (Role.MEMBER,), at, passwords.get(name, ""), title="市政协委员")
        add_member(person, level, sector, actor=SYSTEM, at=at, committee=orgs[committee], expertise=expertise)
        cast.people[name] = person
    expert = staff("expert", "专家 何叙", orgs["studio"], (Role.EXPERT,), at, "", title="高校教授")
    cast.people["expert"] = expert
    for i, chosen in enumerate(CITIZENS):
        cast.people[f"citizen{i}"] = citizen(chosen, 13900000000 + i, at)
    join_cast(cast.people["citizen0"], "citizen")
    cast.crowd = [
        citizen(f"{rng.choice(SURNAMES)}{rng.choice(('女士', '先生'))}", 13910000000 + i, at) for i in range(220)
    ]
    return cast


def staff(
    name: str, shown: str, org: Organization, roles: tuple[Role, ...], at: datetime, password: str, title: str = ""
) -> Person:
    """Write somebody who works here, with seats, and with an account that /demo offers where a name is given."""
    person = register_person(shown, actor=SYSTEM, at=at, shown_as=shown, title=title or shown)
    for role in roles:
        give_seat(person, org, role, actor=SYSTEM, at=at, since=SINCE)
    if name:
        join_cast(person, name, password=password)
    return person


def unit_people(cast: Cast, unit: str, at: datetime, passwords: dict[str, str]) -> None:
    """Write the clerk (who also handles and co-handles) and the head of a unit."""
    org = cast.orgs[unit]
    clerk_roles = (Role.UNIT_CLERK, Role.UNIT_HANDLER, Role.CO_UNIT)
    clerk, head = f"{unit}-clerk", f"{unit}-head"
    names = (clerk, head) if unit in UNITS else ("", "")
    cast.people[clerk] = staff(names[0], f"{org.name}联络员", org, clerk_roles, at, passwords.get(clerk, ""))
    cast.people[head] = staff(names[1], f"{org.name}签发人", org, (Role.UNIT_HEAD,), at, passwords.get(head, ""))


def citizen(name: str, phone: int, at: datetime) -> Person:
    """Write a citizen who signs in by phone."""
    return register_person(name, actor=SYSTEM, at=at, phone=str(phone), shown_as=name)


def seat_bench(cast: Cast, at: datetime, rng: Random) -> None:
    """Write the members beside the cast, of four levels, under invented names that are all different."""
    taken = {str(person) for person in cast.people.values()}
    committees = [code for code in cast.orgs if code.startswith("c-")]
    for level, count in LEVELS:
        for _ in range(count):
            name = fresh_name(taken, rng)
            person = register_person(name, actor=SYSTEM, at=at, shown_as=name, title="政协委员")
            add_member(
                person, level, rng.choice(SECTORS), actor=SYSTEM, at=at, committee=cast.orgs[rng.choice(committees)]
            )
            cast.bench.append(person)
    rng.shuffle(cast.bench)


def fresh_name(taken: set[str], rng: Random) -> str:
    """Return an invented name that nobody of the demonstration has yet."""
    while True:
        name = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
        if name not in taken:
            taken.add(name)
            return name
