# SPDX-License-Identifier: Apache-2.0
"""Small numbers stay hidden from somebody who solves for them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.report.counting.populations import Cell
from klagomal.report.counting.tally import EVERYTHING
from klagomal.report.suppression import suppress
from tests.report.attacker import another_value
from tests.report.suppression_worlds import (
    WORLDS,
    caseloads,
    is_withheld,
    knowledge,
    relations,
)

THRESHOLDS = st.sampled_from([3, 5])


@pytest.mark.parametrize("name", WORLDS)
@given(data=st.data(), below=THRESHOLDS)
@settings(deadline=None, max_examples=40)
def test_no_hidden_number_can_be_worked_out(name: str, data: st.DataObject, below: int) -> None:
    """Somebody who solves for a hidden number finds that it could be another.

    In withheld blocks that goes for the small ones.
    """
    world = WORLDS[name]
    counts = data.draw(caseloads(world, 8))
    found = suppress(counts, world.structure, below)
    known = knowledge(world, counts, found, below)
    facts = relations(world, counts)
    safe: set[Cell] = set()
    for cell in sorted(found.hidden):
        secret = not is_withheld(cell, found) or 0 < counts[cell] < below
        if secret and cell not in safe:
            other = another_value(cell, counts[cell], known, facts)
            assert other is not None, (cell, counts[cell])
            safe |= {c for c, (value, _) in other.items() if value != counts[c]}


@pytest.mark.parametrize("name", WORLDS)
@given(data=st.data(), below=THRESHOLDS)
@settings(deadline=None, max_examples=60)
def test_the_proof_holds(name: str, data: st.DataObject, below: int) -> None:
    """Each alternative fits all that is known and shown, and every hidden number has one.

    In withheld blocks that goes for the small ones; the others still fit.
    """
    world = WORLDS[name]
    counts = data.draw(caseloads(world, 30))
    found = suppress(counts, world.structure, below)
    known = knowledge(world, counts, found, below)
    facts = relations(world, counts)
    changed: set[Cell] = set()
    for alternative in found.alternatives:
        other = {cell: n + alternative.get(cell, 0) for cell, n in counts.items()}
        assert all(known[cell][0] <= n <= known[cell][1] for cell, n in other.items())
        for terms, low, high in facts:
            assert low <= sum(sign * other[cell] for cell, sign in terms.items()) <= high
        changed |= set(alternative)

    small = {cell for cell, n in counts.items() if 0 < n < below}
    assert small <= changed
    assert {cell for cell in found.hidden if not is_withheld(cell, found)} <= changed


@pytest.mark.parametrize("name", WORLDS)
@given(data=st.data(), below=THRESHOLDS)
@settings(deadline=None, max_examples=60)
def test_every_small_number_is_hidden(name: str, data: st.DataObject, below: int) -> None:
    """No count from 1 up to the threshold is shown."""
    world = WORLDS[name]
    counts = data.draw(caseloads(world, 12))
    found = suppress(counts, world.structure, below)

    assert {cell for cell, n in counts.items() if 0 < n < below} <= found.hidden
    assert found.hidden <= set(counts)


# --- by hand --------------------------------------------------------------------------------------


def of_kind(kind: str, *numbers: int) -> dict[Cell, int]:
    """Return the cells of one kind: all, then contact and answer, each soon and later."""
    row = EVERYTHING if kind == "*" else ("kind", kind)
    columns = [("", "")]
    columns += [(about, when) for about in ("contact", "answer") for when in ("soon", "later")]
    return {Cell(row, "received", *column): n for column, n in zip(columns, numbers, strict=True)}


def test_a_withheld_number_is_not_worked_out_from_what_it_is_among() -> None:
    """A count whose block is withheld still has to fit the shown counts that it is among.

    All four complaints were told something soon, and none of the three who sent praise. So the
    three who were answered soon, who are among those, are complaints, and one complaint was
    answered later, even if nothing is shown of the answers of either kind.
    """
    counts = {
        **of_kind("*", 7, 4, 3, 3, 4),
        **of_kind("complaint", 4, 4, 0, 3, 1),
        **of_kind("praise", 3, 0, 3, 0, 3),
        **of_kind("question", 0, 0, 0, 0, 0),
    }
    found = suppress(counts, WORLDS["a containment"].structure, 3)
    secret = Cell(("kind", "complaint"), "received", "answer", "later")

    assert secret in found.hidden
    # With three shown as answered soon in all, there would be no other number for it.
    assert Cell(EVERYTHING, "received", "answer", "soon") in found.hidden
    assert {counts[secret] + a[secret] for a in found.alternatives if secret in a} == {0}
    assert not {cell for cell in found.hidden if cell.split != "answer"}
