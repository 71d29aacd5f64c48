"""What goes into a run and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from shangliang.engines.hotspots.parameters import Parameters

EVENT = "事件"
POLICY = "政策咨询"
REPEAT = "单人重复"


@dataclass(frozen=True, slots=True)
class Message:
    """One voice as the engine sees it.

    `id` is unique within a run; `reporter` is any stable mark of the person, empty when
    unknown; `at` is naive or aware, but
    alike in all messages of a run; `places` are names that somebody already confirmed.
    """

    id: str
    reporter: str
    title: str
    body: str
    at: datetime
    likes: int = 0
    category: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeSuggestion:
    """Another issue with like words at a different place: a person decides whether it is the same matter.

    `similarity` is the cosine of the two centroids; `here` and `there` are the places that differ.
    """

    other: str
    similarity: float
    here: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """A group of messages about one matter, with its heat and everything the heat was made of.

    `key` depends on the earliest message only and so stays when later messages arrive. `heat_terms` holds
    the weighted summands `count reporters likes burst severity recency`, the factor `damping` and `total`
    with total = damping x (sum of the summands) = `heat`. `message_count` counts all members, `copy_count`
    those that repeat a text of the same person (they add nothing to the heat), `reporter_count` people.
    `weekly` counts messages without such copies per week from Monday `first_week` on. `member_ids` are
    ordered by time, `sample_ids` begin with the most central message. `districts` are those that a fair share of the
    messages names, the commonest first.
    """

    key: str
    title: str
    heat: float
    heat_terms: Mapping[str, float]
    message_count: int
    reporter_count: int
    copy_count: int
    likes: int
    first_at: datetime
    last_at: datetime
    places: tuple[str, ...]
    category: str
    kind: str
    sample_ids: tuple[str, ...]
    member_ids: tuple[str, ...]
    terms: tuple[str, ...]
    weekly: tuple[int, ...]
    first_week: date
    suggestions: tuple[MergeSuggestion, ...] = ()
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """Issues ordered by heat, the issue key of every message, and how it was computed."""

    issues: list[Issue]
    assignment: dict[str, str]
    seconds: float
    parameters: Parameters = field(default_factory=Parameters)
