"""What people tell of themselves, and what staff write beside the votes: names of groups, the population table."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import Entry, append
from shangliang.opinions import queries
from shangliang.opinions.models import Conversation, GroupName, Participant, PopulationCell, RealNameProof
from shangliang.opinions.ports import Vouched
from shangliang.opinions.queries.crowd import classes
from shangliang.opinions.rules import crowd
from shangliang.opinions.workflow import NAME_GROUPS, POPULATION
from shangliang.people.actions import confirm_real_name
from shangliang.people.models import Organization, Person
from shangliang.people.rules import require

LONGEST_NAME = 12


def tell_about(
    someone: Participant, *, age_band: str = "", gender: str = "", district: Organization | None = None
) -> None:
    """Keep what somebody says of age, gender and district for this conversation; empty takes it back."""
    if age_band and age_band not in {key for key, _, _ in crowd.AGES}:
        raise Invalid(Words("没有这个年龄段。", "There is no such age band."), field="age_band")
    if gender and gender not in {key for key, _, _ in crowd.GENDERS}:
        raise Invalid(Words("没有这个选项。", "There is no such choice."), field="gender")
    Participant.objects.filter(pk=someone.pk).update(age_band=age_band, gender=gender, district=district)


@transaction.atomic
def keep_proof(person: int, vouched: Vouched, *, at: datetime) -> RealNameProof:
    """Keep that a service vouched for a person: the fingerprint of its result token and nothing else.

    Raises NotNow when the same real person is already known under another account: one person counts once.
    """
    key = hmac.new(settings.PEPPER.encode(), f"{vouched.service}|{vouched.token}".encode(), hashlib.sha256).hexdigest()
    mine = RealNameProof.objects.select_for_update().filter(person_id=person).first()
    if mine is not None:
        return mine
    if RealNameProof.objects.filter(subject_key=key).exists():
        words = Words("这位实名用户已经在另一个账号上核验过。", "This person has proved the name with another account.")
        raise NotNow(words)
    who = confirm_real_name(Person.objects.get(pk=person), actor=SYSTEM, at=at)
    return RealNameProof.objects.create(person=who, subject_key=key, service=vouched.service, proved_at=at)


@transaction.atomic
def name_group(conversation: Conversation, group: int, name: str, *, actor: Actor, at: datetime) -> GroupName:
    """Call a group of the newest map by what it says; the name stays with the group as the map is computed anew.

    Raises Invalid for an empty or long name or one that another group has, NotNow without such a group.
    """
    seat = require(actor, NAME_GROUPS)
    if actor.person is None or not queries.may_run(actor, conversation):
        raise Forbidden(Words("这个问题不在您的区域。", "This question is not of your region."))
    clean = redact(" ".join(tidy(name).split()))
    if not 1 <= len(clean) <= LONGEST_NAME:
        raise Invalid(Words(f"群名 1 到 {LONGEST_NAME} 个字。", f"1 to {LONGEST_NAME} characters."), field="name")
    newest = queries.newest_map(conversation)
    if newest is None or group not in {row["id"] for row in newest.view["groups"]}:
        raise NotNow(Words("现在没有这一群。", "There is no such group now."))
    if GroupName.objects.filter(conversation=conversation, name=clean).exclude(group=group).exists():
        raise Invalid(Words("另一群已经叫这个名字。", "Another group has this name."), field="name")
    row, _ = GroupName.objects.update_or_create(
        conversation=conversation,
        group=group,
        defaults={
            "name": clean, "named_by_id": actor.person, "named_at": at, "log_position": newest.log_position,
        },
    )  # fmt: skip
    facts = {"group": group, "name": clean, "log_position": newest.log_position}
    append(Entry("conversation", conversation.code, "name_group", actor, at, seat, public=facts))
    return row


@dataclass(frozen=True)
class Count:
    """How many people of a class live in a region."""

    dimension: str
    key: str
    number: int


@transaction.atomic
def set_population(region: Organization, counts: Sequence[Count], *, source: str, as_of: date, actor: Actor) -> int:
    """Write the population table of a region anew for the dimensions given, and return how many cells it has.

    Raises Invalid for an unknown class, a number below zero or a missing source.
    """
    require(actor, POPULATION)
    if not tidy(source):
        raise Invalid(Words("写明来源。", "Name the source."), field="source")
    known = classes(region)
    for row, count in enumerate(counts, 1):
        if count.key not in known.get(count.dimension, {}) or count.number < 0:
            words = Words(f"第 {row} 行：没有这个类别，或人数不对。", f"Line {row}: no such class, or a wrong number.")
            raise Invalid(words, field="rows", row=row)
    PopulationCell.objects.filter(region=region, dimension__in={count.dimension for count in counts}).delete()
    rows = [
        PopulationCell(
            region=region, dimension=count.dimension, key=count.key, number=count.number,
            source=tidy(source)[:120], as_of=as_of,
        )
        for count in counts
    ]  # fmt: skip
    return len(PopulationCell.objects.bulk_create(rows))
