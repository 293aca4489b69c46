# SPDX-License-Identifier: Apache-2.0
"""What a reader must know beside the figures: which promise, which days, which readings."""

from __future__ import annotations

from collections.abc import Iterator

from klagomal.policy.policy import Policy
from klagomal.report.outline import Outline
from klagomal.report.tables.columns import View
from klagomal.vocabulary import Label

__all__ = ["choices", "facts", "notes"]

_BASIS = Label(
    "Inkomna räknas på ankomstdagen, avslutade på avslutsdagen. Undantagna ärenden och dubbletter "
    "räknas för sig.",
    "Received cases count by the day of arrival, closed ones by the day of closing. Excluded cases "
    "and duplicates are counted apart.",
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
    if outline.inhabitants is not None:
        people = str(outline.inhabitants)
        yield "inhabitants", Label("Invånare", "Inhabitants"), Label(people, people)
    for fingerprint in sorted({policy.calendar.fingerprint for policy in outline.policies}):
        name = Label("Arbetsdagskalender", "Working calendar")
        yield "calendar", name, Label(fingerprint, fingerprint)


def notes(view: View, not_covered: tuple[Label, ...]) -> Iterator[Label]:
    """Yield how to read the figures; ``not_covered`` are periods that the source lacks."""
    if view.rounding is not None:
        yield view.rounding.note()
    yield _BASIS
    yield _SHARES
    for words in not_covered:
        yield Label(
            f"Ingen jämförelse med {words.sv}: underlaget går inte så långt tillbaka.",
            f"No comparison with {words.en}: the source does not go back that far.",
        )
    if view.set_aside is not None:
        n = view.set_aside
        few = view.rounding.nothing if view.rounding and not n else 0
        told = f"0\N{EN DASH}{few}" if few else str(n)
        yield Label(
            f"Ärenden som inte kunde läsas in och inte ingår i något tal: {told}.",
            f"Cases that could not be read and are in no figure: {told}.",
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
