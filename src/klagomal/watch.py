# SPDX-License-Identifier: Apache-2.0
"""What wants attention today: open deadlines, warnings before a breach, escalations that are due.

Pure decisions over one case and one day. A reminder has an id made of what it is about, so however
often it is asked for, it is the same reminder.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import attrs

from klagomal.case import Case, Status
from klagomal.deadlines import Deadline
from klagomal.guards import escalation_due
from klagomal.policy import Policy
from klagomal.terms import InWords, last_day

__all__ = ["Reminder", "ReminderKind", "WorkItem", "look_on", "reminders", "work_items"]

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
    """Something to tell the unit, on ``on`` or as soon after as somebody is at work."""

    case_id: str
    kind: ReminderKind
    obligation: str
    due: date | None
    on: date
    level: int = 0

    @property
    def id(self) -> str:
        """A stable id: the same reminder is never sent twice, a moved due day gives a new one."""
        due = self.due.isoformat() if self.due else ""
        return f"{self.case_id}/{self.kind}/{self.obligation}/{due}/{self.level or ''}"


def work_items(case: Case, policy: Policy, today: date) -> list[WorkItem]:
    """Return the open obligations of a case, soonest first, those without a day last."""
    if case.status is not Status.OPEN:
        return []
    items = [
        WorkItem(case.id, case.unit, case.handler, deadline, deadline.working_days_left(today))
        for deadline in policy.running(case)
        if deadline.done_on is None
    ]
    return sorted(items, key=lambda item: item.deadline.on or date.max)


def reminders(
    case: Case, policy: Policy, today: date, *, warn_before: int = WARN_BEFORE
) -> list[Reminder]:
    """Return what is to be told by ``today``; what lies further back is told as well."""
    return [each for each in _all(case, policy, today, warn_before) if each.on <= today]


def look_on(
    case: Case, policy: Policy, after: date, *, warn_before: int = WARN_BEFORE
) -> date | None:
    """Return the first day later than ``after`` on which the case wants attention, if any."""
    days = [each.on for each in _all(case, policy, after, warn_before) if each.on > after]
    return min(days, default=None)


def _all(case: Case, policy: Policy, today: date, warn_before: int) -> Iterator[Reminder]:
    if case.status is not Status.OPEN:
        return
    calendar = policy.calendar
    for deadline in policy.running(case):
        if deadline.done_on is not None or deadline.started_on is None:
            continue
        id_, term = deadline.obligation.id, deadline.obligation.term
        if deadline.on is not None:
            due, act_by = deadline.on, calendar.on_or_before(deadline.on)
            yield Reminder(
                case_id=case.id,
                kind=ReminderKind.DUE_SOON,
                obligation=id_,
                due=due,
                on=max(calendar.add(act_by, -warn_before), deadline.started_on),
            )
            yield Reminder(
                case_id=case.id,
                kind=ReminderKind.OVERDUE,
                obligation=id_,
                due=due,
                on=due + timedelta(days=1),
            )
        elif isinstance(term, InWords) and term.warn_after:
            yield Reminder(
                case_id=case.id,
                kind=ReminderKind.LINGERING,
                obligation=id_,
                due=None,
                on=last_day(term.warn_after, deadline.started_on, calendar),
            )
    if level := escalation_due(case, policy):
        yield Reminder(
            case_id=case.id,
            kind=ReminderKind.ESCALATION_DUE,
            obligation="",
            due=None,
            on=today,
            level=level,
        )
