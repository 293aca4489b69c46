# SPDX-License-Identifier: Apache-2.0
"""The store for trials and tests: everything in this process's memory, gone when it ends.

It keeps the same promises as the other stores, except durability. One lock lets one thread in at a
time. A transaction notes how to put back whatever it changes, and does so if it is undone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock

from klagomal.errors import StoreError
from klagomal.ports import (
    CaseQuery,
    CaseRow,
    LeasedNotice,
    NoticeRecord,
    NoticeState,
    Protected,
    Settlement,
    StoredEvent,
)
from klagomal.stores.border import capped, check_lease, check_record
from klagomal.stores.memory_transaction import Contents, MemoryTransaction

__all__ = ["MemoryStore"]


class MemoryStore:
    """A store in memory. ``clock`` gives seconds for leases; tests may pass their own."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Reentrant: code inside a transaction's block may read the store.
        self._lock = RLock()
        self._contents = Contents()
        self._is_writing = False
        self._is_closed = False

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """Begin a writing transaction: kept when the block ends, undone when the block raises."""
        with self._opened():
            if self._is_writing:
                raise StoreError("this thread is in a transaction already; end it first, or use it")
            self._is_writing = True
            step = MemoryTransaction(self._contents, self._clock())
            try:
                yield step
            except BaseException:
                step.undo()
                raise
            finally:
                step.end()
                self._is_writing = False

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""
        with self._opened() as contents:
            return contents.streams.get(stream, ())

    def cases(self, query: CaseQuery) -> Iterator[CaseRow]:
        """Stream the cases that match, by day received and id."""
        check_record(CaseQuery, query)
        with self._opened() as contents:
            rows = [row for row in contents.cases.values() if _matches(row, query)]
        return iter(sorted(rows, key=lambda row: (row.received_on, row.stream)))

    def logs(self, query: CaseQuery) -> Iterator[Sequence[StoredEvent]]:
        """Stream the whole log of each case that matches, as of now."""
        with self._opened() as contents:
            streams = dict(contents.streams)
            rows = list(self.cases(query))
        return (streams[row.stream] for row in rows if row.stream in streams)

    def tail(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Return events with a position above ``after``, in order."""
        with self._opened() as contents:
            first = capped("after", after)
            return contents.events[first : first + capped("limit", limit)]

    def protected(self, stream: str) -> Sequence[Protected]:
        """Return a stream's protected data, by id."""
        with self._opened() as contents:
            found = [record for record in contents.protected.values() if record.stream == stream]
        return sorted(found, key=lambda record: record.id)

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` up to ``limit`` of a policy's notices that are due, oldest first."""
        check_lease(worker, policy, seconds)
        with self.transaction() as step:
            return step.lease(worker, policy, capped("limit", limit), seconds)

    def notices(self, stream: str | None = None) -> Iterator[tuple[NoticeRecord, Settlement, int]]:
        """Stream notices with their state and number of tries, oldest first."""
        with self._opened() as contents:
            now = self._clock()
            found = [q for q in contents.notices.values() if stream in (None, q.notice.stream)]
        for queued in found:
            is_waiting = queued.state is NoticeState.WAITING
            pause = max(0.0, queued.next_at - now) if is_waiting else 0.0
            standing = Settlement(
                state=queued.state,
                retry_in_seconds=pause,
                error=queued.error,
                may_have_left=queued.may_have_left,
            )
            yield queued.notice, standing, queued.tries

    def close(self) -> None:
        """Refuse further use. Closing twice is no error."""
        self._is_closed = True

    @contextmanager
    def _opened(self) -> Iterator[Contents]:
        with self._lock:
            if self._is_closed:
                raise StoreError("the memory store is closed; make a new one")
            yield self._contents


def _matches(row: CaseRow, query: CaseQuery) -> bool:
    return (
        query.policy in (None, row.policy)
        and query.unit in (None, row.unit)
        and query.is_open in (None, row.is_open)
        and query.needs_work in (None, row.needs_work)
        and (query.received_from is None or query.received_from <= row.received_on)
        and (query.received_to is None or row.received_on <= query.received_to)
        and (query.look_by is None or (row.look_on is not None and row.look_on <= query.look_by))
    )
