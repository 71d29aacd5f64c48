"""Moving a topic: one step of the table, with its stage and its deadline written in the same update."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, advance
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.topics.models import Topic
from shangliang.topics.queries import met_of
from shangliang.topics.rules import audience_of, stage_key
from shangliang.topics.workflow import TOPIC


def move(
    topic: Topic,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    public: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> Event:
    """Take one step of a topic's table and return the event; needs are judged with `changes` already made."""
    new = dict(changes or {})
    step = TOPIC.step_from(verb, topic.state)
    if step is not None:
        state = str(step.to or topic.state)
        audience = audience_of(
            state,
            was_voted=bool(new.get("vote_until", topic.vote_until)),
            was_decided=bool(new.get("decided_at", topic.decided_at)),
        )
        new |= {"stage": stage_after(topic, state, new), "audience": audience}
    due = deadline("topic", step.due, at) if step and step.due else None
    return advance(
        topic,
        verb,
        actor=actor,
        at=at,
        met=met_of(topic, new),
        changes=new,
        due=KEEP if step and step.to is None else due,
        reason=reason,
        public=public,
        private=private,
    )


def stage_after(topic: Topic, state: str, new: Mapping[str, Any]) -> str:
    """Return the stage that a state and the topic's counters mean."""
    return stage_key(
        state,
        visits=int(new.get("visits_done", topic.visits_done)),
        ideas=int(new.get("idea_count", topic.idea_count)),
        dispatched=int(new.get("idea_dispatched", topic.idea_dispatched)),
    )
