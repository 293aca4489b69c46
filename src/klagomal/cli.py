# SPDX-License-Identifier: Apache-2.0
"""A thin command line: what is there to choose from, and is this policy file sound.

klagomal plugins            what is loaded, from where, which version
klagomal policies           the policies and editions there are
klagomal explain KEY WHEN   every deadline of a complaint that arrives then, explained
klagomal lint FILE          a policy file's errors and warnings
klagomal schema             the JSON Schema of policy files, for editors
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from io import TextIOWrapper
from pathlib import Path

from klagomal.errors import KlagomalError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 when something is wrong, or 2 for a misused command."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # where there is no å, the rest is shown
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except KlagomalError as error:
        print(f"klagomal: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="klagomal", description="What a public body promises those who complain."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plugins = commands.add_parser("plugins", help="what is loaded, from where, which version")
    plugins.set_defaults(run=_plugins)
    policies = commands.add_parser("policies", help="the policies and editions there are")
    policies.set_defaults(run=_policies)
    explain = commands.add_parser("explain", help="every deadline of a complaint, explained")
    explain.add_argument("key", help="a policy's key, such as essunga")
    explain.add_argument("when", help="the day it arrives, such as 2025-12-19")
    explain.add_argument("--language", choices=("sv", "en"), default="sv")
    explain.set_defaults(run=_explain)
    lint = commands.add_parser("lint", help="a policy file's errors and warnings")
    lint.add_argument("file", type=Path)
    lint.set_defaults(run=_lint)
    schema = commands.add_parser("schema", help="the JSON Schema of policy files")
    schema.set_defaults(run=_schema)
    return parser


def _plugins(_: argparse.Namespace) -> int:
    from klagomal.plugins import Plugins

    found = Plugins.discover()
    for plugin in found.loaded:
        print(f"{plugin.name}  {plugin.version}  ({plugin.origin})")
        for offer in plugin.offers:
            print(f"    {offer}")
    for problem in found.problems:
        print(f"klagomal: {problem}", file=sys.stderr)
    return 1 if found.problems else 0


def _policies(_: argparse.Namespace) -> int:
    from klagomal.plugins import Plugins

    registry = Plugins.discover().registry()
    for key in registry.names():
        for policy in registry.editions(key):
            print(f"{policy.id}  {policy.name.en}; {policy.scope.en}")
    return 0


def _explain(given: argparse.Namespace) -> int:
    from klagomal.cases.feedback import Feedback
    from klagomal.plugins import Plugins
    from klagomal.vocabulary import Channel, Kind

    try:
        day = date.fromisoformat(given.when)
    except ValueError:
        print(f"klagomal: {given.when!r} is no day; write it like 2025-12-19", file=sys.stderr)
        return 2
    policy = Plugins.discover().registry().get(given.key, day)
    arrival = datetime.combine(day, time(12), tzinfo=policy.calendar.zone)
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.LETTER, received_at=arrival)
    texts = [deadline.explain(given.language) for deadline in policy.deadlines(feedback)]
    print("\n\n".join(texts))
    return 0


def _lint(given: argparse.Namespace) -> int:
    from klagomal.policy.linting import lint
    from klagomal.policy.policy import Policy

    findings = lint(Policy.from_toml(given.file))
    for finding in findings:
        print(f"{finding.severity}: {finding.path}: {finding.message.en}")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _schema(_: argparse.Namespace) -> int:
    from klagomal.policy.policy import Policy
    from klagomal.serialization import policy_schema

    print(json.dumps(policy_schema(Policy), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
