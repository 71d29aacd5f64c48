"""Sessions in every state, made by the same acts as everywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.test import Client
from tests.cast import MONDAY, Cast, cast

from shangliang.people.signin import DEMO, DOOR
from shangliang.sessions import actions, queries
from shangliang.sessions.models import Session
from shangliang.site.seeding import seed_rules

HELD = MONDAY + timedelta(days=20)


@dataclass
class Room:
    """The cast and one session."""

    cast: Cast
    session: Session

    @property
    def chen(self):
        return self.cast.chen


def people() -> Cast:
    """The cast, with the deadlines that every installation has."""
    cache.clear()
    seed_rules()
    return cast()


def drafted(found: Cast, number: int = 18, form: str = "media_convergence", at: datetime = MONDAY) -> Session:
    return actions.create_session(
        number=number, title=f"第 {number} 期的事", actor=found.chen, at=at, region=found.org("city"), form=form
    )


def planned(found: Cast, number: int = 18, form: str = "media_convergence") -> Session:
    """A session with everything its plan needs, not yet approved."""
    session = drafted(found, number, form)
    actions.edit_plan(
        session, purpose="修给谁看", use_of_results="转办并回头看", place="里院", held_at=HELD, actor=found.chen
    )
    actions.lay_agenda(session, actor=found.chen)
    guests = (("citizen", "住户", "li"), ("member", "委员赵", "zhao"), ("unit_head", "负责人", "head"),
              ("leader", "市政协领导", "leader"), ("expert", "专家", "expert"))  # fmt: skip
    for kind, name, who in guests:
        actions.invite(session, kind=kind, name=name, person=found.people[who], actor=found.chen)
    return session


def announced(found: Cast, number: int = 18, form: str = "media_convergence") -> Session:
    session = planned(found, number, form)
    actions.approve_plan(session, actor=found.leader, at=MONDAY)
    actions.announce(session, actor=found.chen, at=MONDAY)
    return session


def live(found: Cast, number: int = 18, form: str = "media_convergence") -> Session:
    session = announced(found, number, form)
    for guest in queries.guests_of(session):
        actions.check_in_guest(guest, at=HELD, actor=found.chen)
    actions.close_check_in(session, actor=found.chen, at=HELD)
    actions.open_session(session, actor=found.chen, at=HELD)
    return session


def ended(found: Cast, number: int = 18) -> Session:
    session = live(found, number)
    actions.note_viewpoint(session, kind="consensus", text="先修结构。", actor=found.chen, at=HELD)
    actions.note_viewpoint(session, kind="dissent", text="夜市开到几点没说到一起。", actor=found.chen, at=HELD)
    actions.end_session(session, actor=found.chen, at=HELD + timedelta(hours=2))
    return session


def signed(found: Cast, number: int = 18) -> Session:
    session = ended(found, number)
    actions.draft_minutes(session, actor=found.zheng, at=HELD + timedelta(days=1), course="上午开场。")
    actions.sign_minutes(session, actor=found.leader, at=HELD + timedelta(days=2))
    return session


def room(make=live) -> Room:
    found = people()
    return Room(found, make(found))


def browser(found: Cast, name: str = "") -> Client:
    """A client of somebody of the cast by the demonstration's door, where every seat is open."""
    client = Client()
    if name:
        client.force_login(found.account(name), backend="shangliang.people.signin.Door")
        kept = client.session
        kept[DOOR] = DEMO
        kept.save()
    return client
