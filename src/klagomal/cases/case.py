# SPDX-License-Identifier: Apache-2.0
"""A case is a fold over its log: every property is read off its events.

:func:`fold` checks that the events can belong to one case, and orders them by when they happened.
What stands of them is settled in :mod:`klagomal.cases.standing`: corrections, and messages that
arrived. No other module decides whether a message arrived.

It does not decide what may happen next; that is for :mod:`klagomal.lifecycle.steps`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import attrs

from klagomal.cases.events import (
    CategorySet,
    Classified,
    Closed,
    ContactEvent,
    ContactNoted,
    Corrected,
    DeliveryEvent,
    DeliveryFailed,
    Erased,
    Escalated,
    Event,
    Linked,
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
    StreamsSet,
    Transferred,
)
from klagomal.cases.standing import ABOUT_ENTRIES, Standing, check_entry, check_written, stand
from klagomal.errors import ClockError, EventOrderError
from klagomal.vocabulary import ClosingGround, Kind, Satisfaction, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.feedback import Feedback

__all__ = ["Case", "Correction", "Status", "fold", "handler_in"]

_E = TypeVar("_E", bound=Event)


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"
    EXCLUDED = "excluded"


_NOWHERE: list[int] = []


@attrs.frozen
class Correction:
    """An entry of a log as it was first made, and the event that put it right."""

    was: Event
    by: Corrected


@attrs.frozen
class Case:
    """One case, read off its events. Build it with :func:`fold`.

    ``log`` holds the entries as they were written; an entry's version is its place there, from 1.
    ``events`` are those that stand, in the order they happened: corrections are made, and a message
    that failed stands once more where it was delivered after all. A position is an index into it.
    ``versions`` are the versions of ``events``, in step. ``failed`` gives, for the position of each
    message that did not arrive, the position of the failure; neither :meth:`positions` nor anything
    that is built on it knows these messages.
    """

    events: tuple[Event, ...]
    log: tuple[Event, ...] = attrs.field(repr=False, eq=False)
    versions: Sequence[int] = attrs.field(repr=False, eq=False)
    failed: Mapping[int, int] = attrs.field(repr=False, eq=False)
    _positions: Mapping[str, list[int]] = attrs.field(repr=False, eq=False)

    def tells_of(self, *slugs: str) -> bool:
        """Whether the source of the case tells of all these events (``Received.records``)."""
        records = self.received.records
        return records is None or records.issuperset(slugs)

    def positions(self, slug: str) -> list[int]:
        """Return the positions of the events with ``slug`` that count, in order."""
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
    def category(self) -> str:
        """What the matter is about, as last recognised."""
        recognised = self.last(CategorySet)
        return recognised.category if recognised else self.feedback.category

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
        return next(filter(None, map(handler_in, reversed(self.events))), "")

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
        """Every message to the person that counts, in order."""
        return [
            event
            for position, event in enumerate(self.events)
            if isinstance(event, ContactEvent) and position not in self.failed
        ]

    @property
    def undelivered(self) -> list[tuple[int, Event]]:
        """The messages that have not arrived in any form, each with its version, in order."""
        arrived = {v for p, v in enumerate(self.versions) if p not in self.failed}
        missing = {self.versions[position]: self.events[position] for position in self.failed}
        return [(version, event) for version, event in missing.items() if version not in arrived]

    @property
    def unheard(self) -> list[tuple[int, ContactEvent]]:
        """The messages to the person that did not arrive and after which no other one has.

        Each comes with its version. Nobody waits for one who cannot be reached, has withdrawn, or
        wrote the same in another case.
        """
        if self.is_settled or not (self.failed and self.is_reachable):
            return []
        heard = max(
            (
                position
                for position, event in enumerate(self.events)
                if isinstance(event, ContactEvent) and position not in self.failed
            ),
            default=-1,
        )
        return [
            (version, event)
            for version, event in self.undelivered
            if isinstance(event, ContactEvent) and self.failure_of(version) > heard
        ]

    def handler_by(self, version: int) -> str:
        """Return the handler named last in the log up to and with ``version``, as it now reads."""
        for earlier in range(version, 0, -1):
            if named := handler_in(self.entry(earlier)):
                return named
        return ""

    def last_delivery(self, version: int) -> datetime | None:
        """Return when something was last told of the delivery of the entry with ``version``."""
        told = [e.at for e in self.log if isinstance(e, DeliveryEvent) and e.version == version]
        return max(told, default=None)

    @property
    def unnoticed(self) -> list[tuple[int, int]]:
        """The hand-overs and escalations of which the notice failed, and nothing newer followed.

        Each is told by the version of its entry and the position of the failure.
        """
        told: dict[int, int | None] = {}
        for position, event in enumerate(self.events):
            if isinstance(event, DeliveryEvent) and event.version:
                told[event.version] = position if isinstance(event, DeliveryFailed) else None
        found = []
        for version, failure in told.items():
            entry = self.entry(version)
            if failure is not None and isinstance(entry, (Transferred, Escalated)):
                latest = self.positions(entry.slug)[-1]
                if self.versions[latest] == version:
                    found.append((version, failure))
        return found

    def failure_of(self, version: int) -> int:
        """Return the position of the latest failure of the message with ``version``."""
        return max(q for p, q in self.failed.items() if self.versions[p] == version)

    def version_of(self, event: Event) -> int:
        """Return the version of an event of this case: the place of its entry in the log."""
        return self.versions[self.events.index(event)]

    def entry(self, version: int) -> Event | None:
        """Return an entry of the log as it now reads; ``None`` if it should not have been made."""
        for correction in reversed(self.log):
            if isinstance(correction, Corrected) and correction.version == version:
                return correction.instead
        return self.log[version - 1]

    @property
    def corrections(self) -> list[Correction]:
        """Every correction with the entry as it was first made, in the order they were written."""
        return [
            Correction(self.log[entry.version - 1], entry)
            for entry in self.log
            if isinstance(entry, Corrected)
        ]

    @property
    def links(self) -> frozenset[str]:
        """The ids of other people's cases on the same matter."""
        return frozenset(linked.to for linked in self.all(Linked))

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
    def streams(self) -> frozenset[str]:
        """The streams of the matter, as last recognised."""
        changed = self.last(StreamsSet)
        return changed.streams if changed else self.feedback.streams

    @property
    def excluded(self) -> str:
        """The stream that keeps the case outside the routine, or the empty string."""
        changed = self.last(StreamsSet)
        return changed.excluded if changed else self.received.excluded

    @property
    def duplicate_of(self) -> str:
        """The id of the case that goes on, if this one is closed as its duplicate."""
        return self.closing.duplicate_of if self.closing else ""

    @property
    def is_reachable(self) -> bool:
        """Whether a way to reach the person is known: left on arrival and not lost since."""
        known = self.feedback.has_contact_route
        if self.any_of((Erased.slug, ContactNoted.slug)):
            for event in self.events:
                if isinstance(event, ContactNoted):
                    known = event.reachable
                elif isinstance(event, Erased):
                    known = False
        return known

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
        return self.closing.at if self.closing else None

    @property
    def closing(self) -> Closed | None:
        """The closing that still stands, or ``None``."""
        position = self.closed_position
        return None if position is None else self.events[position]  # type: ignore[return-value]

    @property
    def is_settled(self) -> bool:
        """Whether the person withdrew the case, or it is closed as a duplicate of another one."""
        return self.closing is not None and self.closing.ground is not ClosingGround.HANDLED

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
        if calendar.day_of(self.received_at) > day:
            raise ClockError(
                f"case {self.id} arrived after {day}; it did not exist on that day",
                case=self.id,
                day=day,
            )
        return _index(self.log, stand(self.log, lambda event: calendar.day_of(event.at) <= day))


def handler_in(event: Event | None) -> str:
    """Return the id of the handler that an event names, or the empty string."""
    if isinstance(event, Escalated):
        return event.assigned_to
    return event.handler if isinstance(event, (ContactEvent, Transferred)) else ""


def fold(events: Iterable[Event]) -> Case:
    """Return the case that ``events`` make up.

    The log must begin with :class:`~klagomal.cases.events.Received`, be in the order it was
    recorded, and hold nothing from before the arrival; otherwise an
    :class:`~klagomal.errors.EventOrderError` names the place. So does what a correction or a
    delivery says of an entry that is not there. An event that was recorded late is placed by when
    it happened.
    """
    try:
        log = tuple(events)
    except TypeError as error:
        raise EventOrderError(f"a case is made up of events: {error}") from error
    if not log or not isinstance(log[0], Received):
        found = f"{log[0].slug!r}" if log and isinstance(log[0], Event) else "nothing"
        raise EventOrderError(f"a case begins with 'received'; this log begins with {found}")
    is_plain, latest, written = True, log[0].at, log[0].recorded_at
    for number, event in enumerate(log[1:], 2):
        at, recorded_at, slug = event.at, event.recorded_at, event.slug
        if slug == "received":
            raise EventOrderError(
                f"event {number} is a second 'received'; fold one case at a time", number=number
            )
        if slug in ABOUT_ENTRIES:
            check_entry(event, number, log)
        if at < latest or recorded_at < written or slug in ABOUT_ENTRIES:
            is_plain = False
        latest, written = at, recorded_at
    if is_plain:  # as almost every log
        case = _index(log, Standing(log, range(1, len(log) + 1), {}))
    else:
        case = _index(log, stand(log))
        check_written(log)
    _check_closings(case)
    return case


def _index(log: tuple[Event, ...], standing: Standing) -> Case:
    positions: dict[str, list[int]] = {}
    for position, event in enumerate(standing.events):
        if position not in standing.failed:
            positions.setdefault(event.slug, []).append(position)
    return Case(standing.events, log, standing.versions, standing.failed, positions)


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
