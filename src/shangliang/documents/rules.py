"""Pure rules of papers: the kinds with their registers, and what a paper must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shangliang.kernel.codes import official_number
from shangliang.kernel.refusals import Invalid, Words


@dataclass(frozen=True)
class PaperKind:
    """One kind of official paper: its code, names, the mark of its register (机关代字), and whether it is a letter."""

    code: str
    name: str
    name_en: str
    mark: str
    is_letter: bool = True


KINDS = {
    kind.code: kind
    for kind in (
        PaperKind("consultation_plan", "协商方案", "consultation plan", "倾商案", is_letter=False),
        PaperKind("agenda", "会议议程", "agenda", "倾商程", is_letter=False),
        PaperKind("call_notice", "征集公告", "call notice", "倾商告", is_letter=False),
        PaperKind("minutes", "协商纪要", "minutes", "倾商纪", is_letter=False),
        PaperKind("idea_list", "金点子清单", "list of golden ideas", "倾商单", is_letter=False),
        PaperKind("transfer_letter", "转办函", "letter of transfer", "倾商转"),
        PaperKind("supervision_notice", "催办通知书", "supervision notice", "倾商督"),
        PaperKind("reply_letter", "答复函", "letter of reply", "倾商复"),
        PaperKind("special_report", "专报", "special report", "倾商报", is_letter=False),
        PaperKind("formal_recommendation", "建议案", "formal recommendation", "倾商建", is_letter=False),
        PaperKind("proposal", "提案", "proposal", "倾商提", is_letter=False),
        PaperKind("public_opinion_brief", "社情民意信息", "public opinion brief", "倾商情", is_letter=False),
        PaperKind("evaluation_form", "评价表", "evaluation form", "倾商评", is_letter=False),
        PaperKind("effect_report", "成效报告", "effect report", "倾商效", is_letter=False),
        PaperKind("writeoff_sheet", "销号单", "write-off sheet", "倾商销", is_letter=False),
        PaperKind("certificate", "聘书、邀请函", "certificate", "倾商聘"),
    )
}


@dataclass(frozen=True)
class Facts:
    """What a paper says. `rows` are label and value, `points` numbered paragraphs, `cc` who gets a copy."""

    to: str = ""
    body: Sequence[str] = ()
    rows: Sequence[tuple[str, str]] = ()
    points: Sequence[str] = ()
    annexes: Sequence[str] = ()
    cc: Sequence[str] = ()
    sender: str = ""
    signer: str = ""
    contact: str = ""

    def stored(self) -> dict[str, Any]:
        """Return the facts as they are stored."""
        return {
            "to": self.to,
            "body": list(self.body),
            "rows": [list(row) for row in self.rows],
            "points": list(self.points),
            "annexes": list(self.annexes),
            "cc": list(self.cc),
            "sender": self.sender,
            "signer": self.signer,
            "contact": self.contact,
        }


TEXTS = ("to", "sender", "signer", "contact")
LISTS = ("body", "points", "annexes", "cc")


def read_facts(facts: Mapping[str, Any]) -> Facts:
    """Return facts checked and in order; raises Invalid for unknown names, and when the paper says nothing."""
    unknown = sorted(set(facts) - {*TEXTS, *LISTS, "rows"})
    if unknown:
        raise Invalid(
            Words(f"公文没有这一项：{unknown[0]}", f"A paper has no part called {unknown[0]}."), field=unknown[0]
        )
    lists = {name: [str(line).strip() for line in facts.get(name, ()) if str(line).strip()] for name in LISTS}
    read = Facts(
        body=lists["body"],
        points=lists["points"],
        annexes=lists["annexes"],
        cc=lists["cc"],
        rows=[(str(label), str(value)) for label, value in facts.get("rows", ())],
        **{name: str(facts.get(name, "")).strip() for name in TEXTS},
    )
    if not (read.body or read.points or read.rows):
        raise Invalid(Words("公文没有正文。", "The paper says nothing."), field="body")
    return read


def kind_of(code: str) -> PaperKind:
    """Return a kind of paper; raises Invalid for an unknown one."""
    if code not in KINDS:
        raise Invalid(Words("没有这种公文。", "There is no such kind of paper."), field="kind", value=code)
    return KINDS[code]


def paper_number(kind: PaperKind, year: int, number: int) -> str:
    """Return the full number as it stands on the paper, such as 倾商转〔2022〕15号."""
    return official_number(kind.mark, year, f"{number}号")
