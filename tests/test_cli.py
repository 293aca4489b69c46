# SPDX-License-Identifier: Apache-2.0
"""The command line: thin, and its exit codes are right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from klagomal.cli import main

LGSCO = Path(__file__).parents[1] / "examples" / "policies" / "lgsco.toml"


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
