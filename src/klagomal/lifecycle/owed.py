# SPDX-License-Identifier: Apache-2.0
"""What a case still owes that closing it would hide."""

from __future__ import annotations

from klagomal.cases.case import Case
from klagomal.deadlines.deadline import Deadline
from klagomal.lifecycle.guards import is_after_closing
from klagomal.policy.policy import Policy
from klagomal.promises.terms import BeforeClosing, ByDueOf

__all__ = ["is_owed_after_closing", "owed_at_closing"]


def owed_at_closing(case: Case, policy: Policy) -> list[Deadline]:
    """Return the musts and promises with a due day that are neither done nor lifted.

    What the person has to be told before the closing is due with it.
    """
    return [
        deadline
        for deadline in policy.running(case)
        if is_owed_after_closing(deadline)
        and (deadline.due is not None or isinstance(deadline.obligation.term, BeforeClosing))
        and deadline.clock.done is None
        and deadline.clock.ended is None
    ]


def is_owed_after_closing(deadline: Deadline) -> bool:
    """Whether a closing leaves the obligation owed: a must or a promise that is not past with it.

    What may be done after a closing is no hindrance to it, such as registering. The notice of a
    delay is nothing to wait for once the matter that it warns of is settled. A step of the office's
    own that belongs before the closing is too late after it; its assessment tells that.
    """
    obligation = deadline.obligation
    match obligation.term:
        case ByDueOf(only_if_late=True):
            return False
        case BeforeClosing() if not obligation.is_to_person:
            return False
    slugs = {pattern.event for pattern in obligation.fulfilled_by}
    return obligation.strength.binds and not all(map(is_after_closing, slugs))
