# SPDX-License-Identifier: Apache-2.0
"""Weeks of other shapes: without holidays, with other weekends, with Saturdays, with every day."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from klagomal.calendar import CalendarSpec, DayReason, NamedDay, WorkingCalendar, calendar_for
from klagomal.errors import CalendarError, CalendarRangeError
from tests.calendar import swedish_model as model
from tests.calendar.test_calendar import in_a_new_process

SWEDISH = calendar_for()
BARE = calendar_for(CalendarSpec(holidays=False))
SUNDAYS_OFF = calendar_for(CalendarSpec(weekend=("sunday",)))
LOCAL = calendar_for(
    CalendarSpec(
        closed=(NamedDay(date(2025, 5, 30), "klämdag", "bridge day"),),
        open=(NamedDay(date(2025, 1, 11), "lördagsöppet", "open Saturday"),),
    )
)
ENGLAND = calendar_for(CalendarSpec(country="GB", subdivision="ENG", zone="Europe/London"))


# --- without holidays -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2025, 12, 23), 2, date(2025, 12, 25)),  # Tuesday: Christmas Eve and Day are counted
        (date(2025, 6, 19), 1, date(2025, 6, 20)),  # Midsummer Eve is a Friday like any other
        (date(2025, 6, 20), 1, date(2025, 6, 23)),  # a Friday: Monday follows
        (date(2025, 3, 10), -1, date(2025, 3, 7)),  # a Monday: Friday is before it
    ],
)
def test_without_holidays_a_week_has_five_working_days(start: date, n: int, end: date) -> None:
    """With ``holidays=False`` every Monday to Friday is worked, and no other day."""
    assert BARE.add(start, n) == end


def test_without_holidays_a_closed_day_is_a_weekend() -> None:
    """Christmas Day on a Sunday is a plain Sunday where there are no holidays."""
    day = BARE.day(date(2022, 12, 25))

    assert day.reason is DayReason.WEEKEND
    assert day.label("sv") == "söndag"


def test_without_holidays_any_year_may_be_asked_for() -> None:
    """Without holidays a calendar may begin with the first year that dates have and end late."""
    early = calendar_for(CalendarSpec(holidays=False, first_year=1, last_year=3))
    late = calendar_for(CalendarSpec(holidays=False, first_year=9998, last_year=9999))

    assert early.is_working_day(date(1, 1, 1))  # a Monday
    assert early.add(date(1, 1, 5), 1) == date(1, 1, 8)  # from Friday to Monday
    assert late.is_working_day(date(9999, 12, 31))  # a Friday
    with pytest.raises(CalendarRangeError, match=r"begin with the year 1$"):
        early.add(date(1, 1, 1), -1)
    with pytest.raises(CalendarRangeError, match=r"end with the year 9999$"):
        late.add(date(9999, 12, 31), 1)


def test_without_holidays_the_usual_years_are_covered() -> None:
    """Where no year is given, a calendar without holidays covers the same years as Sweden's."""
    assert (BARE.first, BARE.last) == (SWEDISH.first, SWEDISH.last)
    with pytest.raises(CalendarRangeError, match=r"last_year=...\).* to 9999$"):
        BARE.check(date(2101, 1, 1))


def test_without_holidays_the_package_is_not_imported() -> None:
    """A calendar without holidays is built, asked and explained without importing `holidays`."""
    code = (
        "import sys; from datetime import date; "
        "from klagomal.calendar import CalendarSpec, calendar_for; "
        "calendar = calendar_for(CalendarSpec(holidays=False)); "
        "calendar.explain_add(date(2025, 3, 7), 1); calendar.every_day().with_saturdays(); "
        "print('holidays' in sys.modules)"
    )

    assert in_a_new_process(code) == "False"


def test_categories_of_no_holidays_are_a_contradiction() -> None:
    """To choose categories of holidays and to leave all holidays out is refused."""
    with pytest.raises(CalendarError, match="drop one of the two") as caught:
        CalendarSpec(holidays=False, categories=("public",))

    assert caught.value.data == {"categories": ("public",)}


@pytest.mark.parametrize("flag", ["false", 0, 1, None], ids=repr)
def test_holidays_are_wanted_or_not(flag: Any) -> None:
    """Anything but True or False for ``holidays`` is refused, also 0 and 1."""
    with pytest.raises(CalendarError, match="holidays must be True or False") as caught:
        CalendarSpec(holidays=flag)

    assert caught.value.data == {"holidays": flag}


# --- other weekends -------------------------------------------------------------------------------


def is_worked_with_saturdays(day: date) -> bool:
    """Return what the statutes say of a week from Monday to Saturday, apart from the library."""
    midsummer_day = model.midsummer_eve(day.year) + timedelta(days=1)
    all_saints = day.weekday() == 5 and date(day.year, 10, 31) <= day <= date(day.year, 11, 6)
    closed = day in model.closed_days(day.year) or day == midsummer_day or all_saints
    return day.weekday() < 6 and not closed


def test_a_week_with_saturdays_agrees_with_the_model() -> None:
    """With Sunday as the only weekend, every day of 131 years is what the statutes say."""
    days = [date(1970, 1, 1) + timedelta(days=n) for n in range(47_847)]

    assert [d for d in days if SUNDAYS_OFF.is_working_day(d) != is_worked_with_saturdays(d)] == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 3, 14), date(2025, 3, 15)),  # from Friday to Saturday
        (date(2025, 3, 15), date(2025, 3, 17)),  # from Saturday past Sunday
        (date(2025, 6, 19), date(2025, 6, 23)),  # past Midsummer Eve and Midsummer Day, a Saturday
        (date(2025, 10, 31), date(2025, 11, 3)),  # past All Saints' Day, always a Saturday
        (date(2026, 6, 5), date(2026, 6, 8)),  # past National Day, a Saturday in 2026
    ],
)
def test_a_saturday_is_worked_unless_it_is_a_holiday(start: date, end: date) -> None:
    """With Sunday as the only weekend, Saturdays count except those that are holidays."""
    assert SUNDAYS_OFF.add(start, 1) == end


def test_a_weekend_of_no_days_leaves_the_holidays_closed() -> None:
    """With no weekend a Sunday is worked, and Easter Sunday is closed as the holiday it is."""
    calendar = calendar_for(CalendarSpec(weekend=()))

    assert calendar.is_working_day(date(2025, 3, 16))  # a Sunday
    assert calendar.day(date(2025, 4, 20)).label("sv") == "påskdagen"
    assert not calendar.is_working_day(date(2025, 4, 20))


def test_a_weekend_on_other_days_is_named_by_its_weekdays() -> None:
    """Where Friday and Saturday are the weekend, a Friday is explained as a weekend."""
    calendar = calendar_for(CalendarSpec(holidays=False, weekend=("friday", "saturday")))

    assert calendar.add(date(2025, 3, 13), 1) == date(2025, 3, 16)  # from Thursday to Sunday
    assert calendar.day(date(2025, 3, 14)).reason is DayReason.WEEKEND
    assert calendar.day(date(2025, 3, 14)).label("en") == "Friday"


def test_the_usual_weekend_may_be_written_out() -> None:
    """Saturday and Sunday in any order are the weekend that Sweden has anyway."""
    one = CalendarSpec(weekend=("saturday", "sunday"))
    same = CalendarSpec(weekend=["sunday", "saturday"])

    assert one == same
    assert calendar_for(one) is calendar_for(same)
    assert calendar_for(one) == SWEDISH


def test_a_holiday_and_the_day_kept_for_it_are_both_closed() -> None:
    """The day on which a country keeps a Saturday's holiday stays closed if Saturdays are worked.

    Independence Day 2026 is a Saturday and kept on Friday. Boxing Day 2026 is a Saturday, and
    Monday the 28th is a bank holiday in its place.
    """
    american = calendar_for(
        CalendarSpec(country="US", zone="America/New_York", weekend=("sunday",))
    )
    english = ENGLAND.with_saturdays()

    assert american.add(date(2026, 7, 2), 1) == date(2026, 7, 6)
    assert american.is_working_day(date(2026, 7, 11))  # the next Saturday
    assert english.add(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_a_day_worked_in_exchange_stays_worked() -> None:
    """Sunday 26 January 2025 was worked in China in exchange for a day of the Spring Festival."""
    usual = CalendarSpec(country="CN", zone="Asia/Shanghai", first_year=2025, last_year=2025)
    calendar = calendar_for(usual).with_saturdays()

    assert calendar_for(usual).is_working_day(date(2025, 1, 26))
    assert calendar.is_working_day(date(2025, 1, 26))
    assert calendar.is_working_day(date(2025, 2, 22))  # an ordinary Saturday
    assert not calendar.is_working_day(date(2025, 2, 23))  # an ordinary Sunday
    assert not calendar.is_working_day(date(2025, 1, 29))  # Chinese New Year


@pytest.mark.parametrize(
    ("weekend", "message"),
    [
        ("sunday", "list of names of weekdays, not 'sunday'"),
        (6, "list of names of weekdays, not 6"),
        (("Sunday",), "'Sunday' is not the name of a weekday; write 'sunday'"),
        (("söndag",), "write 'sunday'"),
        (("sundai",), "did you mean 'sunday'"),
        ((6,), "6 is not the name of a weekday; choose from"),
        ((None,), "None is not the name of a weekday"),
        ((["sunday"],), "is not the name of a weekday"),
        (("sunday", "monday", "sunday"), "'sunday' stands twice; keep one"),
    ],
    ids=repr,
)
def test_a_weekend_is_a_list_of_weekdays(weekend: Any, message: str) -> None:
    """A bare word, an unknown weekday and one that stands twice are refused with the way out."""
    with pytest.raises(CalendarError, match=message):
        CalendarSpec(weekend=weekend)


# --- the same place with more days ----------------------------------------------------------------


def test_saturdays_are_added_to_a_calendar() -> None:
    """With Saturdays, only Sundays, holidays and the local closed days are left out."""
    calendar = LOCAL.with_saturdays()

    assert calendar == calendar_for(attrs.evolve(LOCAL.spec, weekend=("sunday",)))
    # Thursday is Ascension Day, Friday is closed locally.
    assert calendar.add(date(2025, 5, 28), 1) == date(2025, 5, 31)
    assert SWEDISH.with_saturdays() == SUNDAYS_OFF


def test_saturdays_are_added_to_a_week_of_seven_days_by_closing_sunday() -> None:
    """A calendar that works every weekday has Sundays off once it is asked for Saturdays."""
    calendar = calendar_for(CalendarSpec(weekend=())).with_saturdays()

    assert calendar is SUNDAYS_OFF
    assert calendar.with_saturdays() is calendar


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2025, 5, 28), 3, date(2025, 5, 31)),  # Ascension, a local closed day, a Saturday
        (date(2025, 12, 23), 3, date(2025, 12, 26)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2025, 3, 1), -1, date(2025, 2, 28)),
    ],
)
def test_every_day_counts(start: date, n: int, end: date) -> None:
    """Where every day counts, adding days is adding civil days."""
    assert LOCAL.every_day().add(start, n) == end


def test_every_day_keeps_years_and_zone() -> None:
    """The calendar of every day covers the years and keeps the zone of the one it came from."""
    narrow = calendar_for(
        CalendarSpec(
            country="GB",
            subdivision="ENG",
            zone="Europe/London",
            categories=("public",),
            first_year=2024,
            last_year=2026,
        )
    )
    calendar = narrow.every_day()

    assert (calendar.first, calendar.last) == (date(2024, 1, 1), date(2026, 12, 31))
    assert calendar.zone is narrow.zone
    assert set(calendar.mask) == {1}


@pytest.mark.parametrize(
    "derive",
    [WorkingCalendar.with_saturdays, WorkingCalendar.every_day],
    ids=lambda method: method.__name__,
)
def test_a_derived_calendar_is_one_object(
    derive: Callable[[WorkingCalendar], WorkingCalendar],
) -> None:
    """The same calendar is given each time, and is found again when it is unpickled."""
    calendar = derive(LOCAL)

    assert derive(LOCAL) is calendar
    assert derive(calendar) is calendar
    assert calendar_for(calendar.spec) is calendar
    assert pickle.loads(pickle.dumps(calendar)) is calendar


def test_the_order_in_which_calendars_are_derived_is_free() -> None:
    """Every day with Saturdays added is a week of six days without holidays."""
    six_days = calendar_for(CalendarSpec(holidays=False, weekend=("sunday",)))

    assert SWEDISH.every_day().with_saturdays() == six_days
    assert SWEDISH.with_saturdays().every_day() is SWEDISH.every_day()


def test_a_calendar_of_another_week_travels_between_processes() -> None:
    """Unpickled in another process, a calendar with every new field has the same fingerprint."""
    calendar = LOCAL.every_day().with_saturdays()
    code = f"import pickle; print(pickle.loads({pickle.dumps(calendar)!r}).fingerprint)"

    assert in_a_new_process(code, PYTHONHASHSEED="1") == calendar.fingerprint
