# SPDX-License-Identifier: Apache-2.0
"""Which events of a case an obligation's patterns accept, and at which of them it is fulfilled.

A position is an index into ``case.events``.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from klagomal.deadlines.runs import ShortOf
from klagomal.promises.terms import ByPromise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.case import Case
    from klagomal.promises.obligations import Obligation, On

__all__ = ["accepts_at", "completed", "fulfilment", "matching", "starts_of", "turned_away"]


def starts_of(obligation: Obligation, case: Case) -> list[int]:
    """Return where runs start; where a day was promised, only such events start one (AMB-22)."""
    found = matching(obligation.starts_on, case, obligation.level)
    if not isinstance(obligation.term, ByPromise):
        return found
    return [p for p in found if getattr(case.events[p], "promised", None)] or found


def fulfilment(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    may_count: Callable[[int], bool] | None = None,
) -> tuple[int | None, tuple[ShortOf, ...]]:
    """Return the position that completes the obligation, and events that fell short before it.

    ``may_count`` says at which positions an event counts; ``None`` means at all of them.
    """
    first = case.first(obligation.done_by)
    if first is None:
        return None, ()
    if (
        may_count is None
        and obligation.is_direct
        and obligation.content <= getattr(case.events[first], "content", frozenset())
    ):
        return first, ()
    outright = matching(obligation.also_by, case, obligation.level)
    partial = matching(obligation.fulfilled_by, case, obligation.level)
    if may_count is not None:
        outright = [position for position in outright if may_count(position)]
        partial = [position for position in partial if may_count(position)]
    done, short_of = completed(obligation, case, calendar, outright, partial)
    turned = turned_away(obligation, case, calendar, done, may_count)
    return done, tuple(sorted((*short_of, *turned), key=_place)) if turned else short_of


def turned_away(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    done: int | None,
    may_count: Callable[[int], bool] | None = None,
) -> tuple[ShortOf, ...]:
    """Return the events before ``done`` that a pattern turned away, and what each lacked.

    They lack what a pattern itself demands, or others should have given the message, or in
    another way, or not a machine. They fulfil nothing, and neither does what they contain.
    """
    asked = (*obligation.fulfilled_by, *obligation.also_by)
    if obligation.accepts_automatic and not any(pattern.is_particular for pattern in asked):
        return ()
    found: dict[int, frozenset[str]] = {}
    for pattern in asked:
        for position in case.positions(pattern.event):
            if done is not None and position >= done:
                continue
            if may_count is not None and not may_count(position):
                continue
            if obligation.level not in (None, case.level_at(position)):
                continue
            missing = _lacks(pattern, obligation, case, position)
            if missing is not None and len(missing) <= len(found.get(position, missing)):
                found[position] = missing
    return tuple(
        ShortOf(place, calendar.day_of(case.events[place].at), missing)
        for place, missing in sorted(found.items())
        if missing
    )


def _lacks(pattern: On, obligation: Obligation, case: Case, position: int) -> frozenset[str] | None:
    """Return what keeps ``pattern`` from the event; ``None`` if it is about something else."""
    event = case.events[position]
    missing = pattern.lacks(event, case.received.by.id)
    if missing is None:
        return None
    if pattern.other_handler and not _is_new_handler(case, position):
        missing |= {"other_handler"}
    if getattr(event, "automatic", False) and not obligation.accepts_automatic:
        missing |= {"automatic"}
    return missing


_place = attrgetter("position")


def completed(
    obligation: Obligation,
    case: Case,
    calendar: WorkingCalendar,
    outright: list[int],
    partial: list[int],
) -> tuple[int | None, tuple[ShortOf, ...]]:
    """Return which of these events completes the obligation, and those that fell short before it.

    Those in ``outright`` do so whatever they contain.
    """
    if not obligation.accepts_automatic:
        outright, partial = _by_people(case, outright), _by_people(case, partial)
    if not obligation.content:
        return min(outright + partial, default=None), ()
    told: set[str] = set()
    short_of: list[ShortOf] = []
    for position in sorted({*outright, *partial}):
        if position in outright:
            return position, tuple(short_of)
        told |= getattr(case.events[position], "content", frozenset())
        missing = obligation.content - told
        if not missing:
            return position, tuple(short_of)
        day = calendar.day_of(case.events[position].at)
        short_of.append(ShortOf(position, day, frozenset(missing)))
    return None, tuple(short_of)


def matching(patterns: Iterable[On], case: Case, level: int | None) -> list[int]:
    """Return the positions, in order, of events that any pattern accepts."""
    found: list[int] = []
    for pattern in patterns:
        positions = case.positions(pattern.event)
        if not positions:
            continue
        if pattern.is_plain and level is None:
            found += positions
            continue
        found += [p for p in positions if _accepts(pattern, case, level, p)]
    return sorted(set(found)) if len(found) > 1 else found


def accepts_at(obligation: Obligation, case: Case, position: int) -> bool:
    """Whether the event at ``position`` is one that fulfils, all but its content."""
    event = case.events[position]
    if getattr(event, "automatic", False) and not obligation.accepts_automatic:
        return False
    return any(
        pattern.event == event.slug and _accepts(pattern, case, obligation.level, position)
        for pattern in (*obligation.fulfilled_by, *obligation.also_by)
    )


def _accepts(pattern: On, case: Case, level: int | None, position: int) -> bool:
    """Whether ``pattern`` accepts the event at ``position``, which has its slug."""
    return (
        (pattern.is_plain or pattern.accepts(case.events[position], case.received.by.id))
        and (level is None or case.level_at(position) == level)
        and not (pattern.other_handler and not _is_new_handler(case, position))
    )


def _by_people(case: Case, positions: list[int]) -> list[int]:
    return [p for p in positions if not getattr(case.events[p], "automatic", False)]


def _is_new_handler(case: Case, position: int) -> bool:
    event = case.events[position]
    handler = getattr(event, "handler", "") or event.by.id
    return handler != "" and handler not in case.handlers_below(case.level_at(position))
