# SPDX-License-Identifier: Apache-2.0
"""The numbers of one stretch of time, as tables ask for them: a count, a percentile, the lines.

:class:`Numbers` is what a table needs; :class:`Sheet` answers exactly, from a ledger, and is what
the board reads. :mod:`klagomal.report.rounding` answers for what is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple, Protocol

import attrs

from klagomal.periods import Period
from klagomal.report.counting.keys import (
    EVERYTHING,
    Aspect,
    Count,
    Lead,
    Population,
    Row,
    Subject,
    Wait,
    WaitState,
    waited,
)
from klagomal.report.counting.lead_times import Bounds, LeadTimes
from klagomal.report.counting.tally import Ledger, Tally
from klagomal.report.figures import NOT_GIVEN
from klagomal.report.groupings import Breakdown, Grouping
from klagomal.report.outline import Outline
from klagomal.vocabulary import Unit

__all__ = ["TIMED", "LineGroups", "Numbers", "Sheet", "Timing", "known_groups", "sheets_of"]

_MEDIAN: Final = 50
_SLOWEST_TENTH: Final = 90

TIMED: Final = (WaitState.DONE, WaitState.OPEN, WaitState.UNDONE)
"""What has, or has not yet, taken so many days."""

LineGroups = tuple[str, ...]
"""The groups that a line of a breakdown is about, in step with its groupings."""


class Timing(NamedTuple):
    """How long something took, in days: bounds of two percentiles, and an estimate of the first."""

    median: Bounds
    p90: Bounds
    estimate: int | None


class Numbers(Protocol):
    """What tables are made from."""

    @property
    def outline(self) -> Outline:
        """What the report was asked to show, with the period that these numbers are of."""

    def count(self, what: Count, row: Row = EVERYTHING) -> int:
        """Return how many there are of something in a row."""

    def timing(self, lead: Lead, unit: Unit, row: Row = EVERYTHING) -> Timing | None:
        """Return how long something took, ``None`` where nothing was timed or may not be shown."""

    def lines(self, breakdown: Breakdown) -> tuple[LineGroups, ...]:
        """Return the lines of a breakdown, in a stable order."""

    def groups(self, grouping: Grouping) -> tuple[str, ...]:
        """Return the groups of the received cases that stand as columns, in a stable order."""

    def streams(self) -> tuple[str, ...]:
        """Return the streams that keep cases outside the routine, in a stable order."""

    def grades(self) -> tuple[tuple[int, int], ...]:
        """Return the grades given, each with the best one that could be given."""

    def levels(self) -> tuple[str, ...]:
        """Return the levels on which answers were given, or could be."""


@attrs.frozen(hash=False, slots=False)
class Sheet:
    """Exact numbers, read off the ledgers of a tally.

    ``seen`` is every row that any stretch of time has, so that a unit that had cases last year has
    a line this year. A month before the period has one where cases from it are still open.
    """

    outline: Outline
    ledger: Ledger
    seen: frozenset[Row]
    begun: int = 0
    """How many cases had arrived by the first day."""

    def is_covered(self, begun: int) -> bool:
        """Whether the source goes back to the first day: as was said, or by so many early cases."""
        if self.outline.since is not None:
            return self.outline.since <= self.outline.period.first
        return begun > 0

    def count(self, what: Count, row: Row = EVERYTHING) -> int:
        """Return how many there are of something in a row."""
        return what.of(self.ledger.rows.get(row, {}))

    def timing(self, lead: Lead, unit: Unit, row: Row = EVERYTHING) -> Timing | None:
        """Return how long something took, ``None`` where nothing was timed."""
        done, still = Counter[int](), Counter[int]()
        for value, n in self.ledger.marks(waited(lead, unit), row).items():
            if isinstance(value, Wait) and value.state in TIMED:
                (done if value.state is WaitState.DONE else still)[value.days] += n
        times = LeadTimes(done, still)
        median, p90 = times.percentile(_MEDIAN), times.percentile(_SLOWEST_TENTH)
        if median is None or p90 is None:
            return None
        return Timing(median, p90, times.estimate(_MEDIAN))

    def lines(self, breakdown: Breakdown) -> tuple[LineGroups, ...]:
        """Return the lines: known groups in the policy's order, what else was seen, by code."""
        return tuple(product(*(self._groups[grouping.code] for grouping in breakdown.groupings)))

    def groups(self, grouping: Grouping) -> tuple[str, ...]:
        """Return the groups of the received cases, as :meth:`lines` orders them."""
        return self._values(grouping, Subject(Population.RECEIVED, Aspect.GROUP, grouping.code))

    def streams(self) -> tuple[str, ...]:
        """Return the policies' streams, then any other that a case came by."""
        known = [rule.stream for policy in self.outline.policies for rule in policy.exclusions]
        seen = self.ledger.marks(Subject(Population.EXCLUDED, Aspect.STREAM))
        return tuple(dict.fromkeys([*known, *sorted(map(str, seen))]))

    def grades(self) -> tuple[tuple[int, int], ...]:
        """Return the grades given, worst first, each with the best one that could be given."""
        seen = self.ledger.marks(Subject(Population.RECEIVED, Aspect.GRADE))
        return tuple(sorted(value for value in seen if isinstance(value, tuple)))

    def levels(self) -> tuple[str, ...]:
        """Return the ladder's levels, or the first alone, and any other that gave an answer."""
        ladders = [policy.ladder for policy in self.outline.policies if policy.ladder]
        known = max((len(ladder.levels) for ladder in ladders), default=1)
        marks = self.ledger.rows.get(EVERYTHING, {})
        seen = {int(s.of) for s in marks if s.population is Population.DECISIONS}
        return tuple(map(str, sorted({*range(1, known + 1), *seen})))

    @cached_property
    def _groups(self) -> dict[str, tuple[str, ...]]:
        """The groups of each grouping that lines are made of."""
        ever, now = _values_in(self.seen), _values_in(self.ledger.rows)
        groupings = {g.code: g for breakdown in self.outline.by for g in breakdown.groupings}
        return {
            code: tuple(self._ordered(each, (now if each.in_time else ever).get(code, set())))
            for code, each in groupings.items()
        }

    def _values(self, grouping: Grouping, subject: Subject) -> tuple[str, ...]:
        return tuple(self._ordered(grouping, set(map(str, self.ledger.marks(subject)))))

    def _ordered(self, grouping: Grouping, found: set[str]) -> Iterator[str]:
        """Yield known groups first, what else was found by code, and what nobody stated last."""
        if grouping.in_time:
            yield from sorted({*_groups_in_time(grouping, self.outline.period), *found})
            return
        known = known_groups(grouping, self.outline)
        yield from known
        yield from sorted(found - {*known, NOT_GIVEN})
        yield from {NOT_GIVEN} & found - set(known)


def _values_in(rows: Iterable[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in zip(row.groupings, row.values, strict=True):
            found.setdefault(name, set()).add(value)
    return found


def known_groups(grouping: Grouping, outline: Outline) -> tuple[str, ...]:
    """Return the groups that are shown even when they are empty."""
    if grouping.in_time:
        return tuple(_groups_in_time(grouping, outline.period))
    known = [value for policy in outline.policies for value in grouping.known(policy)]
    return tuple(dict.fromkeys([*known, *outline.expected.get(grouping.code, ())]))


def _groups_in_time(grouping: Grouping, period: Period) -> list[str]:
    days: Iterable[date] = (period.first + timedelta(days=n) for n in range(period.days))
    found = [value for day in days for value in grouping.on(day)]
    return list(dict.fromkeys(found))


def sheets_of(tally: Tally) -> dict[str, Sheet]:
    """Return the sheet of each stretch of time that was counted."""
    outline, ledgers = tally.outline, tally.ledgers
    seen = frozenset(row for ledger in ledgers.values() for row in ledger.rows)
    return {
        name: Sheet(
            attrs.evolve(outline, period=period, as_of=as_of),
            ledgers[name],
            seen,
            tally.begun[name],
        )
        for name, (period, as_of) in outline.stretches.items()
    }
