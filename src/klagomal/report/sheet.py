# SPDX-License-Identifier: Apache-2.0
"""The numbers of one stretch of time, and what of them may be shown.

A sheet answers with ``None`` where a number is hidden, and a sheet made for publishing does not
hold what it hides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, Self

import attrs

from klagomal.report.containments import containments
from klagomal.report.counting.counts import cells, lead_times, mirrored, repeats, transfers
from klagomal.report.counting.lead_times import Bounds
from klagomal.report.counting.observations import LEADS
from klagomal.report.counting.populations import Cell, Population, restates
from klagomal.report.counting.tally import EVERYTHING, Ledger, Row
from klagomal.report.outline import Outline
from klagomal.report.structure import Atom, Structure
from klagomal.report.suppression import Suppression, suppress
from klagomal.vocabulary import Unit

__all__ = ["Sheet", "Timing"]

_MEDIAN: Final = 50
_SLOWEST_TENTH: Final = 90


class Timing(NamedTuple):
    """How long something took: bounds of two percentiles, and an estimate of the first."""

    median: Bounds
    p90: Bounds
    estimate: int | None


class _Timed(NamedTuple):
    row: Row
    lead: str
    unit: str


@attrs.frozen(kw_only=True, hash=False)
class Sheet:
    """The counts of a report by cell, its percentiles and the few sums that are no counts."""

    outline: Outline
    shape: tuple[Population, ...]
    lines: Mapping[str, tuple[str, ...]]
    counts: Mapping[Cell, int]
    timings: Mapping[_Timed, Timing]
    moved: Mapping[Row, int]
    repeated: int | None
    nests: frozenset[Atom]
    complete: bool = True
    """Whether nothing is hidden."""

    @classmethod
    def of(
        cls,
        outline: Outline,
        shape: tuple[Population, ...],
        lines: Mapping[str, tuple[str, ...]],
        ledger: Ledger,
    ) -> Self:
        """Return the sheet of what a ledger counted."""
        timings = {}
        for row in ledger.rows:
            for (lead, unit), times in lead_times(ledger, row).items():
                median, p90 = times.percentile(_MEDIAN), times.percentile(_SLOWEST_TENTH)
                if median and p90:
                    timing = Timing(median, p90, times.estimate(_MEDIAN))
                    timings[_Timed(row, lead, unit)] = timing
        return cls(
            outline=outline,
            shape=shape,
            lines=lines,
            counts=cells(outline, shape, lines, ledger),
            timings=timings,
            moved={row: transfers(ledger, row) for row in _rows(lines)},
            repeated=repeats(ledger),
            nests=frozenset(ledger.nests),
        )

    def count(
        self, population: str, split: str = "", part: str = "", row: Row = EVERYTHING
    ) -> int | None:
        """Return one count, or ``None`` where it is hidden."""
        if row == EVERYTHING and population == "received" and split in mirrored(self.outline):
            row, split, part = (split, part), "", ""
        return self.counts.get(Cell(row, population, split, part))

    def timing(self, lead: str, unit: str, row: Row = EVERYTHING) -> Timing | None:
        """Return how long something took; ``None`` where it is hidden or nothing was timed."""
        return self.timings.get(_Timed(row, lead, unit))

    def population(self, code: str) -> Population:
        """Return one population of the report."""
        return next(population for population in self.shape if population.code == code)

    def shows(self, split: str, row: Row = EVERYTHING, population: str = "received") -> bool:
        """Whether every part of a split is shown in a row."""
        parts = self.population(population).split(split).parts
        return all(self.count(population, split, part.code, row) is not None for part in parts)

    def rows(self) -> list[Row]:
        """Return every row, the one of all cases first."""
        return _rows(self.lines)

    # --- for publishing -------------------------------------------------------------------------

    def published(self, below: int, *, seen_in_full: bool) -> Self:
        """Return the sheet with small numbers hidden (:mod:`klagomal.report.suppression`).

        Shares within n days are kept in one unit of days only: two rulers laid side by side can
        single out a case, and so can an outcome that follows from another. Percentiles are kept
        where all counts of the lead time are shown.
        """
        hidden = self.suppression(below, seen_in_full=seen_in_full).hidden
        unit = next(iter(self.outline.within), None)
        bare = attrs.evolve(
            self,
            counts={cell: n for cell, n in self._publishable().items() if cell not in hidden},
            repeated=None,
            nests=frozenset(),
            complete=False,
        )
        return attrs.evolve(
            bare,
            timings={t: v for t, v in self.timings.items() if unit and _tells(bare, t, unit)},
            moved={row: n for row, n in self.moved.items() if bare.shows("transfers", row)},
        )

    def suppression(self, below: int, *, seen_in_full: bool) -> Suppression:
        """Return what must be hidden of the counts that can be published at all, with the proof."""
        shape = self._publishable_shape()
        structure = self._structure(shape, seen_in_full=seen_in_full)
        return suppress(self._publishable(), structure, below)

    def _publishable_shape(self) -> tuple[Population, ...]:
        unit = next(iter(self.outline.within), None)
        restated = {
            f"due:{obligation.id}"
            for policy in self.outline.policies
            for obligation in policy.obligations
            if restates(obligation)
        }
        return tuple(_in_one_unit(p, unit) for p in self.shape if p.code not in restated)

    def _publishable(self) -> dict[Cell, int]:
        shape = self._publishable_shape()
        kept = {(p.code, s.code) for p in shape for s in p.splits} | {(p.code, "") for p in shape}
        return {c: n for c, n in self.counts.items() if (c.population, c.split) in kept}

    def _structure(self, shape: tuple[Population, ...], *, seen_in_full: bool) -> Structure:
        outline = self.outline
        axes: dict[str, list[Atom]] = {g.axis: [] for g in outline.by if not g.many}
        first = {g.code: g.axis for g in outline.by}
        for atom in sorted(self.nests):
            axes[first[atom[0][0]]].append(atom)
        return Structure(
            shape={population.code: population for population in shape},
            axes={axis: tuple(atoms) for axis, atoms in axes.items()},
            several={
                g.code: tuple((g.code, value) for value in self.lines[g.code])
                for g in outline.by
                if g.many and self.lines[g.code]
            },
            mirrored={g.code: g.axis for g in outline.across if g.code in mirrored(outline)},
            containments=containments(outline, shape, self.lines, seen_in_full=seen_in_full),
            time=frozenset(g.code for g in outline.by if g.axis == "time"),
        )


def _tells(sheet: Sheet, timed: _Timed, unit: Unit) -> bool:
    """Whether all counts that a percentile rests on are shown."""
    leads = [timed.lead] if timed.lead in LEADS else list(LEADS)
    return all(sheet.shows(f"{lead}.{unit}", timed.row) for lead in leads)


def _rows(lines: Mapping[str, tuple[str, ...]]) -> list[Row]:
    return [EVERYTHING, *((code, value) for code, values in lines.items() for value in values)]


def _in_one_unit(population: Population, unit: Unit | None) -> Population:
    """Return the population with lead times split in one unit of days."""
    splits = tuple(s for s in population.splits if not s.bundle or s.bundle == unit)
    return attrs.evolve(population, splits=splits)
