# SPDX-License-Identifier: Apache-2.0
"""Cases on the same matter: the same person's second letter, and the letters of others."""

from __future__ import annotations

from datetime import datetime

from klagomal.cases.case import Case
from klagomal.cases.events import Actor, Closed, Linked
from klagomal.desk import arguments
from klagomal.desk.casework import go_on, once
from klagomal.desk.office import Office, Opened
from klagomal.desk.requests import Request, content_of
from klagomal.errors import TransitionError
from klagomal.ports import Transaction
from klagomal.vocabulary import ClosingGround

__all__ = ["close_as_duplicate", "link"]


def close_as_duplicate(
    office: Office, case_id: str, *, of: str, by: Actor, anyway: bool, key: str
) -> Case:
    """Close the same person's second letter; see :meth:`Desk.close_as_duplicate`."""
    arguments.text("of", of)
    arguments.flag("anyway", anyway)

    def closed(step: Transaction, found: Opened, now: datetime) -> Opened:
        _check_duplicate(office, found.case, office.opened(step, of).case, anyway=anyway)
        event = Closed(at=now, by=by, ground=ClosingGround.DUPLICATE, duplicate_of=of)
        return go_on(office, step, found, event, now)

    content = content_of(case_id, "duplicate", of, by, anyway)
    return once(office, case_id, Request(office.policy, key, content), closed)


def _check_duplicate(office: Office, case: Case, other: Case, *, anyway: bool) -> None:
    """Refuse what is no second letter of the person who wrote the other one."""
    if other.received_at > case.received_at:
        raise TransitionError(
            f"case {other.id} arrived after case {case.id}; close the later one as a duplicate, so "
            "that the days of the earlier arrival rule",
            case=case.id,
            of=other.id,
        )
    if other.duplicate_of:
        raise TransitionError(
            f"case {other.id} is itself closed as a duplicate of {other.duplicate_of}; name that",
            case=case.id,
            of=other.id,
        )
    vault, store = office.vault, office.store
    first, second = (vault.submitter(each.id, store.protected(each.id)) for each in (case, other))
    if first and second and not anyway and not first.may_be(second):
        raise TransitionError(
            f"cases {case.id} and {other.id} share no name or contact: somebody else's letter "
            "keeps its own promises; use Desk.link, or anyway=True if it is the same person",
            case=case.id,
            of=other.id,
        )


def link(office: Office, case_id: str, *, to: str, by: Actor, key: str) -> Case:
    """Link two people's cases on one matter, from both sides; see :meth:`Desk.link`."""
    arguments.text("to", to)

    def linked(step: Transaction, found: Opened, now: datetime) -> Opened:
        case = go_on(office, step, found, Linked(at=now, by=by, to=to), now)
        other = office.opened(step, to)
        if case_id not in other.case.links:
            go_on(office, step, other, Linked(at=now, by=by, to=case_id), now)
        return case

    content = content_of(case_id, "link", to, by)
    return once(office, case_id, Request(office.policy, key, content), linked)
