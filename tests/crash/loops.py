# SPDX-License-Identifier: Apache-2.0
"""The kill loop set up for each store, with a fresh one for each turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from psycopg import sql

from klagomal.ports import Store
from klagomal.stores.postgresql import PostgresqlStore
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.boundaries import Boundary, Stepwise, stopping_driver
from klagomal.testing.crash import CrashLoop
from tests.postgresql import Server

__all__ = [
    "in_new_schema",
    "on_postgresql",
    "on_sqlite",
    "stepwise_postgresql",
    "stopping_sqlite",
]


def on_sqlite(folder: Path, seed: int = 0, **more: Any) -> CrashLoop:
    """Return the loop on a SQLite file in ``folder``."""
    return CrashLoop(lambda: SqliteStore(folder / "crash.db"), folder, seed=seed, **more)


def on_postgresql(
    server: Server, folder: Path, seed: int = 0, *, crashing: bool = False, **more: Any
) -> CrashLoop:
    """Return the loop on a schema of its own; ``crashing`` kills the server too."""
    url = in_new_schema(server.url())
    return CrashLoop(
        lambda: PostgresqlStore(url),
        folder,
        seed=seed,
        crash_server=server.crash if crashing else None,
        start_server=server.start if crashing else None,
        **more,
    )


def in_new_schema(url: str) -> str:
    """Make a schema; return the URL of a store in it."""
    name = f"crash_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-csearch_path={name}')}"


def stopping_sqlite(path: Path) -> Callable[[Boundary], Store]:
    """Return what opens a SQLite store with a boundary before each statement."""
    return lambda boundary: SqliteStore(path, driver=stopping_driver(boundary))


def stepwise_postgresql(url: str) -> Callable[[Boundary], Any]:
    """Return what opens a PostgreSQL store with a boundary before each step."""
    return lambda boundary: Stepwise(PostgresqlStore(url), boundary)
