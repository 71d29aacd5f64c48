"""Pure rules of proposals and briefs."""

DEADLINES = (
    ("proposal.intake", "examine", 5, "wd", "提案审查，建议值"),
    ("proposal.intake", "file", 5, "wd", "提案审查，建议值"),
    ("proposal.intake", "assign", 5, "wd", "青岛市人大代表建议办理条例第14条"),
)
BRIEF_LENGTH = 1500


def proposal_code(kind: str, year: int, number: int) -> str:
    """Return a proposal's number: TA2022-0031 for 提案, SQ… for 社情民意信息, JY… for 建议案."""
    mark = {"proposal": "TA", "brief": "SQ", "recommendation": "JY"}[kind]
    return f"{mark}{year}-{number:04d}"


def submit_checks(*, kind: str, situation: str, analysis: str, advice: str) -> dict[str, bool]:
    """Return which needs of handing in a proposal are met."""
    length = len(situation) + len(analysis) + len(advice)
    return {
        "parts": all(part.strip() for part in (situation, analysis, advice)),
        "length": kind != "brief" or length <= BRIEF_LENGTH,
    }
