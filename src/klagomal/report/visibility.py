# SPDX-License-Identifier: Apache-2.0
"""A report's cells, what of them a reader sees, and what it costs to let one be otherwise.

The reader is taken to know more than a reader can: the threshold, which hidden cells are small by
themselves and which only give cover, how the groups nest, which counts are among which others, and
that nothing is counted below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import attrs

from klagomal.report.populations import Cell, Containment, Population
from klagomal.report.tally import EVERYTHING, Row
from klagomal.tables import NOT_GIVEN

__all__ = ["Atom", "Block", "Numbers", "Structure"]

Atom = tuple[Row, ...]
"""Groups of one axis that go together, such as a unit and its administration."""

Block = tuple[str, str, str]
"""All cells of a grouping's rows, population and split; an empty split is all of the population."""

_LINE_PRICE: Final = 10**4
_TOTAL_PRICE: Final = 10**6


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

    def total_of(self, cell: Cell) -> Cell:
        """Return the cell that counts the same over all rows."""
        if cell.split in self.mirrored and cell.population == "received":
            return Cell((cell.split, cell.part), cell.population)
        return cell._replace(row=EVERYTHING)


class _Cover(NamedTuple):
    """A total and the overlapping groups that cover it; ``apart`` are in no other group."""

    total: Cell
    groups: tuple[Cell, ...]
    apart: tuple[Cell, ...]


@attrs.define(eq=False)
class Numbers:
    """The cells of one report, and what is hidden of them so far.

    ``small`` cells are known to be 1 to ``below`` - 1. ``inside`` cells lie inside a small one and
    are hidden whatever they are, zeros too, so that only that is known of them.
    """

    counts: Mapping[Cell, int]
    structure: Structure
    below: int
    small: set[Cell] = attrs.field(factory=set)
    inside: set[Cell] = attrs.field(factory=set)
    hidden: set[Cell] = attrs.field(factory=set)
    withheld: set[Block] = attrs.field(factory=set)
    _covers: dict[Cell, list[_Cover]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        """Note which cells are totals of overlapping groups, and which those groups are."""
        for rows in self.structure.several.values():
            for cell in [c for c in self.counts if c.row == rows[0]]:
                groups = [cell._replace(row=row) for row in rows]
                apart = tuple(c for c in groups if c.row[1] == NOT_GIVEN)
                rest = tuple(c for c in groups if c.row[1] != NOT_GIVEN)
                cover = _Cover(self.structure.total_of(cell), rest, apart)
                for concerned in (cover.total, *groups):
                    self._covers.setdefault(concerned, []).append(cover)

    def is_withheld(self, cell: Cell) -> bool:
        """Whether the cell is in a block that is not published at all."""
        withheld = self.withheld
        if not withheld:
            return False
        (grouping, _), population, split, _ = cell
        return (
            (grouping, population, split) in withheld
            or (grouping, population, "") in withheld
            or ("", population, split) in withheld
            or ("", population, "") in withheld
        )

    def price(self, cell: Cell, change: int) -> int | None:
        """Return what it costs to let a cell be otherwise by one; ``None`` if it cannot be.

        Hidden cells cost nothing; a visible one costs the reader its number.
        """
        now = self.counts.get(cell)
        if now is None or self.is_withheld(cell):
            return 0
        if not self._may_be(cell, now, now + change) or not all(
            self._covered(cover, cell, change) for cover in self._covers.get(cell, ())
        ):
            return None
        if cell in self.hidden:
            return 0
        line = 0 if cell.split else _LINE_PRICE
        return now + 1 + line + (_TOTAL_PRICE if cell.row == EVERYTHING else 0)

    def _may_be(self, cell: Cell, now: int, then: int) -> bool:
        """Whether a reader who knows why each cell is hidden can think it has another value."""
        if cell in self.small:
            return 1 <= then < self.below
        if cell in self.inside:
            # A line is there because something is in it, so it is not empty.
            return then >= (0 if cell.split else min(now, 1))
        return now > 0 and then >= self.below

    def _covered(self, cover: _Cover, cell: Cell, change: int) -> bool:
        """Whether overlapping groups still fit into their total and together cover it."""
        if self.is_withheld(cover.total) or self.is_withheld(cover.groups[0]):
            return True
        total, *rest = (
            self.counts[c] + (change if c == cell else 0) for c in (cover.total, *cover.groups)
        )
        alone = sum(self.counts[c] + (change if c == cell else 0) for c in cover.apart)
        return max(rest) + alone <= total <= sum(rest) + alone

    def broken(
        self, changes: Mapping[Cell, int], within: str = ""
    ) -> tuple[Containment, Row] | None:
        """Return a containment that the changes would break, and the row, or ``None``.

        ``within`` looks only at what is contained in one and the same population.
        """
        nodes = {(cell.population, cell.split, cell.part) for cell in changes}
        rows = {cell.row for cell in changes}
        for containment in self.structure.containments:
            ends = containment.lesser + containment.greater
            if nodes.isdisjoint(ends) or (within and any(end[0] != within for end in ends)):
                continue
            for row in rows:
                if not containment.in_time and row[0] in self.structure.time:
                    continue
                if self._breaks(containment, row, changes):
                    return containment, row
        return None

    def _breaks(self, containment: Containment, row: Row, changes: Mapping[Cell, int]) -> bool:
        lesser = [Cell(row, *node) for node in containment.lesser]
        greater = [Cell(row, *node) for node in containment.greater]
        if any(cell not in self.counts for cell in lesser + greater):
            return False
        if any(self.is_withheld(cell) for cell in greater):
            return False
        lesser = [cell for cell in lesser if not self.is_withheld(cell)]
        room = self._sum(greater) - self._sum(lesser)
        changed = sum(changes.get(c, 0) for c in greater) - sum(changes.get(c, 0) for c in lesser)
        # What the numbers themselves do not keep to is no containment here.
        return room >= 0 and room + changed < 0

    def _sum(self, cells: Iterable[Cell]) -> int:
        return sum(self.counts[cell] for cell in cells)
