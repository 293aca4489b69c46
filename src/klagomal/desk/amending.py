# SPDX-License-Identifier: Apache-2.0
"""Putting a case right: entries that were wrong, letters that must not leave, data to destroy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from klagomal.cases.case import Case, handler_in
from klagomal.cases.events import Actor, ContactEvent, ContactNoted, Corrected, Erased, Event
from klagomal.cases.feedback import Submitter
from klagomal.desk.casework import an_event, check_verb, go_on, once
from klagomal.desk.office import Office, Opened
from klagomal.desk.relating import check_duplicate_anew
from klagomal.desk.requests import Request, content_of
from klagomal.desk.rights import check_right
from klagomal.desk.sending import letters_of, take_back
from klagomal.errors import ErasedError, FieldError, LetterError
from klagomal.mail.notices import Notice, NoticeKind, notices_for
from klagomal.ports import NoticeState, Transaction
from klagomal.records import submitter_fingerprint
from klagomal.serialization import event_to_json

__all__ = ["Erasure", "correct", "erase", "note_contact"]


@attrs.frozen
class Erasure:
    """A case whose personal data were destroyed.

    ``begun`` are the ids of the notices whose letters were being handed over at that moment, or had
    perhaps left before. They may still arrive; no other letter to the person leaves afterwards.
    """

    case: Case
    begun: tuple[str, ...]


def erase(
    office: Office, case_id: str, *, authority: str, reason: str, by: Actor, key: str
) -> Erasure:
    """Destroy protected data and log that it was done; see :meth:`Desk.erase`."""

    def erased(step: Transaction, found: Opened, now: datetime) -> Opened:
        found, begun = take_back(office, step, found, now, _needs_vault)
        event = Erased(
            at=now,
            by=by,
            authority=authority,
            reason=reason,
            records=step.erase(case_id),
            begun=begun,
        )
        return go_on(office, step, found, event, now)

    content = content_of(case_id, "erase", authority, reason, by)
    case = once(office, case_id, Request(office.policy, key, content), erased)
    done = case.last(Erased)
    begun = frozenset(done.begun) if done else frozenset[int]()
    letters = [notice for notice, _ in letters_of(office, case_id) if notice.kind.needs_vault]
    return Erasure(case, tuple(notice.id for notice in letters if notice.version in begun))


def _needs_vault(notice: Notice) -> bool:
    return notice.kind.needs_vault


def correct(
    office: Office,
    case_id: str,
    version: int,
    *,
    instead: Event | None,
    reason: str,
    by: Actor,
    key: str,
) -> Case:
    """Correct an entry of a case's log; see :meth:`Desk.correct`."""
    if instead is not None:
        check_verb(case_id, an_event(instead))

    def corrected(step: Transaction, found: Opened, now: datetime) -> Opened:
        event = Corrected(at=now, by=by, version=version, instead=instead, reason=reason)
        if instead is not None:
            check_right(office.rights, instead, found.policy)
        before = found.case
        found = go_on(office, step, found, event, now)
        check_duplicate_anew(office, step, before, found)
        called_for = notices_for(found.case, found.policy, [instead], version) if instead else []
        if isinstance(instead, ContactEvent) and instead.is_by_letter:
            _refuse_letterless(office, found.case, instead, called_for)
        elif not isinstance(instead, ContactEvent):
            step.enqueue(notice.record() for notice in called_for)
        kept = {notice.id for notice in called_for}
        found, _ = take_back(
            office,
            step,
            found,
            now,
            lambda n: n.version == version and n.id not in kept,
            is_replaced=bool(kept),
        )
        return _readdress_copies(office, step, found, now, before.entry(version), instead)

    told = event_to_json(instead) if instead else ""
    content = content_of(case_id, "correct", version, told, reason, by) if key else ""
    return once(office, case_id, Request(office.policy, key, content), corrected)


def _readdress_copies(
    office: Office,
    step: Transaction,
    found: Opened,
    now: datetime,
    was: Event | None,
    instead: Event | None,
) -> Opened:
    """Take waiting copies back from a handler whom only a mistake had named; give them to the next.

    A copy holds what the person wrote, so it must not reach somebody who has nothing to do with it.
    """
    old, new = handler_in(was), found.case.handler
    if old in ("", handler_in(instead), new):
        return found

    def is_misaddressed(notice: Notice) -> bool:
        return notice.kind is NoticeKind.COPY_TO_HANDLER and notice.recipient == old

    copies = [
        attrs.evolve(notice, recipient=new)
        for notice, settlement in letters_of(office, found.case.id)
        if is_misaddressed(notice) and settlement.state is NoticeState.WAITING and new
    ]
    step.enqueue(copy.record() for copy in copies)
    return take_back(office, step, found, now, is_misaddressed, is_replaced=bool(copies))[0]


def _refuse_letterless(
    office: Office, case: Case, instead: ContactEvent, called_for: Iterable[Notice]
) -> None:
    """Refuse to turn an entry into a letter that nobody has sent or will send."""
    queued = {
        notice.id
        for notice, settlement in letters_of(office, case.id)
        if settlement.state is not NoticeState.DEAD
    }
    if not queued.intersection(notice.id for notice in called_for):
        raise LetterError(
            f"case {case.id}, {instead.slug}: a correction writes no letter; give an oral mode or "
            "sent=True, or correct the entry away and record the message anew",
            case=case.id,
        )


def note_contact(
    office: Office, case_id: str, submitter: Submitter | None, *, by: Actor, key: str
) -> Case:
    """Note how the person can be reached; see :meth:`Desk.note_contact`."""
    if not isinstance(submitter, Submitter | None):
        raise FieldError(
            f"submitter: {type(submitter).__name__} is no Submitter; give one, or None",
            field="submitter",
        )
    if submitter and not submitter.has_contact_route:
        raise FieldError(
            "submitter: no e-mail, postal address or telephone number; give one, or None",
            field="submitter",
        )

    def noted(step: Transaction, found: Opened, now: datetime) -> Opened:
        if submitter is not None:
            if found.case.any_of((Erased.slug,)):
                raise ErasedError(
                    f"the personal data of case {case_id} were erased; open a new case",
                    case=case_id,
                )
            held = office.store.protected(case_id)
            step.protect(office.vault.seal_submitter(case_id, submitter, list(held)))
        event = ContactNoted(at=now, by=by, reachable=submitter is not None)
        return go_on(office, step, found, event, now)

    told = submitter_fingerprint(submitter) if key else ""
    content = content_of(case_id, "contact", told, by)
    return once(office, case_id, Request(office.policy, key, content), noted)
