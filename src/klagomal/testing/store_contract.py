# SPDX-License-Identifier: Apache-2.0
"""Everything that :mod:`klagomal.ports` promises of a store, as one suite of tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from klagomal.ports import Store
from klagomal.testing.border_promises import BorderPromises
from klagomal.testing.outbox_promises import OutboxPromises
from klagomal.testing.reading_promises import ReadingPromises
from klagomal.testing.sharing_promises import SharingPromises
from klagomal.testing.transaction_promises import TransactionPromises

__all__ = ["StoreContract"]


class StoreContract(
    TransactionPromises, ReadingPromises, OutboxPromises, SharingPromises, BorderPromises
):
    """Subclass it in a test module and override ``store``; for a durable store, ``reopen`` too."""

    @pytest.fixture
    def store(self) -> Store:
        """A fresh, empty store, closed again after the test."""
        raise NotImplementedError("override the fixture `store` with a fresh, empty store")

    @pytest.fixture
    def reopen(self) -> Callable[[], Store]:
        """A function that opens the data of ``store`` once more, as another process would."""
        pytest.skip("a store that keeps nothing: override the fixture `reopen` if it does")
