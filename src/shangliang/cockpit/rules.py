"""Rules of the figures: what each is called, how it is defined, and the period it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shangliang.kernel.calendar import moment

VERSION: Final = "2026-11"
"""The version of the definitions, printed under every page of figures; it changes when one of them does."""

GROUPS: Final = (
    ("listen", "听", "Listening"),
    ("deliberate", "商", "Deliberating"),
    ("handle", "办", "Handling"),
    ("judge", "评", "Judging"),
    ("reach", "传播", "Coverage"),
)


@dataclass(frozen=True)
class Period:
    """Shanghai days from `since` until `until`, both counted; None leaves that end open."""

    since: date | None = None
    until: date | None = None

    def days(self, column: str) -> Mapping[str, date]:
        """Return the condition that a date column lies in the period, as lookups."""
        found: dict[str, date] = {}
        if self.since:
            found[f"{column}__gte"] = self.since
        if self.until:
            found[f"{column}__lte"] = self.until
        return found

    def moments(self, column: str) -> Mapping[str, datetime]:
        """Return the condition that a moment lies in the period, as lookups."""
        found: dict[str, datetime] = {}
        if self.since:
            found[f"{column}__gte"] = moment(self.since)
        if self.until:
            found[f"{column}__lt"] = moment(self.until + timedelta(days=1))
        return found


def quick_periods(today: date) -> list[tuple[str, Period]]:
    """Return periods that people ask for: all time, this year, last year, the last ninety days."""
    first = date(today.year, 1, 1)
    return [
        ("all", Period()),
        ("year", Period(first, today)),
        ("last_year", Period(date(today.year - 1, 1, 1), first - timedelta(days=1))),
        ("quarter", Period(today - timedelta(days=89), today)),
    ]


@dataclass(frozen=True)
class Definition:
    """A figure in words. A rate is n/N; `per` counts N in so many units at once."""

    code: str
    group: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    words: str
    words_en: str
    is_rate: bool = False
    per: int = 1


DEFINITIONS: Final = (
    Definition(
        "voices", "listen", "民声", "voices", "条", "",
        "期间收到的诉求和建议，各渠道相加；撤回的不算。",
        "Voices received in the period by every channel; withdrawn ones are left out.",
    ),
    Definition(
        "people_heard", "listen", "说话的人", "people who spoke", "人", "",
        "期间说过话或点过“我也遇到”的人，一人只算一次；没有留下身份的不计人。",
        "People who spoke or joined a voice in the period, each once; those unknown count as nobody.",
    ),
    Definition(
        "voices_answered", "listen", "已答复的民声", "voices answered", "条", "",
        "期间收到的民声里，至少有一次正式答复的；分母是受理了的。",
        "Of the voices received and accepted in the period, those with an official answer.",
    ),
    Definition(
        "topics", "listen", "选定的议题", "topics chosen", "个", "",
        "期间由领导审定列为议题的。", "Topics that were approved in the period.",
    ),
    Definition(
        "field_visits", "listen", "实地调研", "field visits", "场", "",
        "期间做了的实地调研，四种形式相加；取消的不算。", "Visits done in the period, of all four kinds.",
    ),
    Definition(
        "sessions", "deliberate", "协商活动", "sessions", "期", "",
        "期间举行了的协商活动，一期算一次。", "Sessions held in the period.",
    ),
    Definition(
        "members", "deliberate", "政协委员", "CPPCC members", "位", "",
        "期间各期签到的政协委员，一人只算一次，四级合计。",
        "Members of all four levels who were present at the sessions of the period, each once.",
    ),
    Definition(
        "unit_heads", "deliberate", "部门、单位负责人", "heads of units", "位", "",
        "期间各期签到的部门、单位负责人，一人只算一次。", "Heads of units present at the sessions, each once.",
    ),
    Definition(
        "experts", "deliberate", "专家学者", "experts", "位", "",
        "期间各期签到的专家学者，一人只算一次。", "Experts present at the sessions, each once.",
    ),
    Definition(
        "citizens", "deliberate", "市民嘉宾", "citizens at the table", "位", "",
        "期间各期签到的市民嘉宾，一人只算一次。", "Citizens present at the sessions, each once.",
    ),
    Definition(
        "golden_ideas", "deliberate", "金点子", "golden ideas", "条", "",
        "期间举行的各期里，经领导批准的金点子。", "Ideas of the sessions of the period that were approved.",
    ),
    Definition(
        "dispatched", "handle", "转办的金点子", "ideas handed over", "条", "",
        "期间转到承办单位的金点子，一条只算一次；批准终止的不算。",
        "Ideas handed to units in the period, each once; terminated ones are left out.",
    ),
    Definition(
        "lead_units", "handle", "承办部门、单位", "lead units", "个", "",
        "期间转办的金点子的主办单位，一个单位只算一次。", "Units that lead the ideas handed over, each once.",
    ),
    Definition(
        "replied", "handle", "已答复", "replied", "条", "",
        "期间转办的金点子里，答复经审核并已送达的。", "Of the ideas handed over, those with a delivered reply.",
    ),
    Definition(
        "reply_rate", "handle", "回音率（件件有回音）", "reply rate", "", "",
        "已送达答复的金点子 / 期间转办的金点子。", "Ideas with a delivered reply / ideas handed over.", is_rate=True,
    ),
    Definition(
        "on_time_rate", "handle", "按期答复率", "replied in time", "", "",
        "在到期之前答复的（含批准的延期）/ 已送达答复的。",
        "Replied before the due moment (granted extensions included) / delivered replies.", is_rate=True,
    ),
    Definition(
        "class_a", "handle", "A 类（已解决）", "class A", "条", "",
        "已送达答复里，类别是 A 的；分母是已送达答复的。", "Delivered replies of class A, of all delivered.",
    ),
    Definition(
        "promises_kept", "handle", "台账兑现", "promises kept", "项", "",
        "期间到期的承诺事项里，已经完成的；被新答复替代的不算。",
        "Of the promises due in the period, those kept; replaced ones are left out.",
    ),
    Definition(
        "written_off", "handle", "已销号", "written off", "条", "",
        "期间转办的金点子里，四个条件齐了、督办专员签字销号的。",
        "Of the ideas handed over, those written off under the four conditions.",
    ),
    Definition(
        "outcomes", "handle", "成效", "outcomes", "项", "",
        "期间登记的成效：纳入决策、出台政策、项目落地、问题解决、建立机制。",
        "Outcomes achieved in the period: decisions, policies, projects, fixes, mechanisms.",
    ),
    Definition(
        "generalized", "handle", "举一反三", "carried on", "次", "",
        "期间从一件办成的事推到同类诉求或政策的次数。", "Times a solved matter was carried on to similar ones.",
    ),
    Definition(
        "generalized_voices", "handle", "覆盖的同类诉求", "similar voices helped", "条", "",
        "期间选定的同类诉求里，同样的办法已经覆盖到的。",
        "Of the similar voices chosen in the period, those that the same cure reached.",
    ),
    Definition(
        "evaluations", "judge", "评价", "judgements", "份", "",
        "期间请评的里面，已经评价的；分母是请评的。",
        "Of the invitations of the period, those that were answered.",
    ),
    Definition(
        "satisfied", "judge", "满意和基本满意", "satisfied", "份", "",
        "满意和基本满意 / 已评价的；没有评价的另列，不当作满意。",
        "Satisfied or basically satisfied / judged; those who did not judge stand apart.",
    ),
    Definition(
        "solved", "judge", "本人说已解决", "solved, says the person", "份", "",
        "本人说已解决 /（已解决、部分解决、未解决）；已解释和没有评价的另列。",
        "Solved / (solved, partly, unsolved) by the person's own words; explained and unrated stand apart.",
    ),
    Definition(
        "articles", "reach", "图文稿件", "pieces", "篇", "",
        "期间刊发的图文、专版、预告和追访；转载不重复算。",
        "Pieces to read published in the period; copies are not counted again.",
    ),
    Definition(
        "videos", "reach", "视频", "videos", "个", "",
        "期间发布的直播全视频和金句短视频；转载不重复算。",
        "Full videos and quote clips of the period; copies are not counted again.",
    ),
    Definition(
        "reads", "reach", "阅读量", "reads", "次", "",
        "期间刊发的各篇最近一次读数相加；转载不重复算。",
        "The newest readings of the pieces of the period, added; copies are left out.",
    ),
    Definition(
        "plays", "reach", "播放量", "plays", "次", "",
        "期间发布的各篇最近一次读数相加；转载不重复算。",
        "The newest readings of the videos of the period, added; copies are left out.",
    ),
    Definition(
        "effect_per_million", "reach", "每百万播放的 A 类成效", "class A per million plays", "条", "",
        "A 类答复数 / 播放量（百万次）：声量有没有换来成效。",
        "Replies of class A for every million plays: whether loudness became effect.",
        is_rate=True, per=1_000_000,
    ),
)  # fmt: skip


def share(n: int, whole: int, per: int = 1) -> float | None:
    """Return n/N, N counted `per` at once, or None when nothing was counted."""
    return n / (whole / per) if whole else None
