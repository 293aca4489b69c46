# SPDX-License-Identifier: Apache-2.0
"""Opening a desk: URLs become backends; what was opened is closed again if a later one fails."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property
from typing import Self, TypeVar

import attrs

from klagomal.errors import FieldError, KeyRingError
from klagomal.fields import require_code
from klagomal.plugins import Plugins
from klagomal.ports import Notifier, Remembered, Store
from klagomal.registry import PolicyRegistry
from klagomal.vault import Vault

__all__ = ["Opening", "check_sealing", "lasting"]


_B = TypeVar("_B", Store, Notifier)


@attrs.define
class Opening:
    """What a desk is about to be opened with. Leaving the block closes what was not kept."""

    _given: Plugins | None
    _opened: ExitStack = attrs.field(factory=ExitStack, init=False)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what was opened and not kept."""
        self._opened.close()

    def keep(self) -> ExitStack:
        """Return what has been opened: from here on it is somebody else's to close."""
        return self._opened.pop_all()

    def policies(self, registry: PolicyRegistry | None) -> PolicyRegistry:
        """Return the policies to choose from."""
        return self._plugins.registry() if registry is None else registry

    def store(self, store: str | Store) -> Store:
        """Return the open store that is meant."""
        if isinstance(store, str):
            return self._kept(self._plugins.store(store))
        if not isinstance(store, Store):
            raise FieldError(
                f"store: {store!r} is neither a URL nor a store; write sqlite:///klagomal.db",
                field="store",
            )
        return store

    def notifiers(self, notifiers: Iterable[str | Notifier]) -> tuple[Notifier, ...]:
        """Return the open notifiers that are meant."""
        if isinstance(notifiers, str) or not isinstance(notifiers, Iterable):
            raise FieldError(
                f"notifiers: {notifiers!r} is no list of notifiers; write [{notifiers!r}]",
                field="notifiers",
            )
        return tuple(map(self._notifier, notifiers))

    def codes(self, name: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Return a list of codes, each of them checked."""
        if isinstance(codes, str):
            raise FieldError(f"{name}: {codes!r} is no list; write [{codes!r}]", field=name)
        return tuple(require_code(name, code) for code in codes)

    def _notifier(self, notifier: str | Notifier) -> Notifier:
        if isinstance(notifier, str):
            return self._kept(self._plugins.notifier(notifier))
        if not isinstance(notifier, Notifier):
            raise FieldError(
                f"notifiers: {notifier!r} is neither a URL nor a notifier; write file:letters",
                field="notifiers",
            )
        return notifier

    def _kept(self, backend: _B) -> _B:
        """Remember to close what has been opened here."""
        self._opened.callback(backend.close)
        return backend

    @cached_property
    def _plugins(self) -> Plugins:
        return Plugins.discover() if self._given is None else self._given


def check_sealing(store: Store, policy: str, vault: Vault) -> None:
    """Refuse to keep in the clear what others at this desk keep sealed.

    The first desk with a key ring leaves a note in the store; one without a ring that finds it
    raises :class:`~klagomal.errors.KeyRingError`.
    """
    note = f"{policy}/sealed"
    with store.transaction() as step:
        is_sealed = step.recall(note) is not None
        if vault.keys is not None and not is_sealed:
            step.remember(note, Remembered("sealed", vault.keys.current))
    if is_sealed and vault.keys is None:
        raise KeyRingError(
            f"personal data of {policy} are sealed in this store; open the desk with the key ring "
            "that sealed them, Desk(vault=Vault(KeyRing(...)))",
            policy=policy,
        )


def lasting(name: str, seconds: float) -> float:
    """Return a stretch of time in seconds, or refuse what is none."""
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not is_number or not 0 < seconds < math.inf:
        raise FieldError(f"{name}: {seconds!r}; give seconds above 0", field=name)
    return float(seconds)
