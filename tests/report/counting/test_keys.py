# SPDX-License-Identifier: Apache-2.0
"""The keys that a report counts under."""

from __future__ import annotations

from collections import Counter

import pytest

from klagomal.report.counting.keys import (
    Among,
    AnyOf,
    Between,
    Count,
    Except,
    Judged,
    Lead,
    Outcomes,
    Population,
    Repeats,
    Selection,
    Subject,
    Value,
    Wait,
    Waits,
    WaitState,
    waited,
)
from klagomal.vocabulary import Outcome, Reason, Unit

WAITS: Counter[Value] = Counter(
    {
        Wait(WaitState.DONE, 3): 2,
        Wait(WaitState.DONE, 10): 1,
        Wait(WaitState.OPEN, 4): 5,
        Wait(WaitState.UNRECORDED): 7,
    }
)
TOLD: Counter[Value] = Counter({True: 3, False: 4, None: 5})
NUMBERS: Counter[Value] = Counter({0: 2, 1: 3, 7: 1, None: 9})


@pytest.mark.parametrize(
    ("only", "marks", "expected"),
    [
        (Among((True,)), TOLD, 3),
        (Among((True, False)), TOLD, 7),
        (Among((None,)), TOLD, 5),
        (Except((None,)), TOLD, 7),
        (Between(1), NUMBERS, 4),
        (Between(0, 1), NUMBERS, 5),
        (Waits((WaitState.DONE,)), WAITS, 3),
        (Waits((WaitState.DONE, WaitState.OPEN), Between(4)), WAITS, 6),
        (AnyOf((Waits((WaitState.DONE,), Between(0, 3)), Waits((WaitState.OPEN,)))), WAITS, 7),
        (Repeats(), Counter({("a", "x"): 3, ("b", "x"): 1}), 2),
        (
            Outcomes((Outcome.MET,)),
            Counter({Judged(Outcome.MET, None): 2, Judged(Outcome.PENDING, Reason.PAUSED): 4}),
            2,
        ),
    ],
)
def test_a_selection_takes_its_marks(only: Selection, marks: Counter[Value], expected: int) -> None:
    """Each kind of selection, by hand."""
    assert only.of(marks) == expected
    subject = Subject(Population.RECEIVED)
    assert Count((subject,), only).of({subject: marks}) == expected


def test_selections_of_different_kinds_are_never_equal() -> None:
    """A published report finds its counts by these keys: *all but* is not *only*."""
    assert len({Among((None,)), Except((None,)), Between(0), Waits(()), AnyOf(()), Repeats()}) == 6


def test_a_count_of_several_subjects_is_their_sum() -> None:
    """Several obligations are counted together; what was never marked is nothing."""
    one, other, never = (Subject(Population.DUE, of=id_) for id_ in ("a", "b", "c"))
    marks: dict[Subject, Counter[Value]] = {one: Counter({True: 2}), other: Counter({True: 3})}
    assert Count((one, other, never)).of(marks) == 5
    assert Count(()).of(marks) == 0


def test_lead_times_are_kept_apart_by_unit() -> None:
    """Working days and calendar days are two subjects."""
    assert waited(Lead.ANSWER, Unit.WORKING_DAYS) != waited(Lead.ANSWER, Unit.CALENDAR_DAYS)
