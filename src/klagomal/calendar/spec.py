# SPDX-License-Identifier: Apache-2.0
"""The description of a calendar, as a policy file holds it, and checks on dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Any, Final

import attrs

from klagomal.calendar.days import WEEKDAYS
from klagomal.calendar.national import FIRST_YEAR, LAST_YEAR, NationalRules
from klagomal.errors import CalendarError, DayCountError, FieldError, suggest
from klagomal.fields import check_words, is_whole

__all__ = [
    "SWEDEN",
    "CalendarSpec",
    "NamedDay",
    "Season",
    "in_digits",
    "in_order",
    "plain_date",
    "require_within",
    "whole_number",
]

_WEEKDAYS: Final = tuple(label.en.lower() for label in WEEKDAYS)
"""The names of the weekdays in a description, Monday first."""

_MEANT: Final = {
    word.lower(): name
    for label, name in zip(WEEKDAYS, _WEEKDAYS, strict=True)
    for word in (label.sv, label.en)
}
"""The weekday that a Swedish or capitalised name means."""


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
        for name in ("name_sv", "name_en"):
            try:
                check_words(name, getattr(self, name))
            except FieldError as error:
                raise CalendarError(f"the local day {self.day}: {error}", day=self.day) from None


@attrs.frozen
class Season:
    """A stretch of every year, from the day ``start`` to the day ``end``, both included.

    A day is a month and a day of that month: ``Season((6, 15), (8, 15))`` lasts from 15 June to
    15 August. A season whose start is later in the year than its end runs over New Year. One that
    ends on 28 February does not hold 29 February.

    Raises :class:`~klagomal.errors.CalendarError` for a day that does not come every year, and for
    a season that leaves no day of the year out.
    """

    start: tuple[int, int]
    end: tuple[int, int]

    def __attrs_post_init__(self) -> None:
        start, end = _in_common_year("start", self.start), _in_common_year("end", self.end)
        after = end + timedelta(days=1)
        if (after.month, after.day) == (start.month, start.day):
            raise CalendarError(
                f"the season {self} is the whole year: leave at least one day of the year out",
                start=self.start,
                end=self.end,
            )

    def __str__(self) -> str:
        return "{:02}-{:02} to {:02}-{:02}".format(*self.start, *self.end)

    def covers(self, day: date) -> bool:
        """Return whether ``day`` lies within the season, whatever its year."""
        if type(day) is not date:
            day = plain_date(day)
        place = (day.month, day.day)
        if self.start <= self.end:
            return self.start <= place <= self.end
        return place >= self.start or place <= self.end


_COMMON_YEAR: Final = 2023
"""A year of 365 days."""


def _in_common_year(field: str, value: object) -> date:
    """Return the month and day ``value`` as a day of a year of 365 days."""
    if not isinstance(value, tuple) or len(value) != 2 or not all(map(is_whole, value)):  # noqa: PLR2004
        raise CalendarError(
            f"{field}: expected a month and a day such as (6, 15), got {value!r}",
            field=field,
            value=value,
        )
    month, day = value
    if (month, day) == (2, 29):
        raise CalendarError(
            f"{field}: 29 February does not come every year; write 28 February or 1 March",
            field=field,
            value=value,
        )
    try:
        return date(_COMMON_YEAR, month, day)
    except (ValueError, OverflowError):
        raise CalendarError(
            f"{field}: there is no day {in_digits(day)} in a month {in_digits(month)}; "
            "give the month first, then the day",
            field=field,
            value=value,
        ) from None


def _listed(values: object, what: str, example: str) -> tuple[Any, ...]:
    """Return ``values`` as a tuple; refuse a single text and whatever is no list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise CalendarError(f"{what}, not {values!r}: write {example}", value=values)
    return tuple(values)


_NAMED_DAY: Final = "NamedDay(date(2026, 5, 15), 'klämdag', 'bridge day')"


def _sorted_days(days: Iterable[NamedDay]) -> tuple[NamedDay, ...]:
    found = _listed(days, "closed and open are lists of local days", f"({_NAMED_DAY},)")
    for entry in found:
        if not isinstance(entry, NamedDay):
            raise CalendarError(f"{entry!r} is not a NamedDay; write {_NAMED_DAY}", value=entry)
    return tuple(sorted(found, key=lambda entry: entry.day))


def in_order(seasons: Iterable[Season]) -> tuple[Season, ...]:
    """Return ``seasons`` as they follow in the year, each once; refuse whatever is no season."""
    found = _listed(seasons, "rests are a list of seasons", "(Season((6, 15), (8, 15)),)")
    for entry in found:
        if not isinstance(entry, Season):
            raise CalendarError(
                f"rests: {entry!r} is not a season; write Season((6, 15), (8, 15))",
                field="rests",
                value=entry,
            )
    return tuple(sorted(set(found), key=lambda season: (season.start, season.end)))


def _category_names(categories: Iterable[str]) -> tuple[str, ...]:
    found = _listed(categories, "categories are a list of names", "('public',)")
    for name in found:
        if not isinstance(name, str):
            raise CalendarError(
                f"categories: {name!r} is not the name of a category of `holidays`",
                field="categories",
                value=name,
            )
    return found


def _weekday_names(names: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the names of weekdays, Monday first."""
    if names is None:
        return None
    way_out = f"({names!r},)" if isinstance(names, str) else "('saturday', 'sunday')"
    found = _listed(names, "weekend is a list of names of weekdays", way_out)
    for name in found:
        if not isinstance(name, str) or name not in _WEEKDAYS:
            word = str(name)
            meant = _MEANT.get(word.lower())
            way_out = f"write {meant!r}" if meant else suggest(word.lower(), _WEEKDAYS)
            raise CalendarError(
                f"weekend: {name!r} is not the name of a weekday; {way_out}",
                field="weekend",
                value=name,
            )
        if found.count(name) > 1:
            raise CalendarError(
                f"weekend: {name!r} stands twice; keep one", field="weekend", value=name
            )
    return tuple(sorted(found, key=_WEEKDAYS.index))


def require_within(days: Iterable[NamedDay], first_year: int, last_year: int) -> None:
    """Raise :class:`~klagomal.errors.CalendarError` if one of the local days is outside."""
    for day in (entry.day for entry in days):
        if not first_year <= day.year <= last_year:
            raise CalendarError(
                f"the local day {day} is outside {first_year} to {last_year}", day=day
            )


MAX_YEARS: Final = 500
"""The longest calendar: its tables take memory and time by the day."""
MAX_SEASONS: Final = 20


@attrs.frozen(cache_hash=True)
class CalendarSpec:
    """The description of a calendar, as a policy file holds it.

    ``country`` and ``subdivision`` are ISO 3166 codes. ``categories`` are those of `holidays`; if
    none is given, the country's own set applies (for Sweden: public and de facto holidays).
    ``zone`` decides which day a moment falls on. ``closed`` and ``open`` are local days; to name
    a day that is closed or worked anyway changes nothing. A calendar is looked up by its
    description with :func:`~klagomal.calendar.calendar_for`, which checks that country, zone and
    categories exist.

    Without ``first_year`` a calendar begins with 1970, or with the first year whose holidays are
    known if that is later. Without ``last_year`` it ends with 2100, or with the last year whose
    holidays are known if that is earlier. Swedish days are verified from 1970.

    With ``holidays=False`` no holiday is closed, the country decides nothing, and every year from 1
    to 9999 may be asked for. ``weekend`` names the weekdays on which nobody works, such as
    ``("saturday", "sunday")``; without it the weekends are the country's own, or Saturday and
    Sunday where ``holidays`` is false. The days within one of ``rests`` are closed every year,
    except those listed in ``open``.

    Raises :class:`~klagomal.errors.CalendarError` for years that are not a range, for local days
    that contradict each other or lie outside the years, for a weekend that is no list of weekdays,
    and for categories of holidays where there are none.
    """

    country: str = "SE"
    subdivision: str | None = None
    zone: str = "Europe/Stockholm"
    categories: tuple[str, ...] = attrs.field(default=(), converter=_category_names)
    first_year: int | None = None
    last_year: int | None = None
    closed: tuple[NamedDay, ...] = attrs.field(default=(), converter=_sorted_days)
    open: tuple[NamedDay, ...] = attrs.field(default=(), converter=_sorted_days)
    holidays: bool = True
    weekend: tuple[str, ...] | None = attrs.field(default=None, converter=_weekday_names)
    rests: tuple[Season, ...] = attrs.field(default=(), converter=in_order)

    def __attrs_post_init__(self) -> None:
        texts = {"country": self.country, "zone": self.zone, "subdivision": self.subdivision}
        for name, text in texts.items():
            if not isinstance(text, str) and not (name == "subdivision" and text is None):
                raise CalendarError(f"{name} must be text, not {text!r}", **{name: text})
        if not isinstance(self.holidays, bool):
            raise CalendarError(
                f"holidays must be True or False, not {self.holidays!r}", holidays=self.holidays
            )
        if self.categories and not self.holidays:
            raise CalendarError(
                f"categories {self.categories} choose holidays, and holidays=False leaves all of "
                "them out: drop one of the two",
                categories=self.categories,
            )
        self._check_years()
        self._check_local_days()

    def _check_years(self) -> None:
        for name in ("first_year", "last_year"):
            year = getattr(self, name)
            if year is not None and not (is_whole(year) and MINYEAR <= year <= MAXYEAR):
                given = in_digits(year) if is_whole(year) else repr(year)
                raise CalendarError(
                    f"{name} must be a year from {MINYEAR} to {MAXYEAR}, not {given}",
                    **{name: year},
                )
        first, last = self._widest
        if first > last:
            missing = [name for name in ("first_year", "last_year") if getattr(self, name) is None]
            way_out = f": give {missing[0]} too" if missing else ""
            raise CalendarError(
                f"first_year {first} is after last_year {last}{way_out}",
                first_year=first,
                last_year=last,
            )

    def _check_local_days(self) -> None:
        seen: set[date] = set()
        for day in (entry.day for entry in self.closed + self.open):
            if day in seen:
                raise CalendarError(
                    f"{day} is listed twice among the local closed and open days", day=day
                )
            seen.add(day)
        require_within(self.closed + self.open, *self._widest)
        first, last = self._widest
        if last - first >= MAX_YEARS:
            raise CalendarError(
                f"first_year {first} to last_year {last} are more than {MAX_YEARS} years; "
                "nobody is promised anything for so long",
                first_year=first,
                last_year=last,
            )
        if len(self.rests) > MAX_SEASONS:
            raise CalendarError(
                f"rests: {len(self.rests)} seasons; a year has at most {MAX_SEASONS} here",
                rests=len(self.rests),
            )

    @property
    def _widest(self) -> tuple[int, int]:
        """The years of the calendar, unless fewer are known."""
        first = FIRST_YEAR if self.first_year is None else self.first_year
        return first, LAST_YEAR if self.last_year is None else self.last_year

    @property
    def national(self) -> NationalRules:
        """The part that the country decides."""
        return NationalRules(
            self.country,
            self.subdivision,
            self.categories,
            self.first_year,
            self.last_year,
            self.holidays,
            None if self.weekend is None else tuple(map(_WEEKDAYS.index, self.weekend)),
        )


SWEDEN: Final = CalendarSpec()
"""Sweden 1970 to 2100 in Swedish time, without local days."""
