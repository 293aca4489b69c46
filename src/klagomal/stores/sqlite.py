# SPDX-License-Identifier: Apache-2.0
"""The embedded store: one SQLite file, durable, shared by threads and processes.

Write-ahead log with ``synchronous=FULL``: when a transaction's block ends, its pages are on the
disk. A writer that finds the file locked tries again after a short random pause, so that several
writers take turns instead of starving; readers never wait. Freed pages are overwritten
(``secure_delete``), and erasing empties the write-ahead log as well, so that erased data is gone
from the files' bytes.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import local
from typing import Any, Final

from klagomal.errors import (
    ConcurrencyError,
    SchemaError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)
from klagomal.ports import (
    CaseQuery,
    CaseRow,
    EventRecord,
    LeasedNotice,
    NoticeRecord,
    NoticeState,
    Protected,
    Remembered,
    Settlement,
    StoredEvent,
)
from klagomal.stores.rows import (
    EVENT_COLUMNS,
    case_of,
    case_values,
    event_of,
    leased_of,
    notice_of,
    where,
)
from klagomal.stores.sqlite_schema import MIGRATIONS

__all__ = ["SqliteStore"]

_APPLICATION_ID: Final = 0x6B6C6167  # "klag"
_NOW: Final = "((julianday('now') - 2440587.5) * 86400.0)"
# A host clock that jumped back leaves times in the far future; nothing is ever put off that long.
_FAR: Final = 7200
_BUSY: Final = ("locked", "busy")
_FULL: Final = ("full", "disk I/O error")


class SqliteStore:
    """A store in one SQLite file.

    ``path`` is created with its tables if it does not exist. ``patience`` is how many seconds a
    writer waits for others before :class:`~klagomal.errors.StoreUnavailableError`.
    """

    def __init__(self, path: str | Path, *, patience: float = 30.0) -> None:
        self._path = Path(path)
        self._patience = patience
        self._here = local()
        self._open: list[sqlite3.Connection] = []
        self._closed = False
        with _typed(self._path):
            _prepare(self._connection(), self._path, patience)

    def _connection(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreError(f"the store {self._path} is closed; open it again")
        connection: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, isolation_level=None, timeout=0, check_same_thread=False
            )
            for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._here.connection = connection
            self._open.append(connection)
        return connection

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """Begin a writing transaction: committed when the block ends, undone when it raises."""
        with _typed(self._path):
            connection = self._connection()
            _begin(connection, self._path, self._patience)
            step = SqliteTransaction(connection)
            try:
                yield step
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            if step.erased:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's committed events in order; empty for an unknown stream."""
        with _typed(self._path):
            return _load(self._connection(), stream)

    def cases(self, query: CaseQuery) -> Iterator[CaseRow]:
        """Stream the cases that match, by day received and id, in bounded memory."""
        condition, values = where(query, "?")
        rows = self._stream(
            f"SELECT * FROM cases {condition} ORDER BY received_on, stream",  # noqa: S608
            values,
        )
        return (case_of(row) for row in rows)

    def logs(self, query: CaseQuery) -> Iterator[Sequence[StoredEvent]]:
        """Stream the whole log of each case that matches, in bounded memory."""
        condition, values = where(query, "?")
        rows = self._stream(
            f"SELECT {EVENT_COLUMNS} FROM (SELECT stream, received_on FROM cases {condition}) "  # noqa: S608
            "JOIN events USING (stream) ORDER BY received_on, stream, version",
            values,
        )
        log: list[StoredEvent] = []
        for event in map(event_of, rows):
            if log and log[0].stream != event.stream:
                yield log
                log = []
            log.append(event)
        if log:
            yield log

    def _stream(self, statement: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Run a query on a connection of its own: a reader that stops midway blocks nobody."""
        with _typed(self._path):
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=self._patience)
            try:
                yield from connection.execute(statement, values)
            finally:
                connection.close()

    def tail(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Return committed events with a position above ``after``, in order."""
        with _typed(self._path):
            rows = self._connection().execute(
                f"SELECT {EVENT_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?",  # noqa: S608
                (after, limit),
            )
            return [event_of(row) for row in rows]

    def protected(self, stream: str) -> Sequence[Protected]:
        """Return a stream's protected data."""
        with _typed(self._path):
            rows = self._connection().execute(
                "SELECT id, stream, kind, body FROM protected WHERE stream = ? ORDER BY id",
                (stream,),
            )
            return [Protected(*row) for row in rows]

    def lease(self, worker: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` up to ``limit`` notices that are due, oldest first, for ``seconds``."""
        with self.transaction() as step:
            return step.lease(worker, limit, seconds)

    def notices(self, stream: str | None = None) -> Iterator[tuple[NoticeRecord, Settlement, int]]:
        """Stream notices with their state and number of tries, oldest first."""
        condition, values = ("", ()) if stream is None else ("WHERE stream = ?", (stream,))
        rows = self._stream(
            f"SELECT id, stream, kind, notifier, data, state, next_at - {_NOW}, error, "  # noqa: S608
            f"tries FROM notices {condition} ORDER BY number",
            values,
        )
        for row in rows:
            state = Settlement(state=NoticeState(row[5]), retry_in_seconds=row[6], error=row[7])
            yield notice_of(row), state, row[8]

    def close(self) -> None:
        """Close every connection. Closing twice is no error."""
        self._closed = True
        while self._open:
            self._open.pop().close()


class SqliteTransaction:
    """One writing transaction; see :class:`klagomal.ports.Transaction`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute
        self._run_many = connection.executemany
        self._connection = connection
        self.erased = False

    def recall(self, key: str) -> Remembered | None:
        """Return what was answered under an idempotency key, or ``None``."""
        row = self._run("SELECT fingerprint, answer FROM idempotency WHERE key = ?", (key,))
        found = row.fetchone()
        return Remembered(*found) if found else None

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer under an idempotency key."""
        self._run(
            "INSERT INTO idempotency VALUES (?, ?, ?)",
            (key, remembered.fingerprint, remembered.answer),
        )

    def next_number(self, series: str) -> int:
        """Return the next number of a series, from a counter row: no gaps after a rollback."""
        row = self._run(
            "INSERT INTO numbers VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 "
            "RETURNING last",
            (series,),
        )
        number: int = row.fetchone()[0]
        return number

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""
        return _load(self._connection, stream)

    def append(self, stream: str, expected: int, events: Sequence[EventRecord]) -> int:
        """Append events to a stream that is at version ``expected``; return its new version."""
        row = self._run("SELECT max(version) FROM events WHERE stream = ?", (stream,)).fetchone()
        current = row[0] or 0
        if current != expected:
            raise ConcurrencyError(
                f"{stream} is at version {current}, not {expected}: somebody changed it meanwhile; "
                "load it and decide again",
                stream=stream,
                current=current,
                expected=expected,
            )
        self._run_many(
            "INSERT INTO events (stream, version, slug, schema, data) VALUES (?, ?, ?, ?, ?)",
            [
                (stream, version, event.slug, event.schema, event.data)
                for version, event in enumerate(events, expected + 1)
            ],
        )
        return expected + len(events)

    def put_case(self, row: CaseRow) -> None:
        """Insert or replace what lists know of a case."""
        self._run("INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?)", case_values(row))

    def protect(self, records: Iterable[Protected]) -> None:
        """Insert or replace protected data."""
        self._run_many(
            "INSERT OR REPLACE INTO protected VALUES (?, ?, ?, ?)",
            [(record.id, record.stream, record.kind, record.body) for record in records],
        )

    def erase(self, stream: str) -> int:
        """Delete a stream's protected data for good; return how many records there were."""
        self.erased = True
        return self._run("DELETE FROM protected WHERE stream = ?", (stream,)).rowcount

    def enqueue(self, notices: Iterable[NoticeRecord]) -> int:
        """Queue notices, leaving out ids queued before; return how many were new."""
        new = 0
        for notice in notices:
            new += self._run(
                "INSERT INTO notices (id, stream, kind, notifier, data, queued_at, next_at) "  # noqa: S608
                f"VALUES (?, ?, ?, ?, ?, {_NOW}, {_NOW}) "
                "ON CONFLICT (id) DO NOTHING",
                (notice.id, notice.stream, notice.kind, notice.notifier, notice.data),
            ).rowcount
        return new

    def lease(self, worker: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` notices that are due and not leased, oldest first."""
        rows = self._run(
            "UPDATE notices SET token = token + 1, leased_by = ?, "  # noqa: S608
            f"lease_until = {_NOW} + ? WHERE id IN (SELECT id FROM notices "
            f"WHERE state = 'waiting' AND next_at - {_NOW} NOT BETWEEN 0 AND {_FAR} "
            f"AND lease_until - {_NOW} NOT BETWEEN 0 AND {_FAR} ORDER BY number LIMIT ?) "
            "RETURNING id, stream, kind, notifier, data, token, tries, "
            f"{_NOW} - queued_at",
            (worker, seconds, limit),
        )
        return [leased_of(row) for row in rows.fetchall()]

    def settle(self, notice_id: str, token: int, settlement: Settlement) -> bool:
        """Record an attempt; ``False`` if ``token`` is no longer the latest lease's."""
        row = self._run(
            "UPDATE notices SET state = ?, error = ?, tries = tries + 1, lease_until = 0, "  # noqa: S608
            f"next_at = {_NOW} + ? WHERE id = ? AND token = ? AND state = 'waiting'",
            (
                settlement.state,
                settlement.error,
                settlement.retry_in_seconds,
                notice_id,
                token,
            ),
        )
        return row.rowcount == 1


def _load(connection: sqlite3.Connection, stream: str) -> list[StoredEvent]:
    rows = connection.execute(
        f"SELECT {EVENT_COLUMNS} FROM events WHERE stream = ? ORDER BY version",  # noqa: S608
        (stream,),
    )
    return [event_of(row) for row in rows]


def _begin(connection: sqlite3.Connection, path: Path, patience: float) -> None:
    """Take the write lock, pausing at random while another writer holds it."""
    give_up = time.monotonic() + patience
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not any(word in str(error) for word in _BUSY):
                raise
            if time.monotonic() > give_up:
                raise StoreUnavailableError(
                    f"{path} has been locked for {patience:g} s by another writer; find the "
                    "process that holds it, or wait longer with patience=",
                    path=str(path),
                ) from error
            time.sleep(random.uniform(0.0002, 0.005))  # noqa: S311  (a pause, not a secret)
        else:
            return


def _prepare(connection: sqlite3.Connection, path: Path, patience: float) -> None:
    """Bring the file's tables up to date, or refuse a file that is not ours."""
    connection.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=0")
    _begin(connection, path, patience)
    try:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner != _APPLICATION_ID and (owner or tables):
            raise SchemaError(
                f"{path} is another program's database; give klagomal a file of its own",
                path=str(path),
            )
        if version > len(MIGRATIONS):
            raise SchemaError(
                f"{path} has schema {version}, this version of klagomal knows {len(MIGRATIONS)}; "
                "use the version that wrote it, or a newer one",
                path=str(path),
                schema=version,
            )
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        if version < len(MIGRATIONS):
            connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _typed(path: Path) -> Iterator[None]:
    """Turn the driver's errors into ours, with the way out."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error)
        if any(word in said for word in _FULL):
            raise StoreFullError(
                f"{path}: {said}; nothing was written, make room and try again", path=str(path)
            ) from error
        if any(word in said for word in _BUSY):
            raise StoreUnavailableError(f"{path}: {said}; try again", path=str(path)) from error
        if "unable to open" in said:
            raise StoreUnavailableError(
                f"{path} cannot be opened; check that its folder exists and may be written to",
                path=str(path),
            ) from error
        if "not a database" in said or "malformed" in said:
            raise SchemaError(
                f"{path} is not a sound SQLite file ({said}); restore it from a backup",
                path=str(path),
            ) from error
        raise StoreError(f"{path}: {said}", path=str(path)) from error
