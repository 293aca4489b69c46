# SPDX-License-Identifier: Apache-2.0
"""The attacker of the suppression tests is an attacker: it finds what can be found."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.report.attacker import Constraint, another_value, at_most, equal, narrowed

SIGNS = st.sampled_from([1, -1])
CONSTRAINTS = st.lists(
    st.builds(
        lambda terms, low, width: Constraint(terms, low, low + width),
        st.dictionaries(st.sampled_from("abcd"), SIGNS, min_size=1),
        st.integers(-4, 6),
        st.integers(0, 2),
    ),
    max_size=4,
)


def solutions(constraints: list[Constraint]) -> list[dict[str, int]]:
    """Try everything: four variables from 0 to 3."""
    found = []
    for values in product(range(4), repeat=4):
        numbers = dict(zip("abcd", values, strict=True))
        if all(
            c.low <= sum(sign * numbers[str(v)] for v, sign in c.terms.items()) <= c.high
            for c in constraints
        ):
            found.append(numbers)
    return found


@given(CONSTRAINTS, st.sampled_from("abcd"), st.integers(0, 3))
def test_it_finds_another_value_exactly_when_there_is_one(
    constraints: list[Constraint], variable: str, truth: int
) -> None:
    """The search agrees with trying every combination of values."""
    there_is = any(numbers[variable] != truth for numbers in solutions(constraints))
    domains = dict.fromkeys("abcd", (0, 3))
    found = another_value(variable, truth, domains, constraints)

    assert (found is not None) == there_is
    if found is not None:
        assert {name: low for name, (low, _) in found.items()} in solutions(constraints)


def test_a_single_gap_is_worked_out() -> None:
    """A lone hidden part of a known total is no secret."""
    total, shown, hidden = "total", "shown", "hidden"
    domains = {total: (10, 10), shown: (7, 7), hidden: (0, 10)}
    left = narrowed(domains, [equal(total, [shown, hidden])])

    assert left is not None
    assert left[hidden] == (3, 3)
    assert another_value(hidden, 3, domains, [equal(total, [shown, hidden])]) is None


def test_a_containment_can_give_a_number_away() -> None:
    """What is among four, and is not fewer than four, is four."""
    domains = {"inner": (4, 9), "outer": (0, 4)}

    assert another_value("inner", 4, domains, [at_most(["inner"], ["outer"])]) is None
