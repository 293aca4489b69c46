# SPDX-License-Identifier: Apache-2.0
"""How long an obligation may take: a number, a promised date, a closing, or words only.

A term is data. :func:`last_day` turns a number into a day. The other terms get their day from the
case (:mod:`klagomal.deadlines.clocks`).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.errors import CalendarRangeError, DayCountError, PolicyError
from klagomal.fields import is_whole, member_of
from klagomal.vocabulary import Label, Roll, Unit

if TYPE_CHECKING:
    from klagomal.calendar import WorkingCalendar

__all__ = [
    "BeforeClosing",
    "ByDueOf",
    "ByPromise",
    "InWords",
    "Term",
    "Within",
    "add_units",
    "count_units",
    "last_day",
    "roll",
]


@attrs.frozen
class Within:
    """A number of working days, calendar days, weeks or months after the day the clock starts.

    The starting day is never counted (AMB-03). ``roll`` moves a last day that falls on a closed
    day; by default it stays (AMB-01). Weeks and months end on the day of the same name or number,
    or on the month's last day where that number is missing (lag 1930:173 § 1).
    """

    n: int
    unit: Unit = attrs.field(default=Unit.WORKING_DAYS, validator=member_of(Unit))
    roll: Roll = attrs.field(default=Roll.NONE, validator=member_of(Roll))

    def __attrs_post_init__(self) -> None:
        """Refuse anything but a whole number of at least one."""
        if not is_whole(self.n):
            raise DayCountError(f"{self.n!r} is not a whole number of {self.unit}", n=self.n)
        if not 1 <= self.n <= MAX_UNITS:
            raise PolicyError(
                f"a term of {self.n} {self.unit} is not usable; use 1-{MAX_UNITS}", n=self.n
            )


@attrs.frozen
class ByPromise:
    """By the day that was promised to the person (OST-34)."""


@attrs.frozen
class BeforeClosing:
    """At any time, but before the case is closed."""


@attrs.frozen
class ByDueOf:
    """No later than another obligation of the same case falls due.

    With ``only_if_late`` the obligation matters only when that other one is not met by its due
    day, as for a delay notice (AMB-08).
    """

    obligation: str
    only_if_late: bool = False


@attrs.frozen
class InWords:
    """Words without a number, such as *så snabbt som möjligt*: reported, never failed (AMB-18).

    ``warn_after`` is the time after which a worklist may warn. It is ours, not the text's.
    """

    text: Label
    warn_after: Within | None = None


MAX_UNITS: Final = 10_000
"""More than any promise to a person could mean; guards against slips in a policy file."""

Term = Within | ByPromise | BeforeClosing | ByDueOf | InWords


def last_day(term: Within, start: date, calendar: WorkingCalendar) -> date:
    """Return the last day of ``term``, after its roll, when its clock starts on ``start``."""
    return roll(add_units(start, term.n, term.unit, calendar), term.roll, calendar)


def add_units(start: date, n: int, unit: Unit, calendar: WorkingCalendar) -> date:
    """Return ``start`` plus ``n`` units.

    A day outside the calendar raises :class:`~klagomal.errors.CalendarRangeError`.
    """
    if unit is Unit.WORKING_DAYS:
        return calendar.add(start, n)
    calendar.check(start)
    try:
        day = (
            _add_months(start, n)
            if unit is Unit.MONTHS
            else start + timedelta(days=n * (7 if unit is Unit.WEEKS else 1))
        )
    except OverflowError:
        raise CalendarRangeError(
            f"{start} + {n} {unit} lies beyond the year {MAXYEAR}", day=start, n=n
        ) from None
    calendar.check(day)
    return day


def _add_months(start: date, n: int) -> date:
    months = start.year * 12 + start.month - 1 + n
    year, month = divmod(months, 12)
    if year > MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def count_units(start: date, end: date, unit: Unit, calendar: WorkingCalendar) -> int:
    """Return how many days follow ``start`` up to and including ``end``.

    Working days are counted for a term in working days, and calendar days for all other units: a
    term of a month that stood still for nine days runs nine days longer.
    """
    if unit is Unit.WORKING_DAYS:
        return calendar.count(start, end)
    return (end - start).days


def roll(day: date, how: Roll, calendar: WorkingCalendar) -> date:
    """Return ``day``, moved off a closed day in the direction ``how`` if there is one."""
    if how is Roll.NEXT_WORKING_DAY:
        return calendar.on_or_after(day)
    if how is Roll.PREVIOUS_WORKING_DAY:
        return calendar.on_or_before(day)
    return day
