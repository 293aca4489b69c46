# SPDX-License-Identifier: Apache-2.0
"""What is told on arrival, what runs, what is explained and what is judged never disagree."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.assessment import assess
from klagomal.calendar import CalendarSpec, Season
from klagomal.cases.case import Case, fold
from klagomal.cases.events import Event, Received
from klagomal.deadlines.deadline import Deadline
from klagomal.deadlines.explanation.phrases import on_day
from klagomal.lifecycle import receive
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Language, Outcome, Unit
from tests.random_cases import mended_log, random_policy, timed_log, timed_policy

CALENDARS: Final = (
    CalendarSpec(),
    CalendarSpec(rests=(Season((6, 10), (8, 15)),)),
    CalendarSpec(holidays=False, weekend=("sunday",)),
)
WORDS: Final[tuple[tuple[Language, str, str], ...]] = (
    ("sv", "Sista dag", "Gjort"),
    ("en", "Last day", "Done"),
)


def check(case: Case, policy: Policy) -> None:
    """Assert that running clocks, explanations and judgements of a case are the same."""
    day_of = policy.calendar.day_of
    last = max(day_of(event.at) for event in case.events)
    judged = assess(case, policy, as_of=last + timedelta(days=1))
    running = policy.running(case)
    started = [found for found in judged if found.started_on is not None]
    # Of a duplicate nothing runs, and nothing is judged.
    assert [(d.obligation.id, d.clock) for d in running] == [
        (found.obligation.id, found.clock) for found in started
    ]
    for deadline, found in zip(running, started, strict=True):
        told = deadline.explanation().as_dict()
        days = [told[name] for name in ("started_on", "first_due", "due", "done_on", "ended_on")]
        assert days == [
            day.isoformat() if day else None
            for day in (
                found.started_on,
                found.first_due,
                found.due,
                found.done_on,
                found.ended_on,
            )
        ]
        if found.outcome in (Outcome.MET, Outcome.MET_AS_RENEGOTIATED):
            assert f"{deadline.done_on}" == told["done_on"]
        check_text(deadline)


def check_text(deadline: Deadline) -> None:
    """Assert that the lines to read tell the days of the clock, in both languages."""
    told = deadline.explanation()
    for language, due_word, done_word in WORDS:
        lines = told.text(language).splitlines()
        for word, day in ((due_word, told.due), (done_word, told.done_on)):
            said = [line for line in lines if line.startswith(f"{word}: ")]
            if day:
                (line,) = said
                assert line.startswith(f"{word}: {on_day(day, language)}")
            else:
                assert not any(re.search(r"\d{4}", line) for line in said)
    count, clock = told.count, told.clock
    if count and not (clock.given or clock.notices or told.moved_by_pause):
        assert count.rolled == told.first_due
    if count and told.due:
        check_moves(told.text("en").splitlines(), clock.given or count.rolled, told.due)
    if count and count.term.unit not in (Unit.WEEKS, Unit.MONTHS):
        assert sum(step.number is not None for step in count.steps) == count.term.n


def check_moves(lines: list[str], first: date, last: date) -> None:
    """Assert that the lines lead from the day as counted to the last day, move by move."""
    day = on_day(first, "en")
    for line in lines:
        if found := re.search(r"^The last day moves from (.*) to (.*), for the clock has", line):
            assert found[1] == day
            day = found[2]
        elif found := re.search(r": counts, (?:new|earlier) last day (\w+ \d+ \w+ \d+)", line):
            day = found[1]
    assert day == on_day(last, "en")


def check_arrival(received: Event, policy: Policy) -> None:
    """Assert that what is told on arrival is what runs when nothing else has happened."""
    assert isinstance(received, Received)
    alone = fold((attrs.evolve(received, due=()),))
    arrival = policy.deadlines(alone.feedback, by=alone.received.by)
    if alone.received.excluded:
        return  # a log may say so of feedback that this policy would take in
    running = {deadline.obligation.id: deadline.clock for deadline in policy.running(alone)}
    for deadline in arrival:
        found = running.get(deadline.obligation.id)
        assert (found is None) == (deadline.started_on is None)
        assert found is None or found == deadline.clock


@given(st.randoms())
@settings(max_examples=150, deadline=None)
def test_deadlines_explanations_running_clocks_and_judgements_agree(pick: Random) -> None:
    """Over random policies and cases, one source decides days and fulfilment for all four."""
    policy = random_policy(pick)
    log = mended_log(pick, policy)
    check(fold(log), policy)
    check_arrival(log[0], policy)


@pytest.mark.parametrize("start", range(0, 1200, 400))
def test_they_agree_over_many_cases(start: int) -> None:
    """A fixed sweep, larger than can be drawn and shrunk."""
    for number in range(start, start + 400):
        pick = Random(number)
        policy = random_policy(pick)
        log = mended_log(pick, policy)
        check(fold(log), policy)
        check_arrival(log[0], policy)


@pytest.mark.parametrize("start", range(0, 800, 400))
def test_they_agree_where_days_move(start: int) -> None:
    """Cases in which notices, pauses, caps and rests move days, by several calendars."""
    for number in range(start, start + 400):
        pick = Random(number)
        policy = attrs.evolve(timed_policy(pick), calendar_spec=CALENDARS[number % len(CALENDARS)])
        log = timed_log(pick, policy)
        check(fold(log), policy)
        check_arrival(log[0], policy)


@given(st.randoms())
@settings(max_examples=60, deadline=None)
def test_what_an_arrival_stores_is_what_its_clocks_say(pick: Random) -> None:
    """The days that a received event carries are those of the clocks that then run."""
    policy = random_policy(pick)
    arrived = mended_log(pick, policy)[0]
    case = fold((arrived,))
    (received,) = receive(case.feedback, policy, case.received_at, case_id="case-1", by=arrived.by)
    assert isinstance(received, Received)
    running = policy.running(fold((received,)))
    assert {due.obligation: due.on for due in received.due} == {
        deadline.obligation.id: deadline.due for deadline in running if deadline.due
    }
