"""The lineage of a topic as the drawing wants it, its words for those who do not see it, and its eight stages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shangliang.kernel.calendar import local, local_date
from shangliang.ledger.models import Event
from shangliang.portal import rules
from shangliang.portal.drawing import Branch, Channel, Lineage, Round, Stop
from shangliang.portal.queries.topic import IdeaLine, Table, TopicPage
from shangliang.topics.queries import stage_rows
from shangliang.topics.rules import OUT_OF_FLOW, STAGE_OF_STATE

TITLE_WIDTH = 9
UNIT_WIDTH = 13
PHONE_WIDTH = 11


def lang() -> str:
    """Return the language of the moment."""
    return get_language() or "zh-hans"


def day_word(at: datetime | date | None) -> str:
    """Return a day without its year, in the language of the moment."""
    if at is None:
        return ""
    return rules.short_day(local_date(at) if isinstance(at, datetime) else at, lang())


def span_word(days: Iterable[datetime | date | None]) -> str:
    """Return the stretch from the first to the last of some days."""
    known = sorted(local_date(at) if isinstance(at, datetime) else at for at in days if at is not None)
    return rules.span(known[0], known[-1], lang()) if known else ""


def people_word(page: TopicPage) -> str:
    """Return how many people and messages stand behind the topic."""
    found = page.behind
    if found.people:
        return _("%(people)s 人，%(messages)s 条") % {"people": found.people, "messages": found.messages}
    return _("%(messages)s 条") % {"messages": found.messages}


def lineage_of(page: TopicPage) -> Lineage:
    """Return the lineage of a topic as its rows say."""
    topic, found = page.topic, page.behind
    channels = tuple(Channel(rules.short_channel(name), number) for name, number in found.channels)
    decided = _("%(day)s 选定") % {"day": day_word(topic.decided_at)} if topic.decided_at else topic.state_label
    line = Lineage(
        label=_("从%(voices)s来信到办理成效的脉络图，文字版在图的下面") % {"voices": people_word(page)},
        voices=Stop(_("声音"), (f"{people_word(page)}　{span_word((found.first, found.last))}".strip(),), "#voices"),
        key="",
        channels=channels,
        issue=issue_stop(page),
        topic=Stop(_("议题"), (*rules.lines(shown_title(page), TITLE_WIDTH), decided), "#decision"),
        visit=visit_stop(page),
        visits=len(page.visits),
        rounds=tuple(round_of(one) for one in page.tables),
        branches=tuple(branch_of(one) for one in page.ideas),
        heads=(_("金点子"), _("主办"), _("答复"), _("评价"), _("销号")),
        pending=_("还在走") if found.messages else _("还没有来信"),
        more="",
    )
    return with_key(line, found.messages)


def with_key(line: Lineage, messages: int) -> Lineage:
    """Return the lineage with the key of its thin lines, and what was not drawn in words."""
    key = _("一根细线 = %(n)s 条来信") % {"n": line.voices_per_line} if messages else ""
    hidden = len(line.branches) - len(line.drawn)
    more = _("其余 %(n)s 条见下表") % {"n": hidden} if hidden else ""
    return Lineage(**{**vars(line), "key": key, "more": more})


def shown_title(page: TopicPage) -> str:
    """Return the topic's title in the language of the moment."""
    topic = page.topic
    return topic.title if lang().startswith("zh") else topic.title_en or topic.title


def issue_stop(page: TopicPage) -> Stop | None:
    """Return the hot issue from which the topic was suggested."""
    issue = page.topic.issue
    if issue is None:
        return None
    heat = _("热度 %(heat)s") % {"heat": f"{page.topic.heat or issue.heat:.1f}"}
    return Stop(_("热点"), (*rules.lines(issue.shown_title, TITLE_WIDTH), heat), rules.place("issue", issue.code))


def visit_stop(page: TopicPage) -> Stop | None:
    """Return the field visits as one stop."""
    if not page.visits:
        return None
    title = _("实地调研 %(n)s 次") % {"n": len(page.visits)}
    return Stop(title, (span_word(visit.held_on for visit in page.visits),), "#visits")


def round_of(one: Table) -> Round:
    """Return a session as a ring of seats."""
    title = _("第 %(n)s 期协商") % {"n": one.session.number}
    when = day_word(one.session.held_at) or one.session.state_label
    notes = (when, _("%(n)s 位嘉宾") % {"n": one.guests}) if one.guests else (when,)
    return Round(one.session.number, one.guests, Stop(title, notes, "#sessions"), one.is_held)


def branch_of(line: IdeaLine) -> Branch:
    """Return an idea as a branch."""
    order = line.order
    end = "" if order is None else "closed" if order.state == "closed" else "open"
    unit = rules.lines(order.lead_unit.name, UNIT_WIDTH, 1)[0] if order else ""
    return Branch(
        code=line.idea.code,
        title=rules.lines(line.idea.title, PHONE_WIDTH, 1)[0],
        unit=unit,
        co_units=line.co_units,
        reply_class=order.reply_class if order and line.is_answered else "",
        judged=line.judged,
        invited=line.invited,
        end=end,
        state=line.idea.state_label,
        href=rules.place("idea", line.idea.code),
    )


def in_words(page: TopicPage, line: Lineage) -> list[str]:
    """Return the lineage as sentences, one for each thing that is drawn."""
    voices = [*line.voices.notes, *(f"{one.name} {one.voices}" for one in line.channels)]
    said = [_("声音：%(what)s。") % {"what": "，".join(voices)}]
    stops = [line.issue, line.topic, line.visit, *(one.stop for one in line.rounds)]
    said += [f"{stop.title}：{''.join(stop.notes)}。" for stop in stops if stop]
    return said + [idea_sentence(one) for one in page.ideas]


def idea_sentence(line: IdeaLine) -> str:
    """Return where an idea stands, as one sentence."""
    facts = [line.idea.title]
    if line.order:
        facts.append(_("主办 %(unit)s") % {"unit": line.order.lead_unit.name})
    if line.order and line.is_answered and line.order.reply_class:
        facts.append(_("答复 %(letter)s 类") % {"letter": line.order.reply_class})
    if line.invited:
        facts.append(_("评价 %(n)s/%(total)s") % {"n": line.judged, "total": line.invited})
    facts.append(line.idea.state_label)
    return _("金点子 %(code)s：%(facts)s。") % {"code": line.idea.code, "facts": "，".join(facts)}


@dataclass(frozen=True)
class Told:
    """One public event of the page: when in words, and the event."""

    when: str
    event: Event


def told_events(page: TopicPage) -> list[Told]:
    """Return the public events, the newest first."""
    ordered = sorted(page.events, key=lambda event: (event.at, event.seq), reverse=True)
    return [Told(f"{day_word(event.at)} {local(event.at):%H:%M}", event) for event in ordered]


def entered(page: TopicPage) -> dict[str, str]:
    """Return the day on which the topic entered each stage, in words, from its events."""
    days: dict[str, str] = {}
    for event in page.events:
        key = STAGE_OF_STATE.get(event.to) if event.kind == "topic" else None
        if key and event.to not in OUT_OF_FLOW:
            days.setdefault(key, day_word(event.at))
    return days


def stages_of(page: TopicPage) -> list[tuple[str, str, str, str, str]]:
    """Return the eight stages with days and what was counted in each, for the macro `stages`."""
    dates = {**entered(page), **own_dates(page)}
    notes = stage_notes(page)
    return [(key, name, state, when, notes.get(key, "") if state else "")
            for key, name, state, when, _note in stage_rows(page.topic, dates)]  # fmt: skip


def own_dates(page: TopicPage) -> dict[str, str]:
    """Return the days of stages that rows know better than events."""
    held = next((one.session.held_at for one in page.tables if one.is_held), None)
    known = {
        "collect": span_word((page.behind.first, page.behind.last)),
        "select": day_word(page.topic.decided_at),
        "research": span_word(visit.held_on for visit in page.visits),
        "deliberate": day_word(held),
        "dispatch": day_word(min((order.opened_at for order in page.orders), default=None)),
    }
    return {key: when for key, when in known.items() if when}


def stage_notes(page: TopicPage) -> dict[str, str]:
    """Return what was counted in each stage."""
    guests = sum(one.guests for one in page.tables)
    agreed = sum(len(one.consensus) for one in page.tables)
    units = len({order.lead_unit_id for order in page.orders})
    notes = {"collect": people_word(page) if page.behind.messages else ""}
    notes["select"] = _("%(n)s 人评分") % {"n": page.scoring.scorers} if page.scoring.scorers else ""
    notes["research"] = _("%(n)s 次") % {"n": len(page.visits)} if page.visits else ""
    notes["deliberate"] = _("%(n)s 位嘉宾") % {"n": guests} if guests else ""
    notes["consensus"] = (
        _("共识 %(n)s 条，金点子 %(ideas)s 条") % {"n": agreed, "ideas": len(page.ideas)} if page.ideas else ""
    )
    notes["dispatch"] = _("%(n)s 条转 %(units)s 个单位") % {"n": len(page.orders), "units": units} if units else ""
    notes["supervise"] = _("答复 %(n)s/%(total)s") % {"n": page.answered, "total": len(page.orders)} if units else ""
    return notes
