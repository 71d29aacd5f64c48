"""Topics at any step of their way, built by the same actions as the pages use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.cast import MONDAY, Cast, cast

from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import begin_many
from shangliang.ledger.actions.cases import Opening
from shangliang.topics import actions
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

MARKS = {"heat": 4, "growth": 3, "feasibility": 5, "effect": 4, "readiness": 4}
DAY = timedelta(days=1)


@dataclass
class World:
    """The cast and the moment."""

    cast: Cast
    at: datetime = MONDAY

    def by(self, name: str) -> dict[str, object]:
        """Return who acts and when, as every action wants it."""
        return {"actor": getattr(self.cast, name), "at": self.at}


def world() -> World:
    """Return a new cast on its Monday."""
    return World(cast())


def voices(found: World, *texts: tuple[str, str, str], at: datetime | None = None, **columns) -> list[Voice]:
    """Return accepted voices: each text is (who, title, body); one hour lies between them."""
    start = at or found.at - 5 * DAY
    rows, first = [], Voice.objects.count() + 1
    for place, (who, title, body) in enumerate(texts):
        speaker = found.cast.people.get(who)
        rows.append(
            Voice(
                code=f"{start:%y%m%d}-{first + place:04d}",
                channel="web",
                title=title,
                body_original=body,
                speaker=speaker,
                reporter_key=who,
                received_at=start + timedelta(hours=place),
                region=found.cast.org("city"),
                **columns,
            )
        )
    begin_many([Opening(row, "import") for row in rows], actor=SYSTEM, at=found.at)
    return rows


def clue(found: World, **changes) -> Topic:
    """Return a clue of the liaison studio with one voice of 市民小李 and two sources."""
    fed = changes.pop("voices", None) or voices(found, ("li", "海边栈道没有灯", "晚上走路看不清，老人摔过。"))
    values = {"sources": ("public", "cppcc"), "domain": "livelihood", **changes}
    return actions.collect_clue("海边栈道怎样照明又不扰民", voices=fed, **values, **found.by("chen"))


def candidate(found: World) -> Topic:
    """Return a candidate."""
    topic = clue(found)
    actions.shortlist(topic, **found.by("chen"))
    return topic


def scored(found: World) -> Topic:
    """Return a topic that three people scored."""
    topic = candidate(found)
    for name in ("chen", "zheng", "zhao"):
        actions.score(topic, MARKS, has_interest=False, **found.by(name))
    actions.settle_scores(topic, **found.by("chen"))
    return topic


def approved(found: World) -> Topic:
    """Return an approved topic."""
    topic = scored(found)
    actions.decide(topic, "approved", reason="切口小，关注高。", **found.by("leader"))
    return topic


def researching(found: World) -> Topic:
    """Return a topic whose research has begun."""
    topic = approved(found)
    actions.plan(topic, host=found.cast.org("committee"), is_reported=True, **found.by("chen"))
    actions.form_group(topic, [found.cast.people["zhao"]], **found.by("zheng"))
    actions.start_research(topic, **found.by("zheng"))
    return topic


def ready(found: World) -> Topic:
    """Return a topic that waits for its session."""
    topic = researching(found)
    actions.note_visits(topic, planned=3, done=3)
    texts = {"report": "三段栈道没有灯。", "questions": "谁来装灯？", "answers": "今年已列入计划。"}
    actions.write_report(topic, texts, **found.by("zheng"))
    actions.finish_research(topic, **found.by("zheng"))
    return topic


def tracking(found: World) -> Topic:
    """Return a topic whose outcome is published, with two golden ideas of which one is settled."""
    topic = ready(found)
    actions.mark_in_session(topic, at=found.at)
    actions.mark_concluded(topic, at=found.at)
    actions.note_minutes(topic)
    actions.note_ideas(topic, total=2, dispatched=2, settled=1)
    actions.publish_outcome(topic, **found.by("chen"))
    return topic
