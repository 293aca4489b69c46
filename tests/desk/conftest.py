# SPDX-License-Identifier: Apache-2.0
"""A desk on each embedded store, with a clock and a postbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from klagomal.desk import Desk
from klagomal.ports import Store
from klagomal.stores.memory import MemoryStore
from klagomal.stores.sqlite import SqliteStore
from tests.desk.counters import Clock, Postbox, desk_of


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each embedded kind."""
    opened: Store = (
        MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "desk.db")
    )
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """Wednesday 7 January 2026, ten in the morning."""
    return Clock("2026-01-07 10:00")


@pytest.fixture
def postbox() -> Postbox:
    """Where letters end up."""
    return Postbox()


@pytest.fixture
def desk(store: Store, clock: Clock, postbox: Postbox) -> Desk:
    """Essunga's desk."""
    return desk_of(store, clock, notifiers=(postbox,))
