# SPDX-License-Identifier: Apache-2.0
"""The store for many workers on many machines: PostgreSQL through psycopg 3.

A writing transaction takes one advisory lock before it appends its first event, so that the order
of positions is the order of commits and a tailing reader never misses one. It takes the lock before
it settles, withdraws or revives a notice too, so that two transactions never wait for each other.
Numbers come from a counter row, never from a sequence. Workers lease notices with ``SKIP LOCKED``
on the server's clock. Needs the extra ``klagomal[postgresql]``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, LiteralString

from klagomal.errors import StoreError
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
from klagomal.stores.postgresql_errors import psycopg, typed
from klagomal.stores.postgresql_server import connect, parameters, prepare
from klagomal.stores.postgresql_transaction import LOG_OF, PostgresqlTransaction
from klagomal.stores.rows import (
    CASE_COLUMNS,
    EVENT_COLUMNS,
    NOTICE_COLUMNS,
    case_of,
    leased_of,
    logs_of,
    standing_of,
    where,
)

__all__ = ["PostgresqlStore"]

_AT_A_TIME: Final = 200
# See ``touched_at`` in the schema. A minute is forgiven, as clocks are often adjusted a little.
_LEASE: Final[LiteralString] = """WITH due AS MATERIALIZED (
        SELECT number FROM klagomal_notices WHERE policy = %s
        AND state IN ('waiting', 'handing_over')
        AND (touched_at > clock_timestamp() + interval '1 minute'
            OR (next_at <= clock_timestamp() AND lease_until <= clock_timestamp()))
        ORDER BY number LIMIT %s FOR UPDATE SKIP LOCKED)
    UPDATE klagomal_notices AS n SET state = 'waiting', token = token + 1, leased_by = %s,
        lease_until = clock_timestamp() + make_interval(secs => %s), touched_at = clock_timestamp(),
        may_have_left = may_have_left OR state = 'handing_over'
    FROM due WHERE n.number = due.number
    RETURNING id, policy, stream, kind, data, token, tries,
        extract(epoch FROM clock_timestamp() - queued_at), n.number"""


class PostgresqlStore:
    """A store in one PostgreSQL database, in the schema that the connection's search path names.

    ``url`` is what libpq takes: ``postgresql://user:password@host:port/database``. A connection
    that the server dropped is replaced at the next call. ``patience`` is how many seconds a
    statement waits for others before :class:`~klagomal.errors.StoreUnavailableError`.
    """

    def __init__(self, url: str, *, patience: float = 30.0) -> None:
        told = parameters(url)
        self._pool = Pool(
            f"the PostgreSQL store {told.get('dbname', '')}".rstrip(),
            connect=partial(_connect, told, patience),
            close=_close,
            is_sound=_is_sound,
        )
        try:
            with typed(), self._pool.lend() as connection:
                self._turn = prepare(connection)
        except BaseException:
            self._pool.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[PostgresqlTransaction]:
        """Begin a writing transaction: committed when the block ends, undone when it raises."""
        with self._pool.lend_to_writer() as connection:
            with typed():
                connection.execute("BEGIN")
            step, process = PostgresqlTransaction(connection, self._turn), os.getpid()
            try:
                yield step
                if os.getpid() != process:
                    raise StoreError("a transaction cannot be carried over a fork")
                with typed():
                    ended = connection.execute("COMMIT").statusmessage
                if ended != "COMMIT":
                    raise StoreError("a statement of the transaction failed; nothing was written")
            except BaseException:
                if os.getpid() == process:
                    with suppress(psycopg.Error):
                        connection.execute("ROLLBACK")
                raise
            finally:
                step.end()

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's committed events in order; empty for an unknown stream."""
        return [StoredEvent(*row) for row in self._read(LOG_OF, (stream,))]

    def cases(self, query: CaseQuery) -> Iterator[CaseRow]:
        """Stream the cases that match, by day received and id, in bounded memory."""
        condition, values = where(query, "%s")
        rows = self._stream(
            f"SELECT {CASE_COLUMNS} FROM klagomal_cases {condition} ORDER BY received_on, stream",  # noqa: S608
            values,
        )
        return map(case_of, rows)

    def logs(self, query: CaseQuery) -> Iterator[Sequence[StoredEvent]]:
        """Stream the whole log of each case that matches, in bounded memory."""
        condition, values = where(query, "%s")
        rows = self._stream(
            f"SELECT {EVENT_COLUMNS} FROM (SELECT stream, received_on FROM klagomal_cases "  # noqa: S608
            f"{condition}) AS wanted JOIN klagomal_events USING (stream) "
            "ORDER BY received_on, stream, version",
            values,
        )
        return logs_of(rows)

    def tail(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Return committed events with a position above ``after``, in order."""
        rows = self._read(
            "SELECT position, stream, version, slug, schema, data FROM klagomal_events "
            "WHERE position > %s ORDER BY position LIMIT %s",
            (capped("after", after), capped("limit", limit)),
        )
        return [StoredEvent(*row) for row in rows]

    def protected(self, stream: str) -> Sequence[Protected]:
        """Return a stream's protected data, by id."""
        rows = self._read(
            "SELECT id, stream, kind, body FROM klagomal_protected WHERE stream = %s ORDER BY id",
            (stream,),
        )
        return [Protected(*row) for row in rows]

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` up to ``limit`` of a policy's notices that are due, oldest first."""
        check_lease(worker, policy, seconds)
        rows = self._read(_LEASE, (policy, capped("limit", limit), worker, seconds))
        return [leased_of(row) for row in sorted(rows, key=lambda row: row[-1])]

    def notices(self, stream: str | None = None) -> Iterator[tuple[NoticeRecord, Settlement, int]]:
        """Stream notices with their state and number of tries, oldest first."""
        condition, values = ("", ()) if stream is None else ("WHERE stream = %s", (stream,))
        rows = self._stream(
            f"SELECT {NOTICE_COLUMNS}, state, "  # noqa: S608
            "extract(epoch FROM next_at - clock_timestamp()), error, may_have_left, tries "
            f"FROM klagomal_notices {condition} ORDER BY number",
            values,
        )
        return map(standing_of, rows)

    def close(self) -> None:
        """Close every connection, one in use when it is done. Closing twice is no error."""
        self._pool.close()

    def _read(self, statement: LiteralString, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with typed(), self._pool.lend() as connection:
            return connection.execute(statement, values).fetchall()

    def _stream(self, statement: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """Run a query through a server-side cursor, on a connection that nobody else uses."""
        with (
            typed(),
            self._pool.lend() as connection,
            connection.transaction(),
            connection.cursor(name="stream") as cursor,
        ):
            cursor.itersize = _AT_A_TIME
            cursor.execute(_of_our_own_words(statement), values)
            yield from cursor


def _connect(told: dict[str, Any], patience: float) -> psycopg.Connection[Any]:
    with typed():
        return connect(told, patience)


def _close(connection: psycopg.Connection[Any]) -> None:
    with suppress(psycopg.Error):
        connection.close()


def _is_sound(connection: psycopg.Connection[Any]) -> bool:
    return connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE


def _of_our_own_words(statement: str) -> LiteralString:
    """Let a statement pass as a literal: it is made of our own words only, and never of values."""
    return statement
