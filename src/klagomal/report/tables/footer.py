# SPDX-License-Identifier: Apache-2.0
"""What a reader must know beside the figures: which promise, which days, which readings."""

from __future__ import annotations

from collections.abc import Iterator

from klagomal.policy.policy import Policy
from klagomal.report.outline import Outline
from klagomal.vocabulary import Label

__all__ = ["choices", "facts", "notes"]

_BASIS = Label(
    "Inkomna räknas på ankomstdagen, avslutade på avslutsdagen. Undantagna ärenden ingår inte.",
    "Received cases count by the day of arrival, closed ones by the day of closing. Excluded cases "
    "are not included.",
)
_SHARES = Label(
    "Varje andel står med sin nämnare. Medianer är hela dagar enligt närmaste rang.",
    "Every share stands with its denominator. Medians are whole days by nearest rank.",
)


def facts(outline: Outline) -> Iterator[tuple[str, Label, Label]]:
    """Yield what the report is about, as code, name and value."""
    for policy in outline.policies:
        text = Label(f"{policy.id}: {policy.source}", f"{policy.id}: {policy.source}")
        yield "policy", Label("Dokument", "Document"), text
        if policy.scope.sv:
            yield "scope", Label("Omfattar", "Scope"), policy.scope
    period = outline.period
    days = Label(
        f"{period.words.sv} ({period.first} till {period.last})",
        f"{period.words.en} ({period.first} to {period.last})",
    )
    yield "period", Label("Period", "Period"), days
    day = outline.as_of.isoformat()
    yield "as_of", Label("Läge vid slutet av", "As it stood at the end of"), Label(day, day)
    for fingerprint in sorted({policy.calendar.fingerprint for policy in outline.policies}):
        name = Label("Arbetsdagskalender", "Working calendar")
        yield "calendar", name, Label(fingerprint, fingerprint)


def notes(below: int | None) -> Iterator[Label]:
    """Yield how to read the figures."""
    yield _BASIS
    yield _SHARES
    if below is not None:
        yield Label(
            f"Antal från 1 till {below - 1} är dolda (..), liksom de antal som skulle röja dem.",
            f"Counts from 1 to {below - 1} are hidden (..), and so are counts that would give them "
            "away.",
        )


def choices(policies: tuple[Policy, ...]) -> Iterator[tuple[str, str, Label]]:
    """Yield the readings that the figures rest on: id, the field that changes it, the reading."""
    seen = set()
    for policy in policies:
        for choice in policy.choices:
            found = (choice.id, choice.field, choice.reading)
            if found not in seen:
                seen.add(found)
                yield found
