"""Topics as a board draws them: who acts next, by when, how hot."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shangliang.engines.workdays import Lamp, lamp
from shangliang.topics import rules
from shangliang.topics.models import Topic
from shangliang.topics.workflow import TOPIC, TopicState


@dataclass(frozen=True)
class Card:
    """One topic on the board."""

    topic: Topic
    number: str
    sources: tuple[str, ...]
    change: int | None
    next_act: str
    lamp: Lamp | None


def in_chinese() -> bool:
    """Return whether the page is read in Chinese."""
    return (get_language() or "zh").startswith("zh")


def number_of(topic: Topic) -> str:
    """Return the number with the word that people use for it: a clue is not a topic yet."""
    word = _("线索") if topic.state == TopicState.CLUE else _("议题")
    return f"{word} {topic.code}"


def source_words(topic: Topic, *, short: bool = False) -> tuple[str, ...]:
    """Return the names of a topic's sources; short ones for a card."""
    zh = in_chinese()
    names = {key: (name[:2] if short else name) if zh else (key if short else en) for key, name, en in rules.SOURCES}
    return tuple(names[key] for key in topic.sources if key in names)


def card_of(topic: Topic, at: datetime) -> Card:
    """Return a topic as its card."""
    weekly = topic.issue.weekly if topic.issue else []
    return Card(
        topic,
        number_of(topic),
        source_words(topic, short=True),
        rules.change_percent(weekly) if weekly else None,
        next_act(topic),
        lamp_of(topic, at),
    )


def lamp_of(topic: Topic, at: datetime) -> Lamp | None:
    """Return the lamp of a topic's limit, or None without one."""
    if topic.due_at is None:
        return None
    return lamp(at, topic.due_from or topic.moved_at, topic.due_at, topic.due_provisional)


def next_act(topic: Topic) -> str:
    """Return who does what next with a topic."""
    lacking = rules.LEAST_SCORERS - topic.scorer_count
    if topic.state == TopicState.CANDIDATE and lacking > 0:
        return _("%(least)s 位评分人还差 %(lacking)s 位") % {"least": rules.LEAST_SCORERS, "lacking": lacking}
    if topic.state == TopicState.RESEARCHING and topic.visits_done < rules.LEAST_VISITS:
        return _("实地调研已做 %(done)s 次，要 %(least)s 次") % {"done": topic.visits_done, "least": rules.LEAST_VISITS}
    if topic.state == TopicState.TRACKING and topic.idea_settled < topic.idea_count:
        return _("金点子已了结 %(done)s/%(all)s") % {"done": topic.idea_settled, "all": topic.idea_count}
    step = next((one for one in TOPIC.steps if topic.state in one.frm and one.to and one.tone != "quiet"), None)
    if step is None:
        return ""
    zh = in_chinese()
    return f"{step.by[0].label if zh else step.by[0].label_en} {step.label if zh else step.label_en}"
