"""Cells to values: text, counts, dates in every spelling that offices use, words from lists."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from shangliang.kernel.calendar import SHANGHAI
from shangliang.kernel.refusals import Words
from shangliang.kernel.text import tidy
from shangliang.voices.rules.cases import LONGEST
from shangliang.voices.rules.sheets import Cell

DEMANDS = (
    ("咨询", "consultation"), ("求助", "help"), ("投诉", "complaint"), ("举报", "report"), ("建议", "suggestion"),
    ("表扬", "praise"), ("感谢", "praise"),
)  # fmt: skip
URGENCY_WORDS = {
    "": "normal",
    "一般": "normal",
    "普通": "normal",
    "紧急": "urgent",
    "加急": "urgent",
    "特急": "critical",
}
CHANNEL_WORDS = {
    "网页": "web", "热线电话": "hotline", "电话": "hotline", "12345": "hotline", "观海新闻“直通12345”": "app",
    "app": "app",
    "商量通小程序": "miniprogram", "小程序": "miniprogram", "窗口": "desk", "来信": "paper", "短信": "sms",
    "协商现场": "floor",
}  # fmt: skip

DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})\s*[:：时]\s*(\d{1,2})\s*(?:[:：分]\s*(\d{1,2})\s*(?:\.\d+)?秒?)?分?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
SERIAL_FROM, SERIAL_TO = 20_000.0, 80_000.0  # days since 1899-12-30 as spreadsheets count: 1954 to 2119
OLDEST = 1949
UNSTORABLE = re.compile("[\ud800-\udfff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
WHOLE = re.compile(r"\d{1,9}(?:\.0+)?")
LARGEST = 2_000_000_000


class FaultError(Exception):
    """A cell that cannot be used; the words say why."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep the sentence."""
        super().__init__(zh)
        self.words = Words(zh, en)


def shown(cell: Cell) -> str:
    """Return a cell as an error message quotes it."""
    text = UNSTORABLE.sub("\ufffd", "" if cell is None else str(cell))
    return text if len(text) <= 60 else f"{text[:57]}…"


def words(limit: int) -> Callable[[Cell, datetime], str]:
    """Return a reader of one line of text of at most `limit` characters."""

    def read(cell: Cell, _: datetime) -> str:
        text = " ".join(text_of(cell).split())
        if len(text) > limit:
            raise FaultError(f"有 {len(text)} 个字，最多 {limit} 个。", f"{len(text)} characters; {limit} at most.")
        return text

    return read


def long_text(cell: Cell, _: datetime) -> str:
    """Return the text of a message or reply, cleaned."""
    text = tidy(text_of(cell))
    if len(text) > LONGEST:
        raise FaultError(f"有 {len(text)} 个字，最多 {LONGEST} 个。", f"{len(text)} characters; {LONGEST} at most.")
    return text


def title(cell: Cell, _: datetime) -> str:
    """Return a title in one line; a longer one is cut where the row is completed, its whole stays in the row."""
    text = " ".join(tidy(text_of(cell)).split())
    if len(text) > LONGEST:
        raise FaultError(f"有 {len(text)} 个字，最多 {LONGEST} 个。", f"{len(text)} characters; {LONGEST} at most.")
    return text


def text_of(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a decimal point, dates as ISO; formulas stay what they look like."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell)
    if UNSTORABLE.search(text):
        raise FaultError("含有不能保存的字符。", "It holds characters that cannot be stored.")
    return CONTROL.sub("", text)


def moment_of(cell: Cell, at: datetime) -> datetime | None:
    """Return a cell as a moment in UTC; wall-clock times are Shanghai's. Empty cells give None."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        found = read_moment(cell)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise FaultError(
            "不是认得出的日期，例如 2022-09-20 08:30 或 2022/9/20。", "No date, such as 2022-09-20 08:30 or 2022/9/20."
        )
    if found > at + timedelta(days=1):
        raise FaultError("日期晚于现在。", "The date is later than now.")
    if found.astimezone(SHANGHAI).year < OLDEST:
        raise FaultError(f"日期早于 {OLDEST} 年。", f"The date is before {OLDEST}.")
    return found


def read_moment(cell: Cell) -> datetime | None:
    """Return a date cell, a spreadsheet's day number or a written date as a moment, or None."""
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), tzinfo=SHANGHAI).astimezone(UTC)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and SERIAL_FROM < cell < SERIAL_TO:
        wall = datetime(1899, 12, 30, tzinfo=SHANGHAI) + timedelta(seconds=round(cell * 86400))
        return wall.astimezone(UTC)
    return written_moment(unicodedata.normalize("NFKC", str(cell)).strip()) if isinstance(cell, str) else None


def written_moment(text: str) -> datetime | None:
    """Return a written date and time as a moment, or None when it is written otherwise; ValueError for 13月45日."""
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(match[i]) for i in (1, 2, 3))
    hour, minute, second = (int(match[i] or 0) for i in (4, 5, 6))
    wall = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    zone = (match[7] or "").replace(":", "")
    if zone:
        offset = timedelta() if zone == "Z" else timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        shift = offset if not zone.startswith("-") else -offset
        return wall.replace(tzinfo=UTC) - shift
    return wall.astimezone(UTC)


def day_of(cell: Cell, at: datetime) -> date | None:
    """Return a cell as a Shanghai day."""
    found = moment_of(cell, at)
    return found.astimezone(SHANGHAI).date() if found else None


def whole(cell: Cell, _: datetime) -> int | None:
    """Return a cell as a count from 0; an empty one says nothing."""
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "").strip()
    if not text:
        return None
    if not WHOLE.fullmatch(text) or float(text) > LARGEST:
        raise FaultError("不是从 0 起的整数。", "No whole number from 0.")
    return int(float(text))


def demand(cell: Cell, _: datetime) -> str:
    """Return the kind of demand that the words name; other words give `other`, none say nothing."""
    text = text_of(cell).strip()
    if not text:
        return ""
    return next((value for word, value in DEMANDS if word in text), "other")


def urgency(cell: Cell, _: datetime) -> str:
    """Return how urgent the words say it is; none say nothing."""
    text = text_of(cell).strip()
    if text not in URGENCY_WORDS:
        raise FaultError("紧急程度只能是一般、紧急、特急。", "Urgency is one of 一般, 紧急, 特急.")
    return URGENCY_WORDS[text]


def channel(cell: Cell, _: datetime) -> str:
    """Return the channel that the words name; unknown ones are imports."""
    return CHANNEL_WORDS.get(text_of(cell).strip().lower(), "import")


READERS: Mapping[str, Callable[[Cell, datetime], Any]] = {
    "external_id": words(80), "external_user": words(80), "title": title, "body": long_text, "received_at": moment_of,
    "likes": whole, "dislikes": whole, "reply_text": long_text, "replied_at": moment_of, "reply_unit": words(80),
    "demand_type": demand, "category": words(40), "urgency": urgency, "place_text": words(200), "district": words(40),
    "happened_on": day_of, "channel": channel, "source": words(40),
}  # fmt: skip
