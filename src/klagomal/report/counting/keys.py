# SPDX-License-Identifier: Apache-2.0
"""The keys under which a report counts: in which row, of what, and with which value.

A case adds *marks*. A mark names a :class:`Subject` and a value of it: of the cases received, how
many transfers each had; of the runs of one obligation, what became of each. A :class:`Count` asks
for a number: of a subject, all marks or those with certain values. A :class:`Row` says for which
cases. For example, how many cases of unit ``gata`` were answered within ten working days::

    sheet.count(
        Count((waited(Lead.ANSWER, Unit.WORKING_DAYS),), Waits((WaitState.DONE,), Between(0, 10))),
        Row(("unit",), ("gata",)),
    )

Keys are plain values and are never taken apart as text.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

import attrs

from klagomal.vocabulary import Outcome, Reason, Unit

__all__ = [
    "EVERYTHING",
    "Among",
    "AnyOf",
    "Aspect",
    "Between",
    "Count",
    "Except",
    "Judged",
    "Lead",
    "Mark",
    "Numbered",
    "Outcomes",
    "Population",
    "Repeats",
    "Row",
    "Selection",
    "Subject",
    "Ticked",
    "Value",
    "Wait",
    "WaitState",
    "Waits",
    "waited",
]


class Row(NamedTuple):
    """The cases with these values of these groupings, in step; the empty row is all cases."""

    groupings: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def moved(self, grouping: str, value: str) -> Row:
        """Return the row with another value of one grouping."""
        pairs = zip(self.groupings, self.values, strict=True)
        return Row(self.groupings, tuple(value if g == grouping else v for g, v in pairs))


EVERYTHING: Final = Row()
"""The row of all cases."""


class Population(StrEnum):
    """What can be counted, and by which day it is placed in time.

    * ``received``: cases under the routine, by their arrival (AMB-33)
    * ``closed``: closings that still stand, by their day
    * ``open``: cases open at the end of the period, whenever they arrived
    * ``due``: runs of an obligation, by the day they first fell due; a run without a due day, by
      the arrival of its case. Of a case outside the routine they are those that were judged, or may
      have been where the source does not tell: it was moved there later
    * ``notices``: delay notices, with the run that they concern
    * ``transfers``, ``measures``, ``messages``, ``decisions``: in the cases received, hand-overs,
      measures, messages that a checklist is about, and decisions on complaints by level
    * ``excluded``: cases outside the routine on the report's day, by arrival; they are in no other
      population than ``due`` and ``known``. One that was moved back is a case like any other
    * ``duplicates``: cases closed as a duplicate of another, by arrival; they are in no other
      population, since the case that goes on is
    * ``known``: cases that had arrived by the end of the period; only those under the routine are
      asked whether their source tells of closings
    """

    RECEIVED = "received"
    CLOSED = "closed"
    OPEN = "open"
    DUE = "due"
    NOTICES = "notices"
    TRANSFERS = "transfers"
    MEASURES = "measures"
    MESSAGES = "messages"
    DECISIONS = "decisions"
    EXCLUDED = "excluded"
    DUPLICATES = "duplicates"
    KNOWN = "known"


class Aspect(StrEnum):
    """What a mark tells of a thing that is counted."""

    ITSELF = "itself"
    """That it is there."""
    GROUP = "group"
    """Its group in the grouping that the subject names."""
    TELLS = "tells"
    """Whether its source tells of what the subject names."""
    AGE = "age"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    OUTCOME = "outcome"
    UNDELIVERED = "undelivered"
    """Of a run: whether it was not fulfilled because the message did not arrive."""
    RECOUNT = "recount"
    """Of a run: that it was kept by the day that was given, but late by today's count."""
    NOTICE = "notice"
    STREAM = "stream"
    GROUND = "ground"
    TRANSFERS = "transfers"
    FIRST_CONTACT = "first_contact"
    MEASURE = "measure"
    SATISFACTION = "satisfaction"
    DECIDED = "decided"
    """Of a complaint: whether its source tells how it was decided."""
    GRADE = "grade"
    REOPENED = "reopened"
    RECLASSIFIED = "reclassified"
    EXTENDED = "extended"
    QUALITY = "quality"
    TYPE = "type"
    STATE = "state"
    RECEPTION = "reception"
    ITEM = "item"


class Subject(NamedTuple):
    """An aspect of a population; ``of`` names which one, where there are several.

    That is an obligation, a checklist, a grouping, a level or a lead time.
    """

    population: Population
    aspect: Aspect = Aspect.ITSELF
    of: str = ""


class Lead(StrEnum):
    """What lead times are measured to.

    ``contact``: the first message to the person. ``answer``: the first answer. ``closing``: the
    closing that stands. ``silence``: the longest time without a message.
    """

    CONTACT = "contact"
    ANSWER = "answer"
    CLOSING = "closing"
    SILENCE = "silence"


def waited(lead: Lead, unit: Unit) -> Subject:
    """Return the subject of a lead time in working days or calendar days."""
    aspect = Aspect.WORKING_DAYS if unit is Unit.WORKING_DAYS else Aspect.CALENDAR_DAYS
    return Subject(Population.RECEIVED, aspect, lead.value)


# --- values ---------------------------------------------------------------------------------------


class WaitState(StrEnum):
    """Whether what is waited for has come, may come, will not come, or is not in the source.

    ``undone``: it has not come, and since closings are not in the source, nobody knows whether it
    will.
    """

    DONE = "done"
    OPEN = "open"
    UNDONE = "undone"
    WITHOUT = "without"
    UNRECORDED = "unrecorded"


class Wait(NamedTuple):
    """How long something took, or has been waited for, in days."""

    state: WaitState
    days: int = 0


class Judged(NamedTuple):
    """What became of a run, and why it was not judged or is not over."""

    outcome: Outcome
    reason: Reason | None


class Ticked(NamedTuple):
    """Whether a message contained an item of a checklist."""

    item: str
    ticked: bool


class Numbered(NamedTuple):
    """A grade, and the best one that could be given."""

    grade: int
    best: int


Value: TypeAlias = Hashable
"""What a mark says; ``None`` where the source does not tell."""


class Mark(NamedTuple):
    """One thing to count, ``times`` times."""

    subject: Subject
    value: Value = True
    times: int = 1


# --- what to count --------------------------------------------------------------------------------


# Selections are no tuples, so that two of different kinds are never equal.


@attrs.frozen
class Among:
    """Marks with one of these values."""

    values: tuple[Value, ...]

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(marks.get(value, 0) for value in self.values)


@attrs.frozen
class Except:
    """Marks with any value but these."""

    values: tuple[Value, ...]

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(marks.values()) - sum(marks.get(value, 0) for value in self.values)


@attrs.frozen
class Between:
    """Whole numbers from ``least`` to ``most``."""

    least: int
    most: int | None = None

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(n for value, n in marks.items() if self.takes(value))

    def takes(self, value: Value) -> bool:
        """Whether ``value`` is a number that lies between."""
        return isinstance(value, int) and (
            self.least <= value and (self.most is None or value <= self.most)
        )


@attrs.frozen
class Waits:
    """Lead times in one of these states, of ``days`` if that is given."""

    states: tuple[WaitState, ...]
    days: Between = Between(0)

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(
            n
            for value, n in marks.items()
            if isinstance(value, Wait)
            and value.state in self.states
            and self.days.takes(value.days)
        )


@attrs.frozen
class Outcomes:
    """Runs with one of these outcomes, whatever the reason."""

    outcomes: tuple[Outcome, ...]

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(
            n
            for value, n in marks.items()
            if isinstance(value, Judged) and value.outcome in self.outcomes
        )


@attrs.frozen
class AnyOf:
    """Marks that one of these takes; no mark may be taken by two."""

    parts: tuple[Waits, ...]

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(part.of(marks) for part in self.parts)


@attrs.frozen
class Repeats:
    """Of each value, all marks but the first."""

    def of(self, marks: Mapping[Value, int]) -> int:
        """Return how many of ``marks``, counted by their values, are taken."""
        return sum(n - 1 for n in marks.values() if n)


Selection: TypeAlias = Among | Except | Waits | Between | Outcomes | AnyOf | Repeats


class Count(NamedTuple):
    """How many marks there are of some subjects: all, or those that a selection takes."""

    subjects: tuple[Subject, ...]
    only: Selection | None = None

    @property
    def alone(self) -> tuple[Count, ...]:
        """The count of each subject by itself; their sum is this count."""
        return tuple(Count((subject,), self.only) for subject in self.subjects)

    def of(self, marks: Mapping[Subject, Mapping[Value, int]]) -> int:
        """Return how many of ``marks``, counted by subject and value, are meant."""
        found = (marks[subject] for subject in self.subjects if subject in marks)
        if self.only is None:
            return sum(sum(each.values()) for each in found)
        return sum(map(self.only.of, found))
