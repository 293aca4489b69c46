# SPDX-License-Identifier: Apache-2.0
"""What holds for the repository as a whole, whatever the rooms do."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import klagomal

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "klagomal").rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# What a run leaves behind is not part of the repository; of the hidden directories only .ci is.
BUILT = {"__pycache__", "_build", "build", "dist", "htmlcov", "mutants"}

LARGEST = 200_000  # bytes; the locks, which list every artefact's hash, may be larger

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("anaconda", "org"),
        ("crates", "io"),
        ("debian", "org"),
        ("golang", "org"),
    ]
]
PERSONAL_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(["home", "root", "tmp", "Users"]) + r")/\w")
WEB_ADDRESS = re.compile("https?:" + "//")


def _files(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.is_dir():
            if path.name == ".ci" or not (path.name in BUILT or path.name.startswith(".")):
                yield from _files(path)
        elif not path.name.startswith(".coverage"):
            yield path


@functools.cache
def _texts() -> dict[str, str]:
    """Return the text of each file that is, or would be, committed, by its name."""
    texts = {}
    for path in _files(ROOT):
        with contextlib.suppress(UnicodeDecodeError):  # not a text
            texts[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return texts


def test_files_are_found() -> None:
    """The search below sees the files it is meant to guard, and none of the caches."""
    names = _texts().keys()
    assert {"Makefile", "pyproject.toml", "tests/test_repository.py", ".ci/run"} <= names
    assert not any(name.startswith((".venv", ".git/", ".mypy_cache")) for name in names)


def test_no_file_is_large() -> None:
    """A repository holds what people write: databases and recordings are made by scripts."""
    large = [p for p in _files(ROOT) if p.stat().st_size > LARGEST and p.suffix != ".txt"]
    assert large == []


def test_no_registry_is_named() -> None:
    """Which package index serves a user is the user's own setting: no file names a registry."""
    named = [(name, host) for name, text in _texts().items() for host in REGISTRIES if host in text]
    assert named == []


def test_no_path_of_one_machine() -> None:
    """No file speaks of somebody's home directory or temporary directory."""
    found = [(name, m[0]) for name, text in _texts().items() for m in PERSONAL_PATH.finditer(text)]
    assert found == []


def test_no_web_address() -> None:
    """No file holds a web address, but the licence, which is kept to the letter."""
    holders = [name for name, text in _texts().items() if WEB_ADDRESS.search(text)]
    assert holders == ["LICENSE"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_has_hashes_and_no_address(lock: Path) -> None:
    """Every requirement in a lock is pinned to one version and has a hash; none has an address."""
    text = lock.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines).strip())
    loose = [
        entry.splitlines()[0]
        for entry in entries
        if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ ", entry)
        or not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)
    ]
    assert len(entries) > 10
    assert loose == []
    assert ":" + "//" not in text


def test_locks_agree() -> None:
    """What two locks pin, they pin to the same version, so that figures and tests match."""
    pins = {}
    for lock in LOCKS:
        found = re.findall(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE
        )
        pins[lock.name] = dict(found)
    assert list(pins) == ["bench.txt", "dev.txt", "mutants.txt"]
    dev = pins.pop("dev.txt")
    for other in pins.values():
        both = other.keys() & dev.keys()
        assert "holidays" in both
        assert {name: other[name] for name in both} == {name: dev[name] for name in both}


def test_import_is_cheap() -> None:
    """`import klagomal` alone loads none of the heavy packages that only some rooms need."""
    code = "import sys, klagomal; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "klagomal" in loaded
    heavy = {"cattrs", "cryptography", "holidays", "jinja2", "pendulum", "pluggy", "psycopg"}
    assert loaded & heavy == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_module_says_what_it_is_for(path: Path) -> None:
    """Every module opens with its licence and has a docstring that says what it is for."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# SPDX-License-Identifier: Apache-2.0\n")
    assert ast.get_docstring(ast.parse(text))


def test_version_is_one() -> None:
    """The version that the package tells is the version that it is built as."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert klagomal.__version__ == project["version"]


def test_wheel_is_typed(tmp_path: Path) -> None:
    """The built wheel holds every module and the mark that tells type checkers to read them."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "klagomal/py.typed" in names
    assert {str(path.relative_to(ROOT / "src")) for path in SOURCES} <= names
    assert not any(name.startswith(("tests/", "conftest")) for name in names)
