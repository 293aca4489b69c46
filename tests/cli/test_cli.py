# SPDX-License-Identifier: Apache-2.0
"""The command line: thin, one language at a time, and its exit codes are right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import klagomal
from klagomal.cli import main
from klagomal.policies import essunga
from klagomal.policy.linting import lint
from klagomal.policy.policy import Policy
from tests import ROOT

LGSCO = ROOT / "examples" / "policies" / "lgsco.toml"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Return what a command prints, having ended with ``code`` and no word of complaint."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2) -> str:
    """Return the one line in which a command says why it ends with ``code``, printing nothing."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


# --- the commands ---------------------------------------------------------------------------------


def test_plugins(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal plugins` lists the built-in backends with their version."""
    told = printed(capsys, "plugins")
    assert "stores  0.1.0  (built in)" in told
    assert "    store sqlite" in told


def test_plugins_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same as data."""
    told = json.loads(printed(capsys, "plugins", "--json"))
    (stores,) = [plugin for plugin in told["plugins"] if plugin["name"] == "stores"]
    assert stores["origin"] == "built in"
    assert "store sqlite" in stores["offers"]
    assert told["problems"] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "Nacka kommun; Välfärd samhällsservice, en"),
        ("en", "Nacka; Välfärd samhällsservice, one"),
    ],
)
def test_policies(capsys: pytest.CaptureFixture[str], language: str, said: str) -> None:
    """`klagomal policies` lists editions with their body and scope, in one language."""
    told = printed(capsys, "policies", "--language", language)
    assert "essunga@2012" in told
    assert said in told


def test_policies_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Key, edition, words in both languages, days and document."""
    told = {each["key"]: each for each in json.loads(printed(capsys, "--json", "policies"))}
    assert told["kramfors"]["edition"] == "2009"
    assert told["essunga"]["name"]["sv"] == "Essunga kommun"
    assert told["essunga"]["valid_to"] is None


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", "Sista dag: fredag 2 januari 2026"), ("en", "Last day: Friday 2 January 2026")],
)
def test_explain(capsys: pytest.CaptureFixture[str], language: str, said: str) -> None:
    """`klagomal explain` tells every deadline; Friday 19 December gives Friday 2 January."""
    # 24, 25, 26 and 31 December and 1 January are closed, and so are two weekends.
    assert said in printed(capsys, "explain", "essunga", "2025-12-19", "--language", language)


def test_explain_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The data of each explanation, days as ISO has them."""
    told = json.loads(printed(capsys, "explain", "essunga", "2025-12-19", "--json"))
    due = {each["rule"]["id"]: each["due"] for each in told}
    assert due["acknowledgement"] == "2026-01-02"


def test_explain_asks_what_arrives(capsys: pytest.CaptureFixture[str]) -> None:
    """Praise has other deadlines than a complaint."""
    of_praise = printed(capsys, "explain", "kramfors", "2025-03-03", "--kind", "praise")
    of_complaint = printed(capsys, "explain", "kramfors", "2025-03-03")
    assert of_praise != of_complaint


def test_explain_reads_a_policy_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A policy that is not registered is explained from its file, in the same words."""
    file = tmp_path / "own.toml"
    file.write_text(essunga.POLICY.to_toml(), encoding="utf-8")
    own = printed(capsys, "explain", str(file), "2025-12-19")
    assert own == printed(capsys, "explain", "essunga", "2025-12-19")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "anmärkning: channels: texten nämner inga kanaler"),
        ("en", "note: channels: the text names no channels"),
    ],
)
def test_lint(capsys: pytest.CaptureFixture[str], language: str, said: str) -> None:
    """`klagomal lint --all` finds no error in a foreign code, and tells what it leaves open."""
    told = printed(capsys, "lint", str(LGSCO), "--all", "--language", language)
    assert said in told
    assert "error:" not in told
    assert "fel:" not in told


SMALL = """
key = "liten"
edition = "1"
name = "Liten"
kinds = ["complaint"]
accountable = "board"
[source]
title = "Riktlinje"
document_type = "riktlinje"
[[obligations]]
id = "answer"
title = "Svar"
fulfilled_by = ["answered"]
term = { promised = true }
strength = "promise"
waived_if = ["no_contact_route"]
"""
START, CODE = "obligations.answer.starts_on", "no_date_can_be_promised"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "sv",
            [
                f"fel: {START}: inget av det som startar tiden kan ange ett datum [{CODE}]",
                "varning: 2 delar saknar källa: kinds.complaint, obligations.answer [uncited]",
                "5 anmärkningar visas med --all",
                "1 fel, 1 varning, 5 anmärkningar",
            ],
        ),
        (
            "en",
            [
                f"error: {START}: nothing that starts the clock can name a date [{CODE}]",
                "warning: 2 parts have no source: kinds.complaint, obligations.answer [uncited]",
                "5 notes are shown with --all",
                "1 error, 1 warning, 5 notes",
            ],
        ),
    ],
)
def test_lint_of_a_small_file_is_short(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str, said: list[str]
) -> None:
    """Errors come first, then warnings, then how many notes there are, and at last a count."""
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    told = printed(capsys, "lint", str(file), "--language", language, code=1)
    assert told.splitlines() == said


def test_lint_tells_one_note_as_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A single note that is not shown is told in the singular; with none, nothing is told."""
    file = tmp_path / "own.toml"
    silent = attrs.evolve(essunga.POLICY, reports=(), choices=())
    file.write_text(silent.to_toml(), encoding="utf-8")
    said = printed(capsys, "lint", str(file))
    assert said == "1 note is shown with --all\n0 errors, 0 warnings, 1 note\n"
    said = printed(capsys, "lint", str(file), "--language", "sv")
    assert said.startswith("1 anmärkning visas med --all\n")
    file.write_text(essunga.POLICY.to_toml(), encoding="utf-8")
    assert printed(capsys, "lint", str(file)) == "0 errors, 0 warnings, 0 notes\n"


def test_lint_as_json_has_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """Data hold the notes too, each place by itself, with or without `--all`."""
    found = json.loads(printed(capsys, "lint", str(LGSCO), "--json"))
    assert len(found) == len(lint(Policy.from_toml(LGSCO)))
    assert {"note"} <= {each["severity"] for each in found}
    assert json.loads(printed(capsys, "lint", str(LGSCO), "--json", "--all")) == found


def test_lint_looks_at_files_together(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same edition twice is an error, so the exit code is 1; each finding names its file."""
    files = [tmp_path / "one.toml", tmp_path / "other.toml"]
    for file in files:
        file.write_text(LGSCO.read_text(encoding="utf-8"), encoding="utf-8")
    told = printed(capsys, "lint", "--all", *map(str, files), code=1).splitlines()
    assert told[0].startswith("error: gb/lgsco@2024: the edition stands twice")
    assert any(line.startswith(f"{files[0]}: note: ") for line in told)
    assert told[-1].startswith("1 error, 0 warnings, ")
    found = json.loads(printed(capsys, "--json", "lint", *map(str, files), code=1))
    assert {each["file"] for each in found} == {str(files[0]), str(files[1]), None}
    assert {"severity", "code", "path", "message", "file"} == set(found[0])


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """`klagomal schema` prints the JSON Schema that stands in the documentation."""
    stored = (ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8")
    assert json.loads(printed(capsys, "schema")) == json.loads(stored)
    assert json.loads(printed(capsys, "schema", "--json")) == json.loads(stored)


# --- the frame ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "esunga", "2025-12-19"], "did you mean 'essunga'"),
        (["explain", "essunga", "someday"], "is no day; write it like 2025-12-19"),
        (["explain", "essunga", "2025-12-19T23:59+14:00"], "is no day"),
        (["explain", "essunga", "9999-12-31"], "9999-12-31"),
        (["explain", "essunga", "2025-12-19", "--kind", "rant"], "choose from 'complaint'"),
        (["explain", "no-such-file.toml", "2025-12-19"], "no-such-file.toml"),
        (["lint", "no-such-file.toml"], "no-such-file.toml"),
        (["lint", "."], "."),
        (["lint"], "required: FILE"),
        (["complain"], "choose from 'policies'"),
        (["policies", "--language", "fi"], "choose from 'sv', 'en'"),
        ([], "required: COMMAND"),
    ],
)
def test_what_is_not_done(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """What cannot be done is told on standard error, in one line, with the exit code 2."""
    told = complaint(capsys, *arguments)
    assert told.startswith("klagomal: ")
    assert said in told


def test_a_broken_file_hides_no_other(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Each file that is no policy has a line of its own, and the others are looked at."""
    broken = tmp_path / "own.toml"
    broken.write_text('key = "own"\n', encoding="utf-8")
    assert main(("lint", "nosuch.toml", str(broken), str(LGSCO))) == 2
    out, err = capsys.readouterr()
    missing, unfinished = err.splitlines()
    assert missing.startswith("klagomal: nosuch.toml cannot be read as a policy: ")
    assert unfinished.startswith(f"klagomal: {broken} cannot be read as a policy: ")
    assert out.splitlines()[-1].startswith("0 errors, ")


def test_a_broken_file_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """All that is wrong with a policy file stands in the line, with its places."""
    file = tmp_path / "own.toml"
    file.write_text('key = "own"\nedition = 7\nkinds = 7\n', encoding="utf-8")
    told = complaint(capsys, "lint", str(file))
    assert "edition" in told
    assert "kinds" in told


def test_a_broken_plugin_is_told_and_the_rest_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be loaded is complained of, and the exit code is 1."""
    from klagomal.errors import PluginError
    from klagomal.plugins import Plugins

    found = Plugins.discover()
    found.problems += (PluginError("plugin 'x' is broken\nand was not loaded"),)
    monkeypatch.setattr(Plugins, "discover", lambda: found)
    assert main(["plugins"]) == 1
    out, err = capsys.readouterr()
    assert "store sqlite" in out
    assert err == "klagomal: plugin 'x' is broken and was not loaded\n"


@pytest.mark.parametrize("where", ["before", "after"])
def test_shared_options_stand_where_one_likes(
    capsys: pytest.CaptureFixture[str], where: str
) -> None:
    """Language and form may be given before the command or after it."""
    options = ["--language", "sv"]
    arguments = [*options, "policies"] if where == "before" else ["policies", *options]
    assert "Essunga kommun; hela kommunen" in printed(capsys, *arguments)


@pytest.mark.parametrize("arguments", [["--help"], ["explain", "--help"]])
def test_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Help is printed and is no error."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "usage: klagomal" in capsys.readouterr().out


def _run(*arguments: str, module: str = "klagomal", **about: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **about)


def test_what_a_terminal_would_obey_is_written_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A file's name with a command for the terminal in it is shown, and not sent there."""
    assert main(["lint", str(tmp_path / "a\x1b[31m.toml")]) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "a\\x1b[31m.toml" in told


def test_it_is_run_as_a_module() -> None:
    """`python -m klagomal --version` tells the version."""
    with _run("--version") as told:
        out, err = told.communicate()
    assert (told.returncode, err) == (0, b"")
    assert out.decode().strip() == f"klagomal {klagomal.__version__}"


def test_terminal_without_our_letters_shows_the_rest() -> None:
    """Where å cannot be written it stands as an escape, and the explanation is told to its end."""
    with _run(
        "explain",
        "essunga",
        "2025-12-19",
        "--language",
        "sv",
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    ) as told:
        out, err = told.communicate()
    assert (told.returncode, err) == (0, b"")
    assert b"Sista dag: fredag 2 januari 2026" in out
    assert b"\\xe4" in out


def test_terminal_without_our_letters_gets_sound_json() -> None:
    """JSON stays JSON where å cannot be written."""
    with _run("policies", "--json", env=os.environ | {"PYTHONIOENCODING": "ascii"}) as told:
        out, _ = told.communicate()
    names = [each["name"]["sv"] for each in json.loads(out)]
    assert "Östersunds kommun" in names


def test_without_standard_output_nothing_is_done() -> None:
    """One line says that there is nowhere to print, and no traceback."""
    told = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m klagomal policies >&-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert told.stderr.startswith("klagomal: standard output is closed")
    assert told.stderr.count("\n") == 1


def test_reader_who_has_seen_enough_is_no_error_report() -> None:
    """A pipe that is closed while we write, as by `head`, ends the command without a traceback."""
    with _run("schema") as told:
        assert told.stdout is not None
        assert told.stderr is not None
        told.stdout.close()
        assert told.stderr.read() == b""
    assert told.returncode == 0
