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
from klagomal.lifecycle import why_no_duplicate
from klagomal.ports import Transaction
from klagomal.vocabulary import ClosingGround

__all__ = ["check_duplicate_anew", "close_as_duplicate", "link"]


def close_as_duplicate(
    office: Office, case_id: str, *, of: str, by: Actor, anyway: bool, key: str
) -> Case:
    """Close the same person's second letter; see :meth:`Desk.close_as_duplicate`."""
    arguments.text("of", of)
    arguments.flag("anyway", anyway)

    def closed(step: Transaction, found: Opened, now: datetime) -> Opened:
        _check_duplicate(office, found, office.opened(step, of), anyway=anyway)
        event = Closed(at=now, by=by, ground=ClosingGround.DUPLICATE, duplicate_of=of)
        return go_on(office, step, found, event, now)

    content = content_of(case_id, "duplicate", of, by, anyway)
    return once(office, case_id, Request(office.policy, key, content), closed)


def _check_duplicate(office: Office, one: Opened, other: Opened, *, anyway: bool) -> None:
    """Refuse what is no second letter of the person who wrote the other one."""
    why = why_no_duplicate(one.case, one.policy, other.case, other.policy)
    if not (why or anyway or _is_one_person(office, one.case, other.case)):
        why = (
            "has not demonstrably the same sender: somebody else's letter keeps its own promises; "
            "use Desk.link, or anyway=True if it is the same person"
        )
    if why:
        raise TransitionError(
            f"case {one.case.id} is no duplicate: case {other.case.id} {why}",
            case=one.case.id,
            of=other.case.id,
        )


def check_duplicate_anew(office: Office, step: Transaction, before: Case, found: Opened) -> None:
    """Refuse a correction that makes a case a duplicate of one that does not go on."""
    of = found.case.duplicate_of
    if of not in ("", before.duplicate_of):
        _check_duplicate(office, found, office.opened(step, of), anyway=True)


def _is_one_person(office: Office, *cases: Case) -> bool:
    senders = [office.vault.submitter(c.id, office.store.protected(c.id)) for c in cases]
    first, second = senders
    return first is not None and second is not None and first.may_be(second)


def link(office: Office, case_id: str, *, to: str, by: Actor, key: str) -> Case:
    """Link two people's cases on one matter, from both sides; see :meth:`Desk.link`."""
    arguments.text("to", to)

    def linked(step: Transaction, found: Opened, now: datetime) -> Opened:
        other = office.opened(step, to)
        if found.case.duplicate_of == to or other.case.duplicate_of == case_id:
            raise TransitionError(
                f"cases {case_id} and {to} are one person's: one is closed as a duplicate of the "
                "other; reopen it first if that was wrong",
                case=case_id,
                to=to,
            )
        if case_id not in other.case.links and to != case_id:
            go_on(office, step, other, Linked(at=now, by=by, to=case_id), now)
            if to in found.case.links:
                return found  # the other side had been corrected away
        return go_on(office, step, found, Linked(at=now, by=by, to=to), now)

    content = content_of(case_id, "link", to, by)
    return once(office, case_id, Request(office.policy, key, content), linked)
