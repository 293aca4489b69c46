# SPDX-License-Identifier: Apache-2.0
"""Which reports are asked for, and on which days, worked out by hand."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from klagomal import policies
from klagomal.policy.policy import Policy
from klagomal.reminders.reports import ReportAsked, reports_to_ask_for
from klagomal.report.duties import ReportDelivered

ESSUNGA = policies.get("essunga")
KRAMFORS = policies.get("kramfors")
OSTERSUND = policies.get("ostersund")
SINCE = date(2025, 1, 7)
DEMANDED = {"count", "by_kind", "measures"}


def asked(
    *given: ReportDelivered, on: date, since: date = SINCE, policy: object = ESSUNGA
) -> list[tuple[str, str, date, bool]]:
    """Return what a policy's desk asks for on a day: rule, occasion, last day, whether late."""
    assert isinstance(policy, Policy)
    found = reports_to_ask_for(policy, given, today=on, since=since)
    return [(each.rule, each.anchor, each.due, each.is_late) for each in found]


def board(
    on: date, anchor: str = "interim_accounts", contents: set[str] = DEMANDED
) -> ReportDelivered:
    """Return a report to Essunga's board."""
    return ReportDelivered(rule="board", on=on, anchor=anchor, contents=contents)


INTERIM = ("board", "interim_accounts", date(2025, 12, 31), False)
YEARLY = ("elected", "", date(2025, 12, 31), False)


@pytest.mark.rows("ESS-32", "AMB-13")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 8, 31), []),  # the interim period's last day
        (date(2025, 9, 1), [INTERIM]),  # it has ended
        (date(2025, 11, 30), [INTERIM]),
        (date(2025, 12, 1), [INTERIM, YEARLY]),  # a month before a year without any
        (
            date(2026, 1, 1),  # the year is over, and the accounts of it can be made up
            [
                ("board", "interim_accounts", date(2025, 12, 31), True),
                ("board", "annual_accounts", date(2026, 12, 31), False),
                ("elected", "", date(2025, 12, 31), True),
            ],
        ),
    ],
)
def test_occasions_of_a_year(on: date, expected: list[object]) -> None:
    """A report is asked for when what it covers has ended, and as late when its year is over."""
    assert asked(on=on) == expected


@pytest.mark.rows("AMB-13")
def test_what_was_given_is_not_asked_for() -> None:
    """The interim report of 15 September settles that occasion, and the elected's yearly report."""
    given = board(date(2025, 9, 15))
    assert asked(given, on=date(2025, 9, 14)) == [INTERIM]
    assert asked(given, on=date(2025, 9, 15)) == []
    assert asked(given, on=date(2025, 12, 31)) == []
    assert asked(given, on=date(2026, 1, 1)) == [
        ("board", "annual_accounts", date(2026, 12, 31), False)
    ]


def test_report_of_a_period_that_had_not_ended_does_not_cover_it() -> None:
    """A report given on 20 August cannot be that of the period that ends on the 31st."""
    assert asked(board(date(2025, 8, 20)), on=date(2025, 9, 1)) == [INTERIM]


def test_report_that_lacks_something_is_still_asked_for() -> None:
    """A report without the measures is not the one demanded (ESS-33)."""
    poor = board(date(2025, 9, 15), contents=DEMANDED - {"measures"})
    assert asked(poor, on=date(2025, 9, 16)) == [INTERIM]


def test_enough_in_a_year_is_enough() -> None:
    """Two reports in the calendar year meet the rule, whatever occasions they name."""
    given = [board(date(2025, 3, 3), "annual_accounts"), board(date(2025, 6, 2), "")]
    assert asked(*given, on=date(2025, 12, 31)) == []


@pytest.mark.rows("KRA-24", "AMB-15")
def test_yearly_report_is_asked_for_in_december() -> None:
    """Kramfors's report has no occasion: asked for from 1 December, as late from 1 January."""
    expected = ("board", "", date(2025, 12, 31))
    assert asked(on=date(2025, 11, 30), policy=KRAMFORS) == []
    assert asked(on=date(2025, 12, 1), policy=KRAMFORS) == [(*expected, False)]
    assert asked(on=date(2026, 1, 2), policy=KRAMFORS) == [(*expected, True)]


@pytest.mark.rows("OST-42", "OST-47", "AMB-14")
def test_tertials_and_forecasts() -> None:
    """On 1 May Östersund's first tertial and first forecast can be told of."""
    assert asked(on=date(2025, 4, 30), policy=OSTERSUND) == []
    assert asked(on=date(2025, 5, 1), policy=OSTERSUND) == [
        ("staff_feedback", "tertial_1", date(2025, 12, 31), False),
        ("elected_feedback", "budget_forecast_1", date(2025, 12, 31), False),
    ]


def test_nothing_is_asked_of_the_time_before() -> None:
    """What had ended when the desk's first case arrived may have been reported elsewhere."""
    assert asked(on=date(2025, 12, 1), since=date(2025, 9, 1)) == [YEARLY]
    assert asked(on=date(2025, 12, 1), since=date(2025, 8, 31)) == [INTERIM, YEARLY]


def test_nothing_is_asked_outside_the_policys_days() -> None:
    """What ended after the policy's last day, or before its first, it never promised."""
    ended = attrs.evolve(ESSUNGA, valid_to=date(2025, 8, 30))
    assert asked(on=date(2025, 12, 1), policy=ended) == []
    begun = attrs.evolve(ESSUNGA, valid_from=date(2025, 9, 1))
    assert asked(on=date(2025, 12, 1), policy=begun) == [YEARLY]


def test_edition_of_the_last_day_asks() -> None:
    """Where editions change with the accounts, the one that was in force asks for the report."""
    ended = attrs.evolve(ESSUNGA, valid_to=date(2025, 8, 31))
    assert asked(on=date(2025, 12, 1), policy=ended) == [INTERIM]
    begun = attrs.evolve(ESSUNGA, valid_from=date(2025, 8, 31))
    assert asked(on=date(2025, 12, 1), policy=begun) == [INTERIM, YEARLY]


def test_each_body_owes_its_own() -> None:
    """What education reported is still asked of care."""
    given = [attrs.evolve(board(date(2025, 9, 15)), body="education")]
    found = reports_to_ask_for(
        ESSUNGA, given, today=date(2025, 9, 16), since=SINCE, bodies=("education", "care")
    )
    assert [(each.body, each.anchor) for each in found] == [("care", "interim_accounts")]


def test_each_asking_has_an_id_of_its_own() -> None:
    """The same report is asked for once in time and once when it is late."""
    on_time = ReportAsked(
        rule="a/b", anchor="t-1", body="care", opens=date(2025, 5, 1), due=date(2025, 12, 31)
    )
    late = attrs.evolve(on_time, is_late=True)
    assert on_time.id == "a/b:t-1:care:2025-05-01:2025-12-31:"
    assert late.id == "a/b:t-1:care:2025-05-01:2025-12-31:late"
