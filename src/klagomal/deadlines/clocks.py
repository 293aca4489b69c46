# SPDX-License-Identifier: Apache-2.0
"""The clocks that ran for one obligation in one case: started, extended, stopped.

This is the one place that says when an obligation is due and when it was fulfilled. What is told on
arrival, what runs in a case, what is explained and what is judged all rest on these clocks. Days
are civil days in the policy's zone; a position is an index into ``case.events``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import attrs

from klagomal.cases.events import Corrected, DelayNotice, WroteAgain
from klagomal.deadlines.dues import Base, DueDays, Last, due_days
from klagomal.deadlines.followers import notice_clock
from klagomal.deadlines.matching import fulfilment, starts_of
from klagomal.deadlines.runs import NO_CLOCK, Clock, LastDay
from klagomal.deadlines.stops import first_end, lost_messages, stills_of
from klagomal.promises.counting import last_day
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, Within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.case import Case
    from klagomal.deadlines.surroundings import Surroundings
    from klagomal.promises.obligations import Obligation

__all__ = ["clocks_of", "places"]

_NO_CLOCKS = (NO_CLOCK,)


def clocks_of(
    obligation: Obligation, others: Mapping[str, tuple[Clock, ...]], around: Surroundings
) -> tuple[Clock, ...]:
    """Return one clock for each run: exactly one, unless it runs each time something happens.

    ``others`` holds the clocks of the obligations that this one refers to, whether they concern the
    case or not. A clock that has not started has ``started_on`` ``None``.
    """
    found = _runs(obligation, others, around)
    if not around.given:
        return found
    counted = {id_: tuple(c.recount or c for c in clocks) for id_, clocks in others.items()}
    recounts = _runs(obligation, counted, around.recounted())
    return tuple(
        clock if clock == again else attrs.evolve(clock, recount=again)
        for clock, again in zip(found, recounts, strict=True)
    )


def _runs(
    obligation: Obligation, others: Mapping[str, tuple[Clock, ...]], around: Surroundings
) -> tuple[Clock, ...]:
    if obligation.is_only_if_late:
        clocks = _notices(obligation, others.get(obligation.follows, _NO_CLOCKS), around)
        return _numbered(clocks)
    parents = _leaned_on(obligation.follows, obligation, others, around)
    if around.is_repeated(obligation.follows):
        begun = [parent for parent in parents if parent.started_on]
        along = [_Start(p.start, p.begun, p.started_on) for p in begun if p.started_on]
        starts = _once_concerned(obligation, along, around)
        both = zip(starts, begun, strict=True)
        clocks = [_run(obligation, start, starts, parent, around) for start, parent in both]
    else:
        starts = _starts(obligation, others, around)
        clocks = [_run(obligation, start, starts, parents[0], around) for start in starts]
    return _numbered(clocks)


def _numbered(clocks: list[Clock]) -> tuple[Clock, ...]:
    numbered = [attrs.evolve(c, occurrence=n) if n > 1 else c for n, c in enumerate(clocks, 1)]
    return tuple(numbered) or _NO_CLOCKS


def _leaned_on(
    id_: str,
    obligation: Obligation,
    others: Mapping[str, tuple[Clock, ...]],
    around: Surroundings,
) -> tuple[Clock, ...]:
    """Return the clocks of the obligation ``id_``, from which ``obligation`` takes a day.

    One that came to concern the case later than ``obligation`` is counted as if it always had: the
    person was told a day that leans on it.
    """
    other = around.obligations.get(id_)
    if not around.lifts or not other:
        return others.get(id_, _NO_CLOCKS)
    is_later = around.lifts_of(other)[1] > around.lifts_of(obligation)[1]
    if around.concerns(id_) and not is_later:
        return others.get(id_, _NO_CLOCKS)
    always = attrs.evolve(other.applies_to, categories=(), except_categories=())
    return _runs(attrs.evolve(other, applies_to=always), others, around)


def _notices(
    obligation: Obligation, parents: tuple[Clock, ...], around: Surroundings
) -> list[Clock]:
    """Return the clocks of a duty to give notice, one along with each run that has started."""
    if not around.concerns(obligation.follows):
        return []
    return [notice_clock(obligation, p, around) for p in parents if p.started_on]


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
    may_count = start.__lt__ if obligation.after_start else None
    done, short_of = fulfilment(obligation, case, calendar, may_count)
    closed = case.closed_position if isinstance(obligation.term, BeforeClosing) else None
    fell_short = [event.position for event in short_of]
    return frozenset(p for p in (start, done, closed, *fell_short) if p is not None)


def _first_start(obligation: Obligation, case: Case) -> int | None:
    """Return the position of the event that first starts the clock, or ``None``."""
    if obligation.starts_on_arrival:
        return 0
    starts = starts_of(obligation, case)
    return starts[0] if starts else None


# --- where runs start -----------------------------------------------------------------------------


class _Start(NamedTuple):
    """Where a run starts: the event, if one starts it; the last event before it runs; the day.

    ``given`` is the day that the person was given for this run on arrival.
    """

    event: int | None
    begun: int
    on: date
    given: date | None = None


def _starts(
    obligation: Obligation, others: Mapping[str, tuple[Clock, ...]], around: Surroundings
) -> list[_Start]:
    """Return where the clock starts: at an event, or at the latest when another one fell due.

    It is the first run that starts at the latest then. No run starts before the obligation
    concerns the case.
    """
    given = around.given.get(obligation.id) if isinstance(obligation.term, Within) else None
    found = [_Start(p, p, around.day(p)) for p in starts_of(obligation, around.case)]
    if obligation.start_latest:
        first = _leaned_on(obligation.start_latest, obligation, others, around)[0]
        latest = None if first.paused else first.due
        if latest and (not found or latest < found[0].on):
            event = found[0].event if found else None
            found[:1] = [_Start(event, around.last_on(latest), latest)]
    if given and found and given >= found[0].on:
        counted_from = around.on_arrival.get(obligation.start_latest)
        if found[0].event == found[0].begun == 0 or found[0].on == counted_from:
            found[0] = found[0]._replace(given=given)
    found = _once_concerned(obligation, found, around)
    return found if obligation.each else found[:1]


def _once_concerned(
    obligation: Obligation, starts: list[_Start], around: Surroundings
) -> list[_Start]:
    """Return the starts, none of them before the obligation first concerns the case."""
    _, concerned_from = around.lifts_of(obligation)
    if not concerned_from:
        return starts
    first = _Start(None, concerned_from, around.day(concerned_from))
    return [s if s[1:3] >= first[1:3] else first._replace(event=s.event) for s in starts]


# --- one run --------------------------------------------------------------------------------------


def _run(
    obligation: Obligation,
    start: _Start,
    starts: Sequence[_Start],
    parent: Clock,
    around: Surroundings,
) -> Clock:
    """Return the clock of one run among those that begin at ``starts``.

    ``parent`` is the clock of the obligation that it follows, if it follows one.
    """
    case, calendar = around.case, around.calendar
    lifts, _ = around.lifts_of(obligation)
    is_one_of_many = obligation.each or around.is_repeated(obligation.follows)
    after = start.begun if is_one_of_many or obligation.after_start else -1
    may_count = None
    if is_one_of_many and not obligation.after_start:
        may_count = _on_the_day_or_later(start, starts, around)
    elif after >= 0:
        may_count = after.__lt__
    done, short_of = fulfilment(obligation, case, calendar, may_count)
    ended, lifted = first_end(obligation, lifts, after, start.on, done, around)
    stop = min((p for p in (done, ended) if p is not None), default=None)
    days = _due_days(obligation, start, parent, after, stop, around)
    return Clock(
        start=start.event,
        begun=start.begun,
        started_on=start.on,
        first_due=days.days[0].day if days.days else None,
        due=days.days[-1].day if days.days else None,
        done=done,
        done_on=None if done is None else around.day(done),
        first_noted=None if done is None else _first_noted(case, done, calendar),
        ended=ended,
        ended_on=None if ended is None else around.day(ended),
        lifted=lifted,
        notices=days.notices,
        warned=days.warned,
        short_of=short_of,
        undelivered=lost_messages(obligation, after, done, around),
        paused=bool(days.days) and days.days[-1].is_open,
        last_days=days.days,
        given=_given_otherwise(obligation, start, calendar),
        stills=days.stills,
        promised=_cut_short(obligation, start, days, case),
    )


def _given_otherwise(
    obligation: Obligation, start: _Start, calendar: WorkingCalendar
) -> date | None:
    """Return the day that the person was given for the run, if counting gives another one."""
    if start.given is None or not isinstance(obligation.term, Within):
        return None
    return None if start.given == last_day(obligation.term, start.on, calendar) else start.given


def _cut_short(obligation: Obligation, start: _Start, days: DueDays, case: Case) -> date | None:
    """Return the day that was promised, if the rule's limit for it comes earlier."""
    if not isinstance(obligation.term, ByPromise) or not obligation.term.at_most or not start.event:
        return None
    promised = _promised(case, start.event)
    return promised if promised and days.days and days.days[0].day < promised else None


def _on_the_day_or_later(
    start: _Start, starts: Iterable[_Start], around: Surroundings
) -> Callable[[int], bool]:
    """Return whether an event counts for one run of many: it comes later, or on the start day.

    For instance, a receiver tells the person who will call, and hands the case over a minute later.
    An event that itself starts a run fulfils no other run. What the person wrote again is answered
    by nothing that came before it.
    """
    if start.event == start.begun and around.case.events[start.begun].slug == WroteAgain.slug:
        return start.begun.__lt__
    starting = {each.event for each in starts if each.event == each.begun}

    def counts(position: int) -> bool:
        if position > start.begun:
            return True
        return position not in starting and around.day(position) == start.on

    return counts


def _first_noted(case: Case, position: int, calendar: WorkingCalendar) -> date | None:
    """Return the day that a corrected entry gave at first, if the event's entry was corrected."""
    if not case.positions(Corrected.slug):
        return None
    version = case.versions[position]
    first = [each.was for each in case.corrections if each.by.version == version]
    return calendar.day_of(first[0].at) if first else None


def _due_days(
    obligation: Obligation,
    start: _Start,
    parent: Clock,
    after: int,
    stop: int | None,
    around: Surroundings,
) -> DueDays:
    """Return the last days of a run, before any notice and after all of them."""
    if isinstance(obligation.term, BeforeClosing):
        closed = around.closing(start.event, start.begun)
        return DueDays() if closed is None else DueDays((LastDay(around.day(closed)),))
    base = _base(obligation, start, parent, after, stop, around)
    if base is None:
        return DueDays()
    rule, case = obligation.delay, around.case
    told = [] if rule is None else _notices_of_run(obligation, case, start.begun, stop)
    found = due_days(base, start.on, rule, told, around.calendar)
    if not (parent.paused and stop is None):
        return found
    first = attrs.evolve(found.days[0], is_open=True)
    return attrs.evolve(found, days=(first, *found.days[1:]))


def _base(
    obligation: Obligation,
    start: _Start,
    parent: Clock,
    after: int,
    stop: int | None,
    around: Surroundings,
) -> Base | None:
    """Return where a run ends if no notice is given; ``None`` if no day can be named."""
    calendar, term = around.calendar, obligation.term
    match term:
        case Within():
            lifts, _ = around.lifts_of(obligation)
            stills = stills_of(obligation, lifts, after, start.on, stop, around)
            last = Last.of(term, start.on, calendar)
            return Base(Last.given(start.given) if start.given else last, term, None, stills)
        case ByPromise() if start.event and (promised := _promised(around.case, start.event)):
            if term.at_most is None:
                return Base(Last.told(promised))
            cap = Last.of(term.at_most, start.on, calendar)
            last = min(Last.told(promised), cap, key=lambda each: each.day(calendar))
            return Base(last, None, cap)
        case ByDueOf() if parent.due and parent.due >= start.on:
            stopped_on = around.day(stop) if parent.paused and stop is not None else parent.due
            return Base(Last.told(max(parent.due, stopped_on)))
        case _:
            return None


def _promised(case: Case, position: int) -> date | None:
    promised: date | None = getattr(case.events[position], "promised", None)
    return promised


def _notices_of_run(
    obligation: Obligation, case: Case, begun: int, stop: int | None
) -> list[tuple[int, DelayNotice]]:
    """Return the delay notices given while the clock ran, with their positions."""
    return [
        (position, event)
        for position, event in zip(
            case.positions(DelayNotice.slug), case.all(DelayNotice), strict=True
        )
        if position > begun
        and (stop is None or position < stop)
        and (obligation.level is None or case.level_at(position) == obligation.level)
    ]
