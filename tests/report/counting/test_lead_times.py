# SPDX-License-Identifier: Apache-2.0
"""Lead times with open cases: bounds that hold, an estimate, and shares that drop nobody."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import DayCountError
from klagomal.report.counting.lead_times import Bounds, LeadTimes, Share

DAYS = st.lists(st.integers(0, 12), max_size=12)
PERCENTS = st.integers(1, 100)


def times(done: list[int], still: list[int]) -> LeadTimes:
    """Return lead times from plain lists."""
    return LeadTimes(Counter(done), Counter(still))


# --- by hand --------------------------------------------------------------------------------------


def test_a_median_that_open_cases_cannot_move_is_exact() -> None:
    """Of six cases 0, 9, 9 and 17 are done and 12 and 121 wait: the third is 9 whatever happens."""
    found = times([0, 9, 9, 17], [12, 121]).percentile(50)

    assert found == Bounds(9, 9)
    assert found is not None
    assert found.exact


def test_a_median_that_open_cases_can_move_has_bounds() -> None:
    """Of five cases 3 and 8 are done and 5 waits with two more: the third is at least 5."""
    found = times([3, 8], [5, 6, 20]).percentile(50)

    # in order 3, 5, 6, 8, 20: the third is 6 if all are done today; only two are done for sure
    assert found == Bounds(6, None)
    assert found is not None
    assert not found.exact


def test_an_open_case_can_still_come_out_below_the_median() -> None:
    """3, 8 and 9 are done and one case has waited 5 days: the second is 5 to 8."""
    assert times([3, 8, 9], [5]).percentile(50) == Bounds(5, 8)


def test_kaplan_meier_by_hand() -> None:
    """Six cases: done after 0, 9, 9 and 17 days, waiting since 12 and 121.

    After 0 days 5/6 are left, after 9 days 5/6 * 3/5 = 1/2: the median is 9. After 17 days
    1/2 * 1/2 = 1/4 (the one that had waited 12 days is not at risk any more), and no further.
    """
    found = times([0, 9, 9, 17], [12, 121])

    assert found.estimate(50) == 9
    assert found.estimate(75) == 17
    assert found.estimate(76) is None


def test_a_share_leaves_out_what_nobody_can_know() -> None:
    """Of five, two took 2 and 12 days; of those waiting 5, 10 and 11 days one is late for sure."""
    found = times([2, 12], [5, 10, 11]).within(10)

    assert found == Share(1, 3, 2)
    assert found.value == Fraction(1, 3)


def test_nothing_has_no_percentile_and_no_share() -> None:
    """Of no cases nothing is said."""
    nothing = LeadTimes()

    assert nothing.percentile(50) is None
    assert nothing.estimate(50) is None
    assert nothing.within(10).value is None
    assert (nothing.cases, nothing.finished, nothing.waiting) == (0, 0, 0)


@pytest.mark.parametrize("percent", [0, 101, True, 50.0, "50"])
def test_no_other_percentiles(percent: Any) -> None:
    """A percentile is a whole number from 1 to 100."""
    with pytest.raises(DayCountError, match="percentile"):
        LeadTimes({1: 1}).percentile(percent)
    with pytest.raises(DayCountError, match="percentile"):
        LeadTimes({1: 1}).estimate(percent)


@pytest.mark.parametrize("days", [{-1: 1}, {1: -1}, {True: 1}, {1.5: 1}, {1: 2.0}])
def test_days_and_cases_are_whole_numbers(days: Any) -> None:
    """Half days, fewer than no cases and truth values are refused."""
    with pytest.raises(DayCountError, match="number of days or cases"):
        LeadTimes(days)


# --- against slow models --------------------------------------------------------------------------


def ranked(days: list[int], percent: int) -> int:
    """Return the nearest-rank percentile by sorting: the smallest that covers the share."""
    return next(d for d in sorted(days) if 100 * sum(x <= d for x in days) >= percent * len(days))


@given(DAYS, DAYS, PERCENTS, st.data())
def test_the_percentile_ends_up_within_its_bounds(
    done: list[int], still: list[int], percent: int, data: st.DataObject
) -> None:
    """However long the open cases go on, the final percentile lies between least and most."""
    found = times(done, still).percentile(percent)
    if found is None:
        assert not done + still
        return
    final = [since + data.draw(st.integers(0, 30)) for since in still]
    truth = ranked(done + final, percent)

    assert found.least <= truth
    assert found.most is None or truth <= found.most


@given(DAYS, DAYS, PERCENTS)
def test_the_bounds_are_the_best_there_are(done: list[int], still: list[int], percent: int) -> None:
    """All done today gives the least; never done gives the most."""
    found = times(done, still).percentile(percent)
    if found is not None:
        assert found.least == ranked(done + still, percent)
        worst = ranked(done + [10**6] * len(still), percent)
        assert found.most == (None if worst == 10**6 else worst)


def surviving(done: list[int], still: list[int], percent: int) -> int | None:
    """Return the Kaplan-Meier percentile the long way: day by day, in exact fractions."""
    left = Fraction(1)
    for day in range(max(done + still, default=0) + 1):
        at_risk = sum(d >= day for d in done + still)
        if at_risk:
            left *= 1 - Fraction(done.count(day), at_risk)
        if left <= 1 - Fraction(percent, 100):
            return day
    return None


@given(DAYS, DAYS, PERCENTS)
def test_the_estimate_is_kaplan_and_meiers(done: list[int], still: list[int], percent: int) -> None:
    """It agrees with the product worked out day by day."""
    assert times(done, still).estimate(percent) == surviving(done, still, percent)


@given(DAYS, DAYS, PERCENTS)
def test_the_estimate_lies_within_the_bounds(
    done: list[int], still: list[int], percent: int
) -> None:
    """Between the least and the most; it may say nothing where there is no upper bound."""
    found, estimate = times(done, still).percentile(percent), times(done, still).estimate(percent)
    if found is None or estimate is None:
        assert found is None or found.most is None
    else:
        assert found.least <= estimate
        assert found.most is None or estimate <= found.most


@given(DAYS, DAYS, st.integers(0, 14), st.data())
def test_a_share_holds_whatever_happens(
    done: list[int], still: list[int], days: int, data: st.DataObject
) -> None:
    """What is counted as within or not within stays so; only what is left out is undecided."""
    found = times(done, still).within(days)
    final = [since + data.draw(st.integers(0, 30)) for since in still]
    hits = sum(d <= days for d in done + final)

    assert found.of + found.left_out == len(done) + len(still)
    assert found.hits <= hits <= found.hits + found.left_out


@given(DAYS, DAYS, DAYS, DAYS)
def test_lead_times_add_up(
    done: list[int], still: list[int], done_more: list[int], still_more: list[int]
) -> None:
    """Counting in two parts and adding is counting all at once."""
    both = times(done, still) + times(done_more, still_more)

    assert both == times(done + done_more, still + still_more)
    assert both.cases == len(done + still + done_more + still_more)
