# SPDX-License-Identifier: Apache-2.0
"""Which reports to ask for today: those whose occasion has come and that have not been given.

The municipalities' texts name occasions, not days. The report of an occasion is asked for when the
period that it covers has ended. It is asked for once more when the calendar year in which it would
have counted is over (AMB-13, AMB-14, AMB-15). A report without occasions is asked for in December.
Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from klagomal.policy.policy import Policy
from klagomal.promises.provisions import ReportRule
from klagomal.report.duties import ReportDelivered, counted, is_covered, is_met
from klagomal.report.occasions import opens_on

__all__ = ["ReportAsked", "reports_to_ask_for"]

_ASKED_FROM: Final = (12, 1)
"""The day from which a year's report without an occasion of its own is asked for.

The day is our choice.
"""


@attrs.frozen(kw_only=True)
class ReportAsked:
    """A report to ask for: the rule, the occasion's name (empty: the year), and who owes it.

    ``opens`` is the first day to ask on, ``due`` the last on which it counts for its year;
    ``is_late`` tells that ``due`` has passed.
    """

    rule: str
    anchor: str = ""
    body: str = ""
    opens: date
    due: date
    is_late: bool = False

    @property
    def ended_on(self) -> date:
        """The last day of the period that is reported on.

        A year without an occasion is not over yet, so this is ``opens``.
        """
        return self.opens - timedelta(days=1) if self.anchor else self.opens

    @property
    def id(self) -> str:
        """A stable id, so that each report is asked for once, and once more when it is late."""
        late = "late" if self.is_late else ""
        days = (self.opens.isoformat(), self.due.isoformat())
        return ":".join((self.rule, self.anchor, self.body, *days, late))


def reports_to_ask_for(
    policy: Policy,
    given: Collection[ReportDelivered],
    *,
    today: date,
    since: date,
    bodies: Iterable[str] = ("",),
) -> tuple[ReportAsked, ...]:
    """Return the reports to ask for by ``today``, of each of ``bodies``.

    ``since`` is the first day that the desk knows of. The report of a period that ended before it
    is not asked for, since nobody here could know whether it was given. Nor is the report of a
    period that ended outside the policy's own days: of two editions, the one in force on a period's
    last day asks for its report.
    """
    first = max(since, policy.valid_from or since)
    last = policy.valid_to or today
    return tuple(
        asked
        for rule in policy.reports
        for body in bodies
        for year in (today.year - 1, today.year)
        for asked in _of_year(rule, body, year, given, today)
        if asked.opens <= today and first <= asked.ended_on <= last
    )


def _of_year(
    rule: ReportRule, body: str, year: int, given: Iterable[ReportDelivered], today: date
) -> Iterator[ReportAsked]:
    """Yield the reports that a year still lacks, whether their occasions have come or not."""
    due = date(year, 12, 31)
    ours = counted(rule, [each for each in given if each.on <= today], body)
    if is_met(rule, ours, year):
        return
    for name, opens in _occasions(rule, year):
        if not is_covered(name, opens, ours):
            yield ReportAsked(
                rule=rule.id, anchor=name, body=body, opens=opens, due=due, is_late=today > due
            )


def _occasions(rule: ReportRule, year: int) -> Iterator[tuple[str, date]]:
    """Yield each occasion that counts in a calendar year, and the first day to ask for it."""
    if not rule.anchors:
        yield "", date(year, *_ASKED_FROM)
    for anchor in rule.anchors:
        yield anchor.name, opens_on(anchor, year)
