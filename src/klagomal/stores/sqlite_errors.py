# SPDX-License-Identifier: Apache-2.0
"""What SQLite's errors mean to the host application, with the way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from klagomal.errors import (
    ConcurrencyError,
    SchemaError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)

__all__ = ["UNSTORABLE", "meaning", "typed"]

UNSTORABLE: Final = (sqlite3.Error, UnicodeEncodeError, OverflowError)
"""What the driver raises, also for half a character and for a number of more than 64 bits."""

_FULL_BY_LIMIT: Final = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
"""How a quota, or a limit on the size of files, says that no space is left."""

_MAY_BE_WRITTEN: Final = "check that the file and its folder may be written to"

_MEANINGS: Final[dict[int, tuple[type[StoreError], str]]] = {
    sqlite3.SQLITE_FULL: (StoreFullError, "nothing was written; make room and try again"),
    sqlite3.SQLITE_BUSY: (StoreUnavailableError, "another program holds it; try again"),
    sqlite3.SQLITE_LOCKED: (StoreUnavailableError, "another program holds it; try again"),
    sqlite3.SQLITE_CANTOPEN: (
        StoreUnavailableError,
        "check that its folder exists, and that it may be written to",
    ),
    sqlite3.SQLITE_PERM: (StoreUnavailableError, _MAY_BE_WRITTEN),
    sqlite3.SQLITE_READONLY: (StoreUnavailableError, _MAY_BE_WRITTEN),
    sqlite3.SQLITE_NOTADB: (SchemaError, "give klagomal a file of its own"),
    sqlite3.SQLITE_CORRUPT: (SchemaError, "restore it from a backup"),
    sqlite3.SQLITE_CONSTRAINT: (ConcurrencyError, "it was written before; load and decide again"),
}


def meaning(error: Exception, path: Path) -> StoreError:
    """Return our error for the driver's."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    kind = sqlite3.SQLITE_FULL if code in _FULL_BY_LIMIT else code & 0xFF
    ours, way_out = _MEANINGS.get(kind, (StoreError, "nothing was written"))
    return ours(f"{path}: {error}; {way_out}", path=str(path))


@contextmanager
def typed(path: Path) -> Iterator[None]:
    """Turn the driver's errors into ours."""
    try:
        yield
    except UNSTORABLE as error:
        raise meaning(error, path) from error
