"""Topics as boards and lists draw them: who acts next, by when, how hot; each row made once, without its model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shangliang.engines.workdays import lamp
from shangliang.kernel.calendar import local
from shangliang.topics import rules
from shangliang.topics.models import Topic
from shangliang.topics.workflow import TOPIC, TopicState

Row = Mapping[str, Any]
LAMP_LETTER: Final = {"green": "g", "yellow": "y", "red": "r", "black": "k"}
NEXT_COLUMNS: Final = ("state", "scorer_count", "visits_done", "idea_count", "idea_settled")
DUE_COLUMNS: Final = ("due_at", "due_from", "due_provisional", "moved_at")


@dataclass(frozen=True)
class Due:
    """A limit as a row shows it: the day, the letter of its lamp, whether it has passed or is provisional."""

    day: str
    lamp: str
    is_late: bool
    is_provisional: bool


@dataclass(frozen=True)
class Card:
    """One topic on the board or in the list."""

    code: str
    title: str
    stage: str
    number: str
    state_word: str
    is_waiting: bool
    is_urgent: bool
    sources: tuple[str, ...]
    heat: float
    change: int | None
    next_act: str
    due: Due | None
    voices: int


class Drawer:
    """Makes cards for one page, with the words of its language looked up once."""

    def __init__(self, at: datetime) -> None:
        """Keep the moment and the words."""
        self.at, zh = at, in_chinese()
        self.language = "zh" if zh else "en"
        self.clue, self.topic = _("线索"), _("议题")
        self.sources = {key: name[:2] if zh else key for key, name, _en in rules.SOURCES}

    def card(self, row: Row) -> Card:
        """Return a row of `queries.CARD_COLUMNS` as its card."""
        weekly = row["issue__weekly"] or []
        return Card(
            code=row["code"],
            title=row["title"],
            stage=row["stage"],
            number=f"{self.clue if row['state'] == TopicState.CLUE else self.topic} {row['code']}",
            state_word=TOPIC.state(row["state"]).text(self.language),
            is_waiting=row["state"] in (TopicState.DEFERRED, TopicState.SUSPENDED),
            is_urgent=row["is_urgent"],
            sources=tuple(self.sources[key] for key in row["sources"] if key in self.sources),
            heat=row["heat"],
            change=rules.change_percent(weekly),
            next_act=next_act(row),
            due=due_of(row, self.at),
            voices=row["voice_count"],
        )


def in_chinese() -> bool:
    """Return whether the page is read in Chinese."""
    return (get_language() or "zh").startswith("zh")


def number_of(topic: Topic) -> str:
    """Return the number with the word that people use for it: a clue is not a topic yet."""
    word = _("线索") if topic.state == TopicState.CLUE else _("议题")
    return f"{word} {topic.code}"


def source_words(topic: Topic) -> tuple[str, ...]:
    """Return the names of a topic's sources."""
    zh = in_chinese()
    names = {key: name if zh else en for key, name, en in rules.SOURCES}
    return tuple(names[key] for key in topic.sources if key in names)


def columns_of(topic: Topic, names: tuple[str, ...]) -> dict[str, Any]:
    """Return some columns of one topic as a row."""
    return {name: getattr(topic, name) for name in names}


def due_of(row: Row, at: datetime) -> Due | None:
    """Return the limit of a topic as a row shows it, or None without one."""
    due = row["due_at"]
    if due is None:
        return None
    light = lamp(at, row["due_from"] or row["moved_at"], due, row["due_provisional"])
    return Due(f"{local(due):%m-%d}", LAMP_LETTER[light], light in ("red", "black"), row["due_provisional"])


def next_act(row: Row) -> str:
    """Return who does what next with a topic."""
    state, lacking = row["state"], rules.LEAST_SCORERS - row["scorer_count"]
    if state == TopicState.CANDIDATE and lacking > 0:
        return _("%(least)s 位评分人还差 %(lacking)s 位") % {"least": rules.LEAST_SCORERS, "lacking": lacking}
    if state == TopicState.RESEARCHING and row["visits_done"] < rules.LEAST_VISITS:
        return _("实地调研已做 %(done)s 次，要 %(least)s 次") % {
            "done": row["visits_done"],
            "least": rules.LEAST_VISITS,
        }
    if state == TopicState.TRACKING and row["idea_settled"] < row["idea_count"]:
        return _("金点子已了结 %(done)s/%(all)s") % {"done": row["idea_settled"], "all": row["idea_count"]}
    step = NEXT_STEP.get(state)
    if step is None:
        return ""
    zh = in_chinese()
    return f"{step.by[0].label if zh else step.by[0].label_en} {step.label if zh else step.label_en}"


NEXT_STEP: Final = {
    str(state): next(one for one in TOPIC.steps if state in one.frm and one.to and one.tone != "quiet")
    for state in TopicState
    if any(state in one.frm and one.to and one.tone != "quiet" for one in TOPIC.steps)
}
"""The step that moves a topic on from each state."""
