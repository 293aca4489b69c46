# SPDX-License-Identifier: Apache-2.0
"""The store keeps what klagomal promises."""

from __future__ import annotations

import pytest
from klagomal_exempel.store import ExampleStore

from klagomal.ports import Store
from klagomal.testing.store_contract import StoreContract


class TestExampleStore(StoreContract):
    """Every test of the contract, on this store."""

    @pytest.fixture
    def store(self) -> Store:
        """Return an empty store."""
        return ExampleStore()
