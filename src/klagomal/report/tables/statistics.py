# SPDX-License-Identifier: Apache-2.0
"""The statistics that policies name without setting a pass mark, and how each is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from klagomal.report.counting.keys import (
    Among,
    Aspect,
    Count,
    Lead,
    Population,
    Repeats,
    Row,
    Subject,
)
from klagomal.report.figures import Column, Figure, Form, Why
from klagomal.report.groupings import GROUPINGS, Breakdown
from klagomal.report.tables.columns import Measure, Ratio, View, count, share, timed
from klagomal.report.tables.measures import (
    RECEIVED,
    Yes,
    in_group,
    told_of_measures,
    transfers_per_case,
)
from klagomal.vocabulary import Label, MeasureType, Unit

__all__ = ["STATISTICS"]

_VALUE: Final = Column("value", Label("Värde", "Value"))
_ANY: Final = Label("", "")


def _alone(measure: Measure) -> Measure:
    """Return the measure with its form in the figure, since statistics share one column."""

    def figure(view: View, row: Row) -> Figure:
        return attrs.evolve(measure.figure(view, row), form=measure.column.form)

    return Measure(_VALUE, figure)


def _units(grouping: str, *, silent: bool) -> Measure:
    """Return how many units had nothing, or how many had something."""
    breakdown = Breakdown((GROUPINGS[grouping],))

    def figure(view: View, _: Row) -> Figure:
        if breakdown not in view.now.outline.by:
            return Figure(why=Why.NOTHING)
        rows = [Row(breakdown.names, line) for line in view.now.lines(breakdown)]
        n = sum((view.now.count(RECEIVED, row) == 0) is silent for row in rows)
        if view.rounding is None:
            return Figure(n, form=Form.COUNT)
        # What rounds to nothing may be something, and units with less have no line.
        least, most = (0, n) if silent else (n, None)
        return Figure(least, at_least=True, at_most=most, form=Form.COUNT)

    return Measure(_VALUE, figure)


def _median(lead: Lead) -> Measure:
    return timed(lead, Unit.CALENDAR_DAYS, "median", _ANY)


def _of_measures(aspect: Aspect, value: object) -> Measure:
    what = Count((Subject(Population.MEASURES, aspect),), Among((value,)))
    told = told_of_measures(aspect)
    return share("", _ANY, Ratio(what, told.told, untold=told.untold))


_REPEATED: Final = Count((Subject(Population.RECEIVED, Aspect.QUALITY),), Repeats())
_ANONYMOUS: Final = Ratio(in_group("anonymity", "anonymous"), RECEIVED)

STATISTICS: Final[Mapping[str, Measure]] = {
    "days_to_first_contact": _alone(_median(Lead.CONTACT)),
    "days_to_answer": _alone(_median(Lead.ANSWER)),
    "days_to_closing": _alone(_median(Lead.CLOSING)),
    "longest_silence": _alone(timed(Lead.SILENCE, Unit.CALENDAR_DAYS, "p90", _ANY)),
    "resolved_at_first_contact": _alone(Yes(Aspect.FIRST_CONTACT).share("", _ANY)),
    "reopened": _alone(Yes(Aspect.REOPENED).share("", _ANY)),
    "share_with_measure": _alone(Yes(Aspect.MEASURE).share("", _ANY)),
    "transfers_per_case": _alone(transfers_per_case(_ANY)),
    "anonymous": _alone(share("", _ANY, _ANONYMOUS)),
    "reclassified_to_complaint": _alone(Yes(Aspect.RECLASSIFIED).count("", _ANY)),
    "measures_undone": _alone(_of_measures(Aspect.STATE, value=False)),
    "preventive_measures": _alone(_of_measures(Aspect.TYPE, MeasureType.PREVENTIVE)),
    "repeat_complaints": _alone(count("", _ANY, _REPEATED)),
    "units_without_registrations": _units("unit", silent=True),
    "by_receiving_unit": _units("receiving_unit", silent=False),
}
"""How each statistic that policies name is worked out, by its code."""
