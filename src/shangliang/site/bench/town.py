"""A town for measurements without the demonstration: its bodies, a few people, as many voices and orders as asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shangliang.dispatch.actions.clocks import reply_columns
from shangliang.dispatch.models import Dispatch
from shangliang.kernel.workflow import SYSTEM, Actor, Role, Seat
from shangliang.ledger.actions import Move, Opening, advance_many, begin_many
from shangliang.ledger.queries import Deadline, deadline
from shangliang.people.actions import give_seat, join_cast, register_person
from shangliang.people.models import Organization, Person
from shangliang.people.queries import units
from shangliang.voices.models import Voice

BATCH = 500


@dataclass(frozen=True)
class Town:
    """The city, its units, somebody who may do everything, and the people who speak."""

    city: Organization
    units: list[Organization]
    clerk: Actor
    speakers: list[Person]


def build(at: datetime, *, speakers: int = 40) -> Town:
    """Write the bodies and people of a town and return it; everybody has an address for mail."""
    from shangliang.site.demo import bodies

    city = bodies.build(at)["qd"]
    seats = tuple(Seat(role, city.pk, city.pk) for role in Role if role not in (Role.CITIZEN, Role.SYSTEM))
    people = [
        register_person(f"市民{n}", email=f"citizen-{n}@example.com", actor=SYSTEM, at=at) for n in range(speakers)
    ]
    return Town(city, list(units()), Actor(people[0].pk, "", seats), people)


def batches(rows: Sequence[Voice]) -> Iterator[Sequence[Voice]]:
    """Return rows in batches."""
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def staff(name: str, role: str, where: Organization, at: datetime, *, username: str = "") -> Person:
    """Return somebody who holds a role, with an account of the demonstration when a name is given."""
    person = register_person(name, email=f"{name}@example.com", actor=SYSTEM, at=at)
    give_seat(
        person,
        where,
        next(one for one in Role if one.value == role),
        actor=SYSTEM,
        at=at,
        since=(at - timedelta(days=400)).date(),
    )
    if username:
        join_cast(person, username, password=f"{username}-for-measuring")
    return person


def speak(town: Town, count: int, at: datetime) -> list[Voice]:
    """Write accepted voices, each by one of the people, and return them."""
    rows = [
        Voice(
            code=f"m-{n}",
            channel="import",
            demand_type="complaint",
            title=f"第 {n} 件：路灯不亮",
            body_original="巷子里的路灯坏了半个月。",
            received_at=at,
            region=town.city,
            speaker=town.speakers[n % len(town.speakers)],
        )
        for n in range(count)
    ]
    for part in batches(rows):
        begin_many([Opening(row, "import") for row in part], actor=town.clerk, at=at)
    return rows


def hand_out(town: Town, voices: list[Voice], at: datetime, *, span: int = 30) -> list[Dispatch]:
    """Write an order for each voice, as the verb would, and return them: handed over evenly over the last `span` days.

    Four of five are signed for.
    """
    orders = []
    for number, part in enumerate(batches(voices)):
        moment = at - timedelta(days=span * number * BATCH / len(voices))
        due, signing = deadline("voice.normal", "due", moment), deadline("voice.normal", "sign", moment)
        rows = [order(town, voice, number * BATCH + n, moment, due) for n, voice in enumerate(part)]
        begin_many([Opening(row, "issue", due=signing or due) for row in rows], actor=town.clerk, at=moment)
        sign([row for n, row in enumerate(rows) if n % 5], town, moment + timedelta(hours=1))
        orders += rows
    return orders


def order(town: Town, voice: Voice, n: int, at: datetime, due: Deadline | None) -> Dispatch:
    """Return an order of a voice, not saved yet; a tenth are one unit's."""
    unit = town.units[0] if n % 10 == 0 else town.units[1 + n % (len(town.units) - 1)]
    row = Dispatch(
        code=f"M-{n}", title=voice.title, lead_unit=unit, region=town.city, policy="voice.normal", voice=voice,
        unit_since=at,
    )  # fmt: skip
    for name, value in reply_columns(due).items():
        setattr(row, name, value)
    row.first_due_at = row.reply_due_at
    return row


def sign(rows: list[Dispatch], town: Town, at: datetime) -> None:
    """Sign for orders on behalf of their units."""
    by_unit: dict[int, list[Dispatch]] = {}
    for row in rows:
        row.known_subject = row.subject()
        by_unit.setdefault(row.lead_unit_id, []).append(row)
    for unit, mine in by_unit.items():
        clerk = Actor(None, "", (Seat(Role.UNIT_CLERK, unit, town.city.pk),))
        call = deadline("voice.normal", "first_contact", at)
        moves = [Move(row, "sign", due=call, changes={"signed_at": at}) for row in mine]
        advance_many(moves, actor=clerk, at=at)
