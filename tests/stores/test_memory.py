# SPDX-License-Identifier: Apache-2.0
"""The store in memory keeps every promise but durability."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from klagomal.ports import Store
from klagomal.stores.memory import MemoryStore
from klagomal.testing import StoreContract


class TestMemoryStore(StoreContract):
    """The whole contract."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """Give a fresh store in memory."""
        store = MemoryStore()
        yield store
        store.close()
