# SPDX-License-Identifier: Apache-2.0
"""How long things took when some are not done yet: medians and shares that drop nobody.

An open case has waited a known number of days and will take *at least* that long. Leaving it out,
or counting it as done, makes every figure look better than it is. So three answers are given:

* a percentile as **bounds**: the least it can turn out to be (every open case is done today) and
  the most (none ever is). They assume nothing. Where they are equal the percentile is known,
  however the open cases end; where there is no upper bound, "at least" is all that can be said.
* the **Kaplan-Meier estimate** of the same percentile, which lies between the bounds. It assumes
  that open cases will go on at the pace of those that had waited as long.
* a **share within n days** among the cases of which it is certain, with the undecided beside it.

Days are whole. A percentile is the smallest number of days within which at least that share of the
cases lies (nearest rank); nothing is interpolated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

import attrs

from klagomal.errors import DayCountError
from klagomal.fields import is_whole

__all__ = ["Bounds", "LeadTimes", "Share"]

_ALL = 100


@attrs.frozen
class Bounds:
    """The least and the most that a percentile can turn out to be; no ``most`` is no limit."""

    least: int
    most: int | None

    @property
    def exact(self) -> bool:
        """Whether the percentile is known, however the open cases end."""
        return self.least == self.most


@attrs.frozen
class Share:
    """``hits`` of ``of``, and how many were ``left_out`` because nobody can know yet."""

    hits: int
    of: int
    left_out: int = 0

    @property
    def value(self) -> Fraction | None:
        """The share, or ``None`` of nothing."""
        return Fraction(self.hits, self.of) if self.of else None


def _counted(days: Mapping[int, int]) -> Counter[int]:
    for number, cases in days.items():
        for value in (number, cases):
            if not is_whole(value) or value < 0:
                raise DayCountError(f"{value!r} is not a number of days or cases", value=value)
    return +Counter(days)


@attrs.frozen(hash=False)
class LeadTimes:
    """How many cases were ``done`` after so many days, and how many are ``open`` since so many.

    An open case can still be done on its last day counted: having waited 10 days it takes 10 or
    more. Two of them add up with ``+``.
    """

    done: Mapping[int, int] = attrs.field(factory=dict, converter=_counted)
    open: Mapping[int, int] = attrs.field(factory=dict, converter=_counted)

    def __add__(self, other: LeadTimes) -> LeadTimes:
        return LeadTimes(
            Counter(self.done) + Counter(other.done), Counter(self.open) + Counter(other.open)
        )

    @property
    def finished(self) -> int:
        """How many cases are done."""
        return sum(self.done.values())

    @property
    def waiting(self) -> int:
        """How many cases are open."""
        return sum(self.open.values())

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return self.finished + self.waiting

    def percentile(self, percent: int) -> Bounds | None:
        """Return the bounds of a percentile (50 is the median); ``None`` of no cases."""
        _check_percent(percent)
        if not self.cases:
            return None
        rank = -(-percent * self.cases // _ALL)
        least = _ranked(Counter(self.done) + Counter(self.open), rank)
        most = _ranked(self.done, rank) if rank <= self.finished else None
        return Bounds(least, most)

    def estimate(self, percent: int) -> int | None:
        """Return the Kaplan-Meier estimate of a percentile, in exact arithmetic.

        ``None`` while too few cases are done for the estimate to reach it.
        """
        _check_percent(percent)
        remaining = Fraction(1)
        for days in sorted(self.done):
            at_risk = sum(n for d, n in self.done.items() if d >= days)
            at_risk += sum(n for d, n in self.open.items() if d >= days)
            remaining *= Fraction(at_risk - self.done[days], at_risk)
            if remaining <= Fraction(_ALL - percent, _ALL):
                return days
        return None

    def within(self, days: int) -> Share:
        """Return the share done within ``days``, of the cases of which it is certain.

        An open case that has waited longer is certain not to be; one that has not is left out.
        """
        hits = sum(n for d, n in self.done.items() if d <= days)
        undecided = sum(n for d, n in self.open.items() if d <= days)
        return Share(hits, self.cases - undecided, undecided)


def _check_percent(percent: int) -> None:
    if not is_whole(percent) or not 1 <= percent <= _ALL:
        raise DayCountError(f"{percent!r} is no percentile; use a whole number from 1 to 100")


def _ranked(days: Mapping[int, int], rank: int) -> int:
    passed = 0
    for number in sorted(days):
        passed += days[number]
        if passed >= rank:
            return number
    raise DayCountError(f"there is no case number {rank}", rank=rank)  # pragma: no cover
