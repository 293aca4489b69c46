# SPDX-License-Identifier: Apache-2.0
"""A column mapping as a TOML file, for offices that write their own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import attrs

from klagomal.errors import FieldError, InputFileError, suggest
from klagomal.intake.mapping import ColumnMapping, EventLogMapping

__all__ = ["mapping_from_toml"]

_TABLES: Final = frozenset({"columns", "words", "roles", "fixed", "dated_by"})


def mapping_from_toml(path: str | Path) -> ColumnMapping | EventLogMapping:
    """Read a mapping from a TOML file; its keys are the fields of :class:`ColumnMapping`.

    ``layout = "events"`` makes it an :class:`EventLogMapping`. Raises
    :class:`~klagomal.errors.InputFileError`, which names the file and the key, for a file that is
    not TOML, an unknown key, or a value that the mapping refuses.
    """
    try:
        with Path(path).open("rb") as opened:
            read = tomllib.load(opened)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFileError(f"{path} is not TOML: {error}", file=str(path)) from None
    layout = read.pop("layout", "cases")
    kinds: dict[object, type[ColumnMapping | EventLogMapping]] = {
        "cases": ColumnMapping,
        "events": EventLogMapping,
    }
    if not isinstance(layout, str) or layout not in kinds:
        raise InputFileError(f"{path}, layout: write 'cases' or 'events'", file=str(path))
    _check_keys(path, read, kinds[layout])
    try:
        return kinds[layout](**read)
    except (FieldError, TypeError, ValueError) as error:
        raise InputFileError(f"{path}: {error}", file=str(path)) from None


def _check_keys(path: str | Path, read: dict[str, Any], kind: type) -> None:
    known = [field.name for field in attrs.fields(kind)]
    for key, value in read.items():
        if key not in known:
            raise InputFileError(f"{path}, {key}: unknown key; {suggest(key, known)}", key=key)
        if key in _TABLES:
            _check_table(path, key, value, deep=key == "words")


def _check_table(path: str | Path, key: str, table: object, *, deep: bool) -> None:
    if not isinstance(table, dict):
        raise InputFileError(f"{path}, {key}: expected a table [{key}]", key=key)
    for name, value in table.items():
        if deep:
            _check_table(path, f"{key}.{name}", value, deep=False)
        elif not isinstance(value, str):
            raise InputFileError(f"{path}, {key}.{name}: expected text, got {value!r}", key=key)
