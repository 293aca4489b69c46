# SPDX-License-Identifier: Apache-2.0
"""Stores with a planted bug that a harness must find, to show that the harness finds bugs.

Each wraps a sound store and breaks one promise. Only a process that dies at the wrong moment brings
the bug to light.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, Final

from klagomal.ports import LeasedNotice, NoticeState, Settlement, Store, Transaction

__all__ = ["PLANTED"]

_WRITING: Final = frozenset(
    {
        *("remember", "next_number", "append", "put_case", "protect", "erase"),
        *("enqueue", "withdraw", "bounce"),
    }
)


class _Planted:
    """Passes everything on to the sound store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (whatever the store has)
        return getattr(self._store, name)


class _Apart(_Planted):
    """Runs some steps of a transaction in transactions of their own."""

    def __init__(self, store: Store, *, apart: frozenset[str]) -> None:
        super().__init__(store)
        self._apart = apart

    @contextmanager
    def transaction(self) -> Iterator[_Piecewise]:
        """Begin a transaction whose parts are committed one by one."""
        step = _Piecewise(self._store, self._apart)
        try:
            yield step
        except BaseException as error:
            step.end(error)
            raise
        step.end(None)


class _Piecewise:
    """A transaction that commits what it has whenever one of ``apart`` is asked for."""

    def __init__(self, store: Store, apart: frozenset[str]) -> None:
        self._store = store
        self._apart = apart
        self._piece: AbstractContextManager[Transaction] | None = None
        self._step: Transaction | None = None

    def end(self, error: BaseException | None) -> None:
        """Commit or undo what is left."""
        piece, self._piece = self._piece, None
        if piece is not None and not piece.__exit__(type(error) if error else None, error, None):
            self._step = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in self._apart:
            return partial(self._run_apart, name)
        return partial(self._run, name)

    def _run(self, name: str, *given: Any) -> Any:  # noqa: ANN401  (as the step has it)
        if self._piece is None or self._step is None:
            self._piece = self._store.transaction()
            self._step = self._piece.__enter__()
        return getattr(self._step, name)(*given)

    def _run_apart(self, name: str, *given: Any) -> Any:  # noqa: ANN401  (as above)
        self.end(None)
        with self._store.transaction() as step:
            return getattr(step, name)(*given)


class _Forgetful(_Planted):
    """Leaves one step of a transaction out until the transaction has been committed."""

    def __init__(self, store: Store, *, late: str) -> None:
        super().__init__(store)
        self._late = late

    @contextmanager
    def transaction(self) -> Iterator[_Postponing]:
        """Begin a transaction that does a part of its work afterwards."""
        with self._store.transaction() as step:
            postponing = _Postponing(step, self._late)
            yield postponing
        for given in postponing.postponed:
            with self._store.transaction() as step:
                getattr(step, self._late)(*given)


class _Postponing:
    """A transaction that notes one kind of step instead of taking it."""

    def __init__(self, step: Transaction, late: str) -> None:
        self._step = step
        self._late = late
        self.postponed: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (as the step has it)
        return self._postpone if name == self._late else getattr(self._step, name)

    def _postpone(self, *given: Any) -> int:  # noqa: ANN401  (as above)
        self.postponed.append(tuple(_kept(value) for value in given))
        return 0


def _kept(value: Any) -> Any:  # noqa: ANN401  (as above)
    """Return a value that can be used later, also if it was a stream."""
    return list(value) if isinstance(value, Iterator) else value


class _Hasty(_Planted):
    """Tells that a transaction is done and commits it when the next one begins."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._open: AbstractContextManager[Transaction] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a transaction that is committed later."""
        self._commit()
        piece = self._store.transaction()
        step = piece.__enter__()
        try:
            yield step
        except BaseException as error:
            piece.__exit__(type(error), error, None)
            raise
        self._open = piece

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Lease as the sound store does."""
        self._commit()
        return self._store.lease(worker, policy, limit, seconds)

    def _commit(self) -> None:
        piece, self._open = self._open, None
        if piece is not None:
            piece.__exit__(None, None, None)


class _Boastful(_Planted):
    """Marks a notice as sent when it is leased, before anybody has tried to deliver it."""

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Lease, and settle at once."""
        leased = self._store.lease(worker, policy, limit, seconds)
        with self._store.transaction() as step:
            for lease in leased:
                step.settle(lease.notice.id, lease.token, Settlement(state=NoticeState.SENT))
        return leased


class _Possessive(_Planted):
    """Gives leases that outlive the worker for good."""

    def lease(self, worker: str, policy: str, limit: int, seconds: float) -> Sequence[LeasedNotice]:
        """Lease for thirty years."""
        return self._store.lease(worker, policy, limit, seconds + 1e9)


PLANTED: Final[Mapping[str, Callable[[Store], Any]]] = {
    "every statement commits by itself": partial(_Apart, apart=_WRITING),
    "number drawn in a transaction of its own": partial(_Apart, apart=frozenset({"next_number"})),
    "list entry written in a transaction of its own": partial(
        _Apart, apart=frozenset({"put_case"})
    ),
    "notices queued after the commit": partial(_Forgetful, late="enqueue"),
    "key remembered after the commit": partial(_Forgetful, late="remember"),
    "words kept after the commit": partial(_Forgetful, late="protect"),
    "answer told before the commit": _Hasty,
    "marked as sent before it is delivered": _Boastful,
    "leases that never end": _Possessive,
}
"""The planted bugs: what is wrong, and what wraps a sound store to make it so."""
