# SPDX-License-Identifier: Apache-2.0
"""A case is a fold over its log: every property is read off its events.

:func:`fold` checks that the events can belong to one case, and orders them by when they happened.
It does not decide what may happen next; that is for :mod:`klagomal.lifecycle.steps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import attrs

from klagomal.cases.events import (
    Classified,
    Closed,
    ContactEvent,
    Escalated,
    Event,
    MeasureCompleted,
    MeasureRecorded,
    Paused,
    Received,
    Reclassified,
    Registered,
    Reopened,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    Transferred,
)
from klagomal.errors import ClockError, EventOrderError
from klagomal.vocabulary import Kind, Satisfaction, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.feedback import Feedback

__all__ = ["Case", "Status", "fold"]

_E = TypeVar("_E", bound=Event)


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"
    EXCLUDED = "excluded"


_NOWHERE: list[int] = []


@attrs.frozen
class Case:
    """One case, read off its events. Build it with :func:`fold`.

    ``events`` stand in the order they happened. A position is an index into it.
    """

    events: tuple[Event, ...]
    _positions: Mapping[str, list[int]] = attrs.field(repr=False, eq=False)

    def tells_of(self, *slugs: str) -> bool:
        """Whether the source of the case tells of all these events (``Received.records``)."""
        records = self.received.records
        return records is None or records.issuperset(slugs)

    def positions(self, slug: str) -> list[int]:
        """Return the positions of the events with ``slug``, in order."""
        return self._positions.get(slug, _NOWHERE)

    def first(self, slugs: Iterable[str]) -> int | None:
        """Return the position of the first event with any of ``slugs``, or ``None``."""
        earliest: int | None = None
        for slug in slugs:
            found = self._positions.get(slug)
            if found and (earliest is None or found[0] < earliest):
                earliest = found[0]
        return earliest

    def any_of(self, slugs: Iterable[str]) -> bool:
        """Whether any event with one of ``slugs`` has happened."""
        return not self._positions.keys().isdisjoint(slugs)

    def all(self, event: type[_E]) -> list[_E]:
        """Return every event of one class, in order."""
        return [self.events[p] for p in self.positions(event.slug)]  # type: ignore[misc]

    def last(self, event: type[_E]) -> _E | None:
        """Return the latest event of one class, or ``None``."""
        found = self.positions(event.slug)
        return self.events[found[-1]] if found else None  # type: ignore[return-value]

    @property
    def received(self) -> Received:
        """The arrival that opened the case."""
        return self.events[0]  # type: ignore[return-value]

    @property
    def id(self) -> str:
        """The case's id."""
        return self.received.case_id

    @property
    def feedback(self) -> Feedback:
        """What arrived."""
        return self.received.feedback

    @property
    def received_at(self) -> datetime:
        """The moment of arrival, in UTC."""
        return self.events[0].at

    @property
    def declared_kind(self) -> Kind:
        """The kind that the submitter named."""
        return self.feedback.kind

    @property
    def kind(self) -> Kind:
        """The kind now, after any reclassification."""
        changed = self.last(Reclassified)
        return changed.kind if changed else self.declared_kind

    @property
    def severity(self) -> Severity:
        """The severity that a human judged last; ordinary until somebody judges otherwise."""
        judged = self.last(SeveritySet)
        return judged.severity if judged else Severity.ORDINARY

    @property
    def dimensions(self) -> frozenset[str]:
        """The quality dimensions that the case was last sorted under."""
        for noted in reversed(self.all(Classified)):
            if noted.dimensions:
                return noted.dimensions
        return self.feedback.dimensions

    @property
    def cause(self) -> str:
        """The cause last noted."""
        for noted in reversed(self.all(Classified)):
            if noted.cause:
                return noted.cause
        return self.feedback.cause

    @property
    def unit(self) -> str:
        """The unit that owns the case now."""
        for transfer in reversed(self.all(Transferred)):
            if transfer.to_unit:
                return transfer.to_unit
        return self.feedback.unit

    @property
    def handler(self) -> str:
        """The opaque id of the handler named last, in a message to the person or at a hand-over."""
        for event in reversed(self.events):
            if isinstance(event, Escalated) and event.assigned_to:
                return event.assigned_to
            if isinstance(event, (ContactEvent, Transferred)) and event.handler:
                return event.handler
        return ""

    def handlers_below(self, level: int) -> frozenset[str]:
        """Return the ids of everybody who handled the case below ``level`` of the ladder."""
        found = set()
        for position, event in enumerate(self.events):
            if isinstance(event, Escalated) and event.assigned_to and event.to_level < level:
                found.add(event.assigned_to)
            elif isinstance(event, ContactEvent) and self.level_at(position) < level:
                found.add(event.handler or event.by.id)
        return frozenset(found - {""})

    @property
    def contacts(self) -> list[ContactEvent]:
        """Every message to the person, in order."""
        return [event for event in self.events if isinstance(event, ContactEvent)]

    @property
    def level(self) -> int:
        """The level of the ladder that the case has reached, counted from 1."""
        return self.level_at(len(self.events))

    def level_at(self, position: int) -> int:
        """Return the level on which the event at ``position`` happened.

        An escalation itself happens on the level that it opens.
        """
        raised = [p for p in self.positions(Escalated.slug) if p <= position]
        return self.events[raised[-1]].to_level if raised else 1  # type: ignore[attr-defined]

    @property
    def status(self) -> Status:
        """Whether the case is open, closed, or outside the routine."""
        if self.closed_position is not None:
            return Status.CLOSED
        return Status.EXCLUDED if self.excluded else Status.OPEN

    @property
    def excluded(self) -> str:
        """The stream that keeps the case outside the routine, or the empty string."""
        return self.received.excluded

    @property
    def closed_position(self) -> int | None:
        """The position of the closing that still stands, or ``None``."""
        closed = self._positions.get(Closed.slug)
        if not closed:
            return None
        opened = self._positions.get(Reopened.slug)
        return None if opened and opened[-1] > closed[-1] else closed[-1]

    @property
    def closed_at(self) -> datetime | None:
        """The moment when the case was closed, or ``None`` if it is not closed now."""
        position = self.closed_position
        return None if position is None else self.events[position].at

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still now."""
        paused, resumed = self.positions(Paused.slug), self.positions("resumed")
        return len(paused) > len(resumed)

    @property
    def satisfaction(self) -> Satisfaction:
        """The satisfaction that the person last expressed; unknown if the person said nothing."""
        for said in reversed(self.all(SatisfactionRecorded)):
            if said.satisfaction is not Satisfaction.UNKNOWN or said.grade is None:
                return said.satisfaction
        return Satisfaction.UNKNOWN

    @property
    def secrecy(self) -> SecrecyMarked | None:
        """The latest secrecy marking, or ``None``."""
        return self.last(SecrecyMarked)

    @property
    def registrations(self) -> list[Registered]:
        """Every entry in a register."""
        return self.all(Registered)

    @property
    def measures(self) -> list[MeasureRecorded]:
        """Every measure, promised or taken."""
        return self.all(MeasureRecorded)

    @property
    def measures_undone(self) -> frozenset[str]:
        """Measures promised and not yet carried out."""
        promised = {m.measure for m in self.measures if not m.done}
        done = {m.measure for m in self.measures if m.done}
        return frozenset(promised - done - {m.measure for m in self.all(MeasureCompleted)})

    def as_of(self, day: date, calendar: WorkingCalendar) -> Case:
        """Return the case as it stood at the end of ``day``.

        A day before the arrival raises :class:`~klagomal.errors.ClockError`.
        """
        calendar.check(day)
        if calendar.day_of(self.events[-1].at) <= day:
            return self
        known = [event for event in self.events if calendar.day_of(event.at) <= day]
        if not known:
            raise ClockError(
                f"case {self.id} arrived after {day}; it did not exist on that day",
                case=self.id,
                day=day,
            )
        return _index(tuple(known))


def fold(events: Iterable[Event]) -> Case:
    """Return the case that ``events`` make up.

    The log must begin with :class:`~klagomal.cases.events.Received`, be in the order it was
    recorded, and hold nothing from before the arrival; otherwise an
    :class:`~klagomal.errors.EventOrderError` names the place. An event that was recorded late is
    placed by when it happened.
    """
    log = tuple(events)
    if not log or not isinstance(log[0], Received):
        found = f"{log[0].slug!r}" if log and isinstance(log[0], Event) else "nothing"
        raise EventOrderError(f"a case begins with 'received'; this log begins with {found}")
    arrival = latest = log[0].at
    written = log[0].recorded_at
    chronological = True
    for number, event in enumerate(log[1:], 2):
        at, recorded_at = event.at, event.recorded_at
        if at < latest:
            chronological = False
            if at < arrival:
                raise EventOrderError(
                    f"event {number} ({event.slug!r}, {at.isoformat()}) comes before the arrival "
                    f"at {arrival.isoformat()}",
                    number=number,
                    slug=event.slug,
                )
        if recorded_at < written:
            raise EventOrderError(
                f"event {number} ({event.slug!r}) was recorded {recorded_at.isoformat()}, "
                f"before the one it follows ({written.isoformat()}); give the log in the order it "
                "was written",
                number=number,
                slug=event.slug,
            )
        if event.slug == "received":
            raise EventOrderError(
                f"event {number} is a second 'received'; fold one case at a time", number=number
            )
        latest, written = at, recorded_at
    case = _index(log if chronological else tuple(sorted(log, key=lambda event: event.at)))
    _check_closings(case)
    return case


def _index(events: tuple[Event, ...]) -> Case:
    positions: dict[str, list[int]] = {}
    for position, event in enumerate(events):
        positions.setdefault(event.slug, []).append(position)
    return Case(events, positions)


def _check_closings(case: Case) -> None:
    for first, second, state in (("closed", "reopened", "closed"), ("paused", "resumed", "paused")):
        if not case.positions(second) and len(case.positions(first)) <= 1:
            continue  # as in almost every case
        expected = first
        for position in sorted(case.positions(first) + case.positions(second)):
            slug = case.events[position].slug
            if slug != expected:
                raise EventOrderError(
                    f"event {position + 1} in order of time is {slug!r} while the case "
                    f"{'is already' if slug == first else 'is not'} {state}",
                    number=position + 1,
                    slug=slug,
                )
            expected = second if slug == first else first
