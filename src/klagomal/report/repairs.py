# SPDX-License-Identifier: Apache-2.0
"""What else must change with a story, so that what is among something else stays among it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from klagomal.report.changes import Alternative, Changes, Rows, cheapest, only_in, together
from klagomal.report.counting.populations import Cell
from klagomal.report.counting.tally import Row
from klagomal.report.visibility import Relation

__all__ = ["repaired"]

_REPAIRS: Final = 12


def repaired(
    changes: Changes, told: Alternative | None, gain: Sequence[Row], lose: Sequence[Row]
) -> Alternative | None:
    """Return a story with what else it takes to keep every relation; ``None`` if that cannot be.

    ``gain`` and ``lose`` are the rows that its case comes to and leaves.
    """
    for _ in range(_REPAIRS):
        broken = changes.numbers.broken(told.changes) if told else None
        if told is None or broken is None:
            return told
        told = _mended(changes, told, broken, gain, lose)
    return told if told and changes.numbers.broken(told.changes) is None else None


def _mended(
    changes: Changes,
    told: Alternative,
    broken: Relation,
    gain: Sequence[Row],
    lose: Sequence[Row],
) -> Alternative | None:
    """Return the story with the cheapest change of a cell that the relation speaks of."""
    if not gain and not lose:
        gain = list(dict.fromkeys(cell.row for cell in told.changes))
    ups, downs = only_in(gain, lose), only_in(lose, gain)
    touched = {(cell.population, cell.split) for cell in told.changes}
    moved = {population for population, split in touched if not split}
    ways = []
    for cells, more in ((broken.greater, True), (broken.lesser, False)):
        for cell in cells:
            if (cell.population, cell.split) in touched or cell.row not in {*ups, *downs}:
                continue
            there = (gain, lose) if (cell.row in ups) == more else (lose, gain)
            ways.append(_change(changes, cell, *there, moved=cell.population in moved))
    mended = cheapest(ways)
    return None if mended is None else together([told, mended])


def _change(
    changes: Changes, node: Cell, gain: Sequence[Row], lose: Sequence[Row], *, moved: bool
) -> Alternative | None:
    """Return what brings one more under a part in ``gain``, and one fewer in ``lose``.

    ``moved``: the story is about this population already, so nothing more can move in it.
    """
    code, name, part = node.population, node.split, node.part
    if not name:
        return None if moved else changes.move(code, gain, lose, {})
    inside = changes.leaves(code, name, part)
    found = None if moved or not lose else changes.move(code, gain, lose, {name: inside})
    if found is not None and not found.blocks:
        return found
    split = changes.numbers.structure.shape[code].split(name)
    going = Rows(code, split, only_in(gain, lose), only_in(lose, gain))
    best = cheapest(
        changes.go(going, other, leaf)
        for leaf in split.paths
        if leaf in inside
        for other in split.paths
        if other not in inside
    )
    return best or found
