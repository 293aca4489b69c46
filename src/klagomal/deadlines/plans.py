# SPDX-License-Identifier: Apache-2.0
"""Plans: what a policy means for cases that the same obligations concern, worked out once.

Answers are remembered. This never changes an answer; it only gives the answer sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from klagomal.calendar import CalendarSpec, WorkingCalendar, calendar_for
from klagomal.deadlines.clocks import clocks_of
from klagomal.deadlines.deadline import Deadline, Prospect, of_clock
from klagomal.deadlines.runs import Clock
from klagomal.deadlines.shapes import Ask, Group, groups, shape
from klagomal.promises.citation import Source
from klagomal.promises.obligations import Obligation
from klagomal.vocabulary import Reason

if TYPE_CHECKING:
    from klagomal.cases.case import Case
    from klagomal.deadlines.lifts import Lift

__all__ = ["Memory", "Plan", "Ran"]

_K = TypeVar("_K")
_V = TypeVar("_V")

Ran = tuple[Clock, tuple[Deadline, ...]]
"""An obligation's first clock in a case, and the deadline of each of its clocks that started."""


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
    such cases, in the policy's order. ``in_order`` are the same ones, each after those that it
    refers to. ``judged`` holds earlier judgements for :mod:`klagomal.assessment` to reuse, and
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
    _prospects: tuple[Prospect, ...]
    _questions: dict[str, tuple[Ask, ...]]
    _days: Memory[Any, tuple[Deadline, ...]]
    _groups: Memory[Any, tuple[Group, ...]]
    _ran: Memory[Any, dict[str, Ran]]

    @property
    def calendar(self) -> WorkingCalendar:
        """The calendar by which the policy counts days."""
        return calendar_for(self.calendar_spec)

    def deadlines(self, day: date) -> tuple[Deadline, ...]:
        """Return the deadlines of feedback that arrived on ``day``."""
        known = self._days.get((self, day))
        if known is not None:
            return known
        calendar = self.calendar
        dues: dict[str, date | None] = {}
        found: dict[str, Deadline] = {}
        for prospect in self._prospects:
            deadline = prospect.on_arrival(day, calendar, self.source, dues)
            id_ = deadline.obligation.id
            found[id_], dues[id_] = deadline, deadline.due
        return self._days.keep((self, day), tuple([found[o.id] for o in self.concerned]))

    def runs(
        self, case: Case, days: Sequence[date], lifts: tuple[Lift, ...] = ()
    ) -> dict[str, Ran]:
        """Return how the clock of each obligation runs in ``case``, by the obligation's id."""

        def run(obligation: Obligation, before: Mapping[str, Ran]) -> Ran:
            others = {id_: clock for id_, (clock, _) in before.items()}
            calendar = self.calendar
            found = clocks_of(obligation, case, calendar, others, lifts)
            return found[0], tuple(
                of_clock(obligation, clock, calendar, self.source, self.obligations)
                for clock in found
                if clock.started_on
            )

        if lifts or case.failed:
            return self.one_by_one({}, run)
        return self.work_out(case, days, {}, run, self._ran)

    def work_out(
        self,
        case: Case,
        days: Sequence[date],
        settled: Mapping[str, _V],
        answer: Callable[[Obligation, Mapping[str, _V]], _V],
        remembered: Memory[Any, dict[str, _V]],
        given: object = None,
    ) -> dict[str, _V]:
        """Return the answer on each obligation by its id, those already ``settled`` included.

        ``answer`` is called with one obligation that concerns the case and with the answers on the
        obligations before it. It must depend on the case, on ``given`` and on nothing else, so that
        cases of one shape with the same days can share what is ``remembered``. ``days`` are the
        civil days of the case's events.
        """
        like = (self, shape(case, self._questions))
        alike = self._groups.get(like)
        if alike is None:
            alike = groups(self.in_order, case, self.calendar)
            self._groups.keep(like, alike)
        found = {**settled}
        new = []
        for group in alike:
            promised = group.promises(case) if group.promised else None
            key = (group, group.pick(days), promised, given)
            known = remembered.get(key)
            if known is None:
                new.append((key, group.ids))
            else:
                found |= known
        if len(found) < len(settled) + len(self.in_order):
            found = self.one_by_one(found, answer)
            for key, ids in new:
                remembered.keep(key, {id_: found[id_] for id_ in ids})
        return found

    def one_by_one(
        self, settled: Mapping[str, _V], answer: Callable[[Obligation, Mapping[str, _V]], _V]
    ) -> dict[str, _V]:
        """Return the answer on each obligation like :meth:`work_out`, without sharing any."""
        found = {**settled}
        for obligation in self.in_order:
            if obligation.id not in found:
                found[obligation.id] = answer(obligation, found)
        return found
