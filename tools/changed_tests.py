# SPDX-License-Identifier: Apache-2.0
"""Which tests to run for what has changed: ``python tools/changed_tests.py [BASE]``.

Prints a path on each line. Tests mirror the modules, so the tests of ``klagomal/mail/letters.py``
are ``tests/mail/test_letters.py`` or, where there is no such file, all of ``tests/mail``; without
either, the tests that import it, or else those of the desk. A file counts as changed if it differs
from ``BASE`` (by default the last commit), committed or not.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
ALWAYS: Final = ("tests/test_repository.py", "tests/test_public_face.py")
"""Tests of the repository as a whole, which run whatever has changed."""


def what_to_run(changed: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return the tests of what has changed, each once, as paths from ``root``."""
    found = {test for name in changed for test in _tests_of(PurePosixPath(name), root)}
    whole = {path for path in found if (root / path).is_dir()}
    inside = {path for path in found if any(path.startswith(f"{folder}/") for folder in whole)}
    return sorted({*ALWAYS, *found} - inside)


def _tests_of(name: PurePosixPath, root: Path) -> Iterator[str]:
    match name.parts:
        case ("src", "klagomal", *_):
            yield from _mirrored(name.relative_to("src/klagomal"), root)
        case ("tests", *_) if name.name.startswith("test_") and (root / name).exists():
            yield str(name)
        case ("tests", *_) if name.suffix == ".py":
            yield from _users_of(name, root)
        case ("README.md",) | ("docs", _) if name.suffix == ".md" and (root / name).exists():
            yield str(name)
        case ("examples", *_):
            yield "tests/test_demo.py"
        case ("tools", _) if (root / f"tests/test_{name.stem}.py").exists():
            yield f"tests/test_{name.stem}.py"
        case _:
            return


def _mirrored(module: PurePosixPath, root: Path) -> Iterator[str]:
    """Yield the tests of a module, or of the nearest package around it that has any."""
    exact = PurePosixPath("tests") / module.parent / f"test_{module.stem}.py"
    if (root / exact).exists():
        yield str(exact)
        return
    for package in list(module.parents)[:-1]:
        if (root / "tests" / package).is_dir():
            yield f"tests/{package}"
            return
    # What no test imports is used by the desk, where everything meets.
    yield from list(_users_of("klagomal" / module, root)) or ["tests/desk"]


def _users_of(helper: PurePosixPath, root: Path) -> Iterator[str]:
    """Yield the tests that import a helper which tests share, or a module without its own."""
    dotted = ".".join(helper.with_suffix("").parts)
    package, _, name = dotted.rpartition(".")
    imports = re.compile(
        rf"^from {re.escape(dotted)} import |^from {re.escape(package)} import {name}\b",
        re.MULTILINE,
    )
    for path in sorted((root / "tests").rglob("test_*.py")):
        if imports.search(path.read_text(encoding="utf-8")):
            yield path.relative_to(root).as_posix()


def _changed(base: str) -> list[str]:
    commands = (
        ["git", "diff", "--name-only", base],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    return [
        name
        for command in commands
        for name in subprocess.run(  # noqa: S603  (a fixed command)
            command, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    ]


def main(arguments: list[str]) -> int:
    """Print the tests."""
    print(*what_to_run(_changed(arguments[0] if arguments else "HEAD")), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
