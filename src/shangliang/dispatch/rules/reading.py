"""Reading a reply: which passage answers which point, and what a person should look at before it is accepted.

Offline, by plain comparison of characters. A mark is a hint with its reason, never a verdict: the supervisor decides.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

SHORT = 8
"""Fewer characters than this are no answer."""
NEAR = 0.12
"""Below this share of the question's pairs of characters, a passage probably speaks of something else."""
COPIED = 0.6
"""From this share of its runs of eight characters on, a passage is called a copy."""
RUN = 8
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
DATE = re.compile(
    r"\d{4}\s*[年./-]\s*\d{1,2}|\d{1,2}\s*月\s*(\d{1,2}\s*[日号]|底|初|中旬|上旬|下旬|份|前|内)|年底|年内|月底|季度|"
    r"\d+\s*个?\s*(工作日|天|日|周|月)\s*(内|之内|以内|前)|已于|已经?完成|汛期前|春节前"
)
MEASURE = re.compile(
    r"完成|建成|建设|施工|改造|更换|维修|修复|加固|拆除|清理|清运|增设|增加|安装|设置|划定|出台|印发|制定|开通|投用|启用|"
    r"装上|加装|换成|换上|铺设|修好|疏通|移走|搭建|整治|排查|处罚|查处|拨付|补贴|招标|立项|验收|开放|调整|优化|配备|培训|约谈|整改|开展|组织|推进|联合"
)
STOCK = (
    "高度重视",
    "已收悉",
    "感谢您的",
    "正在研究",
    "进一步加强",
    "积极协调",
    "按照相关规定",
    "将认真研究",
    "会引起重视",
)
NOISE = re.compile(r"[\W\d_的了和与在是有对为等将把从向及并或也都要能会就这那我们您请]+")


@dataclass(frozen=True)
class Answered:
    """One point as it was answered."""

    number: int
    question: str
    text: str
    measure: str = ""
    due_on: date | None = None
    needs_measure: bool = True


@dataclass(frozen=True)
class Mark:
    """Something to look at: at which point, what (`kind`), and the words or the code it is about."""

    number: int
    kind: str
    about: str = ""
    share: float = 0.0


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, without signs, figures and empty words."""
    parts = [part for part in NOISE.split(text) if part]
    return {part[n : n + 2] for part in parts for n in range(max(len(part) - 1, 1))}


def nearness(question: str, passage: str) -> float:
    """Return which share of a question's pairs stands in a passage, from 0 to 1."""
    wanted = pairs(question)
    return len(wanted & pairs(passage)) / len(wanted) if wanted else 1.0


def passage_of(question: str, text: str) -> tuple[str, float]:
    """Return the sentence of an answer that is nearest to the question, and how near; nothing for an empty answer."""
    sentences = [part.strip() for part in SENTENCE.findall(text) if part.strip()]
    found = max(((nearness(question, one), -n, one) for n, one in enumerate(sentences)), default=(0.0, 0, ""))
    return found[2], found[0]


def runs(text: str) -> set[str]:
    """Return every run of eight characters of a text, blanks and signs taken out."""
    bare = re.sub(r"[\W_]+", "", text)
    return {bare[n : n + RUN] for n in range(len(bare) - RUN + 1)}


def copied_share(text: str, earlier: set[str]) -> float:
    """Return which share of a text's runs stands in an earlier reply."""
    mine = runs(text)
    return len(mine & earlier) / len(mine) if mine else 0.0


def read_reply(points: Sequence[Answered], earlier: Iterable[tuple[str, str]] = ()) -> list[Mark]:
    """Return what to look at in a reply, point by point; `earlier` holds (code, text) of other replies.

    Kinds: unanswered, off_point, no_measure, no_date, stock (empty phrases), twin (the same words for two points) and
    copied (from which earlier reply, and how much of it).
    """
    known = [(code, runs(text)) for code, text in earlier]
    marks: list[Mark] = []
    seen: dict[str, int] = {}
    for point in points:
        marks += read_point(point)
        bare = re.sub(r"\W+", "", point.text)
        if len(bare) >= SHORT and bare in seen:
            marks.append(Mark(point.number, "twin", str(seen[bare])))
        seen.setdefault(bare, point.number)
        share, code = max(((copied_share(point.text, grams), code) for code, grams in known), default=(0.0, ""))
        if share >= COPIED:
            marks.append(Mark(point.number, "copied", code, share))
    return marks


def read_point(point: Answered) -> list[Mark]:
    """Return what to look at in the answer to one point alone."""
    text = point.text.strip()
    if len(text) < SHORT:
        return [Mark(point.number, "unanswered")]
    found = []
    passage, near = passage_of(point.question, text)
    if near < NEAR:
        found.append(Mark(point.number, "off_point", passage, near))
    if point.needs_measure and not (point.measure.strip() and MEASURE.search(text + point.measure)):
        found.append(Mark(point.number, "no_measure"))
    if point.needs_measure and point.due_on is None and not DATE.search(text):
        found.append(Mark(point.number, "no_date"))
    phrases = [phrase for phrase in STOCK if phrase in text]
    if phrases and not MEASURE.search(text):
        found.append(Mark(point.number, "stock", "、".join(phrases)))
    return found
