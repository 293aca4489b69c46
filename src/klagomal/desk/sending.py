# SPDX-License-Identifier: Apache-2.0
"""Delivering what is queued: the letter, the notifier, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

import attrs

from klagomal.cases.case import Case
from klagomal.cases.events import (
    Actor,
    ContactEvent,
    DeliveryEvent,
    DeliveryFailed,
    DeliverySucceeded,
    Erased,
)
from klagomal.desk import arguments
from klagomal.desk.casework import go_on, note, once
from klagomal.desk.office import SYSTEM, Office, Opened
from klagomal.desk.report_log import stream_of
from klagomal.desk.requests import Request, content_of
from klagomal.errors import ErasedError, FieldError, LetterError, UnknownNoticeError
from klagomal.fields import is_whole
from klagomal.mail.delivery import Delivered, deliver
from klagomal.mail.drafts import send, send_report_reminder
from klagomal.mail.notices import SUBMITTER, Notice, NoticeKind, kind_of
from klagomal.ports import (
    LeasedNotice,
    NoticeRecord,
    NoticeState,
    Result,
    Settlement,
    Transaction,
)
from klagomal.reminders.reports import ReportAsked

__all__ = [
    "OutboxEntry",
    "deliver_due",
    "letters_of",
    "note_bounce",
    "outbox",
    "send_again",
    "take_back",
]


@attrs.frozen(kw_only=True)
class OutboxEntry:
    """A notice and how its delivery stands.

    ``case_id`` is empty for a reminder of a report. ``kind`` is the code of a
    :class:`~klagomal.mail.notices.NoticeKind`, or a code that a newer version has queued. ``error``
    tells how the last attempt failed, as a short class of error without personal data.
    ``retry_in_seconds`` is 0 for a notice that is sent or dead.
    """

    notice_id: str
    case_id: str
    kind: str
    recipient: str
    state: NoticeState
    tries: int
    retry_in_seconds: float
    error: str


def deliver_due(office: Office, *, limit: int, worker: str, lease_seconds: float) -> Delivered:
    """Deliver up to ``limit`` of this desk's notices; see :meth:`Desk.deliver`."""
    if not is_whole(limit) or limit < 0:
        raise FieldError(f"limit: {limit!r}; give a whole number from 0", field="limit")
    return deliver(
        office.store,
        lambda record: _send(office, record),
        lambda lease, settlement: _settle(office, lease, settlement),
        worker=worker,
        policy=office.policy,
        limit=limit,
        lease_seconds=lease_seconds,
    )


def outbox(office: Office, case_id: str | None) -> Iterator[OutboxEntry]:
    """Stream this desk's notices, oldest first; see :meth:`Desk.outbox`."""
    if case_id is not None:
        arguments.text("case_id", case_id)
    return _entries(office, case_id)


def _entries(office: Office, case_id: str | None) -> Iterator[OutboxEntry]:
    for record, settlement, tries in office.store.notices(case_id):
        if record.policy == office.policy:
            yield OutboxEntry(
                notice_id=record.id,
                case_id="" if record.kind == NoticeKind.REPORT_DUE else record.stream,
                kind=record.kind,
                recipient=_recipient(record),
                state=settlement.state,
                tries=tries,
                retry_in_seconds=settlement.retry_in_seconds,
                error=settlement.error,
            )


def _recipient(record: NoticeRecord) -> str:
    """Return to whom a notice is, even one of another version; empty if nobody can tell."""
    try:
        found = json.loads(record.data)["recipient"]
    except (ValueError, LookupError, TypeError):
        return ""
    return found if isinstance(found, str) else ""


def _readable(record: NoticeRecord) -> Notice | None:
    """Return the notice that was queued, ``None`` if this version cannot read it."""
    try:
        return Notice.of(record)
    except LetterError:
        return None


def send_again(office: Office, case_id: str, notice_id: str) -> None:
    """Queue a dead notice anew; see :meth:`Desk.send_again`."""
    if not isinstance(notice_id, str):
        raise FieldError(f"{notice_id!r} is no id of a notice; give a string", field="notice_id")
    found = office.opened(office.store, case_id) if case_id != "" else None
    stream, whose = (
        (case_id, f"case {case_id}") if found else (stream_of(office.policy), "the desk")
    )
    entry = {entry.notice_id: entry for entry in outbox(office, stream)}.get(notice_id)
    if entry is None:
        raise UnknownNoticeError(
            f"{whose} has no notice {notice_id!r}; see Desk.outbox", case=case_id, notice=notice_id
        )
    if found and entry.recipient == SUBMITTER and found.case.any_of((Erased.slug,)):
        raise ErasedError(
            f"the personal data of case {case_id} were erased; nobody is left to write to",
            case=case_id,
        )
    if found and entry.recipient == SUBMITTER:
        _refuse_needless(office, found.case, notice_id)
    with office.store.transaction() as step:
        if not step.revive(notice_id):
            raise UnknownNoticeError(
                f"notice {notice_id} is not dead but {entry.state}; only a dead one is sent again",
                case=case_id,
                notice=notice_id,
                state=entry.state.value,
            )


def _refuse_needless(office: Office, case: Case, notice_id: str) -> None:
    """Refuse to send what was recorded by mistake, or what the person has been told otherwise."""
    for notice, _ in letters_of(office, case.id):
        if notice.id == notice_id and not _needs_letter(case, notice.version):
            raise UnknownNoticeError(
                f"notice {notice_id} is about an entry that was corrected and needs no letter",
                case=case.id,
                notice=notice_id,
            )


def letters_of(office: Office, case_id: str) -> Iterator[tuple[Notice, Settlement]]:
    """Yield a case's notices that this version can read and that are about an entry of its log."""
    for record, settlement, _ in office.store.notices(case_id):
        notice = _readable(record)
        if notice and notice.version:
            yield notice, settlement


def note_bounce(office: Office, case_id: str, letter: str | int, *, by: Actor, key: str) -> Case:
    """Note that a letter came back; see :meth:`Desk.note_bounce`."""
    if not (isinstance(letter, str) or is_whole(letter)):
        raise FieldError(
            f"{letter!r} is no id of a notice and no version; see Desk.outbox", field="letter"
        )

    def noted(step: Transaction, found: Opened, now: datetime) -> Opened:
        kind, version = _come_back(office, step, found.case, letter)
        if _is_unneeded(found.case, version):
            return found  # nobody goes by that letter any more
        now = max(now, _latest(found.case, version))
        failed = DeliveryFailed(at=now, by=by, notice=kind, version=version)
        return go_on(office, step, found, failed, now)

    content = content_of(case_id, "bounce", letter, by)
    return once(office, case_id, Request(office.policy, key, content), noted)


def _come_back(office: Office, step: Transaction, case: Case, letter: str | int) -> tuple[str, int]:
    """Return kind and version of a message that came back; its notice is dead from now on."""
    for record, settlement, _ in office.store.notices(case.id):
        notice = _readable(record)
        is_meant = notice and letter in (notice.id, notice.version) and notice.version
        if notice and is_meant and (notice.id == letter or notice.kind.is_to_submitter):
            # Dead and counting: an earlier return was noted by mistake and corrected away.
            is_back = settlement.state is NoticeState.DEAD and _counts(case, notice.version)
            if settlement.may_have_left and settlement.state is NoticeState.WAITING:
                step.withdraw([notice.id], "returned")  # it had left, though nobody knew
                is_back = True
            if is_back or step.bounce(notice.id, "returned"):
                return notice.kind, notice.version
            break
    else:
        event = case.entry(letter) if is_whole(letter) and 1 <= letter <= len(case.log) else None
        if isinstance(event, ContactEvent) and event.sent:
            return kind_of(event), int(letter)
    raise UnknownNoticeError(
        f"case {case.id} has sent no letter {letter!r} that can have come back; see Desk.outbox",
        case=case.id,
        notice=letter,
    )


def _is_unneeded(case: Case, version: int) -> bool:
    """Whether the entry was corrected, so that it is no message of a letter any more."""
    entry = case.entry(version)
    return entry is None or (entry != case.log[version - 1] and not _needs_letter(case, version))


def _counts(case: Case, version: int) -> bool:
    return version not in dict(case.undelivered) and case.entry(version) is not None


def take_back(
    office: Office,
    step: Transaction,
    found: Opened,
    now: datetime,
    wanted: Callable[[Notice], bool],
    *,
    is_replaced: bool = False,
) -> tuple[Opened, tuple[int, ...]]:
    """Withdraw the case's notices that are ``wanted`` back and have not begun to leave.

    A message whose letter is withdrawn failed, unless the person has been told by another way, or
    ``is_replaced`` says that another notice of it is queued. Return also the versions of those that
    may still arrive: they are being handed over, or nobody knows how the last attempt ended.
    """
    notices, uncertain = {}, set[str]()
    for record, settlement, _ in office.store.notices(found.case.id):
        if (notice := _readable(record)) and wanted(notice):
            notices[record.id] = notice
            if settlement.may_have_left:
                uncertain.add(record.id)
    begun = []
    for id_, state in step.withdraw(notices, "withdrawn").items():
        notice = notices[id_]
        if state is NoticeState.HANDING_OVER or (state is NoticeState.WAITING and id_ in uncertain):
            begun.append(notice.version)
        elif (
            state is NoticeState.WAITING
            and not is_replaced
            and _needs_letter(found.case, notice.version)
        ):
            failed = DeliveryFailed(at=now, by=SYSTEM, notice=notice.kind, version=notice.version)
            found = note(office, step, found, failed, now)
    return found, tuple(sorted(begun))


def _needs_letter(case: Case, version: int) -> bool:
    """Whether an entry of the log stands, and nobody knows of it but by its letter."""
    entry = case.entry(version) if version else None
    return entry is not None and (not isinstance(entry, ContactEvent) or entry.is_by_letter)


def _send(office: Office, record: NoticeRecord) -> Result:
    notice = Notice.of(record)
    if isinstance(notice.about, ReportAsked):
        return send_report_reminder(
            notice,
            notice.about,
            policy=office.edition_by(notice.about.ended_on),
            directory=office.directory,
            letters=office.letters,
            notifiers=office.notifiers,
        )
    found = office.opened(office.store, record.stream)
    return send(
        notice,
        case=found.case,
        policy=found.policy,
        vault=office.vault,
        held=office.store.protected(record.stream),
        directory=office.directory,
        letters=office.letters,
        notifiers=office.notifiers,
    )


def _settle(office: Office, lease: LeasedNotice, settlement: Settlement) -> bool:
    """Write an attempt's outcome, and in the case's log that a message failed or no longer does.

    A notice that this version cannot read dies without an event, because only the version that
    queued it can tell what it was about. A reminder of a report belongs to no case, so
    it dies without an event too.
    """
    record = lease.notice
    with office.store.transaction() as step:
        if not step.settle(record.id, lease.token, settlement):
            return False
        notice = _readable(record) if settlement.state is not NoticeState.WAITING else None
        if notice is None or notice.kind is NoticeKind.REPORT_DUE:
            return True
        found = office.opened(step, record.stream)
        if event := _outcome(notice, settlement.state, found.case):
            # The clock is read only now: a first success needs none, whatever becomes of the clock.
            now = max(office.now(), _latest(found.case, notice.version))
            note(office, step, found, event(now), now)
    return True


def _outcome(
    notice: Notice, state: NoticeState, case: Case
) -> Callable[[datetime], DeliveryEvent] | None:
    """Return what makes the event that tells what became of a notice; a first success needs none.

    The failure of a letter concerns nobody who has been told by another way meanwhile.
    """
    if notice.version > len(case.log):
        return None  # a damaged notice, about an entry that does not exist
    event: type[DeliveryEvent]
    if state is NoticeState.DEAD and (not notice.version or _needs_letter(case, notice.version)):
        event = DeliveryFailed
    elif state is NoticeState.SENT and notice.version in {
        *dict(case.undelivered),
        *dict(case.unnoticed),
    }:
        event = DeliverySucceeded
    else:
        return None
    return lambda at: event(at=at, by=SYSTEM, notice=notice.kind, version=notice.version)


def _latest(case: Case, version: int) -> datetime:
    """Return when something last happened to a message, which what follows cannot precede.

    The clocks of two workers may differ, and a clock may have been put back.
    """
    if not version:
        return case.received_at
    return case.last_delivery(version) or case.log[version - 1].at
