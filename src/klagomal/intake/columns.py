# SPDX-License-Identifier: Apache-2.0
"""Files with a row for each case: columns say what was done, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.intake.header import Columns
from klagomal.intake.moments import Stamp
from klagomal.intake.places import FACTS, Place, read_place
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.steps import Step
from klagomal.intake.words import is_there
from klagomal.intake.worksheet import NO_CELL, SourceCell, Worksheet

if TYPE_CHECKING:
    from klagomal.intake.mapping import ColumnMapping

__all__ = ["ColumnPlan"]

_ARRIVAL: Final = "received"


@attrs.frozen(kw_only=True)
class _StepPlan:
    """Where one event's parts stand in a row; ``at`` and ``details`` give indexes of cells."""

    slug: str
    number: int
    at: int | None
    details: tuple[tuple[int, Place], ...]
    fixed: tuple[tuple[Place, str], ...]
    dated_by: str


class ColumnPlan:
    """A mapping worked out for the headings of one file."""

    def __init__(self, mapping: ColumnMapping, columns: Columns) -> None:
        self._mapping = mapping
        self._headings = columns.headings
        places = {index: read_place(place) for index, place in columns.places.items()}
        self._facts = [(i, place.attribute) for i, place in places.items() if not place.event]
        self._fixed = {
            name: SourceCell(f"fixed {name}", text)
            for name, text in mapping.fixed.items()
            if name in FACTS
        }
        self._steps = _step_plans(mapping, places)

    @property
    def records(self) -> frozenset[str]:
        """The events that the file can tell of; no other event is judged."""
        return frozenset(plan.slug for plan in self._steps if plan.at is not None or plan.dated_by)

    def facts(self, cells: list[str]) -> dict[str, SourceCell]:
        """Return what the row says of the feedback itself."""
        told = {name: SourceCell(self._headings[i], cells[i].strip()) for i, name in self._facts}
        return self._fixed | told

    def steps(self, cells: list[str], sheet: Worksheet) -> Iterator[Step]:
        """Yield what the row says was done."""
        stamps: dict[str, Stamp] = {} if sheet.arrival is None else {_ARRIVAL: sheet.arrival}
        for plan in self._steps:
            step = self._step(plan, cells, sheet, stamps)
            if step is not None:
                stamps[plan.slug] = step.stamp
                yield step

    def _step(
        self, plan: _StepPlan, cells: list[str], sheet: Worksheet, stamps: Mapping[str, Stamp]
    ) -> Step | None:
        dated = NO_CELL if plan.at is None else self._cell(plan.at, cells)
        filled = [
            (self._cell(i, cells), place)
            for i, place in plan.details
            if (is_there(cells[i]) if place.element else cells[i].strip())
        ]
        if not dated.text and not filled:
            return None
        told = sheet.told(plan.slug, filled)
        if not dated.text and not told:
            return None
        try:
            stamp = self._stamp(dated, sheet, stamps.get(plan.dated_by), filled)
        except CellError as error:
            undated = error.code is ProblemCode.UNDATED
            sheet.lose(error, decides=not undated and sheet.lexicon.decides("at", plan.slug))
            return None
        column, value = dated if dated.text else filled[0][0]
        return Step(
            slug=plan.slug,
            number=plan.number,
            stamp=stamp,
            column=column,
            value=value,
            attributes=_completed(told, plan, sheet),
        )

    def _stamp(
        self,
        dated: SourceCell,
        sheet: Worksheet,
        lent: Stamp | None,
        filled: list[tuple[SourceCell, Place]],
    ) -> Stamp:
        if dated.text:
            return sheet.stamp(dated, self._mapping)
        if lent is None:
            raise CellError(
                ProblemCode.UNDATED,
                "hör till ett steg utan datum; steget är inte inläst",
                "belongs to a step without a date; the step was not read",
            ).within(*filled[0][0])
        return lent

    def _cell(self, index: int, cells: list[str]) -> SourceCell:
        return SourceCell(self._headings[index], cells[index].strip())


def _completed(told: dict[str, object], plan: _StepPlan, sheet: Worksheet) -> dict[str, object]:
    """Return the attributes, with the mapping's fixed values where no column gives one."""
    for place, text in plan.fixed:
        found = sheet.read(SourceCell(f"fixed {place}", text), place.attribute, plan.slug)
        told.setdefault(place.attribute, found)
    return told


def _step_plans(mapping: ColumnMapping, places: Mapping[int, Place]) -> list[_StepPlan]:
    occurrences = dict.fromkeys(place.occurrence for place in places.values() if place.event)
    fixed = [(read_place(written), text) for written, text in mapping.fixed.items()]
    plans = []
    for slug, number in occurrences:
        own = [(i, place) for i, place in places.items() if place.occurrence == (slug, number)]
        plans.append(
            _StepPlan(
                slug=slug,
                number=number,
                at=next((i for i, place in own if place.attribute == "at"), None),
                details=tuple((i, place) for i, place in own if place.attribute != "at"),
                fixed=tuple((p, text) for p, text in fixed if p.occurrence == (slug, number)),
                dated_by=mapping.dated_by.get(slug, ""),
            )
        )
    return sorted(plans, key=lambda plan: bool(plan.dated_by))
