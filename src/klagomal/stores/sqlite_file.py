# SPDX-License-Identifier: Apache-2.0
"""Opening a SQLite file: only ours, at the newest schema, with durable writes and real deletion."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final

from klagomal.errors import SchemaError, StoreError, StoreUnavailableError
from klagomal.stores.sqlite_schema import MIGRATIONS
from klagomal.stores.sqlite_turn import Turn, patiently

__all__ = ["Driver", "Identity", "check_place", "connect", "open_file", "prepare", "wipe_log"]

Driver = Callable[[Path, bool], sqlite3.Connection]
"""Opens a connection to a file, which it creates if told to."""

Identity = tuple[int, int]
"""What tells a file from any other that may come to lie at its path: its device and inode."""

_APPLICATION_ID: Final = 0x6B6C6167  # "klag"
_OLDEST: Final = (3, 37)  # STRICT tables
_PRAGMAS: Final = (
    "synchronous=FULL",  # what a transaction wrote is on the disk when it ends
    "fullfsync=ON",  # also on macOS, where a plain fsync does not reach the disk
    "secure_delete=ON",  # what is deleted is overwritten
)


def open_file(path: Path, create: bool) -> sqlite3.Connection:
    """Open a connection that any one thread at a time may use, with the standard library."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        isolation_level=None,
        timeout=0,
        check_same_thread=False,
    )


def connect(
    path: Path, patience: float, driver: Driver = open_file, *, create: bool = False
) -> sqlite3.Connection:
    """Open a connection and set it up.

    Waits up to ``patience`` seconds for another connection that holds the whole file, because it
    switches the file to a write-ahead log or recovers it after a crash.
    """
    give_up = time.monotonic() + patience
    connection = driver(path, create)
    try:
        for pragma in _PRAGMAS:
            patiently(partial(connection.execute, f"PRAGMA {pragma}"), path, give_up)
    except BaseException:
        connection.close()
        raise
    return connection


def check_place(path: Path, file: Identity) -> None:
    """Refuse to go on when ``path`` no longer leads to ``file``.

    A connection keeps a removed file alive and writes to it as if nothing had happened; when the
    last one is closed, everything is gone.
    """
    if _identity_of(path) != file:
        raise StoreUnavailableError(
            f"{path} was replaced by another file while it was open, so nothing is written; open "
            "the store again",
            path=str(path),
        )


def _identity_of(path: Path) -> Identity:
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise StoreUnavailableError(
            f"{path} was removed or moved away while it was open, so nothing is written; put it "
            "back or restore a backup, and open the store again",
            path=str(path),
        ) from error
    except OSError as error:
        raise StoreUnavailableError(
            f"{path} cannot be looked at ({error.strerror}); check the rights to its folder",
            path=str(path),
        ) from error
    return found.st_dev, found.st_ino


def prepare(path: Path, patience: float, turn: Turn, driver: Driver = open_file) -> Identity:
    """Create the file or bring its tables up to date; refuse another program's file, untouched.

    Returns what the file is known by from now on.
    """
    if sqlite3.sqlite_version_info < _OLDEST:  # pragma: no cover
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} is too old; klagomal needs 3.37 or newer, which "
            "comes with Python"
        )
    give_up = time.monotonic() + patience
    with closing(connect(path, patience, driver, create=True)) as connection:
        run = connection.execute
        patiently(lambda: run("SELECT count(*) FROM sqlite_master"), path, give_up)
        patiently(lambda: _schema_of(connection, path), path, give_up)
        mode = patiently(lambda: run("PRAGMA journal_mode=WAL"), path, give_up).fetchone()[0]
        if mode != "wal":
            raise StoreUnavailableError(
                f"{path} lies where SQLite cannot keep a write-ahead log; use a local disk",
                path=str(path),
            )
        turn.begin(connection)
        try:
            file = _identity_of(path)
            version = _schema_of(connection, path)
            for migration in MIGRATIONS[version:]:
                for statement in migration:
                    run(statement)
            if version < len(MIGRATIONS):
                run(f"PRAGMA application_id={_APPLICATION_ID}")
                run(f"PRAGMA user_version={len(MIGRATIONS)}")
            check_place(path, file)
            run("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                run("ROLLBACK")
            raise
        wipe_log(connection)  # of what was erased by a process that then died
    return file


def wipe_log(connection: sqlite3.Connection) -> bool:
    """Empty the write-ahead log; ``False`` while somebody else reads or writes."""
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _schema_of(connection: sqlite3.Connection, path: Path) -> int:
    owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != _APPLICATION_ID and (owner or version or tables):
        raise SchemaError(
            f"{path} is another program's database; give klagomal a file of its own",
            path=str(path),
        )
    if version > len(MIGRATIONS):
        raise SchemaError(
            f"{path} has schema {version}, this version of klagomal knows {len(MIGRATIONS)}; "
            "use the version that wrote it, or a newer one",
            path=str(path),
            schema=version,
        )
    return version
