# SPDX-License-Identifier: Apache-2.0
"""Cases counted one by one, in one pass and in memory that does not grow with their number.

A :class:`Tally` keeps numbers only: no case, no id and no date of any case. Two tallies with the
same outline add up, so cases can be counted in parts, on several machines, in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import attrs

from klagomal.cases.case import Case
from klagomal.errors import PolicyMismatchError
from klagomal.policy.policy import Policy
from klagomal.report.counting.observations import Mark, Window, observe
from klagomal.report.figures import TOTAL
from klagomal.report.groupings import Grouping
from klagomal.report.outline import Outline

__all__ = ["EVERYTHING", "Ledger", "Row", "Tally"]

Row = tuple[str, str]
"""A grouping's code and one of its groups."""

EVERYTHING: Final[Row] = ("", TOTAL)
"""The row that covers all cases."""

_TIME: Final = "time"


@attrs.define(eq=True)
class Ledger:
    """The ticks of one stretch of time: per row, how many of each.

    ``nests`` holds which groups of one axis were seen together, such as a unit and the
    administration it belongs to.
    """

    rows: dict[Row, Counter[Mark]] = attrs.field(factory=dict)
    nests: set[tuple[Row, ...]] = attrs.field(factory=set)

    def count(self, rows: Iterable[Row], ticks: list[Mark]) -> None:
        """Count ticks in each of the rows."""
        for row in rows:
            counted = self.rows.get(row)
            if counted is None:
                counted = self.rows[row] = Counter()
            for tick in ticks:
                counted[tick] += 1

    def __add__(self, other: Ledger) -> Ledger:
        rows = {row: Counter(ticks) for row, ticks in self.rows.items()}
        for row, ticks in other.rows.items():
            rows.setdefault(row, Counter()).update(ticks)
        return Ledger(rows, self.nests | other.nests)


@attrs.define(eq=False)
class Tally:
    """A report in the making: add cases, add tallies, then make the report of it."""

    outline: Outline
    ledgers: dict[str, Ledger] = attrs.field(factory=dict)
    _editions: dict[tuple[str, str], Policy] = attrs.field(init=False, repr=False)
    _windows: dict[str, Window] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Open a ledger for each stretch of time."""
        policies = self.outline.policies
        self._editions = {(policy.key, policy.edition): policy for policy in policies}
        self._windows = {}
        for name, (period, as_of) in self.outline.stretches.items():
            self._windows[name] = Window(period.first, period.last, as_of)
            self.ledgers.setdefault(name, Ledger())

    def add(self, case: Case) -> None:
        """Count one case, once.

        Raises :class:`~klagomal.errors.PolicyMismatchError` for a case that was received under a
        policy or edition that the outline does not name.
        """
        received = case.received
        policy = self._editions.get((received.policy, received.edition))
        if policy is None:
            raise PolicyMismatchError(
                f"case {case.id} was received under {received.policy}@{received.edition}; this "
                f"report covers {', '.join(p.id for p in self.outline.policies)}. Make a report "
                "for each policy, and give all editions of the same one",
                case=case.id,
            )
        arrived = policy.calendar.day_of(case.received_at)
        for name, window in self._windows.items():
            if arrived <= window.as_of:
                self._add(case, policy, arrived, window, self.ledgers[name])

    def _add(
        self, case: Case, policy: Policy, arrived: date, window: Window, ledger: Ledger
    ) -> None:
        known = case.as_of(window.as_of, policy.calendar)
        lasting: list[tuple[Grouping, tuple[str, ...]]] | None = None
        for day, observed in observe(case, known, policy, arrived, window):
            ticks = list(observed)
            if lasting is None:
                by = self.outline.by
                lasting = [(g, g.of(known, policy, arrived)) for g in by if g.axis != _TIME]
            if ticks[0].population == "received":
                ticks += [
                    Mark("received", grouping.code, grouping.of(known, policy, day)[0])
                    for grouping in self.outline.across
                ]
            groups = lasting + [
                (g, g.of(known, policy, day)) for g in self.outline.by if g.axis == _TIME
            ]
            self._note_nests(groups, ledger)
            rows = [(g.code, value) for g, values in groups for value in values]
            overall = [tick for tick in ticks if tick.population == "repeats"]
            if overall:
                ledger.count([EVERYTHING], overall)
                ticks = [tick for tick in ticks if tick.population != "repeats"]
            ledger.count([EVERYTHING, *rows], ticks)

    @staticmethod
    def _note_nests(groups: list[tuple[Grouping, tuple[str, ...]]], ledger: Ledger) -> None:
        axes: dict[str, list[Row]] = {}
        for grouping, values in groups:
            if not grouping.many:
                axes.setdefault(grouping.axis, []).append((grouping.code, values[0]))
        ledger.nests.update(map(tuple, axes.values()))

    def __add__(self, other: Tally) -> Tally:
        if self.outline != other.outline:
            raise PolicyMismatchError(
                "two tallies add up only with the same outline: policies, period, as_of and "
                "groupings"
            )
        return Tally(
            self.outline,
            {name: ledger + other.ledgers[name] for name, ledger in self.ledgers.items()},
        )

    def __getstate__(self) -> dict[str, Any]:
        return {"outline": self.outline, "ledgers": self.ledgers}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.outline, self.ledgers = state["outline"], state["ledgers"]
        self.__attrs_post_init__()
