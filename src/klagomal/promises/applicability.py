# SPDX-License-Identifier: Apache-2.0
"""Decide whether an obligation concerns a piece of feedback, and if not, why not."""

from __future__ import annotations

from typing import NamedTuple

from klagomal.cases.feedback import Feedback
from klagomal.promises.obligations import Obligation, Scope
from klagomal.vocabulary import Channel, Kind, Reason, Severity, Waiver

__all__ = ["Facts", "facts_of", "why_not"]


class Facts(NamedTuple):
    """The facts of a case that decide which obligations concern it.

    ``categories`` are all that the case has been of, from the arrival on: what is owed for one of
    them concerns the case. Cases with equal facts share their obligations, so one answer serves
    them all.
    """

    kind: Kind
    channel: Channel
    severity: Severity
    sector: str
    categories: tuple[str, ...]
    unit: str
    has_contact_route: bool
    reachable_by: frozenset[Channel]
    wants_reply: bool
    reply_by: Channel | None
    anonymous: bool
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
    *,
    categories: tuple[str, ...] = (),
) -> Facts:
    """Return the facts of ``feedback`` as its case now stands.

    Without ``categories``, the case has been of none but the one that it had on arrival.
    """
    return Facts(
        kind,
        feedback.channel,
        severity,
        feedback.sector,
        categories or (feedback.category,),
        unit,
        feedback.has_contact_route,
        feedback.reachable_by,
        feedback.wants_reply,
        feedback.reply_by,
        feedback.anonymous,
        receiver != "" and receiver in feedback.subjects,
        "" != feedback.receiving_unit != feedback.unit != "",
        excluded,
    )


def why_not(obligation: Obligation, facts: Facts) -> Reason | None:
    """Return why ``obligation`` does not concern a case with these facts; ``None`` if it does."""
    if facts.excluded:
        return Reason.EXCLUDED
    if not _is_covered(obligation.applies_to, facts):
        return Reason.OUTSIDE_SCOPE
    if not facts.has_contact_route and Waiver.NO_CONTACT_ROUTE in obligation.waived_if:
        return Reason.NO_CONTACT_ROUTE
    if facts.anonymous and Waiver.ANONYMOUS in obligation.waived_if:
        return Reason.ANONYMOUS
    if not facts.wants_reply and Waiver.NO_REPLY_WANTED in obligation.waived_if:
        return Reason.NO_REPLY_WANTED
    return None


def _is_covered(scope: Scope, facts: Facts) -> bool:
    return scope.is_everything or any(
        scope.covers(
            kind=facts.kind,
            channel=facts.channel,
            severity=facts.severity,
            sector=facts.sector,
            category=category,
            unit=facts.unit,
            reachable_by=facts.reachable_by,
            reply_by=facts.reply_by,
            concerns_receiver=facts.concerns_receiver,
            misdirected=facts.misdirected,
        )
        for category in facts.categories
    )
