"""Pure rules of papers: the kinds with their registers, and what a paper must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shangliang.kernel.codes import official_number
from shangliang.kernel.refusals import Invalid, Words

FILE, LETTER, MINUTES, PLAIN = "file", "letter", "minutes", "plain"
"""The forms of GB/T 9704: red head, letter, minutes; and a sheet without a head for forms and lists."""


@dataclass(frozen=True)
class PaperKind:
    """One kind of official paper: its code, names, the mark of its register (机关代字), its form.

    `head` is what stands in red at the top; without it a letter bears the name of who sends it, and a file that name
    with 文件.
    """

    code: str
    name: str
    name_en: str
    mark: str
    form: str = LETTER
    head: str = ""

    @property
    def is_letter(self) -> bool:
        """Return whether it is a letter."""
        return self.form == LETTER


KINDS = {
    kind.code: kind
    for kind in (
        PaperKind("consultation_plan", "协商方案", "consultation plan", "倾商案", FILE),
        PaperKind("agenda", "会议议程", "agenda", "倾商程", PLAIN),
        PaperKind("call_notice", "征集公告", "call notice", "倾商告", FILE),
        PaperKind("minutes", "协商纪要", "minutes", "倾商纪", MINUTES, "倾听与商量协商纪要"),
        PaperKind("idea_list", "金点子清单", "list of golden ideas", "倾商单", PLAIN),
        PaperKind("transfer_letter", "转办函", "letter of transfer", "倾商转"),
        PaperKind("supervision_notice", "催办通知书", "supervision notice", "倾商督"),
        PaperKind("reply_letter", "答复函", "letter of reply", "倾商复"),
        PaperKind("special_report", "专报", "special report", "倾商报", FILE, "倾听与商量专报"),
        PaperKind("formal_recommendation", "建议案", "formal recommendation", "倾商建", FILE),
        PaperKind("proposal", "提案", "proposal", "倾商提", FILE, "政协提案"),
        PaperKind("public_opinion_brief", "社情民意信息", "public opinion brief", "倾商情", FILE, "社情民意信息"),
        PaperKind("evaluation_form", "评价表", "evaluation form", "倾商评", PLAIN),
        PaperKind("effect_report", "成效报告", "effect report", "倾商效", FILE),
        PaperKind("writeoff_sheet", "销号单", "write-off sheet", "倾商销", PLAIN),
        PaperKind("certificate", "聘书、邀请函", "certificate", "倾商聘"),
    )
}


Section = tuple[str, Sequence[str]]


@dataclass(frozen=True)
class Facts:
    """What a paper says, in the order in which it is printed.

    `rows` are label and value, `points` numbered paragraphs, `sections` a heading with its paragraphs, `table` rows
    under their head, `roster` a label with names, `slips` boxes to write in by hand with their height in lines,
    `corner` what stands top right, `cc` who gets a copy.
    """

    to: str = ""
    body: Sequence[str] = ()
    rows: Sequence[tuple[str, str]] = ()
    points: Sequence[str] = ()
    sections: Sequence[Section] = ()
    table: Sequence[Sequence[str]] = ()
    roster: Sequence[tuple[str, str]] = ()
    slips: Sequence[tuple[str, int]] = ()
    annexes: Sequence[str] = ()
    cc: Sequence[str] = ()
    sender: str = ""
    signer: str = ""
    contact: str = ""
    corner: str = ""

    def stored(self) -> dict[str, Any]:
        """Return the facts as they are stored."""
        return asdict(self)


TEXTS = ("to", "sender", "signer", "contact", "corner")
LISTS = ("body", "points", "annexes", "cc")
PAIRS = ("rows", "roster")
ALL = frozenset({*TEXTS, *LISTS, *PAIRS, "sections", "table", "slips"})


def read_facts(facts: Mapping[str, Any]) -> Facts:
    """Return facts checked and in order; raises Invalid for unknown names, and when the paper says nothing."""
    unknown = sorted(set(facts) - ALL)
    if unknown:
        raise Invalid(
            Words(f"公文没有这一项：{unknown[0]}", f"A paper has no part called {unknown[0]}."), field=unknown[0]
        )
    parts: dict[str, Any] = {
        **{name: str(facts.get(name, "")).strip() for name in TEXTS},
        **{name: filled(facts.get(name, ())) for name in LISTS},
        **{name: [(str(label), str(value)) for label, value in facts.get(name, ())] for name in PAIRS},
        "sections": [(str(heading), filled(lines)) for heading, lines in facts.get("sections", ())],
        "table": [[str(cell) for cell in row] for row in facts.get("table", ())],
        "slips": [(str(label), int(lines)) for label, lines in facts.get("slips", ())],
    }
    read = Facts(**parts)
    if not (read.body or read.points or read.rows or read.sections or read.table):
        raise Invalid(Words("公文没有正文。", "The paper says nothing."), field="body")
    return read


def filled(lines: Sequence[Any]) -> list[str]:
    """Return the lines that say something."""
    return [text for text in (str(line).strip() for line in lines) if text]


def kind_of(code: str) -> PaperKind:
    """Return a kind of paper; raises Invalid for an unknown one."""
    if code not in KINDS:
        raise Invalid(Words("没有这种公文。", "There is no such kind of paper."), field="kind", value=code)
    return KINDS[code]


def paper_number(kind: PaperKind, year: int, number: int) -> str:
    """Return the full number as it stands on the paper, such as 倾商转〔2022〕15号."""
    return official_number(kind.mark, year, f"{number}号")
