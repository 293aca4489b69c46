# SPDX-License-Identifier: Apache-2.0
"""The desk's outbox: what stands in it, what died, and what is sent once more."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from klagomal.assessment import assess
from klagomal.cases.events import Answered, DeliveryFailed
from klagomal.cases.feedback import Submitter
from klagomal.desk import Desk, OutboxEntry, sending
from klagomal.errors import (
    ErasedError,
    FieldError,
    TransitionError,
    UnknownCaseError,
    UnknownNoticeError,
)
from klagomal.mail.delivery import Delivered
from klagomal.mail.drafts import Entry
from klagomal.mail.notices import NoticeKind
from klagomal.ports import (
    AddressKind,
    LeasedNotice,
    Letter,
    NoticeRecord,
    NoticeState,
    Result,
    ResultCode,
    Settlement,
    Store,
)
from klagomal.reminders.cases import WaitsFor
from klagomal.vocabulary import Channel, Outcome
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form
from tests.notifiers.post_office import HOST, PostOffice

REFUSED = Result(ResultCode.PERMANENT, "smtp 550 rcpt")


@pytest.fixture
def dead(desk: Desk, clock: Clock, postbox: Postbox) -> OutboxEntry:
    """A confirmation that the mail server has refused for good."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    postbox.answers = [REFUSED]
    desk.deliver()
    (entry,) = desk.outbox(case.id)
    return entry


def test_outbox_tells_how_a_delivery_stands(dead: OutboxEntry) -> None:
    """An entry says what it is, to whom, what became of it and of what class the error was."""
    assert dead == OutboxEntry(
        notice_id=f"{dead.case_id}:confirmation:submitter:3",
        case_id=dead.case_id,
        kind=NoticeKind.CONFIRMATION,
        recipient="submitter",
        state=NoticeState.DEAD,
        tries=1,
        retry_in_seconds=0.0,
        error="permanent: smtp 550 rcpt",
    )


def test_dead_notice_is_sent_again(desk: Desk, postbox: Postbox, dead: OutboxEntry) -> None:
    """What was mended goes out under the same id and counts from then; the log keeps both."""
    desk.send_again(dead.case_id, dead.notice_id)
    (entry,) = desk.outbox(dead.case_id)
    assert (entry.state, entry.tries, entry.error) == (NoticeState.WAITING, 0, "")
    assert desk.deliver().sent == 1
    assert [letter.id for letter in postbox.letters] == [dead.notice_id]
    case = desk.case(dead.case_id)
    assert [event.slug for event in case.log[-2:]] == ["delivery_failed", "delivery_succeeded"]
    assert len(case.positions("acknowledged")) == 1


def test_only_a_dead_notice_is_sent_again(desk: Desk, dead: OutboxEntry) -> None:
    """One that waits, or has been sent, is named with its state and left alone."""
    desk.send_again(dead.case_id, dead.notice_id)
    with pytest.raises(UnknownNoticeError, match="is not dead but waiting"):
        desk.send_again(dead.case_id, dead.notice_id)
    desk.deliver()
    with pytest.raises(UnknownNoticeError, match="is not dead but sent"):
        desk.send_again(dead.case_id, dead.notice_id)
    assert desk.deliver().tried == 0


def test_dead_reminder_of_a_report_is_sent_again(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """A reminder that belongs to no case goes out once the manager's address has been mended."""
    manager = {"responsible_manager": Entry(name="Chefen", email="chef@kommun.example")}
    desk = desk_of(store, clock, notifiers=(postbox,), directory=manager)
    desk.receive(form(clock))
    clock.set("2026-09-01 10:00")
    desk.tick()
    postbox.answers = [REFUSED] * 9
    desk.deliver()
    postbox.answers = []
    (entry,) = (entry for entry in desk.outbox() if entry.kind == NoticeKind.REPORT_DUE)
    assert (entry.case_id, entry.state) == ("", NoticeState.DEAD)
    desk.send_again(entry.case_id, entry.notice_id)
    assert desk.deliver().sent == 1
    assert [letter.to for letter in postbox.letters] == ["chef@kommun.example"]
    with pytest.raises(UnknownNoticeError, match="the desk has no notice 'x'"):
        desk.send_again("", "x")


def test_unknown_notice_is_named(desk: Desk, dead: OutboxEntry) -> None:
    """A notice that the case does not have is an error that names both."""
    with pytest.raises(UnknownNoticeError, match=f"case {dead.case_id} has no notice 'x'"):
        desk.send_again(dead.case_id, "x")
    with pytest.raises(UnknownCaseError, match="no-such-case"):
        desk.send_again("no-such-case", dead.notice_id)


def test_nobody_is_written_to_after_an_erasure(desk: Desk, dead: OutboxEntry) -> None:
    """A dead letter to somebody whose data were erased stays dead."""
    desk.erase(dead.case_id, authority="beslut 7", reason="disposal", by=REGISTRAR)
    with pytest.raises(ErasedError, match="nobody is left to write to"):
        desk.send_again(dead.case_id, dead.notice_id)


def test_outbox_shows_ones_own(store: Store, desk: Desk, clock: Clock, dead: OutboxEntry) -> None:
    """Another municipality on the same store sees none of it, and cannot send it again."""
    kramfors = desk_of(store, clock, "kramfors")
    assert list(kramfors.outbox()) == []
    with pytest.raises(UnknownCaseError, match="is not one of kramfors"):
        kramfors.send_again(dead.case_id, dead.notice_id)
    assert kramfors.deliver().tried == 0


@pytest.mark.parametrize("limit", [-1, 1.0, "5", None, True])
def test_limit_that_is_no_number_is_refused(desk: Desk, limit: Any) -> None:
    """How many to deliver is a whole number from 0."""
    with pytest.raises(FieldError, match="limit"):
        desk.deliver(limit=limit)


def test_nothing_is_delivered_when_nothing_is_asked_for(desk: Desk, clock: Clock) -> None:
    """A limit of 0 leaves what waits where it is."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    assert desk.deliver(limit=0).tried == 0
    assert desk.deliver(limit=1).sent == 1


def test_notice_of_a_newer_version_holds_up_nothing(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """A kind that this version does not know is listed, waits for one that does, and can die."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    newer = NoticeRecord(
        id=f"{case.id}:text_message:submitter:3",
        policy="essunga",
        stream=case.id,
        kind="text_message",
        data='{"about": null, "recipient": "submitter", "version": 3}',
    )
    with desk.store.transaction() as step:
        step.enqueue([newer])
    assert desk.deliver() == Delivered(sent=1, waiting=1)
    entry = list(desk.outbox(case.id))[-1]
    assert (entry.kind, entry.error) == ("text_message", "not_sent: LetterError")
    events = len(desk.case(case.id).events)
    assert _settle_as_dead(desk, newer)
    assert [entry.state for entry in desk.outbox(case.id)] == [NoticeState.SENT, NoticeState.DEAD]
    assert len(desk.case(case.id).events) == events


@pytest.mark.parametrize("data", ['{"recipient":', "[]", '{"recipient": 3, "version": 2}'])
def test_damaged_notice_holds_up_nothing(desk: Desk, clock: Clock, data: str) -> None:
    """What cannot be read is listed without a recipient, waits, and dies without an event."""
    case = desk.receive(form(clock))
    damaged = NoticeRecord(
        id="damaged", policy="essunga", stream=case.id, kind="confirmation", data=data
    )
    with desk.store.transaction() as step:
        step.enqueue([damaged])
    assert desk.deliver().waiting == 1
    entry = {entry.notice_id: entry for entry in desk.outbox(case.id)}["damaged"]
    assert (entry.recipient, entry.error) == ("", "not_sent: LetterError")
    events = len(desk.case(case.id).events)
    assert _settle_as_dead(desk, damaged)
    entry = {entry.notice_id: entry for entry in desk.outbox(case.id)}["damaged"]
    assert entry.state is NoticeState.DEAD
    assert len(desk.case(case.id).events) == events


def _settle_as_dead(desk: Desk, record: NoticeRecord) -> bool:
    """Settle a notice as the desk does when it gives up; the token is that of its next lease."""
    lease = LeasedNotice(notice=record, token=2, tries=1, age_seconds=0.0)
    return sending._settle(desk._office, lease, Settlement(state=NoticeState.DEAD))


# --- letters that came back -----------------------------------------------------------------------


def sent_answer(desk: Desk, clock: Clock) -> OutboxEntry:
    """An answer that the mail server has taken."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    desk.deliver()
    (entry,) = desk.outbox(case.id)
    assert entry.state is NoticeState.SENT
    return entry


def judged(desk: Desk, case_id: str, as_of: str) -> Outcome:
    """Return how the confirmation stands, which the answer gives as well."""
    case = desk.case(case_id)
    found = assess(case, desk.policy_of(case), as_of=date.fromisoformat(as_of))
    return {each.obligation.id: each.outcome for each in found}["acknowledgement"]


def test_a_letter_that_came_back_is_owed_again(desk: Desk, clock: Clock) -> None:
    """It no longer counts, is on the worklist, reminded of once, and may go again.

    Five working days from Wednesday 7 January 2026 end on Wednesday 14 January.
    """
    entry = sent_answer(desk, clock)
    assert judged(desk, entry.case_id, "2026-01-15") is Outcome.MET
    clock.set("2026-01-15 10:00")
    desk.tick()
    desk.note_bounce(entry.case_id, entry.notice_id)
    assert judged(desk, entry.case_id, "2026-01-15") is Outcome.NOT_DELIVERED
    waiting = {item.obligation: item.waits_for for item in desk.worklist()}
    assert waiting["acknowledgement"] is WaitsFor.DELIVERY
    assert desk.tick().reminded > 0
    assert desk.tick().reminded == 0
    (back,) = [e for e in desk.outbox(entry.case_id) if e.notice_id == entry.notice_id]
    assert (back.state, back.error) == (NoticeState.DEAD, "returned")
    desk.send_again(entry.case_id, entry.notice_id)
    desk.deliver()
    assert judged(desk, entry.case_id, "2026-01-15") is Outcome.LATE_SILENT
    assert desk.case(entry.case_id).undelivered == []


def test_each_failure_is_told_of_and_none_that_was_made_good(desk: Desk, clock: Clock) -> None:
    """Sent again and back again between two ticks: one reminder, of the failure that stands."""
    entry = sent_answer(desk, clock)
    desk.note_bounce(entry.case_id, entry.notice_id)
    desk.send_again(entry.case_id, entry.notice_id)
    desk.deliver()
    desk.note_bounce(entry.case_id, entry.notice_id)
    desk.tick()
    told = [e.notice_id for e in desk.outbox(entry.case_id) if "not_delivered" in e.notice_id]
    failure = len(desk.case(entry.case_id).log)
    assert told
    assert all(notice_id.endswith(f":{failure}") for notice_id in told)


def test_only_what_was_sent_comes_back(desk: Desk, clock: Clock, dead: OutboxEntry) -> None:
    """Not what is dead or waits, nor another case's letter, nor one that does not exist."""
    other = sent_answer(desk, clock)
    with pytest.raises(UnknownNoticeError, match="has sent no letter"):
        desk.note_bounce(dead.case_id, dead.notice_id)
    with pytest.raises(UnknownNoticeError, match="has sent no letter"):
        desk.note_bounce(dead.case_id, other.notice_id)
    with pytest.raises(UnknownNoticeError, match="has sent no letter"):
        desk.note_bounce(other.case_id, "no-such-notice")
    with pytest.raises(FieldError, match="is no id of a notice"):
        desk.note_bounce(other.case_id, 1.5)  # type: ignore[arg-type]


def test_a_message_that_the_host_sent_itself_comes_back_by_its_version(
    desk: Desk, clock: Clock
) -> None:
    """The desk has no letter of it, so the place in the log says which; a call cannot come back."""
    case = desk.receive(form(clock))
    answered = desk.answer(case.id, by=HANDLER, sent=True)
    (answer,) = answered.all(Answered)
    after = desk.note_bounce(case.id, answered.version_of(answer))
    assert [event for _, event in after.undelivered] == [answer]
    called = desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    version = called.version_of(called.all(Answered)[0])
    with pytest.raises(UnknownNoticeError, match="has sent no letter"):
        desk.note_bounce(case.id, version)
    failed = DeliveryFailed(at=clock(), by=HANDLER, notice="answer", version=version)
    with pytest.raises(TransitionError, match=r"use Desk\.note_bounce"):
        desk.record(case.id, failed)


def test_a_return_noted_twice_under_one_key_is_one(desk: Desk, clock: Clock) -> None:
    """A mail robot that asks again gets the same answer, and the log holds one failure."""
    entry = sent_answer(desk, clock)
    noted = [
        desk.note_bounce(entry.case_id, entry.notice_id, idempotency_key="b") for _ in range(2)
    ]
    assert noted[0] == noted[1]
    assert len(noted[0].positions("delivery_failed")) == 1


class Refusing(Postbox):
    """A mail server that refuses everybody for good."""

    reaches = AddressKind.EMAIL

    def deliver(self, letter: Letter) -> Result:
        """Refuse."""
        self.letters.append(letter)
        return REFUSED


def test_the_next_notifier_gets_what_the_first_refuses_for_good(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """Refused by e-mail, the letter is printed, for a postal address is known."""
    mail = Refusing()
    desk = desk_of(store, clock, notifiers=[mail, postbox])
    item = form(clock)
    submitter = Submitter(name="Test Testsson", email="a@example.org", address="Gatan 1\nBy")
    case = desk.receive(attrs.evolve(item, submitter=submitter))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    assert desk.deliver() == Delivered(sent=1)
    assert [letter.to for letter in mail.letters] == ["a@example.org"]
    assert [letter.to for letter in postbox.letters] == ["Test Testsson\nGatan 1\nBy"]
    assert desk.case(case.id).undelivered == []


def test_a_letter_that_may_have_arrived_goes_by_no_other_way(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """Only a refusal for good sends it on; after a doubt the same way is tried again."""
    first = Postbox()
    first.answers = [Result(ResultCode.UNCERTAIN, "timeout")]
    desk = desk_of(store, clock, notifiers=[first, postbox])
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    assert desk.deliver() == Delivered(waiting=1)
    assert postbox.letters == []


def test_an_address_that_no_mail_server_takes(store: Store, clock: Clock) -> None:
    """Kramfors, a real mail server without SMTPUTF8: the answer was never given.

    Ten calendar days from Wednesday 7 January 2026 end on Saturday 17 January.
    """
    office = PostOffice(utf8=False)
    office.start()
    try:
        url = f"smtp://{HOST}:{office.port}"
        with desk_of(store, clock, "kramfors", notifiers=[url]) as desk:
            item = form(clock)
            submitter = Submitter(name="Åsa Exempel", email="åsa@example.org")
            case = desk.receive(attrs.evolve(item, submitter=submitter))
            desk.answer(case.id, by=HANDLER, letter="Svar")
            assert desk.deliver() == Delivered(dead=1)
            clock.set("2026-01-19 10:00")
            stands = {
                each.obligation.id: each.outcome
                for each in assess(desk.case(case.id), desk.policy_of(case), as_of=clock())
            }
            assert stands["answer"] is Outcome.NOT_DELIVERED
            assert "answer" in {item.obligation for item in desk.worklist()}
            assert desk.tick().reminded > 0
    finally:
        office.stop()
    assert office.mail == []


# --- clocks and doubts ----------------------------------------------------------------------------


def test_a_clock_that_was_put_back_turns_no_delivery_around(
    desk: Desk, clock: Clock, dead: OutboxEntry
) -> None:
    """Sent again by a worker whose clock is behind, it was sent after the failure all the same."""
    clock.forward(minutes=-30)
    desk.send_again(dead.case_id, dead.notice_id)
    desk.deliver()
    assert desk.case(dead.case_id).undelivered == []
    desk.note_bounce(dead.case_id, dead.notice_id)
    assert desk.case(dead.case_id).undelivered != []


def test_a_clock_that_fails_sends_no_letter_twice(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """What was sent for the first time is settled without asking what time it is."""
    desk = desk_of(store, clock, notifiers=[postbox])
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")

    def broken() -> Any:
        raise RuntimeError("no clock")

    worker = desk_of(store, broken, notifiers=[postbox])  # type: ignore[arg-type]
    assert worker.deliver() == Delivered(sent=1)
    assert worker.deliver() == Delivered()


def test_a_doubtful_letter_that_comes_back_is_not_sent_once_more(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """It had left although nobody knew, so it can come back; then it is dead and does not count."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    postbox.answers = [Result(ResultCode.UNCERTAIN, "timeout")]
    desk.deliver()
    (entry,) = desk.outbox(case.id)
    after = desk.note_bounce(case.id, entry.notice_id)
    assert [version for version, _ in after.undelivered] == [3]
    clock.forward(hours=2)
    assert desk.deliver().tried == 0


def test_a_return_noted_by_mistake_can_be_noted_again_when_it_is_true(
    desk: Desk, clock: Clock
) -> None:
    """Corrected away, the message counts; when the letter really comes back it does not."""
    entry = sent_answer(desk, clock)
    wrong = desk.note_bounce(entry.case_id, entry.notice_id)
    right = desk.correct(entry.case_id, len(wrong.log), by=REGISTRAR, reason="wrong_letter")
    assert right.undelivered == []
    assert desk.note_bounce(entry.case_id, entry.notice_id).undelivered != []


@pytest.mark.parametrize("how", ["away", "call", "sent"])
def test_the_letter_of_a_corrected_entry_may_come_back(desk: Desk, clock: Clock, how: str) -> None:
    """Its notice is dead then, and what the entry says now stands as it was corrected."""
    entry = sent_answer(desk, clock)
    case = desk.case(entry.case_id)
    (answer,) = case.all(Answered)
    instead = {
        "away": None,
        "call": attrs.evolve(answer, mode=Channel.PHONE),
        "sent": attrs.evolve(answer, sent=True),
    }[how]
    version = case.version_of(answer)
    right = desk.correct(case.id, version, by=REGISTRAR, reason="wrong", instead=instead)
    after = desk.note_bounce(case.id, entry.notice_id)
    assert after == right
    assert [each.state for each in desk.outbox(case.id)] == [NoticeState.DEAD]


def test_what_the_person_was_told_by_telephone_is_not_sent_again(desk: Desk, clock: Clock) -> None:
    """A letter that was withdrawn because there had been a call stays withdrawn."""
    case = desk.receive(form(clock))
    answered = desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    (answer,) = answered.all(Answered)
    version = answered.version_of(answer)
    call = attrs.evolve(answer, mode=Channel.PHONE)
    desk.correct(case.id, version, by=REGISTRAR, reason="was_a_call", instead=call)
    (entry,) = desk.outbox(case.id)
    with pytest.raises(UnknownNoticeError, match="needs no letter"):
        desk.send_again(case.id, entry.notice_id)


@pytest.mark.parametrize("failure", [SystemExit("stop"), GeneratorExit(), BaseException("own")])
def test_no_notifier_stops_a_round(
    store: Store, clock: Clock, postbox: Postbox, failure: BaseException
) -> None:
    """Neither what a notifier raises nor one that cannot say whom it reaches ends the worker."""

    class Broken:
        @property
        def reaches(self) -> AddressKind:
            raise failure

        def deliver(self, letter: Letter) -> Result:
            raise failure

        def close(self) -> None:
            """Nothing."""

    class Raising(Postbox):
        def deliver(self, letter: Letter) -> Result:
            raise failure

    desk = desk_of(store, clock, notifiers=[postbox])
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    office = attrs.evolve(desk._office, notifiers=(Broken(), Raising()))
    done = sending.deliver_due(office, limit=5, worker="w", lease_seconds=60.0)
    assert done == Delivered(waiting=1)
    (entry,) = desk.outbox(case.id)
    assert entry.error == f"uncertain: {type(failure).__name__}"
