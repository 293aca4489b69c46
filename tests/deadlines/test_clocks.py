# SPDX-License-Identifier: Apache-2.0
"""The clocks of obligations: when they start, what moves them, what stops them.

One small policy for each capability. Unless a test says otherwise the case arrives on Monday
3 March 2025, in a month without holidays: its working days are 4-7, 10-14, 17-21, 24-28, 31 March.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    DelayNotice,
    Escalated,
    HandlerAnnounced,
    Milestone,
    Paused,
    ProgressNotice,
    Reopened,
    Resumed,
    Transferred,
)
from klagomal.deadlines.clocks import clocks_of
from klagomal.deadlines.runs import Clock
from klagomal.deadlines.surroundings import Surroundings
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, On, on
from klagomal.promises.terms import ByDueOf, Within
from klagomal.vocabulary import Channel, Extension, Role, Roll, Unit
from tests.small_policies import (
    ANSWER,
    ANY_TIME,
    AT_MOST,
    CHAINED,
    CONSENTED,
    CONTENT,
    ENDED,
    MONTHS,
    NEW_DATE,
    NOT_EXTENDED,
    ONCE,
    PAUSED,
    PAUSED_DAYS,
    PROMISED,
    ROLLED,
    STAGES,
    TWICE,
    TWO_CLOCKS,
    UPDATES,
    WEEKS,
    WITH_REASON,
    answered_within_ten,
    days,
    duty,
    small,
)
from tests.stories import Story

BOTH = {"handler_name", "handler_contact"}


def march(day: int) -> date:
    """Return a day of March 2025."""
    return date(2025, 3, day)


def told(policy: Policy, when: str = "2025-03-03", **about: Any) -> Story:
    """Begin a story under a policy."""
    return Story(policy).received(when, **about)


def runs(story: Story, id_: str) -> tuple[Clock, ...]:
    """Return every run of an obligation's clock."""
    policy, started = story.policy, dict[str, tuple[Clock, ...]]()
    around = Surroundings(story.case, policy.calendar, policy.by_id)
    for obligation in policy.in_order:
        started[obligation.id] = clocks_of(obligation, started, around)
    return started[id_]


def clock(story: Story, id_: str = "answer") -> Clock:
    """Return the only run of an obligation's clock."""
    (found,) = runs(story, id_)
    return found


# --- 1, 2, 4, 19: units, several obligations, rolls -----------------------------------------------


def test_working_days_and_calendar_days_run_side_by_side() -> None:
    """Five working days after Monday the 3rd end on Monday the 10th, ten days on Thursday 13th."""
    story = told(TWO_CLOCKS)
    assert clock(story, "contact").due == march(10)
    assert clock(story, "answer").due == march(13)


def test_the_day_of_arrival_is_not_counted_and_a_closed_one_starts_on_the_next_open() -> None:
    """AMB-03: Saturday's, Sunday's and Friday's feedback share their fifth working day."""
    for day in ("2025-03-07", "2025-03-08", "2025-03-09"):
        assert clock(told(TWO_CLOCKS, day), "contact").due == march(14)


def test_weeks_end_on_the_day_of_the_same_name() -> None:
    """Four weeks after Monday the 3rd is Monday the 31st."""
    assert clock(told(WEEKS)).due == march(31)


def test_months_end_on_the_day_of_the_same_number_or_the_last() -> None:
    """One month after 3 March is 3 April; after 31 January 2025 it is 28 February."""
    assert clock(told(MONTHS)).due == date(2025, 4, 3)
    assert clock(told(MONTHS, "2025-01-31")).due == date(2025, 2, 28)


def test_a_closed_last_day_stays_or_rolls_as_the_term_says() -> None:
    """AMB-01: ten days after Wednesday 5 March end on Saturday the 15th."""
    story = told(ROLLED, "2025-03-05")
    assert clock(story, "stays").due == march(15)
    assert clock(story, "later").due == march(17)
    assert clock(story, "earlier").due == march(14)


# --- 5: chained starts ----------------------------------------------------------------------------


def test_a_chained_clock_starts_at_the_event_it_waits_for() -> None:
    """Acknowledged on the 5th, the answer is due ten working days later: the 19th."""
    found = clock(told(CHAINED).on("2025-03-05", Acknowledged))
    assert (found.started_on, found.due) == (march(5), march(19))


def test_a_chained_clock_starts_anyway_on_the_day_its_event_fell_due() -> None:
    """No acknowledgement by the 10th: the answer's ten working days run from then, to the 24th."""
    assert clock(told(CHAINED)).due == march(24)


def test_a_late_event_does_not_start_a_chained_clock_later() -> None:
    """Acknowledged on the 14th, four days late: the answer is still due on the 24th."""
    found = clock(told(CHAINED).on("2025-03-14", Acknowledged))
    assert (found.started_on, found.due) == (march(10), march(24))


def test_a_clock_without_its_event_has_not_started() -> None:
    """Nothing is said of an obligation whose time has not come."""
    assert clock(told(PROMISED), "promised_time") == Clock()


def test_after_start_only_what_comes_later_fulfils() -> None:
    """An answer before the acknowledgement does not answer what the acknowledgement defined."""
    story = told(CHAINED).on("2025-03-04", Answered).on("2025-03-05", Acknowledged)
    assert clock(story).done is None
    assert clock(story.on("2025-03-06", Answered)).done == 3


def test_without_after_start_what_came_before_fulfils_too() -> None:
    """An answer may come before it was promised."""
    story = told(PROMISED).on("2025-03-04", Answered)
    story.on("2025-03-05", ProgressNotice, promised=march(20))
    assert clock(story, "promised_time").done_on == march(4)


# --- 6: a day that a person gave ------------------------------------------------------------------


def test_a_promised_day_is_due_on_that_day_also_when_closed() -> None:
    """A person who promised Sunday the 23rd is held to Sunday; act by Friday."""
    story = told(PROMISED).on("2025-03-05", HandlerAnnounced, promised=march(23))
    assert clock(story, "promised_time").due == march(23)
    (deadline,) = [d for d in PROMISED.running(story.case) if d.obligation.id == "promised_time"]
    assert deadline.act_by == march(21)


def test_vague_words_start_no_dated_clock() -> None:
    """AMB-22: "a few weeks" leaves the clock without a day, and the first day given counts."""
    story = told(PROMISED).on("2025-03-05", HandlerAnnounced)
    assert clock(story, "promised_time").due is None
    story.on("2025-03-07", ProgressNotice, promised=march(28))
    found = clock(story, "promised_time")
    assert (found.started_on, found.due) == (march(7), march(28))


def test_the_first_promise_is_not_replaced_by_a_later_word() -> None:
    """AMB-07: only a delay notice moves a promise; a second letter with another day does not."""
    story = told(PROMISED).on("2025-03-05", HandlerAnnounced, promised=march(14))
    story.on("2025-03-07", ProgressNotice, promised=march(28))
    assert clock(story, "promised_time").due == march(14)


# --- 4: what a word must contain ------------------------------------------------------------------


def test_a_word_that_lacks_something_falls_short_and_is_remembered() -> None:
    """AMB-05: the handler without a contact on the 4th, the contact on the 6th."""
    story = told(CONTENT).on("2025-03-04", Acknowledged, content={"handler_name"})
    found = clock(story, "contact")
    assert found.done is None
    (short,) = found.short_of
    assert (short.position, short.on) == (1, march(4))
    assert short.missing == {"handler_contact"}
    found = clock(story.on("2025-03-06", HandlerAnnounced, content=BOTH), "contact")
    assert (found.done, found.done_on) == (2, march(6))
    assert len(found.short_of) == 1


def test_what_is_demanded_may_be_complete_after_several_words() -> None:
    """The handler's name in one letter and the contact in the next fulfil it together."""
    story = told(CONTENT).on("2025-03-04", Acknowledged, content={"handler_name"})
    story.on("2025-03-07", Acknowledged, content={"handler_contact"})
    assert clock(story, "contact").done_on == march(7)


def test_a_full_answer_fulfils_an_acknowledgement_whatever_it_contains() -> None:
    """AMB-05: who has the answer need not be told who will give it."""
    story = told(CONTENT).on("2025-03-04", Acknowledged).on("2025-03-05", Answered)
    found = clock(story, "contact")
    assert (found.done, len(found.short_of)) == (2, 1)


def test_a_machines_receipt_counts_unless_the_policy_wants_people() -> None:
    """AMB-05: both as a fulfilling and as a partial word."""
    people = small(duty("contact", Within(5), "acknowledged", accepts_automatic=False))
    anybody = small(duty("contact", Within(5), "acknowledged"))
    for policy, done in ((people, 2), (anybody, 1)):
        story = told(policy).on("2025-03-03 12:10", Acknowledged, automatic=True)
        assert clock(story.on("2025-03-04", Acknowledged), "contact").done == done


def test_a_machine_does_not_add_what_a_person_left_out() -> None:
    """Where only people count, a receipt with the contact does not complete a letter without."""
    policy = small(
        duty("contact", Within(5), "acknowledged", content=BOTH, accepts_automatic=False)
    )
    story = told(policy).on("2025-03-03 12:10", Acknowledged, content=BOTH, automatic=True)
    story.on("2025-03-04", Acknowledged, content={"handler_name"})
    assert clock(story, "contact").done is None


# --- 7 and 8: delay notices -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "about", "due", "warned"),
    [
        # ten working days: Monday the 17th
        (NOT_EXTENDED, {"promised": march(31)}, march(17), True),
        (NEW_DATE, {"promised": march(31)}, march(31), False),
        (NEW_DATE, {}, march(17), True),  # AMB-07: open-ended
        (NEW_DATE, {"promised": march(17)}, march(17), True),
        (NEW_DATE, {"promised": march(12)}, march(17), True),  # nothing is taken back
        (AT_MOST, {}, march(24), False),  # five working days on
        (AT_MOST, {"promised": march(20)}, march(20), False),
        (AT_MOST, {"promised": march(31)}, march(24), False),
        (AT_MOST, {"promised": march(12)}, march(17), True),
        (CONSENTED, {"promised": march(31)}, march(17), False),
        (CONSENTED, {"promised": march(31), "consented": True}, march(31), False),
        (WITH_REASON, {}, march(17), False),
        (WITH_REASON, {"content": {"reason"}}, march(17), True),
    ],
)
def test_a_notice_in_time_does_what_the_rule_says(
    policy: Policy, about: dict[str, Any], due: date, warned: bool
) -> None:
    """AMB-07: no extension, a new day, at most so long, only with consent, only with a reason."""
    found = clock(told(policy).on("2025-03-14", DelayNotice, **about))
    assert (found.first_due, found.due, found.warned) == (march(17), due, warned)


@pytest.mark.parametrize(
    ("policy", "about", "missing"),
    [
        (NEW_DATE, {"promised": march(31)}, {"in_time"}),
        (CONSENTED, {"promised": march(31)}, {"in_time", "consent"}),
        (WITH_REASON, {}, {"in_time", "reason"}),
    ],
)
def test_what_keeps_a_notice_from_counting_is_named(
    policy: Policy, about: dict[str, Any], missing: set[str]
) -> None:
    """A notice the day after changes nothing, and says all that it lacked."""
    found = clock(told(policy).on("2025-03-18", DelayNotice, **about))
    (notice,) = found.notices
    assert not notice.counts
    assert notice.missing == missing
    assert (notice.on, notice.concerned, notice.extended_to) == (march(18), march(17), None)
    assert (found.due, found.warned) == (march(17), False)


def test_a_notice_on_the_due_day_itself_is_in_time() -> None:
    """AMB-08: before the term lapses; at 23:59 it has not lapsed yet."""
    found = clock(told(NEW_DATE).on("2025-03-17 23:59", DelayNotice, promised=march(31)))
    assert found.due == march(31)


def test_a_rule_may_take_a_notice_at_any_time() -> None:
    """Where the text does not ask for it in time, a later notice still sets the new day."""
    found = clock(told(ANY_TIME).on("2025-03-18", DelayNotice, promised=march(31)))
    assert found.due == march(31)


def test_notices_follow_one_another_and_each_needs_its_own_time() -> None:
    """The second is in time for the day that the first one set; the third is not."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(21))
    story.on("2025-03-21", DelayNotice, promised=march(26)).on("2025-03-27", DelayNotice)
    found = clock(story)
    assert [(n.concerned, n.extended_to) for n in found.notices] == [
        (march(17), march(21)),
        (march(21), march(26)),
        (march(26), None),
    ]
    assert (found.first_due, found.due, found.warned) == (march(17), march(26), False)


def test_a_cap_is_counted_from_the_day_it_extends() -> None:
    """Twice five working days: the 17th becomes the 24th, the 24th becomes the 31st."""
    story = told(TWICE).on("2025-03-14", DelayNotice).on("2025-03-24", DelayNotice)
    assert clock(story).due == march(31)


def test_a_cap_without_a_number_of_times_is_a_cap_in_all() -> None:
    """At most five working days more, however many notices: the 24th, and a warning."""
    story = told(AT_MOST).on("2025-03-14", DelayNotice).on("2025-03-24", DelayNotice)
    found = clock(story)
    assert (found.due, found.warned) == (march(24), True)


def test_a_rule_may_cap_how_often() -> None:
    """Once only: the second notice is word of a delay, and extends nothing."""
    story = told(ONCE).on("2025-03-14", DelayNotice).on("2025-03-24", DelayNotice)
    found = clock(story)
    assert (found.due, found.warned) == (march(24), True)


def test_what_is_done_needs_no_notice() -> None:
    """A notice after the answer is not looked at."""
    story = told(NEW_DATE).on("2025-03-10", Answered).on("2025-03-11", DelayNotice)
    assert clock(story).notices == ()


def test_a_notice_given_before_a_clock_started_does_not_concern_it() -> None:
    """Word on stage 1 that it takes longer extends nothing on stage 2."""
    story = told(STAGES).on("2025-03-05", DelayNotice)
    story.on("2025-03-10", Escalated, to_level=2)
    found = clock(story, "stage_2_answer")
    assert found.notices == ()
    # Twenty working days after Monday 10 March: Monday 7 April.
    assert found.due == date(2025, 4, 7)


def test_a_notice_on_another_level_does_not_concern_a_levels_clock() -> None:
    """What is said on stage 3 is not about stage 2, whose answer never came."""
    story = told(STAGES).on("2025-03-10", Escalated, to_level=2)
    story.on("2025-03-12", Escalated, to_level=3).on("2025-03-13", DelayNotice)
    assert clock(story, "stage_2_answer").notices == ()


def test_a_delay_in_one_run_does_not_extend_the_next() -> None:
    """A notice before the first of two hand-overs' deadlines leaves the second alone."""
    policy = small(
        duty(
            "announce",
            Within(5),
            "handler_announced",
            starts_on=on("transferred"),
            each=True,
            delay=DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5)),
        )
    )
    story = told(policy).on("2025-03-04", Transferred, to_unit="a").on("2025-03-05", DelayNotice)
    story.on("2025-03-06", Transferred, to_unit="b")
    first, second = runs(story, "announce")
    # The 4th + 5 = the 11th, + 5 = the 18th; the 6th + 5 = the 13th.
    assert (first.due, second.due) == (march(18), march(13))


# --- 9: lifted ------------------------------------------------------------------------------------


def test_an_obligation_is_lifted_by_what_ends_it() -> None:
    """Answered before it was acknowledged: nothing is left to acknowledge."""
    found = clock(told(ENDED).on("2025-03-05", Answered), "acknowledgement")
    assert (found.ended, found.ended_on, found.done) == (1, march(5), None)


def test_what_was_done_before_is_not_lifted() -> None:
    """An acknowledgement in time stands, whatever comes after it."""
    story = told(ENDED).on("2025-03-04", Acknowledged).on("2025-03-05", Answered)
    found = clock(story, "acknowledgement")
    assert (found.done, found.ended) == (1, None)


def test_what_ends_an_obligation_may_be_narrowed() -> None:
    """Another milestone than the one named lifts nothing."""
    story = told(ENDED).on("2025-03-05", Milestone, name="visited")
    assert clock(story).ended is None
    assert clock(story.on("2025-03-06", Milestone, name="withdrawn")).ended == 2


# --- 10: stages -----------------------------------------------------------------------------------


def test_each_stage_has_its_own_clock_and_its_own_answer() -> None:
    """An answer on stage 1 does not answer stage 2, nor the other way round."""
    story = told(STAGES).on("2025-03-10", Answered, handler="anna")
    assert clock(story, "stage_2_answer") == Clock()
    story.on("2025-03-12", Escalated, to_level=2)
    assert clock(story, "stage_2_contact").due == march(19)
    assert clock(story, "stage_2_answer").done is None
    story.on("2025-03-14", Answered, handler="bo")
    assert clock(story, "stage_2_answer").done == 3
    assert clock(story).done == 1


def test_another_person_must_answer_on_the_next_stage() -> None:
    """Whoever gave word on stage 1 cannot answer stage 2; nobody known cannot either."""
    story = told(STAGES).on("2025-03-05", Answered, by=Actor(Role.HANDLER, "anna"))
    story.on("2025-03-12", Escalated, to_level=2)
    story.on("2025-03-13", Answered, handler="anna").on("2025-03-14", Answered)
    assert clock(story, "stage_2_answer").done is None
    story.on("2025-03-17", Answered, by=Actor(Role.HANDLER, "bo"))
    assert clock(story, "stage_2_answer").done == 5


# --- 11: every so often ---------------------------------------------------------------------------


def test_a_recurring_duty_starts_anew_with_each_word() -> None:
    """Word on the 14th is due again ten working days later, on the 28th."""
    story = told(UPDATES).on("2025-03-14", ProgressNotice)
    first, second = runs(story, "update")
    assert (first.occurrence, first.due, first.done_on) == (1, march(17), march(14))
    assert (second.occurrence, second.due, second.done_on) == (2, march(28), None)


def test_a_recurring_duty_ends_with_the_answer_and_resumes_with_new_word() -> None:
    """Closed on the 20th, opened on the 24th, told on the 25th: what was lifted is owed again."""
    story = told(UPDATES).on("2025-03-14", ProgressNotice).on("2025-03-20", Closed)
    assert [run.ended_on for run in runs(story, "update")] == [None, march(20)]
    story.on("2025-03-24", Reopened).on("2025-03-25", ProgressNotice)
    first, second, third = runs(story, "update")
    assert (first.ended, second.ended, third.ended) == (None, None, None)
    # Ten working days from Friday the 14th is the 28th; the clock stood still on the 21st and 24th.
    assert (second.due, second.done_on) == (date(2025, 4, 1), march(25))
    # Ten working days after Tuesday the 25th: Tuesday 8 April.
    assert third.due == date(2025, 4, 8)


def test_a_duty_that_never_began_has_one_clock_that_has_not_started() -> None:
    """A run for each hand-over, and no hand-over."""
    policy = small(
        duty("announce", Within(5), "handler_announced", starts_on=on("transferred"), each=True)
    )
    assert runs(told(policy), "announce") == (Clock(),)


def test_word_on_the_day_of_the_hand_over_counts_for_it() -> None:
    """The receiver tells who will call, then hands over: told is told, if it says what it must."""
    policy = small(
        duty(
            "announce",
            Within(5),
            "handler_announced",
            starts_on=on("transferred"),
            each=True,
            content={"handler_name"},
            accepts_automatic=False,
        )
    )
    early = told(policy).on("2025-03-04", HandlerAnnounced, content={"handler_name"})
    assert clock(early.on("2025-03-05", Transferred, to_unit="a"), "announce").done is None
    for about, done in (
        ({"content": {"handler_name"}}, 1),
        ({}, None),
        ({"content": {"handler_name"}, "automatic": True}, None),
    ):
        story = told(policy).on("2025-03-05 09:00", HandlerAnnounced, **about)
        story.on("2025-03-05 09:01", Transferred, to_unit="a")
        assert clock(story, "announce").done == done


# --- 12: pauses -----------------------------------------------------------------------------------


def paused(policy: Policy, *spans: tuple[str, str], when: str = "2025-03-03") -> Story:
    """Begin a story with pauses; a span without an end has not ended."""
    story = told(policy, when)
    for begins, ends in spans:
        story.on(begins, Paused, reason="waiting")
        if ends:
            story.on(ends, Resumed)
    return story


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        ([], march(17)),
        ([("2025-03-05", "2025-03-07")], march(19)),  # the 6th and 7th stood still
        ([("2025-03-05", "2025-03-05")], march(17)),
        ([("2025-03-07", "2025-03-10")], march(18)),  # over a weekend: Monday only
        ([("2025-03-08", "2025-03-09")], march(17)),  # a weekend costs nothing
        ([("2025-03-05", "2025-03-06"), ("2025-03-12", "2025-03-14")], march(20)),
        ([("2025-03-17", "2025-03-19")], march(19)),  # begun on the last day
        ([("2025-03-18", "2025-03-31")], march(17)),  # too late to matter
        ([("2025-03-12", "2025-03-14"), ("2025-03-18", "2025-03-19")], march(20)),  # due the 19th
        ([("2025-03-17", "2025-03-22")], march(22)),  # ended on a Saturday
        ([("2025-03-17", "2025-03-22"), ("2025-03-22 13:00", "2025-03-23")], march(23)),
    ],
)
def test_a_pause_moves_a_term_in_working_days_by_working_days(
    spans: list[tuple[str, str]], due: date
) -> None:
    """The day a pause begins still counts, the day it ends does not."""
    found = clock(paused(PAUSED, *spans))
    assert (found.first_due, found.due, found.paused) == (due, due, False)


def test_a_pause_over_a_holiday_moves_by_the_days_somebody_worked() -> None:
    """Arrived 10 April 2025, paused from the 16th to the 22nd, over Easter.

    Without the pause: 11, 14-17, 22-25, 28 April. Of the paused days only Thursday the 17th and
    Tuesday the 22nd are worked, so two are added: 29 and 30 April.
    """
    found = clock(paused(PAUSED, ("2025-04-16", "2025-04-22"), when="2025-04-10"))
    assert found.due == date(2025, 4, 30)


def test_a_pause_moves_a_term_in_days_by_days() -> None:
    """Ten days from the 3rd end on the 13th; Friday to Monday adds three."""
    found = clock(paused(PAUSED_DAYS, ("2025-03-07", "2025-03-10")))
    assert found.due == march(16)


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        ([("2025-03-07", "2025-03-09")], march(17)),  # Saturday the 15th + 2 is Monday
        ([("2025-03-07", "2025-03-08")], march(17)),  # + 1 is Sunday, rolled
        ([("2025-03-07", "2025-03-10")], march(18)),  # + 3 is Tuesday
        ([("2025-03-16", "2025-03-18")], march(19)),  # begun while Saturday's due day waited
    ],
)
def test_a_term_that_rolls_does_so_when_the_pauses_are_counted(
    spans: list[tuple[str, str]], due: date
) -> None:
    """Ten days from Wednesday the 5th end on Saturday the 15th, rolled to Monday the 17th."""
    policy = small(
        duty("answer", days(10, Roll.NEXT_WORKING_DAY), "answered", pausable=True),
    )
    assert clock(paused(policy, *spans, when="2025-03-05")).due == due


def test_a_pause_that_has_not_ended_leaves_the_day_open() -> None:
    """The day told is the earliest it can be, and the clock says that it stands still."""
    found = clock(paused(PAUSED, ("2025-03-05", "")))
    assert (found.due, found.paused) == (march(17), True)


@pytest.mark.parametrize("done", ["2025-03-20", "2025-03-22"])
def test_what_is_done_while_the_clock_stands_still_is_done_in_time(done: str) -> None:
    """The last working day, the 17th, cannot pass during a pause; not even on a Saturday."""
    found = clock(paused(PAUSED, ("2025-03-14", "")).on(done, Answered))
    assert found.due is not None
    assert found.done_on is not None
    assert found.done_on <= found.due
    assert not found.paused


def test_a_pause_after_the_answer_changes_nothing() -> None:
    """Done is done, whatever stands still later."""
    story = told(PAUSED).on("2025-03-05", Answered).on("2025-03-06", Paused, reason="waiting")
    found = clock(story)
    assert (found.due, found.paused, found.done_on) == (march(17), False, march(5))


def test_a_pause_after_the_last_day_is_too_late() -> None:
    """What is overdue does not become less so by standing still."""
    found = clock(paused(PAUSED, ("2025-03-18", "")))
    assert (found.due, found.paused) == (march(17), False)


def test_a_pause_from_before_the_clock_started_counts_from_its_start() -> None:
    """Paused on the 4th; the clock of the 6th stands still until the 10th and then runs."""
    policy = small(
        duty("answer", Within(5), "answered", starts_on=on("acknowledged"), pausable=True)
    )
    story = told(policy).on("2025-03-04", Paused, reason="waiting")
    story.on("2025-03-06", Acknowledged).on("2025-03-10", Resumed)
    # The 7th and the 10th stood still: 11, 12, 13, 14, 17.
    assert clock(story).due == march(17)


def test_a_clock_that_may_not_stand_still_runs_through_a_pause() -> None:
    """AMB-24: pauses count only where the policy says so."""
    assert clock(paused(small(ANSWER), ("2025-03-05", "2025-03-19"))).due == march(17)


# --- the other terms ------------------------------------------------------------------------------


def test_a_duty_may_share_the_day_of_another() -> None:
    """AMB-21: due when the first word is, if its own clock started by then."""
    policy = small(
        duty("contact", Within(5), "acknowledged"),
        duty(
            "announce",
            ByDueOf("contact"),
            "handler_announced",
            starts_on=on("transferred"),
        ),
    )
    assert clock(told(policy).on("2025-03-05", Transferred, to_unit="a"), "announce").due == (
        march(10)
    )
    late = told(policy).on("2025-03-11", Transferred, to_unit="a")
    assert clock(late, "announce").due is None


@pytest.mark.parametrize("who", [Actor(Role.CONTACT_CENTRE), Actor(Role.CONTACT_CENTRE, "k-1")])
def test_whoever_takes_it_in_is_the_receiver(who: Actor) -> None:
    """The arrival is the receiver's, whether it is known who that was: ten days from the 3rd."""
    taken_in = On("received", by={Role.RECEIVER})
    story = Story(small(duty("answer", Within(10), "answered", starts_on=(taken_in,))))
    story.received("2025-03-03", by=who)
    assert story.assess("2025-03-10")["answer"].due == date(2025, 3, 17)
    (deadline,) = story.policy.deadlines(story.case.feedback)
    assert deadline.due == date(2025, 3, 17)


def test_the_receiver_is_who_took_it_in() -> None:
    """By id, whatever their title; somebody else's word does not fulfil the receiver's duty."""
    policy = small(
        duty("announce", Within(5), On("handler_announced", by={Role.RECEIVER})),
    )
    story = told(policy, by=Actor(Role.STAFF, "anna"))
    story.on("2025-03-04", HandlerAnnounced, by=Actor(Role.HANDLER, "bo"))
    assert clock(story, "announce").done is None
    story.on("2025-03-05", HandlerAnnounced, by=Actor(Role.HANDLER, "anna"))
    assert clock(story, "announce").done == 2


def test_word_may_have_to_be_given_in_a_certain_way() -> None:
    """An answer by e-mail does not fulfil a promise to call."""
    policy = small(duty("call", Within(5), On("answered", modes={Channel.PHONE})))
    story = told(policy).on("2025-03-04", Answered, mode=Channel.EMAIL)
    assert clock(story, "call").done is None
    assert clock(story.on("2025-03-05", Answered, mode=Channel.PHONE), "call").done == 2


def test_a_month_that_stood_still_goes_on_for_as_many_days() -> None:
    """One month from 3 March is 3 April; nine days of pause make it the 12th."""
    policy = small(duty("answer", Within(1, Unit.MONTHS), "answered", pausable=True))
    found = clock(paused(policy, ("2025-03-05", "2025-03-14")))
    assert found.due == date(2025, 4, 12)


def test_a_rule_that_extends_needs_room_to_do_so() -> None:
    """A cap that rolls back to the day itself extends nothing; the notice still counts."""
    rule = DelayRule(
        extends=Extension.BY_AT_MOST,
        at_most=Within(1, Unit.CALENDAR_DAYS, Roll.PREVIOUS_WORKING_DAY),
    )
    # Ten working days after Friday the 7th: Friday the 21st; one day on is Saturday, rolled back.
    found = clock(told(answered_within_ten(rule), "2025-03-07").on("2025-03-20", DelayNotice))
    assert (found.due, found.warned) == (march(21), True)
