# SPDX-License-Identifier: Apache-2.0
"""Lint a policy: find what cannot be kept, what nobody answers for and what the text leaves open.

An error says that the policy cannot mean what it says: nobody can fulfil an obligation, or the
field of a choice does not exist. A warning is worth a talk with whoever wrote the text. A note says
what the text is silent on. No finding stops a policy from being used.

:func:`lint` returns every finding. :func:`summary` tells them in short, and :func:`remarks` puts
those together that say the same of several places.
"""

from __future__ import annotations

from collections.abc import Iterable

from klagomal.fields import require_a
from klagomal.policy.linting.editions import check_editions
from klagomal.policy.linting.finding import Finding, FindingSeverity
from klagomal.policy.linting.obligations import check_obligations
from klagomal.policy.linting.provisions import check_parts
from klagomal.policy.linting.summary import Remark, counted, remarks, summary
from klagomal.policy.policy import Policy

__all__ = [
    "Finding",
    "FindingSeverity",
    "Remark",
    "counted",
    "lint",
    "lint_editions",
    "remarks",
    "summary",
]

_ORDER = tuple(FindingSeverity)


def lint(policy: Policy) -> tuple[Finding, ...]:
    """Return the findings on one policy, the most severe first, then by place."""
    require_a("policy", policy, Policy, "give a policy, such as policies.get('essunga')")
    return _sorted((*check_obligations(policy), *check_parts(policy)))


def lint_editions(policies: Iterable[Policy]) -> tuple[Finding, ...]:
    """Return the findings on policies together: overlaps, gaps and names taken twice.

    ``path`` names the editions concerned as ``key@edition``, or the name that is taken twice.
    """
    return _sorted(check_editions(tuple(policies)))


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (_ORDER.index(f.severity), f.path, f.code)))
