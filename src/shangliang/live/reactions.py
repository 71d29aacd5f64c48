"""What the clock does for the live process: keys of votes are forgotten after an hour."""

from shangliang.live.actions import drop_receipts

TIMERS = (drop_receipts,)
