# SPDX-License-Identifier: Apache-2.0
"""Write out a count of days, day by day or in stretches when it is long, and its roll."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from klagomal.calendar import Day, DayReason
from klagomal.deadlines.explanation.grounds import DayStep
from klagomal.deadlines.explanation.phrases import on_day, say, span
from klagomal.vocabulary import Language, Unit

if TYPE_CHECKING:
    from klagomal.deadlines.explanation.grounds import DayCount
    from klagomal.promises.terms import Within

__all__ = ["count_lines", "roll_lines"]

MOST_LINES: Final = 31
"""The longest list that is written out in full: a month of days."""


# --- day by day -----------------------------------------------------------------------------------


def count_lines(count: DayCount, language: Language) -> list[str]:
    """Return one line for each day, or for each stretch when there are more than 31 days."""
    unit, closed = count.term.unit, len(count.closed)
    left_out = sum(step.number is None for step in count.steps)
    in_full = len(count.steps) <= MOST_LINES
    if in_full:
        told = [_step(step, unit, language) for step in count.steps]
    else:
        told = [_stretch(steps, unit, language) for steps in _stretches(count)]
    told = [f"  {line}" for line in told]
    if not _leaves_out(count.term):
        if closed:
            told.append(
                say(
                    language,
                    "Alla dagar räknas, också de som inte är arbetsdagar ({} av {}).",
                    "Every day counts, including those that are not working days ({} of {}).",
                    closed,
                    len(count.steps),
                )
            )
    elif not in_full and unit is Unit.WORKING_DAYS and not count.term.rests:
        told.append(
            say(
                language,
                "Helger och andra dagar som inte är arbetsdagar räknas inte ({} av {}).",
                "Weekends and other days that are not working days are not counted ({} of {}).",
                left_out,
                len(count.steps),
            )
        )
    elif not in_full:
        told.append(
            say(
                language,
                "Av dagarna räknas {} av {} inte.",
                "Of the days, {} of {} are not counted.",
                left_out,
                len(count.steps),
            )
        )
    return told


def _leaves_out(term: Within) -> bool:
    """Whether a term passes days that it does not count."""
    return bool(term.rests) or term.unit in (Unit.WORKING_DAYS, Unit.MON_SAT_DAYS)


def _step(step: DayStep, unit: Unit, language: Language) -> str:
    day = on_day(step.day.date, language, year=False)
    if step.number is None:
        return _not_counted(day, step.day, language)
    notes = []
    is_saturday_counted = unit is Unit.MON_SAT_DAYS and step.day.reason is DayReason.WEEKEND
    if step.day.reason is not DayReason.WORKING_DAY and not is_saturday_counted:
        notes.append(why_closed(step.day, language))
    if step.completes:
        notes.append(unit.amount(step.completes, language))
    return _numbered(day, unit, step.number, step.number, notes, language)


def _not_counted(day: str, why: Day, language: Language) -> str:
    return say(
        language, "{}: räknas inte ({})", "{}: not counted ({})", day, why_closed(why, language)
    )


def _numbered(
    days: str, unit: Unit, first: int, last: int, notes: Sequence[str], language: Language
) -> str:
    numbers = f"{first}" if first == last else f"{first}\N{EN DASH}{last}"
    word = {
        Unit.WORKING_DAYS: say(language, "arbetsdag", "working day"),
        Unit.MON_SAT_DAYS: say(language, "vardag", "weekday"),
    }.get(unit, say(language, "dag", "day"))
    if first != last:
        word = say(language, "{}", "{}s", word)
    told = f"{days}: {word} {numbers}"
    return f"{told} ({'; '.join(notes)})" if notes else told


def why_closed(day: Day, language: Language) -> str:
    """Return why a day is closed: the name of the day, or "weekend" on a plain weekend."""
    words = day.reason.words if day.reason is DayReason.WEEKEND else day.names
    return words.text(language)


# --- in stretches ---------------------------------------------------------------------------------


def _stretches(count: DayCount) -> list[list[DayStep]]:
    """Return the steps in the finest stretches that make a list short enough to read."""
    counted = [step for step in count.steps if step.number is not None]
    if _leaves_out(count.term):
        fine = _runs(count.steps)
    elif count.term.unit is Unit.CALENDAR_DAYS:
        fine = _grouped(counted, lambda day: (day.year, day.month))
    else:
        fine = _filled(counted)
    coarse = _grouped(counted, lambda day: (day.year, 0))
    return next((found for found in (fine, coarse) if len(found) <= MOST_LINES), [counted])


def _grouped(
    steps: Iterable[DayStep], key: Callable[[date], tuple[int, int]]
) -> list[list[DayStep]]:
    return [list(group) for _, group in groupby(steps, lambda step: key(step.day.date))]


def _filled(steps: Iterable[DayStep]) -> list[list[DayStep]]:
    """Return one stretch for each full week or month."""
    stretches: list[list[DayStep]] = [[]]
    for step in steps:
        stretches[-1].append(step)
        if step.completes:
            stretches.append([])
    return stretches[:-1]


def _runs(steps: Iterable[DayStep]) -> list[list[DayStep]]:
    """Return stretches of counted days and of rest; each holiday stands alone.

    Weekends that do not count are left out.
    """
    stretches: list[list[DayStep]] = []
    for step in steps:
        if step.number is None and step.day.reason is DayReason.WEEKEND:
            continue
        before = stretches[-1][-1] if stretches else None
        if before and before.day.reason is step.day.reason is DayReason.REST:
            stretches[-1].append(step)
        elif step.number is None or before is None or before.number is None:
            stretches.append([step])
        else:
            stretches[-1].append(step)
    return stretches


def _stretch(steps: Sequence[DayStep], unit: Unit, language: Language) -> str:
    first, last = steps[0], steps[-1]
    days = span(first.day.date, last.day.date, language)
    if first.number is None or last.number is None:
        return _not_counted(days, first.day, language)
    notes = [unit.amount(last.completes, language)] if last.completes else []
    return _numbered(days, unit, first.number, last.number, notes, language)


# --- the roll -------------------------------------------------------------------------------------


def _passed(days: Sequence[Day], language: Language) -> Iterator[tuple[str, Day]]:
    """Yield what a roll passes, with a day that tells why: each day, or a stretch if it is long."""
    if len(days) <= MOST_LINES:
        yield from ((on_day(day.date, language, year=False), day) for day in days)
        return
    for steps in _runs(DayStep(day, None, None) for day in days):
        yield span(steps[0].day.date, steps[-1].day.date, language), steps[0].day


def roll_lines(count: DayCount, language: Language) -> list[str]:
    """Return lines on a last day that is not a working day, and on where it moves."""
    if count.last.working:
        return []
    day, why = on_day(count.last.date, language), why_closed(count.last, language)
    day = day[:1].upper() + day[1:]
    if not count.moved:
        return [
            say(
                language,
                "{} är ingen arbetsdag ({}), men regeln flyttar inte sista dagen.",
                "{} is not a working day ({}), but the rule does not move the last day.",
                day,
                why,
            )
        ]
    told = [
        say(
            language,
            "{} är ingen arbetsdag ({}). Sista dagen flyttas {}:",
            "{} is not a working day ({}). The last day moves {}:",
            day,
            why,
            count.term.roll.label(language),
        )
    ]
    for day, passed in _passed(count.passed[1:], language):
        why = why_closed(passed, language)
        told.append(
            say(language, "  {}: ingen arbetsdag ({})", "  {}: not a working day ({})", day, why)
        )
    day = on_day(count.rolled, language, year=False)
    told.append(say(language, "  {}: arbetsdag", "  {}: working day", day))
    return told
