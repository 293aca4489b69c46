# SPDX-License-Identifier: Apache-2.0
"""The kinds of column that a report is made of: counts, shares, indices, rates and days.

Every figure is worked out from the counts that :class:`~klagomal.report.counting.sheet.Numbers`
gives, so that the same columns serve the board's exact report and the rounded one. The view says
what the rounding allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from klagomal.report.counting.keys import (
    Among,
    Aspect,
    Count,
    Lead,
    Population,
    Row,
    Subject,
    Waits,
    WaitState,
    waited,
)
from klagomal.report.counting.sheet import TIMED, Numbers, Timing
from klagomal.report.figures import NOT_GIVEN, Column, Figure, Form, Why
from klagomal.report.groupings import GROUPINGS
from klagomal.report.rounding import Rounding
from klagomal.vocabulary import Label, Unit

__all__ = [
    "Measure",
    "Ratio",
    "Told",
    "View",
    "before",
    "capitalised",
    "change",
    "count",
    "index",
    "mean",
    "per_1000",
    "points",
    "rate_of_change",
    "share",
    "timed",
]


class View(NamedTuple):
    """The numbers of the period, those of earlier ones to set them against, and how they round."""

    now: Numbers
    earlier: Mapping[str, Numbers]
    rounding: Rounding | None = None

    @property
    def set_aside(self) -> int | None:
        """How many cases could not be read."""
        return self.now.outline.set_aside

    @property
    def zero_to(self) -> int | None:
        """The most that a count of 0 may be; ``None`` where counts are exact."""
        return self.rounding.nothing if self.rounding else None

    def is_enough(self, denominator: int) -> bool:
        """Whether something may be worked out from so many."""
        return self.rounding is None or denominator >= self.rounding.shares_from


class Measure(NamedTuple):
    """One column, and how its figure in a row is found."""

    column: Column
    figure: Callable[[View, Row], Figure]


class Told(NamedTuple):
    """Of how many things the source tells of something, and of how many it does not.

    Each thing of which it does not tell may be one more, so that a number stands between bounds.
    Where it may be several more, ``one_each`` is false and there is no upper bound.
    """

    told: Count
    untold: Count
    one_each: bool = True
    timeless: bool = False
    """Whether the two are counted without regard to month, quarter or year."""


def capitalised(words: Label) -> Label:
    """Return words with a capital to begin with, as a column's heading has."""
    return Label(words.sv[:1].upper() + words.sv[1:], words.en[:1].upper() + words.en[1:])


# --- counts ---------------------------------------------------------------------------------------


def count(code: str, words: Label, what: Count, told: Told | None = None) -> Measure:
    """Return a column of counts; what the source tells nothing of has none."""

    def figure(view: View, row: Row) -> Figure:
        return count_figure(view, what, row, told)

    return Measure(Column(code, words), figure)


def count_figure(view: View, what: Count, row: Row, told: Told | None = None) -> Figure:
    """Return one count, with bounds where the source tells of some cases only."""
    if _is_ahead(view, what, row):
        return Figure(why=Why.NOT_YET)
    n = view.now.count(what, row)
    untold = _untold(view, what, row, told)
    if untold is None:
        return Figure(why=Why.NOT_RECORDED)
    nothing = view.rounding.nothing if view.rounding and not n else 0
    if not untold and not nothing:
        return Figure(n)
    bounded = told is None or told.one_each or not untold
    return Figure(n, at_least=True, at_most=n + max(untold, nothing) if bounded else None)


def _is_ahead(view: View, what: Count, row: Row) -> bool:
    """Whether a row is of a time of which nothing is known yet; what falls due then is known."""
    if any(subject.population is Population.DUE for subject in what.subjects):
        return False
    as_of = view.now.outline.as_of
    return any(
        GROUPINGS[name].in_time and value > max(GROUPINGS[name].on(as_of))
        for name, value in zip(row.groupings, row.values, strict=True)
    )


def _untold(view: View, what: Count, row: Row, told: Told | None) -> int | None:
    """Return how many things may have to be added, ``None`` where the source tells of none."""
    untold = 0
    if told is not None:
        of = _timeless(row) if told.timeless else row
        untold = view.now.count(told.untold, of)
        if untold and not view.now.count(told.told, of):
            return None
    for name, value in zip(row.groupings, row.values, strict=True):
        tells = Subject(Population.KNOWN, Aspect.TELLS, name)
        if value == NOT_GIVEN or not view.now.count(Count((tells,), Among((False,)))):
            continue
        if not view.now.count(Count((tells,), Among((True,)))):
            return None
        untold += view.now.count(what, row.moved(name, NOT_GIVEN))
    return untold


def _timeless(row: Row) -> Row:
    """Return the row without its groups in time."""
    kept = [
        (name, value)
        for name, value in zip(row.groupings, row.values, strict=True)
        if not GROUPINGS[name].in_time
    ]
    return Row(tuple(name for name, _ in kept), tuple(value for _, value in kept))


# --- worked out from counts -----------------------------------------------------------------------


class Ratio(NamedTuple):
    """A share: ``hits`` of ``of``.

    ``aside`` are in neither. Of ``untold`` the source does not tell whether they are. ``unclear``
    are in the denominator, and the source does not tell whether they are hits: with any of them
    there is no share.
    """

    hits: Count
    of: Count
    aside: Count | None = None
    untold: Count | None = None
    unclear: Count | None = None

    def figure(self, view: View, row: Row) -> Figure:
        """Return the share in a row: exact, or in whole per cent and of enough."""
        numbers = view.now
        hits, of = numbers.count(self.hits, row), numbers.count(self.of, row)
        untold = numbers.count(self.untold, row) if self.untold else 0
        left_out = numbers.count(self.aside, row) if self.aside else untold
        why = _why_no_ratio(view, of, untold)
        if self.unclear and numbers.count(self.unclear, row):
            return Figure(why=Why.NOT_RECORDED, set_aside=view.set_aside)
        value = Fraction(hits, of) if why is None else None
        if value is not None and view.rounding:
            value = Fraction(int(value * 100 + Fraction(1, 2)), 100)
        return Figure(
            value,
            hits,
            of,
            left_out,
            why=why,
            set_aside=view.set_aside,
            zero_to=view.zero_to,
        )


def _why_no_ratio(view: View, of: int, untold: int) -> Why | None:
    """Return why nothing can be worked out from ``of`` things, if so."""
    if not of:
        return Why.NOT_RECORDED if untold else Why.NOTHING
    return None if view.is_enough(of) else Why.TOO_FEW


def share(code: str, words: Label, what: Ratio) -> Measure:
    """Return a column of shares, each with its denominator and what stands aside from it."""
    return Measure(Column(code, words, Form.SHARE), what.figure)


def mean(code: str, words: Label, total: Count, of: Count, untold: Count) -> Measure:
    """Return a column of so many for each, such as transfers per case."""

    def figure(view: View, row: Row) -> Figure:
        numbers = view.now
        n, things, rest = (numbers.count(each, row) for each in (total, of, untold))
        why = _why_no_ratio(view, things, rest)
        value = Fraction(n, things) if why is None else None
        nothing = view.rounding.nothing if view.rounding and not n and things else 0
        return Figure(
            value,
            n,
            things,
            rest,
            at_least=bool(nothing),
            at_most=Fraction(nothing, things) if nothing else None,
            why=why,
            set_aside=view.set_aside,
        )

    return Measure(Column(code, words, Form.MEAN), figure)


def index(
    code: str,
    words: Label,
    marks: Callable[[View], Iterable[tuple[Count, Fraction]]],
    silent: Count,
    untold: Count,
) -> Measure:
    """Return an index from 0 to 100: the mean of the marks that those who answered gave.

    ``silent`` were asked and said nothing; of ``untold`` the source does not tell.
    """

    def figure(view: View, row: Row) -> Figure:
        given = [(view.now.count(what, row), mark) for what, mark in marks(view)]
        answers = sum(n for n, _ in given)
        total = sum((n * mark for n, mark in given), Fraction(0))
        quiet, rest = view.now.count(silent, row), view.now.count(untold, row)
        why = _why_no_ratio(view, answers, 0 if quiet else rest)
        value: Fraction | int | None = total / answers if why is None else None
        if value is not None and view.rounding:
            value = int(value + Fraction(1, 2))
        return Figure(value, None, answers, quiet + rest, why=why, set_aside=view.set_aside)

    return Measure(Column(code, words, Form.INDEX), figure)


def per_1000(code: str, words: Label, what: Count, told: Told | None = None) -> Measure:
    """Return a column of so many for each thousand inhabitants."""

    def figure(view: View, row: Row) -> Figure:
        found, people = count_figure(view, what, row, told), view.now.outline.inhabitants
        if found.value is None or people is None:
            return Figure(why=found.why, set_aside=view.set_aside)
        return Figure(
            Fraction(1000 * found.value, people),
            denominator=people,
            at_least=found.at_least,
            set_aside=view.set_aside,
            at_most=None if found.at_most is None else Fraction(1000 * found.at_most, people),
        )

    return Measure(Column(code, words, Form.PER_1000), figure)


# --- set against an earlier period ----------------------------------------------------------------


def change(code: str, words: Label, what: Count, name: str, told: Told | None) -> Measure:
    """Return a column of differences between the counts of this period and an earlier one."""

    def figure(view: View, row: Row) -> Figure:
        now, then = _both(view, what, row, name, told)
        if now.value is None or then.value is None:
            return Figure(why=now.why or then.why)
        return Figure(now.value - then.value)

    return Measure(Column(code, words, Form.CHANGE), figure)


def rate_of_change(code: str, words: Label, what: Count, name: str, told: Told | None) -> Measure:
    """Return a column of differences as shares of the earlier count."""

    def figure(view: View, row: Row) -> Figure:
        now, then = _both(view, what, row, name, told)
        if not isinstance(now.value, int) or not isinstance(then.value, int):
            return Figure(why=now.why or then.why)
        why = _why_no_ratio(view, then.value, 0)
        value = Fraction(now.value - then.value, then.value) if why is None else None
        if value is not None and view.rounding:
            value = Fraction(math.floor(value * 100 + Fraction(1, 2)), 100)
        change = now.value - then.value
        return Figure(value, change, then.value, why=why, zero_to=view.zero_to)

    return Measure(Column(code, words, Form.RATE_OF_CHANGE), figure)


def _both(view: View, what: Count, row: Row, name: str, told: Told | None) -> tuple[Figure, Figure]:
    then = View(view.earlier[name], {}, view.rounding)
    return _known(view, what, row, told), _known(then, what, row, told)


def _known(view: View, what: Count, row: Row, told: Told | None) -> Figure:
    """Return a count of which the source tells in full, or why it is none."""
    if _untold(view, what, row, told) != 0:
        return Figure(why=Why.NOT_RECORDED)
    return Figure(view.now.count(what, row))


def before(code: str, words: Label, what: Count, name: str, told: Told | None) -> Measure:
    """Return a column of the counts of an earlier period."""

    def figure(view: View, row: Row) -> Figure:
        return count_figure(View(view.earlier[name], {}, view.rounding), what, row, told)

    return Measure(Column(code, words), figure)


def points(code: str, words: Label, what: Ratio, name: str) -> Measure:
    """Return a column of differences between a share and what it was in an earlier period."""

    def figure(view: View, row: Row) -> Figure:
        now = what.figure(view, row)
        then = what.figure(View(view.earlier[name], {}, view.rounding), row)
        if now.value is None or then.value is None:
            return Figure(why=now.why or then.why, set_aside=view.set_aside)
        return Figure(now.value - then.value, set_aside=view.set_aside, zero_to=view.zero_to)

    return Measure(Column(code, words, Form.POINTS), figure)


# --- days -----------------------------------------------------------------------------------------


def timed(lead: Lead, unit: Unit, which: str, words: Label) -> Measure:
    """Return a column of days: the median, its estimate or the 90th percentile (``p90``)."""

    def figure(view: View, row: Row) -> Figure:
        timing = view.now.timing(lead, unit, row)
        if timing is None:
            return Figure(why=_not_timed(view, lead, unit, row))
        return _days(timing, which)

    return Measure(Column(f"{which}.{unit}", words, Form.DAYS), figure)


def _not_timed(view: View, lead: Lead, unit: Unit, row: Row) -> Why:
    def having(*states: WaitState) -> int:
        return view.now.count(Count((waited(lead, unit),), Waits(states)), row)

    if having(*TIMED):
        return Why.TOO_FEW
    return Why.NOT_RECORDED if having(WaitState.UNRECORDED) else Why.NOTHING


def _days(timing: Timing, which: str) -> Figure:
    if which == "estimate":
        return Figure(timing.estimate, why=Why.NOTHING if timing.estimate is None else None)
    bounds = timing.median if which == "median" else timing.p90
    if bounds.exact:
        return Figure(bounds.least)
    return Figure(bounds.least, at_least=True, at_most=bounds.most)
