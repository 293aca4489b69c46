# SPDX-License-Identifier: Apache-2.0
"""Registers: which entries a case gets, how they are numbered, and what may be shown of a case.

Everything here is pure. The store draws the number itself, in the transaction that writes the
entry, so a series has no gaps even if several ask at once.

A register of public documents shows the date, a designation, the sender and briefly what the
document concerns. The last two may be left out where that is needed to keep the register open
(OSL 5:2). Nothing that is shown is read from what a person wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from klagomal.cases.case import Case
from klagomal.errors import TransitionError, suggest
from klagomal.policy.policy import Policy
from klagomal.promises.provisions import RegistrationRule
from klagomal.vocabulary import Language

__all__ = [
    "DeidentifiedRecord",
    "RegisterEntry",
    "RegisterLine",
    "deidentified",
    "entries_on_arrival",
    "entry_for",
    "register_line",
    "rule_for",
]


@attrs.frozen(kw_only=True)
class RegisterEntry:
    """One entry to make: the register, the file it goes in, and the series it is numbered in."""

    register: str
    what: str
    dossier: str
    series: str
    period: str

    def reference(self, number: int) -> str:
        """Return the entry's designation, such as ``2025:17`` or ``Synpunkten 2025:17``."""
        return f"{self.dossier or self.period}:{number}"


def entries_on_arrival(case: Case, policy: Policy) -> Iterator[RegisterEntry]:
    """Yield an entry for each register that takes in this kind of feedback."""
    for rule in policy.registration:
        if "feedback" in rule.what and (
            not rule.kinds or policy.counts_as(case.kind) in rule.kinds
        ):
            yield entry_for(case, policy, rule, "feedback")


def rule_for(policy: Policy, what: str, register: str = "") -> RegistrationRule:
    """Return the rule under which ``what`` is registered, in ``register`` where that is named."""
    for rule in policy.registration:
        if what in rule.what and register in ("", rule.register):
            return rule
    known = {f"{what} in {rule.register}" for rule in policy.registration for what in rule.what}
    wanted = f"{what} in {register}" if register else what
    raise TransitionError(
        f"{policy.id} does not register {wanted}; {suggest(wanted, known)}", what=what
    )


def entry_for(
    case: Case, policy: Policy, rule: RegistrationRule, what: str, on: date | None = None
) -> RegisterEntry:
    """Return the entry for ``what`` under ``rule``.

    The file goes by the day of arrival, unless ``on`` is given, and by the administration that
    owned the case on arrival. It does not change later (AMB-12). A secret item is numbered by
    itself where the rule says so (AMB-31).
    """
    day = on or policy.calendar.day_of(case.received_at)
    administration = case.feedback.administration
    period = rule.overrides.get(administration, rule.period).name(day)
    secret = rule.secret_individually and case.secrecy is not None
    dossier = "" if secret else rule.dossier_name(day, administration)
    series = ":".join((policy.key, administration, rule.register, dossier or period))
    return RegisterEntry(
        register=rule.register, what=what, dossier=dossier, series=series, period=period
    )


@attrs.frozen(kw_only=True)
class RegisterLine:
    """One line of the public register. ``sender`` and ``concerns`` are empty where left out."""

    received_on: date
    designation: str
    sender: str
    concerns: str


@attrs.frozen(kw_only=True)
class DeidentifiedRecord:
    """A case as a statistics register holds it: no person, no text, no handler (NAC-40).

    ``stream`` is what keeps the case outside the routine, or empty. ``ground`` is why it was
    closed; a duplicate is counted with the case that goes on.
    """

    designation: str
    received_on: date
    kind: str
    bucket: str
    unit: str
    channel: str
    dimensions: tuple[str, ...]
    cause: str
    measures: tuple[str, ...]
    stream: str
    closed_on: date | None
    ground: str


def register_line(
    case: Case, policy: Policy, *, sender: str = "", language: Language = "sv"
) -> RegisterLine:
    """Return a case's line in the public register.

    A matter outside the routine is named as what it is. A case marked secret shows neither sender
    nor subject. ``sender`` is a name that the caller has
    found may be shown; by default it is left out.
    """
    secret = case.secrecy is not None
    outside = policy.exclusions_now(case)
    about = (outside[0].label if outside else policy.kind_label(case.kind)).text(language)
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
    closing = case.closing
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
        stream=case.excluded,
        closed_on=calendar.day_of(closing.at) if closing else None,
        ground=closing.ground.value if closing else "",
    )


def _designation(case: Case) -> str:
    return case.registrations[0].reference if case.registrations else case.id
