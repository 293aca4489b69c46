# SPDX-License-Identifier: Apache-2.0
"""Where the benchmarks store: files on this disk, a PostgreSQL server, processes of their own.

SQLite's files lie under ``build`` in the current directory, so that its disk is measured and not
memory, and so that they are never committed. PostgreSQL's files lie where ``TMPDIR`` says.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from tests.postgresql import Server

__all__ = ["afresh", "alone", "database", "folder", "server"]

_P = ParamSpec("_P")
_R = TypeVar("_R")

afresh = multiprocessing.get_context("spawn")
"""Starts processes that share nothing with this one, neither connections nor memory."""


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder under ``build`` until the block ends."""
    built = Path.cwd() / "build"
    built.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=built, prefix="bench-") as name:
        yield Path(name)


@contextmanager
def server() -> Iterator[Server | None]:
    """Run a PostgreSQL server until the block ends; without one, say so and give ``None``."""
    try:
        from tests.postgresql import Server

        running = Server()
    except (ImportError, RuntimeError) as missing:
        print(f"no PostgreSQL to measure: {missing}")
        yield None
        return
    try:
        running.start()
        yield running
    finally:
        running.stop()


def database(server: Server, name: str) -> str:
    """Create a database and return its URL."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.url(name)


def alone(function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Return what ``function`` returns in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=afresh) as process:
        return process.submit(function, *args, **kwargs).result()
