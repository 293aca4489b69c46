# SPDX-License-Identifier: Apache-2.0
"""Lead times with cases that are not done: bounds, estimate, shares, by hand and brute force."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import DayCountError
from klagomal.lead_times import Bounds, LeadTimes, Share

FEW = st.dictionaries(st.integers(0, 6), st.integers(1, 2), max_size=3)


def ranked(days: list[int], percent: int) -> int:
    """Return the nearest-rank percentile of a plain list."""
    return sorted(days)[-(-percent * len(days) // 100) - 1]


def listed(days: dict[int, int]) -> list[int]:
    """Return a day for each case."""
    return [day for day, cases in days.items() for _ in range(cases)]


def test_median_with_an_open_case() -> None:
    """Done after 3 and 5 days, one open since 4: the median is 4 at least and 5 at most."""
    assert LeadTimes({3: 1, 5: 1}, {4: 1}).percentile(50) == Bounds(4, 5)


def test_open_cases_leave_no_upper_bound() -> None:
    """One done after 3 days, two open since 10: the median is 10 or more."""
    bounds = LeadTimes({3: 1}, {10: 2}).percentile(50)
    assert bounds == Bounds(10, None)
    assert bounds is not None
    assert not bounds.exact


def test_known_however_the_open_cases_end() -> None:
    """Three done after 2 days, one open since 5: the median is 2 whatever happens."""
    bounds = LeadTimes({2: 3}, {5: 1}).percentile(50)
    assert bounds == Bounds(2, 2)
    assert bounds is not None
    assert bounds.exact


def test_no_cases_no_percentile() -> None:
    """Of no cases there is no median and no share."""
    assert LeadTimes().percentile(50) is None
    assert LeadTimes().estimate(50) is None
    assert LeadTimes().within(5).value is None


def test_estimate_by_hand() -> None:
    """Done 2, 4, 6; open since 3. Kaplan-Meier: 3/4 after 2, 3/4 x 1/2 = 3/8 after 4: median 4."""
    assert LeadTimes({2: 1, 4: 1, 6: 1}, {3: 1}).estimate(50) == 4


def test_estimate_never_reached() -> None:
    """One of four done: half of the cases are never estimated to be done."""
    assert LeadTimes({2: 1}, {9: 3}).estimate(50) is None


def test_share_leaves_out_who_may_still_make_it() -> None:
    """Within 5 days: 2 did, one took 8, one has waited 9; one has waited 3 and is left out."""
    times = LeadTimes({2: 1, 5: 1, 8: 1}, {9: 1, 3: 1})
    assert times.within(5) == Share(2, 4, 1)
    assert times.within(5).value == Fraction(1, 2)


@given(FEW, FEW, st.sampled_from([10, 50, 90]))
def test_bounds_hold_however_the_open_cases_end(
    done: dict[int, int], waiting: dict[int, int], percent: int
) -> None:
    """Whatever day each open case is done on, the percentile lies within the bounds."""
    bounds = LeadTimes(done, waiting).percentile(percent)
    if bounds is None:
        return
    open_since = listed(waiting)
    ends = itertools.product(*[[since, since + 1, 99] for since in open_since])
    found = {ranked([*listed(done), *end], percent) for end in ends}
    assert min(found) == bounds.least
    assert max(found) == bounds.most or (bounds.most is None and max(found) == 99)


@given(FEW, FEW, FEW, FEW)
def test_adding_up(
    a: dict[int, int], b: dict[int, int], c: dict[int, int], d: dict[int, int]
) -> None:
    """Two sets of lead times added are the lead times of all their cases."""
    both = LeadTimes(a, b) + LeadTimes(c, d)
    assert sorted(listed(dict(both.done))) == sorted(listed(a) + listed(c))
    assert both.waiting == len(listed(b)) + len(listed(d))


@pytest.mark.parametrize("percent", [0, 101, True, 50.0, "50"])
def test_no_such_percentile(percent: object) -> None:
    """A percentile is a whole number from 1 to 100."""
    with pytest.raises(DayCountError, match="percentile"):
        LeadTimes({1: 1}).percentile(percent)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [{-1: 1}, {1: -1}, {True: 1}, {1.5: 1}])
def test_no_such_days(days: dict[int, int]) -> None:
    """Days and cases are whole numbers from zero."""
    with pytest.raises(DayCountError, match="number of days"):
        LeadTimes(days)
