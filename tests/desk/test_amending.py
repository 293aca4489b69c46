# SPDX-License-Identifier: Apache-2.0
"""Putting a case right: letters taken back, entries corrected, ways to the person noted."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    ContactNoted,
    CopySent,
    Corrected,
    Erased,
    Escalated,
    ProgressNotice,
    Received,
    Registered,
    StreamsSet,
    Transferred,
)
from klagomal.cases.feedback import Submitter
from klagomal.desk import Desk
from klagomal.errors import (
    ErasedError,
    FieldError,
    IdempotencyError,
    LetterError,
    NotAllowedError,
    TransitionError,
    WouldNotFulfilError,
)
from klagomal.mail.drafts import Entry
from klagomal.ports import AddressKind, Letter, NoticeState, Result, ResultCode, Store
from klagomal.reminders.cases import WaitsFor
from klagomal.vault import KeyRing, Vault
from klagomal.vocabulary import Channel, Role
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form

UNCERTAIN = Result(ResultCode.UNCERTAIN, "timeout")


def erase(desk: Desk, case_id: str) -> tuple[str, ...]:
    """Erase a case and return the letters that had begun."""
    return desk.erase(case_id, authority="plan 3.1", reason="retention", by=REGISTRAR).begun


# --- letters that must not leave ------------------------------------------------------------------


class Slow:
    """A notifier that says when it has been handed a letter, and waits for leave to go on."""

    reaches = AddressKind.ANY

    def __init__(self) -> None:
        self.handed = threading.Event()
        self.may_go_on = threading.Event()
        self.letters: list[str] = []

    def deliver(self, letter: Letter) -> Result:
        """Keep the letter's id once told to go on."""
        self.handed.set()
        assert self.may_go_on.wait(30)
        self.letters.append(letter.id)
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Nothing is kept open."""


def test_erasing_names_the_letter_that_is_being_handed_over(store: Store, clock: Clock) -> None:
    """A worker in the middle of one letter finishes it; the other one is never begun."""
    slow = Slow()
    desk = desk_of(store, clock, notifiers=[slow])
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    first, second = (entry.notice_id for entry in desk.outbox(case.id))
    worker = threading.Thread(target=desk.deliver, kwargs={"limit": 2})
    worker.start()
    assert slow.handed.wait(30)
    begun = erase(desk, case.id)
    slow.may_go_on.set()
    worker.join(30)
    assert not worker.is_alive()
    assert begun == (first,)
    assert slow.letters == [first]
    states = {entry.notice_id: entry.state for entry in desk.outbox(case.id)}
    assert states == {first: NoticeState.SENT, second: NoticeState.DEAD}
    after = desk.case(case.id)
    assert after.positions("acknowledged")
    assert not after.positions("answered")


def test_a_letter_of_unknown_fate_may_still_arrive(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """Of an attempt that ended nobody knows how, the erasure says so; it is not sent again."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    postbox.answers = [UNCERTAIN]
    desk.deliver()
    (entry,) = desk.outbox(case.id)
    assert erase(desk, case.id) == (entry.notice_id,)
    clock.forward(hours=2)
    assert desk.deliver().tried == 0
    assert desk.case(case.id).positions("acknowledged")


def test_erasing_again_under_one_key_tells_the_same(desk: Desk, clock: Clock) -> None:
    """The answer to a repeated request is the first one's."""
    case = desk.receive(form(clock))
    erased = [
        desk.erase(
            case.id, authority="plan 3.1", reason="retention", by=REGISTRAR, idempotency_key="e"
        )
        for _ in range(2)
    ]
    assert erased[0] == erased[1]
    assert len(desk.case(case.id).all(Erased)) == 1


@pytest.mark.parametrize(
    ("letter", "error"), [("", LetterError), (" ", ErasedError), ("Svar.", ErasedError)]
)
def test_after_an_erasure_nothing_is_handed_to_nobody(
    desk: Desk, clock: Clock, letter: str, error: type[Exception]
) -> None:
    """Without the erasure a wordless answer is refused, and so it is with it."""
    case = desk.receive(form(clock))
    with pytest.raises(LetterError, match="own_words"):
        desk.answer(case.id, by=HANDLER)
    erase(desk, case.id)
    with pytest.raises(error):
        desk.answer(case.id, by=HANDLER, letter=letter)
    assert not desk.case(case.id).positions("answered")
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    assert desk.case(case.id).positions("answered")


def test_a_message_to_somebody_without_a_contact_is_refused(desk: Desk, clock: Clock) -> None:
    """Whoever left no way to be reached has been told only if somebody says how."""
    feedback = attrs.evolve(form(clock).feedback, anonymous=True, has_contact_route=False)
    case = desk.receive(feedback)
    with pytest.raises(LetterError, match="the desk knows no way to reach the person"):
        desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    told = desk.answer(case.id, by=HANDLER, sent=True)
    assert told.all(Answered)[0].sent


# --- corrections ----------------------------------------------------------------------------------


def test_a_letter_recorded_on_the_wrong_case_is_withdrawn(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """The person whose case it is not gets no letter, and the log keeps what was first noted."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    version = len(desk.case(case.id).log)
    after = desk.correct(case.id, version, by=REGISTRAR, reason="wrong_case")
    assert after.entry(version) is None
    assert isinstance(after.log[version - 1], Answered)
    desk.deliver()
    assert postbox.letters == []


def test_a_letter_says_what_the_entry_says_now(desk: Desk, clock: Clock, postbox: Postbox) -> None:
    """A day that was wrong is right in the letter that has not left yet."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1", promised=date(2026, 1, 20))
    version = len(desk.case(case.id).log)
    (was,) = desk.case(case.id).all(Acknowledged)
    right = attrs.evolve(was, promised=date(2026, 1, 27))
    desk.correct(case.id, version, by=REGISTRAR, reason="wrong_day", instead=right)
    desk.deliver()
    (letter,) = postbox.letters
    assert "tisdagen den 27 januari 2026" in letter.text


def test_a_letter_that_became_a_call_is_not_sent(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """What turns out to have been told by telephone counts, and its letter stays."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    version = len(desk.case(case.id).log)
    call = Answered(at=clock(), by=HANDLER, mode=Channel.PHONE)
    after = desk.correct(case.id, version, by=REGISTRAR, reason="was_a_call", instead=call)
    assert len(after.all(Answered)) == 1
    desk.deliver()
    assert postbox.letters == []


def test_a_correction_writes_no_letter(desk: Desk, clock: Clock) -> None:
    """A call corrected into a letter that nobody sent would be handed to nobody."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    version = len(desk.case(case.id).log)
    for instead in (Answered(at=clock(), by=HANDLER), ProgressNotice(at=clock(), by=HANDLER)):
        with pytest.raises(LetterError, match="a correction writes no letter"):
            desk.correct(case.id, version, by=REGISTRAR, reason="wrong", instead=instead)
    assert len(desk.case(case.id).log) == version


def test_a_correction_says_nothing_that_the_entry_could_not_have_said(
    desk: Desk, clock: Clock
) -> None:
    """What the policy, the case or the role forbids is forbidden in an entry's place as well."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    version = len(desk.case(case.id).log)
    refused = [
        Escalated(at=clock(), by=HANDLER, to_level=9),
        Registered(at=clock(), by=REGISTRAR, register="bogus", reference="1"),
        Answered(at=clock(), by=Actor(Role.SUBMITTER), sent=True),
    ]
    for instead in refused:
        with pytest.raises(TransitionError):
            desk.correct(case.id, version, by=REGISTRAR, reason="wrong", instead=instead)
    clock.forward(hours=-2)
    early = Answered(at=clock(), by=HANDLER, sent=True)
    clock.forward(hours=2)
    with pytest.raises(TransitionError, match="would not hold together"):
        desk.correct(case.id, version, by=REGISTRAR, reason="wrong", instead=early)
    with pytest.raises(TransitionError, match="would not hold together"):
        desk.correct(case.id, version + 7, by=REGISTRAR, reason="wrong")
    assert len(desk.case(case.id).log) == version


def test_an_arrival_that_lay_somewhere_is_counted_from_its_day(desk: Desk, clock: Clock) -> None:
    """Essunga's five working days from Monday 5 January 2026, the 6th being closed: the 13th."""
    case = desk.receive(form(clock))
    arrival = case.received
    day = clock().replace(day=5)
    earlier = attrs.evolve(
        arrival, at=day, feedback=attrs.evolve(arrival.feedback, received_at=day)
    )
    after = desk.correct(case.id, 1, by=REGISTRAR, reason="other_mailbox", instead=earlier)
    assert after.received_at == day
    assert {due.obligation: due.on for due in after.received.due}["acknowledgement"] == date(
        2026, 1, 13
    )
    assert isinstance(after.log[0], Received)
    assert after.log[0] == arrival


def test_corrections_are_for_those_who_may(desk: Desk, clock: Clock) -> None:
    """A handler corrects nothing unless the host says so; a correction has its own verb."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    version = len(desk.case(case.id).log)
    with pytest.raises(NotAllowedError, match="handler may not do this"):
        desk.correct(case.id, version, by=HANDLER, reason="wrong_case")
    event = Corrected(at=clock(), by=REGISTRAR, version=version, reason="wrong_case")
    with pytest.raises(TransitionError, match=r"use Desk\.correct"):
        desk.record(case.id, event)


# --- ways to the person ---------------------------------------------------------------------------


@pytest.mark.parametrize("vault", [Vault(), Vault(KeyRing.new())], ids=["clear", "sealed"])
def test_a_letter_goes_again_to_the_new_address(
    store: Store, clock: Clock, postbox: Postbox, vault: Vault
) -> None:
    """An address that was misspelt is put right, and the dead letter goes out under its id."""
    desk = desk_of(store, clock, notifiers=[postbox], vault=vault)
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    postbox.answers = [Result(ResultCode.PERMANENT, "smtp 550")]
    desk.deliver()
    (entry,) = desk.outbox(case.id)
    desk.note_contact(case.id, Submitter(email="ratt@example.org"), by=HANDLER)
    desk.send_again(case.id, entry.notice_id)
    desk.deliver()
    assert [letter.to for letter in postbox.letters] == ["ratt@example.org"]
    assert desk.case(case.id).undelivered == []
    submitter = desk.words(case.id).submitter
    assert submitter is not None
    assert submitter.email == "ratt@example.org"


def test_no_way_known_lifts_what_the_text_waives(desk: Desk, clock: Clock) -> None:
    """Nothing waits for a person who cannot be told, except the case for its closing."""
    case = desk.receive(form(clock))
    desk.note_contact(case.id, None, by=HANDLER)
    assert not desk.case(case.id).is_reachable
    owed = {item.obligation for item in desk.worklist(date(2026, 1, 8))}
    assert "acknowledgement" not in owed
    with pytest.raises(TransitionError, match="is known already"):
        desk.note_contact(case.id, None, by=HANDLER)


def test_a_way_to_the_person_must_be_one(desk: Desk, clock: Clock) -> None:
    """A name alone reaches nobody, and after an erasure there is nowhere to keep a new address."""
    case = desk.receive(form(clock))
    with pytest.raises(FieldError, match="no e-mail, postal address or telephone number"):
        desk.note_contact(case.id, Submitter(name="Test Testsson"), by=HANDLER)
    with pytest.raises(FieldError, match="is no Submitter"):
        desk.note_contact(case.id, "ratt@example.org", by=HANDLER)  # type: ignore[arg-type]
    erase(desk, case.id)
    with pytest.raises(ErasedError):
        desk.note_contact(case.id, Submitter(email="ratt@example.org"), by=HANDLER)


def test_a_message_that_failed_is_on_the_worklist_until_somebody_is_told(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """Also on a closed case, where the word that was lost may be given without opening it."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    desk.record(case.id, CopySent(at=clock(), by=REGISTRAR))
    desk.close(case.id, by=REGISTRAR, content={"unit_notes"})
    assert desk.worklist() == []
    postbox.answers = [Result(ResultCode.PERMANENT, "smtp 550")]
    desk.deliver()
    waiting = {item.waits_for for item in desk.worklist()}
    assert waiting == {WaitsFor.DELIVERY}
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    assert desk.worklist() == []
    with pytest.raises(TransitionError, match="the case is closed"):
        desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)


def test_a_hand_over_corrected_to_another_unit_is_told_there(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """The notice to the wrong unit is withdrawn, and the right one gets its own."""
    directory = {
        "street": Entry(email="street@kommun.example"),
        "parks": Entry(email="parks@kommun.example"),
    }
    desk = desk_of(store, clock, notifiers=[postbox], directory=directory)
    case = desk.receive(form(clock))
    moved = desk.hand_over(case.id, by=REGISTRAR, to_unit="street")
    (handed,) = moved.all(Transferred)
    right = attrs.evolve(handed, to_unit="parks")
    version = moved.version_of(handed)
    after = desk.correct(case.id, version, by=REGISTRAR, reason="wrong_unit", instead=right)
    assert after.unit == "parks"
    desk.deliver()
    assert [letter.to for letter in postbox.letters] == ["parks@kommun.example"]


def test_a_stream_is_corrected_with_what_it_excludes(store: Store, clock: Clock) -> None:
    """A corrected entry excludes what its streams exclude, whatever it claims of itself."""
    desk = desk_of(store, clock, "ostersund")
    case = desk.receive(form(clock))
    moved = desk.set_streams(case.id, {"appeal"}, by=REGISTRAR)
    version = moved.version_of(moved.events[-1])
    for streams, excluded in (({"fault_report"}, "fault_report"), ({"other_principal"}, "")):
        claimed = StreamsSet(at=clock(), by=REGISTRAR, streams=streams, excluded="appeal")
        after = desk.correct(case.id, version, by=REGISTRAR, reason="wrong_stream", instead=claimed)
        assert after.excluded == excluded


def test_another_correction_under_the_same_key_is_refused(desk: Desk, clock: Clock) -> None:
    """The day that an entry should have is part of what was asked for."""
    case = desk.receive(form(clock))
    clock.forward(hours=5)
    desk.answer(case.id, by=HANDLER, sent=True)
    version = len(desk.case(case.id).log)
    early, late = (
        Answered(at=case.received_at + timedelta(hours=hours), by=HANDLER, sent=True)
        for hours in (1, 2)
    )
    about: dict[str, Any] = {"by": REGISTRAR, "reason": "wrong_day", "idempotency_key": "k"}
    desk.correct(case.id, version, instead=early, **about)
    with pytest.raises(IdempotencyError):
        desk.correct(case.id, version, instead=late, **about)


def test_a_contact_cannot_be_claimed_without_being_given(desk: Desk, clock: Clock) -> None:
    """That the person can be reached again is noted with how, and never after an erasure."""
    case = desk.receive(form(clock))
    erase(desk, case.id)
    event = ContactNoted(at=clock(), by=REGISTRAR, reachable=True)
    with pytest.raises(TransitionError, match=r"use Desk\.note_contact"):
        desk.record(case.id, event)


def test_what_a_matter_is_found_to_be_lifts_nothing_backwards(desk: Desk, clock: Clock) -> None:
    """A stream is recognised on the day it is recorded; what had fallen due by then stays."""
    case = desk.receive(form(clock))
    clock.forward(days=30)
    event = StreamsSet(at=case.received_at, by=REGISTRAR, streams={"appeal"})
    with pytest.raises(TransitionError, match="never backwards"):
        desk.record(case.id, event)
    with pytest.raises(TransitionError, match="did you mean 'fault_report'"):
        desk.set_streams(case.id, {"fault-report"}, by=REGISTRAR)


def test_a_category_counts_from_the_day_it_is_recognised(desk: Desk, clock: Clock) -> None:
    """It is set today and never backwards; what came with the letter is kept beside it."""
    case = desk.receive(form(clock, category="roads"))
    clock.forward(days=3)
    event = CategorySet(at=case.received_at, by=REGISTRAR, category="snow")
    with pytest.raises(TransitionError, match="never backwards"):
        desk.record(case.id, event)
    found = desk.set_category(case.id, "snow", by=REGISTRAR, idempotency_key="k")
    assert (found.category, found.feedback.category) == ("snow", "roads")
    again = desk.set_category(case.id, "snow", by=REGISTRAR, idempotency_key="k")
    assert again.log == found.log
    with pytest.raises(FieldError, match="category"):
        desk.set_category(case.id, "Snöröjning", by=REGISTRAR)


def test_an_excluded_case_is_informed_and_referred_before_it_is_closed(
    desk: Desk, clock: Clock
) -> None:
    """Essunga leaves fault reports to others without saying what the person must be told."""
    case = desk.receive(form(clock))
    desk.set_streams(case.id, {"fault_report"}, by=REGISTRAR)
    assert {item.waits_for for item in desk.worklist()} == {WaitsFor.REFERRAL}
    with pytest.raises(WouldNotFulfilError, match="inform the person and refer it"):
        desk.close(case.id, by=REGISTRAR)
    clock.forward(days=1)
    assert desk.tick().reminded == 1
    desk.inform(case.id, by=HANDLER, letter="Felanmälan görs på webbplatsen.")
    desk.refer(case.id, by=HANDLER, to="fault_reports")
    assert {item.waits_for for item in desk.worklist()} == {WaitsFor.CLOSING}
    assert desk.close(case.id, by=REGISTRAR).closed_at is not None


def test_a_copy_goes_to_the_handler_who_is_meant(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """What the person wrote does not reach a handler whom only a mistake had named."""
    directory = {
        id_: Entry(email=f"{id_}@kommun.example", name=id_, contact="1") for id_ in ("h-1", "h-2")
    }
    desk = desk_of(store, clock, notifiers=[postbox], directory=directory)
    case = desk.receive(form(clock))
    moved = desk.hand_over(case.id, by=REGISTRAR, handler="h-1")
    (handed,) = moved.all(Transferred)
    version = moved.version_of(handed)
    right = attrs.evolve(handed, handler="h-2")
    after = desk.correct(case.id, version, by=REGISTRAR, reason="wrong_handler", instead=right)
    assert after.undelivered == []
    desk.deliver()
    assert {letter.to for letter in postbox.letters} == {"h-2@kommun.example"}
    assert any("Det är halt på gångvägen." in letter.text for letter in postbox.letters)


def test_a_letter_of_today_was_not_given_last_week(desk: Desk, clock: Clock) -> None:
    """A message that goes by letter has the day of its letter; what was said then may be noted."""
    case = desk.receive(form(clock))
    clock.forward(days=20)
    early = Answered(at=case.received_at + timedelta(hours=1), by=HANDLER)
    with pytest.raises(TransitionError, match="a letter that is written today"):
        desk.record(case.id, early, letter="Vi har sandat.")
    assert desk.record(case.id, early, sent=True).positions("answered")


def test_what_needs_the_erased_words_is_owed_no_more(desk: Desk, clock: Clock) -> None:
    """Essunga's copy to the handler cannot be made any more, so the case waits for nothing."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    desk.close(case.id, by=REGISTRAR, content={"unit_notes"})
    assert {item.obligation for item in desk.worklist()} == {"copy_to_handler"}
    erase(desk, case.id)
    assert desk.worklist() == []
