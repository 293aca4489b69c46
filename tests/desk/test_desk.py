# SPDX-License-Identifier: Apache-2.0
"""The desk: receive, go on, keep watch, deliver, erase, on memory and on SQLite."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from klagomal.cases.events import Closed, CopySent, Escalated, SatisfactionRecorded, SecrecyMarked
from klagomal.desk import Desk
from klagomal.errors import (
    ClockError,
    IdempotencyError,
    KeptApartError,
    KeyRingError,
    TransitionError,
    UnknownCaseError,
    UnknownEventError,
    UnknownPolicyError,
    WouldNotFulfilError,
)
from klagomal.ports import CaseQuery, EventRecord, NoticeState, Result, ResultCode, Store
from klagomal.reminders.cases import WaitsFor
from klagomal.stores.sqlite import SqliteStore
from klagomal.vault import KeyRing, Vault
from klagomal.vocabulary import Channel, Kind, Satisfaction, Stream
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form


def test_received_case_is_there_whole(desk: Desk, clock: Clock) -> None:
    """After receive the case has its log, its number, its words and its place in lists."""
    case = desk.receive(form(clock))
    assert desk.case(case.id) == case
    assert case.registrations[0].reference == "Synpunkten 2026:1"
    assert desk.words(case.id) == form(clock)
    assert [row.stream for row in desk.store.cases(CaseQuery(policy="essunga"))] == [case.id]


def test_numbers_follow_the_dossier(desk: Desk, clock: Clock) -> None:
    """Each yearly file numbers from 1; education's follows the school year (AMB-12)."""
    first = desk.receive(form(clock))
    school = desk.receive(form(clock, administration="education"))
    second = desk.receive(form(clock))
    clock.set("2027-01-04 09:00")
    next_year = desk.receive(form(clock))
    assert [case.registrations[0].reference for case in (first, school, second, next_year)] == [
        "Synpunkten 2026:1",
        "Synpunkten 2025/26:1",
        "Synpunkten 2026:2",
        "Synpunkten 2027:1",
    ]


def test_same_key_same_case(desk: Desk, clock: Clock) -> None:
    """A form sent twice under one key is one case with one number."""
    first = desk.receive(form(clock), idempotency_key="form-1")
    again = desk.receive(form(clock), idempotency_key="form-1")
    assert first == again
    assert len(list(desk.cases())) == 1


def test_same_key_other_content_is_refused(desk: Desk, clock: Clock) -> None:
    """A key used for another form is an error, and the new form is not swallowed."""
    desk.receive(form(clock), idempotency_key="form-1")
    with pytest.raises(IdempotencyError, match="form-1"):
        desk.receive(form(clock, "Något annat."), idempotency_key="form-1")


def test_nothing_half_done_when_a_step_is_refused(desk: Desk, clock: Clock) -> None:
    """Feedback from the future leaves no case, no number and no key behind."""
    late = form(clock)
    clock.forward(hours=-1)
    with pytest.raises(ClockError):
        desk.receive(late, idempotency_key="form-1")
    assert list(desk.cases()) == []
    clock.forward(hours=2)
    case = desk.receive(late, idempotency_key="form-1")
    assert case.registrations[0].reference == "Synpunkten 2026:1"


def test_whistleblowing_never_reaches_the_store(desk: Desk, clock: Clock) -> None:
    """What must be kept apart is refused with the way to go, and nothing of it is stored."""
    with pytest.raises(KeptApartError):
        desk.receive(form(clock, streams={Stream.WHISTLEBLOWING}))
    assert list(desk.store.tail(0, 10)) == []


def test_excluded_feedback_is_received_and_registered(desk: Desk, clock: Clock) -> None:
    """An appeal is no case of the routine, but it has arrived and is registered (AMB-27)."""
    case = desk.receive(form(clock, streams={Stream.APPEAL}))
    assert case.excluded == "appeal"
    assert case.registrations
    (item,) = desk.worklist(date(2026, 1, 8))
    assert (item.case_id, item.waits_for) == (case.id, WaitsFor.REFERRAL)


def test_nameless_confirmation_is_refused_unless_one_insists(desk: Desk, clock: Clock) -> None:
    """A confirmation without handler would not fulfil ESS-24; insisting records it anyway."""
    case = desk.receive(form(clock))
    with pytest.raises(WouldNotFulfilError, match="who handles the case"):
        desk.acknowledge(case.id, by=REGISTRAR)
    assert len(desk.case(case.id).events) == len(case.events)
    after = desk.acknowledge(case.id, by=REGISTRAR, anyway=True)
    assert len(after.events) == len(case.events) + 1


def test_confirmation_becomes_a_letter(desk: Desk, clock: Clock, postbox: Postbox) -> None:
    """The confirmation goes out once, names the handler and how to reach her."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    assert desk.deliver().sent == 1
    assert desk.deliver().tried == 0
    letter = postbox.letters[0]
    assert letter.to == "test@example.org"
    assert "Anna Exempel" in letter.text
    assert "0123-45 67" in letter.text


def test_word_by_telephone_calls_for_no_letter(desk: Desk, clock: Clock) -> None:
    """What was told by telephone is not sent as well."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1", mode=Channel.PHONE)
    assert desk.deliver().tried == 0


def test_permanent_failure_becomes_an_event(desk: Desk, clock: Clock, postbox: Postbox) -> None:
    """A letter that is refused for good is dead, and the case's log says so without an address."""
    postbox.answers = [Result(ResultCode.PERMANENT, "smtp 550")]
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    assert desk.deliver().dead == 1
    assert desk.case(case.id).events[-1].slug == "delivery_failed"
    assert [state.state for _, state, _ in desk.store.notices()] == [NoticeState.DEAD]


def test_worklist_soonest_first(desk: Desk, clock: Clock) -> None:
    """Open obligations stand in the order they fall due, with the working days left.

    Wednesday 7 January: five working days end Wednesday 14. Friday 9 January: Friday 16.
    """
    first = desk.receive(form(clock))
    clock.set("2026-01-09 10:00")
    second = desk.receive(form(clock))
    dated = [item for item in desk.worklist(date(2026, 1, 12)) if item.due]
    assert [(item.case_id, item.due, item.working_days_left) for item in dated] == [
        (first.id, date(2026, 1, 14), 2),
        (second.id, date(2026, 1, 16), 4),
    ]


def test_tick_warns_once_and_at_work_only(desk: Desk, clock: Clock) -> None:
    """Two working days before the 14th a warning is queued, once; nothing at night or weekends."""
    desk.receive(form(clock, unit="unit"))
    clock.set("2026-01-12 03:00")
    assert desk.tick().quiet
    clock.set("2026-01-11 10:00")
    assert desk.tick().quiet
    clock.set("2026-01-12 10:00")
    assert desk.tick().reminded >= 1
    assert desk.tick().reminded == 0


def test_case_that_cannot_be_read_holds_up_no_other(
    desk: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """A log from a newer version is named at each tick, and the others are reminded of."""
    broken, sound = desk.receive(form(clock)), desk.receive(form(clock))
    newer = EventRecord("telepathy", 1, '{"event": "telepathy", "schema": 1}')
    with desk.store.transaction() as step:
        step.append(broken.id, 2, [newer])
    clock.set("2026-01-12 10:00")
    ticked = desk.tick()
    assert (ticked.unreadable, ticked.looked_at) == ((broken.id,), 2)
    assert {entry.case_id for entry in desk.outbox()} == {sound.id}
    assert f"case {broken.id} cannot be judged: " in caplog.text
    again = desk.tick()
    assert (again.unreadable, again.looked_at, again.reminded) == ((broken.id,), 1, 0)
    with pytest.raises(UnknownEventError, match="telepathy"):
        desk.worklist()


def test_tick_tells_of_a_breach_the_day_after(desk: Desk, clock: Clock, postbox: Postbox) -> None:
    """On Thursday 15 January the confirmation due on the 14th is told of as overdue."""
    desk.receive(form(clock, unit="unit"))
    clock.set("2026-01-15 10:00")
    desk.tick()
    desk.deliver()
    (letter,) = postbox.letters
    assert letter.to == "enheten@kommun.example"
    assert "onsdagen den 14 januari 2026" in letter.text


def test_escalation_is_told_not_done(desk: Desk, clock: Clock) -> None:
    """Recorded dissatisfaction makes the next level due at the next tick; a human moves it."""
    case = desk.receive(form(clock, unit="unit"))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    desk.record(
        case.id,
        SatisfactionRecorded(at=clock(), satisfaction=Satisfaction.DISSATISFIED),
    )
    assert desk.tick().reminded >= 1
    assert WaitsFor.ESCALATION in {item.waits_for for item in desk.worklist()}
    assert desk.case(case.id).level == 1
    manager = desk.record(case.id, Escalated(at=clock(), by=HANDLER, to_level=2))
    assert manager.level == 2


def test_closing_follows_the_policy(desk: Desk, clock: Clock) -> None:
    """Essunga's case is closed by the registrar, with the unit's notes (ESS-30)."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    with pytest.raises(TransitionError):
        desk.close(case.id, by=HANDLER, content={"unit_notes"})
    with pytest.raises(TransitionError, match="unit_notes"):
        desk.close(case.id, by=REGISTRAR)
    closed = desk.close(case.id, by=REGISTRAR, content={"unit_notes"})
    assert {item.obligation for item in desk.worklist()} == {"copy_to_handler"}
    desk.record(case.id, CopySent(at=clock(), by=REGISTRAR))
    assert isinstance(closed.events[-1], Closed)
    assert desk.worklist(date(2026, 2, 1)) == []


def test_handed_over_case_keeps_its_day(desk: Desk, clock: Clock) -> None:
    """A hand-over moves the unit, gives the handler a copy and restarts no clock."""
    case = desk.receive(form(clock, unit="street"))
    clock.set("2026-01-09 10:00")
    moved = desk.hand_over(case.id, by=REGISTRAR, to_unit="parks", handler="handler-1")
    assert moved.unit == "parks"
    assert moved.positions("copy_sent")
    due = {i.obligation: i.due for i in desk.worklist(date(2026, 1, 9))}
    assert due["acknowledgement"] == date(2026, 1, 14)


def test_municipalities_share_a_store_and_stay_apart(store: Store, clock: Clock) -> None:
    """Two desks on one store see their own cases only, and number by themselves."""
    essunga, nacka = desk_of(store, clock), desk_of(store, clock, "nacka/valfard-samhallsservice")
    ours, theirs = essunga.receive(form(clock)), nacka.receive(form(clock))
    assert [case.id for case in essunga.cases()] == [ours.id]
    assert theirs.registrations[0].reference == "2026:1"
    with pytest.raises(UnknownCaseError):
        essunga.case(theirs.id)


def test_unknown_case_and_policy_are_named(store: Store, clock: Clock) -> None:
    """A case or a policy that does not exist is an error that names it."""
    with pytest.raises(UnknownCaseError, match="no-such-case"):
        desk_of(store, clock).case("no-such-case")
    with pytest.raises(UnknownPolicyError, match="esunga"):
        Desk(policy="esunga")


def test_erasing_leaves_the_log(desk: Desk, clock: Clock) -> None:
    """Erasing takes the words and the person, logs the authority, and leaves the case."""
    case = desk.receive(form(clock))
    erased = desk.erase(case.id, authority="beslut 7", reason="disposal", by=REGISTRAR).case
    assert erased.events[-1].slug == "erased"
    assert desk.words(case.id).text == ""
    assert desk.words(case.id).submitter is None
    assert len(erased.events) == len(case.events) + 1


def test_letter_to_an_erased_person_dies(desk: Desk, clock: Clock) -> None:
    """A letter still queued when its recipient is erased is withdrawn and never made."""
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    erasure = desk.erase(case.id, authority="beslut 7", reason="disposal", by=REGISTRAR)
    assert erasure.begun == ()
    assert [event.slug for event in erasure.case.log[-2:]] == ["delivery_failed", "erased"]
    assert [entry.state for entry in desk.outbox(case.id)] == [NoticeState.DEAD]
    assert desk.deliver().tried == 0


def test_sqlite_really_forgets(tmp_path: Path, clock: Clock) -> None:
    """After an erasure none of the person's bytes are left in the database's files."""
    desk = desk_of(SqliteStore(tmp_path / "k.db"), clock)
    case = desk.receive(form(clock, "Alldeles särskilda ord."))
    planted = ["särskilda".encode(), b"Testsson", b"test@example.org"]
    assert all(word in _bytes_of(tmp_path) for word in planted)
    desk.erase(case.id, authority="beslut 7", reason="disposal", by=REGISTRAR)
    assert not any(word in _bytes_of(tmp_path) for word in planted)
    desk.store.close()


def test_desk_without_the_key_ring_is_refused_on_a_sealed_store(store: Store, clock: Clock) -> None:
    """What one desk seals, another may not keep in the clear; other policies are free to."""
    ring = KeyRing.new()
    before = desk_of(store, clock).receive(form(clock))
    sealing = desk_of(store, clock, vault=Vault(ring))
    assert sealing.words(before.id) == form(clock)  # from before there was a ring
    with pytest.raises(KeyRingError, match="of essunga are sealed in this store"):
        desk_of(store, clock)
    desk_of(store, clock, vault=Vault(ring)).receive(form(clock))
    desk_of(store, clock, "kramfors").receive(form(clock))


def test_sealed_words_are_not_readable_in_the_file(tmp_path: Path, clock: Clock) -> None:
    """With a key ring the words stand in no file, and the desk reads them all the same."""
    desk = desk_of(SqliteStore(tmp_path / "k.db"), clock, vault=Vault(KeyRing.new()))
    case = desk.receive(form(clock, "Alldeles särskilda ord."))
    assert "särskilda".encode() not in _bytes_of(tmp_path)
    assert desk.words(case.id).text == "Alldeles särskilda ord."
    desk.store.close()


def _bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("k.db*"))


def test_secret_item_gets_a_number_of_its_own(desk: Desk, clock: Clock) -> None:
    """A case marked secret is registered by itself, beside its place in the dossier (AMB-31)."""
    case = desk.receive(form(clock))
    desk.record(case.id, SecrecyMarked(at=clock(), legal_basis="OSL 26 kap. 1 §"))
    registered = desk.register(case.id, by=REGISTRAR).registrations[-1]
    assert (registered.reference, registered.dossier) == ("2026:1", "")


def test_answers_are_registered_in_the_diary(store: Store, clock: Clock) -> None:
    """Kramfors's answers go into the same series as its complaints (KRA-23)."""
    desk = desk_of(store, clock, "kramfors")
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    after = desk.register(case.id, by=REGISTRAR, what="answer")
    assert [(entry.what, entry.reference) for entry in after.registrations] == [
        ("feedback", "2026:1"),
        ("answer", "2026:2"),
    ]


def test_what_no_register_takes(desk: Desk, clock: Clock) -> None:
    """Essunga's text registers no answers; asking for it says what is registered."""
    case = desk.receive(form(clock))
    with pytest.raises(TransitionError, match="does not register answer"):
        desk.register(case.id, by=REGISTRAR, what="answer")


def test_public_register_shows_four_fields(desk: Desk, clock: Clock) -> None:
    """A line shows date, number and subject; a secret case shows neither sender nor subject."""
    desk.receive(form(clock, unit="street"))
    secret = desk.receive(form(clock, unit="street"))
    desk.record(secret.id, SecrecyMarked(at=clock(), legal_basis="OSL 26 kap. 1 §"))
    first, second = sorted(desk.public_register(), key=lambda line: line.designation)
    assert (first.designation, first.sender, first.concerns) == (
        "Synpunkten 2026:1",
        "",
        "klagomål, street",
    )
    assert (second.sender, second.concerns) == ("", "")


@pytest.mark.rows("NAC-40")
def test_register_for_statistics_points_at_nobody(store: Store, clock: Clock) -> None:
    """Nacka's register for statistics holds the matter, unit and days, and no person or text."""
    desk = desk_of(store, clock, "nacka/valfard-samhallsservice")
    early = desk.receive(form(clock, unit="street"))
    clock.set("2026-01-09 10:00")
    desk.receive(form(clock, kind=Kind.PRAISE, unit="parks"))
    first, second = desk.deidentified_register()
    assert (first.designation, first.received_on) == ("2026:1", date(2026, 1, 7))
    assert (first.kind, first.unit, first.channel) == ("complaint", "street", "web_form")
    assert (second.kind, second.closed_on) == ("praise", None)
    told = repr((first, second))
    assert not [word for word in ("Testsson", "gångvägen", early.id, "handler") if word in told]
    assert list(desk.deidentified_register(first=date(2026, 1, 8))) == [second]


def test_no_personal_data_in_log_or_queue(desk: Desk, clock: Clock) -> None:
    """Neither an event nor a queued notice holds a word of who wrote or what they wrote."""
    case = desk.receive(form(clock, "Alldeles särskilda ord."), idempotency_key="form-1")
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1", letter="Hej Test Testsson!")
    desk.answer(case.id, by=HANDLER, letter="Till Test Testsson: nu är det sandat.")
    stored = "".join(event.data for event in desk.store.load(case.id))
    queued = "".join(notice.id + notice.data for notice, _, _ in desk.store.notices())
    for word in ("särskilda", "Testsson", "test@example.org", "sandat"):
        assert word not in stored
        assert word not in queued


def test_edition_of_the_day_of_arrival(store: Store, clock: Clock) -> None:
    """Feedback from before the policy's first day is refused with the days it covers."""
    desk = desk_of(store, clock)
    clock.set("2012-09-30 10:00")
    with pytest.raises(UnknownPolicyError, match="2012"):
        desk.receive(form(clock))


def test_praise_is_kept_without_deadlines(store: Store, clock: Clock) -> None:
    """Nacka's praise is registered as an opinion and has no dated obligation (NAC-21)."""
    desk = desk_of(store, clock, "nacka/valfard-samhallsservice")
    case = desk.receive(form(clock, kind=Kind.PRAISE))
    assert case.registrations
    assert [i for i in desk.worklist(date(2026, 1, 8)) if i.due] == []


def test_words_of_erased_case_are_gone_for_letters(desk: Desk, clock: Clock) -> None:
    """Whoever asks for the person behind an erased case is told nobody is there."""
    case = desk.receive(form(clock))
    desk.erase(case.id, authority="beslut 7", reason="disposal", by=REGISTRAR)
    assert desk.words(case.id).submitter is None
