# SPDX-License-Identifier: Apache-2.0
"""What a backend is known by."""

from __future__ import annotations

from typing import Any

from klagomal.ports import Notifier, Store, lacking
from klagomal.stores.memory import MemoryStore


class Passing:
    """A stand-in that has nothing of its own."""

    def __init__(self, backend: object) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)


def test_a_store_lacks_nothing_of_a_store() -> None:
    """Nor does one that only passes calls on, whatever the Python."""
    assert lacking(MemoryStore(), Store) == ()
    assert lacking(Passing(MemoryStore()), Store) == ()


def test_what_is_lacking_is_named() -> None:
    """In the order of the port."""
    assert lacking(MemoryStore(), Notifier) == ("reaches", "deliver")
    assert lacking(object(), Notifier) == ("reaches", "deliver", "close")
