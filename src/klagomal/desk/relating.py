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
    """Refuse what is no second letter of the person who wrote the other one.

    The other case must go on: all that this one owes has still to be owed there.
    """
    case, goes_on = one.case, other.case
    closed = goes_on.last(Closed) if goes_on.closed_at else None
    counted_as = [each.policy.counts_as(each.case.kind) for each in (one, other)]
    why = ""
    if goes_on.received_at > case.received_at:
        why = "arrived later; close the later one as a duplicate, so that the first days rule"
    elif goes_on.duplicate_of:
        why = f"is itself closed as a duplicate of {goes_on.duplicate_of}; name that"
    elif closed and closed.ground is ClosingGround.WITHDRAWN:
        why = "was withdrawn, so nothing is owed there any more"
    elif case.id == goes_on.received.parent or goes_on.id == case.received.parent:
        why = "is a part of the same letter, with a matter of its own"
    elif goes_on.excluded and not case.excluded:
        why = f"is outside the routine ({goes_on.excluded}), so nothing is owed there"
    elif case.is_reachable and not goes_on.is_reachable:
        why = "knows no way to reach the person, so nobody would be told"
    elif counted_as[0] is not counted_as[1]:
        why = "is of another kind, to which other promises apply; reclassify one of them first"
    elif not anyway and not _is_one_person(office, case, goes_on):
        why = (
            "has not demonstrably the same sender: somebody else's letter keeps its own promises; "
            "use Desk.link, or anyway=True if it is the same person"
        )
    if why:
        raise TransitionError(
            f"case {case.id} is no duplicate: case {goes_on.id} {why}",
            case=case.id,
            of=goes_on.id,
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
