# SPDX-License-Identifier: Apache-2.0
"""Decisions from a case and a proposed step to the events to append, and nothing stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest

from klagomal.assessment import assess
from klagomal.cases.case import fold
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    DueDate,
    Event,
    Received,
    Registered,
    SplitOff,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import (
    ClockError,
    EventOrderError,
    FieldError,
    KeptApartError,
    NaiveDatetimeError,
    PolicyMismatchError,
    TransitionError,
    UnknownEventError,
)
from klagomal.lifecycle import receive, record, split
from klagomal.policy.policy import Policy
from klagomal.promises.provisions import Exclusion
from klagomal.promises.terms import Within
from klagomal.vocabulary import Channel, Kind, Label, Outcome, Role
from tests.random_cases import STEPS, TURNS, random_event
from tests.small_policies import ANSWER, STAGES, TWO_CLOCKS, WORDS, duty, small

ARRIVAL = datetime(2025, 3, 3, 12, tzinfo=UTC)
NOW = ARRIVAL + timedelta(minutes=5)
WHISTLE = Exclusion(
    stream="whistleblowing", refer_to=Label("kanalen", "the channel"), keep_apart=True
)
APPEAL = Exclusion(stream="appeal", refer_to=WORDS)
PROPOSED = {*STEPS, *TURNS, *TURNS.values(), "delay_notice", "reclassified", "severity_set"}
POLICY = TWO_CLOCKS.amend("1", exclusions=(APPEAL, WHISTLE))


def sent(**about: Any) -> Feedback:
    """Return a complaint by letter, changed in some parts."""
    parts: dict[str, Any] = {
        "kind": Kind.COMPLAINT,
        "channel": Channel.LETTER,
        "received_at": ARRIVAL,
    }
    return Feedback(**parts | about)


def opened(policy: Policy = POLICY, **about: Any) -> tuple[Event, ...]:
    """Receive a letter."""
    return receive(sent(**about), policy, NOW, case_id="case-1")


def after(days: int) -> datetime:
    """Return a moment some days after the arrival."""
    return ARRIVAL + timedelta(days=days)


# --- receive --------------------------------------------------------------------------------------


def test_receiving_stores_what_was_promised_that_day() -> None:
    """Edition, due dates and the calendar's fingerprint, and who took it in when."""
    (arrival,) = receive(sent(), POLICY, NOW, case_id="case-1", by=Actor(Role.STAFF, "anna"))
    assert isinstance(arrival, Received)
    assert (arrival.at, arrival.recorded_at) == (ARRIVAL, NOW)
    assert (arrival.policy, arrival.edition) == ("smaby", "1")
    assert arrival.calendar == POLICY.calendar.fingerprint
    assert arrival.by == Actor(Role.STAFF, "anna")
    # Five working days and ten days after Monday 3 March.
    assert arrival.due == (
        DueDate("contact", date(2025, 3, 10)),
        DueDate("answer", date(2025, 3, 13)),
    )


def test_what_has_arrived_is_never_rejected() -> None:
    """An excluded stream, an unlisted kind and an unlisted channel are received like all else."""
    odd = sent(streams={"appeal"}, kind=Kind.QUESTION, channel=Channel.FAX, anonymous=True)
    (arrival,) = receive(odd, POLICY, NOW, case_id="case-1")
    assert isinstance(arrival, Received)
    assert arrival.excluded == "appeal"
    assert arrival.due == ()  # AMB-27: no clock runs


def test_whistleblowing_is_kept_out_of_the_ordinary_store() -> None:
    """The error says where it belongs and holds nothing of what was written."""
    with pytest.raises(KeptApartError, match="hand it to the channel") as caught:
        opened(streams={"whistleblowing"})
    assert caught.value.data == {"stream": "whistleblowing"}


def test_feedback_cannot_arrive_in_the_future() -> None:
    """The error shows both moments and what to check."""
    with pytest.raises(ClockError, match="check the clock and the time zone") as caught:
        receive(sent(), POLICY, ARRIVAL - timedelta(seconds=1), case_id="case-1")
    assert caught.value.data == {"received_at": ARRIVAL}
    with pytest.raises(NaiveDatetimeError):
        receive(sent(), POLICY, datetime(2025, 3, 3, 12), case_id="case-1")


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2025, 3, 4), None), (None, date(2025, 3, 2)), (date(2026, 1, 1), date(2026, 12, 31))],
)
def test_an_edition_covers_the_arrivals_of_its_time(first: date | None, last: date | None) -> None:
    """AMB-34: the error says which days it covers and how to find the right edition."""
    policy = small(ANSWER, valid_from=first, valid_to=last)
    with pytest.raises(PolicyMismatchError, match=r"policies.get\('smaby', on=") as caught:
        opened(policy)
    assert caught.value.data == {"policy": "smaby@1", "day": date(2025, 3, 3)}


def test_the_first_and_last_day_of_an_edition_belong_to_it() -> None:
    """The Swedish day decides, not the UTC one."""
    policy = small(ANSWER, valid_from=date(2025, 3, 3), valid_to=date(2025, 3, 3))
    assert opened(policy)
    late = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)
    with pytest.raises(PolicyMismatchError):
        receive(sent(received_at=late), policy, late, case_id="case-1")


def test_a_case_id_is_a_code() -> None:
    """A name or a number with spaces is refused before anything is made."""
    with pytest.raises(FieldError, match="case_id: 'Ärende 1' is not a code"):
        receive(sent(), POLICY, NOW, case_id="Ärende 1")


def test_an_import_says_what_its_source_records() -> None:
    """Known events only, and never a word read letter by letter."""
    (arrival,) = receive(sent(), POLICY, NOW, case_id="c", records=["answered"])
    assert isinstance(arrival, Received)
    assert arrival.records == frozenset({"answered"})
    with pytest.raises(FieldError, match="expected several codes"):
        receive(sent(), POLICY, NOW, case_id="c", records="answered")
    with pytest.raises(UnknownEventError):
        receive(sent(), POLICY, NOW, case_id="c", records=["anwsered"])


# --- record ---------------------------------------------------------------------------------------


def test_recording_stamps_when_it_was_written_down() -> None:
    """A call on day 1, noted on day 2, keeps its own moment."""
    case = fold(opened())
    (noted,) = record(case, Acknowledged(at=after(1)), POLICY, after(2))
    assert (noted.at, noted.recorded_at) == (after(1), after(2))


def test_a_clock_that_jumped_back_still_writes_the_log_in_order() -> None:
    """The log never says that an event was written before the one it follows."""
    log = opened()
    log += record(fold(log), Acknowledged(at=after(1)), POLICY, after(5))
    log += record(fold(log), Answered(at=after(2)), POLICY, after(3))
    assert log[-1].recorded_at == after(5)
    assert [event.slug for event in fold(log).events] == ["received", "acknowledged", "answered"]


@pytest.mark.parametrize(
    ("at", "told"), [(after(3), "lies after now"), (after(-1), "comes before the arrival")]
)
def test_nothing_is_recorded_from_the_future_or_before_the_arrival(at: datetime, told: str) -> None:
    """The error names the event and both moments."""
    with pytest.raises(ClockError, match=told) as caught:
        record(fold(opened()), Answered(at=at), POLICY, after(2))
    assert caught.value.data == {"at": at}


def test_a_step_is_decided_under_the_cases_own_edition() -> None:
    """Another edition, or another municipality, does not decide over it."""
    case = fold(opened())
    for other in (POLICY.amend("2"), attrs.evolve(POLICY, key="annanby")):
        with pytest.raises(PolicyMismatchError, match="was received under smaby@1") as caught:
            record(case, Answered(at=after(1)), other, after(1))
        assert other.id in str(caught.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"case": None}, "case: NoneType is no Case"),
        ({"event": "answered"}, "event: str is no Event"),
        ({"policy": None}, "policy: NoneType is no Policy"),
    ],
)
def test_what_is_no_case_event_or_policy_is_refused(change: dict[str, Any], told: str) -> None:
    """The error names the argument and what to give."""
    right: dict[str, Any] = {
        "case": fold(opened()),
        "event": Answered(at=after(1)),
        "policy": POLICY,
    }
    with pytest.raises(FieldError, match=told):
        record(**right | change, now=after(2))


@pytest.mark.parametrize("change", [{"feedback": None}, {"policy": "essunga"}])
def test_what_is_no_feedback_or_policy_is_not_received(change: dict[str, Any]) -> None:
    """The error names the argument."""
    right: dict[str, Any] = {"feedback": fold(opened()).feedback, "policy": POLICY}
    (name,) = change
    with pytest.raises(FieldError, match=f"{name}: ") as caught:
        receive(**right | change, now=after(1), case_id="c")
    assert caught.value.data == {"field": name}


def test_deciding_changes_nothing() -> None:
    """A refused step leaves the case as it was, and so does an accepted one until it is stored."""
    log = opened()
    case = fold(log)
    record(case, Answered(at=after(1)), POLICY, after(1))
    with pytest.raises(TransitionError):
        record(case, log[0], POLICY, after(1))
    assert case == fold(log)


def test_no_step_can_make_a_log_that_cannot_be_read() -> None:
    """Closed, reopened, and then said to have been closed once more in between: refused.

    Late notes are welcome, but a log that no fold accepts would lose the case.
    """
    log = opened()
    registrar = Actor(Role.REGISTRAR)
    log += record(fold(log), Closed(at=after(2), by=registrar), POLICY, after(2))
    with pytest.raises(EventOrderError):
        fold((*log, Closed(at=after(1), recorded_at=after(3))))
    with pytest.raises(TransitionError):
        record(fold(log), Closed(at=after(1)), POLICY, after(3))


# --- split ----------------------------------------------------------------------------------------


def test_a_letter_is_split_into_linked_cases() -> None:
    """AMB-25: the praise in a complaint becomes a case with the letter's moment, its own kind."""
    case = fold(opened())
    found = split(
        case, {"case-2": sent(kind=Kind.PRAISE)}, POLICY, after(2), by=Actor(Role.REGISTRAR)
    )
    (off,) = found.parent
    assert isinstance(off, SplitOff)
    assert (off.child, off.at) == ("case-2", after(2))
    child = fold(found.children["case-2"])
    assert child.received_at == ARRIVAL
    assert child.received.recorded_at == after(2)
    assert child.received.parent == "case-1"
    assert child.received.by == case.received.by
    assert child.kind is Kind.PRAISE
    # The contact is owed for complaints only, the answer for both, from the letter's day.
    first, second = assess(child, POLICY, as_of=date(2025, 3, 14))
    assert (first.outcome, second.outcome) == (Outcome.NOT_APPLICABLE, Outcome.OVERDUE)
    assert fold((*opened(), *found.parent)).all(SplitOff) == [off]


def test_a_part_may_belong_elsewhere() -> None:
    """An appeal in the same letter becomes an excluded case; the complaint goes on."""
    case = fold(opened())
    found = split(case, {"c-2": sent(streams={"appeal"})}, POLICY, NOW, by=Actor(Role.REGISTRAR))
    assert fold(found.children["c-2"]).excluded == "appeal"
    assert case.excluded == ""


def test_a_part_is_known_from_the_same_source() -> None:
    """What an imported letter's source does not record, it does not record of its parts."""
    case = fold(receive(sent(), POLICY, NOW, case_id="case-1", records=["answered"]))
    found = split(case, {"case-2": sent()}, POLICY, NOW, by=Actor(Role.REGISTRAR))
    (arrival,) = found.children["case-2"]
    assert isinstance(arrival, Received)
    assert arrival.records == frozenset({"answered"})


def test_a_part_keeps_the_letters_moment() -> None:
    """A part with another moment is another letter; the error shows both."""
    later = sent(received_at=ARRIVAL + timedelta(hours=1))
    with pytest.raises(TransitionError, match="keeps the letter's moment") as caught:
        split(fold(opened()), {"case-2": later}, POLICY, after(1), by=Actor(Role.REGISTRAR))
    assert caught.value.data == {"case": "case-1"}


def test_a_part_has_an_id_of_its_own() -> None:
    """Two cases cannot share a number."""
    with pytest.raises(TransitionError, match="its letter's own id"):
        split(fold(opened()), {"case-1": sent()}, POLICY, after(1), by=Actor(Role.REGISTRAR))


def test_a_split_that_is_not_allowed_makes_no_case() -> None:
    """A closed letter is not split; a part that must be kept apart stops the whole."""
    log = opened()
    closed = fold((*log, *record(fold(log), Closed(at=after(1)), POLICY, after(1))))
    with pytest.raises(TransitionError, match="reopen it first"):
        split(closed, {"case-2": sent()}, POLICY, after(2), by=Actor(Role.REGISTRAR))
    with pytest.raises(KeptApartError):
        split(
            fold(log),
            {"case-2": sent(), "case-3": sent(streams={"whistleblowing"})},
            POLICY,
            after(2),
            by=Actor(Role.REGISTRAR),
        )


def test_a_split_may_be_noted_later_than_it_was_made() -> None:
    """``at`` is when it was decided; it cannot lie ahead."""
    case = fold(opened())
    by = Actor(Role.REGISTRAR)
    found = split(case, {"case-2": sent()}, POLICY, after(3), by=by, at=after(1))
    (off,) = found.parent
    assert (off.at, off.recorded_at) == (after(1), after(3))
    with pytest.raises(ClockError):
        split(case, {"case-2": sent()}, POLICY, after(1), by=by, at=after(3))


def test_registration_is_separate_from_arrival() -> None:
    """B.2 number 1: the moment of arrival never changes, whenever it is registered."""
    log = opened()
    entry = Registered(at=after(2), register="diary", reference="2025-1")
    log += record(fold(log), entry, POLICY, after(2))
    case = fold(log)
    assert case.received_at == ARRIVAL
    assert case.registrations[0].at == after(2)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_allowed_can_be_read_back(seed: int) -> None:
    """Steps proposed at random, also late ones, leave a log that folds, in the order written."""
    pick = Random(seed)
    policy = small(
        duty("answer", Within(10), "answered", pausable=True),
        ladder=STAGES.ladder,
        exclusions=(APPEAL,),
    )
    log = receive(sent(), policy, NOW, case_id="case-1")
    now, refused = NOW, 0
    for _ in range(60):
        now += timedelta(hours=pick.randint(0, 30))
        happened = now - timedelta(hours=pick.choice([0, 0, 1, 20, 60]))
        event = random_event(pick, pick.choice(sorted(PROPOSED)), happened)
        try:
            log += record(fold(log), event, policy, now)
        except (TransitionError, ClockError):
            refused += 1
    case = fold(log)
    assert len(case.events) == len(log) == 61 - refused
    assert len(log) > 10
