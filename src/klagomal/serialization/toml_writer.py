# SPDX-License-Identifier: Apache-2.0
"""Write plain values as TOML that reads well: one section per part, one line per value.

The standard library reads TOML and does not write it. This module writes the values that a policy
has: text, whole numbers, true and false, dates, lists and tables. TOML cannot write nothing, so
``None`` is written as the empty text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final

__all__ = ["toml_text"]

_WIDTH: Final = 100
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT_ESCAPES: Final = {
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\f": "f",
    "\r": "r",
    '"': '"',
    "\\": "\\",
}


def toml_text(data: Mapping[str, object], *, one_line: Collection[str] = ()) -> str:
    """Return ``data`` as TOML: its tables and lists of tables as sections, after the rest.

    The keys in ``one_line`` are written without a section of their own even if they hold tables.
    """
    sections = {key for key, value in data.items() if key not in one_line and _is_section(value)}
    lines = [_line(key, value) for key, value in data.items() if key not in sections]
    for key, value in data.items():
        if key in sections:
            lines += _section(key, value)
    return "\n".join(lines).strip("\n") + "\n"


def _is_section(value: object) -> bool:
    tables = value if isinstance(value, list) else [value]
    return bool(tables) and all(isinstance(entry, dict) for entry in tables)


def _section(key: str, value: object) -> Iterator[str]:
    name = _key(key)
    if isinstance(value, list):
        for entry in value:
            yield f"\n[[{name}]]"
            yield from _lines(entry)
    elif isinstance(value, dict):
        if value and all(isinstance(entry, dict) for entry in value.values()):
            for inner, entry in value.items():
                yield f"\n[{name}.{_key(inner)}]"
                yield from _lines(entry)
        else:
            yield f"\n[{name}]"
            yield from _lines(value)


def _lines(table: Mapping[str, object]) -> Iterator[str]:
    return (_line(key, value) for key, value in table.items())


def _line(key: str, value: object) -> str:
    line = f"{_key(key)} = {_value(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list):
        return line
    return "\n".join([f"{_key(key)} = [", *(f"    {_value(entry)}," for entry in value), "]"])


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def _value(value: object) -> str:
    match value:
        case None | str():
            return _string(value or "")
        case bool():
            return str(value).lower()
        case int() | date():
            return str(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            inner = ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            raise TypeError(f"{value!r} cannot be written as TOML")


def _string(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return f"\\{_SHORT_ESCAPES[sign]}" if sign in _SHORT_ESCAPES else f"\\u{ord(sign):04x}"
