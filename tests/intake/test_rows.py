# SPDX-License-Identifier: Apache-2.0
"""From bytes to rows: encodings, delimiters, headers, and that no character is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import InputFileError
from klagomal.intake import SWEDISH_EXPORT, ProblemCode, read_cases
from klagomal.intake.rows import MAX_ROW, SourceRow, open_table
from tests.intake.files import HEADER, NOW, PROVKOPING, ROW, file_of, read, text_of

KNOWN = ("Kommun", "Inkom", "Typ")


def rows_of(data: bytes, encoding: str = "utf-8", delimiter: str = "") -> list[SourceRow]:
    """Return the rows under the header."""
    with open_table(io.BytesIO(data), KNOWN, encoding=encoding, delimiter=delimiter) as table:
        return list(table.rows)


def refusal_of(data: bytes, encoding: str = "utf-8") -> InputFileError:
    """Return the error that a file is refused with."""
    with pytest.raises(InputFileError) as refused:
        rows_of(data, encoding)
    return refused.value


# --- encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig"])
def test_utf_8_with_and_without_mark(codec: str) -> None:
    """A byte order mark at the start is no part of the first heading."""
    text = "Kommun;Inkom\nÅmål;2025\n"
    with open_table(io.BytesIO(text.encode(codec)), KNOWN, encoding="utf-8") as table:
        assert table.headings == ["Kommun", "Inkom"]
        assert next(table.rows).cells == ["Åmål", "2025"]


def test_mark_in_a_text_file() -> None:
    """A byte order mark that a text file hands on is taken off as well."""
    with open_table(io.StringIO("\ufeffKommun;Typ\n"), KNOWN, encoding="utf-8") as table:
        assert table.headings == ["Kommun", "Typ"]


def test_cp1252_on_request_only() -> None:
    """A Windows file is read when the mapping says so, and refused otherwise."""
    data = "Kommun;Inkom\nÅmål;2025\n".encode("cp1252")
    assert rows_of(data, "cp1252")[0].cells == ["Åmål", "2025"]
    error = refusal_of(data)
    assert error.data["offset"] == 13  # 12 ASCII characters and a line feed stand before the Å
    assert "byte 0xC5 at offset 13" in str(error)
    assert "encoding='cp1252'" in str(error)


@pytest.mark.parametrize("before", [0, 1, 8_190, 8_191, 8_192, 100_000])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_offset_of_the_wrong_byte(before: int, mark: bytes) -> None:
    """The byte is named by its place in the file, far in, too, and with half a character before."""
    good = mark + b"Kommun;Inkom\n" + b"a" * before + "å".encode()
    error = refusal_of(good + b"\xff\n")
    assert error.data["offset"] == len(good)


def test_utf_16_is_named() -> None:
    """Excel's Unicode text is recognised, and the way out told."""
    assert "UTF-16" in str(refusal_of("Kommun;Inkom\n".encode("utf-16")))


def test_undefined_in_cp1252() -> None:
    """A byte that cp1252 leaves undefined is refused with the way out."""
    error = refusal_of(b"Kommun;Inkom\n\x81", "cp1252")
    assert error.data["offset"] == 13
    assert "leave the mapping's encoding out" in str(error)


def test_file_is_closed(tmp_path: Path) -> None:
    """A file opened here is closed here, also when it is refused; one handed in stays open."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"Kommun;Inkom\n\xff")
    with pytest.raises(InputFileError, match=r"a\.csv"):
        read_cases(path, SWEDISH_EXPORT, PROVKOPING, now=NOW)
    path.unlink()  # Windows would refuse while it is open
    handed_in = file_of(ROW)
    read_cases(handed_in, SWEDISH_EXPORT, PROVKOPING, now=NOW)
    assert not handed_in.closed


# --- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"   \n", b"sep=;\n"])
def test_empty_file(data: bytes) -> None:
    """A file without a single heading is refused as empty."""
    assert "is empty" in str(refusal_of(data))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiter_is_found(delimiter: str) -> None:
    """The delimiter is the one under which the mapping's headings are found."""
    data = f"Kommun{delimiter}Inkom\nB,C;D\tE{delimiter}2025\n".replace(
        "B,C;D\tE", '"B,C;D\tE"'
    ).encode()
    assert rows_of(data)[0].cells == ["B,C;D\tE", "2025"]


def test_excels_own_hint() -> None:
    """Excel's first line sep=, names the delimiter and is no header."""
    rows = rows_of(b"sep=,\r\nKommun,Inkom;x\r\nA,2025\r\n")
    assert rows == [SourceRow(3, "A,2025\r\n", ["A", "2025"])]


def test_no_usable_header() -> None:
    """A first row without any known heading is refused, whatever it holds."""
    error = refusal_of(b"Essunga;2025-03-14;brev\n")
    assert "no usable header" in str(error)
    assert "semicolons, commas, tabs" in str(error)


def test_endless_header() -> None:
    """A first row beyond what a cell may hold has no usable heading."""
    assert "no usable header" in str(refusal_of(b"Kommun" * 30_000))


def test_header_with_broken_quotes() -> None:
    """A header that cannot be split is refused."""
    assert "header on line 1" in str(refusal_of(b'Kommun;"Inkom\nA;B\n'))


def test_missing_column_suggests_near_names() -> None:
    """A needed column that is missing is named, with the heading that was probably meant."""
    with pytest.raises(InputFileError) as refused:
        read("x", header="Kommun;Ärendenummer;Inkomm;Typ")
    assert "'Inkom' or 'Inkommen' or 'Inkom datum' (received) is missing" in str(refused.value)
    assert "did you mean 'Inkomm'?" in str(refused.value)
    assert refused.value.data["missing"] == ["received"]


@pytest.mark.parametrize(
    "header",
    [f"{HEADER};typ ", f"{HEADER};Okänd;okänd", f"{HEADER};Ärendetyp"],
    ids=["known", "unknown", "synonym"],
)
def test_duplicate_heading(header: str) -> None:
    """A heading that stands twice, or two that mean the same, leave no way to tell which counts."""
    with pytest.raises(InputFileError, match="mean the same; keep one"):
        read(ROW, header=header)


def test_unknown_columns_are_told_once() -> None:
    """Columns that are not read are listed once, as a note on the header."""
    intake = read(
        *(ROW.replace("1;", f"{n};", 1) + ";a;b" for n in range(2, 5)), header=f"{HEADER};Humör;"
    )
    (note,) = intake.problems
    assert (note.code, note.line) == (ProblemCode.UNKNOWN_COLUMN, 1)
    assert intake.notes == (note,)
    assert "'Humör', '' (1)" in note.text("en")
    assert len(intake.cases) == 3


def test_headings_are_compared_loosely() -> None:
    """Headings match whatever their case, spacing and Unicode form."""
    header = " kommun ;ARENDENUMMER;inkom;Kanal;TYP".replace("ARENDE", "A\u0308RENDE")
    assert len(read(ROW, header=header).cases) == 1


# --- rows ----------------------------------------------------------------------------------------


def test_too_few_and_too_many_cells() -> None:
    """A row must have as many cells as the header, or a text with a delimiter has shifted it."""
    rows = rows_of(b"Kommun;Inkom\nA\nA;B;C\nA;B;\nA;B\n")
    assert [(row.line, row.fault) for row in rows] == [
        (2, ProblemCode.ROW_TOO_SHORT),
        (3, ProblemCode.ROW_TOO_LONG),
        (4, ProblemCode.ROW_TOO_LONG),
        (5, None),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """Unix, Windows and old Macintosh line ends all end a row."""
    rows = rows_of(end.join(["Kommun;Inkom", "A;B", "C;D"]).encode())
    assert [(row.line, row.cells) for row in rows] == [(2, ["A", "B"]), (3, ["C", "D"])]


def test_endless_line() -> None:
    """Of a line beyond the bound the beginning is kept, the rest is passed over."""
    rows = rows_of(b"Kommun;Inkom\n" + b"x" * (3 * MAX_ROW + 7) + b"\nA;B\n")
    assert (rows[0].fault, len(rows[0].raw)) == (ProblemCode.ROW_TOO_BIG, MAX_ROW)
    assert rows[1] == SourceRow(3, "A;B\n", ["A", "B"])


def test_endless_line_at_the_end() -> None:
    """A line beyond the bound may be the last, without a line end."""
    (row,) = rows_of(b"Kommun;Inkom\n" + b"x" * (MAX_ROW + 1))
    assert row.fault is ProblemCode.ROW_TOO_BIG


def test_quotes_over_too_many_lines() -> None:
    """A quotation that runs over thousands of lines is broken: its first line alone is given up."""
    body = b'"\n' + b"A;B\n" * 2_100 + b'A;"B"\n'
    rows = rows_of(b"Kommun;Inkom\n" + body)
    assert [row.fault for row in rows] == [ProblemCode.BROKEN_QUOTES] + [None] * 2_101


CELL = st.text(st.sampled_from('ab";,\n\r\t å='), max_size=5)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=8), st.sampled_from([";", ","]))
def test_well_formed_rows(table: list[list[str]], delimiter: str) -> None:
    """What a correct program writes is read back cell by cell, blank rows left out."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([["Kommun", "Inkom"], *table])
    rows = rows_of(out.getvalue().encode())
    assert [row.cells for row in rows] == [cells for cells in table if any(cells)]
    assert all(row.fault is None for row in rows)


@given(st.text(st.sampled_from('ab";\n\r å'), max_size=60))
def test_no_character_is_lost(body: str) -> None:
    """Whatever follows the header stands in some row, in order; only blank rows are left out."""
    rows = rows_of(f"Kommun;Inkom\n{body}".encode(), delimiter=";")
    blank = '";\r\n'
    found = "".join(row.raw for row in rows)
    assert [c for c in found if c not in blank] == [c for c in body if c not in blank]
    assert [row.line for row in rows] == sorted({row.line for row in rows})


@given(st.lists(st.sampled_from(["a;b", '"a;b', 'a;"b"', 'a"b;c', '"a";"b', "x"]), max_size=30))
def test_a_line_is_given_up_at_a_time(lines: list[str]) -> None:
    """A row that is given up is one line, and every line is in exactly one row."""
    rows = rows_of(text_of(*lines, header="Kommun;Inkom").encode())
    assert all(row.raw.count("\n") == 1 for row in rows if row.fault)
    assert sum(row.raw.count("\n") for row in rows) == len(lines)
