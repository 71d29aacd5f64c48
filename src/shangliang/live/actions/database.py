"""One connection of the writer's own: the few words of SQL in which SQLite and PostgreSQL differ.

A batch travels as one JSON text and is unpacked inside the database, so that the number of statements does not grow
with the number of votes: each statement gives the interpreter's lock away once.
"""

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

NAMES = "abcdefgh"
Row = tuple[Any, ...]


class BusyError(Exception):
    """The database was locked, away or in a deadlock; nothing was written, and another try may go well."""


class WrongError(Exception):
    """The database refused something of the batch; nothing was written, and the same batch will fail again."""


class Database(ABC):
    """What the writer asks of a database; statements mark values by `?` and locked rows by `{lock}`."""

    lock = ""
    """What locks the rows that a SELECT finds, where more than one may write."""

    @abstractmethod
    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return all rows of a statement."""

    @abstractmethod
    def unpacked(self, *kinds: str) -> str:
        """Return a table expression over one JSON value: rows of columns a, b, c … of these kinds."""

    @abstractmethod
    def moment(self, at: datetime) -> object:
        """Return a moment as it is compared and written."""

    @abstractmethod
    def is_past(self, stored: Any, at: datetime) -> bool:  # noqa: ANN401 - as the driver returns it
        """Return whether a stored moment (or none) is reached."""

    @abstractmethod
    def transaction(self) -> Any:  # noqa: ANN401 - a context manager
        """Return the block in which everything is written, or nothing: BusyError or WrongError."""

    @abstractmethod
    def close(self) -> None:
        """Let the connection go."""

    def run(self, sql: str, rows: Sequence[Sequence[object]], *values: object) -> list[Row]:
        """Run a statement that unpacks `rows` as its last value; nothing is asked for no rows."""
        return self.rows(sql, *values, packed(rows)) if rows else []


def packed(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as the JSON text that `unpacked` reads."""
    return json.dumps(rows, separators=(",", ":"))


class Sqlite(Database):
    """The embedded database; exactly one writer at a time, and FULL: a commit survives a power loss."""

    def __init__(self, path: str) -> None:
        """Open the file as the pages do."""
        self.connection = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        for line in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON",
                     "cache_size=-32000", "mmap_size=134217728", "wal_autocheckpoint=4000"):  # fmt: skip
            self.connection.execute(f"PRAGMA {line}").fetchall()

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return all rows of a statement."""
        return self.connection.execute(sql.replace("{lock}", self.lock), values).fetchall()

    def unpacked(self, *kinds: str) -> str:
        """Return a table expression over one JSON value."""
        columns = ", ".join(f"value ->> {place} AS {NAMES[place]}" for place in range(len(kinds)))
        return f"(SELECT {columns} FROM json_each(?))"

    def moment(self, at: datetime) -> object:
        """Return a moment as Django writes it."""
        return str(at.astimezone(UTC).replace(tzinfo=None))

    def is_past(self, stored: Any, at: datetime) -> bool:  # noqa: ANN401 - as the driver returns it
        """Return whether a stored moment (or none) is reached."""
        return stored is not None and datetime.fromisoformat(stored).replace(tzinfo=UTC) <= at

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything of the block, or nothing."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self.undo()
            raise BusyError(str(error)) from error
        except sqlite3.Error as error:
            self.undo()
            raise WrongError(str(error)) from error
        except BaseException:
            self.undo()
            raise

    def undo(self) -> None:
        """Take back what was begun."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let the file go."""
        self.connection.close()


def connect() -> Database:
    """Return the database of the settings."""
    told = settings.DATABASES["default"]
    if str(told["ENGINE"]).endswith("sqlite3"):
        return Sqlite(str(told["NAME"]))
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    make: Callable[[dict[str, Any]], Database] = import_string("shangliang.live.actions.postgres.Postgres")
    return make({word: told[name] for word, name in names.items() if told.get(name)})
