# SPDX-License-Identifier: Apache-2.0
"""The desk against a model so simple that it must be right, step by step at random."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from klagomal.cases.case import Case
from klagomal.cases.events import (
    Actor,
    Answered,
    ContactEvent,
    DeliveryFailed,
    ReferredOut,
    Reopened,
)
from klagomal.cases.feedback import Submitter
from klagomal.desk import Desk
from klagomal.errors import (
    ErasedError,
    IdempotencyError,
    KlagomalError,
    LetterError,
    TransitionError,
)
from klagomal.ports import NoticeState, Result, ResultCode, Store
from klagomal.report.duties import ReportDelivered
from klagomal.stores.memory import MemoryStore
from klagomal.stores.sqlite import SqliteStore
from klagomal.vocabulary import Channel, Role
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form
from tests.effort import TRIES


@attrs.define
class Known:
    """What the model knows of one case."""

    text: str
    letters: int = 0
    is_closed: bool = False
    is_erased: bool = False
    is_withdrawn: bool = False
    is_outside: bool = False
    """Whether it turned out to be a matter of another kind, for which nothing is promised."""


class DeskMachine(RuleBasedStateMachine):
    """Random days at Essunga's desk."""

    cases = Bundle("cases")

    @initialize()
    def open_for_the_day(self) -> None:
        """Begin on a Wednesday in January with an empty store."""
        self.clock = Clock("2026-01-07 10:00")
        self.postbox = Postbox()
        self.known: dict[str, Known] = {}
        self.keys: dict[str, tuple[str, str]] = {}
        self.moved: dict[str, str] = {}
        self.taken: set[str] = set()
        self.reports: set[date] = set()
        self.returned = 0
        self.desk = self.new_desk(self.new_store())

    def new_store(self) -> Store:
        """Return the store of the run."""
        return MemoryStore()

    def new_desk(self, store: Store) -> Desk:
        """Return a desk on ``store``."""
        return desk_of(store, self.clock, notifiers=(self.postbox,))

    @rule(target=cases, key=st.sampled_from("abcdef"), text=st.sampled_from(["Ett.", "Två."]))
    def receive(self, key: str, text: str) -> str:
        """Take in a form, perhaps one that was sent before, perhaps one with a used key."""
        # The form was filled in at the same moment, however often it is sent.
        sent = form(Clock("2026-01-07 09:00"), text)
        if key in self.keys and self.keys[key][0] != text:
            with pytest.raises(IdempotencyError):
                self.desk.receive(sent, idempotency_key=key)
            return self.keys[key][1]
        case = self.desk.receive(sent, idempotency_key=key)
        if key in self.keys:
            assert case.id == self.keys[key][1]
        else:
            assert case.id not in self.known
            self.keys[key] = (text, case.id)
            self.known[case.id] = Known(text)
        return case.id

    @rule(target=cases)
    def receive_without_key(self) -> str:
        """Take in a form that has no key: always a new case."""
        case = self.desk.receive(form(self.clock))
        assert case.id not in self.known
        self.known[case.id] = Known("Det är halt på gångvägen.")
        return case.id

    @rule(case_id=cases)
    def acknowledge(self, case_id: str) -> None:
        """Confirm receipt with a handler: refused on a closed case, else one letter."""
        known = self.known[case_id]
        if known.is_closed:
            lost = self.desk.case(case_id).undelivered
            with suppress(LetterError, TransitionError):
                self.desk.acknowledge(case_id, by=REGISTRAR, handler="handler-1")
                assert lost  # only word for who has not got it is given on a closed case
                known.letters += 1
            return
        if not self.desk.case(case_id).is_reachable:
            with pytest.raises(LetterError):
                self.desk.acknowledge(case_id, by=REGISTRAR, handler="handler-1")
            return
        self.desk.acknowledge(case_id, by=REGISTRAR, handler="handler-1")
        known.letters += 1

    @rule(case_id=cases, accepted=st.booleans())
    def answer_and_close(self, case_id: str, accepted: bool) -> None:
        """Answer and close; a second closing is refused."""
        known = self.known[case_id]
        if known.is_closed:
            with pytest.raises(TransitionError):
                self.desk.close(case_id, by=REGISTRAR, content={"unit_notes"})
            return
        if not self.desk.case(case_id).is_reachable:
            with pytest.raises((ErasedError, LetterError)):
                self.desk.answer(case_id, by=HANDLER, letter="Vi har sandat.")
            self.desk.answer(case_id, by=HANDLER, mode=Channel.PHONE)
        else:
            self.desk.answer(case_id, by=HANDLER, letter="Vi har sandat.")
            known.letters += 1
        if not accepted:
            return
        if known.is_outside:
            self.desk.record(case_id, ReferredOut(at=self.clock(), by=HANDLER, to="fault-desk"))
        self.desk.close(case_id, by=REGISTRAR, content={"unit_notes"})
        known.is_closed = True

    @rule(case_id=cases)
    def person_withdraws(self, case_id: str) -> None:
        """The person takes the letter back: the case is closed, whatever was not done."""
        known = self.known[case_id]
        if known.is_closed:
            with pytest.raises(TransitionError):
                self.desk.withdraw(case_id, by=Actor(Role.SUBMITTER))
            return
        self.desk.withdraw(case_id, by=Actor(Role.SUBMITTER))
        known.is_closed = known.is_withdrawn = True

    @rule(case_id=cases, other=cases)
    def written_twice(self, case_id: str, other: str) -> None:
        """The later of two letters is closed as a duplicate, unless the earlier owes less."""
        known, goes_on = self.known[case_id], self.known[other]
        try:
            self.desk.close_as_duplicate(case_id, of=other, by=REGISTRAR)
        except TransitionError:
            return
        assert case_id != other
        assert not known.is_closed
        assert not goes_on.is_withdrawn
        assert known.is_erased or not (goes_on.is_erased or goes_on.is_outside > known.is_outside)
        known.is_closed = known.is_withdrawn = True
        assert case_id not in {item.case_id for item in self.desk.worklist()}

    @rule(case_id=cases, other=cases)
    def somebody_else_wrote_too(self, case_id: str, other: str) -> None:
        """A link stands on both sides or on none."""
        with suppress(TransitionError):
            self.desk.link(case_id, to=other, by=HANDLER)
        links = {id_: self.desk.case(id_).links for id_ in (case_id, other)}
        assert (other in links[case_id]) == (case_id in links[other])
        assert case_id not in links[case_id]

    @rule(case_id=cases, address=st.sampled_from(["ny@example.org", ""]))
    def a_way_to_the_person_is_found_or_lost(self, case_id: str, address: str) -> None:
        """While no way is known, a letter is refused; what was erased has no way any more."""
        contact = Submitter(email=address) if address else None
        was_reachable = self.desk.case(case_id).is_reachable
        try:
            after = self.desk.note_contact(case_id, contact, by=HANDLER)
        except ErasedError:
            assert self.known[case_id].is_erased
        except TransitionError:
            assert not was_reachable
            assert contact is None
        else:
            assert after.is_reachable == (contact is not None)

    @rule(case_id=cases)
    def told_outside_the_desk(self, case_id: str) -> None:
        """Who has been told by another way needs no letter, and can be told whatever is known."""
        before = len(list(self.desk.outbox(case_id)))
        with suppress(TransitionError):  # it may be closed
            answered = self.desk.answer(case_id, by=HANDLER, sent=True)
            assert any(answer.sent for answer in answered.all(Answered))
        assert len(list(self.desk.outbox(case_id))) == before

    @rule(case_id=cases)
    def it_is_a_fault_report_or_not(self, case_id: str) -> None:
        """The matter is found to belong elsewhere, and the next time to be ours after all."""
        known = self.known[case_id]
        streams = set() if known.is_outside else {"fault_report"}
        if known.is_closed:
            with pytest.raises(TransitionError):
                self.desk.set_streams(case_id, streams, by=REGISTRAR)
            return
        moved = self.desk.set_streams(case_id, streams, by=REGISTRAR)
        known.is_outside = not known.is_outside
        assert (moved.excluded != "") == known.is_outside

    @rule(case_id=cases, data=st.data())
    def an_entry_was_wrong(self, case_id: str, data: st.DataObject) -> None:
        """A confirmation or an answer is taken back: it no longer counts, and the log keeps it."""
        case = self.desk.case(case_id)
        given = [
            version
            for version, event in enumerate(case.log, 1)
            if isinstance(event, ContactEvent) and case.entry(version)
        ]
        if not given:
            return
        version = data.draw(st.sampled_from(given))
        after = self.desk.correct(case_id, version, by=REGISTRAR, reason="wrong_case")
        assert after.log[: len(case.log)] == case.log
        assert after.entry(version) is None

    @rule()
    def a_letter_comes_back(self) -> None:
        """A letter that was sent comes back: its message no longer counts, and somebody is told."""
        for entry in self.desk.outbox():
            if entry.state is NoticeState.SENT and entry.recipient == "submitter":
                before = self.desk.case(entry.case_id)
                after = self.desk.note_bounce(entry.case_id, entry.notice_id)
                self.returned += 1
                version = int(entry.notice_id.rpartition(":")[2])
                standing = version not in dict(before.undelivered) and before.entry(version)
                assert (version in dict(after.undelivered)) == bool(standing)
                return

    @rule(case_id=cases, key=st.sampled_from("xyz"))
    def hand_over_once(self, case_id: str, key: str) -> None:
        """Hand over under a key that may have been used, for this case or another."""
        moved_by = self.moved.setdefault(key, case_id)
        if moved_by != case_id:
            with pytest.raises(IdempotencyError):
                self.hand_over(case_id, key)
            return
        before = self.desk.case(case_id)
        if self.known[case_id].is_closed and key not in self.taken:
            del self.moved[key]
            with pytest.raises(TransitionError):
                self.hand_over(case_id, key)
            return
        after = self.hand_over(case_id, key)
        assert len(after.events) == len(before.events) + (key not in self.taken)
        self.taken.add(key)

    def hand_over(self, case_id: str, key: str) -> Case:
        """Hand a case over to the unit, which is in the directory."""
        return self.desk.hand_over(case_id, by=REGISTRAR, to_unit="unit", idempotency_key=key)

    @rule(case_id=cases)
    def reopen(self, case_id: str) -> None:
        """Open a closed case again; an open one refuses."""
        event = Reopened(at=self.clock(), by=REGISTRAR)
        if not self.known[case_id].is_closed:
            with pytest.raises(TransitionError):
                self.desk.record(case_id, event)
            return
        self.desk.record(case_id, event)
        self.known[case_id].is_closed = self.known[case_id].is_withdrawn = False

    @rule(case_id=cases)
    def erase(self, case_id: str) -> None:
        """Erase: letters that are still queued are withdrawn, and none goes out afterwards."""
        erasure = self.desk.erase(case_id, authority="beslut 7", reason="disposal", by=REGISTRAR)
        assert erasure.begun == ()
        self.known[case_id].is_erased = True
        waiting = [
            entry
            for entry in self.desk.outbox(case_id)
            if entry.recipient == "submitter" and entry.state is NoticeState.WAITING
        ]
        assert waiting == []

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        """Some hours go by."""
        self.clock.forward(hours=hours)

    @rule()
    def tick_twice(self) -> None:
        """The second tick at the same moment has nothing new to tell."""
        self.desk.tick()
        assert self.desk.tick().reminded == 0

    @rule()
    def deliver_all(self) -> None:
        """Everything that can be delivered is."""
        while self.desk.deliver().tried:
            pass

    @rule()
    def server_stumbles(self) -> None:
        """One letter is put off for a while."""
        self.postbox.answers = [Result(ResultCode.TEMPORARY, "smtp 451")]
        self.desk.deliver(limit=1)
        self.postbox.answers = []

    @rule()
    def server_refuses_and_somebody_sends_again(self) -> None:
        """A letter that was refused for good is dead, says so in its case, and goes out later."""
        self.postbox.answers = [Result(ResultCode.PERMANENT, "smtp 550")]
        dead = self.desk.deliver(limit=1).dead
        self.postbox.answers = []
        for entry in list(self.desk.outbox()) if dead else ():
            if entry.state is NoticeState.DEAD and entry.case_id:
                case = self.desk.case(entry.case_id)
                if entry.recipient == "submitter" and not case.is_reachable:
                    continue
                if entry.error == "withdrawn":
                    continue  # because it was recorded by mistake, perhaps after it had been tried
                failures = self.desk.case(entry.case_id).all(DeliveryFailed)
                assert entry.kind in {failed.notice for failed in failures}
                self.desk.send_again(entry.case_id, entry.notice_id)

    @rule()
    def report_is_given(self) -> None:
        """Note today's report; however often it is noted, it is one."""
        today = self.clock.now.date()
        given = ReportDelivered(rule="board", on=today, contents={"count", "by_kind", "measures"})
        self.desk.note_report(given)
        self.reports.add(today)
        (board, _) = self.desk.report_duties(today.year)
        assert board.delivered == sum(day.year == today.year for day in self.reports)

    @rule()
    def numbers_are_gapless(self) -> None:
        """Numbers are 1..N, one each."""
        references = [case.registrations[0].reference for case in self.desk.cases()]
        numbers = sorted(int(reference.rpartition(":")[2]) for reference in references)
        assert numbers == list(range(1, len(self.known) + 1))

    @rule()
    def cases_are_as_known(self) -> None:
        """Every case stands as the model says, with its words unless erased."""
        for case in self.desk.cases():
            known = self.known[case.id]
            assert (case.closed_at is not None) == known.is_closed
            assert self.desk.words(case.id).text == ("" if known.is_erased else known.text)

    @invariant()
    def nothing_sent_twice(self) -> None:
        """No letter goes out twice unless it came back, and none that was not called for."""
        ids = [letter.id for letter in self.postbox.letters]
        assert len(ids) - len(set(ids)) <= self.returned
        to_people = {id_ for id_ in ids if ":submitter:" in id_}
        assert len(to_people) <= sum(known.letters for known in self.known.values())

    @rule()
    def nothing_owed_disappears(self) -> None:
        """Every open case is on the worklist, and a closed one only while something is owed."""
        worklist = self.desk.worklist()
        waiting = {item.case_id for item in worklist}
        # The handler's copy may still be sent when the case is closed.
        copies = {i.case_id for i in worklist if i.obligation == "copy_to_handler"}
        for id_, known in self.known.items():
            if not known.is_closed:
                assert id_ in waiting
            elif id_ in waiting:
                case = self.desk.case(id_)
                assert case.undelivered or case.corrections or id_ in copies
                assert not known.is_withdrawn

    def teardown(self) -> None:
        """Whatever happened, it all holds at the end."""
        if hasattr(self, "desk"):
            self.numbers_are_gapless()
            self.cases_are_as_known()
            self.nothing_owed_disappears()


class SqliteDeskMachine(DeskMachine):
    """The same days on a file, with the office closing and opening again in between."""

    def new_store(self) -> Store:
        """Return a store in a new folder."""
        self.folder = Path(tempfile.mkdtemp(prefix="klagomal-"))
        return SqliteStore(self.folder / "desk.db")

    @rule()
    def restart(self) -> None:
        """Close the store and go on with a new one on the same file."""
        self.desk.store.close()
        with pytest.raises(KlagomalError):
            self.desk.receive(form(self.clock))
        self.desk = self.new_desk(SqliteStore(self.folder / "desk.db"))

    def teardown(self) -> None:
        """Leave nothing behind."""
        super().teardown()
        if hasattr(self, "folder"):
            self.desk.store.close()
            shutil.rmtree(self.folder)


_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]


TestDeskInMemory = pytest.mark.soak(DeskMachine.TestCase)
TestDeskInMemory.settings = settings(
    max_examples=30 * TRIES, stateful_step_count=50, deadline=None, suppress_health_check=_CHECKS
)

TestDeskOnSqlite = pytest.mark.soak(SqliteDeskMachine.TestCase)
TestDeskOnSqlite.settings = settings(
    max_examples=10 * TRIES, stateful_step_count=30, deadline=None, suppress_health_check=_CHECKS
)
