# SPDX-License-Identifier: Apache-2.0
"""Runs the tests on every Python that is found and new enough: ``make pythons``.

Looks on the path and where pyenv keeps its versions. Each minor version gets an environment of its
own, ``.venv-3.12`` and so on, from the same lock; the tests run in it without coverage. Prints one
line for each and exits with 1 if any failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
OLDEST: Final = (3, 11)
_ASK: Final = (
    "import sys, venv, ensurepip; "
    "print(*sys.version_info[:3], sys.version_info.releaselevel, getattr(sys, 'abiflags', ''))"
)


def pythons() -> dict[tuple[int, int], Path]:
    """Return the newest interpreter found of each minor version, oldest version first."""
    newest: dict[tuple[int, int], tuple[int, Path]] = {}
    for path in _candidates():
        asked = subprocess.run(  # noqa: S603  (whatever is called python here)
            [path, "-c", _ASK], capture_output=True, text=True, check=False
        )
        if asked.returncode != 0:
            continue
        major, minor, patch, level, *flags = asked.stdout.split()
        version = int(major), int(minor)
        is_usual = level == "final" and not flags  # no preview, no free-threaded build
        if version >= OLDEST and is_usual:
            newest[version] = max(newest.get(version, (-1, path)), (int(patch), path))
    return {version: newest[version][1] for version in sorted(newest)}


def _candidates() -> Iterator[Path]:
    names = [f"python3.{minor}" for minor in range(OLDEST[1], 20)] + ["python3", "python"]
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield from (path for name in names if (path := Path(folder, name)).is_file())
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    yield from sorted(versions.glob("*/bin/python"))


def tested(version: tuple[int, int], python: Path) -> str:
    """Run the tests on one Python; return pytest's last line, or why they could not be run."""
    folder = f".venv-{version[0]}.{version[1]}"
    made = subprocess.run(  # noqa: S603  (as above)
        ["make", "--silent", "venv", f"VENV={folder}", f"PYTHON={python}"],  # noqa: S607
        cwd=ROOT,
        check=False,
    )
    if made.returncode != 0:
        return "no environment could be built"
    command = [f"{folder}/bin/python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    run = subprocess.run(  # noqa: S603  (as above)
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        print(run.stdout, run.stderr, sep="\n")
        return f"FAILED: {(run.stdout.strip() or run.stderr.strip()).splitlines()[-1]}"
    return run.stdout.strip().splitlines()[-1]


def main() -> int:
    """Print a line for each Python; return 1 if any failed."""
    failed = False
    for version, python in pythons().items():
        said = tested(version, python)
        failed |= "passed" not in said or said.startswith("FAILED")
        print(f"Python {version[0]}.{version[1]}  {said}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
