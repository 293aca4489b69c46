# SPDX-License-Identifier: Apache-2.0
"""How many small faults, put in on purpose, the tests find: ``make mutants``.

    python tools/mutants.py                       all modules
    python tools/mutants.py masking mail/notices  some
    python tools/mutants.py --show masking        with each fault that no test found, as a diff

A mutant is a module with one thing changed inside a function: a comparison turned, a number moved,
a word lost. It is killed when a test fails on it, or does not end. One that survives shows a line
that could be wrong without anybody knowing, or a change that means nothing.

Each module is mutated in a copy of the repository that is thrown away, under the tests that are
named for it here and no others. Exits with 1 if a module could not be judged.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs

ROOT: Final = Path(__file__).resolve().parent.parent
COPIED: Final = ("src", "tests", "conftest.py", "pyproject.toml", "README.md")

MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "masking": ("tests/test_masking.py",),
    "desk/registers": ("tests/desk/test_registers.py",),
    "mail/delivery": ("tests/mail/test_delivery.py",),
    "mail/notices": ("tests/mail/test_notices.py",),
    "stores/memory_transaction": ("tests/stores/test_memory.py",),
}
"""The modules that are mutated, each with the tests that have to find its faults."""

# What mutmut writes for a mutant: how its tests ended.
SURVIVED: Final = 0
NO_TEST: Final = (5, 33)
NOT_RUN: Final = (None, 2, 34)


@attrs.frozen
class Verdict:
    """What became of a module's mutants: the names of all, and of those that no test found."""

    module: str
    mutants: int
    survivors: tuple[str, ...]

    def line(self) -> str:
        """Return the module's line: how many were killed, of how many, and the share."""
        killed = self.mutants - len(self.survivors)
        share = f"{killed / self.mutants:.1%}" if self.mutants else "-"
        return f"{self.module:<28}{killed:>5} of {self.mutants:<5}{share:>7}"


class NotJudgedError(Exception):
    """A module's tests fail before anything is changed, or the run broke off."""


def configuration(module: str, tests: Sequence[str]) -> str:
    """Return the table for the copy's ``pyproject.toml`` that mutates one module."""
    told = {
        "source_paths": ["src"],
        "only_mutate": [f"src/klagomal/{module}.py"],
        "also_copy": [name for name in COPIED if name != "src"],
        "pytest_add_cli_args_test_selection": list(tests),
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in told.items()]
    return "\n".join(["", "[tool.mutmut]", "use_git_change_detection = false", *lines, ""])


def verdict(module: str, exit_codes: Mapping[str, int | None]) -> Verdict:
    """Return what the exit codes of a module's mutants come to."""
    if unjudged := [name for name, code in exit_codes.items() if code in NOT_RUN]:
        raise NotJudgedError(f"{len(unjudged)} mutants were not run, {unjudged[0]} the first")
    survivors = (name for name, code in exit_codes.items() if code in (SURVIVED, *NO_TEST))
    return Verdict(module, len(exit_codes), tuple(survivors))


def judge(module: str, tests: Sequence[str], workers: int, *, show: bool) -> Verdict:
    """Mutate a module in a copy of the repository and return what became of its mutants."""
    with tempfile.TemporaryDirectory(prefix="klagomal-mutants-") as name:
        copy = Path(name)
        for part in COPIED:
            _copy(ROOT / part, copy / part)
        with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(configuration(module, tests))
        ran = _mutmut(copy, "run", "--max-children", str(workers))
        met = copy / "mutants" / "src" / "klagomal" / f"{module}.py.meta"
        if ran.returncode or not met.exists():
            raise NotJudgedError("\n".join(ran.stdout.splitlines()[-20:]))
        found = verdict(module, json.loads(met.read_text(encoding="utf-8"))["exit_code_by_key"])
        for mutant in found.survivors if show else ():
            sys.stdout.write(_mutmut(copy, "show", mutant).stdout + "\n")
    return found


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _mutmut(where: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # The copy must be imported, not the original, and no test may leave stale bytecode behind.
    surroundings = {**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # noqa: S603  (the module's own name and our own words)
        [sys.executable, "-m", "mutmut", *words],
        cwd=where,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the modules that are named, or all; print a line for each."""
    parser = argparse.ArgumentParser(description="mutate modules and see which faults tests find")
    parser.add_argument("modules", nargs="*", metavar="module", help=", ".join(MODULES))
    parser.add_argument("--show", action="store_true", help="print each survivor as a diff")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (default 2)")
    told = parser.parse_args(arguments)
    if unknown := set(told.modules) - MODULES.keys():
        parser.error(
            f"no such module: {', '.join(sorted(unknown))}; choose from {', '.join(MODULES)}"
        )
    failed = 0
    for module in told.modules or MODULES:
        try:
            found = judge(module, MODULES[module], told.workers, show=told.show)
            sys.stdout.write(found.line() + "\n")
            sys.stdout.flush()
        except NotJudgedError as error:
            failed = 1
            sys.stderr.write(f"{module}: not judged\n{error}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
