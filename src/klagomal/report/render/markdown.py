# SPDX-License-Identifier: Apache-2.0
"""Tables as Markdown, in Swedish or English, with numbers written as in that language.

A dash stands for a number that does not exist. Why it does not is told under the table, and a
column or line without any number is told of there and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from klagomal.report.figures import TOTAL, Column, Figure, Form, Line, Table, Why
from klagomal.vocabulary import Label, Language

__all__ = ["escaped", "number", "percent", "table", "written"]

_NONE: Final = "\N{EN DASH}"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_BREAKS = re.compile(r"[ \t\r\n]+")
_OF = Label("av", "of")
_AT_LEAST = Label("minst", "at least")
_TO = Label("till", "to")
_POINTS = Label("procentenheter", "percentage points")
_ASIDE = Label("ej inlästa", "not read")
_LEFT_OUT_COLUMNS = Label("Visas inte", "Not shown")
_DASHES = Label("Streck betyder", "A dash means")


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
    form = figure.form or form
    if figure.value is None:
        return _NONE
    if figure.at_least:
        return _bounds(figure.value, figure.at_most, form, language)
    text = _plain(figure.value, form, language, whole=figure.zero_to is not None)
    if form in (Form.SHARE, Form.INDEX):
        return f"{text} ({_base(figure, form, language)})"
    return text


def _base(figure: Figure, form: Form, language: Language) -> str:
    """Return what a share or an index rests on, and how many could not be read."""
    told = of = f"{figure.denominator}"
    if form is Form.SHARE:
        part = f"{figure.numerator}"
        if figure.zero_to is not None and figure.numerator == 0:
            part += f"\N{EN DASH}{figure.zero_to}"
        told = f"{part} {_OF.text(language)} {of}"
    if figure.set_aside:
        told += f"; {figure.set_aside} {_ASIDE.text(language)}"
    return told


def _plain(value: int | Fraction, form: Form, language: Language, *, whole: bool) -> str:
    match form:
        case Form.SHARE:
            return percent(value, language, whole=whole)
        case Form.RATE_OF_CHANGE:
            return percent(value, language, whole=whole, signed=True)
        case Form.POINTS:
            points = number(value * 100, 0 if whole else 1, language, signed=True)
            return f"{points} {_POINTS.text(language)}"
        case Form.MEAN | Form.PER_1000:
            return number(value, 2, language)
        case _:
            return number(value, 0, language, signed=form is Form.CHANGE)


def _bounds(
    least: int | Fraction, most: int | Fraction | None, form: Form, language: Language
) -> str:
    decimals = 2 if form in (Form.MEAN, Form.PER_1000) else 0
    text = number(least, decimals, language)
    if most is None:
        return f"{_AT_LEAST.text(language)} {text}"
    if form is Form.COUNT:
        return f"{text}\N{EN DASH}{number(most, 0, language)}"
    return f"{text} {_TO.text(language)} {number(most, decimals, language)}"


def percent(
    value: int | Fraction, language: Language, *, whole: bool = False, signed: bool = False
) -> str:
    """Return a share in per cent, with one decimal or ``whole``."""
    text = number(Fraction(value) * 100, 0 if whole else 1, language, signed=signed)
    return f"{text}\N{NO-BREAK SPACE}%" if language == "sv" else f"{text}%"


# --- tables ---------------------------------------------------------------------------------------


def table(made: Table, language: Language, level: int = 2) -> Iterator[str]:
    """Yield a table's lines: a heading, the figures, why some are missing, the notes.

    A table without any number is its heading and the reasons.
    """
    if not made.lines:
        return
    columns = [n for n in range(len(made.columns)) if any(_is_told(x, n) for x in made.lines)]
    lines = [line for line in made.lines if any(_is_told(line, n) for n in columns)]
    yield f"{'#' * level} {escaped(made.words.text(language))}"
    yield ""
    if lines:
        yield from _grid(made, lines, columns, language)
        yield ""
    for note in (*_reasons(made, lines, columns, language), *_notes(made, lines, language)):
        yield escaped(note)
        yield ""


def _is_told(line: Line, column: int) -> bool:
    return line.figures[column].value is not None


def _notes(made: Table, lines: Sequence[Line], language: Language) -> Iterator[str]:
    if lines:
        yield from (note.text(language) for note in made.notes)


def _reasons(
    made: Table, lines: Sequence[Line], columns: Sequence[int], language: Language
) -> Iterator[str]:
    """Yield why columns, lines and single figures have no number."""
    missing = [n for n in range(len(made.columns)) if n not in columns]
    gone = {
        made.columns[n].words.text(language): _why(line.figures[n] for line in made.lines)
        for n in missing
    }
    if lines:
        gone |= {
            line.words.text(language): _why(line.figures)
            for line in made.lines
            if line not in lines
        }
    for why in Why:
        named = [name for name, reasons in gone.items() if reasons[0] is why]
        if named:
            told = "; ".join(named)
            yield f"{_LEFT_OUT_COLUMNS.text(language)} ({why.label(language)}): {told}."
    dashes = _why(line.figures[n] for line in lines for n in columns)
    if dashes:
        told = "; ".join(why.label(language) for why in dashes)
        yield f"{_DASHES.text(language)}: {told}."


def _why(figures: Iterable[Figure]) -> list[Why]:
    """Return why figures have no number, the gravest reason first."""
    found = {figure.why or Why.NOTHING for figure in figures if figure.value is None}
    return [why for why in Why if why in found]


def _grid(
    made: Table, lines: Sequence[Line], columns: Sequence[int], language: Language
) -> Iterator[str]:
    shown = [made.columns[n] for n in columns]
    if [line.value for line in made.lines] == [TOTAL]:  # one line reads better as a column
        (line,) = lines
        cells = zip(shown, (line.figures[n] for n in columns), strict=True)
        rows = [[c.words.text(language), written(f, c.form, language)] for c, f in cells]
        yield from _ruled(["", ""], rows)
        return
    heads = [made.heading.text(language), *(c.words.text(language) for c in shown)]
    yield from _ruled(heads, (_row(line, shown, columns, language) for line in lines))


def _row(
    line: Line, shown: Sequence[Column], columns: Sequence[int], language: Language
) -> list[str]:
    figures = [line.figures[n] for n in columns]
    told = [written(f, c.form, language) for c, f in zip(shown, figures, strict=True)]
    return [line.words.text(language), *told]


def _ruled(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, heads))} |"
    yield f"|{'|'.join(['---', *('---:' for _ in heads[1:])])}|"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
