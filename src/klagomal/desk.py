# SPDX-License-Identifier: Apache-2.0
"""The desk: one object that an e-service embeds, and the one place that does I/O in sequence.

Each method loads, lets the pure rooms decide, and appends; it holds no rule of its own. What a
method has returned is durable. Synchronous: an async host calls it through ``asyncio.to_thread``.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import attrs

from klagomal import lifecycle
from klagomal.assessment import day_as_of
from klagomal.case import Case, fold
from klagomal.correspondence import Entry, send
from klagomal.delivery import LEASE, Delivered, deliver
from klagomal.errors import IdempotencyError, UnknownCaseError, WouldNotFulfilError
from klagomal.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    CopySent,
    DelayNotice,
    DeliveryFailed,
    Erased,
    Event,
    HandlerAnnounced,
    Registered,
    Transferred,
)
from klagomal.feedback import Feedback, Submission
from klagomal.fields import moment_in_utc
from klagomal.logs import case_from, events_from, fingerprint_of, records, row_of
from klagomal.notices import Notice, NoticeKind, notices_for
from klagomal.plugins import Plugins
from klagomal.ports import (
    CaseQuery,
    LeasedNotice,
    NoticeRecord,
    NoticeState,
    Notifier,
    Remembered,
    Result,
    Settlement,
    Store,
    StoredEvent,
    Transaction,
)
from klagomal.public_register import RegisterLine, register_line
from klagomal.registration import entries_on_arrival, entry_for, rule_for
from klagomal.registry import PolicyRegistry
from klagomal.rendering.letters import Letters
from klagomal.review import FlagCode, review
from klagomal.vault import Vault
from klagomal.vocabulary import Channel, Content, Role
from klagomal.watch import WorkItem, reminders, work_items

if TYPE_CHECKING:
    from klagomal.periods import Period
    from klagomal.policy import Policy
    from klagomal.report import Report


__all__ = ["Desk", "Tick"]

SYSTEM = Actor(Role.SYSTEM)
OFFICE_HOURS = range(7, 18)
"""Local hours in which reminders are queued, on working days only."""
_CASES_A_STEP = 200


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex


def _worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


@attrs.frozen
class Tick:
    """What a tick did. ``quiet``: it was night or a closed day, so nothing was queued."""

    reminded: int = 0
    looked_at: int = 0
    quiet: bool = False


@attrs.define(eq=False, kw_only=True)
class Desk:
    """Receives feedback, keeps cases and sees to it that promises are kept.

    ``policy`` is the key of the policy the desk works by; ``registry`` holds its editions, and a
    case keeps the edition of its day of arrival. Several desks may share one ``store``: each sees
    its own policy's cases. ``notifiers`` are tried in order: a letter goes by the first that
    reaches its recipient. ``directory`` gives handlers, units and roles their addresses. ``clock``
    returns an aware moment and ``new_id`` an unused opaque id. ``lease_seconds`` is how long a
    worker may take to deliver a few letters before another one takes over.
    """

    policy: str
    store: Store
    registry: PolicyRegistry
    notifiers: tuple[Notifier, ...] = ()
    directory: Mapping[str, Entry] = attrs.field(factory=dict)
    vault: Vault = attrs.field(factory=Vault)
    letters: Letters = attrs.field(factory=Letters)
    clock: Callable[[], datetime] = _utc_now
    new_id: Callable[[], str] = _new_id
    lease_seconds: float = LEASE
    worker: str = attrs.field(factory=_worker_name)

    @classmethod
    def open(
        cls,
        policy: str,
        *,
        store: str = "memory:",
        notifiers: Iterable[str] = (),
        plugins: Plugins | None = None,
        **rest: Any,  # noqa: ANN401  (the other fields of a desk)
    ) -> Desk:
        """Open a desk by URLs: ``sqlite:///klagomal.db``, ``smtp://mail.example:25?sender=…``.

        ``plugins`` is what to choose from; everything that is installed unless given.
        """
        known = plugins or Plugins.discover()
        registry = known.registry()
        return cls(
            policy=registry.editions(policy)[-1].key,
            store=known.store(store),
            registry=registry,
            notifiers=tuple(known.notifier(url) for url in notifiers),
            **rest,
        )

    # --- taking in --------------------------------------------------------------------------------

    def receive(
        self, item: Feedback | Submission, *, idempotency_key: str = "", by: Actor = SYSTEM
    ) -> Case:
        """Take in feedback: log, registration number, protected data and notices in one step.

        The same ``idempotency_key`` with the same content gives the same case, however often it is
        sent; with other content it raises :class:`~klagomal.errors.IdempotencyError`.
        """
        submission = item if isinstance(item, Submission) else Submission(feedback=item)
        now = self._now()
        policy = self._edition_for(submission.feedback)
        fingerprint = fingerprint_of(submission) if idempotency_key else ""
        key = f"{self.policy}/{idempotency_key}"
        with self.store.transaction() as step:
            known = step.recall(key) if idempotency_key else None
            if known is not None:
                if known.fingerprint != fingerprint:
                    raise IdempotencyError(
                        f"the key {idempotency_key!r} was used for other feedback; give each form "
                        "a key of its own",
                        key=idempotency_key,
                    )
                return case_from(step.load(known.answer))
            case_id = self.new_id()
            events = lifecycle.receive(submission.feedback, policy, now, case_id=case_id, by=by)
            events += self._registrations(step, policy, fold(events), now)
            case = self._append(step, policy, (), events, now)
            step.protect(self.vault.seal(case_id, submission.text, submission.submitter))
            if idempotency_key:
                step.remember(key, Remembered(fingerprint, case_id))
        return case

    # --- going on ---------------------------------------------------------------------------------

    def record(self, case_id: str, event: Event, *, letter: str = "", anyway: bool = False) -> Case:
        """Take any event on a case, with the notices it calls for.

        ``letter`` is the text of word given to the person; it is kept with the protected data.
        Word that would not fulfil a promise raises
        :class:`~klagomal.errors.WouldNotFulfilError`, which says what it lacks; with ``anyway`` it
        is recorded all the same.
        """
        return self._take(case_id, (event,), letter=letter, anyway=anyway)

    def _take(
        self, case_id: str, events: Iterable[Event], *, letter: str = "", anyway: bool = False
    ) -> Case:
        """Take events on a case in one transaction: all of them or none."""
        now = self._now()
        with self.store.transaction() as step:
            log = tuple(events_from(self._known(case_id, step.load(case_id))))
            case = self._own(case_id, fold(log))
            policy = self.policy_of(case)
            if letter:
                held = self.store.protected(case_id)
                step.protect(self.vault.seal_letter(case_id, len(log) + 1, letter, held))
            for event in events:
                if not anyway:
                    _refuse_unfulfilling(case, event, policy)
                new = lifecycle.record(case, event, policy, now)
                case = self._append(step, policy, log, new, now)
                log += new
        return case

    def acknowledge(
        self,
        case_id: str,
        *,
        by: Actor,
        handler: str = "",
        promised: date | None = None,
        content: Iterable[str] = (),
        mode: Channel | None = None,
        letter: str = "",
        anyway: bool = False,
    ) -> Case:
        """Confirm receipt. Naming a handler puts name and contact into the letter."""
        event = Acknowledged(
            at=self._now(),
            by=by,
            handler=handler,
            promised=promised,
            mode=mode,
            content=_told(content, handler, promised),
        )
        return self.record(case_id, event, letter=letter, anyway=anyway)

    def announce_handler(
        self,
        case_id: str,
        *,
        by: Actor,
        handler: str,
        promised: date | None = None,
        content: Iterable[str] = (),
        mode: Channel | None = None,
        letter: str = "",
        anyway: bool = False,
    ) -> Case:
        """Tell the person who handles the case and, with ``promised``, by when."""
        event = HandlerAnnounced(
            at=self._now(),
            by=by,
            handler=handler,
            promised=promised,
            mode=mode,
            content=_told(content, handler, promised),
        )
        return self.record(case_id, event, letter=letter, anyway=anyway)

    def give_delay_notice(
        self,
        case_id: str,
        *,
        by: Actor,
        reason: str,
        promised: date | None = None,
        consented: bool = False,
        mode: Channel | None = None,
        anyway: bool = False,
    ) -> Case:
        """Tell the person that it takes longer, why, and with ``promised`` until when."""
        reasoned = [Content.REASON.value] if reason.strip() else []
        event = DelayNotice(
            at=self._now(),
            by=by,
            promised=promised,
            consented=consented,
            mode=mode,
            content=_told(reasoned, "", promised),
        )
        return self.record(case_id, event, letter=reason, anyway=anyway)

    def answer(
        self,
        case_id: str,
        *,
        by: Actor,
        letter: str,
        content: Iterable[str] = (),
        mode: Channel | None = None,
        upheld: bool | None = None,
        anyway: bool = False,
    ) -> Case:
        """Give the substantive answer."""
        event = Answered(
            at=self._now(), by=by, mode=mode, upheld=upheld, content=frozenset(content)
        )
        return self.record(case_id, event, letter=letter, anyway=anyway)

    def hand_over(
        self,
        case_id: str,
        *,
        by: Actor,
        to_unit: str = "",
        to_role: Role | None = None,
        handler: str = "",
    ) -> Case:
        """Hand the case over; a handler named by id gets a copy of the feedback."""
        moved = Transferred(
            at=self._now(), by=by, to_unit=to_unit, to_role=to_role, handler=handler
        )
        copied = (CopySent(at=moved.at, by=by),) if handler else ()
        return self._take(case_id, (moved, *copied))

    def register(
        self, case_id: str, *, by: Actor, what: str = "feedback", register: str = ""
    ) -> Case:
        """Enter something of a case in a register, under the next number of its series.

        ``what`` is ``feedback`` or ``answer``; ``register`` is only needed where the policy has
        several. A secret item gets a number of its own where the policy says so (AMB-31).
        """
        now = self._now()
        with self.store.transaction() as step:
            log = tuple(events_from(self._known(case_id, step.load(case_id))))
            case = self._own(case_id, fold(log))
            policy = self.policy_of(case)
            entry = entry_for(case, policy, rule_for(policy, what, register), what)
            event = Registered(
                at=now,
                by=by,
                register=entry.register,
                reference=entry.reference(step.next_number(entry.series)),
                what=entry.what,
                dossier=entry.dossier,
            )
            return self._append(step, policy, log, lifecycle.record(case, event, policy, now), now)

    def close(self, case_id: str, *, by: Actor, content: Iterable[str] = ()) -> Case:
        """Close the case. ``content`` is what the closing form contained."""
        return self.record(case_id, Closed(at=self._now(), by=by, content=frozenset(content)))

    def erase(self, case_id: str, *, authority: str, reason: str, by: Actor) -> Case:
        """Destroy who wrote and what they wrote, key and all; the log tells that it was done.

        ``authority`` is the decision it rests on, ``reason`` a code. Neither may hold personal
        data. The log itself holds none and stays.
        """
        now = self._now()
        with self.store.transaction() as step:
            log = tuple(events_from(self._known(case_id, step.load(case_id))))
            case = self._own(case_id, fold(log))
            policy = self.policy_of(case)
            destroyed = step.erase(case_id)
            event = Erased(at=now, by=by, authority=authority, reason=reason, records=destroyed)
            return self._append(step, policy, log, lifecycle.record(case, event, policy, now), now)

    # --- keeping watch ----------------------------------------------------------------------------

    def worklist(
        self, as_of: date | datetime | None = None, *, unit: str | None = None
    ) -> list[WorkItem]:
        """Return every open obligation, soonest first, with the working days left."""
        items: list[WorkItem] = []
        for case in self.cases(CaseQuery(unit=unit, is_open=True)):
            policy = self.policy_of(case)
            today = day_as_of(as_of or self._now(), policy.calendar)
            items += work_items(case, policy, today)
        return sorted(items, key=lambda item: (item.deadline.on or date.max, item.case_id))

    def tick(self, now: datetime | None = None) -> Tick:
        """Queue what wants to be told today: warnings, breaches, escalations that are due.

        Safe to call as often as one likes: a reminder has a stable id and is queued once. At night
        and on closed days nothing is queued; the next working morning catches up.
        """
        moment = moment_in_utc(now) if now else self._now()
        calendar = self._newest().calendar
        today = calendar.day_of(moment)
        office_hours = moment.astimezone(calendar.zone).hour in OFFICE_HOURS
        if not office_hours or not calendar.is_working_day(today):
            return Tick(quiet=True)
        reminded = looked_at = 0
        waiting = self.store.cases(CaseQuery(policy=self.policy, is_open=True, look_by=today))
        while batch := [row.stream for row in islice(waiting, _CASES_A_STEP)]:
            with self.store.transaction() as step:
                reminded += sum(self._remind(step, case_id, today) for case_id in batch)
            looked_at += len(batch)
        return Tick(reminded, looked_at)

    def deliver(self, limit: int = 100) -> Delivered:
        """Deliver up to ``limit`` queued notices; safe from many processes at once."""
        return deliver(
            self.store,
            self._send,
            self._settle,
            worker=self.worker,
            policy=self.policy,
            limit=limit,
            lease_seconds=self.lease_seconds,
        )

    # --- reading ----------------------------------------------------------------------------------

    def case(self, case_id: str) -> Case:
        """Return a case as it now stands."""
        return self._own(case_id, case_from(self._known(case_id, self.store.load(case_id))))

    def cases(self, query: CaseQuery | None = None) -> Iterator[Case]:
        """Stream cases in bounded memory, by day of arrival."""
        own = attrs.evolve(query or CaseQuery(), policy=self.policy)
        return (case_from(log) for log in self.store.logs(own))

    def words(self, case_id: str) -> Submission:
        """Return what arrived together with who wrote and what they wrote, while it is kept."""
        case, held = self.case(case_id), self.store.protected(case_id)
        return Submission(
            feedback=case.feedback,
            text=self.vault.text(case_id, held),
            submitter=self.vault.submitter(case_id, held),
        )

    def public_register(
        self, first: date | None = None, last: date | None = None
    ) -> Iterator[RegisterLine]:
        """Stream the public register: what arrived, day by day, without senders."""
        for case in self.cases(CaseQuery(received_from=first, received_to=last)):
            yield register_line(case, self.policy_of(case))

    def report(self, period: Period, as_of: date | None = None) -> Report:
        """Return the report of a period, streamed from the store."""
        from klagomal.report import aggregate

        query = CaseQuery(received_to=as_of or period.last)
        return aggregate(self.cases(query), self._newest(), period, as_of=as_of)

    def policy_of(self, case: Case) -> Policy:
        """Return the edition that a case was received under."""
        return self.registry.get(f"{case.received.policy}@{case.received.edition}")

    # --- inside -----------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return moment_in_utc(self.clock())

    def _newest(self) -> Policy:
        return self.registry.editions(self.policy)[-1]

    def _edition_for(self, feedback: Feedback) -> Policy:
        day = self._newest().calendar.day_of(feedback.received_at)
        return self.registry.get(self.policy, day)

    def _known(self, case_id: str, stored: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
        if not stored:
            raise UnknownCaseError(f"no case {case_id!r} in this store", case=case_id)
        return stored

    def _own(self, case_id: str, case: Case) -> Case:
        if case.received.policy != self.policy:
            raise UnknownCaseError(
                f"case {case_id!r} is not one of {self.policy}", case=case_id, policy=self.policy
            )
        return case

    def _registrations(
        self, step: Transaction, policy: Policy, case: Case, now: datetime
    ) -> tuple[Event, ...]:
        return tuple(
            Registered(
                at=now,
                by=SYSTEM,
                register=entry.register,
                reference=entry.reference(step.next_number(entry.series)),
                what=entry.what,
                dossier=entry.dossier,
            )
            for entry in entries_on_arrival(case, policy)
        )

    def _append(
        self,
        step: Transaction,
        policy: Policy,
        log: tuple[Event, ...],
        new: tuple[Event, ...],
        now: datetime,
    ) -> Case:
        case = fold((*log, *new))
        version = step.append(case.id, len(log), records(new))
        step.put_case(row_of(case, policy, policy.calendar.day_of(now), version, told=False))
        step.enqueue(notice.record() for notice in notices_for(case, policy, new, len(log) + 1))
        return case

    def _remind(self, step: Transaction, case_id: str, today: date) -> int:
        stored = step.load(case_id)
        case = case_from(stored)
        policy = self.policy_of(case)
        queued = step.enqueue(
            Notice(
                policy=self.policy,
                case_id=case_id,
                kind=NoticeKind.REMINDER,
                recipient=case.handler or case.unit or Role.UNIT.value,
                about=reminder.id,
            ).record()
            for reminder in reminders(case, policy, today)
        )
        step.put_case(row_of(case, policy, today, len(stored), told=True))
        return queued

    def _send(self, record: NoticeRecord) -> Result:
        log = events_from(self.store.load(record.stream))
        case = self._own(record.stream, fold(log))
        return send(
            Notice.of(record),
            case=case,
            log=log,
            policy=self.policy_of(case),
            vault=self.vault,
            held=self.store.protected(record.stream),
            directory=self.directory,
            letters=self.letters,
            notifiers=self.notifiers,
        )

    def _settle(self, lease: LeasedNotice, settlement: Settlement) -> bool:
        """Write an attempt's outcome; a notice that dies becomes an event of its case."""
        notice = lease.notice
        with self.store.transaction() as step:
            if not step.settle(notice.id, lease.token, settlement):
                return False
            if settlement.state is NoticeState.DEAD:
                log = tuple(events_from(step.load(notice.stream)))
                case, now = fold(log), self._now()
                policy = self.policy_of(case)
                failed = DeliveryFailed(
                    at=max(now, case.received_at),
                    by=SYSTEM,
                    notice=notice.kind,
                    version=Notice.of(notice).version,
                )
                new = lifecycle.record(case, failed, policy, failed.at)
                self._append(step, policy, log, new, failed.at)
        return True


def _told(content: Iterable[str], handler: str, promised: date | None) -> frozenset[str]:
    """Return what word to a person contains, with what its own fields put into the letter."""
    told = set(content)
    if handler:
        told |= {Content.HANDLER_NAME.value, Content.HANDLER_CONTACT.value}
    if promised:
        told |= {Content.EXPECTED_DURATION.value, Content.NEW_DATE.value}
    return frozenset(told)


def _refuse_unfulfilling(case: Case, event: Event, policy: Policy) -> None:
    flags = [flag for flag in review(case, event, policy) if flag.code is FlagCode.CONTENT_MISSING]
    if flags:
        raise WouldNotFulfilError(
            "; ".join(flag.text.en for flag in flags) + ". Add it, or record it with anyway=True",
            case=case.id,
            flags=tuple(flags),
        )
