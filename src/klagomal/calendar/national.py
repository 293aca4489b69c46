# SPDX-License-Identifier: Apache-2.0
"""A country's own working days and the names of its holidays: the only module to use `holidays`.

An object of `holidays` is a dictionary that fills itself while it is read: a look-up outside its
years is silently a working day, two threads reading while it fills can get wrong answers, and the
names follow the locale of the process. So every argument is passed, all years are filled at once,
the answers are copied out, and the object is thrown away. The library is slow to import, so it is
imported only when a calendar is built.
"""

from __future__ import annotations

import warnings
from datetime import MAXYEAR, MINYEAR, date
from functools import cache
from itertools import cycle, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from klagomal.errors import CalendarError, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holidays import HolidayBase

    from klagomal.vocabulary import Language

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "NationalDays",
    "NationalRules",
    "holiday_names",
    "national_days",
]

FIRST_YEAR: Final = 1970
"""The first year of a calendar that does not say one, if its holidays are known."""

LAST_YEAR: Final = 2100
"""The last year of a calendar that does not say one, if its holidays are known."""

_SATURDAY_AND_SUNDAY: Final = (5, 6)

_DEFAULT_CATEGORIES: Final = MappingProxyType({"SE": ("public", "de_facto")})
"""Sweden's three eves are closed in practice and in law (1930:173), yet not public holidays."""

_PROPER_NOUNS: Final = ("Kristi", "Marie")
"""First words that keep their capital inside a Swedish sentence."""


@attrs.frozen(cache_hash=True)
class NationalRules:
    """Which of a country's rules apply, for which years.

    No categories and no weekend mean the country's own. In place of a year that is ``None`` stands
    ``FIRST_YEAR`` or ``LAST_YEAR``, or the nearest year whose holidays are known. Weekdays are
    numbered from 0 for Monday.
    """

    country: str
    subdivision: str | None
    categories: tuple[str, ...]
    first_year: int | None
    last_year: int | None
    holidays: bool = True
    weekend: tuple[int, ...] | None = None


@attrs.frozen
class NationalDays:
    """One byte a day (1 is a working day, 0 is closed), the years it covers, and those known."""

    mask: bytes
    first_year: int
    last_year: int
    known_years: tuple[int, int]


@cache
def national_days(rules: NationalRules) -> NationalDays:
    """Return which days are worked from 1 January of the first year to 31 December of the last.

    Raises :class:`~klagomal.errors.CalendarError` for a country, subdivision or category that
    `holidays` does not know, and for years before or after those it has rules for.
    """
    if not rules.holidays:
        return _bare_weeks(rules)
    entity = _unfilled(rules)
    known = _known_years(rules, entity)
    first = max(FIRST_YEAR, known[0]) if rules.first_year is None else rules.first_year
    last = min(LAST_YEAR, known[1]) if rules.last_year is None else rules.last_year
    if not known[0] <= first <= last <= known[1]:
        raise CalendarError(
            f"the holidays of {rules.country!r} are known for {known[0]} to {known[1]}, not for "
            f"{first} to {last}: change first_year or last_year",
            country=rules.country,
            first_year=first,
            last_year=last,
        )
    filled = _filled(rules, entity, _language(entity, "en"), range(first, last + 1))
    return NationalDays(_worked(filled, rules.weekend, first, last), first, last, known)


def _known_years(rules: NationalRules, entity: HolidayBase) -> tuple[int, int]:
    """Return the first and the last year whose holidays are known.

    Some countries reckon other years as well, without their movable feasts, and only warn of it.
    """
    first, last = int(entity.start_year), int(entity.end_year)
    if not any(_is_warned_of(rules, entity, year) for year in (FIRST_YEAR, LAST_YEAR)):
        return first, last
    sure = [
        year
        for year in range(max(first, FIRST_YEAR), min(last, LAST_YEAR) + 1)
        if not _is_warned_of(rules, entity, year)
    ]
    return sure[0], sure[-1]


def _is_warned_of(rules: NationalRules, entity: HolidayBase, year: int) -> bool:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        _filled(rules, entity, entity.default_language, range(year, year + 1))
    return any("available only" in str(warning.message) for warning in told)


def _worked(
    filled: HolidayBase, weekend: tuple[int, ...] | None, first_year: int, last_year: int
) -> bytes:
    """Return one byte a day; a day that is worked in exchange for another is worked."""
    start, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    days = map(date.fromordinal, range(start, end + 1))
    if weekend is None:
        return bytes(map(filled.is_working_day, days))
    exchanged = filled.weekend_workdays
    return bytes(
        day in exchanged or (day.weekday() not in weekend and day not in filled) for day in days
    )


def _bare_weeks(rules: NationalRules) -> NationalDays:
    """Return weeks that know no holiday; no country is looked up."""
    first = FIRST_YEAR if rules.first_year is None else rules.first_year
    last = LAST_YEAR if rules.last_year is None else rules.last_year
    weekend = _SATURDAY_AND_SUNDAY if rules.weekend is None else rules.weekend
    start, end = date(first, 1, 1), date(last, 12, 31)
    week = cycle([weekday not in weekend for weekday in range(7)])
    length = end.toordinal() - start.toordinal() + 1
    mask = bytes(islice(week, start.weekday(), start.weekday() + length))
    return NationalDays(mask, first, last, (MINYEAR, MAXYEAR))


@cache
def holiday_names(rules: NationalRules, language: Language) -> Mapping[date, str]:
    """Return the name of each holiday, also of those that fall on a weekend.

    A country without names in ``language`` gives its own: England has no Swedish names.
    Swedish names are written as inside a sentence ("nyårsdagen", "Kristi himmelsfärdsdag").
    """
    if not rules.holidays:
        return MappingProxyType({})
    covered, entity = national_days(rules), _unfilled(rules)
    spoken = _language(entity, language)
    filled = _filled(rules, entity, spoken, range(covered.first_year, covered.last_year + 1))
    swedish = spoken is not None and _speaks(spoken, "sv")
    joint = " och " if swedish else " and "
    return MappingProxyType(
        {
            day: joint.join(_uncapitalised(name) if swedish else name for name in names.split("; "))
            for day, names in filled.items()
        }
    )


def _unfilled(rules: NationalRules) -> HolidayBase:
    """Return the country's rules without any year, after checking that all asked for exists.

    `holidays` itself accepts an unknown language or option in silence, and any attribute of its
    package passes for a country.
    """
    import holidays

    country, subdivision = rules.country, rules.subdivision
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise CalendarError(
            f"unknown country {country!r}: {suggest(country.upper(), known)} "
            "(an ISO 3166 code such as 'SE' or 'GB')",
            country=country,
        )
    entity = holidays.country_holidays(country)
    subdivisions = {*entity.subdivisions, *entity.subdivisions_aliases}
    if subdivision is not None and subdivision not in subdivisions:
        raise CalendarError(
            f"unknown subdivision {subdivision!r} of {country!r}: "
            f"{suggest(subdivision, subdivisions)}",
            country=country,
            subdivision=subdivision,
        )
    for category in rules.categories:
        if category not in entity.supported_categories:
            raise CalendarError(
                f"unknown category {category!r} of holidays in {country!r}: "
                f"{suggest(category, entity.supported_categories)}",
                country=country,
                category=category,
            )
    return entity


def _filled(
    rules: NationalRules, entity: HolidayBase, language: str | None, years: range
) -> HolidayBase:
    """Return the holidays of all ``years``, with no argument left to a default that may change."""
    import holidays

    categories = rules.categories or _DEFAULT_CATEGORIES.get(entity.country)
    # Whether every Sunday is listed too has changed between releases; it is no holiday by name.
    sundays: dict[str, Any] = (
        {"include_sundays": False} if hasattr(entity, "include_sundays") else {}
    )
    return holidays.country_holidays(
        rules.country,
        subdiv=rules.subdivision,
        years=years,
        categories=categories or entity.default_category,
        language=language,
        observed=True,
        expand=False,
        **sundays,
    )


def _language(entity: HolidayBase, wanted: Language) -> str | None:
    """Return the country's own code for ``wanted``, or for its first language; never the locale."""
    own = entity.default_language
    offered = [own] if own else []
    offered += sorted(entity.supported_languages)
    return next((code for code in offered if _speaks(code, wanted)), own)


def _speaks(code: str, language: Language) -> bool:
    return code == language or code.startswith(f"{language}_")


def _uncapitalised(name: str) -> str:
    return name if name.startswith(_PROPER_NOUNS) else name[:1].lower() + name[1:]
