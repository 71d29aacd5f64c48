"""现场进程 live: the snapshot and the stream of a session, for many screens at once; imports no Django view.

`reading` looks into the database, `board` keeps one session's newest state and its listeners, `wire` is HTTP,
`server` ties them together. Votes stay with the pages for now.
"""
