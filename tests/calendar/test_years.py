# SPDX-License-Identifier: Apache-2.0
"""The years of a calendar that does not say which it wants."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from klagomal.calendar import CalendarSpec, NamedDay, Season, calendar_for
from klagomal.errors import CalendarError, CalendarRangeError

GERMANY = CalendarSpec(country="DE", zone="Europe/Berlin")


def test_sweden_has_the_fingerprint_that_was_stored_with_promises() -> None:
    """The Swedish calendar of 1970 to 2100 keeps its fingerprint, however its years are given."""
    written_out = CalendarSpec(first_year=1970, last_year=2100)

    assert calendar_for().fingerprint == "ba600b1cb1050da2"
    assert calendar_for(written_out) == calendar_for()
    assert calendar_for(written_out).fingerprint == calendar_for().fingerprint


def test_a_calendar_begins_where_its_holidays_are_known() -> None:
    """Germany's holidays are known from 1991, so a German calendar without years begins there."""
    german = calendar_for(GERMANY)

    assert (german.first, german.last) == (date(1991, 1, 1), date(2100, 12, 31))
    assert german.add(date(1991, 1, 1), 1) == date(1991, 1, 2)  # a Wednesday
    assert not german.is_working_day(date(1991, 10, 3))  # German Unity Day, a Thursday
    assert german.day(date(1991, 10, 3)).label("en") == "German Unity Day"
    assert "1991-2100" in repr(german)
    assert pickle.loads(pickle.dumps(german)) is german


def test_a_calendar_ends_where_its_holidays_are_known() -> None:
    """Japan's holidays are known to 2099, so a Japanese calendar without years ends there."""
    japanese = calendar_for(CalendarSpec(country="JP", zone="Asia/Tokyo"))

    assert (japanese.first, japanese.last) == (date(1970, 1, 1), date(2099, 12, 31))
    with pytest.raises(CalendarRangeError, match=r"the holidays of JP are known to 2099$"):
        japanese.check(date(2100, 1, 1))


def test_the_error_says_from_when_holidays_are_known() -> None:
    """A day before the first known holidays is refused with the year they are known from."""
    with pytest.raises(CalendarRangeError, match=r"holidays of DE are known from 1991$") as told:
        calendar_for(GERMANY).add(date(1990, 12, 31), 1)

    assert "covers 1991-01-01 to 2100-12-31" in str(told.value)
    assert told.value.data["first"] == date(1991, 1, 1)


def test_what_is_derived_covers_the_same_years() -> None:
    """Every day, and a week with Saturdays, begin where the calendar that they came from does."""
    german = calendar_for(GERMANY)

    assert german.every_day().first == german.with_saturdays().first == date(1991, 1, 1)


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ({"first_year": 1970}, "known for 1991 to 2100, not for 1970 to 2100"),
        ({"first_year": 1990, "last_year": 2000}, "not for 1990 to 2000: change first_year"),
        ({"last_year": 1985}, "not for 1991 to 1985"),
        ({"last_year": 2101}, "not for 1991 to 2101"),
    ],
)
def test_a_year_that_is_given_is_not_moved(years: dict[str, Any], message: str) -> None:
    """A first or last year that is asked for and not known is refused, never replaced."""
    spec = CalendarSpec(country="DE", **years)

    with pytest.raises(CalendarError, match=message):
        calendar_for(spec)


def test_a_local_day_before_the_known_years_is_refused() -> None:
    """A local day that the country's first known year leaves outside is an error, not ignored."""
    spec = CalendarSpec(country="DE", closed=(NamedDay(date(1980, 3, 10), "stängt", "shut"),))

    with pytest.raises(CalendarError, match="local day 1980-03-10 is outside 1991 to 2100"):
        calendar_for(spec)


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ({"last_year": 1960}, "first_year 1970 is after last_year 1960: give first_year too"),
        ({"first_year": 2150}, "first_year 2150 is after last_year 2100: give last_year too"),
        ({"first_year": 2026, "last_year": 2025}, "first_year 2026 is after last_year 2025$"),
    ],
)
@pytest.mark.parametrize("holidays", [True, False])
def test_half_a_range_of_years(years: dict[str, Any], message: str, holidays: bool) -> None:
    """One year on the wrong side of the usual ones is refused, with the other year to give."""
    with pytest.raises(CalendarError, match=message):
        CalendarSpec(**years, holidays=holidays)


def test_a_calendar_covers_at_most_five_hundred_years() -> None:
    """Longer tables take memory and time, and nobody is promised anything for so long."""
    CalendarSpec(holidays=False, first_year=1, last_year=500)
    with pytest.raises(CalendarError, match="501 are more than 500 years"):
        CalendarSpec(holidays=False, first_year=1, last_year=501)


def test_a_calendar_rests_in_at_most_twenty_seasons() -> None:
    """More are no rest periods of an office."""
    seasons = [Season((month, day), (month, day)) for month in (1, 2, 3) for day in range(1, 8)]
    with pytest.raises(CalendarError, match="21 seasons"):
        CalendarSpec(rests=seasons)


def test_years_that_a_country_only_warns_of_are_not_guessed(
    recwarn: pytest.WarningsRecorder,
) -> None:
    """India's movable feasts are known from 2001 to 2035; in other years they would be missing."""
    india = calendar_for(CalendarSpec(country="IN", zone="Asia/Kolkata"))
    assert (india.first, india.last) == (date(2001, 1, 1), date(2035, 12, 31))
    with pytest.raises(CalendarError, match="of 'IN' are known for 2001 to 2035, not for 1999"):
        calendar_for(CalendarSpec(country="IN", zone="Asia/Kolkata", first_year=1999))
    assert not recwarn.list
