# SPDX-License-Identifier: Apache-2.0
"""The plugin is found and offers its three things."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from klagomal.plugins import Plugins
from klagomal.ports import Letter, ResultCode


def test_found_once_installed() -> None:
    """Klagomal lists the plugin with what it offers."""
    found = Plugins.discover()
    assert found.problems == ()
    plugin = next(each for each in found.loaded if each.name == "exempel")
    assert plugin.offers == (
        "store exempel-store",
        "notifier exempel-notes",
        "policy provkoping@2026",
    )
    assert plugin.origin == "klagomal-exempel"
    assert plugin.version == "0.1.0"


def test_policy_counts() -> None:
    """The policy answers within five working days: Monday to Monday, with no holiday between."""
    policy = Plugins.discover().registry().get("provkoping")
    assert policy.calendar.add(date(2026, 3, 2), 5) == date(2026, 3, 9)


def test_notes_written(tmp_path: Path) -> None:
    """A letter becomes one line in the folder's notes."""
    notifier = Plugins.discover().notifier(f"exempel-notes://{tmp_path}")
    letter = Letter(id="case-1/3/answer", to="anna", subject="Svar", text="Hej")
    assert notifier.deliver(letter).code is ResultCode.ACCEPTED
    assert (tmp_path / "notes.tsv").read_text(encoding="utf-8") == "case-1/3/answer\tSvar\n"
