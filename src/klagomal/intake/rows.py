# SPDX-License-Identifier: Apache-2.0
"""Turns bytes into rows, one at a time, whatever the file holds.

Memory is bounded by the longest row. A row that cannot be split into cells is handed on whole, and
reading goes on with the next line: a stray quotation mark costs one row, not the rest of the file.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final, cast

import attrs

from klagomal.errors import InputFileError
from klagomal.intake.mapping import DELIMITERS
from klagomal.intake.problems import ProblemCode
from klagomal.intake.words import as_compared

__all__ = ["MAX_ROW", "OpenFile", "SourceRow", "open_table"]

MAX_ROW: Final = 1_000_000
"""The longest row that is read, in characters.

Of a longer row, this much is kept to be shown.
"""
_MAX_QUOTED_LINES: Final = 2_000
_LINE_ENDS: Final = ("\n", "\r")
_BOM: Final = "\ufeff"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_NAMES: Final = dict(zip(DELIMITERS, ("semicolons", "commas", "tabs"), strict=True))


@attrs.frozen
class SourceRow:
    """One row: its first line in the file, its text as it stood, and its cells or what is wrong."""

    line: int
    raw: str
    cells: list[str]
    fault: ProblemCode | None = None


@attrs.frozen
class OpenFile:
    """An open file: its headings, the line of the header, and the rows, which can be read once."""

    headings: list[str]
    line: int
    rows: Iterator[SourceRow]


@contextmanager
def open_table(
    source: str | Path | IO[Any], known: Collection[str], *, encoding: str, delimiter: str = ""
) -> Iterator[OpenFile]:
    """Open a file, find its delimiter from the headings in ``known``, and read its header.

    ``source`` is a path, a binary file, or a text file (opened by the caller with ``newline=""``).
    A file opened here is closed here. Raises :class:`~klagomal.errors.InputFileError` for an empty
    file and for a file without a usable header. A byte that is not in ``encoding`` raises it too,
    as soon as the reading comes to it.
    """
    name = str(source) if isinstance(source, (str, Path)) else getattr(source, "name", "the file")
    if isinstance(source, (str, Path)):
        with Path(source).open("rb") as opened:
            yield _table(_decoded(opened, encoding, name), known, delimiter, name)
    elif isinstance(source.read(0), str):
        yield _table(_lines(source), known, delimiter, name)
    else:
        yield _table(_decoded(source, encoding, name), known, delimiter, name)


class _Counting(io.BufferedIOBase):
    """A binary file that knows how many bytes have been read from it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.start = b""
        self.offset = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        piece = self._source.read(-1 if size is None else size)
        self.start = self.start or piece[:2]
        self.offset += len(piece)
        return piece

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)


def _decoded(source: IO[bytes], encoding: str, name: str) -> Iterator[str]:
    counting = _Counting(source)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    text = io.TextIOWrapper(
        cast("IO[bytes]", counting), encoding=codec, errors="strict", newline=""
    )
    try:
        yield from _lines(text)
    except UnicodeDecodeError as error:
        # Counted from the end of the decoder's piece, which is where reading has come to. The start
        # varies: a byte order mark is taken off, or half a character is held back from before.
        offset = counting.offset - len(error.object) + error.start
        found = error.object[error.start]
        raise InputFileError(
            f"{name} is not {encoding}: byte 0x{found:02X} at offset {offset}. "
            f"{_way_out(counting.start, encoding)}",
            file=name,
            encoding=encoding,
            offset=offset,
        ) from None


def _way_out(start: bytes, encoding: str) -> str:
    if start in _UTF16:
        return "It is UTF-16, as Excel's 'Unicode text': save it as CSV UTF-8"
    if encoding == "utf-8":
        return (
            "Save it as UTF-8, or give the mapping encoding='cp1252' if an older Windows program "
            "wrote it"
        )
    return "Save it as UTF-8 and leave the mapping's encoding out"


def _lines(text: IO[str]) -> Iterator[str]:
    """Yield physical lines with their ends; one longer than MAX_ROW is cut to MAX_ROW + 1."""
    while line := text.readline(MAX_ROW + 1):
        if len(line) > MAX_ROW and not line.endswith(_LINE_ENDS):
            while (rest := text.readline(MAX_ROW)) and not rest.endswith(_LINE_ENDS):
                pass
        yield line


def _table(lines: Iterator[str], known: Collection[str], delimiter: str, name: str) -> OpenFile:
    first, skipped = "", 0
    for line in lines:
        first = line.removeprefix(_BOM) if not skipped else line
        stripped = first.strip()
        if stripped.startswith("sep=") and len(stripped) == len("sep=;"):
            delimiter = delimiter or stripped[-1]  # Excel's own hint
        elif stripped:
            break
        skipped, first = skipped + 1, ""
    if not first:
        raise InputFileError(f"{name} is empty; there is not even a header row", file=name)
    delimiter = delimiter or _sniffed(first, known, name)
    records = _Records(_Feed(chain([first], lines), skipped), delimiter)
    header = next(records)
    if header.fault is not None:
        raise InputFileError(
            f"{name}: the header on line {header.line} cannot be split into columns "
            f"({header.fault.label('en')})",
            file=name,
        )
    records.width = len(header.cells)
    return OpenFile(header.cells, header.line, records)


def _sniffed(header: str, known: Collection[str], name: str) -> str:
    """Return the delimiter under which most known headings are found."""
    wanted = {as_compared(heading) for heading in known}
    found = {}
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([header], delimiter=delimiter))
        except csv.Error:
            cells = []
        found[delimiter] = len(wanted & {as_compared(cell) for cell in cells})
    best = max(DELIMITERS, key=lambda delimiter: found[delimiter])
    if not found[best]:
        shown = ", ".join(list(known)[:5])
        tried = ", ".join(_NAMES.values())
        raise InputFileError(
            f"{name} has no usable header: none of the mapping's headings ({shown} ...) stands in "
            f"the first row, read with {tried}. Put a header row first, or map its headings",
            file=name,
        )
    return best


class _UnclosedError(Exception):
    """A quotation mark that is not closed within reason."""


class _Feed:
    """Hands physical lines to the csv module, and remembers which make up the record at hand."""

    def __init__(self, lines: Iterable[str], skipped: int) -> None:
        self._lines = iter(lines)
        self._pushed: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []
        self.line = skipped + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.taken and (len(self.taken) >= _MAX_QUOTED_LINES or self._size > MAX_ROW):
            raise _UnclosedError
        line = self._pushed.popleft() if self._pushed else next(self._lines, None)
        if line is None:
            if self.taken:
                raise _UnclosedError
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        return line

    def begin(self) -> None:
        """Forget the record at hand; the next line begins a new one."""
        self.line += len(self.taken)
        self.taken, self._size = [], 0

    def keep_first(self) -> str:
        """Give back all lines of the record but the first, which is returned."""
        self._pushed.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return self.taken[0]


class _Records:
    """The rows that are not empty; ``width`` is how many cells each must have, 0 until known."""

    def __init__(self, feed: _Feed, delimiter: str) -> None:
        self._feed = feed
        self._delimiter = delimiter
        self.width = 0
        self._restart()

    def _restart(self) -> None:
        # Strict: text after a closing quotation mark is an error and not silently joined on.
        self._reader = csv.reader(self._feed, delimiter=self._delimiter, strict=True)

    def __iter__(self) -> Iterator[SourceRow]:
        return self

    def __next__(self) -> SourceRow:
        while True:
            self._feed.begin()
            try:
                cells = next(self._reader)
            except (csv.Error, _UnclosedError):
                return self._broken()
            if any(cells):
                return self._row(cells)

    def _row(self, cells: list[str]) -> SourceRow:
        taken = self._feed.taken
        width = self.width or len(cells)
        if len(cells) == width:
            return SourceRow(self._feed.line, "".join(taken), cells)
        if len(taken) > 1:  # a stray quotation mark has swallowed rows
            return self._broken()
        fault = ProblemCode.ROW_TOO_SHORT if len(cells) < width else ProblemCode.ROW_TOO_LONG
        if len(taken[0]) > MAX_ROW:
            fault = ProblemCode.ROW_TOO_BIG
        return SourceRow(self._feed.line, taken[0][:MAX_ROW], cells, fault)

    def _broken(self) -> SourceRow:
        """Give up the record's first line only, and go on with the second."""
        first = self._feed.keep_first()
        too_big = len(first) > min(MAX_ROW, csv.field_size_limit())
        fault = ProblemCode.ROW_TOO_BIG if too_big else ProblemCode.BROKEN_QUOTES
        self._restart()
        return SourceRow(self._feed.line, first[:MAX_ROW], [], fault)
