# SPDX-License-Identifier: Apache-2.0
"""Somebody who tries to work out hidden numbers: whole-number linear constraints, solved.

Knows nothing of how numbers are hidden. A constraint is a sum of variables, each with a sign,
that lies between two bounds. :func:`another_value` looks for numbers that fit all constraints and
in which one variable has another value than the true one; it searches until it has found them or
has shown that there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["Constraint", "another_value", "at_most", "equal", "narrowed"]

Variable = Any
Domains = dict[Variable, tuple[int, int]]


class Constraint(NamedTuple):
    """``low <= sum(sign * variable) <= high``."""

    terms: Mapping[Variable, int]
    low: int
    high: int


def equal(total: Variable, parts: Sequence[Variable]) -> Constraint:
    """Say that the parts add up to the total."""
    terms = dict.fromkeys(parts, 1)
    terms[total] = terms.get(total, 0) - 1
    return Constraint(terms, 0, 0)


def at_most(lesser: Sequence[Variable], greater: Sequence[Variable]) -> Constraint:
    """Say that one sum is no greater than another."""
    terms: dict[Variable, int] = {}
    for sign, variables in ((1, greater), (-1, lesser)):
        for variable in variables:
            terms[variable] = terms.get(variable, 0) + sign
    return Constraint(terms, 0, 10**6)


def narrowed(domains: Domains, constraints: Sequence[Constraint]) -> Domains | None:
    """Return what is left of the domains by each constraint's own arithmetic; ``None``: nothing."""
    found = dict(domains)
    concerned: dict[Variable, list[Constraint]] = {}
    for constraint in constraints:
        for variable in constraint.terms:
            concerned.setdefault(variable, []).append(constraint)
    waiting = list(constraints)
    while waiting:
        constraint = waiting.pop()
        tighter = _tightened(constraint, found)
        if tighter is None:
            return None
        found |= tighter
        waiting += [c for variable in tighter for c in concerned[variable]]
    return found


def _tightened(constraint: Constraint, domains: Domains) -> Domains | None:
    """Return the domains that one constraint makes narrower, given all the others."""
    signed = {
        variable: sorted(sign * bound for bound in domains[variable])
        for variable, sign in constraint.terms.items()
    }
    least, most = (sum(bounds[end] for bounds in signed.values()) for end in (0, 1))
    tighter: Domains = {}
    for variable, (low, high) in signed.items():
        new_low = max(low, constraint.low - (most - high))
        new_high = min(high, constraint.high - (least - low))
        if new_low > new_high:
            return None
        if (new_low, new_high) != (low, high):
            ends = sorted(constraint.terms[variable] * bound for bound in (new_low, new_high))
            tighter[variable] = (ends[0], ends[1])
    return tighter


def _solution(domains: Domains, constraints: Sequence[Constraint]) -> Domains | None:
    left = narrowed(domains, constraints)
    if left is None:
        return None
    loose = [variable for variable, (low, high) in left.items() if low < high]
    if not loose:
        return left
    variable = min(loose, key=lambda v: left[v][1] - left[v][0])
    low, high = left[variable]
    for value in range(low, high + 1):
        found = _solution({**left, variable: (value, value)}, constraints)
        if found is not None:
            return found
    return None


def another_value(
    variable: Variable, truth: int, domains: Domains, constraints: Sequence[Constraint]
) -> Domains | None:
    """Return numbers that fit everything and give ``variable`` another value, if there are any."""
    low, high = domains[variable]
    for bounds in ((truth + 1, high), (low, truth - 1)):
        if bounds[0] <= bounds[1]:
            found = _solution({**domains, variable: bounds}, constraints)
            if found is not None:
                return found
    return None
