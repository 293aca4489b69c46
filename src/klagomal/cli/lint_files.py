# SPDX-License-Identifier: Apache-2.0
"""``klagomal lint``: tell what is wrong with policy files, or worth a talk."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from klagomal.cli.answer import FINE, FOUND_WRONG, Answer

if TYPE_CHECKING:
    from klagomal.policy.linting import Finding

__all__ = ["ABOUT", "answer", "declare"]

ABOUT: Final = "tell what is wrong with policy files, or worth a talk"


def declare(parser: argparse.ArgumentParser) -> None:
    """Name the arguments: the files."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a policy file; several are looked at together"
    )


def answer(given: argparse.Namespace) -> Answer:
    """Return what there is to say of each file and, where there are several, of all together."""
    from klagomal.policy.linting import FindingSeverity, lint, lint_editions
    from klagomal.policy.policy import Policy

    policies = {name: Policy.from_toml(name) for name in given.files}
    found = [(name, finding) for name, policy in policies.items() for finding in lint(policy)]
    found += [("", finding) for finding in lint_editions(policies.values())]
    is_wrong = any(finding.severity is FindingSeverity.ERROR for _, finding in found)
    return Answer(
        lines=tuple(_line(name, finding, given) for name, finding in found),
        data=[
            {
                "file": name or None,
                "severity": finding.severity.value,
                "code": finding.code,
                "path": finding.path,
                "message": {"sv": finding.message.sv, "en": finding.message.en},
            }
            for name, finding in found
        ],
        code=FOUND_WRONG if is_wrong else FINE,
    )


def _line(name: str, finding: Finding, given: argparse.Namespace) -> str:
    where = f"{name}: " if name and len(given.files) > 1 else ""
    said = f"{finding.severity.label(given.language)}: {finding.text(given.language)}"
    return f"{where}{said}"
