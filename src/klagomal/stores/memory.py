# SPDX-License-Identifier: Apache-2.0
"""The store for trials and tests: everything in this process's memory, gone when it ends.

Keeps the same promises as the others but durability: a transaction works on a copy of what it
touches and is applied whole, or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import TypeVar

import attrs

from klagomal.errors import ConcurrencyError, StoreError
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

__all__ = ["MemoryStore"]


_K = TypeVar("_K")
_V = TypeVar("_V")


@attrs.frozen
class _Queued:
    """A notice and how its delivery stands."""

    notice: NoticeRecord
    queued_at: float
    next_at: float
    lease_until: float = 0.0
    token: int = 0
    tries: int = 0
    state: NoticeState = NoticeState.WAITING
    error: str = ""


@attrs.define
class _Contents:
    """What the store holds. Records are frozen, so a shallow copy is a snapshot."""

    streams: dict[str, tuple[StoredEvent, ...]] = attrs.field(factory=dict)
    position: int = 0
    cases: dict[str, CaseRow] = attrs.field(factory=dict)
    protected: dict[str, Protected] = attrs.field(factory=dict)
    numbers: dict[str, int] = attrs.field(factory=dict)
    remembered: dict[str, Remembered] = attrs.field(factory=dict)
    notices: dict[str, _Queued] = attrs.field(factory=dict)


class MemoryStore:
    """A store in memory. ``clock`` gives seconds for leases; tests may pass their own."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = RLock()
        self._contents = _Contents()
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """Begin a writing transaction: applied when the block ends, forgotten when it raises."""
        with self._lock:
            if self._closed:
                raise StoreError("the memory store is closed; make a new one")
            step = MemoryTransaction(self._contents, self._clock())
            try:
                yield step
            except BaseException:
                step.undo()
                raise

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""
        return self._contents.streams.get(stream, ())

    def cases(self, query: CaseQuery) -> Iterator[CaseRow]:
        """Stream the cases that match, by day received and id."""
        with self._lock:
            rows = [row for row in self._contents.cases.values() if _matches(row, query)]
        return iter(sorted(rows, key=lambda row: (row.received_on, row.stream)))

    def logs(self, query: CaseQuery) -> Iterator[Sequence[StoredEvent]]:
        """Stream the whole log of each case that matches."""
        with self._lock:
            streams = dict(self._contents.streams)
            rows = list(self.cases(query))
        return (streams[row.stream] for row in rows)

    def tail(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Return events with a position above ``after``, in order."""
        with self._lock:
            events = [e for log in self._contents.streams.values() for e in log]
        later = sorted((e for e in events if e.position > after), key=lambda e: e.position)
        return later[:limit]

    def protected(self, stream: str) -> Sequence[Protected]:
        """Return a stream's protected data."""
        with self._lock:
            found = [p for p in self._contents.protected.values() if p.stream == stream]
        return sorted(found, key=lambda record: record.id)

    def lease(self, worker: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` up to ``limit`` notices that are due, oldest first, for ``seconds``."""
        with self._lock:
            now, leased = self._clock(), []
            for id_, queued in self._contents.notices.items():
                if len(leased) == limit:
                    break
                due = queued.state is NoticeState.WAITING and queued.next_at <= now
                if due and queued.lease_until <= now:
                    taken = attrs.evolve(queued, token=queued.token + 1, lease_until=now + seconds)
                    self._contents.notices[id_] = taken
                    leased.append(
                        LeasedNotice(
                            notice=taken.notice,
                            token=taken.token,
                            tries=taken.tries,
                            age_seconds=now - taken.queued_at,
                        )
                    )
            return leased

    def notices(self, stream: str | None = None) -> Iterator[tuple[NoticeRecord, Settlement, int]]:
        """Stream notices with their state and number of tries, oldest first."""
        with self._lock:
            now, queued = self._clock(), list(self._contents.notices.values())
        for each in queued:
            if stream in (None, each.notice.stream):
                state = Settlement(
                    state=each.state, retry_in_seconds=each.next_at - now, error=each.error
                )
                yield each.notice, state, each.tries

    def close(self) -> None:
        """Refuse further writing. Closing twice is no error."""
        self._closed = True


class MemoryTransaction:
    """One writing transaction; see :class:`klagomal.ports.Transaction`.

    It keeps what each entry was before it changed it, to put back if the step is undone.
    """

    def __init__(self, contents: _Contents, now: float) -> None:
        self._contents = contents
        self._now = now
        self._undo: list[Callable[[], None]] = []

    def undo(self) -> None:
        """Put everything back, latest change first."""
        while self._undo:
            self._undo.pop()()

    def _set(self, table: dict[_K, _V], key: _K, value: _V) -> None:
        if key in table:
            before = table[key]
            self._undo.append(lambda: table.__setitem__(key, before))
        else:
            self._undo.append(lambda: table.__delitem__(key))
        table[key] = value

    def _drop(self, table: dict[_K, _V], key: _K) -> None:
        before = table.pop(key)
        self._undo.append(lambda: table.__setitem__(key, before))

    def recall(self, key: str) -> Remembered | None:
        """Return what was answered under an idempotency key, or ``None``."""
        return self._contents.remembered.get(key)

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer under an idempotency key."""
        self._set(self._contents.remembered, key, remembered)

    def next_number(self, series: str) -> int:
        """Return the next number of a series: 1, 2, 3 … without gaps, also after a rollback."""
        number = self._contents.numbers.get(series, 0) + 1
        self._set(self._contents.numbers, series, number)
        return number

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""
        return self._contents.streams.get(stream, ())

    def append(self, stream: str, expected: int, events: Sequence[EventRecord]) -> int:
        """Append events to a stream that is at version ``expected``; return its new version."""
        log = self._contents.streams.get(stream, ())
        if len(log) != expected:
            raise ConcurrencyError(
                f"{stream} is at version {len(log)}, not {expected}: somebody changed it "
                "meanwhile; load it and decide again",
                stream=stream,
                current=len(log),
                expected=expected,
            )
        position = self._contents.position
        added = tuple(
            StoredEvent(position + n, stream, expected + n, event.slug, event.schema, event.data)
            for n, event in enumerate(events, 1)
        )
        self._set(self._contents.streams, stream, log + added)
        self._undo.append(lambda: setattr(self._contents, "position", position))
        self._contents.position = position + len(added)
        return expected + len(added)

    def put_case(self, row: CaseRow) -> None:
        """Insert or replace what lists know of a case."""
        self._set(self._contents.cases, row.stream, row)

    def protect(self, records: Iterable[Protected]) -> None:
        """Insert or replace protected data."""
        for record in records:
            self._set(self._contents.protected, record.id, record)

    def erase(self, stream: str) -> int:
        """Delete a stream's protected data; return how many records there were."""
        held = [r.id for r in self._contents.protected.values() if r.stream == stream]
        for id_ in held:
            self._drop(self._contents.protected, id_)
        return len(held)

    def enqueue(self, notices: Iterable[NoticeRecord]) -> int:
        """Queue notices, leaving out ids queued before; return how many were new."""
        new = [notice for notice in notices if notice.id not in self._contents.notices]
        for notice in new:
            self._set(self._contents.notices, notice.id, _Queued(notice, self._now, self._now))
        return len(new)

    def settle(self, notice_id: str, token: int, settlement: Settlement) -> bool:
        """Record an attempt; ``False`` if ``token`` is no longer the latest lease's."""
        queued = self._contents.notices.get(notice_id)
        if queued is None or queued.token != token or queued.state is not NoticeState.WAITING:
            return False
        tried = attrs.evolve(
            queued,
            state=settlement.state,
            error=settlement.error,
            next_at=self._now + settlement.retry_in_seconds,
            lease_until=0.0,
            tries=queued.tries + 1,
        )
        self._set(self._contents.notices, notice_id, tried)
        return True


def _matches(row: CaseRow, query: CaseQuery) -> bool:
    return (
        query.policy in (None, row.policy)
        and query.unit in (None, row.unit)
        and query.is_open in (None, row.is_open)
        and (query.received_from is None or query.received_from <= row.received_on)
        and (query.received_to is None or row.received_on <= query.received_to)
        and (query.look_by is None or (row.look_on is not None and row.look_on <= query.look_by))
    )
