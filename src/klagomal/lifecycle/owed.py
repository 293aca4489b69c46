# SPDX-License-Identifier: Apache-2.0
"""What a case still owes: what hinders its closing, and what stays owed after one."""

from __future__ import annotations

from klagomal.cases.case import Case
from klagomal.cases.events import Answered, Informed, ReferredOut
from klagomal.deadlines.deadline import Deadline
from klagomal.lifecycle.guards import is_after_closing, still_to_tell
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import slugs
from klagomal.promises.terms import BeforeClosing

__all__ = ["hinders_closing", "must_refer", "owed_at_closing", "stays_owed"]


def owed_at_closing(case: Case, policy: Policy) -> list[Deadline]:
    """Return the musts and promises with a due day that are neither done nor lifted.

    What the person has to be told before the closing is due with it.
    """
    return [
        deadline
        for deadline in policy.running(case)
        if hinders_closing(deadline)
        and (deadline.due is not None or isinstance(deadline.obligation.term, BeforeClosing))
        and deadline.clock.done is None
        and deadline.clock.ended is None
    ]


def hinders_closing(deadline: Deadline) -> bool:
    """Whether the case should not be closed before the obligation is done: a must or a promise.

    What may be done after a closing is no hindrance to it, such as registering. Nor is a step of
    the office's own that the text wants before the closing; its assessment tells that it is not
    taken.
    """
    may_wait = all(map(is_after_closing, slugs(deadline.obligation.fulfilled_by)))
    return _binds(deadline) and not may_wait and not _is_own_step_before(deadline)


def stays_owed(deadline: Deadline) -> bool:
    """Whether the obligation can still be made good once the case is closed.

    A step of the office's own that belongs before the closing is past with it, unless it may be
    taken after a closing as well.
    """
    may_follow = any(map(is_after_closing, slugs(deadline.obligation.fulfilled_by)))
    return _binds(deadline) and (may_follow or not _is_own_step_before(deadline))


def _binds(deadline: Deadline) -> bool:
    """Whether it is a must or a promise, and more than the notice of a delay."""
    return deadline.strength.binds and not deadline.obligation.is_only_if_late


def _is_own_step_before(deadline: Deadline) -> bool:
    """Whether it is a step of the office's own that the text wants before the closing."""
    obligation = deadline.obligation
    return isinstance(obligation.term, BeforeClosing) and not obligation.is_to_person


def must_refer(case: Case, policy: Policy) -> bool:
    """Whether the matter belongs elsewhere and is not settled here (AMB-27).

    It has to be referred, and a person who can be reached has to be informed, with all that the
    text demands.
    """
    if not case.excluded:
        return False
    if not case.any_of((ReferredOut.slug,)):
        return True
    is_informed = case.any_of((Informed.slug, Answered.slug)) and not still_to_tell(case, policy)
    return case.is_reachable and not is_informed
