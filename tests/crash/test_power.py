# SPDX-License-Identifier: Apache-2.0
"""What SQLite has said is on the disk is there after the power has gone. The short form."""

from __future__ import annotations

from pathlib import Path

from klagomal.testing.power import lose_power


def test_nothing_told_is_lost_with_the_power(tmp_path: Path) -> None:
    """At 150 moments unsynced writes are dropped, kept or torn; every told case is there whole."""
    report = lose_power(tmp_path, cuts=150)
    assert report.problems == []
    assert report.cuts == 150
    assert report.torn > 0


def test_without_syncs_the_replay_finds_losses(tmp_path: Path) -> None:
    """Control: with synchronous=OFF the same replay finds told cases lost."""
    assert lose_power(tmp_path, cuts=30, is_synced=False).failed_cuts > 0
