# SPDX-License-Identifier: Apache-2.0
"""The statements of one ``Desk.receive``, taken down from a real one and run again by hand.

The yardstick for a desk is its own SQL without a desk: the same statements in the same order, with
the same values but for the case's id and the idempotency key, worked out beforehand. No statement
is copied here, so a store whose statements change is measured beside the changed ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import attrs

from benchmarks.caseload import form, form_desk
from klagomal.desk import Desk
from klagomal.ports import Store
from klagomal.stores.sqlite import SqliteStore
from klagomal.stores.sqlite_file import open_file

__all__ = ["Script", "Statement", "run", "script_of_postgresql", "script_of_sqlite"]

_CASE: Final = "c" * 32
_KEY: Final = "the key that is replaced"


@attrs.frozen
class Statement:
    """A statement with its values, or with many rows of them."""

    text: str
    values: Any
    is_many: bool = False


@attrs.frozen
class Script:
    """What one ``Desk.receive`` sent to the database, from BEGIN to COMMIT."""

    statements: tuple[Statement, ...]

    def anew(self, case_id: str, key: str) -> list[Statement]:
        """Return the statements for another case under another key."""
        names = {_CASE: case_id, _digest(_KEY): _digest(key)}
        return [attrs.evolve(each, values=_renamed(each.values, names)) for each in self.statements]

    def event_sizes(self) -> list[int]:
        """Return how many characters each of its events takes."""
        (events,) = (each.values for each in self.statements if each.is_many and _is_events(each))
        return [len(row[-1]) for row in events]


def run(connection: Any, statements: Sequence[Statement]) -> None:
    """Run the statements as the store does, on a connection of ``sqlite3`` or ``psycopg``."""
    for each in statements:
        if each.is_many:
            connection.cursor().executemany(each.text, each.values)
        else:
            cursor = connection.execute(each.text, each.values)
            if cursor.description:
                cursor.fetchone()


def script_of_sqlite(path: Path) -> Script:
    """Take down what a receive sends to SQLite; ``path`` becomes a file to throw away."""
    said: list[Statement] = []

    class Listening(sqlite3.Connection):
        def execute(self, text: str, values: Any = (), /) -> sqlite3.Cursor:
            said.append(Statement(text, values))
            return super().execute(text, values)

        def executemany(self, text: str, rows: Any, /) -> sqlite3.Cursor:
            said.append(Statement(text, list(rows), is_many=True))
            return super().executemany(text, said[-1].values)

    def listen(path: Path, create: bool) -> sqlite3.Connection:
        open_file(path, create).close()
        return sqlite3.connect(
            path, factory=Listening, isolation_level=None, timeout=0, check_same_thread=False
        )

    return _script_of(SqliteStore(path, driver=listen), said)


def script_of_postgresql(url: str) -> Script:
    """Take down what a receive sends to PostgreSQL; ``url`` is a database to throw away."""
    from klagomal.stores.postgresql import PostgresqlStore

    said: list[Statement] = []
    with _listening_to_psycopg(said):
        return _script_of(PostgresqlStore(url), said)


@contextmanager
def _listening_to_psycopg(said: list[Statement]) -> Iterator[None]:
    import psycopg

    class Listening(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            said.append(Statement(query, params))
            return super().execute(query, params, **options)

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
            said.append(Statement(query, list(params_seq), is_many=True))
            super().executemany(query, said[-1].values, **options)

    with patch.object(psycopg, "connect", partial(psycopg.connect, cursor_factory=Listening)):
        yield


def _script_of(store: Store, said: list[Statement]) -> Script:
    """Receive twice and return what the second one took: the first also opens things."""
    ids = iter(("a" * 32, _CASE))
    desk: Desk = form_desk(store, new_id=lambda: next(ids))
    desk.receive(form(0), idempotency_key="another key")
    said.clear()
    desk.receive(form(1), idempotency_key=_KEY)
    store.close()
    begun = [place for place, each in enumerate(said) if each.text.startswith("BEGIN")]
    if len(begun) != 1 or said[-1].text != "COMMIT":
        raise RuntimeError(f"Desk.receive is no longer one transaction: {said}")
    return Script(tuple(said[begun[0] :]))


def _is_events(statement: Statement) -> bool:
    return "events (" in statement.text


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(old, new)
    elif isinstance(value, (list, tuple)):
        return type(value)(_renamed(each, names) for each in value)
    return value
