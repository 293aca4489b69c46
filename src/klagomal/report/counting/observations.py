# SPDX-License-Identifier: Apache-2.0
"""What one case adds to a report: plain ticks, each with the day that places it in time.

Populations, and what places a thing in one:

``received``
    cases under the routine, by the day they arrived (AMB-33)
``closed``
    closings that still stand, by their day
``open``
    cases open at the end of the period (or of ``as_of``, if that is earlier), whenever they arrived
``due:<obligation>``
    runs of an obligation, by the day they first fell due; a run without a due day (not applicable,
    words only, nothing promised) by the day its case arrived
``notices:<obligation>``
    delay notices, with the run they concern
``measures``, ``checklist:<id>``
    measures recorded and words given, in the cases received
``excluded``
    cases outside the routine, by arrival. They are in no other population.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

import attrs

from klagomal.assessment import Assessment, assess
from klagomal.cases.case import Case
from klagomal.cases.events import (
    EVENTS,
    Answered,
    Closed,
    ContactEvent,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Reclassified,
    Reopened,
    SatisfactionRecorded,
    Transferred,
)
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Kind, MeasureReception, MeasureType, Outcome

__all__ = ["CONTACTS", "LEADS", "Mark", "Window", "observe"]

LEADS: Final = ("contact", "answer", "closing")
"""What lead times are measured to: the first word, the first answer, the closing."""

CONTACTS: Final = frozenset(
    slug for slug, event in EVENTS.items() if issubclass(event, ContactEvent)
)
"""The events that are a word to the person."""


class Mark(NamedTuple):
    """One thing to count: in which population, under which part of which split of it.

    ``number`` is a number of days or of times, for splits that are sorted into classes later. The
    empty split is the population itself.
    """

    population: str
    split: str = ""
    part: str = ""
    number: int = 0


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


def observe(
    case: Case, known: Case, policy: Policy, arrived: date, window: Window
) -> Iterator[tuple[date, Iterable[Mark]]]:
    """Yield what a case adds, each with the day that places it.

    ``known`` is the case as it stood at the end of ``window.as_of``.
    """
    if known.excluded:
        if arrived in window:
            yield arrived, (Mark("excluded"), Mark("excluded", "stream", known.excluded))
        return
    if arrived in window:
        yield arrived, _received(known, policy, arrived, window.as_of)
    closed = _day(policy, known.closed_at)
    if closed and closed in window:
        yield closed, (Mark("closed"),)
    yield from _open(case, known, policy, arrived, window)
    for assessment in assess(case, policy, as_of=window.as_of):
        placed = assessment.first_due or arrived
        if placed in window:
            yield placed, _judged(assessment)


def _open(
    case: Case, known: Case, policy: Policy, arrived: date, window: Window
) -> Iterator[tuple[date, Iterable[Mark]]]:
    if arrived > window.end or not _records(known, Closed.slug):
        return
    at_end = known if window.end == window.as_of else case.as_of(window.end, policy.calendar)
    if at_end.closed_position is None:
        age = (window.end - arrived).days
        yield arrived, (Mark("open"), Mark("open", "age", "open", age))


def _judged(assessment: Assessment) -> Iterator[Mark]:
    obligation = assessment.obligation
    population = f"due:{obligation.id}"
    yield Mark(population)
    part = assessment.outcome.value
    if assessment.outcome in (Outcome.NOT_APPLICABLE, Outcome.NOT_ASSESSABLE):
        part = f"{part}.{assessment.reason}"
    yield Mark(population, "outcome", part)
    if obligation.delay is None:
        return
    for notice in assessment.notices:
        kind = "late" if "in_time" in notice.missing else "incomplete"
        yield Mark(f"notices:{obligation.id}")
        yield Mark(f"notices:{obligation.id}", "notice", "in_time" if notice.counts else kind)


# --- the cases received ---------------------------------------------------------------------------


def _received(case: Case, policy: Policy, arrived: date, as_of: date) -> Iterator[Mark]:
    yield Mark("received")
    words = [event for event in case.contacts if not event.automatic]
    closed = _day(policy, case.closed_at)
    contact = _day(policy, words[0].at) if words else None
    over = closed is not None or not case.feedback.has_contact_route
    heard = _records(case, *CONTACTS)
    yield from _lead("contact", arrived, contact, as_of, policy, over=over, recorded=heard)
    replies = [event for event in words if isinstance(event, Answered)]
    answered = _day(policy, replies[0].at) if replies else None
    answers = _records(case, Answered.slug)
    yield from _lead("answer", arrived, answered, as_of, policy, over=over, recorded=answers)
    closings = _records(case, Closed.slug)
    yield from _lead("closing", arrived, closed, as_of, policy, over=False, recorded=closings)
    told = [policy.calendar.day_of(event.at) for event in words]
    yield from _silence(case, policy, [arrived, *told], closed, as_of)
    yield from _handling(case)
    yield from _measures(case)
    yield from _checklists(case, policy)


def _lead(
    lead: str,
    arrived: date,
    done: date | None,
    as_of: date,
    policy: Policy,
    *,
    over: bool,
    recorded: bool,
) -> Iterator[Mark]:
    """Yield how long it took, in both kinds of day.

    ``over``: it will not come any more, because the case was closed or nobody can be reached.
    """
    if not recorded or (done is None and over):
        part = "without" if recorded else "unrecorded"
        for unit in ("working_days", "calendar_days"):
            yield Mark("received", f"{lead}.{unit}", part)
        return
    part, until = ("open", as_of) if done is None else ("done", done)
    worked = max(0, policy.calendar.count(arrived, until))
    yield Mark("received", f"{lead}.working_days", part, worked)
    yield Mark("received", f"{lead}.calendar_days", part, (until - arrived).days)


def _silence(
    case: Case, policy: Policy, told: list[date], closed: date | None, as_of: date
) -> Iterator[Mark]:
    """Yield the longest time without word to a person who could have been given one."""
    if not case.feedback.has_contact_route or not _records(case, *CONTACTS):
        return
    until = closed or as_of
    days = [*(day for day in told if day <= until), until]
    part = "open" if closed is None else "done"
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    worked = max(policy.calendar.count(earlier, later) for earlier, later in pairwise(days))
    yield Mark("received", "silence.working_days", part, worked)
    yield Mark("received", "silence.calendar_days", part, longest)


def _handling(case: Case) -> Iterator[Mark]:
    moved = len(case.positions(Transferred.slug))
    yield Mark("received", "transfers", "" if _records(case, Transferred.slug) else "?", moved)
    said = case.satisfaction.value if _records(case, SatisfactionRecorded.slug) else "unknown"
    yield Mark("received", "satisfaction", said)
    again = "yes" if case.positions(Reopened.slug) else "no"
    yield Mark("received", "reopened", again if _records(case, Reopened.slug) else "unrecorded")
    to_complaint = any(event.kind is Kind.COMPLAINT for event in case.all(Reclassified))
    yield Mark("received", "reclassified", "yes" if to_complaint else "no")
    if case.kind is Kind.COMPLAINT:
        for quality in case.dimensions or ("",):
            yield Mark("repeats", case.unit, quality)


def _measures(case: Case) -> Iterator[Mark]:
    if not _records(case, MeasureRecorded.slug):
        yield Mark("received", "measure", "unrecorded")
        yield Mark("received", "first_contact", "unrecorded")
        return
    recorded = {event.measure: event for event in case.measures}
    taken = {m: e for m, e in recorded.items() if e.type is not MeasureType.NONE_NEEDED}
    nothing = "none_needed" if recorded else "without"
    yield Mark("received", "measure", "with" if taken else nothing)
    solved = any(event.at_first_contact and event.done for event in case.measures)
    yield Mark("received", "first_contact", "yes" if solved else "no")
    completed = {event.measure for event in case.all(MeasureCompleted)}
    completed |= {event.measure for event in case.measures if event.done}
    reception = {event.measure: event.reception for event in case.all(MeasureReceived)}
    for measure, event in taken.items():
        yield Mark("measures")
        yield Mark("measures", "type", event.type.value)
        yield Mark("measures", "state", "done" if measure in completed else "undone")
        received = reception.get(measure, MeasureReception.UNKNOWN)
        yield Mark("measures", "reception", received.value)


def _checklists(case: Case, policy: Policy) -> Iterator[Mark]:
    for checklist in policy.checklists:
        population = f"checklist:{checklist.id}"
        for event in case.events:
            if event.slug in checklist.events:
                content: frozenset[str] = getattr(event, "content", frozenset())
                yield Mark(population)
                for item in checklist.items:
                    yield Mark(population, item.code, "yes" if item.code in content else "no")


def _records(case: Case, *slugs: str) -> bool:
    """Whether the source of the case tells of any of these events at all."""
    records = case.received.records
    return not records or not records.isdisjoint(slugs)


def _day(policy: Policy, moment: object) -> date | None:
    return None if moment is None else policy.calendar.day_of(moment)  # type: ignore[arg-type]
