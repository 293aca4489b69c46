# SPDX-License-Identifier: Apache-2.0
"""Terms: numbers of days, weeks and months, their roll, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.calendar import CalendarSpec, NamedDay, calendar_for
from klagomal.errors import CalendarRangeError, DayCountError, FieldError, PolicyError
from klagomal.promises.counting import count_days, last_day, put_off, roll
from klagomal.promises.terms import MAX_UNITS, Within
from klagomal.vocabulary import Roll, Unit
from tests.calendar import swedish_model as model

SWEDISH = calendar_for()

# Far enough from both ends that any term drawn below stays inside.
DAYS = st.dates(date(1971, 1, 1), date(2080, 12, 31))
UNHURRIED = settings(deadline=None)


# --- the slow model -------------------------------------------------------------------------------


def walked(start: date, n: int, unit: Unit) -> date:
    """Return the last day of a term by stepping one day, or one month, at a time."""
    if unit is Unit.WORKING_DAYS:
        return model.nth_after(start, n)
    if unit is Unit.MONTHS:
        year, month = start.year, start.month
        for _ in range(n):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        for number in range(start.day, 0, -1):
            try:
                return date(year, month, number)
            except ValueError:
                continue
    day, counted = start, 0
    while counted < n * (7 if unit is Unit.WEEKS else 1):
        day += timedelta(days=1)
        is_saturday = day.weekday() == 5 and not model.is_holiday(day)
        counted += unit is not Unit.MON_SAT_DAYS or is_saturday or model.is_working_day(day)
    return day


def rolled(day: date, how: Roll) -> date:
    """Return a day moved off closed days by stepping."""
    step = {Roll.NONE: 0, Roll.NEXT_WORKING_DAY: 1, Roll.PREVIOUS_WORKING_DAY: -1}[how]
    while step and not model.is_working_day(day):
        day += timedelta(days=step)
    return day


@UNHURRIED
@given(DAYS, st.integers(1, 120), st.sampled_from(Unit), st.sampled_from(Roll))
def test_a_last_day_is_a_walk(start: date, n: int, unit: Unit, how: Roll) -> None:
    """Whatever the unit and the roll, the last day is the one found by walking there."""
    found = last_day(Within(n, unit, how), start, SWEDISH)

    assert found == max(start, rolled(walked(start, n, unit), how))  # never before it begins


@UNHURRIED
@given(DAYS, st.integers(1, 60), st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]))
def test_counting_undoes_adding(start: date, n: int, unit: Unit) -> None:
    """A term of n days ends n days after its start, counted in its own kind of day."""
    term = Within(n, unit)
    assert count_days(term, start, put_off(term, start, n, SWEDISH), SWEDISH) == n


@UNHURRIED
@given(DAYS, st.integers(-90, 90))
def test_days_that_stand_still_are_counted_one_by_one(start: date, days: int) -> None:
    """Weeks and months stand still for calendar days, working days for working days."""
    end = start + timedelta(days=days)

    assert count_days(Within(1), start, end, SWEDISH) == model.count(start, end)
    assert count_days(Within(1, Unit.MONTHS), start, end, SWEDISH) == days
    assert count_days(Within(1, Unit.WEEKS), start, end, SWEDISH) == days


@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_a_later_start_never_ends_earlier(start: date, wait: int, n: int) -> None:
    """Waiting before the clock starts never shortens a term, in any unit and with any roll."""
    later = start + timedelta(days=wait)
    for unit in Unit:
        for how in Roll:
            term = Within(n, unit, how)
            assert last_day(term, start, SWEDISH) <= last_day(term, later, SWEDISH)


# --- by hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "unit", "start", "end"),
    [
        # Wednesday to Midsummer Day, a Saturday: calendar days go straight on.
        (10, Unit.CALENDAR_DAYS, date(2025, 6, 11), date(2025, 6, 21)),
        # As working days, 20 June (Midsummer Eve) and two weekends fall out.
        (10, Unit.WORKING_DAYS, date(2025, 6, 11), date(2025, 6, 26)),
        # 24, 25, 26, 31 December and 1 January are closed, and two weekends.
        (5, Unit.WORKING_DAYS, date(2025, 12, 19), date(2026, 1, 2)),
        # A week ends on the day of the same name.
        (1, Unit.WEEKS, date(2025, 12, 24), date(2025, 12, 31)),
        (4, Unit.WEEKS, date(2024, 2, 5), date(2024, 3, 4)),  # over 29 February
        # A month ends on the same number ...
        (1, Unit.MONTHS, date(2025, 6, 11), date(2025, 7, 11)),
        (3, Unit.MONTHS, date(2025, 11, 15), date(2026, 2, 15)),
        # ... or on the month's last day where that number is missing.
        (1, Unit.MONTHS, date(2025, 1, 31), date(2025, 2, 28)),
        (1, Unit.MONTHS, date(2024, 1, 31), date(2024, 2, 29)),
        (1, Unit.MONTHS, date(2025, 8, 31), date(2025, 9, 30)),
        (12, Unit.MONTHS, date(2024, 2, 29), date(2025, 2, 28)),
        (48, Unit.MONTHS, date(2024, 2, 29), date(2028, 2, 29)),
        (1, Unit.MONTHS, date(2025, 12, 1), date(2026, 1, 1)),
        (13, Unit.MONTHS, date(2025, 11, 30), date(2026, 12, 30)),
    ],
)
def test_terms_counted_by_hand(n: int, unit: Unit, start: date, end: date) -> None:
    """Known last days: midsummer, Christmas, leap years, short months."""
    assert last_day(Within(n, unit), start, SWEDISH) == end


def test_months_are_counted_from_the_start_not_from_the_month_before() -> None:
    """From 31 January two months end on 31 March: the short February leaves no trace."""
    assert last_day(Within(2, Unit.MONTHS), date(2025, 1, 31), SWEDISH) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("how", "end"),
    [
        (Roll.NONE, date(2025, 6, 21)),  # Midsummer Day itself
        (Roll.NEXT_WORKING_DAY, date(2025, 6, 23)),  # Monday
        (Roll.PREVIOUS_WORKING_DAY, date(2025, 6, 19)),  # Thursday, before Midsummer Eve
    ],
)
def test_a_roll_goes_over_all_closed_days(how: Roll, end: date) -> None:
    """A last day on Midsummer Day stays, goes on to Monday, or back to Thursday."""
    term = Within(10, Unit.CALENDAR_DAYS, how)

    assert last_day(term, date(2025, 6, 11), SWEDISH) == end


@pytest.mark.parametrize("how", Roll)
def test_a_working_day_is_never_rolled(how: Roll) -> None:
    """A last day on which people are at work stays where it is."""
    assert roll(date(2025, 6, 19), how, SWEDISH) == date(2025, 6, 19)


def test_a_roll_respects_local_days() -> None:
    """A day that is closed here alone is rolled over, one that is open here alone is not."""
    bridge = NamedDay(date(2025, 5, 30), "klämdag", "bridge day")
    saturday = NamedDay(date(2025, 5, 31), "lördagsöppet", "open Saturday")
    local = calendar_for(CalendarSpec(closed=(bridge,), open=(saturday,)))

    assert roll(date(2025, 5, 30), Roll.NEXT_WORKING_DAY, local) == date(2025, 5, 31)
    assert roll(date(2025, 5, 30), Roll.PREVIOUS_WORKING_DAY, local) == date(2025, 5, 28)


def test_a_term_is_in_working_days_and_stays_unless_it_says_otherwise() -> None:
    """The bare number means working days without a roll."""
    assert Within(5) == Within(5, Unit.WORKING_DAYS, Roll.NONE)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [True, False, 5.0, "5", None], ids=repr)
def test_a_term_must_be_a_whole_number(n: Any) -> None:
    """``True``, a float, text and nothing are no terms; the error names the value."""
    with pytest.raises(DayCountError, match="not a whole number") as caught:
        Within(n)
    assert caught.value.data == {"n": n}


@pytest.mark.parametrize("n", [0, -1, MAX_UNITS + 1])
def test_a_term_must_be_of_use(n: int) -> None:
    """Nothing is due at once or in the past, and no promise means ten thousand and one days."""
    with pytest.raises(PolicyError, match="1-10000") as caught:
        Within(n, Unit.WEEKS)
    assert caught.value.data == {"n": n}


def test_the_bounds_are_usable() -> None:
    """One and ten thousand units are terms."""
    assert last_day(Within(1), date(2025, 6, 11), SWEDISH) == date(2025, 6, 12)
    # 27 years to 1 January 2052 are 27 * 365 + 6 leap days = 9 861 days; 139 are left: 31 + 29 +
    # 31 + 30 = 121 to 1 May, and 18 more.
    far = last_day(Within(MAX_UNITS, Unit.CALENDAR_DAYS), date(2025, 1, 1), SWEDISH)
    assert far == date(2052, 5, 19)


@pytest.mark.parametrize(("unit", "how"), [("days", Roll.NONE), (Unit.WEEKS, "next")])
def test_unit_and_roll_are_of_their_vocabularies(unit: Any, how: Any) -> None:
    """A unit or a roll that does not exist is refused by name."""
    with pytest.raises(FieldError, match=r"days|next"):
        Within(5, unit, how)


@pytest.mark.parametrize("unit", Unit)
def test_a_term_may_not_leave_the_calendar(unit: Unit) -> None:
    """A last day after the calendar's last is no answer, in any unit."""
    with pytest.raises(CalendarRangeError, match="2100-12-31"):
        last_day(Within(1, unit), date(2100, 12, 31), SWEDISH)


@pytest.mark.parametrize("unit", Unit)
def test_a_start_outside_the_calendar_is_refused(unit: Unit) -> None:
    """Also where the arithmetic alone could answer: the holidays of 1969 are not known."""
    with pytest.raises(CalendarRangeError, match="1969-12-30"):
        last_day(Within(40, unit), date(1969, 12, 30), SWEDISH)


@pytest.mark.parametrize("n", [3_000_000, 10**9, 10**30])
def test_a_term_beyond_the_year_9999_is_refused(n: int) -> None:
    """Where Python has no date for the answer the error is ours, and names the year."""
    with pytest.raises(CalendarRangeError, match="9999") as caught:
        put_off(Within(1, Unit.CALENDAR_DAYS), date(2025, 1, 1), n, SWEDISH)
    assert caught.value.data == {"day": date(2025, 1, 1), "n": n}


def test_months_may_end_in_december_9999_and_no_later() -> None:
    """The last month that exists is no overflow."""
    far = calendar_for(CalendarSpec(holidays=False, first_year=9990, last_year=9999))

    assert last_day(Within(11, Unit.MONTHS), date(9999, 1, 31), far) == date(9999, 12, 31)
    with pytest.raises(CalendarRangeError, match="beyond the year 9999"):
        last_day(Within(12, Unit.MONTHS), date(9999, 1, 31), far)


def test_a_roll_may_not_leave_the_calendar() -> None:
    """31 December 2100 is New Year's Eve: no working day follows it in the calendar."""
    assert roll(date(2100, 12, 31), Roll.PREVIOUS_WORKING_DAY, SWEDISH) == date(2100, 12, 30)
    with pytest.raises(CalendarRangeError):
        roll(date(2100, 12, 31), Roll.NEXT_WORKING_DAY, SWEDISH)


@pytest.mark.parametrize("unit", Unit)
def test_a_moment_is_no_start(unit: Unit) -> None:
    """A datetime has no day before its zone is known; the calendar says how to take it."""
    with pytest.raises(DayCountError, match="day_of"):
        last_day(Within(5, unit), datetime(2025, 6, 11, 12), SWEDISH)
