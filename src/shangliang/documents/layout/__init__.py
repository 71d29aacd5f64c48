"""版式 layout: how an official paper looks, by GB/T 9704-2012, as DOCX and as PDF.

`sheet` says what is printed, `measures` where and how large, `as_docx` and `as_pdf` print it. No tables, no clock.
"""

from shangliang.documents.layout.docx import as_docx
from shangliang.documents.layout.fonts import Fonts, find_fonts
from shangliang.documents.layout.pdf import as_pdf
from shangliang.documents.layout.sheet import Link, Sheet

__all__ = ["Fonts", "Link", "Sheet", "as_docx", "as_pdf", "find_fonts"]
