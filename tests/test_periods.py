# SPDX-License-Identifier: Apache-2.0
"""Reporting periods, with their first and last days written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal import policies
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
    periods_of,
)


@pytest.mark.parametrize(
    ("period", "code", "first", "last"),
    [
        (Year(2025), "2025", date(2025, 1, 1), date(2025, 12, 31)),
        (SchoolYear(2025), "2025/26", date(2025, 8, 1), date(2026, 7, 31)),  # AMB-12
        (InterimAccounts(2025), "2025-01--08", date(2025, 1, 1), date(2025, 8, 31)),  # AMB-13
        (AnnualAccounts(2025), "2025-01--12", date(2025, 1, 1), date(2025, 12, 31)),
        (Tertial(2025, 1), "2025T1", date(2025, 1, 1), date(2025, 4, 30)),
        (Tertial(2025, 3), "2025T3", date(2025, 9, 1), date(2025, 12, 31)),
        (Quarter(2025, 2), "2025Q2", date(2025, 4, 1), date(2025, 6, 30)),
        (Month(2024, 2), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),  # a leap year
    ],
)
def test_days_and_code(period: Period, code: str, first: date, last: date) -> None:
    """Each sort of period has its days and a code that is read back to it."""
    assert (period.first, period.last, period.code) == (first, last, code)
    assert parse(code) == period


@pytest.mark.parametrize(
    ("period", "before", "last_year"),
    [
        (Year(2025), Year(2024), Year(2024)),
        (Tertial(2025, 1), Tertial(2024, 3), Tertial(2024, 1)),
        (Quarter(2025, 1), Quarter(2024, 4), Quarter(2024, 1)),
        (Month(2025, 1), Month(2024, 12), Month(2024, 1)),
        (SchoolYear(2025), SchoolYear(2024), SchoolYear(2024)),
        # Cumulative from 1 January: the period before is last year's.
        (InterimAccounts(2025), InterimAccounts(2024), InterimAccounts(2024)),
        # Ten days before ten days.
        (
            Custom(date(2025, 3, 11), date(2025, 3, 20)),
            Custom(date(2025, 3, 1), date(2025, 3, 10)),
            Custom(date(2024, 3, 11), date(2024, 3, 20)),
        ),
    ],
)
def test_neighbours(period: Period, before: Period, last_year: Period) -> None:
    """A period knows the one before it and the same one last year."""
    assert period.previous() == before
    assert period.same_last_year() == last_year


def test_first_and_last_day_are_inside() -> None:
    """Both ends belong to a period; the days around it do not."""
    august = Month(2025, 8)
    assert date(2025, 8, 1) in august
    assert date(2025, 8, 31) in august
    assert date(2025, 7, 31) not in august
    assert date(2025, 9, 1) not in august


@given(st.dates(date(1971, 1, 1), date(2099, 12, 31)))
def test_every_day_is_in_one_month_quarter_and_tertial(day: date) -> None:
    """Months, quarters and tertials cover the year without overlap."""
    assert [m for m in range(1, 13) if day in Month(day.year, m)] == [day.month]
    assert [q for q in range(1, 5) if day in Quarter(day.year, q)] == [(day.month + 2) // 3]
    assert [t for t in range(1, 4) if day in Tertial(day.year, t)] == [(day.month + 3) // 4]


@given(st.sampled_from([Year(2025), Tertial(2025, 2), Quarter(2025, 3), Month(2025, 3)]))
def test_the_period_before_ends_the_day_before(period: Period) -> None:
    """Between a period and the one before it there is no day."""
    assert period.previous().last + timedelta(days=1) == period.first


@pytest.mark.parametrize(
    "code",
    ["", "25", "2025T4", "2025Q0", "2025-13", "2025/27", "2025-01--03", "tertial", "\uff12025"],
)
def test_no_period(code: str) -> None:
    """What no period is called is an error that says how to write one."""
    with pytest.raises(PeriodError, match="no period"):
        parse(code)


@pytest.mark.parametrize("number", [0, 4, True, 1.0, "2"])
def test_no_such_tertial(number: object) -> None:
    """A year has three tertials, counted by whole numbers."""
    with pytest.raises(PeriodError):
        Tertial(2025, number)  # type: ignore[arg-type]


@pytest.mark.rows("ESS-32", "ESS-62", "AMB-13")
def test_periods_of_a_rule_with_occasions() -> None:
    """Essunga's account to the board covers 1 January to 31 August, then the whole year."""
    (board, elected) = policies.get("essunga").reports
    assert periods_of(board, 2025) == (InterimAccounts(2025), AnnualAccounts(2025))
    assert periods_of(elected, 2025) == (Year(2025),)


@pytest.mark.rows("KAR-02", "AMB-17")
def test_slices_of_a_follow_up_calendar() -> None:
    """Karlskoga's follow-up after April, August and December gives three tertials."""
    (tertials,) = policies.get("karlskoga").accounting
    assert [period.first for period in periods_of(tertials, 2025)] == [
        date(2025, 1, 1),
        date(2025, 5, 1),
        date(2025, 9, 1),
    ]


def test_labels() -> None:
    """A period is called by a name that people use."""
    assert Year(2025).label("sv") == "år 2025"
    assert "2025" in Tertial(2025, 2).label("en")
