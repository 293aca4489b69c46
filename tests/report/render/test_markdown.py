# SPDX-License-Identifier: Apache-2.0
"""Tables as Markdown: numbers as a language writes them, and text that stays text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from klagomal.report.figures import Column, Figure, Form, Line, Table, Why
from klagomal.report.render.markdown import escaped, number, table, written
from klagomal.vocabulary import Label, Language
from tests.strategies import texts

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("figure", "form", "sv", "en"),
    [
        (Figure(12345), Form.COUNT, f"12{NBSP}345", f"12{NBSP}345"),
        (Figure(0), Form.COUNT, "0", "0"),
        (Figure.share(2, 3), Form.SHARE, f"66,7{NBSP}% (2 av 3)", "66.7% (2 of 3)"),
        (Figure.share(1, 2000), Form.SHARE, f"0,1{NBSP}% (1 av 2000)", "0.1% (1 of 2000)"),
        (Figure.share(0, 0), Form.SHARE, "\N{EN DASH}", "\N{EN DASH}"),
        (
            Figure(Fraction(13, 20), 95, 145, zero_to=2),
            Form.SHARE,
            f"65{NBSP}% (95 av 145)",
            "65% (95 of 145)",
        ),
        (
            attrs.evolve(Figure.share(2, 3), set_aside=118),
            Form.SHARE,
            f"66,7{NBSP}% (2 av 3; 118 ej inlästa)",
            "66.7% (2 of 3; 118 not read)",
        ),
        (
            Figure(Fraction(0), 0, 145, zero_to=2),
            Form.SHARE,
            f"0{NBSP}% (0\N{EN DASH}2 av 145)",
            "0% (0\N{EN DASH}2 of 145)",
        ),
        (Figure(0, at_least=True, at_most=2), Form.COUNT, "0\N{EN DASH}2", "0\N{EN DASH}2"),
        (Figure(Fraction(27, 11)), Form.PER_1000, "2,45", "2.45"),
        (Figure(3), Form.CHANGE, "+3", "+3"),
        (Figure(-3), Form.CHANGE, "-3", "-3"),
        (Figure(0), Form.CHANGE, "0", "0"),
        (Figure.share(1, 8), Form.RATE_OF_CHANGE, f"+12,5{NBSP}%", "+12.5%"),
        (Figure(Fraction(-1, 8)), Form.POINTS, "-12,5 procentenheter", "-12.5 percentage points"),
        (Figure(Fraction(1, 9)), Form.MEAN, "0,11", "0.11"),
        (Figure.share(100, 3), Form.INDEX, "33 (3)", "33 (3)"),
        (Figure(9), Form.DAYS, "9", "9"),
        (Figure(9, at_least=True), Form.DAYS, "minst 9", "at least 9"),
        (Figure(9, at_least=True, at_most=14), Form.DAYS, "9 till 14", "9 to 14"),
        (Figure(Fraction(1, 2), form=Form.MEAN), Form.COUNT, "0,50", "0.50"),
        (Figure(why=Why.NOT_RECORDED), Form.COUNT, "\N{EN DASH}", "\N{EN DASH}"),
    ],
)
def test_figures_as_they_are_read(figure: Figure, form: Form, sv: str, en: str) -> None:
    """Each form of number is written as its language writes it."""
    assert written(figure, form, "sv") == sv
    assert written(figure, form, "en") == en


@given(st.fractions(-(10**9), 10**9), st.integers(0, 4))
def test_rounding_is_half_away_from_zero(value: Fraction, decimals: int) -> None:
    """A number is the nearest with so many decimals, a half going away from zero."""
    text = number(value, decimals, "en").replace(NBSP, "")
    scale = Fraction(10) ** decimals
    nearest = int(abs(value) * scale + Fraction(1, 2)) / scale

    assert Fraction(Decimal(text)) == (nearest if value >= 0 else -nearest)
    assert "-" not in text or Fraction(Decimal(text)) != 0


def test_rounding_is_the_schools() -> None:
    """0.125 to two decimals is 0.13."""
    assert number(Fraction(1, 8), 2, "en") == str(
        Decimal("0.125").quantize(Decimal("0.01"), ROUND_HALF_UP)
    )


def made(*names: str) -> Table:
    """Return a table with a line for each name."""
    columns = (Column("n", Label("Antal", "Number")),)
    lines = tuple(Line(f"v{n}", Label(name, name), (Figure(n),)) for n, name in enumerate(names))
    heading, title = Label("Enhet", "Unit"), Label("Rubrik", "Title")
    return Table("code", title, "unit", heading, columns, lines, (Label("Not", "Note"),))


def rendered(made_table: Table, language: Language = "sv") -> str:
    """Return what a Markdown reader makes of a table."""
    reader = MarkdownIt("commonmark").enable("table")
    return str(reader.render("\n".join(table(made_table, language))))


@given(st.lists(texts.filter(str.strip), min_size=1, max_size=3))
def test_no_name_breaks_the_table(names: list[str]) -> None:
    """Whatever a unit is called, it is one cell of one row, and no markup."""
    html = rendered(made(*names))

    assert html.count("<tr>") == 1 + len(names)
    assert html.count("<td") == 2 * len(names)
    assert "<em>" not in html
    assert "<code>" not in html


def test_a_table_in_full() -> None:
    """A heading, the heads with numbers to the right, the lines, the note."""
    assert "\n".join(table(made("a|b"), "sv")) == (
        "## Rubrik\n\n| Enhet | Antal |\n|---|---:|\n| a\\|b | 0 |\n\nNot\n"
    )


def test_a_single_total_stands_upright() -> None:
    """One line of many columns is turned, so that it can be read."""
    columns = tuple(Column(c, Label(c, c)) for c in ("a", "b"))
    line = Line("*", Label("Totalt", "Total"), (Figure(1), Figure(2)))
    upright = Table("c", Label("T", "T"), "", Label("", ""), columns, (line,))

    assert list(table(upright, "sv"))[2:6] == ["|  |  |", "|---|---:|", "| a | 1 |", "| b | 2 |"]


def test_a_table_without_lines_is_not_there() -> None:
    """Nothing to show has no heading and no notes either."""
    assert list(table(made(), "en")) == []


def reported(*lines: tuple[Figure, ...]) -> list[str]:
    """Return what is written of a table with these figures and columns called a, b and so on."""
    columns = tuple(Column(code, Label(code, code)) for code in "abc"[: len(lines[0])])
    found = tuple(Line(f"v{n}", Label(f"x{n}", f"x{n}"), line) for n, line in enumerate(lines))
    made_table = Table("c", Label("T", "T"), "d", Label("H", "H"), columns, found)
    return [line for line in table(made_table, "en") if line]


NOT_RECORDED = Figure(why=Why.NOT_RECORDED)
NOTHING = Figure(why=Why.NOTHING)


def test_a_column_without_numbers_is_told_of_and_left_out() -> None:
    """What the source does not record is named under the table, with the reason."""
    assert reported((Figure(1), NOT_RECORDED), (Figure(2), NOT_RECORDED)) == [
        "## T",
        "| H | a |",
        "|---|---:|",
        "| x0 | 1 |",
        "| x1 | 2 |",
        "Not shown (not in the source): b.",
    ]


def test_a_line_without_numbers_is_told_of_and_left_out() -> None:
    """No row of dashes is printed, and none is lost without a word."""
    assert reported((Figure(1), NOTHING), (NOTHING, NOT_RECORDED)) == [
        "## T",
        "| H | a |",
        "|---|---:|",
        "| x0 | 1 |",
        "Not shown (not in the source): b; x1.",
    ]


def test_a_single_dash_has_its_reason() -> None:
    """A dash among numbers is explained under the table."""
    assert reported((Figure(1), NOTHING), (Figure(2), Figure(3)))[-1] == (
        "A dash means: nothing to work it out from."
    )


def test_a_table_without_any_number_is_its_reasons() -> None:
    """Where nothing at all is recorded the heading stands with the reason alone."""
    assert reported((NOT_RECORDED, NOT_RECORDED)) == [
        "## T",
        "Not shown (not in the source): a; b.",
    ]


def test_text_is_escaped_on_one_line() -> None:
    """Signs that mean something in Markdown are written so that they do not."""
    assert escaped("a\n*b* | `c` <d>") == r"a \*b\* \| \`c\` \<d\>"
