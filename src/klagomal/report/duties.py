# SPDX-License-Identifier: Apache-2.0
"""Were the reports that a text demands delivered: how many, on which occasions, showing what.

A delivery counts in the calendar year it was made (AMB-14, AMB-15). What is judged is how many
there were; occasions without one of their own are told beside it. A delivery that does not show all
that the rule demands does not count, and what it lacks is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime

import attrs

from klagomal.errors import FieldError, PolicyError, suggest
from klagomal.fields import are_codes, as_codes, is_code, is_code_or_empty, is_plain_date, is_whole
from klagomal.policy.policy import Policy
from klagomal.promises.provisions import ReportRule
from klagomal.report.occasions import opens_on
from klagomal.vocabulary import Outcome

__all__ = [
    "ReportDelivered",
    "ReportDuty",
    "check_days",
    "check_report",
    "counted",
    "is_covered",
    "is_met",
    "report_duties",
]


@attrs.frozen(kw_only=True)
class ReportDelivered:
    """A report that was given: under which rule, when, for which occasion, showing what.

    ``body`` is the board or administration that gave it, where each owes one of its own.
    ``contents`` are the measures it showed; leave it empty only where the rule demands none.
    """

    rule: str = attrs.field(validator=is_code)
    on: date = attrs.field(validator=is_plain_date)
    anchor: str = attrs.field(default="", validator=is_code_or_empty)
    body: str = attrs.field(default="", validator=is_code_or_empty)
    contents: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )


@attrs.frozen(kw_only=True)
class ReportDuty:
    """How one report rule stands for one calendar year, for one ``body``.

    ``delivered`` of ``demanded`` count. ``missing_anchors`` are occasions without a delivery of
    their own; ``lacking`` says what deliveries that did not count failed to show.
    """

    rule: ReportRule
    body: str = ""
    year: int
    outcome: Outcome
    delivered: int
    demanded: int
    missing_anchors: tuple[str, ...] = ()
    lacking: tuple[tuple[date, frozenset[str]], ...] = ()


def report_duties(
    policy: Policy,
    deliveries: Iterable[ReportDelivered],
    year: int,
    *,
    as_of: date,
    bodies: Iterable[str] = (),
) -> tuple[ReportDuty, ...]:
    """Return how each report rule of the policy stands for ``year`` at the end of ``as_of``.

    MET as soon as enough was delivered; otherwise PENDING until the year is over and OVERDUE after
    it. A rule that is ``satisfied_by`` another one counts that one's deliveries as well. Each of
    ``bodies`` owes every report, and so does whoever has given one; without any there is one duty
    for the municipality as a whole. Raises :class:`~klagomal.errors.FieldError` for a year or a day
    that is none.
    """
    check_days(year, as_of)
    given = list(deliveries)
    for delivery in given:
        check_report(policy, delivery)
    known = [each for each in given if each.on.year == year and each.on <= as_of]
    owing = dict.fromkeys([*bodies, *(each.body for each in given)]) or {"": None}
    return tuple(_duty(rule, known, year, as_of, body) for rule in policy.reports for body in owing)


def check_days(year: int, as_of: date) -> None:
    """Refuse a year or a day that is none."""
    if not is_whole(year) or not MINYEAR <= year <= MAXYEAR:
        raise FieldError(f"year: {year!r} is no year; write 2026", field="year")
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        raise FieldError(f"as_of: expected a date, got {as_of!r}", field="as_of")


def check_report(policy: Policy, delivery: ReportDelivered) -> None:
    """Refuse a report under a rule, or for an occasion, that the policy does not have."""
    rules = {rule.id: rule for rule in policy.reports}
    if delivery.rule not in rules:
        raise PolicyError(
            f"{policy.id} has no report rule {delivery.rule!r}; {suggest(delivery.rule, rules)}",
            rule=delivery.rule,
        )
    anchors = [anchor.name for anchor in rules[delivery.rule].anchors]
    if delivery.anchor and delivery.anchor not in anchors:
        raise PolicyError(
            f"the reports {delivery.rule!r} of {policy.id} have no occasion {delivery.anchor!r}; "
            f"{suggest(delivery.anchor, anchors)}",
            rule=delivery.rule,
            anchor=delivery.anchor,
        )


def counted(
    rule: ReportRule, deliveries: Iterable[ReportDelivered], body: str = ""
) -> list[ReportDelivered]:
    """Return the deliveries of ``body`` that count under a rule: its own or a wider one's.

    They show all that the rule demands.
    """
    return [each for each in _under(rule, deliveries, body) if rule.contents <= each.contents]


def is_met(rule: ReportRule, given: Iterable[ReportDelivered], year: int) -> bool:
    """Return whether enough of the counted deliveries were made in a calendar year."""
    return sum(each.on.year == year for each in given) >= rule.min_per_year


def is_covered(occasion: str, opens: date, given: Iterable[ReportDelivered]) -> bool:
    """Return whether a report was given of an occasion after the stretch it covers had ended."""
    return any(occasion == each.anchor and opens <= each.on for each in given if occasion)


def _under(
    rule: ReportRule, deliveries: Iterable[ReportDelivered], body: str
) -> list[ReportDelivered]:
    rules = {rule.id, rule.satisfied_by} - {""}
    return [each for each in deliveries if each.rule in rules and each.body == body]


def _duty(
    rule: ReportRule, deliveries: list[ReportDelivered], year: int, as_of: date, body: str
) -> ReportDuty:
    count = counted(rule, deliveries, body)
    lacking = tuple(
        (each.on, rule.contents - each.contents)
        for each in _under(rule, deliveries, body)
        if each not in count
    )
    missing = tuple(
        anchor.name
        for anchor in rule.anchors
        if not is_covered(anchor.name, opens_on(anchor, year), count)
    )
    if is_met(rule, count, year):
        outcome = Outcome.MET
    else:
        outcome = Outcome.OVERDUE if as_of > date(year, 12, 31) else Outcome.PENDING
    return ReportDuty(
        rule=rule,
        body=body,
        year=year,
        outcome=outcome,
        delivered=len(count),
        demanded=rule.min_per_year,
        missing_anchors=missing,
        lacking=lacking,
    )
