# SPDX-License-Identifier: Apache-2.0
"""Refuse events that a case, a role or a policy does not allow: one guard per kind of event.

An event that is allowed but would not fulfil a promise is not refused here;
:mod:`klagomal.lifecycle.flags` warns of it.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

import attrs

from klagomal.cases.case import Case, Status, fold
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    CategorySet,
    Classified,
    Closed,
    ContactEvent,
    ContactNoted,
    CopySent,
    Corrected,
    DelayNotice,
    DeliveryEvent,
    DeliveryFailed,
    Erased,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    Linked,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Milestone,
    Paused,
    PraiseForwarded,
    ProgressNotice,
    Received,
    Reclassified,
    ReferredOut,
    Registered,
    Reopened,
    Resumed,
    SatisfactionRecorded,
    SecrecyMarked,
    SplitOff,
    StreamsSet,
    Transferred,
    WroteAgain,
    event_class,
)
from klagomal.deadlines.lifts import is_lifted_now
from klagomal.errors import EventOrderError, KeptApartError, TransitionError, suggest
from klagomal.policy.policy import Policy
from klagomal.vocabulary import (
    OUTSIDE_ROLES,
    STAFF_ROLES,
    ClosingGround,
    Kind,
    Role,
    Satisfaction,
    Stream,
)

if TYPE_CHECKING:
    from klagomal.promises.provisions import Level

__all__ = ["escalation_due", "guard", "is_after_closing", "still_to_tell"]

_AFTER_CLOSING = (
    ContactNoted,
    CopySent,
    Corrected,
    DeliveryEvent,
    Erased,
    Informed,
    Linked,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    PraiseForwarded,
    Registered,
    Reopened,
    SatisfactionRecorded,
    SecrecyMarked,
    WroteAgain,
)
"""What may still be noted on a closed case without opening it again."""

_OUTSIDE_THE_ROUTINE = (
    Acknowledged,
    Answered,
    Closed,
    ContactNoted,
    CopySent,
    Corrected,
    DeliveryEvent,
    Erased,
    HandlerAnnounced,
    Informed,
    Linked,
    Milestone,
    ProgressNotice,
    ReferredOut,
    Registered,
    Reopened,
    SecrecyMarked,
    SplitOff,
    StreamsSet,
    Transferred,
    WroteAgain,
)
"""What may happen to feedback that is handled outside the routine."""


def guard(event: Event, case: Case, policy: Policy) -> None:
    """Refuse ``event`` where the actor's role, the case's state or the policy forbids it.

    A refusal is a :class:`~klagomal.errors.TransitionError`.
    """
    _check_role(case, event, policy)
    if case.status is Status.CLOSED and not _may_follow_closing(event, case, policy):
        raise _refusal(case, event, "the case is closed; reopen it first")
    if case.excluded and not isinstance(event, _OUTSIDE_THE_ROUTINE):
        raise _refusal(case, event, f"the case is outside the routine ({case.excluded})")
    _guard(event, case, policy)


def is_after_closing(slug: str) -> bool:
    """Whether events with ``slug`` may still be noted on a closed case."""
    return issubclass(event_class(slug), _AFTER_CLOSING)


def _may_follow_closing(event: Event, case: Case, policy: Policy) -> bool:
    """Whether ``event`` may be noted on a closed case.

    A message may, while one that did not arrive is still owed or the person has heard nothing.
    """
    if isinstance(event, _AFTER_CLOSING):
        return True
    if not (isinstance(event, ContactEvent) and case.failed):
        return False
    return bool(case.unheard) or any(
        deadline.undelivered and deadline.clock.done is None and deadline.clock.ended is None
        for deadline in policy.running(case)
    )


def escalation_due(case: Case, policy: Policy) -> int | None:
    """Return the level that the ladder now asks for, or ``None``.

    Dissatisfaction recorded after the latest escalation makes the next level due (AMB-26). The
    library only says so; a human moves the case.
    """
    ladder = policy.ladder
    if ladder is None or not ladder.by_dissatisfaction or case.level >= len(ladder.levels):
        return None
    said = case.positions(SatisfactionRecorded.slug)
    raised = case.positions(Escalated.slug)
    if not said or (raised and raised[-1] > said[-1]):
        return None
    return case.level + 1 if case.satisfaction is Satisfaction.DISSATISFIED else None


def _check_role(case: Case, event: Event, policy: Policy) -> None:
    if isinstance(event, Closed) and event.ground is ClosingGround.WITHDRAWN:
        return  # whoever keeps the register by the text, a letter is taken back by its writer
    rules = [rule for rule in policy.roles if rule.action == event.slug and rule.exclusive]
    allowed = frozenset[Role]().union(*(rule.roles for rule in rules))
    if not allowed or event.by.role in allowed:
        return
    if Role.STAFF in allowed and event.by.role in STAFF_ROLES:
        return
    if Role.RECEIVER in allowed and event.by.id and event.by.id == case.received.by.id:
        return
    names = ", ".join(sorted(allowed))
    raise _refusal(
        case, event, f"{event.by.role} may not do this; {policy.id} leaves it to {names}"
    )


def _refusal(case: Case, event: Event, why: str) -> TransitionError:
    return TransitionError(f"case {case.id}, {event.slug}: {why}", case=case.id, event=event.slug)


@singledispatch
def _guard(event: Event, case: Case, policy: Policy) -> None:
    """Refuse ``event`` by the rules for its class; most classes have none."""


@_guard.register
def _(event: Received, case: Case, policy: Policy) -> None:
    raise _refusal(case, event, "it has arrived already; a new letter is a new case")


@_guard.register
def _(event: ContactEvent, case: Case, policy: Policy) -> None:
    if event.by.role in OUTSIDE_ROLES:
        raise _refusal(
            case, event, f"{event.by.role.label('en')} is told, and gives no word for the body"
        )
    if event.promised and event.promised < policy.calendar.day_of(event.at):
        raise _refusal(case, event, f"promised {event.promised} lies before the word was given")
    if event.promised and event.promised > policy.calendar.last:
        last = policy.calendar.last
        raise _refusal(
            case, event, f"promised {event.promised} lies after the calendar, which ends {last}"
        )
    level = _level(case, policy)
    if event.handler and level is not None and level.other_handler:
        _check_other_handler(case, event, event.handler)


@_guard.register
def _(event: DelayNotice, case: Case, policy: Policy) -> None:
    _guard.dispatch(ContactEvent)(event, case, policy)
    answers, opened = case.positions(Answered.slug), case.positions(Reopened.slug)
    is_answered = answers and case.events[answers[0]].at < event.at
    if is_answered and case.level == 1 and not (opened and opened[-1] > answers[-1]):
        raise _refusal(case, event, "the case has been answered; there is no delay to tell of")


@_guard.register
def _(event: Registered, case: Case, policy: Policy) -> None:
    rules = {rule.register: rule for rule in policy.registration}
    if rules and event.register not in rules:
        raise _refusal(
            case, event, f"unknown register {event.register!r}; {suggest(event.register, rules)}"
        )
    rule = rules.get(event.register)
    if rule and rule.secret_individually and case.secrecy and event.dossier:
        raise _refusal(
            case, event, "a secret item gets a number of its own, not a place in the dossier"
        )


@_guard.register
def _(event: Transferred, case: Case, policy: Policy) -> None:
    if not (event.to_unit or event.to_role or event.handler):
        raise _refusal(case, event, "say to whom: to_unit, to_role or handler")


@_guard.register
def _(event: Reclassified, case: Case, policy: Policy) -> None:
    if event.kind is case.kind:
        raise _refusal(case, event, f"it is a {event.kind.label('en')} already")
    owner = policy.kind_owner
    if case.kind is not Kind.COMPLAINT or owner is None or event.by.role is owner:
        return
    if owner is Role.SUBMITTER and not event.consented:
        raise _refusal(
            case, event, "only the submitter decides that it is no complaint; record the consent"
        )
    if owner is not Role.SUBMITTER:
        raise _refusal(case, event, f"only {owner.label('en')} decides that it is no complaint")


@_guard.register
def _(event: CategorySet, case: Case, policy: Policy) -> None:
    if event.category == case.category:
        raise _refusal(case, event, f"it is of {event.category} already")


@_guard.register
def _(event: Escalated, case: Case, policy: Policy) -> None:
    ladder = policy.ladder
    if ladder is None:
        raise _refusal(case, event, f"{policy.id} has no ladder")
    if event.to_level > len(ladder.levels):
        raise _refusal(case, event, f"the ladder has {len(ladder.levels)} levels")
    if event.to_level <= case.level or (ladder.strict and event.to_level != case.level + 1):
        raise _refusal(
            case,
            event,
            f"after level {case.level} comes {case.level + 1}, not {event.to_level}",
        )
    if ladder.by_dissatisfaction and escalation_due(case, policy) is None:
        raise _refusal(case, event, "no dissatisfaction is recorded since the last level")
    level = ladder.level(event.to_level)
    if level.assigns and not event.assigned_to:
        raise _refusal(case, event, f"{level.role} decides who goes on; give assigned_to")
    if level.assigns and event.by.role not in {level.role, *level.also}:
        raise _refusal(case, event, f"only {level.role} decides who goes on")
    if event.assigned_to and level.other_handler:
        _check_other_handler(case, event, event.assigned_to)


@_guard.register
def _(event: Classified, case: Case, policy: Policy) -> None:
    known = {dimension.code for dimension in policy.dimensions}
    if policy.dimensions_open or not known:
        return
    for unknown in sorted(event.dimensions - known):
        raise _refusal(case, event, f"unknown dimension {unknown!r}; {suggest(unknown, known)}")


@_guard.register
def _(event: MeasureCompleted, case: Case, policy: Policy) -> None:
    _check_measure(case, event, event.measure)


@_guard.register
def _(event: MeasureReceived, case: Case, policy: Policy) -> None:
    _check_measure(case, event, event.measure)


@_guard.register
def _(event: Paused, case: Case, policy: Policy) -> None:
    if not any(obligation.pausable for obligation in policy.obligations):
        raise _refusal(case, event, f"no clock of {policy.id} may stand still")
    if case.is_paused:
        raise _refusal(case, event, "the clock stands still already")
    _check_turn(case, event, Paused.slug, Resumed.slug)


@_guard.register
def _(event: Resumed, case: Case, policy: Policy) -> None:
    if not case.is_paused:
        raise _refusal(case, event, "the clock is running")
    _check_turn(case, event, Paused.slug, Resumed.slug)


@_guard.register
def _(event: Reopened, case: Case, policy: Policy) -> None:
    if case.status is not Status.CLOSED:
        raise _refusal(case, event, "the case is not closed")
    _check_turn(case, event, Closed.slug, Reopened.slug)


@_guard.register
def _(event: StreamsSet, case: Case, policy: Policy) -> None:
    if event.streams == case.streams:
        raise _refusal(case, event, f"it is of {_listed(event.streams)} already")
    known = {*map(str, Stream), *(rule.stream for rule in policy.exclusions)}
    for unknown in sorted(event.streams - known):
        raise _refusal(case, event, f"unknown stream {unknown!r}; {suggest(unknown, known)}")
    for rule in policy.exclusions_for(case.feedback, event):
        if rule.keep_apart:
            raise KeptApartError(
                f"case {case.id}: {rule.stream} must not be kept in the ordinary store; hand it "
                f"over to {rule.refer_to.en}, and erase it here",
                stream=rule.stream,
                case=case.id,
            )


@_guard.register
def _(event: Linked, case: Case, policy: Policy) -> None:
    if event.to == case.id:
        raise _refusal(case, event, "a case is not linked to itself")
    if event.to in case.links:
        raise _refusal(case, event, f"it is linked to {event.to} already")


@_guard.register
def _(event: ContactNoted, case: Case, policy: Policy) -> None:
    if not (event.reachable or case.is_reachable):
        raise _refusal(case, event, "no way to reach the person is known already")


@_guard.register
def _(event: DeliveryEvent, case: Case, policy: Policy) -> None:
    if event.version == 0 and isinstance(event, DeliveryFailed):
        return  # a reminder that could not be delivered
    if not 1 <= event.version <= len(case.log):
        raise _refusal(
            case, event, f"entry {event.version} of {len(case.log)} in the log does not exist"
        )
    earlier = case.last_delivery(event.version) or case.log[event.version - 1].at
    if event.at < earlier:
        raise _refusal(
            case, event, f"what happened before was at {earlier.isoformat()}, which is later"
        )


@_guard.register
def _(event: Corrected, case: Case, policy: Policy) -> None:
    if event.version <= len(case.log) and isinstance(case.log[event.version - 1], SplitOff):
        raise _refusal(case, event, "the part is a case of its own; correct that one")
    written = max(event.recorded_at, case.log[-1].recorded_at)
    try:
        fold((*case.log, attrs.evolve(event, recorded_at=written)))
    except EventOrderError as error:
        raise _refusal(case, event, f"the log would not hold together: {error}") from error
    if event.instead and event.version > 1:
        guard(event.instead, fold(case.log[: event.version - 1]), policy)


@_guard.register
def _(event: Closed, case: Case, policy: Policy) -> None:
    _check_turn(case, event, Closed.slug, Reopened.slug)
    if event.duplicate_of == case.id:
        raise _refusal(case, event, "a case is no duplicate of itself")
    if event.ground is not ClosingGround.HANDLED:
        return
    if case.excluded:
        _check_informed(case, event, policy)
        return
    rule = policy.closing
    if missing := rule.content - event.content:
        lacking = ", ".join(sorted(missing))
        raise _refusal(case, event, f"the closing form lacks {lacking}; name it in content=")
    for slug in sorted(rule.after):
        if not case.positions(slug) and not _is_waived(case, slug, policy):
            raise _refusal(case, event, f"{slug!r} must come first, and must have arrived")
    if rule.dimensions and not case.dimensions:
        known_here = ", ".join(dimension.code for dimension in policy.dimensions)
        raise _refusal(
            case,
            event,
            "sort it under at least one quality dimension first, with Classified(dimensions=...)"
            + (f"; choose from {known_here}" if known_here else ""),
        )


def _listed(streams: frozenset[str]) -> str:
    return ", ".join(sorted(streams)) or "no stream"


def _check_turn(case: Case, event: Event, *slugs: str) -> None:
    """Refuse an event dated before the latest of ``slugs``, which must alternate in a log."""
    turned = max((case.events[p].at for slug in slugs for p in case.positions(slug)), default=None)
    if turned and event.at < turned:
        raise _refusal(
            case,
            event,
            f"{event.at.isoformat()} lies before {turned.isoformat()}, when the case was last "
            f"{' or '.join(slugs)}; give a later moment",
        )


def _is_waived(case: Case, slug: str, policy: Policy) -> bool:
    """Whether every obligation that ``slug`` would fulfil is lifted for this case."""
    reasons, lifts = policy.reasons(policy.facts(case)), policy.lifts(case)
    owed = [o for o in policy.obligations if any(p.event == slug for p in o.fulfilled_by)]
    return bool(owed) and all(reasons[o.id] is not None or is_lifted_now(o, lifts) for o in owed)


def _check_informed(case: Case, event: Event, policy: Policy) -> None:
    if missing := still_to_tell(case, policy):
        raise _refusal(case, event, f"the person must be told: {', '.join(sorted(missing))}")


def still_to_tell(case: Case, policy: Policy) -> frozenset[str]:
    """Return what the person must be told of a matter outside the routine and has not been told.

    It is empty while no way to the person is known.
    """
    if not case.is_reachable:
        return frozenset()
    owed = frozenset[str]().union(*(rule.must_inform for rule in policy.exclusions_now(case)))
    return owed.difference(*(message.content for message in case.contacts))


def _check_measure(case: Case, event: Event, measure: str) -> None:
    known = [recorded.measure for recorded in case.measures]
    if measure not in known:
        raise _refusal(case, event, f"unknown measure {measure!r}; {suggest(measure, known)}")


def _level(case: Case, policy: Policy) -> Level | None:
    return policy.ladder.level(case.level) if policy.ladder else None


def _check_other_handler(case: Case, event: Event, handler: str) -> None:
    if handler in case.handlers_below(case.level + isinstance(event, Escalated)):
        raise _refusal(case, event, f"{handler} has handled it; somebody else must take over")
