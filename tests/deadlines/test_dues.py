# SPDX-License-Identifier: Apache-2.0
"""The last day of one run: pauses within extensions, caps, days brought forward.

Unless a test says otherwise the case arrives on Monday 3 March 2025, in a month without holidays:
its working days are 4-7, 10-14, 17-21, 24-28, 31 March, and then 1-4, 7-11, 14-17 April. Ten of
them end on Monday 17 March.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.calendar import Season
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    DelayNotice,
    HandlerAnnounced,
    Paused,
    Resumed,
    StreamsSet,
)
from klagomal.deadlines.runs import Clock
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, on
from klagomal.promises.terms import ByPromise, Term, Within
from klagomal.vocabulary import Channel, Extension, Outcome, Reason, Roll, Unit
from tests.deadlines.test_clocks import clock, march, told
from tests.small_policies import (
    AT_MOST,
    NEW_DATE,
    NOT_EXTENDED,
    ONCE,
    PAUSED,
    answered_within_ten,
    days,
    duty,
    small,
)
from tests.stories import Story

TO_NEW_DATE = DelayRule(extends=Extension.TO_NEW_DATE)


def answered(term: Term, rule: DelayRule | None = None, **about: Any) -> Policy:
    """Return a policy of one answer."""
    return small(duty("answer", term, "answered", delay=rule, **about))


def still(rule: DelayRule) -> Policy:
    """Return a policy of an answer within ten working days whose clock may stand still."""
    return answered(Within(10), rule, pausable=True)


def up_to(at_most: Within, **about: Any) -> DelayRule:
    """Return a rule by which a notice extends by at most so long."""
    return DelayRule(extends=Extension.BY_AT_MOST, at_most=at_most, **about)


def april(day: int) -> date:
    """Return a day of April 2025."""
    return date(2025, 4, day)


def paused(story: Story, begins: str, ends: str = "") -> Story:
    """Go on with a pause, which has not ended if no end is given."""
    story.on(begins, Paused, reason="waiting")
    return story.on(ends, Resumed) if ends else story


def outside(story: Story, begins: str, ends: str) -> Story:
    """Go on with a stretch in which the matter was taken for an appeal."""
    story.on(begins, StreamsSet, streams={"appeal"}, excluded="appeal")
    return story.on(ends, StreamsSet, streams=frozenset())


def judged(story: Story, as_of: str) -> Clock:
    """Return the answer's clock as judged, with whatever has lifted it meanwhile."""
    return story.assess(as_of)["answer"].clock


# --- a pause and a delay notice -------------------------------------------------------------------


def test_a_pause_inside_an_extension_moves_the_new_day() -> None:
    """Promised the 31st; the 25th, 26th and 27th stood still: 1, 2, 3 April."""
    story = told(still(TO_NEW_DATE)).on("2025-03-14", DelayNotice, promised=march(31))
    found = clock(paused(story, "2025-03-24", "2025-03-27"))
    assert (found.first_due, found.due) == (march(17), april(3))


def test_a_pause_before_the_notice_moves_the_day_at_first_and_not_the_one_promised() -> None:
    """The 6th and the 7th stood still: the 19th at first; the 31st was promised knowing that."""
    story = paused(told(still(TO_NEW_DATE)), "2025-03-05", "2025-03-07")
    found = clock(story.on("2025-03-14", DelayNotice, promised=march(31)))
    assert (found.first_due, found.due) == (march(19), march(31))
    assert [notice.concerned for notice in found.notices] == [march(19)]


def test_of_a_pause_across_the_notice_only_what_comes_after_moves_the_new_day() -> None:
    """Paused 12 to 18 March, told on the 14th: the 17th and the 18th make the 31st 2 April."""
    story = told(still(TO_NEW_DATE)).on("2025-03-12", Paused, reason="waiting")
    story.on("2025-03-14", DelayNotice, promised=march(31)).on("2025-03-18", Resumed)
    found = clock(story)
    # By the notice the 13th and the 14th had stood still: it concerned the 19th.
    assert [notice.concerned for notice in found.notices] == [march(19)]
    # Without any notice the 13th, 14th, 17th and 18th make the 17th the 21st.
    assert (found.first_due, found.due) == (march(21), april(2))


def test_a_pause_between_the_notice_and_the_old_day_moves_the_new_one() -> None:
    """Told on the 11th, paused from the 12th to the 13th: one day more than the 31st."""
    story = told(still(TO_NEW_DATE)).on("2025-03-11", DelayNotice, promised=march(31))
    found = clock(paused(story, "2025-03-12", "2025-03-13"))
    # The first day is the one that would have applied without the notice.
    assert (found.first_due, found.due) == (march(18), april(1))


@pytest.mark.parametrize(
    ("begins", "due"),
    [
        ("2025-03-31", april(2)),  # on the new last day: 1 and 2 April stood still
        ("2025-04-01", march(31)),  # the day after, too late
    ],
)
def test_a_pause_must_begin_by_the_new_day_to_move_it(begins: str, due: date) -> None:
    """What has run out does not become longer by standing still."""
    story = told(still(TO_NEW_DATE)).on("2025-03-14", DelayNotice, promised=march(31))
    assert clock(paused(story, begins, "2025-04-02")).due == due


def test_a_second_notice_is_in_time_for_the_day_that_a_pause_has_moved() -> None:
    """The 31st has become 3 April, so word on 2 April is in time, and on 4 April is not."""
    story = told(still(TO_NEW_DATE)).on("2025-03-14", DelayNotice, promised=march(31))
    paused(story, "2025-03-24", "2025-03-27")
    late = Story(story.policy)
    late.events = story.events
    story.on("2025-04-02", DelayNotice, promised=april(11))
    late.on("2025-04-04", DelayNotice, promised=april(11))
    assert clock(story).due == april(11)
    assert clock(late).due == april(3)
    assert [notice.concerned for notice in clock(story).notices] == [march(17), april(3)]


def test_a_pause_that_has_not_ended_keeps_an_extended_answer_pending() -> None:
    """On 10 April the 31st has passed, but the clock stands still since the 24th."""
    story = told(still(TO_NEW_DATE)).on("2025-03-14", DelayNotice, promised=march(31))
    paused(story, "2025-03-24")
    found = story.assess("2025-04-10")["answer"]
    assert (found.due, found.clock.paused) == (march(31), True)
    assert (found.outcome, found.reason) == (Outcome.PENDING, Reason.PAUSED)


def test_what_is_done_in_a_pause_within_an_extension_is_in_time() -> None:
    """Answered on 10 April while the clock stood still, which counts as the new time kept."""
    story = told(still(TO_NEW_DATE)).on("2025-03-14", DelayNotice, promised=march(31))
    paused(story, "2025-03-24").on("2025-04-10", Answered)
    found = story.assess("2025-04-30")["answer"]
    # 25-28 and 31 March, 1-4 and 7-10 April are thirteen days; the thirteenth working day after
    # 31 March is Maundy Thursday: 1-4, 7-11, 14-17 April.
    assert found.due == april(17)
    assert found.outcome is Outcome.MET_AS_RENEGOTIATED


def test_a_day_promised_in_a_notice_rolls_only_when_a_pause_has_moved_it() -> None:
    """Saturday the 22nd was promised and stays; a day of pause makes it Sunday, rolled to Monday.

    Ten days after the 3rd is Thursday the 13th.
    """
    policy = answered(days(10, Roll.NEXT_WORKING_DAY), TO_NEW_DATE, pausable=True)
    story = told(policy).on("2025-03-12", DelayNotice, promised=march(22))
    assert clock(story).due == march(22)
    assert clock(paused(story, "2025-03-18", "2025-03-19")).due == march(24)


# --- what was lifted and came back ----------------------------------------------------------------


def test_what_was_lifted_and_came_back_moves_a_day_that_is_counted() -> None:
    """An appeal from the 10th to the 12th: the 11th and 12th stood still."""
    story = outside(told(NEW_DATE), "2025-03-10", "2025-03-12")
    assert judged(story, "2025-03-14").due == march(19)


def test_what_was_lifted_leaves_a_day_that_the_person_was_told() -> None:
    """Told the 31st; an appeal from the 24th to the 27th moves nothing."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(31))
    outside(story, "2025-03-24", "2025-03-27")
    assert judged(story, "2025-03-28").due == march(31)


def test_what_was_lifted_moves_an_extension_that_named_no_day() -> None:
    """Five working days more end on the 24th; the 20th and 21st stood still: the 26th."""
    story = outside(told(AT_MOST).on("2025-03-14", DelayNotice), "2025-03-19", "2025-03-21")
    assert judged(story, "2025-03-24").due == march(26)


def test_a_pause_and_a_lift_that_overlap_are_counted_once() -> None:
    """Outside from the 10th to the 12th and paused from the 11th to the 13th: three days."""
    story = told(still(TO_NEW_DATE))
    story.on("2025-03-10", StreamsSet, streams={"appeal"}, excluded="appeal")
    story.on("2025-03-11", Paused, reason="waiting")
    story.on("2025-03-12", StreamsSet, streams=frozenset()).on("2025-03-13", Resumed)
    assert judged(story, "2025-03-14").due == march(20)


def test_of_what_overlaps_only_the_pause_moves_a_day_that_was_told() -> None:
    """Outside from the 24th to the 26th, paused from the 25th to the 27th: the 26th and 27th."""
    story = told(still(TO_NEW_DATE)).on("2025-03-14", DelayNotice, promised=march(31))
    story.on("2025-03-24", StreamsSet, streams={"appeal"}, excluded="appeal")
    story.on("2025-03-25", Paused, reason="waiting")
    story.on("2025-03-26", StreamsSet, streams=frozenset()).on("2025-03-27", Resumed)
    assert judged(story, "2025-03-28").due == april(2)


# --- pauses and limits ----------------------------------------------------------------------------


def test_a_pause_moves_the_cap_as_it_moves_the_last_day() -> None:
    """At most five working days after the 17th: the 24th, and with two days of pause the 26th."""
    story = told(still(up_to(Within(5)))).on("2025-03-14", DelayNotice, promised=march(19))
    paused(story, "2025-03-17", "2025-03-19")
    assert clock(story).due == march(21)
    assert clock(story.on("2025-03-20", DelayNotice)).due == march(26)


def test_a_pause_moves_the_limit_in_total() -> None:
    """Fifteen working days in all end on the 24th; the 6th and 7th stood still: the 26th."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(15))
    story = told(still(rule)).on("2025-03-05", Paused, reason="waiting").on("2025-03-07", Resumed)
    assert clock(story.on("2025-03-14", DelayNotice, promised=march(31))).due == march(26)


def test_a_promised_day_stands_whatever_is_paused() -> None:
    """Promised for the 20th; a week's pause moves nothing."""
    policy = answered(ByPromise(), starts_on=on("handler_announced"), pausable=True)
    story = told(policy).on("2025-03-05", HandlerAnnounced, promised=march(20))
    found = clock(paused(story, "2025-03-10", "2025-03-17"))
    assert (found.first_due, found.due, found.paused) == (march(20), march(20), False)


def test_a_pause_counts_no_day_on_which_the_term_rests() -> None:
    """Ten days from 10 June, resting 15 June to 15 August, and a pause from 12 June to 18 August.

    Run: 11 and 12 June. Then 19-26 August are the other eight.
    """
    rests = (Season((6, 15), (8, 15)),)
    policy = answered(Within(10, Unit.CALENDAR_DAYS, rests=rests), pausable=True)
    story = told(policy, "2025-06-10")
    # 11-14 June are four days, 16-21 August six.
    assert clock(story).due == date(2025, 8, 21)
    assert clock(paused(story, "2025-06-12", "2025-08-18")).due == date(2025, 8, 26)


# --- caps in months, caps after a roll ------------------------------------------------------------

MONTH = Within(1, Unit.MONTHS)


@pytest.mark.parametrize("promised", [None, date(2026, 4, 15)])
def test_months_are_added_to_months(promised: date | None) -> None:
    """Received on 30 January 2026, one month and then one more: 30 March, not 28 March."""
    story = told(answered(MONTH, up_to(MONTH)), "2026-01-30")
    found = clock(story.on("2026-02-27", DelayNotice, promised=promised))
    assert (found.first_due, found.due) == (date(2026, 2, 28), date(2026, 3, 30))


def test_months_are_added_to_months_each_time() -> None:
    """From 31 January 2026: 28 February, 31 March, 30 April."""
    story = told(answered(MONTH, up_to(MONTH, times=2)), "2026-01-31")
    assert clock(story).due == date(2026, 2, 28)
    assert clock(story.on("2026-02-27", DelayNotice)).due == date(2026, 3, 31)
    assert clock(story.on("2026-03-31", DelayNotice)).due == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("at_most", "due"),
    [
        (MONTH, date(2026, 3, 31)),  # two months after 31 January
        (Within(5), date(2026, 3, 6)),  # 2-6 March
        (days(10), date(2026, 3, 10)),
        (Within(2, Unit.WEEKS), date(2026, 3, 14)),  # a Saturday, as is 28 February
    ],
)
def test_an_extension_is_counted_from_the_day_before_its_roll(at_most: Within, due: date) -> None:
    """One month from 31 January 2026 ends on Saturday 28 February, rolled to Monday 2 March."""
    policy = answered(Within(1, Unit.MONTHS, Roll.NEXT_WORKING_DAY), up_to(at_most))
    found = clock(told(policy, "2026-01-31").on("2026-03-02", DelayNotice))
    assert (found.first_due, found.due) == (date(2026, 3, 2), due)


# --- in_total -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_total", "due"),
    [
        (Within(15), march(24)),  # five working days after the 17th
        (days(20), march(23)),  # a Sunday
        (Within(4, Unit.WEEKS), march(31)),
        (MONTH, april(3)),
    ],
)
def test_the_limit_in_total_is_counted_from_the_start(in_total: Within, due: date) -> None:
    """Whatever day is promised, no later than so long after Monday 3 March."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=in_total)
    story = told(answered(Within(10), rule)).on("2025-03-14", DelayNotice, promised=april(30))
    assert clock(story).due == due


def test_the_limit_in_total_in_months_does_not_go_by_a_shorter_month() -> None:
    """Three months in all from 30 January 2026: 30 April."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(3, Unit.MONTHS))
    story = told(answered(MONTH, rule), "2026-01-30")
    story.on("2026-02-27", DelayNotice, promised=date(2026, 3, 20))
    story.on("2026-03-20", DelayNotice, promised=date(2026, 5, 20))
    assert clock(story).due == date(2026, 4, 30)


def test_the_limit_in_total_holds_beside_the_cap() -> None:
    """Ten working days more would be the 31st; fifteen in all are the 24th."""
    story = told(answered(Within(10), up_to(Within(10), in_total=Within(15))))
    assert clock(story.on("2025-03-14", DelayNotice)).due == march(24)


def test_the_limit_in_total_holds_however_often_time_is_extended() -> None:
    """Five working days each time, three times: the 24th, then no later than the 28th."""
    story = told(answered(Within(10), up_to(Within(5), times=3, in_total=Within(19))))
    story.on("2025-03-14", DelayNotice)
    assert clock(story).due == march(24)
    found = clock(story.on("2025-03-24", DelayNotice).on("2025-03-28", DelayNotice))
    assert (found.due, found.warned) == (march(28), True)


def test_the_limit_in_total_gives_no_day_by_itself() -> None:
    """By to_new_date the day that a notice names is the last day; this one names none."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(15))
    found = clock(told(answered(Within(10), rule)).on("2025-03-14", DelayNotice))
    assert (found.due, found.warned) == (march(17), True)


def test_the_limit_in_total_leaves_a_promise_that_was_longer_from_the_start() -> None:
    """Promised for the 31st at once; that no notice goes beyond the 19th takes nothing back.

    Ten working days after Wednesday the 5th: Wednesday the 19th.
    """
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(10))
    policy = answered(ByPromise(), rule, starts_on=on("handler_announced"))
    story = told(policy).on("2025-03-05", HandlerAnnounced, promised=march(31))
    story.on("2025-03-28", DelayNotice, promised=april(11))
    assert clock(story).due == march(31)


def test_the_limit_in_total_holds_for_a_promised_day() -> None:
    """Announced on the 5th for the 12th; ten working days in all end on the 19th."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(10))
    policy = answered(ByPromise(), rule, starts_on=on("handler_announced"))
    story = told(policy).on("2025-03-05", HandlerAnnounced, promised=march(12))
    assert clock(story.on("2025-03-12", DelayNotice, promised=march(31))).due == march(19)


# --- a cap is a cap -------------------------------------------------------------------------------

FOUR_WEEKS = Within(4, Unit.WEEKS)


def thrice(rule: DelayRule) -> Story:
    """Tell three times that it takes longer: to the 31st, to 14 April, to 5 May."""
    story = told(answered(Within(10), rule))
    story.on("2025-03-14", DelayNotice, promised=march(31))
    story.on("2025-03-31", DelayNotice, promised=april(14))
    return story.on("2025-04-14", DelayNotice, promised=date(2025, 5, 5))


def test_a_cap_without_times_holds_for_all_notices_together() -> None:
    """Four weeks after the 17th is 14 April; the third notice is a warning."""
    found = clock(thrice(up_to(FOUR_WEEKS)))
    assert [notice.extended_to for notice in found.notices] == [march(31), april(14), None]
    assert (found.due, found.warned) == (april(14), True)


def test_a_cap_with_times_holds_for_each_of_them() -> None:
    """5 May is within four weeks of 14 April, and it is the third of three times."""
    found = clock(thrice(up_to(FOUR_WEEKS, times=3)))
    assert (found.due, found.warned) == (date(2025, 5, 5), False)


def test_a_cap_with_times_does_not_reach_from_the_first_day() -> None:
    """At most a week each time, told on each last day: the 24th, the 31st, 7 April."""
    story = told(answered(Within(10), up_to(Within(1, Unit.WEEKS), times=3)))
    for day in ("2025-03-17", "2025-03-24", "2025-03-31"):
        story.on(day, DelayNotice, promised=date(2025, 5, 5))
    assert clock(story).due == april(7)


def test_a_cap_is_used_up_bit_by_bit() -> None:
    """Five working days after the 17th: to the 20th, to the 22nd, and no further than the 24th."""
    story = told(AT_MOST)
    for day, promised in (("2025-03-14", 20), ("2025-03-19", 22), ("2025-03-21", 31)):
        story.on(day, DelayNotice, promised=march(promised))
    found = clock(story)
    assert [notice.extended_to for notice in found.notices] == [march(20), march(22), march(24)]


def test_a_notice_that_moves_nothing_uses_up_no_time() -> None:
    """Once only: one that names the 17th, and one that names an earlier day, are warnings."""
    story = told(ONCE).on("2025-03-10", DelayNotice, promised=march(17))
    story.on("2025-03-11", DelayNotice, promised=march(12))
    assert (clock(story).due, clock(story).warned) == (march(17), True)
    assert clock(story.on("2025-03-14", DelayNotice)).due == march(24)


def test_times_holds_without_a_cap_too() -> None:
    """A new day once: the second new day is word of a delay and no more."""
    story = told(answered(Within(10), DelayRule(extends=Extension.TO_NEW_DATE, times=1)))
    story.on("2025-03-14", DelayNotice, promised=march(24))
    found = clock(story.on("2025-03-21", DelayNotice, promised=march(31)))
    assert (found.due, found.warned) == (march(24), True)


# --- a day brought forward ------------------------------------------------------------------------


def earlier(policy: Policy, **about: Any) -> Story:
    """Tell on the 10th that it will be done by the 12th, five days before its time."""
    return told(policy).on("2025-03-10", DelayNotice, promised=march(12), **about)


def test_an_earlier_day_that_the_person_agreed_to_is_the_last_day() -> None:
    """The 17th becomes the 12th."""
    found = clock(earlier(NEW_DATE, consented=True))
    assert (found.first_due, found.due, found.warned) == (march(17), march(12), False)
    assert [notice.extended_to for notice in found.notices] == [march(12)]


def test_an_earlier_day_without_consent_takes_nothing_back() -> None:
    """The notice counts and moves nothing."""
    found = clock(earlier(NEW_DATE))
    assert (found.due, found.warned) == (march(17), True)


def test_an_earlier_day_is_not_taken_where_notices_move_nothing() -> None:
    """Whatever the person agreed to, by extends = "no" the day stays."""
    found = clock(earlier(NOT_EXTENDED, consented=True))
    assert (found.due, found.warned) == (march(17), True)


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        ("2025-03-12", Outcome.MET),
        ("2025-03-13", Outcome.LATE_SILENT),
        ("2025-03-17", Outcome.LATE_SILENT),
    ],
)
def test_what_is_done_between_the_earlier_day_and_the_old_one_is_late(
    done: str, outcome: Outcome
) -> None:
    """The day agreed to decides, not the one that the text would have given."""
    story = earlier(NEW_DATE, consented=True).on(done, Answered)
    assert story.outcome("answer", "2025-03-31") is outcome


def test_an_earlier_day_does_not_count_among_times() -> None:
    """Once only: the 12th was no extension, so one is left, of five working days: the 19th."""
    story = earlier(ONCE, consented=True).on("2025-03-12", DelayNotice)
    assert clock(story).due == march(19)


def test_a_cap_in_all_is_counted_from_the_first_notices_last_day() -> None:
    """Brought forward from the 17th to the 12th; later days still reach the 24th at most."""
    story = earlier(AT_MOST, consented=True).on("2025-03-12", DelayNotice, promised=march(31))
    assert clock(story).due == march(24)


def test_a_promised_day_may_be_brought_forward_too() -> None:
    """Promised for the 28th, agreed on the 21st instead."""
    policy = answered(ByPromise(), TO_NEW_DATE, starts_on=on("handler_announced"))
    story = told(policy).on("2025-03-05", HandlerAnnounced, promised=march(28))
    story.on("2025-03-10", DelayNotice, promised=march(21), consented=True)
    assert clock(story).due == march(21)


def test_an_earlier_day_needs_what_the_rule_demands_as_well() -> None:
    """The person agreed, but the notice gave no reason: it does not count."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, content={"reason"})
    found = clock(earlier(answered_within_ten(rule), consented=True))
    assert (found.due, found.warned) == (march(17), False)


# --- the way in which a notice is given -----------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "missing", "due"),
    [
        (Channel.LETTER, set(), march(31)),
        (Channel.EMAIL, set(), march(31)),
        (Channel.PHONE, {"mode"}, march(17)),
        (None, {"mode"}, march(17)),
    ],
)
def test_a_notice_must_be_given_in_a_way_that_the_rule_demands(
    mode: Channel | None, missing: set[str], due: date
) -> None:
    """In writing: by letter or e-mail."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, modes={Channel.LETTER, Channel.EMAIL})
    story = told(answered_within_ten(rule))
    found = clock(story.on("2025-03-14", DelayNotice, promised=march(31), mode=mode))
    assert [notice.missing for notice in found.notices] == [missing]
    assert found.due == due


def test_suggested_modes_demand_nothing() -> None:
    """What a text recommends keeps no notice from counting."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, suggested_modes={Channel.LETTER})
    story = told(answered_within_ten(rule))
    story.on("2025-03-14", DelayNotice, promised=march(31), mode=Channel.PHONE)
    assert clock(story).due == march(31)


# --- a cap on the promise itself ------------------------------------------------------------------

SIX_WEEKS = answered(
    ByPromise(at_most=Within(6, Unit.WEEKS)),
    TO_NEW_DATE,
    starts_on=on("handler_announced"),
)


@pytest.mark.parametrize(
    ("promised", "due"),
    [
        (march(28), march(28)),
        (april(16), april(16)),
        (april(30), april(16)),
    ],
)
def test_a_promise_counts_no_further_than_its_cap(promised: date, due: date) -> None:
    """Six weeks after Wednesday 5 March, when the day was promised: Wednesday 16 April."""
    story = told(SIX_WEEKS).on("2025-03-05", HandlerAnnounced, promised=promised)
    found = clock(story)
    assert (found.first_due, found.due) == (due, due)


def test_no_notice_moves_a_promise_beyond_its_cap() -> None:
    """From the 28th to 16 April, whatever the notices say."""
    story = told(SIX_WEEKS).on("2025-03-05", HandlerAnnounced, promised=march(28))
    story.on("2025-03-28", DelayNotice, promised=april(30))
    assert clock(story).due == april(16)
    found = clock(story.on("2025-04-16", DelayNotice, promised=april(30)))
    assert (found.due, found.warned) == (april(16), True)


def test_a_promises_cap_is_counted_from_its_own_start() -> None:
    """The arrival on the 3rd and a vague word on the 4th start nothing; the 7th does.

    Six weeks after Friday 7 March: Friday 18 April, which is Good Friday and stays.
    """
    story = told(SIX_WEEKS).on("2025-03-04", HandlerAnnounced).on("2025-03-05", Acknowledged)
    story.on("2025-03-07", HandlerAnnounced, promised=date(2025, 6, 1))
    found = clock(story)
    assert (found.started_on, found.due) == (march(7), april(18))


def test_the_stricter_of_two_limits_on_a_promise_holds() -> None:
    """Six weeks on the promise end on 16 April, ten working days on its extension on the 19th."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(10))
    term = ByPromise(at_most=Within(6, Unit.WEEKS))
    policy = answered(term, rule, starts_on=on("handler_announced"))
    story = told(policy).on("2025-03-05", HandlerAnnounced, promised=march(12))
    assert clock(story.on("2025-03-12", DelayNotice, promised=april(30))).due == march(19)


# --- clocks that may not stand still --------------------------------------------------------------


def test_a_pause_inside_an_extension_needs_a_rule_that_knows_pauses() -> None:
    """AMB-24: without pausable the 31st stays."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(31))
    assert clock(paused(story, "2025-03-24", "2025-03-27")).due == march(31)


def test_no_term_runs_out_while_the_clock_stands_still_over_a_weekend() -> None:
    """Paused on the last day, Friday the 14th, and resumed on Sunday: due no earlier than that.

    Ten working days after Friday 28 February: Friday 14 March.
    """
    story = paused(told(PAUSED, "2025-02-28"), "2025-03-14", "2025-03-16")
    assert clock(story).due == march(16)


# --- pauses, rolls and starts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "spans", "due"),
    [
        # Saturday the 8th is counted from Monday the 10th: five working days to the 17th.
        (Within(5, start_roll=Roll.NEXT_WORKING_DAY), ("2025-03-08 13:00", "2025-03-10"), 17),
        (Within(5, start_roll=Roll.NEXT_WORKING_DAY), ("2025-03-09", "2025-03-11"), 18),
        # Ten days from the 10th: the 20th.
        (
            Within(10, Unit.CALENDAR_DAYS, start_roll=Roll.NEXT_WORKING_DAY),
            ("2025-03-08 13:00", "2025-03-10"),
            20,
        ),
        (
            Within(10, Unit.CALENDAR_DAYS, start_roll=Roll.NEXT_WORKING_DAY),
            ("2025-03-09", "2025-03-11"),
            21,
        ),
    ],
)
def test_a_pause_before_the_day_that_is_counted_from_costs_nothing(
    term: Within, spans: tuple[str, str], due: int
) -> None:
    """Until Monday, day zero, the term would have counted nothing."""
    story = paused(told(answered(term, pausable=True), "2025-03-08"), *spans)
    assert clock(story).due == march(due)


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        (("2025-03-10", "2025-03-11"), 14),  # + 1 is Sunday the 16th, back to Friday
        (("2025-03-10", "2025-03-12"), 17),  # + 2 is Monday
        (("2025-03-15", "2025-03-18"), 14),  # begun after Friday, the last day
        (("2025-03-14", "2025-03-15"), 15),  # not before the day on which the clock goes on
    ],
)
def test_a_term_that_rolls_back_does_so_when_the_pauses_are_counted(
    spans: tuple[str, str], due: int
) -> None:
    """Ten days from Wednesday the 5th end on Saturday the 15th, rolled back to Friday the 14th."""
    policy = answered(days(10, Roll.PREVIOUS_WORKING_DAY), pausable=True)
    assert clock(paused(told(policy, "2025-03-05"), *spans)).due == march(due)


def test_a_pause_moves_an_extension_in_weeks_by_days() -> None:
    """Two weeks end on the 17th, a third on the 24th; the 21st and the 22nd stood still."""
    rule = up_to(Within(1, Unit.WEEKS))
    policy = answered(Within(2, Unit.WEEKS), rule, pausable=True)
    story = told(policy).on("2025-03-14", DelayNotice)
    assert clock(story).due == march(24)
    assert clock(paused(story, "2025-03-20", "2025-03-22")).due == march(26)


def test_a_notice_while_the_clock_stands_still_leaves_one_last_day() -> None:
    """Paused since the 10th; the notice of the 21st is in time and moves nothing."""
    story = paused(told(still(DelayRule())), "2025-03-10").on("2025-03-21", DelayNotice)
    found = clock(story)
    assert found.first_due == found.due
    assert (found.paused, found.warned) == (True, True)
    # 11-14, 17-21 and 24 March, ten days: the 31st.
    found = clock(story.on("2025-03-24", Resumed))
    assert (found.first_due, found.due, found.warned) == (march(31), march(31), True)


def test_a_late_notice_that_is_capped_before_its_own_day_moves_nothing() -> None:
    """Told on 1 April of the 20th, at most ten working days in all: 17 March has passed."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(10), must_precede_due=False)
    policy = small(duty("answer", Within(5), "answered", delay=rule))
    story = Story(policy).received("2025-03-03")
    story.on("2025-04-01", DelayNotice, promised=date(2025, 4, 20)).on("2025-04-02", Answered)
    found = story.assess("2025-04-30")["answer"]
    assert (found.due, found.outcome) == (date(2025, 3, 10), Outcome.LATE_NOTIFIED)


def test_a_cap_of_a_promised_day_is_never_before_its_start() -> None:
    """Announced on Saturday 12 July 2025; one day on is Sunday, rolled back to the start itself."""
    cap = Within(1, Unit.CALENDAR_DAYS, Roll.PREVIOUS_WORKING_DAY)
    policy = small(duty("answer", ByPromise(cap), "answered", starts_on=on("handler_announced")))
    story = Story(policy).received("2025-07-07")
    story.on("2025-07-12", HandlerAnnounced, promised=date(2025, 7, 24)).on("2025-07-12", Answered)
    found = story.assess("2025-07-31")["answer"]
    assert (found.due, found.outcome) == (date(2025, 7, 12), Outcome.MET)


def test_months_are_still_counted_from_the_start_after_a_pause() -> None:
    """A month from 30 January 2026 is 28 February; two are 30 March, and three days stood still."""
    month = Within(1, Unit.MONTHS)
    policy = answered(month, up_to(month), pausable=True)
    story = paused(told(policy, "2026-01-30"), "2026-02-10", "2026-02-13")
    assert clock(story).due == march(3).replace(year=2026)
    story.on("2026-02-20", DelayNotice)
    assert clock(story).due == date(2026, 4, 2)
