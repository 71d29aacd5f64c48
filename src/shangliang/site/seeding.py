"""What every installation starts with: the deadline policies that the slices declare."""

from datetime import date

from shangliang.ledger.actions import seed_policies
from shangliang.site import wiring

SINCE = date(2019, 1, 1)


def seed_rules() -> int:
    """Write the deadline clauses of all slices that the table does not know yet; return how many."""
    clauses = [clause for module in wiring.modules("rules") for clause in getattr(module, "DEADLINES", ())]
    return seed_policies(clauses, since=SINCE)
