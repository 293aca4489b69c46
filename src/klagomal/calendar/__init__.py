# SPDX-License-Identifier: Apache-2.0
"""Add, count and explain working days in one country and one time zone.

A working day in Sweden is Monday to Friday minus the public holidays (Act 1989:253) and minus
Midsummer Eve, Christmas Eve and New Year's Eve, which Act 1930:173 treats as holidays. No general
statute defines a working day; this is how municipalities' texts are read here (AMB-04). Local
closed and open days are added to it.

The conventions, for every calendar:

* The first day is never counted: ``add(day, 1)`` is the first working day strictly after ``day``.
* ``add(day, 0)`` is ``day`` itself if it is worked, else the next working day.
* ``add(day, -1)`` is the last working day strictly before ``day``.
* ``count(start, end)`` counts the working days after ``start`` up to and including ``end``, and is
  negative when ``end`` comes first.
* A day or an answer outside the years a calendar was built for is never guessed, but raises
  :class:`~klagomal.errors.CalendarRangeError`.
"""

from klagomal.calendar.days import CountedDay, Day, DayReason
from klagomal.calendar.spec import SWEDEN, CalendarSpec, NamedDay, Season
from klagomal.calendar.working import WorkingCalendar, calendar_for

__all__ = [
    "SWEDEN",
    "CalendarSpec",
    "CountedDay",
    "Day",
    "DayReason",
    "NamedDay",
    "Season",
    "WorkingCalendar",
    "calendar_for",
]
