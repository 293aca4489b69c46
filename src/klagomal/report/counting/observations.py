# SPDX-License-Identifier: Apache-2.0
"""What one case adds to a report: marks, each with the day that places it in time.

What the source of a case does not record (:attr:`~klagomal.cases.events.Received.records`) is
marked with ``None``, so that it is not taken for something that did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Final, TypeAlias

import attrs

from klagomal.assessment import Assessment, assess
from klagomal.cases.case import Case
from klagomal.cases.events import (
    EVENTS,
    Answered,
    Closed,
    ContactEvent,
    ContactNoted,
    DelayNotice,
    DeliveryFailed,
    Erased,
    Escalated,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Reclassified,
    Reopened,
    SatisfactionRecorded,
    Transferred,
)
from klagomal.policy.policy import Policy
from klagomal.report.counting.keys import (
    Aspect,
    Judged,
    Lead,
    Mark,
    Numbered,
    Population,
    Subject,
    Ticked,
    Wait,
    WaitState,
    waited,
)
from klagomal.vocabulary import Kind, MeasureReception, MeasureType, Outcome, Unit

__all__ = ["CONTACTS", "Window", "observe"]

CONTACTS: Final = frozenset(
    slug for slug, event in EVENTS.items() if issubclass(event, ContactEvent)
)
"""The events that are a message to the person."""

_RECEIVED: Final = Population.RECEIVED
_UNITS: Final = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
_WAITED: Final = {(lead, unit): waited(lead, unit) for lead in Lead for unit in _UNITS}
_TELLS_OF_CLOSING: Final = Subject(Population.KNOWN, Aspect.TELLS, Closed.slug)
_CLOSED: Final = Subject(Population.CLOSED)
_GROUND: Final = Subject(Population.CLOSED, Aspect.GROUND)
_OPEN: Final = Subject(Population.OPEN)
_AGE: Final = Subject(Population.OPEN, Aspect.AGE)


@attrs.frozen
class Window:
    """The days that a report covers, and the last day whose events it knows."""

    first: date
    last: date
    as_of: date

    @property
    def end(self) -> date:
        """The day whose evening counts as the end of the period."""
        return min(self.last, self.as_of)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


Observed: TypeAlias = tuple[date | None, list[Mark]]
"""Marks of one case, and the day by which they are placed; ``None`` is no day of its own."""


def observe(
    case: Case, known: Case, policy: Policy, arrived: date, window: Window
) -> Iterator[Observed]:
    """Yield what a case adds.

    ``known`` is the case as it stood at the end of ``window.as_of``.
    """
    if known.duplicate_of:
        if arrived in window:
            yield arrived, [Mark(Subject(Population.DUPLICATES))]
        return
    judged = assess(case, policy, as_of=window.as_of)
    if known.excluded:
        yield from _outside(known, arrived, window, judged)
        return
    if arrived <= window.end:
        yield None, [Mark(_TELLS_OF_CLOSING, known.tells_of(Closed.slug))]
    if arrived in window:
        yield arrived, list(_received(known, policy, arrived, window.as_of, judged))
    yield from _closed(known, policy, window)
    yield from _open(case, known, policy, arrived, window)
    yield from _due(known, arrived, window, judged)


def _outside(
    case: Case, arrived: date, window: Window, judged: Iterable[Assessment]
) -> Iterator[Observed]:
    """Yield a case outside the routine, and what was judged before it was moved there."""
    if arrived in window:
        stream = Mark(Subject(Population.EXCLUDED, Aspect.STREAM), case.excluded)
        yield arrived, [Mark(Subject(Population.EXCLUDED)), stream]
    if arrived <= window.end:
        yield None, []
    decided = [each for each in judged if each.counts or each.is_untold]
    yield from _due(case, arrived, window, decided)


def _closed(case: Case, policy: Policy, window: Window) -> Iterator[Observed]:
    if case.closing is None:
        return
    day = policy.calendar.day_of(case.closing.at)
    if day in window:
        yield day, [Mark(_CLOSED), Mark(_GROUND, case.closing.ground)]


def _due(
    case: Case, arrived: date, window: Window, judged: Iterable[Assessment]
) -> Iterator[Observed]:
    for assessment in judged:
        placed = assessment.first_due or arrived
        if placed in window:
            yield placed, list(_judged(assessment, case))


def _open(
    case: Case, known: Case, policy: Policy, arrived: date, window: Window
) -> Iterator[Observed]:
    if arrived > window.end or not known.tells_of(Closed.slug):
        return
    at_end = known if window.end == window.as_of else case.as_of(window.end, policy.calendar)
    if at_end.closed_position is None:
        yield arrived, [Mark(_OPEN), Mark(_AGE, (window.end - arrived).days)]


def _judged(assessment: Assessment, case: Case) -> Iterator[Mark]:
    obligation = assessment.obligation
    yield Mark(Subject(Population.DUE, of=obligation.id))
    outcome = Subject(Population.DUE, Aspect.OUTCOME, obligation.id)
    yield Mark(outcome, Judged(assessment.outcome, assessment.reason))
    lost = Subject(Population.DUE, Aspect.UNDELIVERED, obligation.id)
    yield Mark(lost, _is_undelivered(assessment, case))
    if assessment.is_late_by_recount:
        yield Mark(Subject(Population.DUE, Aspect.RECOUNT, obligation.id))
    if obligation.delay is None:
        return
    tells = case.tells_of(DelayNotice.slug, *obligation.done_by)
    yield Mark(Subject(Population.DUE, Aspect.TELLS, obligation.id), tells)
    if not tells:
        return
    for notice in assessment.notices:
        kind = "late" if "in_time" in notice.missing else "incomplete"
        yield Mark(Subject(Population.NOTICES, of=obligation.id))
        given = Subject(Population.NOTICES, Aspect.NOTICE, obligation.id)
        yield Mark(given, "in_time" if notice.counts else kind)


def _is_undelivered(assessment: Assessment, case: Case) -> bool | None:
    """Whether a run was not fulfilled because the message did not arrive; ``None``: not told."""
    if assessment.outcome is Outcome.NOT_DELIVERED:
        return True
    if assessment.is_untold:
        return None
    is_sent = any(EVENTS[slug].is_message for slug in assessment.obligation.done_by)
    in_doubt = assessment.counts and is_sent and not case.tells_of(DeliveryFailed.slug)
    return None if in_doubt else False


# --- the cases received ---------------------------------------------------------------------------


def _received(
    case: Case, policy: Policy, arrived: date, as_of: date, judged: Iterable[Assessment]
) -> Iterator[Mark]:
    yield Mark(Subject(_RECEIVED))
    yield from _waits(case, policy, arrived, as_of)
    yield from _handling(case, policy, judged)
    yield from _satisfaction(case)
    yield from _decisions(case, policy)
    yield from _measures(case)
    yield from _checklists(case, policy)


def _waits(case: Case, policy: Policy, arrived: date, as_of: date) -> Iterator[Mark]:
    messages = [event for event in case.contacts if not event.automatic]
    answers = [event for event in messages if isinstance(event, Answered)]
    closed = _day(policy, case.closed_at)
    over = closed is not None or not case.is_reachable
    still = WaitState.OPEN if case.tells_of(Closed.slug) else WaitState.UNDONE
    for lead, done, slugs, is_over in (
        (Lead.CONTACT, messages[0].at if messages else None, CONTACTS, over),
        (Lead.ANSWER, answers[0].at if answers else None, {Answered.slug}, over),
        (Lead.CLOSING, case.closed_at, {Closed.slug}, False),
    ):
        on = _day(policy, done)
        if not case.tells_of(*slugs):
            waits = dict.fromkeys(_UNITS, Wait(WaitState.UNRECORDED))
        elif on is None and is_over:  # it will not come: the case is closed, or nobody is reached
            waits = dict.fromkeys(_UNITS, Wait(WaitState.WITHOUT))
        else:
            state, until = (still, as_of) if on is None else (WaitState.DONE, on)
            waits = {
                Unit.WORKING_DAYS: Wait(state, max(0, policy.calendar.count(arrived, until))),
                Unit.CALENDAR_DAYS: Wait(state, (until - arrived).days),
            }
        for unit, wait in waits.items():
            yield Mark(_WAITED[lead, unit], wait)
    told = [policy.calendar.day_of(event.at) for event in messages]
    yield from _silence(case, policy, [arrived, *told], closed, as_of)


def _silence(
    case: Case, policy: Policy, told: list[date], closed: date | None, as_of: date
) -> Iterator[Mark]:
    """Yield the longest time without a message to a person who could have been given one.

    It ends when the person can no longer be reached.
    """
    if not case.feedback.has_contact_route:
        return
    if not case.tells_of(*CONTACTS, Closed.slug):
        for unit in _UNITS:
            yield Mark(_WAITED[Lead.SILENCE, unit], Wait(WaitState.UNRECORDED))
        return
    ends = [day for day in (closed, _day(policy, _lost_at(case))) if day]
    until = min(ends, default=as_of)
    days = [*(day for day in told if day <= until), until]
    state = WaitState.DONE if ends else WaitState.OPEN
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    worked = max(policy.calendar.count(earlier, later) for earlier, later in pairwise(days))
    yield Mark(_WAITED[Lead.SILENCE, Unit.WORKING_DAYS], Wait(state, worked))
    yield Mark(_WAITED[Lead.SILENCE, Unit.CALENDAR_DAYS], Wait(state, longest))


def _lost_at(case: Case) -> datetime | None:
    """Return when the last way to reach the person was lost; ``None`` if there is one."""
    if case.is_reachable:
        return None
    lost: datetime | None = None
    for event in case.events:
        if isinstance(event, ContactNoted) and event.reachable:
            lost = None
        elif isinstance(event, (ContactNoted, Erased)):
            lost = lost or event.at
    return lost


def _handling(case: Case, policy: Policy, judged: Iterable[Assessment]) -> Iterator[Mark]:
    moved = len(case.positions(Transferred.slug))
    tells = case.tells_of(Transferred.slug)
    yield Mark(Subject(_RECEIVED, Aspect.TRANSFERS), moved if tells else None)
    if moved:
        yield Mark(Subject(Population.TRANSFERS), times=moved)
    again = bool(case.positions(Reopened.slug))
    tells = case.tells_of(Reopened.slug)
    yield Mark(Subject(_RECEIVED, Aspect.REOPENED), again if tells else None)
    to_complaint = any(event.kind is Kind.COMPLAINT for event in case.all(Reclassified))
    tells = case.tells_of(Reclassified.slug)
    yield Mark(Subject(_RECEIVED, Aspect.RECLASSIFIED), to_complaint if tells else None)
    extended = any(notice.extended_to for each in judged for notice in each.notices)
    done_by = (slug for o in policy.obligations if o.delay for slug in o.done_by)
    tells = case.tells_of(DelayNotice.slug, *done_by)  # a notice after the answer gives no time
    yield Mark(Subject(_RECEIVED, Aspect.EXTENDED), extended if tells else None)
    if case.kind is Kind.COMPLAINT:
        for quality in case.dimensions or ("",):
            yield Mark(Subject(_RECEIVED, Aspect.QUALITY), (case.unit, quality))


def _satisfaction(case: Case) -> Iterator[Mark]:
    tells = case.tells_of(SatisfactionRecorded.slug)
    yield Mark(Subject(_RECEIVED, Aspect.SATISFACTION), case.satisfaction if tells else None)
    graded = [said for said in case.all(SatisfactionRecorded) if said.grade is not None]
    if graded and graded[-1].grade is not None:
        value = Numbered(graded[-1].grade, graded[-1].best)
        yield Mark(Subject(_RECEIVED, Aspect.GRADE), value)


def _decisions(case: Case, policy: Policy) -> Iterator[Mark]:
    """Yield how a complaint was decided on each level that answered it, by its last answer."""
    if policy.counts_as(case.kind) is not Kind.COMPLAINT:
        return
    tells = case.tells_of(Answered.slug, *([Escalated.slug] if policy.ladder else []))
    yield Mark(Subject(_RECEIVED, Aspect.DECIDED), tells)
    if not tells:
        return
    latest = {}
    for position in case.positions(Answered.slug):
        latest[case.level_at(position)] = case.events[position]
    for level, answer in latest.items():
        decision = answer.upheld if isinstance(answer, Answered) else None
        yield Mark(Subject(Population.DECISIONS, of=str(level)), decision)


def _measures(case: Case) -> Iterator[Mark]:
    if not case.tells_of(MeasureRecorded.slug):
        yield Mark(Subject(_RECEIVED, Aspect.MEASURE), None)
        yield Mark(Subject(_RECEIVED, Aspect.FIRST_CONTACT), None)
        return
    recorded = {event.measure: event for event in case.measures}
    taken = {m: e for m, e in recorded.items() if e.type is not MeasureType.NONE_NEEDED}
    yield Mark(Subject(_RECEIVED, Aspect.MEASURE), bool(taken))
    solved = any(event.at_first_contact and event.done for event in case.measures)
    yield Mark(Subject(_RECEIVED, Aspect.FIRST_CONTACT), solved)
    completed = {event.measure for event in case.all(MeasureCompleted)}
    completed |= {event.measure for event in case.measures if event.done}
    reception = {event.measure: event.reception for event in case.all(MeasureReceived)}
    of_measures = Population.MEASURES
    for measure, event in taken.items():
        yield Mark(Subject(of_measures))
        yield Mark(Subject(of_measures, Aspect.TYPE), event.type)
        is_done = measure in completed
        tells = is_done or case.tells_of(MeasureCompleted.slug)
        yield Mark(Subject(of_measures, Aspect.STATE), is_done if tells else None)
        tells = case.tells_of(MeasureReceived.slug)
        received = reception.get(measure, MeasureReception.UNKNOWN) if tells else None
        yield Mark(Subject(of_measures, Aspect.RECEPTION), received)


def _checklists(case: Case, policy: Policy) -> Iterator[Mark]:
    for checklist in policy.checklists:
        tells = Subject(_RECEIVED, Aspect.TELLS, checklist.id)
        yield Mark(tells, any(case.tells_of(slug) for slug in checklist.events))
        for position in (p for slug in checklist.events for p in case.positions(slug)):
            content: frozenset[str] = getattr(case.events[position], "content", frozenset())
            yield Mark(Subject(Population.MESSAGES, of=checklist.id))
            for item in checklist.items:
                ticked = Ticked(item.code, item.code in content)
                yield Mark(Subject(Population.MESSAGES, Aspect.ITEM, checklist.id), ticked)


def _day(policy: Policy, moment: datetime | None) -> date | None:
    return None if moment is None else policy.calendar.day_of(moment)
