# SPDX-License-Identifier: Apache-2.0
"""What lifts an obligation and gives it back, and clocks that lean on what is owed to others.

Unless a test says otherwise the case arrives on Monday 3 March 2025, in a month without holidays:
its working days are 4-7, 10-14, 17-21, 24-28 March. Five of them end on the 10th, ten on the 17th.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.assessment import Assessment
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Closed,
    DueDate,
    HandlerAnnounced,
    Informed,
    Paused,
    Reopened,
    Resumed,
    Transferred,
    WroteAgain,
)
from klagomal.deadlines.deadline import Deadline
from klagomal.promises.obligations import On, Scope, on
from klagomal.promises.terms import ByDueOf, Within
from klagomal.vocabulary import Channel, Outcome, Reason, Role, Unit, Waiver
from tests.deadlines.test_clocks import march, told
from tests.small_policies import ANSWER, days, duty, small
from tests.stories import Story

CONTACT_CENTRE = Actor(Role.CONTACT_CENTRE, "centre-1")


def how(found: Assessment) -> tuple[Outcome, date | None]:
    """Return the outcome and the last day of a judgement."""
    return found.outcome, found.due


def running(story: Story, id_: str) -> Deadline:
    """Return the only running deadline of an obligation."""
    (found,) = [d for d in story.policy.running(story.case) if d.obligation.id == id_]
    return found


# --- ended by a closing, and reopened -------------------------------------------------------------

ENDED_BY_CLOSING = small(
    duty("acknowledgement", Within(5), "acknowledged", ended_by=on("closed")), ANSWER
)


def closings(*pairs: tuple[str, str]) -> Story:
    """Return a story of closings, each with its reopening unless that is empty."""
    story = told(ENDED_BY_CLOSING)
    for closed, reopened in pairs:
        story.on(closed, Closed)
        if reopened:
            story.on(reopened, Reopened)
    return story


def acknowledgement(story: Story, as_of: str) -> Assessment:
    """Return the judgement on the acknowledgement."""
    return story.assess(as_of)["acknowledgement"]


def test_a_closing_lifts_what_it_ends() -> None:
    """Closed on the 5th, before the confirmation was due."""
    found = acknowledgement(closings(("2025-03-05", "")), "2025-03-31")
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)
    assert found.ended_on == march(5)


def test_what_a_closing_ended_is_owed_again_when_the_case_is_reopened() -> None:
    """Closed from the 5th to the 7th: the 6th and 7th stood still, so the 10th is the 12th."""
    story = closings(("2025-03-05", "2025-03-07"))
    assert how(acknowledgement(story, "2025-03-12")) == (Outcome.PENDING, march(12))
    assert how(acknowledgement(story, "2025-03-13")) == (Outcome.OVERDUE, march(12))
    assert (running(story, "acknowledgement").due, running(story, "acknowledgement").ended_on) == (
        march(12),
        None,
    )


def test_only_what_the_closing_ended_stood_still() -> None:
    """The answer is not ended by it: the 17th stays."""
    story = closings(("2025-03-05", "2025-03-07"))
    assert story.assess("2025-03-17")["answer"].due == march(17)


def test_closings_that_were_taken_back_add_up() -> None:
    """Closed 5-7 March and 10-11 March: three days, so the 10th is the 13th."""
    story = closings(("2025-03-05", "2025-03-07"), ("2025-03-10", "2025-03-11"))
    assert how(acknowledgement(story, "2025-03-13")) == (Outcome.PENDING, march(13))


def test_a_closing_after_a_reopening_lifts_again() -> None:
    """Closed for good on the 11th, with the last day moved to the 12th."""
    found = acknowledgement(
        closings(("2025-03-05", "2025-03-07"), ("2025-03-11", "")), "2025-03-31"
    )
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)
    assert (found.ended_on, found.due) == (march(11), march(12))


def test_a_closing_after_the_last_day_leaves_it_late() -> None:
    """Closed on the 11th, a day too late to lift anything; reopened, it is overdue again."""
    closed = acknowledgement(closings(("2025-03-11", "")), "2025-03-31")
    assert how(closed) == (Outcome.LATE_SILENT, march(10))
    reopened = acknowledgement(closings(("2025-03-11", "2025-03-14")), "2025-03-31")
    assert how(reopened) == (Outcome.OVERDUE, march(10))


def test_a_closing_on_the_last_day_itself_stops_the_clock() -> None:
    """Closed on the 10th and reopened on the 13th: 11, 12 and 13 stood still."""
    story = closings(("2025-03-10", "2025-03-13"))
    assert how(acknowledgement(story, "2025-03-13")) == (Outcome.PENDING, march(13))


def test_a_reopening_over_a_weekend_leaves_no_day_before_itself() -> None:
    """Closed on the 10th, the last day; reopened on Saturday the 15th: 11-14 March stood still.

    Four working days after Monday the 10th: Friday the 14th. No term runs out while the clock
    stands still, so the last day is the 15th.
    """
    story = closings(("2025-03-10", "2025-03-15"))
    assert how(acknowledgement(story, "2025-03-15")) == (Outcome.PENDING, march(15))
    assert how(acknowledgement(story, "2025-03-16")) == (Outcome.OVERDUE, march(15))


def test_what_was_done_before_the_closing_stays_done() -> None:
    """Confirmed on the 4th; closed and reopened later."""
    story = told(ENDED_BY_CLOSING).on("2025-03-04", Acknowledged)
    story.on("2025-03-05", Closed).on("2025-03-07", Reopened)
    found = acknowledgement(story, "2025-03-31")
    assert (found.outcome, found.done_on) == (Outcome.MET, march(4))


def test_what_is_owed_again_can_be_done_again() -> None:
    """Closed from the 5th to the 7th, confirmed on the 12th, the last day as moved."""
    story = closings(("2025-03-05", "2025-03-07")).on("2025-03-12", Acknowledged)
    found = acknowledgement(story, "2025-03-31")
    assert (found.outcome, found.done_on) == (Outcome.MET, march(12))


def test_as_of_a_day_in_between_it_is_lifted() -> None:
    """On the 6th nobody knew yet that the case would be reopened."""
    found = acknowledgement(closings(("2025-03-05", "2025-03-07")), "2025-03-06")
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)


def test_a_reopening_gives_back_nothing_that_something_else_has_ended() -> None:
    """The answer on the 5th ended it, not the closing on the 6th."""
    policy = small(
        duty("acknowledgement", Within(5), "acknowledged", ended_by=on("answered", "closed"))
    )
    story = told(policy).on("2025-03-05", Answered).on("2025-03-06", Closed)
    found = acknowledgement(story.on("2025-03-07", Reopened), "2025-03-31")
    assert (found.outcome, found.ended_on) == (Outcome.NOT_APPLICABLE, march(5))


# --- ended only by what comes in time -------------------------------------------------------------


def lifted_by(event: str, within: Within, **about: Any) -> Story:
    """Begin a story of a confirmation that an event lifts if it comes in time."""
    policy = small(
        duty(
            "acknowledgement",
            Within(5),
            "acknowledged",
            ended_by=on(On(event, within=within)),
            **about,
        )
    )
    return told(policy)


@pytest.mark.parametrize(
    ("within", "answered", "outcome"),
    [
        # three working days after Monday the 3rd: Thursday the 6th
        (Within(3), "2025-03-06 23:59", Outcome.NOT_APPLICABLE),
        (Within(3), "2025-03-07", Outcome.OVERDUE),
        # five days: Saturday the 8th
        (days(5), "2025-03-08", Outcome.NOT_APPLICABLE),
        (days(5), "2025-03-09", Outcome.OVERDUE),
        # one week: Monday the 10th, the last day itself
        (Within(1, Unit.WEEKS), "2025-03-10", Outcome.NOT_APPLICABLE),
        # one month: 3 April; but what fell due on the 10th stays judged
        (Within(1, Unit.MONTHS), "2025-03-11", Outcome.LATE_SILENT),
    ],
)
def test_what_is_settled_within_a_time_needs_no_confirmation(
    within: Within, answered: str, outcome: Outcome
) -> None:
    """The time is counted from the start, and its last day is in time."""
    story = lifted_by("answered", within).on(answered, Answered)
    assert acknowledgement(story, "2025-03-12").outcome is outcome


def test_the_time_in_which_an_event_lifts_is_counted_from_the_clocks_own_start() -> None:
    """A survey within ten working days of the confirmation, unless answered within three.

    Confirmed on Wednesday the 5th: three working days end on Monday the 10th, ten on the 19th.
    """
    policy = small(
        duty(
            "survey",
            Within(10),
            "informed",
            starts_on=on("acknowledged"),
            ended_by=on(On("answered", within=Within(3))),
        )
    )
    for day, outcome in (("2025-03-10", Outcome.NOT_APPLICABLE), ("2025-03-11", Outcome.OVERDUE)):
        story = told(policy).on("2025-03-05", Acknowledged).on(day, Answered)
        assert story.assess("2025-03-20")["survey"].outcome is outcome


def test_an_event_too_late_to_lift_does_not_hide_an_earlier_one() -> None:
    """Answered on the 5th and again on the 12th: the first was in time."""
    story = lifted_by("answered", Within(3)).on("2025-03-05", Answered).on("2025-03-12", Answered)
    found = acknowledgement(story, "2025-03-31")
    assert (found.outcome, found.ended_on) == (Outcome.NOT_APPLICABLE, march(5))


def test_a_closing_in_time_is_taken_back_and_a_later_one_lifts_nothing() -> None:
    """Closed on the 5th, in time, and reopened on the 6th; closed on the 10th, too late to lift.

    One day stood still, so five working days end on the 11th.
    """
    story = lifted_by("closed", Within(3)).on("2025-03-05", Closed).on("2025-03-06", Reopened)
    found = acknowledgement(story.on("2025-03-10", Closed), "2025-03-12")
    assert how(found) == (Outcome.OVERDUE, march(11))


def test_a_closing_too_late_to_lift_stops_no_clock() -> None:
    """Closed from the 7th to the 10th, after the three days: the 10th stays."""
    story = lifted_by("closed", Within(3)).on("2025-03-07", Closed).on("2025-03-10", Reopened)
    assert how(acknowledgement(story, "2025-03-11")) == (Outcome.OVERDUE, march(10))


# --- a category that is recognised later ----------------------------------------------------------

POTHOLES = small(
    duty("pothole", Within(3), "answered", applies_to=Scope(categories={"pothole"})),
    duty("other", Within(10), "answered", applies_to=Scope(except_categories={"pothole"})),
)


def recognised(*changes: tuple[str, str], **about: Any) -> Story:
    """Return a story in which the category was set on some days."""
    story = told(POTHOLES, **about)
    for day, category in changes:
        story.on(day, CategorySet, category=category)
    return story


def test_a_category_known_on_arrival_counts_from_there() -> None:
    """Three working days for a pothole end on the 6th, ten for the rest on the 17th."""
    found = recognised(category="pothole").assess("2025-03-06")
    assert (found["pothole"].due, found["other"].reason) == (march(6), Reason.OUTSIDE_SCOPE)
    found = recognised(category="park").assess("2025-03-06")
    assert (found["other"].due, found["pothole"].reason) == (march(17), Reason.OUTSIDE_SCOPE)


def test_what_a_category_is_owed_begins_on_the_day_it_is_recognised() -> None:
    """Recognised on Wednesday the 5th: three working days end on Monday the 10th."""
    story = recognised(("2025-03-05", "pothole"))
    found = story.assess("2025-03-11")["pothole"]
    assert (found.started_on, found.due) == (march(5), march(10))
    assert found.outcome is Outcome.OVERDUE
    assert (running(story, "pothole").started_on, running(story, "pothole").due) == (
        march(5),
        march(10),
    )


def test_what_no_longer_covers_the_case_is_lifted_from_that_day() -> None:
    """What is owed for all but potholes ends on the 5th."""
    found = recognised(("2025-03-05", "pothole")).assess("2025-03-31")["other"]
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)
    assert found.ended_on == march(5)


def test_what_had_fallen_due_before_a_category_was_recognised_stays_judged() -> None:
    """On the 18th the ten working days had passed in silence."""
    found = recognised(("2025-03-18", "pothole")).assess("2025-03-31")["other"]
    assert how(found) == (Outcome.LATE_SILENT, march(17))


def test_what_was_done_before_a_category_was_recognised_stays_done() -> None:
    """Answered on the 4th: kept by the rule that covered it then and by the one that does now."""
    story = told(POTHOLES).on("2025-03-04", Answered)
    found = story.on("2025-03-05", CategorySet, category="pothole").assess("2025-03-31")
    assert [found[id_].outcome for id_ in ("other", "pothole")] == [Outcome.MET, Outcome.MET]


def test_a_category_that_is_taken_away_again_gives_back_what_it_lifted() -> None:
    """A pothole from the 5th to the 7th: the 6th and 7th stood still, so the 17th is the 19th."""
    found = recognised(("2025-03-05", "pothole"), ("2025-03-07", "park")).assess("2025-03-19")
    assert how(found["other"]) == (Outcome.PENDING, march(19))
    lifted = found["pothole"]
    assert (lifted.outcome, lifted.reason) == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)
    assert lifted.ended_on == march(7)


def test_a_category_that_comes_back_goes_on_where_it_stopped() -> None:
    """A pothole 5-7 March and again from the 11th: the 10th and 11th stood still, so the 12th."""
    changes = (("2025-03-05", "pothole"), ("2025-03-07", "park"), ("2025-03-11", "pothole"))
    found = recognised(*changes).assess("2025-03-12")
    assert (found["pothole"].started_on, found["pothole"].due) == (march(5), march(12))
    assert found["pothole"].outcome is Outcome.PENDING
    assert (found["other"].outcome, found["other"].ended_on) == (
        Outcome.NOT_APPLICABLE,
        march(11),
    )


def test_another_category_that_is_covered_too_changes_nothing() -> None:
    """From nothing to park to street: neither is a pothole."""
    found = recognised(("2025-03-05", "park"), ("2025-03-07", "street")).assess("2025-03-17")
    assert (found["other"].started_on, how(found["other"])) == (
        march(3),
        (Outcome.PENDING, march(17)),
    )


def test_a_category_named_again_restarts_nothing() -> None:
    """A pothole on the 5th, and once more on the 6th."""
    found = recognised(("2025-03-05", "pothole"), ("2025-03-06", "pothole")).assess("2025-03-10")
    assert (found["pothole"].started_on, found["pothole"].due) == (march(5), march(10))


def test_a_start_after_the_category_was_recognised_is_its_own() -> None:
    """Recognised on the 5th, confirmed on the 7th: the clock that waits for that starts then."""
    policy = small(
        duty(
            "pothole",
            Within(3),
            "answered",
            starts_on=on("acknowledged"),
            applies_to=Scope(categories={"pothole"}),
        )
    )
    after = told(policy).on("2025-03-05", CategorySet, category="pothole")
    found = after.on("2025-03-07", Acknowledged).assess("2025-03-12")["pothole"]
    # Friday the 7th, then 10, 11, 12.
    assert (found.started_on, found.due) == (march(7), march(12))
    before = told(policy).on("2025-03-04", Acknowledged)
    found = before.on("2025-03-05", CategorySet, category="pothole").assess("2025-03-10")["pothole"]
    # It would have started on the 4th; it starts on the 5th, then 6, 7, 10.
    assert (found.started_on, found.due) == (march(5), march(10))


# --- a clock that leans on what this person is not owed -------------------------------------------

BY_EMAIL = Scope(channels={Channel.EMAIL})


def leaning(**about: Any) -> tuple[Any, Any]:
    """Return a confirmation that not everybody is owed, and an answer counted from it."""
    return (
        duty("acknowledgement", Within(5), "acknowledged", **about),
        duty(
            "answer",
            Within(10),
            "answered",
            starts_on=on("acknowledged"),
            start_latest="acknowledgement",
        ),
    )


E_MAIL_ONLY = small(*leaning(applies_to=BY_EMAIL))
WAIVED = small(*leaning(waived_if={Waiver.ANONYMOUS}))


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        (told(E_MAIL_ONLY, channel=Channel.LETTER), Reason.OUTSIDE_SCOPE),
        (told(WAIVED, anonymous=True), Reason.ANONYMOUS),
    ],
)
def test_a_clock_starts_though_what_it_leans_on_does_not_concern_the_case(
    story: Story, reason: Reason
) -> None:
    """The confirmation would be due on the 10th; ten working days from then end on the 24th."""
    found = story.assess("2025-03-25")
    assert (found["acknowledgement"].outcome, found["acknowledgement"].reason) == (
        Outcome.NOT_APPLICABLE,
        reason,
    )
    assert (found["answer"].started_on, how(found["answer"])) == (
        march(10),
        (Outcome.OVERDUE, march(24)),
    )


def test_a_clock_that_is_only_leaned_on_is_not_shown() -> None:
    """Neither on arrival nor later is anything said of a confirmation that nobody is owed."""
    story = told(E_MAIL_ONLY, channel=Channel.LETTER)
    given = E_MAIL_ONLY.deadlines(story.case.feedback)
    assert [(d.obligation.id, d.due) for d in given] == [("answer", march(24))]
    assert story.case.received.due == (DueDate("answer", march(24)),)
    assert [d.obligation.id for d in E_MAIL_ONLY.running(story.case)] == ["answer"]
    assert running(story, "answer").due == march(24)


def test_what_is_done_without_being_owed_starts_the_clock_all_the_same() -> None:
    """A letter was confirmed on the 5th: ten working days from then end on the 19th."""
    story = told(E_MAIL_ONLY, channel=Channel.LETTER).on("2025-03-05", Acknowledged)
    found = story.assess("2025-03-19")["answer"]
    assert (found.started_on, found.due) == (march(5), march(19))


def test_those_who_are_owed_it_have_the_same_days() -> None:
    """An e-mail's answer is counted alike, and its confirmation is judged."""
    found = told(E_MAIL_ONLY, channel=Channel.EMAIL).assess("2025-03-25")
    assert how(found["acknowledgement"]) == (Outcome.OVERDUE, march(10))
    assert how(found["answer"]) == (Outcome.OVERDUE, march(24))


# --- who took it in -------------------------------------------------------------------------------

CALLED_BACK = small(
    duty(
        "call_back",
        Within(2),
        "informed",
        starts_on=on(On("received", by={Role.CONTACT_CENTRE})),
    ),
    ANSWER,
)


@pytest.mark.parametrize(
    ("by", "due"),
    [(CONTACT_CENTRE, march(5)), (Actor(Role.STAFF), None), (Actor(Role.REGISTRAR, "r-1"), None)],
)
def test_a_clock_may_ask_who_took_the_feedback_in(by: Actor, due: date | None) -> None:
    """Deadlines, the days stored on arrival, the running clocks and the judgement agree."""
    story = told(CALLED_BACK, by=by)
    on_arrival = {d.obligation.id: d.due for d in CALLED_BACK.deadlines(story.case.feedback, by=by)}
    assert on_arrival == {"call_back": due, "answer": march(17)}
    stored = {each.obligation: each.on for each in story.case.received.due}
    assert stored == {"answer": march(17)} | ({"call_back": due} if due else {})
    shown = {d.obligation.id: d.due for d in CALLED_BACK.running(story.case)}
    assert shown == stored
    found = story.assess("2025-03-06")["call_back"]
    expected = (Outcome.OVERDUE, None) if due else (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
    assert (found.outcome, found.reason, found.due) == (*expected, due)


def test_without_by_the_feedback_is_taken_as_somebody_of_the_staff() -> None:
    """No call back is promised then."""
    story = told(CALLED_BACK)
    found = {d.obligation.id: d.due for d in CALLED_BACK.deadlines(story.case.feedback)}
    assert found == {"call_back": None, "answer": march(17)}


def test_what_one_taker_is_told_is_not_remembered_for_another() -> None:
    """The same feedback on the same day, asked for twice in either order."""
    feedback = told(CALLED_BACK).case.feedback
    for by, due in (
        (CONTACT_CENTRE, march(5)),
        (Actor(Role.STAFF), None),
        (CONTACT_CENTRE, march(5)),
    ):
        found = {d.obligation.id: d.due for d in CALLED_BACK.deadlines(feedback, by=by)}
        assert found["call_back"] == due


def test_the_contact_centres_call_back_is_judged() -> None:
    """Called on the 5th, in time."""
    story = told(CALLED_BACK, by=CONTACT_CENTRE).on("2025-03-05", Informed, mode=Channel.PHONE)
    assert story.outcome("call_back", "2025-03-31") is Outcome.MET


def test_what_follows_a_recurring_duty_begins_with_its_category_too() -> None:
    """Recognised on 12 April 2025, after the followed run's last day: nothing is owed for that."""
    policy = small(
        duty("update", Within(9), "progress_notice", each=True),
        duty("copy", ByDueOf("update"), "answered", applies_to=Scope(categories={"noise"})),
    )
    story = Story(policy).received("2025-03-25", category="pothole")
    story.on("2025-04-12", CategorySet, category="noise")
    found = story.assess("2025-05-08")["copy"]
    assert (found.outcome, found.started_on) == (Outcome.NOT_ASSESSABLE, date(2025, 4, 12))


def test_no_clock_starts_by_a_day_that_has_not_come() -> None:
    """The confirmation's clock stands still from the 5th to the 17th, so its day is the 20th."""
    policy = small(
        duty("confirm", Within(5), "acknowledged", pausable=True),
        duty("answer", Within(3), "answered", starts_on=on("acknowledged"), start_latest="confirm"),
    )
    story = told(policy).on("2025-03-05", Paused, reason="waiting")
    assert story.outcome("confirm", "2025-03-17") is Outcome.PENDING
    found = story.assess("2025-03-17")["answer"]
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
    # The 4th and the 5th, then the 18th, 19th and 20th; the answer by the 21st, 24th and 25th.
    story.on("2025-03-17", Resumed)
    found = story.assess("2025-03-24")["answer"]
    assert (found.started_on, found.due) == (march(20), march(25))


def test_what_leans_on_a_category_keeps_its_day_when_that_is_recognised() -> None:
    """Due on the 6th and the 10th, as told on arrival; the category of the 12th moves neither."""
    policy = small(
        duty("fast", Within(3), "informed", applies_to=Scope(categories={"bullying"})),
        duty("copy", ByDueOf("fast"), "copy_sent"),
        duty("answer", Within(2), "answered", starts_on=on("escalated"), start_latest="fast"),
    )
    story = told(policy)
    before = story.assess("2025-03-12")
    found = story.on("2025-03-12", CategorySet, category="bullying").assess("2025-03-12")
    for id_, due in (("copy", march(6)), ("answer", march(10))):
        assert how(before[id_]) == how(found[id_]) == (Outcome.OVERDUE, due)
    # Its own clock starts that day: 13, 14 and 17 March.
    assert how(found["fast"]) == (Outcome.PENDING, march(17))


@pytest.mark.parametrize("about", [{}, {"after_start": True}])
def test_what_the_person_wrote_again_is_answered_afterwards(about: dict[str, Any]) -> None:
    """An answer of that morning is no answer to a letter that came at eleven."""
    policy = small(
        duty("reply", Within(5), "answered", starts_on=on("wrote_again"), each=True, **about)
    )
    story = told(policy).on("2025-03-10 09:00", Answered).on("2025-03-10 11:00", WroteAgain)
    assert how(story.assess("2025-03-10")["reply"]) == (Outcome.PENDING, march(17))
    story.on("2025-03-10 12:00", Answered)
    assert how(story.assess("2025-03-10")["reply"]) == (Outcome.MET, march(17))


def test_a_repeated_duty_may_ask_for_what_comes_after_its_start() -> None:
    """Told who handles it a minute before the hand-over: that counts, unless the rule says not."""
    for after_start, outcome in ((False, Outcome.MET), (True, Outcome.PENDING)):
        policy = small(
            duty(
                "announce",
                Within(5),
                "handler_announced",
                starts_on=on("transferred"),
                each=True,
                after_start=after_start,
            )
        )
        story = told(policy).on("2025-03-10 09:00", HandlerAnnounced)
        story.on("2025-03-10 09:01", Transferred)
        assert story.outcome("announce", "2025-03-10") is outcome
