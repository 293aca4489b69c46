# SPDX-License-Identifier: Apache-2.0
"""How a report's cells hang together: groups and totals, lines and columns, what is among what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from klagomal.report.counting.populations import Cell, Containment, Node, Population, Split
from klagomal.report.counting.tally import EVERYTHING, Row

__all__ = ["Atom", "Block", "Structure"]

Atom = tuple[Row, ...]
"""Groups of one axis that go together, such as a unit and its administration."""

Block = tuple[str, str, str]
"""All cells of a grouping's rows, population and split; an empty split is all of the population."""


@attrs.frozen(kw_only=True)
class Structure:
    """How a report's cells hang together.

    ``axes`` holds, for each axis of groupings, the atoms that its rows are sums of. ``several``
    holds the rows of groupings of which a case can be in several groups. ``mirrored`` names the
    columns of the received cases that are also lines, each with its axis: their totals are the
    lines' own.
    """

    shape: Mapping[str, Population]
    axes: Mapping[str, tuple[Atom, ...]]
    several: Mapping[str, tuple[Row, ...]]
    mirrored: Mapping[str, str]
    containments: Sequence[Containment] = ()
    time: frozenset[str] = frozenset()
    """Groupings by time, in whose rows some containments do not hold."""
    __dict__: dict[str, object] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def total_of(self, cell: Cell) -> Cell:
        """Return the cell that counts the same over all rows."""
        if cell.split in self.mirrored and cell.population == "received":
            return Cell((cell.split, cell.part), cell.population)
        return cell._replace(row=EVERYTHING)

    @cached_property
    def atoms(self) -> dict[Row, frozenset[Atom]]:
        """For each row of an axis, the atoms that it is the sum of."""
        found: dict[Row, set[Atom]] = {}
        for atoms in self.axes.values():
            for atom in atoms:
                for row in atom:
                    found.setdefault(row, set()).add(atom)
        return {row: frozenset(atoms) for row, atoms in found.items()}

    def counted_at(self, row: Row, node: Node) -> tuple[Cell, ...] | None:
        """Return the cell that counts a node in a row, wherever that stands; none if nothing can.

        A column that is also a line is counted by that line, in the total and in the rows of its
        axis. ``None``: no cell counts it by itself.
        """
        code, split, part = node
        line = (split, part)
        if code != "received" or split not in self._beside:
            return (Cell(row, *node),)
        if row == EVERYTHING:
            return (Cell(line, code),)
        if row[0] not in self._beside[split]:
            return (Cell(row, *node),)
        mine, here = self.atoms.get(line, frozenset()), self.atoms.get(row, frozenset())
        if mine.isdisjoint(here):
            return ()
        if mine <= here:
            return (Cell(line, code),)
        return (Cell(row, code),) if here <= mine else None

    @cached_property
    def bundles(self) -> dict[str, tuple[tuple[Split, ...], ...]]:
        """For each population, the splits in which the places of one thing depend on each other."""
        return {code: tuple(self._bundled(code)) for code in self.shape}

    def _bundled(self, code: str) -> Iterator[tuple[Split, ...]]:
        splits = self.shape[code].splits
        tied = {split.code: {split.code} for split in splits}
        bundles = {split.bundle for split in splits if split.bundle}
        ties = [{split.code for split in splits if split.bundle == bundle} for bundle in bundles]
        for containment in self.containments:
            ends = (*containment.lesser, *containment.greater)
            ties.append({split for population, split, _ in ends if population == code} & set(tied))
        for tie in ties:
            together = set().union(*(tied[split] for split in tie))
            tied |= dict.fromkeys(together, together)
        for first, together in tied.items():
            if first == next(other for other in tied if other in together):
                yield tuple(split for split in self.shape[code].splits if split.code in together)

    def tied(self, population: str, split: str) -> frozenset[tuple[str, str]]:
        """Return the splits and populations that some containment speaks of together with one."""
        return frozenset(
            end[:2]
            for containment in self.containments
            for ends in [(*containment.lesser, *containment.greater)]
            if any(end[:2] == (population, split) for end in ends)
            for end in ends
        )

    @cached_property
    def _beside(self) -> dict[str, frozenset[str]]:
        """For each grouping that stands as lines, all groupings of its axis."""
        found: dict[str, frozenset[str]] = {}
        for atoms in filter(None, self.axes.values()):
            codes = frozenset(code for code, _ in atoms[0])
            found |= dict.fromkeys(codes, codes)
        return found
