"""Telling the people whose voices feed a topic what became of it."""

from datetime import datetime

from shangliang.kernel.refusals import Words
from shangliang.notices.actions import tell
from shangliang.topics.models import Topic
from shangliang.topics.queries import people_behind


def tell_people_behind(topic: Topic, words: Words, *, url: str, key: str, at: datetime) -> int:
    """Tell everybody behind a topic the same words, once for each key, and return how many people they are."""
    persons = list(people_behind(topic).values_list("pk", flat=True))
    tell(persons, words, url, key, at, kind="topic")
    return len(persons)
