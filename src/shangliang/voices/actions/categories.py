"""Categories: trained from what people confirmed, switched on by a person who saw the score, guessed, confirmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.engines import hotspots
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Words
from shangliang.kernel.workflow import Actor, may
from shangliang.ledger.actions import KEEP, Entry, advance, append, enqueue, next_number
from shangliang.ledger.actions.queue import Work
from shangliang.ledger.models import Event
from shangliang.people.models import Person
from shangliang.voices.models import CategoryGuess, CategoryModel, Voice
from shangliang.voices.queries import categories_to_choose, confirmed_texts, texts_to_guess
from shangliang.voices.workflow import TRAIN

JOB = "voices.train"
KIND = "classifier"
FOLDS = 5
LEAST = 8
"""Confirmed voices that a category must have to be learnt; those with fewer are left out and named."""
AT_ONCE = 2000
"""Voices that are guessed in one round of the worker."""


def seat_to_train(actor: Actor) -> Person:
    """Return the person who trains or switches on; Forbidden for other roles."""
    person = Person.objects.filter(pk=actor.person or 0).first()
    if person is None or not may(actor, TRAIN):
        raise Forbidden(Words("训练和启用分类器由派单员办理。", "Dispatchers train and switch on the classifier."))
    return person


@transaction.atomic
def request_training(*, actor: Actor, at: datetime) -> CategoryModel:
    """Queue a training from the confirmed categories and return its row; one under way is returned instead."""
    person = seat_to_train(actor)
    waiting = CategoryModel.objects.filter(status__in=("queued", "running")).first()
    if waiting is not None:
        return waiting
    row = CategoryModel.objects.create(number=next_number("classifier"), asked_by=person, asked_at=at)
    enqueue([Work(f"{JOB}:{row.number}", JOB, {"model": row.pk}, max_attempts=2)], at=at)
    append(Entry(KIND, str(row.number), "train", actor, at, actor.seat_as(*TRAIN.by)))
    return row


def train(row: CategoryModel, at: datetime) -> CategoryModel:
    """Measure by five folds, then train on everything, and return the row; it is not used before it is switched on."""
    if row.status in ("done", "failed"):
        return row
    CategoryModel.objects.filter(pk=row.pk).update(status="running")
    pairs = confirmed_texts()
    counts = Counter(category for _text, category in pairs)
    left_out = sorted(name for name, count in counts.items() if count < LEAST)
    learnt = [(text, category) for text, category in pairs if counts[category] >= LEAST]
    if len(counts) - len(left_out) < 2:
        error = f"至少要两个分类、每类 {LEAST} 条确认过的民声"
        return write(row, status="failed", error=error, example_count=len(learnt), done_at=at)
    texts, categories = [text for text, _ in learnt], [category for _, category in learnt]
    score = hotspots.cross_validate(texts, categories, FOLDS)
    kept = hotspots.Classifier.train(texts, categories).to_bytes()
    told = {
        "macro_f1": round(score.macro_f1, 4),
        "per_class": {name: round(value, 4) for name, value in score.per_class.items()},
        "sure_share": round(score.sure_share, 4),
        "sure_precision": round(score.sure_precision, 4),
        "calibration_error": round(score.calibration_error, 4),
        "counts": {name: counts[name] for name in score.per_class},
        "left_out": left_out,
    }
    return write(row, status="done", score=told, kept=kept, example_count=len(learnt), done_at=at)


def write(row: CategoryModel, **values: Any) -> CategoryModel:  # noqa: ANN401 - any columns of the row
    """Write some columns of a training and return it."""
    CategoryModel.objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


@transaction.atomic
def switch_on(row: CategoryModel, *, actor: Actor, at: datetime) -> CategoryModel:
    """Use a training from now on, in place of any other, and return it; its score was shown before."""
    person = seat_to_train(actor)
    if row.status != "done":
        raise NotNow(Words("这一次还没有训练好。", "This training is not done."))
    if row.is_on:
        raise NotNow(Words("这一次已经在用。", "This training is in use already."))
    CategoryModel.objects.filter(is_on=True).update(is_on=False)
    score = row.score["macro_f1"]
    append(
        Entry(KIND, str(row.number), "switch_on", actor, at, actor.seat_as(*TRAIN.by), public={"macro_f1": str(score)})
    )
    return write(row, is_on=True, switched_by=person, switched_at=at)


@dataclass
class Loaded:
    """The classifier that this process has at hand, and of which training it is."""

    number: int = 0
    classifier: hotspots.Classifier | None = None


LOADED = Loaded()


def classifier_of(row: CategoryModel) -> hotspots.Classifier:
    """Return the classifier of a training, read once in a process."""
    if LOADED.classifier is None or LOADED.number != row.pk:
        LOADED.number, LOADED.classifier = row.pk, hotspots.Classifier.from_bytes(bytes(row.kept))
    return LOADED.classifier


def guess_waiting(at: datetime) -> int:
    """Guess the category of voices that have none and that the training in use has not seen; return how many."""
    row = CategoryModel.objects.filter(is_on=True).first()
    if row is None:
        return 0
    waiting = texts_to_guess(row, AT_ONCE)
    if not waiting:
        return 0
    guesses = classifier_of(row).guess([text for _pk, text in waiting])
    fresh = [
        CategoryGuess(
            voice_id=pk, model=row, category=one.category, confidence=round(one.confidence, 4),
            runner_up=one.runner_up, for_person=one.for_person, guessed_at=at,
        )
        for (pk, _text), one in zip(waiting, guesses, strict=True)
    ]  # fmt: skip
    CategoryGuess.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["voice"],
        update_fields=["model", "category", "confidence", "runner_up", "for_person", "guessed_at"],
        batch_size=500,
    )
    return len(fresh)


@transaction.atomic
def confirm_category(voice: Voice, category: str, *, actor: Actor, at: datetime) -> Event:
    """Keep a person's word for what a voice is about, and return the event; the guess notes whether it was right."""
    if category not in categories_to_choose():
        raise Invalid(Words("没有这个分类。", "There is no such category."), field="category", value=category[:40])
    changes = {"category": category}
    event = advance(
        voice, "confirm_category", actor=actor, at=at, changes=changes, due=KEEP, public={"fields": ["category"]}
    )
    guess = CategoryGuess.objects.filter(voice=voice).first()
    if guess is not None:
        CategoryGuess.objects.filter(pk=guess.pk).update(was_right=guess.category == category)
    return event
