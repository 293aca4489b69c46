# SPDX-License-Identifier: Apache-2.0
"""A SQLite whose writes, truncations and syncs are recorded, for the replay of power losses.

Python's own SQLite lets nobody record what it does to its files; ``apsw`` brings a SQLite of its
own that does. The store's statements run on it through a connection that looks like ``sqlite3``'s.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import apsw
import attrs

__all__ = ["Change", "Recording"]

_CHECKPOINT_EVERY: Final = 24  # pages: a thousand, which is usual, would take a long recording


@attrs.frozen
class Change:
    """One thing that reached the operating system; ``kind`` is one of these.

    ``write`` (``data`` at ``offset``), ``truncate`` (to ``offset``), ``sync``, ``delete``, and
    ``told``: the host application was told that ``file`` is done, for the case ``data``.
    """

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


class Recording:
    """Records what the connections it opens do to their files.

    With ``is_synced`` off, the connections use ``synchronous=OFF``, for a control run that must
    lose data.
    """

    def __init__(self, *, is_synced: bool = True) -> None:
        self.changes: list[Change] = []
        self._is_synced = is_synced
        self._name = f"recording-{uuid4().hex}"
        self._vfs = _Vfs(self._name, self.changes)

    def open(self, path: Path, create: bool) -> Any:  # noqa: ANN401  (stands in for sqlite3's)
        """Open a connection: the driver of a SQLite store."""
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        connection = apsw.Connection(str(path), flags=flags, vfs=self._name)
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_EVERY}").fetchall()
        return _Connection(connection, is_synced=self._is_synced)

    def tell(self, kind: str, text: str) -> None:
        """Note that the host application has been told that something is done."""
        self.changes.append(Change("told", kind, data=text.encode()))


class _Vfs(apsw.VFS):
    """The usual file system, with every change noted."""

    def __init__(self, name: str, changes: list[Change]) -> None:
        self._changes = changes
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802, ANN401  (SQLite's)
        return _File(name, flags, self._changes)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  (SQLite's)
        self._changes.append(Change("delete", Path(filename).name))
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], changes: list[Change]) -> None:  # noqa: ANN401
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._name = Path(path).name
        self._changes = changes
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  (SQLite's)
        self._changes.append(Change("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  (SQLite's)
        self._changes.append(Change("truncate", self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802  (SQLite's)
        super().xSync(flags)
        self._changes.append(Change("sync", self._name))


class _Connection:
    """An apsw connection that answers like one of :mod:`sqlite3`, as far as the store asks."""

    def __init__(self, connection: apsw.Connection, *, is_synced: bool) -> None:
        self._connection = connection
        self._is_synced = is_synced

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    def execute(self, statement: str, values: Sequence[Any] = ()) -> _Answer:
        """Run a statement to its end."""
        if statement == "PRAGMA synchronous=FULL" and not self._is_synced:
            statement = "PRAGMA synchronous=OFF"
        try:
            rows = self._connection.execute(statement, tuple(values)).fetchall()
        except apsw.Error as error:
            told = sqlite3.OperationalError(str(error))
            told.sqlite_errorcode = getattr(error, "extendedresult", sqlite3.SQLITE_ERROR)
            raise told from error
        return _Answer(rows, self._connection.changes())

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row."""
        for row in rows:
            self.execute(statement, row)

    def close(self) -> None:
        """Close it."""
        self._connection.close()


class _Answer:
    """What a statement gave."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = iter(rows)
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:  # noqa: ANN401  (a row, or None)
        """Return the next row."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return list(self._rows)

    def close(self) -> None:
        """Nothing is held."""
