"""Categories on the desk: confirm by keyboard what the machine is not sure of; train anew, look, switch on."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.text import clip, redact
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, language_of, page, take
from shangliang.voices import actions, queries
from shangliang.voices.desk.lists import tabs
from shangliang.voices.models import CategoryGuess, CategoryModel
from shangliang.voices.workflow import CATEGORIES_DESK, TRAIN

PAGE = 20
CHOICES = 9


@dataclass(frozen=True)
class Row:
    """One voice to be put into a category: the guess, its words, nine choices by number, the others by list."""

    guess: CategoryGuess
    words: str
    choices: list[str]
    others: list[str]


def row_of(guess: CategoryGuess, known: list[str]) -> Row:
    """Return a guess as the queue shows it: the guess is choice 1, the runner-up choice 2."""
    first = [name for name in (guess.category, guess.runner_up) if name]
    ordered = first + [name for name in known if name not in first]
    return Row(guess, clip(redact(guess.voice.body_original), 180), ordered[:CHOICES], ordered[CHOICES:])


@never_cache
@page(CATEGORIES_DESK)
@require_GET
def queue(request: Request) -> HttpResponse:
    """List what waits for a person, the least sure first."""
    visible = queries.visible_to(request.actor)
    known = queries.categories_to_choose()
    unsure, sure = queries.waiting_guesses(visible)
    model = queries.model_in_use()
    context = {
        "rows": [row_of(guess, known) for guess in queries.guesses_for_person(visible, PAGE)],
        "unsure": unsure,
        "sure": sure,
        "model": model,
        "right": queries.guesses_right(model) if model else (0, 0),
        "tabs": tabs(request.actor),
        "here": "categories",
    }
    return render(request, "voices/categories.html", context)


@page(CATEGORIES_DESK)
@require_POST
def confirm(request: Request, code: str) -> HttpResponse:
    """Keep the category that a person chose."""
    voice = queries.find(request.actor, code)
    category = request.POST.get("category", "") or request.POST.get("other", "")
    back = HttpResponseRedirect(reverse("voices:categories"))
    try:
        actions.confirm_category(voice, category, actor=request.actor, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
    return back


@never_cache
@page(CATEGORIES_DESK)
@require_GET
def models(request: Request) -> HttpResponse:
    """Show the trainings with their scores beside the one in use."""
    rows = queries.category_models()
    context = {
        "rows": [(row, queries.guesses_right(row)) for row in rows],
        "newest": next((row for row in rows if row.status == "done"), None),
        "in_use": queries.model_in_use(),
        "at_work": any(row.status in ("queued", "running") for row in rows),
        "may_train": may(request.actor, TRAIN),
        "tabs": tabs(request.actor),
        "here": "categories",
    }
    return render(request, "voices/category_models.html", context)


@page(TRAIN)
@require_POST
def train(request: Request) -> HttpResponse:
    """Ask for a training."""
    return take(
        request,
        lambda: actions.request_training(actor=request.actor, at=request.at),
        done=_("交给后台去训练了。算出得分以前不会启用。"),
        back=reverse("voices:category_models"),
    )


@page(TRAIN)
@require_POST
def switch_on(request: Request, number: int) -> HttpResponse:
    """Use a training from now on."""
    row = CategoryModel.objects.filter(number=number).first()
    if row is None:
        raise NotFound
    return take(
        request,
        lambda: actions.switch_on(row, actor=request.actor, at=request.at),
        done=_("启用了。还没有分类的民声由后台重新猜。"),
        back=reverse("voices:category_models"),
    )
