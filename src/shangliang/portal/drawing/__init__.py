"""Drawings of the portal as pure functions from counted things to SVG: no rows, no Django, no clock.

Each has a wide form and one of its own for phones; every mark stands for things that can be counted.
"""

from shangliang.portal.drawing.card import Card, card_png, chinese_font
from shangliang.portal.drawing.lineage import Branch, Channel, Lineage, Round, Stop
from shangliang.portal.drawing.lineage_tall import lineage_tall
from shangliang.portal.drawing.lineage_wide import lineage_wide
from shangliang.portal.drawing.readings import Reading, readings
from shangliang.portal.drawing.river import River, UnitLine, river_tall, river_wide

__all__ = [
    "Branch",
    "Card",
    "Channel",
    "Lineage",
    "Reading",
    "River",
    "Round",
    "Stop",
    "UnitLine",
    "card_png",
    "chinese_font",
    "lineage_tall",
    "lineage_wide",
    "readings",
    "river_tall",
    "river_wide",
]
