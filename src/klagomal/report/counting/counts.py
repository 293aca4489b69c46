# SPDX-License-Identifier: Apache-2.0
"""From ticks to cells: the complete set of counts of a report, zeros included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from klagomal.periods import Period
from klagomal.report.counting.lead_times import LeadTimes
from klagomal.report.counting.observations import Mark
from klagomal.report.counting.populations import Cell, Population, part_of
from klagomal.report.counting.tally import EVERYTHING, Ledger, Row
from klagomal.report.figures import NOT_GIVEN
from klagomal.report.groupings import Grouping
from klagomal.report.outline import Outline

__all__ = ["cells", "groups", "lead_times", "mirrored", "repeats", "transfers"]

Counts = dict[Cell, int]


def groups(outline: Outline, ledgers: Iterable[Ledger]) -> dict[str, tuple[str, ...]]:
    """Return, for each grouping, the groups that stand as lines, in a stable order.

    Known groups come first, in the policy's order, then what else was seen, by code; what nobody
    stated comes last.
    """
    seen = {row for ledger in ledgers for row in ledger.rows}
    return {g.code: tuple(_lines(g, outline, seen)) for g in outline.by}


def _lines(grouping: Grouping, outline: Outline, seen: set[Row]) -> Iterator[str]:
    known = [value for policy in outline.policies for value in grouping.known(policy)]
    known += outline.expected.get(grouping.code, ())
    if grouping.axis == "time":
        known += _time_groups(grouping, outline.period)
    found = {value for code, value in seen if code == grouping.code}
    last = {NOT_GIVEN} & found
    if grouping.axis == "time":
        yield from sorted({*known, *found})
        return
    yield from dict.fromkeys(known)
    yield from sorted(found - set(known) - last)
    yield from last


def _time_groups(grouping: Grouping, period: Period) -> list[str]:
    days: Iterable[date] = (period.first + timedelta(days=n) for n in range(period.days))
    nobody: None = None
    return [v for day in days for v in grouping.values(nobody, nobody, day)]  # type: ignore[arg-type]


def mirrored(outline: Outline) -> frozenset[str]:
    """Return the groupings that stand both as lines and as columns."""
    return frozenset(g.code for g in outline.by) & frozenset(g.code for g in outline.across)


def cells(
    outline: Outline,
    shape: Iterable[Population],
    lines: Mapping[str, tuple[str, ...]],
    ledger: Ledger,
) -> Counts:
    """Return every cell with its count.

    A column that is also a line has no cells of its own in the total row, where the lines' own
    totals say the same, nor in the rows of its axis.
    """
    both = mirrored(outline)
    axes = {g.code: g.axis for g in (*outline.by, *outline.across)}
    rows: list[Row] = [EVERYTHING, *((code, v) for code, values in lines.items() for v in values)]
    found: Counts = {}
    for row in rows:
        ticks = ledger.rows.get(row, Counter[Mark]())
        whole = {t.population: n for t, n in ticks.items() if not t.split}
        sums = _sums(outline, ticks)
        for population in shape:
            found[Cell(row, population.code)] = whole.get(population.code, 0)
            for split in population.splits:
                aside = population.code == "received" and split.code in both
                if aside and axes.get(row[0], "") in ("", axes[split.code]):
                    continue
                counted: Counter[str] = Counter()
                for leaf, path in split.paths.items():
                    n = sums.get((population.code, split.code, leaf), 0)
                    counted.update(dict.fromkeys(path, n))
                for part in split.parts:
                    cell = Cell(row, population.code, split.code, part.code)
                    found[cell] = counted[part.code]
    return found


def _sums(outline: Outline, ticks: Counter[Mark]) -> Counter[tuple[str, str, str]]:
    sums: Counter[tuple[str, str, str]] = Counter()
    for tick, n in ticks.items():
        if tick.split and tick.population != "repeats":
            part = part_of(tick, outline)
            if part is not None:
                sums[tick.population, tick.split, part] += n
    return sums


def lead_times(ledger: Ledger, row: Row) -> dict[tuple[str, str], LeadTimes]:
    """Return how long everything took in a row, by what it is timed to and the unit of days."""
    done: dict[tuple[str, str], Counter[int]] = {}
    still: dict[tuple[str, str], Counter[int]] = {}
    for tick, n in ledger.rows.get(row, Counter[Mark]()).items():
        lead, dot, unit = tick.split.partition(".")
        if dot and tick.population == "received" and tick.part in ("done", "open"):
            into = done if tick.part == "done" else still
            into.setdefault((lead, unit), Counter())[tick.number] += n
    return {
        key: LeadTimes(done.get(key, {}), still.get(key, {})) for key in sorted({*done, *still})
    }


def transfers(ledger: Ledger, row: Row) -> int:
    """Return how often cases were handed over in a row, of those whose source tells of it."""
    ticks = ledger.rows.get(row, Counter[Mark]())
    return sum(t.number * n for t, n in ticks.items() if t.split == "transfers" and not t.part)


def repeats(ledger: Ledger) -> int:
    """Return how many complaints were not the first of their unit and quality dimension."""
    ticks = ledger.rows.get(EVERYTHING, Counter[Mark]())
    return sum(n - 1 for tick, n in ticks.items() if tick.population == "repeats")
