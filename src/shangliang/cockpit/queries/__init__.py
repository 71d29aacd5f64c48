"""Reads of the cockpit: `measures` what each figure counts, `figures` all of them at once, `screen` the hall
screen, `charts` what is drawn.
"""

from shangliang.cockpit.queries.charts import Chart, answers_chart, plays_chart
from shangliang.cockpit.queries.figures import PAGE, Figure, figure, figures, rows_of
from shangliang.cockpit.queries.measures import MEASURES, Measure, Tally
from shangliang.cockpit.queries.screen import Screen, screen

__all__ = [
    "MEASURES",
    "PAGE",
    "Chart",
    "Figure",
    "Measure",
    "Screen",
    "Tally",
    "answers_chart",
    "figure",
    "figures",
    "plays_chart",
    "rows_of",
    "screen",
]
