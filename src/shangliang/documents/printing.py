"""One issued paper as a sheet, and the sheet as a file: the only place that loads what draws."""

from django.conf import settings
from django.urls import reverse

from shangliang.documents.layout import sheet as s
from shangliang.documents.models import Paper
from shangliang.documents.rules import FILE, LETTER, Facts
from shangliang.kernel.calendar import local_date
from shangliang.kernel.text import chinese_number
from shangliang.ledger.queries import events_of

PUBLIC_PAGES = {
    "idea": "dispatch:idea",
    "session": "sessions:show",
    "topic": "portal:topic",
    "outcome": "dispatch:outcome",
}
"""Where everybody can read on about the case of a paper, by its kind; other cases have no public page."""

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
HOUSE = "“倾听与商量”协商平台"


def sheet_of(paper: Paper) -> s.Sheet:
    """Return what is printed of an issued paper, in three queries at the most."""
    said, what = paper.said, paper.what
    sender = said.sender or (paper.from_unit.name if paper.from_unit else HOUSE)
    day = local_date(paper.issued_at)
    date = f"{day.year}年{day.month}月{day.day}日"
    return s.Sheet(
        form=what.form,
        mark=what.head or (f"{sender}文件" if what.form == FILE else sender),
        number=paper.full_number,
        title=paper.title,
        to=said.to or (paper.to_unit.name if paper.to_unit else ""),
        blocks=blocks_of(said),
        table=said.table,
        annexes=said.annexes,
        sender=sender,
        date=date,
        signer=said.signer if what.form == FILE else "",
        contact=said.contact,
        corner=said.corner,
        cc=said.cc,
        printed=date,
        slips=[s.Slip(label, lines) for label, lines in said.slips],
        links=links_of(paper),
        is_sealed=what.form in (FILE, LETTER),
        notice="示例数据" if settings.DEMO else "",
    )


def blocks_of(said: Facts) -> list[s.Block]:
    """Return the paragraphs of a paper in order: text, label and value, sections, points, who was there."""
    found = [s.Block(s.INDENTED, line) for line in said.body]
    found += [s.Block(s.INDENTED, value, label) for label, value in said.rows]
    for place, (heading, lines) in enumerate(said.sections, start=1):
        found.append(s.Block(s.LEVEL_1, f"{chinese_number(place)}、{heading}"))
        found += [s.Block(s.INDENTED, line) for line in lines]
    found += [s.Block(s.INDENTED, f"{place}. {line}") for place, line in enumerate(said.points, start=1)]
    return found + [s.Block(s.ROSTER, names, label) for label, names in said.roster]


def links_of(paper: Paper) -> list[s.Link]:
    """Return the public page of the paper's case, where it has one, and the page that proves the paper's entry."""
    found = []
    if paper.case_kind in PUBLIC_PAGES:
        place = reverse(PUBLIC_PAGES[paper.case_kind], args=[paper.case_code])
        found.append(s.Link("扫码看公开页", settings.ADDRESS + place))
    entry = events_of("paper", paper.code).values_list("leaf_hash", flat=True).first()
    if entry:
        found.append(s.Link("扫码核验本文", f"{settings.ADDRESS}{reverse('portal:verify')}?f={entry}"))
    return found


def printed(paper: Paper, kind: str) -> bytes:
    """Return an issued paper as a file: `docx` or `pdf`. Invalid when no font for a PDF is there."""
    # What draws takes 60 MB, and few requests print: it is loaded by the first that does.
    if kind == "pdf":
        from shangliang.documents.layout.pdf import as_pdf  # noqa: PLC0415

        return as_pdf(sheet_of(paper), fonts_folder=settings.PAPER_FONTS)
    from shangliang.documents.layout.docx import as_docx  # noqa: PLC0415

    return as_docx(sheet_of(paper))
