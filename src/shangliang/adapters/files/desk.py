"""An exchange folder as outside desk: orders go out as files, lists of progress come in as files."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shangliang.adapters.files.handover import RUNS, wall
from shangliang.adapters.rules import returned_rows, row_mark
from shangliang.dispatch.ports import OrderFacts, Progress
from shangliang.kernel.refusals import Invalid
from shangliang.voices.rules import sheets

HEADER = ("转办编号", "类别", "事项", "内容", "主办单位", "主办单位代码", "会办单位", "转办时刻", "答复期限")
KINDS = (".csv", ".xlsx")


@dataclass(frozen=True)
class FolderDesk:
    """A folder shared with the other system: `out` is what it takes, `in` what it gives, `read` what was taken in."""

    folder: Path

    def hand_over(self, order: OrderFacts, *, key: str) -> str:
        """Write the order as one CSV file, whole or not at all; the number comes back later in a list."""
        out = self.folder / "out"
        out.mkdir(parents=True, exist_ok=True)
        content = io.StringIO(newline="")
        writer = csv.writer(content)
        writer.writerows([HEADER, [safe(cell) for cell in cells_of(order)]])
        name = "".join(character if character.isalnum() or character in "-_" else "-" for character in key)
        fresh = out / f".{name}.part"
        fresh.write_bytes(content.getvalue().encode("utf-8-sig"))
        fresh.replace(out / f"{name}.csv")
        return ""

    def updates(self, since: datetime, until: datetime) -> Sequence[Progress]:
        """Return what the lists in `in` say; a list moves to `read` once its time lies before `since`.

        Until then it may be read again, which changes nothing; one that cannot be read raises OSError and stays.
        """
        found: list[Progress] = []
        for path in sorted((self.folder / "in").glob("*")):
            moment = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
            if path.suffix.lower() not in KINDS or moment > until:
                continue
            if moment < since:
                kept = self.folder / "read"
                kept.mkdir(exist_ok=True)
                path.replace(kept / f"{int(moment.timestamp())}-{path.name}")
            else:
                found += read_list(path, moment)
        return found


def cells_of(order: OrderFacts) -> tuple[str, ...]:
    """Return an order as the cells under `HEADER`."""
    return (
        order.code,
        order.kind,
        order.title,
        order.text,
        order.unit,
        order.unit_code,
        "、".join(order.co_units),
        wall(order.opened_at),
        wall(order.reply_due_at),
    )


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(RUNS) else cell


def read_list(path: Path, at: datetime) -> list[Progress]:
    """Return the progress that a list tells, our code as the number; raises OSError for one that cannot be read."""
    try:
        table = sheets.read_table(path)
    except Invalid as fault:
        raise OSError(f"{path.name}: {fault.words.zh}") from fault
    rows, lacking = returned_rows(table.header, list(table.rows))
    if lacking:
        raise OSError(f"{path.name}: 没有“{lacking}”一列")
    return [Progress(row.code, f"{row_mark(row)}|{row.number}", row.status, row.words, at) for row in rows if row.code]
