# SPDX-License-Identifier: Apache-2.0
"""Compare how strict two promises are: a partial order, without guesses where it gives no answer.

One obligation is at least as strict as another when whoever keeps the one keeps the other: it
covers no less, binds no weaker, is due no later, demands no less and is lifted or extended no more
easily. Where one is stricter in one respect and less strict in another, neither is stricter, and
both have to be kept.

A case that stood still because it was moved elsewhere for a while is not compared by.

Terms compare as follows. A number of days is stricter than *before closing*, which is stricter than
words. Two numbers are compared by the days they give, whatever their units: working days with
calendar days or months, from each starting day of the years 2001 to 2028 (a whole cycle of the
week and the leap years) in the policy's own calendar. A number that never gives a later day than
the other is at least as strict. A promised date compares only with another promised date.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.errors import CalendarRangeError
from klagomal.promises.counting import last_day
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope
from klagomal.promises.terms import BeforeClosing, ByPromise, InWords, Term, Within
from klagomal.vocabulary import Extension, Strength, Unit

__all__ = ["at_least_as_strict", "covers", "never_later"]

_FIRST: Final = date(2001, 1, 1)
_LAST: Final = date(2028, 12, 31)
_WEAKEST_FIRST: Final = (Strength.SHOULD, Strength.TARGET, Strength.PROMISE, Strength.MUST)


def at_least_as_strict(one: Obligation, other: Obligation, calendar: WorkingCalendar) -> bool:
    """Whether keeping ``one`` keeps ``other`` as well, for every case that ``other`` covers.

    Both are counted in ``calendar``. Ids, titles, purposes and citations do not matter.
    """
    return (
        _same_clock(one, other)
        and covers(one.applies_to, other.applies_to)
        and one.waived_if <= other.waived_if
        and _WEAKEST_FIRST.index(one.strength) >= _WEAKEST_FIRST.index(other.strength)
        and _demands_no_less(one, other)
        and _lets_go_no_easier(one, other)
        and never_later(one.term, other.term, calendar)
    )


def covers(one: Scope, other: Scope) -> bool:
    """Whether everything inside ``other`` is inside ``one``."""
    if any(other.covers_category(category) for category in one.except_categories):
        return False
    for field in attrs.fields(Scope):
        if field.name == "except_categories":
            continue  # what it leaves out makes a scope narrower, not wider
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, AbstractSet):
            if mine and not (theirs and theirs <= mine):
                return False
        elif mine and not theirs:
            return False
    return True


def never_later(one: Term, other: Term, calendar: WorkingCalendar) -> bool:
    """Whether ``one`` never gives more time than ``other``, from whatever day both start.

    Raises :class:`~klagomal.errors.CalendarRangeError` when no day to compare lies in the
    calendar.
    """
    if one == other:
        return True
    match one, other:
        case Within(), Within():
            return _never_later(one, other, calendar)
        case ByPromise(cap), ByPromise(other_cap):
            return other_cap is None or (cap is not None and never_later(cap, other_cap, calendar))
        case Within(), BeforeClosing() | InWords():
            return True
        case BeforeClosing(), InWords():
            return True
        case _:
            return False


@lru_cache(maxsize=256)
def _never_later(one: Within, other: Within, calendar: WorkingCalendar) -> bool:
    start = max(_FIRST, calendar.first)
    end = min(_LAST, calendar.last)
    compared = 0
    while start <= end:
        try:
            first, second = last_day(one, start, calendar), last_day(other, start, calendar)
        except CalendarRangeError:
            if not compared:
                raise
            break
        if first > second:
            return False
        compared += 1
        start += timedelta(days=1)
    if not compared:
        raise CalendarRangeError(
            f"the calendar covers {calendar.first} to {calendar.last}, none of the years "
            f"{_FIRST.year} to {_LAST.year} that terms are compared over",
            first=calendar.first,
            last=calendar.last,
        )
    return True


def _same_clock(one: Obligation, other: Obligation) -> bool:
    """Whether both start on the same events and run equally often; others are not compared."""
    names = ("starts_on", "level", "each", "start_latest", "after_start")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _demands_no_less(one: Obligation, other: Obligation) -> bool:
    if other.content:
        # An element counts for ``other`` only in an event that ``other`` looks at.
        outright, looked_at = other.also_by, other.fulfilled_by
    else:
        outright = looked_at = (*other.fulfilled_by, *other.also_by)
    return (
        _all_within(one.fulfilled_by, looked_at)
        and _all_within(one.also_by, outright)
        and one.content >= other.content
        and (other.accepts_automatic or not one.accepts_automatic)
    )


def _all_within(patterns: tuple[On, ...], others: tuple[On, ...]) -> bool:
    return all(any(_within(pattern, other) for other in others) for pattern in patterns)


def _within(pattern: On, other: On) -> bool:
    """Whether every event that ``pattern`` accepts is accepted by ``other``."""
    return (
        pattern.event == other.event
        and other.content <= pattern.content
        and other.name in ("", pattern.name)
        and all(
            not wider or (narrower and narrower <= wider)
            for narrower, wider in (
                (pattern.by, other.by),
                (pattern.to, other.to),
                (pattern.modes, other.modes),
            )
        )
        and (pattern.individually or not other.individually)
        and (pattern.other_handler or not other.other_handler)
        and other.within in (None, pattern.within)
    )


def _lets_go_no_easier(one: Obligation, other: Obligation) -> bool:
    return (
        _all_within(one.ended_by, other.ended_by)
        and (not one.pausable or (other.pausable and _pause_alike(one.term, other.term)))
        and (one.delay == other.delay or not (_extends(one.delay) or _extends(other.delay)))
    )


def _pause_alike(one: Term, other: Term) -> bool:
    """Whether a pause moves the last day of both by the same number of days."""
    if not isinstance(one, Within) or not isinstance(other, Within):
        return True
    return _counted(one) == _counted(other)


def _counted(term: Within) -> tuple[object, ...]:
    """Return which days a term counts: in weeks and months all of them count."""
    counts_all = term.unit in (Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS)
    return (None if counts_all else term.unit, term.rests)


def _extends(rule: DelayRule | None) -> bool:
    """Whether a notice can move the day: later, or earlier where the person agreed to it."""
    return rule is not None and rule.extends is not Extension.NO
