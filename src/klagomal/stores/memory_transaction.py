# SPDX-License-Identifier: Apache-2.0
"""What a store in memory holds, and one writing transaction on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import attrs

from klagomal.errors import ConcurrencyError, StoreError
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
from klagomal.stores.border import (
    check_record,
    check_stored_text,
    check_version,
    checked_ids,
    checked_records,
)

__all__ = ["Contents", "MemoryTransaction"]

_K = TypeVar("_K")
_V = TypeVar("_V")

_TO_SEND: Final = frozenset({NoticeState.WAITING, NoticeState.HANDING_OVER})


@attrs.frozen
class Queued:
    """A notice and how its delivery stands; moments are in seconds by the store's clock."""

    notice: NoticeRecord
    queued_at: float
    next_at: float
    lease_until: float = float("-inf")
    leased_by: str = ""
    token: int = 0
    tries: int = 0
    state: NoticeState = NoticeState.WAITING
    error: str = ""
    may_have_left: bool = False


@attrs.define
class Contents:
    """What the store holds. Records are frozen, so a shallow copy is a snapshot.

    ``events`` is the whole log; an event's position is its place in it, from 1.
    """

    events: list[StoredEvent] = attrs.field(factory=list)
    streams: dict[str, tuple[StoredEvent, ...]] = attrs.field(factory=dict)
    cases: dict[str, CaseRow] = attrs.field(factory=dict)
    protected: dict[str, Protected] = attrs.field(factory=dict)
    numbers: dict[str, int] = attrs.field(factory=dict)
    remembered: dict[str, Remembered] = attrs.field(factory=dict)
    notices: dict[str, Queued] = attrs.field(factory=dict)


class MemoryTransaction:
    """One writing transaction; see :class:`klagomal.ports.Transaction`.

    It keeps each entry as it was before a change, and puts it back if the transaction is undone.
    """

    def __init__(self, contents: Contents, now: float) -> None:
        self._held: Contents | None = contents
        self._now = now
        self._undo: list[Callable[[], object]] = []

    def undo(self) -> None:
        """Put everything back, latest change first."""
        while self._undo:
            self._undo.pop()()

    def end(self) -> None:
        """Let go of the contents, so that whoever kept this value can do nothing more with it."""
        self._held = None

    @property
    def _contents(self) -> Contents:
        if self._held is None:
            raise StoreError("the transaction has ended; begin another")
        return self._held

    def _set(self, table: dict[_K, _V], key: _K, value: _V) -> None:
        if key in table:
            before = table[key]
            self._undo.append(lambda: table.__setitem__(key, before))
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = value

    def recall(self, key: str) -> Remembered | None:
        """Return what was answered under an idempotency key, or ``None``."""
        return self._contents.remembered.get(key)

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer under an idempotency key that has none."""
        check_stored_text("key", key)
        check_record(Remembered, remembered)
        if key in self._contents.remembered:
            raise ConcurrencyError(f"{key} has an answer already; recall it and decide again")
        self._set(self._contents.remembered, key, remembered)

    def next_number(self, series: str) -> int:
        """Return the next number of a series: 1, 2, 3 … without gaps, also after a rollback."""
        check_stored_text("series", series)
        number = self._contents.numbers.get(series, 0) + 1
        self._set(self._contents.numbers, series, number)
        return number

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""
        return self._contents.streams.get(stream, ())

    def append(self, stream: str, expected: int, events: Sequence[EventRecord]) -> int:
        """Append events to a stream that is at version ``expected``; return its new version."""
        contents = self._contents
        log = contents.streams.get(stream, ())
        check_version(stream, len(log), expected)
        end = len(contents.events)
        added = tuple(
            StoredEvent(end + n, stream, expected + n, event.slug, event.schema, event.data)
            for n, event in enumerate(checked_records(EventRecord, events), 1)
        )
        if added:
            self._set(contents.streams, stream, log + added)
            self._undo.append(lambda: contents.events.__delitem__(slice(end, None)))
            contents.events.extend(added)
        return expected + len(added)

    def put_case(self, row: CaseRow) -> None:
        """Insert or replace what lists know of a case."""
        check_record(CaseRow, row)
        self._set(self._contents.cases, row.stream, row)

    def protect(self, records: Iterable[Protected]) -> None:
        """Insert or replace protected data."""
        for record in checked_records(Protected, records):
            self._set(self._contents.protected, record.id, record)

    def erase(self, stream: str) -> int:
        """Delete a stream's protected data; return how many records there were."""
        protected = self._contents.protected
        erased = {id_: held for id_, held in protected.items() if held.stream == stream}
        for id_ in erased:
            del protected[id_]
        self._undo.append(lambda: protected.update(erased))
        return len(erased)

    def enqueue(self, notices: Iterable[NoticeRecord]) -> int:
        """Queue notices, leaving out ids queued before; return how many were new."""
        queue = self._contents.notices
        before = len(queue)
        for notice in checked_records(NoticeRecord, notices):
            if notice.id not in queue:
                self._set(queue, notice.id, Queued(notice, self._now, self._now))
        return len(queue) - before

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> list[LeasedNotice]:
        """Give ``worker`` a policy's notices that are due and not leased, oldest first."""
        due = [
            queued
            for queued in self._contents.notices.values()
            if queued.notice.policy == policy
            and queued.state in _TO_SEND
            and max(queued.next_at, queued.lease_until) <= self._now
        ]
        taken = [
            attrs.evolve(
                queued,
                state=NoticeState.WAITING,
                token=queued.token + 1,
                leased_by=worker,
                lease_until=self._now + seconds,
                may_have_left=queued.may_have_left or queued.state is NoticeState.HANDING_OVER,
            )
            for queued in due[:limit]
        ]
        for queued in taken:
            self._set(self._contents.notices, queued.notice.id, queued)
        return [
            LeasedNotice(
                notice=queued.notice,
                token=queued.token,
                tries=queued.tries,
                age_seconds=self._now - queued.queued_at,
            )
            for queued in taken
        ]

    def begin(self, notice_id: str, token: int) -> bool:
        """Note that a letter is being handed over; ``False`` unless it waits under ``token``."""
        queued = self._contents.notices.get(notice_id)
        if queued is None or queued.token != token or queued.state is not NoticeState.WAITING:
            return False
        begun = attrs.evolve(queued, state=NoticeState.HANDING_OVER)
        self._set(self._contents.notices, notice_id, begun)
        return True

    def settle(self, notice_id: str, token: int, settlement: Settlement) -> bool:
        """Record an attempt, once per token; ``False`` if ``token`` is not the latest lease's."""
        check_record(Settlement, settlement)
        queued = self._contents.notices.get(notice_id)
        if queued is None or queued.token != token or queued.state not in _TO_SEND:
            return False
        may_have_left = queued.may_have_left or settlement.may_have_left
        tried = attrs.evolve(
            queued,
            state=settlement.state,
            error=settlement.error,
            next_at=self._now + settlement.retry_in_seconds,
            lease_until=float("-inf"),
            token=token + 1,
            tries=queued.tries + 1,
            may_have_left=may_have_left and settlement.state is not NoticeState.SENT,
        )
        self._set(self._contents.notices, notice_id, tried)
        return True

    def withdraw(self, notice_ids: Iterable[str], error: str) -> Mapping[str, NoticeState]:
        """Make waiting notices dead, whoever leased them; return in which state each was found."""
        check_stored_text("error", error)
        notices = self._contents.notices
        found = {each: notices[each] for each in checked_ids(notice_ids) if each in notices}
        for notice_id, queued in found.items():
            if queued.state is NoticeState.WAITING:
                self._die(notice_id, queued, error, token=queued.token + 1)
        return {notice_id: queued.state for notice_id, queued in found.items()}

    def bounce(self, notice_id: str, error: str) -> bool:
        """Make a sent notice dead; ``False`` if it was not sent."""
        check_stored_text("error", error)
        queued = self._contents.notices.get(notice_id)
        if queued is None or queued.state is not NoticeState.SENT:
            return False
        self._die(notice_id, queued, error, token=queued.token)
        return True

    def _die(self, notice_id: str, queued: Queued, error: str, *, token: int) -> None:
        dead = attrs.evolve(queued, state=NoticeState.DEAD, error=error, token=token)
        self._set(self._contents.notices, notice_id, dead)

    def revive(self, notice_id: str) -> bool:
        """Queue a dead notice anew; ``False`` if it is not dead."""
        queued = self._contents.notices.get(notice_id)
        if queued is None or queued.state is not NoticeState.DEAD:
            return False
        anew = Queued(queued.notice, self._now, self._now, token=queued.token + 1)
        self._set(self._contents.notices, notice_id, anew)
        return True
