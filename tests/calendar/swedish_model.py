# SPDX-License-Identifier: Apache-2.0
"""Sweden's closed weekdays, 1970 to 2100, written from the statutes and slow on purpose.

It shares nothing with the library: no `holidays`, no tables. Public holidays: Act 1989:253. Whit
Monday and National Day changed places by SFS 2004:1320, in force on 1 April 2005. The eves of
Midsummer, Christmas and New Year are closed like Sundays (Act 1930:173, section 2).
"""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
FRIDAY = 4


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar: the Sunday after the church's full moon."""
    golden = year % 19
    century = year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    if moon == 29 or (moon == 28 and golden > 10):
        moon -= 1
    full_moon = date(year, 3, 21) + timedelta(days=moon)
    days_to_sunday = 6 - full_moon.weekday()
    return full_moon + timedelta(days=days_to_sunday or 7)


def midsummer_eve(year: int) -> date:
    """Return the Friday from 19 to 25 June."""
    return next(day for day in (date(year, 6, n) for n in range(19, 26)) if day.weekday() == FRIDAY)


def closed_days(year: int) -> set[date]:
    """Return the days that are closed whatever weekday they fall on; those on Sundays left out."""
    paschal = easter(year)
    closed = {
        date(year, 1, 1),
        date(year, 1, 6),
        paschal - timedelta(days=2),
        paschal + timedelta(days=1),
        date(year, 5, 1),
        paschal + timedelta(days=39),
        midsummer_eve(year),
        date(year, 12, 24),
        date(year, 12, 25),
        date(year, 12, 26),
        date(year, 12, 31),
    }
    closed.add(date(year, 6, 6) if year >= 2005 else paschal + timedelta(days=50))
    return closed


def is_working_day(day: date) -> bool:
    """Return whether a municipality in Sweden is at work."""
    return day.weekday() < SATURDAY and day not in closed_days(day.year)


def is_holiday(day: date) -> bool:
    """Return whether a weekday or a Saturday is a public holiday or one of the three eves.

    Two public holidays always fall on a Saturday: Midsummer Day, and All Saints' Day, which is the
    Saturday from 31 October to 6 November.
    """
    year = day.year
    all_saints = next(
        found
        for found in (date(year, 10, 31) + timedelta(days=n) for n in range(7))
        if found.weekday() == SATURDAY
    )
    saturdays = {midsummer_eve(year) + timedelta(days=1), all_saints}
    return day in closed_days(year) | saturdays


def nth_after(day: date, n: int) -> date:
    """Return the n-th working day after ``day``, by walking; backwards for a negative ``n``."""
    step = timedelta(days=1 if n > 0 else -1)
    found = 0
    while found < abs(n):
        day += step
        if is_working_day(day):
            found += 1
    return day


def count(start: date, end: date) -> int:
    """Return how many working days follow ``start`` up to ``end``, by walking; signed."""
    if end < start:
        return -count(end, start)
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))
