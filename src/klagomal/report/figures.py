# SPDX-License-Identifier: Apache-2.0
"""Tables of figures as plain values: what a report consists of, whatever it is written in.

A figure knows what it is a figure of: a share stands with its numerator and denominator, and with
how many were left out because nobody can know yet. A figure that must not be shown is *hidden* and
carries no number at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Any

import attrs

from klagomal.vocabulary import Label

__all__ = ["HIDDEN", "NOT_GIVEN", "TOTAL", "Column", "Figure", "Form", "Line", "Table"]

TOTAL = "*"
"""The value of a line that covers everything; no code can look like it."""
NOT_GIVEN = "-"
"""The value of a line for what nobody stated; no code can look like it."""

_DECIMALS = 4


class Form(StrEnum):
    """What kind of number a column holds."""

    COUNT = "count"
    SHARE = "share"
    CHANGE = "change"
    """A difference between two counts."""
    RATE_OF_CHANGE = "rate_of_change"
    POINTS = "points"
    """A difference between two shares."""
    DAYS = "days"
    MEAN = "mean"
    INDEX = "index"


@attrs.frozen
class Figure:
    """One number, or that there is none.

    ``value`` is ``None`` where nothing can be said (no denominator, no cases) and where the figure
    is ``hidden``. With ``at_least`` the number is a lower bound and ``at_most`` the upper one, if
    there is one.
    """

    value: int | Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    left_out: int | None = 0
    at_least: bool = False
    at_most: int | None = None
    hidden: bool = False
    form: Form | None = None
    """What kind of number it is, where that differs from its column's."""

    @classmethod
    def share(cls, numerator: int, denominator: int, left_out: int | None = 0) -> Figure:
        """Return ``numerator`` of ``denominator``; no value of nothing."""
        value = Fraction(numerator, denominator) if denominator else None
        return cls(value, numerator, denominator, left_out)

    def as_dict(self) -> dict[str, Any]:
        """Return the figure for JSON; shares and means are rounded to four decimals."""
        if self.hidden:
            return {"value": None, "hidden": True}
        value = self.value
        found: dict[str, Any] = {
            "value": round(float(value), _DECIMALS) if isinstance(value, Fraction) else value
        }
        if self.denominator is not None:
            found |= {"numerator": self.numerator, "denominator": self.denominator}
            found |= {"left_out": self.left_out} if self.left_out else {}
        if self.at_least:
            found |= {"at_least": True, "at_most": self.at_most}
        if self.form is not None:
            found["form"] = self.form.value
        return found


HIDDEN = Figure(hidden=True)
"""A figure that must not be shown."""


@attrs.frozen
class Column:
    """One measure: its stable code, its words and what kind of number it is."""

    measure: str
    words: Label
    form: Form = Form.COUNT


@attrs.frozen
class Line:
    """One line of a table: a stable value, its words, and a figure for each column."""

    value: str
    words: Label
    figures: tuple[Figure, ...]


@attrs.frozen
class Table:
    """Figures by ``dimension`` (what the lines are) and measure (the columns).

    ``notes`` say what a reader must know to read the figures right.
    """

    code: str
    words: Label
    dimension: str
    heading: Label
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[Label, ...] = ()

    def figure(self, value: str, measure: str) -> Figure:
        """Return one figure; ``KeyError`` where the table has no such line or column."""
        for line in self.lines:
            if line.value == value:
                for column, figure in zip(self.columns, line.figures, strict=True):
                    if column.measure == measure:
                        return figure
        raise KeyError((self.code, value, measure))

    def as_dict(self) -> dict[str, Any]:
        """Return the table for JSON, in a stable order."""
        return {
            "code": self.code,
            "title": {"sv": self.words.sv, "en": self.words.en},
            "dimension": self.dimension,
            "measures": [
                {"code": c.measure, "form": c.form.value, "sv": c.words.sv, "en": c.words.en}
                for c in self.columns
            ],
            "rows": [
                {
                    "value": line.value,
                    "sv": line.words.sv,
                    "en": line.words.en,
                    "figures": [figure.as_dict() for figure in line.figures],
                }
                for line in self.lines
            ],
            "notes": [{"sv": note.sv, "en": note.en} for note in self.notes],
        }

    def tidy(self) -> Iterator[dict[str, Any]]:
        """Yield one plain row per figure, for a dataframe."""
        for line in self.lines:
            for column, figure in zip(self.columns, line.figures, strict=True):
                yield {
                    "table": self.code,
                    "dimension": self.dimension,
                    "value": line.value,
                    "measure": column.measure,
                    "form": (figure.form or column.form).value,
                    "figure": figure.as_dict()["value"],
                    "numerator": figure.numerator,
                    "denominator": figure.denominator,
                    "left_out": figure.left_out,
                    "at_least": figure.at_least,
                    "hidden": figure.hidden,
                }
