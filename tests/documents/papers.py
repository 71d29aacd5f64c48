"""Sheets of every form, long enough to fill lines and pages."""

from shangliang.documents.layout import sheet as s

HAN = "商量"
FULL = s.Block(s.FLUSH, HAN * 14 * 30)
"""Thirty lines of 28 characters."""


def paper(form: str, **parts) -> s.Sheet:
    given = {
        "mark": "" if form == s.PLAIN else "市政协委员联络活动工作室",
        "number": "倾商转〔2022〕15号",
        "title": "关于转办第18-07号金点子的函",
        "to": "市园林和林业局",
        "blocks": [s.Block(s.LEVEL_1, "一、事项"), FULL],
        "sender": "市政协委员联络活动工作室",
        "date": "2022年9月30日",
        "cc": ["市委办公厅", "市政府办公厅"],
        "printed": "2022年9月30日",
        "links": [s.Link("扫码看公开页", "http://127.0.0.1:8000/ideas/18-07")],
        "is_sealed": True,
        **parts,
    }
    return s.Sheet(form=form, **given)


FORMS = (s.FILE, s.LETTER, s.MINUTES, s.PLAIN)
