# SPDX-License-Identifier: Apache-2.0
"""Putting a case right: entries that were wrong, letters that must not leave, data to destroy."""

from __future__ import annotations

from datetime import datetime

import attrs

from klagomal.cases.case import Case
from klagomal.cases.events import Actor, ContactEvent, ContactNoted, Corrected, Erased, Event
from klagomal.cases.feedback import Submitter
from klagomal.desk.casework import an_event, go_on, once
from klagomal.desk.office import Office, Opened
from klagomal.desk.requests import Request, content_of
from klagomal.desk.rights import check_right
from klagomal.desk.sending import outbox, take_back
from klagomal.errors import ErasedError, FieldError, LetterError
from klagomal.mail.notices import Notice, is_told_otherwise
from klagomal.ports import NoticeState, Transaction
from klagomal.records import submitter_fingerprint

__all__ = ["Erasure", "correct", "erase", "note_contact"]


@attrs.frozen
class Erasure:
    """A case whose personal data were destroyed.

    ``begun`` are the ids of the notices whose letters were being handed over at that moment. They
    may still arrive; no other letter to the person leaves afterwards.
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
    begun = {f"{version}" for version in done.begun} if done else set[str]()
    ids = (entry.notice_id for entry in outbox(office, case_id))
    return Erasure(case, tuple(id_ for id_ in ids if id_.rpartition(":")[2] in begun))


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
        an_event(instead)

    def corrected(step: Transaction, found: Opened, now: datetime) -> Opened:
        event = Corrected(at=now, by=by, version=version, instead=instead, reason=reason)
        if instead is not None:
            check_right(office.rights, instead, found.policy)
        was = found.case.entry(version) if 1 <= version <= len(found.case.log) else None
        found = go_on(office, step, found, event, now)
        if isinstance(instead, ContactEvent) and not is_told_otherwise(instead):
            if type(instead) is type(was) and _has_letter(office, case_id, version):
                return found  # its letter says what the entry now says
            raise LetterError(
                f"case {case_id}, {instead.slug}: a correction writes no letter; give an oral mode "
                "or sent=True, or correct the entry away and record the message anew",
                case=case_id,
            )
        return take_back(office, step, found, now, lambda notice: notice.version == version)[0]

    content = content_of(case_id, "correct", version, instead, reason, by) if key else ""
    return once(office, case_id, Request(office.policy, key, content), corrected)


def _has_letter(office: Office, case_id: str, version: int) -> bool:
    return any(
        entry.state is not NoticeState.DEAD and entry.notice_id.endswith(f":{version}")
        for entry in outbox(office, case_id)
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
