# SPDX-License-Identifier: Apache-2.0
"""Cases counted one by one, in one pass and in memory that does not grow with their number.

A :class:`Tally` keeps numbers only: no case and no id. The only day it keeps is that of the first
arrival, which tells how far back the source goes. Two tallies with the same outline add up, so
cases can be counted in parts, on several machines, in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import Any, Final

import attrs

from klagomal.cases.case import Case
from klagomal.errors import FieldError, PolicyMismatchError
from klagomal.policy.policy import Policy
from klagomal.report.counting.keys import (
    EVERYTHING,
    Aspect,
    Mark,
    Population,
    Row,
    Subject,
    Value,
)
from klagomal.report.counting.observations import Window, observe
from klagomal.report.groupings import Grouping
from klagomal.report.outline import Outline

__all__ = ["Ledger", "Tally"]

_RECEIVED: Final = Subject(Population.RECEIVED)

Marks = dict[Subject, Counter[Value]]
"""How often each value of each subject was marked."""


@attrs.define(eq=True)
class Ledger:
    """The marks of one stretch of time, by row, subject and value."""

    rows: dict[Row, Marks] = attrs.field(factory=dict)

    def count(self, rows: Iterable[Row], marks: Iterable[Mark]) -> None:
        """Count marks in each of the rows."""
        told = tuple(marks)
        for row in rows:
            counted = self.rows.get(row)
            if counted is None:
                counted = self.rows[row] = {}
            for subject, value, times in told:
                counter = counted.get(subject)
                if counter is None:
                    counter = counted[subject] = Counter()
                counter[value] = counter.get(value, 0) + times

    def marks(self, subject: Subject, row: Row = EVERYTHING) -> Counter[Value]:
        """Return how often each value of a subject was marked in a row."""
        return self.rows.get(row, {}).get(subject, Counter())

    def __add__(self, other: Ledger) -> Ledger:
        found: dict[Row, Marks] = {}
        for ledger in (self, other):
            for row, marks in ledger.rows.items():
                into = found.setdefault(row, {})
                for subject, counter in marks.items():
                    into[subject] = into.get(subject, Counter()) + counter
        return Ledger(found)


@attrs.define(eq=False)
class Tally:
    """A report in the making: add cases, add tallies, then make the report of it."""

    outline: Outline
    ledgers: dict[str, Ledger] = attrs.field(factory=dict)
    begun: Counter[str] = attrs.field(factory=Counter)
    """How many cases had arrived by the first day of each stretch, whatever became of them."""
    _editions: dict[tuple[str, str], Policy] = attrs.field(init=False, repr=False)
    _windows: dict[str, Window] = attrs.field(init=False, repr=False)
    _groupings: tuple[Grouping, ...] = attrs.field(init=False, repr=False)
    _across: tuple[tuple[Subject, Grouping], ...] = attrs.field(init=False, repr=False)
    _told_by: dict[str, str] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Open a ledger for each stretch of time."""
        policies = self.outline.policies
        self._editions = {(policy.key, policy.edition): policy for policy in policies}
        self._windows = {}
        for name, (period, as_of) in self.outline.stretches.items():
            self._windows[name] = Window(period.first, period.last, as_of)
            self.ledgers.setdefault(name, Ledger())
        groupings = [grouping for breakdown in self.outline.by for grouping in breakdown.groupings]
        self._groupings = tuple({grouping.code: grouping for grouping in groupings}.values())
        asked = (*self._groupings, *self.outline.across)
        self._told_by = {grouping.code: grouping.told_by for grouping in asked if grouping.told_by}
        self._across = tuple(
            (Subject(Population.RECEIVED, Aspect.GROUP, grouping.code), grouping)
            for grouping in self.outline.across
        )

    def add(self, case: Case) -> None:
        """Count one case, once.

        Raises :class:`~klagomal.errors.PolicyMismatchError` for a case that was received under a
        policy or edition that the outline does not name.
        """
        if not isinstance(case, Case):
            raise FieldError(f"cases: {case!r} is no Case; see fold()", field="cases")
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
            self.begun[name] += arrived <= window.first
            if arrived <= window.as_of:
                self._add(case, policy, arrived, window, self.ledgers[name])

    def _add(
        self, case: Case, policy: Policy, arrived: date, window: Window, ledger: Ledger
    ) -> None:
        known = case.as_of(window.as_of, policy.calendar)
        lasting = {g.code: g.of(known, policy, arrived) for g in self._groupings if not g.in_time}
        in_time = [grouping for grouping in self._groupings if grouping.in_time]
        rows: dict[date | None, tuple[Row, ...]] = {}
        for day, marks in observe(case, known, policy, arrived, window):
            if marks and marks[0].subject == _RECEIVED:
                marks.extend(self._groups_of(known, policy, arrived))
            if day is None:
                marks.extend(self._tells(known, Population.KNOWN))
                found = rows.get(None) or self._rows(lasting, timeless=True)
            elif in_time:
                groups = {g.code: g.of(known, policy, day) for g in in_time}
                found = rows.get(day) or self._rows(lasting | groups)
            else:
                day = arrived  # noqa: PLW2901  (whatever the day, the rows are the same)
                found = rows.get(day) or self._rows(lasting)
            rows[day] = found
            ledger.count(found, marks)

    def _groups_of(self, case: Case, policy: Policy, arrived: date) -> Iterator[Mark]:
        for subject, grouping in self._across:
            yield Mark(subject, grouping.of(case, policy, arrived)[0])
        yield from self._tells(case, Population.RECEIVED)

    def _tells(self, case: Case, population: Population) -> Iterator[Mark]:
        """Yield whether the source tells the case's groups, of those that one event tells."""
        for code, slug in self._told_by.items():
            yield Mark(Subject(population, Aspect.TELLS, code), case.tells_of(slug))

    def _rows(
        self, groups: dict[str, tuple[str, ...]], *, timeless: bool = False
    ) -> tuple[Row, ...]:
        """Return the rows that marks stand in, each once.

        What has no day of its own stands in the rows of what lasts: of unit and month, the unit's.
        """
        found = {EVERYTHING: None}
        for breakdown in self.outline.by:
            names = breakdown.lasting if timeless else breakdown.names
            for values in product(*(groups[name] for name in names)):
                found[Row(names, values)] = None
        return tuple(found)

    def __add__(self, other: Tally) -> Tally:
        if self.outline != other.outline:
            raise PolicyMismatchError(
                "two tallies add up only with the same outline: policies, period, as_of and "
                "groupings"
            )
        return Tally(
            self.outline,
            {name: ledger + other.ledgers[name] for name, ledger in self.ledgers.items()},
            self.begun + other.begun,
        )

    def __getstate__(self) -> dict[str, Any]:
        return {
            "outline": self.outline,
            "ledgers": self.ledgers,
            "begun": self.begun,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.outline, self.ledgers = state["outline"], state["ledgers"]
        self.begun = state["begun"]
        self.__attrs_post_init__()
