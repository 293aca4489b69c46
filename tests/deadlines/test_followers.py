# SPDX-License-Identifier: Apache-2.0
"""Obligations that take their day from another one: a duty to give notice, a shared last day.

Unless a test says otherwise the case arrives on Monday 3 March 2025, in a month without holidays.
The answer is due ten working days later, on Monday 17 March.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.assessment import Assessment, assess
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Closed,
    CopySent,
    DelayNotice,
    Escalated,
    Event,
    HandlerAnnounced,
    Milestone,
    Paused,
    ProgressNotice,
    Resumed,
    Transferred,
)
from klagomal.deadlines.deadline import Deadline
from klagomal.policies import nacka, ostersund
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, On, Scope, complaints, on
from klagomal.promises.provisions import Ladder, Level
from klagomal.promises.terms import BeforeClosing, ByDueOf, InWords, Term, Within
from klagomal.vocabulary import Channel, Extension, Kind, Label, Outcome, Reason, Role
from tests.deadlines.test_clocks import march, told
from tests.small_policies import ANY_TIME, NEW_DATE, PROMISED, duty, small
from tests.stories import Story

MANAGER = Actor(Role.RESPONSIBLE_MANAGER, "manager-1")
HANDLER = Actor(Role.HANDLER, "handler-1")
TO_NEW_DATE = DelayRule(extends=Extension.TO_NEW_DATE)
TEN = Within(10)


def notice_of(
    *fulfilled_by: str | On, rule: DelayRule | None = None, term: Term = TEN, **about: Any
) -> Policy:
    """Return a policy of an answer and a notice if that will be late."""
    return small(
        duty("answer", term, "answered", delay=rule or DelayRule()),
        duty("delay_notice", ByDueOf("answer", only_if_late=True), *fulfilled_by, **about),
    )


def every(story: Story, as_of: str, id_: str = "delay_notice") -> list[Assessment]:
    """Return the judgements on every run of an obligation."""
    found = assess(story.case, story.policy, as_of=date.fromisoformat(as_of))
    return [each for each in found if each.obligation.id == id_]


def noticed(story: Story, as_of: str = "2025-03-18") -> Assessment:
    """Return the judgement on the duty to give notice, on the day after the answer was due."""
    (found,) = every(story, as_of)
    return found


def deadlines(story: Story, id_: str = "delay_notice") -> list[Deadline]:
    """Return the running deadlines of an obligation."""
    return [each for each in story.policy.running(story.case) if each.obligation.id == id_]


# --- conditions of its own ------------------------------------------------------------------------

BY_MANAGER = notice_of(
    On("delay_notice", modes={Channel.LETTER}, by={Role.RESPONSIBLE_MANAGER}, content={"reason"})
)


@pytest.mark.parametrize(
    ("about", "outcome"),
    [
        ({}, Outcome.MET),
        ({"mode": Channel.PHONE}, Outcome.OVERDUE),
        ({"by": HANDLER}, Outcome.OVERDUE),
        ({"content": frozenset[str]()}, Outcome.OVERDUE),
        ({"mode": Channel.PHONE, "by": HANDLER, "content": {"new_date"}}, Outcome.OVERDUE),
    ],
)
def test_a_notice_must_meet_the_conditions_of_its_own_duty(
    about: dict[str, Any], outcome: Outcome
) -> None:
    """By letter, from the manager, with a reason; the delay rule itself demands nothing."""
    good = {"mode": Channel.LETTER, "by": MANAGER, "content": {"reason"}}
    story = told(BY_MANAGER).on("2025-03-14", DelayNotice, **(good | about))
    assert noticed(story).outcome is outcome


REASON_AND_DATE = notice_of("delay_notice", content={"reason", "new_date"})


def test_what_a_notice_must_contain_may_come_at_once() -> None:
    """Reason and new date in one letter."""
    story = told(REASON_AND_DATE).on("2025-03-14", DelayNotice, content={"reason", "new_date"})
    found = noticed(story)
    assert (found.outcome, found.done_on, found.short_of) == (Outcome.MET, march(14), ())


def test_what_a_notice_must_contain_may_come_bit_by_bit() -> None:
    """The reason on the 12th and the date on the 17th: given on the 17th, in time."""
    story = told(REASON_AND_DATE).on("2025-03-12", DelayNotice, content={"reason"})
    found = noticed(story)
    assert (found.outcome, found.done_on) == (Outcome.OVERDUE, None)
    assert [(each.on, each.missing) for each in found.short_of] == [
        (march(12), frozenset({"new_date"}))
    ]
    found = noticed(story.on("2025-03-17", DelayNotice, content={"new_date"}))
    assert (found.outcome, found.done_on) == (Outcome.MET, march(17))


def test_a_notice_that_is_complete_too_late_is_late() -> None:
    """The date comes on the 18th, the day after the answer was due."""
    story = told(REASON_AND_DATE).on("2025-03-12", DelayNotice, content={"reason"})
    found = noticed(story.on("2025-03-18", DelayNotice, content={"new_date"}))
    assert (found.outcome, found.done_on) == (Outcome.LATE_SILENT, march(18))


def test_a_machines_notice_counts_unless_the_duty_wants_people() -> None:
    """accepts_automatic is asked of the notice."""
    for policy, outcome in (
        (notice_of("delay_notice"), Outcome.MET),
        (notice_of("delay_notice", accepts_automatic=False), Outcome.OVERDUE),
    ):
        story = told(policy).on("2025-03-14", DelayNotice, automatic=True)
        assert noticed(story).outcome is outcome


def test_a_notice_on_another_level_fulfils_no_duty_of_a_level() -> None:
    """The first stage owes the notice; one that is given on the second is none of it."""
    levels = (Level(role=Role.RESPONSIBLE_MANAGER), Level(role=Role.SUPERIOR_MANAGER))
    policy = small(
        duty("answer", Within(10), "answered", delay=DelayRule()),
        duty("delay_notice", ByDueOf("answer", only_if_late=True), "delay_notice", level=1),
        ladder=Ladder(levels=levels, by_dissatisfaction=False),
    )
    below = told(policy).on("2025-03-12", DelayNotice).on("2025-03-13", Escalated, to_level=2)
    above = told(policy).on("2025-03-13", Escalated, to_level=2).on("2025-03-14", DelayNotice)
    assert noticed(below).outcome is Outcome.MET
    assert noticed(above).outcome is Outcome.OVERDUE


NEEDS_REASON = DelayRule(content={"reason"})


@pytest.mark.parametrize(
    ("event", "about", "outcome"),
    [
        (DelayNotice, {"content": {"reason"}}, Outcome.MET),
        (DelayNotice, {}, Outcome.OVERDUE),  # lacks what the answer's delay rule demands
        (HandlerAnnounced, {}, Outcome.MET),  # is asked only what the duty itself demands
        (Acknowledged, {"content": {"reason"}}, Outcome.OVERDUE),  # no notice at all
    ],
)
def test_another_event_may_be_the_notice(
    event: type[Event], about: dict[str, Any], outcome: Outcome
) -> None:
    """A delay notice with its reason, or word of who handles the case now."""
    policy = notice_of("delay_notice", "handler_announced", rule=NEEDS_REASON)
    assert noticed(told(policy).on("2025-03-14", event, **about)).outcome is outcome


def test_another_event_must_contain_what_the_duty_demands() -> None:
    """Word of the handler fulfils it only with how long it will take."""
    policy = notice_of("delay_notice", "handler_announced", content={"expected_duration"})
    story = told(policy).on("2025-03-12", HandlerAnnounced, content={"handler_name"})
    assert noticed(story).outcome is Outcome.OVERDUE
    story.on("2025-03-13", HandlerAnnounced, content={"expected_duration"})
    assert noticed(story).outcome is Outcome.MET


def test_what_also_fulfils_a_notice_need_contain_nothing() -> None:
    """An event of also_by is taken whatever it contains, a delay notice is not."""
    policy = notice_of("delay_notice", content={"reason"}, also_by=on("progress_notice"))
    assert noticed(told(policy).on("2025-03-14", ProgressNotice)).outcome is Outcome.MET
    assert noticed(told(policy).on("2025-03-14", DelayNotice)).outcome is Outcome.OVERDUE


def test_a_notice_must_be_given_in_the_way_that_the_delay_rule_demands() -> None:
    """The answer's rule wants a letter: a telephone call fulfils nothing."""
    policy = notice_of("delay_notice", rule=DelayRule(modes={Channel.LETTER}))
    phoned = told(policy).on("2025-03-14", DelayNotice, mode=Channel.PHONE)
    written = told(policy).on("2025-03-14", DelayNotice, mode=Channel.LETTER)
    assert noticed(phoned).outcome is Outcome.OVERDUE
    assert noticed(written).outcome is Outcome.MET


def test_a_notice_needs_the_consent_that_the_delay_rule_demands() -> None:
    """What the person did not agree to is not a notice that counts."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, needs_consent=True)
    story = told(notice_of("delay_notice", rule=rule))
    story.on("2025-03-14", DelayNotice, promised=march(31))
    found = noticed(story)
    assert (found.outcome, found.due) == (Outcome.OVERDUE, march(17))


def test_its_own_start_is_not_asked() -> None:
    """Its clock runs along with the answer's, whatever starts_on says."""
    policy = notice_of("delay_notice", starts_on=on("transferred"))
    found = noticed(told(policy))
    assert (found.started_on, found.due) == (march(3), march(17))
    assert found.outcome is Outcome.OVERDUE


# --- for each last day ----------------------------------------------------------------------------


def test_a_notice_is_given_by_the_last_day_itself() -> None:
    """On the 17th it is in time, on the 18th it is late."""
    policy = notice_of("delay_notice")
    for day, outcome in (("2025-03-17 23:59", Outcome.MET), ("2025-03-18", Outcome.LATE_SILENT)):
        assert noticed(told(policy).on(day, DelayNotice)).outcome is outcome


def test_a_notice_that_moves_the_day_is_used_up() -> None:
    """Told on the 14th of the 21st: being late again needs another notice, by the 21st."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(21))
    found = noticed(story, "2025-03-21")
    assert (found.outcome, found.due) == (Outcome.PENDING, march(21))
    found = noticed(story, "2025-03-24")
    assert (found.outcome, found.due, found.done_on) == (Outcome.OVERDUE, march(21), None)


def test_a_second_notice_serves_the_second_day() -> None:
    """Told on the 14th and again on the 21st, which moves nothing: both days had their notice."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(21))
    found = noticed(story.on("2025-03-21", DelayNotice), "2025-03-31")
    assert (found.outcome, found.due, found.done_on) == (Outcome.MET, march(21), march(21))


def test_the_notice_that_was_needed_decides_when_the_new_day_is_kept() -> None:
    """Answered on the 20th: late for the 17th, which had its notice, and in time for the 21st."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(21))
    found = noticed(story.on("2025-03-20", Answered), "2025-03-31")
    assert (found.outcome, found.due, found.done_on) == (Outcome.MET, march(17), march(14))


def test_no_notice_was_needed_if_the_first_day_was_kept() -> None:
    """Answered on the 17th, with or without a notice that moved the day."""
    silent = told(NEW_DATE).on("2025-03-17", Answered)
    cautious = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=march(21))
    for story in (silent, cautious.on("2025-03-17", Answered)):
        found = noticed(story)
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED)


def test_a_notice_after_a_late_answer_is_none() -> None:
    """Answered on the 18th and told of it on the 19th: nobody was warned."""
    story = told(NEW_DATE).on("2025-03-18", Answered).on("2025-03-19", DelayNotice)
    found = noticed(story, "2025-03-31")
    assert (found.outcome, found.done_on, found.ended_on) == (Outcome.LATE_SILENT, None, march(18))


def test_a_day_brought_forward_needs_its_own_notice() -> None:
    """The 12th was agreed on instead of the 17th; answered on the 13th without another word."""
    story = told(NEW_DATE).on("2025-03-10", DelayNotice, promised=march(12), consented=True)
    found = noticed(story.on("2025-03-13", Answered), "2025-03-31")
    assert (found.outcome, found.due) == (Outcome.LATE_SILENT, march(12))


def test_a_notice_may_come_later_where_the_delay_rule_says_so() -> None:
    """must_precede_due = False: told on the 20th of the 31st, answered on the 28th."""
    story = told(ANY_TIME).on("2025-03-20", DelayNotice, promised=march(31))
    found = noticed(story.on("2025-03-28", Answered), "2025-03-31")
    assert (found.outcome, found.done_on) == (Outcome.MET, march(20))


def test_a_notice_that_may_come_later_is_still_owed_the_day_after() -> None:
    """On the 18th nothing has been said yet."""
    assert noticed(told(ANY_TIME)).outcome is Outcome.OVERDUE


def test_a_later_notice_does_not_serve_the_day_that_it_set() -> None:
    """Told on the 20th of the 31st, and on 1 April nothing more: the 31st lacks its notice."""
    story = told(ANY_TIME).on("2025-03-20", DelayNotice, promised=march(31))
    found = noticed(story, "2025-04-01")
    assert (found.outcome, found.due) == (Outcome.OVERDUE, march(31))


# --- a day that was promised ----------------------------------------------------------------------


def promised(when: int = 14) -> Story:
    """Announce on the 5th for a day of March."""
    return told(PROMISED).on("2025-03-05", HandlerAnnounced, promised=march(when))


def test_a_promised_day_that_is_not_kept_needs_a_notice_by_that_day() -> None:
    """Promised for the 14th and answered on the 20th."""
    silent = promised().on("2025-03-20", Answered)
    assert noticed(silent, "2025-03-31").outcome is Outcome.LATE_SILENT
    notified = promised().on("2025-03-14", DelayNotice, promised=march(21))
    found = noticed(notified.on("2025-03-20", Answered), "2025-03-31")
    assert (found.outcome, found.due, found.done_on) == (Outcome.MET, march(14), march(14))


def test_without_a_promised_day_no_notice_is_owed() -> None:
    """Nothing was promised, so nothing can be late; on a vague word it is the same."""
    for story in (told(PROMISED), told(PROMISED).on("2025-03-05", HandlerAnnounced)):
        assert noticed(story, "2025-03-31").outcome is Outcome.NOT_APPLICABLE


@pytest.mark.rows("OST-35")
def test_ostersunds_notice_before_any_day_was_promised_serves_none() -> None:
    """Told of a delay on the 5th, promised the 21st on the 7th, and on the 24th nothing came."""
    story = Story(ostersund.POLICY).received("2025-03-03").on("2025-03-05", DelayNotice)
    assert noticed(story, "2025-03-06").outcome is Outcome.NOT_APPLICABLE
    assert noticed(story, "2025-03-06").reason is Reason.NOT_STARTED
    content = {"handler_name", "expected_duration"}
    story.on("2025-03-07", HandlerAnnounced, content=content, promised=march(21))
    found = noticed(story, "2025-03-24")
    assert (found.outcome, found.due, found.done_on) == (Outcome.OVERDUE, march(21), None)
    (deadline,) = deadlines(story)
    assert (deadline.due, deadline.done_on) == (march(21), None)
    found = noticed(story.on("2025-03-20", DelayNotice), "2025-03-24")
    assert (found.outcome, found.done_on) == (Outcome.MET, march(20))


# --- when it is not owed --------------------------------------------------------------------------


def test_a_notice_is_lifted_with_what_it_tells_of() -> None:
    """Closed on the 12th, which ends the answer: no word of its delay is owed any more."""
    policy = small(
        duty("answer", Within(10), "answered", delay=DelayRule(), ended_by=on("closed")),
        duty("delay_notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
    )
    found = noticed(told(policy).on("2025-03-12", Closed))
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)
    assert found.ended_on == march(12)


def test_what_was_owed_before_the_other_was_lifted_stays_judged() -> None:
    """Closed on the 18th, when the answer was late already and nobody had been told."""
    policy = small(
        duty("answer", Within(10), "answered", delay=DelayRule(), ended_by=on("closed")),
        duty("delay_notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
    )
    found = noticed(told(policy).on("2025-03-18", Closed))
    assert (found.outcome, found.ended_on) == (Outcome.LATE_SILENT, march(18))


def test_no_notice_is_owed_of_what_does_not_concern_the_case() -> None:
    """Only complaints are answered in ten days; a question is not."""
    policy = small(
        duty("answer", Within(10), "answered", delay=DelayRule(), applies_to=complaints()),
        duty("delay_notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
    )
    found = noticed(told(policy, kind=Kind.QUESTION))
    assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE)


def test_no_notice_is_owed_of_what_has_no_day() -> None:
    """What is promised as fast as possible can not be late."""
    words = InWords(Label("så snabbt som möjligt", "as fast as possible"))
    found = noticed(told(notice_of("delay_notice", term=words)), "2025-06-30")
    assert found.outcome is Outcome.NOT_APPLICABLE


ENDED_BY_VISIT = notice_of("delay_notice", ended_by=on(On("milestone", name="visited")))


@pytest.mark.parametrize(
    ("when", "name", "outcome"),
    [
        ("2025-03-14", "visited", Outcome.NOT_APPLICABLE),
        ("2025-03-17", "visited", Outcome.NOT_APPLICABLE),
        ("2025-03-18", "visited", Outcome.LATE_SILENT),  # what had fallen due stays judged
        ("2025-03-14", "planned", Outcome.OVERDUE),
    ],
)
def test_a_notice_may_be_ended_by_something_of_its_own(
    when: str, name: str, outcome: Outcome
) -> None:
    """Whoever was visited need not be told, though the answer is still owed."""
    story = told(ENDED_BY_VISIT).on(when, Milestone, name=name)
    assert noticed(story).outcome is outcome
    assert story.outcome("answer", "2025-03-18") is Outcome.OVERDUE


# --- each time something happens ------------------------------------------------------------------


def hand_overs(follower: ByDueOf, done: str) -> Policy:
    """Return a policy of word at each hand-over within five working days, and what follows it."""
    return small(
        duty("announce", Within(5), "handler_announced", starts_on=on("transferred"), each=True),
        duty("follower", follower, done),
    )


def handed_over(policy: Policy) -> Story:
    """Hand over on Tuesday the 4th, due on the 11th, and on Thursday the 13th, due on the 20th."""
    story = told(policy).on("2025-03-04", Transferred, to_unit="a")
    return story.on("2025-03-10", HandlerAnnounced).on("2025-03-13", Transferred, to_unit="b")


def test_a_notice_is_owed_for_each_run_by_itself() -> None:
    """The first word came in time; the second did not, and nobody was warned."""
    story = handed_over(hand_overs(ByDueOf("announce", only_if_late=True), "delay_notice"))
    first, second = every(story, "2025-03-21", "follower")
    assert (first.occurrence, first.due) == (1, march(11))
    assert (first.outcome, first.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED)
    assert (second.occurrence, second.started_on, second.due) == (2, march(13), march(20))
    assert second.outcome is Outcome.OVERDUE
    assert [each.due for each in deadlines(story, "follower")] == [march(11), march(20)]


def test_a_notice_in_a_later_run_serves_that_run() -> None:
    """Told on the 19th that the word due on the 20th will be late."""
    story = handed_over(hand_overs(ByDueOf("announce", only_if_late=True), "delay_notice"))
    _, second = every(story.on("2025-03-19", DelayNotice), "2025-03-21", "follower")
    assert (second.outcome, second.done_on) == (Outcome.MET, march(19))


def test_a_notice_before_a_run_has_started_does_not_serve_it() -> None:
    """Told on the 5th, in the first run: the second, from the 13th, needs its own."""
    policy = hand_overs(ByDueOf("announce", only_if_late=True), "delay_notice")
    story = told(policy).on("2025-03-04", Transferred, to_unit="a").on("2025-03-05", DelayNotice)
    story.on("2025-03-12", HandlerAnnounced).on("2025-03-13", Transferred, to_unit="b")
    first, second = every(story, "2025-03-21", "follower")
    assert (first.outcome, second.outcome) == (Outcome.MET, Outcome.OVERDUE)


def test_a_shared_day_comes_again_with_each_run() -> None:
    """A copy is due with each word: sent on the 5th for the first, not yet for the second."""
    story = handed_over(hand_overs(ByDueOf("announce"), "copy_sent"))
    copied = told(story.policy).on("2025-03-04", Transferred, to_unit="a")
    copied.on("2025-03-05", CopySent).on("2025-03-10", HandlerAnnounced)
    copied.on("2025-03-13", Transferred, to_unit="b")
    first, second = every(copied, "2025-03-21", "follower")
    assert (first.started_on, first.due, first.done_on) == (march(4), march(11), march(5))
    assert (second.started_on, second.due, second.done_on) == (march(13), march(20), None)
    assert (first.outcome, second.outcome) == (Outcome.MET, Outcome.OVERDUE)
    silent, _ = every(story, "2025-03-21", "follower")
    assert silent.outcome is Outcome.OVERDUE


def test_without_a_run_nothing_follows() -> None:
    """No hand-over, so neither word nor copy nor notice."""
    for term, done in (
        (ByDueOf("announce"), "copy_sent"),
        (ByDueOf("announce", only_if_late=True), "delay_notice"),
    ):
        (found,) = every(told(hand_overs(term, done)), "2025-03-31", "follower")
        assert (found.outcome, found.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)


# --- a clock that stands still --------------------------------------------------------------------

PAUSABLE = small(
    duty("answer", Within(10), "answered", pausable=True, delay=DelayRule()),
    duty("copy", ByDueOf("answer"), "copy_sent"),
    duty("delay_notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
)


@pytest.mark.parametrize("id_", ["copy", "delay_notice"])
def test_what_follows_a_paused_clock_stands_still_with_it(id_: str) -> None:
    """Paused since the 10th: on the 25th neither is overdue."""
    story = told(PAUSABLE).on("2025-03-10", Paused, reason="waiting")
    (found,) = every(story, "2025-03-25", id_)
    assert (found.outcome, found.reason) == (Outcome.PENDING, Reason.PAUSED)


@pytest.mark.parametrize("id_", ["copy", "delay_notice"])
def test_what_follows_a_clock_goes_on_with_it(id_: str) -> None:
    """Resumed on the 24th: 11-14, 17-21 and 24 stood still, ten days, so the 17th is the 31st."""
    story = told(PAUSABLE).on("2025-03-10", Paused, reason="waiting").on("2025-03-24", Resumed)
    (found,) = every(story, "2025-03-31", id_)
    assert (found.outcome, found.due) == (Outcome.PENDING, march(31))
    (found,) = every(story, "2025-04-01", id_)
    assert found.outcome is Outcome.OVERDUE


def test_a_notice_while_the_clock_stands_still_is_in_time() -> None:
    """No term runs out in a pause: told on the 21st, though the 17th has passed."""
    story = told(PAUSABLE).on("2025-03-10", Paused, reason="waiting").on("2025-03-21", DelayNotice)
    assert noticed(story, "2025-03-25").outcome is Outcome.MET


def test_what_shares_a_day_shares_its_extensions() -> None:
    """The answer's new day, the 31st, is the copy's."""
    policy = small(
        duty("answer", Within(10), "answered", delay=TO_NEW_DATE),
        duty("copy", ByDueOf("answer"), "copy_sent"),
    )
    story = told(policy).on("2025-03-14", DelayNotice, promised=march(31))
    (found,) = every(story, "2025-03-31", "copy")
    assert (found.outcome, found.due) == (Outcome.PENDING, march(31))


# --- one source for what runs, what is explained and what is judged -------------------------------


@pytest.mark.rows("NAC-49")
@pytest.mark.parametrize(
    ("content", "outcome", "done"),
    [(frozenset[str](), Outcome.OVERDUE, None), ({"reason"}, Outcome.MET, march(14))],
)
def test_nackas_notice_without_a_reason_is_nowhere_said_to_be_given(
    content: frozenset[str], outcome: Outcome, done: date | None
) -> None:
    """The deadline, its explanation and the judgement agree on whether it was given."""
    story = (
        Story(nacka.POLICY).received("2025-03-03").on("2025-03-14", DelayNotice, content=content)
    )
    found = noticed(story)
    assert (found.outcome, found.due, found.done_on) == (outcome, march(17), done)
    (deadline,) = deadlines(story)
    assert (deadline.due, deadline.done_on) == (march(17), done)
    assert ("Gjort: fredag 14 mars 2025" in deadline.explain("sv").splitlines()) == (
        done is not None
    )
    assert ("Gjort" in deadline.explain("sv")) == (done is not None)


def test_what_had_to_be_done_before_the_closing_is_late_an_hour_after_it() -> None:
    """The same day is too late, so the notice of it was needed, and in time until that day ends."""
    policy = small(
        duty("copy", BeforeClosing(), "copy_sent"),
        duty("notice", ByDueOf("copy", only_if_late=True), "delay_notice"),
    )
    story = told(policy).on("2025-03-10 12:00", Closed)
    (found,) = every(story, "2025-03-10", "notice")
    assert (found.outcome, found.due) == (Outcome.PENDING, march(10))
    story.on("2025-03-10 13:00", CopySent)
    (found,) = every(story, "2025-03-11", "notice")
    assert (found.outcome, found.due) == (Outcome.LATE_SILENT, march(10))


def test_a_last_day_does_not_run_out_while_the_clock_stands_still() -> None:
    """A category recognised during a pause is owed notice of the day that comes after it.

    Five working days from Monday 3 March are Monday the 10th. The clock stands from the 5th to the
    14th, seven working days, which makes it Wednesday the 19th. The category is of the 12th.
    """
    policy = small(
        duty("answer", Within(5), "answered", pausable=True, delay=DelayRule()),
        duty(
            "notice",
            ByDueOf("answer", only_if_late=True),
            "delay_notice",
            applies_to=Scope(categories={"pothole"}),
        ),
    )
    story = told(policy).on("2025-03-05", Paused, reason="waiting")
    story.on("2025-03-12", CategorySet, category="pothole")
    found = story.assess("2025-03-13")["notice"]
    assert (found.outcome, found.reason) == (Outcome.PENDING, Reason.PAUSED)
    story.on("2025-03-14", Resumed)
    assert story.assess("2025-03-19")["notice"].outcome is Outcome.PENDING
    found = story.assess("2025-03-20")["notice"]
    assert (found.outcome, found.due) == (Outcome.OVERDUE, march(19))
