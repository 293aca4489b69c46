# SPDX-License-Identifier: Apache-2.0
"""What changes in a report's cells when one thing is counted elsewhere.

A thing *moves* when it is in another group, or there is one more or fewer of it: it takes its place
in every split of its population along. It *goes* when it falls under another part of one split.
Both change every cell that the thing is counted in, those that are withheld too, so that the sums
of the report still hold, and both take the cheapest way there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, product
from typing import Final, NamedTuple

import attrs

from klagomal.report.counting.populations import Cell, Population, Split
from klagomal.report.counting.tally import Row
from klagomal.report.structure import Block
from klagomal.report.visibility import IMPOSSIBLE, Numbers

__all__ = [
    "Alternative",
    "Changes",
    "Rows",
    "cheapest",
    "only_in",
    "steps_of",
    "together",
    "withholding",
]

_BLOCK_PRICE: Final = 10**9
_TRIED_LEAVES: Final = 4


@attrs.frozen
class Alternative:
    """Changes that leave all that is visible as it is, once ``blocks`` are withheld."""

    changes: Mapping[Cell, int] = attrs.field(factory=dict)
    price: int = 0
    blocks: frozenset[Block] = frozenset()


class Rows(NamedTuple):
    """Where a thing goes from one part of a split to another, and where it goes the other way."""

    population: str
    split: Split
    ups: Sequence[Row]
    downs: Sequence[Row] = ()


@attrs.frozen(eq=False)
class Changes:
    """What can change in one search. A ``free`` one changes only what is hidden already."""

    numbers: Numbers
    free: bool

    def move(
        self,
        code: str,
        gain: Sequence[Row],
        lose: Sequence[Row],
        only: Mapping[str, frozenset[str]],
    ) -> Alternative | None:
        """Return what it changes that one thing in a population is in ``gain``, not in ``lose``.

        ``only`` names, for some splits, the parts that the thing may stand under.
        """
        population = self.numbers.structure.shape[code]
        steps = steps_of(gain, lose)
        price = self.whole_price(code, steps)
        if price >= IMPOSSIBLE:
            return None
        whole = Alternative({Cell(row, code): step for row, step in steps}, price)
        mirrored = self._mirrored(population, gain, lose) if code == "received" else ()
        return together(chain([whole], self._in_all_splits(population, steps, only), mirrored))

    def whole_price(self, code: str, steps: Iterable[tuple[Row, int]]) -> int:
        """Return what it costs that the whole population changes so in some rows."""
        return sum(
            self.numbers.steps(row, code, "").leaves[""][0 if step > 0 else 1]
            for row, step in steps
        )

    def _in_all_splits(
        self,
        population: Population,
        steps: Sequence[tuple[Row, int]],
        only: Mapping[str, frozenset[str]],
    ) -> Iterator[Alternative | None]:
        """Yield what changes in each split; one that no thing can stand in is to be withheld."""
        for splits in self.numbers.structure.bundles[population.code]:
            found = self._in_bundle(population, splits, steps, only)
            if found is None and (self.free or any(split.code in only for split in splits)):
                yield None
            elif found is None:
                told = self._in_bundle(population, splits, steps, only, unseen=True)
                rows = [row for row, _ in steps]
                yield told and withholding(told, rows, population.code, splits)
            else:
                yield found

    def _in_bundle(
        self,
        population: Population,
        splits: Sequence[Split],
        steps: Sequence[tuple[Row, int]],
        only: Mapping[str, frozenset[str]],
        *,
        unseen: bool = False,
    ) -> Alternative | None:
        """Return the cheapest way to stand in all of the splits at once."""
        code = population.code
        choices = [
            self._cheap_leaves(code, split, steps, only.get(split.code), unseen=unseen)
            for split in splits
        ]
        combined: Iterable[tuple[tuple[int, str], ...]] = product(*choices)
        if any(price for choice in choices for price, _ in choice):
            combined = sorted(combined, key=lambda ways: sum(price for price, _ in ways))
        repairable: Alternative | None = None
        for ways in combined:
            changes = {
                cell: step
                for split, (_, leaf) in zip(splits, ways, strict=True)
                for row, step in steps
                for cell in self.numbers.places(row, code, split.code)[leaf]
            }
            told = Alternative(changes, sum(way[0] for way in ways))
            if self.numbers.broken(changes) is None:
                return told
            if not repairable and self.numbers.broken(changes, within=code) is None:
                repairable = told
        return repairable

    def _cheap_leaves(
        self,
        code: str,
        split: Split,
        steps: Sequence[tuple[Row, int]],
        only: frozenset[str] | None,
        *,
        unseen: bool,
    ) -> list[tuple[int, str]]:
        """Return, with their prices, the few leaves under which a thing comes or goes cheapest."""
        priced = [
            (self.numbers.steps(row, code, split.code, unseen=unseen), 0 if step > 0 else 1)
            for row, step in steps
        ]
        free = -1
        for found, way in priced:
            free &= found.free_leaves[way]
        allowed = [(n, leaf) for n, leaf in enumerate(split.paths) if only is None or leaf in only]
        cheap = [(0, leaf) for n, leaf in allowed if free >> n & 1][:_TRIED_LEAVES]
        if len(cheap) < _TRIED_LEAVES and not self.free:
            dear = [
                (sum(found.leaves[leaf][way] for found, way in priced), leaf)
                for n, leaf in allowed
                if not free >> n & 1
            ]
            possible = [way for way in dear if way[0] < IMPOSSIBLE]
            cheap += nsmallest(_TRIED_LEAVES - len(cheap), possible, key=lambda way: way[0])
        return cheap

    def _mirrored(
        self, population: Population, gain: Sequence[Row], lose: Sequence[Row]
    ) -> Iterator[Alternative | None]:
        """Yield what a move changes where its groups also stand as columns."""
        was, becomes = dict(lose), dict(gain)
        structure = self.numbers.structure
        for code, axis in structure.mirrored.items():
            if code not in was or code not in becomes or was[code] == becomes[code]:
                continue
            split = population.split(code)
            for other, atoms in structure.axes.items():
                if other != axis and atoms:
                    yield self._go_somewhere(
                        [Rows("received", split, atom) for atom in atoms],
                        was[code],
                        becomes[code],
                    )

    def _go_somewhere(self, goings: Sequence[Rows], source: str, target: str) -> Alternative | None:
        """Return the cheapest of several goings, or what it takes to withhold where they are."""
        found = cheapest(self.go(going, source, target) for going in goings)
        if found is not None:
            return found
        unseen = cheapest(self.go(going, source, target, unseen=True) for going in goings)
        one = goings[0]
        return unseen and withholding(unseen, one.ups, one.population, [one.split])

    def go(
        self, rows: Rows, source: str, target: str, *, unseen: bool = False
    ) -> Alternative | None:
        """Return what it changes that one case is under another part, if that can be."""
        code, name = rows.population, rows.split.code
        going = rows.split.going(source, target)
        price = 0
        changes: dict[Cell, int] = {}
        for those, step in ((rows.ups, 1), (rows.downs, -1)):
            for row in those:
                parts = self.numbers.steps(row, code, name, unseen=unseen).parts
                for moved, change in ((going.entered, step), (going.left, -step)):
                    for part in moved:
                        price += parts[part][0 if change > 0 else 1]
                        cell = Cell(row, code, name, part)
                        if cell in self.numbers.counts:
                            changes[cell] = change
        if price >= IMPOSSIBLE or (self.free and price):
            return None
        return Alternative(changes, price)

    def leaves(self, population: str, split: str, part: str) -> frozenset[str]:
        """Return the parts without parts of their own that are, or are inside, a part."""
        paths = self.numbers.structure.shape[population].split(split).paths
        return frozenset(leaf for leaf, path in paths.items() if part in path)


def together(parts: Iterable[Alternative | None]) -> Alternative | None:
    """Return several changes as one; ``None`` if any of them cannot be."""
    changes: dict[Cell, int] = {}
    price, blocks = 0, frozenset[Block]()
    for part in parts:
        if part is None:
            return None
        for cell, change in part.changes.items():
            changes[cell] = changes.get(cell, 0) + change
        price += part.price
        blocks |= part.blocks
    return Alternative({cell: change for cell, change in changes.items() if change}, price, blocks)


def cheapest(ways: Iterable[Alternative | None]) -> Alternative | None:
    """Return the cheapest of the changes that can be, the first of equals; ``None``: none can."""
    return min(filter(None, ways), key=lambda found: found.price, default=None)


def only_in(one: Sequence[Row], other: Sequence[Row]) -> list[Row]:
    """Return the rows that are in ``one`` and not in the other."""
    return [row for row in one if row not in other]


def steps_of(gain: Sequence[Row], lose: Sequence[Row]) -> list[tuple[Row, int]]:
    """Return one more for each row that is only gained, one fewer for each that is only lost."""
    return [(row, 1) for row in only_in(gain, lose)] + [(row, -1) for row in only_in(lose, gain)]


def withholding(
    told: Alternative, rows: Iterable[Row], population: str, splits: Iterable[Split]
) -> Alternative:
    """Return what is told of cells that are withheld for it."""
    rows = list(rows)
    blocks = frozenset((row[0], population, split.code) for row in rows for split in splits)
    return attrs.evolve(told, price=_BLOCK_PRICE * len(blocks), blocks=blocks)
