# SPDX-License-Identifier: Apache-2.0
"""Gather an explanation: repeat the count day by day, with the reason for each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.deadlines.explanation.explanation import Explanation
from klagomal.deadlines.explanation.grounds import Awaits, DayCount, DayStep, StoodStill
from klagomal.deadlines.runs import Clock
from klagomal.promises.citation import Citation
from klagomal.promises.counting import count_days, counted_by, day_zero, end_of, last_day, rolled
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import (
    BeforeClosing,
    ByDueOf,
    ByPromise,
    InWords,
    Term,
    Within,
)
from klagomal.vocabulary import Unit

__all__ = ["explain"]


def explain(
    obligation: Obligation,
    clock: Clock,
    calendar: WorkingCalendar,
    *,
    citations: tuple[Citation, ...] | None = None,
    refers_to: tuple[Obligation, ...] = (),
) -> Explanation:
    """Return why ``clock`` ends on the day it does, or why it has none.

    ``citations`` are those to show; by default they are the obligation's own. ``refers_to`` are the
    obligations that this one takes a day from, for their titles.
    """
    term, started_on = obligation.term, clock.started_on
    count = warn_on = None
    if started_on and isinstance(term, Within):
        count = _count(term, started_on, calendar)
    if started_on and isinstance(term, InWords) and term.warn_after:
        warn_on = last_day(term.warn_after, started_on, calendar)
    return Explanation(
        obligation,
        clock,
        citations=obligation.citations if citations is None else citations,
        refers_to=refers_to,
        count=count,
        act_by=None if clock.due is None else calendar.on_or_before(clock.due),
        awaits=_awaits(obligation, clock),
        warn_on=warn_on,
        stood_still=tuple(_stood_still(term, count, clock, calendar)) if count else (),
        fingerprint=calendar.fingerprint,
        zone=calendar.zone.key,
    )


def _stood_still(
    term: Term, count: DayCount, clock: Clock, calendar: WorkingCalendar
) -> Iterator[StoodStill]:
    """Yield the stretches in which the clock stood still before its last day."""
    assert isinstance(term, Within)  # noqa: S101  (only such a term is counted)
    for still in clock.stills:
        if clock.due is None or still.first > clock.due:
            continue
        first, days = max(still.first, count.day_zero), 0
        if still.last and still.last > first:
            days = count_days(term, first, still.last, calendar)
        yield StoodStill(first=still.first, last=still.last, days=days, is_pause=still.is_pause)


def _count(term: Within, start: date, calendar: WorkingCalendar) -> DayCount:
    zero = day_zero(term, start, calendar)
    ends = end_of(term, zero, calendar).day
    steps = tuple(_steps(term, zero, ends, calendar))
    resting = calendar.resting(term.rests)
    last = resting.day(ends)
    moved_to = max(start, rolled(term, ends, calendar))
    backwards = moved_to < ends
    passed = tuple(
        resting.day(ends + timedelta(days=-n if backwards else n))
        for n in range(abs((moved_to - ends).days))
    )
    return DayCount(
        term=term, day_zero=zero, steps=steps, last=last, rolled=moved_to, passed=passed
    )


def _steps(term: Within, zero: date, ends: date, calendar: WorkingCalendar) -> Iterator[DayStep]:
    """Yield each day of the term, numbered if it counts, with the weeks or months it fills."""
    full = {}
    if term.unit in (Unit.WEEKS, Unit.MONTHS) and not term.rests:
        full = {
            end_of(attrs.evolve(term, n=k), zero, calendar).day: k for k in range(1, term.n + 1)
        }
    counted, resting, number = counted_by(term, calendar), calendar.resting(term.rests), 0
    for n in range(1, (ends - zero).days + 1):
        day = zero + timedelta(days=n)
        counts = counted.is_working_day(day)
        number += counts
        why = resting.day(day) if counts else counted.day(day)
        yield DayStep(why, number if counts else None, full.get(day))


_WITHOUT_A_DAY: Final[dict[type[Term], Awaits]] = {
    ByPromise: Awaits.PROMISE,
    ByDueOf: Awaits.OTHER,
    BeforeClosing: Awaits.CLOSING,
}


def _awaits(obligation: Obligation, clock: Clock) -> Awaits | None:
    if isinstance(obligation.term, InWords):
        return Awaits.NUMBER
    if clock.due is not None:
        return None
    if clock.started_on is None:
        return Awaits.START
    return _WITHOUT_A_DAY.get(type(obligation.term))
