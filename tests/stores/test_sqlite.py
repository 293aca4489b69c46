# SPDX-License-Identifier: Apache-2.0
"""The SQLite store keeps every promise, and says no in typed errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from klagomal.ports import Store
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing import StoreContract


class TestSqliteStore(StoreContract):
    """The whole contract."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """Give a fresh store in a file."""
        store = SqliteStore(tmp_path / "klagomal.db")
        yield store
        store.close()

    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Callable[[], Store]:
        """Open the same file once more."""
        return lambda: SqliteStore(tmp_path / "klagomal.db")
