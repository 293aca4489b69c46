# SPDX-License-Identifier: Apache-2.0
"""The columns of one file: its headings are matched with those of the mapping."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from klagomal.errors import InputFileError, suggest
from klagomal.intake.problems import Grade, Problem, ProblemCode
from klagomal.intake.words import as_compared
from klagomal.vocabulary import Label

if TYPE_CHECKING:
    from klagomal.intake.mapping import ColumnMapping, EventLogMapping
    from klagomal.intake.rows import OpenFile

__all__ = ["Columns", "columns_of"]


@attrs.frozen
class Columns:
    """The headings of a file, the place that each known one means, and notes on unknown ones.

    ``places`` is keyed by the column's index, from 0.
    """

    headings: list[str]
    places: dict[int, str]
    notes: tuple[Problem, ...]


def columns_of(
    table: OpenFile, mapping: ColumnMapping | EventLogMapping, needed: Iterable[str]
) -> Columns:
    """Return the columns; raise :class:`~klagomal.errors.InputFileError` for an unusable header.

    A header is unusable if it has a heading twice, has two headings for one place, or lacks a
    heading for a ``needed`` place.
    """
    meant = {as_compared(heading): place for heading, place in mapping.columns.items()}
    headings = [" ".join(heading.split()) for heading in table.headings]
    places: dict[int, str] = {}
    seen: dict[tuple[str, str], str] = {}
    unknown = []
    for index, heading in enumerate(headings):
        if not heading:
            continue
        word = as_compared(heading)
        place = meant.get(word, "")
        for taken in [("heading", word)] + [("place", place)] * bool(place):
            if taken in seen:
                raise InputFileError(
                    f"line {table.line}: the headings {seen[taken]!r} and {heading!r} mean the "
                    "same; keep one of the two columns",
                    line=table.line,
                    column=heading,
                )
            seen[taken] = heading
        if place:
            places[index] = place
        else:
            unknown.append(heading)
    _check_needed(table.line, mapping, needed, headings, places)
    return Columns(headings, places, _notes(table.line, unknown, headings.count("")))


def _check_needed(
    line: int,
    mapping: ColumnMapping | EventLogMapping,
    needed: Iterable[str],
    headings: list[str],
    places: dict[int, str],
) -> None:
    missing = [place for place in needed if place not in places.values()]
    if not missing:
        return
    told = []
    for place in missing:
        names = mapping.headings(place)
        if not names:
            told.append(f"the mapping gives no column for {place!r}")
            continue
        near = suggest(names[0], [heading for heading in headings if heading])
        told.append(f"{' or '.join(map(repr, names))} ({place}) is missing; {near}")
    raise InputFileError(
        f"line {line}: {'. '.join(told)} Correct the header row or the mapping's columns",
        line=line,
        missing=missing,
    )


def _notes(line: int, unknown: list[str], nameless: int) -> tuple[Problem, ...]:
    names = [repr(heading) for heading in unknown]
    if nameless:
        names.append(f"'' ({nameless})")
    if not names:
        return ()
    shown = ", ".join(names)
    return (
        Problem(
            line=line,
            grade=Grade.NOTE,
            code=ProblemCode.UNKNOWN_COLUMN,
            message=Label(
                f"kolumner som inte läses: {shown}; ta med dem i mappningens columns om de behövs",
                f"columns that are not read: {shown}; add them to the mapping's columns if needed",
            ),
        ),
    )
