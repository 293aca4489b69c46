# SPDX-License-Identifier: Apache-2.0
"""Terms counted off on the Swedish calendar: each unit, with a start that rolls and with rests.

Every day is worked out by hand. In March 2025, a month without holidays, the 3rd is a Monday.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.calendar import CalendarSpec, NamedDay, Season, calendar_for
from klagomal.promises.counting import count_days, day_zero, end_of, last_day, prolonged
from klagomal.promises.terms import Within
from klagomal.vocabulary import Roll, Unit

SWEDEN = calendar_for()
SUMMER = (Season((6, 15), (8, 15)),)
OVER_NEW_YEAR = (Season((12, 20), (1, 7)),)
NEXT, PREVIOUS = Roll.NEXT_WORKING_DAY, Roll.PREVIOUS_WORKING_DAY
WORKING, MON_SAT, CALENDAR = Unit.WORKING_DAYS, Unit.MON_SAT_DAYS, Unit.CALENDAR_DAYS
WEEKS, MONTHS = Unit.WEEKS, Unit.MONTHS


def last(start: str, n: int, unit: Unit, **about: Any) -> str:
    """Return the last day of a term in Sweden."""
    return last_day(Within(n, unit, **about), date.fromisoformat(start), SWEDEN).isoformat()


# --- Monday to Saturday ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "n", "ends"),
    [
        ("2025-03-03", 5, "2025-03-08"),  # 4, 5, 6, 7 and Saturday the 8th
        ("2025-03-03", 6, "2025-03-10"),  # over Sunday to Monday
        ("2025-03-07", 1, "2025-03-08"),
        ("2025-03-08", 1, "2025-03-10"),  # Saturday's arrival is not counted itself
        ("2025-03-09", 1, "2025-03-10"),
        ("2025-03-03", 12, "2025-03-17"),  # two weeks of six days
    ],
)
def test_saturdays_are_counted_and_sundays_are_not(start: str, n: int, ends: str) -> None:
    """Six days a week."""
    assert last(start, n, MON_SAT) == ends


@pytest.mark.parametrize(
    ("start", "n", "ends"),
    [
        # Midsummer Eve is Friday 20 June 2025 and Midsummer Day the Saturday after.
        ("2025-06-19", 1, "2025-06-23"),
        ("2025-06-18", 2, "2025-06-23"),
        # All Saints' Day is Saturday 1 November 2025; the Friday before it is worked.
        ("2025-10-30", 2, "2025-11-03"),
        # 24 and 25 December 2026 are closed; Boxing Day is a Saturday, the 27th a Sunday.
        ("2026-12-23", 1, "2026-12-28"),
        # National Day 2026 is a Saturday.
        ("2026-06-05", 1, "2026-06-08"),
        # Easter Saturday, 19 April 2025, is no public holiday; Good Friday and Monday are.
        ("2025-04-17", 1, "2025-04-19"),
        ("2025-04-17", 2, "2025-04-22"),
    ],
)
def test_a_saturday_that_is_a_holiday_is_not_counted(start: str, n: int, ends: str) -> None:
    """The working days, and the Saturdays that are no holidays."""
    assert last(start, n, MON_SAT) == ends


def test_a_saturday_on_which_the_office_is_closed_is_not_counted() -> None:
    """Closed on Saturday 8 March: from Friday on to Monday."""
    closed = (NamedDay(date(2025, 3, 8), "stängt", "closed"),)
    calendar = calendar_for(CalendarSpec(closed=closed))
    assert last_day(Within(1, MON_SAT), date(2025, 3, 7), calendar) == date(2025, 3, 10)


def test_a_last_saturday_stays_or_rolls_as_the_term_says() -> None:
    """Five days after Monday the 3rd end on Saturday the 8th, which is no working day."""
    assert last("2025-03-03", 5, MON_SAT) == "2025-03-08"
    assert last("2025-03-03", 5, MON_SAT, roll=NEXT) == "2025-03-10"
    assert last("2025-03-03", 5, MON_SAT, roll=PREVIOUS) == "2025-03-07"


def test_days_monday_to_saturday_are_counted_between_two_days() -> None:
    """From Friday 7 to Monday 10 March: Saturday and Monday."""
    assert count_days(Within(5, MON_SAT), date(2025, 3, 7), date(2025, 3, 10), SWEDEN) == 2


# --- a start that rolls ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "unit", "stays", "rolls"),
    [
        (5, WORKING, "2025-03-14", "2025-03-17"),  # 10-14; 11-14 and 17
        (5, MON_SAT, "2025-03-14", "2025-03-15"),  # 10-14; 11-15
        (10, CALENDAR, "2025-03-18", "2025-03-20"),
        (1, WEEKS, "2025-03-15", "2025-03-17"),
        (1, MONTHS, "2025-04-08", "2025-04-10"),
    ],
)
def test_what_arrives_on_a_saturday_may_be_counted_from_monday(
    n: int, unit: Unit, stays: str, rolls: str
) -> None:
    """Saturday 8 March: Monday the 10th is day zero."""
    assert last("2025-03-08", n, unit) == stays
    assert last("2025-03-08", n, unit, start_roll=NEXT) == rolls


@pytest.mark.parametrize(
    ("start", "zero"),
    [
        ("2025-03-07", "2025-03-07"),  # Friday
        ("2025-03-09", "2025-03-10"),  # Sunday
        ("2025-05-29", "2025-05-30"),  # Ascension Day, a Thursday
        ("2025-06-20", "2025-06-23"),  # Midsummer Eve
        ("2025-12-24", "2025-12-29"),  # 24-26 closed, then a weekend
    ],
)
def test_only_a_closed_start_is_moved(start: str, zero: str) -> None:
    """To the next working day."""
    term = Within(5, start_roll=NEXT)
    assert day_zero(term, date.fromisoformat(start), SWEDEN).isoformat() == zero


def test_day_zero_is_the_start_where_nothing_is_said() -> None:
    """A Saturday stays."""
    assert day_zero(Within(5), date(2025, 3, 8), SWEDEN) == date(2025, 3, 8)


def test_a_start_may_roll_back() -> None:
    """What arrives on Saturday 8 March is counted from Friday the 7th: ten days to the 17th."""
    assert last("2025-03-08", 10, CALENDAR, start_roll=PREVIOUS) == "2025-03-17"


def test_start_and_end_roll_each_by_itself() -> None:
    """From Saturday 8 to Monday 10 March; five days on is Saturday the 15th, then Monday 17th."""
    assert last("2025-03-08", 5, CALENDAR, start_roll=NEXT) == "2025-03-15"
    assert last("2025-03-08", 5, CALENDAR, start_roll=NEXT, roll=NEXT) == "2025-03-17"


def test_a_start_that_rolls_into_the_next_month_takes_its_number() -> None:
    """Saturday 31 May 2025 is counted from Monday 2 June: one month is 2 July, not 30 June."""
    assert last("2025-05-31", 1, MONTHS) == "2025-06-30"
    assert last("2025-05-31", 1, MONTHS, start_roll=NEXT) == "2025-07-02"


# --- rests: a summer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "unit", "ends"),
    [
        # From Tuesday 10 June 2025. 13 June is a Friday, 15 June a Sunday, 16 August a Saturday.
        (5, WORKING, "2025-08-19"),  # 11, 12, 13 June; 18, 19 August
        (5, MON_SAT, "2025-08-16"),  # 11-14 June; Saturday 16 August
        (6, MON_SAT, "2025-08-18"),  # and Monday
        (10, CALENDAR, "2025-08-21"),  # 11-14 June are four; 16-21 August six
        (1, WEEKS, "2025-08-18"),  # seven days: four, and 16-18 August
        # To 10 July are thirty days: four, 16-31 August sixteen, 1-10 September ten.
        (1, MONTHS, "2025-09-10"),
    ],
)
def test_a_term_rests_over_the_summer(n: int, unit: Unit, ends: str) -> None:
    """15 June to 15 August are not counted, in any unit."""
    assert last("2025-06-10", n, unit, rests=SUMMER) == ends


@pytest.mark.parametrize(
    ("start", "n", "unit", "ends"),
    [
        ("2025-06-09", 4, WORKING, "2025-06-13"),  # Friday, the last working day before
        ("2025-06-09", 5, WORKING, "2025-08-18"),
        ("2025-06-09", 5, MON_SAT, "2025-06-14"),  # Saturday, the last day before
        ("2025-06-09", 5, CALENDAR, "2025-06-14"),
        ("2025-06-09", 6, CALENDAR, "2025-08-16"),
        ("2025-06-07", 1, WEEKS, "2025-06-14"),
        ("2025-05-14", 1, MONTHS, "2025-06-14"),
        ("2025-05-15", 1, MONTHS, "2025-08-16"),  # 31 days: thirty by 14 June, one more
    ],
)
def test_what_ends_before_the_rest_does_not_rest(start: str, n: int, unit: Unit, ends: str) -> None:
    """The day before the season is the last that is counted; the next one is the day after."""
    assert last(start, n, unit, rests=SUMMER) == ends


@pytest.mark.parametrize(
    ("n", "unit", "ends"),
    [
        (1, WORKING, "2025-08-18"),  # Monday
        (1, MON_SAT, "2025-08-16"),  # Saturday
        (1, CALENDAR, "2025-08-16"),
        (10, CALENDAR, "2025-08-25"),
        (1, WEEKS, "2025-08-22"),  # 16-22 August
        # To 1 August are 31 days: 16-31 August sixteen, 1-15 September fifteen.
        (1, MONTHS, "2025-09-15"),
    ],
)
def test_a_term_that_starts_within_a_rest_runs_when_that_is_over(
    n: int, unit: Unit, ends: str
) -> None:
    """Received on 1 July 2025: the first day that counts is after 15 August."""
    assert last("2025-07-01", n, unit, rests=SUMMER) == ends


def test_a_last_day_is_not_rolled_into_a_rest() -> None:
    """Five days after 9 June end on Saturday the 14th; Monday the 16th lies in the summer."""
    assert last("2025-06-09", 5, CALENDAR, rests=SUMMER, roll=NEXT) == "2025-08-18"
    assert last("2025-06-09", 5, CALENDAR, rests=SUMMER, roll=PREVIOUS) == "2025-06-13"


# --- rests: over New Year, several, none in the way -----------------------------------------------


@pytest.mark.parametrize(
    ("n", "unit", "ends"),
    [
        # From Thursday 18 December 2025. The 19th is a Friday, 8 January 2026 a Thursday.
        (2, WORKING, "2026-01-08"),
        (4, WORKING, "2026-01-12"),  # 19; 8, 9, 12
        (4, MON_SAT, "2026-01-10"),  # 19; 8, 9 and Saturday the 10th
        (5, CALENDAR, "2026-01-11"),  # 19; 8-11
        (1, WEEKS, "2026-01-13"),  # 19; 8-13
        # To 18 January are 31 days: the 19th, and thirty from 8 January: 8-31 are 24, six more.
        (1, MONTHS, "2026-02-06"),
    ],
)
def test_a_rest_may_run_over_new_year(n: int, unit: Unit, ends: str) -> None:
    """20 December to 7 January are not counted."""
    assert last("2025-12-18", n, unit, rests=OVER_NEW_YEAR) == ends


def test_a_term_that_starts_on_new_years_day_of_a_rest() -> None:
    """Received on 1 January 2026: the 8th is the first day."""
    assert last("2026-01-01", 1, WORKING, rests=OVER_NEW_YEAR) == "2026-01-08"
    assert last("2026-01-01", 1, CALENDAR, rests=OVER_NEW_YEAR) == "2026-01-08"


def test_a_term_may_rest_twice() -> None:
    """Six months from 10 June 2025, over the summer and New Year.

    To 10 December are 183 days: 11-14 June four, 16 August to 19 December 126 (sixteen, thirty,
    31, thirty and nineteen). The other 53 come from 8 January: 24 in January and 28 in February
    make 52, so 1 March 2026.
    """
    assert last("2025-06-10", 6, MONTHS, rests=SUMMER + OVER_NEW_YEAR) == "2026-03-01"


def test_a_year_is_counted_over_every_summer_that_comes_between() -> None:
    """Three hundred days from 1 June 2025, of which 13 come before the summer.

    16 August 2025 to 14 June 2026 are 303 days, so the last of the other 287 is sixteen days
    before 14 June: 29 May 2026.
    """
    assert last("2025-06-01", 300, CALENDAR, rests=SUMMER) == "2026-05-29"


@pytest.mark.parametrize(
    ("start", "n", "unit", "ends"),
    [
        ("2025-03-03", 10, WORKING, "2025-03-17"),
        ("2025-03-03", 2, WEEKS, "2025-03-17"),
        ("2025-03-03", 1, MONTHS, "2025-04-03"),
        ("2026-01-31", 1, MONTHS, "2026-02-28"),  # 28 days
    ],
)
def test_a_rest_that_is_far_away_changes_nothing(start: str, n: int, unit: Unit, ends: str) -> None:
    """In spring, summer does not matter."""
    assert last(start, n, unit, rests=SUMMER) == ends


def test_days_within_a_rest_are_not_counted_between_two_days() -> None:
    """From 12 June to 18 August 2025: 13, 14 June and 16, 17, 18 August."""
    term = Within(10, CALENDAR, rests=SUMMER)
    assert count_days(term, date(2025, 6, 12), date(2025, 8, 18), SWEDEN) == 5


# --- a term made longer by another ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "ends"),
    [
        (Within(1, MONTHS), "2025-03-31"),  # two months after 31 January
        (Within(2, MONTHS), "2025-04-30"),
        (Within(1, WEEKS), "2025-03-07"),
        (Within(5, WORKING), "2025-03-07"),  # 3-7 March
        (Within(1, CALENDAR), "2025-03-01"),
    ],
)
def test_a_month_is_made_longer(by: Within, ends: str) -> None:
    """One month from 31 January 2025 ends on Friday 28 February."""
    end = end_of(Within(1, MONTHS), date(2025, 1, 31), SWEDEN)
    assert prolonged(end, by, SWEDEN).day.isoformat() == ends


def test_months_after_another_unit_are_counted_from_its_last_day() -> None:
    """Four weeks from 31 January 2025 end on 28 February; a month on is 28 March."""
    end = end_of(Within(4, WEEKS), date(2025, 1, 31), SWEDEN)
    assert prolonged(end, Within(1, MONTHS), SWEDEN).day == date(2025, 3, 28)
