# SPDX-License-Identifier: Apache-2.0
"""The command line: thin, and its exit codes are right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from klagomal.cli import main
from tests import ROOT

LGSCO = ROOT / "examples" / "policies" / "lgsco.toml"


def test_plugins(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal plugins` lists the built-in backends with their version."""
    assert main(["plugins"]) == 0
    told = capsys.readouterr().out
    assert "stores  0.1.0  (built in)" in told
    assert "    store sqlite" in told


def test_policies(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal policies` lists editions with their scope."""
    assert main(["policies"]) == 0
    assert "essunga@2012" in capsys.readouterr().out


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal explain` tells every deadline; Friday 19 December gives Friday 2 January."""
    assert main(["explain", "essunga", "2025-12-19", "--language", "en"]) == 0
    assert "Last day: Friday 2 January 2026" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["explain", "esunga", "2025-12-19"], 1, "did you mean 'essunga'"),
        (["explain", "essunga", "someday"], 2, "is no day"),
        (["explain", "essunga", "2025-12-19T23:59+14:00"], 2, "is no day"),
        (["lint", "no-such-file.toml"], 1, "no-such-file.toml"),
    ],
)
def test_misuse(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    """What cannot be done is told on standard error with a code of its own."""
    assert main(arguments) == code
    assert said in capsys.readouterr().err


def test_lint(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal lint` finds no error in the example of a foreign code."""
    assert main(["lint", str(LGSCO)]) == 0
    assert "error:" not in capsys.readouterr().out


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal schema` prints a JSON Schema."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"


def _run(*arguments: str, **about: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "klagomal.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **about)


def test_terminal_without_our_letters_shows_the_rest() -> None:
    """Where å cannot be written it stands as an escape, and the explanation is told to its end."""
    with _run(
        "explain", "essunga", "2025-12-19", env=os.environ | {"PYTHONIOENCODING": "ascii"}
    ) as told:
        out, err = told.communicate()
    assert (told.returncode, err) == (0, b"")
    assert b"Sista dag: fredag 2 januari 2026" in out
    assert b"\\xe4" in out


def test_reader_who_has_seen_enough_is_no_error_report() -> None:
    """A pipe that is closed while we write, as by `head`, ends the command without a traceback."""
    with _run("schema") as told:
        assert told.stdout is not None
        assert told.stderr is not None
        told.stdout.close()
        assert told.stderr.read() == b""
    assert told.returncode == 1
