# SPDX-License-Identifier: Apache-2.0
"""A store's open connections: lent to one user at a time, and never across a fork.

Whoever needs a connection borrows one and gives it back. So the number of connections follows how
many are in use at once, not how many threads have come and gone. Connections that nobody uses are
closed just before the process forks, because neither SQLite's locks nor a server's session survive
being used by two processes. A connection that is in use at that moment cannot be closed, so the
child process may not use the pool.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock, local
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

from klagomal.errors import StoreError

__all__ = ["Pool"]

_KEPT: Final = 8
"""How many unused connections are kept open for the next user."""

_C = TypeVar("_C")


class Pool(Generic[_C]):
    """Lends connections.

    ``connect`` opens a connection and ``close`` closes it. ``is_sound`` tells whether a connection
    that comes back may be lent again. If not, the unused ones are closed too, because what broke
    one may have broken them all. ``name`` is what errors call the store.
    """

    def __init__(
        self,
        name: str,
        *,
        connect: Callable[[], _C],
        close: Callable[[_C], None],
        is_sound: Callable[[_C], bool],
    ) -> None:
        self._name = name
        self._connect = connect
        self._close = close
        self._is_sound = is_sound
        self._here = local()
        # Reentrant: the collector may finish an abandoned stream while this thread holds it.
        self._lock = RLock()
        self._unused: list[_C] = []
        self._lent: list[_C] = []
        self._opening = 0
        self._inherited: list[_C] = []
        self._is_closed = False
        self._is_torn = False
        _POOLS.add(self)

    @contextmanager
    def lend(self) -> Iterator[_C]:
        """Lend a connection until the block ends."""
        connection, process = self._take(), os.getpid()
        try:
            yield connection
        finally:
            if os.getpid() == process:
                self._take_back(connection)

    @contextmanager
    def lend_to_writer(self) -> Iterator[_C]:
        """Lend a connection for a transaction; a thread has only one transaction at a time."""
        if getattr(self._here, "writes", False):
            raise StoreError(
                f"{self._name}: this thread is in a transaction already; end it first, or use it"
            )
        with self.lend() as connection:
            self._here.writes = True
            try:
                yield connection
            finally:
                self._here.writes = False

    def close(self) -> None:
        """Close unused connections now, and lent ones when they come back.

        Closing twice is no error.
        """
        with self._lock:
            self._is_closed = True
            self._close_unused()

    def check(self) -> None:
        """Refuse the use of a closed pool, or of one that was in use when this process forked."""
        if self._is_closed:
            raise StoreError(f"{self._name} is closed; open it again")
        if self._is_torn:
            raise StoreError(
                f"{self._name} was in use when this process was forked, so it cannot be used "
                "here; fork while no transaction and no stream is open, or start processes afresh"
            )

    def _take(self) -> _C:
        with self._lock:
            self.check()
            if self._unused:
                connection = self._unused.pop()
                self._lent.append(connection)
                return connection
            self._opening += 1
        try:
            connection = self._connect()
        except BaseException:
            with self._lock:
                self._opening -= 1
            raise
        with self._lock:
            self._opening -= 1
            self._lent.append(connection)
        return connection

    def _take_back(self, connection: _C) -> None:
        is_sound = self._is_sound(connection)
        with self._lock:
            self._lent = [other for other in self._lent if other is not connection]
            if not is_sound:
                self._close_unused()
            if is_sound and not self._is_closed and len(self._unused) < _KEPT:
                self._unused.append(connection)
                return
        self._close(connection)

    def _close_unused(self) -> None:
        while self._unused:
            self._close(self._unused.pop())

    def _before_fork(self) -> None:
        self._lock.acquire()
        self._close_unused()

    def _after_fork_in_parent(self) -> None:
        self._lock.release()

    def _after_fork_in_child(self) -> None:
        self._lock = RLock()
        self._is_torn = bool(self._is_torn or self._lent or self._opening)
        # Closing these would end the parent's sessions and locks, so they are kept, unused.
        self._inherited += self._lent
        self._lent, self._opening = [], 0


_POOLS: Final[WeakSet[Pool[Any]]] = WeakSet()
_FORKING: list[Pool[Any]] = []


def _before_fork() -> None:
    _FORKING[:] = list(_POOLS)
    for pool in _FORKING:
        pool._before_fork()  # noqa: SLF001


def _after_fork_in_parent() -> None:
    for pool in _FORKING:
        pool._after_fork_in_parent()  # noqa: SLF001
    _FORKING.clear()


def _after_fork_in_child() -> None:
    for pool in _FORKING:
        pool._after_fork_in_child()  # noqa: SLF001
    _FORKING.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=_after_fork_in_parent,
        after_in_child=_after_fork_in_child,
    )
