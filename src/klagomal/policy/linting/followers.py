# SPDX-License-Identifier: Apache-2.0
"""Find obligations that lean on another one otherwise than whoever wrote them may think.

An obligation that is due when another one is has no clock of its own where that other one runs
several times, or where it is owed only if that other one is late: its clock then runs along.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from klagomal.policy.linting.finding import Finding, error, note, warning
from klagomal.promises.obligations import Obligation, On
from klagomal.promises.terms import BeforeClosing, InWords

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy

__all__ = ["check_follower", "term_of_day"]

_ARRIVAL: Final = (On("received"),)


def check_follower(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    """Yield what is wrong with how ``obligation`` leans on another one."""
    if obligation.follows:
        followed = policy.obligation(obligation.follows)
        if _runs_often(followed, policy):
            yield note(
                "runs_along",
                f"{path}.term",
                f"löper jämsides med varje omgång av {followed.id}",
                f"runs along with each run of {followed.id}",
            )
        if obligation.is_only_if_late or _runs_often(followed, policy):
            yield from _unused(obligation, followed, path)
        if obligation.is_only_if_late and isinstance(term_of_day(obligation, policy), InWords):
            yield error(
                "never_late",
                f"{path}.term",
                f"{followed.id} har ingen dag att bli försenad efter",
                f"{followed.id} has no day to be late after",
            )
    if obligation.start_latest and not _runs_along(obligation, policy):
        latest = policy.obligation(obligation.start_latest)
        if _runs_often(latest, policy):
            yield warning(
                "first_run_only",
                f"{path}.start_latest",
                f"ser bara till första omgången av {latest.id}",
                f"looks at the first run of {latest.id} only",
            )
        if isinstance(term_of_day(latest, policy), BeforeClosing | InWords):
            yield warning(
                "starts_without_a_latest",
                f"{path}.start_latest",
                f"{latest.id} har ingen dag innan ärendet avslutas, så tiden börjar inte senast då",
                f"{latest.id} has no day before the case is closed, so no clock starts by then",
            )


def term_of_day(obligation: Obligation, policy: Policy) -> object:
    """Return the term that gives ``obligation`` its day, its own or that of one that it follows."""
    while obligation.follows:
        obligation = policy.obligation(obligation.follows)
    return obligation.term


def _unused(obligation: Obligation, followed: Obligation, path: str) -> Iterator[Finding]:
    """Yield the fields that say something of a clock that the obligation does not have."""
    late = obligation.is_only_if_late
    unused = {
        "starts_on": obligation.starts_on not in (_ARRIVAL, followed.starts_on),
        "start_latest": bool(obligation.start_latest),
        "delay": late and obligation.delay is not None,
        "each": obligation.each and (late or not followed.each),
    }
    for field, is_unused in unused.items():
        if is_unused:
            yield error(
                "unused_beside_another",
                f"{path}.{field}",
                f"används inte, för tiden löper jämsides med {followed.id}",
                f"is not used, for the clock runs along with {followed.id}",
            )


def _runs_along(obligation: Obligation, policy: Policy) -> bool:
    if not obligation.follows:
        return False
    return obligation.is_only_if_late or _runs_often(policy.obligation(obligation.follows), policy)


def _runs_often(obligation: Obligation, policy: Policy) -> bool:
    """Whether it may run several times, of itself or along with one that does."""
    while not (obligation.each and not obligation.is_only_if_late):
        if not obligation.follows:
            return False
        obligation = policy.obligation(obligation.follows)
    return True
