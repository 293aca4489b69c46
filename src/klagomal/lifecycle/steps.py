# SPDX-License-Identifier: Apache-2.0
"""Decide which events to append to a case when a step is proposed, without side effects.

:func:`receive` opens a case, :func:`record` takes any later event, and :func:`split` makes several
cases of one letter. Each returns the events and leaves storing them to its caller. A step that the
state, the actor's role or the policy does not allow raises
:class:`~klagomal.errors.TransitionError` (:mod:`klagomal.lifecycle.guards`). No clock is read:
``now`` is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import attrs

from klagomal.cases.case import Case
from klagomal.cases.events import (
    Actor,
    CategorySet,
    Corrected,
    DueDate,
    Event,
    Received,
    SplitOff,
    StreamsSet,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import ClockError, KeptApartError, PolicyMismatchError, TransitionError
from klagomal.fields import moment_in_utc, require_a
from klagomal.lifecycle.guards import guard
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Role

__all__ = ["Split", "receive", "record", "split"]

_A_POLICY: Final = "give a policy, such as policies.get('essunga')"


def receive(
    feedback: Feedback,
    policy: Policy,
    now: datetime,
    *,
    case_id: str,
    by: Actor = Actor(Role.STAFF),  # noqa: B008  (frozen)
    parent: str = "",
    records: Iterable[str] | None = None,
) -> tuple[Event, ...]:
    """Return the arrival that opens a case, with that day's edition, due dates and calendar.

    Feedback outside the routine is received like any other and carries its stream. Only a matter
    that must be kept apart altogether (whistleblowing) raises
    :class:`~klagomal.errors.KeptApartError`, which says where it belongs. An arrival after ``now``
    raises :class:`~klagomal.errors.ClockError`, and one on a day that the edition does not cover
    :class:`~klagomal.errors.PolicyMismatchError`. ``by`` is who took the feedback in: any employee,
    or the system. ``records`` is for imports: see :class:`~klagomal.cases.events.Received`.
    """
    require_a("feedback", feedback, Feedback, "make one with Feedback(...)")
    require_a("policy", policy, Policy, _A_POLICY)
    now = moment_in_utc(now)
    if feedback.received_at > now:
        raise ClockError(
            f"received_at {feedback.received_at.isoformat()} lies after now ({now.isoformat()}); "
            "check the clock and the time zone",
            received_at=feedback.received_at,
        )
    day = policy.calendar.day_of(feedback.received_at)
    if (policy.valid_from and day < policy.valid_from) or (
        policy.valid_to and policy.valid_to < day
    ):
        raise PolicyMismatchError(
            f"{policy.id} covers arrivals {policy.valid_from or '…'} to {policy.valid_to or '…'}, "
            f"not {day}; take the edition of that day with policies.get({policy.key!r}, on=...)",
            policy=policy.id,
            day=day,
        )
    triage = policy.triage(feedback)
    if triage.keep_apart:
        raise KeptApartError(
            f"{triage.reason}: keep it out of the ordinary store and hand it to "
            f"{triage.refer_to.en if triage.refer_to else 'its own channel'}",
            stream=triage.reason,
        )
    due = [
        DueDate(deadline.obligation.id, deadline.due)
        for deadline in policy.deadlines(feedback, by=by)
        if deadline.due
    ]
    return (
        Received(
            at=feedback.received_at,
            recorded_at=now,
            by=by,
            case_id=case_id,
            feedback=feedback,
            policy=policy.key,
            edition=policy.edition,
            calendar=policy.calendar.fingerprint,
            due=tuple(due),
            excluded=triage.reason,
            parent=parent,
            records=records,
        ),
    )


def record(case: Case, event: Event, policy: Policy, now: datetime) -> tuple[Event, ...]:
    """Return the event to append, stamped with when it was recorded, or refuse it.

    ``event.at`` may lie before ``now``, as for a call noted later. A moment after ``now`` or before
    the arrival raises :class:`~klagomal.errors.ClockError`. The log stays in order even if the
    host's clock has jumped back.
    """
    require_a("case", case, Case, "see fold()")
    require_a("event", event, Event, "make one of klagomal.cases.events")
    require_a("policy", policy, Policy, _A_POLICY)
    now = moment_in_utc(now)
    _check_policy(case, policy)
    if event.at > now:
        raise ClockError(
            f"{event.slug} at {event.at.isoformat()} lies after now ({now.isoformat()})",
            at=event.at,
        )
    if event.at < case.received_at:
        raise ClockError(
            f"{event.slug} at {event.at.isoformat()} comes before the arrival "
            f"({case.received_at.isoformat()})",
            at=event.at,
        )
    if isinstance(event, (StreamsSet, CategorySet)):
        _check_found_today(case, event, policy, now)
    guard(event, case, policy)
    written = max(now, case.log[-1].recorded_at)
    if isinstance(event, StreamsSet):
        event = _with_exclusion(case, event, policy)
    if isinstance(event, Corrected) and event.instead:
        event = attrs.evolve(event, instead=_instead(case, event.instead, policy, now, written))
    return (event if event.recorded_at == written else attrs.evolve(event, recorded_at=written),)


def _check_found_today(case: Case, event: Event, policy: Policy, now: datetime) -> None:
    """Refuse to reach backwards: what a matter is found to be counts from the day it is found."""
    day_of = policy.calendar.day_of
    if day_of(event.at) < day_of(now):
        raise TransitionError(
            f"case {case.id}, {event.slug}: what a matter is found to be changes what is owed "
            f"from the day it is found, never backwards; give a moment of {day_of(now)}",
            case=case.id,
            event=event.slug,
        )


def _with_exclusion(case: Case, event: StreamsSet, policy: Policy) -> StreamsSet:
    """Return the event with the stream that keeps the case outside the routine, if one does."""
    fitting = policy.exclusions_for(case.feedback, event)
    return attrs.evolve(event, excluded=fitting[0].stream if fitting else "")


def _instead(case: Case, event: Event, policy: Policy, now: datetime, written: datetime) -> Event:
    """Return what a correction puts in an entry's place, as it is known from now on."""
    if event.at > now:
        raise ClockError(
            f"{event.slug} at {event.at.isoformat()} lies after now ({now.isoformat()})",
            at=event.at,
        )
    if isinstance(event, StreamsSet):
        event = _with_exclusion(case, event, policy)
    if not isinstance(event, Received):
        return attrs.evolve(event, recorded_at=written)
    (arrival,) = receive(
        event.feedback,
        policy,
        written,
        case_id=case.id,
        by=event.by,
        parent=case.received.parent,
        records=case.received.records,
    )
    return arrival


@attrs.frozen
class Split:
    """One letter made into several cases.

    ``parent`` holds the events for the letter's case, and ``children`` those for each new case.
    """

    parent: tuple[Event, ...]
    children: Mapping[str, tuple[Event, ...]]


def split(
    case: Case,
    parts: Mapping[str, Feedback],
    policy: Policy,
    now: datetime,
    *,
    by: Actor,
    at: datetime | None = None,
) -> Split:
    """Split off ``parts`` (new case id to feedback) as linked cases (AMB-25).

    Each part keeps the letter's moment of arrival and is counted under its own kind.
    """
    events: list[Event] = []
    children = {}
    for child, feedback in parts.items():
        if feedback.received_at != case.received_at:
            raise TransitionError(
                f"part {child!r} arrived {feedback.received_at.isoformat()}, but its letter "
                f"arrived {case.received_at.isoformat()}; a part keeps the letter's moment",
                case=case.id,
            )
        if child == case.id:
            raise TransitionError(f"part {child!r} has its letter's own id", case=case.id)
        events += record(case, SplitOff(at=at or now, by=by, child=child), policy, now)
        children[child] = receive(
            feedback,
            policy,
            now,
            case_id=child,
            by=case.received.by,
            parent=case.id,
            records=case.received.records,
        )
    return Split(tuple(events), children)


def _check_policy(case: Case, policy: Policy) -> None:
    if (case.received.policy, case.received.edition) != (policy.key, policy.edition):
        raise PolicyMismatchError(
            f"case {case.id} was received under {case.received.policy}@{case.received.edition}, "
            f"not {policy.id}",
            case=case.id,
        )
