# SPDX-License-Identifier: Apache-2.0
"""What leaves the building is rounded, as statistics offices do with small administrative counts.

Every count goes to the nearest multiple of a base, each on its own; what rounds to nothing stands
for 0 to half the base. Everything else is worked out from the rounded counts: which lines there
are, which shares and medians may be shown, what was not recorded. So a published report is a
function of the rounded counts, and of the medians and percentiles that they allow, and of nothing
else.

The tables are made once over a :class:`Rounder`, which rounds what they ask for and remembers the
answers. What is kept is a :class:`RoundedSheet`: those answers and no exact number. Codes are
interned, since a pickle tells one string from another that is equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Final

import attrs

from klagomal.errors import FieldError
from klagomal.fields import is_whole
from klagomal.report.counting.keys import (
    EVERYTHING,
    Among,
    Aspect,
    Count,
    Lead,
    Numbered,
    Population,
    Row,
    Subject,
    Waits,
    waited,
)
from klagomal.report.counting.sheet import TIMED, LineGroups, Sheet, Timing, known_groups
from klagomal.report.groupings import Breakdown, Grouping
from klagomal.report.outline import Outline
from klagomal.vocabulary import Label, Unit

__all__ = ["RoundedSheet", "Rounder", "Rounding"]

LEAST_BASE: Final = 3
"""With a smaller base a count that rounds to nothing would be known."""


def _at_least(name: str, value: object, least: int) -> int:
    if not is_whole(value) or value < least:
        raise FieldError(f"{name}: {value!r}; give a whole number of at least {least}", field=name)
    return value


@attrs.frozen(kw_only=True)
class Rounding:
    """How a published report is rounded.

    Counts go to multiples of ``base``. Shares, means and rates are shown where the rounded
    denominator is at least ``shares_from``, medians and percentiles where the rounded number of
    cases is at least ``medians_from``.
    """

    base: int = 5
    shares_from: int = 20
    medians_from: int = 10

    def __attrs_post_init__(self) -> None:
        """Refuse limits that protect nobody."""
        _at_least("base", self.base, LEAST_BASE)
        _at_least("shares_from", self.shares_from, self.base)
        _at_least("medians_from", self.medians_from, self.base)

    @property
    def nothing(self) -> int:
        """The greatest count that rounds to nothing."""
        return (self.base - 1) // 2

    def rounded(self, n: int) -> int:
        """Return the multiple of the base nearest to ``n``; halfway goes up."""
        return (n + self.base // 2) // self.base * self.base

    def note(self) -> Label:
        """Return how the figures were rounded, in one sentence."""
        base, few = self.base, self.nothing
        return Label(
            f"Varje antal är avrundat för sig till närmaste multipel av {base} (0\N{EN DASH}{few} "
            f"betyder högst {few}), så att delar inte alltid stämmer med sin summa; andelar räknas "
            f"av avrundade antal, i hela procent och när nämnaren är minst {self.shares_from}, och "
            f"medianer visas för minst {self.medians_from} ärenden.",
            f"Every count is rounded on its own to the nearest multiple of {base} "
            f"(0\N{EN DASH}{few} means at most {few}), so that parts do not always add up; shares "
            f"are worked out from rounded counts, in whole per cent and where the denominator is "
            f"at least {self.shares_from}, and medians are shown for at least {self.medians_from} "
            "cases.",
        )


@attrs.frozen(hash=False, kw_only=True)
class RoundedSheet:
    """The numbers of a published report: what its tables ask for, rounded, and nothing else."""

    outline: Outline
    counts: Mapping[tuple[Count, Row], int]
    timings: Mapping[tuple[Lead, Unit, Row], Timing]
    line_groups: Mapping[str, tuple[LineGroups, ...]]
    column_groups: Mapping[str, tuple[str, ...]]
    stream_codes: tuple[str, ...]
    grade_values: tuple[tuple[int, int], ...]
    level_codes: tuple[str, ...]

    def count(self, what: Count, row: Row = EVERYTHING) -> int:
        """Return how many there are of something in a row, each subject rounded."""
        if len(what.subjects) > 1:
            return sum(self.count(each, row) for each in what.alone)
        return self.counts[what, row]

    def timing(self, lead: Lead, unit: Unit, row: Row = EVERYTHING) -> Timing | None:
        """Return how long something took, ``None`` where there were too few."""
        return self.timings.get((lead, unit, row))

    def lines(self, breakdown: Breakdown) -> tuple[LineGroups, ...]:
        """Return the lines of a breakdown."""
        return self.line_groups[breakdown.code]

    def groups(self, grouping: Grouping) -> tuple[str, ...]:
        """Return the groups that stand as columns."""
        return self.column_groups[grouping.code]

    def streams(self) -> tuple[str, ...]:
        """Return the streams that keep cases outside the routine."""
        return self.stream_codes

    def grades(self) -> tuple[tuple[int, int], ...]:
        """Return the grades given."""
        return self.grade_values

    def levels(self) -> tuple[str, ...]:
        """Return the levels on which answers were given, or could be."""
        return self.level_codes


@attrs.define(eq=False)
class Rounder:
    """Rounds what tables ask of an exact sheet, and remembers it."""

    exact: Sheet
    rounding: Rounding
    _counts: dict[tuple[Count, Row], int] = attrs.field(factory=dict, init=False)
    _timings: dict[tuple[Lead, Unit, Row], Timing] = attrs.field(factory=dict, init=False)

    @property
    def outline(self) -> Outline:
        """What the report was asked to show; how many could not be read is rounded too."""
        outline = self.exact.outline
        if outline.set_aside is None:
            return outline
        return attrs.evolve(outline, set_aside=self.rounding.rounded(outline.set_aside))

    @property
    def is_covered(self) -> bool:
        """Whether the source goes back to the first day; one early case alone does not show it."""
        return self.exact.is_covered(self.rounding.rounded(self.exact.begun))

    def count(self, what: Count, row: Row = EVERYTHING) -> int:
        """Return how many there are of something in a row, each subject rounded."""
        if len(what.subjects) > 1:  # a case counts in each: their sum would tell more than theirs
            return sum(self.count(each, row) for each in what.alone)
        key = (what, row)
        if key not in self._counts:
            self._counts[key] = self.rounding.rounded(self.exact.count(what, row))
        return self._counts[key]

    def timing(self, lead: Lead, unit: Unit, row: Row = EVERYTHING) -> Timing | None:
        """Return how long something took, ``None`` where there were too few."""
        timed = Count((waited(lead, unit),), Waits(TIMED))
        if self.count(timed, row) < self.rounding.medians_from:
            return None
        found = self.exact.timing(lead, unit, row)
        if found is not None:
            self._timings[lead, unit, row] = found
        return found

    def lines(self, breakdown: Breakdown) -> tuple[LineGroups, ...]:
        """Return the lines of groups of which there is any, or that are shown when empty."""
        found = self.exact.lines(breakdown)
        kept = [set(known_groups(grouping, self.outline)) for grouping in breakdown.groupings]
        for line in found:
            if self._is_placed(Row(breakdown.names, line)):
                for groups, value in zip(kept, line, strict=True):
                    groups.add(value)
        return tuple(
            tuple(intern(str(value)) for value in line)
            for line in found
            if all(value in groups for value, groups in zip(line, kept, strict=True))
        )

    def groups(self, grouping: Grouping) -> tuple[str, ...]:
        """Return the groups of which there is any, and those that are shown when empty."""
        known = known_groups(grouping, self.outline)
        subject = Subject(Population.RECEIVED, Aspect.GROUP, grouping.code)
        return tuple(
            intern(str(group))
            for group in self.exact.groups(grouping)
            if group in known or self._is_any(Count((subject,), Among((group,))))
        )

    def streams(self) -> tuple[str, ...]:
        """Return the policies' streams, and others of which there is any."""
        known = {rule.stream for policy in self.outline.policies for rule in policy.exclusions}
        subject = Subject(Population.EXCLUDED, Aspect.STREAM)
        return tuple(
            intern(str(stream))
            for stream in self.exact.streams()
            if stream in known or self._is_any(Count((subject,), Among((stream,))))
        )

    def grades(self) -> tuple[tuple[int, int], ...]:
        """Return the grades of which there is any."""
        subject = Subject(Population.RECEIVED, Aspect.GRADE)
        return tuple(
            grade
            for grade in self.exact.grades()
            if self._is_any(Count((subject,), Among((Numbered(*grade),))))
        )

    def levels(self) -> tuple[str, ...]:
        """Return the ladder's levels, and others of which there is any."""
        ladders = [policy.ladder for policy in self.outline.policies if policy.ladder]
        known = max((len(ladder.levels) for ladder in ladders), default=1)
        return tuple(
            level
            for level in self.exact.levels()
            if int(level) <= known
            or self._is_any(Count((Subject(Population.DECISIONS, of=level),)))
        )

    def kept(self) -> RoundedSheet:
        """Return what has been asked for until now, without the exact numbers."""
        outline = self.outline
        # A policy remembers what it has judged: the copies have seen no case.
        policies = tuple(attrs.evolve(policy) for policy in outline.policies)
        return RoundedSheet(
            outline=attrs.evolve(outline, policies=policies),
            line_groups={each.code: self.lines(each) for each in outline.by},
            column_groups={each.code: self.groups(each) for each in outline.across},
            stream_codes=self.streams(),
            grade_values=self.grades(),
            level_codes=self.levels(),
            timings=dict(self._timings),
            counts=dict(self._counts),
        )

    def _is_any(self, what: Count, row: Row = EVERYTHING) -> bool:
        """Whether something rounds to more than nothing; not remembered, for no table asks it."""
        return self.rounding.rounded(self.exact.count(what, row)) > 0

    def _is_placed(self, row: Row) -> bool:
        """Whether anything that places a case in a row rounds to more than nothing."""
        due = [Subject(Population.DUE, of=o.id) for o in self.outline.obligations]
        cases = [Subject(Population.RECEIVED), Subject(Population.CLOSED), Subject(Population.OPEN)]
        return any(self._is_any(Count((subject,)), row) for subject in (*cases, *due))
