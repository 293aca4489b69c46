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
    MeasureCompleted,
    SatisfactionRecorded,
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


def due(story: Story, obligation: str, as_of: str) -> str:
    """Return the last day of an obligation (of its last run where there are several)."""
    return str(story.assess(as_of)[obligation].due)


@pytest.mark.parametrize("policy", [AWB, DISP, TOWN, SCHOOL], ids=lambda policy: policy.key)
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


def test_who_asked_for_a_letter_is_answered_by_letter() -> None:
    """An answer by telephone keeps the one promise and not the other (SKO-04)."""
    story = Story(SCHOOL).received("2025-03-03", reply_by=Channel.LETTER)
    story.on("2025-03-10", Answered, mode=Channel.PHONE)
    assert story.outcome("answer", "2025-03-31") is Outcome.MET
    assert story.outcome("answer_by_letter", "2025-03-31") is Outcome.OVERDUE
    other = Story(SCHOOL).received("2025-03-03").on("2025-03-10", Answered, mode=Channel.PHONE)
    assert other.outcome("answer_by_letter", "2025-03-31") is Outcome.NOT_APPLICABLE


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


def test_six_weeks_and_four_more_once_and_in_writing() -> None:
    """14 April becomes 12 May by a letter; a call moves nothing and is no notice (AWB-03)."""
    story = Story(AWB).received("2025-03-03")
    assert due(story, "settlement", "2025-03-31") == "2025-04-14"
    called = Story(AWB).received("2025-03-03").on("2025-04-10", DelayNotice, mode=Channel.PHONE)
    assert due(called, "settlement", "2025-04-15") == "2025-04-14"
    assert called.outcome("delay_notice", "2025-04-15") is Outcome.OVERDUE
    story.on("2025-04-10", DelayNotice, mode=Channel.LETTER)
    assert due(story, "settlement", "2025-04-15") == "2025-05-12"
    story.on("2025-05-09", DelayNotice, mode=Channel.LETTER, promised=date(2025, 6, 30))
    assert due(story, "settlement", "2025-05-12") == "2025-05-12"


def test_no_consent_moves_it_beyond_four_weeks() -> None:
    """A file cannot say that the person may agree to more: the 30th of June is cut to 12 May."""
    story = Story(AWB).received("2025-03-03")
    story.on("2025-04-10", DelayNotice, mode=Channel.LETTER, promised=date(2025, 6, 30))
    assert due(story, "settlement", "2025-05-31") == "2025-05-12"
    story.on("2025-05-09", DelayNotice, mode=Channel.LETTER, consented=True)
    assert due(story, "settlement", "2025-05-31") == "2025-05-12"


def test_the_duty_lapses_when_the_person_is_satisfied() -> None:
    """Met to the person's satisfaction on 20 March: nothing more is owed (AWB-04)."""
    story = Story(AWB).received("2025-03-03")
    story.on("2025-03-20", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)
    judged = story.assess("2025-05-31")
    for obligation in ("confirmation", "settlement", "delay_notice"):
        found = judged[obligation]
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)


# --- rules for firms: settled within three days --------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [("2026-05-05", Outcome.NOT_APPLICABLE), ("2026-05-06", Outcome.OVERDUE)],
)
def test_what_is_settled_within_three_days_needs_no_confirmation(
    answered: str, outcome: Outcome
) -> None:
    """From 29 April: the 30th, 1 May, Early May Monday is closed, Tuesday the 5th (DSP-02)."""
    story = Story(DISP).received("2026-04-29").on(answered, Answered)
    assert story.outcome("confirmation", "2026-05-08") is outcome


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [("2026-05-07", Outcome.NOT_APPLICABLE), ("2026-05-08", Outcome.PENDING)],
)
def test_what_comes_on_a_saturday_has_three_days_from_tuesday(
    answered: str, outcome: Outcome
) -> None:
    """Received on 2 May: Monday is closed, Tuesday the 5th, the 6th, Thursday the 7th (DSP-02)."""
    story = Story(DISP).received("2026-05-02").on(answered, Answered)
    assert story.outcome("confirmation", "2026-05-10") is outcome  # its own last day is the 11th


def test_a_notice_of_delay_is_in_writing_and_says_why() -> None:
    """Eight weeks from 29 April is 24 June; only the full letter of that day counts (DSP-04)."""
    needed = {"reason", "ombudsman_details"}
    story = Story(DISP).received("2026-04-29")
    assert due(story, "final_response", "2026-05-01") == "2026-06-24"
    story.on("2026-06-22", DelayNotice, mode=Channel.PHONE, content=needed)
    story.on("2026-06-23", DelayNotice, mode=Channel.LETTER, content={"reason"})
    assert story.outcome("delay_notice", "2026-06-25") is Outcome.OVERDUE
    told = Story(DISP).received("2026-04-29")
    told.on("2026-06-24", DelayNotice, mode=Channel.LETTER, content=needed)
    assert told.outcome("delay_notice", "2026-06-25") is Outcome.MET
    told.on("2026-06-30", Answered)
    assert due(told, "final_response", "2026-07-01") == "2026-06-24"  # a notice moves nothing
    assert told.outcome("final_response", "2026-07-01") is Outcome.LATE_NOTIFIED


def test_a_day_agreed_for_payment_is_capped() -> None:
    """Answered on 20 May with 30 June: four weeks is 17 June; 10 June stays 10 June (DSP-05)."""
    late = Story(DISP).received("2026-04-29")
    late.on("2026-05-20", Answered, promised=date(2026, 6, 30))
    assert due(late, "payment", "2026-06-01") == "2026-06-17"
    soon = Story(DISP).received("2026-04-29")
    soon.on("2026-05-20", Answered, promised=date(2026, 6, 10))
    assert due(soon, "payment", "2026-06-01") == "2026-06-10"


def test_a_payment_is_judged_by_the_capped_day() -> None:
    """Paid on 18 June is a day after the four weeks; with no day agreed there is none (DSP-05)."""
    story = Story(DISP).received("2026-04-29")
    story.on("2026-05-20", Answered, promised=date(2026, 6, 30))
    story.on("2026-06-18", MeasureCompleted, measure="payment")
    assert story.outcome("payment", "2026-07-31") is Outcome.LATE_SILENT
    other = Story(DISP).received("2026-04-29").on("2026-05-20", Answered)
    found = other.assess("2026-07-31")["payment"]
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE)
