# SPDX-License-Identifier: Apache-2.0
"""A store: here the one in memory, to be replaced by yours.

Implement the methods of :class:`klagomal.ports.Store` and :class:`klagomal.ports.Transaction`; the
contract suite in ``tests/test_store.py`` tells what each has to promise.
"""

from __future__ import annotations

from klagomal.stores.memory import MemoryStore


class ExampleStore(MemoryStore):
    """Keeps everything in memory."""
