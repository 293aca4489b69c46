# SPDX-License-Identifier: Apache-2.0
"""What wants attention today: open deadlines, warnings before a breach, escalations that are due.

Each decision is pure and concerns one case and one day. A reminder's id is made of what the
reminder is about, so the same reminder always has the same id.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

import attrs

from klagomal.assessment import Assessment, assess
from klagomal.calendar import WorkingCalendar
from klagomal.cases.case import Case, Status
from klagomal.deadlines.deadline import Deadline
from klagomal.lifecycle import escalation_due
from klagomal.policy.policy import Policy
from klagomal.promises.terms import ByDueOf, InWords, last_day
from klagomal.vocabulary import Outcome, Reason

__all__ = [
    "Attention",
    "Reminder",
    "ReminderKind",
    "WorkItem",
    "attention",
    "work_items",
]

WARN_BEFORE = 2
"""How many working days before the due day a warning is given."""


class ReminderKind(StrEnum):
    """Why somebody is reminded."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    LINGERING = "lingering"
    ESCALATION_DUE = "escalation_due"


@attrs.frozen
class WorkItem:
    """An open obligation of a case, for a worklist.

    ``working_days_left`` counts from today to the due day: 0 today, negative when it has passed;
    ``None`` where no day can be named.
    """

    case_id: str
    unit: str
    handler: str
    deadline: Deadline
    working_days_left: int | None


@attrs.frozen(kw_only=True)
class Reminder:
    """Something to tell staff of a case, on the day ``on`` or as soon after as somebody is at work.

    ``obligation`` is the id of the obligation that is due, ``occurrence`` which run of it and
    ``due`` its due day. ``level`` is the level to escalate to, or 0.
    """

    kind: ReminderKind
    obligation: str = ""
    occurrence: int = 1
    due: date | None = None
    on: date
    level: int = 0

    @property
    def id(self) -> str:
        """A stable id within the case: a moved due day gives a new id, another ``on`` does not."""
        due = self.due.isoformat() if self.due else ""
        return f"{self.kind}:{self.obligation}:{self.occurrence}:{due}:{self.level or ''}"


def work_items(case: Case, policy: Policy, today: date) -> list[WorkItem]:
    """Return the open obligations of a case, soonest first, those without a day last."""
    items = [
        WorkItem(case.id, case.unit, case.handler, deadline, deadline.working_days_left(today))
        for deadline, _ in _open(case, policy, today)
    ]
    return sorted(items, key=lambda item: item.deadline.due or date.max)


@attrs.frozen
class Attention:
    """What a case needs on a day: the ``reminders`` to give by then, and when to look again.

    ``later`` is the first day after that on which the case needs attention, or ``None``.
    """

    reminders: tuple[Reminder, ...]
    later: date | None


def attention(
    case: Case, policy: Policy, today: date, *, warn_before: int = WARN_BEFORE
) -> Attention:
    """Return what a case needs by ``today``, with what should have been told earlier.

    ``warn_before`` is in working days. A warning before a due day that has passed is left out,
    because it is of no use any more.
    """
    found = list(_all(case, policy, today, warn_before))
    return Attention(
        tuple(each for each in found if each.on <= today),
        min((each.on for each in found if each.on > today), default=None),
    )


def _open(case: Case, policy: Policy, today: date) -> Iterator[tuple[Deadline, Assessment]]:
    """Yield each deadline that is neither done nor lifted, with its assessment.

    One whose facts nobody recorded may have been met long ago, so it is not open.
    """
    if case.status is not Status.OPEN:
        return
    latest = policy.calendar.day_of(case.events[-1].at)
    judged = {
        (found.obligation.id, found.occurrence): found
        for found in assess(case, policy, as_of=max(today, latest))
    }
    for deadline in policy.running(case):
        clock = deadline.clock
        if clock.done is None and clock.ended is None:
            found = judged[deadline.obligation.id, clock.occurrence]
            if found.outcome in _OPEN and not found.is_untold:
                yield deadline, found


_OPEN = frozenset({Outcome.PENDING, Outcome.OVERDUE, Outcome.NOT_ASSESSABLE})
"""The outcomes that count as open.

The notice of a delay that did not come has another outcome.
"""


def _all(case: Case, policy: Policy, today: date, warn_before: int) -> Iterator[Reminder]:
    if case.status is not Status.OPEN:
        return
    for deadline, found in _open(case, policy, today):
        if found.reason is not Reason.PAUSED:
            yield from _of_deadline(deadline, policy.calendar, today, warn_before)
    if level := escalation_due(case, policy):
        yield Reminder(kind=ReminderKind.ESCALATION_DUE, on=today, level=level)


def _of_deadline(
    deadline: Deadline, calendar: WorkingCalendar, today: date, warn_before: int
) -> Iterator[Reminder]:
    term, due, started_on = deadline.obligation.term, deadline.due, deadline.started_on
    if started_on is None:
        return
    told_of = partial(
        Reminder, obligation=deadline.obligation.id, occurrence=deadline.occurrence, due=due
    )
    if due is not None:
        # A notice of delay is owed only if there is a delay: no warning before that is known.
        if today <= due and not (isinstance(term, ByDueOf) and term.only_if_late):
            warn_on = max(calendar.add(calendar.on_or_before(due), -warn_before), started_on)
            yield told_of(kind=ReminderKind.DUE_SOON, on=warn_on)
        late_on = due + timedelta(days=1)
        yield told_of(kind=ReminderKind.OVERDUE, on=late_on)
    elif isinstance(term, InWords) and term.warn_after:
        warn_on = last_day(term.warn_after, started_on, calendar)
        yield told_of(kind=ReminderKind.LINGERING, on=warn_on)
