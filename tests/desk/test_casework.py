# SPDX-License-Identifier: Apache-2.0
"""Steps on cases: parts of a letter, flags before a step, and what is refused whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError
from typing import Any

import attrs
import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    CopySent,
    DelayNotice,
    Erased,
    SplitOff,
    Transferred,
    WroteAgain,
)
from klagomal.desk import Desk
from klagomal.errors import (
    ErasedError,
    EventError,
    FieldError,
    LetterError,
    NotAllowedError,
    TransitionError,
    UnknownCaseError,
    WouldNotFulfilError,
)
from klagomal.lifecycle import FlagCode
from klagomal.periods import Year
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.ports import CaseQuery, Store
from klagomal.promises.obligations import DelayRule, On
from klagomal.promises.terms import Within
from klagomal.serialization import event_to_json
from klagomal.vault import KeyRing, Vault
from klagomal.vocabulary import Channel, Extension, Kind, Role
from tests import ROOT
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form

# --- parts of a letter ----------------------------------------------------------------------------


@pytest.mark.rows("AMB-25")
def test_parts_of_a_letter_become_cases(desk: Desk, clock: Clock) -> None:
    """Each part is counted under its own kind, with its own number, words and clocks."""
    letter = form(clock, "Halt på vägen. Och tack för parken!")
    case = desk.receive(letter)
    clock.set("2026-01-09 10:00")
    part = attrs.evolve(
        letter, feedback=attrs.evolve(letter.feedback, kind=Kind.PRAISE), text="Tack för parken!"
    )
    whole, praise = desk.split(case.id, [part], by=HANDLER)
    assert [event.child for event in whole.all(SplitOff)] == [praise.id]
    assert (praise.kind, praise.received.parent) == (Kind.PRAISE, case.id)
    assert praise.received_at == case.received_at
    assert praise.registrations[0].reference == "Synpunkten 2026:2"
    assert desk.words(praise.id).text == "Tack för parken!"
    assert {row.stream for row in desk.store.cases(CaseQuery())} == {case.id, praise.id}


def test_split_is_all_or_nothing(desk: Desk, clock: Clock) -> None:
    """If one part did not arrive with the letter, no part becomes a case and no number is drawn."""
    case = desk.receive(form(clock))
    good = form(clock)
    clock.forward(hours=1)
    with pytest.raises(TransitionError, match="keeps the letter's moment"):
        desk.split(case.id, [good, form(clock)], by=HANDLER)
    assert [each.id for each in desk.cases()] == [case.id]
    assert desk.receive(form(clock)).registrations[0].reference == "Synpunkten 2026:2"


def test_parts_with_one_id_are_refused(store: Store, clock: Clock) -> None:
    """A host that gives two parts the same id is told; neither part is lost, for none is taken."""
    ids = iter(["letter", "part", "part"])
    desk = desk_of(store, clock, new_id=lambda: next(ids))
    desk.receive(form(clock))
    with pytest.raises(FieldError, match="new_id gave 'part' twice"):
        desk.split("letter", [form(clock, "En sak."), form(clock, "En annan.")], by=HANDLER)
    assert [each.id for each in desk.cases()] == ["letter"]
    assert desk.case("letter").all(SplitOff) == []


@pytest.mark.parametrize("made", [None, b"part", "Part 1", "", ["part"]])
def test_id_that_is_no_code_is_refused(store: Store, clock: Clock, made: Any) -> None:
    """What the host's function for ids gives is checked before anything is written."""
    case = desk_of(store, clock).receive(form(clock))
    desk = desk_of(store, clock, new_id=lambda: made)
    with pytest.raises(FieldError, match="is not a code"):
        desk.receive(form(clock))
    with pytest.raises(FieldError, match="is not a code"):
        desk.split(case.id, [form(clock)], by=HANDLER)
    assert [each.id for each in desk.cases()] == [case.id]
    assert desk.case(case.id) == case


# --- flags ----------------------------------------------------------------------------------------


def test_review_tells_what_a_step_would_leave_undone(desk: Desk, clock: Clock) -> None:
    """A nameless confirmation is flagged with what it lacks; nothing is recorded by asking."""
    case = desk.receive(form(clock))
    flags = desk.review(case.id, Acknowledged(at=clock(), by=REGISTRAR))
    assert FlagCode.CONTENT_MISSING in {flag.code for flag in flags}
    assert desk.case(case.id) == case
    with pytest.raises(WouldNotFulfilError) as refused:
        desk.acknowledge(case.id, by=REGISTRAR)
    assert refused.value.data["case"] == case.id
    assert refused.value.data["flags"] == tuple(
        flag for flag in flags if flag.code is FlagCode.CONTENT_MISSING
    )


WATER = Policy.from_toml(ROOT / "examples" / "policies" / "water-company.toml").amend(
    "2",
    answer={
        "fulfilled_by": (On("answered", modes={Channel.EMAIL}, content={"remedy"}),),
        "delay": DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5)),
    },
)


def test_what_no_rule_would_count_is_refused_before_it_is_sent(store: Store, clock: Clock) -> None:
    """A letter without its content or way, and a notice of a day that the rule does not allow.

    Ten weekdays from Wednesday 7 January 2026 end on the 21st, and five more on the 28th.
    """
    desk = desk_of(store, clock, "se/exempelvatten", registry=PolicyRegistry(policies=(WATER,)))
    case = desk.receive(form(clock))
    with pytest.raises(WouldNotFulfilError, match="lacks remedy") as refused:
        desk.answer(case.id, by=HANDLER, letter="Nej.")
    assert "Say with mode= in which way it is given" in str(refused.value)
    day = date(2026, 1, 30)
    with pytest.raises(WouldNotFulfilError, match="allows no more time than until 2026-01-28"):
        desk.give_delay_notice(case.id, by=HANDLER, reason="Sjukdom.", promised=day)
    assert desk.case(case.id) == case
    told = desk.give_delay_notice(case.id, by=HANDLER, reason="Sjukdom.", promised=day, anyway=True)
    assert told.events[-1].slug == "delay_notice"


# --- word that was given elsewhere ----------------------------------------------------------------


def test_word_that_was_sent_elsewhere_is_not_sent_again(
    desk: Desk, clock: Clock, postbox: Postbox
) -> None:
    """A letter that left the house by itself counts, and the desk sends none."""
    case = desk.receive(form(clock))
    sent = Answered(at=clock(), by=HANDLER, mode=Channel.LETTER)
    kept = desk.record(case.id, sent, sent=True).all(Answered)
    assert kept == [attrs.evolve(sent, sent=True)]
    assert list(desk.outbox()) == []
    with pytest.raises(FieldError, match="only a message to the person"):
        desk.record(case.id, CopySent(at=clock(), by=REGISTRAR), sent=True)


@pytest.mark.parametrize("unseen", ["\u200b", " \u2060\n", "\u202e"])
def test_words_that_nobody_sees_are_none(desk: Desk, clock: Clock, unseen: str) -> None:
    """An answer of nothing but unseen signs could never become a letter, so it is refused now."""
    case = desk.receive(form(clock))
    with pytest.raises(LetterError, match="own_words"):
        desk.answer(case.id, by=HANDLER, letter=unseen)
    assert desk.case(case.id) == case
    assert [record.kind for record in desk.store.protected(case.id)] == ["contact", "text"]


def test_reason_that_nobody_sees_is_none(desk: Desk, clock: Clock) -> None:
    """A delay notice whose reason is a zero-width sign is not noted as having given one."""
    case = desk.receive(form(clock))
    noted = desk.give_delay_notice(case.id, by=HANDLER, reason="\u200b", mode=Channel.PHONE)
    (notice,) = noted.all(DelayNotice)
    assert notice.content == frozenset()


def test_two_first_letters_are_sealed_under_one_key(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two answers at once, to a case that has no key yet, can both be opened afterwards."""
    vault = Vault(KeyRing.new())
    desk = desk_of(store, clock, "kramfors", vault=vault)
    case = desk.receive(form(clock).feedback)
    assert store.protected(case.id) == []
    together, look = Barrier(2), store.protected

    def seen_by_both(stream: str) -> Any:
        held = look(stream)
        with suppress(BrokenBarrierError):
            together.wait(0.3)  # let the other look too, if it can
        return held

    def answer(words: str) -> None:
        desk.answer(case.id, by=HANDLER, letter=words, sent=True)

    monkeypatch.setattr(store, "protected", seen_by_both)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(answer, ["Vi har sandat.", "Vi sandar i morgon."]))
    monkeypatch.undo()
    held = store.protected(case.id)
    versions = [int(record.kind[7:]) for record in held if record.kind.startswith("letter-")]
    opened = {vault.letter(case.id, version, held) for version in versions}
    assert opened == {"Vi har sandat.", "Vi sandar i morgon."}


# --- refused whole --------------------------------------------------------------------------------


def test_nobody_writes_to_an_erased_person(desk: Desk, clock: Clock) -> None:
    """Words to somebody who was erased are refused, and the vault stays empty."""
    case = desk.receive(form(clock))
    desk.erase(case.id, authority="beslut 7", reason="disposal", by=REGISTRAR)
    with pytest.raises(ErasedError, match=f"case {case.id} were erased"):
        desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    assert desk.store.protected(case.id) == []
    assert not desk.case(case.id).positions(Answered.slug)
    spoken = desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    assert spoken.positions(Answered.slug)


def test_what_was_written_again_lies_with_the_protected_data(desk: Desk, clock: Clock) -> None:
    """The log tells that the person wrote again and how; the words are read apart from it."""
    case = desk.receive(form(clock, "Det är halt."))
    found = desk.note_wrote_again(case.id, text="Nu är det halt igen.", mode=Channel.EMAIL)
    (again,) = found.all(WroteAgain)
    assert (again.mode, again.by.role) == (Channel.EMAIL, Role.SUBMITTER)
    version = found.version_of(again)
    assert desk.words(case.id, version).text == "Nu är det halt igen."
    assert desk.words(case.id).text == "Det är halt."
    assert "igen" not in event_to_json(again)
    wordless = desk.note_wrote_again(case.id, by=HANDLER, mode=Channel.PHONE)
    assert desk.words(case.id, len(wordless.log)).text == ""
    assert list(desk.outbox(case.id)) == []


def test_words_written_again_are_erased_with_the_rest(desk: Desk, clock: Clock) -> None:
    """Erasure destroys all that the person wrote; later words are not taken in, the fact is."""
    case = desk.receive(form(clock))
    version = len(desk.note_wrote_again(case.id, text="Och en sak till.").log)
    desk.erase(case.id, authority="plan 1", reason="disposal", by=REGISTRAR)
    assert desk.words(case.id, version).text == ""
    with pytest.raises(ErasedError, match="leave the words out"):
        desk.note_wrote_again(case.id, text="Hallå?")
    assert len(desk.note_wrote_again(case.id).all(WroteAgain)) == 2


def test_only_what_the_person_wrote_is_read_as_words(desk: Desk, clock: Clock) -> None:
    """The version of another entry, or of none, is refused by name."""
    case = desk.receive(form(clock))
    answered = desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    wrong: list[Any] = [0, len(answered.log), 99, True, "1"]
    for version in wrong:
        with pytest.raises(FieldError, match="tells of nothing that the person wrote") as caught:
            desk.words(case.id, version)
        assert caught.value.data == {"field": "version"}


def test_erasure_is_not_logged_without_being_done(desk: Desk, clock: Clock) -> None:
    """The event of an erasure is refused as a step of its own: what it tells of is still there."""
    case = desk.receive(form(clock))
    event = Erased(at=clock(), by=REGISTRAR, authority="beslut 7", reason="disposal", records=2)
    with pytest.raises(TransitionError, match=r"use Desk\.erase"):
        desk.record(case.id, event)
    assert desk.case(case.id) == case
    assert desk.words(case.id).text == "Det är halt på gångvägen."


def test_second_erasure_tells_that_nothing_was_left(desk: Desk, clock: Clock) -> None:
    """Erasing anew, on another decision, finds no record: contact and text went the first time."""
    case = desk.receive(form(clock))
    desk.erase(case.id, authority="beslut 7", reason="disposal", by=REGISTRAR)
    again = desk.erase(case.id, authority="beslut 8", reason="request", by=REGISTRAR).case
    assert [(event.authority, event.records) for event in again.all(Erased)] == [
        ("beslut 7", 2),
        ("beslut 8", 0),
    ]


@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.EXTERNAL_BODY])
def test_outsiders_give_no_word_for_the_municipality(desk: Desk, clock: Clock, role: Role) -> None:
    """Who complains, or another body, confirms and answers nothing in the municipality's name."""
    case = desk.receive(form(clock))
    with pytest.raises(NotAllowedError, match="left to everybody who acts for the body"):
        desk.answer(case.id, by=Actor(role), letter="Jag är nöjd.", anyway=True)
    assert desk.case(case.id) == case
    assert [record.kind for record in desk.store.protected(case.id)] == ["contact", "text"]


def test_second_event_that_is_refused_undoes_the_first(desk: Desk, clock: Clock) -> None:
    """A hand-over whose copy is not allowed has not happened."""
    case = desk.receive(form(clock))
    before = list(desk.outbox())
    with pytest.raises(FieldError):
        desk.hand_over(case.id, by=REGISTRAR, to_unit="parks", handler="Anna Exempel")
    assert desk.case(case.id) == case
    assert list(desk.outbox()) == before


Call = Callable[[Desk, str], Any]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda desk, _: desk.receive("Halt."), FieldError, "str is neither a Feedback nor"),
        (lambda desk, _: desk.receive(None), FieldError, "NoneType is neither"),
        (lambda desk, case: desk.record(case, "answered"), FieldError, "a str is no event"),
        (lambda desk, case: desk.answer(case, by="Anna", letter="x"), FieldError, "by"),
        (lambda desk, case: desk.answer(case, by=HANDLER, letter=7), FieldError, "letter"),
        (lambda desk, case: desk.answer(case, by=HANDLER, letter=None), FieldError, "letter"),
        (lambda desk, case: desk.answer(case, by=HANDLER, letter=b""), FieldError, "letter"),
        (
            lambda desk, case: desk.acknowledge(case, by=REGISTRAR, anyway="no"),
            FieldError,
            "anyway: expected True or False, got 'no'",
        ),
        (
            lambda desk, case: desk.record(
                case, Answered(at=desk.case(case).received_at, by=HANDLER), sent=1
            ),
            FieldError,
            "sent: expected True or False, got 1",
        ),
        (lambda desk, case: desk.review(case, "answered"), FieldError, "a str is no event"),
        (lambda desk, case: desk.answer(case, by=HANDLER, letter="\x00"), FieldError, "U\\+0000"),
        (lambda desk, case: desk.answer(case, by=HANDLER, letter="\ud800"), FieldError, "letter"),
        (
            lambda desk, case: desk.give_delay_notice(case, by=HANDLER, reason=None),
            FieldError,
            "reason",
        ),
        (
            lambda desk, case: desk.acknowledge(case, by=REGISTRAR, promised="2026-01-20"),
            FieldError,
            "2026-01-20",
        ),
        (
            lambda desk, case: desk.acknowledge(case, by=REGISTRAR, handler="Anna Exempel"),
            FieldError,
            "handler: 'Anna Exempel' is not a code",
        ),
        (
            lambda desk, case: desk.close(case, by=REGISTRAR, content=7),
            FieldError,
            "several codes, got 7",
        ),
        (lambda desk, case: desk.split(case, [], by=HANDLER), FieldError, "parts"),
        (lambda desk, case: desk.split(case, ["x"], by=HANDLER), FieldError, "parts"),
        (lambda desk, case: desk.split(case, 7, by=HANDLER), FieldError, "parts"),
        (lambda desk, _: desk.case(7), FieldError, "int is no id"),
        (lambda desk, _: desk.words(None), FieldError, "NoneType is no id"),
        (lambda desk, _: desk.case(""), UnknownCaseError, "''"),
        (lambda desk, _: desk.worklist("2026-01-08"), TypeError, "2026-01-08"),
        (lambda desk, _: desk.tick("2026-01-08"), ValueError, "2026-01-08"),
        (lambda desk, _: desk.tick(date(2026, 1, 8)), ValueError, "2026"),
        (
            lambda desk, case: desk.erase(case, authority="", reason="disposal", by=REGISTRAR),
            EventError,
            "authority",
        ),
        (
            lambda desk, case: desk.register(case, by=REGISTRAR, what="svar"),
            TransitionError,
            "does not register svar",
        ),
        (lambda desk, case: desk.register(case, by=REGISTRAR, what=7), FieldError, "what: 7"),
        (
            lambda desk, case: desk.register(case, by=REGISTRAR, register=None),
            FieldError,
            "register: None",
        ),
        (lambda desk, _: desk.outbox(7), FieldError, "case_id: 7 is no text"),
        (lambda desk, case: desk.send_again(case, ["x"]), FieldError, "is no id of a notice"),
        (lambda desk, _: desk.report(2026), FieldError, "period: 2026 is no Period"),
        (lambda desk, _: desk.report(Year(2026), by=None), FieldError, "by: None is no list"),
        (lambda desk, _: desk.report(Year(2026), by=[7]), FieldError, "by: 7 is no list"),
        (
            lambda desk, _: desk.report(Year(2026), across="kind"),
            FieldError,
            "across: 'kind' is no list of groupings",
        ),
        (lambda desk, _: desk.policy_of("essunga"), FieldError, "case: str is no Case"),
        (lambda desk, _: desk.report_duties("2026"), FieldError, "year: '2026' is no year"),
    ],
)
def test_wrong_values_are_named_and_nothing_is_done(
    desk: Desk, clock: Clock, call: Call, error: type[Exception], said: str
) -> None:
    """A value of the wrong type or content is an error of ours that names it; the log stays."""
    case = desk.receive(form(clock))
    before = list(desk.store.tail(0, 99)), list(desk.outbox()), desk.store.protected(case.id)
    with pytest.raises(error, match=said) as refused:
        call(desk, case.id)
    assert type(refused.value).__module__ == "klagomal.errors"
    assert before == (
        list(desk.store.tail(0, 99)),
        list(desk.outbox()),
        desk.store.protected(case.id),
    )


def test_events_of_another_day_keep_their_moment(desk: Desk, clock: Clock) -> None:
    """What was done on Wednesday and noted on Friday stands on Wednesday."""
    case = desk.receive(form(clock))
    done_at = clock()
    clock.set("2026-01-09 10:00")
    moved = desk.record(case.id, Transferred(at=done_at, by=REGISTRAR, to_unit="parks"))
    event = moved.last(Transferred)
    assert event is not None
    assert (event.at, event.recorded_at) == (done_at, clock())


def test_closing_event_may_be_recorded_by_hand(desk: Desk, clock: Clock) -> None:
    """What the verbs do can be done with events as well."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    closed = desk.record(case.id, Closed(at=clock(), by=REGISTRAR, content={"unit_notes"}))
    assert closed.closed_at is not None
