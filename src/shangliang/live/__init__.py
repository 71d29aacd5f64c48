"""现场进程 live: votes, snapshots and streams of running sessions and conversations; imports no Django view.

`ballots` reads a vote, `batch` writes them by group commit through `actions`, `reading` looks into the database,
`board` keeps one place's newest state and its listeners, `backplane` shares it between processes, `wire` is HTTP,
`line` one connection, `server` ties them together.
"""
