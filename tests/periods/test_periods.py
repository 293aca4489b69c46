# SPDX-License-Identifier: Apache-2.0
"""Periods: their days, codes, words and neighbours."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import PeriodError
from klagomal.periods import (
    AnnualAccounts,
    Custom,
    InterimAccounts,
    Month,
    Period,
    Quarter,
    SchoolYear,
    Tertial,
    Year,
    parse,
)

NAMED: list[tuple[Period, str, date, date, str, str]] = [
    (Year(2025), "2025", date(2025, 1, 1), date(2025, 12, 31), "år 2025", "year 2025"),
    (
        SchoolYear(2025),
        "2025/26",
        date(2025, 8, 1),
        date(2026, 7, 31),
        "läsåret 2025/26",
        "school year 2025/26",
    ),
    (
        SchoolYear(2025, (7, 1)),
        "2025/26:07-01",
        date(2025, 7, 1),
        date(2026, 6, 30),
        "läsåret 2025/26",
        "school year 2025/26",
    ),
    (
        InterimAccounts(2025),
        "2025-01--08",
        date(2025, 1, 1),
        date(2025, 8, 31),
        "delårsbokslut januari till augusti 2025",
        "interim accounts January to August 2025",
    ),
    (
        InterimAccounts(2025, 6),
        "2025-01--06",
        date(2025, 1, 1),
        date(2025, 6, 30),
        "delårsbokslut januari till juni 2025",
        "interim accounts January to June 2025",
    ),
    (
        AnnualAccounts(2025),
        "2025-01--12",
        date(2025, 1, 1),
        date(2025, 12, 31),
        "årsbokslut 2025",
        "annual accounts 2025",
    ),
    (
        Tertial(2025, 2),
        "2025T2",
        date(2025, 5, 1),
        date(2025, 8, 31),
        "tertial 2 2025",
        "tertial 2 2025",
    ),
    (
        Quarter(2024, 1),
        "2024Q1",
        date(2024, 1, 1),
        date(2024, 3, 31),
        "kvartal 1 2024",
        "quarter 1 2024",
    ),
    (
        Month(2024, 2),
        "2024-02",
        date(2024, 2, 1),
        date(2024, 2, 29),
        "februari 2024",
        "February 2024",
    ),
    (
        Custom(date(2025, 1, 15), date(2025, 3, 20)),
        "2025-01-15--2025-03-20",
        date(2025, 1, 15),
        date(2025, 3, 20),
        "2025-01-15 till 2025-03-20",
        "2025-01-15 to 2025-03-20",
    ),
]


@pytest.mark.parametrize(("period", "code", "first", "last", "sv", "en"), NAMED)
def test_days_code_and_words(
    period: Period, code: str, first: date, last: date, sv: str, en: str
) -> None:
    """A period knows its first and last day, its code and its words in two languages."""
    assert (period.first, period.last) == (first, last)
    assert period.code == str(period) == code
    assert (period.label("sv"), period.label("en")) == (sv, en)


@pytest.mark.parametrize(
    ("period", "previous", "last_year"),
    [
        (Year(2025), Year(2024), Year(2024)),
        (SchoolYear(2025), SchoolYear(2024), SchoolYear(2024)),
        (SchoolYear(2025, (7, 1)), SchoolYear(2024, (7, 1)), SchoolYear(2024, (7, 1))),
        (InterimAccounts(2025, 7), InterimAccounts(2024, 7), InterimAccounts(2024, 7)),
        (AnnualAccounts(2025), AnnualAccounts(2024), AnnualAccounts(2024)),
        (Tertial(2025, 2), Tertial(2025, 1), Tertial(2024, 2)),
        (Tertial(2025, 1), Tertial(2024, 3), Tertial(2024, 1)),
        (Quarter(2025, 1), Quarter(2024, 4), Quarter(2024, 1)),
        (Month(2025, 1), Month(2024, 12), Month(2024, 1)),
        (Month(2025, 7), Month(2025, 6), Month(2024, 7)),
        (
            Custom(date(2024, 2, 10), date(2024, 2, 29)),  # 20 days
            Custom(date(2024, 1, 21), date(2024, 2, 9)),
            Custom(date(2023, 2, 10), date(2023, 2, 28)),
        ),
    ],
)
def test_neighbours(period: Period, previous: Period, last_year: Period) -> None:
    """The period before is of the same sort; a year earlier, 29 February is 28 February."""
    assert period.previous() == previous
    assert period.same_last_year() == last_year


YEARS = st.integers(2, 9998)
PERIODS: st.SearchStrategy[Period] = st.one_of(
    st.builds(Year, YEARS),
    st.builds(SchoolYear, YEARS),
    st.builds(
        SchoolYear,
        YEARS,
        st.dates(date(2001, 1, 2), date(2001, 12, 31)).map(lambda day: (day.month, day.day)),
    ),
    st.builds(InterimAccounts, YEARS, st.integers(6, 8)),
    st.builds(AnnualAccounts, YEARS),
    st.builds(Tertial, YEARS, st.integers(1, 3)),
    st.builds(Quarter, YEARS, st.integers(1, 4)),
    st.builds(Month, YEARS, st.integers(1, 12)),
    st.tuples(st.dates(date(3, 1, 1), date(9998, 1, 1)), st.integers(0, 500)).map(
        lambda drawn: Custom(drawn[0], drawn[0] + timedelta(days=drawn[1]))
    ),
)


@given(PERIODS)
def test_a_code_is_read_back(period: Period) -> None:
    """Reading a period's code gives an equal period, of the same sort."""
    again = parse(period.code)

    assert again == period
    assert type(again) is type(period)
    assert pickle.loads(pickle.dumps(period)) == period
    assert hash(again) == hash(period)


@given(PERIODS, st.integers(-600, 600))
def test_contains_is_lying_between(period: Period, offset: int) -> None:
    """A day is inside exactly when it is neither before the first nor after the last."""
    is_amidst = 3 < period.first.year < 9997  # a year and a half on either side are days as well
    day = period.first + timedelta(days=offset if is_amidst else 0)
    inside = any(period.first + timedelta(days=n) == day for n in range(period.days))

    assert period.contains(day) == (day in period) == inside


@given(st.one_of(st.builds(Tertial, YEARS, st.integers(1, 3)), st.builds(Month, YEARS, st.just(3))))
def test_parts_of_a_year_lie_side_by_side(period: Period) -> None:
    """The day after the previous tertial or month is the first day of this one."""
    assert period.previous().last + timedelta(days=1) == period.first


@given(YEARS)
def test_parts_of_a_year_make_it_up(year: int) -> None:
    """Three tertials, four quarters and twelve months each cover the year without a gap."""
    whole = Year(year).days

    assert sum(Tertial(year, n).days for n in (1, 2, 3)) == whole
    assert sum(Quarter(year, n).days for n in (1, 2, 3, 4)) == whole
    assert sum(Month(year, n).days for n in range(1, 13)) == whole


def test_a_calendar_year_is_not_its_annual_accounts() -> None:
    """Two sorts with the same days are two periods."""
    assert len({Year(2025), AnnualAccounts(2025)}) == 2
    assert Year(2025).code != AnnualAccounts(2025).code


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (Year, (0,)),
        (Year, (10_000,)),
        (Year, (True,)),
        (Year, (2025.0,)),
        (Year, ("2025",)),
        (Tertial, (2025, 4)),
        (Quarter, (2025, 0)),
        (Month, (2025, 13)),
        (InterimAccounts, (2025, 5)),
        (InterimAccounts, (2025, 9)),
        (SchoolYear, (9999,)),
        (SchoolYear, (2025, (2, 29))),
        (SchoolYear, (2025, (1, 1))),
        (SchoolYear, (2025, (13, 1))),
        (SchoolYear, (2025, 8)),
        (Custom, (date(2025, 2, 1), date(2025, 1, 31))),
        (Custom, (datetime(2025, 2, 1, tzinfo=UTC), date(2025, 3, 1))),
        (Custom, ("2025-01-01", date(2025, 3, 1))),
        (Period, ()),
    ],
)
def test_what_does_not_exist_is_refused(make: Any, values: tuple[Any, ...]) -> None:
    """A period that no calendar has is a typed error."""
    with pytest.raises(PeriodError):
        make(*values)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "25",
        "2025T0",
        "2025T4",
        "2025t1",
        "2025Q5",
        "2025-13",
        "2025-00",
        "2025/27",
        "2025/26:08-01",
        "2025/26:02-30",
        "2025-01--05",
        "2025-02--08",
        "2025-02-30--2025-03-01",
        "2025-03-01--2025-02-01",
        "0000",
        "\N{FULLWIDTH DIGIT TWO}025",
        " 2025",
        "2025\n",
        None,
        2025,
    ],
)
def test_other_codes_are_refused(code: Any) -> None:
    """Nothing but what a period wrote is read, and the error shows what can be written."""
    with pytest.raises(PeriodError, match="is no period"):
        parse(code)


def test_there_is_nothing_before_the_first_year() -> None:
    """Going back from the first year that dates can have is a typed error."""
    first = date(1, 1, 1)
    for step in (
        Year(1).previous,
        Month(1, 1).previous,
        Tertial(1, 3).same_last_year,
        Custom(first, first).previous,
        Custom(first, first).same_last_year,
    ):
        with pytest.raises(PeriodError):
            step()


@pytest.mark.parametrize("day", [datetime(2025, 1, 1, tzinfo=UTC), "2025-01-01", 5])
def test_a_moment_has_no_place_in_a_period(day: Any) -> None:
    """The day of a moment hangs on its zone, so only days are asked for."""
    with pytest.raises(PeriodError, match="civil day"):
        Year(2025).contains(day)
