# SPDX-License-Identifier: Apache-2.0
"""Judgements: the eight outcomes, their reasons and the evidence.

Cases arrive on Monday 3 March 2025; ten working days end on Monday the 17th. An obligation that is
not done is overdue from the day after.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from klagomal.assessment import Assessment, assess, day_as_of
from klagomal.cases.case import fold
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    Closed,
    DelayNotice,
    Escalated,
    Event,
    HandlerAnnounced,
    Milestone,
    Paused,
    ProgressNotice,
    Received,
    Reclassified,
    Registered,
    Reopened,
    Resumed,
    SeveritySet,
    Transferred,
    WroteAgain,
)
from klagomal.errors import (
    CalendarRangeError,
    ClockError,
    DayCountError,
    FieldError,
    NaiveDatetimeError,
    PolicyMismatchError,
)
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, on
from klagomal.promises.provisions import Exclusion
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, Within
from klagomal.vocabulary import (
    Content,
    Extension,
    Kind,
    Outcome,
    Reason,
    Role,
    Severity,
    Strength,
    SubmitterCapacity,
    Waiver,
)
from tests.small_policies import (
    ANSWER,
    AT_MOST,
    BY_CATEGORY,
    BY_SEVERITY,
    CHAINED,
    CONTENT,
    ENDED,
    IN_WORDS,
    NEW_DATE,
    NOT_EXTENDED,
    PAUSED,
    PROMISED,
    STRICTER,
    TARGET,
    TWO_CLOCKS,
    UPDATES,
    WAIVED,
    WITH_REASON,
    WORDS,
    duty,
    small,
)
from tests.stories import Story

TEN = small(ANSWER)
LATER = "2025-05-30"


def told(policy: Policy, when: str = "2025-03-03", **about: Any) -> Story:
    """Begin a story under a policy."""
    return Story(policy).received(when, **about)


def stands(story: Story, id_: str = "answer", as_of: str = LATER) -> tuple[Outcome, Reason | None]:
    """Return outcome and reason of one obligation at the end of a day."""
    found = story.assess(as_of)[id_]
    return found.outcome, found.reason


# --- by a day -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "as_of", "outcome"),
    [
        ("", "2025-03-03", Outcome.PENDING),
        ("", "2025-03-17", Outcome.PENDING),  # the last day is not over
        ("", "2025-03-18", Outcome.OVERDUE),
        ("2025-03-03", LATER, Outcome.MET),
        ("2025-03-17 23:59", LATER, Outcome.MET),
        ("2025-03-18 00:01", LATER, Outcome.LATE_SILENT),
        ("2025-03-16", LATER, Outcome.MET),  # a Sunday
        ("2025-03-18", "2025-03-17", Outcome.PENDING),  # not known yet
        ("2025-03-18", "2025-03-18", Outcome.LATE_SILENT),
    ],
)
def test_an_answer_is_in_time_up_to_and_with_the_last_day(
    answered: str, as_of: str, outcome: Outcome
) -> None:
    """Days are Swedish days, whole; what happened after ``as_of`` does not count yet."""
    story = told(TEN)
    if answered:
        story.on(f"{answered} 12:30" if len(answered) == 10 else answered, Answered)
    assert stands(story, as_of=as_of) == (outcome, None)


@pytest.mark.parametrize(
    ("policy", "notices", "answered", "outcome"),
    [
        (NOT_EXTENDED, [("2025-03-17", {})], "2025-03-20", Outcome.LATE_NOTIFIED),
        (NOT_EXTENDED, [("2025-03-18", {})], "2025-03-20", Outcome.LATE_SILENT),
        (NOT_EXTENDED, [("2025-03-14", {})], "2025-03-17", Outcome.MET),
        (NEW_DATE, [("2025-03-14", {"promised": date(2025, 3, 21)})], "2025-03-17", Outcome.MET),
        (
            NEW_DATE,
            [("2025-03-14", {"promised": date(2025, 3, 21)})],
            "2025-03-21",
            Outcome.MET_AS_RENEGOTIATED,
        ),
        # late again, in silence: the notice was spent on the new day
        (
            NEW_DATE,
            [("2025-03-14", {"promised": date(2025, 3, 21)})],
            "2025-03-24",
            Outcome.LATE_SILENT,
        ),
        # late again, with word in time
        (
            NEW_DATE,
            [("2025-03-14", {"promised": date(2025, 3, 21)}), ("2025-03-21", {})],
            "2025-03-24",
            Outcome.LATE_NOTIFIED,
        ),
        (NEW_DATE, [("2025-03-14", {})], "2025-03-24", Outcome.LATE_NOTIFIED),
        (AT_MOST, [("2025-03-14", {})], "2025-03-24", Outcome.MET_AS_RENEGOTIATED),
        (WITH_REASON, [("2025-03-14", {})], "2025-03-20", Outcome.LATE_SILENT),
    ],
)
def test_a_late_answer_is_judged_by_what_was_said_in_time(
    policy: Policy, notices: list[tuple[str, dict[str, Any]]], answered: str, outcome: Outcome
) -> None:
    """AMB-07: renegotiated, notified and silent are three things; the first due day is kept."""
    story = told(policy)
    for when, about in notices:
        story.on(when, DelayNotice, **about)
    found = story.on(answered, Answered).assess(LATER)["answer"]
    assert (found.outcome, found.reason) == (outcome, None)
    assert found.first_due == date(2025, 3, 17)


def test_without_a_day_nothing_can_be_late() -> None:
    """Words without a number, and a promise without a date, are reported and never failed."""
    assert stands(told(IN_WORDS)) == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    answered = told(IN_WORDS).on("2025-05-29", Answered)
    assert stands(answered) == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    assert answered.assess(LATER)["answer"].calendar_days_used == 87  # 28 + 30 + 29
    vague = told(PROMISED).on("2025-03-05", HandlerAnnounced)
    assert stands(vague, "promised_time") == (Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE)


def test_a_clock_that_has_not_started_is_not_applicable() -> None:
    """Nobody has promised anything yet."""
    assert stands(told(PROMISED), "promised_time") == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)


def test_a_shared_day_that_does_not_exist_cannot_be_judged() -> None:
    """Due with an obligation that has no day, or that was due before the clock started."""
    policy = small(
        duty("promised", ByPromise(), "answered", starts_on=on("handler_announced")),
        duty("report", ByDueOf("promised"), "milestone"),
    )
    assert stands(told(policy), "report") == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    story = told(policy).on("2025-03-05", HandlerAnnounced, promised=date(2025, 3, 20))
    assert stands(story, "report", "2025-03-20") == (Outcome.PENDING, None)
    assert stands(story, "report", "2025-03-21") == (Outcome.OVERDUE, None)
    story.on("2025-03-20", Milestone, name="reported")
    assert stands(story, "report") == (Outcome.MET, None)


# --- lifted, paused, recurring --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "outcome", "reason"),
    [
        ([("2025-03-10", Answered)], Outcome.NOT_APPLICABLE, Reason.LIFTED),
        ([("2025-03-11", Answered)], Outcome.LATE_SILENT, None),  # too late to lift it
        ([("2025-03-10", Acknowledged), ("2025-03-10", Answered)], Outcome.MET, None),
        # lifted on the 5th; that somebody acknowledged on the 12th all the same is no breach
        (
            [("2025-03-05", Answered), ("2025-03-12", Acknowledged)],
            Outcome.NOT_APPLICABLE,
            Reason.LIFTED,
        ),
        ([("2025-03-12", Answered), ("2025-03-13", Acknowledged)], Outcome.LATE_SILENT, None),
    ],
)
def test_what_ends_an_obligation_in_time_lifts_it(
    steps: list[tuple[str, type]], outcome: Outcome, reason: Reason | None
) -> None:
    """Five working days to acknowledge, to the 10th, unless it is answered first."""
    story = told(ENDED)
    for when, event in steps:
        story.on(when, event)
    assert stands(story, "acknowledgement") == (outcome, reason)


def test_the_days_of_what_was_lifted_stop_there() -> None:
    """An obligation that ended on the 5th has not been running since."""
    found = told(ENDED).on("2025-03-05", Answered).assess(LATER)["acknowledgement"]
    assert (found.working_days_used, found.calendar_days_used) == (2, 2)


def test_a_late_lift_with_word_in_time_is_notified() -> None:
    """Withdrawn after the last day, but the person had been told of the delay."""
    policy = small(
        duty("answer", Within(10), "answered", delay=DelayRule(), ended_by=on("milestone"))
    )
    story = told(policy).on("2025-03-14", DelayNotice).on("2025-03-20", Milestone, name="withdrawn")
    assert stands(story) == (Outcome.LATE_NOTIFIED, None)


def test_a_clock_that_stands_still_is_pending_however_long() -> None:
    """Paused in time and not resumed: never overdue, and said to be paused."""
    story = told(PAUSED).on("2025-03-14", Paused, reason="waiting")
    assert stands(story) == (Outcome.PENDING, Reason.PAUSED)
    story.on("2025-04-14", Resumed)
    # Only the 17th was left, and it becomes the 14th of April itself.
    assert stands(story, as_of="2025-04-15") == (Outcome.PENDING, None)
    assert stands(story, as_of="2025-04-16") == (Outcome.OVERDUE, None)


def test_an_answer_given_while_the_clock_stands_still_is_met() -> None:
    """Waiting for the person does not turn an answer into a late one."""
    story = told(PAUSED).on("2025-03-14", Paused, reason="waiting").on("2025-04-10", Answered)
    assert stands(story) == (Outcome.MET, None)


def test_a_pause_ahead_is_not_known_yet() -> None:
    """Judged on the day before it began, the clock runs."""
    story = told(PAUSED).on("2025-03-14", Paused, reason="waiting")
    assert stands(story, as_of="2025-03-13") == (Outcome.PENDING, None)


def test_each_run_of_a_recurring_duty_is_judged() -> None:
    """Word in time, then late, then none: three outcomes."""
    story = told(UPDATES).on("2025-03-14", ProgressNotice).on("2025-03-31", ProgressNotice)
    found = assess(story.case, UPDATES, as_of=date(2025, 4, 30))
    assert [(a.occurrence, a.outcome) for a in found] == [
        (1, Outcome.MET),
        (2, Outcome.LATE_SILENT),  # due on the 28th
        (3, Outcome.OVERDUE),  # due on 14 April
    ]
    story.on("2025-04-09", Answered)
    *_, last = assess(story.case, UPDATES, as_of=date(2025, 4, 30))
    assert (last.outcome, last.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)


# --- before closing -------------------------------------------------------------------------------

REGISTER = small(duty("register", BeforeClosing(), "registered", ended_by=on("milestone")))
VISIT: dict[str, Any] = {"name": "x"}
NOTHING: dict[str, Any] = {}
ENTRY: dict[str, Any] = {"register": "diary", "reference": "2025-1"}


Steps = list[tuple[str, type[Event], dict[str, Any]]]
BEFORE_CLOSING: list[tuple[Steps, Outcome, Reason | None]] = [
    ([], Outcome.PENDING, None),
    ([("2025-03-05", Registered, ENTRY)], Outcome.MET, None),
    ([("2025-03-05", Registered, ENTRY), ("2025-03-06", Closed, NOTHING)], Outcome.MET, None),
    ([("2025-03-06", Closed, NOTHING)], Outcome.OVERDUE, None),
    (
        [("2025-03-06", Closed, NOTHING), ("2025-03-07", Registered, ENTRY)],
        Outcome.LATE_SILENT,
        None,
    ),
    (
        [
            ("2025-03-06", Closed, NOTHING),
            ("2025-03-07", Reopened, NOTHING),
            ("2025-03-08", Registered, ENTRY),
            ("2025-03-09", Closed, NOTHING),
        ],
        Outcome.MET,
        None,
    ),
    ([("2025-03-05", Milestone, VISIT)], Outcome.NOT_APPLICABLE, Reason.LIFTED),
    (
        [("2025-03-05", Milestone, VISIT), ("2025-03-06", Closed, NOTHING)],
        Outcome.NOT_APPLICABLE,
        Reason.LIFTED,
    ),
    # lifted only after the closing: it was missing when it should have been there
    (
        [("2025-03-06", Closed, NOTHING), ("2025-03-07", Milestone, VISIT)],
        Outcome.LATE_SILENT,
        None,
    ),
    (
        [
            ("2025-03-05", Milestone, VISIT),
            ("2025-03-06", Closed, NOTHING),
            ("2025-03-07", Registered, ENTRY),
        ],
        Outcome.NOT_APPLICABLE,
        Reason.LIFTED,
    ),
]


@pytest.mark.parametrize(("steps", "outcome", "reason"), BEFORE_CLOSING)
def test_what_has_to_be_in_place_is_judged_when_the_case_is_closed(
    steps: Steps, outcome: Outcome, reason: Reason | None
) -> None:
    """Whatever the day: in place before the closing that stands, or not."""
    story = told(REGISTER)
    for when, event, about in steps:
        story.on(when, event, **about)
    assert stands(story, "register") == (outcome, reason)


def test_a_closing_before_the_clock_started_is_not_its_closing() -> None:
    """Marked after it was closed: the duty that begins then waits for the next closing."""
    policy = small(duty("copy", BeforeClosing(), "copy_sent", starts_on=on("milestone")))
    story = told(policy)
    assert stands(story, "copy") == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
    story.on("2025-03-05", Closed).on("2025-03-06", Milestone, name="x")
    assert stands(story, "copy") == (Outcome.PENDING, None)


# --- the duty to tell of a delay ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "notices", "answered", "as_of", "outcome", "reason"),
    [
        (NOT_EXTENDED, [], "2025-03-14", LATER, Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED),
        (NOT_EXTENDED, ["14"], "2025-03-14", LATER, Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED),
        (NOT_EXTENDED, [], "", "2025-03-17", Outcome.PENDING, None),
        (NOT_EXTENDED, ["14"], "", "2025-03-17", Outcome.MET, None),
        (NOT_EXTENDED, [], "", "2025-03-18", Outcome.OVERDUE, None),
        (NOT_EXTENDED, ["17"], "", "2025-03-18", Outcome.MET, None),
        (NOT_EXTENDED, ["18"], "", "2025-03-18", Outcome.LATE_SILENT, None),
        (NOT_EXTENDED, ["17"], "2025-03-20", LATER, Outcome.MET, None),
        (NOT_EXTENDED, ["18"], "2025-03-20", LATER, Outcome.LATE_SILENT, None),
        (NOT_EXTENDED, [], "2025-03-20", LATER, Outcome.LATE_SILENT, None),
        (WITH_REASON, ["14"], "2025-03-20", LATER, Outcome.LATE_SILENT, None),
        (AT_MOST, ["14"], "2025-03-20", LATER, Outcome.MET, None),
        (AT_MOST, ["14"], "", "2025-03-20", Outcome.PENDING, None),
    ],
)
def test_a_delay_notice_is_owed_when_the_answer_is_late(
    policy: Policy,
    notices: list[str],
    answered: str,
    as_of: str,
    outcome: Outcome,
    reason: Reason | None,
) -> None:
    """AMB-08: in time for the day it concerns, and only where it was needed."""
    story = told(policy)
    for day in notices:
        story.on(f"2025-03-{day}", DelayNotice)
    if answered:
        story.on(f"{answered} 12:30", Answered)
    assert stands(story, "delay_notice", as_of) == (outcome, reason)


def test_a_delay_notice_shows_the_day_it_concerned() -> None:
    """Told on the 14th of the 17th, which became the 24th: first and last due day are the 17th."""
    story = told(AT_MOST).on("2025-03-14", DelayNotice).on("2025-03-20", Answered)
    found = story.assess(LATER)["delay_notice"]
    assert found.first_due == found.due == date(2025, 3, 17)
    assert found.done_on == date(2025, 3, 14)
    assert isinstance(found.evidence(story.case), DelayNotice)


def test_a_delay_notice_follows_what_it_goes_with() -> None:
    """Where the answer does not concern the case, or cannot be judged, neither does the notice."""
    assert stands(told(PROMISED), "delay_notice") == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
    vague = told(PROMISED).on("2025-03-05", HandlerAnnounced)
    assert stands(vague, "delay_notice") == (Outcome.NOT_APPLICABLE, Reason.NO_PROMISED_DATE)


def test_a_notice_of_a_notice_takes_its_own_reason() -> None:
    """The memory of judgements keeps apart what only the reason tells apart.

    The third obligation follows the second, which is not applicable in both cases, for two reasons.
    """
    policy = small(
        duty(
            "promised",
            ByPromise(),
            "answered",
            starts_on=on("handler_announced"),
            delay=DelayRule(extends=Extension.TO_NEW_DATE),
        ),
        duty("notice", ByDueOf("promised", only_if_late=True), "delay_notice"),
        duty("copy", ByDueOf("notice", only_if_late=True), "copy_sent"),
    )
    not_started = told(policy)
    met = told(policy).on("2025-03-05", HandlerAnnounced, promised=date(2025, 3, 20))
    met.on("2025-03-10", Answered)
    assert stands(not_started, "copy") == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
    assert stands(met, "copy") == (Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED)


# --- whom it concerns -----------------------------------------------------------------------------


def test_kinds_strengths_and_categories_have_obligations_of_their_own() -> None:
    """C.2 numbers 4, 13 and 14: each is judged by itself."""
    praise = told(TWO_CLOCKS, kind=Kind.PRAISE)
    assert stands(praise, "contact") == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)
    assert stands(praise) == (Outcome.OVERDUE, None)
    target = told(TARGET).on("2025-03-06", Acknowledged).on("2025-03-20", Answered)
    found = target.assess(LATER)
    assert found["contact"].outcome is Outcome.MET
    assert found["handling_time"].outcome is Outcome.LATE_SILENT
    assert found["handling_time"].obligation.strength is Strength.TARGET
    assert not found["handling_time"].obligation.strength.binds
    pothole = told(BY_CATEGORY, category="pothole").on("2025-03-10", Answered)
    assert stands(pothole, "pothole") == (Outcome.LATE_SILENT, None)
    assert stands(pothole, "park") == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)


def test_the_stricter_of_two_sources_may_fail_while_the_other_is_met() -> None:
    """C.2 number 16: answered after seven working days, within ten and not within five."""
    story = told(STRICTER).on("2025-03-12", Answered)
    assert stands(story, "local") == (Outcome.MET, None)
    assert stands(story, "statute") == (Outcome.LATE_SILENT, None)


def test_who_cannot_be_reached_or_wants_no_reply_is_owed_none() -> None:
    """AMB-11: waived, not failed; what is owed to the register is owed all the same."""
    nameless = told(WAIVED, anonymous=True, has_contact_route=False).on("2025-03-05", Closed)
    assert stands(nameless, "contact") == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)
    assert stands(nameless) == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)
    assert stands(nameless, "registration") == (Outcome.OVERDUE, None)
    content = told(WAIVED, wants_reply=False)
    assert stands(content, "contact") == (Outcome.OVERDUE, None)
    assert stands(content) == (Outcome.NOT_APPLICABLE, Reason.NO_REPLY_WANTED)


def test_a_text_may_owe_the_anonymous_nothing() -> None:
    """Waived by its text for whoever gave no name, though they can be reached."""
    policy = small(attrs.evolve(ANSWER, waived_if={Waiver.ANONYMOUS}))
    assert stands(told(policy, anonymous=True)) == (Outcome.NOT_APPLICABLE, Reason.ANONYMOUS)
    assert stands(told(policy)) == (Outcome.OVERDUE, None)
    assert stands(told(WAIVED, anonymous=True)) == (Outcome.OVERDUE, None)


def test_a_clock_may_start_each_time_the_person_writes_again() -> None:
    """Otherwise no day moves for it; where a text answers each letter, each has a clock."""
    again = duty(
        "answer_again",
        Within(5),
        "answered",
        starts_on=on("wrote_again"),
        each=True,
    )
    story = told(small(ANSWER, again))
    assert stands(story, "answer_again") == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
    story.record("2025-03-05", WroteAgain).record("2025-03-07", Answered)
    story.record("2025-03-10", WroteAgain)
    runs = assess(story.case, story.policy, as_of=date(2025, 3, 31))
    found = [(a.outcome, a.clock.due) for a in runs if a.obligation.id == "answer_again"]
    assert found == [
        (Outcome.MET, date(2025, 3, 12)),
        (Outcome.OVERDUE, date(2025, 3, 17)),
    ]
    assert stands(story, "answer") == (Outcome.MET, None)


def test_a_case_that_becomes_serious_gets_the_obligations_of_one() -> None:
    """AMB-20: from when a human said so; before that day it is outside the rule."""
    story = told(BY_SEVERITY).on("2025-03-05", SeveritySet, severity=Severity.SERIOUS)
    assert stands(story, "to_manager", "2025-03-04") == (
        Outcome.NOT_APPLICABLE,
        Reason.OUTSIDE_SCOPE,
    )
    assert stands(story, "to_manager", "2025-03-05") == (Outcome.PENDING, None)
    story.on("2025-03-06", Transferred, to_role=Role.NEAREST_MANAGER)
    assert stands(story, "to_manager") == (Outcome.MET, None)


def test_reclassification_changes_what_is_owed_and_restarts_no_clock() -> None:
    """AMB-29: what became a complaint was one from the start."""
    story = told(TWO_CLOCKS, kind=Kind.PRAISE)
    story.on("2025-03-12", Reclassified, kind=Kind.COMPLAINT)
    assert stands(story, "contact", "2025-03-11")[1] is Reason.OUTSIDE_SCOPE
    assert stands(story, "contact", "2025-03-12") == (Outcome.OVERDUE, None)


def test_an_excluded_case_is_judged_by_nothing() -> None:
    """AMB-27: no clock of the policy runs for it."""
    policy = TWO_CLOCKS.amend("1", exclusions=(Exclusion(stream="appeal", refer_to=WORDS),))
    story = told(policy, streams={"appeal"})
    assert {a.reason for a in story.assess(LATER).values()} == {Reason.EXCLUDED}


def test_what_a_source_does_not_record_is_not_judged() -> None:
    """An export without a column for answers says nothing of whether there were any."""
    story = told(TWO_CLOCKS)
    (arrival,) = story.events
    assert isinstance(arrival, Received)
    for records, contact, answer in (
        ({"registered"}, Reason.NOT_RECORDED, Reason.NOT_RECORDED),
        ({"acknowledged"}, None, Reason.NOT_RECORDED),
        ({"answered"}, None, None),
        (set(), Reason.NOT_RECORDED, Reason.NOT_RECORDED),
        (None, None, None),
    ):
        case = fold([attrs.evolve(arrival, records=records)])
        found = assess(case, TWO_CLOCKS, as_of=date(2025, 5, 30))
        assert [a.reason for a in found] == [contact, answer]
        assert all((a.outcome is Outcome.NOT_ASSESSABLE) == (a.reason is not None) for a in found)


def test_answers_alone_tell_of_no_acknowledgement() -> None:
    """An answer would be one too; whether another came before it is not in the source."""
    duty_ = attrs.evolve(
        TWO_CLOCKS.obligations[0], fulfilled_by=on("acknowledged"), also_by=on("answered")
    )
    policy = attrs.evolve(TWO_CLOCKS, obligations=(duty_,))
    story = told(policy)
    (arrival,) = story.events
    assert isinstance(arrival, Received)
    for records, reason in (({"answered"}, Reason.NOT_RECORDED), ({"acknowledged"}, None)):
        case = fold([attrs.evolve(arrival, records=records)])
        (found,) = assess(case, policy, as_of=date(2025, 5, 30))
        assert found.reason == reason


def test_a_start_that_no_source_tells_of_is_no_lack_of_one() -> None:
    """What an escalation starts is not known to be still to start, without escalations."""
    duty_ = attrs.evolve(TWO_CLOCKS.obligations[-1], starts_on=on("escalated"))
    policy = attrs.evolve(TWO_CLOCKS, obligations=(duty_,))
    (arrival,) = told(policy).events
    assert isinstance(arrival, Received)
    for records, reason in (
        ({"answered"}, Reason.NOT_RECORDED),
        ({"answered", "escalated"}, Reason.NOT_STARTED),
    ):
        case = fold([attrs.evolve(arrival, records=records)])
        (found,) = assess(case, policy, as_of=date(2025, 5, 30))
        assert found.reason == reason


def test_what_is_late_is_not_called_silent_for_want_of_notices() -> None:
    """Without delay notices in the source it is late; the reason says what is not known."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE)
    policy = attrs.evolve(
        TWO_CLOCKS, obligations=(attrs.evolve(TWO_CLOCKS.obligations[-1], delay=rule),)
    )
    (arrival,) = told(policy).events
    assert isinstance(arrival, Received)
    for records, reason in (
        ({"answered"}, Reason.NOT_RECORDED),
        ({"answered", "delay_notice"}, None),
    ):
        case = fold([attrs.evolve(arrival, records=records)])
        (found,) = assess(case, policy, as_of=date(2025, 5, 30))
        assert (found.outcome, found.reason) == (Outcome.OVERDUE, reason)


def test_nobody_knows_how_long_what_is_not_recorded_took() -> None:
    """The clock and its due day are known; whether it was done long ago is not."""
    (arrival,) = told(TWO_CLOCKS).events
    assert isinstance(arrival, Received)
    case = fold([attrs.evolve(arrival, records=set())])
    for found in assess(case, TWO_CLOCKS, as_of=date(2025, 5, 30)):
        assert found.due is not None
        assert (found.working_days_used, found.calendar_days_used) == (None, None)


@pytest.mark.parametrize(("field", "value"), [("case", "x"), ("policy", "ostersund")])
def test_what_is_no_case_or_no_policy_is_refused(field: str, value: Any) -> None:
    """A key is no policy, and the error says how to get one."""
    given: dict[str, Any] = {"case": told(TWO_CLOCKS).case, "policy": TWO_CLOCKS, field: value}
    with pytest.raises(FieldError, match=f"{field}: str is no"):
        assess(**given, as_of=date(2025, 5, 30))


# --- by which policy, on which day ----------------------------------------------------------------


def test_a_case_is_judged_by_its_own_edition() -> None:
    """The error names both and the way out; a what-if must be asked for."""
    story = told(TEN)
    for other in (TEN.amend("2"), attrs.evolve(TEN, key="annanby")):
        with pytest.raises(PolicyMismatchError, match="pass any_policy=True") as caught:
            assess(story.case, other, as_of=date(2025, 5, 30))
        assert caught.value.data == {"case": "case-1"}
        assert "smaby@1" in str(caught.value)
        assert other.id in str(caught.value)
        assess(story.case, other, as_of=date(2025, 5, 30), any_policy=True)


def test_a_what_if_decides_for_itself_what_is_excluded() -> None:
    """Excluded under the policy it came under, inside under another, and the other way round."""
    excluding = TEN.amend("2", exclusions=(Exclusion(stream="appeal", refer_to=WORDS),))
    day = date(2025, 5, 30)
    outside = told(excluding, streams={"appeal"}).case
    inside = told(TEN, streams={"appeal"}).case
    (here,) = assess(outside, excluding, as_of=day)
    (there,) = assess(outside, TEN, as_of=day, any_policy=True)
    assert (here.reason, there.outcome) == (Reason.EXCLUDED, Outcome.OVERDUE)
    (here,) = assess(inside, TEN, as_of=day)
    (there,) = assess(inside, excluding, as_of=day, any_policy=True)
    assert (here.outcome, there.reason) == (Outcome.OVERDUE, Reason.EXCLUDED)


def test_a_what_if_may_exclude_by_capacity() -> None:
    """A policy that keeps staff outside keeps a staff member's case outside."""
    staff = Exclusion(
        stream="staff_submitter", refer_to=WORDS, capacities={SubmitterCapacity.STAFF}
    )
    case = told(TEN, capacity=SubmitterCapacity.STAFF).case
    draft = TEN.amend("2", exclusions=(staff,))
    (found,) = assess(case, draft, as_of=date(2025, 5, 30), any_policy=True)
    assert found.reason is Reason.EXCLUDED


def test_a_case_cannot_be_judged_before_it_arrived() -> None:
    """The error names the case and the day; the day of arrival itself is fine."""
    case = told(TEN).case
    with pytest.raises(ClockError, match="had not arrived on 2025-03-02") as caught:
        assess(case, TEN, as_of=date(2025, 3, 2))
    assert caught.value.data == {"case": "case-1", "day": date(2025, 3, 2)}
    assert assess(case, TEN, as_of=date(2025, 3, 3))


def test_the_day_of_judgement_is_a_day_or_an_aware_moment() -> None:
    """23:30 UTC is the next Swedish day; a subclass of ``date`` becomes a plain one."""
    calendar = TEN.calendar

    class Day(date):
        pass

    assert day_as_of(datetime(2025, 3, 17, 22, 59, tzinfo=UTC), calendar) == date(2025, 3, 17)
    assert day_as_of(datetime(2025, 3, 17, 23, 0, tzinfo=UTC), calendar) == date(2025, 3, 18)
    assert type(day_as_of(Day(2025, 3, 17), calendar)) is date


@pytest.mark.parametrize(
    ("as_of", "error"),
    [
        (datetime(2025, 5, 30), NaiveDatetimeError),
        ("2025-05-30", DayCountError),
        (None, DayCountError),
        (date(9999, 1, 1), CalendarRangeError),
        (date(1, 1, 1), CalendarRangeError),
    ],
)
def test_a_day_that_cannot_be_known_is_refused(as_of: Any, error: type[Exception]) -> None:
    """Naive, text, nothing, or beyond the calendar: a typed error, not a guess."""
    with pytest.raises(error):
        assess(told(TEN).case, TEN, as_of=as_of)


def test_a_term_beyond_the_calendar_is_refused() -> None:
    """Feedback of the last December that is covered has no last day that is."""
    with pytest.raises(CalendarRangeError, match="10 working days from 2100-12-30"):
        told(TEN, "2100-12-30")


# --- the evidence ---------------------------------------------------------------------------------


def test_a_judgement_shows_its_evidence() -> None:
    """What started it, when it was due, what did it, what fell short, how long it took."""
    story = told(CONTENT).on("2025-03-05", Acknowledged, content={Content.HANDLER_NAME})
    story.on("2025-03-07", HandlerAnnounced, content={Content.HANDLER_CONTACT})
    found = story.assess(LATER)["contact"]
    assert found.started_on == date(2025, 3, 3)
    assert found.first_due == found.due == date(2025, 3, 10)
    assert found.done_on == date(2025, 3, 7)
    assert (found.working_days_used, found.calendar_days_used) == (4, 4)
    assert [short.position for short in found.short_of] == [1]
    assert found.notices == ()
    assert found.occurrence == 1
    assert isinstance(found.evidence(story.case), HandlerAnnounced)


def test_an_open_case_has_used_the_days_until_now() -> None:
    """Over a weekend working days and calendar days part."""
    found = told(TEN).assess("2025-03-10")["answer"]
    assert (found.working_days_used, found.calendar_days_used) == (5, 7)
    assert found.evidence(told(TEN).case) is None


def test_a_clock_that_has_not_started_has_used_nothing() -> None:
    """Not zero days: none."""
    found = told(PROMISED).assess(LATER)["promised_time"]
    assert (found.working_days_used, found.calendar_days_used) == (None, None)


def test_what_was_done_before_its_clock_started_took_no_time() -> None:
    """Answered on the 4th, promised on the 6th: no days, and not minus two."""
    story = told(PROMISED).on("2025-03-04", Answered)
    story.on("2025-03-06", HandlerAnnounced, promised=date(2025, 3, 20))
    found = story.assess(LATER)["promised_time"]
    assert found.outcome is Outcome.MET
    assert (found.working_days_used, found.calendar_days_used) == (0, 0)


def test_a_clock_that_starts_later_at_the_latest_has_used_nothing_yet() -> None:
    """The answer's clock starts on the 10th if nothing starts it before; today is the 5th."""
    found = told(CHAINED).assess("2025-03-05")["answer"]
    assert (found.started_on, found.due) == (date(2025, 3, 10), date(2025, 3, 24))
    assert (found.working_days_used, found.calendar_days_used) == (0, 0)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_what_is_decided_counts(outcome: Outcome) -> None:
    """Pending, not applicable and not assessable stay out of every rate's denominator."""
    (found,) = assess(told(TEN).case, TEN, as_of=date(2025, 3, 4))
    judged: Assessment = attrs.evolve(found, outcome=outcome)
    left_out = {Outcome.PENDING, Outcome.NOT_APPLICABLE, Outcome.NOT_ASSESSABLE}
    assert judged.counts is (outcome not in left_out)


def test_obligations_are_judged_in_the_policys_order() -> None:
    """Whatever order they refer to each other in."""
    policy = small(
        duty("notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
        duty("answer", Within(10), "answered", delay=DelayRule()),
        duty("other", Within(3), "milestone", start_latest="answer"),
    )
    found = assess(told(policy).case, policy, as_of=date(2025, 3, 4))
    assert [a.obligation.id for a in found] == ["notice", "answer", "other"]


def test_a_judgement_on_another_level_is_untouched_by_an_escalation() -> None:
    """Lifting a case restarts no clock: the ten days run on (AMB-26)."""
    story = told(TEN).on("2025-03-12", Escalated, to_level=2)
    assert stands(story, as_of="2025-03-17") == (Outcome.PENDING, None)
    assert stands(story, as_of="2025-03-18") == (Outcome.OVERDUE, None)
