# SPDX-License-Identifier: Apache-2.0
"""What stands of a log: messages that failed do not, corrected entries read as corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.cases.case import fold
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    Closed,
    ContactNoted,
    CopySent,
    Corrected,
    DelayNotice,
    DeliveryFailed,
    DeliverySucceeded,
    Erased,
    Linked,
    PraiseForwarded,
    Received,
    Registered,
    Reopened,
    StreamsSet,
    Transferred,
)
from klagomal.errors import EventError, EventOrderError, FieldError
from klagomal.policies import get
from klagomal.vocabulary import Channel, ClosingGround
from tests.stories import Story

KRAMFORS = get("kramfors")


def story() -> Story:
    """Return a story that begins on Monday 3 March 2025."""
    return Story(KRAMFORS).received("2025-03-03")


def at(text: str) -> date:
    """Return a day written as ISO has it."""
    return date.fromisoformat(text)


# --- messages that failed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message", [Acknowledged, Answered, DelayNotice, CopySent, PraiseForwarded]
)
def test_a_message_that_failed_does_not_count(message: type[Answered]) -> None:
    """It is in no list of what was done, and its place in the story stays."""
    told = story().on("2025-03-04", message)
    assert told.case.positions(message.slug) == [1]
    failed = told.on("2025-03-05", DeliveryFailed, notice="any", version=2).case
    assert failed.positions(message.slug) == []
    assert failed.last(message) is None
    assert (failed.failed, failed.events[1].slug) == ({1: 2}, message.slug)
    assert [(version, event.slug) for version, event in failed.undelivered] == [(2, message.slug)]


def test_a_hand_over_stands_though_its_notice_failed() -> None:
    """Who has the case is a fact of the register; the notice only told of it."""
    told = story().on("2025-03-04", Transferred, to_unit="street")
    case = told.on("2025-03-05", DeliveryFailed, notice="handed_over", version=2).case
    assert (case.unit, case.undelivered) == ("street", [])


def test_a_message_delivered_after_all_counts_from_then() -> None:
    """It stands once, with its own words, at the moment of the delivery."""
    told = story().on("2025-03-04", Answered, content={"apology"})
    told.on("2025-03-05", DeliveryFailed, notice="answer", version=2)
    case = told.on("2025-03-10", DeliverySucceeded, notice="answer", version=2).case
    (answer,) = case.all(Answered)
    assert answer.at == told.moment("2025-03-10")
    assert answer.content == {"apology"}
    assert case.undelivered == []
    assert [event.slug for event in case.log] == [
        "received",
        "answered",
        "delivery_failed",
        "delivery_succeeded",
    ]
    again = told.on("2025-03-12", DeliveryFailed, notice="answer", version=2).case
    assert again.all(Answered) == []
    assert [version for version, _ in again.undelivered] == [2]


def test_the_failure_of_one_message_leaves_the_others() -> None:
    """A failure names its message by its place in the log, not by what happened when.

    The first answer in the log was given last: noted at once, and dated the 7th. The second was
    given on the 5th and noted afterwards. The entry that failed is the log's second one.
    """
    late = Answered(at=story().moment("2025-03-07"))
    early = Answered(
        at=story().moment("2025-03-05"), recorded_at=story().moment("2025-03-08"), sent=True
    )
    told = story()
    told.events += (late, early)
    case = told.on("2025-03-09", DeliveryFailed, notice="answer", version=2).case
    assert case.all(Answered) == [early]


def test_what_was_not_known_yet_has_not_failed() -> None:
    """On the evening before a letter came back, it counted."""
    told = story().on("2025-03-04", Answered)
    told.on("2025-03-11", DeliveryFailed, notice="answer", version=2)
    calendar = KRAMFORS.calendar
    assert told.case.as_of(at("2025-03-10"), calendar).positions("answered") == [1]
    assert told.case.as_of(at("2025-03-11"), calendar).positions("answered") == []


def test_whoever_heard_something_later_is_not_unheard() -> None:
    """A message that failed waits for somebody to tell the person, and for no more than that."""
    told = story().on("2025-03-04", Acknowledged)
    told.on("2025-03-05", DeliveryFailed, notice="confirmation", version=2)
    assert [version for version, _ in told.case.unheard] == [2]
    told.on("2025-03-06", Answered, sent=True)
    assert told.case.unheard == []


def test_nobody_waits_to_tell_somebody_who_cannot_be_told() -> None:
    """Not after an erasure or a withdrawal, nor while no way to the person is known."""
    told = story().on("2025-03-04", Acknowledged)
    told.on("2025-03-05", DeliveryFailed, notice="confirmation", version=2)
    lost = told.events
    for event, about in (
        (Erased, {"authority": "plan 3.1", "reason": "retention"}),
        (ContactNoted, {"reachable": False}),
        (Closed, {"ground": ClosingGround.WITHDRAWN}),
    ):
        told.events = lost
        assert told.on("2025-03-06", event, **about).case.unheard == []
    told.events = lost
    told.on("2025-03-06", ContactNoted, reachable=False)
    told.on("2025-03-07", ContactNoted, reachable=True)
    assert [version for version, _ in told.case.unheard] == [2]


@pytest.mark.parametrize("event", [DeliveryFailed, DeliverySucceeded])
def test_a_delivery_of_what_comes_later_is_refused(event: type[DeliveryFailed]) -> None:
    """A log cannot tell of the fate of an entry that is not there yet."""
    told = story().on("2025-03-04", event, notice="answer", version=2)
    with pytest.raises(EventOrderError, match="about entry 2, which does not come before it"):
        fold(told.events)


# --- corrections ----------------------------------------------------------------------------------


def test_a_corrected_day_is_the_day() -> None:
    """The corrected entry stands on its new day; the first one is kept, with who and why."""
    told = story().on("2025-03-17", Answered)
    right = Answered(at=told.moment("2025-03-07"), recorded_at=told.moment("2025-03-18"))
    told.on("2025-03-18", Corrected, version=2, reason="wrong_day", instead=right)
    case = told.case
    assert case.all(Answered) == [right]
    assert case.entry(2) == right
    (correction,) = case.corrections
    assert (correction.was, correction.by.reason) == (told.events[1], "wrong_day")
    assert case.log == told.events


def test_an_entry_of_another_case_is_no_event_of_this_one() -> None:
    """What was noted on the wrong case has not happened here; the versions of the rest stay."""
    told = story().on("2025-03-04", Answered).on("2025-03-05", Transferred, to_unit="street")
    told.on("2025-03-06", Corrected, version=2, reason="wrong_case")
    case = told.case
    assert (case.all(Answered), case.entry(2), case.versions) == ([], None, (1, 3, 4))


def test_the_latest_correction_counts() -> None:
    """A correction that was wrong is corrected by correcting its entry anew."""
    told = story().on("2025-03-04", Answered)
    was = told.events[1]
    told.on("2025-03-05", Corrected, version=2, reason="wrong_case")
    told.on("2025-03-06", Corrected, version=2, reason="right_case", instead=was)
    assert told.case.all(Answered) == [was]


def test_a_correction_is_known_on_every_day() -> None:
    """Like an event that was noted late, it tells what was true all along."""
    told = story().on("2025-03-17", Answered)
    right = Answered(at=told.moment("2025-03-07"), recorded_at=told.moment("2025-03-18"))
    told.on("2025-03-18", Corrected, version=2, reason="wrong_day", instead=right)
    assert told.case.as_of(at("2025-03-10"), KRAMFORS.calendar).all(Answered) == [right]


def test_a_corrected_arrival_is_the_arrival() -> None:
    """A case whose letter lay for three days before it was noted begins on the day it came."""
    told = story()
    first = told.events[0]
    assert isinstance(first, Received)
    earlier = Story(KRAMFORS).received("2025-02-28").events[0]
    told.on("2025-03-05", Corrected, version=1, reason="other_mailbox", instead=earlier)
    assert told.case.received_at == told.moment("2025-02-28")
    assert told.case.corrections[0].was == first


@pytest.mark.parametrize(
    ("version", "instead", "why"),
    [
        (9, None, "does not come before it"),
        (1, None, "a case keeps one arrival"),
        (2, None, "tells of what was done to the log"),
    ],
)
def test_what_cannot_be_corrected_is_refused(version: int, instead: None, why: str) -> None:
    """No entry that is not there, no arrival away, and no erasure."""
    told = story().on("2025-03-04", Erased, authority="plan 3.1", reason="retention")
    told.on("2025-03-05", Corrected, version=version, reason="wrong", instead=instead)
    with pytest.raises(EventOrderError, match=why):
        fold(told.events)


def test_a_log_must_hold_together_as_corrected() -> None:
    """A closing cannot be corrected away from under the reopening that followed it."""
    told = story().on("2025-03-04", Closed).on("2025-03-05", Reopened)
    told.on("2025-03-06", Corrected, version=2, reason="wrong_case")
    with pytest.raises(EventOrderError, match="'reopened' while the case is not closed"):
        fold(told.events)


def test_a_correction_says_why_and_corrects_no_correction() -> None:
    """A reason in words, and a correction in an entry's place, are refused when made."""
    moment = story().moment("2025-03-04")
    with pytest.raises(FieldError, match="reason"):
        Corrected(at=moment, version=2, reason="Anna ringde")
    inner = Corrected(at=moment, version=2, reason="wrong")
    with pytest.raises(EventError, match="takes no other entry's place"):
        Corrected(at=moment, version=2, reason="wrong", instead=inner)


# --- streams, links and grounds -------------------------------------------------------------------


def test_streams_are_those_last_set() -> None:
    """A case is of the streams last recognised; the one that excludes it is the last as well."""
    told = story().on("2025-03-04", StreamsSet, streams={"appeal"}, excluded="appeal")
    assert told.case.streams == {"appeal"}
    assert told.case.excluded == "appeal"
    told.on("2025-03-05", StreamsSet, streams=set())
    assert (told.case.streams, told.case.excluded) == (frozenset(), "")


def test_links_are_ids_of_other_cases() -> None:
    """Each linked case is named once."""
    told = story().on("2025-03-04", Linked, to="case-2").on("2025-03-04", Linked, to="case-3")
    assert told.case.links == {"case-2", "case-3"}


def test_a_duplicate_names_the_case_that_goes_on_while_it_is_closed() -> None:
    """Opened again, it is a duplicate no more."""
    ground = {"ground": ClosingGround.DUPLICATE, "duplicate_of": "case-0"}
    told = story().on("2025-03-04", Closed, **ground)
    assert told.case.duplicate_of == "case-0"
    assert told.on("2025-03-05", Reopened).case.duplicate_of == ""


@pytest.mark.parametrize(
    "about", [{"ground": ClosingGround.DUPLICATE}, {"duplicate_of": "case-0"}], ids=str
)
def test_only_a_duplicate_is_one_of_another_case(about: dict[str, object]) -> None:
    """A duplicate of nothing, and another case on another ground, are refused."""
    with pytest.raises(EventError, match="name the other case of a duplicate"):
        story().on("2025-03-04", Closed, **about)


def test_registrations_that_were_wrong_are_no_registrations() -> None:
    """An entry made under the wrong number is replaced by the right one."""
    told = story().on("2025-03-04", Registered, register="diary", reference="2025:7")
    moment = told.moment("2025-03-04")
    right = Registered(at=moment, register="diary", reference="2025:8")
    told.on("2025-03-05", Corrected, version=2, reason="wrong_number", instead=right)
    assert [entry.reference for entry in told.case.registrations] == ["2025:8"]


# --- what a failure can be about ------------------------------------------------------------------


def test_a_call_has_no_letter_that_could_fail() -> None:
    """Whatever is told of the delivery of a call, the call was made."""
    told = story().on("2025-03-04", Answered, mode=Channel.PHONE)
    told.on("2025-03-05", DeliveryFailed, notice="answer", version=2)
    assert len(told.case.all(Answered)) == 1


@pytest.mark.parametrize("how", [{"mode": Channel.PHONE}, {"sent": True}], ids=["call", "sent"])
def test_a_letter_that_was_none_fails_no_more(how: dict[str, Any]) -> None:
    """The entry said letter and it died; corrected into what it was, it counts on its day."""
    told = story().on("2025-03-04", Answered)
    told.on("2025-03-05", DeliveryFailed, notice="answer", version=2)
    right = Answered(at=told.moment("2025-03-04"), recorded_at=told.moment("2025-03-06"), **how)
    told.on("2025-03-06", Corrected, version=2, reason="was_no_letter", instead=right)
    assert told.case.all(Answered) == [right]
    told.on("2025-03-07", DeliveryFailed, notice="answer", version=2)
    assert told.case.all(Answered) == ([right] if "mode" in how else [])


def test_a_delivery_told_before_its_message_in_time_is_about_it_all_the_same() -> None:
    """Corrected to a later day than its delivery, a message counts on its own day."""
    told = story().on("2025-03-04", Answered)
    told.on("2025-03-05", DeliveryFailed, notice="answer", version=2)
    later = Answered(at=told.moment("2025-03-09"), recorded_at=told.moment("2025-03-10"))
    told.on("2025-03-10", Corrected, version=2, reason="wrong_day", instead=later)
    assert told.case.all(Answered) == []
    told = story().on("2025-03-04", Answered)
    told.on("2025-03-05", DeliveryFailed, notice="answer", version=2)
    told.on("2025-03-06", DeliverySucceeded, notice="answer", version=2)
    told.on("2025-03-10", Corrected, version=2, reason="wrong_day", instead=later)
    assert told.case.all(Answered) == [later]


def test_a_lost_notice_of_a_hand_over_is_told_until_something_newer_follows() -> None:
    """The hand-over stands, and whoever should take the case over has not heard of it."""
    told = story().on("2025-03-04", Transferred, to_unit="street")
    told.on("2025-03-05", DeliveryFailed, notice="handed_over", version=2)
    assert told.case.unnoticed == [(2, 2)]
    again = story()
    again.events = told.events
    again.on("2025-03-06", DeliverySucceeded, notice="handed_over", version=2)
    assert again.case.unnoticed == []
    assert told.on("2025-03-06", Transferred, to_unit="parks").case.unnoticed == []


def test_the_handler_of_an_entry_is_who_the_log_now_says() -> None:
    """A hand-over that named the wrong handler is corrected, also for what followed it."""
    told = story().on("2025-03-04", Transferred, handler="h-1").on("2025-03-05", Answered)
    moment = told.moment("2025-03-04")
    right = Transferred(at=moment, handler="h-2")
    told.on("2025-03-06", Corrected, version=2, reason="wrong_handler", instead=right)
    assert told.case.handler_by(3) == told.case.handler == "h-2"
    assert told.case.handler_by(1) == ""
    assert told.case.version_of(told.case.all(Answered)[0]) == 3
