# SPDX-License-Identifier: Apache-2.0
"""The sorts of period, each a value with its days, its code and its label."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Any, Final, NamedTuple, Self

import attrs

from klagomal.calendar.days import MONTHS
from klagomal.errors import PeriodError
from klagomal.fields import is_whole
from klagomal.vocabulary import Label, Language

__all__ = [
    "AnnualAccounts",
    "Custom",
    "InterimAccounts",
    "Month",
    "Period",
    "Quarter",
    "SchoolYear",
    "Tertial",
    "Year",
]

_SCHOOL_YEAR: Final = (8, 1)


def _whole(low: int, high: int) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator: a whole number from ``low`` to ``high``."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not is_whole(value) or not low <= value <= high:
            raise PeriodError(
                f"{attribute.name}: {value!r}; give a whole number from {low} to {high}",
                field=attribute.name,
                value=value,
            )

    return check


class _Facts(NamedTuple):
    first: date
    last: date
    code: str
    words: Label


@attrs.frozen
class Period:
    """The base class of all sorts of period.

    ``first`` and ``last`` are civil days, both inside. ``code`` is stable.
    """

    first: date = attrs.field(init=False, eq=False, repr=False)
    last: date = attrs.field(init=False, eq=False, repr=False)
    code: str = attrs.field(init=False, eq=False, repr=False)
    words: Label = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Work out the days, the code and the words."""
        for name, value in self._facts()._asdict().items():
            object.__setattr__(self, name, value)

    def _facts(self) -> _Facts:
        raise PeriodError("make a Year, a Tertial or another sort of period")

    def label(self, language: Language = "sv") -> str:
        """Return the period in words."""
        return self.words.text(language)

    @property
    def days(self) -> int:
        """How many calendar days are inside."""
        return (self.last - self.first).days + 1

    def contains(self, day: date) -> bool:
        """Whether a civil day is inside; a moment is refused, since its day depends on a zone."""
        if not isinstance(day, date) or isinstance(day, datetime):
            raise PeriodError(
                f"{day!r} is not a civil day; take it from the moment with calendar.day_of()",
                day=day,
            )
        return self.first <= day <= self.last

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    def previous(self) -> Self:
        """Return the period of the same sort right before.

        Accounts begin anew each year, so the accounts right before are those of the year before.
        """
        return self.same_last_year()

    def same_last_year(self) -> Self:
        """Return the same period a year earlier."""
        return attrs.evolve(self, **{"year": self._year - 1})  # noqa: PIE804  (all sorts but Custom)

    @property
    def _year(self) -> int:
        return self.first.year

    def __str__(self) -> str:
        return self.code


@attrs.frozen
class Year(Period):
    """A calendar year; its code is like ``2025``."""

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR))

    def _facts(self) -> _Facts:
        words = Label(f"år {self.year}", f"year {self.year}")
        return _Facts(date(self.year, 1, 1), date(self.year, 12, 31), f"{self.year:04d}", words)


@attrs.frozen
class SchoolYear(Period):
    """A school year, named after the calendar year it begins in (AMB-12).

    It begins on ``start`` (month, day), 1 August by default, and ends the day before the next one.
    Its code is like ``2025/26``. Another start than the default is added: ``2025/26:07-01``.
    """

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR - 1))
    start: tuple[int, int] = _SCHOOL_YEAR

    def _facts(self) -> _Facts:
        try:
            month, day = self.start
            date(2001, month, day)
        except (TypeError, ValueError):
            raise PeriodError(
                f"start: {self.start!r}; give (month, day) of a day that every year has",
                field="start",
            ) from None
        if (month, day) == (1, 1):
            raise PeriodError("a school year from 1 January is a Year", field="start")
        name = f"{self.year:04d}/{(self.year + 1) % 100:02d}"
        return _Facts(
            date(self.year, month, day),
            date(self.year + 1, month, day) - timedelta(days=1),
            name if self.start == _SCHOOL_YEAR else f"{name}:{month:02d}-{day:02d}",
            Label(f"läsåret {name}", f"school year {name}"),
        )


@attrs.frozen
class InterimAccounts(Period):
    """The time that interim accounts cover, cumulative from 1 January (AMB-13).

    They cover at least half and at most two thirds of the year (the act on municipal accounting,
    13:1), so ``months`` is 6, 7 or 8, and 8 by default. The code is like ``2025-01--08``.
    """

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR))
    months: int = attrs.field(default=8, validator=_whole(6, 8))

    def _facts(self) -> _Facts:
        month = MONTHS[self.months - 1]
        return _Facts(
            date(self.year, 1, 1),
            _month_end(self.year, self.months),
            f"{self.year:04d}-01--{self.months:02d}",
            Label(
                f"delårsbokslut januari till {month.sv} {self.year}",
                f"interim accounts January to {month.en} {self.year}",
            ),
        )


@attrs.frozen
class AnnualAccounts(Period):
    """The calendar year as the annual accounts cover it; its code is like ``2025-01--12``."""

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR))

    def _facts(self) -> _Facts:
        words = Label(f"årsbokslut {self.year}", f"annual accounts {self.year}")
        code = f"{self.year:04d}-01--12"
        return _Facts(date(self.year, 1, 1), date(self.year, 12, 31), code, words)


@attrs.frozen
class Tertial(Period):
    """A third of a year, January to April, May to August or September to December: ``2025T2``."""

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR))
    tertial: int = attrs.field(validator=_whole(1, 3))

    def _facts(self) -> _Facts:
        words = Label(f"tertial {self.tertial} {self.year}", f"tertial {self.tertial} {self.year}")
        return _part(self.year, self.tertial, 4, f"{self.year:04d}T{self.tertial}", words)

    def previous(self) -> Self:
        """Return the tertial before; before the first comes the last one of the year before."""
        year, before = _part_before(self.year, self.tertial, 3)
        return attrs.evolve(self, year=year, tertial=before)


@attrs.frozen
class Quarter(Period):
    """A quarter of a year: ``2025Q3``."""

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR))
    quarter: int = attrs.field(validator=_whole(1, 4))

    def _facts(self) -> _Facts:
        words = Label(f"kvartal {self.quarter} {self.year}", f"quarter {self.quarter} {self.year}")
        return _part(self.year, self.quarter, 3, f"{self.year:04d}Q{self.quarter}", words)

    def previous(self) -> Self:
        """Return the quarter before; before the first comes the last one of the year before."""
        year, before = _part_before(self.year, self.quarter, 4)
        return attrs.evolve(self, year=year, quarter=before)


@attrs.frozen
class Month(Period):
    """A calendar month: ``2025-07``."""

    year: int = attrs.field(validator=_whole(MINYEAR, MAXYEAR))
    month: int = attrs.field(validator=_whole(1, 12))

    def _facts(self) -> _Facts:
        name = MONTHS[self.month - 1]
        words = Label(f"{name.sv} {self.year}", f"{name.en} {self.year}")
        return _part(self.year, self.month, 1, f"{self.year:04d}-{self.month:02d}", words)

    def previous(self) -> Self:
        """Return the month before; before January comes December of the year before."""
        year, before = _part_before(self.year, self.month, 12)
        return attrs.evolve(self, year=year, month=before)


def _is_day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PeriodError(f"{attribute.name}: {value!r} is not a civil day", field=attribute.name)


@attrs.frozen
class Custom(Period):
    """From one day to another, both inside: ``2025-01-15--2025-03-20``."""

    first: date = attrs.field(validator=_is_day)
    last: date = attrs.field(validator=_is_day)

    def _facts(self) -> _Facts:
        if self.last < self.first:
            raise PeriodError(
                f"the period ends {self.last}, before it begins {self.first}; swap the days",
                first=self.first,
                last=self.last,
            )
        code = f"{self.first.isoformat()}--{self.last.isoformat()}"
        words = Label(f"{self.first} till {self.last}", f"{self.first} to {self.last}")
        return _Facts(self.first, self.last, code, words)

    def previous(self) -> Self:
        """Return the period of equally many days right before this one."""
        try:
            last = self.first - timedelta(days=1)
            return attrs.evolve(self, first=last - (self.last - self.first), last=last)
        except OverflowError:
            raise PeriodError(f"there is no period of {self.days} days before {self}") from None

    def same_last_year(self) -> Self:
        """Return the same dates a year earlier; 29 February becomes 28 February."""
        return attrs.evolve(self, first=_year_before(self.first), last=_year_before(self.last))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _part(year: int, number: int, months: int, code: str, words: Label) -> _Facts:
    last = number * months
    return _Facts(date(year, last - months + 1, 1), _month_end(year, last), code, words)


def _part_before(year: int, number: int, parts: int) -> tuple[int, int]:
    return (year, number - 1) if number > 1 else (year - 1, parts)


def _year_before(day: date) -> date:
    if day.year == MINYEAR:
        raise PeriodError(f"no day comes a year before {day}", day=day)
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))
