# SPDX-License-Identifier: Apache-2.0
"""The desk as a host sees it: every call in one place, each durable when it returns."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

import attrs

from klagomal.cases.case import Case
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Closed,
    ContactEvent,
    CopySent,
    DelayNotice,
    Event,
    HandlerAnnounced,
    Informed,
    ReferredOut,
    StreamsSet,
    Transferred,
    WroteAgain,
)
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import (
    amending,
    arguments,
    casework,
    relating,
    report_log,
    sending,
    watching,
)
from klagomal.desk.amending import Erasure
from klagomal.desk.office import SYSTEM, Office
from klagomal.desk.opening import Opening, check_sealing
from klagomal.desk.registers import (
    DeidentifiedRecord,
    RegisterLine,
    deidentified,
    register_line,
)
from klagomal.desk.rights import rights_of
from klagomal.desk.sending import OutboxEntry
from klagomal.desk.watching import Tick
from klagomal.errors import FieldError
from klagomal.fields import check_text, require_set, visible
from klagomal.lifecycle import Flag, review
from klagomal.mail.delivery import LEASE, Delivered
from klagomal.mail.drafts import Entry
from klagomal.mail.letters import Letters
from klagomal.plugins import Plugins
from klagomal.policy.registry import PolicyRegistry
from klagomal.ports import CaseQuery, Notifier, Store
from klagomal.reminders.cases import WorkItem
from klagomal.vault import Vault
from klagomal.vocabulary import Channel, ClosingGround, Content, Decision, Role

if TYPE_CHECKING:
    from klagomal.periods import Period
    from klagomal.policy.policy import Policy
    from klagomal.report import Report
    from klagomal.report.duties import ReportDelivered, ReportDuty

__all__ = ["Desk"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex


class Desk:
    """Receives feedback, keeps cases and sees to it that promises are kept.

    ``policy`` is the key of the policy the desk works by; a case keeps the edition of its day of
    arrival. ``store`` and ``notifiers`` are URLs, such as ``sqlite:///klagomal.db`` and
    ``smtp://mail.example:25``, or open backends, which the caller then closes. Several desks may
    share one store: each sees its own policy's cases and sends its own letters. Notifiers are tried
    in order: a letter goes by the first that reaches its recipient.

    ``directory`` gives handlers, units and roles their addresses; it may change while the desk is
    open. ``bodies`` are the boards or administrations that each owe their own reports. ``vault``
    seals personal data, ``letters`` holds the texts. ``plugins`` gives the backends and
    ``registry`` the policies to choose from; without them, whatever is installed. ``rights`` says
    which roles may take which actions, where that differs from
    :data:`~klagomal.desk.rights.DEFAULT_RIGHTS`; the role is what the host claims. ``clock``
    returns an aware moment and ``new_id`` an unused opaque id. ``worker`` is the name under which
    this desk delivers letters, and ``lease_seconds`` is how long it may take to deliver a few
    before another worker takes over.

    Synchronous and safe to use from several threads: an async host calls it through
    ``asyncio.to_thread``. A method that takes an ``idempotency_key`` may be called again with the
    same key and the same content, however often. It acts once, and every call returns the case as
    it stands at that call. Other content under the same key raises
    :class:`~klagomal.errors.IdempotencyError`.

    A fault in a URL, a policy or a backend is raised before anything is kept open.
    """

    def __init__(  # noqa: PLR0913  (everything that an office has)
        self,
        *,
        policy: str,
        store: str | Store = "memory:",
        notifiers: Iterable[str | Notifier] = (),
        directory: Mapping[str, Entry] | None = None,
        bodies: Iterable[str] = (),
        vault: Vault | None = None,
        letters: Letters | None = None,
        plugins: Plugins | None = None,
        registry: PolicyRegistry | None = None,
        rights: Mapping[str, Iterable[Role]] | None = None,
        clock: Callable[[], datetime] = _utc_now,
        new_id: Callable[[], str] = _new_id,
        lease_seconds: float = LEASE,
        worker: str = "",
    ) -> None:
        self._lease_seconds = arguments.lasting("lease_seconds", lease_seconds)
        self._worker = arguments.text("worker", worker) or (
            f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        )
        with Opening(plugins) as opening:
            known = opening.policies(registry)
            self._office = Office(
                policy=known.editions(arguments.policy_key(policy))[-1].key,
                registry=known,
                store=opening.store(store),
                notifiers=opening.notifiers(notifiers),
                directory=arguments.part("directory", directory, Mapping, dict),
                bodies=arguments.codes("bodies", bodies),
                rights=rights_of(rights),
                vault=arguments.part("vault", vault, Vault, Vault),
                letters=arguments.part("letters", letters, Letters, Letters),
                clock=arguments.function("clock", clock),
                new_id=arguments.function("new_id", new_id),
            )
            check_sealing(self.store, self.policy, self._office.vault)
            self._opened = opening.keep()

    def __enter__(self) -> Self:
        """Use the desk for the length of a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what was opened."""
        self.shut()

    def __repr__(self) -> str:
        """Return which policy it works by, and on what kind of store."""
        return f"Desk(policy={self.policy!r}, store={type(self.store).__name__})"

    def shut(self) -> None:
        """Close what the desk has opened by a URL. Shutting it twice is no error."""
        self._opened.close()

    @property
    def policy(self) -> str:
        """The full key of the policy."""
        return self._office.policy

    @property
    def store(self) -> Store:
        """The open store."""
        return self._office.store

    # --- taking in --------------------------------------------------------------------------------

    def receive(
        self, item: Feedback | Submission, *, idempotency_key: str = "", by: Actor = SYSTEM
    ) -> Case:
        """Take in feedback: log, registration number, protected data and notices in one step.

        Raises :class:`~klagomal.errors.KeptApartError` for what must not enter the ordinary store
        at all, and :class:`~klagomal.errors.ClockError` for what arrived after now.
        """
        return casework.take_in(self._office, _submitted("item", item), key=idempotency_key, by=by)

    # --- going on ---------------------------------------------------------------------------------

    def review(self, case_id: str, event: Event) -> tuple[Flag, ...]:
        """Return what recording ``event`` would leave undone; nothing is recorded."""
        checked = casework.an_event(event)
        found = self._office.opened(self.store, case_id)
        return review(found.case, checked, found.policy)

    def record(
        self,
        case_id: str,
        event: Event,
        *,
        letter: str = "",
        anyway: bool = False,
        sent: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Record any event on a case, with the notices that it calls for.

        ``letter`` is the text of a message to the person; it is kept with the protected data.
        ``sent`` says that the person has been told already, outside the desk, so no letter goes
        out; the event keeps it.

        A message that would not fulfil a promise, and a closing while one is owed, raises
        :class:`~klagomal.errors.WouldNotFulfilError`, which says what is lacking; with ``anyway``
        it is recorded all the same. A message whose letter could never be written, or would be
        handed to nobody, raises :class:`~klagomal.errors.LetterError`. A ``letter`` to a person
        whose personal data were erased raises :class:`~klagomal.errors.ErasedError`. What the case
        or the policy does not allow raises :class:`~klagomal.errors.TransitionError`, and what the
        role may not do :class:`~klagomal.errors.NotAllowedError`.
        """
        if arguments.flag("sent", sent):
            if not isinstance(event, ContactEvent):
                raise FieldError("sent: only a message to the person is sent", field="sent")
            event = attrs.evolve(event, sent=True)
        return casework.take(
            self._office, case_id, [event], letter=letter, anyway=anyway, key=idempotency_key
        )

    def acknowledge(  # noqa: PLR0913  (each is something that the message can say)
        self,
        case_id: str,
        *,
        by: Actor,
        handler: str = "",
        promised: date | None = None,
        content: Iterable[str] = (),
        mode: Channel | None = None,
        letter: str = "",
        sent: bool = False,
        anyway: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Confirm receipt; raises as :meth:`record` does.

        ``handler`` puts the handler's name and contact into the letter, and ``promised`` the day.
        ``sent`` says that the person has been told outside the desk, so no letter goes out.
        """
        event = Acknowledged(
            at=self._office.now(),
            by=by,
            handler=handler,
            promised=promised,
            mode=mode,
            sent=sent,
            content=_told(content, handler, promised),
        )
        return self.record(
            case_id, event, letter=letter, anyway=anyway, idempotency_key=idempotency_key
        )

    def announce_handler(  # noqa: PLR0913  (each is something that the message can say)
        self,
        case_id: str,
        *,
        by: Actor,
        handler: str,
        promised: date | None = None,
        content: Iterable[str] = (),
        mode: Channel | None = None,
        letter: str = "",
        sent: bool = False,
        anyway: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Tell the person who handles the case and, with ``promised``, by when."""
        event = HandlerAnnounced(
            at=self._office.now(),
            by=by,
            handler=handler,
            promised=promised,
            mode=mode,
            sent=sent,
            content=_told(content, handler, promised),
        )
        return self.record(
            case_id, event, letter=letter, anyway=anyway, idempotency_key=idempotency_key
        )

    def give_delay_notice(  # noqa: PLR0913  (each is something that the message can say)
        self,
        case_id: str,
        *,
        by: Actor,
        reason: str,
        promised: date | None = None,
        consented: bool = False,
        mode: Channel | None = None,
        sent: bool = False,
        anyway: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Tell the person that the case takes longer, why, and with ``promised`` until when.

        ``consented`` says that the person has agreed to the delay.
        """
        check_text("reason", reason)
        event = DelayNotice(
            at=self._office.now(),
            by=by,
            promised=promised,
            consented=consented,
            mode=mode,
            sent=sent,
            content=_told([Content.REASON] if visible(reason).strip() else [], "", promised),
        )
        return self.record(
            case_id, event, letter=reason, anyway=anyway, idempotency_key=idempotency_key
        )

    def answer(  # noqa: PLR0913  (each is something that the message can say)
        self,
        case_id: str,
        *,
        by: Actor,
        letter: str = "",
        content: Iterable[str] = (),
        mode: Channel | None = None,
        upheld: Decision | None = None,
        sent: bool = False,
        anyway: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Give the substantive answer; only a spoken one (``mode``) needs no ``letter``."""
        event = Answered(
            at=self._office.now(), by=by, mode=mode, sent=sent, upheld=upheld, content=content
        )
        return self.record(
            case_id, event, letter=letter, anyway=anyway, idempotency_key=idempotency_key
        )

    def inform(
        self,
        case_id: str,
        *,
        by: Actor,
        letter: str = "",
        content: Iterable[str] = (),
        mode: Channel | None = None,
        sent: bool = False,
        anyway: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Give the person information that is no answer, such as where the matter belongs."""
        event = Informed(at=self._office.now(), by=by, mode=mode, sent=sent, content=content)
        return self.record(
            case_id, event, letter=letter, anyway=anyway, idempotency_key=idempotency_key
        )

    def refer(
        self,
        case_id: str,
        *,
        by: Actor,
        to: str,
        forwarded: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Note that the matter was referred ``to`` the right instance, and perhaps sent there."""
        event = ReferredOut(at=self._office.now(), by=by, to=to, forwarded=forwarded)
        return self.record(case_id, event, idempotency_key=idempotency_key)

    def hand_over(
        self,
        case_id: str,
        *,
        by: Actor,
        to_unit: str = "",
        to_role: Role | None = None,
        handler: str = "",
        idempotency_key: str = "",
    ) -> Case:
        """Hand the case over; a handler named by id gets a copy of the feedback."""
        now = self._office.now()
        moved = Transferred(at=now, by=by, to_unit=to_unit, to_role=to_role, handler=handler)
        copied = (CopySent(at=now, by=by),) if handler else ()
        return casework.take(self._office, case_id, (moved, *copied), key=idempotency_key)

    def register(
        self,
        case_id: str,
        *,
        by: Actor,
        what: str = "feedback",
        register: str = "",
        idempotency_key: str = "",
    ) -> Case:
        """Enter something of a case in a register, under the next number of its series.

        ``what`` is ``feedback`` or ``answer``; ``register`` is only needed where the policy has
        several. A secret item gets a number of its own where the policy says so (AMB-31).
        """
        return casework.register(
            self._office, case_id, by=by, what=what, register=register, key=idempotency_key
        )

    def split(
        self,
        case_id: str,
        parts: Sequence[Feedback | Submission],
        *,
        by: Actor,
        idempotency_key: str = "",
    ) -> tuple[Case, ...]:
        """Make cases of the parts of a letter; return the letter's case and the new ones (AMB-25).

        Each part keeps the letter's moment of arrival and gets a number and clocks of its own.
        """
        if not isinstance(parts, Sequence) or isinstance(parts, str) or not parts:
            raise FieldError(
                f"parts: {type(parts).__name__} is no list of Feedback or Submission", field="parts"
            )
        told = [_submitted("parts", part) for part in parts]
        return casework.part_letter(self._office, case_id, told, by=by, key=idempotency_key)

    def close(
        self,
        case_id: str,
        *,
        by: Actor,
        content: Iterable[str] = (),
        anyway: bool = False,
        idempotency_key: str = "",
    ) -> Case:
        """Close the case. ``content`` is what the closing form contained.

        While a must or a promise with a due day is neither done nor lifted, it raises
        :class:`~klagomal.errors.WouldNotFulfilError`. With ``anyway`` the case is closed all the
        same, and what is owed stays on the worklist.
        """
        event = Closed(at=self._office.now(), by=by, content=content)
        return self.record(case_id, event, anyway=anyway, idempotency_key=idempotency_key)

    def withdraw(self, case_id: str, *, by: Actor, idempotency_key: str = "") -> Case:
        """Close the case because the person takes it back, which lifts what is owed to them.

        What had fallen due before stays judged.
        """
        event = Closed(at=self._office.now(), by=by, ground=ClosingGround.WITHDRAWN)
        return self.record(case_id, event, idempotency_key=idempotency_key)

    def close_as_duplicate(
        self, case_id: str, *, of: str, by: Actor, anyway: bool = False, idempotency_key: str = ""
    ) -> Case:
        """Close the same person's second letter; case ``of``, which arrived earlier, goes on.

        The days of the earlier arrival rule, and reports count the matter once. A letter of
        somebody who shares no name or contact with the other one raises
        :class:`~klagomal.errors.TransitionError`; ``anyway`` says that it is the same person.
        """
        return relating.close_as_duplicate(
            self._office, case_id, of=of, by=by, anyway=anyway, key=idempotency_key
        )

    def link(self, case_id: str, *, to: str, by: Actor, idempotency_key: str = "") -> Case:
        """Note that somebody else has written of the same matter; each keeps its own promises."""
        return relating.link(self._office, case_id, to=to, by=by, key=idempotency_key)

    def set_streams(
        self, case_id: str, streams: Iterable[str], *, by: Actor, idempotency_key: str = ""
    ) -> Case:
        """Say which streams the matter turned out to be of; none makes it ordinary feedback.

        What the policy leaves to others is lifted from now on; what had fallen due stays judged.
        Once it is moved back, a day that is counted moves by the days it was away. A matter that
        must not lie in the ordinary store raises :class:`~klagomal.errors.KeptApartError`.
        """
        event = StreamsSet(at=self._office.now(), by=by, streams=require_set("streams", streams))
        return self.record(case_id, event, idempotency_key=idempotency_key)

    def set_category(
        self, case_id: str, category: str, *, by: Actor, idempotency_key: str = ""
    ) -> Case:
        """Say what the matter is about: recognised only now, or other than was thought on arrival.

        It counts from today. The feedback keeps the category that it came with.
        """
        event = CategorySet(at=self._office.now(), by=by, category=category)
        return self.record(case_id, event, idempotency_key=idempotency_key)

    def note_wrote_again(
        self,
        case_id: str,
        *,
        text: str = "",
        mode: Channel | None = None,
        by: Actor = Actor(Role.SUBMITTER),  # noqa: B008  (frozen)
        idempotency_key: str = "",
    ) -> Case:
        """Note that the person wrote again in the same matter, or called.

        ``text`` is what was written; it is kept with the protected data, and :meth:`words` gives
        it. A closed case stays closed. No day moves unless the policy says so. Raises
        :class:`~klagomal.errors.ErasedError` for a text to a case whose personal data were erased.
        """
        check_text("text", text)
        event = WroteAgain(at=self._office.now(), by=by, mode=mode)
        return self.record(case_id, event, letter=text, idempotency_key=idempotency_key)

    def correct(
        self,
        case_id: str,
        version: int,
        *,
        by: Actor,
        reason: str,
        instead: Event | None = None,
        idempotency_key: str = "",
    ) -> Case:
        """Correct an entry of the case's log; the first entry stays there and is shown.

        ``version`` is its place in ``case.log``, from 1. ``instead`` is what it should have said;
        without it, the entry should not have been made, and a letter that has not begun to leave is
        withdrawn. ``reason`` is a code, such as ``wrong_day``.
        """
        return amending.correct(
            self._office,
            case_id,
            version,
            instead=instead,
            reason=reason,
            by=by,
            key=idempotency_key,
        )

    def note_contact(
        self, case_id: str, submitter: Submitter | None, *, by: Actor, idempotency_key: str = ""
    ) -> Case:
        """Note how the person can now be reached; ``None``: no way is known any more.

        While none is known, what the text waives for somebody without a contact route is lifted.
        """
        return amending.note_contact(self._office, case_id, submitter, by=by, key=idempotency_key)

    def erase(
        self, case_id: str, *, authority: str, reason: str, by: Actor, idempotency_key: str = ""
    ) -> Erasure:
        """Destroy who wrote and what they wrote, with its key; the log tells that it was done.

        ``authority`` is the decision that the erasure rests on, and ``reason`` a code. Neither may
        hold personal data. The log itself holds none and stays. Letters that have not begun to
        leave are withdrawn; the answer names those that had.
        """
        return amending.erase(
            self._office, case_id, authority=authority, reason=reason, by=by, key=idempotency_key
        )

    # --- keeping watch ----------------------------------------------------------------------------

    def worklist(
        self, as_of: date | datetime | None = None, *, unit: str | None = None
    ) -> list[WorkItem]:
        """Return what each case waits for, soonest first, with the working days left.

        Every open case is listed, what has no day after what has one. A closed case is listed while
        a promise is still owed in it.
        """
        return watching.worklist(self._office, as_of, unit)

    def tick(self, now: datetime | None = None) -> Tick:
        """Queue what is to be told today: warnings, breaches, escalations and reports due.

        Safe to call as often as one likes: a reminder has a stable id and is queued once. At night
        and on closed days nothing is queued; the next working morning catches up.
        """
        return watching.tick(self._office, now)

    def deliver(self, limit: int = 100) -> Delivered:
        """Deliver up to ``limit`` queued notices; safe from many processes at once."""
        return sending.deliver_due(
            self._office, limit=limit, worker=self._worker, lease_seconds=self._lease_seconds
        )

    def outbox(self, case_id: str | None = None) -> Iterator[OutboxEntry]:
        """Stream this desk's notices, oldest first, with how their delivery stands."""
        return sending.outbox(self._office, case_id)

    def send_again(self, case_id: str, notice_id: str) -> None:
        """Queue a dead notice anew, under the same id, once its cause of death has been mended.

        ``case_id`` is as :meth:`outbox` gives it: empty for a reminder of a report.

        Raises :class:`~klagomal.errors.UnknownNoticeError` for a notice that the case does not have
        or that is not dead, and :class:`~klagomal.errors.ErasedError` for a letter to a person
        whose personal data were erased.
        """
        sending.send_again(self._office, case_id, notice_id)

    def note_bounce(
        self, case_id: str, letter: str | int, *, by: Actor = SYSTEM, idempotency_key: str = ""
    ) -> Case:
        """Note that a letter that was sent has come back: what it said no longer counts as given.

        ``letter`` is the letter's id, as :meth:`outbox` and the notifier have it. Of a message that
        you have sent yourself (``sent=True``) it is the version; see
        :meth:`~klagomal.cases.case.Case.version_of`. The case is on the worklist until the person
        has been told: by :meth:`send_again`, or by another message.
        """
        return sending.note_bounce(self._office, case_id, letter, by=by, key=idempotency_key)

    # --- reports ----------------------------------------------------------------------------------

    def report(
        self,
        period: Period,
        as_of: date | None = None,
        *,
        by: Iterable[str | Sequence[str]] = ("kind",),
        across: Iterable[str] = ("kind",),
        since: date | None = None,
        inhabitants: int | None = None,
    ) -> Report:
        """Return the board's exact report of a period over all editions, streamed from the store.

        The choices are those of :func:`klagomal.report.aggregate`. What leaves the building is
        ``desk.report(...).published()``.
        """
        from klagomal.report import Tally, outline_of, report_of

        outline = outline_of(
            self._office.editions,
            period,
            as_of,
            by=by,
            across=across,
            since=since,
            inhabitants=inhabitants,
        )
        tally = Tally(outline)
        for case in self.cases(CaseQuery(received_to=outline.as_of)):
            tally.add(case)
        return report_of(tally)

    def note_report(self, given: ReportDelivered) -> None:
        """Note that a report was given; the same report noted twice counts once."""
        report_log.note_report(self._office, given)

    def report_duties(self, year: int, as_of: date | None = None) -> tuple[ReportDuty, ...]:
        """Return how each report that the policy demands stands for a calendar year.

        The edition in force at the end of the year tells what is demanded. If the year has not
        ended by ``as_of`` (today, unless given), the edition in force on ``as_of`` tells it.
        """
        today = self._office.day_of(self._office.now())
        return report_log.duties(self._office, year, today if as_of is None else as_of)

    # --- reading ----------------------------------------------------------------------------------

    def case(self, case_id: str) -> Case:
        """Return a case as it now stands."""
        return self._office.opened(self.store, case_id).case

    def cases(self, query: CaseQuery | None = None) -> Iterator[Case]:
        """Stream cases in bounded memory, by day of arrival."""
        return watching.cases(self._office, query)

    def words(self, case_id: str, version: int = 1) -> Submission:
        """Return the feedback with who wrote and what they wrote, as long as these are kept.

        ``version`` is the entry of the log that tells of the writing: the arrival, or a later one
        (:meth:`note_wrote_again`; see :meth:`~klagomal.cases.case.Case.version_of`).
        """
        case, held = self.case(case_id), self.store.protected(case_id)
        vault = self._office.vault
        return Submission(
            feedback=case.feedback,
            text=casework.words_of(vault, case, version, held),
            submitter=vault.submitter(case_id, held),
        )

    def public_register(
        self, first: date | None = None, last: date | None = None
    ) -> Iterator[RegisterLine]:
        """Stream the public register: what arrived, day by day, without senders (OSL 5:2)."""
        for case in self.cases(CaseQuery(received_from=first, received_to=last)):
            yield register_line(case, self.policy_of(case))

    def deidentified_register(
        self, first: date | None = None, last: date | None = None
    ) -> Iterator[DeidentifiedRecord]:
        """Stream cases without anything that points at a person, for statistics (NAC-40)."""
        for case in self.cases(CaseQuery(received_from=first, received_to=last)):
            yield deidentified(case, self.policy_of(case))

    def policy_of(self, case: Case) -> Policy:
        """Return the edition that a case was received under."""
        if not isinstance(case, Case):
            raise FieldError(f"case: {type(case).__name__} is no Case; see Desk.case", field="case")
        return self._office.policy_of(case)


def _submitted(name: str, item: Feedback | Submission) -> Submission:
    """Return what arrived with its words, or without any."""
    if isinstance(item, Feedback):
        return Submission(feedback=item)
    if not isinstance(item, Submission):
        raise FieldError(
            f"{name}: {type(item).__name__} is neither a Feedback nor a Submission", field=name
        )
    return item


def _told(content: Iterable[str], handler: str, promised: date | None) -> frozenset[str]:
    """Return what a message to a person contains, with what its own fields put into the letter."""
    told = require_set("content", content)
    if handler:
        told |= {Content.HANDLER_NAME.value, Content.HANDLER_CONTACT.value}
    if promised:
        told |= {Content.EXPECTED_DURATION.value, Content.NEW_DATE.value}
    return told
