# SPDX-License-Identifier: Apache-2.0
"""Opening a desk: URLs become open backends, which are all closed again if one of them fails."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Final, Self, TypeVar

import attrs

from klagomal.desk.arguments import part
from klagomal.errors import FieldError, KeyRingError
from klagomal.plugins import Plugins
from klagomal.policy.registry import PolicyRegistry
from klagomal.ports import AddressKind, Notifier, Remembered, Store, lacking
from klagomal.vault import Vault

__all__ = ["Opening", "check_sealing"]

_LOG: Final = logging.getLogger("klagomal.desk")


_B = TypeVar("_B", Store, Notifier)


@attrs.define
class Opening:
    """What a desk is about to be opened with. Leaving the block closes what was not kept."""

    _given: Plugins | None
    _opened: ExitStack = attrs.field(factory=ExitStack, init=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a value that is no :class:`Plugins` at once, even if it would never be used."""
        part("plugins", self._given, Plugins, Plugins)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        """Close what was opened and not kept; an error on closing does not hide an earlier one."""
        try:
            self._opened.close()
        except Exception as closing:
            if error is None:
                raise
            _LOG.warning("a backend did not close: %s", type(closing).__name__)

    def keep(self) -> ExitStack:
        """Return what has been opened; from here on the caller closes it."""
        return self._opened.pop_all()

    def policies(self, registry: PolicyRegistry | None) -> PolicyRegistry:
        """Return the policies to choose from."""
        if registry is None:
            return self._plugins.registry()
        return part("registry", registry, PolicyRegistry, PolicyRegistry)

    def store(self, store: str | Store) -> Store:
        """Return the store, opened here if it is given by a URL."""
        if isinstance(store, str):
            return self._kept(self._plugins.store(store))
        _refuse_unfit("store", store, Store, "write sqlite:///klagomal.db")
        return store

    def notifiers(self, notifiers: Iterable[str | Notifier]) -> tuple[Notifier, ...]:
        """Return the notifiers, each opened here if it is given by a URL."""
        if isinstance(notifiers, str) or not isinstance(notifiers, Iterable):
            raise FieldError(
                f"notifiers: {notifiers!r} is no list of notifiers; write [{notifiers!r}]",
                field="notifiers",
            )
        return tuple(map(self._notifier, notifiers))

    def _notifier(self, notifier: str | Notifier) -> Notifier:
        if isinstance(notifier, str):
            notifier = self._kept(self._plugins.notifier(notifier))
        else:
            _refuse_unfit("notifiers", notifier, Notifier, "write file:letters")
        if notifier.reaches not in tuple(AddressKind):
            raise FieldError(
                f"notifiers: {type(notifier).__name__} reaches {notifier.reaches!r}; give one of "
                + ", ".join(f"AddressKind.{kind.name}" for kind in AddressKind),
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


def _refuse_unfit(field: str, backend: object, port: type, instead: str) -> None:
    """Refuse a value that is no backend, and name the first thing that it lacks."""
    missing = lacking(backend, port)
    if missing or isinstance(backend, type):
        lacks = f"it has no {missing[0]}" if missing else "it is a class"
        raise FieldError(
            f"{field}: {backend!r} is neither a URL nor a {port.__name__.lower()} ({lacks}); "
            f"{instead}",
            field=field,
        )


def check_sealing(store: Store, policy: str, vault: Vault) -> None:
    """Refuse to keep personal data in the clear where the policy's other desks seal them.

    The first desk with a key ring leaves a note in the store. A desk without a key ring that finds
    the note raises :class:`~klagomal.errors.KeyRingError`.
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
