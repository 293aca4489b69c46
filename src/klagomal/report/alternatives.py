# SPDX-License-Identifier: Apache-2.0
"""Other numbers that would give the same published report.

An alternative is told as a story of a case or two that might have been otherwise: two cases of
different groups that change places under one heading (a *swap*), a case that falls under another
part of a split (a *shift*), a case that belongs to another group (a *move*), one case more or fewer
where not even the total is told. The cheapest story is chosen, where changing what is hidden
already costs nothing.

Stories are compared by price alone, and only the cheapest are told in full
(:mod:`klagomal.report.changes`), with what else it takes (:mod:`klagomal.report.repairs`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice, product
from typing import Final, NamedTuple

import attrs

from klagomal.report.changes import (
    Alternative,
    Changes,
    Rows,
    only_in,
    steps_of,
    together,
    withholding,
)
from klagomal.report.counting.populations import Cell, Population, Split
from klagomal.report.counting.tally import EVERYTHING, Row
from klagomal.report.figures import NOT_GIVEN
from klagomal.report.repairs import repaired
from klagomal.report.structure import Atom
from klagomal.report.visibility import IMPOSSIBLE, Numbers

__all__ = ["alternative"]

_TRIED: Final = 24
"""How many of the cheapest stories are looked at before it is given up."""
_COMPARED: Final = 12
"""How many stories that hold are compared by all that they cost."""


class _Story(NamedTuple):
    """An alternative that is told in full only when its turn comes.

    ``gain`` and ``lose`` are the rows that its case comes to and leaves; a shift has neither.
    """

    price: int
    tell: Callable[[], Alternative | None]
    gain: Sequence[Row] = ()
    lose: Sequence[Row] = ()


def alternative(numbers: Numbers, cell: Cell, *, free: bool = False) -> Alternative | None:
    """Return the cheapest alternative in which ``cell`` has another value, if one is found.

    A ``free`` one changes only what is hidden already.
    """
    return _Search(numbers, cell, free, Changes(numbers, free)).find()


@attrs.define(eq=False)
class _Search:
    """One search."""

    numbers: Numbers
    cell: Cell
    free: bool
    changes: Changes

    def find(self) -> Alternative | None:
        structure, row = self.numbers.structure, self.cell.row
        ways = [self._swaps, self._moves, self._shifts] if self.cell.split else [self._moves]
        if any(row in rows for rows in structure.several.values()):
            ways = [self._alone, self._among, *ways[2:]]
        if self.numbers.is_withheld(Cell(EVERYTHING, self.cell.population)):
            ways.append(self._one_more_or_fewer)
        for way in ways:
            found = self._first(way)
            if found is not None:
                return found
        return None

    def _first(self, stories: Callable[[bool], Iterable[_Story]]) -> Alternative | None:
        """Return the cheapest of the first stories that hold.

        A story costs no less than it does to begin with, so that the search ends where what is
        left begins dearer than the best that was found.
        """
        best: Alternative | None = None
        held = 0
        for story in islice(self._in_turn(stories), _TRIED):
            if best is not None and (
                story.price >= best.price or (held >= _COMPARED and not best.blocks)
            ):
                break
            told = self._held(story)
            if told is not None:
                held += 1
                best = min((told, best), key=lambda way: way.price) if best else told
        return best

    def _in_turn(self, stories: Callable[[bool], Iterable[_Story]]) -> Iterator[_Story]:
        """Yield the stories that cost nothing to begin with, then the others by their price."""
        yield from islice(stories(True), _TRIED)
        if not self.free:
            paid = (story for story in stories(False) if story.price)
            yield from nsmallest(_TRIED, paid, key=lambda story: story.price)

    def _held(self, story: _Story) -> Alternative | None:
        """Return the story in full, if nobody can rule it out."""
        told = repaired(self.changes, story.tell(), story.gain, story.lose)
        if told is None or not told.changes.get(self.cell):
            return None
        if self.free and (told.blocks or told.price):
            return None
        return told if self.numbers.fits(told.changes, told.blocks) else None

    # --- the stories ----------------------------------------------------------------------------

    def _swaps(self, free: bool) -> Iterator[_Story]:
        """Two cases of different groups change places under the cell's split."""
        population, split = self._here()
        for gain, lose in self._atoms_apart():
            going = Rows(population.code, split, only_in(gain, lose), only_in(lose, gain))
            yield from self._goings(going, gain, lose, free)

    def _shifts(self, free: bool) -> Iterator[_Story]:
        """One case falls under another part of the cell's split, in all rows it is counted in."""
        population, split = self._here()
        structure = self.numbers.structure
        if population.code == "received" and split.code in structure.mirrored:
            return
        going = Rows(population.code, split, [EVERYTHING])
        for price, source, target in self._pairs(going, free):
            yield _Story(
                price,
                lambda source=source, target=target: together(  # type: ignore[misc]
                    [
                        self.changes.go(going, source, target),
                        *self._in_all_axes(population, split, source, target),
                    ]
                ),
            )

    def _in_all_axes(
        self, population: Population, split: Split, source: str, target: str
    ) -> Iterator[Alternative | None]:
        """Yield what a shift changes in one atom of each axis, that of the cell in its own."""

        def ways(atoms: Iterable[Atom], *, unseen: bool = False) -> list[Alternative]:
            found = []
            for atom in atoms:
                going = Rows(population.code, split, atom)
                way = self.changes.go(going, source, target, unseen=unseen)
                if way is not None:
                    found.append(way)
            cheap = sorted(found, key=lambda way: way.price)
            return [way for way in cheap if self.numbers.broken(way.changes) is None] or cheap

        structure = self.numbers.structure
        for atoms in filter(None, structure.axes.values()):
            concerned = [atom for atom in atoms if self.cell.row in atom]
            cheap = ways(concerned or atoms)
            if cheap:
                yield cheap[0]
            elif concerned:
                yield None
            else:
                unseen = ways(atoms, unseen=True)
                yield (
                    withholding(unseen[0], atoms[0], population.code, [split]) if unseen else None
                )
        for rows in structure.several.values():
            if self.cell.row in rows:
                alone = ways([(self.cell.row,)])
                yield alone[0] if alone else None
            elif self.numbers.is_withheld(Cell(rows[0], population.code, split.code)):
                alone = ways([(row,) for row in rows])
                yield alone[0] if alone else None

    def _moves(self, free: bool) -> Iterator[_Story]:
        """One case belongs to another group; for a part, a case that falls under it."""
        code, split, part = self.cell.population, self.cell.split, self.cell.part
        only = {split: self.changes.leaves(code, split, part)} if split else {}
        for here, there in self._atoms_apart():
            for gain, lose in ((here, there), (there, here)):
                price = self.changes.whole_price(code, steps_of(gain, lose))
                if price < (1 if free else IMPOSSIBLE):
                    yield _Story(
                        price,
                        lambda gain=gain, lose=lose: self.changes.move(code, gain, lose, only),  # type: ignore[misc]
                        gain,
                        lose,
                    )

    def _alone(self, free: bool) -> Iterator[_Story]:
        """A case stands under another part, or one more or fewer, in an overlapping group."""
        row, code = self.cell.row, self.cell.population
        if self.cell.split:
            split = self.numbers.structure.shape[code].split(self.cell.split)
            yield from self._goings(Rows(code, split, [row]), [row], (), free)
            return
        yield from self._moved(code, (row,), (), free)
        yield from self._moved(code, (), (row,), free)

    def _among(self, free: bool) -> Iterator[_Story]:
        """Two overlapping groups have a case the other way round."""
        row, code = self.cell.row, self.cell.population
        others = [
            other
            for rows in self.numbers.structure.several.values()
            if row in rows
            for other in rows
            if other != row
        ]
        for other in others:
            if self.cell.split:
                split = self.numbers.structure.shape[code].split(self.cell.split)
                going = Rows(code, split, [row], [other])
                yield from self._goings(going, [row], [other], free)
                continue
            yield from self._moved(code, (row,), (other,), free)
            yield from self._moved(code, (other,), (row,), free)

    def _moved(
        self, code: str, gain: tuple[Row, ...], lose: tuple[Row, ...], free: bool
    ) -> Iterator[_Story]:
        """Yield the story of a case that some rows gain and others lose, if it can be paid for."""
        price = self.changes.whole_price(code, steps_of(gain, lose))
        if price < (1 if free else IMPOSSIBLE):
            yield _Story(price, lambda: self.changes.move(code, gain, lose, {}), gain, lose)

    def _one_more_or_fewer(self, free: bool) -> Iterator[_Story]:
        """There is one thing more in the population, or one fewer, where its total is withheld."""
        code, split, part = self.cell.population, self.cell.split, self.cell.part
        only = {split: self.changes.leaves(code, split, part)} if split else {}
        for step in (1, -1):
            for places in product(*self._places(code, step)):
                rows = [EVERYTHING, *(row for place in places for row in place)]
                gain, lose = (rows, []) if step > 0 else ([], rows)
                price = self.changes.whole_price(code, steps_of(gain, lose))
                if price < (1 if free else IMPOSSIBLE):
                    yield _Story(
                        price,
                        lambda gain=gain, lose=lose: self.changes.move(code, gain, lose, only),  # type: ignore[misc]
                        gain,
                        lose,
                    )

    def _places(self, code: str, step: int) -> Iterator[list[Sequence[Row]]]:
        """Yield where one thing can be: an atom of each axis, some or all of overlapping groups."""
        structure, mine = self.numbers.structure, self.cell.row
        for atoms in filter(None, structure.axes.values()):
            concerned = [atom for atom in atoms if mine in atom] or atoms
            prices = [
                self.changes.whole_price(code, [(r, step) for r in atom]) for atom in concerned
            ]
            yield [concerned[prices.index(min(prices))]]
        for rows in structure.several.values():
            stated = [row for row in rows if row[1] != NOT_GIVEN]
            if step < 0:
                stated = [row for row in stated if self.numbers.counts[Cell(row, code)]]
            places = [*((row,) for row in rows), tuple(stated)]
            yield [place for place in places if mine not in rows or mine in place]

    # --- their parts ----------------------------------------------------------------------------

    def _goings(
        self, rows: Rows, gain: Sequence[Row], lose: Sequence[Row], free: bool
    ) -> Iterator[_Story]:
        """Yield each way for a case to come under the cell's part, or to leave it."""
        for price, source, target in self._pairs(rows, free):
            yield _Story(
                price,
                lambda source=source, target=target: self.changes.go(rows, source, target),  # type: ignore[misc]
                gain,
                lose,
            )

    def _pairs(self, rows: Rows, free: bool) -> Iterator[tuple[int, str, str]]:
        """Yield, with the price, each pair of leaves of which one is or is inside the cell's part.

        ``free`` yields only those that cost nothing.
        """
        code, split = rows.population, rows.split
        ups = [self.numbers.steps(row, code, split.code) for row in rows.ups]
        downs = [self.numbers.steps(row, code, split.code) for row in rows.downs]
        both = [*((steps, 0) for steps in ups), *((steps, 1) for steps in downs)]
        enter = leave = -1
        for steps, up in both:
            open_ = steps.free if free else steps.may
            enter &= open_[up]
            leave &= open_[1 - up]
        if not enter or not leave:
            return
        coming: dict[str, int] = {}
        leaving: dict[str, int] = {}
        if not free:
            for part in ups[0].parts:
                coming[part] = sum(steps.parts[part][up] for steps, up in both)
                leaving[part] = sum(steps.parts[part][1 - up] for steps, up in both)
        for going in split.goings[self.cell.part]:
            if going.left_bits & ~leave or going.entered_bits & ~enter:
                continue
            price = 0
            if not free:
                for part in going.entered:
                    price += coming[part]
                for part in going.left:
                    price += leaving[part]
            yield price, going.source, going.target

    def _here(self) -> tuple[Population, Split]:
        population = self.numbers.structure.shape[self.cell.population]
        return population, population.split(self.cell.split)

    def _atoms_apart(self) -> Iterator[tuple[Atom, Atom]]:
        row = self.cell.row
        for atoms in self.numbers.structure.axes.values():
            inside = [atom for atom in atoms if row in atom]
            yield from ((p, q) for p in inside for q in atoms if row not in q)
