# SPDX-License-Identifier: Apache-2.0
"""Judge whether a case kept each obligation, with the evidence for each judgement.

Judgements are made on civil days. ``as_of`` is a day, and events after that day are not known yet.
An obligation is overdue from the day after its due day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.cases.case import Case
from klagomal.cases.events import Event, Received
from klagomal.deadlines.clocks import clocks_of
from klagomal.deadlines.plans import NOTHING_GIVEN, Plan
from klagomal.deadlines.runs import NO_CLOCK, Clock, Run
from klagomal.deadlines.surroundings import Surroundings
from klagomal.errors import ClockError, PolicyMismatchError
from klagomal.fields import require_a
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import Obligation, slugs
from klagomal.promises.terms import BeforeClosing, ByPromise, InWords
from klagomal.vocabulary import Outcome, Reason

__all__ = ["Assessment", "assess", "day_as_of"]

_KEPT = frozenset({Outcome.MET, Outcome.MET_AS_RENEGOTIATED})
_UNTOLD = (Outcome.NOT_ASSESSABLE, Reason.NOT_RECORDED)


@attrs.frozen
class Assessment(Run):
    """How one obligation stands for one case at the end of ``as_of``.

    ``reason`` says why it was not judged, or still runs. Of what is late it can be
    ``not_recorded``: whether notice was given is not in the source.

    ``clock`` holds the evidence: positions into the case's events, due days before and after
    extensions, notices, and events that fell short of what the obligation demands.
    """

    outcome: Outcome
    reason: Reason | None
    as_of: date
    calendar: WorkingCalendar = attrs.field(repr=False)

    @property
    def working_days_used(self) -> int | None:
        """Working days from the clock's start to the fulfilment, or to ``as_of`` while it is open.

        An obligation that was lifted is counted to the day it was lifted. The answer is 0 for one
        that was fulfilled before its clock started, and ``None`` if the clock has not started or
        the source does not tell whether it was fulfilled.
        """
        if self.started_on is None or self.is_untold:
            return None
        return max(0, self.calendar.count(self.started_on, self._stopped_on))

    @property
    def calendar_days_used(self) -> int | None:
        """Calendar days, counted like :attr:`working_days_used`."""
        if self.started_on is None or self.is_untold:
            return None
        return max(0, (self._stopped_on - self.started_on).days)

    @property
    def _stopped_on(self) -> date:
        return self.done_on or self.ended_on or self.as_of

    @property
    def is_untold(self) -> bool:
        """Whether the source does not tell what the outcome is."""
        return (self.outcome, self.reason) == _UNTOLD

    @property
    def is_late_by_recount(self) -> bool:
        """Whether it was kept by the day that the person was given, but late by today's count.

        The day that was given decides. This tells what the calendar of today would say.
        """
        again = self.clock.recount
        if again is None or again.due is None or self.done_on is None:
            return False
        return self.outcome in _KEPT and self.done_on > again.due

    @property
    def counts(self) -> bool:
        """Whether this assessment belongs in the denominator of a compliance rate."""
        return self.outcome.is_judged

    def evidence(self, case: Case) -> Event | None:
        """Return the event of ``case`` that fulfilled the obligation, or ``None``."""
        return None if self.clock.done is None else case.events[self.clock.done]


def day_as_of(as_of: date | datetime, calendar: WorkingCalendar) -> date:
    """Return the civil day of ``as_of``.

    A date is returned as it is. For an aware moment it is the day in the calendar's zone.
    """
    if isinstance(as_of, datetime):
        return calendar.day_of(as_of)
    calendar.check(as_of)
    return date(as_of.year, as_of.month, as_of.day)


def assess(
    case: Case, policy: Policy, *, as_of: date | datetime, any_policy: bool = False
) -> tuple[Assessment, ...]:
    """Return one assessment for each obligation, or for each run of one that runs several times.

    A case received under another policy or edition raises
    :class:`~klagomal.errors.PolicyMismatchError`, since ``policy`` was never promised to it;
    ``any_policy`` allows the comparison as a what-if. A day before the arrival raises
    :class:`~klagomal.errors.ClockError`, and what is no case or no policy
    :class:`~klagomal.errors.FieldError`.
    """
    require_a("case", case, Case, "see fold()")
    require_a("policy", policy, Policy, "get one with policies.get()")
    received = case.received
    if not any_policy and (received.policy, received.edition) != (policy.key, policy.edition):
        raise PolicyMismatchError(
            f"case {case.id} was received under {received.policy}@{received.edition}, not "
            f"{policy.key}@{policy.edition}; judge it by its own edition, or pass any_policy=True "
            "for a what-if",
            case=case.id,
        )
    calendar = policy.calendar
    day = day_as_of(as_of, calendar)
    days = [calendar.day_of(event.at) for event in case.events]
    if day < days[0]:
        raise ClockError(f"case {case.id} had not arrived on {day}", case=case.id, day=day)
    if day < days[-1]:
        case = case.as_of(day, calendar)
        days = [calendar.day_of(event.at) for event in case.events]
    calendar.check(day)
    plan = policy.plan(policy.facts(case, as_new=any_policy))
    if case.duplicate_of:
        duplicate = (Outcome.NOT_APPLICABLE, Reason.DUPLICATE)
        return tuple(_unjudged(o, *duplicate, day, calendar) for o in policy.obligations)
    lifts = policy.lifts(case, as_new=any_policy)
    given = NOTHING_GIVEN if any_policy else plan.given(received)
    judged = _judged_all(plan, day, days, plan.around(case, lifts, given))
    judged.update(_not_concerned(plan, day, calendar))
    return tuple(chain.from_iterable(map(judged.__getitem__, plan.reasons)))


_Found = tuple[Assessment, ...]


def _not_concerned(plan: Plan, day: date, calendar: WorkingCalendar) -> dict[str, _Found]:
    """Return the judgements on obligations that do not concern such cases."""
    known = plan.settled.get(day)
    if known is not None:
        return known
    return plan.settled.keep(
        day,
        {
            id_: (_unjudged(plan.obligations[id_], Outcome.NOT_APPLICABLE, reason, day, calendar),)
            for id_, reason in plan.reasons.items()
            if reason is not None
        },
    )


def _judged_all(
    plan: Plan, day: date, days: Sequence[date], around: Surroundings
) -> dict[str, _Found]:
    """Return the judgements on the policy's obligations, by their ids.

    Those that do not concern the case are among them where another one leans on their clocks.

    Cases that look alike to the policy share their judgements. The cases of a year therefore cost
    only a few thousand judgements, however many cases there are. A case in which a message failed,
    something was lifted or another day was given is judged by itself.
    """
    case = around.case

    def judge(obligation: Obligation, before: Mapping[str, _Found]) -> _Found:
        others = {id_: tuple(each.clock for each in found) for id_, found in before.items()}
        clocks = clocks_of(obligation, others, around)
        followed = before.get(obligation.follows, ())
        begun = [found for found in followed if found.started_on] or [*followed]
        return tuple(
            _judged(
                obligation, clock, begun[n] if obligation.is_only_if_late else None, day, around
            )
            for n, clock in enumerate(clocks)
        )

    if around.lifts or around.given or case.failed:
        return plan.one_by_one(judge)
    return plan.work_out(case, days, judge, plan.judged, (day, case.received.records))


def _unjudged(
    obligation: Obligation, outcome: Outcome, reason: Reason, day: date, calendar: WorkingCalendar
) -> Assessment:
    return Assessment(obligation, NO_CLOCK, outcome, reason, day, calendar)


def _judged(
    obligation: Obligation,
    clock: Clock,
    followed: Assessment | None,
    day: date,
    around: Surroundings,
) -> Assessment:
    """Judge one run; ``followed`` is the one that a duty to give notice runs along with."""
    case, calendar = around.case, around.calendar
    if followed:
        outcome, reason = _notice(obligation, clock, followed, day, around)
    elif isinstance(obligation.term, BeforeClosing):
        outcome, reason = _before_closing(clock, around)
    else:
        outcome, reason = _by_day(obligation, clock, day)
    if case.received.records is not None:
        if followed is None:
            outcome, reason = _as_recorded(obligation, outcome, reason, around)
        elif not _is_told(obligation, case) or (
            followed.is_untold and around.concerns(obligation.follows)
        ):
            outcome, reason = _UNTOLD
    return Assessment(obligation, clock, outcome, reason, day, calendar)


def _as_recorded(
    obligation: Obligation, outcome: Outcome, reason: Reason | None, around: Surroundings
) -> tuple[Outcome, Reason | None]:
    """Return what a source that does not record every event shows of an outcome.

    It must tell of an event that is meant to fulfil the obligation; one that also fulfils it, as an
    answer does an acknowledgement, is not enough. (To count what was done in time all the same
    would flatter every rate.) A clock may have been started by an event that is not recorded.
    Where delay notices are not recorded, what was late is late, but nobody knows whether it was
    silent.
    """
    case = around.case
    if reason is Reason.NOT_STARTED:
        starts = slugs(around.starting(obligation)) - {Received.slug}
        return (outcome, reason) if case.tells_of(*starts) else _UNTOLD
    if not _is_told(obligation, case):
        return _UNTOLD  # also of what was lifted: it may have been done before
    if outcome is Outcome.NOT_APPLICABLE:
        return outcome, reason
    if obligation.delay is not None and outcome in (Outcome.LATE_SILENT, Outcome.OVERDUE):
        return outcome, None if case.tells_of("delay_notice") else Reason.NOT_RECORDED
    return outcome, reason


def _is_told(obligation: Obligation, case: Case) -> bool:
    """Whether the source tells of an event that is meant to fulfil the obligation."""
    return any(case.tells_of(pattern.event) for pattern in obligation.fulfilled_by)


def _by_day(obligation: Obligation, clock: Clock, day: date) -> tuple[Outcome, Reason | None]:
    """Judge a clock that ends on a day."""
    if clock.started_on is None:
        return Outcome.NOT_APPLICABLE, Reason.NOT_STARTED
    if clock.ended_on is not None and (clock.due is None or clock.ended_on <= clock.due):
        return Outcome.NOT_APPLICABLE, clock.lifted
    if isinstance(obligation.term, InWords):
        return Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER
    if clock.due is None or clock.first_due is None:
        promised = isinstance(obligation.term, ByPromise)
        return Outcome.NOT_ASSESSABLE, (Reason.NO_PROMISED_DATE if promised else Reason.NO_NUMBER)
    if clock.done_on is not None:
        return _done(clock.done_on, clock.first_due, clock.due, warned=clock.warned), None
    return _not_done(clock, clock.due, day)


def _done(done: date, first_due: date, due: date, *, warned: bool) -> Outcome:
    if done <= min(first_due, due):
        return Outcome.MET
    if done <= due:
        return Outcome.MET_AS_RENEGOTIATED
    return Outcome.LATE_NOTIFIED if warned else Outcome.LATE_SILENT


def _not_done(clock: Clock, due: date, day: date) -> tuple[Outcome, Reason | None]:
    if clock.paused:
        return Outcome.PENDING, Reason.PAUSED
    if clock.ended_on is None and day <= due:
        return Outcome.PENDING, (Reason.NOT_DELIVERED if clock.undelivered else None)
    if clock.undelivered:
        return Outcome.NOT_DELIVERED, None
    if clock.ended_on is None:
        return Outcome.OVERDUE, None
    return (Outcome.LATE_NOTIFIED if clock.warned else Outcome.LATE_SILENT), None


def _before_closing(clock: Clock, around: Surroundings) -> tuple[Outcome, Reason | None]:
    """Judge an obligation that has to be fulfilled before the case is closed, on whatever day."""
    closed = around.closing(clock.start, clock.begun)
    if clock.started_on is None:
        return Outcome.NOT_APPLICABLE, Reason.NOT_STARTED
    if clock.ended is not None and (closed is None or clock.ended <= closed):
        return Outcome.NOT_APPLICABLE, clock.lifted
    if clock.done is not None:
        in_time = closed is None or clock.done <= closed
        return (Outcome.MET if in_time else Outcome.LATE_SILENT), None
    if closed is None:
        return Outcome.PENDING, (Reason.NOT_DELIVERED if clock.undelivered else None)
    if clock.undelivered:
        return Outcome.NOT_DELIVERED, None
    return (Outcome.OVERDUE if clock.ended is None else Outcome.LATE_SILENT), None


def _notice(
    obligation: Obligation, clock: Clock, followed: Assessment, day: date, around: Surroundings
) -> tuple[Outcome, Reason | None]:
    """Judge the duty to give notice if the obligation ``followed`` is not met by its due day."""
    if not around.concerns(obligation.follows):
        return Outcome.NOT_APPLICABLE, around.reasons[obligation.follows]
    if clock.due is None:
        if followed.outcome is Outcome.PENDING:
            return Outcome.PENDING, followed.reason
        waiting = Reason.NOT_NEEDED if clock.started_on else Reason.NOT_STARTED
        lifted = None if clock.lifted is Reason.NOT_NEEDED else clock.lifted
        was_first = lifted if followed.outcome is Outcome.NOT_APPLICABLE else None
        return Outcome.NOT_APPLICABLE, was_first or followed.reason or lifted or waiting
    if clock.lifted and clock.ended_on is not None and clock.ended_on <= clock.due:
        return Outcome.NOT_APPLICABLE, clock.lifted
    if clock.done_on is None:
        return _not_done(clock, clock.due, day)
    return (Outcome.MET if clock.done_on <= clock.due else Outcome.LATE_SILENT), None
