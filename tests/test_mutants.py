# SPDX-License-Identifier: Apache-2.0
"""The tool that puts faults in on purpose: what it mutates, under which tests, what it counts."""

from __future__ import annotations

import tomllib

import pytest

from tests import ROOT
from tools.mutants import MODULES, NotJudgedError, Verdict, configuration, main, verdict


@pytest.mark.parametrize("module", MODULES)
def test_rooms_and_their_tests_exist(module: str) -> None:
    """A module that has moved is not left out silently."""
    assert (ROOT / "src" / "klagomal" / f"{module}.py").is_file()
    assert MODULES[module]
    assert all((ROOT / test).is_file() for test in MODULES[module])


def test_one_room_is_mutated_under_its_own_tests() -> None:
    """The copy's settings name the module and its tests, after whatever stood there before."""
    text = '[project]\nname = "klagomal"\n' + configuration("stores/pool", ["tests/test_a.py"])
    assert tomllib.loads(text) == {
        "project": {"name": "klagomal"},
        "tool": {
            "mutmut": {
                "use_git_change_detection": False,
                "source_paths": ["src"],
                "only_mutate": ["src/klagomal/stores/pool.py"],
                "also_copy": ["tests", "conftest.py", "pyproject.toml", "README.md"],
                "pytest_add_cli_args_test_selection": ["tests/test_a.py"],
            }
        },
    }


def test_what_no_test_found_survives() -> None:
    """A test that fails, an error and a run without end kill; no test at all does not."""
    codes = {"a": 1, "b": 0, "c": 33, "d": 5, "e": 3, "f": 36, "g": -24, "h": 255}
    assert verdict("module", codes) == Verdict("module", 8, ("b", "c", "d"))


@pytest.mark.parametrize("code", [None, 2, 34])
def test_a_run_that_broke_off_is_no_verdict(code: int | None) -> None:
    """A mutant that was not run is neither killed nor a survivor."""
    with pytest.raises(NotJudgedError, match="1 mutants were not run, b the first"):
        verdict("module", {"a": 1, "b": code})


def test_a_line_tells_killed_total_and_share() -> None:
    """One line for each module, in columns."""
    line = Verdict("delivery", 8, ("b", "c")).line()
    assert line == "delivery                        6 of 8      75.0%"
    assert Verdict("empty", 0, ()).line() == "empty                           0 of 0          -"


def test_an_unknown_room_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is copied, and with what there is to choose from."""
    with pytest.raises(SystemExit) as ended:
        main(["masking", "maskning"])
    assert ended.value.code == 2
    assert (
        "no such module: maskning; choose from masking, desk/registers" in capsys.readouterr().err
    )
