# SPDX-License-Identifier: Apache-2.0
"""Find parts of an obligation's terms that can never act, and words that look like others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.errors import CalendarRangeError
from klagomal.policy.linting.finding import warning
from klagomal.policy.reach import terms_of
from klagomal.promises.counting import end_of, last_day, prolonged, rolled
from klagomal.promises.obligations import On
from klagomal.promises.terms import BeforeClosing, ByPromise, InWords, Within
from klagomal.vocabulary import Content, Roll

if TYPE_CHECKING:
    from klagomal.policy.linting.finding import Finding
    from klagomal.policy.policy import Policy
    from klagomal.promises.obligations import Obligation

__all__ = ["check_terms_of"]

_LastDay = Callable[[date], date]
_ARRIVAL: Final = (On("received"),)
_KNOWN: Final = tuple(word.value for word in Content)


def check_terms_of(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    """Yield what in the terms of ``obligation`` changes nothing, or was hardly meant."""
    yield from _idle_fields(obligation, policy, path)
    yield from _seasons(obligation, path)
    yield from _limits(obligation, policy, path)
    yield from _pausing(obligation, policy, path)
    if obligation.each and obligation.starts_on == _ARRIVAL and not obligation.follows:
        yield warning(
            "runs_once",
            f"{path}.each",
            "ett ärende kommer in bara en gång, så tiden börjar inte på nytt",
            "a case arrives only once, so the clock never starts anew",
        )
    yield from _content(obligation, path)


def _idle_fields(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    """Yield the fields of the terms that move no last day, from whatever day they are counted."""
    for place, term in terms_of(obligation):
        for field, idle in _IDLE.items():
            if getattr(term, field) == idle or (field == "roll" and obligation.pausable):
                continue  # a clock that stood still can go on on a day that is no working day
            without = attrs.evolve(term, **{field: idle})
            last, plain = (partial(_counted, each, policy.calendar) for each in (term, without))
            if _always_alike(last, plain, policy.calendar):
                yield warning(
                    f"{field}_moves_nothing",
                    f"{path}.{place}.{field}",
                    "flyttar aldrig någon dag i den här kalendern",
                    "never moves a day in this calendar",
                )


_IDLE: Final[Mapping[str, Any]] = {"roll": Roll.NONE, "start_roll": Roll.NONE, "rests": ()}


_COMPARED: Final = 800
"""So many days in a row hold every season and every weekday."""


def _counted(term: Within, calendar: WorkingCalendar, day: date) -> date:
    return last_day(term, day, calendar)


def _compared(one: _LastDay, other: _LastDay, calendar: WorkingCalendar) -> list[timedelta]:
    """Return how much later ``one`` is, for clocks that start on many days of the calendar.

    It is empty where the calendar ends before that.
    """
    latest = calendar.last - timedelta(days=_COMPARED)
    start = max(min(latest, date(2024, 1, 1)), calendar.first)
    try:
        days = [start + timedelta(days=number) for number in range(_COMPARED)]
        return [one(day) - other(day) for day in days]
    except CalendarRangeError:
        return []


def _always_alike(one: _LastDay, other: _LastDay, calendar: WorkingCalendar) -> bool:
    found = _compared(one, other, calendar)
    return bool(found) and not any(found)


def _always_earlier(one: _LastDay, other: _LastDay, calendar: WorkingCalendar) -> bool:
    """Whether ``one`` is never later, and not always the same day."""
    found = _compared(one, other, calendar)
    return any(found) and max(found) <= timedelta(0)


def _seasons(obligation: Obligation, path: str) -> Iterator[Finding]:
    """Yield seasons that only the term rests in, and seasons longer than half a year."""
    rests = obligation.term.rests if isinstance(obligation.term, Within) else ()
    for place, term in terms_of(obligation):
        if rests and not term.rests and place.startswith("delay."):
            yield warning(
                "counts_through_the_rests",
                f"{path}.{place}",
                "räknar också de dagar då tiden själv vilar; ange rests även här om de ska vila",
                "counts the days in which the term itself rests; give rests here too if it is to",
            )
        days = (date(2023, 1, 1) + timedelta(days=number) for number in range(365))
        if sum(any(season.covers(day) for season in term.rests) for day in days) > _HALF_A_YEAR:
            yield warning(
                "rests_most_of_the_year",
                f"{path}.{place}.rests",
                "vilar mer än halva året; är början och slutet omkastade?",
                "rests for more than half of the year; are the first and last days swapped?",
            )


_HALF_A_YEAR: Final = 183


def _limits(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    """Yield the limit of all extensions if another limit always comes earlier."""
    rule, term, calendar = obligation.delay, obligation.term, policy.calendar
    if rule is None or rule.in_total is None:
        return
    if isinstance(term, ByPromise) and term.at_most:
        other = partial(_counted, term.at_most, calendar)
    elif isinstance(term, Within) and rule.at_most and rule.times in (None, 1):
        other = partial(_extended, term, rule.at_most, calendar)
    else:
        return
    if _always_earlier(other, partial(_counted, rule.in_total, calendar), calendar):
        yield warning(
            "limit_never_reached",
            f"{path}.delay.in_total",
            "en annan gräns nås alltid först",
            "another limit is always reached first",
        )


def _extended(term: Within, more: Within, calendar: WorkingCalendar, day: date) -> date:
    """Return the last day of a term that starts on ``day`` and is made longer."""
    end = prolonged(end_of(term, day, calendar), more, calendar).day
    return rolled(more, end, calendar)


def _pausing(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    has_no_count = isinstance(obligation.term, ByPromise | InWords | BeforeClosing)
    leans = obligation.follows and not policy.obligation(obligation.follows).pausable
    if obligation.pausable and (has_no_count or leans):
        yield warning(
            "pause_moves_nothing",
            f"{path}.pausable",
            "det finns ingen räknad dag som en paus kan flytta",
            "there is no counted day that a pause could move",
        )


def _content(obligation: Obligation, path: str) -> Iterator[Finding]:
    asked = {"content": obligation.content}
    for field in ("starts_on", "fulfilled_by", "also_by", "ended_by"):
        wanted = (pattern.content for pattern in getattr(obligation, field))
        asked[f"{field}.content"] = frozenset().union(*wanted)
    asked["delay.content"] = obligation.delay.content if obligation.delay else frozenset()
    for place, words in asked.items():
        for word in sorted(words.difference(_KNOWN)):
            for like in get_close_matches(word, _KNOWN, n=1, cutoff=_ALIKE):
                yield warning(
                    "content_like_another",
                    f"{path}.{place}",
                    f"{word!r} är ett eget ord; menades {like!r}?",
                    f"{word!r} is a word of your own; was {like!r} meant?",
                )


_ALIKE: Final = 0.85
"""How like a known word another one must be: a letter or two of ten may differ."""
