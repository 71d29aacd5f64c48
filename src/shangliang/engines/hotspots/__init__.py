"""热点 hotspots: a stream of messages becomes issues with places, heat and the reasons for it.

`run` groups messages and orders the issues by heat, `evaluate` measures a grouping against one made by
hand, `Classifier` tells categories and `cross_validate` how well, `watch` sees bursts, `Index` finds like
voices while somebody types, `similar_to` finds the same matter elsewhere, `candidate_topics` what many
districts share, `Stream` takes messages as they come.
Pure Python: no web framework, no clock, no network; usable from a notebook.
"""

from typing import TYPE_CHECKING

from shangliang.engines.lazy import names_of

if TYPE_CHECKING:
    from shangliang.engines.hotspots.backfilling import Backfilled, backfill
    from shangliang.engines.hotspots.classifier import Classifier, Guess
    from shangliang.engines.hotspots.parameters import Parameters
    from shangliang.engines.hotspots.pipeline import run
    from shangliang.engines.hotspots.places import Gazetteer, Place
    from shangliang.engines.hotspots.recognition import place_recogniser
    from shangliang.engines.hotspots.records import (
        EVENT,
        POLICY,
        REPEAT,
        Issue,
        MergeSuggestion,
        Message,
        RunResult,
    )
    from shangliang.engines.hotspots.scoring import evaluate
    from shangliang.engines.hotspots.sentinel import Alert, Because, watch
    from shangliang.engines.hotspots.similar import ELSEWHERE_FLOOR, FLOOR, Index, similar_to
    from shangliang.engines.hotspots.stream import Stream
    from shangliang.engines.hotspots.topics import REOPENED, WIDE, CandidateTopic, candidate_topics
    from shangliang.engines.hotspots.validation import Score, cross_validate

__getattr__ = names_of(
    __name__,
    {
        "backfilling": "Backfilled backfill",
        "classifier": "Classifier Guess",
        "parameters": "Parameters",
        "pipeline": "run",
        "places": "Gazetteer Place",
        "recognition": "place_recogniser",
        "records": "EVENT POLICY REPEAT Issue MergeSuggestion Message RunResult",
        "scoring": "evaluate",
        "sentinel": "Alert Because watch",
        "similar": "ELSEWHERE_FLOOR FLOOR Index similar_to",
        "stream": "Stream",
        "topics": "REOPENED WIDE CandidateTopic candidate_topics",
        "validation": "Score cross_validate",
    },
)

__all__ = [
    "ELSEWHERE_FLOOR",
    "EVENT",
    "FLOOR",
    "POLICY",
    "REOPENED",
    "REPEAT",
    "WIDE",
    "Alert",
    "Backfilled",
    "Because",
    "CandidateTopic",
    "Classifier",
    "Gazetteer",
    "Guess",
    "Index",
    "Issue",
    "MergeSuggestion",
    "Message",
    "Parameters",
    "Place",
    "RunResult",
    "Score",
    "Stream",
    "backfill",
    "candidate_topics",
    "cross_validate",
    "evaluate",
    "place_recogniser",
    "run",
    "similar_to",
    "watch",
]
