# SPDX-License-Identifier: Apache-2.0
"""One row per case and obligation, for a notebook: plain dictionaries that any frame takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from klagomal.assessment import assess
from klagomal.cases.case import Case
from klagomal.policy.policy import Policy

__all__ = ["tidy"]


def tidy(
    cases: Iterable[Case], policy: Policy, *, as_of: date | datetime
) -> Iterator[dict[str, object]]:
    """Yield a row for each case and obligation (each run, where it runs several times).

    Days are dates, codes are strings, what is not known is ``None``. ``working_days`` and
    ``calendar_days`` run from the clock's start to the fulfilment, or to ``as_of`` while it is
    open: a lower bound, as ``done_on`` being ``None`` tells.
    """
    for case in cases:
        for each in assess(case, policy, as_of=as_of):
            yield {
                "case_id": case.id,
                "policy": policy.id,
                "kind": case.kind.value,
                "unit": case.unit,
                "channel": case.feedback.channel.value,
                "received_on": policy.calendar.day_of(case.received_at),
                "obligation": each.obligation.id,
                "strength": each.obligation.strength.value,
                "occurrence": each.occurrence,
                "started_on": each.started_on,
                "first_due": each.first_due,
                "due": each.due,
                "done_on": each.done_on,
                "late_by_recount": each.is_late_by_recount,
                "outcome": each.outcome.value,
                "reason": each.reason.value if each.reason else None,
                "working_days": each.working_days_used,
                "calendar_days": each.calendar_days_used,
            }
