# SPDX-License-Identifier: Apache-2.0
"""Delivering what is queued: at least once, by as many workers as one likes.

A worker leases a few notices. Of each it first commits that it is handing the letter over. Then it
makes the letter, hands it to its notifier and settles the outcome under the lease's token. A worker
that dies leaves leases that run out; one that was merely slow finds its token outdated, and neither
begins nor changes anything. One notice that cannot be made, sent or settled never
holds up another.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

import attrs

from klagomal.errors import ErasedError, KlagomalError
from klagomal.ports import (
    AddressKind,
    LeasedNotice,
    Letter,
    NoticeRecord,
    NoticeState,
    Notifier,
    Result,
    ResultCode,
    Settlement,
    Store,
)

__all__ = ["Delivered", "address_for", "deliver", "hand_over", "settlement_of"]

_LOG = logging.getLogger("klagomal.mail.delivery")

FIRST_PAUSE: Final = 30.0
LONGEST_PAUSE: Final = 3600.0
GIVE_UP_AFTER: Final = 72 * 3600.0
LEAST_TRIES: Final = 5
LEASE: Final = 300.0
_AT_A_TIME: Final = 5
_LONGEST_DETAIL: Final = 120


@attrs.frozen
class Delivered:
    """The notices of a round of delivery, counted by how it ended for them.

    ``outdated``: another worker had taken the notice over meanwhile. ``unsettled``: the outcome
    could not be written, so the notice is taken up again when its lease has run out.
    """

    sent: int = 0
    waiting: int = 0
    dead: int = 0
    outdated: int = 0
    unsettled: int = 0

    @property
    def tried(self) -> int:
        """How many notices were taken on."""
        return self.sent + self.waiting + self.dead + self.outdated + self.unsettled


def settlement_of(result: Result, tries: int, age_seconds: float) -> Settlement:
    """Return what an attempt's result means for the notice.

    Pauses double from 30 seconds to an hour. An attempt that fails after 72 hours is the last,
    unless it is one of the first four: a queue that nobody served for a week is not thrown away
    because a server is busy once. A permanent refusal kills the notice at once. An uncertain
    outcome waits like a temporary one, and tells that the letter may have left.
    """
    if result.code is ResultCode.ACCEPTED:
        return Settlement(state=NoticeState.SENT)
    may_have_left = result.code is ResultCode.UNCERTAIN
    given_up = age_seconds >= GIVE_UP_AFTER and tries + 1 >= LEAST_TRIES
    if result.code is ResultCode.PERMANENT or given_up:
        return Settlement(state=NoticeState.DEAD, error=_named(result), may_have_left=may_have_left)
    pause = min(FIRST_PAUSE * 2 ** min(tries, 30), LONGEST_PAUSE)
    return Settlement(
        state=NoticeState.WAITING,
        retry_in_seconds=pause,
        error=_named(result),
        may_have_left=may_have_left,
    )


def deliver(
    store: Store,
    send: Callable[[NoticeRecord], Result],
    settle: Callable[[LeasedNotice, Settlement], bool],
    *,
    worker: str,
    policy: str,
    limit: int,
    lease_seconds: float = LEASE,
    elapsed: Callable[[], float] = time.monotonic,
) -> Delivered:
    """Deliver up to ``limit`` of a policy's notices that are due; return what became of them.

    ``send`` makes the letter and hands it on. ``settle`` writes the outcome, with an event if the
    notice has died, and returns ``False`` for an outdated lease. ``elapsed`` is a clock in seconds.
    When half of a lease has passed, no more of its notices are begun, because other workers may
    soon take them over.
    """
    counts = dict.fromkeys(("sent", "waiting", "dead", "outdated", "unsettled"), 0)
    while (left := limit - sum(counts.values())) > 0:
        began = elapsed()
        leased = store.lease(worker, policy, min(left, _AT_A_TIME), lease_seconds)
        before = sum(counts.values())
        for lease in leased:
            if elapsed() - began > lease_seconds / 2:
                break
            counts[_delivered(store, lease, send, settle)] += 1
        if sum(counts.values()) == before:
            break  # nothing is due, or leases run out before anything can be begun
    return Delivered(**counts)


def _delivered(
    store: Store,
    lease: LeasedNotice,
    send: Callable[[NoticeRecord], Result],
    settle: Callable[[LeasedNotice, Settlement], bool],
) -> str:
    """Deliver one notice and return what to count it as.

    That it is being handed over is committed before anything of its letter is read.
    """
    try:
        with store.transaction() as step:
            has_begun = step.begin(lease.notice.id, lease.token)
    except Exception as error:  # noqa: BLE001  (one poisoned notice must not stop the others)
        _LOG.warning("notice %s: not begun: %s", lease.notice.id, type(error).__name__)
        return "unsettled"
    if not has_begun:
        return "outdated"
    settlement = settlement_of(_attempt(lease.notice, send), lease.tries, lease.age_seconds)
    return _settled(lease, settlement, settle)


def _attempt(notice: NoticeRecord, send: Callable[[NoticeRecord], Result]) -> Result:
    """Send one notice; an error concerns this notice only."""
    try:
        return send(notice)
    except ErasedError:
        return Result(ResultCode.PERMANENT, "erased")
    except KlagomalError as error:
        _LOG.warning("notice %s waits: %s", notice.id, error)
        return Result(ResultCode.NOT_SENT, type(error).__name__)
    except Exception as error:  # noqa: BLE001  (one poisoned notice must not stop the others)
        _LOG.warning("notice %s waits: %s", notice.id, type(error).__name__)
        return Result(ResultCode.NOT_SENT, type(error).__name__)


def _settled(
    lease: LeasedNotice,
    settlement: Settlement,
    settle: Callable[[LeasedNotice, Settlement], bool],
) -> str:
    """Write one outcome and return what to count it as.

    An error is only logged here: a store that is gone raises at the next lease.
    """
    try:
        return settlement.state.value if settle(lease, settlement) else "outdated"
    except Exception as error:  # noqa: BLE001  (as above)
        name = type(error).__name__
        _LOG.warning("notice %s: %s not written: %s", lease.notice.id, settlement.state, name)
        return "unsettled"


def hand_over(notifier: Notifier, letter: Letter) -> Result:
    """Hand a letter to a notifier and return how it ended.

    The outcome is uncertain if the notifier raises or returns no result: it may or may not have
    sent the letter.
    """
    try:
        result = notifier.deliver(letter)
        if not isinstance(result, Result):
            return Result(ResultCode.UNCERTAIN, f"no Result but {type(result).__name__}")
        if not isinstance(result.code, ResultCode):
            return Result(ResultCode.UNCERTAIN, f"no ResultCode but {type(result.code).__name__}")
        return Result(result.code, _short(result.detail))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  (no plugin stops the host)
        return Result(ResultCode.UNCERTAIN, type(error).__name__)


def address_for(notifier: Notifier, find: Callable[[AddressKind], str]) -> str:
    """Return the address that ``find`` has for a notifier; none if it cannot say which it needs."""
    try:
        return find(notifier.reaches)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  (as above)
        _LOG.warning("a notifier does not say whom it reaches: %s", type(error).__name__)
        return ""


def _short(detail: object) -> str:
    """Return a notifier's class of error as short, printable text, whatever it was."""
    if not isinstance(detail, str):
        return "" if detail is None else f"no text but {type(detail).__name__}"
    return "".join(char if char.isprintable() else "?" for char in str(detail)[:_LONGEST_DETAIL])


def _named(result: Result) -> str:
    return f"{result.code}: {result.detail}" if result.detail else result.code.value
