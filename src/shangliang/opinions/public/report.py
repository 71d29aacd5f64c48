"""The report of a conversation: one composition, given as page, Word file and table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import NotFound
from shangliang.opinions import queries, rules
from shangliang.opinions.public.files import as_csv
from shangliang.opinions.public.visitors import board, conversation_or_404
from shangliang.opinions.queries.crowd import classes
from shangliang.opinions.queries.report import Report, report_of
from shangliang.opinions.rules import removal
from shangliang.opinions.rules.crowd import DIMENSIONS, SMALL_CELL
from shangliang.opinions.rules.parts import Part, cells
from shangliang.opinions.workflow import LIST
from shangliang.people.faces import Request, language_of, page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@page(LIST)
def show(request: Request, code: str) -> HttpResponse:
    """Show the report with the map above it."""
    conversation = conversation_or_404(request, code)
    report = report_of(conversation)
    context = {
        **board(conversation, queries.newest_map(conversation), {}),
        "parts": list(parts_of(report, language_of(request))) if report else [],
        "here": "opinions",
    }
    return render(request, "opinions/report.html", context)


def report_or_404(request: Request, code: str) -> Report:
    """Return the report of a conversation; raises NotFound without a map."""
    report = report_of(conversation_or_404(request, code))
    if report is None:
        raise NotFound
    return report


@require_safe
@page(LIST)
def docx_file(request: Request, code: str) -> HttpResponse:
    """Give the report as a Word file."""
    report = report_or_404(request, code)
    title, under = titles(report)
    from shangliang.opinions.rules.paper import docx  # noqa: PLC0415 - seldom needed, and large

    answer = HttpResponse(docx(title, under, parts_of(report, language_of(request))), content_type=WORD)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{code}-{title}.docx')}"
    return answer


@require_safe
@page(LIST)
def csv_file(request: Request, code: str) -> HttpResponse:
    """Give the report as a table."""
    report = report_or_404(request, code)
    title, under = titles(report)
    return as_csv(f"{code}-report.csv", (title, under), cells(parts_of(report, language_of(request))))


def titles(report: Report) -> tuple[str, str]:
    """Return the title of a report and the line under it."""
    when = f"{local(report.newest.made_at):%Y-%m-%d %H:%M}"
    words = {"code": report.conversation.code, "at": when, "state": report.conversation.state_label}
    return (
        _("意见报告：%(title)s") % {"title": report.conversation.title},
        _("%(code)s　%(state)s　算于 %(at)s") % words,
    )


def parts_of(report: Report, lang: str) -> Iterator[Part]:
    """Yield the parts of a report in order."""
    yield from who_part(report, lang)
    yield from gate_part(report, lang)
    if report.is_shown:
        yield from groups_part(report, lang)
        yield from judged_part(
            report, lang, "agreed", _("每一群都同意"), report.view["agreed"],
            _("在每一群里，同意率 95% 区间的低端都到 60%。"), _("还没有一条看法让每一群都过 60%。"),
        )  # fmt: skip
        yield from judged_part(
            report, lang, "apart", _("还分着的"), report.view["apart"],
            _("两群的同意率差 30 个百分点以上，区间也不相接。"), _("没有一条看法把大家明显分开。"),
        )  # fmt: skip
        yield from rejected_part(report, lang)
        yield from minority_part(report, lang)
    yield from selected_part(report)
    yield from majority_part(report)
    yield from all_part(report)
    yield from crowd_part(report, lang)
    yield from caution_part(report)
    yield from removed_part(report, lang)
    yield from how_part(report)


def either(lang: str, zh: str, en: str) -> str:
    """Return one of two words."""
    return zh if lang.startswith("zh") else en


def of(part: int, whole: int, low: int, high: int, share: int) -> str:
    """Return a share with its interval and its people."""
    return f"{share}% ({low}–{high}) {part}/{whole}"


def name_of(report: Report, group: int, lang: str) -> str:
    """Return a group's letter and name."""
    return f"{rules.group_name(group, lang)} {report.names.get(group, '')}".strip()


def who_part(report: Report, lang: str) -> Iterator[Part]:
    """Who took part, by verification, and who of them counts."""
    view = report.view
    yield Part("head", _("参与"), anchor="who")
    words = {"people": view["everybody"], "votes": report.newest.vote_count, "counted": view["people"]}
    yield Part("text", _("%(people)s 人参与，表态 %(votes)s 次；计入 %(counted)s 人。") % words)
    rows = [
        (
            either(lang, *rules.LEVELS[level]),
            str(view["levels"][str(level)]),
            _("计入") if level >= view["level"] else _("分栏公布，不计入"),
        )
        for level in rules.LEVELS
    ]
    yield Part("table", head=(_("核验"), _("人"), _("是否计入")), rows=rows)


def gate_part(report: Report, lang: str) -> Iterator[Part]:
    """Whether the groups may be shown, and why."""
    stability = report.view["stability"]
    yield Part("head", _("分群能不能公布"), anchor="gate")
    words = _("可以公布。") if report.is_shown else _("还没有稳定的意见群体，不公布分群，只列多数意见。")
    yield Part("text", words + " " + either(lang, stability["reason"], stability["reason_en"]))


def groups_part(report: Report, lang: str) -> Iterator[Part]:
    """The groups with their sizes and what marks each; claims that do not stand when so many are made are marked."""
    yield Part("head", _("意见群体"), anchor="groups")
    yield Part(
        "text",
        _("按说了什么分群，不看是谁；群名由工作人员照这一群说的话起。分的是人，不是看法。")
        + _("最后一栏是同时下许多判断时的错误率（Benjamini–Hochberg），不到 0.10 才站得住。"),
    )
    sides = {"agree": _("同意"), "disagree": _("不同意")}
    rows = [
        (
            name_of(report, group["id"], lang),
            str(group["size"]),
            sides[mark["side"]],
            mark["text"],
            share_of(mark["group"]),
            share_of(mark["others"]),
            f"{mark['q']:.3f}",
        )
        for group in report.told["groups"]
        for mark in group["marks"]
    ]
    head = (_("群"), _("人"), _("态度"), _("看法"), _("这一群"), _("别的人"), _("错误率"))
    yield Part("table", head=head, rows=rows)


def share_of(part: Mapping[str, Any]) -> str:
    """Return a part of the engine's report as share, interval and people."""
    low, high, share = (round(100 * part[name]) for name in ("low", "high", "share"))
    return of(part["n"], part["of"], low, high, share)


def judged_part(
    report: Report, lang: str, anchor: str, title: str, rows: Sequence[Mapping[str, Any]], rule: str, nothing: str
) -> Iterator[Part]:
    """Statements with the share of every group."""
    yield Part("head", title, anchor=anchor)
    yield Part("text", rule if rows else nothing)
    if rows:
        names = [name_of(report, group["id"], lang) for group in rows[0]["groups"]]
        lines = [
            (row["text"], *(of(g["agree"], g["seen"], g["low"], g["high"], g["share"]) for g in row["groups"]))
            for row in rows
        ]
        yield Part("table", head=(_("看法"), *names), rows=lines)


def rejected_part(report: Report, lang: str) -> Iterator[Part]:
    """What every group rejects, and how firm the common ground is whatever the number of groups."""
    rows = report.told["rejected"]
    yield Part("head", _("每一群都不同意"), anchor="rejected")
    yield Part("text", _("在每一群里，不同意率 95% 区间的低端都到 60%。") if rows else _("没有。"))
    names = [name_of(report, group["id"], lang) for group in report.told["groups"]]
    if rows:
        lines = [(row["text"], *(share_of(part) for part in row["groups"].values())) for row in rows]
        yield Part("table", head=(_("看法"), *names), rows=lines)
    lines = [
        (row["text"], share_of(row["everyone"]), f"{row['consensus']:.3f}", f"{row['averaged']:.3f}")
        for row in report.told["agreed"]
    ]
    if lines:
        yield Part("text", _("共识积：各群同意率相乘；平均：群数取 2 到 5 时的几何平均，看共识是不是靠群数取巧。"))
        yield Part("table", head=(_("看法"), _("全部的人"), _("共识积"), _("平均")), rows=lines)


def minority_part(report: Report, lang: str) -> Iterator[Part]:
    """Where a smaller group clearly takes a side that most others do not: kept in sight, however small the group."""
    yield Part("head", _("少数人的看法"), anchor="minority")
    yield Part("text", _("一群人清楚地站在一边，别的人多数不这样。不论这一群多小都列出来。"))
    sides = {"agree": _("同意"), "disagree": _("不同意")}
    rows = [
        (
            name_of(report, row["group"], lang),
            sides[row["side"]],
            row["text"],
            share_of(row["inside"]),
            share_of(row["outside"]),
        )
        for row in report.told["minority"]
    ]
    head = (_("群"), _("态度"), _("看法"), _("这一群"), _("别的人"))
    yield Part("table", head=head, rows=rows) if rows else Part("text", _("没有。"))


def selected_part(report: Report) -> Iterator[Part]:
    """The few statements that go on to the departments, so that every block of people has one."""
    chosen = report.told["selected"]
    yield Part("head", _("送部门的几条"), anchor="selected")
    words = {
        "block": f"{chosen['block']:.0f}",
        "share": f"{100 * chosen['represented']:.0f}",
        "left": f"{chosen['unserved']:.0f}",
    }
    yield Part(
        "text",
        _("先让每一块人（%(block)s 人以上想法一致）至少有一条，再按还没有被代表的人补足。") % words
        + _("%(share)s%% 的人至少同意其中一条；剩下想法一致又没有代表的，最多 %(left)s 人。") % words,
    )
    why = {"block": _("这一块人还没有一条"), "share": _("补足")}
    rows = [
        (
            str(place),
            report.told["texts"][str(row["statement"])],
            why[row["why"]],
            f"{row['agree']}/{row['seen']}",
            f"{row['support']:.0f}",
            f"{row['newly']:.0f}",
        )
        for place, row in enumerate(chosen["chosen"], 1)
    ]
    head = (_("序"), _("看法"), _("为什么选"), _("同意/答了的"), _("预计同意的人"), _("其中新被代表的"))
    yield Part("table", head=head, rows=rows)


def caution_part(report: Report) -> Iterator[Part]:
    """What to be careful of: one day's crowd that decides, identical votes in bursts, places that follow diligence."""
    told = report.told
    yield Part("head", _("要小心的"), anchor="caution")
    rows = [
        (
            row["cohort"],
            str(row["people"]),
            "、".join(map(str, row["lost"])) or "—",
            "、".join(map(str, row["won"])) or "—",
            f"{row['largest']:.3f}",
            "—" if row["ari"] is None else f"{row['ari']:.2f}",
        )
        for row in told["cohorts"]
    ]
    if rows:
        yield Part("text", _("去掉某一天来的人，结果会怎样："))
        head = (_("哪一天来的"), _("人"), _("不再共识的"), _("新成共识的"), _("共识积最大变化"), _("分群一致度"))
        yield Part("table", head=head, rows=rows)
    else:
        yield Part("text", _("参与的人都是同一天来的，看不出去掉某一天会怎样。"))
    alike = [(str(row["people"]), str(row["votes"]), f"{row['expected']:.1f}") for row in told["bursts"]]
    if alike:
        yield Part("text", _("短时间里来了一批答得一模一样的人（没有删除任何一票，请核实）："))
        yield Part("table", head=(_("人"), _("每人答的条数"), _("照常会有几人")), rows=alike)
    else:
        yield Part("text", _("没有发现成批的、答得一模一样的人。"))
    words = {"first": f"{told['diligence'][0]:.2f}", "second": f"{told['diligence'][1]:.2f}"}
    yield Part(
        "text", _("位置和答题多少的相关：横轴 %(first)s，纵轴 %(second)s（离 0 远，说明图也在反映谁答得多）。") % words
    )


def majority_part(report: Report) -> Iterator[Part]:
    """What most people agree and disagree with, whatever the groups."""
    yield Part("head", _("全部计入的人里过半的"), anchor="majorities")
    sides = zip((_("同意"), _("不同意")), report.view["majorities"], strict=True)
    rows = [
        (side, row["text"], of(row["count"], row["seen"], row["low"], row["high"], row["share"]))
        for side, found in sides
        for row in found
    ]
    yield Part("table", head=(_("态度"), _("看法"), _("占比（95% 区间）")), rows=rows)


def all_part(report: Report) -> Iterator[Part]:
    """Every statement with its counts, the levels of verification apart."""
    yield Part("head", _("全部看法"), anchor="all")
    rows = [
        (
            str(row["number"]), row["text"], str(row["agree"]), str(row["disagree"]), str(row["passed"]),
            of(row["agree"], row["seen"], row["low"], row["high"], row["share"]) if row["seen"] else "—",
            *(" / ".join(map(str, row["by_level"][level])) for level in ("0", "1", "2")),
        )
        for row in report.view["rows"]
    ]  # fmt: skip
    levels = (_("匿名"), _("手机"), _("实名"))
    head = (_("号"), _("看法"), _("同意"), _("不同意"), _("说不好"), _("同意率（95% 区间）"), *levels)
    yield Part("table", head=head, rows=rows)


def crowd_part(report: Report, lang: str) -> Iterator[Part]:
    """Who took part beside the population."""
    yield Part("head", _("参与的人像不像这里的人"), anchor="crowd")
    words = {"n": SMALL_CELL}
    yield Part("text", _("年龄、性别、区（市）由参与的人自愿填写；少于 %(n)s 人的格子不公布。") % words)
    named, labels = classes(report.conversation.region), {key: (zh, en) for key, zh, en in DIMENSIONS}
    rows = []
    for row in report.people:
        for cell in row.cells:
            number = f"< {SMALL_CELL}" if cell.number is None else str(cell.number)
            share = "" if cell.share is None or not row.told else f"{cell.share}% ({cell.low}–{cell.high})"
            whole = "" if cell.population is None else f"{cell.population}%"
            rows.append((either(lang, *labels[row.dimension]), named[row.dimension][cell.key], number, share, whole))
    head = (_("口径"), _("类别"), _("人"), _("占说了的人（95% 区间）"), _("占人口"))
    yield Part("table", head=head, rows=rows)


def removed_part(report: Report, lang: str) -> Iterator[Part]:
    """How many statements are not used, by reason."""
    yield Part("head", _("没有采用的看法"), anchor="removed")
    if report.waiting:
        yield Part("text", _("还有 %(n)s 条在等审核或申诉。") % {"n": report.waiting})
    rows = [
        (either(lang, zh, en), str(report.removed[kind])) for kind, zh, en in removal.REASONS if kind in report.removed
    ]
    if rows:
        yield Part("table", head=(_("理由"), _("条")), rows=rows)
    else:
        yield Part("text", _("没有不采用的看法。"))


def how_part(report: Report) -> Iterator[Part]:
    """How it was computed, so that anybody can do it again."""
    newest = report.newest
    yield Part("head", _("怎么算的"), anchor="how")
    words = {
        "version": newest.engine_version, "seed": newest.asked["seed"], "position": newest.log_position,
        "digest": newest.digest,
    }  # fmt: skip
    yield Part(
        "text",
        _("主成分分析加 K 均值，取轮廓系数最高的群数；用八成表态重算 20 次检验分群。少于 7 次表态的人不进图。")
        + _("算法第 %(version)s 版，随机种子 %(seed)s，表态记录第 %(position)s 条以前。") % words,
    )
    yield Part("text", _("结果指纹（SHA-256）：%(digest)s，和公开记录里的一致，可以一位不差地重算。") % words)
