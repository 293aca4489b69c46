# SPDX-License-Identifier: Apache-2.0
"""Limits on a policy file, checked before and after it is parsed: reading takes linear time.

A TOML reader may need time that grows with the square of a key's length or of the number of
sections. No policy comes near these limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from klagomal.serialization.faults import Fault

__all__ = [
    "MAX_DEPTH",
    "MAX_ENTRIES",
    "MAX_PARTS",
    "MAX_SECTIONS",
    "check_contents",
    "check_outline",
]

MAX_PARTS: Final = 20
"""Most parts of a key such as ``a.b.c``."""
MAX_SECTIONS: Final = 5_000
"""Most section headers in a file."""
MAX_ENTRIES: Final = 1_000
"""Most entries in one list, and most keys in one table."""
MAX_DEPTH: Final = 40
"""How deep lists and tables may lie in one another."""

_OPENING: Final = re.compile(r"[\"'#]")
_BASIC: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LONG_BASIC: Final = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+|''|\.|[ \t]+|[^ \t]")


def check_outline(text: str) -> Fault | None:
    """Return what makes ``text`` too much to parse, with its line; ``None`` if nothing does."""
    sections = depth = 0
    for number, line in enumerate(_without_texts(text).split("\n"), 1):
        bare = line.lstrip()
        is_header = bare.startswith("[") and depth == 0
        sections += is_header
        if sections > MAX_SECTIONS:
            return "", f"line {number}: more than {MAX_SECTIONS} sections; no policy has so many"
        if line.count(".") >= MAX_PARTS and _longest_key(line) > MAX_PARTS:
            return "", f"line {number}: a key of more than {MAX_PARTS} parts; no policy has one"
        if is_header:
            # The brackets of a header open no list, whatever is wrong with it.
            if bare.count("[") > 2 or "]" not in bare:  # noqa: PLR2004  ([ or [[)
                return "", f"line {number}: write a section as [name] or [[name]]"
            continue
        for char in line:
            depth += (char in "[{") - (char in "]}")
            if depth > MAX_DEPTH:
                told = f"lists or tables lie more than {MAX_DEPTH} deep in one another"
                return "", f"line {number}: {told}"
        depth = max(depth, 0)
    return None


def _without_texts(text: str) -> str:
    """Return ``text`` with each text in quotes made empty and each comment left out."""
    kept, place = [], 0
    while opening := _OPENING.search(text, place):
        begins = opening.start()
        kept.append(text[place:begins])
        place = _end_of(text, begins)
        if text[begins] != "#":
            kept.append("''" + "\n" * text.count("\n", begins, place))
    kept.append(text[place:])
    return "".join(kept)


def _end_of(text: str, begins: int) -> int:
    """Return where the text in quotes, or the comment, that opens at ``begins`` is over."""
    if text.startswith('"""', begins):
        found = _LONG_BASIC.match(text, begins)
        return found.end() if found else len(text)
    if text.startswith("'''", begins):
        closes = text.find("'''", begins + 3)
        return len(text) if closes < 0 else closes + 3
    line_ends = text.find("\n", begins)
    line_ends = len(text) if line_ends < 0 else line_ends
    if text[begins] == '"':
        found = _BASIC.match(text, begins, line_ends)
        return found.end() if found else line_ends
    if text[begins] == "'":
        closes = text.find("'", begins + 1, line_ends)
        return line_ends if closes < 0 else closes + 1
    return line_ends


def _longest_key(line: str) -> int:
    """Return the most parts that a key in ``line`` has."""
    longest = parts = 0
    after_dot = False
    for word in _TOKEN.findall(line):
        if word == ".":
            after_dot = True
        elif word[0] in " \t":
            continue
        elif word == "''" or word[0].isalnum() or word[0] in "_-":
            parts = parts + 1 if after_dot else 1
            after_dot = False
            longest = max(longest, parts)
        else:
            parts, after_dot = 0, False
    return longest


def check_contents(value: object, place: str = "") -> Iterator[Fault]:
    """Yield each list and table in what a file holds that is too long to be a policy's."""
    if not isinstance(value, dict | list):
        return
    if len(value) > MAX_ENTRIES:
        what = "entries" if isinstance(value, list) else "keys"
        yield place, f"more than {MAX_ENTRIES} {what}; a policy never has so many"
        return
    inner: list[tuple[str, Any]] = (
        [(f"{place}.{key}", entry) for key, entry in value.items()]
        if isinstance(value, dict)
        else [(f"{place}[{index}]", entry) for index, entry in enumerate(value)]
    )
    for where, entry in inner:
        yield from check_contents(entry, where)
