# SPDX-License-Identifier: Apache-2.0
"""Report rules against deliveries, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klagomal import policies
from klagomal.errors import FieldError, PolicyError
from klagomal.report.duties import ReportDelivered, ReportDuty, report_duties
from klagomal.vocabulary import Outcome

OSTERSUND = policies.get("ostersund")
ESSUNGA = policies.get("essunga")
ALL_OF_IT = {"count", "by_kind", "by_dimension", "measures", "measure_reception"}


def staff(on: date, contents: set[str] = ALL_OF_IT) -> ReportDelivered:
    """Return one delivery of Östersund's feedback to staff."""
    return ReportDelivered(rule="staff_feedback", on=on, contents=contents)


def duty(deliveries: list[ReportDelivered], as_of: date) -> ReportDuty:
    """Return how Östersund's feedback to staff stands for 2025."""
    found = report_duties(OSTERSUND, deliveries, 2025, as_of=as_of)
    return next(each for each in found if each.rule.id == "staff_feedback")


TWICE = [staff(date(2025, 2, 5)), staff(date(2025, 6, 3))]


@pytest.mark.rows("OST-42", "AMB-14")
@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        (date(2025, 12, 31), Outcome.PENDING),  # the year's last day: a third may still come
        (date(2026, 1, 1), Outcome.OVERDUE),  # two of three, and the year is over
    ],
)
def test_two_of_three(as_of: date, outcome: Outcome) -> None:
    """Deliveries on 5 February and 3 June are two of three: pending until the year has ended."""
    found = duty(TWICE, as_of)
    assert (found.outcome, found.delivered, found.demanded) == (outcome, 2, 3)


@pytest.mark.rows("OST-42")
def test_third_delivery_meets_it() -> None:
    """A third delivery on 30 December meets the rule, from that day on."""
    third = [*TWICE, staff(date(2025, 12, 30))]
    assert duty(third, date(2025, 12, 29)).outcome is Outcome.PENDING
    assert duty(third, date(2025, 12, 30)).outcome is Outcome.MET


@pytest.mark.rows("OST-43")
def test_delivery_without_reception_does_not_count() -> None:
    """Feedback that does not tell how measures were received is not the feedback demanded."""
    poor = staff(date(2025, 9, 1), ALL_OF_IT - {"measure_reception"})
    found = duty([*TWICE, poor], date(2026, 1, 1))
    assert found.delivered == 2
    assert found.lacking == ((date(2025, 9, 1), frozenset({"measure_reception"})),)


def test_another_years_delivery_counts_there() -> None:
    """A delivery in January 2026 is none of 2025's three."""
    late = [*TWICE, staff(date(2026, 1, 2))]
    assert duty(late, date(2026, 1, 31)).outcome is Outcome.OVERDUE


@pytest.mark.rows("ESS-64")
def test_one_report_satisfies_two_rules() -> None:
    """Essunga's account to the board also serves the elected representatives' yearly follow-up."""
    contents = {"count", "by_kind", "measures"}
    given = [ReportDelivered(rule="board", on=date(2025, 9, 30), contents=contents)]
    by_id = {d.rule.id: d for d in report_duties(ESSUNGA, given, 2025, as_of=date(2025, 12, 31))}
    assert by_id["elected"].outcome is Outcome.MET
    assert by_id["board"].outcome is Outcome.PENDING
    assert by_id["board"].missing_anchors == ("interim_accounts", "annual_accounts")


def test_occasion_named_is_no_longer_missing() -> None:
    """A delivery that names its occasion leaves the other one to be told of."""
    contents = {"count", "by_kind", "measures"}
    given = [
        ReportDelivered(
            rule="board", on=date(2025, 9, 30), anchor="interim_accounts", contents=contents
        )
    ]
    board = report_duties(ESSUNGA, given, 2025, as_of=date(2025, 12, 31))[0]
    assert board.missing_anchors == ("annual_accounts",)


@pytest.mark.rows("AMB-13")
@pytest.mark.parametrize(
    ("anchor", "on", "missing"),
    [
        ("interim_accounts", date(2025, 8, 31), ("interim_accounts", "annual_accounts")),
        ("interim_accounts", date(2025, 9, 1), ("annual_accounts",)),
        ("annual_accounts", date(2025, 1, 1), ("interim_accounts",)),
    ],
)
def test_report_given_before_its_stretch_has_ended_is_not_of_it(
    anchor: str, on: date, missing: tuple[str, ...]
) -> None:
    """The interim accounts end on 31 August, the annual ones of the year before on 31 December."""
    given = ReportDelivered(
        rule="board", on=on, anchor=anchor, contents={"count", "by_kind", "measures"}
    )
    board, _ = report_duties(ESSUNGA, [given], 2025, as_of=date(2025, 12, 31))
    assert (board.delivered, set(board.missing_anchors)) == (1, set(missing))


def test_unknown_rule_is_named() -> None:
    """A delivery under a rule that the policy lacks is an error with what was meant."""
    with pytest.raises(PolicyError, match="did you mean 'staff_feedback'"):
        duty([ReportDelivered(rule="staff_feedbak", on=date(2025, 2, 5))], date(2025, 12, 31))


def test_moment_is_no_day() -> None:
    """A delivery's day is a date."""
    with pytest.raises(FieldError, match="on"):
        ReportDelivered(rule="board", on="2025-02-05")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("year", "as_of", "said"),
    [
        (True, date(2026, 1, 1), "year: True is no year"),
        (0, date(2026, 1, 1), "year: 0 is no year"),
        (10**40, date(2026, 1, 1), "is no year"),
        (2026.0, date(2026, 1, 1), "year: 2026.0 is no year"),
        (2026, datetime(2026, 1, 1, tzinfo=UTC), "as_of: expected a date"),
        (2026, None, "as_of: expected a date, got None"),
    ],
)
def test_year_and_day_are_what_they_say(year: Any, as_of: Any, said: str) -> None:
    """A year that no calendar has, and a day that is none, are named."""
    with pytest.raises(FieldError, match=said):
        report_duties(ESSUNGA, [], year, as_of=as_of)
