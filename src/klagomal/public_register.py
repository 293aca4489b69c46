# SPDX-License-Identifier: Apache-2.0
"""What may be shown of a case: the public register's four fields, and a de-identified record.

A register of public documents shows the date, a designation, from whom and briefly what it
concerns; the last two may be left out where that is needed to keep the register open (OSL 5:2).
Nothing here is read from what a person wrote.
"""

from __future__ import annotations

from datetime import date

import attrs

from klagomal.cases.case import Case
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Language

__all__ = ["DeidentifiedRecord", "RegisterLine", "deidentified", "register_line"]


@attrs.frozen(kw_only=True)
class RegisterLine:
    """One line of the public register. ``sender`` and ``concerns`` are empty where left out."""

    received_on: date
    designation: str
    sender: str
    concerns: str


@attrs.frozen(kw_only=True)
class DeidentifiedRecord:
    """A case as a statistics register holds it: no person, no text, no handler (NAC-40)."""

    designation: str
    received_on: date
    kind: str
    bucket: str
    unit: str
    channel: str
    dimensions: tuple[str, ...]
    cause: str
    measures: tuple[str, ...]
    closed_on: date | None


def register_line(
    case: Case, policy: Policy, *, sender: str = "", language: Language = "sv"
) -> RegisterLine:
    """Return a case's line in the public register.

    A case marked secret shows neither sender nor subject. ``sender`` is what the caller has found
    may be shown; by default it is left out.
    """
    secret = case.secrecy is not None
    about = policy.kind_label(case.kind).text(language)
    concerns = f"{about}, {case.unit}" if case.unit else about
    return RegisterLine(
        received_on=policy.calendar.day_of(case.received_at),
        designation=_designation(case),
        sender="" if secret else sender,
        concerns="" if secret else concerns,
    )


def deidentified(case: Case, policy: Policy) -> DeidentifiedRecord:
    """Return a case without anything that points at a person."""
    calendar = policy.calendar
    return DeidentifiedRecord(
        designation=_designation(case),
        received_on=calendar.day_of(case.received_at),
        kind=case.kind.value,
        bucket=policy.bucket(case.kind),
        unit=case.unit,
        channel=case.feedback.channel.value,
        dimensions=tuple(sorted(case.dimensions)),
        cause=case.cause,
        measures=tuple(measure.type.value for measure in case.measures),
        closed_on=calendar.day_of(case.closed_at) if case.closed_at else None,
    )


def _designation(case: Case) -> str:
    return case.registrations[0].reference if case.registrations else case.id
