# SPDX-License-Identifier: Apache-2.0
"""What is known to be among what in a report, and that it is not shown where it is hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.case import Case, fold
from klagomal.cases.events import Received
from klagomal.periods import Year
from klagomal.report import aggregate
from klagomal.report.containments import containments
from klagomal.report.counting.populations import Node
from tests.effort import soaked
from tests.report.caseload import POLICY
from tests.report.test_published import CASELOADS, UNTOUCHED, told

YEAR = Year(2025)
TOLD = ("acknowledged", "answered", "closed", "measure_recorded", "transferred")
MARCH: dict[str, Any] = {"arrived": date(2025, 3, 3), **UNTOUCHED}


def from_a_source_that_tells_of(case: Case, slugs: set[str]) -> Case:
    """Return the case as a source records it that tells of some kinds of event only."""
    arrival, *others = case.events
    assert isinstance(arrival, Received)
    return fold([attrs.evolve(arrival, records=frozenset(slugs)), *others])


@given(CASELOADS, st.sets(st.sampled_from(TOLD)), st.booleans())
@soaked(10)
def test_what_is_said_to_be_among_other_things_is(
    cases: list[Case], slugs: set[str], in_full: bool
) -> None:
    """Every containment holds in the total of any caseload, whatever the sources tell of."""
    cases = [
        from_a_source_that_tells_of(case, slugs) if number % 2 else case
        for number, case in enumerate(cases)
    ]
    as_of = date(2025, 12, 31) if in_full else date(2026, 2, 1)
    sheet = aggregate(cases, POLICY, YEAR, as_of, by=("unit",), compared=False).now

    def total(nodes: tuple[Node, ...]) -> int:
        found = [sheet.count(*node) for node in nodes]
        return sum(n for n in found if n is not None)

    for known in containments(sheet.outline, sheet.shape, sheet.lines, seen_in_full=in_full):
        if known.presence:
            assert total(known.greater) > 0 or total(known.lesser) == 0, known
        else:
            assert total(known.lesser) <= total(known.greater), known


def test_what_is_hidden_is_not_shown_under_another_name() -> None:
    """An obligation in words only stands once beside every case, so it is hidden with them.

    Three, eight and seven complaints: the three are hidden, and of the others what gives cover
    among the received also gives it among the promises to be prompt.
    """
    units = [("alpha", 3, 20, None), ("beta", 8, 20, 2), ("gamma", 7, None, 2)]
    cases = [
        told(
            MARCH | {"unit": unit, "answered": answered, "acknowledged": acknowledged},
            100 * number + copy,
        )
        for number, (unit, copies, answered, acknowledged) in enumerate(units)
        for copy in range(copies)
    ]
    public = aggregate(cases, POLICY, YEAR, by=("unit",), compared=False).published()
    received, promptly = (
        [public.figure(table, unit, column).value for unit, *_ in units]
        for table, column in (("volumes.unit", "received"), ("compliance.promptly.unit", "due"))
    )

    assert received[0] is None
    assert received == promptly
    assert received.count(None) >= 2
