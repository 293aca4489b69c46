# SPDX-License-Identifier: Apache-2.0
"""Tables as Markdown, in Swedish or English, with numbers written as in that language.

``..`` stands for a number that is hidden and ``-`` for one that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from klagomal.report.figures import TOTAL, Figure, Form, Table
from klagomal.vocabulary import Label, Language

__all__ = ["escaped", "number", "table", "written"]

_NONE: Final = "-"
_HIDDEN: Final = ".."
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_BREAKS = re.compile(r"[ \t\r\n]+")
_OF = Label("av", "of")
_AT_LEAST = Label("minst", "at least")
_TO = Label("till", "to")
_POINTS = Label("procentenheter", "percentage points")


def escaped(text: str) -> str:
    """Return text so that Markdown shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text).strip(" "))


def number(
    value: int | Fraction, decimals: int, language: Language, *, signed: bool = False
) -> str:
    """Return a number with so many decimals, rounded half away from zero.

    Thousands are parted by a no-break space; the decimal sign is the language's.
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign = "+" if signed and rounded > 0 else ""
    text = f"{rounded + 0:,f}".replace(",", "\N{NO-BREAK SPACE}")
    return sign + (text.replace(".", ",") if language == "sv" else text)


def written(figure: Figure, form: Form, language: Language) -> str:
    """Return one figure as a reader sees it; a share with what it is a share of."""
    if figure.hidden:
        return _HIDDEN
    if figure.value is None:
        return _NONE
    if figure.at_least:
        return _bounds(figure.value, figure.at_most, language)
    text = _plain(figure.value, figure.form or form, language)
    match figure.form or form:
        case Form.SHARE:
            return f"{text} ({figure.numerator} {_OF.text(language)} {figure.denominator})"
        case Form.INDEX:
            return f"{text} ({figure.denominator})"
        case _:
            return text


def _plain(value: int | Fraction, form: Form, language: Language) -> str:
    match form:
        case Form.SHARE:
            return _percent(value, language)
        case Form.RATE_OF_CHANGE:
            return _percent(value, language, signed=True)
        case Form.POINTS:
            return f"{number(value * 100, 1, language, signed=True)} {_POINTS.text(language)}"
        case Form.MEAN:
            return number(value, 2, language)
        case _:
            return number(value, 0, language, signed=form is Form.CHANGE)


def _bounds(least: int | Fraction, most: int | None, language: Language) -> str:
    text = number(least, 0, language)
    if most is None:
        return f"{_AT_LEAST.text(language)} {text}"
    return f"{text} {_TO.text(language)} {number(most, 0, language)}"


def _percent(value: int | Fraction, language: Language, *, signed: bool = False) -> str:
    text = number(Fraction(value) * 100, 1, language, signed=signed)
    return f"{text}\N{NO-BREAK SPACE}%" if language == "sv" else f"{text}%"


def table(made: Table, language: Language, level: int = 2) -> Iterator[str]:
    """Yield a table's lines: a heading, the figures, the notes."""
    yield f"{'#' * level} {escaped(made.words.text(language))}"
    yield ""
    if made.lines:
        yield from _grid(made, language)
        yield ""
    for note in made.notes:
        yield escaped(note.text(language))
        yield ""


def _grid(made: Table, language: Language) -> Iterator[str]:
    alone = [line.value for line in made.lines] == [TOTAL]
    if alone:  # one line of many columns reads better as a column
        rows = [
            [column.words.text(language), written(figure, column.form, language)]
            for column, figure in zip(made.columns, made.lines[0].figures, strict=True)
        ]
        yield from _ruled(["", ""], rows)
        return
    heads = [made.heading.text(language), *(c.words.text(language) for c in made.columns)]
    rows = [
        [
            line.words.text(language),
            *(
                written(figure, column.form, language)
                for column, figure in zip(made.columns, line.figures, strict=True)
            ),
        ]
        for line in made.lines
    ]
    yield from _ruled(heads, rows)


def _ruled(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, heads))} |"
    yield f"|{'|'.join(['---', *('---:' for _ in heads[1:])])}|"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
