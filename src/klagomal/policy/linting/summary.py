# SPDX-License-Identifier: Apache-2.0
"""Tell findings in short: what is said of several places once, and what is only noted, counted."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.policy.linting.finding import Finding, FindingSeverity
from klagomal.vocabulary import Label

if TYPE_CHECKING:
    from klagomal.vocabulary import Language

__all__ = ["Remark", "counted", "remarks", "summary"]

_SHOWN: Final = 3
"""How many places a remark names, unless it is to name them all; of errors, all are named."""

_OF_SEVERAL: Final = MappingProxyType(
    {
        "uncited": Label("{} delar saknar källa", "{} parts have no source"),
        "anonymity_unspecified": Label(
            "texten säger inte om man får vara anonym i {} kanaler",
            "the text does not say whether one may be anonymous on {} channels",
        ),
    }
)
"""What is said of several places, where it reads better than the words for one."""

_PLURALS: Final = MappingProxyType(
    {
        FindingSeverity.ERROR: Label("fel", "errors"),
        FindingSeverity.WARNING: Label("varningar", "warnings"),
        FindingSeverity.NOTE: Label("anmärkningar", "notes"),
    }
)


@attrs.frozen
class Remark:
    """Findings with the same code and the same words, at one place or at several."""

    findings: tuple[Finding, ...]

    @property
    def severity(self) -> FindingSeverity:
        """How severe it is."""
        return self.findings[0].severity

    def text(self, language: Language = "sv", *, every_place: bool = False) -> str:
        """Return the remark in one line, with its first places, or all of them.

        All places of an error are named.
        """
        first = self.findings[0]
        if len(self.findings) == 1:
            return first.text(language)
        every_place = every_place or self.severity is FindingSeverity.ERROR
        places = _places([finding.path for finding in self.findings], language, every_place)
        of_several = _OF_SEVERAL.get(first.code)
        if of_several is None:
            return f"{places}: {first.message.text(language)} [{first.code}]"
        words = of_several.text(language).format(len(self.findings))
        return f"{words}: {places} [{first.code}]"


def remarks(findings: Iterable[Finding]) -> tuple[Remark, ...]:
    """Return findings that say the same of several places as one remark each, the worst first."""
    alike: dict[tuple[str, Label], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.message), []).append(finding)
    order = tuple(FindingSeverity)
    made = [Remark(tuple(found)) for found in alike.values()]
    return tuple(sorted(made, key=lambda remark: order.index(remark.severity)))


def counted(made: Iterable[Remark], language: Language = "sv") -> str:
    """Return how many remarks there are of each severity: ``2 fel, 1 varning, 7 anmärkningar``."""
    severities = [remark.severity for remark in made]
    return ", ".join(
        _number(severities.count(severity), severity, language) for severity in FindingSeverity
    )


def summary(findings: Iterable[Finding], language: Language = "sv") -> str:
    """Return the errors and the warnings, a line each, and how many remarks there are in all."""
    made = remarks(findings)
    lines = [
        f"{remark.severity.label(language)}: {remark.text(language)}"
        for remark in made
        if remark.severity is not FindingSeverity.NOTE
    ]
    return "\n".join([*lines, counted(made, language)])


def _number(times: int, severity: FindingSeverity, language: Language) -> str:
    words = severity.words if times == 1 else _PLURALS[severity]
    return f"{times} {words.text(language)}"


def _places(paths: list[str], language: Language, every_place: bool) -> str:
    more = 0 if every_place else len(paths) - _SHOWN
    if more <= 1:  # naming the last one takes no more room than counting it
        return ", ".join(paths)
    rest = f"och {more} till" if language == "sv" else f"and {more} more"
    return f"{', '.join(paths[:_SHOWN])} {rest}"
