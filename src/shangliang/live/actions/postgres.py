"""The writer's connection to PostgreSQL; loaded only where the settings name one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

import psycopg

from shangliang.live.actions.database import NAMES, BusyError, Database, Row, WrongError


class Postgres(Database):
    """PostgreSQL, with the rows that several processes write locked in order."""

    lock = " FOR UPDATE"
    KINDS: ClassVar = {"int": "bigint", "text": "text"}

    def __init__(self, words: dict[str, Any]) -> None:
        """Connect when first asked."""
        self.words = words
        self.connection: psycopg.Connection[Row] | None = None

    def connected(self) -> "psycopg.Connection[Row]":
        """Return the connection, made anew after the server went away."""
        if self.connection is None or self.connection.closed:
            self.connection = psycopg.connect(**self.words)
            self.connection.execute("SET synchronous_commit = on")
            self.connection.commit()
        return self.connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return all rows of a statement."""
        text = sql.replace("?", "%s").replace("{lock}", self.lock)
        cursor = self.connected().execute(text, values, prepare=True)
        return cursor.fetchall() if cursor.description else []

    def unpacked(self, *kinds: str) -> str:
        """Return a table expression over one JSON value."""
        columns = ", ".join(
            f"(value ->> {place})::{self.KINDS[kind]} AS {NAMES[place]}" for place, kind in enumerate(kinds)
        )
        return f"(SELECT {columns} FROM json_array_elements(?::json) AS value)"

    def moment(self, at: datetime) -> object:
        """Return a moment as it is."""
        return at

    def is_past(self, stored: Any, at: datetime) -> bool:  # noqa: ANN401 - as the driver returns it
        """Return whether a stored moment (or none) is reached."""
        return bool(stored is not None and stored <= at)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything of the block, or nothing."""
        try:
            connection = self.connected()
            yield
            connection.commit()
        except psycopg.OperationalError as error:
            self.undo()
            raise BusyError(str(error)) from error
        except psycopg.Error as error:
            self.undo()
            raise WrongError(str(error)) from error
        except BaseException:
            self.undo()
            raise

    def undo(self) -> None:
        """Take back what was begun; a line that broke is made anew next time."""
        try:
            if self.connection is not None:
                self.connection.rollback()
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        """Let the connection go."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
