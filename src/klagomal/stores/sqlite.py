# SPDX-License-Identifier: Apache-2.0
"""The embedded store: one SQLite file, durable, shared by threads and processes.

It uses a write-ahead log with ``synchronous=FULL``: when a transaction's block ends, its pages are
on the disk. Writers queue for their turn; readers never wait for them. Freed pages are overwritten
(``secure_delete``), and erasing empties the write-ahead log as well, so that erased data is gone
from the files' bytes.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from klagomal.errors import StoreError, StoreUnavailableError
from klagomal.ports import (
    CaseQuery,
    CaseRow,
    LeasedNotice,
    NoticeRecord,
    Protected,
    Settlement,
    StoredEvent,
)
from klagomal.stores.border import capped, check_lease
from klagomal.stores.pool import Pool
from klagomal.stores.rows import (
    CASE_COLUMNS,
    EVENT_COLUMNS,
    NOTICE_COLUMNS,
    case_of,
    logs_of,
    standing_of,
    where,
)
from klagomal.stores.sqlite_errors import typed
from klagomal.stores.sqlite_file import Driver, check_place, connect, open_file, prepare, wipe_log
from klagomal.stores.sqlite_transaction import ANYTHING_DUE, NOW, SqliteTransaction, log_of
from klagomal.stores.sqlite_turn import Turn, patiently

__all__ = ["SqliteStore"]


class SqliteStore:
    """A store in one SQLite file.

    ``path`` is created with its tables if it does not exist; writers queue at an empty file named
    ``path-queue`` beside it. ``patience`` is how many seconds a writer waits for others before
    :class:`~klagomal.errors.StoreUnavailableError`. Any use raises the same error once the file has
    been removed or replaced by another; the store must then be opened again. ``driver`` opens the
    file; test harnesses put their own between the store and SQLite.
    """

    def __init__(
        self, path: str | Path, *, patience: float = 30.0, driver: Driver = open_file
    ) -> None:
        if str(path) == ":memory:":
            raise StoreError("SQLite in memory has no file to share; use the store memory:")
        # Connections are opened as they are needed, when the working directory may be another.
        self._path = Path(path).absolute()
        self._patience = patience
        self._driver = driver
        self._turn = Turn(self._path, patience)
        self._must_wipe = False
        self._pool = Pool(
            f"the store {self._path}",
            connect=self._connect,
            close=_close,
            is_sound=self._is_sound,
        )
        self._is_in_place = True
        with typed(self._path):
            self._file = prepare(self._path, patience, self._turn, driver)

    def _connect(self) -> sqlite3.Connection:
        self._check_place()
        with typed(self._path):
            return connect(self._path, self._patience, self._driver)

    def _check_place(self) -> None:
        """Refuse to use a file that is no longer the one at the path; see :func:`check_place`."""
        try:
            check_place(self._path, self._file)
        except StoreUnavailableError:
            self._is_in_place = False
            raise
        self._is_in_place = True

    def _is_sound(self, connection: sqlite3.Connection) -> bool:
        return self._is_in_place and not connection.in_transaction

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """Begin a writing transaction: committed when the block ends, undone when it raises."""
        with self._pool.lend_to_writer() as connection:
            self._check_place()
            with typed(self._path):
                self._turn.begin(connection)
            step, process = SqliteTransaction(connection, self._path), os.getpid()
            try:
                yield step
                if os.getpid() != process:
                    raise StoreError(f"{self._path}: a transaction cannot be carried over a fork")
                self._check_place()
                with typed(self._path):
                    connection.execute("COMMIT")
            except BaseException:
                if os.getpid() == process:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                raise
            finally:
                step.end()
            self._must_wipe |= step.has_erased
            self._wipe_if_due(connection)

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's committed events in order; empty for an unknown stream."""
        with self._read(*log_of(stream)) as rows:
            return [StoredEvent(*row) for row in rows]

    def cases(self, query: CaseQuery) -> Iterator[CaseRow]:
        """Stream the cases that match, by day received and id, in bounded memory."""
        condition, values = where(query, "?")
        return map(
            case_of,
            self._stream(
                f"SELECT {CASE_COLUMNS} FROM cases {condition} ORDER BY received_on, stream",  # noqa: S608
                values,
            ),
        )

    def logs(self, query: CaseQuery) -> Iterator[Sequence[StoredEvent]]:
        """Stream the whole log of each case that matches, in bounded memory."""
        condition, values = where(query, "?")
        return logs_of(
            self._stream(
                f"SELECT {EVENT_COLUMNS} FROM (SELECT stream, received_on FROM cases {condition}) "  # noqa: S608
                "JOIN events USING (stream) ORDER BY received_on, stream, version",
                values,
            )
        )

    def tail(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Return committed events with a position above ``after``, in order."""
        with self._read(
            f"SELECT {EVENT_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?",  # noqa: S608
            (capped("after", after), capped("limit", limit)),
        ) as rows:
            return [StoredEvent(*row) for row in rows]

    def protected(self, stream: str) -> Sequence[Protected]:
        """Return a stream's protected data, by id."""
        with self._read(
            "SELECT id, stream, kind, body FROM protected WHERE stream = ? AND NOT is_erased "
            "ORDER BY id",
            (stream,),
        ) as rows:
            return [Protected(*row) for row in rows]

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` up to ``limit`` of a policy's notices that are due, oldest first.

        It looks first and takes the write lock only if a notice of the policy is due, so that idle
        workers hold up nobody.
        """
        check_lease(worker, policy, seconds)
        wanted = capped("limit", limit)
        with self._read(ANYTHING_DUE, (policy,)) as rows:
            if not wanted or rows.fetchone() is None:
                return []
        with self.transaction() as step:
            return step.lease(worker, policy, wanted, seconds)

    def notices(self, stream: str | None = None) -> Iterator[tuple[NoticeRecord, Settlement, int]]:
        """Stream notices with their state and number of tries, oldest first."""
        condition, values = ("", ()) if stream is None else ("WHERE stream = ?", (stream,))
        return map(
            standing_of,
            self._stream(
                f"SELECT {NOTICE_COLUMNS}, state, next_at - {NOW}, error, may_have_left, tries "  # noqa: S608
                f"FROM notices {condition} ORDER BY number",
                values,
            ),
        )

    def close(self) -> None:
        """Close every connection, one in use when it is done. Closing twice is no error."""
        with suppress(StoreError):
            self._wipe_later()
        self._pool.close()
        self._turn.close()

    @contextmanager
    def _read(self, statement: str, values: Sequence[object]) -> Iterator[sqlite3.Cursor]:
        """Run a query on a connection that nobody else uses until the block ends."""
        with typed(self._path), self._pool.lend() as connection:
            self._check_place()
            give_up = time.monotonic() + self._patience
            rows = patiently(lambda: connection.execute(statement, values), self._path, give_up)
            with closing(rows):
                yield rows

    def _stream(self, statement: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        with self._read(statement, values) as rows:
            yield from rows
        self._wipe_later()

    def _wipe_later(self) -> None:
        if self._must_wipe:
            with typed(self._path), self._pool.lend() as connection:
                self._wipe_if_due(connection)

    def _wipe_if_due(self, connection: sqlite3.Connection) -> None:
        """Empty the write-ahead log of what was erased, once no reader uses older data.

        What was erased has left the tables already. As long as the log cannot be emptied, it is
        tried again after each later transaction, when the store is closed, and when it is next
        opened.
        """
        if self._must_wipe:
            with suppress(sqlite3.Error):
                self._must_wipe = not wipe_log(connection)


def _close(connection: sqlite3.Connection) -> None:
    connection.close()
