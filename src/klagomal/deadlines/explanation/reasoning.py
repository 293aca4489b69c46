# SPDX-License-Identifier: Apache-2.0
"""Gather an explanation: repeat the count day by day, with the reason for each day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from klagomal.calendar import WorkingCalendar
from klagomal.deadlines.explanation.explanation import Explanation
from klagomal.deadlines.explanation.grounds import Awaits, DayCount, DayStep
from klagomal.deadlines.runs import Clock
from klagomal.promises.citation import Citation
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import (
    BeforeClosing,
    ByDueOf,
    ByPromise,
    InWords,
    Term,
    Within,
    add_units,
    last_day,
    roll,
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
        fingerprint=calendar.fingerprint,
        zone=calendar.zone.key,
    )


def _count(term: Within, start: date, calendar: WorkingCalendar) -> DayCount:
    if term.unit is Unit.WORKING_DAYS:
        steps = tuple(
            DayStep(step.day, step.number) for step in calendar.explain_add(start, term.n)
        )
    else:
        steps = _every_day(term, start, calendar)
    last = steps[-1].day
    rolled = roll(last.date, term.roll, calendar)
    backwards = rolled < last.date
    passed = tuple(
        calendar.day(last.date + timedelta(days=-n if backwards else n))
        for n in range(abs((rolled - last.date).days))
    )
    return DayCount(term=term, steps=steps, last=last, rolled=rolled, passed=passed)


def _every_day(term: Within, start: date, calendar: WorkingCalendar) -> tuple[DayStep, ...]:
    """Return each calendar day of the term, numbered, with the weeks or months it fills."""
    full = {}
    if term.unit is not Unit.CALENDAR_DAYS:
        full = {add_units(start, k, term.unit, calendar): k for k in range(1, term.n + 1)}
    days = (add_units(start, term.n, term.unit, calendar) - start).days
    dates = (start + timedelta(days=number) for number in range(1, days + 1))
    return tuple(
        DayStep(calendar.day(day), number, full.get(day)) for number, day in enumerate(dates, 1)
    )


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
