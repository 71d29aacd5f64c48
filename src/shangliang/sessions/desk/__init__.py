"""Desks of sessions: `plan` before the day, `guests` who comes, `host` the console while it runs, `papers` after it."""

from shangliang.sessions.workflow import DESK

DESKS = ((DESK, "sessions:desk", "sessions"),)
