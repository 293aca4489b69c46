# SPDX-License-Identifier: Apache-2.0
"""What wants attention today: open deadlines, warnings before a breach, escalations that are due.

Pure decisions over one case and one day. A reminder's id is made of what it is about, so however
often it is asked for, it is the same reminder.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

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
"""Working days before a due day on which a warning is given."""


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
    """Something to tell the unit of a case, on ``on`` or as soon after as somebody is at work.

    ``obligation`` is the id of the one that is due and ``due`` its day; ``level`` the one to go to.
    """

    kind: ReminderKind
    obligation: str = ""
    due: date | None = None
    on: date
    level: int = 0

    @property
    def id(self) -> str:
        """A stable id within the case: a moved due day gives a new one, another ``on`` does not."""
        due = self.due.isoformat() if self.due else ""
        return f"{self.kind}:{self.obligation}:{due}:{self.level or ''}"


def work_items(case: Case, policy: Policy, today: date) -> list[WorkItem]:
    """Return the open obligations of a case, soonest first, those without a day last."""
    items = [
        WorkItem(case.id, case.unit, case.handler, deadline, deadline.working_days_left(today))
        for deadline, _ in _open(case, policy, today)
    ]
    return sorted(items, key=lambda item: item.deadline.due or date.max)


@attrs.frozen
class Attention:
    """What a case wants on a day: the ``reminders`` to be told by then, and when to look again.

    ``later`` is the first day after that on which it wants attention, if any.
    """

    reminders: tuple[Reminder, ...]
    later: date | None


def attention(
    case: Case, policy: Policy, today: date, *, warn_before: int = WARN_BEFORE
) -> Attention:
    """Return what a case wants by ``today``; what lies further back is told as well.

    A warning before a day that has passed is of no use any more and is left out.
    """
    found = list(_all(case, policy, today, warn_before))
    return Attention(
        tuple(each for each in found if each.on <= today),
        min((each.on for each in found if each.on > today), default=None),
    )


def _open(case: Case, policy: Policy, today: date) -> Iterator[tuple[Deadline, Assessment]]:
    """Yield what is neither done nor lifted, with how it stands."""
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
            if found.outcome in _OPEN:
                yield deadline, found


_OPEN = frozenset({Outcome.PENDING, Outcome.OVERDUE, Outcome.NOT_ASSESSABLE})
"""Not the notice of a delay that did not come, nor what an import says nothing of."""


def _all(case: Case, policy: Policy, today: date, warn_before: int) -> Iterator[Reminder]:
    if case.status is not Status.OPEN:
        return
    for deadline, found in _open(case, policy, today):
        if found.reason not in (Reason.PAUSED, Reason.NOT_RECORDED):
            yield from _of_deadline(deadline, policy.calendar, today, warn_before)
    if level := escalation_due(case, policy):
        yield Reminder(kind=ReminderKind.ESCALATION_DUE, on=today, level=level)


def _of_deadline(
    deadline: Deadline, calendar: WorkingCalendar, today: date, warn_before: int
) -> Iterator[Reminder]:
    term, due, started_on = deadline.obligation.term, deadline.due, deadline.started_on
    if started_on is None:
        return
    id_ = deadline.obligation.id
    if due is not None:
        # A notice of delay is owed only if there is a delay: no warning before that is known.
        if today <= due and not (isinstance(term, ByDueOf) and term.only_if_late):
            warn_on = max(calendar.add(calendar.on_or_before(due), -warn_before), started_on)
            yield Reminder(kind=ReminderKind.DUE_SOON, obligation=id_, due=due, on=warn_on)
        late_on = due + timedelta(days=1)
        yield Reminder(kind=ReminderKind.OVERDUE, obligation=id_, due=due, on=late_on)
    elif isinstance(term, InWords) and term.warn_after:
        warn_on = last_day(term.warn_after, started_on, calendar)
        yield Reminder(kind=ReminderKind.LINGERING, obligation=id_, on=warn_on)
