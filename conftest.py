# SPDX-License-Identifier: Apache-2.0
"""Run every Python block in README.md and docs: an example that does not work is a failing test.

The blocks of one page share their names, in order, like one sitting at the prompt. Each page is
run in an empty directory of its own, so that it may write files; it must close them, since a
warning is an error here too. To show a block without running it, put ``<!-- skip: next -->`` on a
line before it.
"""

from __future__ import annotations

import doctest
import os
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

_HOME = "_sybil_home"


def _enter_empty_directory(namespace: dict[str, Any]) -> None:
    directory = TemporaryDirectory(prefix="klagomal-docs-")
    namespace[_HOME] = (directory, os.getcwd())  # noqa: PTH109  (a string survives a moved cwd)
    os.chdir(directory.name)


def _leave_directory(namespace: dict[str, Any]) -> None:
    directory, before = namespace.pop(_HOME)
    os.chdir(before)
    directory.cleanup()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(
            future_imports=["annotations"],
            doctest_optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
        ),
        SkipParser(),
    ],
    patterns=["*.md"],  # of those that pytest looks at: testpaths in pyproject.toml
    setup=_enter_empty_directory,
    teardown=_leave_directory,
).pytest()
