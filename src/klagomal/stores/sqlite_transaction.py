# SPDX-License-Identifier: Apache-2.0
"""The statements of one writing transaction on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, Final, Literal, NoReturn, ParamSpec, TypeVar

from klagomal.errors import StoreError
from klagomal.ports import (
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
from klagomal.stores.border import check_stored_text, check_version, checked_ids
from klagomal.stores.rows import (
    EVENT_COLUMNS,
    NOTICE_COLUMNS,
    case_values,
    event_values,
    leased_of,
    notice_values,
    protected_values,
    remembered_values,
    settlement_values,
)
from klagomal.stores.sqlite_errors import UNSTORABLE, meaning

__all__ = ["ANYTHING_DUE", "NOW", "SqliteTransaction", "log_of"]

_P = ParamSpec("_P")
_R = TypeVar("_R")

NOW: Final = "((julianday('now') - 2440587.5) * 86400.0)"
# If the times of a notice were set in the future, the clock has been turned back since, and the
# notice does not wait for them. A minute is forgiven, because clocks are often adjusted a little.
_DUE: Final = (
    f"policy = ? AND state IN ('waiting', 'handing_over') AND (touched_at > {NOW} + 60 "
    f"OR (next_at <= {NOW} AND lease_until <= {NOW}))"
)

_PROTECT: Final = """INSERT INTO protected (id, stream, kind, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) WHERE NOT is_erased DO NOTHING"""
ANYTHING_DUE: Final = f"SELECT 1 FROM notices WHERE {_DUE} LIMIT 1"  # noqa: S608


def _typed(
    method: Callable[Concatenate[SqliteTransaction, _P], _R],
) -> Callable[Concatenate[SqliteTransaction, _P], _R]:
    """Let a step raise our errors, so that code inside the block can handle them."""

    @wraps(method)
    def step(self: SqliteTransaction, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except UNSTORABLE as error:
            raise meaning(error, self._path) from error

    return step


class SqliteTransaction:
    """One writing transaction; see :class:`klagomal.ports.Transaction`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._run: Callable[..., sqlite3.Cursor] = connection.execute
        self._run_many: Callable[..., sqlite3.Cursor] = connection.executemany
        self._path = path
        self.has_erased = False

    def end(self) -> None:
        """Let go of the connection, so that whoever kept this value can do nothing more with it."""
        self._run = self._run_many = _ended

    @_typed
    def recall(self, key: str) -> Remembered | None:
        """Return what was answered under an idempotency key, or ``None``."""
        row = self._run("SELECT fingerprint, answer FROM idempotency WHERE key = ?", (key,))
        found = row.fetchone()
        return Remembered(*found) if found else None

    @_typed
    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer under an idempotency key that has none."""
        values = remembered_values(key, remembered)
        self._run("INSERT INTO idempotency VALUES (?, ?, ?)", values)

    @_typed
    def next_number(self, series: str) -> int:
        """Return the next number of a series, from a counter row: no gaps after a rollback."""
        check_stored_text("series", series)
        row = self._run(
            "INSERT INTO numbers VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 "
            "RETURNING last",
            (series,),
        )
        number: int = row.fetchone()[0]
        return number

    @_typed
    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""
        return [StoredEvent(*row) for row in self._run(*log_of(stream))]

    @_typed
    def append(self, stream: str, expected: int, events: Sequence[EventRecord]) -> int:
        """Append events to a stream that is at version ``expected``; return its new version."""
        row = self._run("SELECT max(version) FROM events WHERE stream = ?", (stream,)).fetchone()
        current = row[0] or 0
        check_version(stream, current, expected)
        self._run_many(
            "INSERT INTO events (stream, version, slug, schema, data) VALUES (?, ?, ?, ?, ?)",
            event_values(stream, expected, events),
        )
        return expected + len(events)

    @_typed
    def put_case(self, row: CaseRow) -> None:
        """Insert or replace what lists know of a case."""
        self._run(
            "INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", case_values(row)
        )

    @_typed
    def protect(self, records: Iterable[Protected]) -> None:
        """Insert or replace protected data."""
        for values in protected_values(records):
            if not self._run(_PROTECT, values).rowcount:
                self._blank("id", values[0])
                self._run(_PROTECT, values)

    @_typed
    def erase(self, stream: str) -> int:
        """Overwrite a stream's protected data; return how many records there were."""
        return self._blank("stream", stream)

    def _blank(self, column: Literal["id", "stream"], value: object) -> int:
        """Overwrite protected data with zeros of the same length, which SQLite does in place."""
        self.has_erased = True
        return self._run(
            "UPDATE protected SET body = zeroblob(length(body)), is_erased = 1 "  # noqa: S608
            f"WHERE {column} = ? AND NOT is_erased",
            (value,),
        ).rowcount

    @_typed
    def enqueue(self, notices: Iterable[NoticeRecord]) -> int:
        """Queue notices, leaving out ids queued before; return how many were new."""
        return sum(
            self._run(
                f"INSERT INTO notices ({NOTICE_COLUMNS}, queued_at, next_at, touched_at) "  # noqa: S608
                f"VALUES (?, ?, ?, ?, ?, {NOW}, {NOW}, {NOW}) ON CONFLICT (id) DO NOTHING",
                values,
            ).rowcount
            for values in notice_values(notices)
        )

    @_typed
    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` a policy's notices that are due and not leased, oldest first."""
        rows = self._run(
            "UPDATE notices SET state = 'waiting', token = token + 1, leased_by = ?, "  # noqa: S608
            f"lease_until = {NOW} + ?, touched_at = {NOW}, "
            "may_have_left = may_have_left OR state = 'handing_over' "
            f"WHERE number IN (SELECT number FROM notices WHERE {_DUE} ORDER BY number LIMIT ?) "
            f"RETURNING {NOTICE_COLUMNS}, token, tries, {NOW} - queued_at, number",
            (worker, seconds, policy, limit),
        )
        # RETURNING promises no order.
        return [leased_of(row) for row in sorted(rows.fetchall(), key=lambda row: row[-1])]

    @_typed
    def begin(self, notice_id: str, token: int) -> bool:
        """Note that a letter is being handed over; ``False`` unless it waits under ``token``."""
        done = self._run(
            "UPDATE notices SET state = 'handing_over' "
            "WHERE id = ? AND token = ? AND state = 'waiting'",
            (notice_id, token),
        )
        return done.rowcount == 1

    @_typed
    def settle(self, notice_id: str, token: int, settlement: Settlement) -> bool:
        """Record an attempt, once per token; ``False`` if ``token`` is not the latest lease's."""
        done = self._run(
            "UPDATE notices SET state = ?, error = ?, tries = tries + 1, token = token + 1, "  # noqa: S608
            f"lease_until = 0, next_at = {NOW} + ?, touched_at = {NOW}, "
            "may_have_left = (may_have_left OR ?) AND ? "
            "WHERE id = ? AND token = ? AND state IN ('waiting', 'handing_over')",
            (*settlement_values(settlement), notice_id, token),
        )
        return done.rowcount == 1

    @_typed
    def withdraw(self, notice_ids: Iterable[str], error: str) -> Mapping[str, NoticeState]:
        """Make waiting notices dead, whoever leased them; return in which state each was found."""
        check_stored_text("error", error)
        found: dict[str, NoticeState] = {}
        for notice_id in checked_ids(notice_ids):
            row = self._run("SELECT state FROM notices WHERE id = ?", (notice_id,)).fetchone()
            if row:
                found[notice_id] = NoticeState(row[0])
        self._run_many(
            "UPDATE notices SET state = 'dead', error = ?, token = token + 1, "  # noqa: S608
            f"lease_until = 0, touched_at = {NOW} WHERE id = ? AND state = 'waiting'",
            [(error, notice_id) for notice_id in found],
        )
        return found

    @_typed
    def bounce(self, notice_id: str, error: str) -> bool:
        """Make a sent notice dead; ``False`` if it was not sent."""
        check_stored_text("error", error)
        done = self._run(
            "UPDATE notices SET state = 'dead', error = ? WHERE id = ? AND state = 'sent'",
            (error, notice_id),
        )
        return done.rowcount == 1

    @_typed
    def revive(self, notice_id: str) -> bool:
        """Queue a dead notice anew; ``False`` if it is not dead."""
        done = self._run(
            "UPDATE notices SET state = 'waiting', error = '', tries = 0, token = token + 1, "  # noqa: S608
            f"leased_by = '', lease_until = 0, queued_at = {NOW}, next_at = {NOW}, "
            f"may_have_left = 0, touched_at = {NOW} WHERE id = ? AND state = 'dead'",
            (notice_id,),
        )
        return done.rowcount == 1


def log_of(stream: str) -> tuple[str, tuple[str]]:
    """Return the query for a stream's events in order, and its values."""
    return (
        f"SELECT {EVENT_COLUMNS} FROM events WHERE stream = ? ORDER BY version",  # noqa: S608
        (stream,),
    )


def _ended(*_: Any) -> NoReturn:  # noqa: ANN401  (whatever a statement took)
    raise StoreError("the transaction has ended; begin another")
