# SPDX-License-Identifier: Apache-2.0
"""A case is what its log says: fold, its checks, and every property read off the events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.cases.case import Case, Status, fold
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Classified,
    Closed,
    Escalated,
    Event,
    HandlerAnnounced,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Milestone,
    Paused,
    Received,
    Reclassified,
    Registered,
    Reopened,
    Resumed,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    Transferred,
    WroteAgain,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import (
    CalendarRangeError,
    ClockError,
    DayCountError,
    EventOrderError,
)
from klagomal.vocabulary import (
    Channel,
    Kind,
    MeasureReception,
    Role,
    Satisfaction,
    Severity,
)
from tests.random_cases import random_log
from tests.small_policies import PAUSED, STAGES

ARRIVAL = datetime(2025, 3, 3, 12, tzinfo=UTC)
SWEDISH = PAUSED.calendar


def after(days: int, hours: int = 0) -> datetime:
    """Return a moment some days after the arrival."""
    return ARRIVAL + timedelta(days=days, hours=hours)


def received(**about: Any) -> Received:
    """Return the arrival of a complaint about a road, changed in some parts."""
    feedback = Feedback(
        kind=Kind.COMPLAINT,
        channel=Channel.LETTER,
        received_at=ARRIVAL,
        unit="road-unit",
        cause="treatment",
        dimensions={"access"},
    )
    parts: dict[str, Any] = {
        "at": ARRIVAL,
        "case_id": "case-1",
        "feedback": feedback,
        "policy": "smaby",
        "edition": "1",
    }
    return Received(**parts | about)


def case(*events: Event, **about: Any) -> Case:
    """Return the case of an arrival and these events."""
    return fold([received(**about), *events])


# --- what can be one case's story -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("log", "found"), [([], "nothing"), ([Answered(at=ARRIVAL)], "'answered'"), ([None], "nothing")]
)
def test_a_case_begins_with_its_arrival(log: list[Any], found: str) -> None:
    """An empty log, or one that begins with something else, is no case."""
    with pytest.raises(EventOrderError, match=f"begins with 'received'.*begins with {found}"):
        fold(log)


def test_a_case_arrives_once() -> None:
    """Two cases' logs are not folded into one; the error says which event is one too many."""
    with pytest.raises(EventOrderError, match="fold one case at a time") as caught:
        fold([received(), Answered(at=after(1)), received(recorded_at=after(2))])
    assert caught.value.data == {"number": 3}


def test_nothing_happens_before_the_arrival() -> None:
    """The error names the event, its moment and the arrival's."""
    early = Acknowledged(at=after(0, -1))
    with pytest.raises(EventOrderError, match="comes before the arrival") as caught:
        fold([received(), early])
    assert caught.value.data == {"number": 2, "slug": "acknowledged"}
    assert "2025-03-03T11:00:00+00:00" in str(caught.value)


def test_a_log_is_given_in_the_order_it_was_written() -> None:
    """Events in another order than they were recorded have been shuffled or merged."""
    with pytest.raises(EventOrderError, match="give the log in the order it was written") as caught:
        fold([received(), Answered(at=after(5)), Acknowledged(at=after(2))])
    assert caught.value.data == {"number": 3, "slug": "acknowledged"}


def test_what_was_noted_late_takes_its_place_by_when_it_happened() -> None:
    """A call on day 2, noted on day 6 after the answer of day 5, comes before the answer."""
    call = Acknowledged(at=after(2), recorded_at=after(6))
    found = fold([received(), Answered(at=after(5)), call])
    assert [event.slug for event in found.events] == ["received", "acknowledged", "answered"]
    assert found.events[1].recorded_at == after(6)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([Closed(at=after(1)), Closed(at=after(2))], "'closed' while the case is already closed"),
        ([Reopened(at=after(1))], "'reopened' while the case is not closed"),
        (
            [Closed(at=after(1)), Reopened(at=after(2)), Reopened(at=after(3))],
            "event 4 in order of time is 'reopened' while the case is not closed",
        ),
        (
            [Paused(at=after(1), reason="a"), Paused(at=after(2), reason="b")],
            "'paused' while the case is already paused",
        ),
        ([Resumed(at=after(1))], "'resumed' while the case is not paused"),
    ],
)
def test_closings_and_pauses_take_turns(events: list[Event], told: str) -> None:
    """What is closed cannot be closed again, and what is open cannot be opened."""
    with pytest.raises(EventOrderError, match=told):
        case(*events)


def test_events_of_the_same_moment_keep_the_order_they_were_written_in() -> None:
    """Received, registered and acknowledged in one second stay in that order."""
    log = [
        received(),
        Registered(at=ARRIVAL, register="diary", reference="1"),
        Acknowledged(at=ARRIVAL),
    ]
    assert fold(log).events == tuple(log)


# --- the case as it stands ------------------------------------------------------------------------


def test_a_new_case_is_open_and_is_what_arrived() -> None:
    """Nothing but the arrival is known."""
    found = case()
    assert found.id == "case-1"
    assert found.received_at == ARRIVAL
    assert (found.kind, found.declared_kind) == (Kind.COMPLAINT, Kind.COMPLAINT)
    assert found.severity is Severity.ORDINARY
    assert found.status is Status.OPEN
    assert found.level == 1
    assert found.unit == "road-unit"
    assert found.handler == ""
    assert found.satisfaction is Satisfaction.UNKNOWN
    assert (found.closed_at, found.secrecy) == (None, None)
    assert (found.contacts, found.registrations, found.measures) == ([], [], [])
    assert found.dimensions == {"access"}
    assert found.cause == "treatment"
    assert not found.is_paused


def test_the_declared_kind_is_kept_beside_the_kind() -> None:
    """AMB-29: reclassification never hides the submitter's own word."""
    found = case(
        Reclassified(at=after(1), kind=Kind.OPINION, consented=True),
        Reclassified(at=after(2), kind=Kind.SUGGESTION, consented=True),
    )
    assert (found.declared_kind, found.kind) == (Kind.COMPLAINT, Kind.SUGGESTION)


def test_the_latest_judgement_of_severity_stands() -> None:
    """AMB-20: a human judges, and may judge again."""
    serious = SeveritySet(at=after(1), severity=Severity.SERIOUS)
    assert case(serious).severity is Severity.SERIOUS
    calmer = SeveritySet(at=after(2), severity=Severity.ORDINARY)
    assert case(serious, calmer).severity is Severity.ORDINARY


def test_the_category_is_the_one_last_recognised() -> None:
    """What the matter is about may be recognised late, or turn out to be something else."""
    roads = attrs.evolve(case().feedback, category="roads")
    snow = CategorySet(at=after(1), category="snow")
    ice = CategorySet(at=after(2), category="ice")
    assert (case().category, case(snow).category) == ("", "snow")
    assert case(feedback=roads).category == "roads"
    found = case(snow, ice, feedback=roads)
    assert (found.category, found.feedback.category) == ("ice", "roads")


def test_writing_again_changes_nothing_of_the_case() -> None:
    """It is known that the person wrote again, and how; the case stands as it did."""
    again = WroteAgain(at=after(1), by=Actor(Role.SUBMITTER), mode=Channel.PHONE)
    found = case(again)
    assert found.all(WroteAgain) == [again]
    assert (found.status, found.handler, found.contacts) == (case().status, "", [])


def test_dimensions_and_cause_stand_until_they_are_noted_anew() -> None:
    """Noting the one does not wipe out the other."""
    found = case(
        Classified(at=after(1), dimensions={"competence"}),
        Classified(at=after(2), cause="information"),
        Classified(at=after(3)),
    )
    assert found.dimensions == {"competence"}
    assert found.cause == "information"


def test_the_unit_is_the_one_it_was_last_handed_to() -> None:
    """A transfer to a role does not move it between units."""
    moved = Transferred(at=after(1), to_unit="park-unit")
    assert case(moved, Transferred(at=after(2), to_role=Role.REGISTRAR)).unit == "park-unit"


def test_the_handler_is_whoever_was_named_last() -> None:
    """By word to the person, by hand-over, or by the decision that lifted the case."""
    told = HandlerAnnounced(at=after(1), handler="anna")
    handed = Transferred(at=after(2), handler="bo")
    lifted = Escalated(at=after(3), to_level=2, assigned_to="cia")
    silent = Answered(at=after(4))
    assert case(told).handler == "anna"
    assert case(told, handed, silent).handler == "bo"
    assert case(told, handed, lifted, silent).handler == "cia"


def test_the_level_is_the_one_last_lifted_to() -> None:
    """What happened before an escalation happened on the level below; it opens its own."""
    found = case(
        Answered(at=after(1)),
        Escalated(at=after(2), to_level=2),
        Answered(at=after(3)),
        Escalated(at=after(4), to_level=3),
    )
    assert found.level == 3
    assert [found.level_at(n) for n in range(5)] == [1, 1, 2, 2, 3]


def test_those_who_handled_a_case_below_a_level_are_known() -> None:
    """Whoever gave word or was assigned below; whoever only took it in did not handle it."""
    found = case(
        Acknowledged(at=after(1), handler="anna", by=Actor(Role.REGISTRAR, "reg")),
        Answered(at=after(2), by=Actor(Role.HANDLER, "bo")),
        Escalated(at=after(3), to_level=2, assigned_to="cia"),
        Answered(at=after(4), by=Actor(Role.HANDLER, "dan")),
        Escalated(at=after(5), to_level=3, assigned_to="eva"),
        by=Actor(Role.STAFF, "receiver"),
    )
    assert found.handlers_below(1) == set()
    assert found.handlers_below(2) == {"anna", "bo"}
    assert found.handlers_below(3) == {"anna", "bo", "cia", "dan"}


def test_a_case_is_closed_until_it_is_opened_again() -> None:
    """The closing that counts is the one that still stands."""
    closed = case(Closed(at=after(1)))
    assert (closed.status, closed.closed_at) == (Status.CLOSED, after(1))
    opened = case(Closed(at=after(1)), Reopened(at=after(2)))
    assert (opened.status, opened.closed_at, opened.closed_position) == (Status.OPEN, None, None)
    again = case(Closed(at=after(1)), Reopened(at=after(2)), Closed(at=after(3)))
    assert (again.status, again.closed_at, again.closed_position) == (Status.CLOSED, after(3), 3)


def test_an_excluded_case_is_outside_until_it_is_closed() -> None:
    """Exclusion is a state of the case, not a refusal of it."""
    assert case(excluded="appeal").status is Status.EXCLUDED
    assert case(Closed(at=after(1)), excluded="appeal").status is Status.CLOSED


def test_the_clock_stands_still_between_a_pause_and_its_end() -> None:
    """Pauses are read off the log like all else."""
    paused, resumed = Paused(at=after(1), reason="waiting"), Resumed(at=after(2))
    assert case(paused).is_paused
    assert not case(paused, resumed).is_paused


def test_measures_promised_stay_undone_until_they_are_done() -> None:
    """Completed, or recorded again as done."""
    found = case(
        MeasureRecorded(at=after(1), measure="lamp", done=False),
        MeasureRecorded(at=after(1), measure="sign", done=False),
        MeasureRecorded(at=after(1), measure="paint", done=False),
        MeasureRecorded(at=after(1), measure="apology"),
        MeasureCompleted(at=after(2), measure="lamp"),
        MeasureRecorded(at=after(3), measure="sign"),
        MeasureReceived(at=after(4), measure="lamp", reception=MeasureReception.MIXED),
    )
    assert found.measures_undone == {"paint"}
    assert [m.measure for m in found.measures] == ["lamp", "sign", "paint", "apology", "sign"]


def test_other_properties_read_the_latest_or_all() -> None:
    """Satisfaction and secrecy: the latest word; registrations and contacts: all."""
    found = case(
        Registered(at=after(1), register="diary", reference="1"),
        SecrecyMarked(at=after(2), legal_basis="OSL 21:1"),
        SecrecyMarked(at=after(3), legal_basis="OSL 26:1"),
        Milestone(at=after(4), name="visited"),
        Answered(at=after(5)),
        SatisfactionRecorded(at=after(6), satisfaction=Satisfaction.DISSATISFIED),
        SatisfactionRecorded(at=after(7), satisfaction=Satisfaction.SATISFIED),
    )
    assert found.satisfaction is Satisfaction.SATISFIED
    assert found.secrecy is not None
    assert found.secrecy.legal_basis == "OSL 26:1"
    assert [entry.reference for entry in found.registrations] == ["1"]
    assert [word.slug for word in found.contacts] == ["answered"]


def test_events_are_found_by_their_word() -> None:
    """Positions, the first of several words, all of one class and its last."""
    found = case(Acknowledged(at=after(1)), Answered(at=after(2)), Acknowledged(at=after(3)))
    assert found.positions("acknowledged") == [1, 3]
    assert found.positions("closed") == []
    assert found.first(("answered", "acknowledged")) == 1
    assert found.first(("closed",)) is None
    assert len(found.all(Acknowledged)) == 2
    assert found.last(Acknowledged) is found.events[3]
    assert found.last(Closed) is None


# --- a case in the past ---------------------------------------------------------------------------


def test_what_happened_later_was_not_known_then() -> None:
    """At the end of day 3 the answer of day 4 had not been given; its own day counts whole."""
    found = case(Acknowledged(at=after(3)), Answered(at=after(4)))
    then = found.as_of(date(2025, 3, 6), SWEDISH)
    assert [event.slug for event in then.events] == ["received", "acknowledged"]
    assert found.as_of(date(2025, 3, 7), SWEDISH) is found


def test_the_day_ends_at_midnight_in_sweden() -> None:
    """23:30 UTC is already the next Swedish day, in winter and in summer."""
    found = case(Answered(at=datetime(2025, 3, 6, 23, 30, tzinfo=UTC)))
    assert len(found.as_of(date(2025, 3, 6), SWEDISH).events) == 1
    assert len(found.as_of(date(2025, 3, 7), SWEDISH).events) == 2


def test_before_it_arrived_there_was_no_case() -> None:
    """The error names the case and the day."""
    with pytest.raises(ClockError, match="did not exist on that day") as caught:
        case().as_of(date(2025, 3, 2), SWEDISH)
    assert caught.value.data == {"case": "case-1", "day": date(2025, 3, 2)}


def test_a_moment_is_no_day_to_look_back_to() -> None:
    """A ``datetime`` is refused, and so is a day that the calendar does not cover."""
    with pytest.raises(DayCountError):
        case().as_of(ARRIVAL, SWEDISH)
    with pytest.raises(CalendarRangeError):
        case().as_of(date(9999, 1, 1), SWEDISH)


# --- properties -----------------------------------------------------------------------------------


def untold(found: Case) -> list[Event]:
    """Return a case's events without when they were written down."""
    return [attrs.evolve(event, recorded_at=event.at) for event in found.events]


@given(st.randoms(), st.lists(st.integers(0, 30), min_size=14, max_size=14))
@settings(max_examples=100, deadline=None)
def test_late_recording_never_changes_a_case(pick: Random, delays: list[int]) -> None:
    """Whenever events were written down, the case is the one they tell of."""
    at_once = [attrs.evolve(e, recorded_at=e.at) for e in random_log(pick, STAGES)]
    at_once.sort(key=lambda event: event.at)
    moments = [event.at for event in at_once]
    if len(set(moments)) < len(moments):
        return  # of two events of one moment, the one written first comes first
    late = [
        attrs.evolve(event, recorded_at=event.at + timedelta(days=days))
        for event, days in zip(at_once[1:], delays, strict=False)
    ]
    log = [at_once[0], *sorted(late, key=lambda event: event.recorded_at)]
    assert untold(fold(log)) == at_once == untold(fold(at_once))


@given(st.randoms(), st.integers(0, 50))
@settings(max_examples=100, deadline=None)
def test_a_case_in_the_past_is_the_fold_of_what_had_happened(pick: Random, days: int) -> None:
    """Looking back is the same as never having heard of what came after."""
    log = random_log(pick, PAUSED)
    day = SWEDISH.day_of(log[0].at) + timedelta(days=days)
    had_happened = [event for event in log if SWEDISH.day_of(event.at) <= day]
    assert fold(log).as_of(day, SWEDISH) == fold(had_happened)


@given(st.randoms())
@settings(max_examples=60, deadline=None)
def test_folding_a_case_again_gives_the_same_case(pick: Random) -> None:
    """A case is a value: equal logs are equal cases, with equal hashes."""
    log = random_log(pick, STAGES)
    assert fold(log) == fold(iter(log))
    assert hash(fold(log)) == hash(fold(log))
    assert fold(log).positions("received") == [0]
