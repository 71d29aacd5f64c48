"""What follows when an idea moves: its people are told, and its topic knows how many there are."""

from datetime import datetime

from django.urls import reverse

from shangliang.ideas import queries
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.rules import topic_figures
from shangliang.kernel.refusals import Words
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event
from shangliang.notices.actions import tell
from shangliang.topics.actions import note_ideas

WORDS = {
    "approve": Words(
        "您参与的金点子 {code}“{title}”已批准，将转给部门办理。",
        "Golden idea {code} “{title}”, which you are behind, was approved and goes to a unit.",
    ),
    "dispatch": Words(
        "金点子 {code}“{title}”已转办，主办单位：{unit}。",
        "Golden idea {code} “{title}” was handed to {unit}.",
    ),
    "adopt": Words("金点子 {code}：{unit}采纳。", "Golden idea {code}: {unit} adopts it."),
    "adopt_partly": Words("金点子 {code}：{unit}部分采纳。", "Golden idea {code}: {unit} adopts it in part."),
    "not_adopt": Words(
        "金点子 {code}：{unit}暂不采纳，理由见答复。", "Golden idea {code}: {unit} does not adopt it; see the reply."
    ),
    "keep_for_reference": Words(
        "金点子 {code}：{unit}留作参考。", "Golden idea {code}: {unit} keeps it for reference."
    ),
    "claim_done": Words("金点子 {code}：{unit}报告已办成。", "Golden idea {code}: {unit} reports it as done."),
    "write_off": Words("金点子 {code}已销号，30 天和 180 天后回头看。", "Golden idea {code} was written off."),
    "reopen": Words("金点子 {code}退回重办。", "Golden idea {code} was sent back to be handled again."),
}
"""What the people behind an idea are told after each verb."""


def tell_people(event: Event, at: datetime) -> None:
    """Tell the speaker and everybody whose voice stands behind the idea."""
    idea = GoldenIdea.objects.filter(code=event.code).select_related("lead_unit").first()
    if idea is None:
        return
    words = filled(WORDS[event.verb], code=idea.code, title=idea.title, unit=str(idea.lead_unit or ""))
    address = reverse("dispatch:idea", args=[idea.code])
    tell(queries.people_of(idea), words, address, f"idea:{event.seq}", at, kind="idea")


def filled(words: Words, **facts: str) -> Words:
    """Return a sentence with its facts in both languages."""
    return Words(words.zh.format(**facts), words.en.format(**facts))


def count_for_topic(event: Event, _at: datetime) -> None:
    """Keep beside the topic how many ideas it has, how many were handed over and how many are settled."""
    idea = GoldenIdea.objects.filter(code=event.code).select_related("topic").first()
    if idea is None or idea.topic is None:
        return
    states = list(GoldenIdea.objects.filter(topic=idea.topic).values_list("state", flat=True))
    note_ideas(idea.topic, **topic_figures(states))


REACTIONS = (
    Reaction("ideas.tell", frozenset(("idea", verb) for verb in WORDS), tell_people),
    Reaction("ideas.count", frozenset({("idea", "*")}), count_for_topic),
)
