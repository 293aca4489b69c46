# SPDX-License-Identifier: Apache-2.0
"""Deadlines: the day of every obligation, on arrival and while its clock runs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.calendar import CalendarSpec
from klagomal.cases.case import fold
from klagomal.cases.events import Acknowledged, Answered, DelayNotice, HandlerAnnounced
from klagomal.deadlines.deadline import of_clock
from klagomal.deadlines.runs import Clock
from klagomal.errors import CalendarRangeError
from klagomal.promises.obligations import Scope, on
from klagomal.promises.terms import ByDueOf, Within
from klagomal.vocabulary import Kind, Roll, Strength, Unit
from tests.provkoping import (
    ACKNOWLEDGEMENT,
    ANSWER,
    CODE,
    GUIDELINE,
    HANDED_OVER,
    HANDLING,
    NOTICE,
    PROMISED,
    REGISTERED,
    STAGE_ONE,
    SWEDISH,
    after,
    arriving,
    feedback,
    policy,
    received,
)

ALL = (NOTICE, STAGE_ONE, ACKNOWLEDGEMENT, ANSWER, HANDED_OVER, HANDLING, PROMISED, REGISTERED)


# --- on arrival -----------------------------------------------------------------------------------


def test_every_obligation_has_a_line_on_arrival() -> None:
    """All are listed in the policy's order, with a day or without."""
    rules = policy(*ALL)
    found = rules.deadlines(feedback("2025-03-03", rules))

    assert [(deadline.obligation.id, deadline.started_on, deadline.due) for deadline in found] == [
        # Follows the handling time.
        ("notice", date(2025, 3, 3), date(2025, 3, 17)),
        # Ten working days from the last day for the acknowledgement.
        ("stage_one", date(2025, 3, 10), date(2025, 3, 24)),
        ("acknowledgement", date(2025, 3, 3), date(2025, 3, 10)),  # Monday to Monday
        ("answer", date(2025, 3, 3), date(2025, 3, 13)),  # ten calendar days
        ("handed_over", date(2025, 3, 3), None),  # words without a number
        ("handling", date(2025, 3, 3), date(2025, 3, 17)),  # ten working days
        ("promised", None, None),  # nobody has promised anything
        ("registered", date(2025, 3, 3), None),  # before closing
    ]
    assert all(deadline.first_due == deadline.due for deadline in found)
    assert all(deadline.done_on is None and deadline.notices == () for deadline in found)


@settings(deadline=None)
@given(st.dates(date(1975, 1, 1), date(2090, 12, 31)))
def test_arrival_is_a_case_in_which_nothing_has_been_done(day: date) -> None:
    """The deadlines promised on arrival are those of a log that holds the arrival alone."""
    rules = policy(*ALL)
    arrived = feedback(day.isoformat(), rules)
    promised = {d.obligation.id: (d.started_on, d.due) for d in rules.deadlines(arrived)}
    running = {
        d.obligation.id: (d.started_on, d.due)
        for d in rules.running(fold([received(arrived, rules)]))
    }

    assert running == {id_: days for id_, days in promised.items() if days[0] is not None}


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # 23:59 on Friday 7 March is still Friday: ten days on is Monday 17 March.
        (datetime(2025, 3, 7, 22, 59, tzinfo=UTC), date(2025, 3, 17)),
        # A minute later it is Saturday in Sweden, though still Friday in UTC.
        (datetime(2025, 3, 7, 23, 0, tzinfo=UTC), date(2025, 3, 18)),
        # In summer the day begins two hours before UTC's.
        (datetime(2025, 7, 4, 21, 59, tzinfo=UTC), date(2025, 7, 14)),
        (datetime(2025, 7, 4, 22, 0, tzinfo=UTC), date(2025, 7, 15)),
    ],
)
def test_the_day_of_arrival_is_the_swedish_one(moment: datetime, due: date) -> None:
    """The clock starts on the civil day in the policy's zone, whatever zone the moment is in."""
    rules = policy(ANSWER)
    arrived = attrs.evolve(feedback("2025-03-07", rules), received_at=moment)
    (deadline,) = rules.deadlines(arrived)

    assert deadline.due == due


def test_a_level_that_is_not_reached_has_no_day() -> None:
    """On arrival a case stands on level one: its clocks start, those of level two do not."""
    first, second = (attrs.evolve(ANSWER, level=level) for level in (1, 2))

    assert arriving("2025-03-03", first).due == date(2025, 3, 13)
    assert arriving("2025-03-03", second).due is None
    assert arriving("2025-03-03", second).started_on is None


def test_a_start_on_something_else_has_no_day() -> None:
    """A clock that waits for an event has not started on arrival."""
    rule = attrs.evolve(ANSWER, starts_on=on("acknowledged"))

    assert (arriving("2025-03-03", rule).started_on, arriving("2025-03-03", rule).due) == (
        None,
        None,
    )


def test_an_arrival_among_other_starts_is_enough() -> None:
    """Whichever comes first starts the clock, and the arrival always comes first."""
    rule = attrs.evolve(ANSWER, starts_on=on("acknowledged", "received"))

    assert arriving("2025-03-03", rule).due == date(2025, 3, 13)


def test_what_follows_an_obligation_that_does_not_concern_the_case_has_no_day() -> None:
    """Where the rule that it follows is not owed, a notice has nothing to be in time for."""
    praise_only = attrs.evolve(HANDLING, applies_to=Scope(kinds={Kind.PRAISE}))
    notice = arriving("2025-03-03", praise_only, NOTICE)

    assert (notice.started_on, notice.due) == (None, None)


def test_what_starts_after_the_day_it_follows_has_no_day() -> None:
    """A clock that starts when the followed day has passed cannot be due on it."""
    late = attrs.evolve(STAGE_ONE, id="late", term=ByDueOf("acknowledgement"))
    early = attrs.evolve(late, start_latest="acknowledgement", term=ByDueOf("answer_soon"))
    soon = attrs.evolve(ANSWER, id="answer_soon", term=Within(1))

    # It starts on the very day it is due: still in time.
    assert arriving("2025-03-03", ACKNOWLEDGEMENT, late).due == date(2025, 3, 10)
    # It starts on 10 March; what it follows was due on 4 March.
    assert arriving("2025-03-03", ACKNOWLEDGEMENT, soon, early).due is None


def test_an_obligation_names_those_it_takes_a_day_from() -> None:
    """The one it follows and the one that starts it at the latest are at hand for its text."""
    follows = attrs.evolve(STAGE_ONE, term=ByDueOf("answer"))

    assert arriving("2025-03-03", HANDLING, NOTICE).refers_to == (HANDLING,)
    assert arriving("2025-03-03", ACKNOWLEDGEMENT, STAGE_ONE).refers_to == (ACKNOWLEDGEMENT,)
    assert arriving("2025-03-03", ACKNOWLEDGEMENT, ANSWER, follows).refers_to == (
        ACKNOWLEDGEMENT,
        ANSWER,
    )
    assert arriving("2025-03-03", ANSWER).refers_to == ()


def test_an_answer_beyond_the_calendar_is_refused() -> None:
    """No day is guessed for what arrives at the calendar's end."""
    with pytest.raises(CalendarRangeError, match="2025-12-31"):
        arriving("2025-12-29", ANSWER, calendar=CalendarSpec(last_year=2025))


# --- the last day to act, and how much is left ----------------------------------------------------


@pytest.mark.parametrize(
    ("roll", "due", "act_by"),
    [
        # Ten calendar days from Wednesday 11 June 2025: Midsummer Day, a Saturday.
        (Roll.NONE, date(2025, 6, 21), date(2025, 6, 19)),
        (Roll.NEXT_WORKING_DAY, date(2025, 6, 23), date(2025, 6, 23)),
        (Roll.PREVIOUS_WORKING_DAY, date(2025, 6, 19), date(2025, 6, 19)),
    ],
)
def test_the_last_day_to_act_is_a_working_day(roll: Roll, due: date, act_by: date) -> None:
    """Where the last day is closed, somebody must act on the last working day before it."""
    rule = attrs.evolve(ANSWER, term=Within(10, Unit.CALENDAR_DAYS, roll))
    deadline = arriving("2025-06-11", rule)

    assert (deadline.due, deadline.act_by) == (due, act_by)


def test_working_days_left_are_counted_to_the_last_day_and_past_it() -> None:
    """Today is never counted; after the last day the number is negative."""
    deadline = arriving("2025-03-03", HANDLING)  # due Monday 17 March

    assert deadline.working_days_left(date(2025, 3, 3)) == 10
    assert deadline.working_days_left(date(2025, 3, 14)) == 1  # Friday: only Monday is left
    assert deadline.working_days_left(date(2025, 3, 16)) == 1  # Sunday likewise
    assert deadline.working_days_left(date(2025, 3, 17)) == 0
    assert deadline.working_days_left(date(2025, 3, 19)) == -2


def test_without_a_day_there_is_nothing_left_to_count() -> None:
    """A promise nobody has given has neither a last day to act nor days left."""
    deadline = arriving("2025-03-03", PROMISED)

    assert deadline.act_by is None
    assert deadline.working_days_left(date(2025, 3, 3)) is None


# --- while the clock runs -------------------------------------------------------------------------


def test_a_promise_given_is_the_day() -> None:
    """The day promised is the last, also on a Sunday; first and present day are the same."""
    deadline = after(
        "2025-04-28", PROMISED, ("2025-05-08", HandlerAnnounced, {"promised": date(2025, 6, 15)})
    )

    assert deadline.started_on == date(2025, 5, 8)
    assert (deadline.first_due, deadline.due) == (date(2025, 6, 15), date(2025, 6, 15))
    assert deadline.act_by == date(2025, 6, 13)  # the Friday before


def test_a_promise_renewed_keeps_the_first_day() -> None:
    """A valid notice moves the day; the one first promised stays known, and what was done."""
    deadline = after(
        "2025-04-28",
        PROMISED,
        ("2025-05-08", HandlerAnnounced, {"promised": date(2025, 5, 30)}),
        ("2025-05-28", DelayNotice, {"promised": date(2025, 6, 15)}),
        ("2025-06-10", Answered, {}),
    )

    assert (deadline.first_due, deadline.due) == (date(2025, 5, 30), date(2025, 6, 15))
    assert deadline.done_on == date(2025, 6, 10)
    assert [notice.extended_to for notice in deadline.notices] == [date(2025, 6, 15)]


def test_a_start_in_time_replaces_the_latest_one() -> None:
    """What would have started on 10 March starts on 5 March, when the event comes that day."""
    deadline = after(
        "2025-03-03",
        STAGE_ONE,
        ("2025-03-05", Acknowledged, {"content": {"handler_name", "handler_contact"}}),
        others=(ACKNOWLEDGEMENT,),
    )

    assert (deadline.started_on, deadline.due) == (date(2025, 3, 5), date(2025, 3, 19))


def test_a_late_start_does_not_win_time() -> None:
    """An acknowledgement that comes late does not postpone what was to follow it."""
    deadline = after(
        "2025-03-03", STAGE_ONE, ("2025-03-20", Acknowledged, {}), others=(ACKNOWLEDGEMENT,)
    )

    assert (deadline.started_on, deadline.due) == (date(2025, 3, 10), date(2025, 3, 24))


def test_a_clock_becomes_a_deadline_with_all_that_it_knows() -> None:
    """Start, both days, and the run itself are carried over."""
    clock = Clock(
        occurrence=2,
        started_on=date(2025, 3, 3),
        first_due=date(2025, 3, 17),
        due=date(2025, 3, 24),
        done_on=date(2025, 3, 20),
        paused=True,
    )
    deadline = of_clock(HANDLING, clock, SWEDISH, GUIDELINE)

    assert (deadline.started_on, deadline.first_due, deadline.due, deadline.done_on) == (
        date(2025, 3, 3),
        date(2025, 3, 17),
        date(2025, 3, 24),
        date(2025, 3, 20),
    )
    assert deadline.clock is clock
    assert deadline.explanation().occurrence == 2
    assert deadline.explanation().clock.paused


# --- where it stands ------------------------------------------------------------------------------


def test_a_citation_without_a_document_means_the_policys_own() -> None:
    """The policy's document is filled in; a citation of another document keeps its own."""
    bare = attrs.evolve(GUIDELINE.cite("PRO-01", heading="Svar"), source=None)
    rule = attrs.evolve(ANSWER, citations=(bare, CODE.cite("TES-05")))

    assert arriving("2025-03-03", rule).citations == (
        GUIDELINE.cite("PRO-01", heading="Svar"),
        CODE.cite("TES-05"),
    )
    assert arriving("2025-03-03", rule).explanation().citations == (
        GUIDELINE.cite("PRO-01", heading="Svar"),
        CODE.cite("TES-05"),
    )


def test_the_strength_is_the_obligations() -> None:
    """A deadline binds as its obligation does."""
    assert arriving("2025-03-03", HANDLING).strength is Strength.TARGET


def test_a_deadline_explains_itself_in_swedish_unless_asked() -> None:
    """The text is Swedish by default, and the data's own."""
    deadline = arriving("2025-03-03", HANDLING)

    assert deadline.explain() == deadline.explain("sv") == deadline.explanation().text("sv")
    assert deadline.explain("en").startswith("Handling time (target)\n")
