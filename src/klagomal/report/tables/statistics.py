# SPDX-License-Identifier: Apache-2.0
"""The statistics that policies name without setting a pass mark, and how each is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from klagomal.report.counting.tally import Row
from klagomal.report.figures import HIDDEN, Column, Figure, Form
from klagomal.report.tables.columns import NOTHING, Measure, View, count, one, share, timed
from klagomal.report.tables.measures import moves_per_case, share_with_measure, yes_share
from klagomal.vocabulary import Label, Unit

__all__ = ["statistic"]


def statistic(code: str) -> Callable[[View, Row], Figure] | None:
    """Return how a statistic that policies name is worked out, or ``None`` if it is not."""
    return _STATISTICS.get(code)


def _plain(measure: Measure) -> Callable[[View, Row], Figure]:
    """Return the measure's figure with its form, since statistics share one column."""

    def figure(view: View, row: Row) -> Figure:
        return attrs.evolve(measure.figure(view, row), form=measure.column.form)

    return figure


def _empty_units(view: View, _row: Row) -> Figure:
    lines = view.now.lines.get("unit")
    if lines is None:
        return Figure()
    found = [view.now.count("received", row=("unit", unit)) for unit in lines]
    return HIDDEN if None in found else Figure(found.count(0), form=Form.COUNT)


def _receiving_units(view: View, _row: Row) -> Figure:
    lines = view.now.lines.get("receiving_unit")
    if lines is None:
        return Figure()
    found = [view.now.count("received", row=("receiving_unit", unit)) for unit in lines]
    return HIDDEN if None in found else Figure(len(found) - found.count(0), form=Form.COUNT)


def _repeated(view: View, _row: Row) -> Figure:
    n = view.now.repeated
    return HIDDEN if n is None else Figure(n, form=Form.COUNT)


_ANY = Label("", "")
_OF_MEASURES = one("measures")
_STATISTICS: Final[Mapping[str, Callable[[View, Row], Figure]]] = {
    "days_to_first_contact": _plain(timed("contact", Unit.CALENDAR_DAYS, "median", _ANY)),
    "days_to_answer": _plain(timed("answer", Unit.CALENDAR_DAYS, "median", _ANY)),
    "days_to_closing": _plain(timed("closing", Unit.CALENDAR_DAYS, "median", _ANY)),
    "longest_silence": _plain(timed("silence", Unit.CALENDAR_DAYS, "p90", _ANY)),
    "resolved_at_first_contact": _plain(yes_share("first_contact", _ANY)),
    "reopened": _plain(yes_share("reopened", _ANY)),
    "share_with_measure": _plain(share_with_measure(_ANY)),
    "transfers_per_case": _plain(Measure(Column("", _ANY, Form.MEAN), moves_per_case)),
    "anonymous": _plain(
        share("", _ANY, one("received", "anonymity", "anonymous"), one("received"), NOTHING)
    ),
    "reclassified_to_complaint": _plain(count("", _ANY, one("received", "reclassified", "yes"))),
    "measures_undone": _plain(
        share("", _ANY, one("measures", "state", "undone"), _OF_MEASURES, NOTHING)
    ),
    "preventive_measures": _plain(
        share("", _ANY, one("measures", "type", "preventive"), _OF_MEASURES, NOTHING)
    ),
    "repeat_complaints": _repeated,
    "units_without_registrations": _empty_units,
    "by_receiving_unit": _receiving_units,
}
