# SPDX-License-Identifier: Apache-2.0
"""What could not be read, where in the file, and what to do about it.

A :class:`Problem` is a value, not an error: reading goes on. It holds the row exactly as it stood,
so nothing is lost. Treat a list of problems with the same care as the file.
"""

from __future__ import annotations

import attrs

from klagomal.fields import written_out
from klagomal.vocabulary import Label, LabelledEnum, Language

__all__ = ["CellError", "Grade", "Problem", "ProblemCode"]


class Grade(LabelledEnum):
    """What a problem cost: the whole row, a detail, or nothing."""

    ERROR = "error", "raden är inte inläst", "the row was set aside"
    WARNING = "warning", "en uppgift saknas i det inlästa ärendet", "read, but a detail was lost"
    NOTE = "note", "upplysning om filen", "a note about the file"


class ProblemCode(LabelledEnum):
    """The kind of a problem, for programs that sort problems."""

    UNKNOWN_COLUMN = "unknown_column", "okänd kolumn", "unknown column"
    ROW_TOO_SHORT = "row_too_short", "för få celler", "too few cells"
    ROW_TOO_LONG = "row_too_long", "för många celler", "too many cells"
    ROW_TOO_BIG = "row_too_big", "för stor rad", "row too big"
    BROKEN_QUOTES = "broken_quotes", "trasiga citattecken", "broken quotes"
    CONTROL_CHARACTER = "control_character", "styrtecken", "control character"
    HALF_CHARACTER = "half_character", "halvt tecken", "half a character"
    TEXT_TOO_LONG = "text_too_long", "för lång text", "text too long"
    MISSING_VALUE = "missing_value", "uppgift saknas", "value missing"
    UNKNOWN_POLICY = "unknown_policy", "okänd kommun", "unknown municipality"
    UNKNOWN_WORD = "unknown_word", "okänt ord", "unknown word"
    UNREADABLE_DATE = "unreadable_date", "oläslig tidpunkt", "unreadable date"
    NO_SUCH_TIME = "no_such_time", "tidpunkten finns inte", "no such local time"
    BEFORE_ARRIVAL = "before_arrival", "före ankomsten", "before the arrival"
    IN_FUTURE = "in_future", "i framtiden", "in the future"
    UNDATED = "undated", "utan datum", "undated"
    NOT_A_CODE = "not_a_code", "duger inte som kod", "not usable as a code"
    CODE_SHARED = "code_shared", "delad kod", "shared code"
    DUPLICATE_CASE = "duplicate_case", "dubblerat ärende", "duplicate case"
    OUTSIDE_EDITION = "outside_edition", "utanför utgåvans tid", "outside the edition"
    STEP_REFUSED = "step_refused", "steget går inte", "step refused"
    KEPT_APART = "kept_apart", "ska hållas åtskilt", "to be kept apart"
    CASE_SET_ASIDE = "case_set_aside", "ärendet är inte inläst", "the case was set aside"


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that could not be read.

    ``line`` is the line of the file where the row begins; line 1 is normally the header. ``value``
    is the cell in a form fit to show: shortened, with invisible characters written out. ``raw`` is
    the row exactly as it stood. Both are empty for a matter that must be kept apart
    (whistleblowing). Its text stays in the file, at ``line``.
    """

    line: int
    grade: Grade
    code: ProblemCode
    message: Label
    column: str = ""
    value: str = ""
    raw: str = attrs.field(default="", repr=False)

    def text(self, language: Language = "sv") -> str:
        """Return the problem in one line: line, column, value and what to do."""
        where = ("rad " if language == "sv" else "line ") + str(self.line)
        if self.column:
            where += f", {self.column}"
        shown = f" '{self.value}'" if self.value else ""
        return f"{where}:{shown} {self.message.text(language)}"


class CellError(Exception):
    """Raised inside the reader for an unreadable cell; it becomes a :class:`Problem` there."""

    def __init__(
        self, code: ProblemCode, sv: str, en: str, *, column: str = "", value: str = ""
    ) -> None:
        super().__init__(en)
        self.code = code
        self.message = Label(sv, en)
        self.column = column
        self.value = value
        self.line = 0

    def within(self, column: str, value: str) -> CellError:
        """Return the error with the cell's heading and text, unless it knows them already."""
        self.column, self.value = self.column or column, self.value or value
        return self

    def problem(self, grade: Grade, line: int, raw: str) -> Problem:
        """Return the problem to report."""
        return Problem(
            line=self.line or line,
            grade=grade,
            code=self.code,
            message=self.message,
            column=self.column,
            value=written_out(self.value),
            raw=raw,
        )
