"""The desk of opinions: prepare a conversation, put statements in, open and close, name groups, check the map.

`queue` reads what people propose, `crowd` shows who takes part.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotFound, Refusal
from shangliang.kernel.workflow import Actor, may
from shangliang.ledger.queries import events_of
from shangliang.opinions import actions, queries, rules
from shangliang.opinions.forms import (
    ConversationForm,
    EditForm,
    GroupNameForm,
    ImportForm,
    LevelForm,
    ModerationForm,
    SeedsForm,
)
from shangliang.opinions.models import Conversation, Statement
from shangliang.opinions.queries import charts
from shangliang.opinions.rules import removal
from shangliang.opinions.workflow import CREATE, DESK, IMPORT, NAME_GROUPS, STAYING
from shangliang.people.faces import Button, Request, buttons, form_words, language_of, page, take
from shangliang.people.queries import regions
from shangliang.topics import queries as topics

DESKS = ((DESK, "opinions:desk", "opinions"),)
EVENTS = 12


def conversation_or_404(request: Request, code: str) -> Conversation:
    """Return the conversation; raises NotFound when there is none that the actor may see."""
    found = queries.conversation_for(request.actor, code)
    if found is None:
        raise NotFound
    return found


@require_safe
@page(DESK)
def desk(request: Request) -> HttpResponse:
    """List conversations with what waits in each, newest first; `state` shows only some."""
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.actor)
    rows = rows.filter(state=state) if state in ("drafting", "open", "closed") else rows
    found, more = queries.page_of(rows, before=request.GET.get("before", ""))
    address = reverse("opinions:desk")
    words = (("", _("全部")), ("drafting", _("准备中")), ("open", _("正在征求")), ("closed", _("已截止")))
    context = {
        "rows": found,
        "more": f"{address}?{urlencode({'state': state, 'before': more})}" if more else None,
        "chips": [(word, f"{address}?state={key}" if key else address, state == key, None) for key, word in words],
        "waiting": sum(row.queued_count for row in found),
        "may_create": may(request.actor, CREATE),
        "here": "opinions",
    }
    return render(request, "opinions/desk.html", context)


@page(CREATE)
def new(request: Request) -> HttpResponse:
    """Prepare a new conversation."""
    form = ConversationForm(
        request.POST or None,
        topics=topics.visible_to(request.actor).order_by("-moved_at"),
        regions=regions(),
        initial={"topic": request.GET.get("topic")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_conversation(**form.values(), actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("建好了。放入至少 3 条看法就可以开放。"))
            return HttpResponseRedirect(reverse("opinions:case", args=[made.code]))
    return render(request, "opinions/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@page(DESK)
def case(request: Request, code: str) -> HttpResponse:
    """Show one conversation: what waits for review, its statements with their counts, its steps, its record."""
    conversation = conversation_or_404(request, code)
    rows = list(queries.statements_of(conversation))
    newest = queries.newest_map(conversation)
    context = {
        "conversation": conversation,
        "waiting": [row for row in rows if row.state in ("queued", "appealed")],
        "live": [row for row in rows if row.state == "live"],
        "removed": [row for row in rows if row.state in ("removed", "upheld")],
        "reasons": {kind: (zh, en) for kind, zh, en in removal.REASONS},
        "levels": queries.people_by_level(conversation),
        "offers": offers_of(conversation, request.actor),
        "acts": moderation(rows, conversation, request.actor),
        "seeds": SeedsForm() if conversation.state != "closed" else None,
        "edit": edit_form(conversation),
        "level_form": LevelForm(initial={"level": conversation.level}) if conversation.state == "drafting" else None,
        "newest": newest,
        "names": queries.names_of(conversation),
        "may_name": may(request.actor, NAME_GROUPS) and newest is not None,
        "may_import": may(request.actor, IMPORT) and conversation.state == "drafting" and not rows,
        "removal": ModerationForm(numbers=[]),
        "events": events_of("conversation", code).order_by("-seq")[:EVENTS],
        "here": "opinions",
    }
    return render(request, "opinions/case.html", context)


def moderation(rows: Sequence[Statement], conversation: Conversation, actor: Actor) -> set[str]:
    """Return what the actor may do with statements, whatever their state."""
    found: set[str] = set()
    for row in {row.state: row for row in rows}.values():
        row.conversation = conversation
        found |= {button.verb for button in buttons(row, actor, lambda verb: verb)}
    return found


def offers_of(conversation: Conversation, actor: Actor) -> list[Button]:
    """Return the steps of a conversation as buttons."""
    met = {"seeds": conversation.live_count >= rules.SEEDS_NEEDED}
    found = buttons(conversation, actor, lambda verb: reverse("opinions:step", args=[conversation.code, verb]), met)
    return [button for button in found if button.verb not in STAYING]


def edit_form(conversation: Conversation) -> EditForm | None:
    """Return the form of what may still change, while anything may."""
    if conversation.state == "closed":
        return None
    closes = local_date(conversation.closes_at) if conversation.closes_at else None
    return EditForm(initial={"intro": conversation.intro, "closes_on": closes})


@require_POST
@page(DESK)
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take a step of a conversation."""
    conversation = conversation_or_404(request, code)
    who: dict[str, Any] = {"actor": request.actor, "at": request.at}
    acts: dict[str, Callable[[], None]] = {
        "open": lambda: actions.start(conversation, **who),
        "close": lambda: actions.stop(conversation, **who),
        "reopen": lambda: actions.reopen(conversation, reason=request.POST.get("reason", ""), **who),
    }
    if verb not in acts:
        raise NotFound
    return take(
        request,
        acts[verb],
        done=_("办好了。"),
        back=reverse("opinions:case", args=[code]),
    )


@require_POST
@page(DESK)
def edit(request: Request, code: str) -> HttpResponse:
    """Change the words and the closing day."""
    conversation, form = conversation_or_404(request, code), EditForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.edit_conversation(conversation, **form.values(), actor=request.actor)

    return take(request, act, done=_("改好了。"), back=reverse("opinions:case", args=[code]))


@require_POST
@page(DESK)
def seed(request: Request, code: str) -> HttpResponse:
    """Put statements in, one a line."""
    conversation, form = conversation_or_404(request, code), SeedsForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.seed_statements(conversation, form.cleaned_data["texts"], actor=request.actor, at=request.at)

    return take(request, act, done=_("看法已放入。"), back=reverse("opinions:case", args=[code]))


@require_POST
@page(DESK)
def recompute(request: Request, code: str) -> HttpResponse:
    """Compute the map now instead of waiting for the clock."""
    conversation = conversation_or_404(request, code)
    return take(
        request,
        lambda: actions.compute_map(conversation, at=request.at),
        done=_("意见地图已按现在的表态重算。"),
        back=reverse("opinions:case", args=[code]),
    )


@require_POST
@page(DESK)
def recheck(request: Request, code: str) -> HttpResponse:
    """Compute the newest map again from the log as it was, and say whether every number is the same."""
    conversation = conversation_or_404(request, code)
    newest = queries.newest_map(conversation)
    if newest is None:
        raise NotFound
    found = charts.recheck(newest)
    words = {"position": found.position, "found": found.found[:12], "kept": found.kept[:12]}
    if found.is_equal:
        messages.success(
            request, _("重算核对一致：表态记录第 %(position)s 条，指纹 %(found)s，和公开记录相同。") % words
        )
    elif not charts.is_repeatable(newest):
        messages.warning(
            request,
            _("这张图是第 %(version)s 版算法算的，现在的版本不同，要用那一版核对。") % {"version": found.engine},
        )
    else:
        messages.error(
            request, _("重算核对不一致：第 %(position)s 条，存的是 %(kept)s，算出 %(found)s。请告诉审计员。") % words
        )
    return HttpResponseRedirect(reverse("opinions:case", args=[code]))


@require_POST
@page(CREATE)
def level(request: Request, code: str) -> HttpResponse:
    """Fix from which level of verification people count, before the opening."""
    conversation, form = conversation_or_404(request, code), LevelForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.set_level(conversation, form.cleaned_data["level"], actor=request.actor, at=request.at)

    return take(request, act, done=_("定好了，写进公开记录。"), back=reverse("opinions:case", args=[code]))


@require_POST
@page(NAME_GROUPS)
def name_group(request: Request, code: str) -> HttpResponse:
    """Call a group by what it says."""
    conversation, form = conversation_or_404(request, code), GroupNameForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.name_group(
            conversation, form.cleaned_data["group"], form.cleaned_data["name"], actor=request.actor, at=request.at
        )

    return take(
        request, act, done=_("群名记下了，公开页上已经换成这个名字。"), back=reverse("opinions:case", args=[code])
    )


@require_POST
@page(IMPORT)
def import_votes(request: Request, code: str) -> HttpResponse:
    """Take a conversation in the Polis format in: its statements and its votes."""
    conversation, form = conversation_or_404(request, code), ImportForm(request.POST, request.FILES)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.import_polis(conversation, form.cleaned_data["export"], actor=request.actor, at=request.at)

    return take(request, act, done=_("导入好了，可以核对以后开放或重算。"), back=reverse("opinions:case", args=[code]))
