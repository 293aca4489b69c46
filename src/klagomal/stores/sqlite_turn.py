# SPDX-License-Identifier: Apache-2.0
"""How writers of one SQLite file take turns.

SQLite lets one writer in and turns the others away. If the others try again at random, some wait a
hundred times longer than others. Here they queue: within a process at a lock, between processes at
a lock on an empty file beside the database. Only the first in the queue asks SQLite, so it is let
in as soon as the writer before it has left.

The queue is for fairness alone. SQLite's own lock still lets in one writer at a time, also if the
file cannot be locked, if a program does not queue, and if the first in the queue is stuck.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from klagomal.errors import StoreUnavailableError

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: writers do not queue)
    fcntl = None  # type: ignore[assignment]

__all__ = ["Turn", "patiently"]

_R = TypeVar("_R")

# Seconds between tries, from and to.
_IN_QUEUE: Final = (0.0001, 0.0005)
_AT_THE_DOOR: Final = (0.0001, 0.0003)


class Turn:
    """One store's place in the queue of writers to ``path``.

    ``patience`` is how many seconds a writer waits, half of them in the queue, before
    :class:`~klagomal.errors.StoreUnavailableError`.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._process = os.getpid()
        self._first = Lock()
        self._file: int | None = None

    def begin(self, connection: sqlite3.Connection) -> None:
        """Begin a writing transaction when it is this writer's turn."""
        began = time.monotonic()
        jump_the_queue, give_up = began + self._patience / 2, began + self._patience
        if os.getpid() != self._process:
            self._process, self._first = os.getpid(), Lock()
            self.close()
        is_first = self._first.acquire(timeout=self._patience / 2)
        try:
            queue = self._queue_up(jump_the_queue)
            try:
                patiently(lambda: connection.execute("BEGIN IMMEDIATE"), self._path, give_up)
            finally:
                if queue is not None:
                    fcntl.flock(queue, fcntl.LOCK_UN)
        finally:
            if is_first:
                self._first.release()

    def close(self) -> None:
        """Let go of the file. Closing twice is no error."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                os.close(file)

    def _queue_up(self, jump_the_queue: float) -> int | None:
        """Return the file once it is locked, or ``None`` if it cannot be locked in time."""
        if fcntl is None:  # pragma: no cover
            return None
        try:
            if self._file is None:
                name = f"{self._path}-queue"
                self._file = os.open(name, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            while True:
                try:
                    fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() > jump_the_queue:
                        return None
                    _pause(_IN_QUEUE)
                else:
                    return self._file
        except OSError:
            return None


def patiently(run: Callable[[], _R], path: Path, give_up: float) -> _R:
    """Run statements that another writer's lock may hold up, again and again until ``give_up``.

    ``give_up`` is a moment of the monotonic clock.
    """
    while True:
        try:
            return run()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > give_up:
                raise StoreUnavailableError(
                    f"{path} is locked and was not let go of in time; find the process that "
                    "holds it, or wait longer with patience=",
                    path=str(path),
                ) from error
            _pause(_AT_THE_DOOR)


def _pause(between: tuple[float, float]) -> None:
    time.sleep(random.uniform(*between))  # noqa: S311  (a pause, not a secret)
