# SPDX-License-Identifier: Apache-2.0
"""What a clock needs to know of its case and its policy, besides its own obligation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from klagomal.calendar import WorkingCalendar
from klagomal.cases.case import Case
from klagomal.deadlines.lifts import Lift, lifts_of_one
from klagomal.promises.obligations import Obligation, On
from klagomal.vocabulary import Reason

__all__ = ["Surroundings"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Surroundings(NamedTuple):
    """A case, the calendar it is counted by, and what the policy says besides one obligation.

    ``obligations`` are all of the policy, and ``reasons`` say why some of them do not concern the
    case, by id. ``given`` are the days that the person was given on arrival, if counting today
    gives others; ``on_arrival`` are all last days as they stood then. ``lifts`` are the stretches
    in which something owed in the case is lifted.
    """

    case: Case
    calendar: WorkingCalendar
    obligations: Mapping[str, Obligation] = _NOTHING
    reasons: Mapping[str, Reason | None] = _NOTHING
    given: Mapping[str, date] = _NOTHING
    on_arrival: Mapping[str, date | None] = _NOTHING
    lifts: tuple[Lift, ...] = ()

    def recounted(self) -> Surroundings:
        """Return the same without the days that were given, so that every day is counted."""
        return self._replace(given=_NOTHING)

    def day(self, position: int) -> date:
        """Return the civil day of an event."""
        return self.calendar.day_of(self.case.events[position].at)

    def last_on(self, day: date) -> int:
        """Return the position of the last event up to and with ``day``; -1 if there is none."""
        days = [self.day(position) for position in range(len(self.case.events))]
        return bisect_right(days, day) - 1

    def concerns(self, id_: str) -> bool:
        """Whether an obligation concerns the case."""
        return self.reasons.get(id_) is None

    def is_repeated(self, id_: str) -> bool:
        """Whether an obligation runs each time something happens, or follows one that does."""
        while obligation := self.obligations.get(id_):
            if obligation.each and not obligation.is_only_if_late:
                return True
            id_ = obligation.follows
        return False

    def starting(self, obligation: Obligation) -> tuple[On, ...]:
        """Return what starts a clock: its own events, or those of what it runs along with."""
        followed = self.obligations.get(obligation.follows)
        if followed and (obligation.is_only_if_late or self.is_repeated(followed.id)):
            return self.starting(followed)
        return obligation.starts_on

    def lifts_of(self, obligation: Obligation) -> tuple[tuple[Lift, ...], int]:
        """Return the stretches in which ``obligation`` is lifted, and where it first concerns.

        It concerns the case from the arrival, 0, unless its category was recognised later.
        """
        return lifts_of_one(obligation, self.lifts) if self.lifts else ((), 0)

    def closing(self, start: int | None, begun: int) -> int | None:
        """Return the position of the closing that still stands, unless a clock began after it.

        ``start`` is the event that starts the clock, and ``begun`` the last one before it runs.
        """
        closed = self.case.closed_position
        if closed is None or closed < begun or (closed == begun != start):
            return None
        return closed
