# SPDX-License-Identifier: Apache-2.0
"""What a lint says: how bad, where in the policy, and in plain words why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from klagomal.vocabulary import Label, LabelledEnum

if TYPE_CHECKING:
    from klagomal.vocabulary import Language

__all__ = ["Finding", "FindingSeverity", "error", "note", "warning"]


class FindingSeverity(LabelledEnum):
    """How bad: the policy cannot mean what it says, is worth a talk, or is silent on something."""

    ERROR = "error", "fel", "error"
    WARNING = "warning", "varning", "warning"
    NOTE = "note", "anmärkning", "note"


@attrs.frozen
class Finding:
    """One thing about a policy. ``code`` is stable; ``path`` names the place in the policy."""

    code: str
    severity: FindingSeverity
    path: str
    message: Label

    def text(self, language: Language = "sv") -> str:
        """Return the finding in one line."""
        return f"{self.path}: {self.message.text(language)} [{self.code}]"


def error(code: str, path: str, sv: str, en: str) -> Finding:
    """Return a finding about something that cannot mean what it says."""
    return Finding(code, FindingSeverity.ERROR, path, Label(sv, en))


def warning(code: str, path: str, sv: str, en: str) -> Finding:
    """Return a finding that is worth a talk with whoever wrote the text."""
    return Finding(code, FindingSeverity.WARNING, path, Label(sv, en))


def note(code: str, path: str, sv: str, en: str) -> Finding:
    """Return a finding about what the text is silent on, or says twice."""
    return Finding(code, FindingSeverity.NOTE, path, Label(sv, en))
