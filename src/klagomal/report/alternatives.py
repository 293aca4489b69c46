# SPDX-License-Identifier: Apache-2.0
"""Other numbers that would give the same published report.

An alternative is told as a story of a case or two that might have been otherwise: two cases of
different groups that change places under one heading (a *swap*), a case that falls under another
part of a split (a *shift*), a case that belongs to another group (a *move*). A story changes every
cell that such a case is counted in, so the sums of the report still hold. The cheapest story is
chosen, where changing what is hidden already costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import product
from typing import Final, NamedTuple

import attrs

from klagomal.report.populations import Cell, Population, Split
from klagomal.report.tally import EVERYTHING, Row
from klagomal.report.visibility import Atom, Block, Numbers

__all__ = ["Alternative", "alternative"]

_BLOCK_PRICE: Final = 10**9
_TRIED: Final = 24
"""How many of the cheapest stories are looked at before it is given up."""
_TRIED_LEAVES: Final = 4
_REPAIRS: Final = 3


@attrs.frozen
class Alternative:
    """Changes that leave all that is visible as it is, once ``blocks`` are withheld."""

    changes: Mapping[Cell, int] = attrs.field(factory=dict)
    price: int = 0
    blocks: frozenset[Block] = frozenset()


class _Story(NamedTuple):
    """An alternative that is told in full only when its turn comes; a move has two atoms."""

    price: int
    tell: Callable[[], Alternative | None]
    gain: Atom = ()
    lose: Atom = ()


def alternative(numbers: Numbers, cell: Cell, *, free: bool = False) -> Alternative | None:
    """Return the cheapest alternative in which ``cell`` has another value, if one is found.

    A ``free`` one changes only what is hidden already.
    """
    return _Search(numbers, cell, free).find()


@attrs.define(eq=False)
class _Search:
    """One search, with what was worked out on the way."""

    numbers: Numbers
    cell: Cell
    free: bool
    _known: dict[tuple[object, ...], Alternative | None] = attrs.field(factory=dict, init=False)
    _open: dict[tuple[object, ...], set[str]] = attrs.field(factory=dict, init=False)

    def find(self) -> Alternative | None:
        structure, row = self.numbers.structure, self.cell.row
        if any(row in rows for rows in structure.several.values()):
            return self._first(self._alone())
        if not self.cell.split:
            return self._first(self._moves())
        return (
            self._first(self._swaps()) or self._first(self._moves()) or self._first(self._shifts())
        )

    def _first(self, stories: Iterable[_Story]) -> Alternative | None:
        for story in nsmallest(_TRIED, stories, key=lambda story: story.price):
            told = self._repaired(story)
            if told is None or not told.changes.get(self.cell):
                continue
            if not (self.free and told.blocks):
                return told
        return None

    # --- the stories ----------------------------------------------------------------------------

    def _swaps(self) -> Iterator[_Story]:
        """Two cases of different groups change places under the cell's split."""
        population, split = self._here()
        for gain, lose in self._atoms_apart():
            ups, downs = _only(gain, lose), _only(lose, gain)
            for source, target in self._pairs(split, ups, downs):
                yield from _story(
                    [
                        *(self._shift(row, population, split, source, target) for row in ups),
                        *(self._shift(row, population, split, target, source) for row in downs),
                    ],
                    gain,
                    lose,
                )

    def _shifts(self) -> Iterator[_Story]:
        """One case falls under another part of the cell's split, in all rows it is counted in."""
        population, split = self._here()
        structure = self.numbers.structure
        if population.code == "received" and split.code in structure.mirrored:
            return
        for source, target in self._pairs(split, [EVERYTHING], []):
            whole = self._shift(EVERYTHING, population, split, source, target)
            if whole is not None:
                yield _Story(
                    whole.price,
                    lambda whole=whole, source=source, target=target: _together(  # type: ignore[misc]
                        [whole, *self._in_all_axes(population, split, source, target)]
                    ),
                )

    def _in_all_axes(
        self, population: Population, split: Split, source: str, target: str
    ) -> Iterator[Alternative | None]:
        """Yield what a shift changes in one atom of each axis, that of the cell in its own."""
        for atoms in filter(None, self.numbers.structure.axes.values()):
            concerned = [atom for atom in atoms if self.cell.row in atom]
            ways = (
                _together(self._shift(row, population, split, source, target) for row in atom)
                for atom in concerned or atoms
            )
            cheap = sorted(filter(None, ways), key=lambda way: way.price)
            kept = [way for way in cheap if not self.numbers.broken(way.changes)]
            if cheap:
                yield (kept or cheap)[0]
            elif concerned:
                yield None
            else:
                yield _withhold(atoms[0], population.code, split.code)

    def _moves(self) -> Iterator[_Story]:
        """One case belongs to another group; for a part, a case that falls under it."""
        code, split, part = self.cell.population, self.cell.split, self.cell.part
        only = {split: self._leaves(code, split, part)} if split else {}
        for here, there in self._atoms_apart():
            for gain, lose in ((here, there), (there, here)):
                base = _together(self._wholes(code, _steps(gain, lose)))
                if base is not None:
                    yield _Story(
                        base.price,
                        lambda gain=gain, lose=lose: self._move(code, gain, lose, only),  # type: ignore[misc]
                        gain,
                        lose,
                    )

    def _alone(self) -> Iterator[_Story]:
        """A case stands under another part, or one more or fewer, in an overlapping group."""
        row = self.cell.row
        population = self.numbers.structure.shape[self.cell.population]
        if self.cell.split:
            split = population.split(self.cell.split)
            for source, target in self._pairs(split, [row], []):
                yield from _story([self._shift(row, population, split, source, target)])
            return
        for step in (1, -1):
            steps = [(row, step)]
            whole = _together(self._wholes(population.code, steps))
            if whole is not None:
                told = _together([whole, *self._in_all_splits(population, steps, {})])
                yield from _story([told])

    # --- their parts ----------------------------------------------------------------------------

    def _move(
        self, code: str, gain: Atom, lose: Atom, only: Mapping[str, frozenset[str]]
    ) -> Alternative | None:
        """Return what it changes that one thing in a population is in ``gain``, not in ``lose``.

        ``only`` names, for some splits, the parts that the thing may stand under.
        """
        population = self.numbers.structure.shape[code]
        steps = _steps(gain, lose)
        parts = [*self._wholes(code, steps), *self._in_all_splits(population, steps, only)]
        if code == "received":
            parts += self._mirrored(population, gain, lose)
        return _together(parts)

    def _wholes(self, code: str, steps: Iterable[tuple[Row, int]]) -> list[Alternative | None]:
        return [self._step(Cell(row, code), step) for row, step in steps]

    def _in_all_splits(
        self,
        population: Population,
        steps: Sequence[tuple[Row, int]],
        only: Mapping[str, frozenset[str]],
    ) -> Iterator[Alternative | None]:
        """Yield what changes in each split; one that no thing can stand in is to be withheld."""
        bundles: dict[str, list[Split]] = {}
        for split in population.splits:
            bundles.setdefault(split.bundle or f"{split.code} alone", []).append(split)
        for splits in bundles.values():
            found = self._in_bundle(population, splits, steps, only)
            if found is None and any(split.code in only for split in splits):
                yield None
            elif found is None:
                rows = [row for row, _ in steps]
                yield from (_withhold(rows, population.code, split.code) for split in splits)
            else:
                yield found

    def _in_bundle(
        self,
        population: Population,
        splits: Sequence[Split],
        steps: Sequence[tuple[Row, int]],
        only: Mapping[str, frozenset[str]],
    ) -> Alternative | None:
        """Return the cheapest way to stand in all of the splits at once."""
        choices: list[list[Alternative]] = []
        for split in splits:
            leaves = [x for x in split.paths if x in only.get(split.code, split.paths)]
            ways = (
                _together([self._leaf(row, population, split, leaf, step) for row, step in steps])
                for leaf in leaves
            )
            cheap = nsmallest(_TRIED_LEAVES, filter(None, ways), key=lambda way: way.price)
            choices.append(cheap)
        together = sorted(product(*choices), key=lambda ways: sum(way.price for way in ways))
        repairable: Alternative | None = None
        for told in filter(None, map(_together, together)):
            if not self.numbers.broken(told.changes):
                return told
            if not repairable and not self.numbers.broken(told.changes, within=population.code):
                repairable = told
        return repairable

    def _mirrored(self, population: Population, gain: Atom, lose: Atom) -> Iterator[Alternative]:
        """Yield what a move changes where its groups also stand as columns."""
        was, becomes = dict(lose), dict(gain)
        structure = self.numbers.structure
        for code, axis in structure.mirrored.items():
            if code not in was or was[code] == becomes[code]:
                continue
            split = population.split(code)
            for other, atoms in structure.axes.items():
                if other != axis and atoms:
                    found = _best(
                        [self._shift(r, population, split, was[code], becomes[code]) for r in atom]
                        for atom in atoms
                    )
                    yield found or _withhold(atoms[0], population.code, code)

    def _repaired(self, story: _Story) -> Alternative | None:
        """Return the story with what else it takes to keep what is among what."""
        told = story.tell()
        for _ in range(_REPAIRS):
            broken = self.numbers.broken(told.changes) if told else None
            if told is None or broken is None:
                return told
            containment, row = broken
            if row not in {*story.gain, *story.lose}:
                return None
            touched = {(cell.population, cell.split) for cell in told.changes}
            grow = containment.greater[0][:2] not in touched
            node = containment.greater[0] if grow else containment.lesser[0]
            if node[:2] in touched:
                return None
            gains = (row in _only(story.gain, story.lose)) == grow
            gain, lose = (story.gain, story.lose) if gains else (story.lose, story.gain)
            moved = any(population == node[0] for population, _ in touched)
            told = _together([told, self._change(node, gain, lose, moved=moved)])
        return told if told and self.numbers.broken(told.changes) is None else None

    def _change(
        self, node: tuple[str, str, str], gain: Atom, lose: Atom, *, moved: bool
    ) -> Alternative | None:
        """Return what brings one more under a part in ``gain``, and one fewer in ``lose``.

        ``moved``: the story is about this population already, so nothing more can move in it.
        """
        code, name, part = node
        if not name:
            return None if moved else self._move(code, gain, lose, {})
        inside = self._leaves(code, name, part)
        found = None if moved else self._move(code, gain, lose, {name: inside})
        if found is not None and not found.blocks:
            return found
        population = self.numbers.structure.shape[code]
        split = population.split(name)
        ups, downs = _only(gain, lose), _only(lose, gain)
        swapped = _best(
            [
                *(self._shift(row, population, split, other, leaf) for row in ups),
                *(self._shift(row, population, split, leaf, other) for row in downs),
            ]
            for leaf in inside
            for other in split.paths
            if other not in inside
        )
        return swapped or found

    def _here(self) -> tuple[Population, Split]:
        population = self.numbers.structure.shape[self.cell.population]
        return population, population.split(self.cell.split)

    def _atoms_apart(self) -> Iterator[tuple[Atom, Atom]]:
        row = self.cell.row
        for atoms in self.numbers.structure.axes.values():
            inside = [atom for atom in atoms if row in atom]
            yield from ((p, q) for p in inside for q in atoms if row not in q)

    def _pairs(
        self, split: Split, ups: Sequence[Row], downs: Sequence[Row]
    ) -> Iterator[tuple[str, str]]:
        """Yield each way for a case to come under the cell's part, or to leave it.

        In the rows of ``ups`` it goes from the first to the second, in ``downs`` the other way.
        """
        fuller = self._able(split, [(row, 1) for row in ups] + [(row, -1) for row in downs])
        emptier = self._able(split, [(row, -1) for row in ups] + [(row, 1) for row in downs])
        for source in emptier:
            for target in fuller:
                if (self.cell.part in split.paths[source]) != (
                    self.cell.part in split.paths[target]
                ):
                    yield source, target

    def _able(self, split: Split, steps: Iterable[tuple[Row, int]]) -> list[str]:
        """Return the parts that may have one more, or one fewer, in all these rows."""
        found = list(split.paths)
        code = self.cell.population
        for row, step in steps:
            key = (row, code, split.code, step)
            if key not in self._open:
                self._open[key] = {
                    leaf
                    for leaf in split.paths
                    if self._step(Cell(row, code, split.code, leaf), step) is not None
                }
            found = [leaf for leaf in found if leaf in self._open[key]]
        return found

    def _leaves(self, population: str, split: str, part: str) -> frozenset[str]:
        paths = self.numbers.structure.shape[population].split(split).paths
        return frozenset(leaf for leaf, path in paths.items() if part in path)

    def _shift(
        self, row: Row, population: Population, split: Split, source: str, target: str
    ) -> Alternative | None:
        key = (row, population.code, split.code, source, target)
        if key not in self._known:
            left, entered = split.paths[source], split.paths[target]
            steps = [(part, 1) for part in entered if part not in left]
            steps += [(part, -1) for part in left if part not in entered]
            self._known[key] = _together(
                self._step(Cell(row, population.code, split.code, part), step)
                for part, step in steps
            )
        return self._known[key]

    def _leaf(
        self, row: Row, population: Population, split: Split, leaf: str, step: int
    ) -> Alternative | None:
        key = (row, population.code, split.code, leaf, step)
        if key not in self._known:
            cells = [Cell(row, population.code, split.code, part) for part in split.paths[leaf]]
            self._known[key] = _together(self._step(cell, step) for cell in cells)
        return self._known[key]

    def _step(self, cell: Cell, step: int) -> Alternative | None:
        price = self.numbers.price(cell, step)
        if price is None or (self.free and price):
            return None
        return Alternative({cell: step} if cell in self.numbers.counts else {}, price)


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


def _story(
    parts: Sequence[Alternative | None], gain: Atom = (), lose: Atom = ()
) -> Iterator[_Story]:
    """Yield the story that the parts make up, unless one of them cannot be."""
    price = 0
    for part in parts:
        if part is None:
            return
        price += part.price
    yield _Story(price, lambda: _together(parts), gain, lose)


def _best(ways: Iterable[Sequence[Alternative | None]]) -> Alternative | None:
    told = [found for way in ways if (found := _together(way)) is not None]
    return min(told, key=lambda found: found.price, default=None)


def _only(one: Atom, other: Atom) -> list[Row]:
    return [row for row in one if row not in other]


def _steps(gain: Atom, lose: Atom) -> list[tuple[Row, int]]:
    return [(row, 1) for row in _only(gain, lose)] + [(row, -1) for row in _only(lose, gain)]


def _withhold(rows: Iterable[Row], population: str, split: str) -> Alternative:
    blocks = frozenset((grouping, population, split) for grouping, _ in rows)
    return Alternative(price=_BLOCK_PRICE * len(blocks), blocks=blocks)
