# SPDX-License-Identifier: Apache-2.0
"""What wants attention today: open deadlines, messages that did not arrive, and the rest of a case.

Each decision is pure and concerns one case and one day. A reminder's id is made of what the
reminder is about, so the same reminder always has the same id.

An open case always waits for something, if only for being closed. A closed one does while a promise
is still owed, or while the person has not received a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

import attrs

from klagomal.assessment import Assessment, assess
from klagomal.calendar import WorkingCalendar
from klagomal.cases.case import Case, Status
from klagomal.cases.events import Closed, StreamsSet
from klagomal.deadlines.deadline import Deadline
from klagomal.lifecycle import escalation_due, must_refer, stays_owed
from klagomal.policy.policy import Policy
from klagomal.promises.counting import last_day
from klagomal.promises.terms import InWords
from klagomal.vocabulary import LabelledEnum, Language, Outcome, Reason

__all__ = [
    "Attention",
    "Reminder",
    "ReminderKind",
    "WaitsFor",
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
    NOT_DELIVERED = "not_delivered"
    REFERRAL = "referral"
    ESCALATION_DUE = "escalation_due"


class WaitsFor(LabelledEnum):
    """What a case waits for."""

    OBLIGATION = "obligation", "håll löftet", "keep the promise"
    DELIVERY = "delivery", "meddelandet kom inte fram", "the message did not arrive"
    REFERRAL = (
        "referral",
        "informera personen och hänvisa saken rätt",
        "inform the person and refer the matter",
    )
    ESCALATION = "escalation", "lyft ärendet till nästa nivå", "lift the case to the next level"
    CLOSING = "closing", "avsluta ärendet", "close the case"


@attrs.frozen
class WorkItem:
    """Something that a case waits for, for a worklist.

    ``deadline`` is the obligation that is open, or ``None`` if the case waits for something else.
    ``working_days_left`` counts from today to the due day: 0 today, negative when it has passed;
    ``None`` where no day can be named.
    """

    case_id: str
    unit: str
    handler: str
    waits_for: WaitsFor
    deadline: Deadline | None = None
    working_days_left: int | None = None

    @property
    def due(self) -> date | None:
        """The due day; ``None`` where no day can be named."""
        return self.deadline.due if self.deadline else None

    @property
    def obligation(self) -> str:
        """The id of the obligation that is open, or the empty string."""
        return self.deadline.obligation.id if self.deadline else ""

    def label(self, language: Language = "sv") -> str:
        """Return what the case waits for, in words: the obligation's title, where there is one."""
        title = self.deadline.obligation.title.text(language) if self.deadline else ""
        if self.waits_for is WaitsFor.OBLIGATION:
            return title
        told = self.waits_for.label(language)
        return f"{title}: {told}" if title else told


@attrs.frozen(kw_only=True)
class Reminder:
    """Something to tell staff of a case, on the day ``on`` or as soon after as somebody is at work.

    ``obligation`` is the id of the obligation that is due, ``occurrence`` which run of it and
    ``due`` its due day. ``level`` is the level to escalate to, or 0. ``version`` is that of the
    entry in the log that told of a failed delivery, or 0.
    """

    kind: ReminderKind
    obligation: str = ""
    occurrence: int = 1
    due: date | None = None
    on: date
    level: int = 0
    version: int = 0

    @property
    def id(self) -> str:
        """A stable id within the case: a moved due day gives a new id, another ``on`` does not."""
        due = self.due.isoformat() if self.due else ""
        about = (self.kind, self.obligation, self.occurrence, due, self.level or "")
        return ":".join(map(str, (*about, self.version) if self.version else about))


def work_items(case: Case, policy: Policy, today: date) -> list[WorkItem]:
    """Return what a case waits for, soonest first, what has no day last.

    Every case that is known to be open has at least one item.
    """
    return _items(case, policy, today, [deadline for deadline, _ in _open(case, policy, today)])


def _items(
    case: Case, policy: Policy, today: date, still_open: Iterable[Deadline]
) -> list[WorkItem]:
    item = partial(WorkItem, case.id, case.unit, case.handler)
    items = [
        item(
            WaitsFor.DELIVERY if deadline.undelivered else WaitsFor.OBLIGATION,
            deadline,
            deadline.working_days_left(today),
        )
        for deadline in still_open
    ]
    is_lost = bool(case.unheard) or _is_unnoticed(case)
    if is_lost and not any(each.waits_for is WaitsFor.DELIVERY for each in items):
        items.append(item(WaitsFor.DELIVERY))
    if _must_escalate(case, policy):
        items.append(item(WaitsFor.ESCALATION))
    if not items and _is_open(case):
        items.append(item(WaitsFor.REFERRAL if must_refer(case, policy) else WaitsFor.CLOSING))
    return sorted(items, key=lambda each: each.due or date.max)


def _is_open(case: Case) -> bool:
    """Whether the case is known to be open; a source may not tell of closings."""
    return case.status is not Status.CLOSED and case.tells_of(Closed.slug)


@attrs.frozen
class Attention:
    """What a case needs on a day: the ``reminders`` to give by then, and when to look again.

    ``later`` is the first day after that on which the case needs attention, or ``None``.
    ``needs_work`` says whether the case is on the worklist.
    """

    reminders: tuple[Reminder, ...]
    later: date | None
    needs_work: bool


def attention(
    case: Case, policy: Policy, today: date, *, warn_before: int = WARN_BEFORE
) -> Attention:
    """Return what a case needs by ``today``, with what should have been told earlier.

    ``warn_before`` is in working days. A warning before a due day that has passed is left out,
    because it is of no use any more.
    """
    still_open = list(_open(case, policy, today))
    found = list(_all(case, policy, still_open, today, warn_before))
    return Attention(
        tuple(each for each in found if each.on <= today),
        min((each.on for each in found if each.on > today), default=None),
        bool(_items(case, policy, today, [deadline for deadline, _ in still_open])),
    )


def _must_escalate(case: Case, policy: Policy) -> bool:
    """Whether the ladder asks for the next level, also once the case is closed."""
    is_moot = case.is_settled or case.excluded != ""
    return not is_moot and escalation_due(case, policy) is not None


def _is_unnoticed(case: Case) -> bool:
    """Whether somebody at work should take an open case over and has not been told."""
    return case.status is not Status.CLOSED and bool(case.unnoticed)


def _open(case: Case, policy: Policy, today: date) -> Iterator[tuple[Deadline, Assessment]]:
    """Yield each deadline that is neither done nor lifted, with its assessment.

    One whose facts nobody recorded may have been met long ago, so it is not open. Of a closed case
    only what its closing would have hidden is open, and what a message that failed had fulfilled.
    """
    if case.duplicate_of:
        return
    latest = policy.calendar.day_of(case.events[-1].at)
    judged = {
        (found.obligation.id, found.occurrence): found
        for found in assess(case, policy, as_of=max(today, latest))
    }
    is_closed = case.status is Status.CLOSED
    for deadline in policy.running(case):
        clock = deadline.clock
        if clock.done is not None or clock.ended is not None:
            continue
        is_owed = deadline.due is not None and stays_owed(deadline)
        if is_closed and not (is_owed or deadline.undelivered):
            continue
        found = judged[deadline.obligation.id, clock.occurrence]
        if found.outcome in _OPEN and not found.is_untold:
            yield deadline, found


_OPEN = frozenset({Outcome.PENDING, Outcome.OVERDUE, Outcome.NOT_DELIVERED, Outcome.NOT_ASSESSABLE})
"""The outcomes that count as open.

The notice of a delay that did not come has another outcome.
"""


def _all(
    case: Case,
    policy: Policy,
    still_open: Sequence[tuple[Deadline, Assessment]],
    today: date,
    warn_before: int,
) -> Iterator[Reminder]:
    for deadline, found in still_open:
        if found.reason is not Reason.PAUSED:
            yield from _of_deadline(deadline, policy.calendar, today, warn_before)
    lost = _lost(case, [deadline for deadline, _ in still_open])
    for version in [*lost, *(version for version, _ in case.unheard if version not in lost)]:
        yield _of_failure(case, case.failure_of(version), lost.get(version), policy.calendar)
    if _is_unnoticed(case):
        for _, failure in case.unnoticed:
            yield _of_failure(case, failure, None, policy.calendar)
    if _is_open(case) and must_refer(case, policy):
        yield Reminder(kind=ReminderKind.REFERRAL, on=_refer_from(case, policy.calendar))
    level = escalation_due(case, policy)
    if level and _must_escalate(case, policy):
        yield Reminder(kind=ReminderKind.ESCALATION_DUE, on=today, level=level)


def _lost(case: Case, still_open: Iterable[Deadline]) -> dict[int, Deadline]:
    """Return the messages that an open obligation lacks, by version, each with that obligation.

    Of several obligations it is the first that the message was meant to fulfil.
    """
    lost: dict[int, Deadline] = {}
    meant = set[int]()
    for deadline in still_open:
        for failed in deadline.undelivered:
            version, slug = case.versions[failed.position], case.events[failed.position].slug
            is_meant = any(on.event == slug for on in deadline.obligation.fulfilled_by)
            if version not in lost or (is_meant and version not in meant):
                lost[version] = deadline
            if is_meant:
                meant.add(version)
    return lost


def _refer_from(case: Case, calendar: WorkingCalendar) -> date:
    """Return the first working day after the matter was found to belong elsewhere.

    The day is our choice: no text gives one.
    """
    found = case.last(StreamsSet) or case.received
    return calendar.add(calendar.day_of(found.at), 1)


def _of_failure(
    case: Case, failure: int, deadline: Deadline | None, calendar: WorkingCalendar
) -> Reminder:
    """Return the reminder of a message that did not arrive: one for each failure of it.

    ``deadline`` is the first obligation that it was meant to fulfil, if there is one.
    """
    about = Reminder(
        kind=ReminderKind.NOT_DELIVERED,
        on=calendar.day_of(case.events[failure].at),
        version=case.versions[failure],
    )
    if deadline is None:
        return about
    return attrs.evolve(
        about,
        obligation=deadline.obligation.id,
        occurrence=deadline.occurrence,
        due=deadline.due,
    )


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
        if today <= due and not deadline.obligation.is_only_if_late:
            warn_on = max(calendar.add(calendar.on_or_before(due), -warn_before), started_on)
            yield told_of(kind=ReminderKind.DUE_SOON, on=warn_on)
        late_on = due + timedelta(days=1)
        yield told_of(kind=ReminderKind.OVERDUE, on=late_on)
    elif isinstance(term, InWords) and term.warn_after:
        warn_on = last_day(term.warn_after, started_on, calendar)
        yield told_of(kind=ReminderKind.LINGERING, on=warn_on)
