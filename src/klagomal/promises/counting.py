# SPDX-License-Identifier: Apache-2.0
"""Count a term off on a calendar: the day it ends on, and the days it counts.

A day is only compared and looked up in a calendar here, and a count of days is only compared and
added to.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING

import attrs

from klagomal.errors import CalendarRangeError
from klagomal.vocabulary import Roll, Unit

if TYPE_CHECKING:
    from klagomal.calendar import WorkingCalendar
    from klagomal.promises.terms import Within

__all__ = [
    "End",
    "count_days",
    "counted_by",
    "day_zero",
    "end_of",
    "last_day",
    "prolonged",
    "put_off",
    "roll",
    "rolled",
]


@attrs.frozen
class End:
    """The day on which a term ends, before its roll.

    If that day lies whole months after another one, ``since`` is that other day and ``months`` how
    many; it may then have been put off ``later`` by so many days. One month after 30 January is 28
    February, and another month on it is 30 March.
    """

    day: date
    since: date | None = None
    months: int = 0
    later: int = 0

    def put_off(self, day: date, calendar: WorkingCalendar) -> End:
        """Return the end on a later day; months are still counted from where they were."""
        if self.since is None:
            return End(day)
        days = calendar.every_day().count(self.day, day)
        return End(day, self.since, self.months, self.later + days)


def last_day(term: Within, start: date, calendar: WorkingCalendar) -> date:
    """Return the last day of ``term``, after its roll, when its clock starts on ``start``.

    A roll backwards goes no further than to ``start``. A day outside the calendar raises
    :class:`~klagomal.errors.CalendarRangeError`.
    """
    return max(start, rolled(term, end_of(term, start, calendar).day, calendar))


def day_zero(term: Within, start: date, calendar: WorkingCalendar) -> date:
    """Return the day from which ``term`` is counted; it is not counted itself."""
    return roll(start, term.start_roll, calendar)


def end_of(term: Within, start: date, calendar: WorkingCalendar) -> End:
    """Return where ``term`` ends, before its roll, when its clock starts on ``start``."""
    zero = day_zero(term, start, calendar)
    if term.unit is Unit.MONTHS:
        return _after_months(term, zero, term.n, calendar)
    return End(put_off(term, zero, term.n * (7 if term.unit is Unit.WEEKS else 1), calendar))


def prolonged(end: End, by: Within, calendar: WorkingCalendar) -> End:
    """Return where a term that ends at ``end`` ends when it is made longer ``by`` another one.

    The second term is counted from the end of the first before its roll, and months are added to
    months.
    """
    if by.unit is Unit.MONTHS and end.since is not None and not by.rests:
        found = _after_months(by, end.since, end.months + by.n, calendar)
        return found.put_off(put_off(by, found.day, end.later, calendar), calendar)
    return end_of(by, end.day, calendar)


def _after_months(term: Within, since: date, months: int, calendar: WorkingCalendar) -> End:
    calendar.check(since)
    try:
        day = _add_months(since, months)
    except OverflowError:
        raise CalendarRangeError(
            f"{since} + {months} {Unit.MONTHS} lies beyond the year {MAXYEAR}", day=since, n=months
        ) from None
    if term.rests:
        return End(put_off(term, since, (day - since).days, calendar))
    calendar.check(day)
    return End(day, since, months)


def _add_months(start: date, n: int) -> date:
    months = start.year * 12 + start.month - 1 + n
    year, month = divmod(months, 12)
    if year > MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def counted_by(term: Within, calendar: WorkingCalendar) -> WorkingCalendar:
    """Return the calendar whose working days are the days that ``term`` counts.

    A term in weeks or months counts all days but those on which it rests: one that stood still for
    nine days runs nine days longer.
    """
    match term.unit:
        case Unit.WORKING_DAYS:
            counted = calendar
        case Unit.MON_SAT_DAYS:
            counted = calendar.with_saturdays()
        case _:
            counted = calendar.every_day()
    return counted.resting(term.rests) if term.rests else counted


def put_off(term: Within, day: date, n: int, calendar: WorkingCalendar) -> date:
    """Return the day that lies ``n`` days further on, counted as ``term`` counts them."""
    if term.rests or term.unit in (Unit.WORKING_DAYS, Unit.MON_SAT_DAYS):
        return counted_by(term, calendar).add(day, n)
    calendar.check(day)
    try:
        later = day + timedelta(days=n)
    except OverflowError:
        raise CalendarRangeError(
            f"{day} + {n} days lies beyond the year {MAXYEAR}", day=day, n=n
        ) from None
    calendar.check(later)
    return later


def count_days(term: Within, start: date, end: date, calendar: WorkingCalendar) -> int:
    """Return how many days that ``term`` counts follow ``start`` up to and including ``end``."""
    return counted_by(term, calendar).count(start, end)


def rolled(term: Within, day: date, calendar: WorkingCalendar) -> date:
    """Return ``day``, moved as ``term`` moves a last day that is closed."""
    if term.roll is Roll.NONE:
        return day
    return roll(day, term.roll, calendar.resting(term.rests))


def roll(day: date, how: Roll, calendar: WorkingCalendar) -> date:
    """Return ``day``, moved off a closed day in the direction ``how`` if there is one."""
    if how is Roll.NEXT_WORKING_DAY:
        return calendar.on_or_after(day)
    if how is Roll.PREVIOUS_WORKING_DAY:
        return calendar.on_or_before(day)
    return day
