# SPDX-License-Identifier: Apache-2.0
"""A finding of a lint: how severe it is, where in the policy it is, and why, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from klagomal.vocabulary import Label, LabelledEnum

if TYPE_CHECKING:
    from klagomal.vocabulary import Language

__all__ = ["Finding", "FindingSeverity", "error", "note", "warning"]


class FindingSeverity(LabelledEnum):
    """An error in a policy, a warning worth a talk, or a note on what the text leaves open."""

    ERROR = "error", "fel", "error"
    WARNING = "warning", "varning", "warning"
    NOTE = "note", "anmärkning", "note"


@attrs.frozen
class Finding:
    """One remark on a policy. ``code`` is stable; ``path`` names the place in the policy."""

    code: str
    severity: FindingSeverity
    path: str
    message: Label

    def text(self, language: Language = "sv") -> str:
        """Return the finding in one line."""
        return f"{self.path}: {self.message.text(language)} [{self.code}]"


def error(code: str, path: str, sv: str, en: str) -> Finding:
    """Return a finding about a part that cannot mean what it says."""
    return Finding(code, FindingSeverity.ERROR, path, Label(sv, en))


def warning(code: str, path: str, sv: str, en: str) -> Finding:
    """Return a finding that is worth a talk with whoever wrote the text."""
    return Finding(code, FindingSeverity.WARNING, path, Label(sv, en))


def note(code: str, path: str, sv: str, en: str) -> Finding:
    """Return a finding about what the text is silent on, or says twice."""
    return Finding(code, FindingSeverity.NOTE, path, Label(sv, en))
