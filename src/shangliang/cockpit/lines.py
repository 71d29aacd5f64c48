"""How a row behind a figure is shown: code, title, day, where it opens. What is not public has no title and no link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shangliang.fieldwork.rules import PUBLIC_STATES as PUBLIC_VISITS
from shangliang.ideas.workflow import PUBLIC_STATES as PUBLIC_IDEAS
from shangliang.kernel.calendar import local_date
from shangliang.kernel.text import clip


@dataclass(frozen=True)
class Line:
    """One row: its code, its words, its day, whose or where, and the address of its page."""

    code: str
    title: str
    day: date | None = None
    note: str = ""
    href: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether everybody may read it."""
        return bool(self.title)


def voice(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a voice: its public text, or nothing but its code."""
    text = clip(row.body_public, 60) if row.publication == "public" else ""
    return Line(row.code, text, local_date(row.received_at), row.district.name if row.district else "")


def topic(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a topic."""
    is_open = row.audience == "all"
    day = local_date(row.decided_at) if row.decided_at else None
    return Line(row.code, row.title if is_open else "", day, "", f"/topics/{row.code}" if is_open else "")


def visit(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a visit: its title once its report is filed."""
    is_open = row.state in PUBLIC_VISITS
    place = " ".join(word for word in (row.district.name if row.district else "", row.place) if word)
    return Line(
        row.code, row.title if is_open else "", row.held_on, place if is_open else "",
        f"/visits/{row.code}" if is_open else "",
    )  # fmt: skip


def session(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a session."""
    day = local_date(row.held_at) if row.held_at else None
    return Line(_("第 %(n)s 期") % {"n": row.number}, row.title, day, row.place, f"/sessions/{row.number}")


def guest(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return somebody at the table, by the name that may be shown."""
    name = f"{row.name}　{row.title}".strip("　") if row.is_public else ""
    day = local_date(row.session.held_at) if row.session.held_at else None
    where = row.organization.name if row.organization else ""
    number = _("第 %(n)s 期") % {"n": row.session.number}
    return Line(number, name, day, where if row.is_public else "", f"/sessions/{row.session.number}")


def idea(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a golden idea."""
    return Line(row.code, row.title, local_date(row.opened_at), str(row.lead_unit or ""), f"/ideas/{row.code}")


def order(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return the order of an idea, with its unit and state."""
    note = f"{row.lead_unit.name}　{row.state_label}　{row.reply_class}".rstrip("　")
    return of_idea(row.idea, local_date(row.opened_at), note)


def of_idea(found: Any, day: date | None, note: str) -> Line:  # noqa: ANN401 - an idea or None
    """Return a line that leads to an idea, when the idea is public."""
    if found is None or found.state not in PUBLIC_IDEAS:
        return Line("", "", day)
    return Line(found.code, found.title, day, note, f"/ideas/{found.code}")


def promise(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a promise of the ledger."""
    line = of_idea(row.dispatch.idea, row.due_on, row.dispatch.lead_unit.name)
    return Line(line.code, row.text if line.is_open else "", line.day, line.note, line.href)


def outcome(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return an outcome."""
    note = f"{row.get_kind_display()}　{row.dispatch.lead_unit.name}"
    return Line(row.code, row.title, row.achieved_on, note, f"/outcomes/{row.code}")


def generalization(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return what was carried on."""
    line = of_idea(row.dispatch.idea, local_date(row.made_at), "")
    return Line(line.code, row.title, line.day, f"{row.covered_count}/{row.voice_count}", line.href)


def similar(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a similar voice that was helped."""
    return voice(row.voice)


def joining(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return somebody who met the same, by the voice that was joined."""
    line = voice(row.voice)
    return Line(line.code, line.title, local_date(row.joined_at), _("我也遇到"), line.href)


def evaluation(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return one judgement: of which idea, never by whom."""
    grade = f"{row.get_result_display()}　{row.get_solved_display()}".strip("　")
    return of_idea(row.dispatch.idea, local_date(row.judged_at or row.invited_at), grade or _("未评价"))


def piece(row: Any) -> Line:  # noqa: ANN401 - a row of the measure's kind
    """Return a piece with its newest reading and where that was read."""
    read = _("阅读 %(reads)s，播放 %(plays)s") % {"reads": f"{row.reads:,}", "plays": f"{row.plays:,}"}
    note = f"{row.channel.name}　{read}　{row.read_source}".rstrip("　")
    number = row.session.number if row.session else ""
    return Line(row.code, row.title, row.published_on, note, f"/media?session={number}#items" if number else "/media")


LINES: Mapping[str, Callable[[Any], Line]] = {
    "voice": voice,
    "topic": topic,
    "visit": visit,
    "session": session,
    "guest": guest,
    "idea": idea,
    "order": order,
    "promise": promise,
    "outcome": outcome,
    "generalization": generalization,
    "similar": similar,
    "joining": joining,
    "evaluation": evaluation,
    "piece": piece,
}


def line_of(kind: str, row: Any) -> Line:  # noqa: ANN401 - a row of any measure
    """Return a row as its page shows it."""
    return LINES[kind](row)
