# SPDX-License-Identifier: Apache-2.0
"""How often a published count is known exactly, by somebody who does sums.

First, reports put side by side. Random caseloads are reported and published: a year, or a year
with its quarters and months, each by unit and kind. An integer solver (HiGHS, by SciPy) then asks
of every published count whether another number of cases would have given the same published
figures. It knows what a reader knows: that a count of 5 stands for 3 to 7, and that units and
kinds, months and quarters add up. It knows nothing of how the reports were made.
``KLAGOMAL_BENCH_CASELOADS`` is how many caseloads of each
size there are, 20 unless given.

Then, all tables of one report: the year of each municipality in the example's file, by kind. Here
the solver knows which columns of a table are the parts of another, that the kinds add up, and what
shares say of their numerators and denominators.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from klagomal import policies
from klagomal.cases.case import Case, fold
from klagomal.cases.feedback import Feedback
from klagomal.intake import SWEDISH_EXPORT, read_cases
from klagomal.lifecycle import receive
from klagomal.periods import Month, Period, Quarter, Year
from klagomal.policy.policy import Policy
from klagomal.report import Report, aggregate
from klagomal.report.figures import TOTAL, Form, Line, Table
from klagomal.vocabulary import Channel, Kind, Outcome, Satisfaction

CASELOADS = int(os.environ.get("KLAGOMAL_BENCH_CASELOADS", "20"))
YEAR = 2025
UNITS = ("care", "school", "streets", "parks")
KINDS = (Kind.COMPLAINT, Kind.SUGGESTION, Kind.PRAISE)
BASE = 5
EXAMPLE = Path(__file__).parents[1] / "examples/data/synpunkter.csv"
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


# --- all tables of one report ---------------------------------------------------------------------

JUDGED = [outcome.value for outcome in Outcome if outcome.is_judged]
OUTCOMES = [outcome.value for outcome in Outcome]
AGES = ["open.30", "open.90", "open.180", "open.365", "open.more"]
STATES = ["done", "waiting", "without", "unrecorded"]
MOVED = ["transfers.none", "transfers.one", "transfers.several"]


def parts_of(table: Table) -> Iterator[tuple[str, list[str]]]:
    """Yield which columns of a table are the parts of another."""
    columns = [column.measure for column in table.columns if column.form is Form.COUNT]
    if table.code.startswith("volumes"):
        yield "open", AGES
    elif table.code.startswith("handling"):
        yield "received", MOVED
    elif table.code.startswith("lead_times"):
        yield "received", STATES
    elif table.code.startswith("compliance"):
        yield "due", OUTCOMES
        yield "judged", JUDGED
    elif table.code.startswith("satisfaction"):
        yield "received", [said.value for said in Satisfaction]
    elif "received" in columns and "." in table.code:  # the groups of another grouping
        yield "received", [measure for measure in columns if measure != "received"]


Name = tuple[str, str, str]


class Sums:
    """The counts of a published report, and what a reader can work out of them."""

    def __init__(self, report: Report) -> None:
        self.bounds: dict[Name, tuple[int, float]] = {}
        self.told: list[Name] = []
        self.relations: list[tuple[dict[Name, int], float]] = []
        """Sums of counts, with coefficients, from 0 to some number."""
        for table in report.tables:
            if table.dimension == "kind" and not table.code.startswith("received"):
                self._add(table)

    def _add(self, table: Table) -> None:
        for line in table.lines:
            for column, figure in zip(table.columns, line.figures, strict=True):
                if column.form is Form.COUNT and isinstance(figure.value, int):
                    self._tell(self._name(table, line.value, column.measure), figure.value)
            for whole, parts in parts_of(table):
                self._are_sum(table, line.value, whole, parts)
            self._waits(table, line)
        kinds = [line.value for line in table.lines if line.value != TOTAL]
        for measure in {measure for code, _, measure in self.bounds if code == table.code}:
            total = table.code, TOTAL, measure
            self._are_parts(total, [(table.code, kind, measure) for kind in kinds])
        received = [("", kind, "received") for kind in kinds]
        self._are_parts(("", TOTAL, "received"), received)

    def _waits(self, table: Table, line: Line) -> None:
        """Tell what the shares within n days say: how many were in time, and of how many."""
        earlier: dict[str, tuple[Name, Name]] = {}
        done, waiting = ((table.code, line.value, state) for state in ("done", "waiting"))
        for column, figure in zip(table.columns, line.figures, strict=True):
            if not column.measure.startswith("within.") or figure.numerator is None:
                continue
            unit = column.measure.rpartition(".")[2]
            early = table.code, line.value, f"{column.measure}.early"
            still = table.code, line.value, f"{column.measure}.still"
            of, aside = (
                (table.code, line.value, f"{column.measure}.{what}") for what in ("of", "aside")
            )
            self._tell(early, figure.numerator)
            self._tell(of, figure.denominator or 0)
            self._tell(aside, figure.left_out)
            self.bounds[still] = 0, np.inf
            self.relations.append(({of: 1, done: -1, still: -1}, 0))
            self.relations.append(({aside: 1, waiting: -1, still: 1}, 0))
            self.relations.append(({done: 1, early: -1}, np.inf))
            if unit in earlier:
                before, longer = earlier[unit]
                self.relations.append(({early: 1, before: -1}, np.inf))
                self.relations.append(({longer: 1, still: -1}, np.inf))
            earlier[unit] = early, still

    def _tell(self, name: Name, value: int) -> None:
        if name not in self.bounds:
            self.told.append(name)
            self.bounds[name] = max(0, value - BASE // 2), value + BASE // 2

    def _are_sum(self, table: Table, line: str, whole: str, parts: list[str]) -> None:
        self._are_parts(
            self._name(table, line, whole), [self._name(table, line, part) for part in parts]
        )

    def _are_parts(self, whole: Name, parts: list[Name]) -> None:
        if all(name in self.bounds for name in (whole, *parts)):
            self.relations.append(({whole: 1} | dict.fromkeys(parts, -1), 0))

    @staticmethod
    def _name(table: Table, line: str, measure: str) -> Name:
        return ("" if measure == "received" else table.code), line, measure

    def known(self) -> int:
        """Return how many of the counts can be one number only."""
        place = {name: number for number, name in enumerate(self.bounds)}
        known = [each for each in self.relations if all(name in place for name in each[0])]
        matrix = np.zeros((len(known), len(place)))
        for number, (terms, _) in enumerate(known):
            for name, times in terms.items():
                matrix[number, place[name]] += times
        sums = LinearConstraint(matrix, 0, [most for _, most in known])
        least, most = zip(*self.bounds.values(), strict=True)
        bounds = Bounds(least, most)
        return sum(self._range(place[name], sums, bounds) == 0 for name in self.told)

    @staticmethod
    def _range(place: int, sums: LinearConstraint, bounds: Bounds) -> int:
        goal = np.zeros(len(bounds.lb))
        goal[place] = 1
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * goal, constraints=sums, bounds=bounds, integrality=np.ones(len(goal))
            )
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[1] - ends[0]


def show_example() -> None:
    """Print the rates of the example's published years."""
    now = datetime(YEAR + 1, 6, 30, tzinfo=UTC)
    intake = read_cases(EXAMPLE, SWEDISH_EXPORT, policies, now=now)
    print(f"\n{'a year by kind, all tables':<28}{'cases':>6}{'published counts':>18}{'known':>15}")
    for policy in intake.policies:
        board = aggregate(intake.under(policy), policy, Year(YEAR), compared=False)
        sums = Sums(board.published(BASE))
        cases, known = board.figure("volumes", TOTAL, "received").value, sums.known()
        rate = known / len(sums.told)
        print(f"{policy.key:<28}{cases:>6}{len(sums.told):>18}{known:>9}{rate:>6.1%}", flush=True)


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
    show_example()


if __name__ == "__main__":
    main()
