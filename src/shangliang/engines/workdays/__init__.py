"""Chinese working days, limits and lamps: what is a working day, when a limit ends, and how near that is.

Terms: a *limit* is a count and a unit (5 working days, 4 working hours, 3 months). The day of receipt is not
counted and a limit in days ends at 24:00 Asia/Shanghai of its last day, given as an exclusive UTC instant.
A year whose holiday notice is not known gives a *provisional* moment (暂定) and the earliest plausible one.

Pure: no Django, no clock. Every moment is passed in and must carry its time zone.
"""

from shangliang.engines.workdays.counting import CountedDay, Due, Limit, Pause, Unit
from shangliang.engines.workdays.days import Calendar, DayRule, ReadDay
from shangliang.engines.workdays.lamps import Lamp, lamp
from shangliang.engines.workdays.moments import CHINA, end_of_day, local_day
from shangliang.engines.workdays.shipped import shipped

__all__ = [
    "CHINA",
    "Calendar",
    "CountedDay",
    "DayRule",
    "Due",
    "Lamp",
    "Limit",
    "Pause",
    "ReadDay",
    "Unit",
    "end_of_day",
    "lamp",
    "local_day",
    "shipped",
]
