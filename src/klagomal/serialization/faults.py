# SPDX-License-Identifier: Apache-2.0
"""Gather the problems in data from outside, place by place, while values are read from them.

A place is written as in the file: ``.obligations[1].term``. Every problem of a file is gathered
before anything is raised, so that one reading reports all that has to be corrected.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Any, Final

import attrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError

from klagomal.errors import KlagomalError, suggest
from klagomal.fields import LARGEST, written_out

__all__ = [
    "RENAMED",
    "Fault",
    "MisfitError",
    "attempt",
    "faults_of",
    "place_in_words",
    "shown",
    "unknown_keys",
]

Fault = tuple[str, str]
"""A place, and a message on what is wrong there and what to do."""

RENAMED: Final = {"calendar_spec": "calendar"}
"""Fields that have a plainer name in a file."""


class MisfitError(ValueError):
    """One or more problems, relative to the value that was being read."""

    def __init__(self, *problems: Fault | str) -> None:
        self.problems: list[Fault] = [("", p) if isinstance(p, str) else p for p in problems]
        super().__init__("; ".join(f"{place}: {message}" for place, message in self.problems))


def attempt(
    read: Callable[[Any, Any], Any],
    value: object,
    wanted: object,
    place: str,
    problems: list[Fault],
) -> Any:  # noqa: ANN401  (what the hook gives)
    """Return what ``read`` makes of ``value``; if ``read`` fails, note why under ``place``."""
    try:
        return read(value, wanted)
    except Exception as error:  # noqa: BLE001  (whatever a value's own checks raise is a problem)
        problems += [(place + inner, message) for inner, message in faults_of(error)]
        return None


def faults_of(error: Exception) -> list[Fault]:
    """Return every problem that an error holds, with its place."""
    if isinstance(error, MisfitError):
        return error.problems
    if isinstance(error, ClassValidationError):
        noted, others = error.group_exceptions()
        found: list[Fault] = []
        for inner, note in noted:
            key = f".{RENAMED.get(note.name, note.name)}"
            if isinstance(inner, KeyError):
                found.append((key, "missing; it has no default, so write it out"))
            else:
                found += [(key + place, message) for place, message in faults_of(inner)]
        return found + [problem for other in others for problem in faults_of(other)]
    if isinstance(error, ForbiddenExtraKeysError):
        return unknown_keys(error.extra_fields, _keys_of(error.cl))
    if isinstance(error, KlagomalError):
        field = error.data.get("field")
        place = f".{field}" if isinstance(field, str) and field else ""
        return [(place, str(error).removeprefix(f"{field}: "))]
    return [("", str(error))]


def unknown_keys(keys: Iterable[object], known: Iterable[str]) -> list[Fault]:
    """Return a problem for each key that means nothing here."""
    names = list(known)
    return [
        (f".{written_out(key)}", f"unknown key; {suggest(key, names)}")
        for key in sorted(map(str, keys))
    ]


def _keys_of(cls: type) -> list[str]:
    return [RENAMED.get(field.name, field.name) for field in attrs.fields(cls) if field.init]


def place_in_words(place: str) -> str:
    """Return a place as errors show it: without the dot before its first key."""
    return place.removeprefix(".")


def shown(value: object, table: str = "a table") -> str:
    """Return a value as the file has it, cut if it is long, or only its kind."""
    if isinstance(value, str):
        return f'"{written_out(value)}"'
    if type(value) is int:
        return str(value) if abs(value) <= LARGEST else "a number beyond all use"
    if isinstance(value, date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | float):
        return json.dumps(value)
    words: dict[type, str] = {dict: table, list: "a list"}
    return words.get(type(value), f"a {type(value).__name__}")
