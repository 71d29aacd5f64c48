"""Reads around categories: what was confirmed, what is to be guessed, what waits for a person, how the machine did."""

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from shangliang.voices.models import CategoryGuess, CategoryModel, Voice
from shangliang.voices.rules import CATEGORIES
from shangliang.voices.workflow import HEARD

BODY = 600
MOST_EXAMPLES = 60_000


def text_of(title: str, body: str) -> str:
    """Return the words by which a category is told."""
    return f"{title}\n{body[:BODY]}"


def told_category() -> Case:
    """Return the expression of a voice's category: a person's word, else a guess that the machine is sure of."""
    guess = CategoryGuess.objects.filter(voice=OuterRef("pk"), for_person=False).values("category")[:1]
    guessed = Case(
        When(Exists(CategoryGuess.objects.filter(voice=OuterRef("pk"), for_person=False)), then=Subquery(guess)),
        default=Value(""),
    )
    return Case(When(category="", then=guessed), default=F("category"), output_field=CharField())


def confirmed_texts() -> list[tuple[str, str]]:
    """Return (words, category) of the newest voices whose category a person or a source system gave."""
    rows = Voice.objects.exclude(category="").order_by("-pk").values_list("title", "body_original", "category")
    return [(text_of(title, body), category) for title, body, category in rows[:MOST_EXAMPLES].iterator(2000)]


def texts_to_guess(model: CategoryModel, limit: int) -> list[tuple[int, str]]:
    """Return key and words of voices without a category that a training has not seen, the newest first."""
    rows = Voice.objects.filter(category="", state__in=[str(state) for state in HEARD])
    rows = rows.exclude(Exists(CategoryGuess.objects.filter(voice=OuterRef("pk"), model=model)))
    found = rows.order_by("-pk").values_list("pk", "title", "body_original")[:limit]
    return [(pk, text_of(title, body)) for pk, title, body in found]


def categories_to_choose() -> list[str]:
    """Return every category that a voice may be given: the product's own and those that are in use."""
    own = [str(name) for name in CATEGORIES]
    used = Voice.objects.exclude(category="").order_by().values_list("category", flat=True).distinct()
    return own + sorted(set(used) - set(own))


def guesses_for_person(visible: QuerySet[Voice], limit: int) -> list[CategoryGuess]:
    """Return guesses that wait for a person, the least sure first, of voices that the person may read."""
    rows = CategoryGuess.objects.filter(was_right=None, voice__category="", voice__in=visible)
    return list(rows.select_related("voice", "voice__district").order_by("-for_person", "confidence", "pk")[:limit])


def waiting_guesses(visible: QuerySet[Voice]) -> tuple[int, int]:
    """Return how many guesses wait for a person, and how many more the machine is sure of."""
    rows = CategoryGuess.objects.filter(was_right=None, voice__category="", voice__in=visible)
    unsure = rows.filter(for_person=True).count()
    return unsure, rows.count() - unsure


def model_in_use() -> CategoryModel | None:
    """Return the training in use, or None."""
    return CategoryModel.objects.filter(is_on=True).defer("kept").first()


def category_models(limit: int = 10) -> list[CategoryModel]:
    """Return the newest trainings without their classifiers."""
    return list(CategoryModel.objects.defer("kept").select_related("asked_by", "switched_by")[:limit])


def guesses_right(model: CategoryModel) -> tuple[int, int]:
    """Return how many guesses of a training people confirmed as they stood, of how many they spoke about."""
    spoken = CategoryGuess.objects.filter(model=model, was_right__isnull=False)
    return spoken.filter(was_right=True).count(), spoken.count()
