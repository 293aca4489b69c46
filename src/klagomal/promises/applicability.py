# SPDX-License-Identifier: Apache-2.0
"""Decide whether an obligation concerns a piece of feedback, and if not, why not."""

from __future__ import annotations

from typing import NamedTuple

from klagomal.cases.feedback import Feedback
from klagomal.promises.obligations import Obligation
from klagomal.vocabulary import Channel, Kind, Reason, Severity, Waiver

__all__ = ["Facts", "facts_of", "why_not"]


class Facts(NamedTuple):
    """The facts of a case that decide which obligations concern it.

    Cases with equal facts share their obligations, so one answer serves them all.
    """

    kind: Kind
    channel: Channel
    severity: Severity
    sector: str
    category: str
    unit: str
    has_contact_route: bool
    wants_reply: bool
    concerns_receiver: bool
    misdirected: bool
    excluded: bool


def facts_of(
    feedback: Feedback,
    kind: Kind,
    unit: str,
    severity: Severity = Severity.ORDINARY,
    receiver: str = "",
    excluded: bool = False,
) -> Facts:
    """Return the facts of ``feedback`` as its case now stands."""
    return Facts(
        kind,
        feedback.channel,
        severity,
        feedback.sector,
        feedback.category,
        unit,
        feedback.has_contact_route,
        feedback.wants_reply,
        receiver != "" and receiver in feedback.subjects,
        "" != feedback.receiving_unit != feedback.unit != "",
        excluded,
    )


def why_not(obligation: Obligation, facts: Facts) -> Reason | None:
    """Return why ``obligation`` does not concern a case with these facts; ``None`` if it does."""
    if facts.excluded:
        return Reason.EXCLUDED
    scope = obligation.applies_to
    if not scope.is_everything and not scope.covers(
        kind=facts.kind,
        channel=facts.channel,
        severity=facts.severity,
        sector=facts.sector,
        category=facts.category,
        unit=facts.unit,
        concerns_receiver=facts.concerns_receiver,
        misdirected=facts.misdirected,
    ):
        return Reason.OUTSIDE_SCOPE
    if not facts.has_contact_route and Waiver.NO_CONTACT_ROUTE in obligation.waived_if:
        return Reason.NO_CONTACT_ROUTE
    if not facts.wants_reply and Waiver.NO_REPLY_WANTED in obligation.waived_if:
        return Reason.NO_REPLY_WANTED
    return None
