# SPDX-License-Identifier: Apache-2.0
"""Small made-up reports for the suppression tests, and all that anybody could know of them.

What adds up to what, and what is known of a hidden number, is written here from the definition and
not taken from the code under test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from hypothesis import strategies as st

from klagomal.report.counting.populations import Cell, Containment, Part, Population, Split
from klagomal.report.counting.tally import EVERYTHING, Row
from klagomal.report.structure import Structure
from klagomal.report.suppression import Suppression
from klagomal.vocabulary import Label
from tests.report.attacker import Constraint, at_most, equal

__all__ = ["WORLDS", "World", "caseloads", "is_withheld", "knowledge", "relations"]

NAME = Label("namn", "name")


def split(code: str, *parts: str, bundle: str = "") -> Split:
    """Return a split; ``late/silent`` is the part ``silent`` inside ``late``."""
    made = [Part(p.rpartition("/")[2], NAME, p.rpartition("/")[0]) for p in parts]
    return Split(code, NAME, tuple(made), bundle)


OUTCOME = split("outcome", "met", "late", "late/notified", "late/silent", "pending")
MEASURE = split("measure", "with", "without")
BY_KIND = split("kind", "complaint", "praise", "question")
Axes = Mapping[str, tuple[tuple[Row, ...], ...]]
FLAT: Axes = {
    "kind": ((("kind", "complaint"),), (("kind", "praise"),), (("kind", "question"),)),
}
NESTED: Axes = {
    "place": (
        (("unit", "u1"), ("area", "north")),
        (("unit", "u2"), ("area", "north")),
        (("unit", "u3"), ("area", "south")),
    ),
}
QUALITY = (("quality", "access"), ("quality", "treatment"), ("quality", "-"))


class World(NamedTuple):
    """How the numbers of one example hang together."""

    splits: tuple[Split, ...]
    axes: Axes
    several: bool = False
    mirrored: bool = False
    containments: tuple[Containment, ...] = ()

    @property
    def structure(self) -> Structure:
        """The same, as the code under test wants it."""
        population = Population("received", NAME, self.splits)
        return Structure(
            shape={"received": population},
            axes=self.axes,
            several={"quality": QUALITY} if self.several else {},
            mirrored={"kind": "kind"} if self.mirrored else {},
            containments=self.containments,
        )

    @property
    def groupings(self) -> list[tuple[Row, ...]]:
        """The rows of each grouping that add up to the total."""
        found: dict[str, dict[Row, None]] = {}
        for atoms in self.axes.values():
            for atom in atoms:
                for row in atom:
                    found.setdefault(row[0], {})[row] = None
        return [tuple(rows) for rows in found.values()]


WORLDS = {
    "one grouping": World((OUTCOME, MEASURE), FLAT),
    "nested groups": World((MEASURE,), NESTED),
    "two groupings": World((OUTCOME,), {**FLAT, **NESTED}),
    "overlapping groups": World((MEASURE,), FLAT, several=True),
    "a column that is a line": World((MEASURE, BY_KIND), {**FLAT, **NESTED}, mirrored=True),
    "a containment": World(
        (split("contact", "soon", "later"), split("answer", "soon", "later")),
        FLAT,
        containments=(
            Containment((("received", "answer", "soon"),), (("received", "contact", "soon"),)),
        ),
    ),
}


class _Person(NamedTuple):
    """One case: the rows it is counted in, and its part of each split."""

    rows: tuple[Row, ...]
    parts: Mapping[str, str]


@st.composite
def _people(draw: st.DrawFn, world: World) -> _Person:
    rows: list[Row] = [EVERYTHING]
    for atoms in world.axes.values():
        rows += draw(st.sampled_from(atoms))
    if world.several:
        stated = draw(st.lists(st.sampled_from(QUALITY[:2]), unique=True))
        rows += stated or [QUALITY[2]]
    parts = {s.code: draw(st.sampled_from(sorted(s.paths))) for s in world.splits}
    if world.mirrored:
        parts["kind"] = dict(rows)["kind"]
    if world.containments and parts["contact"] == "later":
        parts["answer"] = "later"
    return _Person(tuple(rows), parts)


@st.composite
def caseloads(draw: st.DrawFn, world: World, most: int) -> dict[Cell, int]:
    """Return every count of some cases, counted here and now; likes come in bunches."""
    bunches = draw(st.lists(st.tuples(_people(world), st.integers(1, 9)), max_size=most))
    several = QUALITY if world.several else ()
    rows = [EVERYTHING, *chain.from_iterable(world.groupings), *several]
    counted = Counter({cell: 0 for row in rows for cell in _cells_of(world, _Person((row,), {}))})
    for person, n in bunches:
        for cell in _cells_of(world, person):
            counted[cell] += n
    return dict(counted)


def _cells_of(world: World, person: _Person) -> Iterator[Cell]:
    """Yield the cells that a person is counted in; all parts of a split not stated."""
    for row in person.rows:
        yield Cell(row, "received")
        for divided in world.splits:
            if world.mirrored and divided.code == "kind" and row[0] in ("", "kind"):
                continue
            every = [part.code for part in divided.parts]
            mine = divided.paths[person.parts[divided.code]] if person.parts else every
            yield from (Cell(row, "received", divided.code, part) for part in mine)


def relations(world: World, counts: Mapping[Cell, int]) -> list[Constraint]:
    """Return what anybody knows of such numbers: what adds up to what, what is among what."""
    return [
        *_parts(world, counts),
        *_groups(world, counts),
        *(c for atoms in world.axes.values() for c in _nested(atoms, counts)),
        *_contained(world, counts),
    ]


def _parts(world: World, counts: Mapping[Cell, int]) -> Iterator[Constraint]:
    for cell in counts:
        children = [c for c in counts if _is_child(world, c, cell)]
        for divided in world.splits:
            inside = [c for c in children if c.split == divided.code]
            if inside:
                yield equal(cell, inside)


def _groups(world: World, counts: Mapping[Cell, int]) -> Iterator[Constraint]:
    for column in sorted({(c.split, c.part) for c in counts}):
        total = _total(world, *column)
        for rows in world.groupings:
            cells = [Cell(row, "received", *column) for row in rows]
            if all(cell in counts for cell in cells):
                yield equal(total, cells)
        if world.several:
            *overlapping, nobody = (Cell(row, "received", *column) for row in QUALITY)
            yield from (at_most([cell, nobody], [total]) for cell in overlapping)
            yield at_most([total], [*overlapping, nobody])


def _contained(world: World, counts: Mapping[Cell, int]) -> Iterator[Constraint]:
    for containment in world.containments:
        for row in sorted({cell.row for cell in counts}):
            lesser = [Cell(row, *node) for node in containment.lesser]
            yield at_most(lesser, [Cell(row, *node) for node in containment.greater])


def _is_child(world: World, inner: Cell, outer: Cell) -> bool:
    if inner.row != outer.row or not inner.split or outer.split not in ("", inner.split):
        return False
    divided = next(s for s in world.splits if s.code == inner.split)
    parent = next(part.parent for part in divided.parts if part.code == inner.part)
    return parent == outer.part


def _total(world: World, split_code: str, part: str) -> Cell:
    if world.mirrored and split_code == "kind":
        return Cell(("kind", part), "received")
    return Cell(EVERYTHING, "received", split_code, part)


def _nested(atoms: tuple[tuple[Row, ...], ...], counts: Mapping[Cell, int]) -> Iterable[Constraint]:
    for outer in {atom[-1] for atom in atoms if len(atom) > 1}:
        inner = [atom[0] for atom in atoms if atom[-1] == outer]
        for cell in [c for c in counts if c.row == outer]:
            yield equal(cell, [cell._replace(row=row) for row in inner])


def knowledge(
    world: World, counts: Mapping[Cell, int], found: Suppression, below: int
) -> dict[Any, tuple[int, int]]:
    """Return all that is known of each count by somebody told which cells are small.

    Nothing but that is told of withheld cells and of those inside something small, save that a
    line with nothing in it would not be there.
    """
    ceiling = sum(n for cell, n in counts.items() if cell.row == EVERYTHING) + below
    small = {cell for cell, n in counts.items() if 0 < n < below}
    known = {}
    for cell, n in counts.items():
        if cell not in found.hidden:
            known[cell] = (n, n)
        elif is_withheld(cell, found):
            known[cell] = (0, ceiling)
        elif any(_holds(world, outer, cell) for outer in small):
            known[cell] = (min(n, 1) if not cell.split else 0, ceiling)
        else:
            known[cell] = (1, below - 1) if cell in small else (below, ceiling)
    return known


def _holds(world: World, outer: Cell, inner: Cell) -> bool:
    """Whether all that is counted in one cell is counted in the other, by their places alone."""
    if outer == inner:
        return False
    if world.mirrored and inner.split == "kind" and outer == Cell(("kind", inner.part), "received"):
        return True
    if outer.split and outer.part not in _path(world, inner):
        return False
    if outer.row in (inner.row, EVERYTHING):
        return True
    return any(
        inner.row == atom[0] and outer.row == atom[-1]
        for atoms in world.axes.values()
        for atom in atoms
    )


def _path(world: World, cell: Cell) -> list[str]:
    """Return the part of a cell and the parts that it is inside, of the same split."""
    path, part = [], cell.part
    while part:
        path.append(part)
        divided = next(s for s in world.splits if s.code == cell.split)
        part = next(p.parent for p in divided.parts if p.code == part)
    return path


def is_withheld(cell: Cell, found: Suppression) -> bool:
    """Whether a cell is in a block that is not published."""
    return any(
        population == cell.population
        and grouping in ("", cell.row[0])
        and split_code in ("", cell.split)
        for grouping, population, split_code in found.withheld
    )
