"""Reads of the cockpit: `measures` what each figure counts, `figures` all of them at once, `screen` the hall screen."""

from shangliang.cockpit.queries.figures import PAGE, Figure, figure, figures, rows_of
from shangliang.cockpit.queries.measures import MEASURES, Measure, Tally
from shangliang.cockpit.queries.screen import Screen, screen

__all__ = ["MEASURES", "PAGE", "Figure", "Measure", "Screen", "Tally", "figure", "figures", "rows_of", "screen"]
