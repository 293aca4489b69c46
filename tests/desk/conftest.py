# SPDX-License-Identifier: Apache-2.0
"""A desk on each store, with a clock and a postbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from klagomal.desk import Desk
from klagomal.ports import Store
from klagomal.stores.memory import MemoryStore
from klagomal.stores.postgresql import PostgresqlStore
from klagomal.stores.sqlite import SqliteStore
from tests.desk.counters import Clock, Postbox, desk_of


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    opened: Store
    if request.param == "memory":
        opened = MemoryStore()
    elif request.param == "sqlite":
        opened = SqliteStore(tmp_path / "desk.db")
    else:
        opened = PostgresqlStore(request.getfixturevalue("postgresql_url"))
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
