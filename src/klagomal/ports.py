# SPDX-License-Identifier: Apache-2.0
"""What a storage or notification backend implements, and the plain records that cross the border.

There are two Protocols: :class:`Store` keeps what happened, and :class:`Notifier` reaches people.
Everything that crosses the border is a frozen record of strings, numbers, dates and bytes, so that
a backend needs to know nothing of policies or cases. All rules live on this side of the border.

A store promises four things. What a transaction wrote is durable when the ``with`` block ends and
gone when it raises. ``position`` follows the order of commits: whoever reads up to a position never
misses an event below it. Numbers of a series are 1, 2, 3 … without gaps, even if several ask at
once. Leases run on the store's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from enum import StrEnum
from typing import Protocol

import attrs

__all__ = [
    "AddressKind",
    "CaseQuery",
    "CaseRow",
    "EventRecord",
    "LeasedNotice",
    "Letter",
    "NoticeRecord",
    "NoticeState",
    "Notifier",
    "Protected",
    "Remembered",
    "Result",
    "ResultCode",
    "Settlement",
    "Store",
    "StoredEvent",
    "Transaction",
    "lacking",
]


@attrs.frozen
class EventRecord:
    """An event to append: its fixed slug, its schema number and its JSON text."""

    slug: str
    schema: int
    data: str


@attrs.frozen
class StoredEvent:
    """An event as it stands in the log.

    ``position`` counts over the whole store in commit order; ``version`` counts within its stream
    from 1. Positions may skip numbers, versions do not.
    """

    position: int
    stream: str
    version: int
    slug: str
    schema: int
    data: str


@attrs.frozen(kw_only=True)
class CaseRow:
    """What lists and queries need to know of a case, kept beside the log and rebuilt from it.

    ``policy`` is the policy's key, so that several municipalities can share one store and are kept
    apart. ``needs_work`` is whether anything about the case is still to be done: it is open, or a
    promise is still owed although it is closed. ``look_on`` is the first day on which something
    about the case wants attention.
    """

    stream: str
    policy: str
    edition: str
    unit: str
    received_on: date
    is_open: bool
    needs_work: bool
    look_on: date | None
    version: int


@attrs.frozen(kw_only=True)
class CaseQuery:
    """Which cases to find: a field that is ``None`` sets no condition; days are inclusive."""

    policy: str | None = None
    unit: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    is_open: bool | None = None
    needs_work: bool | None = None
    look_by: date | None = None


@attrs.frozen
class Protected:
    """Personal data or free text of a case, under an opaque id and apart from the log.

    ``kind`` is ``contact``, ``text``, ``key``, or ``letter-`` with the version of its event.
    ``body`` may be encrypted; a store never looks inside.
    """

    id: str
    stream: str
    kind: str
    body: bytes


@attrs.frozen
class Remembered:
    """The answer given under an idempotency key, and a fingerprint of the request it answered."""

    fingerprint: str
    answer: str


class NoticeState(StrEnum):
    """Where a notice stands: it waits to be sent, was sent, or is dead and not tried again.

    ``HANDING_OVER``: a worker has committed that it is about to hand the letter on.
    """

    WAITING = "waiting"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    DEAD = "dead"


@attrs.frozen(kw_only=True)
class NoticeRecord:
    """A notice to send. It holds no personal data: the letter is made at delivery.

    ``id`` is derived from what the notice is about, so the same notice is never queued twice.
    ``policy`` is the key of the policy whose desk is to deliver it. ``data`` is JSON without
    personal data.
    """

    id: str
    policy: str
    stream: str
    kind: str
    data: str


@attrs.frozen(kw_only=True)
class LeasedNotice:
    """A notice that one worker may send until its lease ends.

    ``token`` grows with every lease: an answer under an older token is refused. ``tries`` counts
    earlier attempts; ``age_seconds`` is the time since it was queued, on the store's clock.
    """

    notice: NoticeRecord
    token: int
    tries: int
    age_seconds: float


@attrs.frozen(kw_only=True)
class Settlement:
    """What became of an attempt: the new state, and the pause in seconds before another attempt.

    An attempt never ends in ``HANDING_OVER``, but :meth:`Store.notices` may tell of it.
    ``may_have_left`` is whether an attempt may have delivered the letter, though nobody knows.
    """

    state: NoticeState
    retry_in_seconds: float = 0.0
    error: str = ""
    may_have_left: bool = False


class Transaction(Protocol):
    """One all-or-nothing step. Nothing in it is visible to others before it commits."""

    def recall(self, key: str) -> Remembered | None:
        """Return what was answered under an idempotency key, or ``None``."""

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer under an idempotency key."""

    def next_number(self, series: str) -> int:
        """Return the next number of a series: 1, 2, 3 … without gaps, also after a rollback."""

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's events in order; empty for an unknown stream."""

    def append(self, stream: str, expected: int, events: Sequence[EventRecord]) -> int:
        """Append events to a stream that is at version ``expected``; return its new version.

        Raises :class:`~klagomal.errors.ConcurrencyError` if it is at another version.
        """

    def put_case(self, row: CaseRow) -> None:
        """Insert or replace what lists know of a case."""

    def protect(self, records: Iterable[Protected]) -> None:
        """Insert or replace protected data."""

    def erase(self, stream: str) -> int:
        """Delete a stream's protected data for good; return how many records there were."""

    def enqueue(self, notices: Iterable[NoticeRecord]) -> int:
        """Queue notices, leaving out ids queued before; return how many were new."""

    def begin(self, notice_id: str, token: int) -> bool:
        """Note that the letter of a leased notice is being handed over.

        ``False`` if ``token`` is no longer the latest lease's, and unless the notice waits. The
        lease, its token and the number of tries stay as they are. Commit it by itself, before the
        letter is handed on.
        """

    def settle(self, notice_id: str, token: int, settlement: Settlement) -> bool:
        """Record an attempt, begun or not; ``False`` if ``token`` is no longer the latest lease's.

        Only a notice that waits or is being handed over can be settled. That its letter may have
        left, by this attempt or an earlier one, stays noted until it is sent.
        """

    def withdraw(self, notice_ids: Iterable[str], error: str) -> Mapping[str, NoticeState]:
        """Take the leases of waiting notices away and make them dead; return each one's old state.

        No letter of theirs can begin after that: an older token is refused. A notice that is being
        handed over, was sent or is dead stays as it is; an unknown id is left out. Whether a letter
        may have left stays noted.
        """

    def bounce(self, notice_id: str, error: str) -> bool:
        """Make a sent notice dead, because its letter came back; ``False`` if it was not sent."""

    def revive(self, notice_id: str) -> bool:
        """Queue a dead notice anew, as if for the first time; ``False`` if it is not dead.

        It is due at once, its tries and its age count from now, and it keeps its id and its place.
        That an earlier letter may have left is no longer noted.
        """


class Store(Protocol):
    """A storage backend. Safe to use from several threads and, if durable, several processes."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a writing transaction: committed when the block ends, undone when it raises."""

    def load(self, stream: str) -> Sequence[StoredEvent]:
        """Return a stream's committed events in order; empty for an unknown stream."""

    def cases(self, query: CaseQuery) -> Iterator[CaseRow]:
        """Stream the cases that match, by day received and id, in bounded memory."""

    def logs(self, query: CaseQuery) -> Iterator[Sequence[StoredEvent]]:
        """Stream the whole log of each case that matches, in the order of :meth:`cases`.

        Memory is bounded, and the view is consistent as of the first row.
        """

    def tail(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Return committed events with a position above ``after``, in order."""

    def protected(self, stream: str) -> Sequence[Protected]:
        """Return a stream's protected data."""

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Give ``worker`` up to ``limit`` of a policy's notices, for ``seconds``.

        Only notices that are due are given, oldest first. One that was being handed over when its
        lease ran out is given too; it waits again, and its letter may have left. Notices of other
        policies are left to the desks of those policies.
        """

    def notices(self, stream: str | None = None) -> Iterator[tuple[NoticeRecord, Settlement, int]]:
        """Stream notices with their state and number of tries."""

    def close(self) -> None:
        """Let go of connections and files. Closing twice is no error."""


class ResultCode(StrEnum):
    """The five ways an attempt to deliver can end.

    ``UNCERTAIN``: the letter may have arrived; it is sent again under the same id.
    """

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    NOT_SENT = "not_sent"
    UNCERTAIN = "uncertain"


@attrs.frozen
class Result:
    """How an attempt ended. ``detail`` is a short class of error without personal data."""

    code: ResultCode
    detail: str = ""


@attrs.frozen(kw_only=True)
class Letter:
    """A finished message to one recipient, made at delivery and never stored.

    ``id`` is the notice's id: two deliveries of one notice carry the same id. ``to`` is an address
    of the kind that the notifier reaches.
    """

    id: str
    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "sv"


class AddressKind(StrEnum):
    """What kind of address a notifier needs."""

    EMAIL = "email"
    POSTAL = "postal"
    ANY = "any"


class Notifier(Protocol):
    """A way to reach people."""

    @property
    def reaches(self) -> AddressKind:
        """The kind of address it needs; a recipient without one is left to the next notifier."""

    def deliver(self, letter: Letter) -> Result:
        """Try to deliver once and say how it ended; never raise for a failed delivery."""

    def close(self) -> None:
        """Let go of connections. Closing twice is no error."""


def lacking(backend: object, port: type) -> tuple[str, ...]:
    """Return the names that ``port`` has and ``backend`` has not.

    A stand-in that passes every call on to a backend lacks no name. From Python 3.12 on,
    ``isinstance`` would not accept such a stand-in.
    """
    return tuple(name for name in vars(port) if name[0] != "_" and not hasattr(backend, name))
