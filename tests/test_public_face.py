# SPDX-License-Identifier: Apache-2.0
"""What ``import klagomal`` offers, and that every name has one home."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from importlib.util import find_spec, resolve_name
from pathlib import Path
from types import ModuleType

import pytest

import klagomal
from tests import ROOT

STUB = (ROOT / "src" / "klagomal" / "__init__.pyi").read_text(encoding="utf-8")
NAMES = [name for name in dir(klagomal) if name != "__version__"]
NAMED = re.compile(r"\bklagomal(?:\.[A-Za-z_]\w*)+")
NO_MODULE = re.compile(r"\.db$")  # the file of an example


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_one_of_its_home(name: str) -> None:
    """What type checkers are told and what is loaded are the same object."""
    (home,) = re.findall(rf"^from (\S+) import {name} as {name}$", STUB, re.MULTILINE)
    found = getattr(klagomal, name)
    assert found is pkgutil.resolve_name(f"{home}:{name}")


@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_sometimes_a_module(name: str) -> None:
    """A name that is no module does not become one when somebody imports a module of that name."""
    is_module = isinstance(getattr(klagomal, name), ModuleType)
    assert (find_spec(resolve_name(f".{name}", "klagomal")) is not None) is is_module


def test_the_face_is_small() -> None:
    """About forty names that somebody types every week; the rest is read from its module."""
    assert len(NAMES) <= 45
    assert dir(klagomal) == sorted(vars(klagomal)["__all__"])


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="no attribute 'Acknowledged'"):
        klagomal.Acknowledged  # type: ignore[attr-defined]  # noqa: B018


def test_a_star_import_takes_the_face() -> None:
    """`from klagomal import *` works, and brings every name."""
    code = "from klagomal import *; print(Desk.__name__, tidy.__name__, errors.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["Desk", "tidy", "klagomal.errors"]


def _resolves(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in [
            *sorted((ROOT / "src").rglob("*.py")),
            *sorted((ROOT / "docs").glob("*.md")),
            ROOT / "README.md",
            ROOT / "CONTRIBUTING.md",
        ]
        if NAMED.search(path.read_text(encoding="utf-8"))
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_name_that_is_told_exists(path: Path) -> None:
    """A module, class or function of klagomal that a text names can be found there."""
    text = path.read_text(encoding="utf-8")
    named = {name for name in NAMED.findall(text) if not NO_MODULE.search(name)}
    assert sorted(name for name in named if not _resolves(name)) == []
