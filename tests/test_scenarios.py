# SPDX-License-Identifier: Apache-2.0
"""Stories under the five policies, each told by hand from the texts and their readings.

The requirement table has ten scenarios and a dozen dates of its own, which the policies' tests
hold; these are others. Expected days are counted by hand, with the count beside them. Unless a
story says otherwise a case arrives on Monday 3 March 2025, in a month without holidays: its working
days are 4-7, 10-14, 17-21, 24-28 and 31 March.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klagomal.assessment import assess
from klagomal.cases.case import fold
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    DelayNotice,
    Escalated,
    HandlerAnnounced,
    Informed,
    MeasureRecorded,
    ProgressNotice,
    Reclassified,
    Registered,
    Reopened,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.deadlines.runs import Clock
from klagomal.errors import TransitionError
from klagomal.lifecycle import FlagCode, escalation_due, record, review, split
from klagomal.policies import essunga, karlskoga, kramfors, nacka, ostersund
from klagomal.policy.policy import Policy
from klagomal.promises.triage import AdviceCode
from klagomal.vocabulary import (
    Channel,
    Content,
    Kind,
    Outcome,
    Reason,
    Role,
    Satisfaction,
    Severity,
    Stream,
    Strength,
    SubmitterCapacity,
)
from tests.stories import Story

LATER = "2025-12-31"
NAME, CONTACT = Content.HANDLER_NAME, Content.HANDLER_CONTACT
DURATION = Content.EXPECTED_DURATION
RECEIVER = Actor(Role.STAFF, "receiver-1")
REGISTRAR = Actor(Role.REGISTRAR, "registrar-1")


def told(policy: Policy, when: str = "2025-03-03", **about: Any) -> Story:
    """Begin a story under a policy."""
    return Story(policy).received(when, **about)


def stands(story: Story, id_: str, as_of: str = LATER) -> tuple[Outcome, Reason | None]:
    """Return outcome and reason of one obligation at the end of a day."""
    found = story.assess(as_of)[id_]
    return found.outcome, found.reason


# --- Essunga: five working days to a confirmation that names the handler --------------------------


@pytest.mark.rows("ESS-24")
def test_essunga_a_second_confirmation_changes_nothing() -> None:
    """Confirmed in full on day 2 and once more on day 9: in time, by the first one."""
    story = told(essunga.POLICY).on("2025-03-05", Acknowledged, content={NAME, CONTACT})
    story.on("2025-03-14", Acknowledged, content={NAME, CONTACT})
    found = story.assess(LATER)["acknowledgement"]
    assert (found.outcome, found.done_on) == (Outcome.MET, date(2025, 3, 5))


@pytest.mark.rows("ESS-24")
def test_essunga_a_confirmation_after_the_answer_is_not_late() -> None:
    """AMB-05: answered on day 3; a bare receipt on day 13 does not make the first word late."""
    story = told(essunga.POLICY).on("2025-03-06", Answered).on("2025-03-20", Acknowledged)
    found = story.assess(LATER)["acknowledgement"]
    assert (found.outcome, found.done_on) == (Outcome.MET, date(2025, 3, 6))


@pytest.mark.rows("ESS-24", "ESS-26")
@pytest.mark.parametrize(
    ("second", "outcome"),
    [("2025-03-10", Outcome.MET), ("2025-03-11", Outcome.LATE_SILENT)],
)
def test_essunga_the_handler_may_be_told_in_two_letters(second: str, outcome: Outcome) -> None:
    """The name on day 2, the contact on day 5 or 6 (4, 5, 6, 7, 10 March): the last one decides."""
    story = told(essunga.POLICY).on("2025-03-05", Acknowledged, content={NAME})
    story.on(second, HandlerAnnounced, content={CONTACT})
    found = story.assess(LATER)["acknowledgement"]
    assert found.outcome is outcome
    assert found.short_of[0].missing == {CONTACT}


@pytest.mark.rows("ESS-24", "ESS-26")
def test_essunga_a_machines_receipt_counts_when_it_says_who() -> None:
    """AMB-05: the same automatic letter, with and without the handler."""
    bare = told(essunga.POLICY).on("2025-03-03 12:10", Acknowledged, automatic=True)
    assert stands(bare, "acknowledgement", "2025-03-10") == (Outcome.PENDING, None)
    assert stands(bare, "acknowledgement", "2025-03-11") == (Outcome.OVERDUE, None)
    full = told(essunga.POLICY).on(
        "2025-03-03 12:10", Acknowledged, automatic=True, content={NAME, CONTACT}
    )
    assert stands(full, "acknowledgement") == (Outcome.MET, None)


@pytest.mark.rows("ESS-24")
@pytest.mark.parametrize("arrived", ["2025-12-19 23:59", "2025-12-20 00:01", "2025-12-21 23:59"])
def test_essunga_a_minute_before_midnight_is_still_friday(arrived: str) -> None:
    """AMB-03: from Friday 19 or the weekend after it, day 1 is Monday 22 December.

    22, 23, 29, 30 December and 2 January: 24-26 and 31 December and New Year's Day are closed.
    """
    story = told(essunga.POLICY, arrived)
    assert story.assess("2026-01-02")["acknowledgement"].due == date(2026, 1, 2)
    assert stands(story, "acknowledgement", "2026-01-03") == (Outcome.OVERDUE, None)


@pytest.mark.rows("ESS-22", "ESS-24")
@pytest.mark.parametrize(
    ("arrived", "dossier", "school"),
    [
        ("2025-12-31 23:59", "Synpunkten 2025", "Synpunkten 2025/26"),
        ("2026-01-01 00:01", "Synpunkten 2026", "Synpunkten 2025/26"),
    ],
)
def test_essunga_midnight_at_new_year_parts_the_dossiers(
    arrived: str, dossier: str, school: str
) -> None:
    """AMB-12: the year's file is that of the Swedish day; both letters are due the same day.

    2, 5, 7, 8, 9 January: Twelfth Day, Tuesday the 6th, is closed.
    """
    story = told(essunga.POLICY, arrived)
    day = essunga.POLICY.calendar.day_of(story.case.received_at)
    (rule,) = essunga.POLICY.registration
    assert rule.dossier_name(day) == dossier
    assert rule.dossier_name(day, "education") == school
    assert story.assess("2026-01-09")["acknowledgement"].due == date(2026, 1, 9)


@pytest.mark.rows("ESS-57", "ESS-58")
def test_essunga_a_pseudonym_with_an_address_is_owed_a_confirmation() -> None:
    """AMB-11: anonymous but reachable counts; anonymous and unreachable is waived."""
    pen_name = told(essunga.POLICY, anonymous=True, has_contact_route=True)
    assert stands(pen_name, "acknowledgement") == (Outcome.OVERDUE, None)
    nobody = told(essunga.POLICY, anonymous=True, has_contact_route=False)
    for id_ in ("acknowledgement", "answer"):
        assert stands(nobody, id_) == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)
    # What needs no address is owed all the same.
    assert stands(nobody, "registration") == (Outcome.PENDING, None)


@pytest.mark.rows("ESS-06")
def test_essunga_an_employee_who_writes_as_a_parent_is_inside() -> None:
    """AMB-28: the capacity decides, not who pays the wage."""
    parent = told(essunga.POLICY, capacity=SubmitterCapacity.GUARDIAN)
    assert stands(parent, "acknowledgement") == (Outcome.OVERDUE, None)
    staff = told(essunga.POLICY, capacity=SubmitterCapacity.STAFF)
    assert stands(staff, "acknowledgement") == (Outcome.NOT_APPLICABLE, Reason.EXCLUDED)


@pytest.mark.rows("ESS-35", "ESS-36")
def test_essunga_an_appeal_and_a_complaint_in_one_letter_part_ways() -> None:
    """AMB-25: the complaint goes on; the appeal is a case of its own, outside, with its duties."""
    story = told(essunga.POLICY)
    now = story.moment("2025-03-04")
    appeal = Feedback(
        kind=Kind.COMPLAINT,
        channel=Channel.LETTER,
        received_at=story.case.received_at,
        streams={Stream.APPEAL},
    )
    parts = split(story.case, {"case-2": appeal}, essunga.POLICY, now, by=REGISTRAR)
    child = fold(parts.children["case-2"])
    assert child.excluded == "appeal"
    assert child.received_at == story.case.received_at
    with pytest.raises(TransitionError, match="must be told: help_offered, right_to_appeal"):
        record(child, Closed(at=now, by=REGISTRAR), essunga.POLICY, now)
    informed = Informed(at=now, content={Content.RIGHT_TO_APPEAL, Content.HELP_OFFERED})
    child = fold((*child.events, *record(child, informed, essunga.POLICY, now)))
    assert record(child, Closed(at=now, by=REGISTRAR), essunga.POLICY, now)
    assert {a.reason for a in assess(child, essunga.POLICY, as_of=date(2025, 3, 31))} == {
        Reason.EXCLUDED
    }
    assert stands(story, "acknowledgement") == (Outcome.OVERDUE, None)


@pytest.mark.rows("ESS-11")
def test_essunga_what_is_secret_gets_a_number_of_its_own() -> None:
    """AMB-31: a place in the yearly file registers what is open, and not what is secret."""
    entry = {"register": "diarium", "reference": "7", "by": REGISTRAR}
    story = told(essunga.POLICY).on("2025-03-04", SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    story.on("2025-03-05", Registered, dossier="Synpunkten 2025", **entry)
    assert stands(story, "registration") == (Outcome.MET, None)
    assert stands(story, "secret_registration") == (Outcome.PENDING, None)
    closed = told(essunga.POLICY).on("2025-03-04", SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    closed.on("2025-03-05", Registered, dossier="Synpunkten 2025", **entry).on("2025-03-06", Closed)
    assert stands(closed, "secret_registration") == (Outcome.OVERDUE, None)
    story.on("2025-03-07", Registered, **entry)
    assert stands(story, "secret_registration") == (Outcome.MET, None)
    assert stands(told(essunga.POLICY), "secret_registration")[1] is Reason.NOT_STARTED


# --- Kramfors: ten calendar days ------------------------------------------------------------------


@pytest.mark.rows("KRA-14", "KRA-16")
@pytest.mark.parametrize(
    ("notice", "answer", "of_notice"),
    [
        ("2025-03-13 23:59", Outcome.LATE_NOTIFIED, Outcome.MET),
        ("2025-03-14 00:01", Outcome.LATE_SILENT, Outcome.LATE_SILENT),
    ],
)
def test_kramfors_a_notice_is_in_time_until_midnight_of_the_tenth_day(
    notice: str, answer: Outcome, of_notice: Outcome
) -> None:
    """AMB-07, AMB-08: due on Thursday the 13th, answered on the 20th; the notice extends nothing.

    The late notice is shown, and is no second breach: it does not bind.
    """
    story = told(kramfors.POLICY).on(notice, DelayNotice).on("2025-03-20", Answered)
    found = story.assess(LATER)
    assert found["answer"].outcome is answer
    assert found["answer"].first_due == found["answer"].due == date(2025, 3, 13)
    assert found["delay_notice"].outcome is of_notice
    assert not found["delay_notice"].obligation.strength.binds


@pytest.mark.rows("KRA-14")
def test_kramfors_an_answer_on_a_sunday_is_in_time_and_a_monday_after_is_not() -> None:
    """AMB-01: from Thursday 6 March ten days end on Sunday the 16th, and nothing moves them."""
    sunday = told(kramfors.POLICY, "2025-03-06").on("2025-03-16", Answered)
    monday = told(kramfors.POLICY, "2025-03-06").on("2025-03-17", Answered)
    assert stands(sunday, "answer") == (Outcome.MET, None)
    assert stands(monday, "answer") == (Outcome.LATE_SILENT, None)


@pytest.mark.rows("KRA-14")
@pytest.mark.parametrize(
    ("arrived", "in_time", "late"),
    [
        # Sunday 30 March 2025, when clocks go forward: 23 hours long, at +2 from 03:00
        ("2025-03-20", (2025, 3, 30, 21, 59), (2025, 3, 30, 22, 1)),
        # Sunday 26 October 2025, when they go back: 25 hours long, at +1 from 03:00
        ("2025-10-16", (2025, 10, 26, 22, 59), (2025, 10, 26, 23, 1)),
    ],
)
def test_kramfors_the_last_day_ends_at_swedish_midnight_when_clocks_change(
    arrived: str, in_time: tuple[int, ...], late: tuple[int, ...]
) -> None:
    """A minute before and after midnight in Sweden are one UTC day apart from neither."""
    for moment, outcome in ((in_time, Outcome.MET), (late, Outcome.LATE_SILENT)):
        story = told(kramfors.POLICY, arrived)
        story.events += (Answered(at=datetime(*moment, tzinfo=UTC)),)  # type: ignore[misc, arg-type]
        assert stands(story, "answer") == (outcome, None)


@pytest.mark.rows("KRA-14")
def test_kramfors_a_leap_day_is_a_day() -> None:
    """Ten days after 20 February 2024 end on 1 March."""
    assert told(kramfors.POLICY, "2024-02-20").assess("2024-03-01")["answer"].due == date(
        2024, 3, 1
    )


@pytest.mark.rows("KRA-14")
def test_kramfors_an_interim_reply_is_no_answer() -> None:
    """AMB-06: told on day 5 how it goes, answered on day 12."""
    story = told(kramfors.POLICY).on("2025-03-08", ProgressNotice).on("2025-03-15", Answered)
    assert stands(story, "answer") == (Outcome.LATE_SILENT, None)


@pytest.mark.rows("KRA-02", "KRA-14", "KRA-23")
def test_kramfors_praise_is_answered_within_ten_days_like_an_opinion() -> None:
    """AMB-09: praise is taken in as an opinion; AMB-16: its registration is advice."""
    story = told(kramfors.POLICY, kind=Kind.PRAISE).on("2025-03-14", Answered)
    assert stands(story, "answer") == (Outcome.LATE_SILENT, None)
    assert stands(story, "registration") == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)
    found = story.on("2025-03-17", Closed).assess(LATER)["registration_of_others"]
    assert found.outcome is Outcome.OVERDUE
    assert found.obligation.strength is Strength.SHOULD


@pytest.mark.rows("KRA-14")
@pytest.mark.parametrize("closed", ["2025-03-07", "2025-03-20"])
def test_kramfors_closing_a_case_does_not_answer_it(closed: str) -> None:
    """Closed on day 4 or day 17 without an answer: pending until the 13th, overdue after it."""
    story = told(kramfors.POLICY).on(closed, Closed)
    assert stands(story, "answer", "2025-03-13") == (Outcome.PENDING, None)
    assert stands(story, "answer", "2025-03-14") == (Outcome.OVERDUE, None)


@pytest.mark.rows("KRA-14")
def test_kramfors_a_case_looks_different_on_different_days() -> None:
    """Answered on day 12; on days 10 and 11 nobody knew that yet."""
    story = told(kramfors.POLICY).on("2025-03-15", Answered)
    assert stands(story, "answer", "2025-03-13") == (Outcome.PENDING, None)
    assert stands(story, "answer", "2025-03-14") == (Outcome.OVERDUE, None)
    assert stands(story, "answer", "2025-03-15") == (Outcome.LATE_SILENT, None)


@pytest.mark.rows("KRA-13", "KRA-14")
def test_kramfors_handing_over_twice_restarts_no_clock() -> None:
    """AMB-02: taken in by the school, about a road: the ten days run from the school's Monday."""
    story = told(kramfors.POLICY, receiving_unit="school", unit="road-unit")
    story.on("2025-03-05", Transferred, to_unit="park-unit", by=RECEIVER)
    story.on("2025-03-12", Transferred, to_unit="road-unit")
    assert story.assess(LATER)["answer"].due == date(2025, 3, 13)
    assert stands(story, "right_instance") == (Outcome.MET, None)
    never = told(kramfors.POLICY, receiving_unit="school", unit="road-unit")
    assert stands(never.on("2025-03-20", Closed), "right_instance") == (Outcome.OVERDUE, None)
    found = told(kramfors.POLICY, receiving_unit="road-unit", unit="road-unit")
    assert stands(found, "right_instance") == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)


@pytest.mark.rows("KRA-23")
def test_kramfors_the_answer_is_registered_too() -> None:
    """The letter in the diary is not the answer in the diary; before an answer nothing is owed."""
    entry = {"register": "diarium", "reference": "KS 2025/1"}
    story = told(kramfors.POLICY).on("2025-03-04", Registered, **entry)
    assert stands(story, "answer_registration")[1] is Reason.NOT_STARTED
    story.on("2025-03-06", Answered).on("2025-03-07", Closed)
    assert stands(story, "registration") == (Outcome.MET, None)
    assert stands(story, "answer_registration") == (Outcome.OVERDUE, None)
    story.on("2025-03-10", Registered, what="answer", **entry)
    assert stands(story, "answer_registration") == (Outcome.LATE_SILENT, None)


# --- Östersund: who and how long within ten working days, the answer when it was promised ---------


def handed_to_anna(promised: date | None, when: str = "2025-05-08") -> Story:
    """Begin on Monday 28 April 2025; told on day 7 (29, 30 April, 2, 5, 6, 7, 8 May)."""
    story = told(ostersund.POLICY, "2025-04-28")
    content = {NAME, DURATION}
    return story.on(when, HandlerAnnounced, content=content, handler="anna", promised=promised)


@pytest.mark.rows("OST-34", "OST-35")
@pytest.mark.parametrize(
    ("second", "outcome", "due"),
    [
        ("2025-06-13", Outcome.MET_AS_RENEGOTIATED, date(2025, 6, 27)),
        ("2025-06-14", Outcome.LATE_SILENT, date(2025, 6, 13)),
    ],
)
def test_ostersund_each_delay_has_to_be_told_within_the_time_last_agreed(
    second: str, outcome: Outcome, due: date
) -> None:
    """AMB-07: 30 May, told on Ascension Day to be 13 June, then to be 27 June; answered the 26th.

    The second notice counts on 13 June and not on the 14th. The first promise is always kept.
    """
    story = handed_to_anna(date(2025, 5, 30))
    story.on("2025-05-29", DelayNotice, promised=date(2025, 6, 13))
    story.on(second, DelayNotice, promised=date(2025, 6, 27)).on("2025-06-26", Answered)
    found = story.assess(LATER)["promised_time"]
    assert (found.outcome, found.due) == (outcome, due)
    assert found.first_due == date(2025, 5, 30)


@pytest.mark.rows("OST-34", "OST-35")
def test_ostersund_a_notice_without_a_new_day_leaves_the_time_open() -> None:
    """AMB-07: notified, open-ended: overdue until it is answered, then late with notice."""
    story = handed_to_anna(date(2025, 5, 30)).on("2025-05-29", DelayNotice)
    assert stands(story, "promised_time", "2025-06-05") == (Outcome.OVERDUE, None)
    assert stands(story, "delay_notice", "2025-06-05") == (Outcome.MET, None)
    story.on("2025-06-10", Answered)
    assert stands(story, "promised_time") == (Outcome.LATE_NOTIFIED, None)


@pytest.mark.rows("OST-30", "OST-34")
def test_ostersund_vague_words_fulfil_the_first_word_and_promise_no_day() -> None:
    """AMB-22: "a few weeks" is told in time and cannot be judged; a day given later can."""
    story = handed_to_anna(None)
    assert stands(story, "first_contact") == (Outcome.MET, None)
    assert stands(story, "promised_time") == (Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE)
    story.on("2025-05-20", ProgressNotice, promised=date(2025, 5, 28)).on("2025-06-02", Answered)
    assert stands(story, "promised_time") == (Outcome.LATE_SILENT, None)


@pytest.mark.rows("OST-30", "OST-34")
def test_ostersund_a_promise_may_be_stricter_than_the_ten_days() -> None:
    """Promised on day 1 for Friday 2 May, answered on Tuesday the 6th.

    Within ten working days of the arrival, and late all the same: the time set must be kept.
    """
    story = handed_to_anna(date(2025, 5, 2), "2025-04-29").on("2025-05-06", Answered)
    assert stands(story, "first_contact") == (Outcome.MET, None)
    assert stands(story, "promised_time") == (Outcome.LATE_SILENT, None)


@pytest.mark.rows("OST-34")
def test_ostersund_a_promise_on_a_closed_day_is_that_day() -> None:
    """Midsummer Day was promised: Saturday is in time, Monday is not; act by Thursday the 19th."""
    story = handed_to_anna(date(2025, 6, 21))
    (deadline,) = (
        d for d in ostersund.POLICY.running(story.case) if d.obligation.id == "promised_time"
    )
    assert (deadline.due, deadline.act_by) == (date(2025, 6, 21), date(2025, 6, 19))
    saturday = handed_to_anna(date(2025, 6, 21)).on("2025-06-21", Answered)
    monday = handed_to_anna(date(2025, 6, 21)).on("2025-06-23", Answered)
    assert stands(saturday, "promised_time") == (Outcome.MET, None)
    assert stands(monday, "promised_time") == (Outcome.LATE_SILENT, None)


@pytest.mark.rows("OST-34")
def test_ostersund_reopening_an_answered_case_does_not_make_it_late() -> None:
    """Answered in time, closed, opened again and answered once more: the promise was kept."""
    story = handed_to_anna(date(2025, 5, 30)).on("2025-05-20", Answered)
    story.on("2025-05-21", Closed).on("2025-06-10", Reopened)
    assert stands(story, "promised_time", "2025-06-15") == (Outcome.MET, None)
    assert stands(story.on("2025-06-20", Answered), "promised_time") == (Outcome.MET, None)


@pytest.mark.rows("OST-30")
def test_ostersund_naming_the_handler_without_a_time_is_half_the_word() -> None:
    """Who but not how long by day 10 (13 May: 29, 30, 2, 5-9, 12, 13): overdue on the 14th."""
    story = told(ostersund.POLICY, "2025-04-28").on("2025-05-05", HandlerAnnounced, content={NAME})
    found = story.assess("2025-05-14")["first_contact"]
    assert (found.outcome, found.due) == (Outcome.OVERDUE, date(2025, 5, 13))
    assert found.short_of[0].missing == {DURATION}


@pytest.mark.rows("OST-40")
def test_ostersund_a_case_is_opened_again_before_it_is_judged_serious() -> None:
    """AMB-20: a human judges; the closed case is reopened, and then the nearest manager gets it."""
    story = told(ostersund.POLICY, dimensions={"bemotande"}).on("2025-03-20", Closed)
    with pytest.raises(TransitionError, match="reopen it first"):
        story.record("2025-03-21", SeveritySet, severity=Severity.SERIOUS)
    story.record("2025-03-21", Reopened)
    story.record("2025-03-21 13:00", SeveritySet, severity=Severity.SERIOUS)
    assert stands(story, "serious_to_manager") == (Outcome.PENDING, None)
    story.record("2025-03-24", Transferred, to_role=Role.RESPONSIBLE_MANAGER)
    assert stands(story, "serious_to_manager") == (Outcome.PENDING, None)
    story.record("2025-03-25", Transferred, to_role=Role.NEAREST_MANAGER)
    assert stands(story, "serious_to_manager") == (Outcome.MET, None)


@pytest.mark.rows("OST-38", "OST-39")
def test_ostersund_a_complaint_about_yourself_is_put_right_or_handed_on() -> None:
    """Put right by the receiver: nothing to hand on. Not by anybody else, and not afterwards."""
    about_me: dict[str, Any] = {"subjects": {"receiver-1"}}
    fixed = told(ostersund.POLICY, **about_me)
    fixed.on("2025-03-03 13:00", MeasureRecorded, measure="put-right", by=RECEIVER)
    assert stands(fixed, "own_complaint") == (Outcome.NOT_APPLICABLE, Reason.LIFTED)
    colleague = told(ostersund.POLICY, **about_me)
    colleague.on("2025-03-04", MeasureRecorded, measure="put-right", by=Actor(Role.STAFF, "bo"))
    assert stands(colleague, "own_complaint") == (Outcome.PENDING, None)
    colleague.on("2025-03-05", Transferred, to_role=Role.NEAREST_MANAGER)
    assert stands(colleague, "own_complaint") == (Outcome.MET, None)
    afterwards = told(ostersund.POLICY, **about_me).on("2025-03-10", Closed)
    afterwards.on("2025-03-11", MeasureRecorded, measure="put-right", by=RECEIVER)
    assert stands(afterwards, "own_complaint") == (Outcome.LATE_SILENT, None)
    assert stands(told(ostersund.POLICY), "own_complaint")[1] is Reason.OUTSIDE_SCOPE


@pytest.mark.rows("OST-55", "OST-57")
def test_ostersund_dissatisfaction_lifts_a_case_and_starts_no_clock() -> None:
    """AMB-26: silence lifts nothing; the head of administration decides who goes on."""
    story = handed_to_anna(date(2025, 5, 30)).on("2025-05-20", Answered)
    assert escalation_due(story.case, ostersund.POLICY) is None
    before = [d.obligation.id for d in ostersund.POLICY.running(story.case)]
    story.record("2025-05-22", SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
    assert escalation_due(story.case, ostersund.POLICY) == 2
    with pytest.raises(TransitionError, match="only head_of_administration decides"):
        story.record("2025-05-23", Escalated, to_level=2, assigned_to="bo")
    head = Actor(Role.HEAD_OF_ADMINISTRATION, "head-1")
    story.record("2025-05-23", Escalated, to_level=2, assigned_to="bo", by=head)
    assert [d.obligation.id for d in ostersund.POLICY.running(story.case)] == before


@pytest.mark.rows("OST-18", "OST-21")
def test_ostersund_the_web_form_is_of_2005_and_asks_who_you_are() -> None:
    """A form sent in 2004 is odd but taken in; nameless in 2005 it should have asked first."""
    early = told(ostersund.POLICY, "2004-12-31 23:59", channel=Channel.WEB_FORM)
    codes = [item.code for item in ostersund.POLICY.triage(early.case.feedback).advice]
    assert codes == [AdviceCode.CHANNEL_NOT_YET_OPEN]
    nameless = told(
        ostersund.POLICY,
        "2005-01-01 00:01",
        channel=Channel.WEB_FORM,
        anonymous=True,
        has_contact_route=False,
    )
    verdict = ostersund.POLICY.triage(nameless.case.feedback)
    assert [item.code for item in verdict.advice] == [AdviceCode.ANONYMITY_DENIED]
    assert verdict.accepted
    assert verdict.refuse_at_intake
    assert stands(nameless, "registration", "2005-02-01") == (Outcome.PENDING, None)


@pytest.mark.rows("OST-37")
@pytest.mark.parametrize("mode", [Channel.PHONE, Channel.LETTER])
def test_ostersund_an_answer_may_be_spoken_or_written(mode: Channel) -> None:
    """A proposal has no term, and must be answered before it is closed."""
    story = told(ostersund.POLICY, kind=Kind.SUGGESTION)
    assert stands(story, "first_contact") == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)
    story.on("2025-09-01", Answered, mode=mode).on("2025-09-02", Closed)
    assert stands(story, "answer") == (Outcome.MET, None)


# --- Nacka: first feedback within five working days, a target of ten ------------------------------


@pytest.mark.rows("NAC-47")
def test_nacka_a_call_that_was_noted_late_was_made_in_time() -> None:
    """AMB-23: rung on day 4, noted on day 12: the call's day counts, the delay stays visible."""
    story = told(nacka.POLICY)
    call = Acknowledged(at=story.moment("2025-03-07"), mode=Channel.PHONE)
    assert stands(story, "first_feedback", "2025-03-11") == (Outcome.OVERDUE, None)
    story.events += record(story.case, call, nacka.POLICY, story.moment("2025-03-19"))
    found = story.assess(LATER)["first_feedback"]
    assert (found.outcome, found.done_on) == (Outcome.MET, date(2025, 3, 7))
    noted = found.evidence(story.case)
    assert noted is not None
    assert noted.recorded_at == story.moment("2025-03-19")


@pytest.mark.rows("NAC-19", "NAC-20", "NAC-47")
def test_nacka_praise_that_turns_out_to_be_a_complaint_was_one_from_the_start() -> None:
    """AMB-29: reclassified on day 8; first feedback was due on day 5, Monday the 10th."""
    story = told(nacka.POLICY, kind=Kind.PRAISE)
    story.record("2025-03-13", Reclassified, kind=Kind.COMPLAINT)
    assert stands(story, "first_feedback", "2025-03-12") == (
        Outcome.NOT_APPLICABLE,
        Reason.OUTSIDE_SCOPE,
    )
    assert stands(story, "first_feedback", "2025-03-13") == (Outcome.OVERDUE, None)
    thanked = told(nacka.POLICY, kind=Kind.PRAISE).on("2025-03-06", Acknowledged)
    thanked.record("2025-03-13", Reclassified, kind=Kind.COMPLAINT)
    assert stands(thanked, "first_feedback") == (Outcome.MET, None)
    with pytest.raises(TransitionError, match="record the consent"):
        thanked.record("2025-03-14", Reclassified, kind=Kind.PRAISE)


@pytest.mark.rows("NAC-07", "NAC-35")
def test_nacka_each_hand_over_is_told_by_the_one_who_received() -> None:
    """AMB-21: two hand-overs, the first told by the receiver, the second by somebody else."""
    story = told(nacka.POLICY).on("2025-03-04", Transferred, to_unit="road-unit", by=RECEIVER)
    story.on("2025-03-05", HandlerAnnounced, by=RECEIVER, handler="anna")
    second = Transferred(at=story.moment("2025-03-06"), to_unit="park-unit")
    assert [f.code for f in review(story.case, second, nacka.POLICY)] == [
        FlagCode.TRANSFERRED_AGAIN
    ]
    story.on("2025-03-06", Transferred, to_unit="park-unit")
    story.on("2025-03-07", HandlerAnnounced, by=Actor(Role.HANDLER, "anna"), handler="bo")
    runs = [
        a.outcome
        for a in assess(story.case, nacka.POLICY, as_of=date(2025, 3, 31))
        if a.obligation.id == "announce_handler"
    ]
    assert runs == [Outcome.MET, Outcome.OVERDUE]


@pytest.mark.rows("NAC-05", "NAC-49")
@pytest.mark.parametrize(
    ("content", "outcome"),
    [({Content.REASON}, Outcome.LATE_NOTIFIED), (set(), Outcome.LATE_SILENT)],
)
def test_nacka_a_delay_is_told_with_its_reason(content: set[str], outcome: Outcome) -> None:
    """Answered on day 12, Wednesday the 19th; a notice on day 9 without a reason does not count."""
    story = told(nacka.POLICY).on("2025-03-05", ProgressNotice)
    story.on("2025-03-14", DelayNotice, content=content).on("2025-03-19", Answered)
    found = story.assess(LATER)
    assert found["first_feedback"].done_on == date(2025, 3, 5)
    assert found["handling_time"].outcome is outcome
    assert found["handling_time"].obligation.strength is Strength.TARGET


@pytest.mark.rows("NAC-44")
def test_nacka_a_nameless_complaint_is_remedied_though_nobody_can_be_told() -> None:
    """Contact duties are waived; registration, the remedy and the target are not."""
    story = told(nacka.POLICY, anonymous=True, has_contact_route=False)
    for id_ in ("first_feedback", "delay_notice", "follow_up"):
        assert stands(story, id_) == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)
    story.on("2025-03-05", MeasureRecorded, measure="new-lamp")
    story.on("2025-03-06", Registered, register="infosoc", reference="17").on("2025-03-10", Closed)
    for id_ in ("taken_care_of", "registration", "handling_time"):
        assert stands(story, id_) == (Outcome.MET, None)


# --- Karlskoga: no numbers ------------------------------------------------------------------------


@pytest.mark.rows("KAR-11", "KAR-12")
def test_karlskoga_is_never_late_and_must_answer() -> None:
    """AMB-18: however long it took, the time cannot be judged; closing without an answer can."""
    slow = told(karlskoga.POLICY).on("2025-10-01", Answered).on("2025-10-02", Closed)
    assert stands(slow, "promptness") == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    assert stands(slow, "answer") == (Outcome.MET, None)
    silent = told(karlskoga.POLICY)
    with pytest.raises(TransitionError, match="'answered' must come first"):
        silent.record("2025-03-04", Closed)
    assert stands(silent.on("2025-03-04", Closed), "answer") == (Outcome.OVERDUE, None)
    nameless = told(karlskoga.POLICY, anonymous=True, has_contact_route=False)
    nameless.record("2025-03-04", Closed)
    assert stands(nameless, "answer") == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)


@pytest.mark.rows("KAR-15", "KAR-16")
def test_karlskoga_an_employer_matter_is_outside_whoever_sends_it() -> None:
    """AMB-28: by subject and not by submitter; AMB-27: no clock runs for it."""
    for capacity in (SubmitterCapacity.CITIZEN, SubmitterCapacity.STAFF):
        story = told(karlskoga.POLICY, capacity=capacity, streams={Stream.EMPLOYER_MATTER})
        assert {a.reason for a in story.assess(LATER).values()} == {Reason.EXCLUDED}
        assert karlskoga.POLICY.deadlines(story.case.feedback) == ()
    inside = told(karlskoga.POLICY, capacity=SubmitterCapacity.STAFF)
    assert stands(inside, "answer") == (Outcome.PENDING, None)


# --- all five -------------------------------------------------------------------------------------

FIVE = [module.POLICY for module in (essunga, karlskoga, kramfors, nacka, ostersund)]


@pytest.mark.parametrize("policy", FIVE, ids=lambda policy: policy.key)
def test_no_clock_of_the_five_stands_still(policy: Policy) -> None:
    """AMB-24: nobody may pause, whatever the reason; no term is pausable."""
    assert not any(obligation.pausable for obligation in policy.obligations)


@pytest.mark.parametrize("policy", FIVE, ids=lambda policy: policy.key)
def test_every_clock_of_the_five_starts_in_the_case_itself(policy: Policy) -> None:
    """AMB-02: no clock starts at registration; what starts on arrival starts for every kind."""
    case = told(policy).case
    started = {d.obligation.id: d.started_on for d in policy.running(case)}
    assert set(started.values()) <= {date(2025, 3, 3)}
    assert all(d.clock != Clock() for d in policy.running(case))
    for obligation in policy.obligations:
        if any(pattern.event == "registered" for pattern in obligation.starts_on):
            assert obligation.term.__class__.__name__ == "BeforeClosing"
