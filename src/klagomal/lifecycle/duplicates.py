# SPDX-License-Identifier: Apache-2.0
"""Whether a case can be closed as a duplicate of another one, so that nothing owed is lost."""

from __future__ import annotations

from klagomal.cases.case import Case
from klagomal.policy.policy import Policy
from klagomal.vocabulary import ClosingGround

__all__ = ["why_no_duplicate"]


def why_no_duplicate(case: Case, policy: Policy, goes_on: Case, its_policy: Policy) -> str:
    """Return why ``case`` is no second letter beside ``goes_on``; the empty string if it can be.

    The other case has to go on: all that this one owes has still to be owed there. Whether one
    person wrote both is for the caller to know.
    """
    if goes_on.received_at > case.received_at:
        return "arrived later; close the later one as a duplicate, so that the first days rule"
    if goes_on.duplicate_of:
        return f"is itself closed as a duplicate of {goes_on.duplicate_of}; name that"
    if goes_on.closing and goes_on.closing.ground is ClosingGround.WITHDRAWN:
        return "was withdrawn, so nothing is owed there any more"
    if case.id == goes_on.received.parent or goes_on.id == case.received.parent:
        return "is a part of the same letter, with a matter of its own"
    return _why_less_is_owed(case, policy, goes_on, its_policy)


def _why_less_is_owed(case: Case, policy: Policy, goes_on: Case, its_policy: Policy) -> str:
    if goes_on.excluded and not case.excluded:
        return f"is outside the routine ({goes_on.excluded}), so nothing is owed there"
    if case.is_reachable and not goes_on.is_reachable:
        return "knows no way to reach the person, so nobody would be told"
    if policy.counts_as(case.kind) is not its_policy.counts_as(goes_on.kind):
        return "is of another kind, to which other promises apply; reclassify one of them first"
    return ""
