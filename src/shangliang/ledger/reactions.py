"""What the ledger does by the clock: limits are counted anew after the calendar has changed."""

from shangliang.ledger import actions

TIMERS = (actions.recount_open,)
