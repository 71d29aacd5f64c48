"""文件交接 files: lists that go to an outside system as a file, where there is no line to it.

`handover` is the list of orders that the hotline's own system takes in.
"""

from shangliang.adapters.files.handover import HEADER, as_csv, as_xlsx, handover_rows

__all__ = ["HEADER", "as_csv", "as_xlsx", "handover_rows"]
