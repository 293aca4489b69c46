# SPDX-License-Identifier: Apache-2.0
"""A command that fails or dies between two statements leaves nothing half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klagomal.ports import Store
from klagomal.stores.memory import MemoryStore
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.boundaries import Boundaries, Boundary, Stepwise, stopping_driver
from klagomal.testing.planted import PLANTED
from tests.crash.loops import stopping_sqlite


@pytest.mark.parametrize("name", ["receive", "erase", "tick", "bounce", "link"])
def test_a_command_leaves_no_half_state(tmp_path: Path, name: str) -> None:
    """At each statement of the command a failure or death leaves all of it or nothing."""
    report = Boundaries(stopping_sqlite(tmp_path / "klagomal.db"), tmp_path).run(name)
    assert report.problems == []
    assert report.failures == report.deaths == report.boundaries > 5


def test_a_half_state_is_found(tmp_path: Path) -> None:
    """Control: where every statement commits by itself, the harness finds half states."""
    plant = PLANTED["every statement commits by itself"]

    def opened(boundary: Boundary) -> Store:
        store: Store = plant(
            SqliteStore(tmp_path / "klagomal.db", driver=stopping_driver(boundary))
        )
        return store

    assert Boundaries(opened, tmp_path).run("erase", deaths=False).problems


def test_steps_of_any_store_can_be_stopped(tmp_path: Path) -> None:
    """A store without statements is stopped between the steps of its transactions."""
    memory = MemoryStore()

    class Kept(Stepwise):
        """Memory would be lost between two openings; it is kept here."""

        def close(self) -> None:
            """Nothing."""

    def opened(boundary: Boundary) -> Any:
        return Kept(memory, boundary)

    report = Boundaries(opened, tmp_path).run("receive", deaths=False)
    assert report.problems == []
    assert report.failures > 5
