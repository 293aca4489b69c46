# SPDX-License-Identifier: Apache-2.0
"""Writers and deliverers are killed at any moment; what was promised is kept. The short forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from klagomal.ports import Store
from klagomal.testing.crash import run_afresh
from klagomal.testing.planted import PLANTED
from tests.crash.loops import on_postgresql, on_sqlite
from tests.postgresql import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server of our own, that may be crashed."""
    running = Server()
    try:
        running.start()
        yield running
    finally:
        running.stop()


def test_nothing_told_is_lost_on_sqlite(tmp_path: Path) -> None:
    """After 18 kills every acknowledged case is there whole, numbered 1..N, with its notices."""
    report = on_sqlite(tmp_path).run(6)
    assert report.problems == []
    assert report.kills == 18
    assert report.acknowledged > 0
    assert report.retried > 0


@pytest.mark.parametrize(
    "name",
    ["number drawn in a transaction of its own", "marked as sent before it is delivered"],
)
def test_the_loop_finds_a_planted_bug(tmp_path: Path, name: str) -> None:
    """A store with a bug put in is found out within 90 kills; the long form tries all of them."""
    plant: Callable[[Store], Any] = PLANTED[name]
    report = run_afresh(
        lambda turn: on_sqlite(tmp_path / str(turn), turn, plant=plant), 30, each=10
    )
    assert report.problems


def test_nothing_told_is_lost_when_the_server_crashes(tmp_path: Path, server: Server) -> None:
    """PostgreSQL and its clients are killed three times; what was acknowledged is there."""
    report = on_postgresql(server, tmp_path, crashing=True).run(3)
    assert report.problems == []
    assert report.server_crashes == 3
