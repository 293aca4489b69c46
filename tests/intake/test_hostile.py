# SPDX-License-Identifier: Apache-2.0
"""Rows that no honest system would write."""

from __future__ import annotations

import io

import pytest

from klagomal.intake import (
    SWEDISH_EXPORT,
    ProblemCode,
    read_cases,
)
from tests.intake.files import (
    HEADER,
    NOW,
    PROVKOPING,
    ROW,
    problem_of,
    read,
    text_of,
    told,
)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("nu\x00l", ProblemCode.CONTROL_CHARACTER),
        ("\x1b[31m", ProblemCode.CONTROL_CHARACTER),
        ("\x85", ProblemCode.CONTROL_CHARACTER),
        ("a" * 20_001, ProblemCode.TEXT_TOO_LONG),
        ("a" * 140_000, ProblemCode.ROW_TOO_BIG),
        ("a;b", ProblemCode.ROW_TOO_LONG),
        ('"a"b', ProblemCode.BROKEN_QUOTES),
        ('"a', ProblemCode.BROKEN_QUOTES),
        ("a;" * 1_000_000, ProblemCode.ROW_TOO_BIG),
        ("a;" * 400_000, ProblemCode.ROW_TOO_LONG),
    ],
    ids=["nul", "escape", "c1", "long", "huge", "cells", "tail", "open", "million", "many"],
)
def test_hostile_cells(bad: str, code: ProblemCode) -> None:
    """Controls, over-long texts, broken quotes and endless rows cost one row and no more."""
    header = f"{HEADER};Ärendemening"
    intake = read(f"{ROW};{bad}", ROW.replace("1;", "2;", 1) + ";", header=header)
    problem = problem_of(intake)
    assert problem.code is code
    assert problem.raw == f"{ROW};{bad}\n"[:1_000_000]
    assert [case.id for case in intake.cases] == ["p_2025-2"]


def test_shown_value_is_short_and_visible() -> None:
    """What is shown of a cell cannot steer a terminal and is at most 60 characters."""
    intake = read(f"{ROW};\x1b[31m" + "\u202e" + "a" * 100, header=f"{HEADER};Ärendemening")
    value = problem_of(intake).value
    assert value.startswith(r"\x1b[31m\u202ea")
    assert value.endswith("a…")
    assert value.isprintable()


def test_half_a_character() -> None:
    """A lone surrogate, which only a text file can hold, is refused."""
    text = text_of(f"{ROW};\ud83d", header=f"{HEADER};Ärendemening")
    intake = read_cases(io.StringIO(text, newline=""), SWEDISH_EXPORT, PROVKOPING, now=NOW)
    assert problem_of(intake).code is ProblemCode.HALF_CHARACTER


@pytest.mark.parametrize("formula", ['=HYPERLINK("x")', "+46", "-1", "@SUM(A1)", "=1+1"])
def test_formulas_are_only_text(formula: str) -> None:
    """A cell that looks like a formula is data, unchanged."""
    cell = '"' + formula.replace('"', '""') + '"'
    intake = told(Ärendemening=cell)
    assert intake.problems == ()
    assert intake.read[0].text == formula


def test_quoted_newlines() -> None:
    """A text may run over several lines; the rows after it know their line in the file."""
    row = f'{ROW};"rad ett\r\nrad två\nrad tre"'
    intake = read(row, "x;", header=f"{HEADER};Ärendemening")
    assert intake.read[0].text == "rad ett\nrad två\nrad tre"
    assert problem_of(intake).line == 5


def test_stray_quote_does_not_swallow_rows() -> None:
    """A quotation mark that is never closed costs its own row, and no other."""
    rows = [ROW.replace("1;", f"{n};", 1) + ";" for n in range(2, 60)]
    intake = read(f'{ROW};"oj', *rows, header=f"{HEADER};Ärendemening")
    assert len(intake.cases) == 58
    assert problem_of(intake).line == 2


def test_stray_quote_before_a_quoted_cell() -> None:
    """A stray quotation mark closed by another row's first one costs its own row, and no other."""
    rows = [ROW.replace("1;", f"{n};", 1) + ';"helt"' for n in range(2, 60)]
    intake = read(f'{ROW};"oj', *rows, header=f"{HEADER};Ärendemening")
    assert len(intake.cases) == 58
    assert problem_of(intake).line == 2


def test_long_row_of_short_cells() -> None:
    """The bound is on each text, not on the row."""
    row = f"{ROW};{'a' * 15_000};{'b' * 15_000}"
    assert len(read(row, header=f"{HEADER};Ärendemening;Annat").cases) == 1
