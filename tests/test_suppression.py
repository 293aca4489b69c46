# SPDX-License-Identifier: Apache-2.0
"""Small numbers stay hidden from somebody who solves for them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.report.populations import Cell
from klagomal.report.suppression import suppress
from tests.attacker import another_value
from tests.suppression_worlds import (
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
    """Each alternative fits all that is known and shown, and every hidden number has one."""
    world = WORLDS[name]
    counts = data.draw(caseloads(world, 30))
    found = suppress(counts, world.structure, below)
    known = knowledge(world, counts, found, below)
    facts = [
        fact
        for fact in relations(world, counts)
        if not any(is_withheld(cell, found) for cell in fact.terms)
    ]
    changed: set[Cell] = set()
    for alternative in found.alternatives:
        other = {cell: n + alternative.get(cell, 0) for cell, n in counts.items()}
        assert all(known[cell][0] <= n <= known[cell][1] for cell, n in other.items())
        for terms, low, high in facts:
            assert low <= sum(sign * other[cell] for cell, sign in terms.items()) <= high
        changed |= set(alternative)

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
