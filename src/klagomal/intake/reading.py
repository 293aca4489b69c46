# SPDX-License-Identifier: Apache-2.0
"""Read a whole file of cases: what can be read becomes cases, the rest is reported row by row.

Nothing is lost and nothing stops the reading. Each row becomes part of a case or a problem, so the
two add up to the rows of the file. Only a file that cannot be read at all raises
:class:`~klagomal.errors.InputFileError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import attrs

from klagomal.cases.case import Case
from klagomal.fields import moment_in_utc
from klagomal.intake.cases import CaseBuilder, ReadCase
from klagomal.intake.columns import ColumnPlan
from klagomal.intake.editions import Policies, PolicyFinder
from klagomal.intake.eventlog import EventLogPlan
from klagomal.intake.header import columns_of
from klagomal.intake.mapping import ColumnMapping, EventLogMapping
from klagomal.intake.places import NEEDED
from klagomal.intake.problems import CellError, Grade, Problem, ProblemCode
from klagomal.intake.rows import SourceRow, open_table
from klagomal.intake.soundness import check_sound, is_apart
from klagomal.policy.policy import Policy

__all__ = ["Intake", "iter_cases", "read_cases"]


@attrs.frozen(kw_only=True)
class Intake:
    """Everything a file gave.

    ``rows`` counts the rows under the header that are not empty. Each of them is in ``read`` or
    stands once among ``rejected``. ``problems`` holds the rejected rows, the details lost from rows
    that were read, and notes about the file.
    """

    rows: int
    read: tuple[ReadCase, ...] = attrs.field(repr=False)
    problems: tuple[Problem, ...] = attrs.field(repr=False)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases, in the file's order."""
        return tuple(found.case for found in self.read)

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """The rows that were set aside."""
        return self._of(Grade.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Details that were lost from cases that were read."""
        return self._of(Grade.WARNING)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Notes about the file itself."""
        return self._of(Grade.NOTE)

    @property
    def names(self) -> dict[str, str]:
        """The file's own name for each code made from a name, in its first spelling."""
        names: dict[str, str] = {}
        for found in self.read:
            for code, name in found.names.items():
                names.setdefault(code, name)
        return names

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policy editions that the cases were received under, in the file's order."""
        return tuple({one.policy.id: one.policy for one in self.read}.values())

    def under(self, policy: Policy) -> tuple[Case, ...]:
        """Return the cases received under one policy edition."""
        return tuple(one.case for one in self.read if one.policy.id == policy.id)

    def _of(self, grade: Grade) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.grade is grade)


def read_cases(
    source: str | Path | IO[Any],
    mapping: ColumnMapping | EventLogMapping,
    policies: Policy | Policies | Iterable[Policy],
    *,
    now: datetime,
) -> Intake:
    """Read all cases of a file.

    ``source`` is a path, a binary file, or a text file opened with ``newline=""``. ``policies`` is
    where a row's policy is looked up by municipality and day of arrival: a registry, the module
    ``klagomal.policies``, some policies, or one policy for the whole file. ``now`` is the aware
    moment at which the events are recorded; anything dated after it is refused.

    Raises :class:`~klagomal.errors.InputFileError` for a file that is empty, has no usable header
    or is in another encoding. The error names the place and the way out.
    """
    read: list[ReadCase] = []
    problems: list[Problem] = []
    for found in iter_cases(source, mapping, policies, now=now):
        if isinstance(found, ReadCase):
            read.append(found)
        else:
            problems.append(found)
    rejected = sum(problem.grade is Grade.ERROR for problem in problems)
    rows = sum(found.rows for found in read) + rejected
    return Intake(rows=rows, read=tuple(read), problems=tuple(problems))


def iter_cases(
    source: str | Path | IO[Any],
    mapping: ColumnMapping | EventLogMapping,
    policies: Policy | Policies | Iterable[Policy],
    *,
    now: datetime,
) -> Iterator[ReadCase | Problem]:
    """Read cases one at a time, as :func:`read_cases` does, in memory bounded by the longest row.

    Only the list of case ids grows with the file, by some hundred bytes a case. It is needed to
    find a case that stands twice.
    """
    now = moment_in_utc(now)
    finder = PolicyFinder(policies, mapping.own_words("municipality"))
    reader = _Reader(mapping, CaseBuilder(mapping, finder, now), one_policy=finder.only is not None)
    return reader.read(source)


class _Reader:
    """Reads one file."""

    def __init__(
        self, mapping: ColumnMapping | EventLogMapping, builder: CaseBuilder, *, one_policy: bool
    ) -> None:
        self._mapping = mapping
        self._builder = builder
        self._one_policy = one_policy
        self._headings: list[str] = []

    def read(self, source: str | Path | IO[Any]) -> Iterator[ReadCase | Problem]:
        """Yield cases and problems in the file's order."""
        mapping = self._mapping
        with open_table(
            source, mapping.columns, encoding=mapping.encoding, delimiter=mapping.delimiter
        ) as table:
            columns = columns_of(table, mapping, self._needed())
            self._headings = columns.headings
            yield from columns.notes
            if isinstance(mapping, ColumnMapping):
                plan = ColumnPlan(mapping, columns)
                for row in table.rows:
                    yield from self._row(row, plan)
            else:
                log = EventLogPlan(mapping, columns)
                for rows in log.groups(table.rows):
                    yield from self._group(rows, log)

    def _needed(self) -> list[str]:
        if isinstance(self._mapping, ColumnMapping):
            needed = set(NEEDED) - self._mapping.fixed.keys()
        else:
            needed = {*NEEDED, "event", "at"} - {"received"}
        return sorted(needed - ({"municipality"} if self._one_policy else set()))

    def _row(self, row: SourceRow, plan: ColumnPlan) -> Iterator[ReadCase | Problem]:
        try:
            check_sound(row, self._headings)
            steps = partial(plan.steps, row.cells)
            read, lost = self._builder.build(row.line, plan.facts(row.cells), steps, plan.records)
        except CellError as error:
            yield self._set_aside(row, error, apart=self._is_apart([row], error))
            return
        yield read
        for loss in lost:
            yield loss.problem(Grade.WARNING, row.line, row.raw)

    def _group(self, rows: list[SourceRow], log: EventLogPlan) -> Iterator[ReadCase | Problem]:
        line = rows[0].line
        try:
            for row in rows:
                line = row.line
                check_sound(row, self._headings)
            line = rows[0].line
            log.check_together(rows, self._builder)
            arrival = log.arrival(rows)
            line = arrival.line
            steps = partial(log.steps, rows)
            read, lost = self._builder.build(line, log.facts(arrival), steps, log.records)
        except CellError as error:
            yield from self._all_set_aside(rows, error, error.line or line)
            return
        yield attrs.evolve(read, rows=len(rows))
        raw = {row.line: row.raw for row in rows}
        for loss in lost:
            yield loss.problem(Grade.WARNING, line, raw[loss.line or line])

    def _all_set_aside(
        self, rows: list[SourceRow], error: CellError, line: int
    ) -> Iterator[Problem]:
        """Report every row of a case: the one with the cause, and the others as set aside too."""
        beside = CellError(
            ProblemCode.CASE_SET_ASIDE,
            f"ärendet är inte inläst; felet står på rad {line}",
            f"the case was set aside; the cause is on line {line}",
        )
        apart = self._is_apart(rows, error)
        for row in rows:
            yield self._set_aside(row, error if row.line == line else beside, apart=apart)

    def _is_apart(self, rows: list[SourceRow], error: CellError) -> bool:
        """Whether the rows must be kept apart, so that none of their words may be repeated."""
        own = self._mapping.own_words("streams")
        return error.code is ProblemCode.KEPT_APART or any(is_apart(row.raw, own) for row in rows)

    @staticmethod
    def _set_aside(row: SourceRow, error: CellError, *, apart: bool) -> Problem:
        problem = error.problem(Grade.ERROR, row.line, row.raw)
        return attrs.evolve(problem, value="", raw="") if apart else problem
