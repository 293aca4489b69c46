# SPDX-License-Identifier: Apache-2.0
"""Whether a row can be taken in: it must be whole, not too big and free of unusable characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from klagomal.fields import MAX_TEXT
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.rows import SourceRow
from klagomal.intake.words import as_compared, members
from klagomal.vocabulary import Stream

__all__ = ["check_sound", "is_apart"]

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def check_sound(row: SourceRow, headings: list[str]) -> None:
    """Refuse a row that is broken or too big, or holds an unusable character or too long a text.

    Control characters and half characters are unusable. Formulas (``=``, ``+``, ``-``, ``@``) are
    only text here; they are made harmless on export.
    """
    if row.fault is not None:
        raise _fault(row, row.fault, len(headings))
    if _CONTROLS.search(row.raw):
        for heading, cell in zip(headings, row.cells, strict=True):
            if found := _CONTROLS.search(cell):
                raise CellError(
                    ProblemCode.CONTROL_CHARACTER,
                    f"styrtecken U+{ord(found[0]):04X} på plats {found.start()}; ta bort det",
                    f"control character U+{ord(found[0]):04X} at position {found.start()}; "
                    "remove it",
                    column=heading,
                    value=cell,
                )
    try:
        row.raw.encode()
    except UnicodeEncodeError as error:
        raise CellError(
            ProblemCode.HALF_CHARACTER,
            f"ett halvt tecken på plats {error.start}; läs filen på nytt med rätt teckenkodning",
            f"half a character (lone surrogate) at position {error.start}; read the file again "
            "with its right encoding",
        ) from None
    if len(row.raw) > MAX_TEXT:
        for heading, cell in zip(headings, row.cells, strict=True):
            if len(cell) > MAX_TEXT:
                raise CellError(
                    ProblemCode.TEXT_TOO_LONG,
                    f"{len(cell)} tecken, högst {MAX_TEXT}; lägg den långa texten i en bilaga",
                    f"{len(cell)} characters, at most {MAX_TEXT}; attach the long text as a file",
                    column=heading,
                    value=cell,
                )


def is_apart(raw: str, own_words: Mapping[str, str]) -> bool:
    """Whether a row says that it is a whistleblowing report, even if it is otherwise broken."""
    words = {word for word, stream in members(Stream).items() if stream is Stream.WHISTLEBLOWING}
    words |= {
        as_compared(word) for word, code in own_words.items() if code == Stream.WHISTLEBLOWING
    }
    return any(as_compared(part) in words for part in re.split(r'[;,\t|"]', raw))


def _fault(row: SourceRow, fault: ProblemCode, width: int) -> CellError:
    found = len(row.cells)
    match fault:
        case ProblemCode.ROW_TOO_SHORT:
            sv = f"{found} celler mot rubrikradens {width}; en cell saknas eller raden är bruten"
            en = f"{found} cells, the header has {width}; a cell is missing or the row is broken"
        case ProblemCode.ROW_TOO_LONG:
            sv = f"{found} celler mot rubrikradens {width}; sätt text med avgränsare i citattecken"
            en = f"{found} cells, the header has {width}; quote text that holds the delimiter"
        case ProblemCode.ROW_TOO_BIG:
            sv = "raden är för stor för att läsas; bara dess början är sparad här"
            en = "the row is too big to be read; only its beginning is kept here"
        case _:
            sv = "citattecknen går inte ihop; ett citattecken inne i en text skrivs som två"
            en = "the quotation marks do not pair up; one within a text is written as two"
    return CellError(fault, sv, en)
