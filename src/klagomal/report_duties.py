# SPDX-License-Identifier: Apache-2.0
"""Were the reports that a text demands delivered: how many, on which occasions, showing what.

A delivery counts in the calendar year it was made (AMB-14, AMB-15). What is judged is how many
there were; occasions without one of their own are told beside it. A delivery that does not show all
that the rule demands does not count, and what it lacks is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from klagomal.errors import PolicyError, suggest
from klagomal.fields import are_codes, as_codes, is_code, is_code_or_empty, is_plain_date
from klagomal.policy import Policy
from klagomal.rules import ReportRule
from klagomal.vocabulary import Outcome

__all__ = ["ReportDelivered", "ReportDuty", "report_duties"]


@attrs.frozen(kw_only=True)
class ReportDelivered:
    """A report that was given: under which rule, when, for which occasion, showing what.

    ``contents`` are the measures it showed; leave it empty only where the rule demands none.
    """

    rule: str = attrs.field(validator=is_code)
    on: date = attrs.field(validator=is_plain_date)
    anchor: str = attrs.field(default="", validator=is_code_or_empty)
    contents: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )


@attrs.frozen(kw_only=True)
class ReportDuty:
    """How one report rule stands for one calendar year.

    ``delivered`` of ``demanded`` count. ``missing_anchors`` are occasions without a delivery of
    their own; ``lacking`` says what deliveries that did not count failed to show.
    """

    rule: ReportRule
    year: int
    outcome: Outcome
    delivered: int
    demanded: int
    missing_anchors: tuple[str, ...] = ()
    lacking: tuple[tuple[date, frozenset[str]], ...] = ()


def report_duties(
    policy: Policy, deliveries: Iterable[ReportDelivered], year: int, *, as_of: date
) -> tuple[ReportDuty, ...]:
    """Return how each report rule of the policy stands for ``year`` at the end of ``as_of``.

    MET as soon as enough was delivered; otherwise PENDING until the year is over and OVERDUE after
    it. A rule that is ``satisfied_by`` another one counts that one's deliveries as well.
    """
    rules = {rule.id: rule for rule in policy.reports}
    given = list(deliveries)
    for delivery in given:
        if delivery.rule not in rules:
            raise PolicyError(
                f"{policy.id} has no report rule {delivery.rule!r}; "
                f"{suggest(delivery.rule, rules)}",
                rule=delivery.rule,
            )
    known = [each for each in given if each.on.year == year and each.on <= as_of]
    return tuple(_duty(rule, known, year, as_of) for rule in policy.reports)


def _duty(
    rule: ReportRule, deliveries: list[ReportDelivered], year: int, as_of: date
) -> ReportDuty:
    ours = [each for each in deliveries if each.rule in {rule.id, rule.satisfied_by} - {""}]
    counted = [each for each in ours if rule.contents <= each.contents]
    lacking = tuple(
        (each.on, rule.contents - each.contents) for each in ours if each not in counted
    )
    named = {each.anchor for each in counted}
    missing = tuple(anchor.name for anchor in rule.anchors if anchor.name not in named)
    if len(counted) >= rule.min_per_year:
        outcome = Outcome.MET
    else:
        outcome = Outcome.OVERDUE if as_of > date(year, 12, 31) else Outcome.PENDING
    return ReportDuty(
        rule=rule,
        year=year,
        outcome=outcome,
        delivered=len(counted),
        demanded=rule.min_per_year,
        missing_anchors=missing,
        lacking=lacking,
    )
