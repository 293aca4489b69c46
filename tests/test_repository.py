# SPDX-License-Identifier: Apache-2.0
"""What holds for the repository as a whole, whatever the modules do."""

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
from hashlib import sha256
from pathlib import Path

import pytest

import klagomal
from tests import ROOT

SOURCES = sorted((ROOT / "src" / "klagomal").rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# What a run leaves behind is not part of the repository; of the hidden directories only .ci is.
BUILT = {"__pycache__", "_build", "build", "dist", "htmlcov", "mutants"}

LARGEST = 200_000  # bytes; the locks, which list every artefact's hash, may be larger

# Package registries, by the beginning of the SHA-256 of their domain: no file names one, nor this.
REGISTRIES = frozenset(
    {
        "a4aa2ac280bb8d1a",
        "8b5bb5eb9d758455",
        "8743857e3ea00fd1",
        "3ca29e55be4befa4",
        "51c6b9f69c48a75b",
        "789e46d79514e280",
        "75adac515f0bd3db",
        "66394d5952c288e4",
    }
)
DOMAIN = re.compile(r"(?i)(?<![\w-])(?=([a-z0-9-]+\.[a-z]{2,6})(?![\w-]))")
PERSONAL_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(["home", "root", "tmp", "Users"]) + r")/\w")
WEB_ADDRESS = re.compile("https?:" + r"//[^\s\"'<>)}]*")
# Names that look like addresses and from which nothing is fetched: of XML and JSON vocabularies.
NAMESPACES = frozenset(
    "http" + rest for rest in ("://www.w3.org/2000/svg", "s://json-schema.org/draft/2020-12/schema")
)


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


def _registries(text: str) -> list[str]:
    """Return the names in a text whose digest is that of a registry's domain."""
    names = {name.lower() for name in DOMAIN.findall(text)}
    return sorted(n for n in names if sha256(n.encode()).hexdigest()[:16] in REGISTRIES)


def test_no_registry_is_named() -> None:
    """Which package index serves a user is the user's own setting: no file names a registry."""
    named = [(name, found) for name, text in _texts().items() if (found := _registries(text))]
    assert named == []


def test_a_registry_would_be_found() -> None:
    """The search above finds a name inside an address, in capitals and after a subdomain."""
    name = ".".join(("deb" + "ian", "org"))
    for text in (name, f"see ftp.{name.upper()}/pool", f"({name})"):
        assert _registries(text) == [name]
    assert _registries(f"not-{name}, {name}x, {name}-mirror") == []


def test_no_path_of_one_machine() -> None:
    """No file speaks of somebody's home directory or temporary directory."""
    found = [(name, m[0]) for name, text in _texts().items() for m in PERSONAL_PATH.finditer(text)]
    assert found == []


def test_no_web_address() -> None:
    """No file holds a web address but the licence; names of XML and JSON vocabularies are none."""
    holders = [
        name for name, text in _texts().items() if set(WEB_ADDRESS.findall(text)) - NAMESPACES
    ]
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


def test_the_hooks_are_sound_and_local() -> None:
    """The configuration of the hooks is valid, and none of them is fetched from anywhere."""
    config = ROOT / ".pre-commit-config.yaml"
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(config)], check=True, timeout=60
    )
    repositories = re.findall(
        r"^ *- repo: *(\S+)", config.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert repositories == ["local"]


def test_import_is_cheap() -> None:
    """`import klagomal` alone loads none of the heavy packages that only some modules need."""
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
