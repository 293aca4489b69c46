# SPDX-License-Identifier: Apache-2.0
"""How a case's obligations stand, worked out the slow way, from what the rules say in words.

It shares nothing with the library but the data it reads (obligations and events): no folding, no
positions by slug, no memory, no calendar tables. It walks the days one by one and the events one by
one, and asks of each day whether Sweden is at work.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import attrs

from klagomal.cases.events import Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, Obligation, On
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import (
    ClosingGround,
    Extension,
    Kind,
    Outcome,
    Reason,
    Role,
    Roll,
    Severity,
    Unit,
    Waiver,
)
from tests.calendar.swedish_model import is_working_day

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY = timedelta(days=1)
_TO_THE_PERSON = {
    "acknowledged",
    "handler_announced",
    "progress_notice",
    "delay_notice",
    "answered",
    "informed",
}
_MESSAGES = _TO_THE_PERSON | {"copy_sent", "praise_forwarded"}


class Row(NamedTuple):
    """What must be said of one run of one obligation."""

    outcome: Outcome
    reason: Reason | None = None
    started_on: date | None = None
    first_due: date | None = None
    due: date | None = None
    done_on: date | None = None


class _Story(NamedTuple):
    """What had happened by some day, in order.

    ``void`` are the places of messages that failed. ``lost`` are those of them that have not been
    delivered since.
    """

    events: list[Event]
    void: set[int]
    lost: set[int]


class _Stretch(NamedTuple):
    """A part of a story in which something owed is lifted; without an end, it still is."""

    reason: Reason
    begins: int
    ends: int | None


class _Told(NamedTuple):
    """A delay notice and what it was worth."""

    place: int
    on: date
    concerned: date
    missing: frozenset[str]


class _Course(NamedTuple):
    """One run, before it is judged."""

    started_on: date | None = None
    first_due: date | None = None
    due: date | None = None
    done: int | None = None
    ended: int | None = None
    why_ended: Reason | None = None
    closed: int | None = None
    lasting: tuple[int, Reason] | None = None
    lost: bool = False
    warned: bool = False
    paused: bool = False
    told: tuple[_Told, ...] = ()
    row: Row | None = None


def judge(log: tuple[Event, ...], policy: Policy, as_of: date) -> dict[str, list[Row]]:
    """Return the rows of every obligation, as they stand at the end of ``as_of``."""
    story = _story(log, as_of)
    closed = _standing_closing(story)
    if closed is not None and _get(story.events[closed], "ground", None) is ClosingGround.DUPLICATE:
        duplicate = Row(Outcome.NOT_APPLICABLE, Reason.DUPLICATE)
        return {obligation.id: [duplicate] for obligation in policy.obligations}
    rows: dict[str, list[Row]] = {}
    firsts: dict[str, _Course] = {}
    waiting = list(policy.obligations)
    while waiting:
        for obligation in list(waiting):
            if _refers_to(obligation) <= rows.keys():
                waiting.remove(obligation)
                courses = _courses(obligation, story, policy, firsts)
                judged = [_row(obligation, course, story, firsts, as_of) for course in courses]
                rows[obligation.id] = judged
                # What failed does not count: others go by what would be said if it were not there.
                course = courses[0]._replace(lost=False)
                row = _row(obligation, course, story, firsts, as_of)
                firsts[obligation.id] = _referred(obligation, course, row, firsts)
    return rows


def _referred(
    obligation: Obligation, course: _Course, row: Row, firsts: dict[str, _Course]
) -> _Course:
    """Return what others that refer to this obligation may ask of it."""
    term = obligation.term
    if course.row is not None or not (isinstance(term, ByDueOf) and term.only_if_late):
        return course._replace(row=row)
    told = () if row.reason else firsts[term.obligation].told
    return _Course(due=row.due, told=told, row=row)


def _day(event: Event) -> date:
    return event.at.astimezone(_STOCKHOLM).date()


def _refers_to(obligation: Obligation) -> set[str]:
    names = {obligation.start_latest} if obligation.start_latest else set()
    if isinstance(obligation.term, ByDueOf):
        names.add(obligation.term.obligation)
    return names


# --- what had happened ----------------------------------------------------------------------------


def _story(log: tuple[Event, ...], as_of: date) -> _Story:
    known = [
        (version, event)
        for version, event in _as_it_reads(log)
        if _day(event) <= as_of and not _is_idle(version, event, log)
    ]
    known.sort(key=lambda entry: entry[1].at)
    story = _Story([], set(), set())
    for place, (version, event) in enumerate(known):
        story.events.append(event)
        if event.slug in _MESSAGES:
            _mark(story, known, version, place)
            if _has_failed(known[:place], version):
                story.void.add(len(story.events) - 1)
                if _has_failed(known, version):
                    story.lost.add(len(story.events) - 1)
        about = _get(event, "version", 0)
        if event.slug == "delivery_succeeded" and _has_failed(known[:place], about):
            for number, message in known[:place]:
                if number == about and message.slug in _MESSAGES:
                    story.events.append(
                        attrs.evolve(message, at=event.at, recorded_at=event.recorded_at)
                    )
                    _mark(story, known, about, place)
    return story


def _as_it_reads(log: tuple[Event, ...]) -> list[tuple[int, Event]]:
    """Return what each entry should say by its latest correction, with the entry's version."""
    entries = []
    for version, written in enumerate(log, 1):
        event: Event | None = written
        for later in log:
            if later.slug == "corrected" and _get(later, "version", 0) == version:
                event = _get(later, "instead", None)
        if event is not None:
            entries.append((version, event))
    return entries


def _is_idle(place: int, event: Event, log: tuple[Event, ...]) -> bool:
    """Whether it tells of a letter that the message it is about does not have (any more)."""
    about = _get(event, "version", 0)
    if event.slug != "delivery_failed" or about == 0:
        return False
    now, since = log[about - 1], about
    for written, later in enumerate(log, 1):
        if later.slug == "corrected" and _get(later, "version", 0) == about:
            now, since = _get(later, "instead", None), written
    mode = _get(now, "mode", None)
    if mode is not None and mode.is_oral:
        return True
    return bool(_get(now, "sent", False)) and place < since


def _mark(story: _Story, known: list[tuple[int, Event]], version: int, since: int) -> None:
    """Note what became of the message that stands last in the story."""
    here = len(story.events) - 1
    failures = [event for _, event in known[since:] if event.slug == "delivery_failed"]
    if version in [_get(event, "version", 0) for event in failures]:
        story.void.add(here)
        if _has_failed(known, version):
            story.lost.add(here)


def _has_failed(entries: list[tuple[int, Event]], version: int) -> bool:
    """Whether the last that is told of a delivery is that it failed."""
    failed = False
    for _, event in entries:
        if _get(event, "version", 0) == version:
            told = {"delivery_failed": True, "delivery_succeeded": False}
            failed = told.get(event.slug, failed)
    return failed


# --- what is lifted -------------------------------------------------------------------------------


def _stretches(obligation: Obligation, story: _Story) -> list[_Stretch]:
    """Return the stretches of the case in which the obligation is lifted."""
    covering = [Reason.EXCLUDED]
    fulfilling = _events(obligation.fulfilled_by)
    is_prior = isinstance(obligation.term, BeforeClosing) and "registered" not in fulfilling
    if fulfilling & _TO_THE_PERSON or is_prior:
        covering.append(Reason.WITHDRAWN)
    if Waiver.NO_CONTACT_ROUTE in obligation.waived_if:
        covering.append(Reason.CONTACT_LOST)
    if fulfilling <= {"copy_sent", "praise_forwarded"}:
        covering.append(Reason.LIFTED)  # once the words are erased
    return [stretch for reason in covering for stretch in _all_stretches(reason, story)]


def _all_stretches(reason: Reason, story: _Story) -> list[_Stretch]:
    found: list[_Stretch] = []
    begun: int | None = None
    for index, event in enumerate(story.events):
        is_lifted = _lifts(reason, event)
        if is_lifted is True and begun is None:
            begun = index
        if is_lifted is False and begun is not None:
            found.append(_Stretch(reason, begun, index))
            begun = None
    return found if begun is None else [*found, _Stretch(reason, begun, None)]


def _beginning(stretch: _Stretch) -> tuple[int, Reason]:
    return stretch.begins, stretch.reason


def _lifts(reason: Reason, event: Event) -> bool | None:
    """Whether from ``event`` on something is lifted, or is not; ``None`` if it is as before."""
    if reason is Reason.EXCLUDED and event.slug in ("received", "streams_set"):
        return bool(_get(event, "excluded", ""))
    if reason in (Reason.CONTACT_LOST, Reason.LIFTED) and event.slug == "erased":
        return True
    if reason is Reason.CONTACT_LOST and event.slug == "contact_noted":
        return not _get(event, "reachable", False)
    by_ground = {
        Reason.WITHDRAWN: ClosingGround.WITHDRAWN,
        Reason.DUPLICATE: ClosingGround.DUPLICATE,
    }
    if reason in by_ground and event.slug == "closed":
        return True if _get(event, "ground", None) is by_ground[reason] else None
    return False if reason in by_ground and event.slug == "reopened" else None


# --- does it concern the case ---------------------------------------------------------------------


def _facts_now(story: _Story, policy: Policy) -> tuple[Kind, Severity, str]:
    arrived = _arrived(story)
    kind, severity, unit = arrived.kind, Severity.ORDINARY, arrived.unit
    for event in story.events:
        if event.slug == "reclassified":
            kind = _get(event, "kind", Kind.COMPLAINT)
        if event.slug == "severity_set":
            severity = _get(event, "severity", Severity.ORDINARY)
        if event.slug == "transferred" and _get(event, "to_unit", ""):
            unit = _get(event, "to_unit", "")
    counted_as = {rule.kind: rule.counts_as for rule in policy.kinds}
    return counted_as.get(kind) or kind, severity, unit


def _arrived(story: _Story) -> Feedback:
    received = story.events[0]
    assert isinstance(received, Received)
    return received.feedback


def _why_not(obligation: Obligation, story: _Story, policy: Policy) -> Reason | None:
    if _Stretch(Reason.EXCLUDED, 0, None) in _all_stretches(Reason.EXCLUDED, story):
        return Reason.EXCLUDED
    arrived = _arrived(story)
    kind, severity, unit = _facts_now(story, policy)
    scope = obligation.applies_to
    inside = [
        (scope.kinds, kind),
        (scope.channels, arrived.channel),
        (scope.severities, severity),
        (scope.sectors, arrived.sector),
        (scope.categories, arrived.category),
        (scope.units, unit),
    ]
    units = {arrived.unit, arrived.receiving_unit}
    if (
        any(wanted and value not in wanted for wanted, value in inside)
        or (scope.concerns_receiver and story.events[0].by.id not in arrived.subjects)
        or (scope.misdirected and (len(units) == 1 or "" in units))
    ):
        return Reason.OUTSIDE_SCOPE
    if not arrived.has_contact_route and Waiver.NO_CONTACT_ROUTE in obligation.waived_if:
        return Reason.NO_CONTACT_ROUTE
    if not arrived.wants_reply and Waiver.NO_REPLY_WANTED in obligation.waived_if:
        return Reason.NO_REPLY_WANTED
    return None


def _events(patterns: tuple[On, ...]) -> set[str]:
    return {pattern.event for pattern in patterns}


_LIFTING = (Reason.LIFTED, Reason.EXCLUDED, Reason.WITHDRAWN, Reason.CONTACT_LOST)
"""What lifts an obligation that may have been fulfilled before, if nobody recorded that."""
_UNRECORDED = (Outcome.NOT_ASSESSABLE, Reason.NOT_RECORDED)


def _as_far_as_recorded(obligation: Obligation, row: Row, records: frozenset[str] | None) -> Row:
    """Take back what events that are not recorded might have changed."""
    outcome = row.outcome
    if records is None:
        return row
    unknown = row._replace(outcome=_UNRECORDED[0], reason=_UNRECORDED[1])
    late = outcome in (Outcome.LATE_SILENT, Outcome.OVERDUE)
    table = [
        (
            row.reason is Reason.NOT_STARTED,
            row if _events(obligation.starts_on) <= {*records, "received"} else unknown,
        ),
        (outcome is Outcome.NOT_APPLICABLE and row.reason not in _LIFTING, row),
        (not records & _events(obligation.fulfilled_by), unknown),
        (outcome is Outcome.NOT_APPLICABLE, row),
        (
            obligation.delay is not None and late and "delay_notice" not in records,
            row._replace(reason=Reason.NOT_RECORDED),
        ),
        (True, row),
    ]
    return next(found for holds, found in table if holds)


def _get(event: Event, name: str, default: Any) -> Any:
    return getattr(event, name, default)


# --- the runs of its clock ------------------------------------------------------------------------


def _courses(
    obligation: Obligation, story: _Story, policy: Policy, firsts: dict[str, _Course]
) -> list[_Course]:
    reason = _why_not(obligation, story, policy)
    if reason is not None:
        return [_Course(row=Row(Outcome.NOT_APPLICABLE, reason))]
    starts = [
        index
        for index in range(len(story.events))
        if _accepted(obligation.starts_on, index, story)
        and obligation.level in (None, _level(story, index))
    ]
    if isinstance(obligation.term, ByPromise):
        starts = [i for i in starts if _get(story.events[i], "promised", None)] or starts
    if obligation.each:
        return [_course(obligation, story, firsts, start, starts) for start in starts] or [
            _Course(lasting=_lasting(obligation, story))
        ]
    return [_course(obligation, story, firsts, starts[0] if starts else None, starts)]


def _course(
    obligation: Obligation,
    story: _Story,
    firsts: dict[str, _Course],
    start: int | None,
    starts: list[int],
) -> _Course:
    started_on = None if start is None else _day(story.events[start])
    if obligation.start_latest:
        latest = firsts[obligation.start_latest].due
        started_on = min((day for day in (started_on, latest) if day), default=None)
    stretches = _stretches(obligation, story)
    if started_on is None:
        return _Course(lasting=_lasting(obligation, story))
    lasting = [_beginning(stretch) for stretch in stretches if stretch.ends is None]
    only_after = start if start is not None and (obligation.each or obligation.after_start) else -1
    done = _done(obligation, story, only_after)
    if obligation.each and start is not None:
        for index in range(start):
            same_day = _day(story.events[index]) == started_on and index not in starts
            if same_day and _fulfils_alone(obligation, story, index):
                done = index
                break
    ends = [
        (index, Reason.LIFTED)
        for index in range(only_after + 1, len(story.events))
        if (done is None or index < done) and _accepted(obligation.ended_by, index, story)
    ]
    ends += [(begins, reason) for begins, reason in lasting if done is None or begins <= done]
    ended, why = min(ends, default=(None, None))
    closed = _standing_closing(story)
    if closed is not None and start is not None and start > closed:
        closed = None
    stop = ended if ended is not None else done
    still = _still(obligation, story, stretches, done)
    first_due, paused = _first_due(
        obligation, story, firsts, start, started_on, closed, stop, still
    )
    course = _Course(
        started_on,
        first_due,
        first_due,
        done,
        ended,
        why,
        closed,
        lasting=_lasting(obligation, story),
        lost=_is_lost(obligation, story, only_after, done),
        paused=paused,
    )
    return _with_notices(obligation, story, course, start)


def _lasting(obligation: Obligation, story: _Story) -> tuple[int, Reason] | None:
    """Return the first stretch that has not ended: where it begins, and why."""
    stretches = _stretches(obligation, story)
    return min((_beginning(each) for each in stretches if each.ends is None), default=None)


_Days = list[tuple[date, date | None]]
"""Stretches of days, each with its first and its last; without a last one, it has not ended."""


def _still(
    obligation: Obligation, story: _Story, stretches: list[_Stretch], done: int | None
) -> _Days:
    """Return on which days the clock stands still: after each first one, to and with the last."""
    found: _Days = []
    if obligation.pausable:
        pauses = [_day(event) for event in story.events if event.slug == "paused"]
        resumptions: list[date | None] = [_day(e) for e in story.events if e.slug == "resumed"]
        ends = resumptions + [None] * (len(pauses) - len(resumptions))
        found += zip(pauses, ends, strict=True)
    found += [
        (_day(story.events[begins]), _day(story.events[ended]))
        for _, begins, ended in stretches
        if ended is not None and (done is None or begins < done)
    ]
    return found


def _is_lost(obligation: Obligation, story: _Story, only_after: int, done: int | None) -> bool:
    """Whether a message that would have counted, whatever it contained, has not arrived.

    One that was made when another had arrived adds nothing.
    """
    patterns = (*obligation.fulfilled_by, *obligation.also_by)
    return any(
        index > only_after
        and (done is None or index < done)
        and _may_fulfil(obligation, story, index)
        and any(_accepts(pattern, index, story) for pattern in patterns)
        for index in story.lost
    )


def _done(obligation: Obligation, story: _Story, only_after: int) -> int | None:
    told: set[str] = set()
    for index in range(only_after + 1, len(story.events)):
        if not _may_fulfil(obligation, story, index):
            continue
        if _accepted(obligation.also_by, index, story):
            return index
        if _accepted(obligation.fulfilled_by, index, story):
            told |= _get(story.events[index], "content", frozenset())
            if told >= obligation.content:
                return index
    return None


def _may_fulfil(obligation: Obligation, story: _Story, index: int) -> bool:
    by_machine = _get(story.events[index], "automatic", False) and not obligation.accepts_automatic
    return not by_machine and obligation.level in (None, _level(story, index))


def _fulfils_alone(obligation: Obligation, story: _Story, index: int) -> bool:
    return (
        _may_fulfil(obligation, story, index)
        and _accepted(obligation.fulfilled_by, index, story)
        and _get(story.events[index], "content", frozenset()) >= obligation.content
    )


def _standing_closing(story: _Story) -> int | None:
    standing = None
    for index, event in enumerate(story.events):
        if event.slug == "closed":
            standing = index
        if event.slug == "reopened":
            standing = None
    return standing


def _level(story: _Story, index: int) -> int:
    level = 1
    for event in story.events[: index + 1]:
        level = _get(event, "to_level", level)
    return level


def _accepted(patterns: tuple[On, ...], index: int, story: _Story) -> bool:
    if index in story.void:
        return False
    return any(_accepts(pattern, index, story) for pattern in patterns)


def _accepts(pattern: On, index: int, story: _Story) -> bool:
    event, receiver = story.events[index], story.events[0].by.id
    if event.slug != pattern.event:
        return False
    by_receiver = receiver and event.by.id == receiver and Role.RECEIVER in pattern.by
    return all(
        [
            not pattern.by or event.by.role in pattern.by or by_receiver,
            not pattern.to or _get(event, "to_role", _get(event, "to", None)) in pattern.to,
            not pattern.modes or _get(event, "mode", None) in pattern.modes,
            not pattern.name or _get(event, type(event).subject, None) == pattern.name,
            not pattern.individually or not _get(event, "dossier", ""),
            _get(event, "content", frozenset()) >= pattern.content,
            not pattern.other_handler or _by_somebody_new(index, story),
        ]
    )


def _by_somebody_new(index: int, story: _Story) -> bool:
    level, seen = _level(story, index), {""}
    for other, event in enumerate(story.events):
        if event.slug == "escalated" and _get(event, "to_level", 0) < level:
            seen.add(_get(event, "assigned_to", ""))
        if hasattr(event, "automatic") and _level(story, other) < level:
            seen.add(_get(event, "handler", "") or event.by.id)
    event = story.events[index]
    return (_get(event, "handler", "") or event.by.id) not in seen


# --- when it is due -------------------------------------------------------------------------------


def _first_due(
    obligation: Obligation,
    story: _Story,
    firsts: dict[str, _Course],
    start: int | None,
    started_on: date,
    closed: int | None,
    stop: int | None,
    still: _Days,
) -> tuple[date | None, bool]:
    term = obligation.term
    if isinstance(term, Within):
        stopped_on = None if stop is None else _day(story.events[stop])
        return _walk(term, started_on, still, stopped_on)
    if isinstance(term, ByPromise):
        return (None if start is None else _get(story.events[start], "promised", None)), False
    if isinstance(term, ByDueOf):
        shared = firsts[term.obligation].due
        return (shared if shared and shared >= started_on else None), False
    if isinstance(term, BeforeClosing) and closed is not None:
        return _day(story.events[closed]), False
    return None, False


def _walk(
    term: Within, started_on: date, still: _Days, stopped_on: date | None
) -> tuple[date, bool]:
    """Walk from the start until the term is full and the clock is not standing still at day's end.

    The day on which the clock stops still counts; the days after it, up to and with the day it goes
    on, do not. What has no end lasts until the obligation is done or lifted; if it is neither, the
    walk goes on as if it were not there, and says whether it met it on its way. A term that rolls
    goes on to the day it rolls to: if the clock stops before that, what was left of it remains.
    """
    wanted = term.n if term.unit is Unit.WORKING_DAYS else _length(term, started_on)
    day, counted, met_open = started_on, 0, False
    while True:
        is_still = open_at_end = False
        for begins, given_end in still:
            ends = given_end or stopped_on
            if ends is None:
                met_open = met_open or begins <= day
            else:
                is_still = is_still or begins < day <= ends
                open_at_end = open_at_end or begins <= day < ends
        if day > started_on and not is_still and _counts(term, day):
            counted += 1
        if counted >= wanted and not open_at_end:
            last = _rolled(day, term.roll)
            between = [day + n * _DAY for n in range(1, (last - day).days + 1)]
            if not any(begins in between for begins, _ in still):
                return last, met_open
            wanted = counted + len([each for each in between if _counts(term, each)])
        day += _DAY


def _counts(term: Within, day: date) -> bool:
    return term.unit is not Unit.WORKING_DAYS or is_working_day(day)


def _length(term: Within, started_on: date) -> int:
    """Return how many calendar days the term is."""
    if term.unit is Unit.CALENDAR_DAYS:
        return term.n
    if term.unit is Unit.WEEKS:
        return 7 * term.n
    year, month = started_on.year, started_on.month
    for _ in range(term.n):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    end = date(year, month, min(started_on.day, monthrange(year, month)[1]))
    return (end - started_on).days


def _rolled(day: date, how: Roll) -> date:
    step = {Roll.NEXT_WORKING_DAY: _DAY, Roll.PREVIOUS_WORKING_DAY: -_DAY}.get(how)
    while step is not None and not is_working_day(day):
        day += step
    return day


def _with_notices(
    obligation: Obligation, story: _Story, course: _Course, start: int | None
) -> _Course:
    rule, due = obligation.delay, course.first_due
    if rule is None or due is None:
        return course
    extensions, warned, told = 0, False, []
    for index, event in enumerate(story.events):
        during = (start is None or index > start) and (course.done is None or index < course.done)
        in_level = obligation.level in (None, _level(story, index))
        if event.slug != "delay_notice" or index in story.void or not during or not in_level:
            continue
        missing = {element for element in rule.content if element not in _get(event, "content", ())}
        if rule.must_precede_due and _day(event) > due:
            missing.add("in_time")
        if rule.needs_consent and not _get(event, "consented", False):
            missing.add("consent")
        told.append(_Told(index, _day(event), due, frozenset(missing)))
        if missing:
            continue
        new = _new_due(rule, _get(event, "promised", None), due)
        if new is not None and (rule.times is None or extensions < rule.times):
            due, extensions, warned = new, extensions + 1, False
        else:
            warned = True
    return course._replace(due=due, warned=warned, told=tuple(told))


def _new_due(rule: DelayRule, promised: date | None, due: date) -> date | None:
    if rule.extends is Extension.NO:
        return None
    if rule.at_most is not None:
        cap, _ = _walk(rule.at_most, due, [], None)
        promised = cap if promised is None or promised > cap else promised
    return promised if promised is not None and promised > due else None


# --- the judgement --------------------------------------------------------------------------------


def _row(
    obligation: Obligation,
    course: _Course,
    story: _Story,
    firsts: dict[str, _Course],
    as_of: date,
) -> Row:
    term = obligation.term
    if course.row is not None:
        return course.row
    records: frozenset[str] | None = _get(story.events[0], "records", None)
    if isinstance(term, ByDueOf) and term.only_if_late:
        wanted = _events(obligation.fulfilled_by)
        main = firsts[term.obligation].row
        unknown = main and (main.outcome, main.reason) == _UNRECORDED
        if unknown or (records is not None and not records & wanted):
            return _told_row(firsts[term.obligation], *_UNRECORDED)
        return _notice_row(firsts[term.obligation], course, story)
    if course.started_on is None:
        row = Row(Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
        return _as_far_as_recorded(obligation, row, records)
    done_on = None if course.done is None else _day(story.events[course.done])
    if isinstance(term, BeforeClosing):
        outcome, reason = _before_closing(course)
    else:
        ended_on = None if course.ended is None else _day(story.events[course.ended])
        outcome, reason = _by_day(obligation, course, done_on, ended_on, as_of)
    row = Row(outcome, reason, course.started_on, course.first_due, course.due, done_on)
    return _as_far_as_recorded(obligation, row, records)


def _before_closing(course: _Course) -> tuple[Outcome, Reason | None]:
    closed = course.closed
    in_time = [i for i in (course.done, course.ended) if i is not None]
    if closed is not None:
        in_time = [i for i in in_time if i <= closed]
    if in_time and min(in_time) == course.done != course.ended:
        return Outcome.MET, None
    if in_time:
        return Outcome.NOT_APPLICABLE, course.why_ended
    if closed is None:
        return Outcome.PENDING, (Reason.NOT_DELIVERED if course.lost else None)
    if course.done is None and course.lost:
        return Outcome.NOT_DELIVERED, None
    never = course.done is None and course.ended is None
    return (Outcome.OVERDUE if never else Outcome.LATE_SILENT), None


def _by_day(
    obligation: Obligation,
    course: _Course,
    done_on: date | None,
    ended_on: date | None,
    as_of: date,
) -> tuple[Outcome, Reason | None]:
    if ended_on is not None and (course.due is None or ended_on <= course.due):
        return Outcome.NOT_APPLICABLE, course.why_ended
    if isinstance(obligation.term, InWords):
        return Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER
    if course.due is None or course.first_due is None:
        promised = isinstance(obligation.term, ByPromise)
        return Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE if promised else Reason.NO_NUMBER
    never = date.max
    lost = Reason.NOT_DELIVERED if course.lost else None
    table = [
        ((done_on or never) <= course.first_due, Outcome.MET, None),
        ((done_on or never) <= course.due, Outcome.MET_AS_RENEGOTIATED, None),
        (done_on is not None and course.warned, Outcome.LATE_NOTIFIED, None),
        (done_on is not None, Outcome.LATE_SILENT, None),
        (course.paused, Outcome.PENDING, Reason.PAUSED),
        (ended_on is None and as_of <= course.due, Outcome.PENDING, lost),
        (course.lost, Outcome.NOT_DELIVERED, None),
        (ended_on is not None and course.warned, Outcome.LATE_NOTIFIED, None),
        (ended_on is not None, Outcome.LATE_SILENT, None),
        (True, Outcome.OVERDUE, None),
    ]
    return next((outcome, reason) for holds, outcome, reason in table if holds)


def _notice_row(main: _Course, own: _Course, story: _Story) -> Row:
    """Return how the duty to tell of a delay stands, from how the obligation it goes with does."""
    row = main.row
    assert row is not None
    if row.outcome in (Outcome.NOT_APPLICABLE, Outcome.NOT_ASSESSABLE, Outcome.MET):
        return Row(Outcome.NOT_APPLICABLE, row.reason or Reason.NOT_NEEDED)
    counted = [told for told in main.told if not told.missing]
    too_late = [told for told in main.told if told.missing == {"in_time"}]
    if row.outcome in (Outcome.MET_AS_RENEGOTIATED, Outcome.LATE_NOTIFIED) or main.warned:
        outcome, told = Outcome.MET, counted[-1:] or too_late[:1]
    elif row.outcome is Outcome.PENDING:
        outcome, told = Outcome.PENDING, too_late[:1]
    elif row.outcome is Outcome.OVERDUE and not too_late:
        outcome, told = Outcome.OVERDUE, []
    else:
        outcome, told = Outcome.LATE_SILENT, too_late[:1]
    if outcome in (Outcome.OVERDUE, Outcome.LATE_SILENT) and own.lost and not too_late:
        outcome = Outcome.NOT_DELIVERED
    found = _told_row(main, outcome, None, told)
    if own.lasting is not None:
        begins, reason = own.lasting
        is_open = not told or begins < told[0].place
        if is_open and (found.due is None or _day(story.events[begins]) <= found.due):
            return Row(Outcome.NOT_APPLICABLE, reason)
    return found


def _told_row(
    main: _Course, outcome: Outcome, reason: Reason | None, told: Sequence[_Told] = ()
) -> Row:
    assert main.row is not None
    concerned = told[0].concerned if told else main.row.due
    done_on = told[0].on if told else None
    return Row(outcome, reason, main.row.started_on, concerned, concerned, done_on)
