# SPDX-License-Identifier: Apache-2.0
"""Suites that show whether a plugin keeps the promises of its port; they need pytest.

A few lines put a store to the test::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self) -> Iterator[Store]:
            store = MyStore()
            yield store
            store.close()

The host application never imports this package.
"""

from __future__ import annotations

import pytest

# So that a failing promise shows what was compared, in anybody's test run.
pytest.register_assert_rewrite(
    "klagomal.testing.border_promises",
    "klagomal.testing.notifier_contract",
    "klagomal.testing.outbox_promises",
    "klagomal.testing.reading_promises",
    "klagomal.testing.sharing_promises",
    "klagomal.testing.store_contract",
    "klagomal.testing.transaction_promises",
)

from klagomal.testing.notifier_contract import NotifierContract  # noqa: E402
from klagomal.testing.store_contract import StoreContract  # noqa: E402
from klagomal.testing.tailing import events_missed  # noqa: E402

__all__ = ["NotifierContract", "StoreContract", "events_missed"]
