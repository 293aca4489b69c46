# SPDX-License-Identifier: Apache-2.0
"""Which stretches of days the occasions of a text are."""

from __future__ import annotations

from datetime import date

import pytest

from klagomal.errors import PeriodError
from klagomal.periods import AnnualAccounts, Custom, InterimAccounts, Month, Quarter, Tertial, Year
from klagomal.promises.provisions import AccountingCalendar, Anchor, ReportRule
from klagomal.report.occasions import periods_of
from klagomal.vocabulary import Label, Role


def rule(*ends: tuple[tuple[int, int], tuple[int, int]]) -> ReportRule:
    """Return a report rule with occasions between these days."""
    anchors = tuple(
        Anchor(name=f"a{n}", label=Label("a", "a"), start=start, end=end)
        for n, (start, end) in enumerate(ends)
    )
    return ReportRule(id="r", audience=Role.BOARD, min_per_year=1, anchors=anchors)


@pytest.mark.rows("ESS-32", "ESS-62")
def test_accounts_are_cumulative() -> None:
    """Interim and annual accounts both begin on 1 January (AMB-13)."""
    found = periods_of(rule(((1, 1), (8, 31)), ((1, 1), (12, 31))), 2025)

    assert found == (InterimAccounts(2025), AnnualAccounts(2025))


def test_occasions_become_the_sort_that_fits() -> None:
    """A third of a year is a tertial, a quarter a quarter, a month a month, else two days."""
    found = periods_of(
        rule(((1, 1), (4, 30)), ((4, 1), (6, 30)), ((2, 1), (2, 28)), ((1, 2), (3, 3))), 2025
    )

    assert found == (
        Tertial(2025, 1),
        Quarter(2025, 2),
        Month(2025, 2),
        Custom(date(2025, 1, 2), date(2025, 3, 3)),
    )


def test_a_rule_without_occasions_is_about_the_year() -> None:
    """Where the text names no occasion the period is the calendar year (AMB-15)."""
    assert periods_of(rule(), 2025) == (Year(2025),)


def test_an_accounting_calendar_gives_slices() -> None:
    """Follow-up after April, August and December is three tertials side by side."""
    calendar = AccountingCalendar(name="tertial", ends=((4, 30), (8, 31), (12, 31)))

    assert periods_of(calendar, 2025) == (Tertial(2025, 1), Tertial(2025, 2), Tertial(2025, 3))


def test_a_year_that_does_not_exist_has_no_occasions() -> None:
    """Year 0 is refused before any day of it is made."""
    with pytest.raises(PeriodError, match="year"):
        periods_of(rule(((1, 1), (2, 28))), 0)


def test_an_accounting_calendar_with_a_day_the_year_lacks_is_refused() -> None:
    """29 February is no day of 2025."""
    with pytest.raises(PeriodError, match="2025 has no days"):
        periods_of(AccountingCalendar(name="odd", ends=((2, 29),)), 2025)
