# SPDX-License-Identifier: Apache-2.0
"""How a case's obligations stand, worked out the slow way, from what the rules say in words.

It shares nothing with the library but the data it reads (obligations and events): no folding, no
positions by slug, no memory, no calendar tables. It walks the days one by one and the events one by
one, and asks of each day whether Sweden is at work. What it does not know: feedback kept outside
the routine, and terms that both roll and stand still.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from klagomal.cases.events import Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, Obligation, On
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import Extension, Kind, Outcome, Reason, Role, Roll, Severity, Unit, Waiver
from tests.calendar.swedish_model import is_working_day

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY = timedelta(days=1)


class Row(NamedTuple):
    """What must be said of one run of one obligation."""

    outcome: Outcome
    reason: Reason | None = None
    started_on: date | None = None
    first_due: date | None = None
    due: date | None = None
    done_on: date | None = None


class _Told(NamedTuple):
    """A delay notice and what it was worth."""

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
    closed: int | None = None
    warned: bool = False
    paused: bool = False
    told: tuple[_Told, ...] = ()
    row: Row | None = None


def judge(log: tuple[Event, ...], policy: Policy, as_of: date) -> dict[str, list[Row]]:
    """Return the rows of every obligation, as they stand at the end of ``as_of``."""
    story = sorted((e for e in log if _day(e) <= as_of), key=lambda event: event.at)
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
                firsts[obligation.id] = _referred(obligation, courses[0], judged[0], firsts)
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


# --- does it concern the case ---------------------------------------------------------------------


def _facts_now(story: list[Event], policy: Policy) -> tuple[Kind, Severity, str]:
    arrived = _arrived(story)
    kind, severity, unit = arrived.kind, Severity.ORDINARY, arrived.unit
    for event in story:
        if event.slug == "reclassified":
            kind = _get(event, "kind", Kind.COMPLAINT)
        if event.slug == "severity_set":
            severity = _get(event, "severity", Severity.ORDINARY)
        if event.slug == "transferred" and _get(event, "to_unit", ""):
            unit = _get(event, "to_unit", "")
    counted_as = {rule.kind: rule.counts_as for rule in policy.kinds}
    return counted_as.get(kind) or kind, severity, unit


def _arrived(story: list[Event]) -> Feedback:
    received = story[0]
    assert isinstance(received, Received)
    return received.feedback


def _why_not(obligation: Obligation, story: list[Event], policy: Policy) -> Reason | None:
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
        or (scope.concerns_receiver and story[0].by.id not in arrived.subjects)
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
        (outcome is Outcome.NOT_APPLICABLE, row),
        (not records & _events(obligation.fulfilled_by), unknown),
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
    obligation: Obligation, story: list[Event], policy: Policy, firsts: dict[str, _Course]
) -> list[_Course]:
    reason = _why_not(obligation, story, policy)
    if reason is not None:
        return [_Course(row=Row(Outcome.NOT_APPLICABLE, reason))]
    starts = [
        index
        for index in range(len(story))
        if _accepted(obligation.starts_on, index, story)
        and obligation.level in (None, _level(story, index))
    ]
    if isinstance(obligation.term, ByPromise):
        starts = [i for i in starts if _get(story[i], "promised", None)] or starts
    if obligation.each:
        return [_course(obligation, story, firsts, start, starts) for start in starts] or [
            _Course()
        ]
    return [_course(obligation, story, firsts, starts[0] if starts else None, starts)]


def _course(
    obligation: Obligation,
    story: list[Event],
    firsts: dict[str, _Course],
    start: int | None,
    starts: list[int],
) -> _Course:
    started_on = None if start is None else _day(story[start])
    if obligation.start_latest:
        latest = firsts[obligation.start_latest].due
        started_on = min((day for day in (started_on, latest) if day), default=None)
    if started_on is None:
        return _Course()
    only_after = start if start is not None and (obligation.each or obligation.after_start) else -1
    done = _done(obligation, story, only_after)
    if obligation.each and start is not None:
        for index in range(start):
            same_day = _day(story[index]) == started_on and index not in starts
            if same_day and _fulfils_alone(obligation, story, index):
                done = index
                break
    ended = next(
        (
            index
            for index in range(only_after + 1, len(story))
            if (done is None or index < done) and _accepted(obligation.ended_by, index, story)
        ),
        None,
    )
    closed = _standing_closing(story)
    if closed is not None and start is not None and start > closed:
        closed = None
    stop = ended if ended is not None else done
    first_due, paused = _first_due(obligation, story, firsts, start, started_on, closed, stop)
    course = _Course(started_on, first_due, first_due, done, ended, closed, paused=paused)
    return _with_notices(obligation, story, course, start)


def _done(obligation: Obligation, story: list[Event], only_after: int) -> int | None:
    told: set[str] = set()
    for index in range(only_after + 1, len(story)):
        if not _may_fulfil(obligation, story, index):
            continue
        if _accepted(obligation.also_by, index, story):
            return index
        if _accepted(obligation.fulfilled_by, index, story):
            told |= _get(story[index], "content", frozenset())
            if told >= obligation.content:
                return index
    return None


def _may_fulfil(obligation: Obligation, story: list[Event], index: int) -> bool:
    by_machine = _get(story[index], "automatic", False) and not obligation.accepts_automatic
    return not by_machine and obligation.level in (None, _level(story, index))


def _fulfils_alone(obligation: Obligation, story: list[Event], index: int) -> bool:
    return (
        _may_fulfil(obligation, story, index)
        and _accepted(obligation.fulfilled_by, index, story)
        and _get(story[index], "content", frozenset()) >= obligation.content
    )


def _standing_closing(story: list[Event]) -> int | None:
    standing = None
    for index, event in enumerate(story):
        if event.slug == "closed":
            standing = index
        if event.slug == "reopened":
            standing = None
    return standing


def _level(story: list[Event], index: int) -> int:
    level = 1
    for event in story[: index + 1]:
        level = _get(event, "to_level", level)
    return level


def _accepted(patterns: tuple[On, ...], index: int, story: list[Event]) -> bool:
    return any(_accepts(pattern, index, story) for pattern in patterns)


def _accepts(pattern: On, index: int, story: list[Event]) -> bool:
    event, receiver = story[index], story[0].by.id
    if event.slug != pattern.event:
        return False
    by_receiver = receiver and event.by.id == receiver and Role.RECEIVER in pattern.by
    return all(
        [
            not pattern.by or event.by.role in pattern.by or by_receiver,
            not pattern.to or _get(event, "to_role", None) in pattern.to,
            not pattern.modes or _get(event, "mode", None) in pattern.modes,
            not pattern.name or _get(event, type(event).subject, None) == pattern.name,
            not pattern.individually or not _get(event, "dossier", ""),
            _get(event, "content", frozenset()) >= pattern.content,
            not pattern.other_handler or _by_somebody_new(index, story),
        ]
    )


def _by_somebody_new(index: int, story: list[Event]) -> bool:
    level, seen = _level(story, index), {""}
    for other, event in enumerate(story):
        if event.slug == "escalated" and _get(event, "to_level", 0) < level:
            seen.add(_get(event, "assigned_to", ""))
        if hasattr(event, "automatic") and _level(story, other) < level:
            seen.add(_get(event, "handler", "") or event.by.id)
    return (_get(story[index], "handler", "") or story[index].by.id) not in seen


# --- when it is due -------------------------------------------------------------------------------


def _first_due(
    obligation: Obligation,
    story: list[Event],
    firsts: dict[str, _Course],
    start: int | None,
    started_on: date,
    closed: int | None,
    stop: int | None,
) -> tuple[date | None, bool]:
    term = obligation.term
    if isinstance(term, Within):
        if not obligation.pausable:
            return _rolled(_walk(term, started_on, [], None)[0], term.roll), False
        pauses = [_day(event) for event in story if event.slug == "paused"]
        resumptions: list[date | None] = [_day(e) for e in story if e.slug == "resumed"]
        ends = resumptions + [None] * (len(pauses) - len(resumptions))
        stopped_on = None if stop is None else _day(story[stop])
        return _walk(term, started_on, list(zip(pauses, ends, strict=True)), stopped_on)
    if isinstance(term, ByPromise):
        return (None if start is None else _get(story[start], "promised", None)), False
    if isinstance(term, ByDueOf):
        shared = firsts[term.obligation].due
        return (shared if shared and shared >= started_on else None), False
    if isinstance(term, BeforeClosing) and closed is not None:
        return _day(story[closed]), False
    return None, False


def _walk(
    term: Within,
    started_on: date,
    pauses: list[tuple[date, date | None]],
    stopped_on: date | None,
) -> tuple[date, bool]:
    """Walk from the start until the term is full and the clock is not standing still at day's end.

    The day a pause begins still counts; the days after it, up to and with the day it ends, do not.
    A pause without an end lasts until the obligation is done or lifted; if it is neither, the walk
    goes on as if there were none, and says whether it met the pause on its way.
    """
    wanted = term.n if term.unit is Unit.WORKING_DAYS else _length(term, started_on)
    day, counted, met_open_pause = started_on, 0, False
    while True:
        still = open_at_end = False
        for begins, given_end in pauses:
            ends = given_end or stopped_on
            if ends is None:
                met_open_pause = met_open_pause or begins <= day
            else:
                still = still or begins < day <= ends
                open_at_end = open_at_end or begins <= day < ends
        counts = day > started_on and not still
        if counts and (term.unit is not Unit.WORKING_DAYS or is_working_day(day)):
            counted += 1
        if counted >= wanted and not open_at_end:
            return day, met_open_pause
        day += _DAY


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
    obligation: Obligation, story: list[Event], course: _Course, start: int | None
) -> _Course:
    rule, due = obligation.delay, course.first_due
    if rule is None or due is None:
        return course
    extensions, warned, told = 0, False, []
    for index, event in enumerate(story):
        during = (start is None or index > start) and (course.done is None or index < course.done)
        in_level = obligation.level in (None, _level(story, index))
        if event.slug != "delay_notice" or not during or not in_level:
            continue
        missing = {element for element in rule.content if element not in _get(event, "content", ())}
        if rule.must_precede_due and _day(event) > due:
            missing.add("in_time")
        if rule.needs_consent and not _get(event, "consented", False):
            missing.add("consent")
        told.append(_Told(_day(event), due, frozenset(missing)))
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
        cap = _rolled(_walk(rule.at_most, due, [], None)[0], rule.at_most.roll)
        promised = cap if promised is None or promised > cap else promised
    return promised if promised is not None and promised > due else None


# --- the judgement --------------------------------------------------------------------------------


def _row(
    obligation: Obligation,
    course: _Course,
    story: list[Event],
    firsts: dict[str, _Course],
    as_of: date,
) -> Row:
    term = obligation.term
    if course.row is not None:
        return course.row
    records: frozenset[str] | None = _get(story[0], "records", None)
    if isinstance(term, ByDueOf) and term.only_if_late:
        wanted = _events(obligation.fulfilled_by)
        main = firsts[term.obligation].row
        unknown = main and (main.outcome, main.reason) == _UNRECORDED
        if unknown or (records is not None and not records & wanted):
            return _told_row(firsts[term.obligation], *_UNRECORDED)
        return _notice_row(firsts[term.obligation])
    if course.started_on is None:
        row = Row(Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
        return _as_far_as_recorded(obligation, row, records)
    done_on = None if course.done is None else _day(story[course.done])
    if isinstance(term, BeforeClosing):
        outcome, reason = _before_closing(course)
    else:
        ended_on = None if course.ended is None else _day(story[course.ended])
        outcome, reason = _by_day(obligation, course, done_on, ended_on, as_of)
    row = Row(outcome, reason, course.started_on, course.first_due, course.due, done_on)
    return _as_far_as_recorded(obligation, row, records)


def _before_closing(course: _Course) -> tuple[Outcome, Reason | None]:
    closed = course.closed
    in_time = [i for i in (course.done, course.ended) if i is not None]
    if closed is not None:
        in_time = [i for i in in_time if i <= closed]
    if in_time and min(in_time) == course.done:
        return Outcome.MET, None
    if in_time:
        return Outcome.NOT_APPLICABLE, Reason.LIFTED
    if closed is None:
        return Outcome.PENDING, None
    never = course.done is None and course.ended is None
    return (Outcome.OVERDUE if never else Outcome.LATE_SILENT), None


def _by_day(
    obligation: Obligation,
    course: _Course,
    done_on: date | None,
    ended_on: date | None,
    as_of: date,
) -> tuple[Outcome, Reason | None]:
    if isinstance(obligation.term, InWords):
        return Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER
    if course.due is None or course.first_due is None:
        promised = isinstance(obligation.term, ByPromise)
        return Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE if promised else Reason.NO_NUMBER
    never = date.max
    table = [
        ((ended_on or never) <= course.due, Outcome.NOT_APPLICABLE, Reason.LIFTED),
        ((done_on or never) <= course.first_due, Outcome.MET, None),
        ((done_on or never) <= course.due, Outcome.MET_AS_RENEGOTIATED, None),
        (bool(done_on or ended_on) and course.warned, Outcome.LATE_NOTIFIED, None),
        (bool(done_on or ended_on), Outcome.LATE_SILENT, None),
        (course.paused, Outcome.PENDING, Reason.PAUSED),
        (as_of <= course.due, Outcome.PENDING, None),
        (True, Outcome.OVERDUE, None),
    ]
    return next((outcome, reason) for holds, outcome, reason in table if holds)


def _notice_row(main: _Course) -> Row:
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
    return _told_row(main, outcome, None, told)


def _told_row(
    main: _Course, outcome: Outcome, reason: Reason | None, told: Sequence[_Told] = ()
) -> Row:
    assert main.row is not None
    concerned = told[0].concerned if told else main.row.due
    done_on = told[0].on if told else None
    return Row(outcome, reason, main.row.started_on, concerned, concerned, done_on)
