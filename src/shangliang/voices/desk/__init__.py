"""Desks of the hotline: queue and search, intake, one case, import."""

from shangliang.voices.workflow import DESK

DESKS = ((DESK, "voices:desk", "voices"),)
