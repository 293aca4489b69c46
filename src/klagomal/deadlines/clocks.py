# SPDX-License-Identifier: Apache-2.0
"""The clocks that ran for one obligation in one case: started, extended, stopped.

A :class:`Clock` gathers the facts that a judgement needs and nothing else. Days are civil days in
the policy's zone; a position is an index into ``case.events``.
"""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from klagomal.cases.events import Corrected, DelayNotice, Paused, Resumed
from klagomal.deadlines.runs import Clock, NoticeGiven, ShortOf, Undelivered
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import (
    BeforeClosing,
    ByDueOf,
    ByPromise,
    Within,
    add_units,
    count_units,
    roll,
)
from klagomal.promises.terms import last_day as last_day_of
from klagomal.vocabulary import Extension, Reason, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.case import Case
    from klagomal.deadlines.lifts import Lift
    from klagomal.promises.obligations import DelayRule, On

__all__ = ["clocks_of", "closing", "places"]


_NOT_STARTED = Clock()


def clocks_of(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    others: Mapping[str, Clock],
    lifts: Iterable[Lift] = (),
) -> tuple[Clock, ...]:
    """Return one clock for each run: exactly one, unless the obligation has ``each``.

    ``others`` holds the clocks of obligations that this one refers to, and ``lifts`` the stretches
    in which something owed in the case is lifted. A clock that has not started has ``started_on``
    ``None``.
    """
    starts = _starts(obligation, case)
    own = [lift for lift in lifts if lift.covers(obligation)]
    if obligation.each:
        runs = [
            _run(obligation, case, calendar, others, own, n, p) for n, p in enumerate(starts, 1)
        ]
        return tuple(runs) or (_NOT_STARTED,)
    return (_run(obligation, case, calendar, others, own, 1, starts[0] if starts else None),)


def places(obligation: Obligation, case: Case, calendar: WorkingCalendar) -> frozenset[int] | None:
    """Return the positions of all events that a clock depends on, if it runs once and undisturbed.

    Two cases give such a clock the same result when like events stand at these positions, on the
    same days, and the clock has the same promised day or follows the same clock of another
    obligation. The answer is ``None`` where more than these events may count: repeated runs,
    notices, pauses, or who handled the case before.
    """
    if obligation.start_latest or obligation.asks_who_handled:
        return None
    start = _first_start(obligation, case)
    if start is None:
        return frozenset()
    if obligation.each or case.any_of(obligation.disturbed_by):
        return None
    after = start if obligation.after_start else 0
    done, short_of = _fulfilment(obligation, case, calendar, after)
    closed = case.closed_position if isinstance(obligation.term, BeforeClosing) else None
    fell_short = [event.position for event in short_of]
    return frozenset(p for p in (start, done, closed, *fell_short) if p is not None)


def _run(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    others: Mapping[str, Clock],
    lifts: Sequence[Lift],
    occurrence: int,
    start: int | None,
) -> Clock:
    started_on = _started_on(obligation, case, calendar, others, start)
    if started_on is None:
        return _NOT_STARTED
    ordered = obligation.each or obligation.after_start
    after = start if ordered and start is not None else 0
    done, short_of = _fulfilment(obligation, case, calendar, after)
    if obligation.each and start is not None:
        done = _same_day(obligation, case, calendar, start, started_on, done)
    ended, lifted = _ended(obligation, case, lifts, after, done)
    done_on = None if done is None else calendar.day_of(case.events[done].at)
    ended_on = None if ended is None else calendar.day_of(case.events[ended].at)
    stopped_on = done_on if ended_on is None else ended_on
    still, stands_since = _still(obligation, case, calendar, lifts, done, stopped_on)
    first_due, paused = _first_due(
        obligation, case, calendar, others, start, started_on, still, stands_since
    )
    due, warned = first_due, False
    notices: tuple[NoticeGiven, ...] = ()
    if obligation.delay and first_due:
        told = _notices_of_run(obligation, case, start, done)
        due, notices, warned = _extended(obligation.delay, told, calendar, first_due)
    return Clock(
        occurrence=occurrence,
        start=start,
        started_on=started_on,
        first_due=first_due,
        due=due,
        done=done,
        done_on=done_on,
        first_noted=None if done is None else _first_noted(case, done, calendar),
        ended=ended,
        ended_on=ended_on,
        lifted=lifted,
        notices=notices,
        warned=warned,
        short_of=short_of,
        undelivered=_undelivered(obligation, case, calendar, after, done),
        paused=paused,
        stood_still=bool(still or stands_since),
    )


def _first_noted(case: Case, position: int, calendar: WorkingCalendar) -> date | None:
    """Return the day that a corrected entry gave at first, if the event's entry was corrected."""
    if not case.positions(Corrected.slug):
        return None
    version = case.versions[position]
    first = [each.was for each in case.corrections if each.by.version == version]
    return calendar.day_of(first[0].at) if first else None


def _ended(
    obligation: Obligation, case: Case, lifts: Iterable[Lift], after: int, done: int | None
) -> tuple[int | None, Reason | None]:
    """Return the position of the event that lifted the obligation while it was open, and why."""
    ended_by = _matching(obligation.ended_by, case, None, after)
    ends = [(p, Reason.LIFTED) for p in ended_by if done is None or p < done][:1]
    ends += [
        (lift.begins, lift.reason)
        for lift in lifts
        if lift.ends is None and (done is None or lift.begins <= done)
    ]
    return min(ends, default=(None, None))


def _undelivered(
    obligation: Obligation, case: Case, calendar: WorkingCalendar, after: int, done: int | None
) -> tuple[Undelivered, ...]:
    """Return the messages that never arrived, if no other one had fulfilled the obligation."""
    if not case.failed:
        return ()
    missing = {version for version, _ in case.undelivered}
    patterns = (*obligation.fulfilled_by, *obligation.also_by)
    return tuple(
        Undelivered(
            position,
            calendar.day_of(case.events[position].at),
            calendar.day_of(case.events[failure].at),
        )
        for position, failure in case.failed.items()
        if case.versions[position] in missing
        and not (after and position <= after)
        and (done is None or position < done)
        and _accepted(patterns, case, obligation.level, position)
        and (obligation.accepts_automatic or _by_people(case, [position]))
    )


def _still(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    lifts: Iterable[Lift],
    done: int | None,
    stopped_on: date | None,
) -> tuple[list[tuple[date, date]], date | None]:
    """Return the stretches of days in which the clock did not run, in order and apart.

    Return also since which day it stands still, if it does so now.
    """
    found: list[tuple[int, int | None]] = []
    if obligation.pausable:
        resumed: list[int | None] = [*case.positions(Resumed.slug)]
        found += zip_longest(case.positions(Paused.slug), resumed)
    found += [
        (lift.begins, lift.ends)
        for lift in lifts
        if lift.ends is not None and (done is None or lift.begins < done)
    ]
    days: list[tuple[date, date]] = []
    stands_since: date | None = None
    for begins, ends in sorted(found, key=lambda stretch: stretch[0]):
        first = calendar.day_of(case.events[begins].at)
        last = stopped_on if ends is None else calendar.day_of(case.events[ends].at)
        if last is None:
            stands_since = first
        elif days and first <= days[-1][1]:
            days[-1] = (days[-1][0], max(days[-1][1], last))
        else:
            days.append((first, last))
    return days, stands_since


def _started_on(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    others: Mapping[str, Clock],
    start: int | None,
) -> date | None:
    if not obligation.start_latest:
        return None if start is None else calendar.day_of(case.events[start].at)
    latest = others.get(obligation.start_latest, _NOT_STARTED).due
    if start is None:
        return latest
    started_on = calendar.day_of(case.events[start].at)
    return min(started_on, latest) if latest else started_on


def _first_due(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    others: Mapping[str, Clock],
    start: int | None,
    started_on: date,
    still: Sequence[tuple[date, date]],
    stands_since: date | None,
) -> tuple[date | None, bool]:
    """Return the due day before any notice, and whether the clock stands still at the end."""
    term = obligation.term
    match term:
        case Within():
            if still or stands_since:
                return _moved(term, calendar, started_on, still, stands_since)
            return last_day_of(term, started_on, calendar), False
        case ByPromise():
            promised = None if start is None else getattr(case.events[start], "promised", None)
            return promised, False
        case ByDueOf():
            shared = others.get(term.obligation, _NOT_STARTED).due
            return (shared if shared and shared >= started_on else None), False
        case BeforeClosing():
            closed = closing(case, start)
            return (None if closed is None else calendar.day_of(case.events[closed].at)), False
        case _:
            return None, False


def _moved(
    term: Within,
    calendar: WorkingCalendar,
    started_on: date,
    still: Iterable[tuple[date, date]],
    stands_since: date | None,
) -> tuple[date, bool]:
    """Return the last day, moved by the days on which the clock stood still, and whether it does.

    The day on which the clock stops counts; the day on which it goes on does not. Such days are
    counted in working days for a term in working days, and in calendar days for all other terms. A
    term that rolls is rolled when all of them are counted. No term runs out while the clock stands
    still: what is done then is done in time.
    """
    unit = term.unit if term.unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
    due = add_units(started_on, term.n, term.unit, calendar)
    for first, ends in still:
        begins = max(first, started_on)
        if begins > due:
            due = roll(due, term.roll, calendar)
        if begins > due:
            break
        if (days := count_units(begins, ends, unit, calendar)) > 0:
            due = add_units(due, days, unit, calendar)
        due = max(due, ends)
    rolled = roll(due, term.roll, calendar)
    last = max(due, rolled)
    return rolled, stands_since is not None and max(stands_since, started_on) <= last


def _notices_of_run(
    obligation: Obligation, case: Case, start: int | None, done: int | None
) -> list[tuple[int, DelayNotice]]:
    """Return the delay notices given while the clock ran, with their positions."""
    return [
        (position, event)
        for position, event in zip(
            case.positions(DelayNotice.slug), case.all(DelayNotice), strict=True
        )
        if (start is None or position > start)
        and (done is None or position < done)
        and (obligation.level is None or case.level_at(position) == obligation.level)
    ]


def _extended(
    rule: DelayRule,
    told: Iterable[tuple[int, DelayNotice]],
    calendar: WorkingCalendar,
    first_due: date,
) -> tuple[date, tuple[NoticeGiven, ...], bool]:
    """Return the due day after valid notices, all notices, and whether one warned of the last day.

    A notice that moves the due day is used up. Being late again with notice takes another one.
    """
    due, extensions, warned = first_due, 0, False
    notices = []
    for position, event in told:
        told_on = calendar.day_of(event.at)
        missing = set(rule.content - event.content)
        if rule.must_precede_due and told_on > due:
            missing.add("in_time")
        if rule.needs_consent and not event.consented:
            missing.add("consent")
        may_extend = not missing and (rule.times is None or extensions < rule.times)
        extended_to = _new_due(rule, event, due, calendar) if may_extend else None
        notices.append(NoticeGiven(position, told_on, due, frozenset(missing), extended_to))
        if extended_to:
            due, extensions, warned = extended_to, extensions + 1, False
        elif not missing:
            warned = True
    return due, tuple(notices), warned


def _new_due(
    rule: DelayRule, notice: DelayNotice, due: date, calendar: WorkingCalendar
) -> date | None:
    match rule.extends:
        case Extension.TO_NEW_DATE if notice.promised and notice.promised > due:
            return notice.promised
        case Extension.BY_AT_MOST if rule.at_most:
            cap = last_day_of(rule.at_most, due, calendar)
            day = min(cap, notice.promised) if notice.promised else cap
            return day if day > due else None
        case _:
            return None


def _first_start(obligation: Obligation, case: Case) -> int | None:
    """Return the position of the event that first starts the clock, or ``None``."""
    if obligation.starts_on_arrival:
        return 0
    starts = _starts(obligation, case)
    return starts[0] if starts else None


def _fulfilment(
    obligation: Obligation, case: Case, calendar: WorkingCalendar, after: int
) -> tuple[int | None, tuple[ShortOf, ...]]:
    """Return the position that completes the obligation, and events that fell short before it."""
    first = case.first(obligation.done_by)
    if first is None or (
        obligation.is_direct
        and obligation.content <= getattr(case.events[first], "content", frozenset())
    ):
        return first, ()
    outright = _matching(obligation.also_by, case, obligation.level, after)
    partial = _matching(obligation.fulfilled_by, case, obligation.level, after)
    if not obligation.accepts_automatic:
        outright, partial = _by_people(case, outright), _by_people(case, partial)
    if not obligation.content:
        return min(outright + partial, default=None), ()
    told: set[str] = set()
    short_of: list[ShortOf] = []
    for position in sorted(outright + partial):
        if position in outright:
            return position, tuple(short_of)
        told |= getattr(case.events[position], "content", frozenset())
        missing = obligation.content - told
        if not missing:
            return position, tuple(short_of)
        day = calendar.day_of(case.events[position].at)
        short_of.append(ShortOf(position, day, frozenset(missing)))
    return None, tuple(short_of)


def closing(case: Case, start: int | None) -> int | None:
    """Return the position of the closing that still stands, unless the clock started after it."""
    closed = case.closed_position
    return None if closed is not None and start is not None and start > closed else closed


def _same_day(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    start: int,
    started_on: date,
    done: int | None,
) -> int | None:
    """Return the position of an earlier event of the start day that fulfils the run, or ``done``.

    For instance, a receiver tells the person who will call, and hands the case over a minute later.
    An event that itself starts a run fulfils no other run.
    """
    starts = _starts(obligation, case)
    given = _matching(obligation.fulfilled_by, case, obligation.level)
    for position in given if obligation.accepts_automatic else _by_people(case, given):
        told: frozenset[str] = getattr(case.events[position], "content", frozenset())
        if (
            position < start
            and position not in starts
            and obligation.content <= told
            and calendar.day_of(case.events[position].at) == started_on
        ):
            return position
    return done


def _matching(
    patterns: Iterable[On], case: Case, level: int | None, after: int | None = None
) -> list[int]:
    """Return the positions, in order, of events that any pattern accepts."""
    found: list[int] = []
    for pattern in patterns:
        positions = case.positions(pattern.event)
        if not positions:
            continue
        if pattern.is_plain and level is None and not after:
            found += positions
            continue
        found += [
            position
            for position in positions
            if not (after and position <= after) and _accepted((pattern,), case, level, position)
        ]
    return sorted(set(found)) if len(found) > 1 else found


def _accepted(patterns: Iterable[On], case: Case, level: int | None, position: int) -> bool:
    """Whether any pattern accepts the event at ``position``."""
    event = case.events[position]
    return any(
        pattern.event == event.slug
        and (pattern.is_plain or pattern.accepts(event, case.received.by.id))
        and (level is None or case.level_at(position) == level)
        and not (pattern.other_handler and not _is_new_handler(case, position))
        for pattern in patterns
    )


def _by_people(case: Case, positions: list[int]) -> list[int]:
    return [p for p in positions if not getattr(case.events[p], "automatic", False)]


def _starts(obligation: Obligation, case: Case) -> list[int]:
    """Return where runs start; where a day was promised, only such events start one (AMB-22)."""
    found = _matching(obligation.starts_on, case, obligation.level)
    if not isinstance(obligation.term, ByPromise):
        return found
    return [p for p in found if getattr(case.events[p], "promised", None)] or found


def _is_new_handler(case: Case, position: int) -> bool:
    event = case.events[position]
    handler = getattr(event, "handler", "") or event.by.id
    return handler != "" and handler not in case.handlers_below(case.level_at(position))
