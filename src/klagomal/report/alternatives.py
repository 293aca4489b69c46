# SPDX-License-Identifier: Apache-2.0
"""Other numbers that would give the same published report.

An alternative is told as a story of a case or two that might have been otherwise: two cases of
different groups that change places under one heading (a *swap*), a case that falls under another
part of a split (a *shift*), a case that belongs to another group (a *move*), one case more or fewer
where not even the total is told. A story changes every cell that such a case is counted in, those
that are withheld too, so the sums of the report still hold. The cheapest story is chosen, where
changing what is hidden already costs nothing.

Stories are compared by price alone, and only the cheapest are told in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, islice, product
from typing import Final, NamedTuple

import attrs

from klagomal.report.populations import Cell, Population, Split
from klagomal.report.structure import Atom, Block
from klagomal.report.tally import EVERYTHING, Row
from klagomal.report.visibility import IMPOSSIBLE, Numbers, Relation
from klagomal.tables import NOT_GIVEN

__all__ = ["Alternative", "alternative"]

_BLOCK_PRICE: Final = 10**9
_TRIED: Final = 24
"""How many of the cheapest stories are looked at before it is given up."""
_COMPARED: Final = 12
"""How many stories that hold are compared by all that they cost."""
_TRIED_LEAVES: Final = 4
_REPAIRS: Final = 12


@attrs.frozen
class Alternative:
    """Changes that leave all that is visible as it is, once ``blocks`` are withheld."""

    changes: Mapping[Cell, int] = attrs.field(factory=dict)
    price: int = 0
    blocks: frozenset[Block] = frozenset()


class _Story(NamedTuple):
    """An alternative that is told in full only when its turn comes.

    ``gain`` and ``lose`` are the rows that its case comes to and leaves; a shift has neither.
    """

    price: int
    tell: Callable[[], Alternative | None]
    gain: Sequence[Row] = ()
    lose: Sequence[Row] = ()


class _Rows(NamedTuple):
    """Where a thing goes from one part of a split to another, and where it goes the other way."""

    population: str
    split: Split
    ups: Sequence[Row]
    downs: Sequence[Row] = ()


def alternative(numbers: Numbers, cell: Cell, *, free: bool = False) -> Alternative | None:
    """Return the cheapest alternative in which ``cell`` has another value, if one is found.

    A ``free`` one changes only what is hidden already.
    """
    return _Search(numbers, cell, free).find()


@attrs.define(eq=False)
class _Search:
    """One search."""

    numbers: Numbers
    cell: Cell
    free: bool

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
        told = self._repaired(story)
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
            going = _Rows(population.code, split, _only(gain, lose), _only(lose, gain))
            yield from self._goings(going, gain, lose, free)

    def _shifts(self, free: bool) -> Iterator[_Story]:
        """One case falls under another part of the cell's split, in all rows it is counted in."""
        population, split = self._here()
        structure = self.numbers.structure
        if population.code == "received" and split.code in structure.mirrored:
            return
        going = _Rows(population.code, split, [EVERYTHING])
        for price, source, target in self._pairs(going, free):
            yield _Story(
                price,
                lambda source=source, target=target: _together(  # type: ignore[misc]
                    [
                        self._go(going, source, target),
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
                going = _Rows(population.code, split, atom)
                way = self._go(going, source, target, unseen=unseen)
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
                    _withholding(unseen[0], atoms[0], population.code, [split]) if unseen else None
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
        only = {split: self._leaves(code, split, part)} if split else {}
        for here, there in self._atoms_apart():
            for gain, lose in ((here, there), (there, here)):
                price = self._whole_price(code, _steps(gain, lose))
                if price < (1 if free else IMPOSSIBLE):
                    yield _Story(
                        price,
                        lambda gain=gain, lose=lose: self._move(code, gain, lose, only),  # type: ignore[misc]
                        gain,
                        lose,
                    )

    def _alone(self, free: bool) -> Iterator[_Story]:
        """A case stands under another part, or one more or fewer, in an overlapping group."""
        row = self.cell.row
        population = self.numbers.structure.shape[self.cell.population]
        if self.cell.split:
            split = population.split(self.cell.split)
            yield from self._goings(_Rows(population.code, split, [row]), [row], (), free)
            return
        for gain, lose in (((row,), ()), ((), (row,))):
            price = self._whole_price(population.code, _steps(gain, lose))
            if price < (1 if free else IMPOSSIBLE):
                yield _Story(
                    price,
                    lambda gain=gain, lose=lose: self._move(population.code, gain, lose, {}),  # type: ignore[misc]
                    gain,
                    lose,
                )

    def _among(self, free: bool) -> Iterator[_Story]:
        """Two overlapping groups have a case the other way round."""
        row = self.cell.row
        population = self.numbers.structure.shape[self.cell.population]
        others = [
            other
            for rows in self.numbers.structure.several.values()
            if row in rows
            for other in rows
            if other != row
        ]
        for other in others:
            if self.cell.split:
                split = population.split(self.cell.split)
                going = _Rows(population.code, split, [row], [other])
                yield from self._goings(going, [row], [other], free)
                continue
            for gain, lose in (((row,), (other,)), ((other,), (row,))):
                price = self._whole_price(population.code, _steps(gain, lose))
                if price < (1 if free else IMPOSSIBLE):
                    yield _Story(
                        price,
                        lambda gain=gain, lose=lose: self._move(population.code, gain, lose, {}),  # type: ignore[misc]
                        gain,
                        lose,
                    )

    def _one_more_or_fewer(self, free: bool) -> Iterator[_Story]:
        """There is one thing more in the population, or one fewer, where its total is withheld."""
        code, split, part = self.cell.population, self.cell.split, self.cell.part
        only = {split: self._leaves(code, split, part)} if split else {}
        for step in (1, -1):
            for places in product(*self._places(code, step)):
                rows = [EVERYTHING, *(row for place in places for row in place)]
                gain, lose = (rows, []) if step > 0 else ([], rows)
                price = self._whole_price(code, _steps(gain, lose))
                if price < (1 if free else IMPOSSIBLE):
                    yield _Story(
                        price,
                        lambda gain=gain, lose=lose: self._move(code, gain, lose, only),  # type: ignore[misc]
                        gain,
                        lose,
                    )

    def _places(self, code: str, step: int) -> Iterator[list[Sequence[Row]]]:
        """Yield where one thing can be: an atom of each axis, some or all of overlapping groups."""
        structure, mine = self.numbers.structure, self.cell.row
        for atoms in filter(None, structure.axes.values()):
            concerned = [atom for atom in atoms if mine in atom] or atoms
            prices = [self._whole_price(code, [(r, step) for r in atom]) for atom in concerned]
            yield [concerned[prices.index(min(prices))]]
        for rows in structure.several.values():
            stated = [row for row in rows if row[1] != NOT_GIVEN]
            if step < 0:
                stated = [row for row in stated if self.numbers.counts[Cell(row, code)]]
            places = [*((row,) for row in rows), tuple(stated)]
            yield [place for place in places if mine not in rows or mine in place]

    # --- their parts ----------------------------------------------------------------------------

    def _move(
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
        steps = _steps(gain, lose)
        price = self._whole_price(code, steps)
        if price >= IMPOSSIBLE:
            return None
        whole = Alternative({Cell(row, code): step for row, step in steps}, price)
        mirrored = self._mirrored(population, gain, lose) if code == "received" else ()
        return _together(chain([whole], self._in_all_splits(population, steps, only), mirrored))

    def _whole_price(self, code: str, steps: Iterable[tuple[Row, int]]) -> int:
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
                yield told and _withholding(told, rows, population.code, splits)
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
        together: Iterable[tuple[tuple[int, str], ...]] = product(*choices)
        if any(price for choice in choices for price, _ in choice):
            together = sorted(together, key=lambda ways: sum(price for price, _ in ways))
        repairable: Alternative | None = None
        for ways in together:
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
                        [_Rows("received", split, atom) for atom in atoms],
                        was[code],
                        becomes[code],
                    )

    def _go_somewhere(
        self, goings: Sequence[_Rows], source: str, target: str
    ) -> Alternative | None:
        """Return the cheapest of several goings, or what it takes to withhold where they are."""
        found = _cheapest(self._go(going, source, target) for going in goings)
        if found is not None:
            return found
        unseen = _cheapest(self._go(going, source, target, unseen=True) for going in goings)
        one = goings[0]
        return unseen and _withholding(unseen, one.ups, one.population, [one.split])

    # --- what else it takes ---------------------------------------------------------------------

    def _repaired(self, story: _Story) -> Alternative | None:
        """Return the story with what else it takes to keep what is among what."""
        told = story.tell()
        for _ in range(_REPAIRS):
            broken = self.numbers.broken(told.changes) if told else None
            if told is None or broken is None:
                return told
            told = self._mended(told, broken, story)
        return told if told and self.numbers.broken(told.changes) is None else None

    def _mended(self, told: Alternative, broken: Relation, story: _Story) -> Alternative | None:
        """Return the story with the cheapest change of a cell that the relation speaks of."""
        gain, lose = story.gain, story.lose
        if not gain and not lose:
            gain = list(dict.fromkeys(cell.row for cell in told.changes))
        ups, downs = _only(gain, lose), _only(lose, gain)
        touched = {(cell.population, cell.split) for cell in told.changes}
        moved = {population for population, split in touched if not split}
        ways = []
        for cells, more in ((broken.greater, True), (broken.lesser, False)):
            for cell in cells:
                if (cell.population, cell.split) in touched or cell.row not in {*ups, *downs}:
                    continue
                there = (gain, lose) if (cell.row in ups) == more else (lose, gain)
                ways.append(self._change(cell, *there, moved=cell.population in moved))
        mended = _cheapest(ways)
        return None if mended is None else _together([told, mended])

    def _change(
        self, node: Cell, gain: Sequence[Row], lose: Sequence[Row], *, moved: bool
    ) -> Alternative | None:
        """Return what brings one more under a part in ``gain``, and one fewer in ``lose``.

        ``moved``: the story is about this population already, so nothing more can move in it.
        """
        code, name, part = node.population, node.split, node.part
        if not name:
            return None if moved else self._move(code, gain, lose, {})
        inside = self._leaves(code, name, part)
        found = None if moved or not lose else self._move(code, gain, lose, {name: inside})
        if found is not None and not found.blocks:
            return found
        split = self.numbers.structure.shape[code].split(name)
        going = _Rows(code, split, _only(gain, lose), _only(lose, gain))
        best = _cheapest(
            self._go(going, other, leaf)
            for leaf in split.paths
            if leaf in inside
            for other in split.paths
            if other not in inside
        )
        return best or found

    # --- one case under another part ------------------------------------------------------------

    def _goings(
        self, rows: _Rows, gain: Sequence[Row], lose: Sequence[Row], free: bool
    ) -> Iterator[_Story]:
        """Yield each way for a case to come under the cell's part, or to leave it."""
        for price, source, target in self._pairs(rows, free):
            yield _Story(
                price,
                lambda source=source, target=target: self._go(rows, source, target),  # type: ignore[misc]
                gain,
                lose,
            )

    def _pairs(self, rows: _Rows, free: bool) -> Iterator[tuple[int, str, str]]:
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

    def _go(
        self, rows: _Rows, source: str, target: str, *, unseen: bool = False
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

    def _here(self) -> tuple[Population, Split]:
        population = self.numbers.structure.shape[self.cell.population]
        return population, population.split(self.cell.split)

    def _atoms_apart(self) -> Iterator[tuple[Atom, Atom]]:
        row = self.cell.row
        for atoms in self.numbers.structure.axes.values():
            inside = [atom for atom in atoms if row in atom]
            yield from ((p, q) for p in inside for q in atoms if row not in q)

    def _leaves(self, population: str, split: str, part: str) -> frozenset[str]:
        paths = self.numbers.structure.shape[population].split(split).paths
        return frozenset(leaf for leaf, path in paths.items() if part in path)


def _together(parts: Iterable[Alternative | None]) -> Alternative | None:
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


def _cheapest(ways: Iterable[Alternative | None]) -> Alternative | None:
    return min(filter(None, ways), key=lambda found: found.price, default=None)


def _only(one: Sequence[Row], other: Sequence[Row]) -> list[Row]:
    return [row for row in one if row not in other]


def _steps(gain: Sequence[Row], lose: Sequence[Row]) -> list[tuple[Row, int]]:
    return [(row, 1) for row in _only(gain, lose)] + [(row, -1) for row in _only(lose, gain)]


def _withholding(
    told: Alternative, rows: Iterable[Row], population: str, splits: Iterable[Split]
) -> Alternative:
    """Return what is told of cells that are withheld for it."""
    rows = list(rows)
    blocks = frozenset((row[0], population, split.code) for row in rows for split in splits)
    return attrs.evolve(told, price=_BLOCK_PRICE * len(blocks), blocks=blocks)
