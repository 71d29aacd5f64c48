"""What tests of outside systems build: a connected system, one round of the worker, an order of an idea."""

from datetime import timedelta

from tests.cast import MONDAY
from tests.dispatch import orders

from shangliang.adapters.actions import Connection, connect
from shangliang.adapters.models import Partner
from shangliang.adapters.reactions import HANDLERS, REACTIONS
from shangliang.ledger.actions import run_reactions, work_once

MINUTE = timedelta(minutes=1)


def joined(people, code="hotline", **more) -> tuple[Partner, str]:
    given = {"code": code, "name": "热线工单系统", "takes": "ideas", "line": "folder", **more}
    return connect(Connection(**given), actor=people.sysadmin, at=MONDAY)


def react(at=MONDAY) -> int:
    """Let the worker do one round: reactions, then due jobs; give how many jobs it claimed."""
    run_reactions(REACTIONS, at=at)
    return work_once(HANDLERS, worker="test", at=at, limit=100)


def idea_order(people, **more):
    return orders.issued(people, orders.approved(people), **more)
