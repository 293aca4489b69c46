# SPDX-License-Identifier: Apache-2.0
"""Read the text and tables of a TOML file, and find the line of a place in it.

All that can be wrong with a file before its contents are looked at is reported here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from klagomal.errors import PolicyFileError
from klagomal.serialization.faults import Fault, place_in_words
from klagomal.serialization.toml_limits import check_contents, check_outline

__all__ = ["DOUBLE", "MAX_FILE", "file_error", "read_tables", "read_text"]

MAX_FILE: Final = 1_000_000
"""Largest file read, in bytes; a long policy has a fiftieth of that."""

DOUBLE: Final = "a section that can stand several times is written [[obligations]]"
"""What to do where a list of sections was written as one section."""

_LISTED: Final = 50
_NO_QUOTES: Final = str.maketrans("", "", " \t\"'")
_KEY: Final = re.compile(r"[ \t]*([A-Za-z0-9_-]+)[ \t]*=")
_LAST: Final = re.compile(r"\.[^.\[\]]*\Z|\[[0-9]+\]\Z")
_TWICE: Final = re.compile(r"Cannot (?:declare|overwrite|mutate)")
_AT_LINE: Final = re.compile(r"at line (\d+)")
_BARE_DAY: Final = re.compile(r"= *(\d\d-\d\d)(?![-\d])")


def read_text(path: Path) -> str:
    """Return the text of a file; a mark of UTF-8 at its beginning (BOM) is taken away."""
    try:
        if not path.is_file():
            way_out = "give the path of a .toml file" if path.exists() else "check the path"
            raise file_error(str(path), [("", f"there is no such file; {way_out}")])
        with path.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as error:
        raise file_error(str(path), [("", f"it cannot be opened: {error.strerror}")]) from error
    if len(raw) > MAX_FILE:
        too_large = f"larger than {MAX_FILE} bytes; a policy is never that long"
        raise file_error(str(path), [("", too_large)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        not_utf8 = f"line {line} is not UTF-8; save the file again with that encoding"
        raise file_error(str(path), [("", not_utf8)]) from None


def _way_out(error: str, text: str) -> str:
    """Return what to do about what the TOML parser refuses, where its words do not tell."""
    lines = text.splitlines()
    at = _AT_LINE.search(error)
    line = lines[int(at[1]) - 1] if at and int(at[1]) <= len(lines) else lines[-1]
    if _TWICE.match(error):
        is_section = line.lstrip().startswith("[")
        return f"; {DOUBLE}" if is_section else "; a key can stand only once: keep one of the two"
    bare = _BARE_DAY.search(line)
    return f'; write a month and a day as "{bare[1]}"' if bare else ""


def read_tables(text: str, name: str) -> dict[str, Any]:
    """Return the tables that ``text`` holds; ``name`` is what errors call it."""
    if too_much := check_outline(text):
        raise file_error(name, [too_much])
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = _way_out(str(error), text)
        raise file_error(name, [("", f"not TOML: {error}{hint}")]) from None
    except RecursionError:
        raise file_error(name, [("", "lists or tables lie too deep in one another")]) from None
    except ValueError:
        # Python reads no number of more than some thousand digits.
        raise file_error(name, [("", "it holds a number beyond all use")]) from None
    if not tables:
        raise file_error(name, [("", "it is empty; a policy needs key, edition, name and so on")])
    if too_long := list(check_contents(tables)):
        raise file_error(name, too_long, text)
    return tables


def file_error(name: str, problems: Iterable[Fault], text: str = "") -> PolicyFileError:
    """Return the error that lists every problem with its place and, as far as found, its line."""
    lines = _lines_of(text)
    placed = [(place_in_words(place), message) for place, message in problems]
    numbered = [(_line_of(place, lines), place, message) for place, message in placed]
    numbered.sort(key=itemgetter(0))
    found = [(place, message) for _, place, message in numbered]
    told = []
    for line, place, message in numbered[:_LISTED]:
        told.append((f"line {line}: " if line else "") + (f"{place}: " if place else "") + message)
    if len(found) > _LISTED:
        told.append(f"and {len(found) - _LISTED} more")
    heading = f"{name} cannot be read as a policy"
    message = f"{heading}: {told[0]}" if len(told) == 1 else "\n  ".join([f"{heading}:", *told])
    return PolicyFileError(message, file=name, problems=tuple(found))


def _line_of(place: str, lines: dict[str, int]) -> int:
    """Return the line of a place, or of the nearest place around it; 0 if there is none.

    A list of sections is where its first one begins.
    """
    while place and place not in lines:
        if f"{place}[0]" in lines:
            return lines[f"{place}[0]"]
        last = _LAST.search(place)
        place = place[: last.start()] if last else ""
    return lines.get(place, 0)


def _lines_of(text: str) -> dict[str, int]:
    """Return on which line each section and each of its keys begins.

    Only a section or key that stands first on its line is found, which is enough for a hint.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        opened = line.strip()
        if opened.startswith("[") and "]" in opened:
            name = opened[: opened.index("]")].lstrip("[").translate(_NO_QUOTES)
            keys = name.split(".")
            section = ".".join(_numbered(keys, counts, is_list=opened.startswith("[[")))
            lines.setdefault(section, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{section}.{key[1]}" if section else key[1], number)
    return lines


def _numbered(keys: list[str], counts: dict[str, int], *, is_list: bool) -> list[str]:
    """Number each list among the keys of a header by the entry that the header belongs to."""
    found: list[str] = []
    for depth, key in enumerate(keys, 1):
        place = ".".join([*found, key])
        if is_list and depth == len(keys):
            counts[place] = counts.get(place, -1) + 1
        found.append(f"{key}[{counts[place]}]" if place in counts else key)
    return found
