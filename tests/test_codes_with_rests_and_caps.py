# SPDX-License-Identifier: Apache-2.0
"""Codes that rest in the holidays, count Saturdays, cap extensions or lapse, as policy files."""

from __future__ import annotations

from datetime import date

import pytest

from klagomal.assessment import assess
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    CategorySet,
    DelayNotice,
    Informed,
    MeasureCompleted,
    SatisfactionRecorded,
    StreamsSet,
    WroteAgain,
)
from klagomal.policy.linting import FindingSeverity, lint
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Channel, Outcome, Reason, Satisfaction
from tests import ROOT
from tests.stories import Story

EXAMPLES = ROOT / "examples" / "policies"
AWB = Policy.from_toml(EXAMPLES / "dutch-awb.toml")
DISP = Policy.from_toml(EXAMPLES / "bank-disp.toml")
TOWN = Policy.from_toml(EXAMPLES / "werktage.toml")
SCHOOL = Policy.from_toml(EXAMPLES / "school-summer.toml")
WATER = Policy.from_toml(EXAMPLES / "water-company.toml")


def due(story: Story, obligation: str, as_of: str) -> str:
    """Return the last day of an obligation (of its last run where there are several)."""
    return str(story.assess(as_of)[obligation].due)


@pytest.mark.parametrize("policy", [AWB, DISP, TOWN, SCHOOL, WATER], ids=lambda policy: policy.key)
def test_the_codes_hold_together(policy: Policy) -> None:
    """The linter finds no error in any of them."""
    assert [x for x in lint(policy) if x.severity is FindingSeverity.ERROR] == []


# --- a school that rests in the holidays ---------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "answer", "why"),
    [
        (
            "2025-06-07",
            "2025-09-01",
            "Saturday counts as Monday 9; 4 days, then 18-29 August, 1 Sep",
        ),
        ("2025-06-09", "2025-09-01", "the Monday itself"),
        ("2025-12-17", "2026-01-26", "18 and 19, then 8 and 9 January, 12-16, 19-23 and the 26th"),
        ("2025-07-10", "2025-09-05", "in the holidays: 18 August is the first day, 5 September"),
        ("2025-07-12", "2025-09-05", "a Saturday in the holidays: no other day than above"),
        ("2025-06-19", "2025-09-05", "the day before Midsummer Eve, and in the holidays too"),
        ("2025-03-03", "2025-03-24", "fifteen working days and no holidays"),
    ],
)
def test_an_answer_rests_over_the_holidays(received: str, answer: str, why: str) -> None:
    """The holidays are not counted, and a closed day starts on the next (SKO-01, SKO-02)."""
    story = Story(SCHOOL).received(received)
    assert due(story, "answer", received[:4] + "-12-31") == answer, why


def test_bullying_recognised_in_the_holidays_is_told_of_at_once() -> None:
    """Recognised on Wednesday 2 July: the 3rd and the 4th, whenever it had come in (SKO-03)."""
    story = Story(SCHOOL).received("2025-06-13").on("2025-06-17", Acknowledged)
    assert story.outcome("word_of_bullying", "2025-07-01") is Outcome.NOT_APPLICABLE
    story.on("2025-07-02", CategorySet, category="bullying")
    found = story.assess("2025-07-05")["word_of_bullying"]
    assert (found.started_on, found.due) == (date(2025, 7, 2), date(2025, 7, 4))
    assert found.outcome is Outcome.OVERDUE


@pytest.mark.parametrize(
    ("recognised", "last", "why"),
    [
        ("2025-07-05", "2025-07-09", "Saturday counts as Monday 7: the 8th and the 9th"),
        ("2025-06-20", "2025-06-25", "Midsummer Eve counts as Monday 23: the 24th and the 25th"),
        ("2025-12-23", "2025-12-30", "Tuesday: 24 to 28 are closed, then the 29th and the 30th"),
    ],
)
def test_bullying_recognised_on_a_closed_day(recognised: str, last: str, why: str) -> None:
    """What is recognised on a closed day counts from the next open one (SKO-02, SKO-03)."""
    story = Story(SCHOOL).received("2025-06-13").on(recognised, CategorySet, category="bullying")
    assert due(story, "word_of_bullying", "2025-12-31") == last, why


def test_what_was_taken_for_bullying_is_confirmed_after_all() -> None:
    """Lifted on 6 March and owed again on the 7th: 4 to 6, 10 and 11 March count (SKO-03)."""
    story = Story(SCHOOL).received("2025-03-03").on("2025-03-06", CategorySet, category="bullying")
    story.on("2025-03-07", CategorySet, category="schoolyard")
    assert due(story, "confirmation", "2025-03-11") == "2025-03-11"
    assert story.outcome("word_of_bullying", "2025-03-31") is Outcome.NOT_APPLICABLE


def test_what_is_bullying_needs_no_ordinary_confirmation_any_more() -> None:
    """Recognised before the five days were over: lifted from that day, and not before (SKO-03)."""
    story = Story(SCHOOL).received("2025-03-03")
    assert story.outcome("confirmation", "2025-03-05") is Outcome.PENDING
    story.on("2025-03-06", CategorySet, category="bullying")
    found = story.assess("2025-03-31")["confirmation"]
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)


@pytest.mark.parametrize("asked", [Channel.LETTER, Channel.EMAIL])
def test_who_asked_for_writing_is_answered_in_writing(asked: Channel) -> None:
    """An answer by telephone keeps the one promise and not the other (SKO-04)."""
    story = Story(SCHOOL).received("2025-03-03", reply_by=asked)
    story.on("2025-03-10", Answered, mode=Channel.PHONE)
    assert story.outcome("answer", "2025-03-31") is Outcome.MET
    assert story.outcome("answer_in_writing", "2025-03-31") is Outcome.OVERDUE
    story.on("2025-03-24", Answered, mode=Channel.EMAIL)  # the fifteenth working day
    assert story.outcome("answer_in_writing", "2025-03-31") is Outcome.MET
    other = Story(SCHOOL).received("2025-03-03").on("2025-03-10", Answered, mode=Channel.PHONE)
    assert other.outcome("answer_in_writing", "2025-03-31") is Outcome.NOT_APPLICABLE


# --- a town that counts Saturdays ----------------------------------------------------------------


def test_saturdays_count_and_holidays_do_not() -> None:
    """From Friday 25 April: Sat, Mon, Tue, Wed, 1 May is closed, Fri, Saturday 3 May (WRK-01)."""
    story = Story(TOWN).received("2025-04-25")
    assert due(story, "confirmation", "2025-05-01") == "2025-05-03"


def test_christmas_eve_is_a_werktag() -> None:
    """From Tuesday 23 December: 24, Saturday 27, 29, 30, 31 December and 2 January (WRK-01)."""
    story = Story(TOWN).received("2025-12-23")
    assert due(story, "confirmation", "2025-12-24") == "2026-01-02"


def test_an_answer_is_not_due_on_a_saturday() -> None:
    """One month from 17 April is Saturday 17 May, so that it is due on Monday the 19th (WRK-04)."""
    story = Story(TOWN).received("2025-04-17")
    assert due(story, "answer", "2025-04-30") == "2025-05-19"


def test_who_can_be_reached_by_email_is_told_sooner() -> None:
    """Saturday the 26th and Monday the 28th; others are not owed it (WRK-02)."""
    story = Story(TOWN).received("2025-04-25", reachable_by={Channel.EMAIL, Channel.PHONE})
    assert due(story, "confirmation_by_email", "2025-04-26") == "2025-04-28"
    other = Story(TOWN).received("2025-04-25", reachable_by={Channel.PHONE})
    assert other.outcome("confirmation_by_email", "2025-05-30") is Outcome.NOT_APPLICABLE


def test_each_further_letter_is_confirmed() -> None:
    """Wednesday 28 May: Ascension Day is closed, Friday, Saturday, Monday 2 June (WRK-03)."""
    story = Story(TOWN).received("2025-04-25").on("2025-05-28", WroteAgain)
    assert due(story, "further_letters", "2025-05-30") == "2025-06-02"
    assert story.outcome("further_letters", "2025-06-03") is Outcome.OVERDUE
    assert due(story, "answer", "2025-05-30") == "2025-05-26"  # 25 May is a Sunday; unmoved


def test_each_letter_has_a_last_day_of_its_own() -> None:
    """Written again on 28 and on 31 May: by 2 June, and Monday to Wednesday 4 June (WRK-03)."""
    story = Story(TOWN).received("2025-04-25").on("2025-05-28", WroteAgain)
    story.on("2025-05-30", Acknowledged).on("2025-05-31", WroteAgain)
    judged = assess(story.case, TOWN, as_of=date(2025, 6, 30))
    runs = [found for found in judged if found.obligation.id == "further_letters"]
    assert [(str(run.due), run.outcome) for run in runs] == [
        ("2025-06-02", Outcome.MET),
        ("2025-06-04", Outcome.OVERDUE),
    ]


def test_who_gives_no_name_is_not_answered() -> None:
    """Nothing is owed to an anonymous sender, even one who can be reached (WRK-05)."""
    story = Story(TOWN).received("2025-04-25", anonymous=True)
    found = story.assess("2025-06-30")["answer"]
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.ANONYMOUS)


# --- a statute with one extension, in writing ----------------------------------------------------


@pytest.mark.parametrize(
    ("received", "last", "why"),
    [
        ("2025-03-03", "2025-04-14", "Monday to Monday, six weeks later"),
        ("2025-03-07", "2025-04-22", "Good Friday 18 April, then Easter to Monday the 21st"),
        ("2025-03-08", "2025-04-22", "the Saturday before Easter: Tuesday is the first open day"),
        ("2026-03-16", "2026-04-28", "Monday 27 April is King's Day"),
        ("2026-03-24", "2026-05-06", "5 May is a holiday in this act every year"),
        ("2025-04-28", "2025-06-10", "9 June is Whit Monday"),
    ],
)
def test_six_weeks_do_not_end_on_a_closed_day(received: str, last: str, why: str) -> None:
    """A complaint is settled within six weeks, or on the next open day (AWB-02, AWB-07)."""
    assert due(Story(AWB).received(received), "settlement", received) == last, why


def test_six_weeks_and_four_more_once_and_in_writing() -> None:
    """14 April becomes 12 May by a letter; a call moves nothing and is no notice (AWB-04)."""
    story = Story(AWB).received("2025-03-03")
    assert due(story, "settlement", "2025-03-31") == "2025-04-14"
    called = Story(AWB).received("2025-03-03").on("2025-04-10", DelayNotice, mode=Channel.PHONE)
    assert due(called, "settlement", "2025-04-15") == "2025-04-14"
    assert called.outcome("delay_notice", "2025-04-15") is Outcome.OVERDUE
    story.on("2025-04-10", DelayNotice, mode=Channel.LETTER)
    assert due(story, "settlement", "2025-04-15") == "2025-05-12"
    story.on("2025-05-09", DelayNotice, mode=Channel.LETTER, promised=date(2025, 6, 30))
    assert due(story, "settlement", "2025-05-12") == "2025-05-12"


def test_four_weeks_are_counted_from_before_the_roll() -> None:
    """Saturday 19 April is moved to the 22nd, but four weeks from it are 17 May: the 19th."""
    story = Story(AWB).received("2025-03-08").on("2025-04-22", DelayNotice, mode=Channel.EMAIL)
    assert due(story, "settlement", "2025-04-23") == "2025-05-19"


def test_a_committee_has_ten_weeks() -> None:
    """Ten weeks from 3 March are 12 May, and with four more 9 June, Whit Monday (AWB-03)."""
    story = Story(AWB).received("2025-03-03", category="committee")
    assert story.outcome("settlement", "2025-04-15") is Outcome.NOT_APPLICABLE
    assert due(story, "ten_weeks", "2025-05-12") == "2025-05-12"
    assert story.outcome("committee_delay_notice", "2025-05-13") is Outcome.OVERDUE
    story.on("2025-05-12", DelayNotice, mode=Channel.LETTER)
    assert due(story, "ten_weeks", "2025-05-13") == "2025-06-10"


def test_a_committee_called_later_has_ten_weeks_from_receipt() -> None:
    """Called on 7 April: the six weeks are lifted, and 12 May holds as before (AWB-03)."""
    story = Story(AWB).received("2025-03-03").on("2025-04-07", CategorySet, category="committee")
    judged = story.assess("2025-05-12")
    for obligation in ("settlement", "delay_notice"):
        found = judged[obligation]
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)
    assert judged["ten_weeks"].due == date(2025, 5, 12)
    assert story.outcome("ten_weeks", "2025-05-13") is Outcome.OVERDUE


def test_a_committee_called_too_late_excuses_nothing() -> None:
    """Called on 15 April, the day after the six weeks: they were not kept (AWB-02)."""
    story = Story(AWB).received("2025-03-03").on("2025-04-15", CategorySet, category="committee")
    assert story.outcome("settlement", "2025-05-31") is Outcome.LATE_SILENT


def test_no_consent_moves_it_beyond_four_weeks() -> None:
    """A file cannot say that the person may agree to more: 30 June is cut to 12 May (AWB-05)."""
    story = Story(AWB).received("2025-03-03")
    story.on("2025-04-10", DelayNotice, mode=Channel.LETTER, promised=date(2025, 6, 30))
    assert due(story, "settlement", "2025-05-31") == "2025-05-12"
    story.on("2025-05-09", DelayNotice, mode=Channel.LETTER, consented=True)
    assert due(story, "settlement", "2025-05-31") == "2025-05-12"


def test_the_duty_lapses_when_the_person_is_satisfied() -> None:
    """Met to the person's satisfaction on 20 March: nothing more is owed (AWB-06)."""
    story = Story(AWB).received("2025-03-03")
    story.on("2025-03-20", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)
    judged = story.assess("2025-05-31")
    for obligation in ("confirmation", "settlement", "delay_notice", "ten_weeks"):
        found = judged[obligation]
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)


def test_satisfied_too_late_excuses_nothing() -> None:
    """Satisfied on 15 April, the day after the six weeks: they were not kept (AWB-02, AWB-06)."""
    story = Story(AWB).received("2025-03-03")
    story.on("2025-04-15", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)
    assert story.outcome("settlement", "2025-05-31") is Outcome.LATE_SILENT


# --- rules for firms: settled within three days --------------------------------------------------

OMBUDSMAN = {"ombudsman_details"}
EXPLAINED = {"reason", "expected_duration", "ombudsman_details"}


def accepted(received: str, on: str) -> Story:
    """Return a complaint that the person called settled, after an answer by telephone."""
    story = Story(DISP).received(received).on(on, Answered, mode=Channel.PHONE)
    return story.on(on, SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)


@pytest.mark.parametrize(
    ("received", "last", "after", "why"),
    [
        ("2026-04-27", "2026-04-30", "2026-05-01", "Tuesday, Wednesday, Thursday"),
        ("2026-04-29", "2026-05-05", "2026-05-06", "30, 1 May, (Early May Monday closed) 5 May"),
        ("2026-05-02", "2026-05-07", "2026-05-08", "Saturday, then Monday is closed; 5, 6, 7 May"),
        ("2026-12-23", "2026-12-30", "2026-12-31", "24, (25, and 28 for the 26th, closed) 29, 30"),
    ],
)
def test_what_is_resolved_within_three_days_needs_no_letters(
    received: str, last: str, after: str, why: str
) -> None:
    """What is accepted by the third business day needs no confirmation and no response (DSP-02)."""
    in_time = accepted(received, last).assess("2027-06-30")
    for obligation in ("confirmation", "final_response", "delay_notice"):
        found = in_time[obligation]
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED), why
    too_late = accepted(received, after)
    assert too_late.outcome("confirmation", "2027-06-30") is Outcome.NOT_ASSESSABLE, why
    assert too_late.outcome("final_response", "2027-06-30") is Outcome.OVERDUE, why


def test_what_is_answered_but_not_accepted_is_not_resolved() -> None:
    """An answer by telephone alone lifts nothing and is no final response (DSP-02, DSP-04)."""
    story = Story(DISP).received("2026-04-29").on("2026-04-30", Answered, mode=Channel.PHONE)
    assert story.outcome("final_response", "2026-06-24") is Outcome.PENDING  # eight weeks
    assert story.outcome("final_response", "2026-06-25") is Outcome.OVERDUE


def test_a_summary_follows_what_was_resolved() -> None:
    """It is owed from the acceptance on 5 May, and is measured, not judged (DSP-03)."""
    story = accepted("2026-04-29", "2026-05-05")
    found = story.assess("2026-05-31")["summary"]
    assert (found.started_on, found.done_on) == (date(2026, 5, 5), None)
    story.on("2026-05-06", Informed, mode=Channel.LETTER, content=OMBUDSMAN)
    found = story.assess("2026-05-31")["summary"]
    assert (found.done_on, found.reason) == (date(2026, 5, 6), Reason.NO_NUMBER)


def test_a_final_response_comes_within_eight_weeks() -> None:
    """In writing and with the way to the ombudsman, by 24 June (DSP-04)."""
    story = Story(DISP).received("2026-04-29").on("2026-06-20", Answered, mode=Channel.LETTER)
    assert due(story, "final_response", "2026-05-01") == "2026-06-24"
    assert story.outcome("final_response", "2026-06-25") is Outcome.OVERDUE
    story.on("2026-06-24", Answered, mode=Channel.EMAIL, content=OMBUDSMAN)
    assert story.outcome("final_response", "2026-06-25") is Outcome.MET


def test_a_notice_of_delay_is_in_writing_and_says_why() -> None:
    """Neither a call nor a letter without the ombudsman is the letter that is owed (DSP-05)."""
    story = Story(DISP).received("2026-04-29")
    july = date(2026, 7, 22)
    story.on("2026-06-22", DelayNotice, mode=Channel.PHONE, content=EXPLAINED, promised=july)
    story.on("2026-06-23", DelayNotice, mode=Channel.LETTER, content={"reason"}, promised=july)
    assert story.outcome("delay_notice", "2026-06-25") is Outcome.OVERDUE
    assert due(story, "final_response", "2026-06-25") == "2026-06-24"


def test_a_day_named_in_the_letter_is_the_last_one() -> None:
    """Told on the last day of the eight weeks that the answer comes by 22 July (DSP-05)."""
    story = Story(DISP).received("2026-04-29")
    july = date(2026, 7, 22)
    story.on("2026-06-24", DelayNotice, mode=Channel.LETTER, content=EXPLAINED, promised=july)
    assert due(story, "final_response", "2026-06-25") == "2026-07-22"
    story.on("2026-07-22", Answered, mode=Channel.LETTER, content=OMBUDSMAN)
    assert story.outcome("final_response", "2026-07-31") is Outcome.MET_AS_RENEGOTIATED
    assert story.outcome("delay_notice", "2026-07-31") is Outcome.MET


def test_a_letter_without_a_day_moves_nothing() -> None:
    """It is notice all the same: the answer of 30 June is late and told to be (DSP-05)."""
    story = Story(DISP).received("2026-04-29")
    story.on("2026-06-24", DelayNotice, mode=Channel.LETTER, content=EXPLAINED)
    story.on("2026-06-30", Answered, mode=Channel.LETTER, content=OMBUDSMAN)
    assert due(story, "final_response", "2026-07-01") == "2026-06-24"
    assert story.outcome("final_response", "2026-07-01") is Outcome.LATE_NOTIFIED
    assert story.outcome("delay_notice", "2026-07-01") is Outcome.MET


def test_a_day_agreed_for_payment_is_capped() -> None:
    """Answered on 20 May with 30 June: four weeks is 17 June; 10 June stays 10 June (DSP-06)."""
    late = Story(DISP).received("2026-04-29")
    late.on("2026-05-20", Answered, promised=date(2026, 6, 30))
    assert due(late, "payment", "2026-06-01") == "2026-06-17"
    soon = Story(DISP).received("2026-04-29")
    soon.on("2026-05-20", Answered, promised=date(2026, 6, 10))
    assert due(soon, "payment", "2026-06-01") == "2026-06-10"


def test_a_payment_is_judged_by_the_capped_day() -> None:
    """Paid on 18 June is a day after the four weeks; with no day agreed there is none (DSP-06)."""
    story = Story(DISP).received("2026-04-29")
    story.on("2026-05-20", Answered, promised=date(2026, 6, 30))
    story.on("2026-06-18", MeasureCompleted, measure="payment")
    assert story.outcome("payment", "2026-07-31") is Outcome.LATE_SILENT
    other = Story(DISP).received("2026-04-29").on("2026-05-20", Answered)
    found = other.assess("2026-07-31")["payment"]
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE)


# --- weekdays whatever the holidays ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "confirmation", "answer", "why"),
    [
        ("2026-04-30", "2026-05-04", "2026-05-14", "May Day and Ascension Day count"),
        ("2026-05-02", "2026-05-05", "2026-05-15", "a Saturday: Monday is the first day"),
        (
            "2026-12-18",
            "2026-12-22",
            "2027-01-12",
            "21, 22 and 23 December, then 4-8 January, Epiphany too, 11 and 12",
        ),
        ("2026-12-28", "2027-01-05", "2027-01-15", "while closed: 4 January is the first day"),
    ],
)
def test_weekdays_count_also_where_a_holiday_falls_on_them(
    received: str, confirmation: str, answer: str, why: str
) -> None:
    """Two and ten days Monday to Friday, but for 24 December to 1 January (VAT-01, VAT-02)."""
    story = Story(WATER).received(received)
    assert due(story, "confirmation", received) == confirmation, why
    assert due(story, "answer", received) == answer, why


def test_each_further_letter_is_answered_and_a_call_is_not() -> None:
    """Written on Monday 11 May 2026, by Monday 18: Ascension Day, the 14th, counts (VAT-03)."""
    story = Story(WATER).received("2026-05-04").on("2026-05-06", Answered)
    story.on("2026-05-08", WroteAgain, mode=Channel.PHONE)
    assert story.assess("2026-05-10")["answer_to_more"].reason is Reason.NOT_STARTED
    story.on("2026-05-11", WroteAgain, mode=Channel.EMAIL)
    assert due(story, "answer_to_more", "2026-05-11") == "2026-05-18"


def test_a_leak_is_no_complaint() -> None:
    """Found on the second day: nothing is owed any more; found late, it was late (VAT-04)."""
    story = Story(WATER).received("2026-05-04")
    story.record("2026-05-06", StreamsSet, streams={"fault_report"})
    for id_ in ("confirmation", "answer"):
        found = story.assess("2026-06-30")[id_]
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.EXCLUDED)
    late = Story(WATER).received("2026-05-04")
    late.record("2026-05-07", StreamsSet, streams={"fault_report"})
    assert late.outcome("confirmation", "2026-06-30") is Outcome.LATE_SILENT


def test_what_was_no_leak_after_all_has_stood_still() -> None:
    """Away from the 6th to the 13th, five weekdays: Monday 18 May becomes Monday the 25th."""
    story = Story(WATER).received("2026-05-04")
    assert due(story, "answer", "2026-05-04") == "2026-05-18"
    story.record("2026-05-06", StreamsSet, streams={"fault_report"})
    story.record("2026-05-13", StreamsSet, streams=set())
    assert due(story, "answer", "2026-05-13") == "2026-05-25"
