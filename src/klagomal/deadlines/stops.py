# SPDX-License-Identifier: Apache-2.0
"""What ends a clock, what it stands still for, and which messages got lost."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from klagomal.cases.events import Closed, Paused, Reopened, Resumed
from klagomal.deadlines.matching import accepts_at, matching
from klagomal.deadlines.runs import Still, Undelivered
from klagomal.promises.counting import last_day
from klagomal.vocabulary import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from klagomal.deadlines.lifts import Lift
    from klagomal.deadlines.surroundings import Surroundings
    from klagomal.promises.obligations import Obligation

__all__ = ["first_end", "lost_messages", "stills_of"]


def first_end(
    obligation: Obligation,
    lifts: Iterable[Lift],
    after: int,
    started_on: date,
    done: int | None,
    around: Surroundings,
) -> tuple[int | None, Reason | None]:
    """Return the position of the event that lifted the obligation while it was open, and why.

    An event that ends it does so after the position ``after``.
    """
    ends = [
        (begins, Reason.LIFTED)
        for begins, taken_back in _endings(obligation, after, started_on, around)
        if taken_back is None and (done is None or begins < done)
    ]
    ends += [
        (lift.begins, lift.reason)
        for lift in lifts
        if lift.ends is None and (done is None or lift.begins <= done)
    ]
    return min(ends, default=(None, None))


def _endings(
    obligation: Obligation, after: int, started_on: date, around: Surroundings
) -> Iterator[tuple[int, int | None]]:
    """Yield the events that end the obligation, each with the event that takes it back.

    A closing ends it until the case is reopened.
    """
    case, calendar = around.case, around.calendar
    for pattern in obligation.ended_by:
        latest = pattern.within and last_day(pattern.within, started_on, calendar)
        for position in matching((pattern,), case, None):
            if position <= after or (latest and around.day(position) > latest):
                continue
            reopened = case.positions(Reopened.slug) if pattern.event == Closed.slug else ()
            yield position, next((p for p in reopened if p > position), None)


def stills_of(
    obligation: Obligation,
    lifts: Iterable[Lift],
    after: int,
    started_on: date,
    stop: int | None,
    around: Surroundings,
) -> list[Still]:
    """Return the stretches in which the clock stood still before the event at ``stop``, if any.

    One that had not ended by then ends there. What ends the obligation counts after ``after``.
    """
    found: list[tuple[int, int | None, bool]] = []
    if obligation.pausable:
        resumed: list[int | None] = [*around.case.positions(Resumed.slug)]
        pauses = zip_longest(around.case.positions(Paused.slug), resumed)
        found += [(begins, ends, True) for begins, ends in pauses]
    if obligation.ended_by and around.case.positions(Reopened.slug):
        endings = _endings(obligation, after, started_on, around)
        found += [(begins, ends, False) for begins, ends in endings if ends is not None]
    found += [(lift.begins, lift.ends, False) for lift in lifts if lift.ends is not None]
    stills = []
    for begins, ends, is_pause in found:
        if stop is not None and begins >= stop:
            continue
        last = stop if ends is None or (stop is not None and ends > stop) else ends
        last_on = None if last is None else around.day(last)
        stills.append(Still(begins, last, around.day(begins), last_on, is_pause))
    return stills


def lost_messages(
    obligation: Obligation, after: int, done: int | None, around: Surroundings
) -> tuple[Undelivered, ...]:
    """Return the messages that never arrived, if no other one had fulfilled the obligation.

    Only those after the position ``after`` count.
    """
    case = around.case
    if not case.failed:
        return ()
    missing = {version for version, _ in case.undelivered}
    return tuple(
        Undelivered(position, around.day(position), around.day(failure))
        for position, failure in case.failed.items()
        if case.versions[position] in missing
        and position > after
        and (done is None or position < done)
        and accepts_at(obligation, case, position)
    )
