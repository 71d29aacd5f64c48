"""Every constant of the engine in one place; a run carries the set that made it, so it can be repeated."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """The constants of one run, with the defaults tuned on the hand-made reference of 20 issues.

    Text: a title counts `title_weight` times, at most `title_chars` of it and `body_chars` of the body are
    read; place codes such as A3区 weigh `code_weight` (a place alone must never make an issue) unless fewer than
    `rare_code` of the texts name them.

    Grouping: a message joins the issue whose members resemble it by `join` or more (average cosine), by
    `join_placeless` where neither names a place finer than a district. Issues whose centroids resemble each other by
    `merge` or more become one, if their members resemble each other by `merge_average` on average, by `merge_placeless`
    without a place. Merging happens every `merge_every` messages and once at the end. The others only bound the work:
    the `probe_terms` heaviest words look candidates up, in the lists of the `posted_terms` heaviest words of each text
    (of a word new to an issue if it weighs `posted_least` of what its members weigh); `reading_limit` entries of the
    lists are read (the rarest word first, the newest entries), and the `candidates` best of those that share weights of
    `least_shared` and more are compared exactly. The sum of an issue keeps its `centroid_words` heaviest words once it
    has half as many again.

    Streams: issues that nobody spoke of for `window_days` are frozen; those of `reopen_messages` and more are found
    again by the `centroid_terms` heaviest words of their centroid. Issues held apart by their places are suggested
    for merging when both have `suggest_from` messages.

    Places: with `guard_places` a message or issue never goes by itself to an issue at another place. A level
    (estate, street, district) speaks for an issue when `place_cover` of its texts name one, and a name
    counts when it has `place_share` of the mentions of the commonest.

    Copies: texts of one issue alike by `copy_similarity` are copies; a person's own copies count once.

    Heat: the weights of the formula in `heat.py`, at least `burst_weeks` weeks for the mean, the half-life
    `recency_days`, and the number of people from which nothing is damped.

    Categories: a word counts from `least_texts` examples on, `machine_cost` is C of the support vector machines, and a
    guess with less than `confidence_floor` goes to a person.

    Sentinel: an alert needs `alert_count` messages and a z of `alert_z` against `alert_weeks` weeks (of which
    `alert_least_weeks` must be there); thin series lean on the city by the weight of `alert_lean` messages.

    Topics: issues alike without their places by `topic_join` (and centroids by `topic_merge`) are one matter; it is
    proposed from `topic_districts` districts and `topic_weeks` weeks on.

    Showing: one person's share of the messages above which an issue is 单人重复, the share of asking titles
    from which it is 政策咨询, and at most how many samples, terms and suggestions an issue carries.
    """

    title_weight: int = 2
    title_chars: int = 200
    body_chars: int = 400
    code_weight: float = 0.3
    rare_code: float = 0.005

    join: float = 0.24
    join_placeless: float = 0.28
    merge: float = 0.26
    merge_average: float = 0.16
    merge_placeless: float = 0.20
    merge_every: int = 5000
    probe_terms: int = 12
    candidates: int = 16
    reading_limit: int = 500
    least_shared: float = 0.3
    posted_terms: int = 24
    centroid_words: int = 400
    posted_least: float = 0.04
    suggest_from: int = 2
    window_days: int = 60
    reopen_messages: int = 3
    centroid_terms: int = 60

    guard_places: bool = True
    place_cover: float = 0.5
    place_share: float = 0.25

    copy_similarity: float = 0.9

    weight_reporters: float = 1.5
    weight_likes: float = 0.5
    weight_burst: float = 0.7
    weight_severity: float = 1.0
    weight_recency: float = 0.8
    burst_weeks: int = 8
    recency_days: float = 90.0
    enough_reporters: int = 4

    least_texts: int = 2
    machine_cost: float = 1.0
    confidence_floor: float = 0.7

    alert_count: int = 10
    alert_z: float = 3.0
    alert_weeks: int = 8
    alert_least_weeks: int = 4
    alert_lean: float = 10.0

    topic_join: float = 0.24
    topic_merge: float = 0.30
    topic_districts: int = 3
    topic_weeks: int = 4

    repeat_share: float = 2 / 3
    question_share: float = 0.5
    samples: int = 5
    terms: int = 10
    suggestions: int = 5


DEFAULTS = Parameters()
