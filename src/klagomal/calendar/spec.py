# SPDX-License-Identifier: Apache-2.0
"""The description of a calendar, as a policy file holds it, and checks on dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Final

import attrs

from klagomal.calendar.national import NationalRules
from klagomal.errors import CalendarError, DayCountError
from klagomal.fields import is_whole

__all__ = ["SWEDEN", "CalendarSpec", "NamedDay", "in_digits", "plain_date", "whole_number"]


def plain_date(day: object) -> date:
    """Return ``day`` as a ``date``; refuse a ``datetime``, whose day depends on the zone."""
    if isinstance(day, datetime):
        raise DayCountError(
            f"{day!r} is a moment, not a date: take its local day with calendar.day_of(moment)",
            value=day,
        )
    if not isinstance(day, date):
        raise DayCountError(f"{day!r} is not a date: pass a datetime.date", value=day)
    return date(day.year, day.month, day.day)


def whole_number(n: object) -> int:
    """Return ``n`` as an ``int``; refuse ``bool`` and everything that is not a whole number."""
    if not is_whole(n):
        raise DayCountError(f"{n!r} is not a whole number: pass an int", value=n)
    return int(n)


def in_digits(n: int) -> str:
    """Return ``n`` for an error text; Python refuses to print a number of thousands of digits."""
    return str(n) if abs(n) < 10**9 else "that many"


@attrs.frozen
class NamedDay:
    """A local closed or open day, with the name that an explanation gives it."""

    day: date = attrs.field(converter=plain_date)
    name_sv: str
    name_en: str

    def __attrs_post_init__(self) -> None:
        if not all(isinstance(name, str) and name for name in (self.name_sv, self.name_en)):
            raise CalendarError(
                f"the local day {self.day} needs a name in Swedish and in English", day=self.day
            )


def _sorted_days(days: Iterable[NamedDay]) -> tuple[NamedDay, ...]:
    found = tuple(days)
    for entry in found:
        if not isinstance(entry, NamedDay):
            raise CalendarError(f"{entry!r} is not a NamedDay", value=entry)
    return tuple(sorted(found, key=lambda entry: entry.day))


def _category_names(categories: Iterable[str]) -> tuple[str, ...]:
    if isinstance(categories, str):
        raise CalendarError(
            f"categories are a list of names: write ({categories!r},)", categories=categories
        )
    return tuple(categories)


@attrs.frozen(cache_hash=True)
class CalendarSpec:
    """The description of a calendar, as a policy file holds it.

    ``country`` and ``subdivision`` are ISO 3166 codes. ``categories`` are those of `holidays`; if
    none is given, the country's own set applies (for Sweden: public and de facto holidays).
    ``zone`` decides which day a moment falls on. ``closed`` and ``open`` are local days; to name
    a day that is closed or worked anyway changes nothing. A calendar is looked up by its
    description with :func:`~klagomal.calendar.calendar_for`, which checks that country, zone and
    categories exist.

    Raises :class:`~klagomal.errors.CalendarError` for years that are not a range and for local
    days that contradict each other or lie outside the years. Swedish days are verified from 1970.
    """

    country: str = "SE"
    subdivision: str | None = None
    zone: str = "Europe/Stockholm"
    categories: tuple[str, ...] = attrs.field(default=(), converter=_category_names)
    first_year: int = 1970
    last_year: int = 2100
    closed: tuple[NamedDay, ...] = attrs.field(default=(), converter=_sorted_days)
    open: tuple[NamedDay, ...] = attrs.field(default=(), converter=_sorted_days)

    def __attrs_post_init__(self) -> None:
        texts = {"country": self.country, "zone": self.zone, "subdivision": self.subdivision or ""}
        for name, text in texts.items():
            if not isinstance(text, str):
                raise CalendarError(f"{name} must be text, not {text!r}", **{name: text})
        for name in ("first_year", "last_year"):
            year = getattr(self, name)
            if not is_whole(year) or not MINYEAR <= year <= MAXYEAR:
                raise CalendarError(
                    f"{name} must be a year from {MINYEAR} to {MAXYEAR}, not {year!r}",
                    **{name: year},
                )
        if self.first_year > self.last_year:
            raise CalendarError(
                f"first_year {self.first_year} is after last_year {self.last_year}",
                first_year=self.first_year,
                last_year=self.last_year,
            )
        seen: set[date] = set()
        for day in (entry.day for entry in self.closed + self.open):
            if day in seen:
                raise CalendarError(
                    f"{day} is listed twice among the local closed and open days", day=day
                )
            if not self.first_year <= day.year <= self.last_year:
                raise CalendarError(
                    f"the local day {day} is outside {self.first_year} to {self.last_year}",
                    day=day,
                )
            seen.add(day)

    @property
    def national(self) -> NationalRules:
        """The part that the country decides."""
        return NationalRules(
            self.country, self.subdivision, self.categories, self.first_year, self.last_year
        )


SWEDEN: Final = CalendarSpec()
"""Sweden 1970 to 2100 in Swedish time, without local days."""
