# SPDX-License-Identifier: Apache-2.0
"""Plans: what a policy means for cases that the same obligations concern, worked out once.

Answers are remembered. This never changes an answer; it only gives the answer sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import attrs

from klagomal.calendar import CalendarSpec, WorkingCalendar, calendar_for
from klagomal.cases.case import fold
from klagomal.cases.events import Actor, DueDate, Received
from klagomal.deadlines.clocks import clocks_of
from klagomal.deadlines.deadline import Deadline, of_clock
from klagomal.deadlines.runs import Clock
from klagomal.deadlines.shapes import Ask, Group, groups, shape
from klagomal.deadlines.surroundings import Surroundings
from klagomal.promises.citation import Source
from klagomal.promises.obligations import Obligation
from klagomal.vocabulary import Reason

if TYPE_CHECKING:
    from klagomal.cases.case import Case
    from klagomal.deadlines.lifts import Lift

__all__ = ["NOTHING_GIVEN", "Arrival", "Given", "Memory", "Plan", "Ran"]

_K = TypeVar("_K")
_V = TypeVar("_V")

Ran = tuple[tuple[Clock, ...], tuple[Deadline, ...]]
"""An obligation's clocks in a case, and the deadline of each of them that has started."""


class Given(NamedTuple):
    """The days that a person was given on arrival, by obligation.

    ``days`` are those that counting now does not give, and those that lean on such a day.
    ``on_arrival`` are all last days as they stood then.
    """

    days: Mapping[str, date]
    on_arrival: Mapping[str, date | None]


NOTHING_GIVEN: Final = Given(MappingProxyType({}), MappingProxyType({}))
"""No day was given that counting today does not give."""


@attrs.frozen(eq=False)
class Arrival:
    """The deadlines of feedback of which only the arrival is known.

    ``counted`` are the last days by obligation, of those too that some clock only leans on.
    """

    deadlines: tuple[Deadline, ...]
    counted: Mapping[str, date | None]

    @cached_property
    def dates(self) -> tuple[DueDate, ...]:
        """The days that the person is given, as an arrival's event carries them."""
        return tuple(DueDate(d.obligation.id, d.due) for d in self.deadlines if d.due)


class Memory(dict[_K, _V]):
    """Answers worked out before, at most ``most`` of them. A full memory forgets them all.

    A memory is not part of its owner's value: a deep copy of it, or one sent to another process, is
    empty.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most: Final = most

    def keep(self, key: _K, value: _V) -> _V:
        """Remember ``value`` and return it."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value

    def __reduce__(self) -> tuple[Callable[[int], Memory[_K, _V]], tuple[int]]:
        return type(self), (self.most,)


@attrs.frozen(eq=False, kw_only=True)
class Plan:
    """What a policy means for cases that the same obligations concern.

    ``obligations`` are all obligations of the policy, by id. ``concerned`` are those that concern
    such cases, in the policy's order. ``in_order`` are the same ones and those that they refer to,
    each after those that it refers to itself: a clock may lean on one that does not concern the
    case. ``judged`` holds earlier judgements for :mod:`klagomal.assessment` to reuse, and
    ``settled`` those on the obligations that do not concern such cases, by day. Every memory but
    ``settled`` belongs to the policy, which shares it among all its plans: one bound holds for all.
    """

    calendar_spec: CalendarSpec
    source: Source
    obligations: Mapping[str, Obligation]
    reasons: dict[str, Reason | None]
    concerned: tuple[Obligation, ...]
    in_order: tuple[Obligation, ...]
    judged: Memory[Any, dict[str, Any]]
    settled: Memory[date, dict[str, Any]]
    _questions: dict[str, tuple[Ask, ...]]
    _arrivals: Memory[Any, Arrival]
    _groups: Memory[Any, tuple[Group, ...]]
    _ran: Memory[Any, dict[str, Ran]]

    @property
    def calendar(self) -> WorkingCalendar:
        """The calendar by which the policy counts days."""
        return calendar_for(self.calendar_spec)

    def on_arrival(self, day: date, by: Actor, make: Callable[[], Received]) -> Arrival:
        """Return the deadlines of feedback of which only the arrival is known.

        It came in on ``day`` and was taken in ``by`` somebody; ``make`` makes the event of it, for
        a day that was not asked for before.
        """
        who = (by.role, by.id != "") if self._asks_who_received else None
        known = self._arrivals.get((self, day, who))
        if known is not None:
            return known
        received = make()
        runs = self.runs(fold((attrs.evolve(received, due=()),)), (day,))
        counted = {id_: clocks[0].due for id_, (clocks, _) in runs.items()}
        return self._arrivals.keep((self, day, who), Arrival(self._deadlines_of(runs), counted))

    @cached_property
    def _asks_who_received(self) -> bool:
        """Whether it matters to a clock who took the feedback in."""
        starts = (pattern for o in self.in_order for pattern in o.starts_on)
        return any(pattern.event == Received.slug and pattern.by for pattern in starts)

    def _deadlines_of(self, runs: Mapping[str, Ran]) -> tuple[Deadline, ...]:
        """Return the deadline of the first run of each obligation, whether it has begun or not."""
        found = ((o, runs[o.id][0][0]) for o in self.concerned)
        return tuple(
            [of_clock(o, clock, self.calendar, self.source, self.obligations) for o, clock in found]
        )

    def given(self, received: Received) -> Given:
        """Return the days that the person was given on arrival, where counting now gives others.

        A change of the calendar or of the policy never moves a day that was given.
        """
        if not received.due:
            return NOTHING_GIVEN
        day = self.calendar.day_of(received.at)
        arrival = self.on_arrival(day, received.by, lambda: received)
        if received.due == arrival.dates:
            return NOTHING_GIVEN
        counted = arrival.counted
        days = {each.obligation: each.on for each in received.due if each.obligation in counted}
        for on in days.values():
            self.calendar.check(on)
        differ = self._that_differ(days, counted)
        if not differ:
            return NOTHING_GIVEN
        return Given({id_: days[id_] for id_ in differ & days.keys()}, {**counted, **days})

    def _that_differ(
        self, days: Mapping[str, date], counted: Mapping[str, date | None]
    ) -> set[str]:
        """Return the obligations whose day differs, or that lean on one whose day does."""
        found: set[str] = set()
        for obligation in self.in_order:
            id_ = obligation.id
            leans = not found.isdisjoint({obligation.start_latest, obligation.follows})
            if leans or days.get(id_, counted[id_]) != counted[id_]:
                found.add(id_)
        return found

    def around(self, case: Case, lifts: tuple[Lift, ...], given: Given) -> Surroundings:
        """Return what the clocks of ``case`` need to know."""
        calendar, days = self.calendar, given.days
        return Surroundings(
            case, calendar, self.obligations, self.reasons, days, given.on_arrival, lifts
        )

    def runs(
        self,
        case: Case,
        days: Sequence[date],
        lifts: tuple[Lift, ...] = (),
        given: Given = NOTHING_GIVEN,
    ) -> dict[str, Ran]:
        """Return how the clock of each obligation runs in ``case``, by the obligation's id."""
        around = self.around(case, lifts, given)

        def run(obligation: Obligation, before: Mapping[str, Ran]) -> Ran:
            found = clocks_of(obligation, {id_: ran[0] for id_, ran in before.items()}, around)
            return found, tuple(
                of_clock(obligation, clock, around.calendar, self.source, self.obligations)
                for clock in found
                if clock.started_on
            )

        if lifts or given.days or case.failed:
            return self.one_by_one(run)
        return self.work_out(case, days, run, self._ran)

    def work_out(
        self,
        case: Case,
        days: Sequence[date],
        answer: Callable[[Obligation, Mapping[str, _V]], _V],
        remembered: Memory[Any, dict[str, _V]],
        given: object = None,
    ) -> dict[str, _V]:
        """Return the answer on each obligation in order, by its id.

        ``answer`` is called with one obligation and with the answers on those before it. It must
        depend on the case, on ``given`` and on nothing else, so that cases of one shape with the
        same days can share what is ``remembered``. ``days`` are the civil days of the case's
        events.
        """
        like = (self, shape(case, self._questions))
        alike = self._groups.get(like)
        if alike is None:
            alike = groups(self.in_order, case, self.calendar)
            self._groups.keep(like, alike)
        found: dict[str, _V] = {}
        new = []
        for group in alike:
            promised = group.promises(case) if group.promised else None
            key = (group, group.pick(days), promised, given)
            known = remembered.get(key)
            if known is None:
                new.append((key, group.ids))
            else:
                found |= known
        if len(found) < len(self.in_order):
            found = self.one_by_one(answer, found)
            for key, ids in new:
                remembered.keep(key, {id_: found[id_] for id_ in ids})
        return found

    def one_by_one(
        self,
        answer: Callable[[Obligation, Mapping[str, _V]], _V],
        known: Mapping[str, _V] = MappingProxyType({}),
    ) -> dict[str, _V]:
        """Return the answer on each obligation like :meth:`work_out`, without sharing any."""
        found = {**known}
        for obligation in self.in_order:
            if obligation.id not in found:
                found[obligation.id] = answer(obligation, found)
        return found
