# SPDX-License-Identifier: Apache-2.0
"""Tables of figures as plain values: what a report consists of, whatever it is written in.

A figure knows what it is a figure of: a share stands with its numerator and denominator, with how
many were left out because nobody can know yet, and with how many cases could not be read at all. A
figure without a number says why there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Any

import attrs

from klagomal.vocabulary import Label, LabelledEnum

__all__ = ["NOT_GIVEN", "TOTAL", "Column", "Figure", "Form", "Line", "Table", "Why"]

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
    PER_1000 = "per_1000"
    """So many for each thousand inhabitants."""


class Why(LabelledEnum):
    """Why there is no number, the gravest reason first."""

    NOT_RECORDED = "not_recorded", "framgår inte av underlaget", "not in the source"
    NOT_YET = "not_yet", "har inte varit än", "not yet"
    TOO_FEW = "too_few", "för få för att visas", "too few to be shown"
    NOTHING = "nothing", "inget att räkna på", "nothing to work it out from"


@attrs.frozen
class Figure:
    """One number, or why there is none.

    ``value`` is ``None`` where nothing can be said; ``why`` then tells the reason. With
    ``at_least`` the number is a lower bound and ``at_most`` the upper one, if there is one. A share
    has its ``numerator`` and ``denominator``; ``left_out`` cases are in neither, and ``set_aside``
    cases could not be read, wherever they belong.
    """

    value: int | Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    left_out: int = 0
    at_least: bool = False
    at_most: int | Fraction | None = None
    form: Form | None = None
    """What kind of number it is, where that differs from its column's."""
    why: Why | None = None
    set_aside: int | None = None
    zero_to: int | None = None
    """In a rounded report, the most that a part of 0 may be; shares are then in whole per cent."""

    @classmethod
    def share(cls, numerator: int, denominator: int, left_out: int = 0) -> Figure:
        """Return ``numerator`` of ``denominator``; no value of nothing."""
        value = Fraction(numerator, denominator) if denominator else None
        why = None if denominator else Why.NOTHING
        return cls(value, numerator, denominator, left_out, why=why)

    def as_dict(self) -> dict[str, Any]:
        """Return the figure for JSON; shares and means are rounded to four decimals."""
        found: dict[str, Any] = {"value": _plain(self.value)}
        if self.why is not None:
            found["why"] = self.why.value
        if self.denominator is not None:
            found |= {"numerator": self.numerator, "denominator": self.denominator}
            found |= {"left_out": self.left_out} if self.left_out else {}
        if self.set_aside:
            found["set_aside"] = self.set_aside
        if self.at_least:
            found |= {"at_least": True, "at_most": _plain(self.at_most)}
        if self.form is not None:
            found["form"] = self.form.value
        return found


def _plain(value: Fraction | int | None) -> float | int | None:
    return round(float(value), _DECIMALS) if isinstance(value, Fraction) else value


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
                    "why": figure.why.value if figure.why else None,
                    "numerator": figure.numerator,
                    "denominator": figure.denominator,
                    "left_out": figure.left_out,
                    "set_aside": figure.set_aside,
                    "at_least": figure.at_least,
                    "at_most": _plain(figure.at_most),
                }
