# SPDX-License-Identifier: Apache-2.0
"""The clock of a duty to give notice: owed only if another obligation is not met by its due day.

Each due day that the other obligation was not met by needs a notice of its own, given no later than
that day. A notice that moves the due day is used up with it: being late again needs another one.
"""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

import attrs

from klagomal.cases.events import DelayNotice
from klagomal.deadlines.matching import completed, matching, turned_away
from klagomal.deadlines.runs import Clock, LastDay, ShortOf
from klagomal.deadlines.stops import first_end, lost_messages
from klagomal.promises.terms import BeforeClosing
from klagomal.vocabulary import Reason

if TYPE_CHECKING:
    from klagomal.cases.events import Event
    from klagomal.deadlines.surroundings import Surroundings
    from klagomal.promises.obligations import DelayRule, Obligation

__all__ = ["notice_clock"]


@attrs.frozen
class _Stage:
    """One last day of the other obligation, and the notice of it.

    Only notices after the event at ``after`` concern that day. ``is_open`` says that the clock
    stands still with time left to it. ``done`` is the event that completes the notice, in time or
    not; with ``may_be_later`` it is in time whenever it comes.
    """

    due: date | None
    after: int
    is_open: bool = False
    done: int | None = None
    done_on: date | None = None
    may_be_later: bool = False
    short_of: tuple[ShortOf, ...] = ()

    @property
    def kept_until(self) -> date | None:
        """The last day for the notice: a later one where it may come later, or the clock stood."""
        if self.due and self.done_on and (self.is_open or self.may_be_later):
            return max(self.due, self.done_on)
        return self.due

    @property
    def is_in_time(self) -> bool:
        """Whether the notice was given in time."""
        until = self.kept_until
        return self.done_on is not None and until is not None and self.done_on <= until


def notice_clock(obligation: Obligation, parent: Clock, around: Surroundings) -> Clock:
    """Return the clock that runs along with ``parent``, the other obligation's.

    It stops when that one is fulfilled or lifted. If that one was met by its first last day, no
    notice was needed.
    """
    started_on, begun = _beginning(obligation, parent, around)
    lifts, _ = around.lifts_of(obligation)
    own_end = first_end(obligation, lifts, parent.begun, started_on, None, around)
    stages = [_told(obligation, x, parent, around) for x in _stages(parent)]
    came_late = _came_after_closing(obligation, parent, around)
    needed = [
        stage
        for stage in stages
        if (came_late or not (_is_kept(parent) or _is_over_by(stage, _stop(parent), around)))
        and not _is_past(stage, started_on, parent)
        and not (_is_over_by(stage, own_end[0], around) and not _is_before(stage.done, own_end[0]))
    ]
    missed = [stage for stage in needed if not stage.is_in_time]
    stage = (missed or needed[-1:] or stages[-1:])[0]
    done = stage.done if needed else None
    ended, lifted = (None, None) if done is not None else _end(parent, own_end)
    due = stage.kept_until if needed else stage.due
    ended_on = None if ended is None else around.day(ended)
    if not needed and _is_past(stage, started_on, parent):
        due = None  # no notice is owed of a day that had passed when the duty began
    if due and ended_on and stage.is_open:
        due = max(due, ended_on)
    is_paused = stage.is_open and done is None and ended is None
    return Clock(
        start=parent.start,
        begun=begun,
        started_on=started_on,
        first_due=due,
        due=due,
        done=done,
        done_on=None if done is None else around.day(done),
        ended=ended,
        ended_on=ended_on,
        lifted=None if needed and lifted is Reason.NOT_NEEDED else lifted,
        notices=parent.notices,
        short_of=stage.short_of,
        undelivered=lost_messages(
            obligation, parent.begun, _stop(parent) if done is None else done, around
        ),
        paused=is_paused,
        last_days=() if due is None else (LastDay(due, stage.after, is_paused),),
    )


def _beginning(obligation: Obligation, parent: Clock, around: Surroundings) -> tuple[date, int]:
    """Return the day on which the clock starts, and the last event before it runs.

    It starts with ``parent``, or when the case first has a category that the duty covers.
    """
    assert parent.started_on is not None  # noqa: S101  (it runs along with one that has started)
    _, concerned_from = around.lifts_of(obligation)
    if not concerned_from:
        return parent.started_on, parent.begun
    on = around.day(concerned_from)
    return max((parent.started_on, parent.begun), (on, concerned_from))


def _stages(parent: Clock) -> list[_Stage]:
    """Return the last days that ``parent`` has had, in order, before any notice is looked at."""
    days = [(x.day, max(x.set_by, parent.begun), x.is_open) for x in parent.last_days]
    return [_Stage(*day) for day in days] or [_Stage(None, parent.begun)]


def _told(obligation: Obligation, stage: _Stage, parent: Clock, around: Surroundings) -> _Stage:
    """Return ``stage`` with the notice that was given of it, if one was."""
    case, calendar, stop = around.case, around.calendar, _stop(parent)
    rule = around.obligations[obligation.follows].delay

    def concerns(position: int) -> bool:
        return (
            position > stage.after
            and (stop is None or position < stop)
            and not _lacks(rule, case.events[position])
        )

    outright, partial = (
        [position for position in matching(patterns, case, obligation.level) if concerns(position)]
        for patterns in (obligation.also_by, obligation.fulfilled_by)
    )
    done, short_of = completed(obligation, case, calendar, outright, partial)
    short_of += turned_away(obligation, case, calendar, done, concerns)
    return attrs.evolve(
        stage,
        done=done,
        done_on=None if done is None else around.day(done),
        may_be_later=rule is not None and not rule.must_precede_due,
        short_of=short_of,
    )


def _end(
    parent: Clock, own_end: tuple[int | None, Reason | None]
) -> tuple[int | None, Reason | None]:
    """Return the position of the event that stopped the clock without a notice, and why."""
    over = _stop(parent)
    if _is_kept(parent):
        return over, Reason.NOT_NEEDED
    why = parent.lifted if over == parent.ended else Reason.NOT_NEEDED
    ends = [end for end in ((over, why), own_end) if end[0] is not None]
    return min(ends, default=(None, None), key=itemgetter(0))


def _stop(parent: Clock) -> int | None:
    """Return the position of the event that fulfilled the other obligation or lifted it."""
    return min((p for p in (parent.done, parent.ended) if p is not None), default=None)


def _is_kept(parent: Clock) -> bool:
    """Whether the other obligation was met by its first last day, and by an earlier one agreed."""
    if parent.done_on is None or parent.first_due is None or parent.due is None:
        return False
    return _stop(parent) == parent.done and parent.done_on <= min(parent.first_due, parent.due)


def _came_after_closing(obligation: Obligation, parent: Clock, around: Surroundings) -> bool:
    """Whether the other obligation had to be fulfilled before a closing, and was so after it.

    That may be on the same day.
    """
    closed = around.closing(parent.start, parent.begun)
    is_prior = isinstance(around.obligations[obligation.follows].term, BeforeClosing)
    return is_prior and closed is not None and parent.done is not None and closed < parent.done


def _is_over_by(stage: _Stage, end: int | None, around: Surroundings) -> bool:
    """Whether the event at ``end`` came no later than the last day, or before it had run out."""
    if stage.due is None:
        return True
    return end is not None and (stage.is_open or around.day(end) <= stage.due)


def _is_past(stage: _Stage, started_on: date, parent: Clock) -> bool:
    """Whether the last day had run out when a duty that began later than ``parent`` began."""
    is_later = started_on != parent.started_on and not stage.is_open
    return is_later and stage.due is not None and stage.due < started_on


def _is_before(done: int | None, end: int | None) -> bool:
    return done is not None and end is not None and done < end


def _lacks(rule: DelayRule | None, event: Event) -> bool:
    return rule is not None and isinstance(event, DelayNotice) and bool(rule.lacks(event))
