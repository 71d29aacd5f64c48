"""The real hotline messages and the issues that a run finds in them, read once for all modules."""

from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from shangliang.engines.hotspots import Message, run


def moment(cell):
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    return datetime.strptime(cell.replace("-", "/"), "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007


@pytest.fixture(scope="session")
def real_messages(shared):
    rows = CalamineWorkbook.from_path(shared / "data/hotline/fj3_messages.xlsx").get_sheet_by_index(0).to_python()
    return [
        Message(str(int(number)), reporter, title, body, moment(at), likes=int(likes))
        for number, reporter, title, at, body, _, likes in rows[1:]
    ]


@pytest.fixture(scope="session")
def real_run(real_messages):
    return run(real_messages)
