"""现场进程 live: the snapshot of a running session (and later its votes and stream); imports no Django view."""
