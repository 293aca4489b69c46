# SPDX-License-Identifier: Apache-2.0
"""A day that was given on arrival stands, though counting today would give another one.

The case arrives on Tuesday 20 May 2025, with ten working days to answer: 21, 22, 23, 26, 27, 28,
30 May and 2, 3, 4 June (Ascension Day is the 29th). Wednesday 4 June is stored. Then the calendar
of the same edition changes:

* ``SHORT_OF_ONE`` closes Friday 30 May: the tenth day would be Thursday 5 June;
* ``ONE_MORE`` opens Saturday 24 May: the tenth day would be Tuesday 3 June.

National Day, Friday 6 June, is closed; Monday 9 June is not.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from klagomal.assessment import Assessment, assess
from klagomal.calendar import CalendarSpec, NamedDay
from klagomal.cases.case import fold
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    CategorySet,
    CopySent,
    DelayNotice,
    DueDate,
    Paused,
    ProgressNotice,
    Received,
    Reclassified,
    Resumed,
    StreamsSet,
)
from klagomal.deadlines.deadline import Deadline
from klagomal.errors import CalendarRangeError
from klagomal.periods import Year
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.promises.obligations import DelayRule, Scope, complaints, on
from klagomal.promises.terms import ByDueOf, Within
from klagomal.reminders.cases import work_items
from klagomal.report import aggregate
from klagomal.report.assessment_rows import tidy
from klagomal.report.comparison import compare
from klagomal.stores.sqlite import SqliteStore
from klagomal.vocabulary import Channel, Extension, Kind, Outcome, Roll, Unit
from tests.desk.counters import HANDLER, Clock, desk_of, form
from tests.small_policies import (
    ANSWER,
    AT_MOST,
    CHAINED,
    NEW_DATE,
    PAUSED,
    UPDATES,
    days,
    duty,
    small,
)
from tests.stories import Story

SHORT_OF_ONE = CalendarSpec(closed=(NamedDay(date(2025, 5, 30), "klämdag", "bridge day"),))
ONE_MORE = CalendarSpec(open=(NamedDay(date(2025, 5, 24), "lördagsöppet", "open Saturday"),))
TEN_DAYS = small(ANSWER)


def may(day: int) -> date:
    """Return a day of May 2025."""
    return date(2025, 5, day)


def june(day: int) -> date:
    """Return a day of June 2025."""
    return date(2025, 6, day)


def since_changed(
    policy: Policy, calendar: CalendarSpec = SHORT_OF_ONE, when: str = "2025-05-20", **about: Any
) -> Story:
    """Return a story that began under a policy whose calendar has changed since."""
    story = Story(policy).received(when, **about)
    story.policy = attrs.evolve(policy, calendar_spec=calendar)
    return story


def judged(story: Story, as_of: str, id_: str = "answer") -> Assessment:
    """Return the judgement on an obligation."""
    return story.assess(as_of)[id_]


def running(story: Story, id_: str = "answer") -> Deadline:
    """Return the last running deadline of an obligation."""
    return [d for d in story.policy.running(story.case) if d.obligation.id == id_][-1]


# --- the day that was given -----------------------------------------------------------------------


def test_the_day_given_is_what_every_part_says() -> None:
    """Stored, on the worklist, running, explained and judged: 4 June."""
    story = since_changed(TEN_DAYS)
    assert story.case.received.due == (DueDate("answer", june(4)),)
    (item,) = work_items(story.case, story.policy, june(2))
    assert (item.due, item.working_days_left) == (june(4), 2)
    deadline = running(story)
    assert (deadline.first_due, deadline.due, deadline.act_by) == (june(4), june(4), june(4))
    assert deadline.clock.given == june(4)
    found = judged(story, "2025-06-05")
    assert (found.outcome, found.first_due, found.due) == (Outcome.OVERDUE, june(4), june(4))
    assert judged(story, "2025-06-04").outcome is Outcome.PENDING


def test_new_feedback_of_the_same_day_is_counted_by_the_new_calendar() -> None:
    """Nothing was given to it yet: 5 June."""
    story = since_changed(TEN_DAYS)
    (deadline,) = story.policy.deadlines(story.case.feedback)
    assert (deadline.due, deadline.clock.given) == (june(5), None)


def test_the_recount_stands_beside_the_day_given() -> None:
    """What counting today gives is neither hidden nor taken for the day."""
    again = running(since_changed(TEN_DAYS)).clock.recount
    assert again is not None
    assert (again.first_due, again.due, again.given, again.recount) == (
        june(5),
        june(5),
        None,
        None,
    )


def test_the_explanation_tells_both_days() -> None:
    """The count ends on the 5th, and the 4th is the last day."""
    explanation = running(since_changed(TEN_DAYS)).explanation()
    assert explanation.recount_differs
    lines = explanation.text("sv").splitlines()
    assert "Sista dag: onsdag 4 juni 2025" in lines
    assert (
        "Räkningen slutar torsdag 5 juni 2025, men vid ankomsten angavs onsdag 4 juni 2025. "
        "Den dag som angavs gäller."
    ) in lines
    plain = explanation.as_dict()
    assert (plain["given"], plain["recount_differs"]) == ("2025-06-04", True)
    assert (plain["first_due"], plain["due"]) == ("2025-06-04", "2025-06-04")


def test_where_nothing_has_changed_nothing_is_given_beside_the_count() -> None:
    """The stored day and the count agree."""
    deadline = running(Story(TEN_DAYS).received("2025-05-20"))
    assert (deadline.due, deadline.clock.given, deadline.clock.recount) == (june(4), None, None)
    assert not deadline.explanation().recount_differs


def test_a_changed_term_of_the_same_edition_leaves_the_day_given() -> None:
    """Ten working days became eight: 2 June by counting, 4 June as told."""
    story = Story(TEN_DAYS).received("2025-05-20")
    story.policy = small(duty("answer", Within(8), "answered"))
    found = judged(story, "2025-06-04")
    assert (found.outcome, found.due) == (Outcome.PENDING, june(4))
    assert found.clock.recount is not None
    assert found.clock.recount.due == june(2)


def test_a_case_without_stored_days_is_counted() -> None:
    """An import that tells of no day was given none: 5 June."""
    story = since_changed(TEN_DAYS)
    story.events = (attrs.evolve(story.case.received, due=()),)
    deadline = running(story)
    assert (deadline.due, deadline.clock.given, deadline.clock.recount) == (june(5), None, None)


# --- judged by it ---------------------------------------------------------------------------------


def test_what_came_after_the_day_given_is_late_whatever_counting_says() -> None:
    """Answered on 5 June: late, though today's calendar would have it in time."""
    found = judged(since_changed(TEN_DAYS).on("2025-06-05", Answered), "2025-06-30")
    assert (found.outcome, found.is_late_by_recount) == (Outcome.LATE_SILENT, False)


def test_what_came_by_the_day_given_is_kept_and_late_by_the_recount() -> None:
    """With a Saturday opened, 3 June is counted; answered on the 4th as was told."""
    found = judged(since_changed(TEN_DAYS, ONE_MORE).on("2025-06-04", Answered), "2025-06-30")
    assert (found.outcome, found.due, found.is_late_by_recount) == (Outcome.MET, june(4), True)
    assert found.clock.recount is not None
    assert found.clock.recount.due == june(3)


@pytest.mark.parametrize(
    ("calendar", "answered"),
    [
        (ONE_MORE, "2025-06-03"),  # in time by both
        (ONE_MORE, "2025-06-05"),  # late by both
        (SHORT_OF_ONE, "2025-06-04"),  # in time by both
    ],
)
def test_what_both_agree_on_is_not_late_by_the_recount(
    calendar: CalendarSpec, answered: str
) -> None:
    """Only what the day given keeps and the count does not is told apart."""
    story = since_changed(TEN_DAYS, calendar).on(answered, Answered)
    assert not judged(story, "2025-06-30").is_late_by_recount


def test_a_report_counts_it_beside_the_rate() -> None:
    """Kept on the 4th, which the recount finds late; kept on the 3rd; late on the 5th."""
    stories = [since_changed(TEN_DAYS, ONE_MORE).on(f"2025-06-0{n}", Answered) for n in (3, 4, 5)]
    for n, story in enumerate(stories, 1):
        arrival = attrs.evolve(story.case.received, case_id=f"case-{n}")
        story.events = (arrival, *story.events[1:])
    policy = stories[0].policy
    report = aggregate([story.case for story in stories], policy, Year(2025))
    values = [
        report.figure("compliance", "answer", measure).value
        for measure in ("judged", "met", "late_silent", "late_by_recount")
    ]
    assert values == [3, 2, 1, 1]
    rows = tidy([story.case for story in stories], policy, as_of=date(2025, 12, 31))
    assert [(row["case_id"], row["due"], row["late_by_recount"]) for row in rows] == [
        ("case-1", june(4), False),
        ("case-2", june(4), True),
        ("case-3", june(4), False),
    ]


def test_a_report_counts_none_where_counting_gives_the_same_day() -> None:
    """Zero, not unknown."""
    story = Story(TEN_DAYS).received("2025-05-20").on("2025-06-04", Answered)
    report = aggregate([story.case], TEN_DAYS, Year(2025))
    assert report.figure("compliance", "answer", "late_by_recount").value == 0


# --- what moves it --------------------------------------------------------------------------------


def test_a_pause_adds_its_days_to_the_day_given() -> None:
    """The 23rd and the 26th stood still: two working days after 4 June are the 5th and the 9th."""
    story = since_changed(PAUSED).on("2025-05-22", Paused, reason="waiting")
    found = judged(story.on("2025-05-26", Resumed), "2025-06-09")
    assert (found.outcome, found.first_due, found.due) == (Outcome.PENDING, june(9), june(9))
    # Counted anew: 5 June, and then the 9th and the 10th.
    assert found.clock.recount is not None
    assert found.clock.recount.due == june(10)


@pytest.mark.parametrize(
    ("resumed", "due", "counted"),
    [
        ("2025-05-23", june(3), june(3)),  # 2 + 1; 31 May + 1 is Sunday, rolled to the 3rd
        ("2025-05-25", june(5), june(3)),  # 2 + 3; 31 May + 3
        ("2025-05-28", june(9), june(9)),  # 2 + 6 is Sunday the 8th; 31 May + 6 is the 6th
    ],
)
def test_a_pause_is_added_to_the_day_given_and_then_rolled(
    resumed: str, due: date, counted: date
) -> None:
    """Eleven days from 20 May end on Saturday the 31st, rolled to Monday 2 June, which was given.

    Then 2 June was closed, so counting gives the 3rd.
    """
    policy = small(
        duty("answer", days(11, Roll.NEXT_WORKING_DAY), "answered", pausable=True),
    )
    closed = CalendarSpec(closed=(NamedDay(june(2), "stängt", "closed"),))
    story = since_changed(policy, closed)
    assert (running(story).due, running(story).clock.given) == (june(2), june(2))
    story.on("2025-05-22", Paused, reason="waiting").on(resumed, Resumed)
    found = running(story)
    assert found.clock.recount is not None
    assert (found.due, found.clock.recount.due) == (due, counted)


def test_a_category_that_went_and_came_back_moves_it_as_well() -> None:
    """A pothole on arrival, a park from the 22nd to the 26th: the 23rd and 26th, so 9 June."""
    policy = small(
        duty("pothole", Within(10), "answered", applies_to=Scope(categories={"pothole"}))
    )
    story = since_changed(policy, category="pothole")
    story.on("2025-05-22", CategorySet, category="park")
    story.on("2025-05-26", CategorySet, category="pothole")
    found = judged(story, "2025-06-09", "pothole")
    assert (found.due, found.clock.given) == (june(9), june(4))


def test_what_was_lifted_and_came_back_moves_it_as_well() -> None:
    """An appeal from the 22nd to the 26th: the 23rd and the 26th stood still, so 9 June."""
    story = since_changed(TEN_DAYS)
    story.on("2025-05-22", StreamsSet, streams={"appeal"}, excluded="appeal")
    story.on("2025-05-26", StreamsSet, streams=frozenset())
    assert judged(story, "2025-06-09").due == june(9)


def test_a_notice_by_the_day_given_moves_it() -> None:
    """Told on the 4th of the 13th."""
    story = since_changed(NEW_DATE).on("2025-06-04", DelayNotice, promised=june(13))
    found = judged(story, "2025-06-05")
    assert (found.first_due, found.due) == (june(4), june(13))


def test_a_notice_after_the_day_given_is_late_though_counting_would_take_it() -> None:
    """Told on the 5th: the day that the person had been given had passed."""
    story = since_changed(NEW_DATE).on("2025-06-05", DelayNotice, promised=june(13))
    found = judged(story, "2025-06-06")
    assert (found.outcome, found.due) == (Outcome.OVERDUE, june(4))
    (notice,) = found.notices
    assert (notice.concerned, notice.missing) == (june(4), frozenset({"in_time"}))
    assert found.clock.recount is not None
    assert found.clock.recount.due == june(13)


def test_a_cap_is_counted_from_the_day_given() -> None:
    """At most five working days after 4 June: 5, 9, 10, 11, 12 June."""
    story = since_changed(AT_MOST).on("2025-06-04", DelayNotice)
    found = judged(story, "2025-06-05")
    assert found.due == june(12)
    # Counted anew, from 5 June: 9, 10, 11, 12, 13.
    assert found.clock.recount is not None
    assert found.clock.recount.due == june(13)


# --- what follows it ------------------------------------------------------------------------------

FOLLOWED = small(
    duty("answer", Within(10), "answered", delay=DelayRule(extends=Extension.TO_NEW_DATE)),
    duty("copy", ByDueOf("answer"), "copy_sent"),
    duty("delay_notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
)


@pytest.mark.parametrize("id_", ["copy", "delay_notice"])
def test_a_follower_takes_the_day_of_the_one_that_it_follows(id_: str) -> None:
    """4 June, as was given for the answer."""
    story = since_changed(FOLLOWED)
    assert (running(story, id_).due, judged(story, "2025-06-05", id_).due) == (june(4), june(4))
    assert judged(story, "2025-06-05", id_).outcome is Outcome.OVERDUE


def test_a_follower_takes_the_new_day_after_a_notice() -> None:
    """The answer's new time is the copy's, and the copy of the 12th is in time."""
    story = since_changed(FOLLOWED).on("2025-06-04", DelayNotice, promised=june(13))
    found = judged(story.on("2025-06-12", CopySent), "2025-06-30", "copy")
    assert (found.outcome, found.due) == (Outcome.MET, june(13))


def test_a_follower_that_kept_the_day_may_be_late_by_the_recount_too() -> None:
    """With a Saturday opened the answer's day would be 3 June: copied and answered on the 4th."""
    story = since_changed(FOLLOWED, ONE_MORE).on("2025-06-04", CopySent)
    found = story.on("2025-06-04 13:00", Answered).assess("2025-06-30")
    assert [found[id_].outcome for id_ in ("answer", "copy")] == [Outcome.MET, Outcome.MET]
    assert [found[id_].is_late_by_recount for id_ in ("answer", "copy")] == [True, True]


def test_a_clock_that_starts_when_another_falls_due_keeps_its_day() -> None:
    """Nothing was confirmed, so ten working days run from the 27th, where that was due.

    28, 30 May, 2, 3, 4, 5, 9, 10, 11, 12 June: the 12th was given. Counted anew it would be the
    13th.
    """
    found = judged(since_changed(CHAINED), "2025-06-13")
    assert (found.started_on, found.due, found.clock.given) == (may(27), june(12), june(12))
    assert found.outcome is Outcome.OVERDUE
    assert found.clock.recount is not None
    assert found.clock.recount.due == june(13)


def test_a_clock_that_something_else_has_started_is_counted_anew() -> None:
    """Confirmed on Friday the 23rd: 26, 27, 28 May, 2, 3, 4, 5, 9, 10, 11 June."""
    found = judged(since_changed(CHAINED).on("2025-05-23", Acknowledged), "2025-06-11")
    assert (found.started_on, found.due, found.clock.given) == (may(23), june(11), None)


def test_a_start_after_another_has_fallen_due_takes_no_day_away() -> None:
    """Confirmed on the 28th, a day late: the answer's clock had started on the 27th."""
    found = judged(since_changed(CHAINED).on("2025-05-28", Acknowledged), "2025-06-12")
    assert (found.started_on, found.due, found.clock.given) == (may(27), june(12), june(12))


def test_a_clock_is_not_given_a_day_of_an_earlier_start_that_has_moved() -> None:
    """The confirmation's own day was put off by a pause: the answer is counted from there.

    Confirmed within five working days, 27 May; the 23rd stood still: the 28th. Ten working days
    from the 28th: 2, 3, 4, 5, 9, 10, 11, 12, 13, 16 June.
    """
    policy = small(
        duty("acknowledgement", Within(5), "acknowledged", pausable=True),
        CHAINED.by_id["answer"],
    )
    story = since_changed(policy).on("2025-05-22", Paused, reason="waiting")
    found = judged(story.on("2025-05-23", Resumed), "2025-06-13")
    assert (found.started_on, found.due, found.clock.given) == (may(28), june(16), None)


# --- what is counted anew -------------------------------------------------------------------------


def test_later_runs_are_counted_anew() -> None:
    """The first run has its day, 4 June; the one from 27 May runs 28 May, 2-5 and 9-13 June."""
    story = since_changed(UPDATES).on("2025-05-27", ProgressNotice)
    first, second = assess(story.case, story.policy, as_of=june(13))
    assert (first.due, first.clock.given) == (june(4), june(4))
    assert (second.due, second.clock.given) == (june(13), None)


def test_what_comes_to_concern_the_case_by_its_category_is_counted_anew() -> None:
    """Recognised on 27 May, and no day had been given for it: 28 May, 2-5, 9-13 June."""
    policy = small(
        duty("pothole", Within(10), "answered", applies_to=Scope(categories={"pothole"}))
    )
    story = since_changed(policy).on("2025-05-27", CategorySet, category="pothole")
    found = judged(story, "2025-06-13", "pothole")
    assert (found.started_on, found.due, found.clock.given) == (may(27), june(13), None)


def test_what_comes_to_concern_the_case_by_its_kind_is_counted_anew() -> None:
    """A question that turned out to be a complaint: from the arrival, by today's calendar."""
    policy = small(attrs.evolve(ANSWER, applies_to=complaints()))
    story = since_changed(policy, kind=Kind.QUESTION)
    assert story.case.received.due == ()
    story.on("2025-05-27", Reclassified, kind=Kind.COMPLAINT, consented=True)
    assert judged(story, "2025-06-05").due == june(5)


def test_what_follows_later_runs_follows_their_count() -> None:
    """The copy of the first word is due on 4 June, as given, that of the second on the 13th."""
    policy = small(*UPDATES.obligations, duty("copy", ByDueOf("update"), "copy_sent"))
    story = since_changed(policy).on("2025-05-27", ProgressNotice)
    found = assess(story.case, story.policy, as_of=june(13))
    assert [each.due for each in found if each.obligation.id == "copy"] == [june(4), june(13)]


def test_what_if_counts_everything_anew() -> None:
    """Under any_policy the answer of 5 June is in time, and no other day stands beside it."""
    story = since_changed(TEN_DAYS).on("2025-06-05", Answered)
    (found,) = assess(story.case, story.policy, as_of=june(30), any_policy=True)
    assert (found.outcome, found.due) == (Outcome.MET, june(5))
    assert (found.clock.given, found.clock.recount) == (None, None)


def test_a_comparison_counts_both_sides_anew() -> None:
    """Neither the edition itself nor its draft judges by the day given: both have 5 June."""
    story = since_changed(TEN_DAYS).on("2025-06-05", Answered)
    draft = story.policy.amend("draft")
    found = compare([story.case], [story.policy, draft], as_of=june(30))
    for policy in (story.policy, draft):
        tally = found.under(policy.id).obligation("answer")
        assert tally.outcomes == {Outcome.MET: 1}


# --- at a desk ------------------------------------------------------------------------------------


def test_a_desk_whose_calendar_is_changed_keeps_the_day_given(tmp_path: Path) -> None:
    """Received before the change and kept in SQLite; a desk opened after it says 4 June."""
    clock = Clock("2025-05-20 10:00")
    place = tmp_path / "desk.db"
    before = SqliteStore(place)
    desk = desk_of(before, clock, "smaby", registry=PolicyRegistry(policies=(TEN_DAYS,)))
    old, other = desk.receive(form(clock)), desk.receive(form(clock))
    before.close()

    changed = attrs.evolve(TEN_DAYS, calendar_spec=SHORT_OF_ONE)
    after = SqliteStore(place)
    desk = desk_of(after, clock, "smaby", registry=PolicyRegistry(policies=(changed,)))
    new = desk.receive(form(clock))
    assert {item.case_id: item.due for item in desk.worklist(june(2))} == {
        old.id: june(4),
        other.id: june(4),
        new.id: june(5),
    }
    clock.set("2025-06-04 15:00")
    desk.answer(other.id, by=HANDLER, mode=Channel.PHONE)
    clock.set("2025-06-05 10:00")
    assert desk.tick().reminded >= 1
    for case in (old, new):
        desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    outcomes = {}
    for case in desk.cases():
        (found,) = assess(case, desk.policy_of(case), as_of=june(6))
        outcomes[case.id] = (found.outcome, found.due)
    assert outcomes == {
        old.id: (Outcome.LATE_SILENT, june(4)),
        other.id: (Outcome.MET, june(4)),
        new.id: (Outcome.MET, june(5)),
    }
    report = desk.report(Year(2025), date(2025, 12, 31))
    assert [
        report.figure("compliance", "answer", measure).value
        for measure in ("judged", "met", "late_silent", "late_by_recount")
    ] == [3, 2, 1, 0]
    after.close()


def test_a_desks_report_tells_what_the_new_calendar_would_find_late(tmp_path: Path) -> None:
    """A Saturday was opened: answered on 4 June, as was told, where the count ends on the 3rd."""
    clock = Clock("2025-05-20 10:00")
    store = SqliteStore(tmp_path / "desk.db")
    desk = desk_of(store, clock, "smaby", registry=PolicyRegistry(policies=(TEN_DAYS,)))
    case = desk.receive(form(clock))
    changed = attrs.evolve(TEN_DAYS, calendar_spec=ONE_MORE)
    desk = desk_of(store, clock, "smaby", registry=PolicyRegistry(policies=(changed,)))
    clock.set("2025-06-04 10:00")
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE)
    report = desk.report(Year(2025), date(2025, 12, 31))
    assert [
        report.figure("compliance", "answer", measure).value
        for measure in ("judged", "met", "late_by_recount")
    ] == [1, 1, 1]
    store.close()


def test_a_stored_day_that_equals_todays_count_stands_beside_one_that_does_not() -> None:
    """One day differs from the count; the other one leans on it, and is as given all the same."""
    policy = small(
        duty("first", Within(10), "copy_sent"),
        duty(
            "second",
            Within(3),
            "acknowledged",
            starts_on=on("escalated"),
            start_latest="first",
        ),
    )
    # From Friday 13 June 2025 ten working days are 30 June (Midsummer Eve is closed) and three
    # more 3 July; the person was given 23 June for the first and 3 July for the second.
    case = Story(policy).received("2025-06-13")
    arrived = case.events[0]
    assert isinstance(arrived, Received)
    days = (DueDate("first", date(2025, 6, 23)), DueDate("second", date(2025, 7, 3)))
    case.events = (attrs.evolve(arrived, due=days),)
    assert case.assess("2025-06-30")["second"].due == date(2025, 7, 3)


def test_a_stored_day_before_its_own_start_is_none() -> None:
    """A log made by hand gives a day of the year 2000 to a case of 2025: the count applies."""
    policy = small(duty("answer", Within(3), "answered"))
    case = Story(policy).received("2025-01-07")
    arrived = case.events[0]
    assert isinstance(arrived, Received)
    case.events = (attrs.evolve(arrived, due=(DueDate("answer", date(2000, 12, 31)),)),)
    assert case.assess("2025-01-08")["answer"].due == date(2025, 1, 10)


@pytest.mark.parametrize("other", [date(2025, 4, 25), date(2025, 4, 24)])
def test_a_day_is_counted_as_if_no_other_had_been_given_otherwise(other: date) -> None:
    """Whether another rule's stored day is today's count or not, this one moves by as much."""
    # A week from Sunday 13 April 2025 ends on Easter Day, rolled back to Maundy Thursday the
    # 17th. Ten days stood still, so it ends on the 30th. Eight working days end on 25 April.
    policy = small(
        duty("week", Within(1, Unit.WEEKS, Roll.PREVIOUS_WORKING_DAY), "answered", pausable=True),
        duty("copy", Within(8), "copy_sent"),
    )
    case = Story(policy).received("2025-04-13")
    arrived = case.events[0]
    assert isinstance(arrived, Received)
    days = (DueDate("week", date(2025, 4, 17)), DueDate("copy", other))
    case.events = (attrs.evolve(arrived, due=days),)
    case.on("2025-04-14", Paused, reason="waiting").on("2025-04-24", Resumed)
    assert case.assess("2025-04-24")["week"].due == date(2025, 4, 30)


def test_a_day_beyond_the_calendar_is_refused_by_every_part() -> None:
    """No worklist could count down to it, so no judgement is made of it either."""
    story = Story(TEN_DAYS).received("2025-05-20")
    stored = attrs.evolve(story.case.received, due=(DueDate("answer", date(9999, 12, 31)),))
    case = fold((stored,))
    with pytest.raises(CalendarRangeError, match="9999-12-31 is outside this calendar"):
        TEN_DAYS.running(case)
    with pytest.raises(CalendarRangeError, match="9999-12-31 is outside this calendar"):
        assess(case, TEN_DAYS, as_of=june(5))


def test_a_start_on_the_very_day_that_was_counted_from_keeps_the_day_given() -> None:
    """Acknowledged on Tuesday 27 May, when it fell due: ten days on, the 29th closed, 12 June.

    28 and 30 May, 2, 3, 4, 5, 9, 10, 11 and 12 June; without the 30th it would be the 13th.
    """
    policy = small(
        duty("ack", Within(5), "acknowledged"),
        duty("answer", Within(10), "answered", starts_on=on("acknowledged"), start_latest="ack"),
    )
    story = since_changed(policy)
    assert story.case.received.due == (DueDate("ack", may(27)), DueDate("answer", june(12)))
    assert judged(story, "2025-06-01").due == june(12)
    story.on("2025-05-27", Acknowledged)
    assert judged(story, "2025-06-01").due == june(12)
    assert running(story).due == june(12)
    assert running(story).clock.given == june(12)
