"""Pure rules of publication: what a machine marks in a text, the reason codes, the limits."""

from dataclasses import dataclass

from shangliang.kernel.text import PERSONAL, holds_personal_data

DEADLINES = (("publication", "review", 1, "wd", "先审后发：送审后一个工作日内审完，建议值"),)

REASONS = (
    ("personal", "含个人信息，隐去后仍能认出人", "personal data that cannot be hidden"),
    ("asked_private", "本人要求不公开", "the author asked for privacy"),
    ("illegal", "违反法律法规", "against the law"),
    ("accusation", "点名指控，转举报渠道", "a named accusation, referred"),
    ("untrue", "与事实明显不符", "plainly untrue"),
    ("off_topic", "与征集事项无关或广告", "off topic or advertising"),
    ("abuse", "辱骂、歧视", "abuse or discrimination"),
    ("minor", "涉未成年人，监护人未同意", "concerns a minor without consent"),
    ("secret", "涉国家秘密或商业秘密", "state or business secrets"),
    ("referred", "交有关部门研判", "referred to the body in charge"),
)
"""Why a text is not published: code, Chinese, English."""


@dataclass(frozen=True)
class Span:
    """A piece of a text; `word` says what the machine took it for, empty for plain text."""

    text: str
    word: str = ""


def spans(text: str) -> list[Span]:
    """Return the text in pieces, with those that a machine takes for personal data marked; joined they are the text."""
    found: list[tuple[int, int, str]] = []
    for pattern, word in PERSONAL:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), word.strip("〔〕")))
    pieces, at = [], 0
    for start, end, word in sorted(found):
        if start > at:
            pieces.append(Span(text[at:start]))
        pieces.append(Span(text[start:end], word))
        at = end
    return [*pieces, Span(text[at:])] if at < len(text) else pieces


def needs_met(
    *,
    public_text: str,
    reviewer: int | None,
    author: int | None,
    first_reviewer: int | None,
    is_sensitive: bool,
    reason_code: str,
) -> dict[str, bool]:
    """Return which needs of the table are met: who reviews whom, and whether the public text is clean."""
    return {
        "not_author": reviewer is not None and reviewer != author,
        "text": bool(public_text.strip()),
        "clean": not holds_personal_data(public_text),
        "one_is_enough": not is_sensitive,
        "second_person": reviewer is not None and reviewer != first_reviewer,
        "code": reason_code in {code for code, _, _ in REASONS},
    }
