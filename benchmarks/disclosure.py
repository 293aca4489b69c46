# SPDX-License-Identifier: Apache-2.0
"""How often a published count is known exactly, by somebody who puts all reports side by side.

Random caseloads are reported and published: a year, or a year with its quarters and months, each by
unit and kind. An integer solver (HiGHS, by SciPy) then asks of every published count whether
another number of cases would have given the same published figures. It knows what a reader knows:
that a count of 5 stands for 3 to 7, and that units and kinds, months and quarters add up. It knows
nothing of how the reports were made. ``KLAGOMAL_BENCH_CASELOADS`` is how many caseloads of each
size there are, 20 unless given.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import LinearConstraint, milp

from klagomal import policies
from klagomal.cases.case import Case, fold
from klagomal.cases.feedback import Feedback
from klagomal.lifecycle import receive
from klagomal.periods import Month, Period, Quarter, Year
from klagomal.policy.policy import Policy
from klagomal.report import Report, aggregate
from klagomal.vocabulary import Channel, Kind

CASELOADS = int(os.environ.get("KLAGOMAL_BENCH_CASELOADS", "20"))
YEAR = 2025
UNITS = ("care", "school", "streets", "parks")
KINDS = (Kind.COMPLAINT, Kind.SUGGESTION, Kind.PRAISE)
BASE = 5
CELLS = list(product(range(1, 13), UNITS, KINDS))
"""What nobody publishes: how many of a kind came to a unit in a month."""


class Told(NamedTuple):
    """A published count: which cells it is the sum of, and the bounds that a reader gives it."""

    cells: frozenset[int]
    least: int
    most: int


def caseload(policy: Policy, cases: int, chance: random.Random) -> tuple[list[Case], list[int]]:
    """Return so many random cases, and how many there are in each cell."""
    weights = [chance.expovariate(1) for _ in CELLS]
    counts = [0] * len(CELLS)
    found = []
    for number, cell in enumerate(chance.choices(range(len(CELLS)), weights, k=cases)):
        month, unit, kind = CELLS[cell]
        counts[cell] += 1
        at = datetime(YEAR, month, chance.randint(1, 28), 11, tzinfo=UTC)
        feedback = Feedback(kind=kind, channel=Channel.LETTER, received_at=at, unit=unit)
        found.append(fold(receive(feedback, policy, at, case_id=f"c-{number}")))
    return found, counts


def told_by(report: Report, months: set[int]) -> Iterator[Told]:
    """Yield the counts of received cases that a published report shows."""

    def told(value: int, unit: str | None = None, kind: Kind | None = None) -> Told:
        cells = frozenset(
            number
            for number, (month, its_unit, its_kind) in enumerate(CELLS)
            if month in months and unit in (None, its_unit) and kind in (None, its_kind)
        )
        return Told(cells, max(0, value - BASE // 2), value + BASE // 2)

    lines = {line.value for line in report.table("volumes.unit").lines}
    shown: dict[tuple[str, str, str], Any] = {
        (row["table"], row["value"], row["measure"]): row["figure"] for row in report.rows()
    }
    yield told(shown["volumes", "*", "received"])
    for unit in UNITS:
        if unit not in lines:
            yield told(0, unit)
            continue
        yield told(shown["volumes.unit", unit, "received"], unit)
        for kind in KINDS:
            yield told(shown["kind.unit", unit, kind.value], unit, kind)
    for kind in KINDS:
        yield told(shown["received.kind", kind.value, "received"], None, kind)


def exact(published: list[Told], counts: list[int]) -> int:
    """Return how many of the published counts can be no other number."""
    matrix = np.zeros((len(published), len(CELLS)))
    for number, told in enumerate(published):
        matrix[number, list(told.cells)] = 1
    bounds = LinearConstraint(matrix, [t.least for t in published], [t.most for t in published])
    return sum(not _may_differ(told, published, counts, bounds) for told in published)


def _may_differ(
    told: Told, published: list[Told], counts: list[int], bounds: LinearConstraint
) -> bool:
    if any(_fits(published, counts, cell, step) for cell in told.cells for step in (1, -1)):
        return True
    goal = np.zeros(len(CELLS))
    goal[list(told.cells)] = 1
    true = sum(counts[cell] for cell in told.cells)
    for sign in (1, -1):
        found = milp(sign * goal, constraints=bounds, integrality=np.ones(len(CELLS)))
        assert found.success, found.message
        if round(sign * found.fun) != true:
            return True
    return False


def _fits(published: list[Told], counts: list[int], cell: int, step: int) -> bool:
    """Whether one case more or less in a cell gives the same published figures."""
    if counts[cell] + step < 0:
        return False
    sums = (
        (told, sum(counts[c] for c in told.cells) + step)
        for told in published
        if cell in told.cells
    )
    return all(told.least <= found <= told.most for told, found in sums)


def searched(
    policy: Policy, cases: int, periods: Iterable[Period], chance: random.Random
) -> tuple[int, int]:
    """Return how many counts were published of a random caseload, and how many are known."""
    found, counts = caseload(policy, cases, chance)
    published: dict[Told, None] = {}
    for period in periods:
        report = aggregate(found, policy, period, by=("unit", "kind"), compared=False)
        months = set(range(period.first.month, period.last.month + 1))
        published |= dict.fromkeys(told_by(report.published(BASE), months))
    return len(published), exact(list(published), counts)


def main() -> None:
    """Print the rates."""
    policy = policies.get("kramfors", on=datetime(YEAR, 6, 1, tzinfo=UTC).date())
    year = Year(YEAR)
    overlapping = [
        year,
        *(Quarter(YEAR, n) for n in range(1, 5)),
        *(Month(YEAR, n) for n in range(1, 13)),
    ]
    chance = random.Random(1)
    print(f"{'reports':<28}{'cases':>6}{'published counts':>18}{'known exactly':>15}")
    for name, periods in (("a year", [year]), ("year, quarters and months", overlapping)):
        for cases in (60, 150, 600):
            results = [searched(policy, cases, periods, chance) for _ in range(CASELOADS)]
            shown, known = (sum(each) for each in zip(*results, strict=True))
            print(f"{name:<28}{cases:>6}{shown:>18}{known:>9}{known / shown:>6.1%}", flush=True)


if __name__ == "__main__":
    main()
