# SPDX-License-Identifier: Apache-2.0
"""A count told day by day or, when it is long, in stretches; and its roll."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from klagomal.calendar import Day, DayReason
from klagomal.explanation.phrases import amount, on_day, say, span
from klagomal.vocabulary import Language, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from klagomal.explanation.parts import Count, Step

__all__ = ["count_lines", "roll_lines"]

_MOST: Final = 31
"""The longest list that is told: a month of days."""


# --- the count ------------------------------------------------------------------------------------


def count_lines(count: Count, language: Language) -> list[str]:
    """Return one line for each day, or for each stretch when there are more than 31 days."""
    told = [_step(step, count.term.unit, language) for step in count.steps]
    if len(told) > _MOST:
        told = _stretches(count, language)
    told = [f"  {line}" for line in told]
    if count.term.unit is not Unit.WORKING_DAYS and count.closed:
        told.append(
            say(
                language,
                "Alla dagar räknas. {} av dem är inte arbetsdagar.",
                "Every day counts. {} of them are no working days.",
                len(count.closed),
            )
        )
    return told


def _step(step: Step, unit: Unit, language: Language) -> str:
    day = on_day(step.day.date, language, year=False)
    if step.number is None:
        why = closed_by(step.day, language)
        return say(language, "{}: räknas inte ({})", "{}: not counted ({})", day, why)
    notes = []
    if not step.day.working:
        notes.append(closed_by(step.day, language))
    elif step.day.reason is DayReason.LOCAL_OPEN:
        notes.append(step.day.label(language))
    if step.completes:
        notes.append(amount(step.completes, unit, language))
    counted = say(language, "{}: {} {}", "{}: {} {}", day, _counted(unit, language), step.number)
    return f"{counted} ({'; '.join(notes)})" if notes else counted


def _counted(unit: Unit, language: Language) -> str:
    """Return what a number in the list counts."""
    if unit is Unit.WORKING_DAYS:
        return say(language, "arbetsdag", "working day")
    return say(language, "dag", "day")


def closed_by(day: Day, language: Language) -> str:
    """Return why a day is no working day: its name, or that it is a weekend."""
    return DayReason.WEEKEND.label(language) if _plain_weekend(day) else day.label(language)


def _plain_weekend(day: Day) -> bool:
    return day.reason is DayReason.WEEKEND


# --- in stretches ---------------------------------------------------------------------------------


def _stretches(count: Count, language: Language) -> list[str]:
    """Return the count in the finest stretches that make a list short enough to read."""
    if count.term.unit is Unit.WORKING_DAYS:
        return _working_stretches(count, language)
    for key in (_by_unit if count.term.unit is not Unit.CALENDAR_DAYS else _by_month, _by_year):
        told = [_stretch(steps, count.term.unit, language) for steps in _grouped(count.steps, key)]
        if len(told) <= _MOST:
            return told
    return [_stretch(list(count.steps), count.term.unit, language)]
