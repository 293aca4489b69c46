# SPDX-License-Identifier: Apache-2.0
"""A full disk is a typed error; what was told stays, reads go on, and so do writes after room."""

from __future__ import annotations

import resource
import signal
from contextlib import closing
from pathlib import Path

from klagomal.desk import Desk
from klagomal.errors import StoreFullError
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.examination import Findings, examine_cases
from klagomal.testing.processes import ended_with
from klagomal.testing.trial_desk import form, text_of, trial_desk, warm_up


def test_a_full_disk_is_told_and_survived(tmp_path: Path) -> None:
    """With no room left receive raises StoreFullError, all told cases read, and room heals it."""
    warm_up(tmp_path)
    assert ended_with(lambda: _fill(tmp_path)) == 0


def _fill(folder: Path) -> None:
    """Run in a process of its own, whose files may grow to 1 MB only."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    told: dict[str, str] = {}
    with closing(SqliteStore(folder / "klagomal.db")) as store:
        desk = trial_desk(store, folder / "shelf.txt")
        key = ""
        for number in range(1000):
            key = f"form-{number}"
            try:
                told[desk.receive(form(key), idempotency_key=key).id] = text_of(key)
            except StoreFullError:
                break
        else:
            raise AssertionError("the disk was never full")
        assert len(told) > 3
        _examine(desk, told)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        told[desk.receive(form(key), idempotency_key=key).id] = text_of(key)
        _examine(desk, told)


def _examine(desk: Desk, told: dict[str, str]) -> None:
    findings = Findings()
    examine_cases(desk, findings, told)
    assert findings.problems == [], findings.problems
