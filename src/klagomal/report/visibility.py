# SPDX-License-Identifier: Apache-2.0
"""A report's cells, what of them a reader sees, and what it costs to let one be otherwise.

The reader is taken to know more than a reader can: the threshold, which hidden cells are small by
themselves and which only give cover, how the groups nest, which counts are among which others, and
that nothing is counted below zero. What is withheld is a number too: nothing is told of it, but it
still has to fit everything that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import attrs

from klagomal.report.counting.populations import Cell, Node
from klagomal.report.counting.tally import EVERYTHING, Row
from klagomal.report.figures import NOT_GIVEN
from klagomal.report.structure import Block, Structure

__all__ = ["IMPOSSIBLE", "Numbers", "Relation", "Steps"]

IMPOSSIBLE: Final = 10**15
"""The price of what cannot be; no sum of real prices comes near it."""

_LINE_PRICE: Final = 10**4
_TOTAL_PRICE: Final = 10**6


class Relation(NamedTuple):
    """Cells that together come to no more than others do, by ``room`` as it is.

    With ``presence`` only this is known: where there is anything of the lesser, there is something
    of the greater.
    """

    lesser: tuple[Cell, ...]
    greater: tuple[Cell, ...]
    room: int
    presence: bool = False


class Steps(NamedTuple):
    """What it costs that each cell of a split in one row has one more (first), or one fewer.

    ``leaves`` has the prices for a part without parts of its own and all that it is inside. The
    sets of parts and leaves as bits, in the order of the split, tell which can be at all
    (``may``), and which for nothing (``free``).
    """

    parts: Mapping[str, tuple[int, int]]
    leaves: Mapping[str, tuple[int, int]]
    may: tuple[int, int]
    free: tuple[int, int]
    free_leaves: tuple[int, int]


def _bits(prices: Iterable[tuple[int, int]], limit: int) -> tuple[int, int]:
    """Return which prices lie below a limit, one bit each."""
    ups = downs = 0
    for number, (up, down) in enumerate(prices):
        ups |= (up < limit) << number
        downs |= (down < limit) << number
    return ups, downs


@attrs.define(eq=False)
class Numbers:
    """The cells of one report, and what is hidden of them so far.

    ``small`` cells are known to be 1 to ``below`` - 1. ``inside`` cells lie inside a small one and
    are hidden whatever they are, zeros too, so that only that is known of them. Nothing at all is
    told of what is in the ``withheld`` blocks.
    """

    counts: Mapping[Cell, int]
    structure: Structure
    below: int
    small: set[Cell] = attrs.field(factory=set)
    inside: set[Cell] = attrs.field(factory=set)
    hidden: set[Cell] = attrs.field(factory=set)
    withheld: set[Block] = attrs.field(factory=set)
    _relations: list[Relation] = attrs.field(init=False, factory=list)
    _bound: dict[Cell, list[tuple[int, int]]] = attrs.field(init=False, factory=dict)
    _present: dict[Cell, list[Relation]] = attrs.field(init=False, factory=dict)
    _covers: dict[Cell, list[Relation]] = attrs.field(init=False, factory=dict)
    _steps: dict[tuple[Row, str, str], Steps] = attrs.field(init=False, factory=dict)
    _unseen: dict[tuple[Row, str, str], Steps] = attrs.field(init=False, factory=dict)
    _places: dict[tuple[Row, str, str], dict[str, tuple[Cell, ...]]] = attrs.field(
        init=False, factory=dict
    )

    def __attrs_post_init__(self) -> None:
        """Work out how the cells bind one another."""
        for relation in self._overlaps():
            self._bind(relation)
            for cell in (*relation.lesser, *relation.greater):
                self._covers.setdefault(cell, []).append(relation)
        for relation in dict.fromkeys(self._contained()):
            self._bind(relation)

    def _bind(self, relation: Relation) -> None:
        if relation.room < 0:
            # What the numbers themselves do not keep to is no containment here.
            return
        if relation.presence:
            for cell in (*relation.lesser, *relation.greater):
                self._present.setdefault(cell, []).append(relation)
            return
        number = len(self._relations)
        self._relations.append(relation)
        for cells, sign in ((relation.greater, 1), (relation.lesser, -1)):
            for cell in cells:
                self._bound.setdefault(cell, []).append((number, sign))

    def _overlaps(self) -> Iterator[Relation]:
        """Yield that overlapping groups fit into their total, and that together they cover it."""
        for rows in self.structure.several.values():
            for cell in [c for c in self.counts if c.row == rows[0]]:
                total = (self.structure.total_of(cell),)
                groups = tuple(cell._replace(row=row) for row in rows)
                apart = tuple(c for c in groups if c.row[1] == NOT_GIVEN)
                yield self._relation(total, groups)
                for group in groups:
                    if group not in apart or len(groups) == 1:
                        yield self._relation(tuple(dict.fromkeys((group, *apart))), total)

    def _contained(self) -> Iterator[Relation]:
        rows = dict.fromkeys(cell.row for cell in self.counts)
        for containment in self.structure.containments:
            for row in rows:
                if not containment.in_time and row[0] in self.structure.time:
                    continue
                lesser = self._cells(row, containment.lesser)
                greater = self._cells(row, containment.greater)
                if lesser and greater is not None:
                    yield self._relation(lesser, greater, presence=containment.presence)

    def _cells(self, row: Row, nodes: Iterable[Node]) -> tuple[Cell, ...] | None:
        found: list[Cell] = []
        for node in nodes:
            cells = self.structure.counted_at(row, node)
            if cells is None or any(cell not in self.counts for cell in cells):
                return None
            found += cells
        return tuple(found)

    def _relation(
        self, lesser: tuple[Cell, ...], greater: tuple[Cell, ...], *, presence: bool = False
    ) -> Relation:
        room = sum(self.counts[c] for c in greater)
        if not presence:
            room -= sum(self.counts[c] for c in lesser)
        return Relation(lesser, greater, room, presence)

    # --- what is seen ---------------------------------------------------------------------------

    def hide(self, cells: Iterable[Cell]) -> None:
        """Hide more cells."""
        for cell in cells:
            if cell not in self.hidden:
                self.hidden.add(cell)
                self._steps.pop((cell.row, cell.population, cell.split), None)

    def show(self, cell: Cell) -> None:
        """Show a cell that needed no hiding after all."""
        self.hidden.discard(cell)
        self.inside.discard(cell)
        self._steps.pop((cell.row, cell.population, cell.split), None)

    def withhold(self, blocks: Iterable[Block]) -> None:
        """Withhold more blocks."""
        more = set(blocks) - self.withheld
        if more:
            self.withheld |= more
            self._steps.clear()

    def is_withheld(self, cell: Cell) -> bool:
        """Whether the cell is in a block that is not published at all."""
        return _is_in(self.withheld, cell.row[0], cell.population, cell.split)

    def places(self, row: Row, population: str, split: str) -> dict[str, tuple[Cell, ...]]:
        """Return, for each leaf of a split, the cells that a thing under it is counted in."""
        key = (row, population, split)
        found = self._places.get(key)
        if found is None:
            paths = self.structure.shape[population].split(split).paths
            found = self._places[key] = {
                leaf: tuple(
                    cell
                    for part in path
                    if (cell := Cell(row, population, split, part)) in self.counts
                )
                for leaf, path in paths.items()
            }
        return found

    # --- what it costs --------------------------------------------------------------------------

    def steps(self, row: Row, population: str, split: str, *, unseen: bool = False) -> Steps:
        """Return what it costs that something in a row has one more or one fewer.

        Hidden cells cost nothing; a visible one costs the reader its number. With ``unseen`` the
        cells are taken to be withheld.
        """
        known = self._unseen if unseen else self._steps
        key = (row, population, split)
        found = known.get(key)
        if found is None:
            found = known[key] = self._priced(row, population, split, unseen=unseen)
        return found

    def _priced(self, row: Row, population: str, split: str, *, unseen: bool) -> Steps:
        codes = [""]
        paths: Mapping[str, tuple[str, ...]] = {"": ("",)}
        if split:
            divided = self.structure.shape[population].split(split)
            codes, paths = [part.code for part in divided.parts], divided.paths
        parts = {}
        for code in codes:
            cell = Cell(row, population, split, code)
            up, down = (self._price(cell, step, unseen=unseen) for step in (1, -1))
            parts[code] = up, down
        leaves = {
            leaf: (sum(parts[part][0] for part in path), sum(parts[part][1] for part in path))
            for leaf, path in paths.items()
        }
        may, free = _bits(parts.values(), IMPOSSIBLE), _bits(parts.values(), 1)
        return Steps(parts, leaves, may, free, _bits(leaves.values(), 1))

    def _price(self, cell: Cell, change: int, *, unseen: bool) -> int:
        now = self.counts.get(cell)
        if now is None:
            return 0
        if unseen or self.is_withheld(cell):
            return 0 if now + change >= 0 else IMPOSSIBLE
        if not self._may_be(cell, now, now + change):
            return IMPOSSIBLE
        if not all(self._covered(cover, cell, change) for cover in self._covers.get(cell, ())):
            return IMPOSSIBLE
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

    def _covered(self, cover: Relation, cell: Cell, change: int) -> bool:
        """Whether overlapping groups and their total still fit, or change together unseen."""
        grow = (cell in cover.greater) - (cell in cover.lesser)
        return cover.room + grow * change >= 0 or any(
            self.is_withheld(c) for c in (*cover.lesser, *cover.greater) if c.row != EVERYTHING
        )

    # --- what fits ------------------------------------------------------------------------------

    def broken(self, changes: Mapping[Cell, int], within: str = "") -> Relation | None:
        """Return a relation that the changes would break, or ``None``.

        ``within`` looks only at what is contained in one and the same population.
        """
        more: dict[int, int] = {}
        for cell, change in changes.items():
            for number, sign in self._bound.get(cell, ()):
                more[number] = more.get(number, 0) + sign * change
        for number, change in more.items():
            if change < 0:
                relation = self._relations[number]
                if relation.room + change < 0 and not (within and _leaves(relation, within)):
                    return relation
        for cell in changes:
            for relation in self._present.get(cell, ()):
                if self._is_absent(relation, changes) and not (
                    within and _leaves(relation, within)
                ):
                    return relation
        return None

    def _is_absent(self, relation: Relation, changes: Mapping[Cell, int]) -> bool:
        """Whether there would be something of the lesser and nothing of the greater."""
        lesser, greater = (
            sum(self.counts[cell] + changes.get(cell, 0) for cell in cells)
            for cells in (relation.lesser, relation.greater)
        )
        return lesser > 0 and greater <= 0

    def fits(self, changes: Mapping[Cell, int], blocks: frozenset[Block]) -> bool:
        """Whether nobody can rule the changes out, once ``blocks`` are withheld as well."""
        for cell, change in changes.items():
            now = self.counts[cell]
            if self.is_withheld(cell) or _is_in(blocks, cell.row[0], cell.population, cell.split):
                if now + change < 0:
                    return False
            elif not self._may_be(cell, now, now + change):
                return False
        return self.broken(changes) is None


def _leaves(relation: Relation, population: str) -> bool:
    """Whether a relation speaks of other populations too."""
    return any(cell.population != population for cell in (*relation.lesser, *relation.greater))


def _is_in(blocks: frozenset[Block] | set[Block], grouping: str, code: str, split: str) -> bool:
    return bool(blocks) and (
        (grouping, code, split) in blocks
        or (grouping, code, "") in blocks
        or ("", code, split) in blocks
        or ("", code, "") in blocks
    )
