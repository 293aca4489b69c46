# SPDX-License-Identifier: Apache-2.0
"""``klagomal lint``: tell what is wrong with policy files, or worth a talk."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from klagomal.cli.answer import FINE, FOUND_WRONG, NOT_DONE, Answer
from klagomal.errors import KlagomalError
from klagomal.fields import written_out

if TYPE_CHECKING:
    from klagomal.policy.linting import Finding, Remark

__all__ = ["ABOUT", "answer", "declare"]

ABOUT: Final = "tell what is wrong with policy files, or worth a talk"


def declare(parser: argparse.ArgumentParser) -> None:
    """Name the arguments: the files."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a policy file; several are looked at together"
    )
    parser.add_argument(
        "--all", action="store_true", help="tell the notes one by one too, with every place"
    )


def answer(given: argparse.Namespace) -> Answer:
    """Return what there is to say of each file and, where there are several, of all together.

    Data hold every finding by itself. A file that is no policy keeps no other from being looked at.
    """
    from klagomal.policy.linting import FindingSeverity, lint, lint_editions
    from klagomal.policy.policy import Policy

    policies, complaints = dict[str, Policy](), list[str]()
    for name in given.files:
        try:
            policies[name] = Policy.from_toml(name)
        except KlagomalError as error:
            if len(given.files) == 1:
                raise
            complaints.append(" ".join(str(error).split()))
    found = {name: lint(policy) for name, policy in policies.items()}
    found[""] = lint_editions(policies.values())
    told = [(name, finding) for name, findings in found.items() for finding in findings]
    is_wrong = any(finding.severity is FindingSeverity.ERROR for _, finding in told)
    return Answer(
        lines=_lines(found, given) if policies else (),
        data=[
            {
                "file": name or None,
                "severity": finding.severity.value,
                "code": finding.code,
                "path": finding.path,
                "message": {"sv": finding.message.sv, "en": finding.message.en},
            }
            for name, finding in told
        ],
        code=NOT_DONE if complaints else FOUND_WRONG if is_wrong else FINE,
        complaints=tuple(complaints),
    )


def _lines(found: dict[str, tuple[Finding, ...]], given: argparse.Namespace) -> tuple[str, ...]:
    """Return the errors of all files, then the warnings, then the notes or how many there are."""
    from klagomal.policy.linting import FindingSeverity, counted, remarks

    made = [(name, remark) for name, findings in found.items() for remark in remarks(findings)]
    of_severity = {
        severity: [(name, remark) for name, remark in made if remark.severity is severity]
        for severity in FindingSeverity
    }
    notes = of_severity[FindingSeverity.NOTE]
    hidden = [] if given.all else notes
    lines = [
        _line(name, remark, given)
        for severity in FindingSeverity
        for name, remark in of_severity[severity]
        if not (hidden and severity is FindingSeverity.NOTE)
    ]
    if hidden:
        lines.append(_hidden(len(hidden), given))
    return (*lines, counted([remark for _, remark in made], given.language))


def _hidden(notes: int, given: argparse.Namespace) -> str:
    if given.language == "sv":
        what = "1 anmärkning" if notes == 1 else f"{notes} anmärkningar"
        return f"{what} visas med --all"
    return "1 note is shown with --all" if notes == 1 else f"{notes} notes are shown with --all"


def _line(name: str, remark: Remark, given: argparse.Namespace) -> str:
    where = f"{written_out(name, limit=len(name))}: " if name and len(given.files) > 1 else ""
    said = remark.text(given.language, every_place=given.all)
    return f"{where}{remark.severity.label(given.language)}: {said}"
