# SPDX-License-Identifier: Apache-2.0
"""Which tests `make quick` runs for what has changed."""

from __future__ import annotations

import pytest

from tools.changed_tests import ALWAYS, what_to_run


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("src/klagomal/mail/letters.py", ["tests/mail/test_letters.py"]),
        ("src/klagomal/assessment.py", ["tests/test_assessment.py"]),
        # No test of its own: all of the nearest package that has any.
        ("src/klagomal/mail/letters.sv.toml", ["tests/mail"]),
        ("src/klagomal/deadlines/explanation/phrases.py", ["tests/deadlines/explanation"]),
        # Without either: the tests that import it, or those of the desk.
        ("src/klagomal/hooks.py", ["tests/desk/test_opening.py", "tests/test_plugins.py"]),
        ("src/klagomal/records.py", ["tests/desk"]),
        ("examples/demo.py", ["tests/test_demo.py"]),
        ("tests/mail/test_letters.py", ["tests/mail/test_letters.py"]),
        ("docs/desk.md", ["docs/desk.md"]),
        ("README.md", ["README.md"]),
        ("tools/mutants.py", ["tests/test_mutants.py"]),
        # Gone, or nobody's: nothing to run but what is always run.
        ("tests/mail/test_gone.py", []),
        ("docs/gone.md", []),
        ("Makefile", []),
        ("benchmarks/core.py", []),
    ],
)
def test_the_tests_of_one_file(changed: str, expected: list[str]) -> None:
    """A module has the tests that mirror it, a test and a page have themselves."""
    assert what_to_run([changed]) == sorted([*ALWAYS, *expected])


def test_what_tests_share_has_the_tests_that_use_it() -> None:
    """A helper's tests are those that import it."""
    found = what_to_run(["tests/calendar/swedish_model.py"])
    assert "tests/promises/test_terms.py" in found
    assert "tests/mail/test_letters.py" not in found


def test_a_file_inside_a_folder_is_not_run_twice() -> None:
    """Where a whole package is run, its files are not named beside it."""
    found = what_to_run(["src/klagomal/mail/letters.sv.toml", "src/klagomal/mail/letters.py"])
    assert found == sorted([*ALWAYS, "tests/mail"])
