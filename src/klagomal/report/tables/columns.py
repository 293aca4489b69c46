# SPDX-License-Identifier: Apache-2.0
"""The kinds of column that a report is made of: counts, shares, indices and days.

Every figure is worked out from counts that are shown. Where one of them is hidden, so is the
figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from klagomal.report.counting.observations import LEADS
from klagomal.report.counting.tally import Row
from klagomal.report.figures import HIDDEN, Column, Figure, Form
from klagomal.report.sheet import Sheet, Timing
from klagomal.vocabulary import Label, Unit

__all__ = [
    "NOTHING",
    "Count",
    "Measure",
    "View",
    "capitalised",
    "count",
    "index",
    "one",
    "share",
    "timed",
]


class View(NamedTuple):
    """The sheet of the period, and those of earlier ones to set it against."""

    now: Sheet
    earlier: Mapping[str, Sheet] = {}


class Measure(NamedTuple):
    """One column, and how its figure in a row is found."""

    column: Column
    figure: Callable[[View, Row], Figure]


class Count(NamedTuple):
    """A count or a sum of counts, by population, split and part."""

    nodes: tuple[tuple[str, str, str], ...]

    def of(self, sheet: Sheet, row: Row) -> int | None:
        """Return the sum in a row; ``None`` where one of its counts is hidden."""
        found = [sheet.count(*node, row=row) for node in self.nodes]
        return None if None in found else sum(n for n in found if n is not None)


def one(population: str, split: str = "", *parts: str) -> Count:
    """Return the count of a population, or of some parts of one of its splits together."""
    return Count(tuple((population, split, part) for part in parts or ("",)))


def count(code: str, words: Label, what: Count) -> Measure:
    """Return a column of counts."""

    def figure(view: View, row: Row) -> Figure:
        n = what.of(view.now, row)
        return HIDDEN if n is None else Figure(n)

    return Measure(Column(code, words), figure)


def share(code: str, words: Label, hits: Count, of: Count, aside: Count) -> Measure:
    """Return a column of shares, each with its denominator and what stands aside from it."""

    def figure(view: View, row: Row) -> Figure:
        numerator, denominator = hits.of(view.now, row), of.of(view.now, row)
        if numerator is None or denominator is None:
            return HIDDEN
        return Figure.share(numerator, denominator, aside.of(view.now, row))

    return Measure(Column(code, words, Form.SHARE), figure)


NOTHING = Count(())


def capitalised(words: Label) -> Label:
    """Return words with a capital to begin with, as a column's heading has."""
    return Label(words.sv[:1].upper() + words.sv[1:], words.en[:1].upper() + words.en[1:])


def index(
    code: str, words: Label, population: str, split: str, marks: Mapping[Any, int]
) -> Measure:
    """Return an index from 0 to 100: the mean mark of those who gave one."""

    def figure(view: View, row: Row) -> Figure:
        given = {part: view.now.count(population, split, part, row) for part in marks}
        if None in given.values():
            return HIDDEN
        answers = sum(n or 0 for n in given.values())
        total = sum(marks[part] * (n or 0) for part, n in given.items())
        silent = view.now.count(population, split, "unknown", row)
        return Figure.share(total, answers, silent)

    return Measure(Column(code, words, Form.INDEX), figure)


def timed(lead: str, unit: Unit, which: str, words: Label) -> Measure:
    """Return a column of days: the median, its estimate or the 90th percentile (``p90``)."""

    def figure(view: View, row: Row) -> Figure:
        timing = view.now.timing(lead, unit, row)
        if timing is None:
            return Figure() if _nobody(view.now, lead, row) else HIDDEN
        return _bounds(timing, which)

    return Measure(Column(f"{which}.{unit}", words, Form.DAYS), figure)


def _nobody(sheet: Sheet, lead: str, row: Row) -> bool:
    """Whether there is no figure because nobody was timed, and not because it is hidden."""
    if sheet.complete:
        return True
    units = [unit for unit in sheet.outline.within if lead in LEADS]
    return all(
        sheet.count("received", f"{lead}.{unit}", part, row) == 0
        for unit in units[:1]
        for part in ("done", "open")
    ) and bool(units)


def _bounds(timing: Timing, which: str) -> Figure:
    if which == "estimate":
        return Figure(timing.estimate)
    bounds = timing.median if which == "median" else timing.p90
    if bounds.exact:
        return Figure(bounds.least)
    return Figure(bounds.least, at_least=True, at_most=bounds.most)
