# SPDX-License-Identifier: Apache-2.0
"""Small numbers hidden so that none of them can be worked out again.

A count of 1 to ``below`` - 1 is small: it may point at a person. It is hidden, and so are as many
others as it takes for cover. Zero is not small: it is shown, unless it stands inside a small total,
where showing it would tell how the few are made up.

**What is guaranteed.** For every hidden count there is another set of numbers in which that count
has another value, and in which

* every figure that the report shows is the same, rates, shares and changes included, since they
  are worked out from shown counts only,
* all sums hold: parts to their population, groups to their total, groups to the groups they nest
  in; overlapping groups cover their total and do not exceed it; and what is among something else
  stays among it,
* each hidden count that is small stays small, and each that is hidden for cover stays at the
  threshold or above. So it does not help to know which of them are which.

What is known to be among what, or to be the same told twice, stands in
:mod:`klagomal.report.containments`.

Counts for which no such numbers are found are not hidden one by one: the whole block they stand in
is withheld. Nothing is said of which counts in it are small, but they still have to fit all that is
shown around them, so each of them that is small has other numbers too, or more is withheld until it
has. A count that its margins give away (a group that is all there is) is not small.

**What is not.** The guarantee is for one report. Two reports on overlapping periods, or the same
one with other groupings, can be set against each other; and no arithmetic helps against what
somebody knows beforehand. It is about counts: percentiles of days are shown only in rows whose
counts are all shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from klagomal.errors import FieldError
from klagomal.fields import is_whole
from klagomal.report.alternatives import alternative
from klagomal.report.changes import Alternative
from klagomal.report.counting.populations import Cell, Population
from klagomal.report.counting.tally import EVERYTHING, Row
from klagomal.report.structure import Block, Structure
from klagomal.report.visibility import Numbers

__all__ = ["FEWEST", "Suppression", "suppress"]

FEWEST: Final = 3
"""The lowest threshold: what is below 2 could only be 1."""


@attrs.frozen
class Suppression:
    """Which cells are hidden, and the proof that they are.

    ``alternatives`` are changes to the numbers that leave everything shown as it is; every hidden
    cell outside the ``withheld`` blocks is changed by one of them, and every small one inside.
    """

    hidden: frozenset[Cell]
    withheld: frozenset[Block]
    alternatives: tuple[Mapping[Cell, int], ...]


def suppress(counts: Mapping[Cell, int], structure: Structure, below: int) -> Suppression:
    """Return which cells must not be shown when counts of 1 to ``below`` - 1 are to be hidden."""
    if not is_whole(below) or below < FEWEST:
        raise FieldError(
            f"suppress_below: {below!r}; give a whole number of {FEWEST} or more, since a hidden "
            "number below 2 could only be 1",
            field="suppress_below",
        )
    numbers = Numbers(counts=counts, structure=structure, below=below)
    numbers.withhold(
        ("", code, "")
        for code in structure.shape
        if 0 < counts.get(Cell(EVERYTHING, code), 0) < below
    )
    _find_small(numbers)
    proof = _Proof()
    for cell in sorted(numbers.hidden, key=lambda cell: _urgency(numbers, cell)):
        if counts[cell]:
            _cover(numbers, cell, proof)
    _show_bare_zeros(numbers, proof)
    _widen(numbers, proof)
    return Suppression(
        frozenset(c for c in counts if c in numbers.hidden or numbers.is_withheld(c)),
        frozenset(numbers.withheld),
        tuple(proof.told),
    )


@attrs.define
class _Proof:
    """The alternatives found so far, and the cells that have one."""

    told: list[Mapping[Cell, int]] = attrs.field(factory=list)
    safe: set[Cell] = attrs.field(factory=set)

    def add(self, changes: Mapping[Cell, int]) -> None:
        self.told.append(changes)
        self.safe |= set(changes)


def _find_small(numbers: Numbers) -> None:
    """Hide what is small, and all that stands inside it."""
    wider = _wider_rows(numbers.structure)
    small = {cell for cell, n in numbers.counts.items() if 0 < n < numbers.below}
    for cell in numbers.counts:
        if numbers.is_withheld(cell):
            continue
        if any(outer in small for outer in _around(cell, numbers.structure, wider)):
            numbers.inside.add(cell)
        elif cell in small:
            numbers.small.add(cell)
    numbers.hide(numbers.small | numbers.inside)


def _wider_rows(structure: Structure) -> dict[Row, list[Row]]:
    """Return, for each row, the rows of its axis that hold all of it."""
    found: dict[Row, list[Row]] = {}
    for atoms in structure.axes.values():
        for row in {row for atom in atoms for row in atom}:
            mine = [set(atom) for atom in atoms if row in atom]
            common = set.intersection(*mine) - {row}
            found[row] = [r for r in common if _holds_more(r, row, atoms)]
    return found


def _holds_more(outer: Row, inner: Row, atoms: Iterable[tuple[Row, ...]]) -> bool:
    """Whether ``outer`` is the wider of two nested rows; the later grouping, if they are equal."""
    outers = [atom for atom in atoms if outer in atom]
    inners = [atom for atom in atoms if inner in atom]
    if len(outers) != len(inners):
        return len(outers) > len(inners)
    return outers[0].index(outer) > outers[0].index(inner)


def _around(cell: Cell, structure: Structure, wider: Mapping[Row, list[Row]]) -> Iterable[Cell]:
    """Yield the cells that the things counted in ``cell`` are also counted in."""
    population: Population = structure.shape[cell.population]
    parts = [(cell.split, cell.part)]
    if cell.split:
        parents = {part.code: part.parent for part in population.split(cell.split).parts}
        above = parents[cell.part]
        while above:
            parts.append((cell.split, above))
            above = parents[above]
        parts.append(("", ""))
    rows = [cell.row, *wider.get(cell.row, ())]
    for split, part in parts:
        for row in rows:
            if (row, split, part) != (cell.row, cell.split, cell.part):
                yield Cell(row, cell.population, split, part)
        total = structure.total_of(Cell(cell.row, cell.population, split, part))
        if total != cell:
            yield total


def _urgency(numbers: Numbers, cell: Cell) -> tuple[object, ...]:
    """Totals first, then lines, then their parts: what hides more is settled before."""
    rank = 0 if cell.row == EVERYTHING else 2 if cell.split else 1
    return rank, cell in numbers.inside, -numbers.counts[cell], cell


def _cover(numbers: Numbers, cell: Cell, proof: _Proof) -> None:
    """Hide what it takes to keep a hidden cell hidden, or withhold the block it stands in."""
    if cell in proof.safe or numbers.is_withheld(cell):
        return
    found = alternative(numbers, cell)
    if found is None:
        numbers.withhold(_block(numbers.structure, cell))
    else:
        _keep(numbers, found, proof)


def _keep(numbers: Numbers, found: Alternative, proof: _Proof) -> None:
    """Hide what an alternative changes, so that it holds."""
    numbers.withhold(found.blocks)
    numbers.hide(cell for cell in found.changes if not numbers.is_withheld(cell))
    proof.add(found.changes)


def _block(structure: Structure, cell: Cell) -> set[Block]:
    """Return the narrowest block to withhold for a cell that cannot be covered.

    Groupings that nest go together. Lines that also stand as columns take these with them.
    """
    grouping = cell.row[0]
    together = {grouping}
    for atoms in structure.axes.values():
        if any(cell.row in atom for atom in atoms):
            together = {code for code, _ in atoms[0]}
    found = {(code, cell.population, cell.split) for code in together}
    if not cell.split and cell.population == "received":
        found |= {("", cell.population, code) for code in together & structure.mirrored.keys()}
    return found


def _show_bare_zeros(numbers: Numbers, proof: _Proof) -> None:
    """Show zeros that were hidden inside something small and that nothing can be hidden behind."""
    for cell in sorted(numbers.hidden - proof.safe):
        if cell in proof.safe or numbers.is_withheld(cell):
            continue
        found = alternative(numbers, cell, free=True)
        if found is not None:
            proof.add(found.changes)
        else:
            numbers.show(cell)


def _widen(numbers: Numbers, proof: _Proof) -> None:
    """Withhold more around the small counts that are known although their block is withheld.

    They have to fit what is shown: the margins of the block and what its counts are among.
    """
    while True:
        known = [
            cell
            for cell, n in numbers.counts.items()
            if 0 < n < numbers.below and cell not in proof.safe and numbers.is_withheld(cell)
        ]
        for cell in sorted(known, key=lambda cell: _urgency(numbers, cell)):
            if cell in proof.safe:
                continue
            found = alternative(numbers, cell)
            if found is not None:
                _keep(numbers, found, proof)
                continue
            wider = next((b for b in _wider(numbers.structure, cell) if b - numbers.withheld), None)
            if wider is not None:
                numbers.withhold(wider)
                break
        else:
            return


def _wider(structure: Structure, cell: Cell) -> Iterator[set[Block]]:
    """Yield ever more to withhold around a cell: its block, what that is among, the population."""
    code, split = cell.population, cell.split
    groupings = {block[0] for block in _block(structure, cell) if block[2] == split}
    tied = {*structure.tied(code, split), (code, split)}
    yield _block(structure, cell)
    yield {(grouping, *node) for grouping in groupings for node in tied if node[1]}
    yield {(grouping, code, "") for grouping in groupings}
    yield {(grouping, *node) for grouping in groupings for node in tied}
    yield {("", code, "")}
    yield {("", population, "") for population, _ in tied}
