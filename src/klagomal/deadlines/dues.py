# SPDX-License-Identifier: Apache-2.0
"""The last day of one run, and how pauses and delay notices move it.

The run is walked in the order of the log. A stretch in which the clock stands still puts the last
day off by the days that it would have counted. A notice that counts can set a new one. A stretch
that such a notice falls into is taken in two parts, since only what comes after the notice moves
the day that it set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from klagomal.deadlines.runs import LastDay, NoticeGiven, Still
from klagomal.promises.counting import (
    End,
    count_days,
    day_zero,
    end_of,
    prolonged,
    put_off,
    rolled,
)
from klagomal.promises.terms import Within
from klagomal.vocabulary import Extension

if TYPE_CHECKING:
    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.events import DelayNotice
    from klagomal.promises.obligations import DelayRule

__all__ = ["Base", "DueDays", "Last", "due_days"]


@attrs.frozen
class Last:
    """A last day: where the term ends, and the term whose roll then applies, if one does.

    ``is_told`` says that the person was told this very day. A clock that stood still until
    ``not_before`` ends no earlier, whatever the roll.
    """

    end: End
    rolls_as: Within | None = None
    is_told: bool = False
    not_before: date = date.min

    @classmethod
    def of(cls, term: Within, started_on: date, calendar: WorkingCalendar) -> Last:
        """Return the last day of a term; a roll backwards goes no further than to its start."""
        return cls(end_of(term, started_on, calendar), term, False, started_on)

    @classmethod
    def given(cls, day: date) -> Last:
        """Return a last day that was counted on arrival and given to the person."""
        return cls(End(day))

    @classmethod
    def told(cls, day: date) -> Last:
        """Return a last day that the person was told; it is not rolled."""
        return cls(End(day), None, True)

    def day(self, calendar: WorkingCalendar) -> date:
        """Return the day itself, after the roll."""
        if self.rolls_as is None:
            return self.end.day
        return max(rolled(self.rolls_as, self.end.day, calendar), self.not_before)


@attrs.frozen
class DueDays:
    """The last days of a run, the first one first, and what each delay notice did.

    ``warned`` says whether a notice that counts concerned the latest of them. ``stills`` are the
    stretches in which the clock stood still.
    """

    days: tuple[LastDay, ...] = ()
    notices: tuple[NoticeGiven, ...] = ()
    warned: bool = False
    stills: tuple[Still, ...] = ()


_NEVER: Final = -1


@attrs.frozen
class _Course:
    """What moves together: the last day and the limits of its extensions.

    The last day is the earliest of ``ends``: the end of the term, or what a notice named and the
    limits of that. ``most`` is the limit of all notices together, once there is one.
    """

    ends: tuple[Last, ...]
    most: Last | None = None
    total: Last | None = None

    def last(self, calendar: WorkingCalendar) -> Last:
        """Return the earliest of the ends."""
        return min(self.ends, key=lambda last: last.day(calendar))

    def day(self, calendar: WorkingCalendar) -> date:
        """Return the last day."""
        return self.last(calendar).day(calendar)

    @property
    def is_told(self) -> bool:
        """Whether the person was told this very day."""
        return any(last.is_told for last in self.ends)


class Base(NamedTuple):
    """What a run ends on if no notice is given.

    ``term`` is how its days are counted; ``None`` if it ends on a day that was named, which does
    not move by itself. ``total`` is the last day beyond which no notice can move it, and ``stills``
    are the stretches in which the clock stood still.
    """

    last: Last
    term: Within | None = None
    total: Last | None = None
    stills: Sequence[Still] = ()


def due_days(
    base: Base,
    started_on: date,
    rule: DelayRule | None,
    told: Sequence[tuple[int, DelayNotice]],
    calendar: WorkingCalendar,
) -> DueDays:
    """Return the last days of a run; ``told`` are the delay notices with their positions."""
    last, term, total, stood = base
    zero = day_zero(term, started_on, calendar) if term else started_on
    if rule and rule.in_total:
        by_rule = Last.of(rule.in_total, started_on, calendar)
        total = min((x for x in (total, by_rule) if x), key=lambda x: x.day(calendar))
    found = [(_Course((last,), None, total), (_NEVER, started_on))]
    extensions, warned, notices = 0, False, list[NoticeGiven]()
    for position, event in told if rule else ():
        assert rule is not None  # noqa: S101  (so that types are known)
        course, since = found[-1]
        until = (position, calendar.day_of(event.at))
        then, _ = _through(course, _parts(stood, since, until), term, zero, calendar)
        due = then.day(calendar)
        missing = rule.lacks(event)
        if rule.must_precede_due and until[1] > due:
            missing |= {"in_time"}
        moved = None
        if not missing:
            then = _limited(then, rule, calendar)
            is_more = rule.times is None or extensions < rule.times
            moved = _moved_by(event, then, rule, until[1], calendar, is_more=is_more)
        moved_to = moved.day(calendar) if moved else None
        notices.append(NoticeGiven(position, until[1], due, missing, moved_to, event.promised))
        if moved and moved_to:
            found.append((moved, until))
            extensions += moved_to > due
            warned = False
        elif not missing:
            warned = True
    days = []
    for course, since in found:
        end, is_open = _through(course, _parts(stood, since), term, zero, calendar)
        days.append(LastDay(end.day(calendar), since[0], is_open))
    return DueDays(tuple(days), tuple(notices), warned, tuple(stood))


# --- standing still -------------------------------------------------------------------------------


def _parts(
    stills: Iterable[Still],
    since: tuple[int, date | None] = (_NEVER, None),
    until: tuple[int, date] | None = None,
) -> Iterator[Still]:
    """Yield the parts of ``stills`` that lie between two notices, each given by place and day."""
    for still in stills:
        if until and still.begins >= until[0]:
            continue
        if still.ends is not None and still.ends <= since[0]:
            continue
        part = still
        if since[1] and still.begins < since[0]:
            part = attrs.evolve(part, first=since[1])
        if until and (still.ends is None or still.ends > until[0]):
            part = attrs.evolve(part, last=until[1])
        yield part


def _through(
    course: _Course,
    parts: Iterable[Still],
    term: Within | None,
    zero: date,
    calendar: WorkingCalendar,
) -> tuple[_Course, bool]:
    """Return where ``course`` is after ``parts``, and whether its clock stands still at the end.

    ``zero`` is the day that ``term`` is counted from. Stretches of one sort never overlap. Where
    sorts do, the days are counted once. A day that the person was told is moved by pauses only.
    """
    if term is None:
        return course, False
    found = [part for part in parts if part.is_pause or not course.is_told]
    for begins, ends in _once(found):
        course = _Course(
            tuple(_put_off(last, term, max(begins, zero), ends, calendar) for last in course.ends),
            course.most and _put_off(course.most, term, max(begins, zero), ends, calendar),
            course.total and _put_off(course.total, term, max(begins, zero), ends, calendar),
        )
    until = course.day(calendar)
    return course, any(x.last is None and max(x.first, zero) <= until for x in found)


def _once(stills: Iterable[Still]) -> list[tuple[date, date]]:
    """Return the first and last days of the stretches that have ended, without overlaps."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted((x.first, x.last) for x in stills if x.last is not None):
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _put_off(last: Last, term: Within, begins: date, ends: date, calendar: WorkingCalendar) -> Last:
    """Return the last day after a stretch in which the clock stood still.

    The day on which the clock stops counts; the day on which it goes on does not. It is put off by
    the days that ``term`` counts, and then rolled. No term runs out while the clock stands still:
    what is done then is done in time.
    """
    day, due = last.end.day, last.day(calendar)
    if begins > due:
        return last
    if (days := count_days(term, begins, ends, calendar)) > 0:
        day = put_off(term, due if begins > day else day, days, calendar)
    if ends <= due and day == last.end.day:
        return last
    return Last(last.end.put_off(max(day, ends), calendar), term, last.is_told, ends)


# --- notices --------------------------------------------------------------------------------------


def _limited(course: _Course, rule: DelayRule, calendar: WorkingCalendar) -> _Course:
    """Return ``course`` with the day beyond which this rule's notices can not move it."""
    if rule.at_most is None or (course.most and rule.times is None):
        return course
    most = Last(prolonged(course.last(calendar).end, rule.at_most, calendar), rule.at_most)
    return attrs.evolve(course, most=most)


def _moved_by(
    notice: DelayNotice,
    course: _Course,
    rule: DelayRule,
    told_on: date,
    calendar: WorkingCalendar,
    *,
    is_more: bool,
) -> _Course | None:
    """Return where a notice moves the last day, or ``None``; ``is_more`` says that it may be later.

    An earlier day counts if the person agreed to it. A day that has passed is none.
    """
    due, promised = course.day(calendar), notice.promised
    if rule.extends is Extension.NO or (promised and promised < told_on):
        return None
    if promised and notice.consented and promised < due:
        return attrs.evolve(course, ends=(Last.told(promised),))
    if not is_more or (rule.extends is Extension.TO_NEW_DATE and not promised):
        return None
    ends = tuple(last for last in (course.most, course.total) if last)
    moved = attrs.evolve(course, ends=(*ends, Last.told(promised)) if promised else ends)
    return moved if moved.day(calendar) > due and moved.day(calendar) >= told_on else None
