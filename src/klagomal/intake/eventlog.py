# SPDX-License-Identifier: Apache-2.0
"""Files with a row for each event: the case, what happened, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from klagomal.cases.events import EVENTS, Received
from klagomal.intake.cases import CaseBuilder
from klagomal.intake.header import Columns
from klagomal.intake.places import FACTS, Place, attributes
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.steps import Step
from klagomal.intake.words import as_compared, word_reader
from klagomal.intake.worksheet import SourceCell, Worksheet

if TYPE_CHECKING:
    from klagomal.intake.mapping import EventLogMapping
    from klagomal.intake.rows import SourceRow

__all__ = ["MAX_EVENTS", "EventLogPlan"]

_OF_THE_ROW: Final = frozenset({"case_id", "event", "at"})
MAX_EVENTS: Final = 1_000
"""A case that has this many rows or more is refused."""


class EventLogPlan:
    """A mapping worked out for the headings of one file."""

    def __init__(self, mapping: EventLogMapping, columns: Columns) -> None:
        self._mapping = mapping
        self._headings = columns.headings
        self._index = {place: index for index, place in columns.places.items()}
        self._attributes = [place for place in self._index if place not in _OF_THE_ROW]
        self.records = mapping.records
        own = {as_compared(word): slug for word, slug in mapping.own_words("event").items()}
        self._slug = word_reader({as_compared(slug): slug for slug in EVENTS} | own)

    def case_id(self, row: SourceRow) -> str:
        """Return the id of the case that a row belongs to, as the file has it."""
        return self._cell(row, "case_id").text

    def groups(self, rows: Iterable[SourceRow]) -> Iterator[list[SourceRow]]:
        """Yield each case's rows together.

        A broken row goes with the case before it, because it may belong to that case.
        """
        group: list[SourceRow] = []
        for row in rows:
            same = row.fault is not None or (
                bool(group) and self._group_id(group) in ("", as_compared(self.case_id(row)))
            )
            if group and (not same or len(group) >= MAX_EVENTS):
                yield group
                group = []
            group.append(row)
        if group:
            yield group

    def _group_id(self, group: list[SourceRow]) -> str:
        whole = (row for row in group if row.fault is None)
        return next((as_compared(self.case_id(row)) for row in whole), "")

    def check_together(self, rows: list[SourceRow], builder: CaseBuilder) -> None:
        """Refuse rows of a case that has been read already, and more rows than a case can have."""
        if len(rows) >= MAX_EVENTS:
            raise CellError(
                ProblemCode.ROW_TOO_BIG,
                f"ett ärende har högst {MAX_EVENTS - 1} rader",
                f"a case has at most {MAX_EVENTS - 1} rows",
            )
        cell = self._cell(rows[0], "case_id")
        if (first := builder.has_read(cell.text)) is not None:
            raise CellError(
                ProblemCode.DUPLICATE_CASE,
                f"lästes in redan på rad {first}; sortera filen så att ett ärendes rader hör ihop",
                f"was read on line {first} already; sort the file so that a case's rows stand "
                "together",
            ).within(*cell)

    def arrival(self, rows: Iterable[SourceRow]) -> SourceRow:
        """Return the row that opens the case, or raise a :class:`CellError`."""
        arrivals = [row for row in rows if self._event(row) == Received.slug]
        if len(arrivals) == 1:
            return arrivals[0]
        if arrivals:
            error = CellError(
                ProblemCode.DUPLICATE_CASE,
                f"kom in redan på rad {arrivals[0].line}",
                f"arrived on line {arrivals[0].line} already",
            )
            error.line = arrivals[1].line
            raise error
        raise CellError(
            ProblemCode.MISSING_VALUE,
            "ärendet har ingen rad som säger när det kom in",
            "the case has no row that tells of its arrival",
        )

    def facts(self, arrival: SourceRow) -> dict[str, SourceCell]:
        """Return what the arrival's row says of the feedback."""
        facts: dict[str, SourceCell] = {
            name: self._cell(arrival, name) for name in FACTS if name in self._index
        }
        return facts | {"received": self._cell(arrival, "at")}

    def steps(self, rows: Iterable[SourceRow], sheet: Worksheet) -> Iterator[Step]:
        """Yield what the other rows say was done."""
        numbers: dict[str, int] = {}
        for row in rows:
            slug = self._event(row)
            if slug == Received.slug:
                continue
            numbers[slug] = numbers.get(slug, 0) + 1
            step = self._step(row, slug, numbers[slug], sheet)
            if step is not None:
                yield step

    def _step(self, row: SourceRow, slug: str, number: int, sheet: Worksheet) -> Step | None:
        at = self._cell(row, "at")
        before = len(sheet.lost)
        try:
            try:
                stamp = sheet.stamp(at, self._mapping)
            except CellError as error:
                sheet.lose(error, decides=sheet.lexicon.decides("at", slug))
                return None
            return Step(
                slug=slug,
                number=number,
                stamp=stamp,
                column=at.column,
                value=at.text,
                line=row.line,
                attributes=self._told(row, slug, sheet),
            )
        except CellError as error:
            error.line = row.line
            raise
        finally:
            for lost in sheet.lost[before:]:
                lost.line = row.line

    def _told(self, row: SourceRow, slug: str, sheet: Worksheet) -> dict[str, object]:
        fitting = attributes(EVENTS[slug])
        filled = []
        for attribute in self._attributes:
            cell = self._cell(row, attribute)
            if cell.text and attribute in fitting:
                filled.append((cell, Place(slug, 1, attribute)))
            elif cell.text and attribute not in FACTS:
                sheet.lose(_unfitting(slug).within(*cell), decides=False)
        return sheet.told(slug, filled)

    def _event(self, row: SourceRow) -> str:
        cell = self._cell(row, "event")
        try:
            return self._slug(cell.text) or ""
        except CellError as error:
            error.line = row.line
            raise error.within(*cell) from None

    def _cell(self, row: SourceRow, place: str) -> SourceCell:
        index = self._index[place]
        return SourceCell(self._headings[index], row.cells[index].strip())


def _unfitting(slug: str) -> CellError:
    return CellError(
        ProblemCode.UNKNOWN_WORD,
        f"hör inte till händelsen {slug}; uppgiften är inte inläst",
        f"does not belong to the event {slug}; it was not read",
    )
