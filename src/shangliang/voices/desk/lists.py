"""The hotline's queue, its search and export, and the intake form."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shangliang.kernel.calendar import local, local_date
from shangliang.kernel.refusals import Refusal
from shangliang.kernel.workflow import Actor, may
from shangliang.people.faces import Request, language_of, page
from shangliang.people.rules import clean_phone
from shangliang.voices import actions, queries
from shangliang.voices.forms import IntakeForm, parse_after
from shangliang.voices.models import CHANNELS, DEMAND_TYPES, URGENCIES, Voice
from shangliang.voices.telling import DESK_ACTS
from shangliang.voices.workflow import CATEGORIES_DESK, DESK, IMPORT, INTAKE

TYPE_WORDS, CHANNEL_WORDS, URGENCY_WORDS = dict(DEMAND_TYPES), dict(CHANNELS), dict(URGENCIES)
LAMP_KIND = {"green": "ok", "yellow": "soon", "red": "late", "black": "listed", "done": "done", "none": "none"}
LAMP_TONE = {"yellow": "amb", "red": "red", "none": "mut", "done": "mut", "green": "", "black": "red"}


@dataclass(frozen=True)
class Row:
    """One line of the queue, as its macro draws it."""

    kind: str
    when: str
    act: str
    title: str
    href: str
    left: str
    note: str
    tone: str
    is_on: bool = False


@dataclass(frozen=True)
class Group:
    """A part of the queue under its heading."""

    word: str
    rows: list[Row]
    is_late: bool = False
    right: str = ""
    note: str = ""


def tabs(actor: Actor) -> list[tuple[str, str, str, None]]:
    """Return the tabs of the hotline's desk that the actor may open."""
    found = [(_("队列"), reverse("voices:desk"), "queue", None)]
    if may(actor, INTAKE):
        found.append((_("登记"), reverse("voices:new"), "new", None))
    if may(actor, CATEGORIES_DESK):
        found.append((_("分类"), reverse("voices:categories"), "categories", None))
    if may(actor, IMPORT):
        found.append((_("导入"), reverse("voices:import"), "import", None))
    return found


@page(DESK)
def queue(request: Request) -> HttpResponse:
    """List what the hotline has to do by due moment, or what was searched for."""
    words = request.GET.get("q", "").strip()[:80]
    view = request.GET.get("view", "todo")
    kind = request.GET.get("type", "")
    visible = queries.visible_to(request.actor)
    rows = found_rows(request, visible, words, view, kind)
    counts = queries.desk_counts(visible, request.at)
    shown = rows[: queries.PAGE]
    more = more_of(request, shown[-1], view if not words else "all") if len(rows) > queries.PAGE else None
    context = {
        "groups": groups_of(shown, request.at, dated=view == "todo" and not words),
        "counts": counts,
        "shown": len(shown),
        "words": words,
        "views": view_chips(request, view, counts) if not words else [],
        "types": type_chips(request, kind) if not words else [],
        "more": more,
        "tabs": tabs(request.actor),
        "here": "queue",
        "export": f"{reverse('voices:export')}?{urlencode({'q': words, 'view': view, 'type': kind})}",
    }
    return render(request, "voices/queue.html", context)


def found_rows(request: Request, visible: QuerySet[Voice], words: str, view: str, kind: str) -> list[Voice]:
    """Return one page of rows and perhaps one more."""
    after = request.GET.get("after", "")
    key = int(after) if after.isascii() and after.isdigit() else None
    if words:
        return queries.matching(visible, words, before=key)
    if view == "todo":
        return queries.desk_rows(visible, view=view, kind=kind, after=parse_after(after))
    return queries.desk_rows(visible, view=view, kind=kind, after=key)


def more_of(request: Request, last: Voice, view: str) -> str:
    """Return the address of the next page."""
    is_dated = view == "todo" and last.due_at is not None
    place = f"{last.due_at.isoformat()},{last.pk}" if is_dated and last.due_at else str(last.pk)
    kept = {name: request.GET[name] for name in ("q", "view", "type") if request.GET.get(name)}
    return f"{reverse('voices:desk')}?{urlencode(kept | {'after': place})}"


def view_chips(request: Request, now: str, counts: queries.DeskCounts) -> list[tuple[str, str, bool, str | None]]:
    """Return the filters by what is waited for."""
    words = (
        ("todo", _("待办"), None),
        ("undated", _("没有时限"), counts.undated_words),
        ("unit", _("等单位"), None),
        ("person", _("等市民"), None),
        ("all", _("全部"), None),
    )
    kind = request.GET.get("type", "")
    return [
        (word, f"?{urlencode({'view': key} | ({'type': kind} if kind else {}))}", key == now, count)
        for key, word, count in words
    ]


def type_chips(request: Request, now: str) -> list[tuple[str, str, bool, None]]:
    """Return the filters by kind of demand."""
    view = request.GET.get("view", "todo")
    pairs = [("", _("各类")), *((value, str(word)) for value, word in DEMAND_TYPES)]
    return [(word, f"?{urlencode({'view': view, 'type': value})}", value == now, None) for value, word in pairs]


def groups_of(rows: list[Voice], at: datetime, *, dated: bool) -> list[Group]:
    """Return rows in their groups: overdue, today, tomorrow, later; or all in one."""
    drawn = [(voice, row_of(voice, at)) for voice in rows]
    if not dated:
        return [Group(_("按编号，新的在前"), [row for _voice, row in drawn])] if drawn else []
    today = local_date(at)
    heads = ((_("已逾期"), True), (_("今天"), False), (_("明天"), False), (_("以后"), False))
    parts: list[list[Row]] = [[], [], [], []]
    for voice, row in drawn:
        parts[part_of(voice, at, today)].append(row)
    return [Group(word, part, is_late) for (word, is_late), part in zip(heads, parts, strict=True) if part]


def part_of(voice: Voice, at: datetime, today: object) -> int:
    """Return into which group a dated voice falls: 0 overdue, 1 today, 2 tomorrow, 3 later."""
    if voice.due_at is None:
        return 3
    if voice.is_overdue(at):
        return 0
    day = local_date(voice.due_at)
    if day == today:
        return 1
    return 2 if day == local_date(at + timedelta(days=1)) else 3


def row_of(voice: Voice, at: datetime) -> Row:
    """Return one voice as a line of the queue."""
    lamp = queries.lamp_of(voice, at)
    act = DESK_ACTS.get(voice.state)
    lang = get_language() or "zh-hans"
    shown = local(voice.due_at or voice.received_at)
    is_today = voice.due_at is not None and shown.date() == local_date(at)
    return Row(
        kind=LAMP_KIND[lamp],
        when=f"{shown:%H:%M}" if is_today else f"{shown:%m-%d}",
        act=act.text(lang) if act else voice.state_label,
        title=voice.title,
        href=f"{reverse('voices:desk')}/{voice.code}",
        left=left_words(voice, at),
        note=note_of(voice),
        tone=LAMP_TONE[lamp],
    )


def note_of(voice: Voice) -> str:
    """Return the second line of a row: number, kind, urgency, where it lies."""
    parts = [voice.code, str(TYPE_WORDS[voice.demand_type]), str(CHANNEL_WORDS[voice.channel])]
    if voice.urgency != "normal":
        parts.append(str(URGENCY_WORDS[voice.urgency]))
    if voice.also_count:
        parts.append(_("另有 %(n)s 人遇到") % {"n": voice.also_count})
    if voice.is_confidential:
        parts.append(_("要求保密"))
    if voice.handler is not None:
        parts.append(voice.handler.name)
    return " · ".join(parts)


def left_words(voice: Voice, at: datetime) -> str:
    """Return how much time is left, in words."""
    if voice.due_at is None or not voice.is_open:
        return voice.state_label
    left = voice.due_at - at
    if voice.is_overdue(at):
        return _("逾期 %(n)s") % {"n": span(-left)}
    return (_("剩 %(n)s（暂定）") if voice.due_provisional else _("剩 %(n)s")) % {"n": span(left)}


def span(length: timedelta) -> str:
    """Return a length of time in its largest unit."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes >= 48 * 60:
        return _("%(n)s 天") % {"n": minutes // 1440}
    return _("%(n)s 小时") % {"n": minutes // 60} if minutes >= 60 else _("%(n)s 分钟") % {"n": minutes}


@page(DESK)
def export(request: Request) -> HttpResponse:
    """Give the list as a workbook that imports back."""
    words, view, kind = (request.GET.get(name, "")[:80] for name in ("q", "view", "type"))
    rows = queries.visible_to(request.actor).order_by("-pk")
    if words:
        rows = rows.filter(queries.searched(words))
    elif queries.VIEWS.get(view):
        rows = rows.filter(state__in=[str(state) for state in queries.VIEWS[view]])
    if kind:
        rows = rows.filter(demand_type=kind)
    content = actions.export_voices(rows, actor=request.actor, at=request.at)
    name = f"voices-{local(request.at):%Y%m%d-%H%M}.xlsx"
    kind_of_file = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, kind_of_file, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@page(INTAKE)
def new(request: Request) -> HttpResponse:
    """Take down a voice by phone, at a desk, or from paper."""
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        accept_now, phone = given.pop("accept_now"), given.pop("phone")
        try:
            voice = actions.take_down(
                actions.Saying(**given), phone=clean_phone(phone) if phone else "", actor=request.actor, at=request.at,
                accept_now=accept_now,
            )  # fmt: skip
        except Refusal as refusal:
            field = getattr(refusal, "field", "") or None
            form.add_error(field if field in form.fields else None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("已登记 %(code)s，查询码 %(query)s，请告诉来电人。") % {
                "code": voice.code, "query": voice.query_code})  # fmt: skip
            return HttpResponseRedirect(reverse("voices:case", args=[voice.code]))
    context = {"form": form, "tabs": tabs(request.actor), "here": "new"}
    return render(request, "voices/new.html", context, status=422 if form.errors else 200)
