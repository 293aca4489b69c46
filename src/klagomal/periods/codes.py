# SPDX-License-Identifier: Apache-2.0
"""Periods read from their codes, and from the occasions that a policy's report rules name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from klagomal.errors import PeriodError
from klagomal.periods.sorts import (
    AnnualAccounts,
    Custom,
    InterimAccounts,
    Month,
    Period,
    Quarter,
    SchoolYear,
    Tertial,
    Year,
)
from klagomal.promises.provisions import AccountingCalendar, ReportRule

__all__ = ["parse", "periods_of"]

_DAY: Final = r"(\d{4})-(\d\d)-(\d\d)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., Period]], ...]] = (
    (re.compile(r"(\d{4})"), Year),
    (re.compile(r"(\d{4})T(\d)"), Tertial),
    (re.compile(r"(\d{4})Q(\d)"), Quarter),
    (re.compile(r"(\d{4})-(\d\d)"), Month),
    (re.compile(r"(\d{4})-01--12"), AnnualAccounts),
    (re.compile(r"(\d{4})-01--(\d\d)"), InterimAccounts),
    (re.compile(r"(\d{4})/\d\d"), SchoolYear),
    (re.compile(r"(\d{4})/\d\d:(\d\d)-(\d\d)"), lambda year, *start: SchoolYear(year, start)),
    (re.compile(f"{_DAY}--{_DAY}"), lambda *n: Custom(date(*n[:3]), date(*n[3:]))),
)


def parse(code: str) -> Period:
    """Return the period that ``code`` stands for: what ``period.code`` wrote, and nothing else."""
    for form, make in _FORMS if isinstance(code, str) and code.isascii() else ():
        if found := form.fullmatch(code):
            try:
                period = make(*map(int, found.groups()))
            except ValueError as error:
                raise PeriodError(f"{code!r} is no period: {error}", code=code) from None
            if period.code == code:
                return period
    raise PeriodError(
        f"{code!r} is no period; write 2025, 2025T2, 2025Q3, 2025-07, 2025/26, "
        "2025-01--08 (interim accounts), 2025-01--12 (annual accounts) or 2025-01-15--2025-03-20",
        code=code,
    )


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
