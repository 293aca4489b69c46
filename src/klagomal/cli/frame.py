# SPDX-License-Identifier: Apache-2.0
"""The frame of every command: reads its arguments, prints its answer, tells errors in one line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Final, Never

import klagomal
from klagomal.cli import (
    explain_days,
    lint_files,
    list_plugins,
    list_policies,
    print_schema,
)
from klagomal.cli.answer import NOT_DONE, Answer
from klagomal.errors import KlagomalError
from klagomal.fields import written_out

__all__ = ["main"]

_COMMANDS: Final = {
    "policies": list_policies,
    "explain": explain_days,
    "lint": lint_files,
    "schema": print_schema,
    "plugins": list_plugins,
}
_CODES: Final = (
    "Exit codes: 0 done; 1 done, and what was looked at has errors; 2 not done, or not with "
    "everything, and standard error says why; 130 interrupted."
)
_INTERRUPTED: Final = 130


class _MisuseError(Exception):
    """Arguments that no command takes."""


class _Parser(argparse.ArgumentParser):
    """A parser that leaves it to :func:`main` to tell what is wrong, in one line."""

    def error(self, message: str) -> Never:
        raise _MisuseError(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; print its answer and return its exit code.

    Asked for help or for the version, it prints that and raises ``SystemExit(0)``.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # without å, show the rest
    try:
        given = _parser().parse_args(arguments, argparse.Namespace(language="en", json=False))
        if sys.stdout is None:
            return _refuse("standard output is closed; there is nowhere to print the answer")
        answer: Answer = given.command.answer(given)
        try:
            _print(answer, as_json=given.json)
        except BrokenPipeError:  # the reader has seen enough and closed the pipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _refuse(
            f"{error.filename or 'input or output'}: {error.strerror or type(error).__name__}"
        )
    except (KlagomalError, _MisuseError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    return answer.code


def _refuse(why: str) -> int:
    with suppress(OSError):  # nobody may be there to hear it
        if sys.stderr is not None:
            print(f"klagomal: {_on_a_line(why)}", file=sys.stderr, flush=True)
    return NOT_DONE


def _on_a_line(text: str) -> str:
    """Return ``text`` on one line, with what a terminal would take for a command written out."""
    words = " ".join(text.split())
    return written_out(words, limit=len(words))


def _print(answer: Answer, *, as_json: bool) -> None:
    for complaint in answer.complaints:
        print(f"klagomal: {_on_a_line(complaint)}", file=sys.stderr)
    if as_json:
        can_write_all = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        print(json.dumps(answer.data, indent=2, ensure_ascii=not can_write_all))
    else:
        for line in answer.lines:
            print(line)
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    # Both places take these options; a default in one must not hide what was given in the other.
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--language",
        choices=("sv", "en"),
        default=argparse.SUPPRESS,
        help="the language of what is printed; errors and help are in English (default: en)",
    )
    shared.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="print JSON instead of lines to read",
    )
    parser = _Parser(
        prog="klagomal",
        description="What a public body promises those who complain.",
        epilog=_CODES,
        parents=[shared],
    )
    parser.add_argument("--version", action="version", version=f"klagomal {klagomal.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for name, command in _COMMANDS.items():
        about = command.ABOUT
        made = commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", parents=[shared]
        )
        command.declare(made)
        made.set_defaults(command=command)
    return parser
