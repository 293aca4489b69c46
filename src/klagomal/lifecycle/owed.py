# SPDX-License-Identifier: Apache-2.0
"""What a case still owes: what hinders its closing, and what stays owed after one."""

from __future__ import annotations

from klagomal.cases.case import Case
from klagomal.cases.events import Answered, Informed, ReferredOut
from klagomal.deadlines.deadline import Deadline
from klagomal.lifecycle.guards import is_after_closing
from klagomal.policy.policy import Policy
from klagomal.promises.terms import BeforeClosing, ByDueOf

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
    term, slugs = deadline.obligation.term, _slugs(deadline)
    is_own_step = isinstance(term, BeforeClosing) and not deadline.obligation.is_to_person
    return _binds(deadline) and not is_own_step and not all(map(is_after_closing, slugs))


def stays_owed(deadline: Deadline) -> bool:
    """Whether the obligation can still be made good once the case is closed.

    A step of the office's own that belongs before the closing is past with it, unless it may be
    taken after a closing as well.
    """
    term, slugs = deadline.obligation.term, _slugs(deadline)
    is_past = isinstance(term, BeforeClosing) and not deadline.obligation.is_to_person
    return _binds(deadline) and (not is_past or any(map(is_after_closing, slugs)))


def _binds(deadline: Deadline) -> bool:
    """Whether it is a must or a promise, and more than the notice of a delay."""
    term = deadline.obligation.term
    return deadline.strength.binds and not (isinstance(term, ByDueOf) and term.only_if_late)


def _slugs(deadline: Deadline) -> set[str]:
    return {pattern.event for pattern in deadline.obligation.fulfilled_by}


def must_refer(case: Case, policy: Policy) -> bool:
    """Whether the matter belongs elsewhere and is not settled here (AMB-27).

    It has to be referred, and a person who can be reached has to be informed, with all that the
    text demands.
    """
    if not case.excluded:
        return False
    if not case.any_of((ReferredOut.slug,)):
        return True
    owed = frozenset[str]().union(*(rule.must_inform for rule in policy.exclusions_now(case)))
    told = frozenset[str]().union(*(message.content for message in case.contacts))
    is_informed = case.any_of((Informed.slug, Answered.slug)) and owed <= told
    return case.is_reachable and not is_informed
