# SPDX-License-Identifier: Apache-2.0
"""The occasions that a text names for its reports, as stretches of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from klagomal.errors import PeriodError
from klagomal.periods import (
    AnnualAccounts,
    Custom,
    InterimAccounts,
    Month,
    Period,
    Quarter,
    Tertial,
    Year,
)
from klagomal.promises.provisions import AccountingCalendar, Anchor, ReportRule

__all__ = ["opens_on", "periods_of"]


def opens_on(anchor: Anchor, year: int) -> date:
    """Return the day after the stretch that is reported on; the last one of a year is 1 January."""
    ended_on = date(year, *anchor.end)
    return date(year, 1, 1) if ended_on == date(year, 12, 31) else ended_on + timedelta(days=1)


def periods_of(rule: ReportRule | AccountingCalendar, year: int) -> tuple[Period, ...]:
    """Return the periods that a rule's occasions cover in ``year``, in the rule's order.

    An anchor from 1 January to the end of June, July or August is an interim period and one to
    the end of the year the annual accounts, both cumulative (AMB-13). A follow-up calendar gives
    the slices between its ends. A rule that names no occasion is about the calendar year.
    """
    if isinstance(rule, AccountingCalendar):
        return tuple(_slices(rule.ends, year))
    found = tuple(_between(anchor.start, anchor.end, year) for anchor in rule.anchors)
    return found or (Year(year),)


def _slices(ends: tuple[tuple[int, int], ...], year: int) -> Iterator[Period]:
    start = (1, 1)
    for end in ends:
        period = _between(start, end, year)
        yield period
        after = period.last + timedelta(days=1)
        start = (after.month, after.day)


def _between(start: tuple[int, int], end: tuple[int, int], year: int) -> Period:
    """Return the period between two days of a year, as the first sort that fits."""
    Year(year)  # refuses what is no year
    try:
        first, last = date(year, *start), date(year, *end)
    except (TypeError, ValueError):
        raise PeriodError(f"{year} has no days {start} and {end}", year=year) from None
    known: list[Period] = [AnnualAccounts(year)]
    known += [InterimAccounts(year, months) for months in (6, 7, 8)]
    known += [Tertial(year, n) for n in (1, 2, 3)]
    known += [Quarter(year, n) for n in (1, 2, 3, 4)]
    known += [Month(year, n) for n in range(1, 13)]
    for period in known:
        if (period.first, period.last) == (first, last):
            return period
    return Custom(first, last)
