"""Pure rules about people: who may do what, what a phone number is, how often a code may be asked for."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Refusal, Words
from shangliang.kernel.workflow import Actor, BadTableError, Grant, Relation, Role, Seat, Subject, Workflow, may
from shangliang.kernel.workflow.table import seat_for

CODE_LIFE = timedelta(minutes=5)
CODE_DIGITS = 6
GUESSES = 10
FAILURES_A_MONTH = 100
PAUSE = timedelta(seconds=60)
CODES_A_DAY = 5
CODES_A_DAY_PER_BLOCK = 20
SIGN_IN_FAILURES = 5
SIGN_IN_LOCK = timedelta(minutes=15)

ROLES = {role.value: role for role in Role}
OWN_CASES = (Relation.OWN, Relation.WARD)
"""How a person stands to a case of his own, or of a child in his care."""

PHONE = re.compile(r"1[3-9]\d{9}")


class UnknownActionError(LookupError):
    """An action that stands in no table was asked for: a fault of the program, never a refusal."""


@dataclass(frozen=True)
class Tables:
    """Everything that permission is decided from: the workflow tables by kind and the grants by name."""

    workflows: Mapping[str, Workflow]
    grants: Mapping[str, Grant]

    @classmethod
    def of(cls, workflows: Iterable[Workflow], grants: Iterable[Grant]) -> "Tables":
        """Return the tables, indexed; raises BadTableError when a grant is called like an act of a case."""
        tables = cls({table.kind: table for table in workflows}, {grant.name: grant for grant in grants})
        acts = {f"{kind}.{verb}" for kind, table in tables.workflows.items() for verb in table.by_verb}
        twice = sorted(acts & set(tables.grants))
        if twice:
            raise BadTableError(f"{twice[0]} is both a grant and an act of a case")
        return tables


def allow(actor: Actor, action: str, subject: Subject | None, tables: Tables) -> bool:
    """Return whether the actor may take the action; what no table grants is denied.

    `action` is a grant's name (`voices.desk`, no subject needed) or kind and verb (`dispatch.sign`) with the case as
    `subject`; a subject whose state is empty asks whether such a case may be opened. Needs are not asked for here:
    they say when, not who. Raises UnknownActionError for an action of no table.
    """
    if action in tables.grants:
        return may(actor, tables.grants[action])
    kind, _, verb = action.partition(".")
    table = tables.workflows.get(kind)
    if table is None or verb not in table.by_verb:
        raise UnknownActionError(action)
    if subject is None:
        return False
    if not subject.state:
        return opening_seat(actor, table, verb, subject) is not None
    step = table.step_from(verb, subject.state)
    return step is not None and seat_for(actor, subject, (step,)) is not None


def opening_seat(actor: Actor, table: Workflow, verb: str, subject: Subject) -> Seat | None:
    """Return the seat under which the actor may open such a case; roles of one's own case own what they open."""
    for step in table.by_verb[verb]:
        if step.frm:
            continue
        for seat in actor.seats:
            if seat.role in step.by and seat.role.relation in OWN_CASES:
                return seat
        return seat_for(actor, subject, (step,))
    return None


def require(actor: Actor, grant: Grant) -> Seat | None:
    """Return the seat under which the actor has the grant; raises Forbidden when there is none."""
    if not may(actor, grant):
        who, who_en = names(grant.by)
        raise Forbidden(
            Words(f"“{grant.label}”由{who}办理，您现在的身份不能办。", f"“{grant.label_en}” is done by: {who_en}.")
        )
    return actor.seat_as(*grant.by)


def names(roles: Iterable[Role]) -> tuple[str, str]:
    """Return the names of people's roles in one line, in Chinese and in English."""
    people = [role for role in roles if role is not Role.SYSTEM]
    return "、".join(role.label for role in people), ", ".join(role.label_en for role in people)


def role_of(value: str) -> Role:
    """Return the role stored as `value`; raises KeyError for none."""
    return ROLES[value]


def own_case_only(actor: Actor) -> Actor:
    """Return the same person with nothing but the roles that reach one's own cases: what a weak sign-in gives."""
    seats = tuple(seat for seat in actor.seats if seat.role.relation in OWN_CASES)
    return Actor(actor.person, actor.name, seats)


def clean_phone(typed: str) -> str:
    """Return a mainland mobile number as 11 digits, however it was typed; raises Invalid for anything else."""
    digits = re.sub(r"[\s\-()（）‐-―]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", digits)
    if not (digits.isascii() and PHONE.fullmatch(digits)):
        raise Invalid(
            Words("请填 11 位手机号码，例如 138 0000 0000。", "Enter a mobile number of 11 digits."),
            field="phone",
            value=typed[:40],
        )
    return digits


def clean_digits(typed: str) -> str:
    """Return a typed one-time code as plain digits without blanks."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def address_block(address: str) -> str:
    """Return the network block that an address counts for (/24, IPv6 /48), or nothing for a local address.

    Local addresses are left out: behind a front server that hides its visitors, all would share one block.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_private or parsed.is_loopback or parsed.is_link_local:
        return ""
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def may_send_code(last_at: datetime | None, today: int, from_block: int, at: datetime) -> Refusal | None:
    """Return why no code may be sent now, or None: one a minute and five a day per phone, twenty a day per block."""
    if last_at is not None and at < last_at + PAUSE:
        left = int((last_at + PAUSE - at).total_seconds()) + 1
        return NotNow(
            Words(
                f"验证码刚发过，请 {left} 秒后再要。",
                f"A code was sent just now; ask again in {left} seconds.",
            )
        )
    if today >= CODES_A_DAY:
        return NotNow(
            Words(
                f"这个号码今天已发满 {CODES_A_DAY} 次验证码，请明天再试，或打 12345。",
                f"This number has had its {CODES_A_DAY} codes for today; try again tomorrow or call 12345.",
            )
        )
    if from_block >= CODES_A_DAY_PER_BLOCK:
        return NotNow(
            Words(
                "从您这里的网络今天要的验证码太多，请换个网络，或打 12345。",
                "Too many codes were asked for from your network today; use another one or call 12345.",
            )
        )
    return None


def local_path(target: str, *, default: str = "/") -> str:
    """Return `target` when it is a path of this site, otherwise `default`: nobody is led away after signing in."""
    is_local = target.startswith("/") and not target.startswith("//")
    plain = target.isprintable() and "\\" not in target
    return target if is_local and plain else default


def conflicting_seat(held: Iterable[Role], role: Role, administrators: Iterable[Role]) -> Role | None:
    """Return the administrator's role already held that forbids taking another, or None."""
    trio = frozenset(administrators)
    if role not in trio:
        return None
    return next((other for other in held if other in trio and other is not role), None)
