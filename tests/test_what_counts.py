# SPDX-License-Identifier: Apache-2.0
"""What counts as done, judged and explained: each verdict by hand, with the days beside it."""

from __future__ import annotations

from datetime import date

import pytest

from klagomal.cases.events import (
    Answered,
    Closed,
    ContactNoted,
    Corrected,
    DelayNotice,
    DeliveryFailed,
    DeliverySucceeded,
    Erased,
    HandlerAnnounced,
    Reopened,
    StreamsSet,
)
from klagomal.policies import get
from klagomal.promises.obligations import on
from klagomal.vocabulary import ClosingGround, Outcome, Reason
from tests.small_policies import days, duty, small
from tests.stories import Story

KRAMFORS, OSTERSUND = get("kramfors"), get("ostersund")
TOLD = {"content": {"handler_name", "expected_duration"}}


def date_of(text: str) -> date:
    """Return a day written as ISO has it."""
    return date.fromisoformat(text)


def stands(story: Story, obligation: str, as_of: str) -> tuple[str, str | None]:
    """Return outcome and reason of one obligation at the end of a day."""
    found = story.assess(as_of)[obligation]
    return found.outcome.value, found.reason.value if found.reason else None


def explained(story: Story, obligation: str) -> str:
    """Return the explanation of one obligation, in Swedish."""
    (deadline,) = [d for d in story.policy.running(story.case) if d.obligation.id == obligation]
    return deadline.explain()


# --- messages that never left ---------------------------------------------------------------------


def kramfors() -> Story:
    """Ten calendar days from Monday 3 March 2025 end on Thursday 13 March."""
    return Story(KRAMFORS).received("2025-03-03")


def dead_answer() -> Story:
    """An answer of the 5th that the mail server refused for good the same day."""
    told = kramfors().on("2025-03-05", Answered)
    return told.on("2025-03-05 12:01", DeliveryFailed, notice="answer", version=2)


def test_an_answer_that_never_arrived_is_not_given() -> None:
    """It may still be given until the 13th; then it is late, and told apart from silence."""
    assert stands(dead_answer(), "answer", "2025-03-13") == ("pending", "not_delivered")
    assert stands(dead_answer(), "answer", "2025-03-14") == ("not_delivered", None)
    assert Outcome.NOT_DELIVERED.is_judged
    assert Outcome.NOT_DELIVERED.is_late
    assert not Outcome.NOT_DELIVERED.is_kept


def test_an_answer_that_reached_the_person_by_another_way_is_given_then() -> None:
    """By telephone on the 12th it is in time, on the 14th it is late."""
    in_time = dead_answer().on("2025-03-12", Answered, sent=True)
    assert stands(in_time, "answer", "2025-03-20") == ("met", None)
    late = dead_answer().on("2025-03-14", Answered, sent=True)
    assert stands(late, "answer", "2025-03-20") == ("late_silent", None)


def test_an_answer_that_was_sent_again_is_given_when_it_arrived() -> None:
    """The day of the delivery counts, not the day of the letter."""
    again = dead_answer().on("2025-03-13", DeliverySucceeded, notice="answer", version=2)
    assert stands(again, "answer", "2025-03-20") == ("met", None)
    late = dead_answer().on("2025-03-14", DeliverySucceeded, notice="answer", version=2)
    assert stands(late, "answer", "2025-03-20") == ("late_silent", None)


def test_a_letter_that_came_back_a_week_later_counts_until_then() -> None:
    """Nobody could know before; from the day it came back the answer is owed again."""
    told = kramfors().on("2025-03-12", Answered)
    told.on("2025-03-19", DeliveryFailed, notice="answer", version=2)
    assert stands(told, "answer", "2025-03-18") == ("met", None)
    assert stands(told, "answer", "2025-03-19") == ("not_delivered", None)


def test_the_explanation_tells_of_the_message_that_did_not_arrive() -> None:
    """One source for the judgement and its explanation."""
    assert "Gjort" not in explained(dead_answer(), "answer")
    assert (
        "Kom inte fram och räknas inte: onsdag 5 mars 2025 (det visade sig onsdag 5 mars 2025)"
        in explained(dead_answer(), "answer")
    )


def test_a_promised_day_is_moved_by_no_notice_that_never_arrived() -> None:
    """Östersund: the day given in the first message stands when the delay notice died."""
    told = Story(OSTERSUND).received("2025-03-03")
    told.on("2025-03-04", HandlerAnnounced, promised=date_of("2025-03-20"), **TOLD)
    told.on(
        "2025-03-18", DelayNotice, promised=date_of("2025-04-01"), content={"reason", "new_date"}
    )
    told.on("2025-03-28", Answered)
    assert stands(told, "promised_time", "2025-04-10") == ("met_as_renegotiated", None)
    told.on("2025-03-29", DeliveryFailed, notice="delay", version=3)
    assert stands(told, "promised_time", "2025-04-10") == ("late_silent", None)


def test_a_promise_that_never_arrived_promises_nothing() -> None:
    """A day in a letter that died is no promised day."""
    told = Story(OSTERSUND).received("2025-03-03")
    told.on("2025-03-04", HandlerAnnounced, promised=date_of("2025-03-20"), **TOLD)
    assert told.assess("2025-04-10")["promised_time"].due == date_of("2025-03-20")
    told.on("2025-03-05", DeliveryFailed, notice="handler", version=2)
    assert stands(told, "promised_time", "2025-04-10") == ("not_applicable", "not_started")
    assert stands(told, "first_contact", "2025-04-10") == ("not_delivered", None)


def test_before_a_closing_a_message_that_failed_is_not_given_either() -> None:
    """Where the text says before the closing, the closing shows that nobody was told."""
    told = Story(OSTERSUND).received("2025-03-03").on("2025-03-05", Answered)
    told.on("2025-03-05", DeliveryFailed, notice="answer", version=2)
    assert stands(told, "answer", "2025-03-06") == ("pending", "not_delivered")
    told.on("2025-03-06", Closed)
    assert stands(told, "answer", "2025-03-06") == ("not_delivered", None)


# --- nobody to tell -------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["erased", "unreachable"])
def test_who_cannot_be_reached_any_more_is_owed_nothing_from_then(how: str) -> None:
    """What the text waives for somebody without a contact route is waived from that day."""
    told = lose(kramfors(), "2025-03-10", how)
    assert stands(told, "answer", "2025-03-20") == ("not_applicable", "contact_lost")
    assert stands(told, "answer", "2025-03-09") == ("pending", None)


@pytest.mark.parametrize("how", ["erased", "unreachable"])
def test_what_had_fallen_due_stays_judged(how: str) -> None:
    """Nothing is waived backwards: the answer was due on the 13th, and the way lost on the 14th."""
    assert stands(lose(kramfors(), "2025-03-14", how), "answer", "2025-03-20") == (
        "late_silent",
        None,
    )
    dead = lose(dead_answer(), "2025-03-14", how)
    assert stands(dead, "answer", "2025-03-20") == ("not_delivered", None)


def test_a_way_that_was_found_again_lets_the_clock_go_on() -> None:
    """Out of reach from the 5th to the 10th, five days: the answer is due on the 18th."""
    told = kramfors().on("2025-03-05", ContactNoted, reachable=False)
    told.on("2025-03-10", ContactNoted, reachable=True)
    assert told.assess("2025-03-18")["answer"].due == date_of("2025-03-18")
    assert "Sista dagen flyttas från torsdag 13 mars 2025 till tisdag 18 mars 2025" in explained(
        told, "answer"
    )


def lose(told: Story, when: str, how: str) -> Story:
    """Lose the way to the person."""
    if how == "erased":
        return told.on(when, Erased, authority="plan 3.1", reason="retention")
    return told.on(when, ContactNoted, reachable=False)


# --- withdrawals and duplicates -------------------------------------------------------------------


def test_a_withdrawal_lifts_what_is_owed_to_the_person() -> None:
    """From its day on: an answer that was overdue by then stays overdue for good."""
    withdrawn = {"ground": ClosingGround.WITHDRAWN}
    early = kramfors().on("2025-03-10", Closed, **withdrawn)
    assert stands(early, "answer", "2025-04-01") == ("not_applicable", "withdrawn")
    assert "Föll bort: måndag 10 mars 2025 (återkallat av den som skrev)" in explained(
        early, "answer"
    )
    late = kramfors().on("2025-03-14", Closed, **withdrawn)
    assert stands(late, "answer", "2025-04-01") == ("late_silent", None)


def test_a_withdrawal_that_was_taken_back_stood_still() -> None:
    """Closed on the 10th and opened on the 12th: two days more, until the 15th."""
    told = kramfors().on("2025-03-10", Closed, ground=ClosingGround.WITHDRAWN)
    told.on("2025-03-12", Reopened)
    assert told.assess("2025-03-15")["answer"].due == date_of("2025-03-15")
    assert stands(told, "answer", "2025-03-15") == ("pending", None)
    assert stands(told, "answer", "2025-03-16") == ("overdue", None)


def test_a_closing_as_handled_lifts_nothing() -> None:
    """An unanswered case that was closed is overdue like any other."""
    told = kramfors().on("2025-03-10", Closed)
    assert stands(told, "answer", "2025-03-14") == ("overdue", None)


def test_a_duplicate_is_judged_with_the_case_that_goes_on() -> None:
    """Whatever was done or not done in it, no promise of its own applies."""
    told = kramfors().on("2025-03-20", Answered)
    told.on("2025-03-21", Closed, ground=ClosingGround.DUPLICATE, duplicate_of="case-0")
    assert {(a.outcome, a.reason) for a in told.assess("2025-04-01").values()} == {
        (Outcome.NOT_APPLICABLE, Reason.DUPLICATE)
    }
    assert stands(told, "answer", "2025-03-20") == ("late_silent", None)


# --- matters that turn out to be something else ---------------------------------------------------


def test_what_belongs_elsewhere_is_lifted_from_that_day() -> None:
    """Östersund, ten working days from Monday 3 March 2025: Monday 17 March."""
    told = Story(OSTERSUND).received("2025-03-03")
    told.record("2025-03-10", StreamsSet, streams={"appeal"})
    assert stands(told, "first_contact", "2025-04-01") == ("not_applicable", "excluded")
    late = Story(OSTERSUND).received("2025-03-03")
    late.record("2025-03-18", StreamsSet, streams={"appeal"})
    assert stands(late, "first_contact", "2025-04-01") == ("late_silent", None)


def test_what_was_moved_back_stood_still_meanwhile() -> None:
    """Away from Monday 10 to Thursday 13 March: three working days more, until Thursday 20."""
    told = Story(OSTERSUND).received("2025-03-03")
    told.record("2025-03-10", StreamsSet, streams={"appeal"})
    told.record("2025-03-13", StreamsSet, streams=set())
    assert told.assess("2025-03-20")["first_contact"].due == date_of("2025-03-20")
    assert stands(told, "first_contact", "2025-03-20") == ("pending", None)
    assert stands(told, "first_contact", "2025-03-21") == ("overdue", None)


def test_a_day_that_the_person_was_told_stands() -> None:
    """A promised day does not move by the days that the matter was elsewhere."""
    told = Story(OSTERSUND).received("2025-03-03")
    told.on("2025-03-04", HandlerAnnounced, promised=date_of("2025-03-20"), **TOLD)
    told.record("2025-03-10", StreamsSet, streams={"appeal"})
    told.record("2025-03-13", StreamsSet, streams=set())
    assert told.assess("2025-03-20")["promised_time"].due == date_of("2025-03-20")


def test_an_appeal_that_was_feedback_after_all_runs_from_then() -> None:
    """Outside the routine from the arrival to Monday 10 March: ten working days to Monday 24."""
    told = Story(OSTERSUND).received("2025-03-03", streams={"appeal"})
    assert stands(told, "first_contact", "2025-04-01") == ("not_applicable", "excluded")
    told.record("2025-03-10", StreamsSet, streams=set())
    assert told.assess("2025-03-24")["first_contact"].due == date_of("2025-03-24")


def test_a_stream_that_the_text_does_not_leave_out_lifts_nothing() -> None:
    """Kramfors' text excludes no fault report, so the answer is owed as before."""
    told = kramfors().record("2025-03-05", StreamsSet, streams={"fault_report"})
    assert told.case.streams == {"fault_report"}
    assert told.case.excluded == ""
    assert stands(told, "answer", "2025-03-14") == ("overdue", None)


# --- corrections ----------------------------------------------------------------------------------


def test_an_answer_is_judged_by_its_corrected_day() -> None:
    """Noted on the 17th as of that day, given on the 12th: in time."""
    told = kramfors().on("2025-03-17", Answered)
    assert stands(told, "answer", "2025-03-20") == ("late_silent", None)
    right = Answered(at=told.moment("2025-03-12"), recorded_at=told.moment("2025-03-18"))
    told.on("2025-03-18", Corrected, version=2, reason="wrong_day", instead=right)
    assert stands(told, "answer", "2025-03-20") == ("met", None)
    assert "Gjort: onsdag 12 mars 2025 (rättat, först antecknat måndag 17 mars 2025)" in (
        explained(told, "answer")
    )


def test_an_answer_to_somebody_else_answers_nobody_here() -> None:
    """It was noted on the wrong case, so the answer here is overdue from the 14th."""
    told = kramfors().on("2025-03-05", Answered)
    told.on("2025-03-18", Corrected, version=2, reason="wrong_case")
    assert stands(told, "answer", "2025-03-20") == ("overdue", None)


# --- the duty to tell of a delay ------------------------------------------------------------------


def test_a_delay_notice_that_never_arrived_warned_nobody() -> None:
    """Kramfors: late with notice in time, unless the notice died."""
    told = kramfors().on("2025-03-12", DelayNotice, content={"reason", "new_date"})
    told.on("2025-03-20", Answered)
    assert stands(told, "answer", "2025-03-25") == ("late_notified", None)
    told.on("2025-03-21", DeliveryFailed, notice="delay", version=2)
    assert stands(told, "answer", "2025-03-25") == ("late_silent", None)
    assert stands(told, "delay_notice", "2025-03-25") == ("not_delivered", None)


def test_an_event_that_both_fulfils_and_ends_fulfils() -> None:
    """A tie is for the person who did it."""
    policy = small(duty("a", days(10), "answered", ended_by=on("answered")))
    told = Story(policy).received("2025-03-03").on("2025-03-05", Answered)
    assert stands(told, "a", "2025-03-20") == ("met", None)
