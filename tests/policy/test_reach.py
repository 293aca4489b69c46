# SPDX-License-Identifier: Apache-2.0
"""Terms that no calendar can count are found when the policy is made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klagomal.calendar import CalendarSpec, NamedDay, Season
from klagomal.errors import CalendarError, PolicyError
from klagomal.promises.obligations import DelayRule, On
from klagomal.promises.terms import ByPromise, InWords, Within
from klagomal.vocabulary import Extension, Unit
from tests.small_policies import WORDS, duty, small

ONE_YEAR = CalendarSpec(first_year=2025, last_year=2025)
"""It has fewer than 260 working days."""
ENDLESS = Within(300)


@pytest.mark.parametrize(
    "obligation",
    [
        duty("answer", ENDLESS, "answered"),
        duty("answer", ByPromise(at_most=ENDLESS), "answered", starts_on=(On("acknowledged"),)),
        duty("answer", InWords(WORDS, warn_after=ENDLESS), "answered"),
        duty("answer", Within(5), "answered", ended_by=(On("closed", within=ENDLESS),)),
        duty(
            "answer",
            Within(5),
            "answered",
            delay=DelayRule(extends=Extension.BY_AT_MOST, at_most=ENDLESS),
        ),
        duty(
            "answer",
            Within(5),
            "answered",
            delay=DelayRule(extends=Extension.TO_NEW_DATE, in_total=ENDLESS),
        ),
    ],
    ids=["term", "at_most", "warn_after", "within", "delay", "in_total"],
)
def test_no_term_may_be_longer_than_the_calendar(obligation: object) -> None:
    """Wherever in an obligation it stands, the error names the place, the number and the years."""
    with pytest.raises(PolicyError, match=r"'answer', 300 working_days"):
        small(obligation, calendar_spec=ONE_YEAR)  # type: ignore[arg-type]


def test_ten_thousand_months_are_no_promise_to_anybody() -> None:
    """Sweden's calendar ends in 2100, whatever month such a term starts in."""
    with pytest.raises(PolicyError, match="10000 months"):
        small(duty("answer", Within(10_000, Unit.MONTHS), "answered"))


def test_a_term_may_not_rest_all_year() -> None:
    """From 2 January to 29 December: some year has no working day left, and is named."""
    rests = (Season((1, 2), (12, 29)),)
    with pytest.raises(PolicyError, match=r"no day of .* is a working day"):
        small(duty("answer", Within(5, rests=rests), "answered"))


def test_a_calendar_without_a_working_day_is_refused_with_the_policy() -> None:
    """Each day of 2025 is listed as closed."""
    shut = [NamedDay(date(2025, 1, 1) + timedelta(n), "stängt", "closed") for n in range(365)]
    spec = CalendarSpec(first_year=2025, last_year=2025, closed=tuple(shut))
    with pytest.raises(CalendarError, match=r"no day of 2025 is a working day"):
        small(duty("answer", InWords(WORDS), "answered"), calendar_spec=spec)


def test_a_policy_rests_in_at_most_twenty_ways() -> None:
    """Each different rest needs a calendar of its own, so that many would take long to read."""
    duties = [
        duty(f"o{n}", Within(5, rests=(Season((2, 1), (2, n)),)), "answered") for n in range(1, 22)
    ]
    assert len(small(*duties[:20]).obligations) == 20
    with pytest.raises(PolicyError, match="21 different rests; at most 20"):
        small(*duties)


def test_a_term_is_counted_from_when_the_edition_applies() -> None:
    """No case from 2026 on has eighteen months left in a calendar that ends with that year."""
    calendar = CalendarSpec(first_year=2020, last_year=2026)
    rule = duty("answer", Within(18, Unit.MONTHS), "answered")
    assert small(rule, calendar_spec=calendar).obligation("answer") == rule
    with pytest.raises(PolicyError, match="every case from 2026-01-01; give the calendar a later"):
        small(rule, calendar_spec=calendar, valid_from=date(2026, 1, 1))


def test_an_extension_is_counted_on_from_the_term() -> None:
    """Eighteen months and eighteen more do not fit into two years, though each of them does."""
    calendar = CalendarSpec(first_year=2025, last_year=2026)
    half = Within(18, Unit.MONTHS)
    more = DelayRule(extends=Extension.BY_AT_MOST, at_most=half)
    small(duty("answer", half, "answered"), calendar_spec=calendar)
    with pytest.raises(PolicyError, match=r"delay\.at_most of obligation 'answer', 18 months"):
        small(duty("answer", half, "answered", delay=more), calendar_spec=calendar)
