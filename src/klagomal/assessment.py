# SPDX-License-Identifier: Apache-2.0
"""Was it kept: one judgement per obligation of a case, with the evidence.

The judgement is made on civil days. ``as_of`` is a day; what happened after it is not known yet,
and an obligation is overdue from the day after its due day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.case import Case
from klagomal.clocks import Clock, Notice, ShortOf, clocks, closing, first_start, fulfilment
from klagomal.errors import ClockError, PolicyMismatchError
from klagomal.events import Event
from klagomal.obligations import Obligation
from klagomal.policy import Plan, Policy
from klagomal.terms import BeforeClosing, ByDueOf, ByPromise, InWords
from klagomal.vocabulary import Outcome, Reason

__all__ = ["Assessment", "assess", "day_as_of"]

_NO_CLOCK = Clock()


@attrs.frozen
class Assessment:
    """How one obligation stands for one case at the end of ``as_of``.

    ``clock`` holds the evidence: positions into the case's events, due days before and after
    extensions, notices, and events that fell short of what the obligation demands.
    """

    obligation: Obligation
    outcome: Outcome
    reason: Reason | None
    clock: Clock
    as_of: date
    calendar: WorkingCalendar = attrs.field(repr=False)

    @property
    def started_on(self) -> date | None:
        """The day the clock started."""
        return self.clock.started_on

    @property
    def first_due(self) -> date | None:
        """The due day as first promised. It is always kept."""
        return self.clock.first_due

    @property
    def due(self) -> date | None:
        """The due day as last agreed."""
        return self.clock.due

    @property
    def done_on(self) -> date | None:
        """The day it was fulfilled."""
        return self.clock.done_on

    @property
    def occurrence(self) -> int:
        """Which run it is, for obligations that run more than once."""
        return self.clock.occurrence

    @property
    def short_of(self) -> tuple[ShortOf, ...]:
        """Events that would have fulfilled it, had they contained all that is demanded."""
        return self.clock.short_of

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Delay notices given."""
        return self.clock.notices

    @property
    def working_days_used(self) -> int | None:
        """Working days from the start to the fulfilment, or to ``as_of`` while it is open.

        None have been used where it was fulfilled before its clock started.
        """
        if self.started_on is None:
            return None
        return max(0, self.calendar.count(self.started_on, self._stopped_on))

    @property
    def calendar_days_used(self) -> int | None:
        """Calendar days from the start to the fulfilment, or to ``as_of`` while it is open."""
        if self.started_on is None:
            return None
        return max(0, (self._stopped_on - self.started_on).days)

    @property
    def _stopped_on(self) -> date:
        return self.done_on or self.clock.ended_on or self.as_of

    @property
    def counts(self) -> bool:
        """Whether it belongs in a compliance rate's denominator."""
        return self.outcome in _COUNTED

    def evidence(self, case: Case) -> Event | None:
        """Return the event that fulfilled it."""
        return None if self.clock.done is None else case.events[self.clock.done]


_COUNTED = frozenset(
    {
        Outcome.MET,
        Outcome.MET_AS_RENEGOTIATED,
        Outcome.LATE_NOTIFIED,
        Outcome.LATE_SILENT,
        Outcome.OVERDUE,
    }
)


def day_as_of(as_of: date | datetime, calendar: WorkingCalendar) -> date:
    """Return the civil day that ``as_of`` means: a date as it is, an aware moment in the zone."""
    if isinstance(as_of, datetime):
        return calendar.day_of(as_of)
    calendar.check(as_of)
    return date(as_of.year, as_of.month, as_of.day)


def assess(
    case: Case, policy: Policy, *, as_of: date | datetime, any_policy: bool = False
) -> tuple[Assessment, ...]:
    """Return one assessment per obligation (per run, where it runs several times).

    A case received under another policy or edition is refused with
    :class:`~klagomal.errors.PolicyMismatchError`, so that a case is not judged by a promise that
    was never made to it; ``any_policy`` allows it for what-if comparisons.
    """
    received = case.received
    if not any_policy and (received.policy, received.edition) != (policy.key, policy.edition):
        raise PolicyMismatchError(
            f"case {case.id} was received under {received.policy}@{received.edition}, not "
            f"{policy.key}@{policy.edition}; judge it by its own edition, or pass any_policy=True "
            "for a what-if",
            case=case.id,
        )
    day = day_as_of(as_of, policy.calendar)
    if day < policy.calendar.day_of(case.received_at):
        raise ClockError(f"case {case.id} had not arrived on {day}", case=case.id, day=day)
    known = case.as_of(day, policy.calendar)
    plan = policy.plan(policy.facts(known, as_new=any_policy))
    judged = _Bench(known, policy, plan, day).judge_all()
    return tuple(found for obligation in policy.obligations for found in judged[obligation.id])


@attrs.define(eq=False)
class _Bench:
    """What is at hand while one case is judged."""

    case: Case
    policy: Policy
    plan: Plan
    day: date
    judged: dict[str, tuple[Assessment, ...]] = attrs.field(factory=dict, init=False)
    _days: dict[int, date] = attrs.field(factory=dict, init=False)

    def judge_all(self) -> dict[str, tuple[Assessment, ...]]:
        """Judge the obligations, each after those that it refers to."""
        case, plan = self.case, self.plan
        calendar = self.policy.calendar
        records = case.received.records
        disturbed = case.positions("delay_notice") or case.positions("paused")
        for obligation in self.policy.in_order:
            reason = plan.reasons[obligation.id]
            if reason is not None:
                found = self._unjudged(obligation, Outcome.NOT_APPLICABLE, reason)
            elif records and records.isdisjoint(obligation.done_by):
                found = self._unjudged(obligation, Outcome.NOT_ASSESSABLE, Reason.NOT_RECORDED)
            elif obligation.runs_once and not disturbed:
                found = self._once(obligation, calendar)
            else:
                found = self._in_full(obligation, calendar)
            self.judged[obligation.id] = found
        return self.judged

    def _unjudged(
        self, obligation: Obligation, outcome: Outcome, reason: Reason
    ) -> tuple[Assessment, ...]:
        key = (obligation.id, reason, self.day)
        found = self.plan.judged.get(key)
        if found is None:
            calendar = self.policy.calendar
            found = (Assessment(obligation, outcome, reason, _NO_CLOCK, self.day, calendar),)
            self.plan.remember(key, found)
        return found

    def _once(self, obligation: Obligation, calendar: WorkingCalendar) -> tuple[Assessment, ...]:
        """Judge a single undisturbed clock; cases with the same days share one answer.

        The key holds everything that the answer can depend on, so a year's cases cost a few
        thousand judgements, however many they are.
        """
        case, term = self.case, obligation.term
        start = first_start(obligation, case)
        context: object = None
        if isinstance(term, ByDueOf):
            other = self.judged[term.obligation][0]
            context = (other.outcome, other.reason, other.started_on, other.due)
        elif start is None:
            return self._unjudged(obligation, Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
        elif isinstance(term, BeforeClosing):
            closed = case.closed_position
            context = None if closed is None else (closed, self._day(closed))
        after = start if obligation.after_start and start is not None else 0
        done, short_of = fulfilment(obligation, case, calendar, after)
        key = (
            obligation.id,
            start,
            None if start is None else self._day(start),
            done,
            None if done is None else self._day(done),
            short_of,
            context,
            self.day,
        )
        found = self.plan.judged.get(key)
        if found is None:
            found = self._in_full(obligation, calendar)
            self.plan.remember(key, found)
        return found

    def _day(self, position: int) -> date:
        day = self._days.get(position)
        if day is None:
            day = self._days[position] = self.policy.calendar.day_of(self.case.events[position].at)
        return day

    def _in_full(self, obligation: Obligation, calendar: WorkingCalendar) -> tuple[Assessment, ...]:
        others = {id_: found[0].clock for id_, found in self.judged.items()}
        return tuple(
            _judged(obligation, clock, self.judged, self.case, self.day, calendar)
            for clock in clocks(obligation, self.case, calendar, others)
        )


def _judged(
    obligation: Obligation,
    clock: Clock,
    judged: Mapping[str, tuple[Assessment, ...]],
    case: Case,
    day: date,
    calendar: WorkingCalendar,
) -> Assessment:
    term = obligation.term
    if isinstance(term, ByDueOf) and term.only_if_late:
        main = judged[term.obligation][0]
        return _judged_notice(obligation, main, day, calendar)
    if isinstance(term, BeforeClosing):
        outcome, reason = _before_closing(clock, case)
    else:
        outcome, reason = _by_day(obligation, clock, day)
    return Assessment(obligation, outcome, reason, clock, day, calendar)


def _by_day(obligation: Obligation, clock: Clock, day: date) -> tuple[Outcome, Reason | None]:
    """Judge a clock that ends on a day."""
    if clock.started_on is None:
        return Outcome.NOT_APPLICABLE, Reason.NOT_STARTED
    if isinstance(obligation.term, InWords):
        return Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER
    if clock.due is None or clock.first_due is None:
        promised = isinstance(obligation.term, ByPromise)
        return Outcome.NOT_ASSESSABLE, (Reason.NO_PROMISED_DATE if promised else Reason.NO_NUMBER)
    if clock.ended_on is not None and clock.ended_on <= clock.due:
        return Outcome.NOT_APPLICABLE, Reason.LIFTED
    if clock.done_on is not None:
        return _done(clock.done_on, clock.first_due, clock.due, warned=clock.warned), None
    return _not_done(clock, clock.due, day)


def _done(done: date, first_due: date, due: date, *, warned: bool) -> Outcome:
    if done <= first_due:
        return Outcome.MET
    if done <= due:
        return Outcome.MET_AS_RENEGOTIATED
    return Outcome.LATE_NOTIFIED if warned else Outcome.LATE_SILENT


def _not_done(clock: Clock, due: date, day: date) -> tuple[Outcome, Reason | None]:
    if clock.ended_on is not None:
        return (Outcome.LATE_NOTIFIED if clock.warned else Outcome.LATE_SILENT), None
    if clock.paused:
        return Outcome.PENDING, Reason.PAUSED
    return (Outcome.PENDING if day <= due else Outcome.OVERDUE), None


def _before_closing(clock: Clock, case: Case) -> tuple[Outcome, Reason | None]:
    """Judge what has to be in place when the case is closed, whatever the day."""
    closed = closing(case, clock.start)
    if clock.started_on is None:
        return Outcome.NOT_APPLICABLE, Reason.NOT_STARTED
    if clock.ended is not None and (closed is None or clock.ended <= closed):
        return Outcome.NOT_APPLICABLE, Reason.LIFTED
    if clock.done is not None:
        in_time = closed is None or clock.done <= closed
        return (Outcome.MET if in_time else Outcome.LATE_SILENT), None
    if clock.ended is not None:
        return Outcome.LATE_SILENT, None
    return (Outcome.PENDING if closed is None else Outcome.OVERDUE), None


def _judged_notice(
    obligation: Obligation, main: Assessment, day: date, calendar: WorkingCalendar
) -> Assessment:
    """Judge the duty to tell of a delay by what became of the obligation it goes with."""
    given = [notice for notice in main.notices if notice.counts]
    late = [notice for notice in main.notices if notice.missing == {"in_time"}]
    reason: Reason | None = None
    match main.outcome:
        case Outcome.NOT_APPLICABLE | Outcome.NOT_ASSESSABLE:
            outcome, reason = Outcome.NOT_APPLICABLE, main.reason or Reason.NOT_NEEDED
        case Outcome.MET:
            outcome, reason = Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED
        case Outcome.MET_AS_RENEGOTIATED | Outcome.LATE_NOTIFIED:
            outcome = Outcome.MET
        case Outcome.LATE_SILENT:
            outcome = Outcome.LATE_SILENT
        case Outcome.PENDING:
            outcome = Outcome.MET if main.clock.warned else Outcome.PENDING
        case _:
            outcome = Outcome.MET if main.clock.warned else Outcome.OVERDUE
            outcome = Outcome.LATE_SILENT if outcome is Outcome.OVERDUE and late else outcome
    told = given[-1] if outcome is Outcome.MET and given else (late[0] if late else None)
    concerned = told.concerned if told else main.due
    clock = Clock(
        started_on=main.started_on,
        first_due=concerned,
        due=concerned,
        done=told.position if told else None,
        done_on=told.on if told else None,
        notices=main.notices,
    )
    if reason is not None:
        clock = _NO_CLOCK
    return Assessment(obligation, outcome, reason, clock, day, calendar)
