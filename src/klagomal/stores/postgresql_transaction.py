# SPDX-License-Identifier: Apache-2.0
"""The statements of one writing transaction on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, LiteralString, NoReturn

from klagomal.errors import StoreError
from klagomal.ports import (
    CaseRow,
    EventRecord,
    NoticeRecord,
    NoticeState,
    Protected,
    Remembered,
    Settlement,
    StoredEvent,
)
from klagomal.stores.border import check_stored_text, check_version, checked_ids
from klagomal.stores.postgresql_errors import psycopg, typed
from klagomal.stores.rows import (
    NOTICE_COLUMNS,
    case_values,
    event_values,
    notice_values,
    protected_values,
    remembered_values,
    settlement_values,
)

__all__ = ["LOG_OF", "PostgresqlTransaction"]

LOG_OF: Final[LiteralString] = """SELECT position, stream, version, slug, schema, data
    FROM klagomal_events WHERE stream = %s ORDER BY version"""


class PostgresqlTransaction:
    """One writing transaction; see :class:`klagomal.ports.Transaction`.

    Each step raises our errors, so that code inside the block can handle them. ``turn``
    is the number of the advisory lock that lets one transaction at a time append.
    """

    def __init__(self, connection: psycopg.Connection[Any], turn: int) -> None:
        self._run: Callable[..., psycopg.Cursor[Any]] = connection.execute
        self._run_many: Callable[..., None] = connection.cursor().executemany
        self._turn = turn
        self._in_turn = False

    def end(self) -> None:
        """Let go of the connection, so that whoever kept this value can do nothing more with it."""
        self._run = self._run_many = _ended

    def _take_turn(self) -> None:
        """Wait until no other transaction may append, so that positions follow commits.

        Every statement sees what was committed before it began. So what is read from here on
        includes everything that was appended before.
        """
        if not self._in_turn:
            self._run("SELECT pg_advisory_xact_lock(%s)", (self._turn,))
            self._in_turn = True

    @typed()
    def recall(self, key: str) -> Remembered | None:
        """Return what was answered under an idempotency key, or ``None``.

        Waits for its turn first: of two requests with one key the second sees the first's answer.
        """
        self._take_turn()
        row = self._run(
            "SELECT fingerprint, answer FROM klagomal_idempotency WHERE key = %s", (key,)
        ).fetchone()
        return Remembered(*row) if row else None

    @typed()
    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer under an idempotency key that has none."""
        self._run(
            "INSERT INTO klagomal_idempotency VALUES (%s, %s, %s)",
            remembered_values(key, remembered),
        )

    @typed()
    def next_number(self, series: str) -> int:
        """Return the next number of a series, from a counter row: no gaps after a rollback."""
        check_stored_text("series", series)
        self._take_turn()
        row = self._run(
            "INSERT INTO klagomal_numbers AS n VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = n.last + 1 RETURNING last",
            (series,),
        ).fetchone()
        if row is None:  # pragma: no cover  (RETURNING always answers)
            raise StoreError(f"the series {series!r} gave no number", series=series)
        number: int = row[0]
        return number

    @typed()
    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order.

        Waits for its turn first, because whoever loads in a transaction means to append.
        """
        self._take_turn()
        return [StoredEvent(*row) for row in self._run(LOG_OF, (stream,))]

    @typed()
    def append(self, stream: str, expected: int, events: Sequence[EventRecord]) -> int:
        """Append events to a stream that is at version ``expected``; return its new version."""
        self._take_turn()
        row = self._run(
            "SELECT max(version) FROM klagomal_events WHERE stream = %s", (stream,)
        ).fetchone()
        current = (row[0] if row else None) or 0
        check_version(stream, current, expected)
        self._run_many(
            "INSERT INTO klagomal_events (stream, version, slug, schema, data) "
            "VALUES (%s, %s, %s, %s, %s)",
            event_values(stream, expected, events),
        )
        return expected + len(events)

    @typed()
    def put_case(self, row: CaseRow) -> None:
        """Insert or replace what lists know of a case."""
        self._run(
            "INSERT INTO klagomal_cases VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (stream) DO UPDATE SET (policy, edition, unit, received_on, is_open, "
            "needs_work, look_on, version) = (excluded.policy, excluded.edition, excluded.unit, "
            "excluded.received_on, excluded.is_open, excluded.needs_work, excluded.look_on, "
            "excluded.version)",
            case_values(row),
        )

    @typed()
    def protect(self, records: Iterable[Protected]) -> None:
        """Insert or replace protected data."""
        self._run_many(
            "INSERT INTO klagomal_protected VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
            "SET (stream, kind, body) = (excluded.stream, excluded.kind, excluded.body)",
            protected_values(records),
        )

    @typed()
    def erase(self, stream: str) -> int:
        """Delete a stream's protected data; return how many records there were."""
        return self._run("DELETE FROM klagomal_protected WHERE stream = %s", (stream,)).rowcount

    @typed()
    def enqueue(self, notices: Iterable[NoticeRecord]) -> int:
        """Queue notices, leaving out ids queued before; return how many were new."""
        rows = notice_values(notices)
        if not rows:
            return 0
        return self._run(
            f"INSERT INTO klagomal_notices ({NOTICE_COLUMNS}) SELECT {NOTICE_COLUMNS} "  # noqa: S608
            "FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) "
            f"WITH ORDINALITY AS new ({NOTICE_COLUMNS}, place) ORDER BY place "
            "ON CONFLICT (id) DO NOTHING",
            [list(column) for column in zip(*rows, strict=True)],
        ).rowcount

    @typed()
    def begin(self, notice_id: str, token: int) -> bool:
        """Note that a letter is being handed over; ``False`` unless it waits under ``token``."""
        done = self._run(
            "UPDATE klagomal_notices SET state = 'handing_over' "
            "WHERE id = %s AND token = %s AND state = 'waiting'",
            (notice_id, token),
        )
        return done.rowcount == 1

    @typed()
    def settle(self, notice_id: str, token: int, settlement: Settlement) -> bool:
        """Record an attempt, once per token; ``False`` if ``token`` is not the latest lease's.

        Waits for its turn first, because whoever settles may mean to append. To wait for the turn
        with a notice in hand, while another has the turn and wants the notice, is a deadlock.
        """
        values = settlement_values(settlement)
        self._take_turn()
        done = self._run(
            "UPDATE klagomal_notices SET state = %s, error = %s, tries = tries + 1, "
            "token = token + 1, lease_until = '-infinity', touched_at = clock_timestamp(), "
            "next_at = clock_timestamp() + make_interval(secs => %s), "
            "may_have_left = (may_have_left OR %s) AND %s "
            "WHERE id = %s AND token = %s AND state IN ('waiting', 'handing_over')",
            (*values, notice_id, token),
        )
        return done.rowcount == 1

    @typed()
    def withdraw(self, notice_ids: Iterable[str], error: str) -> Mapping[str, NoticeState]:
        """Make waiting notices dead, whoever leased them; return in which state each was found.

        Waits for its turn first, as :meth:`settle` does, and then for whoever has a notice in hand.
        """
        check_stored_text("error", error)
        wanted = checked_ids(notice_ids)
        self._take_turn()
        rows = self._run(
            "SELECT id, state FROM klagomal_notices WHERE id = ANY(%s) ORDER BY number FOR UPDATE",
            (wanted,),
        )
        found = {notice_id: NoticeState(state) for notice_id, state in rows}
        self._run(
            "UPDATE klagomal_notices SET state = 'dead', error = %s, token = token + 1, "
            "lease_until = '-infinity', touched_at = clock_timestamp() "
            "WHERE id = ANY(%s) AND state = 'waiting'",
            (error, list(found)),
        )
        return found

    @typed()
    def bounce(self, notice_id: str, error: str) -> bool:
        """Make a sent notice dead; ``False`` if it was not sent.

        Waits for its turn first, as :meth:`settle` does.
        """
        check_stored_text("error", error)
        self._take_turn()
        done = self._run(
            "UPDATE klagomal_notices SET state = 'dead', error = %s "
            "WHERE id = %s AND state = 'sent'",
            (error, notice_id),
        )
        return done.rowcount == 1

    @typed()
    def revive(self, notice_id: str) -> bool:
        """Queue a dead notice anew; ``False`` if it is not dead.

        Waits for its turn first, as :meth:`settle` does.
        """
        self._take_turn()
        done = self._run(
            "UPDATE klagomal_notices SET state = 'waiting', error = '', tries = 0, "
            "may_have_left = false, token = token + 1, leased_by = '', lease_until = '-infinity', "
            "queued_at = clock_timestamp(), next_at = clock_timestamp(), "
            "touched_at = clock_timestamp() WHERE id = %s AND state = 'dead'",
            (notice_id,),
        )
        return done.rowcount == 1


def _ended(*_: Any) -> NoReturn:  # noqa: ANN401  (whatever a statement took)
    raise StoreError("the transaction has ended; begin another")
